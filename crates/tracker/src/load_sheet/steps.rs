//! From what a row says to the steps of its assignments: only what is not recorded yet.

use std::collections::HashMap;

use jiff::civil::Date;
use roviec_plan::spreadsheet::{SheetRow, State};

use super::Outcome;
use super::days::Completion;
use super::matching::{Matching, shown};
use crate::error::{Error, Result};
use crate::store::Tx;
use crate::store::assignments::{self, Step};
use crate::store::audit::Actor;
use crate::store::sheet_progress::{self, Standing};

/// Words that go beside the steps.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    pub file: &'a str,
    pub stopped_by: &'a str,
}

/// Rows that know their tasks and their days.
pub struct Work<'a> {
    pub rows: &'a [SheetRow],
    pub matching: &'a Matching,
    pub completions: &'a [Completion],
    pub words: Words<'a>,
    pub today: Date,
}

/// Takes the steps; a row that contradicts what is recorded is named and left.
pub async fn take(tx: &mut Tx, actor: Actor, work: Work<'_>, outcome: &mut Outcome) -> Result<()> {
    let mut standings: HashMap<i64, Vec<Standing>> = HashMap::new();
    for standing in sheet_progress::standings(tx, outcome.plan).await? {
        standings.entry(standing.task_id).or_default().push(standing);
    }
    for (index, (row, completion)) in work.rows.iter().zip(work.completions).enumerate() {
        let of_task = work.matching.task(index).and_then(|task| standings.get(&task)).map(Vec::as_slice).unwrap_or_default();
        let mut differs: Option<String> = None;
        for standing in of_task {
            match planned(row, *completion, standing, work.words) {
                Ok(steps) => {
                    for step in steps {
                        let on = match (&step, completion) {
                            (Step::Submit { .. }, Completion::On(day)) => *day,
                            _ => work.today,
                        };
                        match assignments::step(tx, actor, standing.id, on, step).await {
                            Ok(_) => outcome.steps += 1,
                            // What the assignment refuses is told before anything is written.
                            Err(Error::Conflict(sentence)) => differs = Some(sentence),
                            Err(error) => return Err(error),
                        }
                    }
                }
                Err(sentence) => differs = Some(sentence.to_owned()),
            }
        }
        outcome.differing.extend(differs.map(|why| format!("{}: {why}", shown(row))));
    }
    Ok(())
}

/// Steps from where the assignment stands to where the row says it is.
fn planned(row: &SheetRow, completion: Completion, standing: &Standing, words: Words<'_>) -> Result<Vec<Step>, &'static str> {
    let recorded = || format!("Theo bảng theo dõi {}", words.file);
    let note = || row.note.clone().unwrap_or_else(recorded);
    let confirm = || Step::Confirm { evidence: Some(format!("Bảng theo dõi {}", words.file)), note: recorded() };
    let done = row.state.is_some_and(State::is_done);
    let closed = standing.phase == "done" || standing.phase == "stopped";
    match (row.state, completion) {
        (Some(State::Stopped), _) => match standing.phase.as_str() {
            "stopped" => Ok(vec![]),
            "done" => Err("bảng ghi dừng, hệ thống đã ghi hoàn thành"),
            _ => Ok(vec![Step::Stop { by: words.stopped_by.to_owned() }]),
        },
        (_, Completion::On(_)) if done => match standing.phase.as_str() {
            "done" => Ok(vec![]),
            "stopped" => Err("bảng ghi hoàn thành, hệ thống đã ghi dừng"),
            "waiting" => Ok(vec![confirm()]),
            _ => Ok(vec![Step::Submit { note: note() }, confirm()]),
        },
        (Some(State::Waiting), Completion::On(_)) => match standing.phase.as_str() {
            "waiting" | "done" => Ok(vec![]),
            "stopped" => Err("bảng ghi chờ xác nhận, hệ thống đã ghi dừng"),
            _ => Ok(vec![Step::Submit { note: note() }]),
        },
        (_, Completion::NotYet) if closed || standing.phase == "waiting" => Ok(vec![]),
        _ if closed && row.state.is_some() => Err("bảng ghi chưa xong, hệ thống đã ghi hoàn thành hoặc dừng"),
        _ if standing.phase == "waiting" && row.state.is_some() => Err("bảng ghi đang thực hiện, hệ thống đang chờ xác nhận"),
        _ if closed || standing.phase == "waiting" => Ok(vec![]),
        _ => Ok(report(row, standing, &recorded()).into_iter().collect()),
    }
}

/// A report where share or words are new.
fn report(row: &SheetRow, standing: &Standing, recorded: &str) -> Option<Step> {
    let percent = row.percent.map(|percent| percent.min(99));
    let new_percent = percent.is_some_and(|percent| i64::from(percent) != standing.percent);
    let new_note = row.note.as_ref().is_some_and(|note| standing.last_note.as_ref() != Some(note));
    let kept = u8::try_from(standing.percent.clamp(0, 99)).unwrap_or(0);
    (new_percent || new_note)
        .then(|| Step::Report { percent: percent.unwrap_or(kept), note: row.note.clone().unwrap_or_else(|| recorded.to_owned()) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn standing(phase: &str, percent: i64, note: Option<&str>) -> Standing {
        Standing { id: 1, task_id: 1, phase: phase.to_owned(), percent, current_due: None, last_note: note.map(str::to_owned) }
    }

    fn row(state: Option<State>, percent: Option<u8>, note: Option<&str>) -> SheetRow {
        SheetRow { state, percent, note: note.map(str::to_owned), ..SheetRow::default() }
    }

    fn names(row: &SheetRow, completion: Completion, standing: &Standing) -> String {
        let words = Words { file: "a.xlsx", stopped_by: "15/TB-UBND" };
        match planned(row, completion, standing, words) {
            Ok(steps) => {
                let name = |step: &Step| match step {
                    Step::Report { percent, .. } => format!("report {percent}"),
                    Step::Submit { .. } => "submit".to_owned(),
                    Step::Confirm { .. } => "confirm".to_owned(),
                    Step::SendBack { .. } => "send back".to_owned(),
                    Step::TakeBack => "take back".to_owned(),
                    Step::Stop { .. } => "stop".to_owned(),
                };
                steps.iter().map(name).collect::<Vec<_>>().join(", ")
            }
            Err(_) => "differs".to_owned(),
        }
    }

    #[test]
    fn only_what_is_not_recorded_yet_is_a_step() {
        let on = Completion::On(date(2026, 6, 1));
        let none = Completion::None;
        let open = standing("open", 0, None);
        let done = row(Some(State::Done), Some(100), None);
        assert_eq!(names(&done, on, &open), "submit, confirm");
        assert_eq!(names(&done, on, &standing("waiting", 90, None)), "confirm");
        assert_eq!(names(&done, on, &standing("done", 100, None)), "");
        assert_eq!(names(&done, Completion::NotYet, &open), "report 99");
        let running = row(Some(State::Running), Some(60), Some("Đã xong 9 xã"));
        assert_eq!(names(&running, none, &open), "report 60");
        assert_eq!(names(&running, none, &standing("open", 60, Some("Đã xong 9 xã"))), "");
        assert_eq!(names(&running, none, &standing("done", 100, None)), "differs");
        assert_eq!(names(&running, none, &standing("waiting", 60, None)), "differs");
        assert_eq!(names(&row(Some(State::NotStarted), None, None), none, &open), "");
        assert_eq!(names(&row(None, None, None), none, &standing("done", 100, None)), "");
        assert_eq!(names(&row(Some(State::Stopped), None, None), none, &open), "stop");
        assert_eq!(names(&row(Some(State::Stopped), None, None), none, &standing("done", 100, None)), "differs");
        assert_eq!(names(&row(None, None, Some("Chờ kinh phí")), none, &standing("open", 40, None)), "report 40");
    }
}
