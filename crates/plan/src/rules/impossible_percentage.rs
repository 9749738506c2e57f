use super::rows::{cell_place, indicator_label, indicator_rows};
use super::{Checked, Diagnostics, Rule};
use crate::diagnostic::{Diagnostic, Severity};
use crate::parse::money::shown;
use crate::plan::{Indicator, Role};

pub const RULE: Rule =
    Rule { name: "impossible-percentage", severity: Severity::Error, doc: include_str!("impossible_percentage.md"), check };

/// What may well pass a hundred in a hundred: growth, comparison with a base, several per head.
const BEYOND: [&str; 12] =
    ["tăng", "so với", "gấp", "tốc độ", "năng suất", "chỉ số", "dự toán", "kế hoạch", "thuê bao", "nợ", "vốn", "giảm"];

fn check(checked: &Checked<'_>, out: &mut Diagnostics) {
    for found in indicator_rows(checked) {
        let Some(target) = &found.indicator.target else { continue };
        let highest = target.high.into_iter().chain(target.value).fold(0.0, f64::max);
        if highest <= 100.0 || !is_share(found.indicator) {
            continue;
        }
        let message = format!("{} đặt {}%, tỷ lệ không thể quá 100%", indicator_label(found.indicator), shown(highest));
        let help = Some("ghi lại con số, hoặc nêu rõ so với mốc nào nếu là mức tăng".to_owned());
        let cell = cell_place(found.row, Role::Target, &found.indicator.span);
        // With one column per year the row knows the place of one of its targets only.
        let written = target.text.clone().unwrap_or_default();
        let place = if cell.text.contains(&written) { cell } else { &found.indicator.span };
        out.push(Diagnostic { help, quote: Some(written), ..RULE.at(place, message) });
    }
}

fn is_share(indicator: &Indicator) -> bool {
    let name = indicator.name.to_lowercase();
    let percent = indicator.unit.as_deref().is_some_and(|unit| unit.trim_start().starts_with('%'))
        || (indicator.unit.is_none()
            && indicator.target.as_ref().and_then(|target| target.text.as_deref()).is_some_and(|text| text.contains('%')));
    let share = name.contains("tỷ lệ") || name.contains("tỉ lệ") || name.contains("tỷ trọng") || name.contains("tỉ trọng");
    percent && share && !BEYOND.iter().any(|word| name.contains(word))
}
