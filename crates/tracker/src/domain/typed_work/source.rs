//! Typed work as a document of its own: plain text with one line for each task, so that a task has its place in it.

use roviec_plan::Compiled;
use roviec_plan::document::{Format, Place, Span};
use roviec_plan::plan::{Plan, Source, Task};
use sha2::{Digest, Sha256};

use super::TypedWork;
use crate::domain::written::day;

const FILE: &str = "noi-dung-nhap.txt";

impl TypedWork {
    /// What is taken in: the text, kept byte for byte, and what it says.
    pub fn compiled(&self) -> (Compiled, String) {
        let document = self.document();
        let mut lines = vec![self.first_line()];
        lines.extend(document.issuer.as_ref().map(|issuer| format!("Cơ quan ban hành: {issuer}")));
        lines.extend(document.title.as_ref().map(|title| format!("Trích yếu: {title}")));
        let mut tasks = self.tasks();
        for (index, task) in tasks.iter_mut().enumerate() {
            let mark = format!("{}. ", index + 1);
            lines.extend([String::new(), format!("{mark}{}", sentence(task))]);
            let (line, column) = (lines.len() as u32, mark.chars().count() as u32 + 1);
            let end_column = column + task.name.chars().count() as u32;
            task.span = Span { file: 0, text: task.name.clone(), place: Place::Lines { line, column, end_line: line, end_column } };
        }
        let text = lines.join("\n") + "\n";
        let sha256 = Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect();
        let source = Source { file: FILE.to_owned(), sha256, format: Format::Text, pages: None };
        let plan = Plan { document, tasks, ..Plan::default() };
        (Compiled { sources: vec![source], plan, ..Compiled::default() }, text)
    }

    /// "Công văn số 123/UBND-VX ngày 05/11/2026".
    fn first_line(&self) -> String {
        let document = self.document();
        let kind = document.kind.unwrap_or_default();
        let number = document.number.map(|number| format!(" số {number}")).unwrap_or_default();
        let issued = document.issued_on.map(|issued| format!(" ngày {}", day(issued))).unwrap_or_default();
        format!("{kind}{number}{issued}")
    }
}

fn sentence(task: &Task) -> String {
    let deadline = task.deadline.as_ref().and_then(|deadline| deadline.text.clone()).unwrap_or_default();
    let parts = [
        ("chủ trì", task.lead.join("; ")),
        ("phối hợp", task.coordinating.join("; ")),
        ("sản phẩm", task.product.clone().unwrap_or_default()),
        ("thời hạn", deadline),
    ];
    let said: Vec<String> = parts.iter().filter(|(_, text)| !text.is_empty()).map(|(label, text)| format!("{label}: {text}")).collect();
    format!("{} ({})", task.name, said.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::draft::Field;

    #[test]
    fn each_task_points_at_its_words_in_the_text() {
        let texts = |fields: &[(Field, &str)]| fields.iter().map(|(field, text)| (*field, (*text).to_owned())).collect();
        let head = [(Field::Kind, "Công văn"), (Field::Number, "12/UBND-VX"), (Field::IssuedOn, "5/11/2026"), (Field::Title, "Rà soát")];
        let rows =
            [texts(&[(Field::Name, "Lập danh sách"), (Field::Lead, "Sở Y tế; Sở Nội vụ")]), texts(&[]), texts(&[(Field::Name, "Báo cáo")])];
        let (compiled, text) = TypedWork { head: texts(&head), rows: rows.to_vec(), ..TypedWork::default() }.compiled();
        assert!(
            text.starts_with(
                "Công văn số 12/UBND-VX ngày 05/11/2026\nTrích yếu: Rà soát\n\n1. Lập danh sách (chủ trì: Sở Y tế; Sở Nội vụ)"
            )
        );
        assert_eq!(compiled.plan.tasks.len(), 2);
        for task in &compiled.plan.tasks {
            let Place::Lines { line, column, end_column, .. } = task.span.place else { panic!("a place in lines") };
            let line = text.lines().nth(line as usize - 1).expect("the line is there");
            let words: String = line.chars().skip(column as usize - 1).take((end_column - column) as usize).collect();
            assert_eq!(words, task.name);
        }
    }
}
