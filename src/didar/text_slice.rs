//! A slice of an answer's text, which is shared instead of copied.

use std::{ops::Range, sync::Arc};

/// The text of an answer, and where the members of its rows stand.
pub(super) struct Whole {
    text: String,
    members: Vec<Member>,
}

/// Where a member of an object stands in a text: its key without quotes, which has no escapes,
/// and its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Member {
    key: u32,
    key_length: u16,
    fingerprint: u8,
    value: [u32; 2],
}

/// A member, with the text that it is in.
#[derive(Clone, Copy)]
pub(super) struct KnownMember<'a> {
    member: Member,
    text: &'a str,
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
}

impl Member {
    /// From the opening quote of its key to its value.
    pub(super) fn lead(self) -> Range<usize> {
        (self.key as usize).saturating_sub(1)..self.value[0] as usize
    }

    /// Where its value is.
    pub(super) fn value(self) -> Range<usize> {
        let [start, end] = self.value;
        start as usize..end as usize
    }

    /// One with the same key, which begins with its quote at this place, and this value.
    pub(super) fn moved(self, at: usize, value: Range<usize>) -> Option<Self> {
        let place = |at: usize| u32::try_from(at).ok();
        let value = [place(value.start)?, place(value.end)?];
        Some(Self { key: place(at + 1)?, value, ..self })
    }
}

impl<'a> KnownMember<'a> {
    /// The fingerprint of its key.
    pub(super) fn fingerprint(self) -> u8 {
        self.member.fingerprint
    }

    pub(super) fn key(self) -> &'a str {
        let start = self.member.key as usize;
        self.text.get(start..start + usize::from(self.member.key_length)).unwrap_or_default()
    }

    pub(super) fn value(self) -> &'a str {
        let [start, end] = self.member.value;
        self.text.get(start as usize..end as usize).unwrap_or_default()
    }
}

impl Whole {
    pub(super) fn new(text: String, members: Vec<Member>) -> Arc<Self> {
        Arc::new(Self { text, members })
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
    /// Of the object that it is, where they are known.
    members: Range<usize>,
}

impl TextSlice {
    /// The slice `part` of `whole`; `None` where `part` lies elsewhere, whatever it says.
    pub(super) fn of(whole: &Arc<Whole>, part: &str) -> Option<Self> {
        Some(Self::at(whole, place(part, &whole.text)?, 0..0))
    }

    /// The slice at a place of `whole`; an empty one where there is no such place.
    pub(super) fn at(whole: &Arc<Whole>, span: Range<usize>, members: Range<usize>) -> Self {
        Self { whole: Arc::clone(whole), span, members }
    }

    pub(super) fn text(&self) -> &str {
        self.whole.text.get(self.span.clone()).unwrap_or_default()
    }

    /// The members of the object that it is; `None` where they have to be looked for.
    pub(super) fn members(&self) -> Option<impl Iterator<Item = KnownMember<'_>>> {
        let members = self.whole.members.get(self.members.clone())?;
        let text = self.whole.text();
        let found = members.iter().map(move |member| KnownMember { member: *member, text });
        (!members.is_empty()).then_some(found)
    }
}

impl From<&str> for TextSlice {
    fn from(text: &str) -> Self {
        Self::at(&Whole::new(text.to_owned(), Vec::new()), 0..text.len(), 0..0)
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
        let whole = Whole::new("[\"سلام\",1]".to_owned(), Vec::new());
        let text = whole.text();
        for part in [text, &text[1..11], &text[12..13], &text[6..6]] {
            assert_eq!(TextSlice::of(&whole, part).expect("a part").text(), part);
        }
        let elsewhere = text.to_owned();
        assert!(TextSlice::of(&whole, &elsewhere).is_none());
        assert!(TextSlice::of(&whole, &elsewhere[1..11]).is_none());
    }
}
