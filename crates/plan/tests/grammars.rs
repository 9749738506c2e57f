//! What the small grammars owe to any text: what is written in their way is read back, what is not is survived, and
//! what they call a figure is one.

use jiff::civil::Date;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use roviec_plan::document::{end_of, lowered, start_of};
use roviec_plan::parse::money::{MoneyUnit, parse_amount, shown};
use roviec_plan::parse::{agency_name, deadline, target};
use roviec_plan::plan::{Comparison, DeadlineKind};

fn day() -> impl Strategy<Value = Date> {
    (2020_i16..2050, 1_i8..=12, 1_i8..=28).prop_map(|(year, month, day)| Date::new(year, month, day).expect("every month has 28 days"))
}

/// Words, figures and signs that mean something to one grammar or another, in any order.
fn phrase() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "trước ngày ",
        "31/12/2026",
        "30/02/2026",
        "0/0/0",
        "Quý ",
        "IV",
        "/",
        "2026",
        "tháng ",
        "13",
        "6 tháng đầu năm ",
        "hằng ",
        "từ ",
        " đến ",
        "-",
        "–",
        "≥",
        "trên ",
        "%",
        "1.250,5",
        "99999999999999999999",
        ",",
        ".",
        ";",
        " và ",
        "tỷ ",
        "nghìn ",
        "triệu đồng",
        "rưỡi",
        "hai ",
        "mươi ",
        "linh ",
        "Sở ",
        "UBND ",
        "các xã",
        "(",
        ")",
        "İ",
        "ß",
        "\u{300}",
        "\u{a0}",
        "Đ",
        "ſ",
    ]);
    let piece = prop_oneof![4 => words.prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)];
    prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, rng_seed: RngSeed::Fixed(20_260_212), ..ProptestConfig::default() })]

    #[test]
    fn a_day_that_is_written_is_the_day_that_is_read(day in day(), form in 0..4) {
        let (d, m, y) = (day.day(), day.month(), day.year());
        let text = match form {
            0 => format!("{d:02}/{m:02}/{y}"),
            1 => format!("Trước ngày {d}/{m}/{y}"),
            2 => format!("ngày {d} tháng {m} năm {y}"),
            _ => format!("Hoàn thành trước {d}.{m}.{y};"),
        };
        let read = deadline::parse(&text).expect("a day is a deadline");
        prop_assert_eq!((read.kind, read.due), (Some(DeadlineKind::By), Some(day)), "{}", text);
    }

    #[test]
    fn a_month_ends_on_its_last_day(day in day()) {
        let read = deadline::parse(&format!("Tháng {}/{}", day.month(), day.year())).expect("a month is a deadline");
        prop_assert_eq!(read.due, Some(day.last_of_month()));
    }

    #[test]
    fn a_figure_that_is_written_is_the_figure_that_is_read(hundredths in 1_u32..100_000_000, sign in 0..4_usize) {
        let value = f64::from(hundredths) / 100.0;
        let (sign, op) = [("", Comparison::Equal), ("≥ ", Comparison::AtLeast), ("không quá ", Comparison::AtMost), ("trên ", Comparison::Above)][sign];
        let text = format!("{sign}{}", shown(value));
        let read = target::parse(&text).expect("a figure is a target");
        prop_assert_eq!((read.op, read.value), (op, Some(value)), "{}", text);
    }

    #[test]
    fn an_amount_that_is_written_is_the_amount_that_is_read(tenths in 1_u32..100_000_000, unit in 0..4_usize) {
        let (value, unit) = (f64::from(tenths) / 10.0, [MoneyUnit::Dong, MoneyUnit::Nghin, MoneyUnit::Trieu, MoneyUnit::Ty][unit]);
        let text = format!("Kinh phí {} {}", shown(value), unit.name());
        let read = parse_amount(&text).expect("an amount");
        prop_assert_eq!((read.value, read.unit, read.malformed), (value, Some(unit), false), "{}", text);
    }

    #[test]
    fn whatever_is_read_from_any_phrase_is_a_figure_or_a_name(text in phrase()) {
        let _ = deadline::parse(&text);
        if let Some(amount) = parse_amount(&text) {
            prop_assert!(amount.in_million(Some(MoneyUnit::Ty)).is_none_or(f64::is_finite), "{text}");
        }
        if let Some(read) = target::parse(&text) {
            prop_assert!(read.value.is_none_or(f64::is_finite) && read.high.is_none_or(f64::is_finite), "{text}");
        }
        prop_assert!(agency_name::split([text.as_str()]).iter().all(|name| !name.trim().is_empty()), "{text}");
    }

    #[test]
    fn places_in_a_lowered_or_cut_text_are_places_in_the_text(text in phrase(), most in 0..40_usize) {
        let lower = lowered(&text);
        prop_assert_eq!(lower.len(), text.len());
        prop_assert!(text.char_indices().all(|(at, _)| lower.is_char_boundary(at)));
        prop_assert!(text.starts_with(start_of(&text, most)) && text.ends_with(end_of(&text, most)));
    }
}
