//! A slice of an answer's text, which is shared instead of copied.

use std::{ops::Range, sync::Arc};

/// A slice and the text that it is of. Cheap to clone.
#[derive(Clone)]
pub(super) struct TextSlice {
    whole: Arc<str>,
    span: Range<usize>,
}

impl TextSlice {
    /// The slice `part` of `whole`; `None` where `part` lies elsewhere, whatever it says.
    pub(super) fn of(whole: &Arc<str>, part: &str) -> Option<Self> {
        let start = (part.as_ptr() as usize).checked_sub(whole.as_ptr() as usize)?;
        let span = start..start.checked_add(part.len())?;
        let is_slice = std::ptr::eq(whole.get(span.clone())?, part);
        is_slice.then(|| Self { whole: Arc::clone(whole), span })
    }

    /// The slice at a place of `whole`; an empty one where there is no such place.
    pub(super) fn at(whole: &Arc<str>, span: Range<usize>) -> Self {
        Self { whole: Arc::clone(whole), span }
    }

    pub(super) fn text(&self) -> &str {
        self.whole.get(self.span.clone()).unwrap_or_default()
    }
}

impl From<&str> for TextSlice {
    fn from(text: &str) -> Self {
        Self { span: 0..text.len(), whole: text.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_slice_of_a_text_is_a_part_of_it() {
        let whole: Arc<str> = "[\"سلام\",1]".into();
        for part in [&whole[..], &whole[1..11], &whole[12..13], &whole[6..6]] {
            assert_eq!(TextSlice::of(&whole, part).expect("a part").text(), part);
        }
        let elsewhere = whole.to_string();
        assert!(TextSlice::of(&whole, &elsewhere).is_none());
        assert!(TextSlice::of(&whole, &elsewhere[1..11]).is_none());
    }
}
