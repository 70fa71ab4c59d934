//! The seeded account: made from a seed alone, so that the same seed gives the same bytes on
//! every machine and every day. A contact depends on the seed and its index, never on how many
//! there are: a larger account begins like a smaller one.

mod definitions;
pub(crate) mod names;
pub(crate) mod rng;
pub(crate) mod values;

use crate::account::{Account, Definitions, Shelf};
use crate::contact::seed::Generator;

/// An account with this many contacts.
pub(crate) fn account(seed: u64, contacts: usize) -> Account {
    let mut generator = Generator::new(seed);
    let contacts = (0..contacts as u64).map(|index| generator.contact(index));
    let contacts = contacts.collect();
    let definitions = Definitions::new(definitions::all());
    Account { contacts: Shelf::new(contacts), definitions }
}
