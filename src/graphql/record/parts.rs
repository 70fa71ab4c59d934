//! The parts of an object that are selected.

use async_graphql::{Name, PathSegment};

use super::written::{Piece, Written};
use crate::graphql::engine::selection::Selected;

/// The parts of an object in the order of the query, each with the text that leads to it.
pub(crate) struct Parts<P>(Vec<(Lead, P)>);

/// What stands before a part's value: `{"key":`, or `,"key":` behind another part.
struct Lead {
    key: Name,
    text: Box<str>,
    /// The text again, if it is as short as most.
    piece: Option<Piece>,
}

impl<P> Parts<P> {
    pub(crate) fn new<'a>(
        selected: impl IntoIterator<Item = Selected<'a>>,
        mut part: impl FnMut(Selected<'a>) -> P,
    ) -> Self {
        let parts = selected.into_iter().enumerate().map(|(at, selected)| {
            let key = selected.key.clone();
            let text: Box<str> = format!("{}\"{key}\":", if at == 0 { '{' } else { ',' }).into();
            let piece = Piece::of(&text);
            (Lead { key, text, piece }, part(selected))
        });
        Self(parts.collect())
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// About how many bytes they hold in memory, without what the parts point to.
    pub(crate) fn size(&self) -> usize {
        self.0.iter().map(|(lead, _)| size_of::<(Lead, P)>() + 2 * lead.text.len()).sum()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &P> {
        self.0.iter().map(|(_, part)| part)
    }

    /// What stands before each value: the object is these with the values, and a brace.
    pub(crate) fn leads(&self) -> impl ExactSizeIterator<Item = (&str, &P)> {
        self.0.iter().map(|(lead, part)| (&*lead.text, part))
    }

    /// Writes the object, each value by `write`; what it says of places gets their key.
    pub(crate) fn write<'p>(
        &'p self,
        out: &mut Written<'p>,
        mut write: impl FnMut(&mut Written<'p>, &'p P),
    ) {
        for (lead, part) in &self.0 {
            match &lead.piece {
                Some(piece) => out.piece(piece),
                None => out.text(&lead.text),
            }
            let mark = out.mark();
            write(out, part);
            out.put_below(&mark, || PathSegment::Field(lead.key.to_string()));
        }
        // Without any part there was no brace.
        out.text(if self.0.is_empty() { "{}" } else { "}" });
    }
}

/// The parts of an object whose values are told apart by the fields' names alone.
pub(crate) type Named = Parts<Name>;

impl Named {
    pub(crate) fn named<'a>(selected: impl IntoIterator<Item = Selected<'a>>) -> Self {
        Self::new(selected, |part| part.field.node.name.node.clone())
    }

    /// Writes the object, each value by `write`; `__typename` is known here.
    pub(crate) fn write_named<'p>(
        &'p self,
        out: &mut Written<'p>,
        type_name: &str,
        mut write: impl FnMut(&mut Written<'p>, &str),
    ) {
        self.write(out, |out, name| match name.as_str() {
            "__typename" => out.value(type_name),
            name => write(out, name),
        });
    }
}
