use roviec_tracker::Error;
use roviec_tracker::domain::org_unit::Hierarchy;
use roviec_tracker::export_units;
use roviec_tracker::import_units::{self, EnteredUnits};
use roviec_tracker::store::unit_names::{Meant, UnitNames};
use roviec_tracker::store::{Database, units};

use crate::on_both_databases;
use crate::support::*;

on_both_databases! {
    the_units_and_groups_of_the_samples_are_entered_once
    a_name_means_what_its_issuer_means
    a_row_that_cannot_be_entered_is_named
    the_directory_goes_out_and_comes_back_the_same
}

const UNITS: &str = include_str!("../../../../../samples/units.csv");
const GROUPS: &str = include_str!("../../../../../samples/groups.csv");

async fn the_units_and_groups_of_the_samples_are_entered_once(database: Database) {
    let mut tx = writing(&database).await;
    let rows = UNITS.trim_end().lines().count() - 1;
    let first = import_units::import(&mut tx, UNITS).await.expect("are entered");
    assert_eq!(first, EnteredUnits { added: rows, ..EnteredUnits::default() });
    let again = import_units::import(&mut tx, UNITS).await.expect("are entered");
    assert_eq!(again, EnteredUnits { same: rows, ..EnteredUnits::default() });
    let renamed = UNITS.replace("98.11,H98.11,Sở Y tế,", "98.11,H98.11,Sở Y tế và Dân số,");
    assert_eq!(import_units::import(&mut tx, &renamed).await.expect("are entered").changed, 1);
    assert!(import_units::import(&mut tx, GROUPS).await.expect("are entered").groups >= 4);
    import_units::import(&mut tx, GROUPS).await.expect("are entered again");
    let tree = units::tree(&mut tx, Hierarchy::Government, AS_OF).await.expect("lists");
    assert!(tree[0].code == "98" && tree.iter().any(|row| row.code == "99002.03" && row.depth == 2));
    assert!(tree.iter().all(|row| row.code != "98.92"), "the district level has ended");
    let villages = units::tree(&mut tx, Hierarchy::Territory, AS_OF).await.expect("lists");
    assert!(villages.iter().any(|row| row.code == "99002.T1" && row.depth == 1));
}

async fn a_name_means_what_its_issuer_means(database: Database) {
    let mut tx = writing(&database).await;
    import_units::import(&mut tx, UNITS).await.expect("are entered");
    import_units::import(&mut tx, GROUPS).await.expect("are entered");
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
        let refused = import_units::import(&mut tx, &format!("{head}\n{rows}\n")).await;
        assert!(matches!(&refused, Err(Error::Invalid(said)) if said.starts_with(sentence)), "{refused:?}");
    }
}

async fn the_directory_goes_out_and_comes_back_the_same(database: Database) {
    let mut tx = writing(&database).await;
    import_units::import(&mut tx, UNITS).await.expect("are entered");
    let rows = export_units::rows(&mut tx).await.expect("lists");
    let count = UNITS.trim_end().lines().count() - 1;
    assert_eq!(rows.len(), count);
    let same = EnteredUnits { same: count, ..EnteredUnits::default() };
    assert_eq!(import_units::import(&mut tx, &export_units::csv(&rows)).await.expect("are entered"), same);
    let book = export_units::workbook(&rows).expect("is written");
    assert_eq!(import_units::import_workbook(&mut tx, "don-vi.xlsx", &book).await.expect("are entered"), same);
    drop(tx);
    let mut tx = writing(&database).await;
    let added = import_units::import_workbook(&mut tx, "don-vi.xlsx", &book).await.expect("are entered");
    assert_eq!(added.added, count, "into an empty directory");
    assert_eq!(export_units::rows(&mut tx).await.expect("lists"), rows);
}
