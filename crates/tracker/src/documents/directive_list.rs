//! The list of what was directed at a meeting ("danh mục ý kiến chỉ đạo"): number, day and signer are left for the file desk and the
//! signer.

use jiff::civil::Date;

use super::layout_state::{self, Column, Head, Kind, TEXT_MM};
use crate::domain::written;
use crate::error::Result;
use crate::store::directives::{DirectiveRow, Meeting};

/// Whose meeting it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer {
    pub superior: Option<String>,
    pub agency: String,
}

/// The directives of a meeting in the order given, with where they stand today.
///
/// # Errors
/// The file is not written.
pub fn directive_list(issuer: &Issuer, meeting: &Meeting, rows: &[DirectiveRow], today: Date) -> Result<Vec<u8>> {
    let held = written::day(meeting.held_on);
    let about = format!("Ý kiến chỉ đạo tại cuộc họp “{}” ngày {held}", meeting.name);
    let head = Head {
        superior: issuer.superior.as_deref(),
        agency: &issuer.agency,
        kind: Kind::Named { name: "Danh mục", about: &about },
        year: today.year(),
    };
    let first = format!(
        "{} có {} ý kiến chỉ đạo giao các đơn vị thực hiện; trạng thái tính đến ngày {}:",
        givers(rows),
        written::count(rows.len() as i64),
        written::day(today)
    );
    let receivers = ["Các đơn vị được giao".to_owned(), "…………".to_owned(), "Lưu: VT, ………".to_owned()];
    let docx = layout_state::with_head(layout_state::document(), head)
        .add_paragraph(layout_state::body(&first))
        .add_paragraph(docx_rs::Paragraph::new())
        .add_table(table(rows))
        .add_paragraph(docx_rs::Paragraph::new())
        .add_table(layout_state::signature(&receivers, &["…………………………"], ""));
    layout_state::written(docx)
}

/// Each by name once, with the post: "Nguyễn Văn A (Lãnh đạo, Ủy ban nhân dân tỉnh)".
fn givers(rows: &[DirectiveRow]) -> String {
    let mut names: Vec<String> = Vec::new();
    for row in rows {
        let name = format!("{} ({})", row.giver, row.giver_title);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.is_empty() { "Cuộc họp".to_owned() } else { names.join("; ") }
}

fn table(rows: &[DirectiveRow]) -> docx_rs::Table {
    let narrow = |title, mm| Column { title, mm, is_centred: true };
    let wide = |title, mm| Column { title, mm, is_centred: false };
    let (number, due, state) = (narrow("STT", 14.0), narrow("Thời hạn", 26.0), narrow("Trạng thái", 25.0));
    let (lead, helping) = (wide("Đơn vị thực hiện", 34.0), wide("Phối hợp", 26.0));
    let words = wide("Nội dung chỉ đạo", TEXT_MM - number.mm - due.mm - state.mm - lead.mm - helping.mm);
    layout_state::table(&[number, words, lead, helping, due, state], &rows.iter().enumerate().map(cells).collect::<Vec<_>>())
}

fn cells((at, row): (usize, &DirectiveRow)) -> Vec<String> {
    let about = row.about_name.as_ref().map(|name| format!("\nVề: {name}")).unwrap_or_default();
    let product = row.deliverable.as_ref().map(|product| format!("\nSản phẩm: {product}")).unwrap_or_default();
    let basis = row.basis.as_ref().map(|basis| format!("\nCăn cứ: {basis}")).unwrap_or_default();
    let part = if row.assignments > 1 { format!("\n{} của {} đơn vị xong", row.done, row.assignments) } else { String::new() };
    let lines = |names: &Option<String>| names.as_deref().unwrap_or_default().replace("; ", ";\n");
    vec![
        (at + 1).to_string(),
        format!("{}{about}{product}{basis}", row.words),
        lines(&row.leads),
        lines(&row.coordinating),
        row.due.map(written::day).unwrap_or_default(),
        format!("{}{part}", row.state),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::AssignmentState;
    use jiff::civil::date;
    use roviec_plan::document::{Block, Format};
    use roviec_plan::{Context, read};

    fn row() -> DirectiveRow {
        DirectiveRow {
            id: 1,
            task_id: 1,
            words: "Rà soát cơ sở dữ liệu".to_owned(),
            basis: Some("Thông báo 12/TB-VP".to_owned()),
            giver_id: 1,
            giver: "Nguyễn Văn An".to_owned(),
            giver_title: "Lãnh đạo, Ủy ban nhân dân tỉnh Bình Minh".to_owned(),
            written_by: 1,
            writer: "Nguyễn Văn An".to_owned(),
            given_at: 0,
            given_on: date(2026, 11, 18),
            about_task_id: None,
            about_indicator_id: None,
            about_unit_id: None,
            about_name: None,
            meeting_id: Some(1),
            meeting_name: Some("Giao ban tháng 11".to_owned()),
            held_on: Some(date(2026, 11, 18)),
            amended_on: None,
            withdrawn_on: None,
            leads: Some("Sở Y tế; Sở Nội vụ".to_owned()),
            coordinating: Some("Sở Tài chính".to_owned()),
            deliverable: Some("Báo cáo".to_owned()),
            state: AssignmentState::NearDue,
            due: Some(date(2026, 11, 25)),
            assignments: 2,
            done: 1,
        }
    }

    #[test]
    fn the_list_names_words_units_day_and_state_and_leaves_number_and_signer_blank() {
        let issuer = Issuer { superior: None, agency: "Ủy ban nhân dân tỉnh Bình Minh".to_owned() };
        let meeting = Meeting { id: 1, unit_id: None, unit_name: None, name: "Giao ban tháng 11".to_owned(), held_on: date(2026, 11, 18) };
        let bytes = directive_list(&issuer, &meeting, &[row()], date(2026, 11, 20)).expect("is written");
        let document = read::read(Format::Docx, &bytes, &Context::default()).expect("is a Word file");
        let mut said = Vec::new();
        let mut tables = Vec::new();
        for block in &document.blocks {
            match block {
                Block::Paragraph(paragraph) => said.push(paragraph.shown()),
                Block::Table(table) => {
                    tables.push(
                        table.rows.iter().map(|row| row.cells.iter().map(|cell| cell.shown()).collect::<Vec<_>>()).collect::<Vec<_>>(),
                    );
                }
            }
        }
        let said = said.join("\n");
        for words in
            ["DANH MỤC", "Ý kiến chỉ đạo tại cuộc họp “Giao ban tháng 11” ngày 18/11/2026", "có 1 ý kiến chỉ đạo", "đến ngày 20/11/2026"]
        {
            assert!(said.contains(words), "{words} in {said}");
        }
        let list = tables.iter().find(|rows| rows[0].len() == 6).expect("a table of six columns");
        assert_eq!(list[0], ["STT", "Nội dung chỉ đạo", "Đơn vị thực hiện", "Phối hợp", "Thời hạn", "Trạng thái"]);
        for (cell, words) in list[1].iter().zip(["1", "Rà soát cơ sở dữ liệu", "Sở Nội vụ", "Sở Tài chính", "25/11/2026", "Sắp đến hạn"])
        {
            assert!(cell.contains(words), "{words} in {cell}");
        }
        assert!(list[1][1].contains("Sản phẩm: Báo cáo") && list[1][5].contains("1 của 2 đơn vị xong"));
        let head: String = tables.iter().flatten().flatten().filter(|cell| cell.contains("Số:")).cloned().collect();
        assert!(!head.contains(|c: char| c.is_ascii_digit()), "{head}");
    }
}
