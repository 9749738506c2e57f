//! Forms drawn inside forms: counted before a page is interpreted, because a few hundred bytes of them
//! can ask for more drawing than any machine ends.

use std::collections::HashMap;

use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction;
use hayro_syntax::object::dict::keys::{ANNOTS, AP, FORM, N, RESOURCES, SUBTYPE};
use hayro_syntax::object::{Array, Dict, Name, ObjectIdentifier, Stream};
use hayro_syntax::page::{Page, Resources};

/// Forms drawn by one page, at most; a page of a plan draws a handful.
const MOST_FORMS: u64 = 20_000;
/// Forms inside forms, at most; a form that draws itself goes on for ever.
const DEEPEST: usize = 20;

/// Whether a page can be interpreted in reasonable time.
pub fn are_bounded(page: &Page<'_>) -> bool {
    let mut counts = Counts::default();
    let of_page = match page.resources().x_objects.len() {
        0 => Some(0),
        _ => counts.of_operations(page.typed_operations(), page.resources(), 0),
    };
    let Some(mut total) = of_page else { return false };
    for annotation in page.raw().get::<Array<'_>>(ANNOTS).iter().flat_map(Array::iter::<Dict<'_>>) {
        let Some(form) = annotation.get::<Dict<'_>>(AP).and_then(|looks| looks.get::<Stream<'_>>(N)) else { continue };
        let Some(count) = counts.of_form(&form, page.resources(), 0) else { return false };
        total = total.saturating_add(count);
    }
    total <= MOST_FORMS
}

#[derive(Default)]
struct Counts {
    known: HashMap<ObjectIdentifier, u64>,
}

impl Counts {
    /// Forms that one form draws, itself included; `None` when there are too many or no end to them.
    fn of_form(&mut self, form: &Stream<'_>, around: &Resources<'_>, depth: usize) -> Option<u64> {
        let id = form.obj_id();
        if let Some(count) = self.known.get(&id) {
            return Some(*count);
        }
        if depth > DEEPEST {
            return None;
        }
        let own = form.dict().get::<Dict<'_>>(RESOURCES).map(Resources::new);
        let resources = own.as_ref().unwrap_or(around);
        let inner = match resources.x_objects.len() {
            0 => 0,
            _ => self.of_operations(TypedIter::new(form.decoded_data().ok()?.as_ref()), resources, depth + 1)?,
        };
        let count = inner + 1;
        self.known.insert(id, count);
        (count <= MOST_FORMS).then_some(count)
    }

    fn of_operations(&mut self, mut operations: TypedIter<'_>, resources: &Resources<'_>, depth: usize) -> Option<u64> {
        let mut total: u64 = 0;
        while let Some(operation) = operations.next() {
            let TypedInstruction::XObject(drawn) = operation else { continue };
            let Some(object) = resources.get_x_object(drawn.0) else { continue };
            if object.dict().get::<Name<'_>>(SUBTYPE).as_deref() == Some(FORM) {
                total = total.saturating_add(self.of_form(&object, resources, depth)?);
            }
            if total > MOST_FORMS {
                return None;
            }
        }
        Some(total)
    }
}
