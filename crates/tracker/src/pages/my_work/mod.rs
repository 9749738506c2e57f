//! `GET /my-work`: what is due, with a form in each row; what waits for me, what I wait for.

use askama::Template;
use axum::extract::State;
use axum::response::IntoResponse;
use jiff::civil::Date;
use rand::RngExt;

use crate::access;
use crate::domain::as_of::days_after;
use crate::domain::{AsOf, Post, Role, written};
use crate::error::Result;
use crate::pages::frame::{Frame, Reader, Section};
use crate::pages::{page, parts};
use crate::state::AppState;
use crate::store::live_work::Live;
use crate::store::my_work::{self, WorkList, WorkRow};
use crate::store::{Tx, posts, reminders};

/// Days that "this week" looks ahead.
const WEEK: i64 = 7;
/// Work of an earlier century is late too.
const FIRST: Date = jiff::civil::date(1900, 1, 1);

/// One list of the page.
struct Group {
    title: &'static str,
    list: WorkList,
    /// What the day of a row means; `None` where the deadline itself is told.
    day: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "my_work/show.html")]
struct Show {
    frame: Frame,
    post: String,
    groups: Vec<Group>,
    /// Open work of the unit that is due later or on no day.
    later: i64,
    unit: Option<i64>,
    /// Things in today's digest, as long as it was not opened.
    reminded: Option<i64>,
    as_of: AsOf,
    /// Begins the keys of the forms.
    key: String,
}

/// `GET /my-work`
pub async fn show(State(state): State<AppState>, reader: Reader) -> Result<impl IntoResponse> {
    let as_of = state.as_of();
    let mut tx = state.db.read().await?;
    let (mut groups, mut later) = (Vec::new(), 0);
    let post = reader.user.posts.first().cloned();
    let own = post.as_ref().filter(|post| works(post)).and_then(|post| post.unit_id);
    if let Some(post) = &post {
        groups.extend(waiting_for(&mut tx, &state.live, post, reader.user.id, as_of).await?);
    }
    if let Some(unit) = own {
        let user = reader.user.id;
        let list = my_work::parts_to_answer(&mut tx, unit, user, as_of).await?;
        groups.push(Group { title: "Phần việc chờ tôi xác nhận", list, day: Some("Trả lời trước") });
        let list = my_work::parts_to_extend(&mut tx, unit, user, as_of).await?;
        groups.push(Group { title: "Phần việc chờ tôi trả lời gia hạn", list, day: Some("Xin đến") });
        let week = days_after(as_of.today, WEEK);
        let tomorrow = days_after(as_of.today, 1);
        let own = my_work::own_units(&mut tx, unit, as_of.today).await?;
        let late = my_work::due(&mut tx, &own, as_of, (FIRST, as_of.today)).await?;
        let mut soon = my_work::due(&mut tx, &own, as_of, (tomorrow, week)).await?;
        // What was returned stands in the first list.
        let known: Vec<i64> = late.rows.iter().map(|row| row.assignment_id).collect();
        let before = soon.rows.len();
        soon.rows.retain(|row| !known.contains(&row.assignment_id));
        soon.total -= (before - soon.rows.len()) as i64;
        groups.push(Group { title: "Quá hạn, hôm nay và bị trả lại", list: late, day: None });
        groups.push(Group { title: "Trong 7 ngày tới", list: soon, day: None });
        groups.push(Group {
            title: "Kết quả đang chờ trả lời",
            list: my_work::sent(&mut tx, &own, as_of).await?,
            day: Some("Trả lời trước"),
        });
        groups.push(Group { title: "Đã xin gia hạn", list: my_work::asked(&mut tx, &own, as_of).await?, day: Some("Xin đến") });
        groups.push(Group {
            title: "Phần việc đã giao phối hợp", list: my_work::parts_given(&mut tx, unit, as_of).await?, day: None
        });
        later = my_work::later(&mut tx, &own, week).await?;
    }
    let reminded = reminders::unread(&mut tx, reader.user.id, as_of.today).await?.map(|digest| digest.count);
    drop(tx);
    groups.retain(|group| !group.list.rows.is_empty());
    let key = format!("{:032x}", rand::rng().random::<u128>());
    let title = post.as_ref().map(Post::title).unwrap_or_default();
    page(&Show { frame: Frame::of(&state, reader, Section::MyWork), post: title, groups, later, unit: own, reminded, as_of, key })
}

/// Posts that have work of a unit of their own.
fn works(post: &Post) -> bool {
    matches!(post.role, Role::UnitOfficer | Role::UnitHead | Role::FocalPoint)
}

/// What others wait for from whoever acts in a post.
async fn waiting_for(tx: &mut Tx, live: &Live, post: &Post, user: i64, as_of: AsOf) -> Result<Vec<Group>> {
    let mut out = Vec::new();
    if post.role == Role::UnitHead {
        let list = my_work::to_approve(tx, live, post.unit_id, as_of).await?;
        out.push(Group { title: "Chờ tôi duyệt", list, day: Some("Trình ngày") });
    }
    if access::answers(post) {
        // The whole of what is directly above holds what is within the unit itself.
        let within = posts::desk(tx, post, as_of.today).await?.last().copied();
        let list = my_work::to_answer(tx, live, within, user, as_of).await?;
        out.push(Group { title: "Chờ tôi xác nhận", list, day: Some("Trả lời trước") });
        let list = my_work::to_extend(tx, live, within, user, as_of).await?;
        out.push(Group { title: "Chờ tôi trả lời gia hạn", list, day: Some("Xin đến") });
    }
    Ok(out)
}

impl Show {
    fn is_late(&self, row: &WorkRow, group: &Group) -> bool {
        group.day == Some("Trả lời trước") && row.day.is_some_and(|day| day < self.as_of.today)
    }
}

fn day(day: &Option<Date>) -> String {
    day.map(written::day).unwrap_or_default()
}
