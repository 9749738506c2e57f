//! `GET /calendar/{token}`: due days for a person's own calendar. No sign-in: the address itself is the secret.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::auth::tokens;
use crate::clock::Clock;
use crate::domain::as_of::days_after;
use crate::error::{Error, Result};
use crate::exchange::calendar::{self, Event};
use crate::state::AppState;
use crate::store::calendar_feeds::{self, DueDay};
use crate::store::users;

/// Programs ask a few times an hour; more often than this nobody is answered.
const SECONDS: i64 = 20;
/// Days back, so that what is late stays in sight, and days in all.
const BACK: i64 = 180;
const MOST: i64 = 500;

pub async fn show(State(state): State<AppState>, Path(name): Path<String>) -> Result<Response> {
    let token = name.strip_suffix(".ics").filter(|token| token.len() == 64).ok_or(Error::NotFound)?;
    let (digest, now, today) = (tokens::digest(token), Clock::System.now(), state.clock.today());
    // Whoever guesses takes no lock.
    let mut tx = state.db.read().await?;
    let (user, _) = calendar_feeds::owner(&mut tx, &digest).await?.ok_or(Error::NotFound)?;
    drop(tx);
    let mut tx = state.db.write().await?;
    let may = calendar_feeds::asked(&mut tx, &digest, now, now - SECONDS).await?;
    tx.commit().await?;
    if !may {
        return Ok((StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, HeaderValue::from(SECONDS))]).into_response());
    }
    let mut tx = state.db.read().await?;
    let days = calendar_feeds::due_days(&mut tx, user, today, days_after(today, -BACK), MOST).await?;
    let owner = users::name(&mut tx, user).await?;
    drop(tx);
    let events: Vec<Event> = days.into_iter().map(event).collect();
    let text = calendar::written(&format!("Rõ Việc: việc đến hạn của {owner}"), &events, now);
    let kind = HeaderValue::from_static("text/calendar; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, HeaderValue::from_static("no-store"))], text).into_response())
}

fn event(day: DueDay) -> Event {
    let place = [day.unit_name, day.plan_number].into_iter().flatten().collect::<Vec<_>>().join(", ");
    Event { id: format!("assignment-{}", day.assignment_id), on: day.due, title: format!("Đến hạn: {}", day.task_name), words: place }
}
