//! The letter that reminds units of late work ("công văn đôn đốc"): number, day and signer are left for the file desk and the signer.

use jiff::civil::Date;

use super::layout_state::{self, Column, Head, Kind, TEXT_MM};
use crate::domain::as_of::days_between;
use crate::domain::written;
use crate::error::Result;

/// Days in which units are asked to answer; the one who signs changes it in the file.
const ANSWER: &str = "…………";

/// Work that a unit has not finished in time.
#[derive(Debug, Clone, PartialEq)]
pub struct LateWork {
    pub unit: String,
    pub task: String,
    /// Number of the plan it comes from.
    pub source: Option<String>,
    pub due: Date,
}

/// What the letter says of whoever sends it.
#[derive(Debug, Clone, PartialEq)]
pub struct Sender {
    pub superior: Option<String>,
    pub agency: String,
}

/// A letter to the units whose work it lists, in the order given.
///
/// # Errors
/// The file is not written.
pub fn letter(sender: &Sender, work: &[LateWork], today: Date) -> Result<Vec<u8>> {
    let mut units: Vec<String> = Vec::new();
    for row in work {
        if !units.contains(&row.unit) {
            units.push(row.unit.clone());
        }
    }
    let head = Head {
        superior: sender.superior.as_deref(),
        agency: &sender.agency,
        kind: Kind::Letter { about: "V/v đôn đốc thực hiện nhiệm vụ\nquá thời hạn" },
        year: today.year(),
    };
    let mut docx = layout_state::with_head(layout_state::document(), head);
    for paragraph in layout_state::addressees(&units) {
        docx = docx.add_paragraph(paragraph);
    }
    let who = if units.len() == 1 { units[0].clone() } else { "các đơn vị".to_owned() };
    let first = format!(
        "Qua theo dõi việc thực hiện nhiệm vụ được giao, đến ngày {}, {who} còn {} nhiệm vụ đã quá thời hạn nhưng chưa hoàn thành, cụ thể như sau:",
        written::day(today),
        written::count(work.len() as i64)
    );
    docx = docx.add_paragraph(layout_state::body(&first)).add_paragraph(docx_rs::Paragraph::new()).add_table(rows(
        work,
        units.len() > 1,
        today,
    ));
    for text in [
        format!(
            "{} đề nghị {who} khẩn trương hoàn thành các nhiệm vụ nêu trên; báo cáo kết quả, khó khăn, vướng mắc (nếu có) và thời gian hoàn thành trước ngày {ANSWER}.",
            sender.agency
        ),
        "Thủ trưởng đơn vị chịu trách nhiệm về việc chậm thực hiện nhiệm vụ được giao./.".to_owned(),
    ] {
        docx = docx.add_paragraph(layout_state::body(&text));
    }
    let receivers = ["Như trên".to_owned(), "…………".to_owned(), "Lưu: VT, ………".to_owned()];
    docx = docx.add_paragraph(docx_rs::Paragraph::new()).add_table(layout_state::signature(&receivers, &["…………………………"], ""));
    layout_state::written(docx)
}

fn rows(work: &[LateWork], with_unit: bool, today: Date) -> docx_rs::Table {
    let narrow = [("STT", 12.0), ("Thời hạn", 26.0), ("Số ngày quá hạn", 22.0)];
    let [number, due, late] = narrow.map(|(title, mm)| Column { title, mm, is_centred: true });
    let unit = Column { title: "Đơn vị", mm: 38.0, is_centred: false };
    let taken: f64 = narrow.iter().map(|(_, mm)| mm).sum::<f64>() + if with_unit { unit.mm } else { 0.0 };
    let task = Column { title: "Nhiệm vụ", mm: TEXT_MM - taken, is_centred: false };
    let columns = if with_unit { vec![number, unit, task, due, late] } else { vec![number, task, due, late] };
    let row = |(at, row): (usize, &LateWork)| {
        let source = row.source.as_ref().map(|number| format!(" ({number})")).unwrap_or_default();
        let mut cells = vec![(at + 1).to_string()];
        if with_unit {
            cells.push(row.unit.clone());
        }
        cells.extend([format!("{}{source}", row.task), written::day(row.due), written::count(days_between(row.due, today))]);
        cells
    };
    layout_state::table(&columns, &work.iter().enumerate().map(row).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use roviec_plan::document::{Block, Format};
    use roviec_plan::{Context, read};

    const TODAY: Date = date(2026, 11, 20);

    fn sender() -> Sender {
        Sender { superior: Some("Ủy ban nhân dân tỉnh Bình Minh".to_owned()), agency: "Sở Khoa học và Công nghệ".to_owned() }
    }

    fn late(unit: &str, task: &str, due: Date) -> LateWork {
        LateWork { unit: unit.to_owned(), task: task.to_owned(), source: Some("12/KH-UBND".to_owned()), due }
    }

    /// What the compiler reads in the file, a line for each paragraph and cell.
    fn text(bytes: &[u8]) -> String {
        let document = read::read(Format::Docx, bytes, &Context::default()).expect("is a Word file");
        let mut lines = Vec::new();
        for block in &document.blocks {
            match block {
                Block::Paragraph(paragraph) => lines.push(paragraph.shown()),
                Block::Table(table) => lines.extend(table.rows.iter().flat_map(|row| row.cells.iter().map(|cell| cell.shown()))),
            }
        }
        lines.join("\n")
    }

    #[test]
    fn a_letter_names_the_work_and_leaves_number_day_and_signer_blank() {
        let work = [
            late("Sở Y tế", "Ban hành quy chế dữ liệu", date(2026, 11, 10)),
            late("Sở Nội vụ", "Lập danh mục vị trí việc làm", date(2026, 10, 31)),
        ];
        let bytes = letter(&sender(), &work, TODAY).expect("is written");
        let text = text(&bytes);
        for words in ["V/v đôn đốc", "Kính gửi:", "- Sở Y tế;", "- Sở Nội vụ.", "10/11/2026", "Lưu: VT"] {
            assert!(text.contains(words), "{words} in {text}");
        }
        let (_, number) = text.split_once("Số:").expect("a place for the number");
        assert!(number.trim_start().starts_with('/'), "{number}");
    }

    #[test]
    fn one_unit_is_named_in_the_sentence_and_not_in_a_column() {
        let bytes = letter(&sender(), &[late("Sở Y tế", "Ban hành quy chế dữ liệu", date(2026, 11, 10))], TODAY).expect("is written");
        let text = text(&bytes);
        assert!(
            text.contains("Kính gửi: Sở Y tế") && text.contains("Sở Y tế còn 1 nhiệm vụ") && !text.lines().any(|line| line == "Đơn vị")
        );
    }
}
