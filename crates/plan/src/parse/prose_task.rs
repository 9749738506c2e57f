//! Tasks that stand in the body: a numbered paragraph followed by lines "Đơn vị chủ trì: …", "Thời gian thực hiện: …".

use std::collections::BTreeMap;
use std::ops::Range;

use super::directive::when;
use super::heading::{self, Mark, Path, Rank};
use super::money::{self, MoneyUnit};
use super::{agency_name, deadline};
use crate::document::{Block, Document, Paragraph, Text, lowered};
use crate::plan::{Role, Task};

/// One line of a labelled field.
struct Field {
    role: Role,
    value: Text,
}

const LABELS: [(Role, &[&str]); 7] = [
    (Role::Coordinating, &["đơn vị phối hợp", "cơ quan phối hợp", "phối hợp thực hiện", "phối hợp"]),
    (
        Role::Lead,
        &[
            "đơn vị chủ trì",
            "cơ quan chủ trì",
            "chủ trì thực hiện",
            "đơn vị thực hiện",
            "cơ quan thực hiện",
            "chủ trì",
            "phân công thực hiện",
            "trách nhiệm thực hiện",
        ],
    ),
    (
        Role::Deadline,
        &[
            "thời gian thực hiện",
            "thời gian hoàn thành",
            "thời hạn hoàn thành",
            "thời hạn thực hiện",
            "thời hạn",
            "thời gian",
            "tiến độ thực hiện",
            "tiến độ",
            "hoàn thành",
        ],
    ),
    (
        Role::Product,
        &["sản phẩm", "sản phẩm đầu ra", "kết quả", "kết quả đầu ra", "sản phẩm, kết quả", "kết quả, sản phẩm", "kết quả thực hiện"],
    ),
    (Role::Money, &["kinh phí", "kinh phí thực hiện", "dự kiến kinh phí", "kinh phí dự kiến"]),
    (Role::RelatedIndicators, &["chỉ tiêu liên quan"]),
    (Role::Note, &["ghi chú"]),
];

/// A labelled line: "- Đơn vị chủ trì: Phòng Kinh tế."
fn field(line: &Text) -> Option<Field> {
    let text = line.text.as_str();
    let (head, _) = text.split_once(':')?;
    let label = head.trim().trim_start_matches(['-', '+', '•', '–', '*', ' ']).trim_end_matches('*').trim().to_lowercase();
    let role = LABELS.iter().find(|(_, labels)| labels.contains(&label.as_str())).map(|(role, _)| *role)?;
    Some(Field { role, value: line.slice(head.len() + 1..text.len()) })
}

/// A line of a labelled field says how a task is done; it is no sentence.
pub(super) fn is_labelled(line: &Text) -> bool {
    field(line).is_some()
}

/// Reads the tasks of the body of the first file.
pub fn read(document: &Document, body: Range<usize>) -> Vec<Task> {
    let mut tasks = Vec::new();
    let mut path = Path::default();
    let mut candidate: Option<(Option<Mark>, Text, Path)> = None;
    let mut fields: Vec<Field> = Vec::new();
    for block in &document.blocks[body] {
        let Block::Paragraph(paragraph) = block else { continue };
        let mut name_lines = Vec::new();
        let mut own: Vec<Field> = Vec::new();
        let mut lines = match bracketed(&paragraph.text) {
            Some((name, fields)) => {
                own = fields;
                name_lines.push(name);
                Vec::new()
            }
            None => split_fields(paragraph),
        }
        .into_iter();
        for line in lines.by_ref() {
            match field(&line) {
                Some(field) => own.push(field),
                // A value that wraps: it belongs to the label above it.
                None if !own.is_empty() => {
                    if let Some(last) = own.last_mut() {
                        last.value.join(&line);
                    }
                }
                None => name_lines.push(line),
            }
        }
        if !name_lines.is_empty() {
            close(&mut candidate, &mut fields, &mut tasks);
            let mut text = Text::default();
            name_lines.iter().for_each(|line| text.join(line));
            let mark = heading::mark(paragraph);
            let words_at = mark.as_ref().map_or(0, |mark| mark.words_at).min(text.text.len());
            if let Some(mark) = mark.as_ref().filter(|mark| heading::is_title(paragraph, mark) && own.is_empty()) {
                // The heading may turn out to be the task itself: keep the path from above it.
                let above = above(&path, mark.rank);
                path.enter(mark, text.text[words_at..].trim());
                candidate = Some((Some(mark.clone()), text.slice(words_at..text.text.len()), above));
            } else {
                let above = mark.as_ref().map_or_else(|| path.clone(), |mark| above(&path, mark.rank));
                candidate = Some((mark, text.slice(words_at..text.text.len()), above));
            }
        }
        fields.extend(own);
    }
    close(&mut candidate, &mut fields, &mut tasks);
    tasks
}

fn above(path: &Path, rank: Rank) -> Path {
    let mut above = path.clone();
    above.leave(rank);
    above
}

/// Lines of a paragraph, cut also where a label follows a full stop in the same line.
fn split_fields(paragraph: &Paragraph) -> Vec<Text> {
    let text = &paragraph.text;
    let lower = lowered(&text.text);
    let mut cuts: Vec<usize> = paragraph.breaks.iter().copied().filter(|at| label_at(&lower[(*at).min(lower.len())..])).collect();
    for (at, _) in lower.match_indices([';', '.']) {
        let after = &lower[at + 1..];
        if after.starts_with(' ') && label_at(after) {
            cuts.push(at + 1);
        }
    }
    cuts.sort_unstable();
    cuts.dedup();
    let mut out = Vec::new();
    let mut start = 0;
    for end in cuts.into_iter().chain([text.text.len()]) {
        if text.text.is_char_boundary(end) && end > start {
            out.push(text.slice(start..end));
            start = end;
        }
    }
    out.retain(|line| !line.is_empty());
    out
}

/// "… (Chủ trì: Sở Y tế; phối hợp: Công an tỉnh; hoàn thành trước 30/6/2026)": the fields of a task in one bracket.
fn bracketed(text: &Text) -> Option<(Text, Vec<Field>)> {
    let open = text.text.rfind('(')?;
    let close = open + text.text[open..].rfind(')')?;
    if open == 0 || text.text[close..].chars().any(char::is_alphanumeric) {
        return None;
    }
    let mut fields = Vec::new();
    let mut start = open + 1;
    for end in text.text[open..close].match_indices(';').map(|(at, _)| open + at).chain([close]) {
        let part = text.slice(start..end);
        start = end + 1;
        match field(&part) {
            Some(field) => fields.push(field),
            None if when::find(&part.text).is_some_and(|time| time.alone) => fields.push(Field { role: Role::Deadline, value: part }),
            None => return None,
        }
    }
    fields.iter().any(|field| field.role == Role::Lead).then(|| (text.slice(0..open), fields))
}

fn label_at(rest: &str) -> bool {
    let rest = rest.trim_start().trim_start_matches(['-', '+', '•', '–', ' ']);
    rest.split_once(':').is_some_and(|(head, _)| LABELS.iter().any(|(_, labels)| labels.contains(&head.trim())))
}

fn close(candidate: &mut Option<(Option<Mark>, Text, Path)>, fields: &mut Vec<Field>, tasks: &mut Vec<Task>) {
    let fields = std::mem::take(fields);
    let Some((mark, name, path)) = candidate.take() else { return };
    if !fields.iter().any(|field| matches!(field.role, Role::Lead | Role::Deadline)) || name.is_empty() {
        return;
    }
    let of = |role: Role| {
        fields
            .iter()
            .find(|field| field.role == role)
            .map(|field| field.value.text.trim_end_matches([';', '.', ' ']).to_owned())
            .filter(|text| !text.is_empty())
    };
    let agencies = |role: Role| agency_name::split(of(role).as_deref());
    let budget = of(Role::Money).and_then(|text| money::parse_amount(&text)).and_then(|amount| amount.in_million(None::<MoneyUnit>));
    tasks.push(Task {
        no: mark.filter(|mark| mark.rank != Rank::Bullet).map(|mark| mark.number),
        section: path.number(),
        section_title: path.title(),
        name: name.text.trim_end_matches([':', ' ']).to_owned(),
        lead: agencies(Role::Lead),
        coordinating: agencies(Role::Coordinating),
        product: of(Role::Product),
        deadline: of(Role::Deadline).and_then(|text| deadline::parse(&text)),
        budget_million_vnd: budget,
        budget_lines: Vec::new(),
        related_indicators: of(Role::RelatedIndicators)
            .map(|text| text.split([',', ';']).map(|part| part.trim().to_owned()).collect())
            .unwrap_or_default(),
        note: of(Role::Note),
        confidence: BTreeMap::new(),
        span: name.whole(0),
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Format, Place};

    #[test]
    fn fields_in_a_bracket_behind_the_task_are_read() {
        let place = Place::Lines { line: 1, column: 1, end_line: 1, end_column: 1 };
        let lines = [
            "1. Sửa chữa cầu treo (Chủ trì: Phòng Kinh tế; phối hợp: Công an xã, Các thôn; hoàn thành trước 30/6/2027).",
            "2. Họp dân (nếu cần).",
        ];
        let paragraph = |line: &&str| Block::Paragraph(Paragraph { text: Text::at(line, place.clone()), ..Paragraph::default() });
        let document = Document { format: Format::Text, pages: None, blocks: lines.iter().map(paragraph).collect() };
        let tasks = read(&document, 0..2);
        assert_eq!(tasks.len(), 1);
        assert_eq!((tasks[0].name.as_str(), tasks[0].no.as_deref()), ("Sửa chữa cầu treo", Some("1")));
        assert_eq!(
            (&tasks[0].lead, &tasks[0].coordinating),
            (&vec!["Phòng Kinh tế".to_owned()], &vec!["Công an xã".to_owned(), "Các thôn".to_owned()])
        );
        let deadline = tasks[0].deadline.as_ref().expect("the bracket names a time");
        assert_eq!(deadline.text.as_deref(), Some("hoàn thành trước 30/6/2027"));
        assert!(deadline.due.is_some());
    }
}
