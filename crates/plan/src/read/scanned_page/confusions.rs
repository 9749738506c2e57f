//! What recognisers mistake: dust for words, small letters for capitals, letters for figures, and signs that their
//! alphabet lacks. Mended is only what can be one thing.

use super::dark::Dark;
use super::letters::Found;

/// Words less certain than this are dust, where they have no letter less certain than the second.
const DUST: f32 = 0.05;
const DUST_WITHOUT_LETTERS: f32 = 0.4;

/// Takes away what is no word and mends the others. `found` is in reading order.
pub fn mended(found: &mut Vec<Found>, dark: &Dark) {
    let mut at = 0;
    while at < found.len() {
        let word = &mut found[at];
        let seen = comparison(dark, word.area).filter(|seen| seen.apart || word.text.starts_with(['>', '<']));
        if let Some(seen) = seen {
            let figure = with_sign(&word.text, seen.sign);
            match (seen.figure_at.map(|left| left as f64), figure.strip_prefix(seen.sign).filter(|figure| !figure.is_empty())) {
                // A space that the recogniser ran over.
                (Some(left), Some(figure)) => {
                    let own = Found { text: figure.to_owned(), area: [left, word.area[1], word.area[2], word.area[3]], ..word.clone() };
                    (word.text, word.area[2]) = (seen.sign.to_string(), left - 1.0);
                    found.insert(at + 1, own);
                }
                _ => word.text = figure,
            }
        }
        let word = &mut found[at];
        if matches!(word.text.as_str(), "|" | "||" | "|||") {
            // An upright line alone in its place was erased before; this is a Roman number.
            word.text = word.text.replace('|', "I");
        }
        word.text = with_figures(&word.text);
        at += 1;
    }
    for index in 1..found.len() {
        let quarter = matches!(found[index - 1].text.as_str(), "Quý" | "quý" | "QUÝ");
        if let Some(text) = with_roman(&found[index].text, quarter) {
            found[index].text = text;
        }
    }
    found.retain(|word| {
        let lettered = word.text.chars().any(char::is_alphanumeric);
        let blank = word.text.chars().all(|c| c.is_whitespace() || matches!(c, '|' | '_' | '~' | '`' | '¬'));
        !blank && (lettered || word.certainty > DUST_WITHOUT_LETTERS) && word.certainty > DUST
    });
    for index in 0..found.len() {
        let beside = |other: Option<usize>| {
            other.and_then(|other| found.get(other)).is_some_and(|other| other.line == found[index].line && is_capital(&other.text))
        };
        if !beside(index.checked_sub(1)) && !beside(Some(index + 1)) {
            found[index].text = with_small_letters(&found[index].text);
        }
    }
}

/// Written in capitals, or a figure that may stand among them.
fn is_capital(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphabetic()).count() > 1 && !text.chars().any(char::is_lowercase)
}

/// "sỐ", "TỈ", "chỉỈ": the marked capitals look like their small letters.
fn with_small_letters(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = 0;
    for c in text.chars() {
        let small = letters > 0 && c.is_uppercase() && !c.is_ascii() && c != 'Đ';
        let mut c = c;
        if small {
            let mut lower = c.to_lowercase();
            c = lower.next().unwrap_or(c);
            // No Vietnamese word has the same marked letter twice in a row.
            if out.ends_with(c) {
                continue;
            }
        }
        letters = if c.is_alphabetic() { letters + 1 } else { 0 };
        out.push(c);
    }
    // Other capitals in the word say that it is written in capitals on purpose.
    let rest: Vec<char> = text.chars().filter(|c| c.is_alphabetic()).skip(1).collect();
    if rest.iter().any(|c| c.is_uppercase() && c.is_ascii()) { text.to_owned() } else { out }
}

/// "2O25", "l00", "O1/4/2025": a letter among figures, in a word that is a number or a date.
fn with_figures(text: &str) -> String {
    let figures = text.chars().filter(char::is_ascii_digit).count();
    let like = |c: char| matches!(c, 'O' | 'o' | 'l' | 'I');
    let confused = text.chars().filter(|c| like(*c)).count();
    let only = text.chars().all(|c| c.is_ascii_digit() || like(c) || matches!(c, '/' | '.' | ',' | ';' | '%'));
    if !only || confused == 0 || figures < 2 || figures <= confused {
        return text.to_owned();
    }
    let mend = |c: char| match c {
        'O' | 'o' => '0',
        'l' | 'I' => '1',
        other => other,
    };
    text.chars().map(mend).collect()
}

/// "IH." for "III.", and after "Quý" also "11/2026": there is no eleventh quarter.
fn with_roman(text: &str, quarter: bool) -> Option<String> {
    let end = text.find(['/', '.', ',']).unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    // "HIL": the point was read with the last stroke.
    let (number, rest) = match number.strip_suffix('L') {
        Some(number) if rest == "." => (number, rest),
        _ => (number, rest),
    };
    let strokes: usize = number
        .chars()
        .map(|c| match c {
            'I' => Some(1),
            'H' => Some(2),
            '1' | 'l' | '|' if quarter => Some(1),
            _ => None,
        })
        .sum::<Option<usize>>()?;
    let misread = number.contains('H') || quarter && number.len() > 1 && number != "II" && number != "III";
    let roman = match strokes {
        2 => "II",
        // No number has four strokes; the third was seen twice.
        3 | 4 => "III",
        _ => return None,
    };
    // A single "H" is a word's first letter more often than a number.
    (misread && (number.len() > 1 || quarter) && (quarter || rest == ".")).then(|| format!("{roman}{rest}"))
}

/// The sign in front of a figure, in place of what was read for it.
fn with_sign(text: &str, sign: char) -> String {
    let mut letters = text.chars();
    let _misread = letters.next();
    format!("{sign}{}", letters.as_str().trim_start_matches(['=', '_', '-', '>', '<']))
}

/// What stands at the left of a box.
#[derive(Debug, PartialEq)]
struct Comparison {
    sign: char,
    /// There is white between the angle and the bar below it.
    apart: bool,
    /// Where the figure begins, when a space stands before it.
    figure_at: Option<usize>,
}

/// "≥" or "≤" at the left of a box: an angle with a bar below it.
fn comparison(dark: &Dark, area: [f64; 4]) -> Option<Comparison> {
    let [left, top, right, bottom] = area.map(|at| at.max(0.0).round() as usize);
    // The recogniser may take the bar for dust and leave it out of the box.
    let bottom = (bottom + 6).min(dark.height);
    let right = right.min(dark.width);
    if bottom <= top + 8 || right <= left + 6 {
        return None;
    }
    let column = |x: usize| (top..bottom).any(|y| dark.at(x, y));
    let start = (left.saturating_sub(2)..right).find(|x| column(*x))?;
    let end = (start..right).find(|x| !column(*x)).unwrap_or(right);
    let width = end - start;
    let row = |y: usize| (start..end).filter(|x| dark.at(*x, y)).count();
    let rows: Vec<usize> = (top..bottom).map(row).collect();
    // A speck on the edge of the bar is no part of it.
    let last = rows.iter().rposition(|count| *count * 4 >= width)?;
    let bar = rows[..=last].iter().rev().take_while(|count| **count * 4 >= width * 3).count();
    let above = (last + 1).checked_sub(bar)?;
    let gap = rows[..above].iter().rev().take_while(|count| **count == 0).count();
    let foot = above.checked_sub(gap)?;
    let head = rows[..foot].iter().position(|count| *count > 0)?;
    let height = foot - head;
    let slim = bar > 0 && bar * 3 <= height && width * 10 >= height * 9 && width <= height * 2;
    if !slim || height < 6 {
        return None;
    }
    let sign = angle(dark, (start, end), (top + head, top + foot))?;
    let next = (end..right).find(|x| column(*x));
    // The sign's own side is a tenth of its height, a space a third.
    let figure_at = next.filter(|next| (next - end) * 10 >= height * 3);
    Some(Comparison { sign, apart: gap > 0, figure_at })
}

/// Which way an angle points, from where its ink lies at the ends and in the middle.
fn angle(dark: &Dark, (left, right): (usize, usize), (top, bottom): (usize, usize)) -> Option<char> {
    let height = bottom - top;
    let middle_of = |y: usize| {
        let inked: Vec<usize> = (left..right).filter(|x| dark.at(*x, y)).collect();
        let wide = inked.len() * 3 > (right - left) * 2;
        (!inked.is_empty() && !wide).then(|| (inked[0] + inked[inked.len() - 1]) as f64 / 2.0 - left as f64)
    };
    let (upper, centre, lower) = (middle_of(top + height / 6)?, middle_of(top + height / 2)?, middle_of(bottom - 1 - height / 6)?);
    let width = (right - left) as f64;
    let (left_ends, right_ends) = (upper.max(lower) < 0.42 * width, upper.min(lower) > 0.58 * width);
    match (left_ends && centre > 0.66 * width, right_ends && centre < 0.34 * width) {
        (true, _) => Some('≥'),
        (_, true) => Some('≤'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marked_capitals_inside_a_word_are_small_letters() {
        for (read, meant) in
            [("sỐ", "số"), ("TỈ", "Tỉ"), ("chỉỈ", "chỉ"), ("triỀn", "triền"), ("KH-UBND", "KH-UBND"), ("QĐ", "QĐ"), ("NĐ-CP", "NĐ-CP")]
        {
            assert_eq!(with_small_letters(read), meant);
        }
    }

    #[test]
    fn letters_become_figures_in_numbers_and_dates_only() {
        for (read, meant) in
            [("2O25", "2025"), ("l00", "100"), ("3O/6/2O25", "30/6/2025"), ("I", "I"), ("lO", "lO"), ("1O2/KH-UBND", "1O2/KH-UBND")]
        {
            assert_eq!(with_figures(read), meant);
        }
    }

    #[test]
    fn strokes_that_ran_together_are_roman_numbers() {
        for (read, quarter, meant) in [
            ("11/2026", true, Some("II/2026")),
            ("111/2026", true, Some("III/2026")),
            ("IH/2026", true, Some("III/2026")),
            ("H/2026", true, Some("II/2026")),
            ("1/2026", true, None),
            ("II/2026", true, None),
            ("IV/2026", true, None),
            ("IH.", false, Some("III.")),
            ("HIL.", false, Some("III.")),
            ("H.", false, None),
            ("11.", false, None),
            ("HI", false, None),
        ] {
            assert_eq!(with_roman(read, quarter).as_deref(), meant, "{read}");
        }
    }

    /// A picture drawn with letters: "#" is ink.
    fn drawn(rows: &[&str]) -> Dark {
        let width = rows[0].len();
        Dark { width, height: rows.len(), ink: rows.iter().flat_map(|row| row.bytes().map(|byte| byte == b'#')).collect() }
    }

    #[test]
    fn a_comparison_is_seen_by_the_bar_below_its_angle() {
        let at_least = drawn(&[
            "##........",
            "..##......",
            "....##....",
            ".......##.",
            "....##....",
            "..##......",
            "##........",
            "..........",
            "##########",
        ]);
        assert_eq!(comparison(&at_least, [0.0, 0.0, 10.0, 9.0]), Some(Comparison { sign: '≥', apart: true, figure_at: None }));
        let blurred = drawn(&[
            "##........",
            "..##......",
            "....##....",
            ".......##.",
            ".......##.",
            "....##....",
            "..##......",
            "##........",
            "##........",
            "##########",
            "##########",
            "..#.......",
        ]);
        assert_eq!(comparison(&blurred, [0.0, 0.0, 10.0, 12.0]), Some(Comparison { sign: '≥', apart: false, figure_at: None }));
        let more = drawn(&[
            "##........",
            "..##......",
            "....##....",
            ".......##.",
            "....##....",
            "..##......",
            "##........",
            "..........",
            "..........",
        ]);
        assert_eq!(comparison(&more, [0.0, 0.0, 10.0, 9.0]), None);
        assert_eq!(with_sign("950", '≥'), "≥50");
    }
}
