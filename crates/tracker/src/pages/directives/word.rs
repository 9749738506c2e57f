//! `GET /meetings/{id}/directives.docx`: a meeting's list of directives in the official layout.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;

use crate::documents::directive_list::{Issuer, directive_list};
use crate::documents::layout_state::MEDIA_TYPE;
use crate::domain::written;
use crate::error::Result;
use crate::pages::attachment::attachment;
use crate::state::AppState;
use crate::store::{Tx, directives, units};

const AUTHORITY: &str = "Ủy ban nhân dân ";
/// Kinds of units that write under their own name alone.
const AUTHORITIES: [&str; 5] = ["province", "district", "commune", "party-committee", "front"];

pub async fn word(State(state): State<AppState>, Path(id): Path<i64>) -> Result<impl IntoResponse> {
    let as_of = state.as_of();
    let mut tx = state.db.read().await?;
    let meeting = directives::find_meeting(&mut tx, id).await?;
    let rows = directives::of_meeting(&mut tx, id, as_of).await?;
    let issuer = issuer(&mut tx, meeting.unit_id, as_of.today).await?;
    drop(tx);
    let name = format!("Ý kiến chỉ đạo {} {}.docx", meeting.name, written::day(meeting.held_on).replace('/', "-"));
    let bytes = directive_list(&issuer, &meeting, &rows, as_of.today)?;
    let headers =
        [(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE)), (header::CONTENT_DISPOSITION, attachment(&name, "chi-dao"))];
    Ok((headers, bytes))
}

/// Whose document it is; blank where nobody's.
async fn issuer(tx: &mut Tx, unit: Option<i64>, today: jiff::civil::Date) -> Result<Issuer> {
    let Some(unit) = unit else { return Ok(Issuer { superior: None, agency: "…………………………".to_owned() }) };
    let unit = units::find(tx, unit).await?;
    let superior = if AUTHORITIES.contains(&unit.kind.as_str()) { None } else { units::path(tx, unit.id, today).await?.pop() };
    // The authority of a place stands above the place, as letters have it.
    let agency = match unit.name.strip_prefix(AUTHORITY) {
        Some(place) => format!("{}\n{}", AUTHORITY.trim_end(), place),
        None => unit.name,
    };
    Ok(Issuer { superior: superior.map(|superior| superior.name), agency })
}
