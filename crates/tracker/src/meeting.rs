//! The conclusions of a meeting, pasted as text: what the compiler found goes to review, with what a person said about
//! the document laid over it.

use jiff::civil::Date;
use roviec_plan::Compiled;

use crate::domain::draft::{Edit, Field, Fields, RowKey, Table, check};
use crate::domain::typed_work::{Fault, Texts};
use crate::domain::written::{day, parsed_day};
use crate::error::Result;
use crate::store::audit::Actor;
use crate::store::intakes::{self, NewIntake};
use crate::store::{Tx, plans};
use crate::take_in;

/// Bytes of a pasted text: some sixty pages.
pub const LONGEST: usize = 200 << 10;
/// Name of the text among the files.
pub const FILE: &str = "ket-luan-cuoc-hop.txt";
const KIND: &str = "Kết luận cuộc họp";

/// What the document says of itself, what a person typed going first.
pub fn head(compiled: &Compiled, typed: &Texts) -> Texts {
    let said = |field: &Field| {
        let typed = typed.get(field).map(|text| roviec_plan::document::clean(text)).filter(|text| !text.is_empty());
        (*field, typed.unwrap_or_else(|| compiled.plan.document.text(*field)))
    };
    let mut out: Texts = Field::of(Table::Document).iter().map(said).collect();
    let kind = out.entry(Field::Kind).or_default();
    if kind.is_empty() {
        KIND.clone_into(kind);
    }
    out
}

/// What is wrong in the head, or missing in it.
pub fn faults(head: &Texts, today: Date) -> Vec<Fault> {
    let mut out = Vec::new();
    let mut push = |field: Field, sentence: String| out.push(Fault { row: None, field, sentence });
    for (field, text) in head {
        if let Err(sentence) = check(Table::Document, *field, text) {
            push(*field, sentence);
        }
    }
    let issued = head.get(&Field::IssuedOn).map_or("", String::as_str);
    match parsed_day(issued) {
        None if issued.is_empty() => {
            push(Field::IssuedOn, "Ngày ban hành: chưa tìm thấy trong nội dung; đề nghị ghi theo dạng 30/06/2026".to_owned());
        }
        Some(issued) if issued > today => {
            push(Field::IssuedOn, format!("Ngày ban hành: {} sau ngày hôm nay ({})", day(issued), day(today)));
        }
        _ => {}
    }
    out
}

/// Takes the text in, to be reviewed. `head` is what [`head`] gave.
///
/// # Errors
/// The database fails.
pub async fn take(tx: &mut Tx, actor: Actor, compiled: &Compiled, text: Vec<u8>, head: &Texts) -> Result<i64> {
    let title = head.get(&Field::Title).map_or(FILE, String::as_str);
    let intake = intakes::create(tx, actor, NewIntake { origin: "meeting", title, files_of: None }).await?;
    take_in::review(tx, actor, intake, compiled, vec![text]).await?;
    let read = intakes::reading(tx, intake).await?.draft.document;
    let typed = head.iter().filter(|(field, text)| read.row.text(**field) != **text);
    let edits: Vec<Edit> = typed.map(|(field, text)| Edit::Set { row: RowKey::document(), field: *field, to: text.clone() }).collect();
    intakes::append(tx, actor, intake, false, &edits).await?;
    if intakes::find(tx, intake).await?.plan_id.is_none() {
        let document = intakes::reading(tx, intake).await?.draft.document.row;
        if let Some(known) = plans::same_document(tx, &document).await? {
            take_in::load_again(tx, actor, intake, Some(known)).await?;
        }
    }
    Ok(intake)
}
