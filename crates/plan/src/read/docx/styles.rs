//! Paragraph styles: what a paragraph inherits when it says nothing itself.

use std::collections::HashMap;

use quick_xml::events::Event;

use super::{attribute, fonts::RunFonts, is_on};

/// Properties a paragraph may take from its style; `None` means "ask the style below".
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ParagraphStyle {
    pub bold: Option<bool>,
    pub centred: Option<bool>,
    /// From 1.
    pub heading: Option<u8>,
    pub number_list: Option<u32>,
    pub number_level: Option<u8>,
    pub fonts: RunFonts,
}

#[derive(Debug, Default)]
pub struct Styles {
    styles: HashMap<String, (Option<String>, ParagraphStyle)>,
    default: Option<String>,
    /// Fonts of the whole document where no style names one.
    fonts: RunFonts,
}

impl Styles {
    pub fn from_xml(xml: &str) -> Self {
        let mut out = Self::default();
        let mut reader = quick_xml::Reader::from_str(xml);
        let mut current: Option<(String, Option<String>, ParagraphStyle)> = None;
        while let Ok(event) = reader.read_event() {
            match event {
                Event::Start(element) | Event::Empty(element) => {
                    let name = element.local_name();
                    if name.as_ref() == "style" {
                        let id = attribute(&element, "styleId").unwrap_or_default();
                        if attribute(&element, "type").as_deref() == Some("paragraph") && attribute(&element, "default").is_some() {
                            out.default = Some(id.clone());
                        }
                        current = Some((id, None, ParagraphStyle::default()));
                    } else if name.as_ref() == "rFonts" && current.is_none() {
                        out.fonts = RunFonts::of(&element);
                    } else if let Some((_, base, style)) = &mut current {
                        let value = attribute(&element, "val");
                        match name.as_ref() {
                            "basedOn" => *base = value,
                            "rFonts" => style.fonts = RunFonts::of(&element),
                            "b" => style.bold = Some(is_on(&element)),
                            "jc" => style.centred = Some(value.as_deref() == Some("center")),
                            "outlineLvl" => {
                                style.heading =
                                    value.and_then(|level| level.parse::<u8>().ok()).filter(|level| *level < 9).map(|level| level + 1)
                            }
                            "numId" => style.number_list = value.and_then(|id| id.parse().ok()),
                            "ilvl" => style.number_level = value.and_then(|level| level.parse().ok()),
                            _ => {}
                        }
                    }
                }
                Event::End(element) if element.local_name().as_ref() == "style" => {
                    if let Some((id, base, style)) = current.take() {
                        out.styles.insert(id, (base, style));
                    }
                }
                Event::Eof => break,
                _ => {}
            }
        }
        out
    }

    /// Fonts of a run: its own, of its style, of the paragraph's style, of the document.
    pub fn fonts(&self, own: RunFonts, run: Option<&str>, paragraph: Option<&str>) -> RunFonts {
        let of_run = run.map(|style| self.of(Some(style)).fonts).unwrap_or_default();
        own.or(of_run).or(self.of(paragraph).fonts).or(self.fonts)
    }

    /// What a paragraph of this style inherits, base styles included.
    pub fn of(&self, id: Option<&str>) -> ParagraphStyle {
        let mut out = ParagraphStyle::default();
        let mut next = id.map(str::to_owned).or_else(|| self.default.clone());
        // A chain longer than this is a loop.
        for _ in 0..20 {
            let Some((base, style)) = next.as_ref().and_then(|id| self.styles.get(id)) else { break };
            out.bold = out.bold.or(style.bold);
            out.centred = out.centred.or(style.centred);
            out.heading = out.heading.or(style.heading);
            out.number_list = out.number_list.or(style.number_list);
            out.number_level = out.number_level.or(style.number_level);
            out.fonts = out.fonts.or(style.fonts);
            next = base.clone();
        }
        out
    }
}
