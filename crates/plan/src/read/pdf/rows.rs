//! Tables that go on after a page break: repeated headers, rows cut in two, cells merged across the break.

use super::paragraphs;
use super::table::{RuledCell, RuledRow, RuledTable};
use crate::document::Certainty;

/// Header rows looked at, at most.
const MOST_HEADER_ROWS: usize = 5;
/// A column is known to be always filled after this many rows.
const ROWS_TO_TRUST: usize = 8;

/// Of a cell that is taken as merged down although no line, or missing line, says so.
const GUESSED: Certainty = Certainty(0.7);

/// Puts the parts of one table on consecutive pages together. There is at least one part.
pub fn joined(mut parts: Vec<RuledTable>) -> RuledTable {
    let mut rest = parts.split_off(1);
    let mut table = parts.pop().expect("a table has at least one part");
    for part in &mut rest {
        drop_repeated_header(&mut table, part);
    }
    let profile = Profile::new(&table, &rest);
    for part in rest {
        append(&mut table, part, &profile);
    }
    table
}

fn append(table: &mut RuledTable, next: RuledTable, profile: &Profile) {
    let mut rows = next.rows.into_iter();
    let Some(mut first) = rows.next() else { return };
    let second = rows.next();
    if let Some(last) = table.rows.last_mut()
        && profile.continues(last, &first)
    {
        join(last, first);
    } else {
        merge_down(table, &mut first, second.as_ref(), profile);
        table.rows.push(first);
    }
    table.rows.extend(second);
    table.rows.extend(rows);
}

/// Takes the rows at the top of a page away that say the same as the table's first rows.
fn drop_repeated_header(table: &mut RuledTable, next: &mut RuledTable) {
    let pairs = table.rows.iter().zip(&next.rows).take(MOST_HEADER_ROWS);
    let count = pairs.take_while(|(head, row)| repeats(head, row)).count();
    if count == table.rows.len() && count == next.rows.len() {
        return;
    }
    for row in &mut table.rows[..count] {
        row.header = true;
    }
    next.rows.drain(..count);
}

/// Whether a row repeats a header row. Some programs cut words off a repeated header that is too high for its page.
fn repeats(head: &RuledRow, row: &RuledRow) -> bool {
    if !same_cells(head, row) || head.is_empty() {
        return false;
    }
    let texts: Vec<(String, String)> = head.texts().into_iter().zip(row.texts()).filter(|(head, _)| !head.is_empty()).collect();
    let same = texts.iter().filter(|(head, row)| head == row).count();
    let cut = texts.iter().filter(|(head, row)| head != row && !row.is_empty() && head.starts_with(row.as_str())).count();
    same == texts.len() || same > 1 && (same + cut) * 4 >= texts.len() * 3
}

fn same_cells(a: &RuledRow, b: &RuledRow) -> bool {
    a.cells.len() == b.cells.len() && a.cells.iter().zip(&b.cells).all(|(a, b)| a.same_edges(b))
}

/// What the rows of a table usually look like.
struct Profile {
    /// The first column holds the rows' numbers.
    numbered: bool,
    /// Cells that hold text in a usual row.
    filled: usize,
    /// Left edges of the columns in which no row is empty, but perhaps one at the top of a page.
    never_empty: Vec<f64>,
}

impl Profile {
    fn new(table: &RuledTable, rest: &[RuledTable]) -> Self {
        let first = table.rows.iter().skip_while(|row| row.header);
        let body: Vec<&RuledRow> =
            first.chain(rest.iter().flat_map(|part| part.rows.iter().skip(1))).filter(|row| row.cells.len() > 2).collect();
        let mut filled: Vec<usize> = body.iter().map(|row| count_filled(row)).collect();
        filled.sort_unstable();
        let mut never_empty: Vec<f64> = Vec::new();
        if body.len() >= ROWS_TO_TRUST {
            let widest = body.iter().max_by_key(|row| row.cells.len());
            never_empty.extend(widest.into_iter().flat_map(|row| &row.cells).map(|cell| cell.left));
            never_empty.retain(|left| {
                !body.iter().any(|row| row.cells.iter().any(|cell| cell.starts_at(*left) && cell.is_empty() && !cell.continues))
            });
        }
        let numbers = body.iter().filter(|row| is_number(&row.cells[0].text())).count();
        Self { numbered: numbers * 2 > body.len(), filled: filled.get(filled.len() / 2).copied().unwrap_or(0), never_empty }
    }

    /// Whether the first row after a page break is the rest of the last row before it.
    fn continues(&self, last: &RuledRow, first: &RuledRow) -> bool {
        if !same_cells(last, first) {
            return false;
        }
        if first.is_empty() {
            return true;
        }
        let pairs = || last.cells.iter().zip(&first.cells).filter(|(_, b)| !b.is_empty());
        let number = &first.cells[0];
        if self.numbered && !number.is_empty() {
            return false;
        }
        if pairs().any(|(a, b)| goes_on(a, b)) {
            return true;
        }
        if pairs().any(|(a, b)| b.is_bold() && !a.is_bold()) {
            return false;
        }
        let overflows = pairs().all(|(a, _)| !a.is_empty()) && count_filled(first) < count_filled(last);
        if !number.is_empty() {
            return overflows && count_filled(first) * 2 <= self.filled && pairs().all(|(a, b)| wraps(a, b) || lists_on(a, b));
        }
        let whole = count_filled(first) + 1 >= self.filled.max(2);
        // Every cell of a row may overflow, but then most of them break in the middle of a sentence.
        overflows && (!whole || pairs().filter(|(a, b)| wraps(a, b)).count() * 2 > pairs().count())
    }
}

fn count_filled(row: &RuledRow) -> usize {
    row.cells.iter().filter(|cell| !cell.is_empty() || cell.continues).count()
}

/// "1", "12.", "a)", "II", "2.1".
pub fn is_number(text: &str) -> bool {
    let text = text.trim_end_matches(['.', ')']);
    let figures = text.split('.').all(|part| (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()));
    let letters = (1..=5).contains(&text.len()) && text.bytes().all(|byte| b"IVX".contains(&byte));
    figures || letters || text.chars().count() == 1
}

/// The text after the break plainly belongs to the sentence before it.
fn goes_on(before: &RuledCell, after: &RuledCell) -> bool {
    let (Some(last), Some(first)) = (before.lines.last(), after.lines.first()) else { return false };
    let word = first.first_word();
    let middle = word.starts_with(|c: char| c.is_lowercase() || matches!(c, ',' | ';' | ')' | '.' | '/')) && !paragraphs::opens_item(first);
    let hangs =
        last.last_word().ends_with([',', '(', '-', '/', '–']) || matches!(last.last_word(), "và" | "của" | "cho" | "các" | "theo" | "với");
    (middle && !paragraphs::ends_sentence(last) || hangs) && wraps(before, after)
}

/// A list that goes on with its next item.
fn lists_on(before: &RuledCell, after: &RuledCell) -> bool {
    let dashed = after.lines.first().is_some_and(|line| paragraphs::is_dash(line.first_word()));
    dashed && before.lines.iter().any(|line| paragraphs::is_dash(line.first_word()) || line.last_word().ends_with(':'))
}

/// The line before the break is full, as far as the first word after it would not fit, and ends no sentence.
fn wraps(before: &RuledCell, after: &RuledCell) -> bool {
    let (Some(last), Some(first)) = (before.lines.last(), after.lines.first()) else { return false };
    let room = before.right - before.left - 2.0 * before.padding();
    !paragraphs::ends_sentence(last) && !paragraphs::has_room(last, first, room)
}

fn join(last: &mut RuledRow, first: RuledRow) {
    for (cell, rest) in last.cells.iter_mut().zip(first.cells) {
        cell.certainty = cell.certainty.min(rest.certainty);
        cell.lines.extend(rest.lines);
    }
}

/// Marks the cells of the first row after a break that are the lower part of a cell merged down before it.
fn merge_down(table: &mut RuledTable, first: &mut RuledRow, second: Option<&RuledRow>, profile: &Profile) {
    let Some(last) = table.rows.len().checked_sub(1) else { return };
    let full_row = count_filled(first) + 1 >= profile.filled.max(3);
    for cell in &mut first.cells {
        let Some(above) = table.rows[last].cells.iter().find(|above| above.same_edges(cell)) else { continue };
        let merged_above = above.continues;
        let merged_below = second.is_some_and(|row| row.cells.iter().any(|below| below.continues && below.same_edges(cell)));
        let merged = merged_above || merged_below;
        // One row above the break and one below leave no mark but the empty cell in a column that is never empty.
        let filled_column = full_row && profile.never_empty.iter().any(|left| cell.starts_at(*left));
        let Some(owner) = owner(table, last, cell) else { continue };
        let upper = &mut table.rows[owner.0].cells[owner.1];
        let belongs = if cell.is_empty() { !upper.is_empty() && (merged || filled_column) } else { merged && goes_on(upper, cell) };
        if belongs {
            if cell.is_empty() && !merged {
                (upper.certainty, cell.certainty) = (upper.certainty.min(GUESSED), GUESSED);
            }
            upper.lines.append(&mut cell.lines);
            cell.continues = true;
        }
    }
}

/// Row and index of the cell in which a merged cell began.
fn owner(table: &RuledTable, last: usize, cell: &RuledCell) -> Option<(usize, usize)> {
    for row in (0..=last).rev() {
        let index = table.rows[row].cells.iter().position(|above| above.same_edges(cell))?;
        if !table.rows[row].cells[index].continues {
            return Some((row, index));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::lines;
    use super::super::words::Word;
    use super::*;

    /// A cell 100 points wide whose lines are full: 16 letters of 5 points and padding.
    fn cell(column: usize, text: &str, page: u32) -> RuledCell {
        let left = column as f64 * 100.0;
        let mut words = Vec::new();
        for (row, line) in text.split('/').filter(|line| !line.is_empty()).enumerate() {
            let mut x = left + 5.0;
            for word in line.split(' ') {
                let right = x + 5.0 * word.chars().count() as f64;
                let baseline = 20.0 + 12.0 * row as f64;
                words.push(Word {
                    text: word.to_owned(),
                    page,
                    left: x,
                    right,
                    baseline,
                    size: 10.0,
                    bold: false,
                    bound: false,
                    certainty: crate::document::Certainty::default(),
                });
                x = right + 3.0;
            }
        }
        RuledCell { left, right: left + 100.0, continues: false, lines: lines::of_words(words), ..RuledCell::default() }
    }

    fn part(page: u32, rows: &[[&str; 4]]) -> RuledTable {
        let row = |texts: &[&str; 4]| RuledRow {
            cells: texts.iter().enumerate().map(|(column, text)| cell(column, text, page)).collect(),
            header: false,
        };
        RuledTable { rows: rows.iter().map(row).collect(), left: 0.0, right: 400.0, top: 0.0, page }
    }

    fn texts(parts: Vec<RuledTable>) -> Vec<Vec<String>> {
        joined(parts).rows.iter().map(RuledRow::texts).collect()
    }

    const HEAD: [&str; 4] = ["TT", "Nhiệm vụ", "Chủ trì", "Thời hạn"];

    #[test]
    fn a_row_cut_by_the_page_is_one_row_and_the_repeated_header_goes() {
        let first = part(1, &[HEAD, ["1", "Mở lớp", "Sở Y tế", "2026"], ["2", "Sửa đường liên/thôn và kênh mương", "Xã An", "2027"]]);
        let second = part(2, &[HEAD, ["", "tưới tiêu", "", ""], ["3", "Trồng rừng", "Xã Bình", "2028"]]);
        let rows = texts(vec![first, second]);
        assert_eq!(rows.len(), 4);
        assert_eq!(rows[2], ["2", "Sửa đường liên thôn và kênh mương tưới tiêu", "Xã An", "2027"]);
        assert_eq!(rows[3][0], "3");
    }

    #[test]
    fn a_whole_row_without_its_number_stays_a_row() {
        let first = part(1, &[HEAD, ["1", "Mở lớp", "Sở Y tế", "2026"], ["2", "Sửa đường", "Xã An", "2027"]]);
        let second = part(2, &[["", "Trồng rừng", "Xã Bình", "2028"]]);
        assert_eq!(texts(vec![first, second]).len(), 4);
    }

    #[test]
    fn a_cell_taken_as_merged_without_a_mark_is_less_than_certain() {
        let row = ["1", "Mở lớp", "Sở Y tế", "2026"];
        let first = part(1, &[HEAD, row, row, row, row, row, row, row, row]);
        let second = part(2, &[["9", "Trồng rừng", "", "2028"]]);
        let table = joined(vec![first, second]);
        assert!(table.rows[9].cells[2].continues);
        assert!(!table.rows[8].cells[2].certainty.is_certain() && table.rows[8].cells[1].certainty.is_certain());
    }

    #[test]
    fn an_empty_cell_under_a_cell_merged_down_belongs_to_it() {
        let mut first = part(1, &[HEAD, ["1", "Mở lớp", "Sở Y tế", "2026"], ["2", "Sửa đường", "", "2027"]]);
        first.rows[2].cells[2].continues = true;
        let second = part(2, &[["3", "Trồng rừng", "", "2028"]]);
        let table = joined(vec![first, second]);
        assert!(table.rows[3].cells[2].continues);
    }
}
