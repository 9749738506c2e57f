//! `GET` and `POST /meetings/new`: the text of the conclusions, and what is known of the document.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use roviec_plan::Compiled;

use crate::auth::CheckedForm;
use crate::domain::draft::{Field, Table};
use crate::domain::typed_work::{Fault, Texts, TypedWork};
use crate::domain::written;
use crate::error::Result;
use crate::pages::frame::{Frame, Section};
use crate::pages::intakes::Taker;
use crate::pages::page;
use crate::pages::tasks::Form;
use crate::state::AppState;
use crate::typed_work::{self, Findings};
use crate::{meeting, reading};

#[derive(Template)]
#[template(path = "meetings/new.html")]
struct New {
    frame: Frame,
    form: Form,
    text: String,
    /// Why the text is not taken.
    refusal: Option<String>,
}

/// `GET /meetings/new`
pub async fn new(State(state): State<AppState>, taker: Taker) -> Result<Response> {
    show(&state, taker, Asked::default(), Vec::new(), None).await
}

/// `POST /meetings/new`
pub async fn read(State(state): State<AppState>, taker: Taker, CheckedForm(pairs): CheckedForm<Vec<(String, String)>>) -> Result<Response> {
    let asked = Asked::of(pairs);
    let compiled = match compiled(&state, &asked.text).await {
        Ok(compiled) => compiled,
        Err(sentence) => return show(&state, taker, asked, Vec::new(), Some(sentence)).await,
    };
    let head = meeting::head(&compiled, &asked.head);
    let faults = meeting::faults(&head, state.clock.today());
    if !faults.is_empty() {
        return show(&state, taker, Asked { head, ..asked }, faults, None).await;
    }
    let mut tx = state.db.write_by(taker.actor(&state)).await?;
    let intake = meeting::take(&mut tx, taker.actor(&state), &compiled, asked.text.into_bytes(), &head).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/intakes/{intake}")).into_response())
}

/// What was sent.
#[derive(Default)]
struct Asked {
    text: String,
    head: Texts,
}

impl Asked {
    fn of(pairs: Vec<(String, String)>) -> Self {
        let mut out = Self::default();
        for (name, value) in pairs {
            if name == "text" {
                out.text = value;
            } else if let Some(field) = Field::named(Table::Document, &name) {
                out.head.insert(field, value);
            }
        }
        out
    }
}

/// What the reading process found, or the sentence that says why the text is not taken.
async fn compiled(state: &AppState, text: &str) -> std::result::Result<Compiled, String> {
    if text.trim().is_empty() {
        return Err("Chưa có nội dung; đề nghị dán toàn văn thông báo kết luận vào ô bên dưới.".to_owned());
    }
    if text.len() > meeting::LONGEST {
        let most = written::count((meeting::LONGEST >> 10) as i64);
        return Err(format!("Nội dung dài quá {most} KB; đề nghị chỉ dán phần kết luận, hoặc đưa tệp vào ở mục Kế hoạch."));
    }
    let compiled = state.reader.compile_one(text.as_bytes(), meeting::FILE, state.clock.today()).await;
    let compiled = compiled.map_err(|failure| failure.sentence())?;
    if compiled.plan.tasks.is_empty() && reading::secrecy(&compiled).is_none() {
        return Err(
            "Chưa tìm thấy câu nào giao việc cho một đơn vị. Đề nghị kiểm tra lại nội dung đã dán, hoặc nhập ở mục Nhiều nhiệm vụ."
                .to_owned(),
        );
    }
    match reading::refusal(&compiled) {
        Some(sentence) => Err(sentence),
        None => Ok(compiled),
    }
}

async fn show(state: &AppState, taker: Taker, asked: Asked, faults: Vec<Fault>, refusal: Option<String>) -> Result<Response> {
    let mut tx = state.db.read().await?;
    let agencies = typed_work::choices(&mut tx, state.clock.today()).await?;
    drop(tx);
    let status = if faults.is_empty() && refusal.is_none() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let findings = (!faults.is_empty()).then(|| Findings { faults, ..Findings::default() });
    let form =
        Form { work: TypedWork { head: asked.head, ..TypedWork::default() }, findings, agencies, choose_again: false, file_refusal: None };
    let new = New { frame: Frame::below(state, taker.0, Section::Tasks), form, text: asked.text, refusal };
    Ok((status, page(&new)?).into_response())
}
