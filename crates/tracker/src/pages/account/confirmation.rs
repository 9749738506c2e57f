//! Once more whoever it is, before something that gives the account away: an open board that somebody finds must not do.

use crate::auth::tries;
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::pages::frame::Reader;
use crate::state::AppState;

/// Seconds after a sign-in by the provider in which it counts as having just shown who one is.
const FRESH_SECONDS: i64 = 600;

/// By the password; of somebody who has none here by a sign-in at the provider that has only just been.
///
/// # Errors
/// `Invalid` with the sentence for the person; the database fails.
pub async fn confirm(state: &AppState, reader: &Reader, typed: String) -> Result<()> {
    if reader.user.has_password {
        return tries::confirm_password(state, reader.actor(state), &reader.user.login, typed).await;
    }
    if Clock::System.now() - reader.began_at <= FRESH_SECONDS {
        return Ok(());
    }
    let minutes = FRESH_SECONDS / 60;
    let sentence = format!(
        "Tài khoản này không có mật khẩu ở đây; đề nghị đăng xuất, đăng nhập lại bằng tài khoản dùng chung rồi làm việc này trong {minutes} phút"
    );
    Err(Error::Invalid(sentence))
}
