//! Pieces of SQL that several queries share. In all of them `$1` is today, `$2` the last day that is
//! near, `a` an assignment; the tests compare them with `domain::assignment` row by row.

/// Place of the state in `AssignmentState::ALL`.
macro_rules! state_rank {
    () => {
        "CAST(CASE WHEN a.phase = 'stopped' THEN 7
              WHEN a.phase = 'done' AND a.completed_on > a.current_due THEN 5
              WHEN a.phase = 'done' THEN 6
              WHEN a.phase = 'waiting' THEN 3
              WHEN a.phase = 'returned' THEN 1
              WHEN a.current_due < $1 THEN 0
              WHEN a.current_due <= $2 THEN 2
              ELSE 4 END AS BIGINT)"
    };
}
pub(crate) use state_rank;

macro_rules! is_late {
    () => {
        "(CASE WHEN a.phase = 'done' AND a.completed_on > a.current_due THEN 1
              WHEN a.phase = 'waiting' AND a.submitted_on > a.current_due THEN 1
              WHEN a.phase IN ('open', 'returned') AND a.current_due < $1 THEN 1
              ELSE 0 END = 1)"
    };
}
pub(crate) use is_late;

macro_rules! is_due {
    () => {
        "(CASE WHEN a.phase <> 'stopped' AND a.current_due <= $1 THEN 1 ELSE 0 END = 1)"
    };
}
pub(crate) use is_due;

/// Assignments that count, with their state, parts of the work of others apart: `$3` a plan or NULL, `$4` a unit (with all below it today, and what stood below it when
/// it ended: the work a merged unit has done does not vanish) or NULL.
macro_rules! scoped {
    () => {
        concat!(
            "SELECT a.*, t.plan_id, t.section_title, ",
            crate::store::sql::state_rank!(),
            " AS state_rank, ",
            crate::store::sql::is_late!(),
            " AS late, ",
            crate::store::sql::is_due!(),
            " AS due
             FROM assignments a JOIN tasks t ON t.id = a.task_id JOIN plans p ON p.id = t.plan_id
             WHERE p.state <> 'replaced' AND NOT t.is_part AND ($3 IS NULL OR t.plan_id = $3)
               AND ($4 IS NULL OR a.unit_id IN (SELECT below.unit_id FROM unit_ancestors below JOIN org_units w ON w.id = below.unit_id
                    WHERE below.ancestor_id = $4
                        AND CASE WHEN w.valid_to < $1 THEN w.valid_to ELSE $1 END BETWEEN below.valid_from AND below.valid_to))"
        )
    };
}
pub(crate) use scoped;
