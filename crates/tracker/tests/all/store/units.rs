use jiff::civil::date;
use roviec_tracker::domain::org_unit::{Hierarchy, OPEN_END};
use roviec_tracker::store::live_work::Live;
use roviec_tracker::store::units::{self, Entered, NewUnit};
use roviec_tracker::store::{Database, unit_branches};

use crate::on_both_databases;
use crate::support::*;

on_both_databases! {
    each_branch_lists_its_units_with_what_they_lead_and_all_below_them
    a_unit_entered_twice_is_the_same_and_a_new_name_changes_it
    a_unit_stands_in_the_tree_only_between_its_days
    a_unit_knows_the_way_up_and_its_names
}

async fn each_branch_lists_its_units_with_what_they_lead_and_all_below_them(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    let rows = vec![task("1", "Trễ", &["Sở Nội vụ"], Some(date(2026, 6, 30))), task("2", "Của các xã", &["Các xã"], None)];
    imported(&mut tx, &compiled("12/KH-UBND", FILE, rows, vec![]), FILE).await;
    let mut seen = Vec::new();
    for parent in [None, Some(province.top), Some(province.communes[0]), Some(province.communes[1])] {
        let branch = unit_branches::branch(&mut tx, Hierarchy::Government, parent, TODAY).await.expect("lists");
        let loads = unit_branches::loads(&mut tx, &Live::default(), Hierarchy::Government, &branch, AS_OF).await.expect("adds");
        for row in branch {
            let load = loads.get(&row.id).copied().unwrap_or_default();
            seen.push((row.code, row.children, load.total, load.late));
        }
    }
    let expected = [
        ("BM", 4, 3, 1),
        ("BM.NV", 0, 1, 1),
        ("BM.YT", 0, 0, 0),
        ("BM.X0", 1, 1, 0),
        ("BM.X1", 1, 1, 0),
        ("BM.X0.VX", 0, 0, 0),
        ("BM.X1.VX", 0, 0, 0),
    ];
    assert_eq!(seen, expected.map(|(code, children, total, late)| (code.to_owned(), children, total, late)));
    assert!(unit_branches::branch(&mut tx, Hierarchy::Party, None, TODAY).await.expect("lists").is_empty());
}

async fn a_unit_entered_twice_is_the_same_and_a_new_name_changes_it(database: Database) {
    let mut tx = writing(&database).await;
    let first = NewUnit { aliases: vec!["Sở KH&CN".to_owned()], ..unit("BM.KHCN", "Sở Khoa học và Công nghệ") };
    let (id, entered) = units::enter(&mut tx, &first).await.expect("is entered");
    assert_eq!(entered, Entered::Added);
    assert_eq!(units::enter(&mut tx, &first).await.expect("is entered"), (id, Entered::Same));
    let renamed = NewUnit { name: "Sở Khoa học, Công nghệ và Đổi mới".to_owned(), ..first };
    assert_eq!(units::enter(&mut tx, &renamed).await.expect("is entered"), (id, Entered::Changed));
    assert_eq!(units::find(&mut tx, id).await.expect("is there").name, renamed.name);
    assert_eq!(units::by_code(&mut tx, "BM.KHCN").await.expect("asks").map(|unit| unit.id), Some(id));
}

async fn a_unit_stands_in_the_tree_only_between_its_days(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    let gone = NewUnit { valid_to: date(2026, 6, 30), ..unit("BM.CU", "Sở Cũ") };
    let (id, _) = units::enter(&mut tx, &gone).await.expect("is entered");
    units::place(&mut tx, Hierarchy::Government, id, Some(province.top), FIRST_DAY, date(2026, 6, 30)).await.expect("is placed");
    assert_eq!(units::parent(&mut tx, Hierarchy::Government, id, TODAY).await.expect("asks"), Some(province.top));
    for (on, expected) in [(TODAY, 7), (date(2026, 6, 30), 8)] {
        assert_eq!(unit_branches::count(&mut tx, Hierarchy::Government, on).await.expect("counts"), expected, "{on}");
    }
    assert!(units::all(&mut tx, TODAY).await.expect("lists").iter().all(|unit| unit.id != id));
    assert_eq!(units::groups(&mut tx, TODAY).await.expect("lists")[0].members, 2);
}

async fn a_unit_knows_the_way_up_and_its_names(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    let path = units::path(&mut tx, province.offices[0], TODAY).await.expect("lists");
    assert_eq!(path.iter().map(|unit| unit.id).collect::<Vec<_>>(), [province.top, province.communes[0]]);
    assert_eq!(units::aliases(&mut tx, province.health).await.expect("lists"), ["Sở Y tế", "Sở YT"]);
    assert_eq!(units::find(&mut tx, province.health).await.expect("is there").valid_to, OPEN_END);
}
