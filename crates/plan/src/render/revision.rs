//! What changed between two versions, for the terminal: first the counts, then every row that changed.

use super::columns::{WIDTH, paragraph, row};
use super::labels::Lang;
use super::verdicts::state;
use crate::revision::{Change, Field, Revision, State};

/// Both kinds of rows; rows that were kept are only counted.
pub fn revision(revision: &Revision, lang: Lang) -> String {
    let between = match lang {
        Lang::Vi => format!("So sánh {} với {}", revision.old, revision.new),
        Lang::En => format!("{} against {}", revision.old, revision.new),
    };
    let mut out = paragraph(&between, 0);
    out.push_str(&of_kind(lang.pick("Nhiệm vụ", "Tasks"), &revision.tasks, lang));
    out.push_str(&of_kind(lang.pick("Chỉ tiêu", "Indicators"), &revision.indicators, lang));
    out
}

fn of_kind(title: &str, changes: &[Change], lang: Lang) -> String {
    if changes.is_empty() {
        return String::new();
    }
    let mut out = format!("\n{}", paragraph(&format!("{title}: {}", counts(changes, lang)), 0));
    let told: Vec<&Change> = changes.iter().filter(|change| change.state != State::Kept).collect();
    if !told.is_empty() {
        let columns = [
            (lang.pick("Cũ", "Old"), 6),
            (lang.pick("Mới", "New"), 6),
            (lang.pick("Kết luận", "Verdict"), 10),
            (lang.pick("Nội dung", "Row"), 52),
        ];
        out.push_str(&format!("{}{}\n", row(&columns), "─".repeat(WIDTH)));
    }
    for change in told {
        let no = |row: &Option<crate::revision::RowOf>| row.as_ref().and_then(|row| row.no.clone()).unwrap_or_else(|| "–".to_owned());
        let shown = change.new.as_ref().or(change.old.as_ref());
        let name =
            shown.map_or_else(String::new, |row| row.horizon.map_or_else(|| row.name.clone(), |year| format!("{} ({year})", row.name)));
        out.push_str(&row(&[(&no(&change.old), 6), (&no(&change.new), 6), (state(change.state, lang), 10), (&name, 52)]));
        for one in &change.changes {
            let what = lang.pick(one.field.vietnamese(), one.field.english());
            let empty = lang.pick("(trống)", "(empty)");
            let (old, new) = (one.old.as_deref().unwrap_or(empty), one.new.as_deref().unwrap_or(empty));
            // The new wording stands above already.
            let text = if one.field == Field::Name { format!("↳ {what}: “{old}”") } else { format!("↳ {what}: {old} → {new}") };
            out.push_str(&paragraph(&text, 16));
        }
    }
    out
}

/// "20 giữ nguyên, 3 thay đổi (2 đổi lời, 1 đổi thời hạn), 1 mới, 1 bỏ".
fn counts(changes: &[Change], lang: Lang) -> String {
    let mut out = Vec::new();
    for of in [State::Kept, State::Changed, State::New, State::Gone] {
        let count = changes.iter().filter(|change| change.state == of).count();
        if count == 0 {
            continue;
        }
        let mut text = format!("{count} {}", state(of, lang));
        if of == State::Changed {
            text.push_str(&format!(" ({})", fields(changes, lang)));
        }
        out.push(text);
    }
    out.join(", ")
}

fn fields(changes: &[Change], lang: Lang) -> String {
    let mut counts: Vec<(Field, usize)> = Vec::new();
    for field in changes.iter().flat_map(|change| &change.changes).map(|one| one.field) {
        match counts.iter_mut().find(|(known, _)| *known == field) {
            Some((_, count)) => *count += 1,
            None => counts.push((field, 1)),
        }
    }
    let one = |(field, count): (Field, usize)| format!("{count} {}", lang.pick(field.vietnamese(), field.english()));
    counts.into_iter().map(one).collect::<Vec<_>>().join(", ")
}
