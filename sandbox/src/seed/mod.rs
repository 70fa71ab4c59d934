//! The seeded account: made from a seed alone, so that the same seed gives the same bytes on
//! every machine and every day. A contact depends on the seed and its index, never on how many
//! there are: a larger account begins like a smaller one.

mod contacts;
mod definitions;
mod names;
mod phones;
mod rng;
mod values;

use crate::store::{Definitions, Store};

/// An account with this many contacts.
pub(crate) fn account(seed: u64, contacts: usize) -> Store {
    let mut generator = contacts::Generator::new(seed);
    let contacts = (0..contacts as u64).map(|index| generator.contact(index));
    let contacts = contacts.collect();
    Store::new(contacts, Definitions::new(definitions::all()))
}
