//! The plan file format `roviec.plan/1` as text.

use crate::plan::Compiled;

/// Pretty JSON with fields in the order of the schema.
pub fn json(compiled: &Compiled) -> String {
    serde_json::to_string_pretty(compiled).expect("plain data with text keys always has a JSON form")
}
