//! Which typefaces a run names, as far as they tell an old Vietnamese encoding.

use std::borrow::Cow;

use quick_xml::events::BytesStart;

use super::attribute;
use crate::read::legacy_encoding::Typeface;

/// Faces for plain ASCII and for the other Latin letters; `None` where nothing is said, `Some(None)` for a Unicode face.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct RunFonts {
    ascii: Option<Option<Typeface>>,
    other: Option<Option<Typeface>>,
}

impl RunFonts {
    /// Of a w:rFonts. A face of the theme stands before the one named (ISO/IEC 29500-1, 17.3.2.26).
    pub fn of(element: &BytesStart<'_>) -> Self {
        let face = |named: &str, theme: &str| match (attribute(element, theme), attribute(element, named)) {
            (Some(_), _) => Some(None),
            (None, name) => name.map(|name| Typeface::of_font(&name)),
        };
        Self { ascii: face("ascii", "asciiTheme"), other: face("hAnsi", "hAnsiTheme") }
    }

    /// These, and what they do not say from below.
    pub fn or(self, below: Self) -> Self {
        Self { ascii: self.ascii.or(below.ascii), other: self.other.or(below.other) }
    }

    /// The face that tells the encoding of the letters beyond ASCII.
    pub fn old(self) -> Option<Typeface> {
        self.other.flatten()
    }

    /// The words as people read them.
    pub fn shown(self, text: &str) -> Cow<'_, str> {
        match (self.ascii.flatten(), self.other.flatten()) {
            (_, Some(face)) => face.convert(text),
            // Capitals by font, in a run of plain letters.
            (Some(face), None) if face.capitals && text.is_ascii() && self.other.is_none() => face.convert(text),
            _ => Cow::Borrowed(text),
        }
    }
}
