//! `POST /account/delegations`: somebody stands in for a post of one's own for a time.
//! `POST /account/delegation-ends`: and no longer.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::ToSpan;
use serde::Deserialize;

use super::show::{self, Said};
use crate::access;
use crate::auth::CheckedForm;
use crate::domain::written;
use crate::error::{Error, Result};
use crate::pages::frame::Reader;
use crate::pages::users::days_of;
use crate::state::AppState;
use crate::store::{Tx, posts, users};

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct NewDelegation {
    pub post: String,
    /// The login of the one who stands in.
    pub nguoi: String,
    pub tu: String,
    pub den: String,
}

pub async fn delegate(State(state): State<AppState>, reader: Reader, CheckedForm(typed): CheckedForm<NewDelegation>) -> Result<Response> {
    let mut tx = state.db.write().await?;
    match given(&mut tx, &state, &reader, &typed).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(Redirect::to("/account#uy-quyen").into_response())
        }
        Err(Error::Invalid(sentence) | Error::Conflict(sentence)) => {
            drop(tx);
            show::refused(&state, reader, Said { sentence, typed }).await
        }
        Err(error) => Err(error),
    }
}

async fn given(tx: &mut Tx, state: &AppState, reader: &Reader, typed: &NewDelegation) -> Result<()> {
    let today = state.clock.today();
    let id = typed.post.parse().map_err(|_| Error::Invalid("Chưa chọn chức trách để ủy quyền".to_owned()))?;
    let post = posts::find(tx, id).await?;
    access::require(access::can_delegate(reader.user.id, post.user_id, post.delegates_id.is_some()))?;
    let login = typed.nguoi.trim().to_lowercase();
    let Some((to, _)) = users::by_login(tx, &login).await? else {
        return Err(Error::Invalid(format!("Không có người dùng nào mang tên đăng nhập “{login}”")));
    };
    if to == reader.user.id {
        return Err(Error::Invalid("Người nhận ủy quyền phải là người khác".to_owned()));
    }
    // Who holds no post here comes in by an administrator only.
    let (own, theirs) = (posts::above(tx, post.unit_id, today).await?, posts::held(tx, to, today).await?);
    let mut is_near = false;
    for held in theirs.iter().filter(|held| held.delegated_by.is_none()) {
        let above = posts::above(tx, held.unit_id, today).await?;
        is_near |= own.is_empty() || above.is_empty() || above.iter().any(|unit| own.contains(unit));
    }
    if !is_near {
        return Err(Error::Invalid("Người nhận ủy quyền phải đang giữ chức trách trong cùng tỉnh hoặc cùng hệ thống".to_owned()));
    }
    let (from, until) = days_of(&typed.tu, &typed.den)?;
    let until = until.ok_or_else(|| Error::Invalid("Ủy quyền phải có ngày kết thúc".to_owned()))?;
    let months = state.config.security.review_months.value;
    if from.checked_add(months.months()).is_ok_and(|longest| until > longest) {
        return Err(Error::Invalid(format!("Mỗi lần ủy quyền dài nhất {months} tháng; hết hạn có thể ủy quyền lại")));
    }
    if from < today || from < post.valid_from || until > post.valid_to {
        let last = post.valid_to;
        let sentence = if until > last {
            format!("Ủy quyền không kéo dài quá chức trách, đến {}", written::day(last))
        } else {
            "Ủy quyền bắt đầu từ hôm nay trở đi và trong thời gian của chức trách".to_owned()
        };
        return Err(Error::Invalid(sentence));
    }
    posts::delegate(tx, reader.actor(state), &post, to, (from, until)).await?;
    Ok(())
}

#[derive(Deserialize)]
pub struct DelegationEnd {
    post: i64,
}

pub async fn end_delegation(
    State(state): State<AppState>,
    reader: Reader,
    CheckedForm(form): CheckedForm<DelegationEnd>,
) -> Result<Response> {
    let today = state.clock.today();
    let mut tx = state.db.write().await?;
    let delegated = posts::find(&mut tx, form.post).await?;
    let Some(own) = delegated.delegates_id else { return Err(Error::Forbidden) };
    let own = posts::find(&mut tx, own).await?;
    access::require(access::can_delegate(reader.user.id, own.user_id, own.delegates_id.is_some()))?;
    // What began before today ended yesterday; what began today cannot, and ends with the day.
    let yesterday = today.yesterday().unwrap_or(today);
    let last = if delegated.valid_from == today { today } else { yesterday };
    posts::end(&mut tx, reader.actor(&state), &delegated, (last, today)).await?;
    tx.commit().await?;
    Ok(Redirect::to("/account#uy-quyen").into_response())
}
