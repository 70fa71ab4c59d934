//! A slice of an answer's text, which is shared instead of copied.

use std::{
    ops::Range,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

/// The text of an answer, and where the members of its rows stand.
pub(super) struct Whole {
    text: String,
    found: Found,
}

/// The members that were found in a text.
#[derive(Default)]
pub(super) struct Found {
    /// Of its rows.
    pub(super) members: Vec<Member>,
    /// Of objects inside them.
    pub(super) inner: Vec<Member>,
    /// Which of them are a row's.
    pub(super) rows: Vec<MembersAt>,
}

/// The place of a row among those whose members were found; `None` of what is none of them.
pub(super) type RowAt = Option<u32>;

/// Where a member of an object stands in a text: its key without quotes, which has no escapes,
/// and its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Member {
    key: u32,
    key_length: u16,
    fingerprint: u8,
    value: [u32; 2],
}

/// A number that objects share only where they have the same keys in the same order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape(u64);

impl Shape {
    /// That of no object.
    pub(super) const NONE: Self = Self(0);

    /// One that no other object has yet.
    pub(super) fn next() -> Self {
        static NUMBERS: AtomicU64 = AtomicU64::new(1);
        Self(NUMBERS.fetch_add(1, Ordering::Relaxed))
    }
}

/// The members of an object, among those found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MembersAt {
    pub(super) places: Range<usize>,
    pub(super) shape: Shape,
    /// Those of the object inside it whose members are known too: that of its custom fields.
    pub(super) inner: Option<InnerAt>,
}

/// The members of an object inside another, among those found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct InnerAt {
    /// Which member of the other it is, among those found.
    pub(super) of: usize,
    pub(super) places: Range<usize>,
}

/// The members of an object, with the text that they are in.
#[derive(Clone, Copy)]
pub(super) struct KnownMembers<'a> {
    members: &'a [Member],
    text: &'a str,
    /// Which keys they have, in which order, where that was looked at.
    pub(super) shape: Option<Shape>,
}

/// Tells a key from most others, by its length and last letter: below 64.
pub(super) fn fingerprint(key: &str) -> u8 {
    let last = key.bytes().next_back().unwrap_or_default();
    let sum = key.len().wrapping_mul(7).wrapping_add(usize::from(last));
    u8::try_from(sum % 64).unwrap_or_default()
}

impl Member {
    /// `None` where the text, or the key, is larger than is told here.
    pub(super) fn new(key: &str, at: usize, value: Range<usize>) -> Option<Self> {
        let place = |at: usize| u32::try_from(at).ok();
        Some(Self {
            key: place(at)?,
            key_length: u16::try_from(key.len()).ok()?,
            fingerprint: fingerprint(key),
            value: [place(value.start)?, place(value.end)?],
        })
    }

    /// From the opening quote of its key to its value.
    pub(super) fn lead(self) -> Range<usize> {
        (self.key as usize).saturating_sub(1)..self.value[0] as usize
    }

    /// Where its value is.
    pub(super) fn value(self) -> Range<usize> {
        let [start, end] = self.value;
        start as usize..end as usize
    }

    /// Its key, in its text.
    pub(super) fn key(self, text: &str) -> &str {
        let start = self.key as usize;
        text.get(start..start + usize::from(self.key_length)).unwrap_or_default()
    }

    /// One with the same key, which begins with its quote at this place, up to its value.
    pub(super) fn lead_at(self, at: usize) -> Option<Self> {
        let value = u32::try_from(at + self.lead().len()).ok()?;
        Some(Self { key: u32::try_from(at + 1).ok()?, value: [value, value], ..self })
    }

    /// The same, with a value up to this place.
    pub(super) fn until(self, end: usize) -> Option<Self> {
        let [start, _] = self.value;
        Some(Self { value: [start, u32::try_from(end).ok()?], ..self })
    }

    /// The same, so many bytes further on, or back where that many wrap around.
    #[inline(always)]
    pub(super) fn shifted(self, by: u32) -> Self {
        let [start, end] = self.value;
        let value = [start.wrapping_add(by), end.wrapping_add(by)];
        Self { key: self.key.wrapping_add(by), value, ..self }
    }
}

impl<'a> KnownMembers<'a> {
    /// The place of a key; of one that comes twice, of the first.
    pub(super) fn place(self, key: &str) -> Option<usize> {
        let fingerprint = fingerprint(key);
        let is_it =
            |member: &Member| member.fingerprint == fingerprint && member.key(self.text) == key;
        self.members.iter().position(is_it)
    }

    /// The value at a place.
    pub(super) fn value(self, place: usize) -> Option<&'a str> {
        self.text.get(self.members.get(place)?.value())
    }
}

impl Whole {
    pub(super) fn new(text: String, found: Found) -> Arc<Self> {
        Arc::new(Self { text, found })
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }
}

/// A slice and the text that it is of. Cheap to clone.
#[derive(Clone)]
pub(super) struct TextSlice {
    whole: Arc<Whole>,
    span: Range<usize>,
    /// Which row it is.
    row: RowAt,
}

impl TextSlice {
    /// The slice `part` of `whole`; `None` where `part` lies elsewhere, whatever it says.
    pub(super) fn of(whole: &Arc<Whole>, part: &str) -> Option<Self> {
        Some(Self::at(whole, place(part, &whole.text)?, None))
    }

    /// The slice at a place of `whole`; an empty one where there is no such place.
    pub(super) fn at(whole: &Arc<Whole>, span: Range<usize>, row: RowAt) -> Self {
        Self { whole: Arc::clone(whole), span, row }
    }

    pub(super) fn text(&self) -> &str {
        self.whole.text.get(self.span.clone()).unwrap_or_default()
    }

    /// The members of the object that it is; `None` where they have to be looked for.
    pub(super) fn members(&self) -> Option<KnownMembers<'_>> {
        let MembersAt { places, shape, .. } = self.found()?;
        let members = self.whole.found.members.get(places.clone())?;
        Some(KnownMembers { members, text: self.whole.text(), shape: Some(*shape) })
    }

    fn found(&self) -> Option<&MembersAt> {
        self.whole.found.rows.get(usize::try_from(self.row?).ok()?)
    }

    /// The text of the object inside it whose members are known too, and these.
    pub(super) fn inner(&self) -> Option<(&str, KnownMembers<'_>)> {
        let InnerAt { of, places } = self.found()?.inner.as_ref()?;
        let (found, text) = (&self.whole.found, self.whole.text());
        let members = found.inner.get(places.clone())?;
        let object = text.get(found.members.get(*of)?.value())?;
        Some((object, KnownMembers { members, text, shape: None }))
    }
}

impl From<&str> for TextSlice {
    fn from(text: &str) -> Self {
        Self::at(&Whole::new(text.to_owned(), Found::default()), 0..text.len(), None)
    }
}

/// Where in a text a part of it stands; `None` where it lies elsewhere, whatever it says.
pub(super) fn place(part: &str, text: &str) -> Option<Range<usize>> {
    let start = (part.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
    let span = start..start.checked_add(part.len())?;
    std::ptr::eq(text.get(span.clone())?, part).then_some(span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_slice_of_a_text_is_a_part_of_it() {
        let whole = Whole::new("[\"سلام\",1]".to_owned(), Found::default());
        let text = whole.text();
        for part in [text, &text[1..11], &text[12..13], &text[6..6]] {
            assert_eq!(TextSlice::of(&whole, part).expect("a part").text(), part);
        }
        let elsewhere = text.to_owned();
        assert!(TextSlice::of(&whole, &elsewhere).is_none());
        assert!(TextSlice::of(&whole, &elsewhere[1..11]).is_none());
    }
}
