//! The fixed parts of a DOCX package: content types, relationships, styles, numbering, header.

use super::runs::{Links, escape};

const MAIN: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const PROLOGUE: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

pub fn document(body: &str) -> String {
    format!("{PROLOGUE}<w:document {MAIN} xmlns:r=\"{OFFICE}\"><w:body>{body}</w:body></w:document>")
}

pub fn content_types() -> String {
    let part = |name: &str, kind: &str| {
        format!(
            "<Override PartName=\"/word/{name}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml\"/>"
        )
    };
    format!(
        "{PROLOGUE}<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>{}{}{}{}</Types>",
        part("document", "document.main"),
        part("styles", "styles"),
        part("numbering", "numbering"),
        part("header1", "header")
    )
}

pub fn package_relationships() -> String {
    format!(
        "{PROLOGUE}<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" Type=\"{OFFICE}/officeDocument\" Target=\"word/document.xml\"/></Relationships>"
    )
}

pub fn document_relationships(links: &Links) -> String {
    let part = |id: &str, kind: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{}.xml\"/>", if kind == "header" { "header1" } else { kind })
    };
    let addresses: String = links
        .0
        .iter()
        .enumerate()
        .map(|(index, address)| {
            format!(
                "<Relationship Id=\"rIdLink{}\" Type=\"{OFFICE}/hyperlink\" Target=\"{}\" TargetMode=\"External\"/>",
                index + 1,
                escape(address)
            )
        })
        .collect();
    format!(
        "{PROLOGUE}<Relationships xmlns=\"{PACKAGE}/relationships\">{}{}{}{addresses}</Relationships>",
        part("rIdStyles", "styles"),
        part("rIdNumbers", "numbering"),
        part("rIdHeader", "header")
    )
}

/// Page number, Arabic, centred in the top margin (NĐ 30/2020/NĐ-CP, Appendix I).
pub fn header() -> String {
    format!(
        "{PROLOGUE}<w:hdr {MAIN}><w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText xml:space=\"preserve\"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>2</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p></w:hdr>"
    )
}

/// A4 with the margins of NĐ 30: top and bottom 20, left 30, right 20 mm; annexes lie across.
pub fn section(landscape: bool) -> String {
    let (size, title) = if landscape {
        (
            "<w:pgSz w:w=\"16838\" w:h=\"11906\" w:orient=\"landscape\"/><w:pgMar w:top=\"1134\" w:right=\"851\" w:bottom=\"1134\" w:left=\"851\"",
            "",
        )
    } else {
        ("<w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1134\" w:right=\"1134\" w:bottom=\"1134\" w:left=\"1701\"", "<w:titlePg/>")
    };
    format!(
        "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rIdHeader\"/>{size} w:header=\"567\" w:footer=\"567\" w:gutter=\"0\"/>{title}</w:sectPr>"
    )
}

fn style(id: &str, paragraph: &str, run: &str) -> String {
    format!(
        "<w:style w:type=\"paragraph\" w:customStyle=\"1\" w:styleId=\"{id}\"><w:name w:val=\"{id}\"/><w:basedOn w:val=\"Normal\"/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )
}

pub fn styles() -> String {
    let numbered = |list: u8, level: u8| format!("<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr>");
    let body = "<w:spacing w:before=\"120\"/><w:ind w:firstLine=\"567\"/><w:jc w:val=\"both\"/>";
    let first_level = format!("<w:keepNext/>{}{body}<w:outlineLvl w:val=\"0\"/>", numbered(1, 0));
    let second_level = format!("{}{body}<w:outlineLvl w:val=\"1\"/>", numbered(1, 1));
    let third_level = format!("{}{body}", numbered(1, 2));
    let row_number = format!("{}<w:spacing w:before=\"40\" w:after=\"40\"/><w:jc w:val=\"center\"/>", numbered(2, 0));
    let dash = format!("{}<w:spacing w:before=\"20\" w:after=\"20\"/>", numbered(3, 0));
    let small = "<w:sz w:val=\"24\"/><w:szCs w:val=\"24\"/>";
    let sides = ["top", "left", "bottom", "right", "insideH", "insideV"];
    let borders: String =
        sides.iter().map(|side| format!("<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>")).collect();
    format!(
        "{PROLOGUE}<w:styles {MAIN}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:eastAsia=\"Times New Roman\" w:cs=\"Times New Roman\"/><w:sz w:val=\"28\"/><w:szCs w:val=\"28\"/><w:lang w:val=\"vi-VN\"/></w:rPr></w:rPrDefault></w:docDefaults><w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/></w:style>{}{}{}{}{}{}{}<w:style w:type=\"table\" w:default=\"1\" w:styleId=\"BangThuong\"><w:name w:val=\"Normal Table\"/><w:tblPr><w:tblCellMar><w:left w:w=\"80\" w:type=\"dxa\"/><w:right w:w=\"80\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style><w:style w:type=\"table\" w:customStyle=\"1\" w:styleId=\"Luoi\"><w:name w:val=\"Luoi\"/><w:basedOn w:val=\"BangThuong\"/><w:tblPr><w:tblBorders>{borders}</w:tblBorders></w:tblPr></w:style></w:styles>",
        style("ThanVanBan", body, ""),
        style("MucLaMa", &first_level, "<w:b/>"),
        style("MucSo", &second_level, ""),
        style("DiemChu", &third_level, ""),
        style("OBang", "<w:spacing w:before=\"40\" w:after=\"40\"/>", small),
        style("SoThuTu", &row_number, small),
        style("GachDauDong", &dash, small),
    )
}

/// The list that numbers the rows of an annex: the one of the style for the first annex, one that
/// starts again for each later one.
pub fn row_list(annex: usize) -> Option<usize> {
    (annex > 0).then_some(10 + annex)
}

/// List 1 numbers the body (I., 1., a)), list 2 the rows of an annex, list 3 puts a dash.
pub fn numbering(annexes: usize) -> String {
    let level = |level: u8, format: &str, text: &str, style: &str, rest: &str| {
        format!(
            "<w:lvl w:ilvl=\"{level}\"><w:start w:val=\"1\"/><w:numFmt w:val=\"{format}\"/><w:pStyle w:val=\"{style}\"/>{rest}<w:lvlText w:val=\"{text}\"/><w:lvlJc w:val=\"left\"/><w:pPr><w:ind w:left=\"0\" w:firstLine=\"{}\"/></w:pPr></w:lvl>",
            if style == "SoThuTu" || style == "GachDauDong" { 0 } else { 567 }
        )
    };
    let space = "<w:suff w:val=\"space\"/>";
    let none = "<w:suff w:val=\"nothing\"/>";
    let lists = [
        level(0, "upperRoman", "%1.", "MucLaMa", space)
            + &level(1, "decimal", "%2.", "MucSo", space)
            + &level(2, "lowerLetter", "%3)", "DiemChu", space),
        level(0, "decimal", "%1", "SoThuTu", none),
        level(0, "bullet", "-", "GachDauDong", space),
    ];
    let mut out = format!("{PROLOGUE}<w:numbering {MAIN}>");
    for (index, levels) in lists.iter().enumerate() {
        let kind = if index == 0 { "multilevel" } else { "singleLevel" };
        out.push_str(&format!("<w:abstractNum w:abstractNumId=\"{index}\"><w:multiLevelType w:val=\"{kind}\"/>{levels}</w:abstractNum>"));
    }
    for list in 1..=lists.len() {
        out.push_str(&format!("<w:num w:numId=\"{list}\"><w:abstractNumId w:val=\"{}\"/></w:num>", list - 1));
    }
    for list in (0..annexes).filter_map(row_list) {
        out.push_str(&format!(
            "<w:num w:numId=\"{list}\"><w:abstractNumId w:val=\"1\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"1\"/></w:lvlOverride></w:num>"
        ));
    }
    out + "</w:numbering>"
}
