//! `/plans/{id}/reminders`: how a plan reminds. Everybody may look; the focal point of the plan changes it.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use crate::access;
use crate::auth::CheckedForm;
use crate::domain::reminder::{Line, Occasion, Rules};
use crate::error::{Error, Result};
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::page;
use crate::state::AppState;
use crate::store::plans::{self, PlanRow};
use crate::store::{Tx, posts, reminders};

#[derive(Template)]
#[template(path = "reminders/rules.html")]
struct Show {
    frame: Frame,
    plan: PlanRow,
    rows: Vec<Row>,
    /// The plan has rules of its own.
    is_own: bool,
    may_change: bool,
    refusal: Option<String>,
}

/// One line as it stands in the form.
struct Row {
    occasion: Occasion,
    before: String,
    on_day: bool,
    from: String,
    every: String,
}

impl Row {
    fn of(occasion: Occasion, line: &Line) -> Self {
        let before = line.before.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
        Self { occasion, before, on_day: line.on_day, from: line.from.to_string(), every: line.every.to_string() }
    }

    /// As it was typed.
    fn typed(occasion: Occasion, pairs: &[(String, String)]) -> Self {
        let field = |part: &str| {
            let name = format!("{part}-{}", occasion.name());
            pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| value.trim().to_owned())
        };
        let text = |part| field(part).unwrap_or_default();
        Self { occasion, before: text("truoc"), on_day: field("dung").is_some(), from: text("tu"), every: text("cu") }
    }

    fn line(&self) -> Result<Line> {
        let number = |text: &str, what: &str| match text {
            "" => Ok(0),
            text => text.parse().map_err(|_| self.wrong(&format!("{what} chưa đúng: {text}"))),
        };
        let before = self.before.split([',', ';', ' ']).filter(|part| !part.is_empty());
        let line = Line {
            before: before.map(|days| number(days, "số ngày trước hạn")).collect::<Result<_>>()?,
            on_day: self.on_day,
            from: number(&self.from, "ngày quá hạn bắt đầu nhắc")?,
            every: number(&self.every, "số ngày giữa hai lần nhắc")?,
        };
        line.check().map_err(|refusal| self.wrong(&refusal.to_string()))?;
        Ok(line)
    }

    fn wrong(&self, what: &str) -> Error {
        Error::Invalid(format!("{}, {}: {what}", self.occasion.matter(), self.occasion.label().to_lowercase()))
    }
}

pub async fn show(State(state): State<AppState>, reader: Reader, Path(id): Path<i64>) -> Result<impl IntoResponse> {
    let mut tx = state.db.read().await?;
    let plan = plans::find(&mut tx, id, state.as_of()).await?;
    let own = reminders::rules_of_plan(&mut tx, id).await?;
    let may_change = may_change(&mut tx, &state, &reader, id).await?;
    drop(tx);
    let is_own = own.is_some();
    let rules = own.unwrap_or_else(|| state.config.reminder_rules.clone());
    let rows = Occasion::ALL.into_iter().map(|occasion| Row::of(occasion, rules.line(occasion))).collect();
    let frame = Frame::below(&state, reader, Section::Plans);
    page(&Show { frame, plan, rows, is_own, may_change, refusal: None })
}

/// Who consolidates where the plan was issued; of a plan whose issuer is not known, whoever takes in plans.
async fn may_change(tx: &mut Tx, state: &AppState, reader: &Reader, plan: i64) -> Result<bool> {
    let today = state.clock.today();
    let takes_in = reader.user.posts.iter().filter(|post| access::can_take_in(std::slice::from_ref(*post))).cloned().collect::<Vec<_>>();
    let above = match reminders::issuer_of(tx, plan).await? {
        Some(unit) => posts::above(tx, Some(unit), today).await?,
        None => Vec::new(),
    };
    let desk = posts::desks(tx, &takes_in, today).await?;
    Ok(access::can_answer(&takes_in, &desk, &above))
}

/// `POST /plans/{id}/reminders`
pub async fn set(
    State(state): State<AppState>,
    reader: Reader,
    Path(id): Path<i64>,
    CheckedForm(pairs): CheckedForm<Vec<(String, String)>>,
) -> Result<Response> {
    let actor = reader.actor(&state);
    let mut tx = state.db.write_by(actor).await?;
    let plan = plans::find(&mut tx, id, state.as_of()).await?;
    access::require(may_change(&mut tx, &state, &reader, id).await?)?;
    let back = Redirect::to(&format!("/plans/{id}/reminders"));
    if pairs.iter().any(|(name, value)| name == "viec" && value == "mac-dinh") {
        reminders::clear_rules(&mut tx, actor, id).await?;
        tx.commit().await?;
        return Ok(back.into_response());
    }
    let rows: Vec<Row> = Occasion::ALL.into_iter().map(|occasion| Row::typed(occasion, &pairs)).collect();
    match read(&rows) {
        Ok(rules) => {
            reminders::set_rules(&mut tx, actor, id, &rules).await?;
            tx.commit().await?;
            Ok(back.into_response())
        }
        Err(Error::Invalid(sentence)) => {
            let is_own = reminders::rules_of_plan(&mut tx, id).await?.is_some();
            drop(tx);
            let frame = Frame::below(&state, reader, Section::Plans);
            let show = Show { frame, plan, rows, is_own, may_change: true, refusal: Some(sentence) };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&show)?).into_response())
        }
        Err(error) => Err(error),
    }
}

fn read(rows: &[Row]) -> Result<Rules> {
    let mut rules = Rules::default();
    for row in rows {
        *rules.line_mut(row.occasion) = row.line()?;
    }
    Ok(rules)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(before: &str, from: &str, every: &str) -> Row {
        Row { occasion: Occasion::Officer, before: before.to_owned(), on_day: true, from: from.to_owned(), every: every.to_owned() }
    }

    #[test]
    fn a_line_is_read_as_people_type_it() {
        let line = row("7, 3;1", "", "5").line().expect("is read");
        assert_eq!(line, Line { before: vec![7, 3, 1], on_day: true, from: 0, every: 5 });
        let Err(Error::Invalid(sentence)) = row("bảy", "1", "5").line() else { panic!("is taken") };
        assert_eq!(sentence, "Thời hạn của nhiệm vụ, chuyên viên của đơn vị: số ngày trước hạn chưa đúng: bảy");
        assert!(row("400", "1", "5").line().is_err() && row("", "1", "400").line().is_err());
    }
}
