use std::collections::HashMap;

use super::slips::{Met, like, report};
use super::words::{Gap, Line, Shape, Word, Words, text};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::plan::Role;

pub const RULE: Rule =
    Rule { name: "wrong-capitalization", severity: Severity::Advice, doc: include_str!("wrong_capitalization.md"), check };

/// What agencies are called before the name of their field, and the words before which it is another thing:
/// "cơ sở Y tế", "trưởng phòng Nội vụ", "các phòng Nội vụ, Tư pháp".
const HEADS: [&[&str]; 8] = [&["phòng"], &["sở"], &["bộ"], &["trung", "tâm"], &["chi", "cục"], &["cục"], &["thanh", "tra"], &["trạm"]];
const NOT_HEADS: [&str; 22] = [
    "cơ",
    "trụ",
    "công",
    "xứ",
    "trưởng",
    "phó",
    "văn",
    "quốc",
    "dự",
    "đề",
    "hải",
    "biên",
    "cán",
    "toàn",
    "nội",
    "đồng",
    "đội",
    "các",
    "những",
    "chi",
    "tổng",
    "hai",
];

/// Before these a common word stands inside a sentence and begins no name.
const VERBS: [&str; 12] = ["triển", "vụ", "hiện", "mạnh", "cường", "quyết", "cách", "soát", "trong", "cho", "bộ", "hợp"];

/// How far behind the head a field may stand: "Phòng Văn hóa, Khoa học và Thông tin".
const REACH: usize = 9;

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    let words = checked.words();
    let capitals = checked.context.vocabulary.capitals();
    let lists = Lists {
        names: numbered(words, &capitals.names),
        fields: numbered(words, &capitals.fields),
        common: numbered(words, &capitals.common),
        heads: HEADS.map(|head| head.iter().map(|word| words.find(word)).collect::<Option<Vec<u32>>>()),
    };
    let mut met = Vec::new();
    for line in words.lines.iter().filter(|line| !line.shouted && !line.guessed) {
        let of_line = words.of_line(line);
        if is_title(of_line) {
            continue;
        }
        let mut at = 0;
        while at < of_line.len() {
            let before = met.len();
            names(words, &lists, line, of_line, at, &mut met);
            if met.len() == before {
                heads(words, &lists, line, of_line, at, &mut met);
            }
            if met.len() == before {
                common(words, &lists, line, of_line, at, &mut met);
            }
            at = met[before..].last().map_or(at + 1, |met: &Met<'_>| met.end);
        }
    }
    plurals(words, &mut met);
    let mut found = Vec::new();
    report(&RULE, &met, |met| format!("Viết hoa sai: “{}”", met.written()), &mut found);
    out.append(&mut found);
    cells(checked, out);
}

type ByFirst<'a> = HashMap<u32, Vec<(Vec<u32>, &'a [String])>>;

struct Lists<'a> {
    names: ByFirst<'a>,
    fields: ByFirst<'a>,
    common: ByFirst<'a>,
    heads: [Option<Vec<u32>>; 8],
}

/// The phrases all of whose words the plan has, by the first of them.
fn numbered<'a>(words: &Words<'_>, list: &'a [Vec<String>]) -> ByFirst<'a> {
    let mut out = ByFirst::new();
    for phrase in list {
        let numbers: Option<Vec<u32>> = phrase.iter().map(|word| words.find(&word.to_lowercase())).collect();
        if let Some(numbers) = numbers {
            out.entry(numbers[0]).or_default().push((numbers, phrase));
        }
    }
    out
}

/// Every word with a capital: a title in the English manner.
fn is_title(of_line: &[Word]) -> bool {
    let capital = of_line.iter().filter(|word| word.shape == Shape::Capital).count();
    of_line.len() > 5 && capital * 10 > of_line.len() * 8
}

/// Whether the words of a phrase stand here, parted by spaces.
fn stands(words: &Words<'_>, of_line: &[Word], at: usize, numbers: &[u32]) -> bool {
    at + numbers.len() <= of_line.len()
        && numbers.iter().enumerate().all(|(step, number)| {
            let word = &of_line[at + step];
            words.plain(word) == *number && (step + 1 == numbers.len() || word.gap == Gap::Space)
        })
}

fn is_capital(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

/// "Ủy Ban Nhân Dân", "Ngân hàng nhà nước", "Chi Cục".
fn names<'a>(words: &Words<'_>, lists: &Lists<'_>, line: &'a Line<'a>, of_line: &'a [Word], at: usize, met: &mut Vec<Met<'a>>) {
    let Some(list) = lists.names.get(&words.plain(&of_line[at])) else { return };
    let Some((numbers, name)) = list.iter().find(|(numbers, _)| stands(words, of_line, at, numbers)) else { return };
    let run = &of_line[at..at + numbers.len()];
    let plain_shapes = run.iter().all(|word| matches!(word.shape, Shape::Small | Shape::Capital));
    let differs = run.iter().zip(*name).skip(1).any(|(word, right)| (word.shape == Shape::Capital) != is_capital(right));
    let some_capital = run.iter().any(|word| word.shape == Shape::Capital);
    if plain_shapes && differs && some_capital {
        let right = like_first(&run[0], name);
        met.push(Met { line, words: of_line, start: at, end: at + numbers.len(), right });
    }
}

/// The name, its first letter as written.
fn like_first(first: &Word, name: &[String]) -> String {
    let right = name.join(" ");
    match first.shape {
        Shape::Small => format!("{} {}", name[0].to_lowercase(), name[1..].join(" ")),
        _ => right,
    }
}

/// "phòng Văn hóa", "Sở Tài Chính".
fn heads<'a>(words: &Words<'_>, lists: &Lists<'_>, line: &'a Line<'a>, of_line: &'a [Word], at: usize, met: &mut Vec<Met<'a>>) {
    let stands_here = |numbers: &Vec<u32>| stands(words, of_line, at, numbers);
    let Some(head) = lists.heads.iter().flatten().find(|numbers| stands_here(numbers)) else { return };
    let next = at + head.len();
    if next >= of_line.len() || of_line[next - 1].gap != Gap::Space || of_line[next].shape != Shape::Capital {
        return;
    }
    let field = |place: usize| {
        let list = lists.fields.get(&words.plain(&of_line[place]))?;
        list.iter().filter(|(numbers, _)| stands(words, of_line, place, numbers)).max_by_key(|(numbers, _)| numbers.len())
    };
    if field(next).is_none() {
        return;
    }
    let before = at.checked_sub(1).map(|before| &of_line[before]).filter(|before| before.gap == Gap::Space);
    if of_line[at].shape == Shape::Small && before.is_none_or(|word| !NOT_HEADS.contains(&words.small(word))) {
        let end = field(next).map_or(next + 1, |(numbers, _)| next + numbers.len());
        let right = like("Aa", text(line, &of_line[at..end]));
        met.push(Met { line, words: of_line, start: at, end, right });
        return;
    }
    let mut place = next;
    while place < of_line.len().min(next + REACH) {
        let Some((numbers, right)) = field(place) else {
            place += 1;
            continue;
        };
        let run = &of_line[place..place + numbers.len()];
        let differs = run.len() > 1 && run[0].shape == Shape::Capital && (run[1].shape == Shape::Capital) != is_capital(&right[1]);
        // "Bộ Công thương" is found as often as "Bộ Công Thương" in what the ministries themselves write.
        if differs && run[1].shape == Shape::Capital {
            let end = place + numbers.len();
            let right = format!("{} {}", text(line, &of_line[at..place]), right.join(" "));
            met.push(Met { line, words: of_line, start: at, end, right });
            return;
        }
        place += numbers.len();
    }
}

/// "phục vụ Chuyển đổi số": a common word inside a sentence.
fn common<'a>(words: &Words<'_>, lists: &Lists<'_>, line: &'a Line<'a>, of_line: &'a [Word], at: usize, met: &mut Vec<Met<'a>>) {
    if of_line[at].shape != Shape::Capital || at < 2 {
        return;
    }
    let before = &of_line[at - 1];
    // "cán bộ, Đảng viên": one of a list of people.
    let listed = before.gap == Gap::Comma && matches!(words.small(before), "bộ" | "chức");
    let named = || of_line[at.saturating_sub(5)..at].iter().any(|word| word.shape != Shape::Small);
    let inside = before.gap == Gap::Space
        && before.shape == Shape::Small
        && (VERBS.contains(&words.small(before)) || (words.small(before) == "về" && !named()));
    if !listed && !inside {
        return;
    }
    let Some(list) = lists.common.get(&words.plain(&of_line[at])) else { return };
    let Some((numbers, phrase)) = list.iter().find(|(numbers, _)| stands(words, of_line, at, numbers)) else { return };
    let end = at + numbers.len();
    let small = of_line[at + 1..end].iter().chain(of_line.get(end)).all(|word| word.shape != Shape::Capital);
    // "Bộ Khoa học", "Luật Khoa học" have a capital before; "Đề án phát triển Khoa học" is no name either.
    if small {
        met.push(Met { line, words: of_line, start: at, end, right: phrase.join(" ") });
    }
}

/// "Các Sở, ban, ngành" where the same plan also writes "các sở, ban, ngành".
fn plurals<'a>(words: &'a Words<'a>, met: &mut Vec<Met<'a>>) {
    let mut small = 0;
    let mut capital = Vec::new();
    let Some(all) = words.find("các") else { return };
    for line in words.lines.iter().filter(|line| !line.shouted && !line.guessed) {
        let of_line = words.of_line(line);
        for (at, three) in of_line.windows(3).enumerate() {
            let listed = words.plain(&three[0]) == all && three[0].gap == Gap::Space && three[1].gap == Gap::Comma;
            if !listed || !matches!(words.small(&three[1]), "sở" | "phòng" | "ban") || three[2].shape != Shape::Small {
                continue;
            }
            match three[1].shape {
                Shape::Small => small += 1,
                Shape::Capital => capital.push(Met {
                    line,
                    words: of_line,
                    start: at,
                    end: at + 3,
                    right: format!("{} {}, {}", text(line, &three[..1]), words.small(&three[1]), words.small(&three[2])),
                }),
                _ => {}
            }
        }
    }
    if small > 0 {
        met.append(&mut capital);
    }
}

/// A cell that begins with a small letter where the others of its column begin with a capital.
fn cells(checked: &Checked<'_>, out: &mut Diagnostics) {
    for table in &checked.details.tables {
        for role in [Role::Name, Role::Lead, Role::Coordinating, Role::Product] {
            let spans: Vec<_> = table.rows.iter().filter_map(|row| row.cells.get(&role)).collect();
            let first = |text: &str| text.chars().next().filter(|c| c.is_alphabetic());
            let letters: Vec<char> = spans.iter().filter_map(|span| first(&span.text)).collect();
            let small = letters.iter().filter(|c| c.is_lowercase()).count();
            if letters.len() < 6 || small == 0 || small * 10 > letters.len() {
                continue;
            }
            for span in spans.iter().filter(|span| first(&span.text).is_some_and(char::is_lowercase)) {
                let words: Vec<&str> = span.text.split(' ').take(6).collect();
                let quote = words.join(" ");
                let message = format!("Ô mở đầu bằng chữ thường: “{quote}”, các ô khác trong cột viết hoa");
                let help = Some(format!("viết “{}”", like("Aa", &words[..words.len().min(2)].join(" "))));
                out.push(Diagnostic { help, quote: Some(quote), ..RULE.at(span, message) });
            }
        }
    }
}
