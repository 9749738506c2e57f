//! Files of a form: the session's token first, then each file straight into a temporary file without a name.

use std::collections::BTreeMap;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, Multipart, Request};
use axum::response::{IntoResponse, Response};
use http_body::{Frame, SizeHint};
use subtle::ConstantTimeEq;
use tokio::io::AsyncWriteExt;

use super::forms::expired;
use super::signed_in::{Csrf, stored_csrf};
use crate::domain::written;
use crate::error::Error;
use crate::reader::Part;
use crate::state::AppState;

/// Files of one plan: a body and its annexes.
const MOST_FILES: usize = 20;
/// Other fields of the form, and the length of each.
const MOST_FIELDS: usize = 20;
const LONGEST_FIELD: usize = 16 << 10;
/// Letters of a file's name; what is longer loses its middle.
const LONGEST_NAME: usize = 120;
/// What may arrive without a field or a part of a file in it: heads of parts.
const MOST_UNSEEN: u64 = 256 << 10;

/// What was sent. Nothing of it is kept anywhere else.
#[derive(Debug)]
pub struct Upload {
    pub fields: BTreeMap<String, String>,
    /// In the order they were chosen, their bytes one after another in `bytes`; none where none was chosen.
    pub files: Vec<Part>,
    pub bytes: tokio::fs::File,
}

/// A form with files, or the sentence that says why they are not taken. Only the second may be shown beside the form again.
pub struct CheckedUpload(pub Result<Upload, String>);

/// Why an upload ends early.
enum Stop {
    /// Token missing or wrong: nothing is read.
    Expired,
    Sentence(String),
    Broken(Response),
}

impl FromRequest<AppState> for CheckedUpload {
    type Rejection = Response;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let expected = stored_csrf(&mut parts, state).await?;
        let seen = Seen::default();
        let body = Body::new(Watched { body, seen: seen.clone(), most: state.config.upload_bytes });
        let multipart = Multipart::from_request(Request::from_parts(parts, body), state).await;
        let Ok(mut multipart) = multipart else { return Err(unreadable().into_response()) };
        match receive(&mut multipart, expected, &seen, state.config.upload_bytes).await {
            Ok(upload) => Ok(Self(Ok(upload))),
            Err(stop) => {
                drain(&mut multipart, &seen).await;
                match stop {
                    Stop::Expired => Err(expired()),
                    Stop::Sentence(sentence) => Ok(Self(Err(sentence))),
                    Stop::Broken(response) => Err(response),
                }
            }
        }
    }
}

async fn receive(multipart: &mut Multipart, expected: Option<Csrf>, seen: &Seen, most: u64) -> Result<Upload, Stop> {
    let sent = match multipart.next_field().await? {
        Some(field) if field.name() == Some("csrf") && field.file_name().is_none() => words(field, seen).await?,
        _ => return Err(Stop::Expired),
    };
    let right = expected.is_some_and(|Csrf(expected)| bool::from(expected.as_bytes().ct_eq(sent.as_bytes())));
    if !right {
        return Err(Stop::Expired);
    }
    let bytes = tempfile::tempfile().map_err(|error| internal(&error))?;
    let mut upload = Upload { fields: BTreeMap::new(), files: Vec::new(), bytes: tokio::fs::File::from_std(bytes) };
    while let Some(field) = multipart.next_field().await? {
        seen.rest();
        match field.file_name().map(shown_name) {
            Some(name) => receive_file(field, name, &mut upload, (seen, most)).await?,
            None if upload.fields.len() < MOST_FIELDS => {
                let name = field.name().unwrap_or_default().to_owned();
                let value = words(field, seen).await?;
                upload.fields.insert(name, value);
            }
            None => return Err(Stop::Broken(unreadable().into_response())),
        }
    }
    upload.bytes.flush().await.map_err(|error| internal(&error))?;
    Ok(upload)
}

async fn receive_file(mut field: Field<'_>, name: String, upload: &mut Upload, (seen, most): (&Seen, u64)) -> Result<(), Stop> {
    let mut length = 0;
    while let Some(chunk) = field.chunk().await? {
        seen.rest();
        length += chunk.len() as u64;
        if upload.files.len() == MOST_FILES {
            return Err(Stop::Sentence(format!("Mỗi lần chỉ đưa vào tối đa {MOST_FILES} tệp. Hãy bỏ bớt tệp rồi gửi lại.")));
        }
        if seen.all() > most {
            let limit = written::number((most >> 20) as f64, 0);
            return Err(Stop::Sentence(format!("Các tệp gửi lên lớn hơn {limit} MB. Hãy bỏ bớt hình ảnh hoặc tách tệp rồi gửi lại.")));
        }
        upload.bytes.write_all(&chunk).await.map_err(|error| internal(&error))?;
    }
    // A field of files in which none was chosen is sent without name and bytes.
    if !(name.is_empty() && length == 0) {
        let name = if name.is_empty() { "tệp không tên".to_owned() } else { name };
        upload.files.push(Part { name, bytes: length });
    }
    Ok(())
}

/// A short field; what is longer is cut.
async fn words(mut field: Field<'_>, seen: &Seen) -> Result<String, MultipartError> {
    let mut out = Vec::new();
    while let Some(chunk) = field.chunk().await? {
        seen.rest();
        let room = LONGEST_FIELD.saturating_sub(out.len());
        out.extend_from_slice(&chunk[..chunk.len().min(room)]);
    }
    Ok(String::from_utf8_lossy(&out).into_owned())
}

/// Reads on without keeping anything: a browser shows an answer only once it has sent everything.
async fn drain(multipart: &mut Multipart, seen: &Seen) {
    while let Ok(Some(mut field)) = multipart.next_field().await {
        seen.rest();
        while let Ok(Some(_)) = field.chunk().await {
            seen.rest();
        }
    }
}

/// The last part of a path, without control characters, short enough to be shown. The end tells the kind.
fn shown_name(sent: &str) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: Vec<char> = last.chars().filter(|c| !c.is_control()).collect();
    let name: String = if clean.len() > LONGEST_NAME {
        let (start, end) = (&clean[..LONGEST_NAME - 21], &clean[clean.len() - 20..]);
        start.iter().chain(['…'].iter()).chain(end).collect()
    } else {
        clean.iter().collect()
    };
    let name = roviec_plan::document::clean(&name);
    if Path::new(&name).file_name().is_some() { name } else { String::new() }
}

impl From<MultipartError> for Stop {
    fn from(error: MultipartError) -> Self {
        tracing::debug!(error = %error.body_text(), "an upload ended early");
        Self::Broken(unreadable().into_response())
    }
}

fn internal(error: &std::io::Error) -> Stop {
    Stop::Broken(Error::Internal(format!("an upload is not kept: {error}")).into_response())
}

fn unreadable() -> Error {
    Error::Invalid("Không nhận được đủ nội dung gửi lên; đề nghị mở lại trang rồi gửi lại".to_owned())
}

/// Bytes received: in all, and since something was made of them.
#[derive(Debug, Clone, Default)]
struct Seen(Arc<[AtomicU64; 2]>);

impl Seen {
    fn all(&self) -> u64 {
        self.0[0].load(Ordering::Relaxed)
    }

    /// Something was made of what came.
    fn rest(&self) {
        self.0[1].store(0, Ordering::Relaxed);
    }
}

/// A body that ends with an error when it grows beyond the limit, or goes on and on without a part beginning.
struct Watched {
    body: Body,
    seen: Seen,
    most: u64,
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::BoxError>>> {
        let frame = Pin::new(&mut self.body).poll_frame(context);
        if let Poll::Ready(Some(Ok(frame))) = &frame {
            let length = frame.data_ref().map_or(0, |data| data.len() as u64);
            let all = self.seen.0[0].fetch_add(length, Ordering::Relaxed) + length;
            let before = self.seen.0[1].fetch_add(length, Ordering::Relaxed);
            // Eight times over, so that a browser that sends somewhat too much still sees the answer.
            if all > self.most.saturating_mul(8) || before > MOST_UNSEEN {
                return Poll::Ready(Some(Err("more than is taken".into())));
            }
        }
        frame.map(|frame| frame.map(|frame| frame.map_err(Into::into)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_last_part_of_a_path_and_short() {
        assert_eq!(shown_name("văn bản\\2026\\Kế hoạch 102.docx"), "Kế hoạch 102.docx");
        assert_eq!(shown_name("../../etc/passwd"), "passwd");
        assert_eq!(shown_name("a\u{0}\r\n\tb.pdf"), "ab.pdf");
        for nothing in ["", "..", "/", "../..", " "] {
            assert_eq!(shown_name(nothing), "", "{nothing:?}");
        }
        let long = shown_name(&format!("{}.docx", "ế".repeat(5_000)));
        assert!(long.chars().count() <= LONGEST_NAME && long.ends_with(".docx"), "{long}");
    }
}
