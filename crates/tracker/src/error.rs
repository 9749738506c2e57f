//! The one error of the tracker, and the calm page a person sees for it.

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use crate::retrying::Again;
use crate::store::dialect::Refusal;

pub type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("không tìm thấy")]
    NotFound,
    #[error("không có quyền")]
    Forbidden,
    /// What is wrong with what was sent, one sentence for the person.
    #[error("{0}")]
    Invalid(String),
    /// What else has happened meanwhile, one sentence for the person.
    #[error("{0}")]
    Conflict(String),
    /// The database refused because of what others do there; nothing was done. `again`: the same may go through at once.
    #[error("cơ sở dữ liệu đang bận: {cause}")]
    Busy { cause: String, again: bool },
    /// Logged, never shown.
    #[error("lỗi bên trong: {0}")]
    Internal(String),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match (Refusal::of(&error), error) {
            (Some(refusal), error) => Self::Busy { cause: error.to_string(), again: refusal == Refusal::Crossed },
            (None, sqlx::Error::RowNotFound) => Self::NotFound,
            (None, other) => Self::Internal(other.to_string()),
        }
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(error.to_string())
    }
}

impl Error {
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::Busy { .. } => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Heading and sentence for the person; nothing of the inside.
    pub fn sentences(&self) -> (&'static str, String) {
        match self {
            Self::NotFound => ("Không tìm thấy trang", "Địa chỉ không đúng, hoặc nội dung này không còn.".to_owned()),
            Self::Forbidden => (
                "Không có quyền xem",
                "Tài khoản của đồng chí chưa được giao quyền với nội dung này. Quản trị viên có thể giao quyền.".to_owned(),
            ),
            Self::Invalid(sentence) => ("Nội dung gửi chưa đúng", sentence.clone()),
            Self::Conflict(sentence) => ("Chưa thực hiện được", sentence.clone()),
            Self::Busy { .. } => (
                "Hệ thống đang bận",
                "Nhiều người đang ghi cùng lúc nên việc vừa làm chưa được ghi nhận, không có gì bị ghi dở. Đề nghị thử lại sau ít phút."
                    .to_owned(),
            ),
            Self::Internal(_) => {
                ("Hệ thống đang có lỗi", "Việc vừa làm chưa được ghi nhận. Đề nghị thử lại sau ít phút; lỗi đã được ghi lại.".to_owned())
            }
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        if let Self::Internal(cause) = &self {
            tracing::error!(%cause, "request failed");
        }
        let (heading, sentence) = self.sentences();
        let mut response = (self.status(), Html(crate::pages::errors::show(self.status(), heading, &sentence))).into_response();
        if let Self::Busy { cause, again } = self {
            tracing::info!(%cause, "the database is busy");
            if again {
                response.extensions_mut().insert(Again);
            }
        }
        response
    }
}
