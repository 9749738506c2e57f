//! Workbooks: values, cached results of formulas, days of both date systems, merged cells, hidden sheets.

use std::io::{Cursor, Read};

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use jiff::civil::Date;
use zip::ZipArchive;

use super::sheet::{Merge, Sheet, Value};
use super::shown;
use crate::context::Limits;
use crate::read::legacy_encoding::{Encoding, Typeface};
use crate::read::{ReadError, megabytes};

/// Letters that Excel lets anybody write into one cell.
const MOST_LETTERS: usize = 32_767;

/// A value at its row and column.
type Placed = ((u32, u32), Value);

/// Every work sheet, hidden ones too.
pub fn sheets(bytes: &[u8], limits: Limits) -> Result<Vec<Sheet>, ReadError> {
    within_unfolded_limit(bytes, limits)?;
    // The library counts without care in areas that end before they begin: such a file is damaged, no more.
    guarded(|| read_sheets(bytes, limits, None))
}

/// The same with every cell as the words a person sees, old typefaces converted; and their encoding, where there were any.
///
/// # Errors
/// [`ReadError`] when the bytes are no readable workbook.
pub fn sheets_as_shown(bytes: &[u8], limits: Limits) -> Result<(Vec<Sheet>, Option<Encoding>), ReadError> {
    within_unfolded_limit(bytes, limits)?;
    guarded(|| {
        let mut found = None;
        let sheets = read_sheets(bytes, limits, Some(&mut found))?;
        Ok((sheets, found))
    })
}

fn guarded<T>(read: impl FnOnce() -> Result<T, ReadError> + std::panic::UnwindSafe) -> Result<T, ReadError> {
    std::panic::catch_unwind(read).unwrap_or_else(|_| Err(ReadError::Broken("không đọc được nội dung bảng tính".to_owned())))
}

/// `old` is where cells as shown report an encoding; without it values stay values.
fn read_sheets(bytes: &[u8], limits: Limits, mut old: Option<&mut Option<Encoding>>) -> Result<Vec<Sheet>, ReadError> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    let listed: Vec<(String, bool)> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible))
        .collect();
    let mut room = limits.cells;
    let mut out = Vec::new();
    for (name, hidden) in listed {
        let cells = match &mut old {
            Some(old) => cells_as_shown(&mut book, &name, &mut room, old)?,
            None => cells(&mut book, &name, &mut room, limits)?,
        };
        let merges: Vec<Merge> = book.merge_cells_by_sheet_name(&name).unwrap_or_default().iter().map(merge).collect();
        out.push(Sheet::new(name, hidden, cells, &merges));
    }
    if out.iter().all(|sheet| sheet.rows().next().is_none()) {
        return Err(ReadError::Unsupported("bảng tính không có ô nào có nội dung; hãy kiểm tra lại tệp đã chọn"));
    }
    Ok(out)
}

fn merge(area: &calamine::Dimensions) -> Merge {
    Merge { top: area.start.0, left: area.start.1, bottom: area.end.0, right: area.end.1 }
}

/// Refuses an archive that is no workbook, or that unfolds beyond what the caller allows: the library below reads it whole.
fn within_unfolded_limit(bytes: &[u8], limits: Limits) -> Result<(), ReadError> {
    let damaged = || ReadError::Broken("không mở được phần nén của tệp".to_owned());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    let mut workbook = false;
    let mut room = limits.unfolded_bytes as u64;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|_| damaged())?;
        let name = part.name().map_err(|_| damaged())?.trim_start_matches('/').to_ascii_lowercase();
        workbook |= name.starts_with("xl/");
        // Pictures and the like are not read.
        if !(name.ends_with(".xml") || name.ends_with(".rels")) {
            continue;
        }
        let size = std::io::copy(&mut part.take(room + 1), &mut std::io::sink()).map_err(|_| damaged())?;
        room = room
            .checked_sub(size)
            .ok_or_else(|| ReadError::TooLarge {
                what: "nội dung giải nén của bảng tính", limit: megabytes(limits.unfolded_bytes)
            })?;
    }
    if workbook {
        Ok(())
    } else {
        Err(ReadError::Unsupported("đây không phải bảng tính; hãy dùng tệp Excel (.xlsx) hoặc CSV"))
    }
}

fn cells(book: &mut Xlsx<Cursor<&[u8]>>, name: &str, room: &mut usize, limits: Limits) -> Result<Vec<Placed>, ReadError> {
    let mut reader = book.worksheet_cells_reader(name).map_err(|error| broken(&error))?;
    let percents: Vec<bool> = reader.styles().iter().map(|style| style.number_format.as_ref().is_some_and(is_percent)).collect();
    let mut out = Vec::new();
    while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(|error| broken(&error))? {
        let percent = percents.get(style).copied().unwrap_or(false);
        let Some(value) = value(cell.get_value(), percent)? else { continue };
        *room = room
            .checked_sub(1)
            .ok_or_else(|| ReadError::TooLarge { what: "số ô của bảng tính", limit: limits.cells.to_string() })?;
        out.push((cell.get_position(), value));
    }
    Ok(out)
}

/// Every value as its cell shows it.
fn cells_as_shown(
    book: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    room: &mut usize,
    old: &mut Option<Encoding>,
) -> Result<Vec<Placed>, ReadError> {
    let mut reader = book.worksheet_cells_reader(name).map_err(|error| broken(&error))?;
    let manners: Vec<(String, Option<Typeface>)> = reader
        .styles()
        .iter()
        .map(|style| {
            let code = style.number_format.as_ref().map(|format| format.format_code.clone()).unwrap_or_default();
            (code, style.font.as_ref().and_then(|font| font.name.as_deref()).and_then(Typeface::of_font))
        })
        .collect();
    let none = (String::new(), None);
    let mut out = Vec::new();
    while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(|error| broken(&error))? {
        let (code, face) = manners.get(style).unwrap_or(&none);
        let Some(value) = value(cell.get_value(), false)? else { continue };
        *room =
            room.checked_sub(1).ok_or_else(|| ReadError::TooLarge { what: "số ô của bảng tính", limit: "cho phép".to_owned() })?;
        let text = match &value {
            Value::Number(number) => shown::number(*number, code),
            Value::Day(day) => shown::day(*day, code),
            Value::Text(text) => face.map_or_else(|| text.clone(), |face| face.convert(text).into_owned()),
            other => other.shown(),
        };
        if text != value.shown() && matches!(value, Value::Text(_)) {
            *old = old.or(face.map(|face| face.encoding));
        }
        out.push((cell.get_position(), Value::Text(text)));
    }
    Ok(out)
}

fn is_percent(format: &calamine::NumberFormat) -> bool {
    matches!(format.format_id, Some(9 | 10)) || format.format_code.contains('%')
}

fn value(data: &DataRef<'_>, percent: bool) -> Result<Option<Value>, ReadError> {
    let text = match data {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text,
        DataRef::SharedString(text) => *text,
        _ => "",
    };
    if text.len() > MOST_LETTERS && text.chars().nth(MOST_LETTERS).is_some() {
        return Err(ReadError::TooLarge { what: "số chữ của một ô", limit: "32.767".to_owned() });
    }
    Ok(held(data, percent))
}

fn held(data: &DataRef<'_>, percent: bool) -> Option<Value> {
    Some(match data {
        DataRef::Empty => return None,
        DataRef::String(text) => Value::Text(text.clone()),
        DataRef::SharedString(text) => Value::Text((*text).to_owned()),
        DataRef::Int(number) if percent => Value::Percent(*number as f64),
        DataRef::Float(number) if percent => Value::Percent(*number),
        DataRef::Int(number) => Value::Number(*number as f64),
        DataRef::Float(number) => Value::Number(*number),
        DataRef::Bool(flag) => Value::Flag(*flag),
        DataRef::DateTime(moment) if moment.is_datetime() => day(moment).map_or(Value::Number(moment.as_f64()), Value::Day),
        DataRef::DateTime(moment) => Value::Number(moment.as_f64()),
        DataRef::DateTimeIso(text) => match text.get(..10).and_then(|day| day.parse().ok()) {
            Some(day) => Value::Day(day),
            None => Value::Text(text.clone()),
        },
        DataRef::DurationIso(text) => Value::Text(text.clone()),
        DataRef::Error(fault) => Value::Fault(fault.to_string()),
    })
}

/// A time of day alone (0.5) is no day.
fn day(moment: &calamine::ExcelDateTime) -> Option<Date> {
    if !(1.0..2_958_466.0).contains(&moment.as_f64()) {
        return None;
    }
    let (year, month, day, ..) = moment.to_ymd_hms_milli();
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn broken(error: &XlsxError) -> ReadError {
    match error {
        XlsxError::Password => ReadError::Encrypted,
        _ => ReadError::Broken("không đọc được nội dung bảng tính".to_owned()),
    }
}
