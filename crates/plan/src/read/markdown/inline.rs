//! Marks within Markdown text: emphasis, code, links, escapes, entities and line break tags are taken out,
//! the words that stay keep their columns.

use crate::read::lines::Glyph;

/// The words of a run of Markdown, a line break as `'\n'`.
#[derive(Debug, Default)]
pub struct Inline {
    glyphs: Vec<Glyph>,
    /// For each glyph: it stands between `**` or `__`.
    strong: Vec<bool>,
}

impl Inline {
    /// Glyphs between line breaks, and whether all their letters are bold.
    pub fn lines(&self) -> impl Iterator<Item = (&[Glyph], bool)> {
        let mut start = 0;
        self.glyphs.split(|glyph| glyph.c == '\n').map(move |line| {
            let strong = &self.strong[start..start + line.len()];
            start += line.len() + 1;
            let mut letters = line.iter().zip(strong).filter(|(glyph, _)| glyph.c.is_alphabetic()).peekable();
            let bold = letters.peek().is_some() && letters.all(|(_, strong)| *strong);
            (line, bold)
        })
    }

    fn push(&mut self, glyph: Glyph, strong: bool) {
        self.glyphs.push(glyph);
        self.strong.push(strong);
    }
}

/// Takes the marks out of a run of Markdown that may hold line ends.
pub fn read(glyphs: &[Glyph]) -> Inline {
    let mut out = Inline::default();
    let marks = emphasis(glyphs);
    let (mut at, mut strong) = (0, false);
    while at < glyphs.len() {
        let glyph = glyphs[at];
        if let Some(mark) = marks[at] {
            strong = match mark {
                Mark::OpenStrong => true,
                Mark::CloseStrong => false,
                Mark::Other => strong,
            };
            at += 1;
            continue;
        }
        let next = glyphs.get(at + 1);
        at += match glyph.c {
            '\\' if next.is_some_and(|next| next.c.is_ascii_punctuation()) => {
                out.push(glyphs[at + 1], strong);
                2
            }
            '`' => 1,
            '<' => tag(&glyphs[at..], strong, &mut out),
            '&' => entity(&glyphs[at..], strong, &mut out),
            '!' if next.is_some_and(|next| next.c == '[') && link_tail(&glyphs[at + 1..]).is_some() => 1,
            '[' if link_tail(&glyphs[at..]).is_some() => 1,
            ']' if next.is_some_and(|next| next.c == '(') => link_end(&glyphs[at..]).unwrap_or_else(|| {
                out.push(glyph, strong);
                1
            }),
            _ => {
                out.push(glyph, strong);
                1
            }
        };
    }
    out
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Mark {
    OpenStrong,
    CloseStrong,
    Other,
}

/// Which glyphs are emphasis marks: an opening run has a partner of the same sign and length further on.
fn emphasis(glyphs: &[Glyph]) -> Vec<Option<Mark>> {
    let mut marks = vec![None; glyphs.len()];
    let mut open: Vec<(char, usize, usize)> = Vec::new();
    let mut at = 0;
    while at < glyphs.len() {
        let sign = glyphs[at].c;
        if !matches!(sign, '*' | '_' | '~') || (at > 0 && glyphs[at - 1].c == '\\') {
            at += 1;
            continue;
        }
        let length = glyphs[at..].iter().take_while(|glyph| glyph.c == sign).count();
        let before = at.checked_sub(1).map(|before| glyphs[before].c);
        let after = glyphs.get(at + length).map(|glyph| glyph.c);
        let can_open = after.is_some_and(|c| !c.is_whitespace()) && (sign != '_' || before.is_none_or(|c| !c.is_alphanumeric()));
        let can_close = before.is_some_and(|c| !c.is_whitespace()) && (sign != '_' || after.is_none_or(|c| !c.is_alphanumeric()));
        let known = length <= 3 && (sign != '~' || length == 2);
        let partner = open.iter().rposition(|(mark, size, _)| *mark == sign && *size == length).filter(|_| can_close && known);
        if let Some(partner) = partner {
            let start = open[partner].2;
            open.truncate(partner);
            let strong = length >= 2 && sign != '~';
            marks[start..start + length].fill(Some(if strong { Mark::OpenStrong } else { Mark::Other }));
            marks[at..at + length].fill(Some(if strong { Mark::CloseStrong } else { Mark::Other }));
        } else if can_open && known && open.len() < 64 {
            open.push((sign, length, at));
        }
        at += length;
    }
    marks
}

/// A tag of HTML goes, `<br>` becomes a line break; a bare "<" stays. Returns the glyphs taken.
fn tag(glyphs: &[Glyph], strong: bool, out: &mut Inline) -> usize {
    let opens = glyphs.get(1).is_some_and(|next| next.c.is_ascii_alphabetic() || matches!(next.c, '/' | '!'));
    let end = glyphs.iter().take(512).position(|glyph| glyph.c == '>').filter(|_| opens);
    let Some(end) = end else {
        out.push(glyphs[0], strong);
        return 1;
    };
    let name: String = glyphs[1..end].iter().map(|glyph| glyph.c).take_while(char::is_ascii_alphanumeric).collect();
    if name.eq_ignore_ascii_case("br") {
        out.push(Glyph { c: '\n', ..glyphs[0] }, strong);
    }
    end + 1
}

/// The few entities people write by hand.
fn entity(glyphs: &[Glyph], strong: bool, out: &mut Inline) -> usize {
    let length = glyphs.iter().take(8).position(|glyph| glyph.c == ';');
    let name: String = glyphs[1..length.unwrap_or(1)].iter().map(|glyph| glyph.c).collect();
    let c = match name.as_str() {
        "nbsp" => ' ',
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "ge" => '≥',
        "le" => '≤',
        _ => {
            out.push(glyphs[0], strong);
            return 1;
        }
    };
    let width = name.len() as u32 + 2;
    out.push(Glyph { c, width, ..glyphs[0] }, strong);
    width as usize
}

/// Where `](address)` of the link that opens here begins.
fn link_tail(glyphs: &[Glyph]) -> Option<usize> {
    let close = glyphs.iter().take(512).position(|glyph| glyph.c == ']')?;
    link_end(&glyphs[close..]).map(|_| close)
}

/// Glyphs of `](address)`.
fn link_end(glyphs: &[Glyph]) -> Option<usize> {
    if glyphs.get(1)?.c != '(' {
        return None;
    }
    let end = glyphs.iter().take(1024).position(|glyph| glyph.c == ')')?;
    let address: String = glyphs[2..end].iter().map(|glyph| glyph.c).collect();
    // "[x](nếu có)" is Vietnamese in brackets, not an address.
    (!address.is_empty() && !address.contains(' ') && address.contains(['.', '/', '#', ':'])).then_some(end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::lines;

    fn words(source: &str) -> String {
        read(&lines::glyphs(source, 1)).glyphs.iter().map(|glyph| glyph.c).collect()
    }

    #[test]
    fn marks_go_and_words_stay() {
        assert_eq!(words("**Giao** *Sở Tài chính* (`chủ trì`)"), "Giao Sở Tài chính (chủ trì)");
        assert_eq!(words("1\\. Mục [tại đây](https://a.vn/b) A&nbsp;&ge; 5"), "1. Mục tại đây A ≥ 5");
        assert_eq!(words("* Mục tiêu: 3 * 4, a_b_c, x < 5"), "* Mục tiêu: 3 * 4, a_b_c, x < 5");
    }

    #[test]
    fn a_line_is_bold_when_all_its_letters_are() {
        let inline = read(&lines::glyphs("**KẾ HOẠCH**.<br>**Một** hai", 1));
        assert_eq!(inline.lines().map(|(_, bold)| bold).collect::<Vec<_>>(), [true, false]);
    }
}
