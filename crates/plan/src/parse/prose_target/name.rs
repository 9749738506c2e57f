//! What a figure of a sentence measures: the shortest noun phrase before its verb or after it, and its unit.

use std::sync::LazyLock;

use crate::document::lowered;
use crate::pattern::Regex;

/// Verbs between what is measured and its figure; the words of change stay with the figure.
// All of these look at text in small letters.
static REACHES: LazyLock<Regex> = LazyLock::new(|| {
    let level = r"phấn đấu đạt|đạt và duy trì|đạt bình quân|đạt mức|đạt khoảng|đạt|duy trì ổn định ở mức|duy trì ở mức|duy trì|chiếm|tăng lên|nâng lên|lên|giảm xuống còn|giảm xuống|giảm còn|xuống còn|xuống|còn|đóng góp|là|ở mức|bằng|:";
    let change = r"(?:tăng trưởng|tăng thêm|tăng|giảm)(?:\s+(?:bình quân|trung bình|khoảng|hằng năm|hàng năm))*";
    Regex::new(&format!(r"\s*,?\s*(?:^|\b|\s)(?:(?:{level})(?:\s+(?:bình quân|khoảng))?|(?P<change>{change}))\s*$"))
        .expect("the pattern is a literal of this file")
});
/// Nouns with which the name of a measure begins.
static MEASURE: LazyLock<Regex> = LazyLock::new(|| {
    let nouns = r"tỷ lệ|tỉ lệ|tỷ trọng|tỉ trọng|tỷ suất|tỉ suất|số lượng|quy mô|chỉ số|mức độ|mức giảm|tốc độ|thứ hạng|doanh thu|năng suất|thu nhập|tổng (?:chi|thu|số|giá trị|sản phẩm|sản lượng|mức|vốn|đàn|diện tích|kim ngạch)|kinh phí|giá trị (?:sản xuất|gia tăng|tăng thêm|xuất khẩu|sản phẩm|thu|canh tác|trên)|sản lượng|diện tích|kim ngạch|thu ngân sách|thời gian|tuổi thọ|mật độ|dư nợ|chỉ tiêu|điểm số";
    Regex::new(&format!(r"\b(?:{nouns})\b|(?:^|,\s|giảm\s|nâng\s)số\s(?:vụ|hộ|người|ca|lượt|lượng|xã|sáng)\b"))
        .expect("the pattern is a literal of this file")
});
static OPENING: LazyLock<Regex> = LazyLock::new(|| {
    let time = r"(?:đến|hết|trong|trước|vào)?\s*(?:hết |cuối |đầu )?(?:ngày |tháng |quý |năm |giai đoạn )[\divx][\d/.ivx–-]*(?:\s*[-–]\s*\d{4})?(?:\s*năm \d{4})?\s*,?|đến \d[\d/]*,?";
    let verbs = r"và|phấn đấu|phần đấu|phần đầu|nâng|đưa|bảo đảm|đảm bảo|bố trí|duy trì|dành|trong đó|có|khoảng|giảm|tăng|kéo giảm|tiếp tục|giữ vững|giữ|hằng năm|hàng năm|mỗi năm|đồng thời|đạt|ổn định";
    Regex::new(&format!(r"^(?:[-+•*,\s]+|(?:{time})(?:\s+|$)|(?:{verbs})(?:[\s:,]+|$))+")).expect("the pattern is a literal of this file")
});
/// Time that stands at the end of a name: "… đến năm 2030".
static TIME_AT_END: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^|[\s,]+)(?:đến|vào|trong|hết|trước|năm)\s(?:hết |cuối )?(?:năm |tháng |quý |giai đoạn )?(?:[ivx]+[/ ](?:năm )?)?[\d/]*20\d\d(?:\s*[-–]\s*20\d\d)?\s*$")
        .expect("the pattern is a literal of this file")
});
/// Where a noun phrase after its figure ends.
static ENDS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\s*[(:]|,?\s+(?:so với|vào năm|trong năm|đến năm|đến hết|trước năm|trước ngày|và tăng dần|góp phần|nhằm|để|trong đó|đồng thời)\s|,\s+(?:bảo đảm|đảm bảo|phấn đấu|đáp ứng|nâng|tăng|giảm|trong)\s")
        .expect("the pattern is a literal of this file")
});
/// Where what is said of a noun begins.
static PREDICATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\s(?:được|có|đạt|sử dụng|thực hiện|tham gia|hoàn thành|ứng dụng|xử lý)\s").expect("the pattern is a literal of this file")
});
static UNIT: LazyLock<Regex> = LazyLock::new(|| {
    let scale = r"(?:(?:nghìn|ngàn|vạn|triệu|tỷ|tỉ)\s+)?";
    let base = r"đồng|usd|đô la(?: mỹ)?|lượt|ha|hecta|km2|km²|km|m2|m²|m3|m³|tấn|tạ|kg|lít|kwh|mw|mbps|gbps|gb/s|mb/s|điểm|người|ngày|tuổi|giường|bác sĩ|bác sỹ|thuê bao";
    let per = r"(?:\s?/\s?\p{L}[\p{L}.]*(?:\s(?:dân|tác xã|nghiệp|năm|vạn dân|ha))*)*";
    Regex::new(&format!(r"^\s*(?P<unit>{scale}(?:{base}){per})(?:[\s,;.)]|$)")).expect("the pattern is a literal of this file")
});
/// Nouns that count what stands behind them.
const COUNTED: [&str; 56] = [
    "hợp tác xã",
    "tổ hợp tác",
    "doanh nghiệp",
    "sản phẩm",
    "mô hình",
    "lớp",
    "đảng viên",
    "đoàn viên",
    "hội viên",
    "công trình",
    "ngôi",
    "căn",
    "cây",
    "xã",
    "phường",
    "thôn",
    "bản",
    "tổ chức",
    "dự án",
    "lao động",
    "hộ",
    "cơ sở",
    "điểm",
    "cụm",
    "khu",
    "trường",
    "nhiệm vụ",
    "đề tài",
    "sáng kiến",
    "tuyến",
    "chợ",
    "dịch vụ",
    "nền tảng",
    "hồ sơ",
    "thủ tục",
    "chi bộ",
    "cuộc",
    "hội nghị",
    "lượt",
    "chuỗi",
    "trang trại",
    "vùng",
    "nhà",
    "trạm",
    "phòng",
    "bộ",
    "tổ",
    "câu lạc bộ",
    "hệ thống",
    "cán bộ",
    "công chức",
    "chuyên gia",
    "kỹ sư",
    "bằng",
    "văn bằng",
    "người",
];

/// The verb before a figure: where it begins, and from where its words belong to the figure ("tăng bình quân").
pub struct Verb {
    pub start: usize,
    pub change: Option<usize>,
}

/// The verb at the end of what stands before a figure.
pub fn verb(before: &str) -> Option<Verb> {
    let lower = lowered(before);
    let found = REACHES.captures(&lower)?;
    Some(Verb { start: found.get(0)?.start(), change: found.name("change").map(|change| change.start()) })
}

/// The noun phrase at the end of what stands before a verb, without what leads to it, and whether its first
/// word proves a measure.
pub fn measured(before: &str, follows_figure: bool) -> Option<(String, bool)> {
    let mut clause = before;
    let mut unit_first = follows_figure;
    for cut in [", đồng thời", ", trong đó", " trong đó"] {
        if let Some(at) = lowered(clause).rfind(cut) {
            clause = &clause[at + cut.len()..];
            unit_first = false;
            let words = clause.trim();
            if ["có ", "được ", "đã qua "].iter().any(|verb| lowered(words).starts_with(verb)) {
                return Some((words.to_owned(), false));
            }
        }
    }
    let measure = MEASURE.find(&lowered(clause)).map(|found| found.range());
    let from = match &measure {
        Some(found) => found.start,
        // After another figure its unit comes first: "…75 triệu đồng, thu gom rác đạt …".
        None if unit_first => clause.find(", ").map(|at| at + 2).or_else(|| clause.find(" và ").map(|at| at + 4)).unwrap_or(0),
        None => clause.rfind(':').map_or(0, |at| at + 1),
    };
    let name = without_time(without_opening(&clause[from..]).trim().trim_end_matches([',', ':', ' ']));
    let name = name.trim().trim_end_matches([',', ':', ' ']);
    (name.split_whitespace().count() >= 2 && !name.starts_with(|c: char| c.is_ascii_digit())).then(|| (name.to_owned(), measure.is_some()))
}

/// Whether a measure stands in what comes before a figure without a verb: "tỷ lệ nợ quá hạn dưới 0,2%".
pub fn has_measure(before: &str) -> bool {
    MEASURE.is_match(&lowered(before))
}

/// Nothing but time: "đến năm 2030 đạt 80%" goes on with the measure before it.
pub fn only_time(words: &str) -> bool {
    without_time(without_opening(words).trim_matches([',', ' ', ':'])).trim_matches([',', ' ']).is_empty()
}

fn without_opening(words: &str) -> &str {
    OPENING.find(&lowered(words)).map_or(words, |opening| &words[opening.end()..])
}

fn without_time(words: &str) -> &str {
    // Only a year ends such words.
    if !words.trim_end().ends_with(|c: char| c.is_ascii_digit()) {
        return words;
    }
    TIME_AT_END.find(&lowered(words)).map_or(words, |time| &words[..time.start()])
}

/// A noun without the place at its end: "văn bản tại cấp tỉnh" gives "văn bản".
pub fn without_place(noun: &str) -> &str {
    let at = [" tại ", " ở ", " đối với "].iter().filter_map(|word| noun.rfind(word)).max().or_else(|| noun.rfind(" cấp "));
    at.map_or(noun, |at| &noun[..at])
}

/// "ở cấp tỉnh", "tại các xã": where the measure before it holds.
pub fn place(words: &str) -> Option<String> {
    let own = phrase(words);
    let lower = lowered(&own);
    (["ở ", "tại ", "đối với ", "cấp "].iter().any(|word| lower.starts_with(word)) && own.split_whitespace().count() <= 8).then_some(own)
}

/// The noun phrase after a figure.
pub fn phrase(after: &str) -> String {
    let end = ENDS.find(&lowered(after)).map_or(after.len(), |found| found.start());
    let own = after[..end].trim().trim_end_matches([',', ';', '.', ' ']);
    let own = own.strip_suffix(" và").unwrap_or(own).trim_end_matches([',', ' ']);
    without_time(own).trim().to_owned()
}

/// The noun of a phrase, before what is said of it.
pub fn noun(phrase: &str) -> &str {
    PREDICATE.find(&lowered(phrase)).map_or(phrase, |found| &phrase[..found.start()])
}

/// What is said of the noun: " được ký số".
pub fn predicate(phrase: &str) -> Option<&str> {
    if let Some(first) = ["được ", "có ", "đạt ", "sử dụng ", "tham gia "].iter().find(|verb| lowered(phrase).starts_with(**verb))
    {
        return Some(phrase).filter(|phrase| phrase.len() > first.len());
    }
    PREDICATE.find(&lowered(phrase)).map(|found| phrase[found.start()..].trim_start())
}

/// "tỷ lệ lao động qua đào tạo" narrowed by "có bằng cấp": the measure without its own qualifier.
pub fn narrowed(measure: &str, predicate: &str) -> String {
    static QUALIFIER: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\s(?:qua|được|có|đạt|tham gia|sử dụng|đã qua)\s").expect("the pattern is a literal of this file"));
    let end = QUALIFIER.find(&lowered(measure)).map_or(measure.len(), |found| found.start());
    format!("{} {predicate}", &measure[..end])
}

/// "% giá trị các ngành kinh tế", "%/năm": the unit of a percentage that follows its measure.
pub fn of_percent(after: &str) -> String {
    static PER: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^\s?(/\s?\p{L}+(?:\s?/\s?\p{L}+)*)").expect("the pattern is a literal of this file"));
    if let Some(found) = PER.captures(after) {
        return format!("%{}", found[1].replace(' ', ""));
    }
    let tail = after.split([',', ';', '(', ')', ':']).next().unwrap_or_default().trim();
    let tail = tail.split(" và ").next().unwrap_or_default().trim();
    let tail = without_time(tail).trim();
    const NO_UNIT: [&str; 27] = [
        "trong", "so", "vào", "theo", "trở", "và", "đến", "tại", "ở", "mỗi", "hằng", "hàng", "để", "nhằm", "trên", "cho", "đối", "từ",
        "qua", "của", "năm", "thuộc", "kế", "có", "được", "trước", "hoặc",
    ];
    let first = lowered(tail.split_whitespace().next().unwrap_or_default());
    let counts = !tail.is_empty() && tail.split_whitespace().count() <= 8 && !NO_UNIT.contains(&first.as_str());
    if counts { format!("% {tail}") } else { "%".to_owned() }
}

/// A unit of measure right behind a figure, and how many bytes it takes.
pub fn unit(after: &str) -> Option<(String, usize)> {
    let lower = lowered(after);
    let unit = UNIT.captures(&lower)?.name("unit")?;
    Some((after[unit.range()].split_whitespace().collect::<Vec<_>>().join(" "), unit.end()))
}

/// The noun that counts: "hợp tác xã" of "hợp tác xã nông nghiệp".
pub fn counted(phrase: &str) -> Option<String> {
    let lower = lowered(phrase);
    let begins = |noun: &&&str| lower.strip_prefix(**noun).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', ',']));
    COUNTED.iter().filter(begins).max_by_key(|noun| noun.len()).map(|noun| phrase[..noun.len()].to_owned())
}
