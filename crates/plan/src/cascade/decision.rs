//! What people said of single rows, put over what the machine found.

use std::collections::{BTreeMap, HashSet};

use super::target::{Comparison, compare};
use super::{Answer, Cascade, How, Own, TargetVerdict, TaskVerdict, indicators, tasks};
use crate::plan::Plan;

/// What a person said of one row of the superior.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// This row of ours, by its index, answers it.
    AnsweredBy(usize),
    /// It is not laid on us.
    NotOurs,
    /// It is, and none of our rows answers.
    Uncovered,
}

/// By index of the superior's task or target.
#[derive(Debug, Clone, Default)]
pub struct Decisions {
    pub tasks: BTreeMap<usize, Decision>,
    pub indicators: BTreeMap<usize, Decision>,
}

impl Cascade {
    /// The same with the rows that people decided; an index beyond the plans is left alone.
    #[must_use]
    pub fn decided(mut self, ours: &Plan, superior: &Plan, decisions: &Decisions) -> Self {
        for (row, decision) in &decisions.tasks {
            self.decide_task((*row, *decision), ours, superior);
        }
        for (row, decision) in &decisions.indicators {
            self.decide_target((*row, *decision), ours, superior);
        }
        self.find_beyond(ours);
        self
    }

    fn decide_task(&mut self, (row, decision): (usize, Decision), ours: &Plan, superior: &Plan) {
        let (Some(answer), Some(asked)) = (self.tasks.get_mut(row), superior.tasks.get(row)) else { return };
        match decision {
            Decision::AnsweredBy(index) => {
                let Some(own) = ours.tasks.get(index) else { return };
                // What the machine found as well keeps its reasons.
                if !answer.answered_by.iter().any(|answer| answer.index == index) {
                    let late = tasks::later(asked.deadline.as_ref(), own.deadline.as_ref());
                    answer.verdict = if late.is_some() { TaskVerdict::Later } else { TaskVerdict::Covered };
                    answer.answered_by = vec![Answer { no: own.no.clone(), name: own.name.clone(), score: 1.0, target: None, index }];
                    answer.why = [Some(CHOSEN.to_owned()), late].into_iter().flatten().collect::<Vec<_>>().join("; ");
                } else if answer.verdict == TaskVerdict::Partly {
                    answer.verdict = TaskVerdict::Covered;
                }
            }
            Decision::NotOurs => (answer.verdict, answer.why) = (TaskVerdict::NotOurs, NOT_OURS.to_owned()),
            Decision::Uncovered => (answer.verdict, answer.why) = (TaskVerdict::Uncovered, UNCOVERED.to_owned()),
        }
        if !matches!(decision, Decision::AnsweredBy(_)) {
            answer.answered_by.clear();
        }
    }

    fn decide_target(&mut self, (row, decision): (usize, Decision), ours: &Plan, superior: &Plan) {
        let (Some(answer), Some(asked)) = (self.indicators.get_mut(row), superior.indicators.get(row)) else { return };
        match decision {
            Decision::AnsweredBy(index) => {
                let Some(own) = ours.indicators.get(index) else { return };
                if !answer.answered_by.iter().any(|answer| answer.index == index) {
                    let to_all = answer.concern.as_ref().is_some_and(|concern| concern.how != How::Name);
                    let other_year = asked.horizon.zip(own.horizon).filter(|(asked, own)| asked != own);
                    let words = match (other_year, own.target.is_some()) {
                        (_, false) => {
                            answer.verdict = TargetVerdict::Absent;
                            "hàng của ta không đặt mục tiêu".to_owned()
                        }
                        (Some((asked, own)), true) => {
                            answer.verdict = TargetVerdict::OtherYear;
                            format!("ta đặt mục tiêu cho năm {own}, không cho năm {asked}")
                        }
                        (None, true) => {
                            let Comparison { verdict, words } = compare(asked, own, to_all);
                            answer.verdict = verdict;
                            words
                        }
                    };
                    let (no, name, target) = (own.no.clone(), own.name.clone(), super::written(own));
                    answer.answered_by = vec![Answer { no, name, score: 1.0, target, index }];
                    answer.why = format!("{CHOSEN}; {words}");
                }
            }
            Decision::NotOurs => (answer.verdict, answer.why) = (TargetVerdict::NotOurs, NOT_OURS.to_owned()),
            Decision::Uncovered => (answer.verdict, answer.why) = (TargetVerdict::Absent, UNCOVERED.to_owned()),
        }
        if !matches!(decision, Decision::AnsweredBy(_)) {
            answer.answered_by.clear();
        }
    }

    /// Which of our rows answer nothing now.
    fn find_beyond(&mut self, ours: &Plan) {
        let answering: HashSet<usize> = self.tasks.iter().flat_map(|answer| &answer.answered_by).map(|answer| answer.index).collect();
        let near = std::mem::take(&mut self.beyond.tasks);
        let near = |index: usize| near.iter().find(|own| own.index == index).and_then(|own| own.near.clone());
        let free = ours.tasks.iter().enumerate().filter(|(index, _)| !answering.contains(index));
        self.beyond.tasks =
            free.map(|(index, task)| Own { no: task.no.clone(), name: task.name.clone(), near: near(index), index }).collect();

        let answering: HashSet<usize> = self.indicators.iter().flat_map(|answer| &answer.answered_by).map(|answer| answer.index).collect();
        let near = std::mem::take(&mut self.beyond.indicators);
        let near = |index: usize| near.iter().find(|own| own.index == index).and_then(|own| own.near.clone());
        let free = indicators::firsts(&ours.indicators, |rows| !rows.iter().any(|row| answering.contains(row)));
        let own = |index: usize| {
            let indicator = &ours.indicators[index];
            Own { no: indicator.no.clone(), name: indicator.name.clone(), near: near(index), index }
        };
        self.beyond.indicators = free.into_iter().map(own).collect();
    }
}

const CHOSEN: &str = "người soát chọn hàng này";
const NOT_OURS: &str = "người soát: không giao cho ta";
const UNCOVERED: &str = "người soát: chưa hàng nào của ta trả lời";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::Vocabulary;
    use crate::{Compiled, Context, SourceFile, cascade, compile};

    fn plan(of: &str, tasks: &[&str]) -> Compiled {
        let rows: String = (1..).zip(tasks).map(|(no, task)| format!("| {no} | {task} |\n")).collect();
        let text = format!(
            "ỦY BAN NHÂN DÂN\n{of}\n\nSố: 4/KH-UBND\n\nBình An, ngày 12 tháng 02 năm 2026\n\n# KẾ HOẠCH\n\n**Chuyển đổi số năm 2026**\n\n# Phụ lục\n\n**DANH MỤC NHIỆM VỤ**\n\n| TT | Nhiệm vụ | Cơ quan chủ trì | Sản phẩm | Thời hạn |\n|---|---|---|---|---|\n{rows}"
        );
        compile(&[SourceFile { name: "ke-hoach.md", bytes: text.as_bytes() }], &Context::default()).expect("readable")
    }

    #[test]
    fn what_a_person_decides_stands_over_what_the_machine_found() {
        let above = plan(
            "TỈNH LAM GIANG",
            &[
                "Mở lớp kỹ năng số cho người cao tuổi tại thôn | UBND các xã, phường | Danh sách học viên | 30/6/2026",
                "Thay đèn đường bằng đèn tiết kiệm điện | UBND các xã, phường | Biên bản nghiệm thu | 30/9/2026",
                "Trồng cây ven kênh | UBND các xã, phường | Biên bản | 30/9/2026",
            ],
        );
        let own = plan(
            "XÃ BÌNH AN",
            &[
                "Tổ chức lớp kỹ năng số cho người cao tuổi | Phòng Văn hóa - Xã hội | Danh sách học viên | 15/6/2026",
                "Cải tạo hệ thống chiếu sáng công cộng | Phòng Kinh tế | Hồ sơ hoàn công | 31/12/2026",
            ],
        );
        let found = cascade::cascades(&own.plan, std::slice::from_ref(&above), Vocabulary::built_in()).remove(0);
        let verdicts = |of: &Cascade| of.tasks.iter().map(|answer| answer.verdict).collect::<Vec<_>>();
        assert_eq!(verdicts(&found), [TaskVerdict::Covered, TaskVerdict::Uncovered, TaskVerdict::Uncovered]);
        assert_eq!(found.beyond.tasks.len(), 1);
        let said = [(0, Decision::Uncovered), (1, Decision::AnsweredBy(1)), (2, Decision::NotOurs), (9, Decision::NotOurs)];
        let decisions = Decisions { tasks: said.into_iter().collect(), ..Decisions::default() };
        let decided = found.decided(&own.plan, &above.plan, &decisions);
        assert_eq!(verdicts(&decided), [TaskVerdict::Uncovered, TaskVerdict::Later, TaskVerdict::NotOurs]);
        assert_eq!(decided.tasks[1].answered_by[0].index, 1);
        let free: Vec<usize> = decided.beyond.tasks.iter().map(|own| own.index).collect();
        assert_eq!(free, [0]);
    }

    #[test]
    fn a_row_of_ours_that_is_gone_decides_nothing() {
        let above = plan("TỈNH LAM GIANG", &["Trồng cây ven kênh | UBND các xã, phường | Biên bản | 30/9/2026"]);
        let own = plan("XÃ BÌNH AN", &["Mở lớp kỹ năng số | Phòng Văn hóa - Xã hội | Danh sách | 15/6/2026"]);
        let found = cascade::cascades(&own.plan, std::slice::from_ref(&above), Vocabulary::built_in()).remove(0);
        let decisions = Decisions { tasks: [(0, Decision::AnsweredBy(7))].into_iter().collect(), ..Decisions::default() };
        assert_eq!(found.clone().decided(&own.plan, &above.plan, &decisions), found);
    }
}
