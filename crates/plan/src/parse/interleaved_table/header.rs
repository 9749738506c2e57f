//! The names of the columns on one line or a few, run together as the cells below them are.

mod levels;

use super::rows::{Line, row_number};
use crate::document::{Block, Cell, Paragraph, Row, Text};
use crate::parse::annex;
use crate::plan::Role;

/// Lines a header takes at most.
const MOST_LINES: usize = 24;
/// Columns a table has at most: more are no table of a plan.
pub const MOST_COLUMNS: usize = 14;

/// Ends of column names that stand under their beginnings, with the words such a name begins with.
const ENDS: [(&str, &[&str]); 15] = [
    ("chủ trì", &["cơ quan", "đơn vị", "phòng, ban", "cq"]),
    ("phối hợp", &["cơ quan", "đơn vị", "phòng, ban", "cq"]),
    ("thực hiện", &["thời gian", "thời hạn", "cơ quan", "đơn vị", "kinh phí", "tiến độ"]),
    ("hoàn thành", &["thời gian", "thời hạn", "hạn", "thời điểm"]),
    ("theo dõi, đánh giá", &["cơ quan", "đơn vị"]),
    ("đánh giá", &["cơ quan", "đơn vị"]),
    ("theo dõi", &["cơ quan", "đơn vị"]),
    ("tính", &["đơn vị"]),
    ("đầu ra", &["kết quả", "sản phẩm"]),
    ("dự kiến", &["kinh phí", "sản phẩm", "kết quả", "thời gian"]),
    ("(triệu đồng)", &["kinh phí", "dự toán"]),
    ("(tỷ đồng)", &["kinh phí", "dự toán"]),
    ("chủ yếu", &["kết quả", "sản phẩm"]),
    ("nhiệm vụ", &["nội dung", "tên"]),
    ("công việc", &["nội dung", "tên"]),
];

pub struct Header {
    /// The first lines of the table as blocks, to meet them again at the top of a page.
    pub lines: Vec<String>,
    pub blocks: usize,
    pub titles: Vec<Text>,
    pub roles: Vec<Option<Role>>,
    /// Which of the ways of [`titles`].
    way: usize,
}

impl Header {
    /// The names of the columns stand at these blocks once more.
    pub fn begins_at(&self, blocks: &[Block]) -> bool {
        self.lines.iter().enumerate().all(|(at, line)| paragraph(blocks.get(at)).is_some_and(|own| own.text.text == *line))
    }

    /// The same names on a later page, perhaps with the page's number before them.
    pub fn repeated(&self, lines: &[Line<'_>]) -> Row {
        let number = lines.len() - self.lines.len().min(lines.len());
        let texts: Vec<&Text> = lines[number..].iter().map(|line| line.text).collect();
        let mut names = titles(&texts).swap_remove(self.way);
        for line in lines[..number].iter().rev() {
            if let Some(first) = names.first_mut() {
                let mut with_number = line.text.clone();
                with_number.join(first);
                *first = with_number;
            }
        }
        Self::cells(&names)
    }

    /// No line holds the names of two columns, and none a part of a name.
    pub fn is_one_name_per_line(&self) -> bool {
        self.lines.len() >= self.titles.len() && self.titles.iter().all(|title| self.lines.contains(&title.text))
    }

    pub fn row(&self) -> Row {
        Self::cells(&self.titles)
    }

    fn cells(titles: &[Text]) -> Row {
        let cell = |(column, text): (usize, &Text)| Cell {
            paragraphs: vec![Paragraph { text: text.clone(), ..Paragraph::default() }],
            column,
            columns: 1,
            ..Cell::default()
        };
        Row { cells: titles.iter().enumerate().map(cell).collect(), header: true }
    }
}

pub fn paragraph(block: Option<&Block>) -> Option<&Paragraph> {
    match block? {
        Block::Paragraph(paragraph) => Some(paragraph),
        Block::Table(_) => None,
    }
}

/// The header with which these blocks begin.
pub fn read(blocks: &[Block]) -> Option<Header> {
    let first = &paragraph(blocks.first())?.text.text;
    let head = first.split(' ').next().unwrap_or_default().to_lowercase();
    if !(matches!(head.as_str(), "tt" | "stt") || first.to_lowercase().starts_with("số tt")) {
        return None;
    }
    let texts: Vec<&Text> =
        blocks.iter().take(MOST_LINES).map_while(|block| paragraph(Some(block))).map(|paragraph| &paragraph.text).collect();
    let depth = (1..texts.len()).find(|at| begins_row(&texts[*at].text)).filter(|depth| *depth >= 1)?;
    let found = titles(&texts[..depth]).into_iter().enumerate().filter_map(|(way, titles)| {
        let names: Vec<&str> = titles.iter().map(|title| title.text.as_str()).collect();
        let roles = annex::roles_of(&names).filter(|_| (4..=MOST_COLUMNS).contains(&names.len()))?;
        let known = roles.iter().flatten().count();
        let twice =
            (0..roles.len()).filter(|at| roles[*at].is_some_and(|role| role != Role::Target && roles[..*at].contains(&Some(role)))).count();
        Some((known as i32 * 2 - roles.len() as i32 - twice as i32 * 2, titles, roles, way))
    });
    let (_, titles, roles, way) = found.max_by_key(|(score, ..)| *score)?;
    (roles[0] == Some(Role::Number)).then(|| Header {
        lines: texts[..depth].iter().map(|text| text.text.clone()).collect(),
        blocks: depth,
        titles,
        roles,
        way,
    })
}

/// "I …", "1", "1 Tỷ lệ …", "1. Tỷ lệ": the first row.
fn begins_row(text: &str) -> bool {
    let mut words = text.split(' ');
    let number = words.next().unwrap_or_default();
    row_number(number).is_some_and(|number| matches!(number.as_str(), "I" | "A" | "1" | "01" | "1.1"))
        && words.next().is_none_or(|next| !next.starts_with(|c: char| c.is_ascii_digit()))
}

/// Ways to part the lines into column names: each line goes on the name before, or its words go under several names.
/// A header of two levels has only one way.
fn titles(lines: &[&Text]) -> Vec<Vec<Text>> {
    let mut running: Vec<Text> = Vec::new();
    let mut stacked: Vec<Text> = Vec::new();
    for line in lines {
        for (at, part) in parts(line).into_iter().enumerate() {
            // "Đến năm" with "2030" under it.
            let year = is_year(&part.text) && running.last().is_some_and(|last| last.text.to_lowercase().ends_with("năm"));
            let lower = year || part.text.starts_with(|c: char| c.is_lowercase() || c == '(');
            let ends = if lower { ends_under(&part, &stacked) } else { None };
            let whole = lower && at == 0;
            match running.last_mut().filter(|_| lower) {
                Some(last) => last.join(&part),
                None => running.push(part.clone()),
            }
            match ends {
                Some(ends) => ends.into_iter().for_each(|(column, text)| stacked[column].join(&text)),
                None => match stacked.last_mut().filter(|_| whole || lower) {
                    Some(last) => last.join(&part),
                    None => stacked.push(part),
                },
            }
        }
    }
    levels::flat(&running).map_or_else(|| vec![running, stacked], |flat| vec![flat])
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.starts_with("20") && text.bytes().all(|c| c.is_ascii_digit())
}

/// Parts of a line that begin with a capital, and what stands before the first of them.
fn parts(line: &Text) -> Vec<Text> {
    let text = &line.text;
    let mut starts = vec![0];
    let mut word_start = 0;
    let mut last = "";
    for word in text.split(' ') {
        let upper = word.starts_with(char::is_uppercase);
        let before = text[..word_start].trim_end();
        // "Năm 2026" after "Chỉ tiêu" begins a column, "UBND xã" within a name does not.
        let inside = word.chars().count() > 2 && word.chars().all(|c| c.is_uppercase()) && !matches!(word, "STT" | "ĐVT");
        let years = is_year(word) && is_year(last);
        let named = upper && !inside && !before.ends_with([',', '/', '-', '(']) && !before.eq_ignore_ascii_case("số");
        if word_start > 0 && (named || years) {
            starts.push(word_start);
        }
        // "số liệuĐến hết": cells that were copied without the space between them.
        let letters = word.char_indices().zip(word.chars().skip(1));
        let glued = letters.filter(|((_, c), next)| c.is_lowercase() && next.is_uppercase());
        starts.extend(glued.map(|((at, c), _)| word_start + at + c.len_utf8()));
        last = word;
        word_start += word.len() + 1;
    }
    starts.push(text.len());
    starts.windows(2).map(|pair| line.slice(pair[0]..pair[1])).filter(|part| !part.is_empty()).collect()
}

/// "chủ trì phối hợp hoàn thành" under "Cơ quan | Cơ quan | Sản phẩm | Thời gian": which end goes to which name.
fn ends_under(part: &Text, titles: &[Text]) -> Option<Vec<(usize, Text)>> {
    let lower = crate::document::lowered(&part.text);
    let (mut at, mut column, mut out) = (0, 0, Vec::new());
    while at < lower.len() {
        let rest = &lower[at..];
        let found = ENDS.iter().find_map(|(end, heads)| {
            let after = rest.strip_prefix(end)?;
            if !(after.is_empty() || after.starts_with(' ')) {
                return None;
            }
            let open = |title: &str| heads.contains(&title.trim());
            let under = (column..titles.len()).find(|index| open(&titles[*index].text.to_lowercase()))?;
            Some((end.len(), under))
        });
        let (length, under) = found?;
        out.push((under, part.slice(at..at + length)));
        column = under + 1;
        at += length;
        at += usize::from(lower[at..].starts_with(' '));
    }
    (!out.is_empty()).then_some(out)
}
