use jiff::civil::date;
use roviec_tracker::domain::Role;
use roviec_tracker::store::audit::Actor;
use roviec_tracker::store::posts::{self, Review};
use roviec_tracker::store::{Database, Tx, users};
use roviec_tracker::{Error, clock};

use crate::on_both_databases;
use crate::support::*;

on_both_databases! {
    a_post_is_held_from_its_first_day_to_its_last
    the_same_post_is_not_given_twice_in_the_same_days
    a_delegated_post_is_held_for_its_days_and_named_with_its_holder
    a_delegation_ends_with_the_post_it_stands_in_for
    what_has_not_begun_falls_away_when_it_is_ended
    a_unit_is_known_with_all_above_it
    what_was_not_reviewed_for_long_comes_first
}

async fn two(tx: &mut Tx) -> (Province, i64, i64) {
    let province = province(tx).await;
    let an = person(tx, "an", Role::UnitHead, Some(province.health)).await;
    let binh = person(tx, "binh", Role::UnitOfficer, Some(province.home)).await;
    (province, an, binh)
}

async fn a_post_is_held_from_its_first_day_to_its_last(database: Database) {
    let mut tx = writing(&database).await;
    let (province, an, _) = two(&mut tx).await;
    let days = (date(2026, 12, 1), Some(date(2026, 12, 31)));
    let id = posts::add(&mut tx, NOBODY, an, (Some(province.home), Role::Inspector), days).await.expect("is given");
    for (day, held) in [(date(2026, 11, 30), 1), (date(2026, 12, 1), 2), (date(2026, 12, 31), 2), (date(2027, 1, 1), 1)] {
        assert_eq!(posts::held(&mut tx, an, day).await.expect("asks").len(), held, "{day}");
    }
    let post = posts::find(&mut tx, id).await.expect("is there");
    posts::end(&mut tx, NOBODY, &post, (date(2026, 12, 10), date(2026, 12, 9))).await.expect("is ended");
    assert_eq!(posts::held(&mut tx, an, date(2026, 12, 11)).await.expect("asks").len(), 1);
    let post = posts::find(&mut tx, id).await.expect("is there");
    let again = posts::end(&mut tx, NOBODY, &post, (date(2026, 12, 10), date(2026, 12, 20))).await;
    assert!(matches!(again, Err(Error::Conflict(_))));
}

async fn the_same_post_is_not_given_twice_in_the_same_days(database: Database) {
    let mut tx = writing(&database).await;
    let (province, an, _) = two(&mut tx).await;
    let place = (Some(province.health), Role::UnitHead);
    let twice = posts::add(&mut tx, NOBODY, an, place, (TODAY, None)).await;
    assert!(matches!(twice, Err(Error::Conflict(_))));
    posts::add(&mut tx, NOBODY, an, (None, Role::UnitHead), (TODAY, None)).await.expect("another place");
}

async fn a_delegated_post_is_held_for_its_days_and_named_with_its_holder(database: Database) {
    let mut tx = writing(&database).await;
    let (_, an, binh) = two(&mut tx).await;
    let own = posts::of_user(&mut tx, an).await.expect("lists").remove(0);
    posts::delegate(&mut tx, NOBODY, &own, binh, (TODAY, date(2026, 11, 30))).await.expect("is delegated");
    let held = posts::held(&mut tx, binh, TODAY).await.expect("asks");
    assert_eq!((held.len(), held[0].delegated_by.as_deref()), (2, None), "the own one comes first");
    assert_eq!((held[1].role, held[1].delegated_by.as_deref()), (Role::UnitHead, Some("Nguyễn Văn An")));
    assert!(held[1].title().ends_with("Sở Y tế (Nguyễn Văn An ủy quyền)"), "{}", held[1].title());
    assert_eq!(posts::held(&mut tx, binh, date(2026, 12, 1)).await.expect("asks").len(), 1);
    assert_eq!(posts::delegated_by(&mut tx, an, TODAY).await.expect("lists").len(), 1);
    let twice = posts::delegate(&mut tx, NOBODY, &own, binh, (TODAY, TODAY)).await;
    assert!(matches!(twice, Err(Error::Conflict(_))));
}

async fn a_delegation_ends_with_the_post_it_stands_in_for(database: Database) {
    let mut tx = writing(&database).await;
    let (_, an, binh) = two(&mut tx).await;
    let own = posts::of_user(&mut tx, an).await.expect("lists").remove(0);
    posts::delegate(&mut tx, NOBODY, &own, binh, (TODAY, date(2026, 12, 31))).await.expect("is delegated");
    posts::delegate(&mut tx, NOBODY, &own, binh, (date(2027, 1, 10), date(2027, 1, 31))).await.expect("is delegated");
    users::disable(&mut tx, NOBODY, an).await.expect("is disabled");
    assert_eq!(posts::held(&mut tx, binh, TODAY).await.expect("asks").len(), 1, "who is gone delegates nothing");
    users::enable(&mut tx, NOBODY, an, 0).await.expect("is enabled");
    assert_eq!(posts::held(&mut tx, binh, TODAY).await.expect("asks").len(), 2);
    posts::end(&mut tx, NOBODY, &own, (TODAY, TODAY)).await.expect("is ended");
    assert_eq!(posts::held(&mut tx, binh, date(2026, 11, 21)).await.expect("asks").len(), 1);
    assert_eq!(posts::delegated_by(&mut tx, an, TODAY).await.expect("lists").len(), 1, "the one that had not begun is gone");
}

async fn what_has_not_begun_falls_away_when_it_is_ended(database: Database) {
    let mut tx = writing(&database).await;
    let (_, an, _) = two(&mut tx).await;
    let id = posts::add(&mut tx, NOBODY, an, (None, Role::Inspector), (date(2027, 1, 1), None)).await.expect("is given");
    let post = posts::find(&mut tx, id).await.expect("is there");
    posts::end(&mut tx, NOBODY, &post, (TODAY, TODAY)).await.expect("is ended");
    assert!(matches!(posts::find(&mut tx, id).await, Err(Error::NotFound)));
}

async fn a_unit_is_known_with_all_above_it(database: Database) {
    let mut tx = writing(&database).await;
    let (province, an, binh) = two(&mut tx).await;
    let mut above = posts::above(&mut tx, Some(province.offices[0]), TODAY).await.expect("asks");
    above.sort_unstable();
    let mut wanted = vec![province.top, province.communes[0], province.offices[0]];
    wanted.sort_unstable();
    assert_eq!(above, wanted);
    assert_eq!(posts::above(&mut tx, None, TODAY).await.expect("asks"), Vec::<i64>::new());
    assert_eq!(posts::above(&mut tx, Some(province.health), date(2020, 1, 1)).await.expect("asks"), [province.health]);
    posts::add(&mut tx, NOBODY, binh, (None, Role::Leader), (TODAY, None)).await.expect("is given");
    assert_eq!(posts::places(&mut tx, an, TODAY).await.expect("asks").len(), 1);
    assert!(posts::places(&mut tx, binh, TODAY).await.expect("asks").contains(&Vec::new()), "a post at no unit is a place of its own");
    // Of somebody who holds nothing any more the last places count.
    for post in posts::of_user(&mut tx, an).await.expect("lists") {
        posts::end(&mut tx, NOBODY, &post, (date(2026, 11, 19), TODAY)).await.expect("is ended");
    }
    assert_eq!(posts::places(&mut tx, an, TODAY).await.expect("asks").len(), 1);
}

async fn what_was_not_reviewed_for_long_comes_first(database: Database) {
    let mut tx = writing(&database).await;
    let (province, an, _) = two(&mut tx).await;
    let review = Review { on: TODAY, within: None, due_since: Some(date(2026, 5, 20)) };
    let (due, total) = posts::to_review(&mut tx, review, (0, 10)).await.expect("lists");
    assert_eq!((due.len(), total), (2, 2));
    let of_an = due.iter().find(|post| post.user_id == an).expect("is due");
    let reviewer = Actor { user: Some(an), at: clock::start_of(date(2026, 6, 1)), ..NOBODY };
    posts::keep(&mut tx, reviewer, of_an).await.expect("is kept");
    let (due, total) = posts::to_review(&mut tx, review, (0, 10)).await.expect("lists");
    assert_eq!((total, due[0].login.as_str()), (1, "binh"));
    let (all, _) = posts::to_review(&mut tx, Review { due_since: None, ..review }, (0, 10)).await.expect("lists");
    assert_eq!(all.iter().map(|post| post.login.as_str()).collect::<Vec<_>>(), ["binh", "an"]);
    assert_eq!(all[1].reviewed_by.as_deref(), Some("Nguyễn Văn An"));
    let (_, within) =
        posts::to_review(&mut tx, Review { within: Some(province.health), due_since: None, ..review }, (0, 10)).await.expect("lists");
    assert_eq!(within, 1);
    let (_, later) = posts::to_review(&mut tx, Review { due_since: Some(date(2026, 11, 1)), ..review }, (0, 10)).await.expect("lists");
    assert_eq!(later, 2, "half a year later it is due again");
}
