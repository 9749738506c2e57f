use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Block;

pub const RULE: Rule =
    Rule { name: "internal-column-left", severity: Severity::Error, doc: include_str!("internal_column_left.md"), check };

/// Names of columns are short; longer cells are content.
const LONGEST_NAME: usize = 240;

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    let words = &checked.context.vocabulary.leftovers().columns;
    let help = || Some("bỏ cột này khỏi bản phát hành".to_owned());
    for (file, document) in checked.documents.iter().enumerate() {
        for block in &document.blocks {
            match block {
                Block::Table(table) => {
                    // The name of a column stands in one of the first rows; a second row may explain it.
                    for cell in table.rows.iter().take(3).flat_map(|row| &row.cells).filter(|cell| !cell.continues) {
                        let text = cell.text();
                        if text.text.len() <= LONGEST_NAME && words.find(&text.text).is_some() {
                            let message = format!("Cột “{}” chỉ để trình duyệt, không thuộc văn bản phát hành", text.text);
                            out.push(Diagnostic { help: help(), ..RULE.at(&text.whole(file as u32), message) });
                        }
                    }
                }
                // A table that lost its rulings leaves the names of its columns as lines.
                Block::Paragraph(paragraph) => {
                    let text = &paragraph.text.text;
                    if text.len() <= LONGEST_NAME && (text.contains("Cột ") || text.contains("cột ")) && words.find(text).is_some() {
                        let message = format!("Cột “{text}” chỉ để trình duyệt, không thuộc văn bản phát hành");
                        out.push(Diagnostic { help: help(), ..RULE.at(&paragraph.text.whole(file as u32), message) });
                    }
                }
            }
        }
    }
}
