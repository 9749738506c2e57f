//! `POST /reminders/letters`: the letter that reminds the chosen units, as a Word file to be numbered and signed.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::calls;
use super::unit::oversees;
use crate::access;
use crate::auth::CheckedForm;
use crate::documents::layout_state::MEDIA_TYPE;
use crate::documents::reminder_letter::{self, LateWork, Sender};
use crate::domain::as_of::days_after;
use crate::error::Result;
use crate::pages::attachment::attachment;
use crate::pages::frame::Reader;
use crate::state::AppState;
use crate::store::{Tx, late_work, units};

/// Units in one letter, and pieces of work of each.
const MOST_UNITS: usize = 100;
const MOST_WORK: i64 = 200;

/// Above these stands nobody in the head of a document (Nghị định 30/2020/NĐ-CP, Phụ lục I, mục II.2).
const OWN_HEAD: [&str; 5] = ["province", "district", "commune", "party-committee", "front"];

pub async fn make(
    State(state): State<AppState>,
    reader: Reader,
    CheckedForm(pairs): CheckedForm<Vec<(String, String)>>,
) -> Result<Response> {
    let today = state.clock.today();
    let mut chosen: Vec<i64> = pairs.iter().filter(|(name, _)| name == "don_vi").filter_map(|(_, id)| id.parse().ok()).collect();
    chosen.dedup();
    if chosen.is_empty() || chosen.len() > MOST_UNITS {
        let sentence = format!("Đề nghị chọn từ 1 đến {MOST_UNITS} đơn vị để đưa vào công văn");
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, calls::shown(&state, reader, 1, Some(sentence)).await?).into_response());
    }
    let actor = reader.actor(&state);
    let mut tx = state.db.write_by(actor).await?;
    let mut work = Vec::new();
    for unit in &chosen {
        access::require(oversees(&mut tx, &reader, *unit, today).await?)?;
        for row in late_work::of_unit(&mut tx, *unit, days_after(today, -1), MOST_WORK).await? {
            work.push(LateWork { unit: row.unit_name, task: row.task_name, source: row.plan_number, due: row.due });
        }
    }
    if work.is_empty() {
        drop(tx);
        let sentence = "Các đơn vị đã chọn không còn nhiệm vụ quá hạn".to_owned();
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, calls::shown(&state, reader, 1, Some(sentence)).await?).into_response());
    }
    let sender = sender(&mut tx, &reader, today).await?;
    late_work::letter_made(&mut tx, actor, &chosen, work.len()).await?;
    let bytes = reminder_letter::letter(&sender, &work, today)?;
    tx.commit().await?;
    let name = attachment(&format!("cong-van-don-doc-{today}.docx"), "cong-van-don-doc");
    Ok(([(header::CONTENT_TYPE, header::HeaderValue::from_static(MEDIA_TYPE)), (header::CONTENT_DISPOSITION, name)], bytes).into_response())
}

/// Whoever makes the letter makes it for the unit of the post.
async fn sender(tx: &mut Tx, reader: &Reader, today: jiff::civil::Date) -> Result<Sender> {
    let Some(unit) = reader.user.posts.first().and_then(|post| post.unit_id) else {
        return Ok(Sender { superior: None, agency: "………………".to_owned() });
    };
    let agency = units::find(tx, unit).await?;
    let above = units::path(tx, unit, today).await?.pop();
    let superior = above.filter(|_| !OWN_HEAD.contains(&agency.kind.as_str())).map(|above| above.name);
    Ok(Sender { superior, agency: agency.name })
}
