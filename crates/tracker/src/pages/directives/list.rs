//! `GET /directives`: what was said, to whom, how it stands; of one meeting with its list as Word.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::IntoResponse;
use serde::Deserialize;

use super::{about_link, giver, meeting as meeting_words};
use crate::domain::{AsOf, AssignmentState, written};
use crate::error::Result;
use crate::pages::address::{Pager, address};
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::tasks::{DONE, UNFINISHED};
use crate::pages::{PAGE_SIZE, number_in, page, page_in, parts};
use crate::state::AppState;
use crate::store::directives::{self, DirectiveFilter, DirectiveRow};
use crate::store::task_lists::Slice;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Name of a state, or "late", "unfinished", "done".
    state: String,
    giver: String,
    unit: String,
    meeting: String,
    /// "task", "indicator", "unit", "nothing".
    about: String,
    q: String,
    page: String,
}

struct Choice {
    value: String,
    label: String,
    selected: bool,
}

#[derive(Template)]
#[template(path = "directives/list.html")]
struct List {
    frame: Frame,
    states: Vec<Choice>,
    givers: Vec<Choice>,
    units: Vec<Choice>,
    meetings: Vec<Choice>,
    subjects: Vec<Choice>,
    q: String,
    filtered: bool,
    folded_in_use: bool,
    /// The meeting that is shown.
    meeting: Option<i64>,
    rows: Vec<DirectiveRow>,
    pager: Pager,
    as_of: AsOf,
}

const SUBJECTS: [(&str, &str); 5] =
    [("", "bất kỳ"), ("task", "nhiệm vụ"), ("indicator", "chỉ tiêu"), ("unit", "đơn vị"), ("nothing", "việc khác")];

/// `GET /directives`
pub async fn list(State(state): State<AppState>, reader: Reader, Query(asked): Query<Asked>) -> Result<impl IntoResponse> {
    let as_of = state.as_of();
    let page_number = page_in(&asked.page);
    let slice = Slice { offset: (page_number - 1) * PAGE_SIZE, limit: PAGE_SIZE };
    let mut tx = state.db.read().await?;
    let (rows, total) = directives::list(&mut tx, &asked.filter(), slice, as_of).await?;
    let givers = directives::givers(&mut tx).await?;
    let meetings = directives::meetings(&mut tx).await?;
    let receivers = directives::receivers(&mut tx).await?;
    drop(tx);
    let of = |items: Vec<(i64, String)>, all: &str, asked: &str| -> Vec<Choice> {
        let any = Choice { value: String::new(), label: all.to_owned(), selected: asked.is_empty() };
        let each = |(id, label): (i64, String)| Choice { value: id.to_string(), label, selected: asked == id.to_string() };
        std::iter::once(any).chain(items.into_iter().map(each)).collect()
    };
    page(&List {
        frame: Frame::of(&state, reader, Section::Directives),
        states: states(&asked.state),
        givers: of(givers, "mọi người", &asked.giver),
        units: of(receivers, "mọi đơn vị", &asked.unit),
        meetings: of(
            meetings.into_iter().map(|meeting| (meeting.id, format!("{}, {}", meeting.name, written::day(meeting.held_on)))).collect(),
            "trong và ngoài cuộc họp",
            &asked.meeting,
        ),
        subjects: choices(&SUBJECTS, &asked.about),
        filtered: asked.pairs().iter().any(|(_, value)| !value.is_empty()),
        folded_in_use: [&asked.giver, &asked.unit, &asked.meeting, &asked.about].iter().any(|value| !value.is_empty()),
        meeting: number_in(&asked.meeting),
        pager: Pager::new("/directives", &asked.pairs(), page_number as u64, PAGE_SIZE as u64, total, "ý kiến chỉ đạo"),
        q: asked.q,
        rows,
        as_of,
    })
}

impl Asked {
    fn filter(&self) -> DirectiveFilter {
        let states = match self.state.as_str() {
            "done" => DONE.to_vec(),
            "unfinished" => UNFINISHED.to_vec(),
            name => name.parse::<AssignmentState>().into_iter().collect(),
        };
        DirectiveFilter {
            states,
            late: self.state == "late",
            giver: number_in(&self.giver),
            unit: number_in(&self.unit),
            meeting: number_in(&self.meeting),
            about: self.about.clone(),
            text: self.q.clone(),
        }
    }

    fn pairs(&self) -> [(&str, &str); 6] {
        [
            ("state", &self.state),
            ("giver", &self.giver),
            ("unit", &self.unit),
            ("meeting", &self.meeting),
            ("about", &self.about),
            ("q", &self.q),
        ]
    }
}

fn choices(all: &[(&str, &str)], chosen: &str) -> Vec<Choice> {
    let choice = |(value, label): &(&str, &str)| Choice { value: (*value).into(), label: (*label).into(), selected: *value == chosen };
    all.iter().map(choice).collect()
}

fn states(chosen: &str) -> Vec<Choice> {
    let mut all = vec![("", "tất cả"), ("late", "trễ"), ("unfinished", "chưa xong"), ("done", "đã hoàn thành")];
    let lower: Vec<String> = AssignmentState::ALL.iter().map(|state| state.label().to_lowercase()).collect();
    all.extend(AssignmentState::ALL.iter().zip(&lower).map(|(state, label)| (state.name(), label.as_str())));
    choices(&all, chosen)
}

impl List {
    fn without_words(&self) -> String {
        let of = |choices: &[Choice]| choices.iter().find(|choice| choice.selected).map(|choice| choice.value.clone()).unwrap_or_default();
        let (state, giver, unit) = (of(&self.states), of(&self.givers), of(&self.units));
        let (meeting, about) = (of(&self.meetings), of(&self.subjects));
        address("/directives", &[("state", &state), ("giver", &giver), ("unit", &unit), ("meeting", &meeting), ("about", &about)])
    }
}
