//! Whether a row of a superior plan is laid on us: by our name, by words of our level, by a group we belong to.

use serde::{Deserialize, Serialize};

use super::unit::{Body, Level, LevelWord, Unit, bodies, level_words, position, position_at};
use crate::matching::words::{Syllable, folded, syllables};

/// By which words a row is laid on us.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concern {
    pub how: How,
    pub role: Part,
    /// As the superior plan writes them.
    pub words: String,
    /// `false` where the words may leave us out ("các xã miền núi") or nobody is named at all: such a row is ours
    /// only when a row of ours answers it.
    #[serde(skip)]
    pub certain: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// "UBND xã Bình An".
    Name,
    /// "UBND các xã, phường", "các địa phương".
    Level,
    /// "Các sở, ban, ngành".
    Group,
    /// The superior plan names nobody.
    Unassigned,
}

/// Where the words stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    Lead,
    Coordinating,
    Section,
    Text,
}

impl Part {
    pub fn vietnamese(self) -> &'static str {
        match self {
            Part::Lead => "chủ trì",
            Part::Coordinating => "phối hợp",
            Part::Section => "tên phần",
            Part::Text => "nội dung",
        }
    }
}

/// What of a superior's row says who is to do it.
#[derive(Debug, Clone, Copy)]
pub struct Assigned<'a> {
    pub lead: &'a [String],
    pub coordinating: &'a [String],
    pub section: Option<&'a str>,
}

/// How a row lies on `us`; `None` when it is others' work.
pub fn of_row(row: Assigned<'_>, us: &Unit, superior: Option<&Unit>) -> Option<Concern> {
    let listed = |list: &'_ [String], role: Part| {
        let found = list.iter().filter_map(|words| Some((words, addressed(words, us, superior)?)));
        let best = found.max_by_key(|(_, (how, certain))| (*certain, *how == How::Name));
        best.map(|(words, (how, certain))| Concern { how, role, words: words.clone(), certain })
    };
    let named = listed(row.lead, Part::Lead);
    let helping = listed(row.coordinating, Part::Coordinating);
    let found = match (named, helping) {
        (Some(lead), Some(helping)) if !lead.certain && helping.certain => Some(helping),
        (lead, helping) => lead.or(helping),
    };
    if found.is_some() || !row.lead.is_empty() || !row.coordinating.is_empty() {
        return found;
    }
    let of_section = row.section.and_then(|section| Some((section, addressed(section, us, superior)?)));
    Some(match of_section {
        Some((words, (how, certain))) => Concern { how, role: Part::Section, words: words.to_owned(), certain },
        None => Concern { how: How::Unassigned, role: Part::Text, words: String::new(), certain: false },
    })
}

/// Whether the words for an agency mean us: how, and whether surely.
fn addressed(words: &str, us: &Unit, superior: Option<&Unit>) -> Option<(How, bool)> {
    let said = syllables(words);
    let text: Vec<&str> = said.iter().map(|syllable| syllable.folded.as_str()).collect();
    let levels = level_words(&said);
    match us.body {
        Body::Agency | Body::Office => agency(&text, &levels, us, superior),
        _ => authority(words, &said, &text, &levels, us, superior),
    }
}

/// For a department, an office, the police of a level.
fn agency(text: &[&str], levels: &[LevelWord], us: &Unit, superior: Option<&Unit>) -> Option<(How, bool)> {
    if position(text, &us.core).is_some() {
        let other_level = !levels.is_empty() && levels.iter().all(|found| found.level != us.level);
        let other_place = levels.iter().any(|found| found.level == us.level && !found.place.is_empty() && found.place != us.place);
        if other_level || other_place {
            return None;
        }
        return Some((if has(text, "các") { How::Level } else { How::Name }, true));
    }
    // "Các sở", "các phòng": the kind of body that stands first in our name.
    let kind = us.core.first().map(|first| vec![folded("các").remove(0), first.clone()]);
    let same_level = superior.is_none_or(|superior| superior.level == us.level);
    let group = kind.is_some_and(|kind| position(text, &kind).is_some())
        || ["các ban ngành", "các cơ quan", "các đơn vị", "các ngành"].iter().any(|words| has(text, words));
    (group && same_level).then_some((How::Group, true))
}

/// For the government, the party committee, the council or the front of a level.
fn authority(
    words: &str,
    said: &[Syllable<'_>],
    text: &[&str],
    levels: &[LevelWord],
    us: &Unit,
    superior: Option<&Unit>,
) -> Option<(How, bool)> {
    let bodies = bodies(text);
    let body_before = |at: usize| bodies.iter().rev().find(|(stands, _)| *stands < at).map(|(_, body)| *body);
    let fits = |at: usize| fits(us.body, body_before(at));
    let ours = (!us.place.is_empty()).then(|| position(text, &us.place)).flatten();
    // "Trung tâm" is a place only as "Trung Tâm".
    let ours = ours.filter(|at| said[*at..at + us.place.len()].iter().all(Syllable::is_capital));
    if let Some(at) = ours {
        let other_level = levels.iter().any(|found| found.end == at && found.level != us.level);
        let but = has(&text[..at], "trừ");
        return (!other_level && !but && fits(at)).then_some((How::Name, true));
    }
    // A list of places without ours: "UBND các xã: Tân Hòa, Hòa Bắc".
    let lists_others = [':', '('].iter().any(|mark| {
        let behind = words.split_once(*mark).map(|(_, behind)| behind.trim_start());
        behind.is_some_and(|behind| behind.starts_with(char::is_uppercase) && names_no_body(behind))
    });
    let generic: Vec<&LevelWord> = levels.iter().filter(|found| found.level == us.level && found.place.is_empty()).collect();
    let ours_by_level = generic.iter().any(|found| {
        let whole_level = found.start > 0 && text[found.start - 1] == folded("cấp")[0];
        // Of provinces and cities of their rank only the word "tỉnh" is of the level.
        let any_kind = whole_level || us.level == Level::Province;
        let kind = any_kind || us.kind.is_none_or(|kind| generic.iter().any(|other| other.word == kind));
        kind && fits(found.start)
    });
    if ours_by_level && !lists_others {
        return Some((How::Level, !NARROWING.iter().any(|words| has(text, words))));
    }
    let below = superior.is_none_or(|superior| superior.level < us.level);
    let party_or_government = matches!(us.body, Body::Government | Body::Party);
    let local = below && party_or_government && names_localities(said, text);
    let all_levels = position(text, &folded("các cấp")).is_some_and(|at| fits(at));
    (local || all_levels).then(|| (How::Level, !NARROWING.iter().any(|words| has(text, words))))
}

/// Words after those of a level that leave some of it out.
const NARROWING: [&str; 14] = [
    "miền núi",
    "biên giới",
    "ven biển",
    "ven sông",
    "hải đảo",
    "vùng cao",
    "vùng sâu",
    "nơi có",
    "khó khăn",
    "trọng điểm",
    "thí điểm",
    "được chọn",
    "được giao",
    "dân tộc",
];

/// The body named before words of our level is ours, or part of ours, or none is named.
fn fits(us: Body, named: Option<Body>) -> bool {
    match named {
        None => matches!(us, Body::Government | Body::Party),
        Some(Body::Office) => us == Body::Government,
        Some(body) => body == us,
    }
}

/// Where "địa phương" means the local authorities, not "ngân sách địa phương".
fn names_localities(said: &[Syllable<'_>], text: &[&str]) -> bool {
    let words = folded("địa phương");
    let before = ["các", "và", "với", "quyền", "ngành", "ban"].map(|word| folded(word).remove(0));
    (0..text.len()).any(|at| {
        let stands = position_at(text, at, &words);
        stands && (at == 0 || said[at].breaks || before.iter().any(|word| text[at - 1] == word))
    })
}

fn names_no_body(words: &str) -> bool {
    let said = folded(words);
    bodies(&said.iter().map(String::as_str).collect::<Vec<_>>()).is_empty()
}

fn has(text: &[&str], words: &str) -> bool {
    position(text, &folded(words)).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(words: &str, us: &str, superior: &str) -> Option<(How, bool)> {
        addressed(words, &Unit::named(us).unwrap(), Unit::named(superior).as_ref())
    }

    #[test]
    fn a_commune_is_meant_by_its_name_its_level_and_its_localities() {
        let sure = |how| Some((how, true));
        for (words, expected) in [
            ("UBND các xã, phường", sure(How::Level)),
            ("UBND cấp xã", sure(How::Level)),
            ("Ủy ban nhân dân các xã, phường, đặc khu", sure(How::Level)),
            ("UBND xã, phường", sure(How::Level)),
            ("các xã, phường", sure(How::Level)),
            ("Chủ tịch UBND các xã, phường", sure(How::Level)),
            ("Các sở, ban, ngành, địa phương", sure(How::Level)),
            ("Các địa phương liên quan", sure(How::Level)),
            ("UBND các cấp", sure(How::Level)),
            ("UBND xã Bình An", sure(How::Name)),
            ("UBND các xã: Bình An, Hòa Bắc", sure(How::Name)),
            ("Trung tâm Phục vụ hành chính công các xã, phường", sure(How::Level)),
            ("UBND các xã miền núi", Some((How::Level, false))),
            ("UBND các xã: Tân Hòa, Hòa Bắc", None),
            ("UBND xã Tân Hòa", None),
            ("UBND các phường", None),
            ("UBND tỉnh", None),
            ("UBND các huyện, thị xã, thành phố", None),
            ("Công an các xã, phường", None),
            ("Đảng ủy các xã, phường", None),
            ("Hội Liên hiệp Phụ nữ các xã", None),
            ("Liên minh Hợp tác xã tỉnh", None),
            ("Bảo hiểm xã hội tỉnh", None),
            ("Các sở, ban, ngành", None),
            ("UBND các xã, phường trừ xã Bình An", None),
        ] {
            assert_eq!(of(words, "Ủy ban nhân dân xã Bình An", "Ủy ban nhân dân tỉnh Lam Giang"), expected, "{words}");
        }
    }

    #[test]
    fn other_bodies_are_meant_by_words_of_their_own() {
        for (words, us, superior, expected) in [
            ("UBND xã", "Ủy ban nhân dân xã Bình An", "Đảng ủy xã Bình An", true),
            ("Các chi bộ", "Ủy ban nhân dân xã Bình An", "Đảng ủy xã Bình An", false),
            ("Đảng ủy các xã, phường", "Đảng ủy xã Bình An", "Tỉnh ủy Lam Giang", true),
            ("UBND các xã, phường", "Đảng ủy xã Bình An", "Tỉnh ủy Lam Giang", false),
            ("Các sở, ban, ngành", "Sở Nội vụ tỉnh Lam Giang", "Ủy ban nhân dân tỉnh Lam Giang", true),
            ("Sở Nội vụ", "Sở Nội vụ tỉnh Lam Giang", "Ủy ban nhân dân tỉnh Lam Giang", true),
            ("Sở Tài chính", "Sở Nội vụ tỉnh Lam Giang", "Ủy ban nhân dân tỉnh Lam Giang", false),
            ("Công an các xã, phường", "Công an xã Bình An", "Công an tỉnh Lam Giang", true),
            ("Công an tỉnh", "Công an xã Bình An", "Ủy ban nhân dân tỉnh Lam Giang", false),
            ("Các phòng, đơn vị thuộc UBND xã", "Phòng Kinh tế xã Bình An", "Ủy ban nhân dân xã Bình An", true),
            ("UBND các tỉnh, thành phố", "Ủy ban nhân dân tỉnh Lam Giang", "Chính phủ", true),
            ("Các bộ, ngành, địa phương", "Ủy ban nhân dân tỉnh Lam Giang", "Chính phủ", true),
            ("UBND các huyện, thành phố", "Ủy ban nhân dân huyện Sông Lam", "Ủy ban nhân dân tỉnh Lam Giang", true),
        ] {
            assert_eq!(of(words, us, superior).is_some(), expected, "{words} for {us}");
        }
    }

    #[test]
    fn a_row_that_names_nobody_is_ours_only_when_answered() {
        let us = Unit::named("Ủy ban nhân dân xã Bình An").unwrap();
        let row = |section| of_row(Assigned { lead: &[], coordinating: &[], section }, &us, None).unwrap();
        assert_eq!((row(None).how, row(None).certain), (How::Unassigned, false));
        assert_eq!((row(Some("Nhiệm vụ của UBND cấp xã")).role, row(Some("Nhiệm vụ của UBND cấp xã")).certain), (Part::Section, true));
    }
}
