//! Word documents: paragraphs with their automatic numbers, tables with merged cells.
//!
//! Kept: inserted text, hyperlinks, content controls, text boxes. Left out: deleted and hidden text, field codes.

mod body;
pub(crate) mod fonts;
mod numbering;
pub(crate) mod styles;

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::context::Context;
use crate::document::{Document, Format};
use crate::read::ReadError;

/// Reads a DOCX file.
///
/// # Errors
/// [`ReadError`] when the archive or its main part is damaged, encrypted or unfolds beyond the limits.
pub fn read(bytes: &[u8], context: &Context<'_>) -> Result<Document, ReadError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken_archive)?;
    let mut budget = context.limits.unfolded_bytes as u64;
    let main = main_part(&mut archive, &mut budget)?;
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
    let styles = part(&mut archive, &format!("{folder}/styles.xml"), &mut budget)?;
    let numbering = part(&mut archive, &format!("{folder}/numbering.xml"), &mut budget)?;
    let body = part(&mut archive, &main, &mut budget)?.ok_or_else(|| ReadError::Broken(format!("thiếu phần {main}")))?;
    let styles = styles.map(|xml| styles::Styles::from_xml(&xml)).unwrap_or_default();
    let numbering = numbering.map(|xml| numbering::Numbering::from_xml(&xml)).unwrap_or_default();
    let blocks = body::read(&body, &styles, numbering, context)?;
    Ok(Document { format: Format::Docx, pages: None, blocks })
}

pub(crate) fn broken_archive(error: ZipError) -> ReadError {
    match error {
        ZipError::UnsupportedArchive(text) if text == ZipError::PASSWORD_REQUIRED => ReadError::Encrypted,
        ZipError::InvalidPassword => ReadError::Encrypted,
        _ => ReadError::Broken("không mở được tệp nén bên trong tệp Word".to_owned()),
    }
}

/// The part that holds the text, as the package's relationships name it.
pub(crate) fn main_part(archive: &mut ZipArchive<Cursor<&[u8]>>, budget: &mut u64) -> Result<String, ReadError> {
    let relations = part(archive, "_rels/.rels", budget)?.unwrap_or_default();
    let named = xml_elements(&relations, "Relationship").into_iter().find_map(|attributes| {
        let of = |name: &str| attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        of("Type").filter(|kind| kind.ends_with("/officeDocument")).and_then(|_| of("Target"))
    });
    Ok(named.map_or_else(|| "word/document.xml".to_owned(), |target| target.trim_start_matches('/').to_owned()))
}

/// One part as text; `None` when the package has no such part. What it unfolds to is taken off the budget.
pub(crate) fn part(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str, budget: &mut u64) -> Result<Option<String>, ReadError> {
    let file = match archive.by_name(name) {
        Ok(file) => file,
        Err(ZipError::FileNotFound) => return Ok(None),
        Err(error) => return Err(broken_archive(error)),
    };
    let mut bytes = Vec::new();
    file.take(*budget + 1).read_to_end(&mut bytes).map_err(|_| ReadError::Broken(format!("phần {name} không giải nén được")))?;
    if bytes.len() as u64 > *budget {
        return Err(ReadError::TooLarge { what: "nội dung giải nén của tệp Word", limit: "cho phép".to_owned() });
    }
    *budget -= bytes.len() as u64;
    let text = match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => String::from_utf8(bytes).map_err(|_| ReadError::Broken(format!("phần {name} không phải UTF-8")))?,
    };
    Ok(Some(text))
}

fn utf16(bytes: &[u8], join: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| join([pair[0], pair[1]]));
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// Attributes (local names) of every element of a name, in order; used for the small parts.
pub(crate) fn xml_elements(xml: &str, name: &str) -> Vec<Vec<(String, String)>> {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut out = Vec::new();
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Start(element) | quick_xml::events::Event::Empty(element)) => {
                if element.local_name().as_ref() == name {
                    out.push(attributes(&element));
                }
            }
            Ok(quick_xml::events::Event::Eof) | Err(_) => return out,
            Ok(_) => {}
        }
    }
}

fn attributes(element: &quick_xml::events::BytesStart<'_>) -> Vec<(String, String)> {
    let of = |attribute: quick_xml::events::attributes::Attribute<'_>| {
        let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).map(|value| value.into_owned()).unwrap_or_default();
        (attribute.key.local_name().as_ref().to_owned(), value)
    };
    element.attributes().flatten().map(of).collect()
}

/// Value of one attribute by local name.
pub(crate) fn attribute(element: &quick_xml::events::BytesStart<'_>, name: &str) -> Option<String> {
    element
        .attributes()
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name)
        .map(|attribute| attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).map(|value| value.into_owned()).unwrap_or_default())
}

/// An on/off property: present without a value means on.
pub(crate) fn is_on(element: &quick_xml::events::BytesStart<'_>) -> bool {
    !matches!(attribute(element, "val").as_deref(), Some("0" | "false" | "off" | "none"))
}
