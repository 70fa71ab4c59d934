//! Text that comes in parts, which are checked as they come: each is copied once.

/// A text, as far as it has come.
pub(super) struct Utf8 {
    text: String,
    /// The first bytes of a character that is cut by the end of a part.
    cut: Vec<u8>,
}

impl Utf8 {
    /// An empty one, with room for so many bytes.
    pub(super) fn with_room(bytes: usize) -> Self {
        Self { text: String::with_capacity(bytes), cut: Vec::new() }
    }

    /// How many bytes have come.
    pub(super) fn len(&self) -> usize {
        self.text.len() + self.cut.len()
    }

    /// Adds the next part. `None` where it is not UTF-8.
    pub(super) fn push(&mut self, part: &[u8]) -> Option<()> {
        let (head, part) = part.split_at(self.lacking().min(part.len()));
        self.cut.extend_from_slice(head);
        if self.lacking() > 0 {
            return Some(());
        }
        self.text.push_str(std::str::from_utf8(&self.cut).ok()?);
        let (whole, cut) = part.split_at(part.len() - cut_at_end(part));
        self.text.push_str(simdutf8::basic::from_utf8(whole).ok()?);
        self.cut.clear();
        self.cut.extend_from_slice(cut);
        Some(())
    }

    /// The whole text; `None` where it ends within a character. It may be kept for long, so it
    /// holds little more than it says.
    pub(super) fn finish(mut self) -> Option<String> {
        if self.text.capacity() - self.text.len() > self.text.len() / 8 {
            self.text.shrink_to_fit();
        }
        self.cut.is_empty().then_some(self.text)
    }

    /// How many bytes the cut character lacks.
    fn lacking(&self) -> usize {
        self.cut.first().map_or(0, |first| length(*first).saturating_sub(self.cut.len()))
    }
}

/// How many bytes a character has that begins with this one.
fn length(first: u8) -> usize {
    match first {
        0xf0.. => 4,
        0xe0.. => 3,
        0xc0.. => 2,
        _ => 1,
    }
}

/// How many bytes at the end of a part are the beginning of a character that goes on after it.
fn cut_at_end(part: &[u8]) -> usize {
    let last = part.iter().rev().take(3).enumerate();
    let is_first = |byte: u8| byte & 0xc0 != 0x80;
    let first = last.map(|(at, byte)| (at + 1, *byte)).find(|(_, byte)| is_first(*byte));
    first.filter(|(count, byte)| length(*byte) > *count).map_or(0, |(count, _)| count)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn joined<'p>(parts: impl IntoIterator<Item = &'p [u8]>) -> Option<String> {
        let mut text = Utf8::with_room(0);
        for part in parts {
            text.push(part)?;
        }
        text.finish()
    }

    #[test]
    fn what_is_kept_of_a_text_without_a_known_length_is_the_text() {
        let mut text = Utf8::with_room(16 << 10);
        text.push(b"{}").expect("UTF-8");
        assert_eq!(text.finish().expect("whole").capacity(), 2);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn parts_are_the_text_that_they_are_of_however_it_is_cut(
            text in "[aéی\u{200c}\u{1f600}]{0,9}", size in 1_usize..6,
        ) {
            prop_assert_eq!(joined(text.as_bytes().chunks(size)), Some(text.clone()));
        }

        #[test]
        fn what_is_no_utf8_is_none_in_parts_either(
            bytes in prop::collection::vec(prop::sample::select(
                vec![b'a', 0x80, 0xbf, 0xc0, 0xc3, 0xd9, 0xe2, 0xed, 0xa0, 0xf0, 0x9f, 0xf4, 0xff],
            ), 0..8),
            size in 1_usize..6,
        ) {
            prop_assert_eq!(joined(bytes.chunks(size)), String::from_utf8(bytes.clone()).ok());
        }
    }
}
