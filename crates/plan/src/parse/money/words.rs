//! Numbers in Vietnamese words, both ways: "một nghìn hai trăm linh năm triệu đồng chẵn" is 1 205 000 000.

const DIGITS: [&str; 10] = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];
const BILLION: i128 = 1_000_000_000;

/// Writes a number in words as official documents do: no word for a group of three zeros,
/// "không trăm" and "linh" inside the number.
pub fn number_to_words(number: i128) -> String {
    if number < 0 {
        return format!("âm {}", magnitude(number.unsigned_abs()));
    }
    magnitude(number.unsigned_abs())
}

fn magnitude(number: u128) -> String {
    if number == 0 {
        return DIGITS[0].to_owned();
    }
    let mut words = Vec::new();
    push_magnitude(number, &mut words);
    words.join(" ")
}

fn push_magnitude(number: u128, words: &mut Vec<&'static str>) {
    let (billions, rest) = (number / BILLION as u128, (number % BILLION as u128) as usize);
    if billions > 0 {
        push_magnitude(billions, words);
        words.push("tỷ");
    }
    for (group, scale) in [(rest / 1_000_000, "triệu"), (rest / 1_000 % 1_000, "nghìn"), (rest % 1_000, "")] {
        if group == 0 {
            continue;
        }
        push_group(group, !words.is_empty(), words);
        if !scale.is_empty() {
            words.push(scale);
        }
    }
}

/// Words of 1..=999; `inside` a larger number the hundreds are spoken even when none.
fn push_group(group: usize, inside: bool, words: &mut Vec<&'static str>) {
    let (hundreds, tens, ones) = (group / 100, group / 10 % 10, group % 10);
    if hundreds > 0 || inside {
        words.extend([DIGITS[hundreds], "trăm"]);
    }
    match tens {
        0 if ones > 0 && (hundreds > 0 || inside) => words.push("linh"),
        0 => {}
        1 => words.push("mười"),
        _ => words.extend([DIGITS[tens], "mươi"]),
    }
    match (tens, ones) {
        (_, 0) => {}
        (2.., 1) => words.push("mốt"),
        (2.., 4) => words.push("tư"),
        (1.., 5) => words.push("lăm"),
        _ => words.push(DIGITS[ones]),
    }
}

/// Reads a number in words; "đồng", "chẵn", "Bằng chữ:", brackets and punctuation are passed over.
/// `None` when any other word stands there or the words make no number.
pub fn words_to_number(text: &str) -> Option<i128> {
    let lower = crate::document::clean(text).to_lowercase();
    let mut tokens: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|token| !token.is_empty()).collect();
    if tokens.starts_with(&["bằng", "chữ"]) {
        tokens.drain(..2);
    }
    if tokens.starts_with(&["số", "tiền"]) {
        tokens.drain(..2);
    }
    for ending in [["việt", "nam"].as_slice(), &["chẵn"], &["đồng"], &["việt", "nam"], &["chẵn"]] {
        if tokens.ends_with(ending) {
            tokens.truncate(tokens.len() - ending.len());
        }
    }
    let (tokens, sign) = match tokens.split_first() {
        Some((&"âm", rest)) => (rest, -1),
        _ => (tokens.as_slice(), 1),
    };
    let twice = number(tokens)?;
    (twice % 2 == 0).then_some(sign * (twice / 2))
}

/// No amount has more words; beyond them the reading of "tỷ tỷ tỷ…" would go ever deeper.
const MOST_WORDS: usize = 64;

/// Twice the number, so that "rưỡi" stays whole. The last "tỷ" splits what counts billions from the rest.
fn number(tokens: &[&str]) -> Option<i128> {
    if tokens.is_empty() || tokens.len() > MOST_WORDS {
        return None;
    }
    let Some(at) = tokens.iter().rposition(|token| matches!(*token, "tỷ" | "tỉ")) else {
        return below_billion(tokens);
    };
    let billions = scaled(&tokens[..at], BILLION, number)?;
    match &tokens[at + 1..] {
        [] => Some(billions),
        ["rưỡi"] => billions.checked_add(BILLION),
        [lone] if *lone != "mười" => None,
        rest => billions.checked_add(below_billion(rest)?),
    }
}

/// Twice a number whose scales are "triệu" and "nghìn"; "một nghìn hai trăm triệu" counts millions by the thousand.
fn below_billion(tokens: &[&str]) -> Option<i128> {
    split_at_scale(tokens, &["triệu"], 1_000_000, below_million, below_million)
}

fn below_million(tokens: &[&str]) -> Option<i128> {
    split_at_scale(tokens, &["nghìn", "ngàn"], 1_000, group, group)
}

type Read = fn(&[&str]) -> Option<i128>;

fn split_at_scale(tokens: &[&str], names: &[&str], scale: i128, above: Read, below: Read) -> Option<i128> {
    let Some(at) = tokens.iter().position(|token| names.contains(token)) else { return below(tokens) };
    let total = scaled(&tokens[..at], scale, above)?;
    match &tokens[at + 1..] {
        [] => Some(total),
        ["rưỡi"] => total.checked_add(scale),
        // "một triệu năm" is colloquial and may mean hundreds of thousands: not guessed.
        [lone] if *lone != "mười" => None,
        rest => total.checked_add(below(rest)?),
    }
}

/// Digits after "phẩy" count tenths and hundredths of the scale: "ba phẩy hai tỷ".
fn scaled(tokens: &[&str], scale: i128, whole: Read) -> Option<i128> {
    let Some(at) = tokens.iter().position(|token| *token == "phẩy") else {
        return whole(tokens)?.checked_mul(scale);
    };
    let mut total = whole(&tokens[..at])?.checked_mul(scale)?;
    let decimals = &tokens[at + 1..];
    let value = match decimals {
        [] => return None,
        [one] => digit(one)?,
        several => group(several)? / 2,
    };
    let places = value.to_string().len() as u32;
    total = total.checked_add(value.checked_mul(2)?.checked_mul(scale)? / 10i128.checked_pow(places)?)?;
    Some(total)
}

/// Twice a number of 0..=999.
fn group(tokens: &[&str]) -> Option<i128> {
    let (hundreds, rest) = match tokens {
        [first, "trăm", rest @ ..] => (Some(digit(first)?), rest),
        rest => (None, rest),
    };
    let below = match rest {
        [] if hundreds.is_some() => 0,
        ["rưỡi"] if hundreds.is_some() => 50,
        ["linh" | "lẻ", ones] if hundreds.is_some() => digit(ones)?,
        ["mười" | "chục"] => 10,
        ["mười", ones] => 10 + digit(ones)?,
        [tens, "mươi" | "chục"] => 10 * digit(tens)?,
        [tens, "mươi", ones] => 10 * digit(tens)? + last_digit(ones)?,
        // After hundreds a lone digit is colloquial and may mean tens: not guessed.
        [ones] if hundreds.is_none() => digit(ones)?,
        _ => return None,
    };
    Some(2 * (hundreds.unwrap_or(0) * 100 + below))
}

fn digit(token: &str) -> Option<i128> {
    let token = match token {
        "bẩy" => "bảy",
        "lăm" | "nhăm" => "năm",
        "tư" => "bốn",
        other => other,
    };
    DIGITS.iter().position(|word| *word == token).map(|at| at as i128)
}

fn last_digit(token: &str) -> Option<i128> {
    if token == "mốt" { Some(1) } else { digit(token) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_of_officials_are_read() {
        for (text, expected) in [
            ("Một nghìn hai trăm năm mươi triệu đồng", 1_250_000_000),
            ("Một tỷ hai trăm năm mươi triệu đồng chẵn", 1_250_000_000),
            ("(Bằng chữ: Năm tỷ một trăm hai mươi bảy triệu đồng./.)", 5_127_000_000),
            ("hai mươi mốt", 21),
            ("ba mươi tư nghìn", 34_000),
            ("năm mươi lăm", 55),
            ("hai mươi nhăm", 25),
            ("một trăm linh năm", 105),
            ("một trăm lẻ năm ngàn đồng", 105_000),
            ("hai tỷ rưỡi", 2_500_000_000),
            ("ba triệu rưỡi đồng", 3_500_000),
            ("ba phẩy hai tỷ đồng", 3_200_000_000),
            ("một phẩy hai mươi lăm tỷ đồng", 1_250_000_000),
            ("Mười lăm tỉ không trăm linh bốn triệu đồng", 15_004_000_000),
            ("một nghìn năm trăm tỷ đồng Việt Nam", 1_500_000_000_000),
            ("Tám trăm bẩy mươi triệu đồng", 870_000_000),
            ("mười", 10),
            ("không đồng", 0),
        ] {
            assert_eq!(words_to_number(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn endless_words_are_not_followed() {
        assert_eq!(words_to_number(&format!("một {}", "tỷ ".repeat(100_000))), None);
    }

    #[test]
    fn words_that_make_no_number_give_nothing() {
        for text in [
            "",
            "đồng",
            "triệu đồng",
            "một hai",
            "hai trăm năm",
            "năm 2026 triệu",
            "nghìn triệu",
            "một nghìn hai triệu",
            "rưỡi",
            "theo dự toán",
        ] {
            assert_eq!(words_to_number(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_are_written_as_official_documents_do() {
        for (number, text) in [
            (0, "không"),
            (21, "hai mươi mốt"),
            (105, "một trăm linh năm"),
            (1_115, "một nghìn một trăm mười lăm"),
            (1_250_000_000, "một tỷ hai trăm năm mươi triệu"),
            (15_004_000_000, "mười lăm tỷ không trăm linh bốn triệu"),
            (34_044, "ba mươi tư nghìn không trăm bốn mươi tư"),
            (-5, "âm năm"),
        ] {
            assert_eq!(number_to_words(number), text);
        }
    }

    proptest! {
        #[test]
        fn words_and_numbers_are_one(number in -1_000_000_000_000_000_000_000_000_000i128..1_000_000_000_000_000_000_000_000_000) {
            let words = number_to_words(number);
            prop_assert_eq!(words_to_number(&words), Some(number), "{}", words);
        }

        #[test]
        fn small_numbers_and_words_are_one(number in 0i128..10_000_000) {
            prop_assert_eq!(words_to_number(&number_to_words(number)), Some(number));
        }
    }
}
