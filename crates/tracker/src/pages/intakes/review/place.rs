//! Which list, row and field of a review a request is about, and the address that leads back to it.

use serde::Deserialize;

use crate::domain::draft::{Draft, RowKey, Table};
use crate::pages::address::address;
use crate::pages::plans::tabs::Tab;

/// `muc` the list, `dong` the key of a row (or its number among citations and defects), `o` a field, `phan` the part of
/// a long source.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    pub muc: String,
    pub dong: String,
    pub o: String,
    pub phan: String,
}

impl Asked {
    /// A row of a draft.
    pub fn row(tab: Tab, row: &RowKey) -> Self {
        Self { muc: tab.name().to_owned(), dong: row.0.clone(), ..Self::default() }
    }

    pub fn tab(&self) -> Tab {
        Tab::named(&self.muc)
    }

    /// The row's key, where the draft has it.
    pub fn key(&self, draft: &Draft) -> Option<RowKey> {
        let key = RowKey(self.dong.clone());
        draft.table_of(&key).map(|_| key)
    }

    /// Index of a citation or a defect.
    pub fn index(&self) -> Option<usize> {
        self.dong.parse::<usize>().ok()?.checked_sub(1)
    }

    pub fn address(&self, intake: i64) -> String {
        let pairs = [("muc", self.muc.as_str()), ("dong", &self.dong), ("o", &self.o), ("phan", &self.phan)];
        let at = address(&format!("/intakes/{intake}"), &pairs);
        if self.dong.is_empty() { at } else { format!("{at}#sua") }
    }
}

/// The list a row is shown in; the head of the plan stands above all of them.
pub fn tab_of(table: Table) -> Option<Tab> {
    match table {
        Table::Document => None,
        Table::Indicators => Some(Tab::Indicators),
        Table::Tasks => Some(Tab::Tasks),
        Table::Duties => Some(Tab::Duties),
    }
}

pub fn table_of(tab: Tab) -> Option<Table> {
    [Table::Indicators, Table::Tasks, Table::Duties].into_iter().find(|table| tab_of(*table) == Some(tab))
}
