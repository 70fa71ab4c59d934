//! Creates whose end is not known: for a while nothing is created beside them.
//!
//! A create that was not answered in time may still be done after the look-up of whoever
//! comes next, who would find nobody and create the record twice.

use std::time::Duration;

use moka::sync::Cache;

use crate::crm::{
    account_tag::AccountTag,
    canonical::{Canonical, Words},
};

/// How long after its time-out a create may still be done.
pub(crate) const OPEN_FOR: Duration = Duration::from_secs(60);
/// Most entries; each was sent to Didar within the last minute.
const MOST: u64 = 1_000_000;

/// The identities of records that may be about to appear.
pub(crate) struct OpenCreates(Cache<[u8; 32], ()>);

impl Default for OpenCreates {
    fn default() -> Self {
        Self(Cache::builder().time_to_live(OPEN_FOR).max_capacity(MOST).build())
    }
}

impl OpenCreates {
    /// A record with these identities may appear. Returns those that nobody noted before.
    pub(crate) fn note(&self, account: &AccountTag, identities: &[String]) -> Vec<String> {
        let note =
            |identity: &&String| self.0.entry(name(account, identity)).or_insert(()).is_fresh();
        let fresh = identities.iter().filter(note).cloned().collect();
        // Those that were there may appear for longer now.
        identities.iter().for_each(|identity| self.0.insert(name(account, identity), ()));
        fresh
    }

    /// A record with these identities is there.
    pub(crate) fn clear(&self, account: &AccountTag, identities: &[String]) {
        for identity in identities {
            self.0.invalidate(&name(account, identity));
        }
    }

    /// Whether a record with one of these identities may appear.
    pub(crate) fn has(&self, account: &AccountTag, identities: &[String]) -> bool {
        identities.iter().any(|identity| self.0.contains_key(&name(account, identity)))
    }
}

struct Name<'a>(&'a AccountTag, &'a str);

impl Canonical for Name<'_> {
    fn write(&self, into: &mut Words) {
        into.text(&self.0.hex()).text(self.1);
    }
}

fn name(account: &AccountTag, identity: &str) -> [u8; 32] {
    Name(account, identity).fingerprint()
}
