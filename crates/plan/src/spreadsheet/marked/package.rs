//! A workbook's package with two parts rewritten, its styles and one sheet; the other parts are copied as they are.

use std::io::{Cursor, Read, Write};

use quick_xml::events::Event;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::{Marks, sheet_xml, styles_xml};
use crate::context::Limits;
use crate::read::ReadError;

pub(in crate::spreadsheet) type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

pub(super) fn marked(bytes: &[u8], marks: &Marks<'_>, limits: Limits) -> Result<Vec<u8>, ReadError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    let mut room = limits.unfolded_bytes as u64;
    let main = target(&text(&mut archive, "_rels/.rels", &mut room)?, "/officeDocument").unwrap_or_else(|| "xl/workbook.xml".to_owned());
    let folder = main.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    let file = main.rsplit('/').next().unwrap_or_default();
    let relations = text(&mut archive, &format!("{folder}_rels/{file}.rels"), &mut room)?;
    let workbook = text(&mut archive, &main, &mut room)?;
    let styles_part = at(&folder, &target(&relations, "/styles").ok_or_else(damaged)?);
    let sheet_part = at(&folder, &sheet_target(&workbook, &relations, marks.sheet).ok_or_else(damaged)?);
    let sheet = text(&mut archive, &sheet_part, &mut room)?;
    let styles = text(&mut archive, &styles_part, &mut room)?;
    let wanted = sheet_xml::styles_of_bad_cells(&sheet, marks);
    let (styles, ids) = styles_xml::with_marks(&styles, &wanted).ok_or_else(damaged)?;
    let sheet = sheet_xml::marked(&sheet, marks, &ids).ok_or_else(damaged)?;
    written(archive, &[(sheet_part, sheet), (styles_part, styles)]).map_err(|_| damaged())
}

fn damaged() -> ReadError {
    ReadError::Broken("không sửa được nội dung bảng tính".to_owned())
}

pub(in crate::spreadsheet) fn text(archive: &mut Archive<'_>, name: &str, room: &mut u64) -> Result<String, ReadError> {
    let part = archive.by_name(name).map_err(|_| damaged())?;
    let mut out = Vec::new();
    part.take(*room + 1).read_to_end(&mut out).map_err(|_| damaged())?;
    *room = room.checked_sub(out.len() as u64).ok_or_else(damaged)?;
    String::from_utf8(out).map_err(|_| damaged())
}

/// A part named from the workbook's folder, or from the root.
pub(in crate::spreadsheet) fn at(folder: &str, target: &str) -> String {
    match target.strip_prefix('/') {
        Some(root) => root.to_owned(),
        None => format!("{folder}{target}"),
    }
}

/// Attributes by local name of every element of a name.
fn elements(xml: &str, name: &str) -> Vec<Vec<(String, String)>> {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut out = Vec::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) if element.local_name().as_ref() == name => {
                let pairs = element.attributes().flatten().map(|attribute| {
                    let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).map(std::borrow::Cow::into_owned);
                    (attribute.key.local_name().as_ref().to_owned(), value.unwrap_or_default())
                });
                out.push(pairs.collect());
            }
            Ok(Event::Eof) | Err(_) => return out,
            Ok(_) => {}
        }
    }
}

fn value<'a>(attributes: &'a [(String, String)], name: &str) -> Option<&'a str> {
    attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

pub(in crate::spreadsheet) fn target(relations: &str, kind: &str) -> Option<String> {
    let all = elements(relations, "Relationship");
    let one = all.iter().find(|one| value(one, "Type").is_some_and(|of| of.ends_with(kind)))?;
    value(one, "Target").map(|target| target.trim_start_matches("./").trim_start_matches('/').to_owned()).map(|found| {
        // A target from the root keeps its slash so that `at` can tell; the package's own relations have no folder.
        if kind != "/officeDocument" && value(one, "Target").is_some_and(|target| target.starts_with('/')) {
            format!("/{found}")
        } else {
            found
        }
    })
}

pub(in crate::spreadsheet) fn sheet_target(workbook: &str, relations: &str, name: &str) -> Option<String> {
    let sheets = elements(workbook, "sheet");
    let id = sheets.iter().find(|sheet| value(sheet, "name") == Some(name)).and_then(|sheet| value(sheet, "id"))?;
    let all = elements(relations, "Relationship");
    all.iter().find(|one| value(one, "Id") == Some(id)).and_then(|one| value(one, "Target")).map(str::to_owned)
}

fn written(mut archive: Archive<'_>, changed: &[(String, String)]) -> zip::result::ZipResult<Vec<u8>> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index)?;
        let name = part.name()?.to_string();
        match changed.iter().find(|(changed, _)| *changed == name) {
            Some((_, text)) => {
                let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
                let options = part.last_modified().map_or(options, |time| options.last_modified_time(time));
                drop(part);
                out.start_file(name, options)?;
                out.write_all(text.as_bytes())?;
            }
            None => out.raw_copy_file(part)?,
        }
    }
    Ok(out.finish()?.into_inner())
}
