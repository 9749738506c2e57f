use roviec_plan::Vocabulary;
use roviec_tracker::Error;
use roviec_tracker::store::{Database, audit, word_lists};

use crate::on_both_databases;
use crate::support::*;

on_both_databases! {
    entries_are_added_once_listed_newest_first_and_taken_out
}

async fn entries_are_added_once_listed_newest_first_and_taken_out(database: Database) {
    let mut tx = writing(&database).await;
    let rows = ["KKTV\tKhu kinh tế ven biển\tx".to_owned(), "OCOPX\tMỗi xã một sản phẩm".to_owned()];
    assert_eq!(word_lists::add(&mut tx, NOBODY, "abbreviations", &rows).await.expect("adds"), 2);
    assert_eq!(word_lists::add(&mut tx, NOBODY, "abbreviations", &rows).await.expect("adds"), 0);
    assert_eq!(word_lists::add(&mut tx, NOBODY, "words", &["ao nuôi".to_owned()]).await.expect("adds"), 1);
    let listed = word_lists::of(&mut tx, "abbreviations").await.expect("lists");
    assert_eq!(listed.iter().map(|entry| entry.row_text.as_str()).collect::<Vec<_>>(), [rows[1].as_str(), rows[0].as_str()]);
    let all = word_lists::all(&mut tx).await.expect("lists");
    assert_eq!((all.len(), &all["abbreviations"]), (2, &rows.to_vec()));
    let mut longer = Vocabulary::default();
    for (name, text) in word_lists::files(&mut tx).await.expect("lists") {
        longer.add(&name, &text).expect("what is kept is sound");
    }
    assert!(longer.abbreviations().find("KKTV").is_some() && longer.abbreviations().find("UBND").is_some());

    let other = word_lists::remove(&mut tx, NOBODY, "words", listed[0].id).await;
    assert!(matches!(other, Err(Error::NotFound)), "an entry of another list");
    word_lists::remove(&mut tx, NOBODY, "abbreviations", listed[0].id).await.expect("is taken out");
    assert!(matches!(word_lists::remove(&mut tx, NOBODY, "abbreviations", listed[0].id).await, Err(Error::NotFound)));
    let actions: Vec<String> = audit::of(&mut tx, "word-list", None).await.expect("lists").into_iter().map(|entry| entry.action).collect();
    assert_eq!(actions, ["word-list-extended", "word-list-extended", "word-list-shortened"]);
}
