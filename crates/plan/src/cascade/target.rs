//! Two targets of one indicator for one year: which asks more.

use super::TargetVerdict;
use super::indicators::written;
use crate::matching::words::{folded, syllables};
use crate::plan::{self, Indicator, Target};

/// How our target stands to the superior's, with the words that say so.
pub struct Comparison {
    pub verdict: TargetVerdict,
    pub words: String,
}

/// Words of things of which fewer are better, in the name of an indicator.
const FEWER_IS_BETTER: [&str; 16] = [
    "hộ nghèo",
    "hộ cận nghèo",
    "nghèo đa chiều",
    "thất nghiệp",
    "tử vong",
    "suy dinh dưỡng",
    "tai nạn",
    "vi phạm",
    "tội phạm",
    "bỏ học",
    "tảo hôn",
    "thứ hạng",
    "xếp hạng",
    "thời gian giải quyết",
    "quá hạn",
    "sinh con thứ",
];
/// With these the thing is turned round: "tỷ lệ hộ nghèo giảm" should be high, "giảm còn" low again.
const TURNED: [&str; 3] = ["giảm", "thoát", "xóa"];

/// Compares our target with the superior's. `to_all` says the superior speaks to every unit of our level: then a
/// count of things ("1.250 tổ") is theirs together and ours is only a part of it.
pub fn compare(asked: &Indicator, own: &Indicator, to_all: bool) -> Comparison {
    let words = format!("ta đặt {}, cấp trên yêu cầu {}", shown(own), shown(asked));
    let (Some(above), Some(ours)) = (&asked.target, &own.target) else {
        return Comparison { verdict: TargetVerdict::Equal, words };
    };
    let (Some((low, high)), Some((own_low, own_high))) = (bounds(above, asked.unit.as_deref()), bounds(ours, own.unit.as_deref())) else {
        let same = above.text.as_deref().map(folded) == ours.text.as_deref().map(folded);
        let words = if same { words } else { format!("{words}; mục tiêu bằng chữ, cần người so sánh") };
        return Comparison { verdict: TargetVerdict::Equal, words };
    };
    let fewer = fewer_is_better(asked, above);
    // Of a range the end that is easier to reach counts.
    let (least, own_least) = if fewer { (-high, -own_high) } else { (low, own_low) };
    let most = if fewer { -low } else { high };
    let verdict = if own_least < least - TINY {
        TargetVerdict::Lower
    } else if own_least > most + TINY {
        TargetVerdict::Higher
    } else {
        TargetVerdict::Equal
    };
    if verdict == TargetVerdict::Lower && to_all && counts_things(asked) {
        let words = format!("{words}; số của cả cấp trên, phần của ta không suy ra được");
        return Comparison { verdict: TargetVerdict::Equal, words };
    }
    Comparison { verdict, words }
}

const TINY: f64 = 1e-9;

fn shown(indicator: &Indicator) -> String {
    written(indicator).unwrap_or_else(|| "không có con số".to_owned())
}

/// The range a target means, money in đồng.
fn bounds(target: &Target, unit: Option<&str>) -> Option<(f64, f64)> {
    let scale = unit.map_or(1.0, money);
    let value = target.value? * scale;
    Some((value, target.high.map_or(value, |high| high * scale)))
}

fn money(unit: &str) -> f64 {
    let unit = folded(unit).join(" ");
    let starts = |word: &str| unit.starts_with(&folded(word).join(" "));
    match () {
        () if starts("nghìn tỷ") => 1e12,
        () if starts("tỷ đồng") => 1e9,
        () if starts("triệu đồng") || starts("triệu") => 1e6,
        () if starts("nghìn đồng") || starts("ngàn đồng") => 1e3,
        () => 1.0,
    }
}

fn fewer_is_better(indicator: &Indicator, target: &Target) -> bool {
    if matches!(target.op, plan::Comparison::AtMost | plan::Comparison::Below) {
        return true;
    }
    if matches!(target.op, plan::Comparison::AtLeast | plan::Comparison::Above) {
        return false;
    }
    let name = format!(" {} ", folded(&indicator.name).join(" "));
    let has = |words: &str| name.contains(&format!(" {} ", folded(words).join(" ")));
    if !FEWER_IS_BETTER.iter().any(|words| has(words)) {
        let unit = indicator.unit.as_deref().map(|unit| folded(unit).join(" ")).unwrap_or_default();
        return ["thứ hạng", "thứ bậc"].iter().any(|words| unit == folded(words).join(" "));
    }
    !TURNED.iter().any(|words| has(words)) || has("còn") || has("xuống")
}

/// A count of things, not a share, an average, a rank or a rate: such figures add up over units.
fn counts_things(indicator: &Indicator) -> bool {
    let unit = indicator.unit.as_deref().unwrap_or_default();
    let name = indicator.name.to_lowercase();
    let rate = unit.contains('%') || unit.contains('/') || unit.to_lowercase().contains("thứ");
    let each =
        ["mỗi ", "từng ", "bình quân", "trung bình", "tỷ lệ", "tỉ lệ", "tốc độ", "mức độ", "chỉ số", "xếp hạng", "thứ hạng", "thời gian"];
    let measured = ["mbps", "ngày", "giờ", "phút", "điểm", "mức", "tuổi"];
    !rate
        && !each.iter().any(|word| name.contains(word))
        && !measured.contains(&unit.to_lowercase().as_str())
        && !syllables(unit).is_empty()
}
