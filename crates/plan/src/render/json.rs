//! The plan file format `roviec.plan/1` as text.

use serde::Serialize;

use crate::cascade::Cascade;
use crate::plan::Compiled;
use crate::revision::Revision;

/// Pretty JSON with fields in the order of the schema.
pub fn json(compiled: &Compiled) -> String {
    pretty(compiled)
}

/// The same with the plan held against its superiors.
pub fn json_with_cascade(compiled: &Compiled, cascade: &[Cascade]) -> String {
    #[derive(Serialize)]
    struct Proved<'a> {
        #[serde(flatten)]
        compiled: &'a Compiled,
        cascade: &'a [Cascade],
    }
    pretty(&Proved { compiled, cascade })
}

/// Two versions of a plan held against each other.
pub fn revision_json(revision: &Revision) -> String {
    pretty(revision)
}

fn pretty(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).expect("plain data with text keys always has a JSON form")
}
