//! The content files of `samples/source`: what a sample document says and what a reader must find in it.
//!
//! Expected values (comparison, figure, due day…) are written by hand in these files, never computed.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Name without extension.
    pub file: String,
    pub document: BTreeMap<String, Value>,
    /// How the page looks; absent for a plan whose source text is written by hand.
    pub page: Option<Page>,
    #[serde(default)]
    pub citations: Vec<BTreeMap<String, Value>>,
    pub annexes: Vec<Annex>,
    #[serde(default)]
    pub reporting_duties: Vec<BTreeMap<String, Value>>,
    #[serde(default)]
    pub findings: Vec<BTreeMap<String, Value>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    pub issuer_lines: Vec<String>,
    pub number_line: String,
    pub place_date: String,
    pub title_lines: Vec<String>,
    /// One paragraph per line; the marks are those of [`super::docx::body`].
    pub body: String,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Indicators,
    Tasks,
    /// Tasks that stand in the body; no table is drawn for them.
    Prose,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Annex {
    pub kind: Kind,
    #[serde(default)]
    pub label: String,
    #[serde(default)]
    pub title_lines: Vec<String>,
    #[serde(default)]
    pub note: String,
    /// "auto": the number cells hold an automatic number and no text.
    #[serde(default)]
    pub numbering: String,
    /// "merged": one cell over all columns; "numbered": a number cell and one over the rest.
    #[serde(default)]
    pub section_row: String,
    /// Year of each target column, or none when the section rows give it.
    #[serde(default)]
    pub horizons: Vec<i64>,
    #[serde(default)]
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
    /// Rows below the data: cells by role, an empty role name spans what is left of it.
    #[serde(default)]
    pub totals: Vec<Total>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    pub role: String,
    /// Upper line of a two-level header.
    pub group: Option<String>,
    pub head: String,
    /// Twentieths of a point.
    pub width: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Total {
    /// Text and number of columns it covers.
    pub cells: Vec<(String, usize)>,
}

#[derive(Deserialize, Default, Clone)]
#[serde(deny_unknown_fields, default)]
pub struct Row {
    pub section: Option<String>,
    pub title: Option<String>,
    /// Year that the rows below this section row are for.
    pub horizon: Option<i64>,
    pub no: Option<String>,
    pub name: String,
    pub unit: Option<String>,
    /// Per target column: text, comparison, value, upper end.
    pub targets: Vec<Vec<Value>>,
    pub lead: Vec<String>,
    pub coordinating: Vec<String>,
    pub data_source: Option<String>,
    pub product: Option<String>,
    pub deadline: Option<BTreeMap<String, Value>>,
    /// The cell as written, and the amount in million đồng.
    pub money: Option<(String, f64)>,
    pub related: Vec<String>,
    pub note: Option<String>,
    /// Roles whose agencies stand one per paragraph with an automatic dash.
    pub as_list: Vec<String>,
    /// Roles whose agencies are joined by commas instead of semicolons.
    pub comma: Vec<String>,
    /// Roles whose cell is merged with the one above.
    pub merge_up: Vec<String>,
    /// Paragraphs of a cell where they differ from the expected text.
    pub cells: BTreeMap<String, Vec<String>>,
}

impl Row {
    pub fn is_section(&self) -> bool {
        self.title.is_some()
    }

    /// Paragraphs of the cell of a role, marks included; an automatic dash is the mark "* ".
    pub fn paragraphs(&self, role: &str) -> Vec<String> {
        if let Some(written) = self.cells.get(role) {
            return written.clone();
        }
        let one = |text: &Option<String>| text.iter().cloned().collect();
        match role {
            "no" => one(&self.no),
            "name" => vec![self.name.clone()],
            "unit" => one(&self.unit),
            "product" => one(&self.product),
            "data_source" => one(&self.data_source),
            "note" => one(&self.note),
            "money" => self.money.iter().map(|(text, _)| text.clone()).collect(),
            "related" => vec![self.related.join("; ")],
            "deadline" => self.deadline.iter().filter_map(|deadline| deadline.get("text")?.as_str().map(str::to_owned)).collect(),
            "lead" => self.agencies(role, &self.lead),
            "coordinating" => self.agencies(role, &self.coordinating),
            _ => self.target(role).into_iter().collect(),
        }
    }

    fn agencies(&self, role: &str, names: &[String]) -> Vec<String> {
        let is_in = |roles: &[String]| roles.iter().any(|listed| listed == role);
        if is_in(&self.as_list) {
            return names.iter().map(|name| format!("* {name}")).collect();
        }
        vec![names.join(if is_in(&self.comma) { ", " } else { "; " })]
    }

    fn target(&self, role: &str) -> Option<String> {
        let column: usize = role.strip_prefix("target")?.parse().ok()?;
        self.targets.get(column)?.first()?.as_str().map(str::to_owned)
    }
}

/// Reads every plan of `samples/source` whose file holds one.
pub fn plans(root: &Path) -> anyhow::Result<Vec<Plan>> {
    let folder = root.join("samples/source");
    let mut out = Vec::new();
    for name in ["lam-giang-tinh", "dong-phu-xa", "tan-hoa-xa", "clean-phuong-binh-an", "clean-lam-giang-tinh", "ket-luan-hop"] {
        let path = folder.join(format!("{name}.toml"));
        let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        out.push(toml::from_str(&text).with_context(|| format!("{} is not a plan", path.display()))?);
    }
    Ok(out)
}

/// The words without the marks for tracked changes, links and content controls.
pub fn plain(text: &str) -> String {
    let mut out = String::new();
    for part in super::docx::runs::split(text) {
        out.push_str(part.visible());
    }
    out.replace('⏎', " ")
}
