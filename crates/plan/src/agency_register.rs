//! Which agencies exist: what a caller knows of units and the document does not say.

use jiff::civil::Date;

use crate::plan::Plan;

/// An agency that no unit or group of the register answers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownAgency {
    /// As the plan writes it.
    pub name: String,
    /// The unit that may be meant, where one is near enough.
    pub nearest: Option<String>,
}

/// A register of units and groups.
pub trait AgencyRegister: Sync {
    /// The agencies of a plan's tables that were not in the register on a day, as the plan's issuer would mean them.
    fn unknown(&self, plan: &Plan, on: Date) -> Vec<UnknownAgency>;
}
