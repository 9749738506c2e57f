//! The one error of the tracker, and the calm page a person sees for it.

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

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
    /// Logged, never shown.
    #[error("lỗi bên trong: {0}")]
    Internal(String),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::RowNotFound => Self::NotFound,
            other => Self::Internal(other.to_string()),
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
        (self.status(), Html(crate::pages::errors::show(self.status(), heading, &sentence))).into_response()
    }
}
