//! `GET /plans/{id}/cascade`: what a plan above lays on this one, which row answers each, and what a person says of it.
//!
//! `?cap_tren=` the plan above, `loc=` which rows, `page=` the page from 1.

mod decide;
mod line;

pub use decide::decide;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse};
use roviec_plan::cascade::Own;
use roviec_plan::render;
use serde::Deserialize;

use self::line::Line;
use crate::access;
use crate::cascade::Held;
use crate::error::{Error, Result};
use crate::pages::address::{Pager, address};
use crate::pages::attachment::attachment;
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::{PAGE_SIZE, page};
use crate::state::AppState;
use crate::store::Tx;
use crate::store::cascade::{self, Between, Kind, Said};
use crate::store::plans::{self, PlanRow};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    cap_tren: String,
    loc: String,
    page: String,
}

/// Which rows are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Filter {
    /// Laid on us and not plainly answered, and not decided by a person.
    Open,
    /// Laid on us.
    Ours,
    All,
    /// Our own that answer nothing.
    Beyond,
}

impl Filter {
    const ALL: [Self; 4] = [Self::Open, Self::Ours, Self::All, Self::Beyond];

    fn named(name: &str) -> Self {
        Self::ALL.into_iter().find(|filter| filter.name() == name).unwrap_or(Self::Open)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Open => "",
            Self::Ours => "giao",
            Self::All => "tat-ca",
            Self::Beyond => "ngoai",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Open => "Cần xem",
            Self::Ours => "Giao cho ta",
            Self::All => "Mọi hàng của cấp trên",
            Self::Beyond => "Hàng của ta ngoài việc được giao",
        }
    }
}

/// A plan that may stand above this one.
struct Choice {
    id: i64,
    label: String,
    cited: bool,
}

#[derive(Template)]
#[template(path = "cascade/show.html")]
struct Show {
    frame: Frame,
    plan: PlanRow,
    choices: Vec<Choice>,
    held: Option<Held>,
    superior: i64,
    filter: Filter,
    counts: [usize; 4],
    lines: Vec<Line>,
    pager: Option<Pager>,
    /// From 1, as asked.
    page: String,
    may_decide: bool,
    /// Which row was refused, what was typed for it, and why.
    refused: Option<Refused>,
}

/// A decision that cannot be kept.
pub struct Refused {
    kind: Kind,
    index: usize,
    typed: String,
    sentence: String,
}

pub async fn show(State(state): State<AppState>, reader: Reader, Path(id): Path<i64>, Query(asked): Query<Asked>) -> Result<Html<String>> {
    shown(&state, reader, id, &asked, None).await
}

async fn shown(state: &AppState, reader: Reader, id: i64, asked: &Asked, refused: Option<Refused>) -> Result<Html<String>> {
    let mut tx = state.db.read().await?;
    let plan = plans::find(&mut tx, id, state.as_of()).await?;
    let choices = choices(&mut tx, state, &plan).await?;
    // The one asked for, the one people have decided on, the only one the plan cites.
    let kept = cascade::superiors(&mut tx, id).await?;
    let cited = choices.iter().find(|choice| choice.cited).map(|choice| choice.id);
    let superior = asked.cap_tren.parse().ok().or_else(|| kept.first().copied()).or(cited);
    let held = match superior {
        Some(superior) => Some(Held::between(&mut tx, Between { plan: id, superior }).await?),
        None => None,
    };
    drop(tx);
    let filter = Filter::named(&asked.loc);
    let lines = held.as_ref().map(Line::all).unwrap_or_default();
    let counts = Filter::ALL.map(|filter| held.as_ref().map_or(0, |held| counted(filter, held, &lines)));
    let lines: Vec<Line> = lines.into_iter().filter(|line| line.is_shown(filter)).collect();
    let (lines, pager) = paged(id, superior.unwrap_or(0), asked, lines);
    let may_decide = access::can_take_in(&reader.user.posts);
    let frame = Frame::below(state, reader, Section::Plans);
    let superior = superior.unwrap_or(0);
    page(&Show { frame, plan, choices, held, superior, filter, counts, lines, pager, page: asked.page.clone(), may_decide, refused })
}

fn counted(filter: Filter, held: &Held, lines: &[Line]) -> usize {
    match filter {
        Filter::Beyond => held.cascade.beyond.tasks.len() + held.cascade.beyond.indicators.len(),
        _ => lines.iter().filter(|line| line.is_shown(filter)).count(),
    }
}

fn paged(id: i64, superior: i64, asked: &Asked, lines: Vec<Line>) -> (Vec<Line>, Option<Pager>) {
    let size = usize::try_from(PAGE_SIZE).unwrap_or(50);
    if lines.len() <= size {
        return (lines, None);
    }
    let page = asked.page.parse().unwrap_or(1_u64).max(1);
    let total = i64::try_from(lines.len()).unwrap_or(i64::MAX);
    let superior = superior.to_string();
    let pairs = [("cap_tren", superior.as_str()), ("loc", asked.loc.as_str())];
    let pager = Pager::new(&format!("/plans/{id}/cascade"), &pairs, page, size as u64, total, "hàng");
    let first = usize::try_from(pager.first.saturating_sub(1)).unwrap_or(0);
    (lines.into_iter().skip(first).take(size).collect(), Some(pager))
}

/// The other plans, those this one cites first.
async fn choices(tx: &mut Tx, state: &AppState, plan: &PlanRow) -> Result<Vec<Choice>> {
    let cited = plans::compiled(tx, plan.id).await?.plan.citations;
    let others =
        plans::list(tx, &state.live, state.as_of()).await?.into_iter().filter(|other| other.id != plan.id && other.state != "replaced");
    let choice = |other: PlanRow| {
        let cited = other.number.as_ref().is_some_and(|number| cited.iter().any(|citation| citation.number == *number));
        let number = other.number.map(|number| format!("{number} ")).unwrap_or_default();
        Choice { id: other.id, label: format!("{number}{}", crate::pages::cascade::line::short(&other.title)), cited }
    };
    let mut out: Vec<Choice> = others.map(choice).collect();
    out.sort_by_key(|choice| !choice.cited);
    Ok(out)
}

/// `GET /plans/{id}/cascade.xlsx?cap_tren=`: the same as a workbook.
pub async fn workbook(
    State(state): State<AppState>,
    _: Reader,
    Path(id): Path<i64>,
    Query(asked): Query<Asked>,
) -> Result<impl IntoResponse> {
    let superior = asked.cap_tren.parse().map_err(|_| Error::NotFound)?;
    let mut tx = state.db.read().await?;
    let held = Held::between(&mut tx, Between { plan: id, superior }).await?;
    drop(tx);
    let bytes = render::workbook_with_cascade(&held.ours, std::slice::from_ref(&held.cascade))
        .map_err(|error| Error::Internal(error.to_string()))?;
    let name = format!("{} (đối chiếu cấp trên).xlsx", held.ours.plan.document.number.as_deref().unwrap_or("kế hoạch").replace('/', "-"));
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let headers = [(header::CONTENT_TYPE, HeaderValue::from_static(kind)), (header::CONTENT_DISPOSITION, attachment(&name, "doi-chieu"))];
    Ok((headers, bytes))
}

impl Show {
    fn path(&self) -> String {
        format!("/plans/{}/cascade", self.plan.id)
    }

    fn filter_link(&self, filter: &Filter) -> String {
        address(&self.path(), &[("cap_tren", &self.superior.to_string()), ("loc", filter.name())])
    }

    fn count(&self, filter: usize) -> usize {
        self.counts[filter]
    }

    fn title(&self) -> &str {
        self.plan.number.as_deref().unwrap_or(&self.plan.title)
    }

    fn refusal(&self, line: &Line) -> Option<&Refused> {
        self.refused.as_ref().filter(|refused| refused.kind == line.kind && refused.index == line.index)
    }

    /// Our rows of both lists, as they are chosen by hand.
    fn own_labels(&self, kind: &Kind) -> Vec<String> {
        self.held.as_ref().map(|held| line::own_labels(held, *kind)).unwrap_or_default()
    }

    /// Rows of ours that answer nothing, each with its page.
    fn beyond(&self) -> Vec<(&Own, String)> {
        let Some(held) = &self.held else { return Vec::new() };
        let beyond = &held.cascade.beyond;
        let lists = [(Kind::Task, &beyond.tasks), (Kind::Indicator, &beyond.indicators)];
        let page = |kind: Kind, own: &Own| line::own_link(held, kind, own.index).unwrap_or_default();
        lists.into_iter().flat_map(|(kind, rows)| rows.iter().map(move |own| (own, page(kind, own)))).collect()
    }
}
