//! What superior plans lay on a plan, as sheets: every row of theirs with what answers it, and ours that answer none.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::sheet::{self, Column, Value};
use crate::cascade::{Answer, Cascade, Concern};
use crate::render::Lang;
use crate::render::labels::place;
use crate::render::verdicts::{target_verdict, task_verdict};

const TASKS: &[Column] = &[
    Column("Kế hoạch cấp trên", 22.0),
    Column("TT cấp trên", 7.0),
    Column("Nhiệm vụ cấp trên", 40.0),
    Column("Giao bằng", 20.0),
    Column("Thời hạn cấp trên", 13.0),
    Column("Kết luận", 11.0),
    Column("TT của ta", 7.0),
    Column("Nhiệm vụ trả lời", 40.0),
    Column("Độ giống", 8.0),
    Column("Vì sao", 50.0),
    Column("Cơ quan không còn", 16.0),
    Column("Vị trí ở cấp trên", 14.0),
];

const INDICATORS: &[Column] = &[
    Column("Kế hoạch cấp trên", 22.0),
    Column("TT cấp trên", 7.0),
    Column("Chỉ tiêu cấp trên", 40.0),
    Column("Giao bằng", 20.0),
    Column("Năm", 7.0),
    Column("Mục tiêu cấp trên", 12.0),
    Column("Kết luận", 11.0),
    Column("TT của ta", 7.0),
    Column("Chỉ tiêu trả lời", 36.0),
    Column("Mục tiêu của ta", 12.0),
    Column("Độ giống", 8.0),
    Column("Vì sao", 50.0),
    Column("Cơ quan không còn", 16.0),
    Column("Vị trí ở cấp trên", 14.0),
];

const BEYOND: &[Column] = &[
    Column("Kế hoạch cấp trên", 22.0),
    Column("Loại", 12.0),
    Column("TT của ta", 7.0),
    Column("Nội dung", 60.0),
    Column("Gần với hàng giao cơ quan khác", 30.0),
];

/// Adds the sheets; none where no superior plan was given.
pub fn add(book: &mut Workbook, cascades: &[Cascade]) -> Result<(), XlsxError> {
    let Some(first) = cascades.first() else { return Ok(()) };
    let heading = format!("Đối chiếu với {}", first.title);
    sheet::add(book, "Đối chiếu nhiệm vụ", &heading, TASKS, &tasks(cascades))?;
    sheet::add(book, "Đối chiếu chỉ tiêu", &heading, INDICATORS, &indicators(cascades))?;
    sheet::add(book, "Ngoài cấp trên giao", &heading, BEYOND, &beyond(cascades))
}

fn tasks(cascades: &[Cascade]) -> Vec<Vec<Value<'_>>> {
    let mut rows = Vec::new();
    for cascade in cascades {
        for task in &cascade.tasks {
            rows.push(vec![
                Value::Text(&cascade.superior),
                Value::text(task.superior_no.as_deref()),
                Value::Text(&task.name),
                laid(task.concern.as_ref()),
                Value::text(task.deadline.as_deref()),
                Value::Text(task_verdict(task.verdict, Lang::Vi)),
                Value::Owned(numbers(&task.answered_by)),
                Value::Owned(names(&task.answered_by)),
                Value::number(task.answered_by.first().map(|answer| answer.score)),
                Value::Text(&task.why),
                Value::Owned(task.dissolved.join("; ")),
                Value::Owned(place(&task.span, Lang::Vi)),
            ]);
        }
    }
    rows
}

fn indicators(cascades: &[Cascade]) -> Vec<Vec<Value<'_>>> {
    let mut rows = Vec::new();
    for cascade in cascades {
        for indicator in &cascade.indicators {
            let first = indicator.answered_by.first();
            rows.push(vec![
                Value::Text(&cascade.superior),
                Value::text(indicator.superior_no.as_deref()),
                Value::Text(&indicator.name),
                laid(indicator.concern.as_ref()),
                Value::number(indicator.horizon.map(f64::from)),
                Value::text(indicator.target.as_deref()),
                Value::Text(target_verdict(indicator.verdict, Lang::Vi)),
                Value::Owned(numbers(&indicator.answered_by)),
                Value::Owned(names(&indicator.answered_by)),
                Value::text(first.and_then(|answer| answer.target.as_deref())),
                Value::number(first.map(|answer| answer.score)),
                Value::Text(&indicator.why),
                Value::Owned(indicator.dissolved.join("; ")),
                Value::Owned(place(&indicator.span, Lang::Vi)),
            ]);
        }
    }
    rows
}

fn beyond(cascades: &[Cascade]) -> Vec<Vec<Value<'_>>> {
    let mut rows = Vec::new();
    for cascade in cascades {
        let tasks = cascade.beyond.tasks.iter().map(|own| ("Nhiệm vụ", own));
        let indicators = cascade.beyond.indicators.iter().map(|own| ("Chỉ tiêu", own));
        for (kind, own) in tasks.chain(indicators) {
            rows.push(vec![
                Value::Text(&cascade.superior),
                Value::Text(kind),
                Value::text(own.no.as_deref()),
                Value::Text(&own.name),
                Value::text(own.near.as_deref()),
            ]);
        }
    }
    rows
}

fn laid(concern: Option<&Concern>) -> Value<'_> {
    let words = concern.filter(|concern| !concern.words.is_empty());
    words.map_or(Value::Empty, |concern| Value::Owned(format!("{} ({})", concern.words, concern.role.vietnamese())))
}

fn numbers(answers: &[Answer]) -> String {
    answers.iter().filter_map(|answer| answer.no.as_deref()).collect::<Vec<_>>().join("; ")
}

fn names(answers: &[Answer]) -> String {
    answers.iter().map(|answer| answer.name.as_str()).collect::<Vec<_>>().join("\n")
}
