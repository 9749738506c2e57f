//! What happened to a task, as people read it: notes, results, extensions, parts, amendments, new readings of the plan, handovers.

use jiff::civil::Date;

use crate::domain::completion::CompletionState;
use crate::domain::extension::ExtensionState;
use crate::domain::written;
use crate::error::Result;
use crate::store::Tx;
use crate::store::amendments::{self, Amendment};
use crate::store::assignments::{self, NoteRow};
use crate::store::carryovers::{self, CarryoverRow};
use crate::store::completions::Completion;
use crate::store::directives::{self, Told};
use crate::store::extensions::Extension;
use crate::store::parts::{self, GivenPart};
use crate::store::unit_changes::{self, HandoverRow};

/// Something that happened to a task.
pub struct Entry {
    pub day: Date,
    pub author: String,
    pub unit: Option<String>,
    pub what: String,
    /// Sentences, each a paragraph of its own.
    pub words: Vec<String>,
    /// `None` where it concerns the whole task.
    pub assignment: Option<i64>,
}

/// Newest first.
///
/// # Errors
/// The database fails.
pub async fn timeline(tx: &mut Tx, task: i64, (completions, extensions): (&[Completion], &[Extension])) -> Result<Vec<Entry>> {
    let mut out: Vec<Entry> = assignments::notes_of_task(tx, task).await?.into_iter().map(noted).collect();
    out.extend(carryovers::of_task(tx, task).await?.into_iter().map(carried_over));
    out.extend(unit_changes::handovers_of_task(tx, task).await?.into_iter().flat_map(handed_over));
    out.extend(parts::given_of_task(tx, task).await?.into_iter().map(given));
    out.extend(amendments::of_task(tx, task).await?.into_iter().map(amended));
    out.extend(completions.iter().flat_map(sent_up));
    out.extend(extensions.iter().flat_map(extended));
    out.extend(directives::told_of_task(tx, task).await?.into_iter().map(directed));
    out.sort_by_key(|entry| std::cmp::Reverse(entry.day));
    Ok(out)
}

fn noted(note: NoteRow) -> Entry {
    let percent = note.percent.filter(|_| note.kind == "progress").map(|percent| format!(": {percent} %")).unwrap_or_default();
    let what = format!("{}{percent}", note_word(&note.kind));
    let labelled = |label: &str, text: Option<String>| text.map(|text| format!("{label}: {text}"));
    let mut words = vec![note.note];
    words.extend(labelled("Khó khăn, vướng mắc", note.difficulties));
    words.extend(labelled("Đề xuất, kiến nghị", note.proposals));
    Entry { day: note.written_on, author: note.author, unit: note.unit_name, what, words, assignment: Some(note.assignment_id) }
}

fn carried_over(row: CarryoverRow) -> Entry {
    let due = |day: Option<Date>| day.map_or_else(|| "không ghi".to_owned(), written::day);
    let moved = if row.due_before == row.due_after {
        String::new()
    } else {
        format!(" Thời hạn: {} → {}.", due(row.due_before), due(row.due_after))
    };
    let renamed = row.name_before.map(|name| format!(" Nội dung trước đây: {name}")).unwrap_or_default();
    Entry {
        day: row.carried_on,
        author: row.author.unwrap_or_else(program),
        unit: row.unit_name,
        what: format!("Mang sang với tiến độ {} %", row.percent),
        words: vec![format!("{} thay thế {}.{moved}{renamed}", row.to_document, row.from_document)],
        assignment: None,
    }
}

/// The work went to another unit, and came back where that was a mistake.
fn handed_over(row: HandoverRow) -> Vec<Entry> {
    let author = row.author.unwrap_or_else(program);
    let basis = format!("{} ngày {}", row.basis_number, written::day(row.basis_on));
    let what = if row.is_stopped {
        format!("Dừng ở {}: {} đã được giao cùng nhiệm vụ", row.from_name, row.to_name)
    } else {
        format!("Chuyển từ {} sang {} với tiến độ {} %", row.from_name, row.to_name, row.percent)
    };
    let words = vec![format!("{} theo {basis}.", row.kind.label())];
    let assignment = Some(row.assignment_id);
    let mut out = vec![Entry { day: row.handed_on, author: author.clone(), unit: None, what, words, assignment }];
    if let Some(day) = row.returned_basis_on {
        let what = format!("Trở lại {}: lần chuyển trước ghi nhầm", row.from_name);
        out.push(Entry { day, author, unit: None, what, words: vec![], assignment });
    }
    out
}

fn given(part: GivenPart) -> Entry {
    let unit = part.unit_name.unwrap_or_default();
    let due = part.due.map(|due| format!(" Hạn {}.", written::day(due))).unwrap_or_default();
    Entry {
        day: part.given_on,
        author: part.giver,
        unit: None,
        what: format!("Giao phần việc cho {unit}"),
        words: vec![format!("{}.{due}", part.name.trim_end_matches('.'))],
        assignment: Some(part.assignment_id),
    }
}

fn amended(row: Amendment) -> Entry {
    let basis = format!("Theo {} ngày {}.", row.basis_number, written::day(row.basis_on));
    let (before, after) = (row.before.unwrap_or_else(|| "không ghi".to_owned()), row.after.unwrap_or_default());
    let (what, words) = match row.field.as_str() {
        "due" => (format!("Điều chỉnh thời hạn từ {before} đến {after}"), vec![basis]),
        "unit" => (format!("Chuyển từ {before} sang {after}"), vec![basis]),
        "deliverable" => ("Điều chỉnh sản phẩm".to_owned(), vec![format!("Trước đây: {before}"), format!("Nay: {after}"), basis]),
        _ => ("Điều chỉnh nội dung".to_owned(), vec![format!("Trước đây: {before}"), format!("Nay: {after}"), basis]),
    };
    Entry { day: row.amended_on, author: row.author, unit: row.unit_name, what, words, assignment: row.assignment_id }
}

/// What the notes of an assignment do not tell of its results: those that the head saw, and those that were taken back.
fn sent_up(completion: &Completion) -> Vec<Entry> {
    let entry = |day, author: &str, what: &str, words: Vec<String>| Entry {
        day,
        author: author.to_owned(),
        unit: None,
        what: what.to_owned(),
        words,
        assignment: Some(completion.assignment_id),
    };
    let mut out = Vec::new();
    if completion.sent_by != Some(completion.asked_by) {
        let words = completion.named().into_iter().chain([completion.words.clone()]).filter(|words| !words.is_empty()).collect();
        out.push(entry(completion.asked_on, &completion.asker, "Trình thủ trưởng duyệt kết quả", words));
    }
    let answered = completion.answered_on.zip(completion.answerer.as_deref());
    if let Some((day, author)) = answered {
        match completion.state {
            CompletionState::Declined => {
                out.push(entry(day, author, "Thủ trưởng không duyệt kết quả", completion.reason.iter().cloned().collect()));
            }
            CompletionState::Withdrawn => out.push(entry(day, author, "Rút lại kết quả", vec![])),
            _ => {}
        }
    }
    out
}

fn extended(extension: &Extension) -> Vec<Entry> {
    let entry = |day, author: &str, what: String, words: Vec<String>| Entry {
        day,
        author: author.to_owned(),
        unit: None,
        what,
        words,
        assignment: Some(extension.assignment_id),
    };
    let asked = format!("Xin gia hạn từ {} đến {}", written::day(extension.due_before), written::day(extension.due_asked));
    let mut out = vec![entry(extension.asked_on, &extension.asker, asked, vec![extension.reason.clone()])];
    if let Some((day, author)) = extension.answered_on.zip(extension.answerer.as_deref()) {
        let basis = extension.basis_number.as_deref().zip(extension.basis_on);
        let basis = basis.map(|(number, on)| format!("Theo {number} ngày {}.", written::day(on)));
        let words = basis.into_iter().chain(extension.answer.clone()).filter(|words| !words.is_empty()).collect();
        let what = match (extension.state, extension.due_granted) {
            (ExtensionState::Granted, Some(due)) => format!("Gia hạn đến {}", written::day(due)),
            (state, _) => state.label().to_owned(),
        };
        out.push(entry(day, author, what, words));
    }
    out
}

fn directed(told: Told) -> Entry {
    let what = if told.withdrawn { "Ý kiến chỉ đạo (đã rút)" } else { "Ý kiến chỉ đạo" };
    let to = told.leads.map(|leads| format!("Giao {leads}")).unwrap_or_default();
    let due = told.due_on.map(|due| format!(", hạn {}", written::day(due))).unwrap_or_default();
    let words = vec![told.words, format!("{to}{due}.")];
    Entry {
        day: told.given_on,
        author: format!("{}, {}", told.giver, told.giver_title),
        unit: None,
        what: what.to_owned(),
        words,
        assignment: None,
    }
}

fn program() -> String {
    "Chương trình".to_owned()
}

fn note_word(kind: &str) -> &'static str {
    match kind {
        "submitted" => "Gửi kết quả",
        "returned" => "Trả lại",
        "confirmed" => "Xác nhận hoàn thành",
        "stopped" => "Dừng",
        _ => "Cập nhật tiến độ",
    }
}
