//! Looking for a few keys in many objects.

use super::{
    object::{Picked, Values, pick_by},
    row::Row,
    text_slice::{KnownMember, fingerprint},
};

/// A JSON object.
#[derive(Clone, Copy)]
pub enum Object<'a> {
    /// A record.
    Row(&'a Row),
    /// One inside a record; a text that is no object has no members.
    Text(&'a str),
}

/// Keys to look for.
pub struct Keys {
    keys: Vec<Box<str>>,
    /// A bit for each fingerprint that one of them has.
    seen: u64,
}

impl Keys {
    /// The keys, in this order.
    #[must_use]
    pub fn new(keys: impl IntoIterator<Item = Box<str>>) -> Self {
        let keys: Vec<_> = keys.into_iter().collect();
        let seen = keys.iter().fold(0, |seen, key| seen | 1 << fingerprint(key));
        Self { keys, seen }
    }

    /// About how many bytes they hold in memory.
    #[must_use]
    pub fn size(&self) -> usize {
        self.keys.iter().map(|key| size_of::<Box<str>>() + key.len()).sum()
    }

    /// Their texts.
    #[must_use]
    pub fn texts(&self) -> &[Box<str>] {
        &self.keys
    }

    /// Their values in an object, in their order; `None` where a key is not there.
    #[must_use]
    pub fn pick<'a>(&self, object: Object<'a>) -> Values<'a> {
        match object {
            Object::Row(row) => match row.members() {
                Some(members) => self.pick_known(members),
                None => self.pick_text(row.json()),
            },
            Object::Text(text) => self.pick_text(text),
        }
    }

    fn pick_text<'a>(&self, text: &'a str) -> Values<'a> {
        pick_by(text, self.keys.len(), |key| match key.raw() {
            Some(raw) => self.place(raw),
            None => self.place(&key.text()),
        })
    }

    fn pick_known<'a>(&self, members: impl Iterator<Item = KnownMember<'a>>) -> Values<'a> {
        let mut picked = Picked::of(self.keys.len());
        let mut members = members.filter(|member| self.may_be(member.fingerprint()));
        // Ends early where every key was found.
        let _ =
            members.try_for_each(|member| picked.put(self.place_of(member.key()), member.value()));
        picked.values
    }

    fn place(&self, key: &str) -> Option<usize> {
        if self.may_be(fingerprint(key)) { self.place_of(key) } else { None }
    }

    fn place_of(&self, key: &str) -> Option<usize> {
        self.keys.iter().position(|wanted| **wanted == *key)
    }

    /// Whether a key with this fingerprint may be one of them. Of the sixty keys of a row few
    /// may.
    fn may_be(&self, fingerprint: u8) -> bool {
        self.seen & (1 << fingerprint) != 0
    }
}
