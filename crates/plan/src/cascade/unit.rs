//! Whose plan it is: level, kind of body and place, read from the issuer's name.

use std::sync::LazyLock;

use crate::matching::words::{Syllable, folded, syllables};
use crate::plan::DocumentBlock;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Nation,
    Province,
    District,
    Commune,
}

/// What kind of body it is; those of one level get different work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    Government,
    Council,
    Party,
    Front,
    /// A part of a government's own apparatus: an office, a room, a centre.
    Office,
    /// A department, the police, a mass organisation: one body of a level among many.
    Agency,
}

/// The unit a plan belongs to.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    pub level: Level,
    pub body: Body,
    /// The word of the level: "xã", "phường"; `None` where the name tells none.
    pub kind: Option<&'static str>,
    /// Folded syllables of its place: "Đồng Phú".
    pub place: Vec<String>,
    /// The place as written.
    pub place_written: String,
    /// Folded syllables before level and place: "Sở Nội vụ", "Công an".
    pub core: Vec<String>,
}

/// Words of levels, the longer first. "Thành phố" is a province only where the name says so.
const LEVELS: [(&str, Level); 9] = [
    ("thị trấn", Level::Commune),
    ("đặc khu", Level::Commune),
    ("phường", Level::Commune),
    ("xã", Level::Commune),
    ("thị xã", Level::District),
    ("thành phố", Level::District),
    ("huyện", Level::District),
    ("quận", Level::District),
    ("tỉnh", Level::Province),
];

static FOLDED_LEVELS: LazyLock<Vec<(Vec<String>, &str, Level)>> =
    LazyLock::new(|| LEVELS.iter().map(|(word, level)| (folded(word), *word, *level)).collect());

/// The cities that are provinces.
const CITIES: [&str; 6] = ["Hà Nội", "Hải Phòng", "Huế", "Đà Nẵng", "Cần Thơ", "Hồ Chí Minh"];

impl Unit {
    /// The unit whose plan bears this document block; `None` where nothing tells it.
    pub fn of(document: &DocumentBlock) -> Option<Self> {
        if let Some(unit) = document.issuer.as_deref().and_then(Self::named) {
            return Some(unit);
        }
        // A plan whose head was lost: its title says for which place it is, its number which kind of body made it.
        let title = document.title.as_deref()?;
        let mut unit = Self::named(title).filter(|unit| !unit.place.is_empty())?;
        let number = document.number.as_deref().unwrap_or_default().to_uppercase();
        let party = ["/TU", "/HU", "/ĐU", "/QU"].iter().any(|end| number.ends_with(end));
        (unit.body, unit.core) = (if party { Body::Party } else { Body::Government }, Vec::new());
        Some(unit)
    }

    /// The unit of this full name.
    pub fn named(name: &str) -> Option<Self> {
        let said = syllables(name);
        let body = body(&said.iter().map(|syllable| syllable.folded.as_str()).collect::<Vec<_>>());
        let level = level_words(&said).into_iter().rev().find(|found| !found.place.is_empty() || found.end == said.len());
        let (level, kind, place, start) = match level {
            Some(found) => {
                let place = found.place.clone();
                let city = found.word == "thành phố" && CITIES.iter().any(|city| place.starts_with(&folded(city)));
                (if city { Level::Province } else { found.level }, Some(found.word), place, found.start)
            }
            None => (bare_level(&said)?, None, place_after_party_word(&said), said.len()),
        };
        let place_written = written(&said, &place);
        let core = said[..start].iter().map(|syllable| syllable.folded.clone()).collect();
        Some(Self { level, body, kind, place, place_written, core })
    }
}

/// "Tỉnh ủy Lam Giang", "Huyện ủy …", "Sở …", "Bộ …": names whose level is in their first word.
fn bare_level(said: &[Syllable<'_>]) -> Option<Level> {
    let text: Vec<&str> = said.iter().map(|syllable| syllable.folded.as_str()).collect();
    let has = |words: &str| position(&text, &folded(words)).is_some();
    if ["tỉnh ủy", "tỉnh đoàn"].iter().any(|words| has(words)) || position_at(&text, 0, &folded("sở")) {
        return Some(Level::Province);
    }
    // "Thành ủy" of a city that is a province, else of one below it.
    if has("thành ủy") {
        let province = CITIES.iter().any(|city| has(city));
        return Some(if province { Level::Province } else { Level::District });
    }
    if ["huyện ủy", "quận ủy", "thị ủy"].iter().any(|words| has(words)) {
        return Some(Level::District);
    }
    if ["chính phủ", "thủ tướng", "bộ chính trị", "trung ương", "quốc hội"].iter().any(|words| has(words))
        || position_at(&text, 0, &folded("bộ"))
    {
        return Some(Level::Nation);
    }
    None
}

/// The place behind "Tỉnh ủy", "Huyện ủy".
fn place_after_party_word(said: &[Syllable<'_>]) -> Vec<String> {
    let party = folded("ủy");
    let Some(at) = said.iter().rposition(|syllable| syllable.folded == party[0]) else { return Vec::new() };
    place_at(said, at + 1)
}

fn written(said: &[Syllable<'_>], place: &[String]) -> String {
    let text: Vec<&str> = said.iter().map(|syllable| syllable.folded.as_str()).collect();
    let Some(at) = position(&text, place).filter(|_| !place.is_empty()) else { return String::new() };
    said[at..at + place.len()].iter().map(|syllable| syllable.written).collect::<Vec<_>>().join(" ")
}

/// A word of a level in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct LevelWord {
    pub word: &'static str,
    pub level: Level,
    /// Syllables it takes.
    pub start: usize,
    pub end: usize,
    /// The name right behind it, folded; empty where it stands for all of its level.
    pub place: Vec<String>,
}

/// Every word of a level in a text, those inside other words ("hợp tác xã", "xã hội", "xã đoàn") left out.
pub fn level_words(said: &[Syllable<'_>]) -> Vec<LevelWord> {
    let text: Vec<&str> = said.iter().map(|syllable| syllable.folded.as_str()).collect();
    let mut out = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let found = FOLDED_LEVELS.iter().find(|(folded, ..)| position_at(&text, at, folded));
        let Some((folded, word, level)) = found.filter(|_| !inside_other_word(&text, at)) else {
            at += 1;
            continue;
        };
        let end = at + folded.len();
        out.push(LevelWord { word, level: *level, start: at, end, place: place_at(said, end) });
        at = end;
    }
    out
}

/// Words that hold a word of a level and mean something else; with the syllables before it.
const OTHER_WORDS: [(&str, usize); 9] = [
    ("hợp tác xã", 2),
    ("xã hội", 0),
    ("xã đoàn", 0),
    ("xã viên", 0),
    ("tỉnh đoàn", 0),
    ("tỉnh ủy", 0),
    ("huyện ủy", 0),
    ("huyện đoàn", 0),
    ("quận ủy", 0),
];

static FOLDED_OTHERS: LazyLock<Vec<(Vec<String>, usize)>> =
    LazyLock::new(|| OTHER_WORDS.iter().map(|(words, before)| (folded(words), *before)).collect());

fn inside_other_word(text: &[&str], at: usize) -> bool {
    FOLDED_OTHERS.iter().any(|(words, before)| at >= *before && position_at(text, at - before, words))
}

/// The name that begins at a syllable: capitals until a small letter or a break.
fn place_at(said: &[Syllable<'_>], from: usize) -> Vec<String> {
    let rest = said.get(from..).unwrap_or_default().iter().enumerate();
    let name = rest.take_while(|(index, syllable)| syllable.is_capital() && (*index == 0 || !syllable.breaks));
    let name: Vec<&Syllable<'_>> = name.map(|(_, syllable)| syllable).collect();
    let shouts = |syllable: &Syllable<'_>| syllable.written.chars().count() > 1 && syllable.written.chars().all(char::is_uppercase);
    // A break before the name makes it another thing: "UBND xã, Phòng Kinh tế"; so do initials: "xã UBND".
    if name.first().is_none_or(|first| first.breaks || shouts(first)) {
        return Vec::new();
    }
    name.into_iter().map(|syllable| syllable.folded.clone()).collect()
}

/// Words that tell a body, with what they tell.
const BODIES: [(&str, Body); 41] = [
    ("ủy ban mặt trận", Body::Front),
    ("ubmttq", Body::Front),
    ("mặt trận tổ quốc", Body::Front),
    ("mttq", Body::Front),
    ("ủy ban nhân dân", Body::Government),
    ("ubnd", Body::Government),
    ("chính quyền", Body::Government),
    ("ban chỉ đạo", Body::Government),
    ("hội đồng nhân dân", Body::Council),
    ("hđnd", Body::Council),
    ("văn phòng", Body::Office),
    ("ban chấp hành đảng", Body::Party),
    ("ban thường vụ", Body::Party),
    ("tỉnh ủy", Body::Party),
    ("thành ủy", Body::Party),
    ("huyện ủy", Body::Party),
    ("quận ủy", Body::Party),
    ("thị ủy", Body::Party),
    ("đảng ủy", Body::Party),
    ("đảng bộ", Body::Party),
    ("cấp ủy", Body::Party),
    ("chi bộ", Body::Party),
    ("bộ chính trị", Body::Party),
    ("công an", Body::Agency),
    ("quân sự", Body::Agency),
    ("chqs", Body::Agency),
    ("thuế", Body::Agency),
    ("tòa án", Body::Agency),
    ("viện", Body::Agency),
    ("trạm", Body::Agency),
    ("trường", Body::Agency),
    ("trung tâm", Body::Office),
    ("sở", Body::Agency),
    ("phòng", Body::Office),
    ("hội", Body::Agency),
    ("đoàn", Body::Agency),
    ("liên đoàn", Body::Agency),
    ("ban quản lý", Body::Office),
    ("bộ phận", Body::Office),
    ("ban tổ chức", Body::Agency),
    ("ban tuyên giáo", Body::Agency),
];

static FOLDED_BODIES: LazyLock<Vec<(Vec<String>, Body)>> =
    LazyLock::new(|| BODIES.iter().map(|(words, body)| (folded(words), *body)).collect());

/// The body that folded syllables name first; a place or a level alone is its government.
pub fn body(text: &[&str]) -> Body {
    bodies(text).first().map_or(Body::Government, |(_, body)| *body)
}

/// Every body named in folded syllables with where it stands, in order, the longer word where two stand together.
pub fn bodies(text: &[&str]) -> Vec<(usize, Body)> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let found = FOLDED_BODIES.iter().filter(|(words, _)| position_at(text, at, words));
        match found.max_by_key(|(words, _)| words.len()) {
            Some((words, body)) => {
                out.push((at, *body));
                at += words.len();
            }
            None => at += 1,
        }
    }
    out
}

/// Where `words` stand in `text`.
pub fn position(text: &[&str], words: &[String]) -> Option<usize> {
    (0..text.len()).find(|at| position_at(text, *at, words))
}

pub fn position_at(text: &[&str], at: usize, words: &[String]) -> bool {
    text.len() >= at + words.len() && text[at..].iter().zip(words).all(|(a, b)| a == b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_level_body_and_place() {
        for (name, level, of, kind, place) in [
            ("Ủy ban nhân dân xã Bình An", Level::Commune, Body::Government, Some("xã"), "Bình An"),
            ("Ủy ban nhân dân thành phố Hà Nội", Level::Province, Body::Government, Some("thành phố"), "Hà Nội"),
            ("Ủy ban nhân dân thành phố Lam Sơn", Level::District, Body::Government, Some("thành phố"), "Lam Sơn"),
            ("Ban Thường vụ Huyện ủy Sông Lam", Level::District, Body::Party, None, "Sông Lam"),
            ("Đảng ủy phường Bình An", Level::Commune, Body::Party, Some("phường"), "Bình An"),
            ("Tỉnh ủy Lam Giang", Level::Province, Body::Party, None, "Lam Giang"),
            ("Sở Nội vụ tỉnh Lam Giang", Level::Province, Body::Agency, Some("tỉnh"), "Lam Giang"),
            ("Sở Nội vụ", Level::Province, Body::Agency, None, ""),
            ("Công an xã Bình An", Level::Commune, Body::Agency, Some("xã"), "Bình An"),
            ("Bộ Khoa học và Công nghệ", Level::Nation, Body::Government, None, ""),
        ] {
            let unit = Unit::named(name).unwrap_or_else(|| panic!("{name} names no unit"));
            assert_eq!((unit.level, unit.body, unit.kind, unit.place_written.as_str()), (level, of, kind, place), "{name}");
        }
        assert_eq!(Unit::named("Hợp tác xã Bình An"), None);
    }
}
