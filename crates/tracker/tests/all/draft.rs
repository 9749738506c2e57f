//! The draft of a plan under review: edits folded, conflicts told, readings compared.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::date;
use roviec_plan::Compiled;
use roviec_plan::plan::DeadlineKind;
use roviec_tracker::domain::draft::{
    Aside, Draft, Edit, Field, Fields, Matches, NumberedEdit, RowKey, Running, Table, carried, differences, draft, finding_keys,
    is_replaced, kept, proposed, undoable,
};

use crate::support::*;

const INTAKE: i64 = 7;

fn base() -> Compiled {
    let tasks = vec![
        task("1", "Nâng cấp mạng", &["Sở Y tế"], Some(date(2026, 6, 30))),
        task("2", "Lập danh mục dữ liệu và tập huấn", &["Sở Nội vụ"], None),
        task("3", "Báo cáo kết quả", &[], None),
    ];
    let indicators =
        vec![indicator("1", "Tỷ lệ hồ sơ trực tuyến", "%", 2026, 80.0), indicator("1", "Tỷ lệ hồ sơ trực tuyến", "%", 2030, 95.0)];
    compiled("12/KH-UBND", FILE, tasks, indicators)
}

fn key(index: usize) -> RowKey {
    RowKey::compiled(INTAKE, Table::Tasks, index)
}

fn set(row: RowKey, field: Field, to: &str) -> Edit {
    Edit::Set { row, field, to: to.to_owned() }
}

fn log(edits: Vec<Edit>) -> Vec<NumberedEdit> {
    let by = |number: i64| if number % 2 == 1 { 1 } else { 2 };
    (1..).zip(edits).map(|(number, edit)| NumberedEdit { number, at: number, user: Some(by(number)), carried: false, edit }).collect()
}

fn folded(edits: Vec<Edit>) -> Draft {
    draft(INTAKE, &base(), &log(edits))
}

fn names(draft: &Draft) -> Vec<&str> {
    draft.tasks.iter().map(|row| row.row.name.as_str()).collect()
}

#[test]
fn typed_values_are_read_by_the_grammars_of_the_compiler() {
    let draft = folded(vec![
        set(key(1), Field::Deadline, "quý III/2026"),
        set(key(1), Field::Lead, "Sở Y tế; Sở Nội vụ"),
        set(RowKey::compiled(INTAKE, Table::Indicators, 0), Field::Target, "≥ 85,5"),
        set(RowKey::document(), Field::IssuedOn, "3/2/2026"),
    ]);
    let deadline = draft.tasks[1].row.deadline.clone().expect("is set");
    assert_eq!((deadline.kind, deadline.due), (Some(DeadlineKind::By), Some(date(2026, 9, 30))));
    assert_eq!(draft.tasks[1].row.lead, ["Sở Y tế", "Sở Nội vụ"]);
    assert_eq!(draft.indicators[0].row.target.as_ref().and_then(|target| target.value), Some(85.5));
    assert_eq!(draft.document.row.issued_on, Some(date(2026, 2, 3)));
    assert_eq!(draft.tasks[1].machine.as_ref().map(|task| task.lead.join("")), Some("Sở Nội vụ".to_owned()));
}

#[test]
fn a_row_is_split_merged_added_and_dropped() {
    let further = RowKey::made(INTAKE, 1);
    let split = Edit::Split {
        row: key(1), into: further.clone(), first: "Lập danh mục dữ liệu".to_owned(), second: "Tập huấn".to_owned()
    };
    let add = Edit::Add {
        row: RowKey::made(INTAKE, 3),
        table: Table::Tasks,
        after: Some(key(0)),
        values: BTreeMap::from([(Field::Name, "Mua máy chủ".to_owned())]),
    };
    let draft = folded(vec![split.clone(), set(further.clone(), Field::Lead, "Sở Y tế"), add, Edit::Drop { row: key(2) }]);
    assert_eq!(names(&draft), ["Nâng cấp mạng", "Mua máy chủ", "Lập danh mục dữ liệu", "Tập huấn"]);
    assert_eq!((draft.tasks[3].row.lead.join(""), draft.tasks[2].row.lead.join("")), ("Sở Y tế".to_owned(), "Sở Nội vụ".to_owned()));
    assert_eq!(draft.tasks[1].row.section(), "Hạ tầng số");
    assert!(draft.dropped.contains(&key(2)));

    let merged = folded(vec![split, Edit::Merge { row: key(1), with: further }]);
    assert_eq!(names(&merged)[1], "Lập danh mục dữ liệu Tập huấn");
    assert_eq!(merged.tasks[1].row.lead, ["Sở Nội vụ"]);
}

#[test]
fn an_undone_edit_says_nothing_and_an_undone_undo_says_it_again() {
    let change = set(key(0), Field::Name, "Thay mạng");
    assert_eq!(names(&folded(vec![change.clone(), Edit::Undo { number: 1 }]))[0], "Nâng cấp mạng");
    assert_eq!(names(&folded(vec![change, Edit::Undo { number: 1 }, Edit::Undo { number: 2 }]))[0], "Thay mạng");
}

#[test]
fn an_edit_that_another_builds_on_is_not_undone_before_it() {
    let further = RowKey::made(INTAKE, 1);
    let split = Edit::Split { row: key(1), into: further.clone(), first: "Một".to_owned(), second: "Hai".to_owned() };
    let edits = log(vec![split, set(further, Field::Lead, "Sở Y tế"), set(key(0), Field::Name, "Khác")]);
    assert_eq!(undoable(&edits, 1), Err(2));
    assert_eq!(undoable(&edits, 2), Ok(()));
    assert_eq!(undoable(&edits, 3), Ok(()));
}

#[test]
fn two_people_lose_nothing_and_are_told_where_they_collide() {
    let edits = log(vec![set(key(0), Field::Name, "Của người thứ nhất")]);
    let form = vec![
        (Field::Name, "Của người thứ hai".to_owned()),
        (Field::Lead, "Sở Nội vụ".to_owned()),
        (Field::Deadline, "6/2026".to_owned()),
        (Field::Budget, "nhiều".to_owned()),
    ];
    let out = proposed(INTAKE, &base(), &edits, 0, (&key(0), &form));
    assert_eq!(out.edits, [set(key(0), Field::Lead, "Sở Nội vụ")]);
    assert_eq!(out.conflicts.len(), 1);
    assert_eq!((out.conflicts[0].theirs.as_str(), out.conflicts[0].by), ("Của người thứ nhất", Some(1)));
    assert_eq!(out.faults.len(), 1);
    assert!(out.faults[0].1.contains("không phải là số"), "{:?}", out.faults);

    let same = proposed(INTAKE, &base(), &edits, 0, (&key(0), &[(Field::Name, "Của người thứ nhất".to_owned())]));
    assert_eq!(same, Default::default());
    let edits = log(vec![Edit::Drop { row: key(0) }]);
    assert!(proposed(INTAKE, &base(), &edits, 0, (&key(0), &form)).gone);
}

/// The same plan read again, with some words changed: intake 9.
fn again(change: impl FnOnce(&mut Compiled)) -> (Compiled, Draft) {
    let mut base = base();
    change(&mut base);
    let draft = draft(9, &base, &[]);
    (base, draft)
}

fn loaded(old_edits: Vec<Edit>, change: impl FnOnce(&mut Compiled)) -> (Draft, Draft) {
    let (old_base, old) = (base(), folded(old_edits));
    let (new_base, fresh) = again(change);
    let edits = carried(Running { intake: INTAKE, base: &old_base, draft: &old }, 9, (&new_base, &fresh));
    let edits: Vec<_> = log(edits).into_iter().map(|edit| NumberedEdit { carried: true, ..edit }).collect();
    let new = draft(9, &new_base, &edits);
    (old, new)
}

#[test]
fn a_correction_goes_along_and_is_asked_about_only_where_the_document_changed_too() {
    let corrections = vec![set(key(0), Field::Lead, "Sở Nội vụ"), set(key(1), Field::Deadline, "30/9/2026")];
    let (old, new) = loaded(corrections.clone(), |_| {});
    assert_eq!((new.tasks[0].row.lead.join(""), new.tasks[1].row.text(Field::Deadline)), ("Sở Nội vụ".to_owned(), "30/9/2026".to_owned()));
    assert_eq!(differences(&old, &new, &BTreeSet::new()), []);

    let (old, new) = loaded(corrections, |base| {
        base.plan.tasks[0].lead = vec!["Sở Tài chính".to_owned()];
        base.plan.tasks[2].product = Some("Báo cáo".to_owned());
    });
    assert_eq!(new.tasks[0].row.lead, ["Sở Nội vụ"]);
    let found = differences(&old, &new, &BTreeSet::new());
    assert_eq!(found.iter().map(|difference| difference.is_open()).collect::<Vec<_>>(), [true, false]);
    let field = &found[0].fields[0];
    assert_eq!((field.running.as_str(), field.read.as_str(), field.corrected), ("Sở Nội vụ", "Sở Tài chính", true));
    assert_eq!((found[1].fields[0].running.as_str(), found[1].fields[0].chosen.as_str()), ("Quyết định", "Báo cáo"));
}

#[test]
fn rows_made_and_dropped_by_hand_stay_so() {
    let further = RowKey::made(INTAKE, 1);
    let edits = vec![
        Edit::Split { row: key(1), into: further, first: "Lập danh mục dữ liệu".to_owned(), second: "Tập huấn".to_owned() },
        Edit::Drop { row: key(2) },
    ];
    let (old, new) = loaded(edits, |base| base.plan.tasks[0].name = "Nâng cấp mạng nội bộ".to_owned());
    assert_eq!(names(&new), ["Nâng cấp mạng nội bộ", "Lập danh mục dữ liệu", "Tập huấn"]);
    let found = differences(&old, &new, &BTreeSet::new());
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].name, "Nâng cấp mạng nội bộ");
    let matches = Matches::find(&old, &new);
    assert_eq!(matches.old_of(&new.tasks[2].key), Some(&old.tasks[2].key));
}

#[test]
fn a_row_that_is_gone_waits_for_a_decision_and_can_be_kept() {
    let (old, new) = loaded(vec![], |base| {
        base.plan.tasks.remove(0);
        base.plan.tasks.push(task("4", "Kiểm thử an toàn thông tin", &["Công an tỉnh"], None));
    });
    let found = differences(&old, &new, &BTreeSet::new());
    assert_eq!(found.len(), 2, "{found:#?}");
    assert_eq!((found[0].old.as_ref(), found[0].is_open()), (None, false));
    assert_eq!((found[1].name.as_str(), found[1].is_open()), ("Nâng cấp mạng", true));

    let mut base = base();
    base.plan.tasks.remove(0);
    let edits = log(kept(&old, &key(0), (9, 0)));
    let with_it = draft(9, &base, &edits);
    assert_eq!(with_it.tasks.last().map(|row| row.row.name.as_str()), Some("Nâng cấp mạng"));
    assert_eq!(differences(&old, &with_it, &BTreeSet::from([1, 2])), []);
    let released = draft(9, &base, &log(vec![Edit::Release { old: key(0) }]));
    assert!(!differences(&old, &released, &BTreeSet::from([1])).iter().any(|difference| difference.is_open()));
}

#[test]
fn equally_near_rows_are_not_guessed() {
    let twins = |base: &mut Compiled| {
        base.plan.tasks =
            vec![task("5", "Xây dựng cơ sở dữ liệu đất đai A", &[], None), task("6", "Xây dựng cơ sở dữ liệu đất đai B", &[], None)];
    };
    let mut old_base = base();
    old_base.plan.tasks = vec![task("9", "Xây dựng cơ sở dữ liệu đất đai C", &[], None)];
    let (_, new) = again(twins);
    let matches = Matches::find(&draft(INTAKE, &old_base, &[]), &new);
    assert!(new.tasks.iter().all(|row| matches.old_of(&row.key).is_none()));
}

fn dismissed(what: Aside) -> Edit {
    Edit::Dismiss { what, reason: "đã thống nhất với đơn vị".to_owned() }
}

#[test]
fn a_remark_set_aside_leaves_the_list_with_its_reason_until_that_is_undone() {
    let base = base();
    let key = finding_keys(&base.diagnostics)[0].clone();
    let edits = log(vec![dismissed(Aside::Finding(key)), Edit::Undo { number: 1 }]);
    let out = draft(INTAKE, &base, &edits[..1]).compiled(&base);
    assert_eq!((out.diagnostics.len(), out.dismissed.len()), (0, 1));
    assert_eq!((out.dismissed[0].reason.as_str(), &out.dismissed[0].diagnostic), ("đã thống nhất với đơn vị", &base.diagnostics[0]));
    let again = draft(INTAKE, &base, &edits).compiled(&base);
    assert_eq!((again.diagnostics, again.dismissed.len()), (base.diagnostics, 0));
}

#[test]
fn remarks_that_say_the_same_are_told_apart_and_a_rule_takes_all_of_its_own() {
    let mut base = base();
    base.diagnostics.push(base.diagnostics[0].clone());
    let keys = finding_keys(&base.diagnostics);
    assert_ne!(keys[0], keys[1]);
    let one = draft(INTAKE, &base, &log(vec![dismissed(Aside::Finding(keys[1].clone()))])).compiled(&base);
    assert_eq!((one.diagnostics.len(), one.dismissed.len()), (1, 1));
    let rule = base.diagnostics[0].rule.clone();
    let all = draft(INTAKE, &base, &log(vec![dismissed(Aside::Rule(rule))])).compiled(&base);
    assert_eq!((all.diagnostics.len(), all.dismissed.len()), (0, 2));
}

#[test]
fn what_was_set_aside_stays_so_while_the_document_says_the_same() {
    let key = finding_keys(&base().diagnostics)[0].clone();
    let (_, same) = loaded(vec![dismissed(Aside::Finding(key.clone()))], |_| {});
    assert!(same.aside(&base().diagnostics[0].rule, &key).is_some());
    let rule = || vec![dismissed(Aside::Rule(base().diagnostics[0].rule.clone()))];
    assert_eq!(loaded(rule(), |_| {}).1.dismissed.len(), 1);
    let (_, another) = loaded(rule(), |base| base.plan.document.number = Some("40/KH-UBND".to_owned()));
    assert!(another.dismissed.is_empty(), "about another document nothing was said");
    let (_, other) = loaded(vec![dismissed(Aside::Finding(key))], |base| base.diagnostics[0].message = "Khác".to_owned());
    assert!(other.dismissed.is_empty());
}

#[test]
fn another_document_asks_about_rows_with_other_words_and_keeps_its_own_head() {
    let change = |base: &mut Compiled| {
        base.plan.document.number = Some("40/KH-UBND".to_owned());
        base.plan.document.issued_on = Some(date(2026, 10, 10));
        base.plan.tasks[0].name = "Nâng cấp mạng nội bộ".to_owned();
    };
    let (old, new) = loaded(vec![set(RowKey::document(), Field::Number, "12/KH-UBND")], change);
    assert_eq!(new.document.row.number.as_deref(), Some("40/KH-UBND"));
    assert!(differences(&old, &new, &BTreeSet::new()).iter().all(|difference| difference.table != Table::Document));
    let asked = |new: &Draft| -> Vec<String> {
        let all = differences(&old, new, &BTreeSet::new());
        all.into_iter().filter(|difference| difference.unconfirmed).map(|difference| difference.name).collect()
    };
    assert_eq!(asked(&new), ["Nâng cấp mạng nội bộ"]);
    let (mut base, _) = again(change);
    let row = RowKey::compiled(9, Table::Tasks, 0);
    let linked = draft(9, &base, &log(vec![Edit::Link { row: row.clone(), old: key(0) }]));
    assert!(asked(&linked).is_empty());
    let parted = draft(9, &base, &log(vec![Edit::Part { row: row.clone(), old: key(0) }]));
    assert_eq!(Matches::find(&old, &parted).old_of(&row), None);
    assert!(differences(&old, &parted, &BTreeSet::new()).iter().any(|difference| difference.new.is_none() && difference.is_open()));
    // A number that was misread and corrected, in the running plan or in this reading, is the same document.
    let misread = |base: &mut Compiled| base.plan.document.number = Some("1Z/KH-UBND".to_owned());
    let mut old_base = self::base();
    misread(&mut old_base);
    let corrected = draft(INTAKE, &old_base, &log(vec![set(RowKey::document(), Field::Number, "12/KH-UBND")]));
    let (same_base, same) = again(misread);
    assert!(!is_replaced(&corrected, &same) && !is_replaced(&corrected, &again(|_| {}).1));
    let edits = carried(Running { intake: INTAKE, base: &old_base, draft: &corrected }, 9, (&same_base, &same));
    assert_eq!(edits, [set(RowKey::document(), Field::Number, "12/KH-UBND")]);
    // The same document in a better reading asks nothing.
    base.plan.document = self::base().plan.document;
    assert!(asked(&draft(9, &base, &[])).is_empty());
}
