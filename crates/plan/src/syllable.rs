//! How a Vietnamese syllable is built and spelled: what cannot be one is a slip of the pen, whatever it should mean.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

/// The longest first, so that the first that fits is the whole onset.
pub(crate) const ONSETS: [&str; 28] = [
    "ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr", "b", "c", "d", "đ", "g", "h", "k", "l", "m", "n", "p", "r", "s",
    "t", "v", "x", "",
];

/// What may stand behind an onset, its tone taken off.
pub(crate) static RIMES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây \
     e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu \
     o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet oc oi om on ong ooc oong op ot \
     ô ôc ôi ôm ôn ông ôp ôt ôông ơ ơi ơm ơn ơp ơt u ua uc ui um un ung up ut uân uâng uât uây uê uêch uên uênh uơ uôc uôi uôm uôn uông uôt \
     uy uya uych uyên uyêt uynh uyt uyp uyu ư ưa ưc ưi ưm ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu y yt yn ynh yêm yên yêng yêt yêu"
        .split_whitespace()
        .collect()
});

/// Level, then the marks of huyền, sắc, hỏi, ngã, nặng.
const TONES: [Option<char>; 6] = [None, Some('\u{300}'), Some('\u{301}'), Some('\u{309}'), Some('\u{303}'), Some('\u{323}')];

/// One syllable in small letters, its tone taken off.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Syllable<'a> {
    onset: &'static str,
    rime: &'a str,
    tone: Option<char>,
}

/// The letters without the mark of the tone, and the tone; `None` where two tones stand.
fn without_tone(word: &str) -> Option<(String, Option<char>)> {
    if word.is_ascii() {
        return Some((word.to_owned(), None));
    }
    let (mut bare, mut tone) = (String::with_capacity(word.len()), None);
    for c in word.nfd() {
        match TONES.contains(&Some(c)) {
            true if tone.is_some() => return None,
            true => tone = Some(c),
            false => bare.push(c),
        }
    }
    Some((bare.nfc().collect(), tone))
}

fn parts(bare: &str, tone: Option<char>) -> Option<Syllable<'_>> {
    let onset = ONSETS.into_iter().find(|onset| bare.starts_with(onset))?;
    let rime = &bare[onset.len()..];
    // "gì", "giếng": the i is the vowel, or the first letter of it.
    let onset = if onset == "gi" && !RIMES.contains(rime) { "g" } else { onset };
    let syllable = Syllable { onset, rime: &bare[onset.len()..], tone };
    (!syllable.rime.is_empty()).then_some(syllable)
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'ă' | 'â' | 'e' | 'ê' | 'i' | 'o' | 'ô' | 'ơ' | 'u' | 'ư' | 'y')
}

/// Whether such a syllable can be: onset and rime exist, they may meet, and a stopped rime has one of its two tones.
fn is_possible(syllable: &Syllable<'_>) -> bool {
    let Syllable { onset, rime, tone } = *syllable;
    if !RIMES.contains(rime) {
        return false;
    }
    let front = rime.starts_with(['e', 'ê', 'i', 'y']);
    let may_meet = match onset {
        "c" | "g" | "ng" => !front || (onset == "g" && rime.starts_with('i')),
        "k" | "gh" | "ngh" => front,
        // Only before a glide: "quy", "quốc", not "quun".
        "qu" => !rime.starts_with(['u', 'ư']),
        _ => true,
    };
    let stopped = rime.ends_with(['c', 'p', 't']) || rime.ends_with("ch");
    may_meet && (!stopped || matches!(tone, Some('\u{301}' | '\u{323}')))
}

/// Where the mark of the tone stands among the letters of the rime.
fn marked_letter(rime: &str) -> Option<usize> {
    let letters: Vec<char> = rime.chars().collect();
    let first = letters.iter().position(|c| is_vowel(*c))?;
    let end = letters[first..].iter().position(|c| !is_vowel(*c)).map_or(letters.len(), |at| first + at);
    let vowels = &letters[first..end];
    // The letter with a hat or a hook bears it, the second of "ươ".
    if let Some(at) = vowels.iter().rposition(|c| matches!(c, 'ă' | 'â' | 'ê' | 'ô' | 'ơ')) {
        return Some(first + at);
    }
    let at = match vowels.len() {
        1 => 0,
        length if end < letters.len() => length - 1,
        3 => 1,
        _ => 0,
    };
    Some(first + at)
}

fn spell(syllable: &Syllable<'_>) -> Option<String> {
    let at = marked_letter(syllable.rime)?;
    let mut out = syllable.onset.to_owned();
    for (index, letter) in syllable.rime.chars().enumerate() {
        out.push(letter);
        if index == at {
            out.extend(syllable.tone);
        }
    }
    Some(out.nfc().collect())
}

/// Vowels whose tone may stand on either letter when nothing follows them: "hòa" and "hoà" are both written.
fn is_free(rime: &str) -> bool {
    matches!(rime, "oa" | "oe" | "uy")
}

/// How a word in small letters is looked up: tone on the first of "oa, oe, uy", y for the i of "kĩ, lí, quí".
pub fn plain(word: &str) -> String {
    // Other ends have one spelling only: most words need no taking apart.
    if !word.ends_with(|c: char| "aàáảãạeèéẻẽẹyỳýỷỹỵiìíỉĩị".contains(c)) {
        return word.to_owned();
    }
    let Some((bare, tone)) = without_tone(word) else { return word.to_owned() };
    let Some(syllable) = parts(&bare, tone) else { return word.to_owned() };
    match syllable.rime {
        "i" if matches!(syllable.onset, "h" | "k" | "l" | "m" | "s" | "t" | "qu") => {
            spell(&Syllable { rime: "y", ..syllable }).unwrap_or_else(|| word.to_owned())
        }
        rime if is_free(rime) => spell(&syllable).unwrap_or_else(|| word.to_owned()),
        _ => word.to_owned(),
    }
}

/// Which of the two accepted places the tone of "oa, oe, uy" has: the rime, and whether it is the second letter.
pub fn free_tone(word: &str) -> Option<(&'static str, bool)> {
    if word.is_ascii() || !word.contains(['o', 'u', 'ò', 'ó', 'ỏ', 'õ', 'ọ', 'ù', 'ú', 'ủ', 'ũ', 'ụ']) {
        return None;
    }
    let (bare, tone) = without_tone(word)?;
    let syllable = parts(&bare, tone).filter(|syllable| tone.is_some() && syllable.onset != "qu")?;
    let rime = ["oa", "oe", "uy"].into_iter().find(|rime| *rime == syllable.rime)?;
    Some((rime, spell(&syllable)? != word))
}

/// What is wrong with the spelling of one word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Misspelled {
    /// The tone stands on the wrong letter; the right spelling.
    Tone(String),
    /// No such syllable; the right spelling where it can only be one.
    Impossible(Option<String>),
}

/// A fault in a word in small letters that holds Vietnamese letters; `None` also where it may be a foreign word.
pub fn fault(word: &str) -> Option<Misspelled> {
    // No syllable is longer than "nghiêng".
    if word.is_ascii() || word.chars().count() > 7 {
        return None;
    }
    let Some((bare, tone)) = without_tone(word) else { return Some(Misspelled::Impossible(None)) };
    let syllable = parts(&bare, tone)?;
    if is_possible(&syllable) {
        let right = spell(&syllable)?;
        return (right != word && !is_free(syllable.rime)).then_some(Misspelled::Tone(right));
    }
    // "nghành", "kông", "ghà": the letters that stand before e, ê, i in the place of those before the others.
    let mended = [("ngh", "ng"), ("gh", "g"), ("k", "c"), ("ng", "ngh"), ("g", "gh"), ("c", "k")]
        .into_iter()
        .filter(|(wrong, _)| *wrong == syllable.onset)
        .map(|(_, right)| Syllable { onset: right, ..syllable.clone() })
        .find(is_possible);
    match mended {
        // "kạn", "kông" stand in names, the rule does not look at those.
        Some(mended) => Some(Misspelled::Impossible(spell(&mended))),
        None => Some(Misspelled::Impossible(None)),
    }
}

/// Whether a word in small letters can be a syllable of the language.
pub fn is_syllable(word: &str) -> bool {
    without_tone(word).is_some_and(|(bare, tone)| parts(&bare, tone).is_some_and(|syllable| is_possible(&syllable)))
}

/// Letters typed or spoken for each other before the vowel.
static ONSET_SLIPS: LazyLock<HashMap<&str, &[&str]>> = LazyLock::new(|| {
    let slips: [(&str, &[&str]); 22] = [
        ("s", &["x"]),
        ("x", &["s"]),
        ("ch", &["tr"]),
        ("tr", &["ch"]),
        ("d", &["gi", "đ", "r", "v"]),
        ("đ", &["d"]),
        ("gi", &["d", "r"]),
        ("r", &["d", "gi", "g"]),
        ("v", &["d"]),
        ("l", &["n"]),
        ("n", &["l"]),
        ("b", &["p"]),
        ("p", &["b"]),
        ("ph", &["p", "h"]),
        ("t", &["th"]),
        ("th", &["t"]),
        ("c", &["ch"]),
        ("kh", &["k", "h"]),
        ("ng", &["n", "nh"]),
        ("nh", &["n", "ng"]),
        ("h", &["kh"]),
        ("g", &["r"]),
    ];
    slips.into_iter().collect()
});

/// Letters that differ by a hat, a hook or a stroke, or that sound alike.
fn vowel_slips(letter: char) -> &'static [char] {
    match letter {
        'a' => &['ă', 'â'],
        'ă' => &['a', 'â'],
        'â' => &['a', 'ă'],
        'e' => &['ê'],
        'ê' => &['e'],
        'o' => &['ô', 'ơ'],
        'ô' => &['o', 'ơ'],
        'ơ' => &['o', 'ô'],
        'u' => &['ư'],
        'ư' => &['u'],
        'i' => &['y'],
        'y' => &['i'],
        _ => &[],
    }
}

const FINAL_SLIPS: [(&str, &[&str]); 9] = [
    ("ng", &["n", "nh", ""]),
    ("nh", &["n", "ng", ""]),
    ("ch", &["c", ""]),
    ("n", &["ng", "m", "nh", ""]),
    ("c", &["t", ""]),
    ("t", &["c", ""]),
    ("m", &["n", ""]),
    ("i", &["y", ""]),
    ("y", &["i", ""]),
];

/// Every syllable one slip away, looked up form: another tone, hat, onset or final letter, a letter too many or too few.
pub fn one_slip_away(word: &str) -> Vec<String> {
    let Some((bare, tone)) = without_tone(word) else { return Vec::new() };
    let Some(syllable) = parts(&bare, tone) else { return Vec::new() };
    let (onset, rime) = (syllable.onset, syllable.rime);
    let mut found: Vec<(&'static str, String, Option<char>)> = TONES.into_iter().map(|tone| (onset, rime.to_owned(), tone)).collect();
    for other in ONSET_SLIPS.get(onset).copied().unwrap_or_default() {
        found.push((other, rime.to_owned(), tone));
    }
    let mut rimes = Vec::new();
    let letters: Vec<(usize, char)> = rime.char_indices().collect();
    for (at, letter) in &letters {
        let (before, after) = (&rime[..*at], &rime[at + letter.len_utf8()..]);
        rimes.extend(vowel_slips(*letter).iter().map(|other| format!("{before}{other}{after}")));
        if is_vowel(*letter) {
            rimes.push(format!("{before}{after}"));
            for added in ['i', 'u', 'y', 'ê', 'a', 'ơ', 'ô'] {
                rimes.push(format!("{before}{letter}{added}{after}"));
                rimes.push(format!("{before}{added}{letter}{after}"));
            }
        }
    }
    for (one, other) in [("uô", "ươ"), ("ươ", "uô"), ("uo", "ươ"), ("ươ", "uo")] {
        if rime.contains(one) {
            rimes.push(rime.replacen(one, other, 1));
        }
    }
    match FINAL_SLIPS.iter().find(|(end, _)| rime.len() > end.len() && rime.ends_with(end)) {
        Some((end, others)) => rimes.extend(others.iter().map(|other| format!("{}{other}", &rime[..rime.len() - end.len()]))),
        None => rimes.extend(["i", "y", "n", "ng", "t", "c", "m", "nh", "p", "u", "o"].iter().map(|end| format!("{rime}{end}"))),
    }
    found.extend(rimes.into_iter().map(|rime| (onset, rime, tone)));
    let mut out: Vec<String> = found
        .iter()
        .map(|(onset, rime, tone)| Syllable { onset, rime: rime.as_str(), tone: *tone })
        .filter(|other| is_possible(other))
        .filter_map(|other| spell(&other))
        .map(|other| plain(&other))
        .filter(|other| other != word)
        .collect();
    out.sort_unstable();
    out.dedup();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_syllables_have_no_fault() {
        let words = "kế hoạch chuyển đổi số quốc gia của ủy uỷ hòa hoà thủy thuỷ quý quyết giếng gì giữ nghiêng khuyến khích thuở \
             khuya hoạt toàn xoèn ngoằn quẹt ngoéo việc yêu yếu ướt ươm bươu giặt giới quả khoản quản lý nghị định iểu ghi gỡ kẽ";
        for word in words.split_whitespace().filter(|word| *word != "iểu") {
            assert_eq!(fault(word), None, "{word}");
            assert!(word.is_ascii() || is_syllable(word), "{word}");
        }
    }

    #[test]
    fn a_tone_on_the_wrong_letter_and_an_impossible_syllable_are_faults() {
        let tone = |word: &str| Some(Misspelled::Tone(word.to_owned()));
        assert_eq!(fault("hòan"), tone("hoàn"));
        assert_eq!(fault("qủa"), tone("quả"));
        assert_eq!(fault("gíao"), tone("giáo"));
        assert_eq!(fault("thưc"), Some(Misspelled::Impossible(None)));
        assert_eq!(fault("nghành"), Some(Misspelled::Impossible(Some("ngành".to_owned()))));
        assert_eq!(fault("đươc"), Some(Misspelled::Impossible(None)));
        assert_eq!(fault("website"), None);
    }

    #[test]
    fn spellings_that_mean_the_same_are_looked_up_as_one() {
        assert_eq!(plain("uỷ"), "ủy");
        assert_eq!(plain("hoá"), "hóa");
        assert_eq!(plain("tỉ"), "tỷ");
        assert_eq!(plain("quí"), "quý");
        assert_eq!(plain("thí"), "thí");
        assert_eq!(free_tone("hoá"), Some(("oa", true)));
        assert_eq!(free_tone("ủy"), Some(("uy", false)));
        assert_eq!(free_tone("quý"), None);
        assert_eq!(free_tone("toàn"), None);
    }

    #[test]
    fn slips_reach_the_word_that_was_meant() {
        for (wrong, right) in [("xuất", "suất"), ("thể", "thế"), ("mô", "môi"), ("hoa", "hóa"), ("cường", "cưỡng"), ("khoán", "khoáng")]
        {
            assert!(one_slip_away(wrong).contains(&right.to_owned()), "{wrong}");
        }
    }
}
