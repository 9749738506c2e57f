use jiff::civil::date;
use roviec_tracker::Error;
use roviec_tracker::domain::org_unit::Hierarchy;
use roviec_tracker::domain::unit_change::Operation;
use roviec_tracker::export_units;
use roviec_tracker::import_units::{self, EnteredUnits};
use roviec_tracker::store::unit_names::{Meant, UnitNames};
use roviec_tracker::store::{Database, Tx, unit_branches, units};

use crate::on_both_databases;
use crate::support::unit_ledger::{MERGED, enter};
use crate::support::*;

on_both_databases! {
    the_units_and_groups_of_the_samples_are_entered_once
    a_name_means_what_its_issuer_means
    a_row_that_cannot_be_entered_is_named
    the_directory_goes_out_and_comes_back_the_same
    everything_wrong_with_a_table_is_told_at_once
    a_table_corrects_what_the_ledger_does_not_tell
    a_parent_to_come_is_not_in_the_directory_of_today
    a_table_without_a_column_takes_nothing_away
    no_name_becomes_a_formula_and_it_comes_back_as_it_was
}

const UNITS: &str = include_str!("../../../../../samples/units.csv");
const GROUPS: &str = include_str!("../../../../../samples/groups.csv");

async fn the_units_and_groups_of_the_samples_are_entered_once(database: Database) {
    let mut tx = writing(&database).await;
    let rows = UNITS.trim_end().lines().count() - 1;
    let first = import_units::import(&mut tx, UNITS, TODAY).await.expect("are entered");
    assert_eq!(first, EnteredUnits { added: rows, ..EnteredUnits::default() });
    let again = import_units::import(&mut tx, UNITS, TODAY).await.expect("are entered");
    assert_eq!(again, EnteredUnits { same: rows, ..EnteredUnits::default() });
    let renamed = UNITS.replace("98.11,H98.11,Sở Y tế,", "98.11,H98.11,Sở Y tế và Dân số,");
    assert_eq!(import_units::import(&mut tx, &renamed, TODAY).await.expect("are entered").changed, 1);
    assert!(import_units::import(&mut tx, GROUPS, TODAY).await.expect("are entered").groups >= 4);
    import_units::import(&mut tx, GROUPS, TODAY).await.expect("are entered again");
    let standing: Vec<String> =
        unit_branches::every(&mut tx, Hierarchy::Government, TODAY).await.expect("lists").into_iter().map(|row| row.code).collect();
    assert!(!standing.contains(&"98.92".to_owned()), "the district level has ended");
    for (code, hierarchy, above) in
        [("99002.03", Hierarchy::Government, vec!["98", "99002"]), ("99002.T1", Hierarchy::Territory, vec!["99002"])]
    {
        let unit = units::by_code(&mut tx, code).await.expect("asks").expect("is there").id;
        let path = units::path_in(&mut tx, hierarchy, unit, TODAY).await.expect("lists");
        assert_eq!(path.iter().map(|unit| unit.code.as_str()).collect::<Vec<_>>(), above, "{code}");
    }
}

async fn a_name_means_what_its_issuer_means(database: Database) {
    let mut tx = writing(&database).await;
    import_units::import(&mut tx, UNITS, TODAY).await.expect("are entered");
    import_units::import(&mut tx, GROUPS, TODAY).await.expect("are entered");
    let names = UnitNames::load(&mut tx, TODAY).await.expect("loads");
    let province = names.issuer("Ủy ban nhân dân tỉnh Lam Giang");
    let commune = names.issuer("Ủy ban nhân dân xã Tân Hoà");
    let cases = [
        (province, "Sở KH&CN", "98.02"),
        (province, "Tỉnh đoàn", "98.M1"),
        (province, "Trường Chính trị tỉnh", "98.D5"),
        (province, "Văn phòng Tỉnh ủy", "98.D1"),
        (province, "Ủy ban nhân dân xã", ""),
        (province, "Phòng Kinh tế", ""),
        (commune, "Phòng Kinh tế", "99002.02"),
        (commune, "Ủy ban Mặt trận Tổ quốc Việt Nam xã", "99002.M0"),
        (commune, "Đoàn Thanh niên xã", "99002.M1"),
        (commune, "Công an xã", "99002.05"),
        (commune, "UBND xã", "99002"),
        (commune, "UBND tỉnh", "98"),
        (commune, "Sở Khoa học và Công nghệ", "98.02"),
        (commune, "Tỉnh đoàn", "98.M1"),
        (commune, "Phòng Kinh tế, Hạ tầng và Đô thị", ""),
        (commune, "Ban Chỉ đạo", ""),
    ];
    for (issuer, name, code) in cases {
        let expected = units::by_code(&mut tx, code).await.expect("asks").map_or(Meant::Nobody, |unit| Meant::Unit(unit.id));
        assert_eq!(names.meant(name, issuer), expected, "{name}");
    }
    let members = |name, issuer| match names.meant(name, issuer) {
        Meant::Group(group) => names.members(group).len(),
        other => panic!("{name} is {other:?}"),
    };
    assert_eq!(members("các thôn", commune), 3);
    assert_eq!(members("Các phòng, đơn vị thuộc UBND xã", commune), 5);
    assert_eq!(members("UBND các xã, phường", province), 12);
    assert_eq!(members("Các sở, ban, ngành", commune), members("Các sở, ban, ngành", province));
    assert_eq!(names.meant("Các thôn", province), Meant::Nobody);
}

async fn a_row_that_cannot_be_entered_is_named(database: Database) {
    let mut tx = writing(&database).await;
    let head = "code,name,kind,parent_code,hierarchy,valid_from,valid_to";
    let cases = [
        ("1,Sở Y tế,department,2,government,2025-07-01,", "dòng 2: không có đơn vị cấp trên mã 2"),
        ("1,,department,,government,2025-07-01,", "dòng 2: thiếu name"),
        ("1,Sở Y tế,department,,government,1/7/2025,", "dòng 2: valid_from"),
        ("1,Sở Y tế,department,,nhà nước,2025-07-01,", "dòng 2: hierarchy"),
        ("1,A,x,2,party,2025-07-01,\n2,B,x,1,party,2025-07-01,", "dòng 2: đơn vị cấp trên nằm trong vòng lặp"),
    ];
    for (rows, sentence) in cases {
        let refused = import_units::import(&mut tx, &format!("{head}\n{rows}\n"), TODAY).await;
        assert!(matches!(&refused, Err(Error::Invalid(said)) if said.starts_with(sentence)), "{refused:?}");
    }
}

async fn the_directory_goes_out_and_comes_back_the_same(database: Database) {
    let mut tx = writing(&database).await;
    import_units::import(&mut tx, UNITS, TODAY).await.expect("are entered");
    let rows = export_units::rows(&mut tx, TODAY).await.expect("lists");
    let count = UNITS.trim_end().lines().count() - 1;
    assert_eq!(rows.len(), count);
    let same = EnteredUnits { same: count, ..EnteredUnits::default() };
    assert_eq!(import_units::import(&mut tx, &export_units::csv(&rows), TODAY).await.expect("are entered"), same);
    let book = export_units::workbook(&rows).expect("is written");
    assert_eq!(entered_from(&mut tx, &book).await, same);
    drop(tx);
    let mut tx = writing(&database).await;
    let added = entered_from(&mut tx, &book).await;
    assert_eq!(added.added, count, "into an empty directory");
    assert_eq!(export_units::rows(&mut tx, TODAY).await.expect("lists"), rows);
}

async fn entered_from(tx: &mut Tx, book: &[u8]) -> EnteredUnits {
    let rows = import_units::read("don-vi.xlsx", book).expect("is read");
    import_units::enter(tx, &rows, TODAY).await.expect("is entered").counts().expect("nothing is wrong")
}

const HEAD: &str = "code,identifier,name,kind,parent_code,hierarchy,valid_from,valid_to";

async fn everything_wrong_with_a_table_is_told_at_once(database: Database) {
    let mut tx = writing(&database).await;
    let text = format!(
        "{HEAD}\n01,,Tỉnh,province,,government,2025-07-01,\n,,A,x,,government,2025-07-01,\n01,,B,x,,government,2025-07-01,\n\
         C,,C,x,99,government,2025-07-01,\nD,,D,x\n"
    );
    let rows = import_units::read("don-vi.csv", text.as_bytes()).expect("is read");
    let report = import_units::enter(&mut tx, &rows, TODAY).await.expect("is looked at");
    let faults: Vec<(usize, &str)> = report.faults.iter().map(|fault| (fault.line, fault.what.as_str())).collect();
    let expected =
        [(3, "thiếu code"), (4, "mã 01 đã có ở dòng 2"), (5, "không có đơn vị cấp trên mã 99"), (6, "có 4 ô, dòng tên cột có 8")];
    assert_eq!(faults, expected);
    assert!(matches!(report.counts(), Err(Error::Invalid(sentence)) if sentence.lines().count() == 4));
}

async fn a_table_corrects_what_the_ledger_does_not_tell(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    enter(&mut tx, MERGED, Operation::Rename { unit: province.home, name: "Sở Tổ chức".to_owned(), short_name: None }).await;
    let row = |identifier: &str, kind: &str| format!("{HEAD}\nBM.NV,{identifier},Sở Tổ chức,{kind},BM,government,2025-07-01,\n");
    for (kind, identifier, expected) in [("department", "H01.02", 1), ("office", "H01.02", 1), ("office", "H01.02", 0)] {
        let done = import_units::import(&mut tx, &row(identifier, kind), TODAY).await.expect("is entered");
        assert_eq!((done.changed, done.same), (expected, 1 - expected), "{kind}");
        let unit = units::find(&mut tx, province.home).await.expect("is there");
        assert_eq!((unit.identifier.as_deref(), unit.kind.as_str()), (Some(identifier), kind));
    }
    let silent = "code,name,kind,parent_code,hierarchy,valid_from,valid_to\nBM.NV,Sở Tổ chức,office,BM,government,2025-07-01,\n";
    assert_eq!(import_units::import(&mut tx, silent, TODAY).await.expect("is entered").same, 1, "a table without the column says nothing");
    let names = units::aliases(&mut tx, province.home).await.expect("lists");
    assert!(names.contains(&"Sở Nội vụ".to_owned()), "{names:?}");
}

async fn a_table_without_a_column_takes_nothing_away(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    let row = |name: &str| {
        format!("code,name,kind,parent_code,hierarchy,valid_from,valid_to\nBM.YT,{name},department,BM,government,2025-07-01,\n")
    };
    assert_eq!(import_units::import(&mut tx, &row("Sở Y tế"), TODAY).await.expect("says the same").same, 1);
    assert_eq!(import_units::import(&mut tx, &row("Sở Y tế và Dân số"), TODAY).await.expect("is entered").changed, 1);
    let unit = units::find(&mut tx, province.health).await.expect("is there");
    assert_eq!(unit.short_name.as_deref(), Some("Sở YT"));
    assert_eq!(units::aliases(&mut tx, province.health).await.expect("lists"), ["Sở Y tế và Dân số", "Sở YT"], "the slip is gone");
}

async fn a_parent_to_come_is_not_in_the_directory_of_today(database: Database) {
    let mut tx = writing(&database).await;
    let province = province(&mut tx).await;
    let below = Operation::Transfer { unit: province.home, hierarchy: Hierarchy::Government, parent: Some(province.health) };
    enter(&mut tx, date(2027, 1, 1), below).await;
    for (on, parent) in [(TODAY, "BM"), (date(2027, 1, 1), "BM.YT")] {
        let rows = export_units::rows(&mut tx, on).await.expect("lists");
        assert!(rows.iter().any(|row| row[0] == "BM.NV" && row[6] == parent), "{on}: {rows:?}");
        let again = import_units::import(&mut tx, &export_units::csv(&rows), on).await.expect("says the same");
        assert_eq!((again.same, again.changed), (rows.len(), 0), "{on}");
    }
}

async fn no_name_becomes_a_formula_and_it_comes_back_as_it_was(database: Database) {
    let mut tx = writing(&database).await;
    units::enter(&mut tx, &unit("BM", "=1+1")).await.expect("is entered");
    let csv = export_units::csv(&export_units::rows(&mut tx, TODAY).await.expect("lists"));
    assert!(csv.starts_with('\u{feff}') && csv.contains(",'=1+1,"), "{csv}");
    let again = import_units::import(&mut tx, &csv, TODAY).await.expect("says the same");
    assert_eq!((again.same, again.changed), (1, 0));
}
