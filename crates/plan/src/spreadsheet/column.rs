//! Which column is what: proposed by its title and its contents, decided by a person.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::header::{self, Header};
use super::sheet::{Sheet, Value, letters};
use super::words::{folded, has_words};
use super::{content, row, state};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    Number,
    Name,
    Lead,
    Coordinating,
    Deliverable,
    Deadline,
    State,
    Percent,
    CompletedOn,
    Note,
    SourceDocument,
    Section,
}

impl Field {
    pub const ALL: [Self; 12] = [
        Self::Number,
        Self::Name,
        Self::Lead,
        Self::Coordinating,
        Self::Deliverable,
        Self::Deadline,
        Self::State,
        Self::Percent,
        Self::CompletedOn,
        Self::Note,
        Self::SourceDocument,
        Self::Section,
    ];

    /// For forms and the store.
    pub fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Name => "name",
            Self::Lead => "lead",
            Self::Coordinating => "coordinating",
            Self::Deliverable => "deliverable",
            Self::Deadline => "deadline",
            Self::State => "state",
            Self::Percent => "percent",
            Self::CompletedOn => "completed-on",
            Self::Note => "note",
            Self::SourceDocument => "source-document",
            Self::Section => "section",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Number => "Số thứ tự",
            Self::Name => "Nội dung nhiệm vụ",
            Self::Lead => "Cơ quan chủ trì",
            Self::Coordinating => "Cơ quan phối hợp",
            Self::Deliverable => "Sản phẩm, kết quả phải đạt",
            Self::Deadline => "Thời hạn",
            Self::State => "Trạng thái",
            Self::Percent => "Tỷ lệ hoàn thành (%)",
            Self::CompletedOn => "Ngày hoàn thành",
            Self::Note => "Tình hình thực hiện, ghi chú",
            Self::SourceDocument => "Văn bản giao việc",
            Self::Section => "Nhóm nhiệm vụ, lĩnh vực",
        }
    }

    /// Several columns may hold it; their words are joined.
    pub fn may_repeat(self) -> bool {
        matches!(self, Self::Lead | Self::Coordinating | Self::State | Self::Note | Self::SourceDocument)
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// From 0.
    pub index: u32,
    /// "F".
    pub letter: String,
    pub title: String,
    /// First contents, as a person sees them.
    pub samples: Vec<String>,
    /// `None` for a column that is not used.
    pub field: Option<Field>,
    /// 0..1; 1 where a person decided.
    pub confidence: f64,
}

/// Rows whose contents are weighed.
const WEIGHED: usize = 200;
/// Below this nothing is proposed.
const LEAST: f64 = 0.4;

/// Words of titles, folded, the most telling first: field, weight, words, words that speak against it.
type Says = (Field, f64, &'static [&'static str], &'static [&'static str]);
const TITLES: &[Says] = &[
    (Field::Coordinating, 1.0, &["phoi hop"], &["chu tri"]),
    (
        Field::CompletedOn,
        1.0,
        &[
            "hoan thanh thuc te",
            "ngay hoan thanh",
            "thoi gian hoan thanh thuc te",
            "da hoan thanh ngay",
            "ngay thuc te",
            "thuc te hoan thanh",
            "ngay bao cao hoan thanh",
        ],
        &["han", "yeu cau", "ke hoach", "du kien"],
    ),
    (Field::Percent, 1.0, &["%", "ty le", "ti le", "phan tram", "muc do hoan thanh", "muc do"], &["ghi chu"]),
    (
        Field::Deadline,
        1.0,
        &[
            "thoi han",
            "han hoan thanh",
            "han xu ly",
            "han xong",
            "thoi gian hoan thanh",
            "thoi gian thuc hien",
            "thoi gian yeu cau",
            "ngay den han",
            "han thuc hien",
            "han bao cao",
            "thoi diem hoan thanh",
            "han cuoi",
            "deadline",
            "ngay het han",
        ],
        &["thuc te", "con lai", "so ngay"],
    ),
    (Field::State, 1.0, &["trang thai", "tinh trang"], &[]),
    (
        Field::Note,
        0.9,
        &[
            "ghi chu",
            "kho khan",
            "vuong mac",
            "tinh hinh",
            "ket qua thuc hien",
            "tien do thuc hien",
            "ket qua dat duoc",
            "dien bien",
            "noi dung bao cao",
            "giai trinh",
            "y kien",
        ],
        &["chi dao"],
    ),
    (
        Field::SourceDocument,
        1.0,
        &[
            "van ban giao",
            "van ban chi dao",
            "so van ban",
            "so ky hieu",
            "so hieu",
            "can cu",
            "nguon giao",
            "so cong van",
            "cong van",
            "van ban",
        ],
        &["ket qua", "san pham"],
    ),
    (
        Field::Deliverable,
        1.0,
        &["san pham", "dau ra", "ket qua phai dat", "ket qua du kien", "ket qua can dat", "yeu cau ket qua"],
        &["thuc hien"],
    ),
    (
        Field::Lead,
        1.0,
        &[
            "chu tri",
            "don vi thuc hien",
            "co quan thuc hien",
            "don vi duoc giao",
            "don vi phu trach",
            "dau moi",
            "phan cong",
            "don vi xu ly",
            "co quan tham muu",
            "don vi tham muu",
            "don vi chiu trach nhiem",
            "phong thuc hien",
            "bo phan thuc hien",
        ],
        &["lanh dao", "chuyen vien", "nguoi", "dong chi", "tinh hinh", "van ban"],
    ),
    (
        Field::Name,
        1.0,
        &[
            "noi dung nhiem vu",
            "ten nhiem vu",
            "nhiem vu",
            "noi dung cong viec",
            "cong viec",
            "noi dung thuc hien",
            "noi dung chi dao",
            "y kien chi dao",
            "noi dung giao",
            "dau viec",
        ],
        &["nhom", "linh vuc", "ma", "so", "trang thai", "ket qua"],
    ),
    (Field::Section, 1.0, &["linh vuc", "nhom nhiem vu", "nhom", "muc", "chuyen de"], &[]),
    (Field::Name, 0.7, &["noi dung"], &[]),
    (Field::Deadline, 0.7, &["han", "thoi gian", "tien do yeu cau"], &["thuc te", "con lai", "dung", "qua", "tre"]),
    (Field::Percent, 0.6, &["tien do"], &["thuc hien"]),
    (
        Field::Lead,
        0.7,
        &["don vi", "co quan", "phu trach", "thuc hien"],
        &["lanh dao", "chuyen vien", "nguoi", "tinh hinh", "da thuc hien", "chua thuc hien", "dang thuc hien", "tinh"],
    ),
    (Field::State, 0.7, &["danh gia", "ket qua"], &["phai dat", "du kien"]),
    (Field::Deliverable, 0.5, &["ket qua"], &["thuc hien"]),
];

/// Whole titles of a row number.
const NUMBERS: &[&str] = &["tt", "stt", "so tt", "so thu tu", "thu tu", "ma", "ma so", "ma nhiem vu", "ma nv", "no", "ma so nhiem vu"];

/// What a title says, with its weight.
fn says(title: &str) -> Vec<(Field, f64)> {
    let title = folded(title);
    if NUMBERS.contains(&title.as_str()) {
        return vec![(Field::Number, 1.0)];
    }
    let mut out: Vec<(Field, f64)> = Vec::new();
    if !title.is_empty() && state::named_in_title(&title).is_some() {
        out.push((Field::State, 0.75));
    }
    for (field, weight, words, against) in TITLES {
        let named = words.iter().any(|words| has_words(&title, words) || *words == "%" && title.contains('%'));
        if named && !against.iter().any(|words| has_words(&title, words)) && out.iter().all(|(known, _)| known != field) {
            // What is named first in the list is meant: "Thời hạn hoàn thành" is no completion.
            out.push((*field, weight * if out.is_empty() { 1.0 } else { 0.8 }));
        }
    }
    out
}

/// Different fields that the titles of a row name; 0 when none of them is the task itself.
pub fn understood(titles: &[String]) -> usize {
    let mut fields: Vec<Field> = titles.iter().filter_map(|title| says(title).first().map(|(field, _)| *field)).collect();
    fields.sort_unstable();
    fields.dedup();
    if fields.contains(&Field::Name) { fields.len() } else { 0 }
}

/// The columns of a sheet, each with what it is proposed, or was decided, to hold.
pub fn propose(sheet: &Sheet, header: Option<Header>, decided: Option<&[Option<Field>]>) -> Vec<Column> {
    let titles = header.map_or_else(|| vec![String::new(); sheet.width() as usize], |header| header::titles(sheet, header));
    let after = header.map_or(0, |header| header.last + 1);
    let rows: Vec<u32> =
        sheet.rows().skip_while(|row| *row < after).filter(|row| row::has_cells_of_a_task(sheet, *row)).take(WEIGHED).collect();
    let values = |column: u32| rows.iter().filter_map(move |row| sheet.value(*row, column)).collect::<Vec<&Value>>();
    let mut columns: Vec<Column> = (0_u32..)
        .zip(titles)
        .map(|(index, title)| Column {
            index,
            letter: letters(index),
            title,
            samples: samples(&values(index)),
            field: None,
            confidence: 0.0,
        })
        .collect();
    assign(&mut columns, values);
    for (column, field) in columns.iter_mut().zip(decided.unwrap_or_default()) {
        // Where a person decides as proposed, how sure the proposal was stays to be seen.
        if column.field != *field {
            (column.field, column.confidence) = (*field, 1.0);
        }
    }
    columns
}

fn samples(values: &[&Value]) -> Vec<String> {
    let cut = |text: String| if text.chars().count() > 60 { text.chars().take(59).chain(['…']).collect() } else { text };
    values.iter().map(|value| cut(value.words())).filter(|text| !text.is_empty()).take(3).collect()
}

/// The best pair of column and field first; a field that may not repeat is given once.
fn assign<'a>(columns: &mut [Column], values: impl Fn(u32) -> Vec<&'a Value>) {
    let mut pairs: Vec<(f64, usize, Field)> = Vec::new();
    for (at, column) in columns.iter().enumerate() {
        let said = says(&column.title);
        let values = values(column.index);
        for field in Field::ALL {
            let weight = said.iter().find(|(named, _)| *named == field).map_or(0.0, |(_, weight)| *weight);
            let score = score(field, weight, &values, said.is_empty());
            if score >= LEAST {
                pairs.push((score, at, field));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    for (score, at, field) in pairs {
        let again = columns.iter().any(|column| column.field == Some(field));
        let joins = match field {
            Field::Note => score >= 0.6,
            Field::SourceDocument => score >= 0.8,
            // A second column of states only where it is one of ticks.
            Field::State => state::named_in_title(&columns[at].title).is_some(),
            _ => false,
        };
        if columns[at].field.is_none() && (!again || joins) {
            (columns[at].field, columns[at].confidence) = (Some(field), (score * 100.0).round() / 100.0);
        }
    }
}

fn score(field: Field, weight: f64, values: &[&Value], untitled: bool) -> f64 {
    match (weight > 0.0, content::fit(field, values)) {
        (true, None) => weight * 0.85,
        (true, Some(fit)) if fit >= 0.5 => (weight * 0.75 + fit * 0.25).min(0.99),
        (true, Some(fit)) => weight * (0.45 + fit * 0.5),
        (false, Some(fit)) if content::tells(field) && fit >= 0.8 => fit * if untitled { 0.55 } else { 0.42 },
        (false, Some(fit)) if field == Field::Name && untitled && fit >= 0.8 => 0.45,
        (false, _) => 0.0,
    }
}

/// Of the titles in their order: the same table next month has the same.
pub fn fingerprint(columns: &[Column]) -> String {
    let titles: Vec<String> = columns.iter().map(|column| folded(&column.title)).collect();
    let titles = titles.join("|");
    Sha256::digest(titles.trim_end_matches('|')).iter().map(|byte| format!("{byte:02x}")).collect()
}
