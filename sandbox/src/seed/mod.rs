//! The seeded account: made from a seed alone, so that the same seed gives the same bytes on
//! every machine and every day. A record depends on the seed and its index, never on how many
//! there are: a larger account begins like a smaller one.

pub(crate) mod definitions;
pub(crate) mod names;
pub(crate) mod rng;
pub(crate) mod values;
pub(crate) mod words;

use crate::account::{Account, Definitions, Shelf};
use crate::activity::{self, Activities};
use crate::{case, contact, deal, product};

/// An account with this many contacts, a deal for every two of them and a case for every
/// eight.
pub(crate) fn account(seed: u64, contacts: usize) -> Account {
    let mut generator = contact::seed::Generator::new(seed);
    let contacts = (0..contacts as u64).map(|index| generator.contact(index));
    let contacts = Shelf::new(contacts.collect());
    let products = Shelf::new(product::seed::products());
    let deals = deal::seed::Generator::new(seed, &contacts, &products);
    let deals: Vec<_> = (0..deals.count()).map(|index| deals.deal(index)).collect();
    let mut activities = Activities::default();
    for (index, deal) in (0..).zip(&deals) {
        activities.extend(activity::seed::of_deal(seed, index, deal));
    }
    let cases = Shelf::new(case::seed::cases(seed, &contacts, &deals));
    let definitions = Definitions::new(definitions::all());
    Account { contacts, deals: Shelf::new(deals), cases, activities, products, definitions }
}
