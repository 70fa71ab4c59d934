//! An answer as JSON text, while it is being written: what could not be read, and the places
//! that wait for another record.

use async_graphql::{
    ContextSelectionSet, Error, Name, PathSegment, Pos, ServerError, Value, indexmap::IndexMap,
};
use async_graphql_value::RAW_VALUE_TOKEN;
use serde::Serialize;
use uuid::Uuid;

use super::page::{Page, PointedTo, RelatedPage};
use crate::{
    crm::entity::Entity,
    didar::{KeyPlaces, Object},
    graphql::{allowance::Allowance, model::Model},
};

/// What plans are carried out with.
#[derive(Clone, Copy)]
pub(crate) struct Ground<'a> {
    pub(crate) model: &'a Model,
    pub(crate) allowance: &'a Allowance,
}

/// A plan for the records of an entity.
pub(crate) trait OfRow: Send + Sync {
    /// Which entity.
    fn entity(&self) -> Entity;

    /// Writes what is selected of a row, as far as the allowance goes.
    fn write<'p>(&'p self, ground: Ground<'_>, object: Object<'_>, out: &mut Written<'p>);

    /// About how many bytes it holds in memory.
    fn size(&self) -> usize;

    /// Whether it reads what only the search shows whose rows have more.
    fn is_rich(&self) -> bool;
}

/// Text of an answer. `'p` are the plans that it is written by.
#[derive(Default)]
pub(crate) struct Written<'p> {
    text: Vec<u8>,
    faults: Vec<Fault>,
    open: Vec<Open<'p>>,
    /// Where the plans' keys stand in rows.
    pub(super) places: KeyPlaces<'p>,
}

/// A short text that is written often: it is copied as a whole, which takes no call.
pub(super) struct Piece {
    bytes: [u8; 32],
    length: usize,
}

impl Piece {
    /// `None` for a text that is too long.
    pub(super) fn of(text: &str) -> Option<Self> {
        let (mut bytes, length) = ([0; 32], text.len());
        bytes.get_mut(..length)?.copy_from_slice(text.as_bytes());
        Some(Self { bytes, length })
    }
}

/// A null with an error.
pub(crate) struct Fault {
    place: Place,
    error: Error,
}

/// A place in the text that waits for other records.
pub(super) struct Open<'p> {
    /// Where in the text.
    pub(super) at: usize,
    pub(super) wanted: Wanted<'p>,
    pub(super) place: Place,
}

/// What a place waits for.
pub(super) enum Wanted<'p> {
    /// A record.
    One(Uuid, &'p dyn OfRow),
    /// A record, by its code.
    Coded(String, &'p dyn OfRow),
    /// Those of these records that are there.
    Several(Vec<Uuid>, &'p dyn OfRow),
    /// What only the detail call tells of a record.
    Detail(Uuid, &'p dyn OfRow),
    /// What only a search tells of a record that points to another one.
    Rich(Uuid, Uuid, &'p dyn OfRow),
    /// The records that point to one.
    Page(PointedTo, &'p dyn OfPage),
}

/// A plan for pages of the records that point to a record.
pub(crate) trait OfPage: Send + Sync {
    /// What is asked.
    fn asked(&self) -> &RelatedPage;

    /// Writes what is selected of a page, as far as the allowance goes.
    fn write<'p>(&'p self, ground: Ground<'_>, page: &Page, out: &mut Written<'p>);
}

/// A place in the answer.
pub(super) struct Place {
    /// Below the field that is answered, the innermost segment first.
    path: Vec<PathSegment>,
    /// In the document.
    pos: Pos,
}

impl Place {
    /// The place of a field whose path is told by those around it.
    fn new(pos: Pos) -> Self {
        Self { path: Vec::new(), pos }
    }

    pub(super) fn pos(&self) -> Pos {
        self.pos
    }
}

/// How much was written, faulty and open at one time.
pub(super) struct Mark {
    text: usize,
    faults: usize,
    open: usize,
}

impl<'p> Written<'p> {
    /// Text with room for so many bytes.
    pub(crate) fn with_room(bytes: usize) -> Self {
        Self { text: Vec::with_capacity(bytes), ..Self::default() }
    }

    pub(super) fn text(&mut self, text: &str) {
        self.text.extend_from_slice(text.as_bytes());
    }

    /// Writes a short text.
    #[inline]
    pub(super) fn piece(&mut self, piece: &Piece) {
        let end = self.text.len() + piece.length;
        self.text.extend_from_slice(&piece.bytes);
        self.text.truncate(end);
    }

    /// Writes what is JSON text already.
    pub(crate) fn json(&mut self, text: &[u8]) {
        self.text.extend_from_slice(text);
    }

    pub(super) fn null(&mut self) {
        self.text("null");
    }

    /// Writes a value as `serde_json` does.
    pub(super) fn value(&mut self, value: &(impl Serialize + ?Sized)) {
        let start = self.text.len();
        if serde_json::to_writer(&mut self.text, value).is_err() {
            self.text.truncate(start);
            self.null();
        }
    }

    /// Writes a list, each item by `write`; what it says of places gets their index.
    pub(crate) fn list<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        mut write: impl FnMut(&mut Self, T),
    ) {
        self.text("[");
        for (at, item) in items.into_iter().enumerate() {
            if at > 0 {
                self.text(",");
            }
            let mark = self.mark();
            write(self, item);
            self.put_below(&mark, || PathSegment::Index(at));
        }
        self.text("]");
    }

    /// Leaves a place open.
    pub(super) fn open(&mut self, wanted: Wanted<'p>, pos: Pos) {
        let (at, place) = (self.text.len(), Place::new(pos));
        self.open.push(Open { at, wanted, place });
    }

    /// Null instead of what was written since the mark, with an error.
    pub(super) fn fault(&mut self, since: &Mark, pos: Pos, error: Error) {
        self.text.truncate(since.text);
        self.open.truncate(since.open);
        self.null();
        self.faults.push(Fault { place: Place::new(pos), error });
    }

    /// Null with these errors.
    pub(super) fn faults<'e>(&mut self, pos: Pos, errors: impl Iterator<Item = &'e Error>) {
        self.null();
        let fault = |error: &Error| Fault { place: Place::new(pos), error: error.clone() };
        self.faults.extend(errors.map(fault));
    }

    pub(super) fn mark(&self) -> Mark {
        Mark { text: self.text.len(), faults: self.faults.len(), open: self.open.len() }
    }

    /// Puts what was said since the mark below a segment of the path.
    #[inline]
    pub(super) fn put_below(&mut self, since: &Mark, segment: impl Fn() -> PathSegment) {
        if self.faults.len() == since.faults && self.open.len() == since.open {
            return;
        }
        for fault in self.faults.iter_mut().skip(since.faults) {
            fault.place.path.push(segment());
        }
        for open in self.open.iter_mut().skip(since.open) {
            open.place.path.push(segment());
        }
    }

    /// The places that wait, which are none from now on.
    pub(super) fn take_open(&mut self) -> Vec<Open<'p>> {
        std::mem::take(&mut self.open)
    }

    /// The same text with something written at each of these places, which are in its order.
    pub(super) fn spliced(
        self,
        open: Vec<Open<'p>>,
        mut write: impl FnMut(&mut Self, &Open<'p>),
    ) -> Self {
        let Self { text: old, faults, places, .. } = self;
        let text = Vec::with_capacity(2 * old.len());
        let mut new = Self { text, faults, open: Vec::new(), places };
        let mut start = 0;
        for open in open {
            new.text.extend_from_slice(old.get(start..open.at).unwrap_or_default());
            start = open.at;
            let mark = new.mark();
            write(&mut new, &open);
            for segment in &open.place.path {
                new.put_below(&mark, || segment.clone());
            }
        }
        new.text.extend_from_slice(old.get(start..).unwrap_or_default());
        new
    }

    /// The text, and what could not be read. All places have been filled.
    pub(crate) fn finish(self) -> (Vec<u8>, Vec<Fault>) {
        debug_assert!(self.open.is_empty(), "a place was not filled");
        (self.text, self.faults)
    }

    /// The value for the engine, which gets the errors too.
    pub(crate) fn into_value(self, ctx: &ContextSelectionSet<'_>) -> Value {
        let (text, faults) = self.finish();
        for fault in faults {
            let below = ctx.set_error_path(ServerError::new("", None)).path;
            ctx.add_error(fault.into_error(below));
        }
        let text = String::from_utf8(text).expect("what is written is UTF-8");
        let raw = (Name::new(RAW_VALUE_TOKEN), Value::String(text));
        Value::Object(IndexMap::from_iter([raw]))
    }
}

impl Fault {
    /// The error at its place below a field with this path.
    pub(crate) fn into_error(self, field: Vec<PathSegment>) -> ServerError {
        let Self { place, error } = self;
        let mut error = error.into_server_error(place.pos);
        error.path = field;
        error.path.extend(place.path.into_iter().rev());
        error
    }
}
