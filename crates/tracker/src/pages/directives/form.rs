//! The form of a directive as it is shown: what was sent, what may be chosen.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::sent::{OTHER_DAY, Sent};
use crate::access;
use crate::domain::directive::{About, UsualDay, usual_days};
use crate::domain::{Post, Role, written};
use crate::error::Result;
use crate::pages::frame::Reader;
use crate::pages::parts;
use crate::store::directives::{self, Leader, Meeting, Offer};
use crate::store::{Tx, calendar_days, posts};

/// Meetings suggested while typing.
const SUGGESTED: usize = 20;

pub struct Choice {
    pub id: i64,
    pub name: String,
    pub chosen: bool,
}

pub struct Form {
    pub sent: Sent,
    pub about_name: Option<String>,
    /// Proposed or chosen.
    pub units: Vec<Choice>,
    pub others: Vec<Choice>,
    /// What the search has found.
    pub found: Vec<Choice>,
    pub days: Vec<UsualDay>,
    /// In whose name it may be written; empty for a leader.
    pub leaders: Vec<Leader>,
    pub meetings: Vec<Meeting>,
    pub today: Date,
}

impl Form {
    /// # Errors
    /// `NotFound` when what it is about does not exist, or the database fails.
    pub async fn of(tx: &mut Tx, reader: &Reader, mut sent: Sent, proposed: &[i64], today: Date) -> Result<Self> {
        let post = reader.user.posts.first();
        let within = match post {
            // The last of them is the whole of what a focal point consolidates.
            Some(post) => posts::desk(tx, post, today).await?.last().copied(),
            None => None,
        };
        let days = usual_days(today, &calendar_days::working_days(tx).await?);
        if sent.day.is_empty() {
            let usual = days.iter().find(|usual| usual.label == "3 ngày làm việc").or(days.first());
            sent.day = usual.map_or_else(|| OTHER_DAY.to_owned(), |usual| usual.day.to_string());
        }
        let mut shown: Vec<i64> = sent.units.clone();
        shown.extend(proposed.iter().filter(|unit| !sent.units.contains(unit)));
        let shown = directives::chosen(tx, &shown, today).await?;
        let known: BTreeSet<i64> = shown.iter().map(|offer| offer.id).collect();
        let others = directives::offered(tx, within, today).await?.into_iter().filter(|offer| !known.contains(&offer.id)).collect();
        let found = directives::searched(tx, within, &sent.search, today).await?;
        let found = found.into_iter().filter(|offer| !known.contains(&offer.id)).collect();
        let choices = |offers: Vec<Offer>| -> Vec<Choice> { offers.into_iter().map(|offer| choice(offer, &sent.units)).collect() };
        let mut meetings = directives::meetings(tx).await?;
        meetings.retain(|meeting| within.is_none() || meeting.unit_id == within);
        meetings.truncate(SUGGESTED);
        Ok(Self {
            about_name: crate::directives::subject_name(tx, sent.about, today).await?,
            units: choices(shown),
            others: choices(others),
            found: choices(found),
            days,
            leaders: leaders(tx, post, today).await?,
            meetings,
            today,
            sent,
        })
    }

    pub fn is_day(&self, usual: &UsualDay) -> bool {
        self.sent.day == usual.day.to_string()
    }

    pub fn is_leader(&self, leader: &Leader) -> bool {
        self.sent.leader == Some(leader.post_id)
    }

    pub fn is_other_day(&self) -> bool {
        self.sent.day == OTHER_DAY
    }

    /// Something in the part that is folded away is filled in.
    pub fn has_more(&self) -> bool {
        [&self.sent.product, &self.sent.helping, &self.sent.basis, &self.sent.meeting].iter().any(|text| !text.is_empty())
    }

    pub fn held_on(&self) -> String {
        if self.sent.held_on.is_empty() { written::day(self.today) } else { self.sent.held_on.clone() }
    }

    /// Name and id of the field that tells what it is about.
    pub fn about_field(&self) -> Option<(&'static str, i64)> {
        self.sent.about.field()
    }

    pub fn about_word(&self) -> &'static str {
        match self.sent.about {
            About::Task(_) => "Về nhiệm vụ",
            About::Indicator(_) => "Về chỉ tiêu",
            About::Unit(_) => "Về đơn vị",
            About::Nothing => "",
        }
    }
}

/// The name of a unit with its place, where several bear it.
pub fn full_name(offer: &Offer) -> String {
    parts::place_of(&offer.name, offer.above.as_deref().filter(|above| above.contains(" xã ") || above.contains(" phường ")))
        .map_or_else(|| offer.name.clone(), |place| format!("{} {place}", offer.name))
}

fn choice(offer: Offer, chosen: &[i64]) -> Choice {
    Choice { id: offer.id, name: full_name(&offer), chosen: chosen.contains(&offer.id) }
}

/// In whose name a focal point writes: who leads what it consolidates.
pub async fn leaders(tx: &mut Tx, post: Option<&Post>, today: Date) -> Result<Vec<Leader>> {
    let Some(post) = post.filter(|post| post.role == Role::FocalPoint) else { return Ok(Vec::new()) };
    let desk = posts::desk(tx, post, today).await?;
    if desk.is_empty() {
        return directives::leaders(tx, None, today).await;
    }
    let mut out: Vec<Leader> = Vec::new();
    for unit in desk.iter().rev() {
        for leader in directives::leaders(tx, Some(*unit), today).await? {
            if out.iter().all(|known| known.post_id != leader.post_id) {
                out.push(leader);
            }
        }
    }
    Ok(out)
}

/// Units of these that the reader may direct.
///
/// # Errors
/// The database fails.
pub async fn within_reach(tx: &mut Tx, reader: &Reader, units: &[i64], today: Date) -> Result<Vec<i64>> {
    let held = &reader.user.posts;
    let desk = posts::desks(tx, held, today).await?;
    let mut out = Vec::new();
    for unit in units {
        let above = posts::above(tx, Some(*unit), today).await?;
        if access::can_direct_unit(held, &desk, &above) {
            out.push(*unit);
        }
    }
    Ok(out)
}
