//! The archive around the main part: what is read of it, and how it is written again.

use std::io::{Cursor, Read, Write};

use jiff::civil::DateTime;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::comments::{self, Comment};
use super::marks::tag_name;
use crate::context::Limits;
use crate::read::ReadError;
use crate::read::docx::styles::Styles;
use crate::read::docx::{broken_archive, main_part, xml_elements};

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

const KIND: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments";
const STRICT_KIND: &str = "http://purl.oclc.org/ooxml/officeDocument/relationships/comments";
const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const CONTENT: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml";
pub(super) const TYPES: &str = "[Content_Types].xml";

/// A part with the letters before its XML and the encoding it is kept in.
pub struct Part {
    name: String,
    pub text: String,
    coding: Coding,
}

#[derive(Clone, Copy, PartialEq)]
enum Coding {
    Utf8,
    Utf8Marked,
    Utf16Little,
    Utf16Big,
}

/// What is changed in the archive, read.
pub struct Package<'a> {
    archive: Archive<'a>,
    pub main: Part,
    pub styles: Styles,
    pub comments: Option<Part>,
    relations: Option<Part>,
    relations_name: String,
    types: Part,
    folder: String,
}

impl<'a> Package<'a> {
    pub fn open(bytes: &'a [u8], limits: Limits) -> Result<Self, ReadError> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken_archive)?;
        let mut room = limits.unfolded_bytes as u64;
        let name = main_part(&mut archive, &mut room)?;
        let (folder, file) = name.rsplit_once('/').map_or((String::new(), name.as_str()), |(folder, file)| (format!("{folder}/"), file));
        let relations_name = format!("{folder}_rels/{file}.rels");
        let mut of = |name: &str| part(&mut archive, name, &mut room);
        let missing = |name: &str| ReadError::Broken(format!("thiếu phần {name}"));
        let main = of(&name)?.ok_or_else(|| missing(&name))?;
        let types = of(TYPES)?.ok_or_else(|| missing(TYPES))?;
        let styles = of(&format!("{folder}styles.xml"))?.map(|part| Styles::from_xml(&part.text)).unwrap_or_default();
        let relations = of(&relations_name)?;
        let target = relations.as_ref().and_then(|part| target(&part.text)).map(|target| match target.strip_prefix('/') {
            Some(root) => root.to_owned(),
            None => format!("{folder}{}", target.trim_start_matches("./")),
        });
        let comments = target.map(|target| of(&target)).transpose()?.flatten();
        Ok(Self { archive, main, styles, comments, relations, relations_name, types, folder })
    }

    /// The archive with the main part as it is now and these comments.
    pub fn written(mut self, comments: &[Comment], at: DateTime, namespace: Option<&str>) -> Result<Vec<u8>, ReadError> {
        let damaged = |_| ReadError::Broken("không ghi được nhận xét vào tệp Word".to_owned());
        let broken = || ReadError::Broken("danh sách nhận xét trong tệp Word không đúng cú pháp XML".to_owned());
        let (mut changed, mut added) = (Vec::new(), Vec::new());
        if let Some(mut part) = self.comments.take() {
            part.text = comments::extended(&part.text, comments, at, namespace).ok_or_else(broken)?;
            changed.push(part);
        } else {
            let taken = |name: &str| self.archive.index_for_name(name).is_some();
            let file = ["comments.xml", "comments-roviec.xml"].into_iter().find(|file| !taken(&format!("{}{file}", self.folder)));
            let file = file.ok_or_else(broken)?;
            let name = format!("{}{file}", self.folder);
            added.push(Part { name: name.clone(), text: comments::part(comments, at, namespace), coding: Coding::Utf8 });
            let strict = namespace.is_some_and(|namespace| namespace.starts_with("http://purl.oclc.org/"));
            let kind = if strict { STRICT_KIND } else { KIND };
            match self.relations.take() {
                Some(mut part) => {
                    part.text = with_relation(&part.text, kind, file).ok_or_else(broken)?;
                    changed.push(part);
                }
                None => added.push(Part {
                    name: self.relations_name.clone(),
                    text: with_relation(&format!("<Relationships xmlns=\"{RELATIONS}\"/>"), kind, file).ok_or_else(broken)?,
                    coding: Coding::Utf8,
                }),
            }
            let entry = |prefix: &str| format!("<{prefix}Override PartName=\"/{name}\" ContentType=\"{CONTENT}\"/>");
            self.types.text = with_child(&self.types.text, entry).ok_or_else(broken)?;
            changed.push(self.types);
        }
        changed.push(self.main);
        write(self.archive, &changed, &added).map_err(damaged)
    }
}

fn part(archive: &mut Archive<'_>, name: &str, room: &mut u64) -> Result<Option<Part>, ReadError> {
    let file = match archive.by_name(name) {
        Ok(file) => file,
        Err(ZipError::FileNotFound) => return Ok(None),
        Err(error) => return Err(broken_archive(error)),
    };
    let mut bytes = Vec::new();
    file.take(*room + 1).read_to_end(&mut bytes).map_err(|_| ReadError::Broken(format!("phần {name} không giải nén được")))?;
    let Some(left) = room.checked_sub(bytes.len() as u64) else {
        return Err(ReadError::TooLarge { what: "nội dung giải nén của tệp Word", limit: "cho phép".to_owned() });
    };
    *room = left;
    let not_text = || ReadError::Broken(format!("phần {name} không phải UTF-8"));
    let wide = |rest: &[u8], join: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = rest.chunks_exact(2).map(|pair| join([pair[0], pair[1]])).collect();
        String::from_utf16(&units).map_err(|_| not_text())
    };
    let (text, coding) = match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => (wide(rest, u16::from_le_bytes)?, Coding::Utf16Little),
        [0xfe, 0xff, rest @ ..] => (wide(rest, u16::from_be_bytes)?, Coding::Utf16Big),
        [0xef, 0xbb, 0xbf, rest @ ..] => (String::from_utf8(rest.to_vec()).map_err(|_| not_text())?, Coding::Utf8Marked),
        _ => (String::from_utf8(bytes).map_err(|_| not_text())?, Coding::Utf8),
    };
    Ok(Some(Part { name: name.to_owned(), text, coding }))
}

impl Part {
    fn bytes(&self) -> Vec<u8> {
        match self.coding {
            Coding::Utf8 => self.text.as_bytes().to_vec(),
            Coding::Utf8Marked => [b"\xef\xbb\xbf", self.text.as_bytes()].concat(),
            Coding::Utf16Little => [0xff, 0xfe].into_iter().chain(self.text.encode_utf16().flat_map(u16::to_le_bytes)).collect(),
            Coding::Utf16Big => [0xfe, 0xff].into_iter().chain(self.text.encode_utf16().flat_map(u16::to_be_bytes)).collect(),
        }
    }
}

/// The part of comments that the main part names.
fn target(relations: &str) -> Option<String> {
    let of = |attributes: &[(String, String)], name: &str| attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    let all = xml_elements(relations, "Relationship");
    all.iter().find(|one| of(one, "Type").is_some_and(|kind| kind.ends_with("/relationships/comments"))).and_then(|one| of(one, "Target"))
}

fn with_relation(xml: &str, kind: &str, target: &str) -> Option<String> {
    let all = xml_elements(xml, "Relationship");
    let taken = |id: &str| all.iter().flatten().any(|(key, value)| key == "Id" && value == id);
    let id = (0_u32..).map(|number| format!("rIdRoViec{number}")).find(|id| !taken(id))?;
    with_child(xml, |prefix| format!("<{prefix}Relationship Id=\"{id}\" Type=\"{kind}\" Target=\"{target}\"/>"))
}

/// A small part with one more child of its root, last, under the root's own prefix.
fn with_child(xml: &str, child: impl Fn(&str) -> String) -> Option<String> {
    let trimmed = xml.trim_end();
    let prefix = |name: &str| name.rsplit_once(':').map_or(String::new(), |(prefix, _)| format!("{prefix}:"));
    let start = trimmed.rfind('<')?;
    let tag = &trimmed[start..];
    if let Some(name) = tag.strip_prefix("</") {
        return Some(format!("{}{}{}", &xml[..start], child(&prefix(name.trim_end_matches('>').trim_end())), &xml[start..]));
    }
    let open = tag.strip_suffix("/>")?;
    let name = tag_name(open);
    Some(format!("{}{open}>{}</{name}>", &trimmed[..start], child(&prefix(name))))
}

/// Untouched parts are copied compressed as they are.
fn write(mut archive: Archive<'_>, changed: &[Part], added: &[Part]) -> zip::result::ZipResult<Vec<u8>> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index)?;
        let name = part.name()?.to_string();
        match changed.iter().find(|changed| changed.name == name) {
            Some(changed) => {
                let options = part.last_modified().map_or(options, |time| options.last_modified_time(time));
                drop(part);
                out.start_file(name, options)?;
                out.write_all(&changed.bytes())?;
            }
            None => out.raw_copy_file(part)?,
        }
    }
    for part in added {
        out.start_file(part.name.as_str(), options)?;
        out.write_all(&part.bytes())?;
    }
    Ok(out.finish()?.into_inner())
}
