//! `GET /tasks/bulk`: the assignments of a filtered list, to choose several. `POST /tasks/bulk/changes`: what would become of each
//! (`buoc=xem`), and then the change itself, all of it or nothing.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::list::Asked;
use crate::access;
use crate::auth::CheckedForm;
use crate::domain::unit_change::LegalBasis;
use crate::domain::{AsOf, written};
use crate::error::{Error, Result};
use crate::pages::assignments::{May, basis, confirm, end, required_day};
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::units::meant;
use crate::pages::{number_in, page, parts};
use crate::state::AppState;
use crate::store::assignment_lists::{self, ListedAssignment, MOST};
use crate::store::audit::Actor;
use crate::store::{Tx, amendments};

/// What the form sends; each chosen assignment is a pair of its own.
#[derive(Debug, Clone, Default)]
struct Sent {
    step: String,
    /// "han", "chuyen", "dung" or "xac-nhan".
    act: String,
    chosen: BTreeSet<i64>,
    due: String,
    unit: String,
    number: String,
    on: String,
}

/// What becomes of one.
struct Fate {
    row: ListedAssignment,
    /// Why nothing does.
    refusal: Option<String>,
}

#[derive(Template)]
#[template(path = "tasks/bulk.html")]
struct Bulk {
    frame: Frame,
    rows: Vec<ListedAssignment>,
    total: i64,
    back: String,
    sent: Sent,
    refusal: Option<String>,
}

#[derive(Template)]
#[template(path = "tasks/bulk_preview.html")]
struct Preview {
    frame: Frame,
    fates: Vec<Fate>,
    sent: Sent,
    /// It is done already.
    done: bool,
    as_of: AsOf,
}

/// `GET /tasks/bulk`
pub async fn bulk(State(state): State<AppState>, reader: Reader, Query(asked): Query<Asked>) -> Result<Response> {
    access::require(reader.user.posts.iter().any(access::answers))?;
    let as_of = state.as_of();
    let mut tx = state.db.read().await?;
    let (rows, total) = assignment_lists::listed(&mut tx, &state.live, &asked.filter(as_of), as_of).await?;
    drop(tx);
    let back = crate::pages::address::address("/tasks", &asked.pairs());
    let frame = Frame::below(&state, reader, Section::Tasks);
    Ok(page(&Bulk { frame, rows, total, back, sent: Sent::default(), refusal: None })?.into_response())
}

/// `POST /tasks/bulk/changes`
pub async fn change_many(
    State(state): State<AppState>,
    reader: Reader,
    CheckedForm(pairs): CheckedForm<Vec<(String, String)>>,
) -> Result<Response> {
    access::require(reader.user.posts.iter().any(access::answers))?;
    let sent = Sent::of(pairs);
    let as_of = state.as_of();
    let actor = reader.actor(&state);
    let mut tx = state.db.write_by(actor).await?;
    let change = match Change::of(&mut tx, &sent, as_of, state.config.check_months).await {
        Ok(change) => change,
        Err(Error::Invalid(sentence)) => {
            let rows = chosen(&mut tx, &sent, as_of).await?;
            drop(tx);
            let frame = Frame::below(&state, reader, Section::Tasks);
            let total = rows.len() as i64;
            let again = Bulk { frame, rows, total, back: "/tasks".to_owned(), sent, refusal: Some(sentence) };
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&again)?).into_response());
        }
        Err(other) => return Err(other),
    };
    let mut fates = Vec::new();
    for row in chosen(&mut tx, &sent, as_of).await? {
        let may = May::of(&mut tx, &reader, row.id, as_of.today).await?;
        let done = match if change.is_amendment() { may.amend } else { may.answer } {
            true => change.make(&mut tx, actor, row.id, as_of).await,
            false => Err(Error::Conflict("Không thuộc phạm vi của đồng chí".to_owned())),
        };
        match done {
            Ok(()) => fates.push(Fate { row, refusal: None }),
            Err(Error::Conflict(sentence) | Error::Invalid(sentence)) => fates.push(Fate { row, refusal: Some(sentence) }),
            Err(other) => return Err(other),
        }
    }
    let all = fates.iter().all(|fate| fate.refusal.is_none());
    // What was shown first is done as a whole: somebody else may have changed one of them in between.
    let done = sent.step == "lam" && all && !fates.is_empty();
    if done {
        tx.commit().await?;
    } else {
        drop(tx);
    }
    let status = if sent.step == "lam" && !done { StatusCode::CONFLICT } else { StatusCode::OK };
    let frame = Frame::below(&state, reader, Section::Tasks);
    Ok((status, page(&Preview { frame, fates, sent, done, as_of })?).into_response())
}

async fn chosen(tx: &mut Tx, sent: &Sent, as_of: AsOf) -> Result<Vec<ListedAssignment>> {
    let mut rows = Vec::new();
    for id in &sent.chosen {
        rows.extend(assignment_lists::one(tx, *id, as_of).await?);
    }
    Ok(rows)
}

/// What is done to each.
enum Change {
    Due(jiff::civil::Date, LegalBasis),
    Unit(i64, LegalBasis),
    Stop(LegalBasis),
    Confirm { months: u8 },
}

impl Change {
    async fn of(tx: &mut Tx, sent: &Sent, as_of: AsOf, months: u8) -> Result<Self> {
        if sent.chosen.is_empty() {
            return Err(Error::Invalid("Chưa chọn việc nào".to_owned()));
        }
        if sent.chosen.len() > MOST {
            return Err(Error::Invalid(format!("Mỗi lần xử lý tối đa {MOST} việc")));
        }
        let basis = || basis(&sent.number, &sent.on);
        Ok(match sent.act.as_str() {
            "han" => Self::Due(required_day(&sent.due, "Thời hạn mới")?, basis()?),
            "chuyen" if sent.unit.trim().is_empty() => return Err(Error::Invalid("Chưa ghi đơn vị nhận việc".to_owned())),
            "chuyen" => Self::Unit(meant(tx, &sent.unit, &[as_of.today]).await?, basis()?),
            "dung" => Self::Stop(basis()?),
            "xac-nhan" => Self::Confirm { months },
            _ => return Err(Error::Invalid("Chưa chọn cách xử lý".to_owned())),
        })
    }

    fn is_amendment(&self) -> bool {
        matches!(self, Self::Due(..) | Self::Unit(..))
    }

    async fn make(&self, tx: &mut Tx, actor: Actor, id: i64, as_of: AsOf) -> Result<()> {
        let today = as_of.today;
        match self {
            Self::Due(due, basis) => amendments::move_due(tx, actor, id, today, *due, basis).await,
            Self::Unit(unit, basis) => amendments::hand_over(tx, actor, id, today, *unit, basis).await,
            Self::Stop(basis) => end(tx, actor, id, today, format!("{} ngày {}", basis.number, written::day(basis.on))).await,
            Self::Confirm { months } => confirm(tx, actor, id, (today, *months), "Đã xác nhận".to_owned()).await,
        }
    }
}

impl Sent {
    fn of(pairs: Vec<(String, String)>) -> Self {
        let mut out = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                "buoc" => out.step = value,
                "viec" => out.act = value,
                "chon" => out.chosen.extend(number_in(&value)),
                "ngay_moi" => out.due = value,
                "don_vi" => out.unit = value,
                "can_cu" => out.number = value,
                "ngay_can_cu" => out.on = value,
                _ => {}
            }
        }
        out
    }

    fn has(&self, id: &i64) -> bool {
        self.chosen.contains(id)
    }
}

impl Preview {
    fn possible(&self) -> usize {
        self.fates.iter().filter(|fate| fate.refusal.is_none()).count()
    }

    fn words(&self) -> String {
        match self.sent.act.as_str() {
            "han" => format!("Thời hạn mới: {}", self.sent.due.trim()),
            "chuyen" => format!("Chuyển cho: {}", self.sent.unit.trim()),
            "dung" => "Dừng nhiệm vụ".to_owned(),
            _ => "Xác nhận hoàn thành".to_owned(),
        }
    }
}
