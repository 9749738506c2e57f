//! Every permission question: who may do what. Pure; handlers ask, nobody else decides.

use crate::domain::{Post, Role};
use crate::error::{Error, Result};

/// What an address asks of whoever comes, before anything of it is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Right {
    /// Before signing in too.
    Open,
    Board,
    TakeIn,
    Audit,
    /// One's own account.
    Account,
    People,
    ManagePeople,
    ChangeUnits,
    ChangeGroups,
    /// Days off and days worked.
    Calendar,
    /// Changing the work of units; which unit's, the handler asks.
    Work,
    /// Looking after units that are late; which ones, the handler asks.
    Oversee,
    /// Giving directives; to whom, the handler asks.
    Direct,
}

impl Right {
    /// Whether somebody who holds these posts has it.
    pub fn allows(self, posts: &[Post]) -> bool {
        match self {
            Self::Open => true,
            Self::Board => can_read_board(posts),
            Self::TakeIn => can_take_in(posts),
            Self::Audit => can_read_audit(posts),
            Self::Account => can_read_board(posts),
            Self::People => can_read_people(posts),
            Self::ManagePeople => can_manage_people(posts),
            Self::ChangeUnits => can_change_units(posts),
            Self::ChangeGroups => can_change_groups(posts),
            Self::Calendar => is_administrator(posts),
            Self::Work => can_work(posts),
            Self::Oversee => can_oversee(posts),
            Self::Direct => can_direct(posts),
        }
    }

    /// For the list of rights in docs/.
    pub fn label(self) -> &'static str {
        match self {
            Self::Open => "không cần đăng nhập",
            Self::Board => "xem bảng điều hành",
            Self::TakeIn => "tiếp nhận văn bản, giao việc",
            Self::Audit => "xem nhật ký",
            Self::Account => "tài khoản của mình",
            Self::People => "xem người dùng và quyền, trong đơn vị của mình và đơn vị trực thuộc",
            Self::ManagePeople => "quản lý người dùng và quyền, trong đơn vị của mình và đơn vị trực thuộc",
            Self::ChangeUnits => "ghi thay đổi tổ chức",
            Self::ChangeGroups => "sửa thành viên nhóm đơn vị",
            Self::Calendar => "sửa lịch làm việc",
            Self::Work => "cập nhật, duyệt, xác nhận công việc trong phạm vi của mình",
            Self::Oversee => "đôn đốc đơn vị trong phạm vi của mình",
            Self::Direct => "cho ý kiến chỉ đạo trong phạm vi của mình",
        }
    }
}

/// Turns an answer into a refusal.
///
/// # Errors
/// `Forbidden` when the answer is no.
pub fn require(allowed: bool) -> Result<()> {
    if allowed { Ok(()) } else { Err(Error::Forbidden) }
}

/// The board, plans, tasks, indicators and units: everybody who holds a post.
pub fn can_read_board(posts: &[Post]) -> bool {
    !posts.is_empty()
}

/// Taking in plans and other documents that bring work, deciding what a name means, loading a tracking sheet:
/// the focal point that consolidates, and the administrator.
pub fn can_take_in(posts: &[Post]) -> bool {
    posts.iter().any(|post| matches!(post.role, Role::FocalPoint | Role::Administrator))
}

/// What was done on the board, by whom and from where: inspectors and the administrator; how much of it says [`reads_audit`].
pub fn can_read_audit(posts: &[Post]) -> bool {
    posts.iter().any(|post| matches!(post.role, Role::Inspector | Role::Administrator))
}

/// How much of the audit somebody reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditReach {
    Nothing,
    /// What was done in posts at this unit and below, and what was done to people, units and work there.
    Within(i64),
    All,
}

/// All of it only from a post at no unit, or at one that stands below no other: `topmost` are those among the posts' units.
pub fn reads_audit(posts: &[Post], topmost: &[i64]) -> AuditReach {
    let readers = || posts.iter().filter(|post| can_read_audit(std::slice::from_ref(*post)));
    if readers().any(|post| post.unit_id.is_none_or(|unit| topmost.contains(&unit))) {
        return AuditReach::All;
    }
    readers().find_map(|post| post.unit_id).map_or(AuditReach::Nothing, AuditReach::Within)
}

/// Days off hold for everybody on the board: an administrator at no unit, or at one that stands below no other (`topmost`).
pub fn can_change_calendar(posts: &[Post], topmost: &[i64]) -> bool {
    posts.iter().any(|post| post.role == Role::Administrator && post.unit_id.is_none_or(|unit| topmost.contains(&unit)))
}

pub fn is_administrator(posts: &[Post]) -> bool {
    posts.iter().any(|post| post.role == Role::Administrator)
}

/// A code beside the password: administrators always, everybody where the board is reached from the Internet
/// (TCVN 14423:2026); nobody on a demo, which answers its own machine only.
pub fn needs_second_factor(posts: &[Post], internet: bool, demo: bool) -> bool {
    !demo && (internet || is_administrator(posts))
}

/// Whether a post's rights reach a place: `above` is the place's unit with everything it stands below on the day, in every
/// hierarchy; empty for a place at no unit. A post at no unit reaches everything.
pub fn reaches(post: &Post, above: &[i64]) -> bool {
    post.unit_id.is_none_or(|unit| above.contains(&unit))
}

/// What is said of the work of a unit is open to everybody who holds a post; see [`can_read_board`].
pub fn can_read_unit(posts: &[Post], _above: &[i64]) -> bool {
    can_read_board(posts)
}

/// Changing anybody's work at all: everybody but those who only look.
pub fn can_work(posts: &[Post]) -> bool {
    posts.iter().any(|post| post.role != Role::Inspector)
}

/// Reporting on the work of a unit, sending its results, asking for extensions: those who work or answer for it, there or above.
pub fn can_report(posts: &[Post], above: &[i64]) -> bool {
    let writes = |role| matches!(role, Role::UnitOfficer | Role::UnitHead | Role::FocalPoint | Role::Administrator);
    posts.iter().any(|post| writes(post.role) && reaches(post, above))
}

/// Sending a unit's results on to the assigner: its head, or the head of a unit above.
pub fn can_approve(posts: &[Post], above: &[i64]) -> bool {
    posts.iter().any(|post| post.role == Role::UnitHead && reaches(post, above))
}

/// Somebody in this post answers what units send up, where it oversees them.
pub fn answers(post: &Post) -> bool {
    matches!(post.role, Role::Leader | Role::FocalPoint | Role::Administrator)
}

/// Whether any of the posts oversees units.
pub fn can_oversee(posts: &[Post]) -> bool {
    posts.iter().any(answers)
}

/// Confirming, returning, granting and stopping: who leads, consolidates or administers where the unit belongs. `desk` are the units
/// whose work the posts oversee ([`crate::store::posts::desk`]). Work that no unit answers for is overseen by whoever takes in plans.
pub fn can_answer(posts: &[Post], desk: &[i64], above: &[i64]) -> bool {
    let oversees = |post: &Post| post.unit_id.is_none() || desk.iter().any(|unit| above.contains(unit));
    if above.is_empty() { can_take_in(posts) } else { posts.iter().filter(|post| answers(post)).any(oversees) }
}

/// Giving directives at all: who leads, and who consolidates, in the name of a leader.
pub fn can_direct(posts: &[Post]) -> bool {
    posts.iter().any(directs)
}

fn directs(post: &Post) -> bool {
    matches!(post.role, Role::Leader | Role::FocalPoint)
}

/// Giving a directive to a unit: `desk` and `above` as for [`can_answer`].
pub fn can_direct_unit(posts: &[Post], desk: &[i64], above: &[i64]) -> bool {
    let oversees = |post: &Post| post.unit_id.is_none() || desk.iter().any(|unit| above.contains(unit));
    posts.iter().filter(|post| directs(post)).any(oversees)
}

/// Saying a directive otherwise or taking it back: who gave it, or wrote it down for the giver.
pub fn can_amend_directive(posts: &[Post], user: i64, (giver, writer): (i64, i64)) -> bool {
    can_direct(posts) && (user == giver || user == writer)
}

/// The list of people and their rights: administrators, and inspectors who look.
pub fn can_read_people(posts: &[Post]) -> bool {
    posts.iter().any(|post| matches!(post.role, Role::Administrator | Role::Inspector))
}

/// The unit within which the list shows people; `None` shows all of them.
pub fn reads_people_within(posts: &[Post]) -> Option<i64> {
    let readers: Vec<Option<i64>> =
        posts.iter().filter(|post| matches!(post.role, Role::Administrator | Role::Inspector)).map(|post| post.unit_id).collect();
    if readers.contains(&None) { None } else { readers.first().copied().flatten() }
}

/// One person's account and rights, where one of the person's posts (`places`, as for [`reaches`]) is within reach.
pub fn can_read_person(posts: &[Post], places: &[Vec<i64>]) -> bool {
    let reads = |post: &&Post| matches!(post.role, Role::Administrator | Role::Inspector);
    posts.iter().filter(reads).any(|post| post.unit_id.is_none() || places.iter().any(|place| reaches(post, place)))
}

pub fn can_manage_people(posts: &[Post]) -> bool {
    is_administrator(posts)
}

/// Giving and ending a post at a place: an administrator whose unit it is or stands above.
pub fn can_manage_place(posts: &[Post], above: &[i64]) -> bool {
    posts.iter().any(|post| post.role == Role::Administrator && reaches(post, above))
}

/// Inviting, unlocking, disabling: only where everything the person holds is within reach. Else the administrator of a commune
/// could make the password of somebody anew who also holds a post at the province.
pub fn can_manage_person(posts: &[Post], places: &[Vec<i64>]) -> bool {
    let manages = |post: &Post| {
        post.role == Role::Administrator
            && (post.unit_id.is_none() || !places.is_empty() && places.iter().all(|place| reaches(post, place)))
    };
    posts.iter().any(manages)
}

/// Having somebody stand in for a post: its holder, for posts held by right.
pub fn can_delegate(user: i64, holder: i64, is_delegated: bool) -> bool {
    user == holder && !is_delegated
}

/// Founding, renaming, merging, splitting, dissolving and moving units: the administrator alone. A change moves people's posts
/// along with their unit, and with them their rights.
pub fn can_change_units(posts: &[Post]) -> bool {
    posts.iter().any(|post| post.role == Role::Administrator)
}

/// Who belongs to a named group: it decides what a name in a plan means, as choosing a unit for a name does.
pub fn can_change_groups(posts: &[Post]) -> bool {
    can_take_in(posts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holding(role: Role) -> Vec<Post> {
        at(role, None)
    }

    fn at(role: Role, unit_id: Option<i64>) -> Vec<Post> {
        vec![Post { id: 1, role, unit_id, unit_name: None, delegated_by: None }]
    }

    /// A commune (3) of a province (1), and another commune (4).
    const COMMUNE: [i64; 2] = [3, 1];
    const OTHER: [i64; 2] = [4, 1];

    #[test]
    fn nobody_without_a_post_reads_the_board() {
        assert!(!can_read_board(&[]));
        assert!(Role::ALL.into_iter().all(|role| can_read_board(&holding(role))));
    }

    #[test]
    fn only_focal_point_and_administrator_take_in_documents() {
        let may: Vec<Role> = Role::ALL.into_iter().filter(|role| can_take_in(&holding(*role))).collect();
        assert_eq!(may, [Role::FocalPoint, Role::Administrator]);
    }

    #[test]
    fn only_inspector_and_administrator_read_the_audit() {
        let may: Vec<Role> = Role::ALL.into_iter().filter(|role| can_read_audit(&holding(*role))).collect();
        assert_eq!(may, [Role::Inspector, Role::Administrator]);
    }

    #[test]
    fn the_whole_audit_is_read_from_the_top_only() {
        for role in [Role::Inspector, Role::Administrator] {
            assert_eq!(reads_audit(&at(role, Some(3)), &[]), AuditReach::Within(3));
            assert_eq!(reads_audit(&at(role, Some(1)), &[1]), AuditReach::All);
            assert_eq!(reads_audit(&holding(role), &[]), AuditReach::All);
        }
        assert_eq!(reads_audit(&holding(Role::Leader), &[]), AuditReach::Nothing);
        let both = [at(Role::Inspector, Some(3)), at(Role::Leader, None)].concat();
        assert_eq!(reads_audit(&both, &[]), AuditReach::Within(3), "what another role reaches is of no account");
    }

    #[test]
    fn the_calendar_is_kept_at_the_top() {
        let may: Vec<Role> = Role::ALL.into_iter().filter(|role| can_change_calendar(&at(*role, Some(1)), &[1])).collect();
        assert_eq!(may, [Role::Administrator]);
        assert!(!can_change_calendar(&at(Role::Administrator, Some(3)), &[1]) && can_change_calendar(&holding(Role::Administrator), &[]));
    }

    #[test]
    fn a_post_reaches_its_unit_and_what_stands_below() {
        let reaching = |unit| at(Role::UnitOfficer, unit).iter().any(|post| reaches(post, &COMMUNE));
        assert!(reaching(Some(1)) && reaching(Some(3)) && reaching(None) && !reaching(Some(4)));
        assert!(!reaches(&at(Role::Administrator, Some(1))[0], &[]) && reaches(&at(Role::Administrator, None)[0], &[]));
    }

    #[test]
    fn who_reads_only_writes_nothing_of_a_unit() {
        let may: Vec<Role> = Role::ALL.into_iter().filter(|role| can_report(&at(*role, Some(3)), &COMMUNE)).collect();
        assert_eq!(may, [Role::FocalPoint, Role::UnitHead, Role::UnitOfficer, Role::Administrator]);
        assert!(Role::ALL.into_iter().all(|role| !can_report(&at(role, Some(4)), &COMMUNE) && can_read_unit(&at(role, Some(4)), &COMMUNE)));
    }

    #[test]
    fn the_assigner_answers_where_the_unit_belongs_and_the_head_approves_his_own() {
        let answering =
            |desk: &[i64]| Role::ALL.into_iter().filter(|role| can_answer(&at(*role, Some(1)), desk, &COMMUNE)).collect::<Vec<_>>();
        assert_eq!(answering(&[1]), [Role::Leader, Role::FocalPoint, Role::Administrator]);
        assert!(answering(&[4]).is_empty(), "the work of another commune");
        assert!(can_answer(&at(Role::FocalPoint, Some(5)), &[5, 1], &COMMUNE), "consolidates for the authority its unit belongs to");
        assert!(can_answer(&holding(Role::FocalPoint), &[], &[]) && !can_answer(&holding(Role::UnitHead), &[], &[]));
        let approving: Vec<Role> = Role::ALL.into_iter().filter(|role| can_approve(&at(*role, Some(3)), &COMMUNE)).collect();
        assert_eq!(approving, [Role::UnitHead]);
        assert!(!can_approve(&at(Role::UnitHead, Some(4)), &COMMUNE) && !can_work(&holding(Role::Inspector)));
    }

    #[test]
    fn leaders_and_focal_points_direct_what_is_below_them_and_only_the_giver_amends() {
        let directing =
            |desk: &[i64]| Role::ALL.into_iter().filter(|role| can_direct_unit(&at(*role, Some(1)), desk, &COMMUNE)).collect::<Vec<_>>();
        assert_eq!(directing(&[1]), [Role::Leader, Role::FocalPoint]);
        assert!(directing(&[4]).is_empty() && can_direct_unit(&holding(Role::Leader), &[], &COMMUNE));
        let leader = at(Role::Leader, Some(1));
        assert!(
            can_amend_directive(&leader, 7, (7, 8)) && can_amend_directive(&leader, 8, (7, 8)) && !can_amend_directive(&leader, 9, (7, 8))
        );
        assert!(!can_amend_directive(&at(Role::UnitHead, Some(1)), 7, (7, 7)));
    }

    #[test]
    fn only_administrators_manage_people_and_inspectors_look() {
        let manage: Vec<Role> = Role::ALL.into_iter().filter(|role| can_manage_people(&holding(*role))).collect();
        let read: Vec<Role> = Role::ALL.into_iter().filter(|role| can_read_people(&holding(*role))).collect();
        assert_eq!((manage, read), (vec![Role::Administrator], vec![Role::Inspector, Role::Administrator]));
        assert!(Role::ALL.into_iter().all(|role| can_manage_place(&holding(role), &COMMUNE) == (role == Role::Administrator)));
    }

    #[test]
    fn an_administrator_of_a_unit_manages_only_people_who_are_wholly_within_it() {
        let admin = at(Role::Administrator, Some(3));
        let both = [COMMUNE.to_vec(), OTHER.to_vec()];
        assert!(can_manage_person(&admin, &[COMMUNE.to_vec()]) && !can_manage_person(&admin, &both) && !can_manage_person(&admin, &[]));
        assert!(can_read_person(&admin, &both) && !can_read_person(&admin, &[OTHER.to_vec()]) && !can_read_person(&admin, &[]));
        assert!(can_manage_person(&at(Role::Administrator, Some(1)), &both));
        assert!(can_manage_person(&holding(Role::Administrator), &[]) && !can_manage_person(&at(Role::Inspector, None), &both));
        assert_eq!((reads_people_within(&admin), reads_people_within(&holding(Role::Inspector))), (Some(3), None));
    }

    #[test]
    fn a_code_is_asked_of_administrators_and_from_the_internet_of_everybody() {
        let asked = |internet, demo| Role::ALL.into_iter().filter(|role| needs_second_factor(&holding(*role), internet, demo)).count();
        assert_eq!((asked(false, false), asked(true, false), asked(true, true)), (1, Role::ALL.len(), 0));
    }

    #[test]
    fn only_the_holder_delegates_and_nothing_is_delegated_on() {
        assert!(can_delegate(1, 1, false) && !can_delegate(1, 1, true) && !can_delegate(2, 1, false));
    }

    #[test]
    fn only_the_administrator_changes_units() {
        let may: Vec<Role> = Role::ALL.into_iter().filter(|role| can_change_units(&holding(*role))).collect();
        assert_eq!(may, [Role::Administrator]);
    }

    #[test]
    fn whoever_takes_in_documents_says_who_is_in_a_group() {
        let may: Vec<Role> = Role::ALL.into_iter().filter(|role| can_change_groups(&holding(*role))).collect();
        assert_eq!(may, [Role::FocalPoint, Role::Administrator]);
    }
}
