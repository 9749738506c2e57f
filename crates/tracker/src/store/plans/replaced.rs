//! Plans whose place another document takes, or has taken.

use roviec_plan::plan::DocumentBlock;

use crate::error::Result;
use crate::store::Tx;
use crate::store::audit::{self, Actor};
use crate::store::dialect::args;
use crate::store::work_changes::Touched;

/// Something was reported on it: progress, a finished step, a value of an indicator. `p` is the plan.
macro_rules! is_begun {
    () => {
        "(EXISTS (SELECT 1 FROM assignments a JOIN tasks t ON t.id = a.task_id WHERE t.plan_id = p.id AND (a.percent > 0
            OR a.phase <> 'open' OR a.started_on IS NOT NULL OR EXISTS (SELECT 1 FROM progress_notes n WHERE n.assignment_id = a.id)))
          OR EXISTS (SELECT 1 FROM observations o JOIN indicators i ON i.id = o.indicator_id WHERE i.plan_id = p.id))"
    };
}

/// A plan that runs and that a document says it replaces.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ReplacedPlan {
    pub id: i64,
    pub number: String,
    /// Something was reported on it.
    pub begun: bool,
}

const REPLACED_BY: &str = concat!(
    "SELECT p.id, p.number, ",
    is_begun!(),
    " AS begun FROM plans p
    WHERE p.number = $1 AND ($2 IS NULL OR p.issued_on = $2) AND p.issuer = $3 AND p.state <> 'replaced' AND p.origin = 'plan' ORDER BY p.id"
);

/// The plans that run and that this document says it replaces, each once.
///
/// # Errors
/// The database fails.
pub async fn replaced_by(tx: &mut Tx, document: &DocumentBlock) -> Result<Vec<ReplacedPlan>> {
    let Some(issuer) = document.issuer.as_deref() else { return Ok(Vec::new()) };
    let mut out: Vec<ReplacedPlan> = Vec::new();
    for old in &document.replaces {
        let plans: Vec<ReplacedPlan> = tx.all(REPLACED_BY, args![old.number.as_str(), old.date, issuer]).await?;
        out.extend(plans);
    }
    out.sort_by_key(|plan| plan.id);
    out.dedup();
    Ok(out)
}

/// Documents whose place the plan has taken, newest first: "Kế hoạch 12/KH-UBND ngày 15/01/2026".
///
/// # Errors
/// The database fails.
pub async fn predecessors(tx: &mut Tx, plan: i64) -> Result<Vec<String>> {
    #[derive(serde::Deserialize)]
    struct Loaded {
        replaces: Option<String>,
    }
    let entries = audit::of(tx, "plan", Some(plan)).await?;
    let loaded = entries.iter().rev().filter(|entry| entry.action == "plan-loaded-again").filter_map(|entry| entry.after_json.as_deref());
    Ok(loaded.filter_map(|json| serde_json::from_str::<Loaded>(json).ok()?.replaces).collect())
}

const REPLACE: &str = "UPDATE plans SET state = 'replaced' WHERE id = $1";

/// Marks the plans that a new one says it replaces: of the same issuer, by number and date. One on which work was done
/// stays on the board, so that nothing that was reported is out of sight.
///
/// # Errors
/// The database fails.
pub async fn replace(tx: &mut Tx, actor: Actor, by: i64, document: &DocumentBlock) -> Result<()> {
    for old in replaced_by(tx, document).await?.into_iter().filter(|old| old.id != by && !old.begun) {
        tx.touch(Touched::Plan(old.id));
        tx.execute(REPLACE, args![old.id]).await?;
        audit::append(tx, actor, "plan-replaced", ("plan", Some(old.id)), (None::<&()>, Some(&by))).await?;
    }
    Ok(())
}
