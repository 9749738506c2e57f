//! Remarks of the compiler that people set aside, each with a reason: one of them, or all of a rule in this plan.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use roviec_plan::diagnostic::{Diagnostic, Dismissed};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::fold::Draft;

/// Names a diagnostic through all readings of a plan: its rule, the digest of what it says of which words, and which
/// of the same it is. A diagnostic that says anything else is another one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FindingKey(pub String);

impl fmt::Display for FindingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is set aside.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Aside {
    Finding(FindingKey),
    /// Every diagnostic of this rule.
    Rule(String),
}

/// Why something was set aside, and by which edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    pub number: i64,
    pub text: String,
}

/// Characters of the longest reason.
pub const LONGEST_REASON: usize = 500;

/// The key of each diagnostic, in order.
pub fn finding_keys(diagnostics: &[Diagnostic]) -> Vec<FindingKey> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let key = |diagnostic: &Diagnostic| {
        let said = [diagnostic.message.as_str(), diagnostic.span.text.as_str()].join("\0");
        let digest: String = Sha256::digest(said).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let name = format!("{}-{digest}", diagnostic.rule);
        let count = seen.entry(name.clone()).or_default();
        *count += 1;
        FindingKey(format!("{name}-{count}"))
    };
    diagnostics.iter().map(key).collect()
}

impl Draft {
    /// Why a diagnostic of this rule is set aside, by itself or with its rule.
    pub fn aside(&self, rule: &str, key: &FindingKey) -> Option<(&Aside, &Reason)> {
        let known = |aside: Aside| self.dismissed.get_key_value(&aside);
        known(Aside::Finding(key.clone())).or_else(|| known(Aside::Rule(rule.to_owned())))
    }

    /// The diagnostics that stay, and those set aside.
    pub(super) fn sorted_out(&self, diagnostics: Vec<Diagnostic>) -> (Vec<Diagnostic>, Vec<Dismissed>) {
        if self.dismissed.is_empty() {
            return (diagnostics, Vec::new());
        }
        let (mut open, mut dismissed) = (Vec::new(), Vec::new());
        let keys = finding_keys(&diagnostics);
        for (diagnostic, key) in diagnostics.into_iter().zip(keys) {
            match self.aside(&diagnostic.rule, &key) {
                Some((_, reason)) => dismissed.push(Dismissed { reason: reason.text.clone(), diagnostic }),
                None => open.push(diagnostic),
            }
        }
        (open, dismissed)
    }
}

/// What stays set aside in a new reading: diagnostics that say the same of the same words, and rules unless it is of
/// another document, about which nothing was said yet.
pub(super) fn carried(dismissed: &BTreeMap<Aside, Reason>, new: &[Diagnostic], is_replaced: bool) -> Vec<(Aside, String)> {
    let keys = finding_keys(new);
    let stays = |aside: &Aside| match aside {
        Aside::Finding(key) => keys.contains(key),
        Aside::Rule(_) => !is_replaced,
    };
    dismissed.iter().filter(|(aside, _)| stays(aside)).map(|(aside, reason)| (aside.clone(), reason.text.clone())).collect()
}
