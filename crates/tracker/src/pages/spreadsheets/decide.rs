//! `POST /spreadsheets/{id}/mapping`, `…/loading`, `…/removal` and the marked file.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use roviec_plan::SourceFile;

use super::choices::{Choices, Form};
use super::{Opened, opened, show};
use crate::auth::CheckedForm;
use crate::auth::sign_in::Nothing;
use crate::error::{Error, Result};
use crate::load_sheet::{self, Decided, Outcome};
use crate::pages::attachment::attachment;
use crate::pages::intakes::Taker;
use crate::state::AppState;
use crate::store::sheet_mappings;

/// Remembers what was chosen and shows the rows as they would be loaded now.
pub async fn map(
    State(state): State<AppState>,
    taker: Taker,
    Path(id): Path<i64>,
    CheckedForm(form): CheckedForm<Form>,
) -> Result<Redirect> {
    chosen(&state, &taker, id, &form).await?;
    Ok(Redirect::to(&format!("/spreadsheets/{id}#xem-lai")))
}

/// What the form says, kept; and whether the rows read stay the same.
async fn chosen(state: &AppState, taker: &Taker, id: i64, form: &Form) -> Result<bool> {
    let mut tx = state.db.write_by(taker.actor(state)).await?;
    let row = sheet_mappings::find(&mut tx, id).await?;
    let before: Choices = serde_json::from_str(&row.choices_json)?;
    let choices = Choices::from_form(form, &before);
    if choices != before {
        sheet_mappings::choose(&mut tx, taker.actor(state), id, &serde_json::to_string(&choices)?).await?;
        tx.commit().await?;
    }
    Ok(choices.same_reading(&before))
}

/// Loads the rows, all or none; without a decision that is needed the page says which.
pub async fn load(
    State(state): State<AppState>,
    taker: Taker,
    Path(id): Path<i64>,
    CheckedForm(form): CheckedForm<Form>,
) -> Result<Response> {
    let seen = chosen(&state, &taker, id, &form).await?;
    let opened = opened(&state, id).await?;
    let done = match opened.choices.decided(&opened.row.name) {
        _ if !seen => Err(Error::Invalid("Các cột hoặc dòng tiêu đề vừa được đổi; hãy xem lại các dòng bên dưới rồi đưa vào".to_owned())),
        Ok(decided) => loaded(&state, &taker, &opened, &decided).await,
        Err(sentence) => Err(Error::Invalid(sentence)),
    };
    match done {
        Ok(_) => Ok(Redirect::to(&format!("/spreadsheets/{id}")).into_response()),
        Err(Error::Invalid(sentence) | Error::Conflict(sentence)) => {
            let page = show::page_of(&state, taker.0, opened, Some(sentence)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error),
    }
}

/// One transaction: the plan or the progress, what is remembered for next time, the audit entries.
async fn loaded(state: &AppState, taker: &Taker, opened: &Opened, decided: &Decided) -> Result<Outcome> {
    let actor = taker.actor(state);
    let user = &taker.0.user;
    let Opened { row, bytes, choices, reading } = opened;
    let mut tx = state.db.write_by(actor).await?;
    let file = SourceFile { name: &row.name, bytes };
    let outcome = load_sheet::load(&mut tx, actor, file, reading, decided, state.clock.today()).await?;
    sheet_mappings::loaded(&mut tx, actor, row.id, outcome.plan, &serde_json::to_string(&outcome)?).await?;
    let unit = user.posts.first().and_then(|post| post.unit_id);
    let columns = serde_json::to_string(&choices.columns)?;
    sheet_mappings::remember(&mut tx, &reading.fingerprint, (user.id, unit), &columns, actor.at).await?;
    tx.commit().await?;
    Ok(outcome)
}

/// `GET /spreadsheets/{id}/marked`: the file given back with its bad cells marked.
pub async fn marked(State(state): State<AppState>, _: Taker, Path(id): Path<i64>) -> Result<Response> {
    let mut tx = state.db.read().await?;
    let row = sheet_mappings::find(&mut tx, id).await?;
    let bytes = sheet_mappings::bytes(&mut tx, id).await?;
    drop(tx);
    let choices: Choices = serde_json::from_str(&row.choices_json)?;
    let asked = choices.asked(state.clock.today());
    let marked = state.reader.marked_sheet(&bytes, &row.name, asked).await.map_err(|failure| Error::Invalid(failure.sentence()))?;
    let kind = if bytes.starts_with(b"PK") { "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" } else { "text/csv" };
    let (stem, ending) = row.name.rsplit_once('.').unwrap_or((&row.name, "xlsx"));
    let named = format!("{stem} (cần sửa).{ending}");
    let headers = [(header::CONTENT_TYPE, HeaderValue::from_static(kind)), (header::CONTENT_DISPOSITION, attachment(&named, "can-sua"))];
    Ok((headers, marked).into_response())
}

/// `POST /spreadsheets/{id}/removal`: nothing of the file stays.
pub async fn remove(
    State(state): State<AppState>,
    taker: Taker,
    Path(id): Path<i64>,
    CheckedForm(_): CheckedForm<Nothing>,
) -> Result<Redirect> {
    let mut tx = state.db.write_by(taker.actor(&state)).await?;
    sheet_mappings::find(&mut tx, id).await?;
    sheet_mappings::remove(&mut tx, taker.actor(&state), id).await?;
    tx.commit().await?;
    Ok(Redirect::to("/spreadsheets/new"))
}
