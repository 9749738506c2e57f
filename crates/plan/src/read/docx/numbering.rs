//! Automatic numbers: the label Word shows in front of a paragraph, which is nowhere in its text.

use std::collections::HashMap;

use quick_xml::events::Event;

use super::attribute;
use crate::read::list_number::{letter, roman};

#[derive(Debug, Clone)]
struct Level {
    start: u32,
    format: String,
    /// "%1.", "%1.%2", "a)".
    pattern: String,
    /// Style whose paragraphs take this level.
    style: Option<String>,
}

impl Default for Level {
    fn default() -> Self {
        Self { start: 1, format: "decimal".to_owned(), pattern: String::new(), style: None }
    }
}

#[derive(Debug, Default)]
struct List {
    abstract_id: u32,
    starts: HashMap<u8, u32>,
}

/// Definitions of numbering.xml with the counters of the document read so far.
#[derive(Debug, Default)]
pub struct Numbering {
    abstracts: HashMap<u32, Vec<Level>>,
    lists: HashMap<u32, List>,
    /// Per abstract list: last number used on each level.
    counters: HashMap<u32, Vec<Option<u32>>>,
    seen: Vec<u32>,
}

impl Numbering {
    pub fn from_xml(xml: &str) -> Self {
        let mut out = Self::default();
        let mut links: HashMap<String, u32> = HashMap::new();
        let mut linked: Vec<(u32, String)> = Vec::new();
        let (mut in_abstract, mut in_list, mut level, mut override_level) = (None, None, None::<usize>, None::<u8>);
        let mut reader = quick_xml::Reader::from_str(xml);
        while let Ok(event) = reader.read_event() {
            match event {
                Event::Start(element) | Event::Empty(element) => {
                    let value = attribute(&element, "val");
                    let number = |value: &Option<String>| value.as_ref().and_then(|value| value.parse::<u32>().ok());
                    match element.local_name().as_ref() {
                        "abstractNum" => in_abstract = number(&attribute(&element, "abstractNumId")),
                        "num" => {
                            in_abstract = None;
                            in_list = number(&attribute(&element, "numId"));
                        }
                        "abstractNumId" => {
                            if let (Some(id), Some(abstract_id)) = (in_list, number(&value)) {
                                out.lists.insert(id, List { abstract_id, starts: HashMap::new() });
                            }
                        }
                        "lvlOverride" => override_level = number(&attribute(&element, "ilvl")).map(|level| level as u8),
                        "startOverride" => {
                            if let (Some(list), Some(level), Some(start)) =
                                (in_list.and_then(|id| out.lists.get_mut(&id)), override_level, number(&value))
                            {
                                list.starts.insert(level, start);
                            }
                        }
                        "styleLink" => {
                            if let (Some(id), Some(style)) = (in_abstract, value) {
                                links.insert(style, id);
                            }
                        }
                        "numStyleLink" => {
                            if let (Some(id), Some(style)) = (in_abstract, value) {
                                linked.push((id, style));
                            }
                        }
                        "lvl" => {
                            level = number(&attribute(&element, "ilvl")).map(|level| level.min(8) as usize);
                            if let (Some(id), Some(level)) = (in_abstract, level) {
                                let levels = out.abstracts.entry(id).or_default();
                                levels.resize_with(levels.len().max(level + 1), Level::default);
                            }
                        }
                        name => {
                            let target = in_abstract.zip(level).and_then(|(id, level)| out.abstracts.get_mut(&id)?.get_mut(level));
                            if let Some(target) = target {
                                match name {
                                    "start" => target.start = number(&value).unwrap_or(1),
                                    "numFmt" => target.format = value.unwrap_or_default(),
                                    // A label is some signs; every paragraph of the list carries it.
                                    "lvlText" => target.pattern = value.unwrap_or_default().chars().take(64).collect(),
                                    "pStyle" => target.style = value,
                                    _ => {}
                                }
                            }
                        }
                    }
                }
                Event::End(element) => match element.local_name().as_ref() {
                    "abstractNum" => (in_abstract, level) = (None, None),
                    "lvl" => level = None,
                    "num" => (in_list, override_level) = (None, None),
                    _ => {}
                },
                Event::Eof => break,
                _ => {}
            }
        }
        for (id, style) in linked {
            if let Some(levels) = links.get(&style).and_then(|source| out.abstracts.get(source)).cloned() {
                out.abstracts.insert(id, levels);
            }
        }
        out
    }

    /// Counts one paragraph of a list and gives its label; `None` for bullets without a sign, and for list 0,
    /// by which a paragraph leaves the list of its style.
    pub fn label(&mut self, list_id: u32, level: Option<u8>, style: Option<&str>) -> Option<String> {
        let list = self.lists.get(&list_id)?;
        let levels = self.abstracts.get(&list.abstract_id)?;
        let of_style = || levels.iter().position(|level| level.style.is_some() && level.style.as_deref() == style).map(|level| level as u8);
        let level = level.or_else(of_style).unwrap_or(0).min(8) as usize;
        let definition = levels.get(level)?;
        let counters = self.counters.entry(list.abstract_id).or_insert_with(|| vec![None; 9]);
        if !self.seen.contains(&list_id) {
            self.seen.push(list_id);
            // A list that overrides its start begins again; others of the same abstract list count on.
            for &level in list.starts.keys() {
                if let Some(counter) = counters.get_mut(level as usize) {
                    *counter = None;
                }
            }
        }
        let first = |level: usize, definition: &Level| list.starts.get(&(level as u8)).copied().unwrap_or(definition.start);
        counters[level] = Some(counters[level].map_or(first(level, definition), |last| last.saturating_add(1)));
        for deeper in &mut counters[level + 1..] {
            *deeper = None;
        }
        if definition.format == "bullet" {
            return bullet(&definition.pattern);
        }
        let mut label = definition.pattern.clone();
        for (index, upper) in levels.iter().enumerate().take(level + 1) {
            let number = counters[index].unwrap_or_else(|| first(index, upper));
            label = label.replace(&format!("%{}", index + 1), &formatted(number, &upper.format));
        }
        Some(label.trim().to_owned()).filter(|label| !label.is_empty())
    }
}

/// Symbol fonts put private code points where a dash or a dot is seen.
fn bullet(pattern: &str) -> Option<String> {
    let sign = pattern.trim();
    match sign.chars().next() {
        None => None,
        Some('+') => Some("+".to_owned()),
        Some(_) => Some("-".to_owned()),
    }
}

fn formatted(number: u32, format: &str) -> String {
    match format {
        "upperRoman" => roman(number),
        "lowerRoman" => roman(number).to_lowercase(),
        "upperLetter" => letter(number).to_uppercase(),
        "lowerLetter" => letter(number),
        "decimalZero" => format!("{number:02}"),
        "none" => String::new(),
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const XML: &str = r#"<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="3">
        <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
        <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>
        <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:pStyle w:val="Diem"/><w:lvlText w:val="%2.%3)"/></w:lvl>
        </w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="3"/></w:num>
        <w:num w:numId="8"><w:abstractNumId w:val="3"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num></w:numbering>"#;

    #[test]
    fn labels_count_up_and_start_again_below_a_higher_level() {
        let mut numbering = Numbering::from_xml(XML);
        let labels: Vec<_> = [0, 1, 1, 0, 1].into_iter().map(|level| numbering.label(7, Some(level), None).unwrap_or_default()).collect();
        assert_eq!(labels, ["I.", "1.", "2.", "II.", "1."]);
        assert_eq!(numbering.label(7, None, Some("Diem")).as_deref(), Some("1.a)"));
    }

    #[test]
    fn a_list_that_overrides_its_start_begins_again() {
        let mut numbering = Numbering::from_xml(XML);
        numbering.label(7, Some(0), None);
        assert_eq!(numbering.label(8, Some(0), None).as_deref(), Some("I."));
        assert_eq!(numbering.label(0, Some(0), None), None);
    }
}
