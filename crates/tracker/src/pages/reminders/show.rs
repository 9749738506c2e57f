//! `GET /reminders`: the digest of a day, and those of earlier days. Who opens one has read it.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::IntoResponse;
use jiff::civil::Date;
use serde::Deserialize;

use crate::access;
use crate::domain::{AsOf, written};
use crate::error::Result;
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::{page, parts};
use crate::state::AppState;
use crate::store::reminders::{self, Digest, Item};

/// Things of one digest on the page, and digests in the list beside it.
const SHOWN: i64 = 300;
const EARLIER: i64 = 20;

#[derive(Template)]
#[template(path = "reminders/show.html")]
struct Show {
    frame: Frame,
    digest: Option<Digest>,
    /// Things of one kind under their heading.
    groups: Vec<(&'static str, Vec<Item>)>,
    shown: i64,
    digests: Vec<Digest>,
    oversees: bool,
    is_administrator: bool,
    as_of: AsOf,
}

#[derive(Deserialize)]
pub struct Asked {
    ngay: Option<String>,
}

pub async fn show(State(state): State<AppState>, reader: Reader, Query(asked): Query<Asked>) -> Result<impl IntoResponse> {
    let (as_of, user) = (state.as_of(), reader.user.id);
    let mut tx = state.db.read().await?;
    let digests = reminders::of_user(&mut tx, user, EARLIER).await?;
    let digest = match asked.ngay.as_deref().and_then(written::parsed_day) {
        Some(day) => reminders::digest(&mut tx, user, day).await?,
        None => digests.first().cloned(),
    };
    let items = match &digest {
        Some(digest) => reminders::items(&mut tx, digest.id, as_of, SHOWN).await?,
        None => Vec::new(),
    };
    drop(tx);
    if let Some(digest) = digest.as_ref().filter(|digest| digest.read_at.is_none()) {
        let mut tx = state.db.write().await?;
        reminders::mark_read(&mut tx, digest.id, state.clock.now()).await?;
        tx.commit().await?;
    }
    let shown = items.len() as i64;
    let (oversees, is_administrator) = (access::can_oversee(&reader.user.posts), access::is_administrator(&reader.user.posts));
    let frame = Frame::below(&state, reader, Section::MyWork);
    page(&Show { frame, digest, groups: grouped(items), shown, digests, oversees, is_administrator, as_of })
}

fn grouped(items: Vec<Item>) -> Vec<(&'static str, Vec<Item>)> {
    let mut out: Vec<(&'static str, Vec<Item>)> = Vec::new();
    for item in items {
        let heading = item.occasion.heading();
        match out.iter_mut().find(|(known, _)| *known == heading) {
            Some((_, items)) => items.push(item),
            None => out.push((heading, vec![item])),
        }
    }
    out
}

impl Show {
    fn words(&self, item: &Item) -> String {
        item.occasion.words(item.about, self.day())
    }

    fn day(&self) -> Date {
        self.digest.as_ref().map_or(self.as_of.today, |digest| digest.day)
    }

    fn is_open(&self, digest: &Digest) -> bool {
        self.digest.as_ref().is_some_and(|open| open.id == digest.id)
    }
}
