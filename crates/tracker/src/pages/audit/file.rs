//! `GET /audit/file`: the filtered entries as CSV. That somebody took them is an entry itself.

use axum::extract::{Query, State};
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;

use super::who::Who;
use super::{Asked, Inspector, reach, words};
use crate::clock;
use crate::domain::written;
use crate::error::{Error, Result};
use crate::pages::attachment::attachment;
use crate::state::AppState;
use crate::store::audit::{self, Listed, ListedEntry, Start};

/// Entries of one file: beyond that the days are narrowed.
const MOST: usize = 100_000;

pub async fn file(State(state): State<AppState>, Inspector(reader): Inspector, Query(asked): Query<Asked>) -> Result<impl IntoResponse> {
    let asked = asked.checked()?;
    let actor = reader.actor(&state);
    // Reading takes a while: nobody who writes waits for it.
    let mut tx = state.db.read().await?;
    let within = reach(&mut tx, &state, &reader).await?;
    let who = Who::of(&mut tx, &asked.nguoi, within).await?;
    if !who.is_settled() {
        return Err(Error::Invalid("Chưa rõ là nhật ký của ai; đề nghị chọn một người trên trang nhật ký rồi tải về".to_owned()));
    }
    let Listed { entries, older, .. } = audit::list(&mut tx, &asked.filter(&who, within), Start::Newest, MOST).await?;
    if older {
        let most = written::count(MOST as i64);
        return Err(Error::Invalid(format!("Có nhiều hơn {most} mục của một tệp; đề nghị chọn khoảng ngày hẹp hơn")));
    }
    let filter: Vec<String> =
        asked.pairs().iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| format!("{name}={value}")).collect();
    drop(tx);
    let taken = serde_json::json!({ "entries": entries.len(), "filter": filter });
    let mut tx = state.db.write_by(actor).await?;
    audit::append(&mut tx, actor, "audit-exported", ("audit", None), (None::<&()>, Some(&taken))).await?;
    tx.commit().await?;
    let head =
        ["chuỗi", "mục", "lúc", "người", "tên đăng nhập", "chức trách", "đơn vị", "địa chỉ", "việc", "đối tượng", "số", "trước", "sau"];
    // A mark of the encoding, without which Excel garbles the letters.
    let mut out = format!("\u{feff}{}\r\n", line(&head.map(str::to_owned)));
    for entry in &entries {
        out += &line(&cells(entry));
        out += "\r\n";
    }
    let kind = HeaderValue::from_static("text/csv; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, attachment("nhật ký.csv", "nhat-ky"))], out))
}

fn cells(entry: &ListedEntry) -> [String; 13] {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let number = |value: Option<i64>| value.map(|value| value.to_string()).unwrap_or_default();
    [
        text(&entry.chain),
        number(entry.number),
        clock::time_of(entry.at).strftime("%d/%m/%Y %H:%M:%S").to_string(),
        text(&entry.person),
        text(&entry.login),
        entry.role.as_deref().map(words::role).unwrap_or_default().to_owned(),
        text(&entry.unit),
        text(&entry.source),
        words::action(&entry.action).to_owned(),
        words::subject(&entry.subject).to_owned(),
        number(entry.subject_id),
        text(&entry.before_json),
        text(&entry.after_json),
    ]
}

/// RFC 4180, 2; what a spreadsheet would take for a formula gets an apostrophe.
fn line(cells: &[String]) -> String {
    let cell = |cell: &String| {
        let calm = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.clone() };
        if calm.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", calm.replace('"', "\"\"")) } else { calm }
    };
    cells.iter().map(cell).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn a_cell_is_quoted_where_it_has_to_be_and_never_a_formula() {
        let cells = ["a", "b,c", "d \"e\"", "=1+1", ""].map(str::to_owned);
        assert_eq!(line(&cells), "a,\"b,c\",\"d \"\"e\"\"\",'=1+1,");
    }
}
