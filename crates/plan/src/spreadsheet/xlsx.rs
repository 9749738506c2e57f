//! Workbooks: values, cached results of formulas, days of both date systems, merged cells, hidden sheets.

use std::io::{Cursor, Read};

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use jiff::civil::Date;
use zip::ZipArchive;

use super::sheet::{Merge, Sheet, Value};
use crate::context::Limits;
use crate::read::{ReadError, megabytes};

/// A value at its row and column.
type Placed = ((u32, u32), Value);

/// Every work sheet, hidden ones too.
pub fn sheets(bytes: &[u8], limits: Limits) -> Result<Vec<Sheet>, ReadError> {
    within_unfolded_limit(bytes, limits)?;
    // The library counts without care in areas that end before they begin: such a file is damaged, no more.
    std::panic::catch_unwind(|| read_sheets(bytes, limits))
        .unwrap_or_else(|_| Err(ReadError::Broken("không đọc được nội dung bảng tính".to_owned())))
}

fn read_sheets(bytes: &[u8], limits: Limits) -> Result<Vec<Sheet>, ReadError> {
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
        let cells = cells(&mut book, &name, &mut room, limits)?;
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
        let Some(value) = value(cell.get_value(), percent) else { continue };
        *room = room
            .checked_sub(1)
            .ok_or_else(|| ReadError::TooLarge { what: "số ô của bảng tính", limit: limits.cells.to_string() })?;
        out.push((cell.get_position(), value));
    }
    Ok(out)
}

fn is_percent(format: &calamine::NumberFormat) -> bool {
    matches!(format.format_id, Some(9 | 10)) || format.format_code.contains('%')
}

fn value(data: &DataRef<'_>, percent: bool) -> Option<Value> {
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
