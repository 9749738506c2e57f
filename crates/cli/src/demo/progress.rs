//! A year of work on the assignments, through the same steps that people take: most done in time, some
//! late, some waiting, returned or stopped. Which is which follows from row numbers, so every demo is the same.

use anyhow::Result;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use roviec_tracker::domain::written;
use roviec_tracker::store::Tx;
use roviec_tracker::store::assignments::{self, OpenAssignment, Step};

use super::DEMO_DAY;
use super::people::People;

const FIRST_WORK: Date = date(2026, 2, 20);

/// How an assignment goes.
#[derive(Clone, Copy, PartialEq)]
enum Course {
    /// Sent this many days before the deadline, and confirmed.
    Early(i32),
    /// Sent this many days after it, and confirmed.
    Late(i32),
    /// Sent a few days ago, not confirmed yet.
    Waiting(i32),
    /// Sent and returned.
    Returned,
    /// Under way, this far.
    UnderWay(u8),
    Stopped,
    Untouched,
}

/// # Errors
/// The database fails, or a step does not follow from the one before.
pub async fn fill(tx: &mut Tx, people: &People) -> Result<()> {
    for (at, assignment) in assignments::open(tx).await?.into_iter().enumerate() {
        let course = course(&assignment, at);
        take(tx, people, &assignment, at, course).await?;
    }
    Ok(())
}

/// Some units are slower than others; the mix of the rest follows the row.
fn course(assignment: &OpenAssignment, at: usize) -> Course {
    let slow = assignment.unit_id % 5 == 2;
    let turn = at % 12;
    let Some(due) = assignment.current_due else {
        return if at % 24 == 11 { Course::Stopped } else { Course::UnderWay(55 + (at % 4) as u8 * 10) };
    };
    let left = (due - DEMO_DAY).get_days();
    match (left, turn) {
        (..0, 0 | 2 | 5 | 8) if slow => Course::UnderWay(45 + (at % 3) as u8 * 10),
        (-120..0, 9) => Course::Returned,
        (..0, 0..=5 | 8 | 9) => Course::Early(3 + (at % 5) as i32 * 4),
        (-150..0, 6) => Course::UnderWay(85),
        (..0, 6) => Course::Late(20),
        (..0, 7) => Course::Late(9 + (at % 3) as i32 * 6),
        (..0, 10) => Course::Waiting(2 + (at % 4) as i32),
        (..0, _) if slow => Course::UnderWay(40),
        (..0, _) => Course::Late(5),
        (..=30, 0 | 4 | 8) => Course::Early(left + 3),
        (..=30, 2) => Course::Waiting(1),
        (..=30, 6) => Course::Returned,
        (..=30, _) => Course::UnderWay(70 + (at % 3) as u8 * 10),
        (..=60, 0 | 5) => Course::Early(left + 12),
        (_, 9) => Course::Untouched,
        _ => Course::UnderWay(20 + (at % 6) as u8 * 10),
    }
}

async fn take(tx: &mut Tx, people: &People, assignment: &OpenAssignment, at: usize, course: Course) -> Result<()> {
    let unit = people.of(assignment.unit_id);
    let id = assignment.id;
    let due = assignment.current_due.unwrap_or(DEMO_DAY);
    let sent = match course {
        Course::Early(days) => Some(past(due - days.days())),
        Course::Late(days) => Some(past(due + days.days())),
        Course::Waiting(days) => Some(DEMO_DAY - days.days()),
        Course::Returned => Some(past(due.min(DEMO_DAY) - 12.days())),
        _ => None,
    };
    let far = match course {
        Course::UnderWay(percent) => percent,
        Course::Untouched => return Ok(()),
        _ => 90,
    };
    let last = sent.unwrap_or(DEMO_DAY - 6.days());
    for (on, percent, note) in reports(last, far, at) {
        assignments::step(tx, unit, id, on, Step::Report { percent, note: note.to_owned() }).await?;
    }
    if course == Course::Stopped {
        let by = "Thông báo số 212/TB-UBND ngày 05/10/2026 của UBND tỉnh".to_owned();
        assignments::step(tx, people.confirming(), id, date(2026, 10, 5), Step::Stop { by }).await?;
    }
    let Some(sent) = sent else { return Ok(()) };
    let note = SENT[at % SENT.len()].to_owned();
    assignments::step(tx, unit, id, sent, Step::Submit { note }).await?;
    let answered = past(sent + 2.days());
    match course {
        Course::Early(_) | Course::Late(_) => {
            let step = Step::Confirm {
                evidence: Some(evidence(assignment, sent, at)),
                note: "Đã đối chiếu với sản phẩm nêu trong kế hoạch.".to_owned(),
            };
            assignments::step(tx, people.confirming(), id, answered, step).await?;
        }
        Course::Returned => {
            let reason = RETURNED[at % RETURNED.len()].to_owned();
            assignments::step(tx, people.confirming(), id, answered, Step::SendBack { reason }).await?;
        }
        _ => {}
    }
    Ok(())
}

/// Two to four reports between the first work and the last day, rising to `far`.
fn reports(last: Date, far: u8, at: usize) -> Vec<(Date, u8, &'static str)> {
    let first = FIRST_WORK.min(last - 3.days()) + ((at % 9) as i32).days();
    let first = first.min(last);
    let count = 2 + at % 3;
    let span = (last - first).get_days();
    let report = |n: usize| {
        let on = first + (span * n as i32 / count as i32).days();
        let percent = (usize::from(far) * (n + 1) / count) as u8;
        let notes = if n == 0 {
            BEGUN
        } else if n + 1 == count {
            NEARLY
        } else {
            UNDER_WAY
        };
        (on, percent, notes[(at + n) % notes.len()])
    };
    (0..count).map(report).collect()
}

fn past(day: Date) -> Date {
    day.min(DEMO_DAY - 1.days())
}

fn evidence(assignment: &OpenAssignment, on: Date, at: usize) -> String {
    let deliverable = assignment.deliverable.as_deref().unwrap_or_default();
    let (kind, symbol) = match () {
        () if deliverable.contains("uyết định") || deliverable.contains("Quy chế") => ("Quyết định", "QĐ-UBND"),
        () if deliverable.contains("ế hoạch") => ("Kế hoạch", "KH-UBND"),
        () if deliverable.contains("ghị quyết") => ("Nghị quyết", "NQ-HĐND"),
        () if deliverable.contains("iên bản") => ("Biên bản nghiệm thu", "BB"),
        () => ("Báo cáo kết quả", "BC"),
    };
    format!("{kind} số {}/{symbol} ngày {}", 40 + at * 7 % 300, written::day(on))
}

const BEGUN: &[&str] = &[
    "Đã phân công bộ phận thực hiện và lập tiến độ chi tiết.",
    "Đã thống nhất phương án với các cơ quan phối hợp.",
    "Đã rà soát hiện trạng, lập danh mục việc phải làm.",
];

const UNDER_WAY: &[&str] = &[
    "Đã hoàn thành dự thảo, đang lấy ý kiến các cơ quan phối hợp.",
    "Đã triển khai tại một nửa số địa bàn, chưa phát sinh vướng mắc.",
    "Chờ bố trí kinh phí đợt 2; phần việc không cần kinh phí vẫn thực hiện.",
    "Đã họp kiểm điểm tiến độ, điều chỉnh phân công.",
];

const NEARLY: &[&str] = &[
    "Đã tiếp thu ý kiến góp ý, đang hoàn thiện hồ sơ trình cấp có thẩm quyền.",
    "Còn vướng ở khâu phối hợp số liệu, đã có văn bản đôn đốc.",
    "Đã xong phần việc chính, đang tổng hợp kết quả.",
];

const SENT: [&str; 3] =
    ["Gửi kết quả thực hiện kèm văn bản đã ban hành.", "Đã hoàn thành, đề nghị xác nhận.", "Gửi báo cáo kết quả và danh sách kèm theo."];

const RETURNED: [&str; 2] = [
    "Chưa có văn bản ban hành sản phẩm; đề nghị bổ sung số, ngày văn bản.",
    "Kết quả mới đạt một phần so với sản phẩm nêu trong kế hoạch; đề nghị hoàn thiện.",
];
