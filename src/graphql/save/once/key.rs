//! Idempotency keys: a client's name for a save, and what tells a repeated save from another.

use sha2::{Digest, Sha256};

use crate::crm::{
    account_tag::AccountTag,
    canonical::{Canonical, Words},
};

/// How many characters a key may have.
pub(crate) const LONGEST_KEY: usize = 255;

/// A client's name for a save, within its account.
#[derive(Debug, Clone)]
pub(crate) struct IdempotencyKey {
    account: AccountTag,
    key: String,
}

impl IdempotencyKey {
    /// A key of 1 to 255 characters; `None` for any other.
    pub(crate) fn new(account: AccountTag, key: String) -> Option<Self> {
        (1..=LONGEST_KEY).contains(&key.chars().count()).then_some(Self { account, key })
    }

    /// The key of one save; `mutation` and `asked` are what tells it from another.
    pub(crate) fn of(
        &self,
        mutation: &str,
        asked: &(impl Canonical + ?Sized),
        may_repeat: bool,
    ) -> Idempotency {
        let mut words = Words::default();
        words.word("mutation").text(mutation).part(asked);
        self.hashed(None, &words, may_repeat)
    }

    /// The key of an entry of a list, which no key of one save is.
    pub(crate) fn of_entry(
        &self,
        at: usize,
        asked: &(impl Canonical + ?Sized),
        may_repeat: bool,
    ) -> Idempotency {
        let mut words = Words::default();
        words.word("entry").part(asked);
        self.hashed(Some(at), &words, may_repeat)
    }

    fn hashed(&self, entry: Option<usize>, asked: &Words, may_repeat: bool) -> Idempotency {
        let mut name = Words::default();
        name.text(&self.account.hex()).text(&self.key);
        if let Some(at) = entry {
            name.word("entry").text(&at.to_string());
        }
        Idempotency {
            account: self.account.0,
            key: Sha256::digest(name.as_str()).into(),
            fingerprint: Sha256::digest(asked.as_str()).into(),
            may_repeat,
        }
    }
}

/// What tells a repeated save from another.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Idempotency {
    pub(super) account: [u8; 32],
    /// Hash of account and key.
    pub(super) key: [u8; 32],
    /// Hash of what is asked.
    pub(super) fingerprint: [u8; 32],
    /// Whether a save that was begun and not heard of again may be done once more.
    pub(super) may_repeat: bool,
}

impl Idempotency {
    /// Hash of account and key.
    pub(in crate::graphql::save) fn key(&self) -> [u8; 32] {
        self.key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_of_a_client_is_that_of_an_entry() {
        let account = AccountTag([7; 32]);
        let key = |text: &str| IdempotencyKey::new(account, text.to_owned()).expect("a key");
        let entry = key("k").of_entry(0, "a", false).key;
        for text in ["k\x00entry\x000", "k entry 1:0 ", "k\0entry\0", "1:k entry 1:0 "] {
            assert_ne!(key(text).of("m", "a", false).key, entry, "{text}");
        }
        assert_ne!(key("k").of_entry(1, "a", false).key, entry);
        assert_ne!(key("k").of("m", "a", false).key, entry);
        for wrong in ["".to_owned(), "k".repeat(256)] {
            assert!(IdempotencyKey::new(account, wrong).is_none());
        }
    }

    /// Records outlive the version of the gateway that wrote them.
    #[test]
    fn hashes_are_the_same_in_every_version() {
        let key = IdempotencyKey::new(AccountTag([7; 32]), "k".to_owned()).expect("a key");
        let Idempotency { key, fingerprint, .. } = key.of("createContact", "asked", false);
        assert_eq!(
            [hex::encode(key), hex::encode(fingerprint)],
            [
                "538ab222ecdad044af44690ff917a4e996c2433aa229c13742d5ad87f7e30081",
                "e5af9fe2023ba7ce67d741a20409b930c78c5e554add1cde943d123216e8679e"
            ]
        );
    }
}
