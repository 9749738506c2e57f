//! Letters and Roman numerals in front of the items of automatic lists.

/// A letter for a place from 1: a … z, then aa, bb … as Word goes on.
pub fn letter(number: u32) -> String {
    let index = number.saturating_sub(1);
    let letter = char::from(b'a' + (index % 26) as u8);
    letter.to_string().repeat((index / 26 + 1).min(20) as usize)
}

/// A Roman numeral for 1 to 3999; beyond it the figures.
pub fn roman(mut number: u32) -> String {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if number > 3999 {
        return number.to_string();
    }
    let mut out = String::new();
    for (value, sign) in SIGNS {
        while number >= value {
            out.push_str(sign);
            number -= value;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_numerals_count_on() {
        assert_eq!([1, 2, 26, 27].map(letter), ["a", "b", "z", "aa"]);
        assert_eq!([1, 4, 9, 14, 2026, 4000].map(roman), ["I", "IV", "IX", "XIV", "MMXXVI", "4000"]);
    }
}
