//! Tables without (all of) their ruling lines, found among the lines of the pages.

use super::bands::{self, Columns};
use super::columns;
use super::gutters::{self, Gutter};
use super::lines::{self, Line};
use super::page::{Item, PageContent};
use super::table::{RuledCell, RuledRow, RuledTable};
use super::words::Word;
use crate::document::Certainty;

/// A line of a table has so many groups of words with wide gaps between; prose and a document's head have fewer.
const TABLE_CHUNKS: usize = 3;
/// Lines of a table between which only one cell is printed, at most this far apart (font sizes).
const LONGEST_CELL: f64 = 40.0;

/// The columns of an open table are looked up on so many pages before.
const PAGES_LOOKED_AT: usize = 3;
/// More lines than this on one page are no printed table.
const MOST_LINES: usize = 2_000;
/// Of cells that no line bounds: of two thousand such fields of seven plans 99 in 100 were right.
const PLACED: Certainty = Certainty(0.97);

/// Lines of one page that belong to a table: a range of the page's loose lines.
#[derive(Debug, Clone)]
struct Region {
    page: usize,
    from: usize,
    to: usize,
}

/// Lines of a page with the item they come from; nothing for a table that has its lines.
type Loose = Vec<Option<(Line, usize)>>;

/// Puts the tables that can be told from the positions of words in the place of their lines.
pub fn restore(pages: &mut [PageContent]) {
    if !pages.iter().flat_map(|page| &page.items).any(may_be_table) {
        return;
    }
    let (tables, loose) = tables(pages);
    let mut found: Vec<Vec<(usize, usize, RuledTable)>> = vec![Vec::new(); pages.len()];
    for regions in tables {
        for (region, table) in regions.iter().zip(laid_out(&regions, &loose, pages)) {
            found[region.page].push((region.from, region.to, table));
        }
    }
    for ((page, loose), found) in pages.iter_mut().zip(loose).zip(found) {
        if !found.is_empty() {
            put_in_place(page, loose, found);
        }
    }
}

/// Most documents have all their lines drawn: this looks without copying a word.
fn may_be_table(item: &Item) -> bool {
    match item {
        Item::Line(line) => gutters::chunks(line).len() >= TABLE_CHUNKS,
        Item::Columns(left, right) => left.iter().chain(right).any(|line| gutters::chunks(line).len() >= TABLE_CHUNKS - 1),
        Item::Table(table) => is_open(table),
    }
}

/// A frame or columns without rows: lines that draw no table yet.
fn is_open(table: &RuledTable) -> bool {
    let [row] = table.rows.as_slice() else { return false };
    row.cells.len() == 1 || row.cells.len() >= 3 && row.cells.iter().any(|cell| cell.lines.len() > 3)
}

fn loose_lines(page: &PageContent) -> Loose {
    let mut out = Vec::new();
    let mut run: Vec<(Word, usize)> = Vec::new();
    let close = |run: &mut Vec<(Word, usize)>, out: &mut Loose| {
        let first = run.iter().map(|(_, item)| *item).min().unwrap_or(0);
        let lines = lines::of_words(std::mem::take(run).into_iter().map(|(word, _)| word).collect());
        out.extend(lines.into_iter().map(|line| Some((line, first))));
    };
    for (index, item) in page.items.iter().enumerate() {
        let lines: Vec<&Line> = match item {
            Item::Line(line) => vec![line],
            Item::Columns(left, right) => left.iter().chain(right).collect(),
            Item::Table(table) if is_open(table) => table.rows.iter().flat_map(|row| &row.cells).flat_map(|cell| &cell.lines).collect(),
            Item::Table(_) => {
                close(&mut run, &mut out);
                out.push(None);
                continue;
            }
        };
        run.extend(lines.iter().flat_map(|line| &line.words).map(|word| (word.clone(), index)));
    }
    close(&mut run, &mut out);
    out
}

/// Regions that belong together, page after page, and the lines of the pages they stand on; other pages have none.
fn tables(pages: &[PageContent]) -> (Vec<Vec<Region>>, Vec<Loose>) {
    let mut out: Vec<Vec<Region>> = Vec::new();
    let mut loose: Vec<Loose> = Vec::with_capacity(pages.len());
    for (page, content) in pages.iter().enumerate() {
        let last = out.last().and_then(|open| open.last());
        let goes_on = last.is_some_and(|last| last.page + 1 == page && reaches_end(last, &loose[page - 1]));
        let looked_at = goes_on || content.items.iter().any(may_be_table);
        loose.push(if looked_at { loose_lines(content) } else { Loose::new() });
        let lines = &loose[page];
        let mut regions = regions(page, lines);
        if let Some(open) = out.last_mut().filter(|_| goes_on) {
            let region = regions.first().filter(|region| fits_above(region, lines)).cloned();
            let region = match region {
                Some(region) => Some(Region { from: 0, ..region }),
                None => rest_of(page, lines, &gutters_of(&open[open.len().saturating_sub(PAGES_LOOKED_AT)..], &loose)),
            };
            if let Some(region) = region {
                if regions.first().is_some_and(|first| first.from < region.to) {
                    regions.remove(0);
                }
                let last = open.last_mut().expect("an open table has a part");
                last.to = loose[page - 1].len();
                open.push(region);
            }
        }
        out.extend(regions.into_iter().map(|region| vec![region]));
    }
    out.retain(|regions| is_table(regions, &loose));
    (out, loose)
}

fn line(entry: &Option<(Line, usize)>) -> Option<&Line> {
    entry.as_ref().map(|(line, _)| line)
}

/// Nothing but a section's line or two comes after the region.
fn reaches_end(region: &Region, lines: &Loose) -> bool {
    let rest = &lines[region.to..];
    rest.len() <= 2 && follow_closely(&lines[region.to - 1..])
}

fn follow_closely(lines: &[Option<(Line, usize)>]) -> bool {
    lines.windows(2).all(|pair| match (line(&pair[0]), line(&pair[1])) {
        (Some(upper), Some(lower)) => lower.baseline - upper.baseline < 2.0 * upper.size.max(lower.size),
        _ => false,
    })
}

/// The lines above a page's first region belong to it: the rest of a row or a section.
fn fits_above(region: &Region, lines: &Loose) -> bool {
    let titled = line(&lines[region.from]).is_some_and(|line| bands::is_title(line.first_word()));
    region.from == 0 || region.from <= 8 && !titled && follow_closely(&lines[..=region.from])
}

/// Lines at the top of a page without a whole row that stand in the columns of the table before.
fn rest_of(page: usize, lines: &Loose, gutters: &[Gutter]) -> Option<Region> {
    let mut to = 0;
    while let Some(Some((line, _))) = lines.get(to) {
        let near = to == 0 || follow_closely(&lines[to - 1..=to]);
        if !near || gutters::chunks(line).iter().any(|(from, to)| gutters::crosses(&line.words[*from..*to], gutters)) {
            break;
        }
        to += 1;
    }
    (to > 0).then_some(Region { page, from: 0, to })
}

/// Runs of lines that look like a table, at most a few on a page.
fn regions(page: usize, lines: &Loose) -> Vec<Region> {
    let mut out: Vec<Region> = Vec::new();
    let count = |entry: &Option<(Line, usize)>| line(entry).map_or(0, |line| gutters::chunks(line).len());
    let counts: Vec<usize> = lines.iter().map(count).collect();
    let mut at = 0;
    while at < lines.len() {
        if counts[at] < TABLE_CHUNKS {
            at += 1;
            continue;
        }
        let (from, mut to) = (at, at + 1);
        let mut next = at + 1;
        while next < lines.len() {
            let (Some(upper), Some(lower)) = (line(&lines[to - 1]), line(&lines[next])) else { break };
            if lower.baseline - upper.baseline > LONGEST_CELL * upper.size {
                break;
            }
            if counts[next] >= TABLE_CHUNKS {
                to = next + 1;
            }
            next += 1;
        }
        at = to;
        let rows = (from..to).filter(|index| counts[*index] >= TABLE_CHUNKS);
        let gutters = gutters::of_lines(rows.filter_map(|index| line(&lines[index])));
        if gutters.len() + 1 >= TABLE_CHUNKS {
            out.push(extended(Region { page, from, to }, lines, &gutters));
            at = out.last().map_or(to, |region| region.to).max(to);
        }
    }
    out
}

/// A region with the lines just above and below that stand in its columns.
fn extended(mut region: Region, lines: &Loose, gutters: &[Gutter]) -> Region {
    let fits = |at: usize| {
        line(&lines[at]).is_some_and(|line| {
            let chunks = gutters::chunks(line);
            chunks.len() > 1 || !gutters::crosses(&line.words, gutters)
        })
    };
    while region.from > 0 && fits(region.from - 1) && follow_closely(&lines[region.from - 1..=region.from]) {
        region.from -= 1;
    }
    while region.to < lines.len() && fits(region.to) && follow_closely(&lines[region.to - 1..=region.to]) {
        region.to += 1;
    }
    region
}

fn lines_of<'a>(region: &Region, loose: &'a [Loose]) -> impl Iterator<Item = &'a Line> {
    loose[region.page][region.from..region.to].iter().filter_map(line)
}

/// Rows with several cells say where the gutters are, then every line that crosses none of them.
fn gutters_of(regions: &[Region], loose: &[Loose]) -> Vec<Gutter> {
    let all = || regions.iter().flat_map(|region| lines_of(region, loose));
    let first = gutters::of_lines(all().filter(|line| gutters::chunks(line).len() >= TABLE_CHUNKS));
    let clear = |line: &&Line| !gutters::chunks(line).iter().any(|(from, to)| gutters::crosses(&line.words[*from..*to], &first));
    gutters::of_lines(all().filter(clear))
}

/// Enough columns and rows, and numbers or their title in the first column.
fn is_table(regions: &[Region], loose: &[Loose]) -> bool {
    let all = || regions.iter().flat_map(|region| lines_of(region, loose));
    let rows = all().filter(|line| gutters::chunks(line).len() >= TABLE_CHUNKS).count();
    let titled = all().take(8).any(|line| bands::is_title(line.first_word()));
    let printed = regions.iter().all(|region| region.to - region.from <= MOST_LINES);
    printed && rows >= if titled { 2 } else { 5 } && gutters_of(regions, loose).len() + 1 >= TABLE_CHUNKS
}

fn laid_out(regions: &[Region], loose: &[Loose], pages: &[PageContent]) -> Vec<RuledTable> {
    let gutters = gutters_of(regions, loose);
    let all = || regions.iter().flat_map(|region| lines_of(region, loose));
    let left = all().map(Line::left).fold(f64::MAX, f64::min);
    let right = all().map(Line::right).fold(f64::MIN, f64::max);
    let edges = gutters::edges(&gutters, left, right);
    let mut header: Vec<String> = Vec::new();
    let mut out = Vec::new();
    for (index, region) in regions.iter().enumerate() {
        let mut lines: Vec<Line> = lines_of(region, loose).cloned().collect();
        let top = lines.first().map_or(0.0, |line| line.baseline - line.size);
        let mut rows = Vec::new();
        // A header repeated on a further page ends where it did on the first; a row that was cut goes on below it.
        let repeated = index > 0 && !header.is_empty() && lines.iter().map(Line::text).take(header.len()).eq(header.iter().cloned());
        let mut titled = lines.iter().take(8).any(|line| bands::is_title(line.first_word()));
        if repeated {
            let rest = lines.split_off(header.len());
            rows = rows_of(Columns::new(&lines, &gutters, &edges), &[f64::MAX], true, &edges);
            (lines, titled) = (rest, false);
        }
        if !lines.is_empty() {
            let columns = Columns::new(&lines, &gutters, &edges);
            let cuts = columns.cuts(titled, index > 0 && !titled);
            if index == 0 && titled {
                header = lines.iter().filter(|line| bands::middle(line) < cuts[0]).map(Line::text).collect();
            }
            rows.extend(rows_of(columns, &cuts, titled, &edges));
        }
        out.push(RuledTable { rows, left: edges[0], right: edges[edges.len() - 1], top, page: pages[region.page].number });
    }
    out
}

fn rows_of(columns: Columns, cuts: &[f64], titled: bool, edges: &[f64]) -> Vec<RuledRow> {
    let count = cuts.len();
    let band_of = |line: &Line| cuts.partition_point(|cut| *cut <= bands::middle(line)).min(count - 1);
    let mut cells: Vec<Vec<Vec<Line>>> = vec![vec![Vec::new(); edges.len() - 1]; count];
    for (column, lines) in columns.lines.into_iter().enumerate() {
        for line in lines {
            cells[band_of(&line)][column].push(line);
        }
    }
    let mut wide: Vec<Vec<Line>> = vec![Vec::new(); count];
    for line in columns.wide {
        wide[band_of(&line)].push(line);
    }
    let mut out = Vec::new();
    for (index, (cells, wide)) in cells.into_iter().zip(wide).enumerate() {
        if wide.is_empty() {
            out.push(RuledRow { cells: plain(cells, edges), header: false });
        } else if index == 0 && titled {
            out.extend(headed(cells, &wide, edges));
        } else {
            out.push(RuledRow { cells: across(cells, wide, edges), header: false });
        }
    }
    out
}

fn plain(cells: Vec<Vec<Line>>, edges: &[f64]) -> Vec<RuledCell> {
    let sides = edges.windows(2);
    cells
        .into_iter()
        .zip(sides)
        .map(|(lines, side)| RuledCell { left: side[0], right: side[1], continues: false, lines, certainty: PLACED })
        .collect()
}

/// First and last column that words touch.
fn touched(words: &[Word], edges: &[f64]) -> (usize, usize) {
    let (left, right) = gutters::extent(words);
    let last = edges.len() - 2;
    let at = |x: f64| edges.partition_point(|edge| *edge <= x).saturating_sub(1).min(last);
    (at(left + 2.0), at(right - 2.0))
}

/// A row with words across columns: they and what stands under them are one cell, to the end when the rest is empty.
fn across(cells: Vec<Vec<Line>>, wide: Vec<Line>, edges: &[f64]) -> Vec<RuledCell> {
    let spans = wide.iter().map(|line| touched(&line.words, edges));
    let (from, mut to) = spans.fold((usize::MAX, 0), |(from, to), (left, right)| (from.min(left), to.max(right)));
    if cells[to + 1..].iter().all(Vec::is_empty) {
        to = cells.len() - 1;
    }
    let mut inside: Vec<Word> = wide.into_iter().flat_map(|line| line.words).collect();
    let mut out = Vec::new();
    for (column, lines) in cells.into_iter().enumerate() {
        if (from..=to).contains(&column) {
            inside.extend(lines.into_iter().flat_map(|line| line.words));
            if column == to {
                let lines = lines::of_words(std::mem::take(&mut inside));
                out.push(RuledCell { left: edges[from], right: edges[to + 1], continues: false, lines, certainty: PLACED });
            }
        } else {
            out.push(RuledCell { left: edges[column], right: edges[column + 1], continues: false, lines, certainty: PLACED });
        }
    }
    out
}

/// Names of columns, some of them under a common name: two rows.
fn headed(cells: Vec<Vec<Line>>, wide: &[Line], edges: &[f64]) -> Vec<RuledRow> {
    let mut groups: Vec<(usize, usize, Vec<Word>)> = Vec::new();
    for line in wide {
        for (from, to) in gutters::chunks(line) {
            let words = &line.words[from..to];
            let (left, right) = touched(words, edges);
            match groups.iter_mut().find(|group| group.0 <= right && left <= group.1) {
                Some(group) => {
                    group.2.extend_from_slice(words);
                    (group.0, group.1) = (group.0.min(left), group.1.max(right));
                }
                None => groups.push((left, right, words.to_vec())),
            }
        }
    }
    let (mut upper, mut lower) = (RuledRow::default(), RuledRow::default());
    for (column, lines) in cells.into_iter().enumerate() {
        let (left, right) = (edges[column], edges[column + 1]);
        match groups.iter().find(|group| (group.0..=group.1).contains(&column)) {
            Some((from, to, words)) => {
                if column == *from {
                    let lines = lines::of_words(words.clone());
                    upper.cells.push(RuledCell { left: edges[*from], right: edges[*to + 1], continues: false, lines, certainty: PLACED });
                }
                lower.cells.push(RuledCell { left, right, continues: false, lines, certainty: PLACED });
            }
            None => {
                upper.cells.push(RuledCell { left, right, continues: false, lines, certainty: PLACED });
                lower.cells.push(RuledCell { left, right, continues: true, lines: Vec::new(), certainty: PLACED });
            }
        }
    }
    vec![upper, lower]
}

/// The page's items with tables for the lines they took; what is left over is laid out again.
fn put_in_place(page: &mut PageContent, loose: Loose, found: Vec<(usize, usize, RuledTable)>) {
    let (mut tables, taken): (Vec<Item>, Vec<(usize, usize)>) =
        found.into_iter().map(|(from, to, table)| (Item::Table(table), (from, to))).unzip();
    let is_taken = |at: usize| taken.iter().any(|(from, to)| (*from..*to).contains(&at));
    tables.extend(std::mem::take(&mut page.items).into_iter().filter(|item| matches!(item, Item::Table(table) if !is_open(table))));
    let mut run = Vec::new();
    let mut items = tables;
    for (at, entry) in loose.into_iter().enumerate() {
        match entry {
            Some((line, _)) if !is_taken(at) => run.push(line),
            _ => items.extend(columns::split(std::mem::take(&mut run), page.width, &[])),
        }
    }
    items.extend(columns::split(run, page.width, &[]));
    items.sort_by(|a, b| a.top().total_cmp(&b.top()));
    page.items = items;
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page of lines 14 points apart; "|" and a column number move to that column, 100 points wide.
    fn page(number: u32, rows: &[&[(usize, &str)]]) -> PageContent {
        let mut items = Vec::new();
        for (row, cells) in rows.iter().enumerate() {
            let mut words = Vec::new();
            for (column, text) in *cells {
                let mut left = 50.0 + 100.0 * *column as f64;
                for text in text.split(' ') {
                    let right = left + 5.0 * text.chars().count() as f64;
                    let baseline = 100.0 + 14.0 * row as f64;
                    words.push(Word {
                        text: text.to_owned(),
                        page: number,
                        left,
                        right,
                        baseline,
                        size: 12.0,
                        bold: false,
                        bound: false,
                        certainty: crate::document::Certainty::default(),
                    });
                    left = right + 3.0;
                }
            }
            items.extend(lines::of_words(words).into_iter().map(Item::Line));
        }
        PageContent { number, width: 600.0, height: 800.0, items, ..PageContent::default() }
    }

    fn texts(page: &PageContent) -> Vec<Vec<String>> {
        let tables = page.items.iter().filter_map(|item| if let Item::Table(table) = item { Some(table) } else { None });
        tables.flat_map(|table| &table.rows).map(RuledRow::texts).collect()
    }

    const HEAD: &[(usize, &str)] = &[(0, "TT"), (1, "Nhiệm vụ"), (2, "Chủ trì"), (3, "Thời hạn")];

    #[test]
    fn a_table_without_lines_is_found_and_its_cells_keep_their_wraps() {
        let rows: &[&[(usize, &str)]] = &[
            HEAD,
            &[(0, "I. Nâng cấp hạ tầng số của toàn xã Đông Phú")],
            &[(0, "1"), (1, "Mở lớp kỹ năng"), (2, "Phòng Văn hóa"), (3, "2026")],
            &[(1, "số cho dân")],
            &[(0, "2"), (1, "Lắp trạm phát"), (2, "Văn phòng"), (3, "2027")],
            &[(2, "của xã")],
        ];
        let mut pages = [page(1, rows)];
        restore(&mut pages);
        let rows = texts(&pages[0]);
        assert_eq!(rows[1][0], "I. Nâng cấp hạ tầng số của toàn xã Đông Phú");
        assert_eq!(rows[2], ["1", "Mở lớp kỹ năng số cho dân", "Phòng Văn hóa", "2026"]);
        assert_eq!(rows[3], ["2", "Lắp trạm phát", "Văn phòng của xã", "2027"]);
    }

    #[test]
    fn the_second_line_of_a_section_is_no_part_of_the_row_below() {
        let rows: &[&[(usize, &str)]] = &[
            HEAD,
            &[(0, "I"), (1, "Nâng cấp hạ tầng số của toàn xã Đông Phú, đưa")],
            &[(1, "mạng cáp quang và sóng di động về từng thôn bản")],
            &[(0, "1"), (1, "Mở lớp kỹ năng"), (2, "Phòng Văn hóa"), (3, "2026")],
            &[(1, "số cho dân")],
            &[(0, "2"), (1, "Lắp trạm phát"), (2, "Văn phòng"), (3, "2027")],
        ];
        let mut pages = [page(1, rows)];
        restore(&mut pages);
        let rows = texts(&pages[0]);
        assert_eq!(rows[1], ["I", "Nâng cấp hạ tầng số của toàn xã Đông Phú, đưa mạng cáp quang và sóng di động về từng thôn bản"]);
        assert_eq!(rows[2], ["1", "Mở lớp kỹ năng số cho dân", "Phòng Văn hóa", "2026"]);
    }

    #[test]
    fn the_rest_of_a_cut_row_below_a_repeated_header_is_no_part_of_it() {
        let first: &[&[(usize, &str)]] = &[HEAD, &[(0, "1"), (1, "Mở lớp kỹ năng"), (2, "Phòng Y tế"), (3, "2026")]];
        let second: &[&[(usize, &str)]] = &[HEAD, &[(1, "số cho dân")], &[(0, "2"), (1, "Lắp trạm"), (2, "Văn phòng"), (3, "2027")]];
        let mut pages = [page(1, first), page(2, second)];
        restore(&mut pages);
        assert_eq!(texts(&pages[1])[0][1], "Nhiệm vụ");
        assert_eq!(texts(&pages[1])[1], ["", "số cho dân", "", ""]);
    }

    #[test]
    fn prose_and_the_two_columns_of_a_head_are_no_table() {
        let rows: &[&[(usize, &str)]] = &[
            &[(0, "ỦY BAN NHÂN DÂN"), (3, "CỘNG HÒA")],
            &[(0, "XÃ ĐÔNG PHÚ"), (3, "Độc lập")],
            &[(0, "Thực hiện kế hoạch năm 2026, xã mở các lớp kỹ năng số")],
        ];
        let mut pages = [page(1, rows)];
        restore(&mut pages);
        assert!(texts(&pages[0]).is_empty());
    }
}
