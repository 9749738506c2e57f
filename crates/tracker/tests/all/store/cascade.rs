use roviec_tracker::Error;
use roviec_tracker::store::cascade::{self, Between, Decided, Kind, RowId, Said};
use roviec_tracker::store::{Database, audit, plans};

use crate::on_both_databases;
use crate::support::*;

on_both_databases! {
    what_is_said_of_a_row_is_kept_replaced_and_taken_back
}

async fn what_is_said_of_a_row_is_kept_replaced_and_taken_back(database: Database) {
    let mut tx = writing(&database).await;
    let rows = || vec![task("1", "Nâng cấp mạng", &["Sở Y tế"], None)];
    let targets = vec![indicator("1", "Tỷ lệ hồ sơ trực tuyến", "%", 2026, 80.0)];
    let superior = plan_of(&imported(&mut tx, &compiled("18/KH-UBND", b"above", rows(), targets), b"above").await);
    let plan = plan_of(&imported(&mut tx, &compiled("45/KH-UBND", FILE, rows(), vec![]), FILE).await);
    let between = Between { plan, superior };
    let row = |id| RowId { id, horizon: 0 };
    let above = row(plans::task_links(&mut tx, superior).await.expect("lists")[0].id);
    let own = row(plans::task_links(&mut tx, plan).await.expect("lists")[0].id);
    let target = RowId { id: plans::indicator_links(&mut tx, superior).await.expect("lists")[0].id, horizon: 2026 };
    for (gone, said) in [(row(999_999), Said::Uncovered), (above, Said::Answered(row(999_999)))] {
        let refused = cascade::decide(&mut tx, NOBODY, between, (Kind::Task, gone), Some(said)).await;
        assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    }

    cascade::decide(&mut tx, NOBODY, between, (Kind::Task, above), Some(Said::Uncovered)).await.expect("is decided");
    cascade::decide(&mut tx, NOBODY, between, (Kind::Task, above), Some(Said::Answered(own))).await.expect("is replaced");
    cascade::decide(&mut tx, NOBODY, between, (Kind::Indicator, target), Some(Said::NotOurs)).await.expect("is decided");
    let said = |kind, row, said| Decided { kind, row, said };
    let kept = cascade::of(&mut tx, between).await.expect("lists");
    assert_eq!(kept, [said(Kind::Indicator, target, Said::NotOurs), said(Kind::Task, above, Said::Answered(own))]);
    assert_eq!(cascade::superiors(&mut tx, plan).await.expect("lists"), [superior]);
    assert!(cascade::superiors(&mut tx, superior).await.expect("lists").is_empty());

    cascade::decide(&mut tx, NOBODY, between, (Kind::Task, above), None).await.expect("is taken back");
    assert_eq!(cascade::of(&mut tx, between).await.expect("lists").len(), 1);
    let entries = audit::of(&mut tx, "plan", Some(plan)).await.expect("lists");
    let entries: Vec<_> = entries.iter().filter(|entry| entry.action == "cascade-decided").collect();
    assert_eq!(entries.len(), 4);
    assert!(entries[0].before_json.is_none() && entries[3].before_json.as_deref().is_some_and(|json| json.contains("answered")));
}
