//! A form that may bring one file: sent with it, or as plain fields without.

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use roviec_plan::plan::Source;
use tokio::io::{AsyncReadExt, AsyncSeekExt};

use crate::auth::{CheckedForm, CheckedUpload, Upload};
use crate::error::Error;
use crate::reading;
use crate::state::AppState;

/// A letter with its annexes.
const MOST_BYTES: u64 = 20 << 20;

/// Fields in order, and the file where one was chosen.
pub struct Received {
    pub pairs: Vec<(String, String)>,
    pub file: Option<Attached>,
}

/// A file as it came.
pub struct Attached {
    name: String,
    bytes: Vec<u8>,
}

impl FromRequest<AppState> for Received {
    type Rejection = Response;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Response> {
        let kind = request.headers().get(header::CONTENT_TYPE).map(|kind| kind.as_bytes().to_vec()).unwrap_or_default();
        if !kind.starts_with(b"multipart/") {
            let (parts, body) = request.into_parts();
            let too_large = |_| StatusCode::PAYLOAD_TOO_LARGE.into_response();
            let bytes = to_bytes(body, state.config.typed_bytes).await.map_err(too_large)?;
            let CheckedForm(pairs) = CheckedForm::from_request(Request::from_parts(parts, Body::from(bytes)), state).await?;
            return Ok(Self { pairs, file: None });
        }
        let CheckedUpload(upload) = CheckedUpload::from_request(request, state).await?;
        let mut upload = upload.map_err(|sentence| Error::Invalid(sentence).into_response())?;
        let file = only_file(&mut upload).await.map_err(IntoResponse::into_response)?;
        Ok(Self { pairs: upload.fields.into_iter().collect(), file })
    }
}

async fn only_file(upload: &mut Upload) -> Result<Option<Attached>, Error> {
    let Some(part) = upload.files.first() else { return Ok(None) };
    let mut bytes = Vec::new();
    let read = async {
        upload.bytes.rewind().await?;
        // One byte more than is taken: enough to see that it is too large.
        (&mut upload.bytes).take(part.bytes.min(MOST_BYTES + 1)).read_to_end(&mut bytes).await
    };
    read.await.map_err(|error| Error::Internal(format!("an upload is not read back: {error}")))?;
    Ok(Some(Attached { name: part.name.clone(), bytes }))
}

impl Attached {
    /// What is kept, or the sentence that says why it is not: too large, unreadable, a secrecy mark.
    pub async fn read(self, state: &AppState) -> Result<(Source, Vec<u8>), String> {
        if self.bytes.len() as u64 > MOST_BYTES {
            return Err(format!("Tệp lớn hơn {} MB; đề nghị bỏ bớt hình ảnh rồi chọn lại.", MOST_BYTES >> 20));
        }
        let compiled = state.reader.compile_one(&self.bytes, &self.name, state.clock.today()).await;
        let mut compiled = compiled.map_err(|failure| format!("{}: {}", self.name, failure.sentence()))?;
        if let Some(sentence) = reading::secrecy(&compiled) {
            return Err(sentence);
        }
        Ok((compiled.sources.remove(0), self.bytes))
    }
}
