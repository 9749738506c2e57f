//! What is wrong in typed work, one sentence for each field, all at once.

use jiff::civil::Date;

use super::{MOST_ROWS, Texts, TypedWork, cleaned, task};
use crate::domain::deadline_words::understood;
use crate::domain::draft::{Field, Table, check};
use crate::domain::written::{day, parsed_day};

#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// Place of the row; `None` in the head.
    pub row: Option<usize>,
    pub field: Field,
    pub sentence: String,
}

impl TypedWork {
    pub fn faults(&self, today: Date) -> Vec<Fault> {
        let mut out = Vec::new();
        let at = |row, field, sentence: String| Fault { row, field, sentence };
        for (field, sentence) in self.head_faults(today) {
            out.push(at(None, field, sentence));
        }
        let issued = parsed_day(&self.head(Field::IssuedOn));
        for (index, row) in self.filled() {
            out.extend(row_faults(row, issued).into_iter().map(|(field, sentence)| at(Some(index), field, sentence)));
        }
        if self.filled().next().is_none() {
            out.push(at(Some(0), Field::Name, "Chưa có nhiệm vụ nào; đề nghị ghi nội dung nhiệm vụ".to_owned()));
        }
        if self.filled().count() > MOST_ROWS {
            let sentence = format!("Mỗi lần nhận không quá {MOST_ROWS} nhiệm vụ; đề nghị chia làm nhiều lần");
            out.push(at(Some(MOST_ROWS), Field::Name, sentence));
        }
        out
    }

    fn head_faults(&self, today: Date) -> Vec<(Field, String)> {
        let mut out = Vec::new();
        let text = |field| self.head(field);
        for field in Field::of(Table::Document) {
            if let Err(sentence) = check(Table::Document, *field, &text(*field)) {
                out.push((*field, sentence));
            }
        }
        let Some(kind) = self.kind() else {
            out.push((Field::Kind, "Loại văn bản: đề nghị chọn một loại trong danh sách".to_owned()));
            return out;
        };
        let number = text(Field::Number);
        if kind.numbered && number.is_empty() {
            let name = kind.name.to_lowercase();
            out.push((Field::Number, format!("Số, ký hiệu: {name} phải có số; chưa có văn bản thì chọn loại “Chỉ đạo trực tiếp”")));
        } else if !number.is_empty() && !number.contains(|c: char| c.is_ascii_digit()) {
            out.push((Field::Number, format!("Số, ký hiệu: “{number}” chưa có số; đề nghị ghi như 123/UBND-VX")));
        }
        if kind.numbered && text(Field::Issuer).is_empty() {
            out.push((Field::Issuer, "Cơ quan ban hành: không được để trống".to_owned()));
        }
        match parsed_day(&text(Field::IssuedOn)) {
            None if text(Field::IssuedOn).is_empty() => {
                out.push((Field::IssuedOn, "Ngày ban hành: không được để trống; đề nghị ghi theo dạng 30/06/2026".to_owned()));
            }
            Some(issued) if issued > today => {
                out.push((Field::IssuedOn, format!("Ngày ban hành: {} sau ngày hôm nay ({})", day(issued), day(today))));
            }
            _ => {}
        }
        out
    }
}

fn row_faults(row: &Texts, issued: Option<Date>) -> Vec<(Field, String)> {
    let mut out = Vec::new();
    for field in super::ROW_FIELDS {
        let text = cleaned(row, field);
        let label = field.label(Table::Tasks);
        if let Err(sentence) = check(Table::Tasks, field, &text) {
            out.push((field, sentence));
        } else if field == Field::Lead && text.is_empty() {
            out.push((field, format!("{label}: chưa ghi đơn vị nào; mỗi nhiệm vụ phải có đơn vị chủ trì")));
        } else if field == Field::Deadline {
            out.extend(deadline_fault(row, &text, issued).map(|sentence| (field, format!("{label}: {sentence}"))));
        }
    }
    out
}

fn deadline_fault(row: &Texts, text: &str, issued: Option<Date>) -> Option<String> {
    if text.is_empty() {
        return Some("chưa ghi; việc không có ngày kết thúc thì ghi “thường xuyên”".to_owned());
    }
    let deadline = task(row).deadline;
    if deadline.as_ref().and_then(understood).is_none() {
        return Some(format!("chưa hiểu “{text}”; đề nghị ghi như 30/6/2026, tháng 9/2026, quý III/2026 hoặc thường xuyên"));
    }
    let due = deadline.and_then(|deadline| deadline.due)?;
    let before = issued.filter(|issued| due < *issued)?;
    Some(format!("{} trước ngày ban hành văn bản ({})", day(due), day(before)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn work(head: &[(Field, &str)], rows: &[&[(Field, &str)]]) -> TypedWork {
        let texts = |fields: &[(Field, &str)]| fields.iter().map(|(field, text)| (*field, (*text).to_owned())).collect();
        TypedWork { head: texts(head), rows: rows.iter().map(|row| texts(row)).collect(), ..TypedWork::default() }
    }

    fn at(work: &TypedWork) -> Vec<(Option<usize>, Field)> {
        work.faults(date(2026, 11, 20)).into_iter().map(|fault| (fault.row, fault.field)).collect()
    }

    const HEAD: [(Field, &str); 3] =
        [(Field::Kind, "Chỉ đạo trực tiếp"), (Field::IssuedOn, "18/11/2026"), (Field::Title, "Chuẩn bị họp báo")];
    const ROW: [(Field, &str); 3] = [(Field::Name, "Soạn tài liệu"), (Field::Lead, "Sở Y tế"), (Field::Deadline, "30/11/2026")];

    #[test]
    fn a_directive_without_a_document_needs_only_title_and_day() {
        assert_eq!(at(&work(&HEAD, &[&ROW])), []);
        assert_eq!(at(&work(&HEAD[..1], &[&ROW])), [(None, Field::Title), (None, Field::IssuedOn)]);
    }

    #[test]
    fn a_letter_needs_its_number_and_issuer() {
        let head = [(Field::Kind, "Công văn"), HEAD[1], HEAD[2]];
        assert_eq!(at(&work(&head, &[&ROW])), [(None, Field::Number), (None, Field::Issuer)]);
    }

    #[test]
    fn all_faults_of_all_rows_are_told_and_empty_rows_are_none() {
        let wrong: &[(Field, &str)] = &[(Field::Name, " "), (Field::Lead, ""), (Field::Deadline, "sớm")];
        let past: &[(Field, &str)] = &[ROW[0], ROW[1], (Field::Deadline, "30/11/2025")];
        let work = work(&HEAD, &[wrong, &[(Field::Name, "")], past]);
        let expected = [(Some(0), Field::Name), (Some(0), Field::Lead), (Some(0), Field::Deadline), (Some(2), Field::Deadline)];
        assert_eq!(at(&work), expected);
    }

    #[test]
    fn a_form_without_a_task_and_a_day_to_come_are_refused() {
        let head = [HEAD[0], (Field::IssuedOn, "21/11/2026"), HEAD[2]];
        assert_eq!(at(&work(&head, &[])), [(None, Field::IssuedOn), (Some(0), Field::Name)]);
    }
}
