//! One text for one meaning, by which equal things are known: repeated saves, the filter
//! of a cursor, the version of a schema.
//!
//! These texts outlive a process: they are kept on disk, in Redis and in clients' cursors.
//! So they name everything by words that are written out here and beside each type, never
//! by the names of Rust types, and every text carries its length, so that no two meanings
//! have one text.

use sha2::{Digest, Sha256};

/// What has a canonical text.
pub trait Canonical {
    /// Writes the text.
    fn write(&self, into: &mut Words);

    /// The canonical text.
    fn canonical(&self) -> String {
        let mut words = Words::default();
        self.write(&mut words);
        words.0
    }

    /// SHA-256 of the canonical text.
    fn fingerprint(&self) -> [u8; 32] {
        Sha256::digest(self.canonical()).into()
    }
}

/// A canonical text that is being written.
#[derive(Debug, Default)]
pub struct Words(String);

impl Words {
    /// A word of ours: letters without spaces.
    pub fn word(&mut self, word: &str) -> &mut Self {
        self.0.push_str(word);
        self.0.push(' ');
        self
    }

    /// Any text.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.0.push_str(&text.len().to_string());
        self.0.push(':');
        self.0.push_str(text);
        self.0.push(' ');
        self
    }

    /// What was written so far.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A part that has a canonical text of its own.
    pub fn part(&mut self, part: &(impl Canonical + ?Sized)) -> &mut Self {
        part.write(self);
        self
    }

    /// A list, in its order.
    pub fn list<'a, T: Canonical + 'a>(
        &mut self,
        items: impl IntoIterator<Item = &'a T>,
    ) -> &mut Self {
        self.word("[");
        for item in items {
            item.write(self);
        }
        self.word("]")
    }
}

impl Canonical for str {
    fn write(&self, into: &mut Words) {
        into.text(self);
    }
}

impl Canonical for String {
    fn write(&self, into: &mut Words) {
        into.text(self);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_can_pose_as_two() {
        let mut one = Words::default();
        one.text("a").text("b");
        let mut other = Words::default();
        other.text("a 1:b");
        assert_eq!(one.0, "1:a 1:b ");
        assert_ne!(one.0, other.0);
    }
}
