//! A table for a terminal of 80 columns: words wrapped within their column, counted as they are shown.

use unicode_width::UnicodeWidthStr;

/// Columns a terminal is sure to have.
pub const WIDTH: usize = 80;

/// Cells side by side, each wrapped to its width, two blanks between.
pub fn row(cells: &[(&str, usize)]) -> String {
    let wrapped: Vec<Vec<String>> = cells.iter().map(|(text, width)| wrap(text, *width)).collect();
    let height = wrapped.iter().map(Vec::len).max().unwrap_or(0);
    let mut out = String::new();
    for line in 0..height {
        let mut shown = String::new();
        for (lines, (_, width)) in wrapped.iter().zip(cells) {
            let text = lines.get(line).map_or("", String::as_str);
            shown.push_str(text);
            shown.push_str(&" ".repeat(width.saturating_sub(text.width()) + 2));
        }
        out.push_str(shown.trim_end());
        out.push('\n');
    }
    out
}

/// A paragraph moved in from the left.
pub fn paragraph(text: &str, indent: usize) -> String {
    let lines = wrap(text, WIDTH - indent);
    lines.into_iter().map(|line| format!("{}{line}\n", " ".repeat(indent))).collect()
}

/// Lines of at most this width; a word longer than a line is cut.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut out = vec![String::new()];
    for word in text.split_whitespace() {
        let mut word = word;
        while word.width() > width {
            let at = word.char_indices().map(|(at, _)| at).take_while(|at| word[..*at].width() <= width).last().unwrap_or(0);
            // A letter wider than the column: nothing is gained by cutting.
            if at == 0 {
                break;
            }
            out.push(word[..at].to_owned());
            word = &word[at..];
        }
        let last = out.last_mut().expect("there is always a line");
        let room = if last.is_empty() { 0 } else { last.width() + 1 };
        if room + word.width() > width && !last.is_empty() {
            out.push(word.to_owned());
        } else {
            if !last.is_empty() {
                last.push(' ');
            }
            last.push_str(word);
        }
    }
    out.retain(|line| !line.is_empty());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_wrap_within_their_column_whatever_their_marks() {
        let text = row(&[("Tỷ lệ hồ sơ được nộp trực tuyến", 12), ("đã có", 6), ("https://example.org/rat-dai", 10)]);
        assert!(text.lines().all(|line| line.width() <= 12 + 6 + 10 + 4), "{text}");
        assert!(text.starts_with("Tỷ lệ hồ sơ   đã có   https://ex\nđược nộp              ample.org/\n"), "{text}");
    }
}
