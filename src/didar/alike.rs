//! The members of a row, found by those of the row before: the rows of a page are written alike,
//! and much of what they say is the same.
//!
//! This takes less than the scanner does, never more: objects without spaces, whose keys have no
//! escapes. What is written as before was read before, as strictly as all else.

use std::ops::Range;

use super::{ends, text_slice::Member};

/// Key of the custom fields (F72).
pub(super) const FIELDS: &str = "Fields";

/// The members of a row.
#[derive(Default)]
pub(super) struct Taken {
    pub(super) members: Vec<Member>,
    /// Those of its custom fields.
    pub(super) inner: Vec<Member>,
    /// Which of the members the custom fields are, where theirs are known.
    pub(super) fields: Option<usize>,
    /// Whether it has the keys of the row before, in its order.
    pub(super) is_alike: bool,
}

impl Taken {
    pub(super) fn clear(&mut self) {
        self.members.clear();
        self.inner.clear();
        (self.fields, self.is_alike) = (None, false);
    }

    /// Adds a member, unless that makes more than there may be.
    #[inline(always)]
    pub(super) fn push(&mut self, member: Member, most: usize) -> Option<()> {
        self.has_room(most)?;
        self.members.push(member);
        Some(())
    }

    /// Whether there may be one more.
    #[inline(always)]
    fn has_room(&self, most: usize) -> Option<()> {
        (self.members.len() + self.inner.len() < most).then_some(())
    }

    /// Takes the object that begins at a place, by the row before. The place behind it; `None`
    /// where it is for the scanner, or has more members than there may be.
    // Its loop needs the registers for itself.
    #[inline(never)]
    pub(super) fn take(
        &mut self,
        text: &str,
        start: usize,
        before: &Self,
        most: usize,
    ) -> Option<usize> {
        self.clear();
        let (bytes, mut at) = (text.as_bytes(), start + 1);
        let (mut others, mut is_alike) = (before.members.as_slice(), true);
        if bytes.get(at) == Some(&b'}') {
            self.is_alike = others.is_empty();
            return Some(at + 1);
        }
        let end = loop {
            let (by, same) = agreement_at(bytes, at, others);
            let repeated = self.repeat(others, before, by, same);
            others = others.get(repeated..).unwrap_or_default();
            if repeated > 0 {
                match next(bytes, self.members.last()?.value().end)? {
                    Next::End(end) => break end,
                    Next::Member(there) => at = there,
                }
            }
            // The next one differs, at least in its value.
            let other = others.split_off_first().map(|other| other.shifted(by));
            let other = other.filter(|other| other.lead().start == at && other.lead().end <= same);
            is_alike &= other.is_some();
            let lead = other.or_else(|| lead(text, at))?;
            match next(bytes, self.one(text, lead, before, most)?)? {
                Next::End(end) => break end,
                Next::Member(there) => at = there,
            }
        };
        self.is_alike = is_alike && others.is_empty();
        Some(end)
    }

    /// Adds members as those of the row before are, so many bytes further on, as far as they end
    /// before a place. How many these are.
    #[inline(always)]
    fn repeat(&mut self, others: &[Member], before: &Self, by: u32, same: usize) -> usize {
        let (start, count) = (self.members.len(), others.len());
        let is_repeated = |other: &&Member| other.shifted(by).value().end < same;
        let repeated = others.iter().take_while(is_repeated).count();
        let others = others.get(..repeated).unwrap_or_default();
        self.members.extend(others.iter().map(|other| other.shifted(by)));
        let first = before.members.len() - count;
        if let Some(at) = before.fields.and_then(|fields| fields.checked_sub(first))
            && at < repeated
        {
            self.inner.clear();
            self.inner.extend(before.inner.iter().map(|member| member.shifted(by)));
            self.fields = Some(start + at);
        }
        repeated
    }

    /// Adds the member that this leads to. The place behind it.
    #[inline(always)]
    fn one(&mut self, text: &str, lead: Member, before: &Self, most: usize) -> Option<usize> {
        let (start, bytes) = (lead.value().start, text.as_bytes());
        let end = if bytes.get(start) == Some(&b'{') && lead.key(text) == FIELDS {
            self.object(text, start, before, most)?
        } else {
            value(bytes, start, 0)?
        };
        self.push(lead.until(end)?, most)?;
        Some(end)
    }

    /// Adds the members of the custom fields, the value of the next member, which begins at a
    /// place. The place behind it.
    fn object(&mut self, text: &str, start: usize, before: &Self, most: usize) -> Option<usize> {
        let (bytes, mut at) = (text.as_bytes(), start + 1);
        // Where the key is there twice, those of the last one are known.
        self.inner.clear();
        self.fields = Some(self.members.len());
        if bytes.get(at) == Some(&b'}') {
            return Some(at + 1);
        }
        let mut others = before.inner.iter();
        loop {
            let other = others.next().filter(|other| is_led_alike(bytes, at, other.lead()));
            let lead = match other {
                Some(other) => other.lead_at(at)?,
                None => lead(text, at)?,
            };
            let end = value(bytes, lead.value().start, 1)?;
            self.has_room(most)?;
            self.inner.push(lead.until(end)?);
            match next(bytes, end)? {
                Next::Member(there) => at = there,
                Next::End(end) => return Some(end),
            }
        }
    }
}

enum Next {
    Member(usize),
    End(usize),
}

/// What comes behind a value.
#[inline(always)]
fn next(bytes: &[u8], at: usize) -> Option<Next> {
    match bytes.get(at)? {
        b',' => Some(Next::Member(at + 1)),
        b'}' => Some(Next::End(at + 1)),
        _ => None,
    }
}

/// How many bytes two texts have in common at their beginning.
#[inline(always)]
fn agreement(one: &[u8], other: &[u8]) -> usize {
    let (ones, others) = (one.as_chunks::<16>().0, other.as_chunks::<16>().0);
    let mut same = 0;
    for (one, other) in ones.iter().zip(others) {
        let differing = u128::from_le_bytes(*one) ^ u128::from_le_bytes(*other);
        if differing != 0 {
            return same + differing.trailing_zeros() as usize / 8;
        }
        same += 16;
    }
    let rest = one.iter().zip(other).skip(same);
    same + rest.take_while(|(one, other)| one == other).count()
}

/// How many bytes further on than these members of the row before a place is, and up to where the
/// text there is as theirs.
#[inline(always)]
fn agreement_at(bytes: &[u8], at: usize, others: &[Member]) -> (u32, usize) {
    let (Some(first), Some(last)) = (others.first(), others.last()) else { return (0, at) };
    let from = first.lead().start;
    let others = bytes.get(from..=last.value().end).unwrap_or_default();
    let same = agreement(bytes.get(at..).unwrap_or_default(), others);
    ((at as u32).wrapping_sub(from as u32), at + same)
}

/// Whether what leads to a value, at a place in this text, leads to the one that begins here.
#[inline(always)]
fn is_led_alike(bytes: &[u8], at: usize, lead: Range<usize>) -> bool {
    let here = bytes.get(at..at + lead.len());
    here.is_some() && here == bytes.get(lead)
}

/// The member that begins at a place, whatever its key is, up to its value.
fn lead(text: &str, at: usize) -> Option<Member> {
    let bytes = text.as_bytes();
    (bytes.get(at) == Some(&b'"')).then_some(())?;
    let (end, is_escaped) = ends::text(bytes, at + 1)?;
    let key = text.get(at + 1..end - 1).filter(|_| !is_escaped)?;
    (bytes.get(end) == Some(&b':')).then_some(())?;
    Member::new(key, at + 1, end + 1..end + 1)
}

/// Behind the value at a place, inside so many containers of the row: most are texts, or words.
#[inline(always)]
fn value(bytes: &[u8], at: usize, containers: u32) -> Option<usize> {
    match bytes.get(at)? {
        b'"' => ends::text(bytes, at + 1).map(|(end, _)| end),
        // A space would be of the value otherwise.
        b' ' | b'\n' | b'\r' | b'\t' => None,
        b'n' => ends::word(bytes, at, b"null"),
        b't' => ends::word(bytes, at, b"true"),
        b'f' => ends::word(bytes, at, b"false"),
        _ => ends::value_within(bytes, at, containers),
    }
}
