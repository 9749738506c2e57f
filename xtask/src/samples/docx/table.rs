//! Annex tables as Word users make them: two header rows repeated on each page, section rows over
//! several columns, cells merged down, automatic numbers, agencies one per paragraph.

use super::super::source::{Annex, Column, Row, Total};
use super::runs::{Links, write};

/// The table of an annex; `list` overrides the list of the style for its automatic row numbers.
pub fn annex_table(annex: &Annex, list: Option<usize>, links: &mut Links) -> String {
    let total: u32 = annex.columns.iter().map(|column| column.width).sum();
    let grid: String = annex.columns.iter().map(|column| format!("<w:gridCol w:w=\"{}\"/>", column.width)).collect();
    let mut out = format!(
        "<w:tbl><w:tblPr><w:tblStyle w:val=\"Luoi\"/><w:tblW w:w=\"{total}\" w:type=\"dxa\"/><w:jc w:val=\"center\"/><w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
    );
    out.push_str(&header(&annex.columns, links));
    for (index, row) in annex.rows.iter().enumerate() {
        if row.is_section() {
            out.push_str(&section(annex, row, links));
        } else {
            out.push_str(&data(annex, row, annex.rows.get(index + 1), list, links));
        }
    }
    for row in &annex.totals {
        out.push_str(&total_row(annex, row, links));
    }
    out + "</w:tbl>"
}

struct Shape<'a> {
    width: u32,
    span: usize,
    /// "restart", "continue" or nothing.
    merge: &'a str,
}

fn cell(shape: &Shape, inside: &str) -> String {
    let span = if shape.span > 1 { format!("<w:gridSpan w:val=\"{}\"/>", shape.span) } else { String::new() };
    let merge = match shape.merge {
        "" => String::new(),
        "continue" => "<w:vMerge/>".to_owned(),
        kind => format!("<w:vMerge w:val=\"{kind}\"/>"),
    };
    format!(
        "<w:tc><w:tcPr><w:tcW w:w=\"{}\" w:type=\"dxa\"/>{span}{merge}<w:vAlign w:val=\"center\"/></w:tcPr>{inside}</w:tc>",
        shape.width
    )
}

fn paragraph(style: &str, align: &str, format: &str, text: &str, links: &mut Links) -> String {
    let align = if align.is_empty() { String::new() } else { format!("<w:jc w:val=\"{align}\"/>") };
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{align}</w:pPr>{}</w:p>", write(text, format, links))
}

fn header(columns: &[Column], links: &mut Links) -> String {
    let two_levels = columns.iter().any(|column| column.group.is_some());
    let mut head = |shape: Shape, text: &str| {
        let inside = if shape.merge == "continue" { "<w:p/>".to_owned() } else { paragraph("OBang", "center", "<w:b/>", text, links) };
        cell(&shape, &inside)
    };
    let (mut upper, mut lower) = (String::new(), String::new());
    let mut index = 0;
    while let Some(column) = columns.get(index) {
        let run = columns[index..].iter().take_while(|next| next.group.is_some() && next.group == column.group).count().max(1);
        let width = columns[index..index + run].iter().map(|column| column.width).sum();
        match &column.group {
            Some(group) => {
                upper.push_str(&head(Shape { width, span: run, merge: "" }, group));
                for below in &columns[index..index + run] {
                    lower.push_str(&head(Shape { width: below.width, span: 1, merge: "" }, &below.head));
                }
            }
            None => {
                upper.push_str(&head(Shape { width, span: 1, merge: if two_levels { "restart" } else { "" } }, &column.head));
                lower.push_str(&head(Shape { width, span: 1, merge: "continue" }, ""));
            }
        }
        index += run;
    }
    let row = |cells: String| format!("<w:tr><w:trPr><w:tblHeader/></w:trPr>{cells}</w:tr>");
    if two_levels { row(upper) + &row(lower) } else { row(upper) }
}

fn section(annex: &Annex, row: &Row, links: &mut Links) -> String {
    let width: u32 = annex.columns.iter().map(|column| column.width).sum();
    let title = row.title.as_deref().unwrap_or_default();
    let number = row.section.as_deref().unwrap_or_default();
    let all = annex.columns.len();
    let cells = if annex.section_row == "numbered" {
        let first = annex.columns[0].width;
        cell(&Shape { width: first, span: 1, merge: "" }, &paragraph("OBang", "center", "<w:b/>", number, links))
            + &cell(&Shape { width: width - first, span: all - 1, merge: "" }, &paragraph("OBang", "", "<w:b/>", title, links))
    } else {
        let text = if number.is_empty() { title.to_owned() } else { format!("{number}. {title}") };
        cell(&Shape { width, span: all, merge: "" }, &paragraph("OBang", "", "<w:b/>", &text, links))
    };
    format!("<w:tr>{cells}</w:tr>")
}

fn data(annex: &Annex, row: &Row, next: Option<&Row>, list: Option<usize>, links: &mut Links) -> String {
    let merges = |row: &Row, role: &str| row.merge_up.iter().any(|merged| merged == role);
    let cells: String = annex
        .columns
        .iter()
        .map(|column| {
            let up = merges(row, &column.role);
            let down = next.is_some_and(|next| merges(next, &column.role));
            let merge = if up {
                "continue"
            } else if down {
                "restart"
            } else {
                ""
            };
            let inside = if up {
                "<w:p><w:pPr><w:pStyle w:val=\"OBang\"/></w:pPr></w:p>".to_owned()
            } else {
                content(annex, column, row, list, links)
            };
            cell(&Shape { width: column.width, span: 1, merge }, &inside)
        })
        .collect();
    format!("<w:tr>{cells}</w:tr>")
}

fn content(annex: &Annex, column: &Column, row: &Row, list: Option<usize>, links: &mut Links) -> String {
    if column.role == "no" && annex.numbering == "auto" {
        let list = list.map_or(String::new(), |list| format!("<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"{list}\"/></w:numPr>"));
        return format!("<w:p><w:pPr><w:pStyle w:val=\"SoThuTu\"/>{list}</w:pPr></w:p>");
    }
    let align = match column.role.as_str() {
        "no" | "unit" | "deadline" => "center",
        "money" => "right",
        role if role.starts_with("target") => "center",
        "name" => "both",
        _ => "",
    };
    let paragraphs = row.paragraphs(&column.role);
    let written: String = paragraphs
        .iter()
        .map(|text| match text.strip_prefix("* ") {
            Some(text) => paragraph("GachDauDong", "", "", text, links),
            None => paragraph("OBang", align, "", text, links),
        })
        .collect();
    if written.is_empty() { paragraph("OBang", align, "", "", links) } else { written }
}

fn total_row(annex: &Annex, row: &Total, links: &mut Links) -> String {
    let mut column = 0;
    let cells: String = row
        .cells
        .iter()
        .map(|(text, span)| {
            let width = annex.columns[column..column + span].iter().map(|column| column.width).sum();
            let align = if annex.columns[column].role == "money" { "right" } else { "left" };
            column += span;
            cell(&Shape { width, span: *span, merge: "" }, &paragraph("OBang", align, "<w:b/>", text, links))
        })
        .collect();
    format!("<w:tr>{cells}</w:tr>")
}
