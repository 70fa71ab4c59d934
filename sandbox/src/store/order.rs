//! The listing order: by `RegisterTime`, then by `Id`, so that it is total.

use uuid::Uuid;

use super::{Contact, ContactKind};
use crate::time::Instant;

/// What a listing is ordered by.
pub(crate) type Rank = (Instant, Uuid);

/// Slots in ascending order, one list per question an unfiltered search can ask. With these a
/// deep page costs as much as the first one, whether deleted records are wanted or not.
#[derive(Debug, Default)]
pub(crate) struct OrderIndex {
    persons: Ranked,
    companies: Ranked,
}

/// The slots of one kind: all, and those not deleted.
#[derive(Debug, Default)]
struct Ranked {
    all: Vec<u32>,
    live: Vec<u32>,
}

impl OrderIndex {
    /// Orders a whole account at once.
    pub(crate) fn build(contacts: &[Option<Contact>]) -> Self {
        let mut index = Self::default();
        for (slot, contact) in (0_u32..).zip(contacts) {
            let Some(contact) = contact else { continue };
            let ranked = index.of_mut(contact.kind);
            ranked.all.push(slot);
            if !contact.is_deleted {
                ranked.live.push(slot);
            }
        }
        for list in index.lists_mut() {
            list.sort_unstable_by_key(|&slot| rank(contacts, slot));
        }
        index
    }

    /// The slots of a kind in ascending order; `live` leaves the deleted ones out.
    pub(crate) fn slots(&self, kind: ContactKind, live: bool) -> &[u32] {
        let ranked = match kind {
            ContactKind::Person => &self.persons,
            ContactKind::Company => &self.companies,
        };
        if live { &ranked.live } else { &ranked.all }
    }

    /// Enters a slot that `contacts` already holds.
    pub(crate) fn insert(&mut self, contacts: &[Option<Contact>], slot: u32) {
        let Some(Some(contact)) = contacts.get(slot as usize) else {
            return;
        };
        let ranked = self.of_mut(contact.kind);
        place(&mut ranked.all, contacts, slot);
        if !contact.is_deleted {
            place(&mut ranked.live, contacts, slot);
        }
    }

    /// Takes a slot out of every list.
    pub(crate) fn remove(&mut self, slot: u32) {
        for list in self.lists_mut() {
            list.retain(|&held| held != slot);
        }
    }

    fn of_mut(&mut self, kind: ContactKind) -> &mut Ranked {
        match kind {
            ContactKind::Person => &mut self.persons,
            ContactKind::Company => &mut self.companies,
        }
    }

    fn lists_mut(&mut self) -> [&mut Vec<u32>; 4] {
        let (persons, companies) = (&mut self.persons, &mut self.companies);
        [&mut persons.all, &mut persons.live, &mut companies.all, &mut companies.live]
    }
}

/// The rank of a slot; an empty slot, which no list holds, ranks first.
pub(crate) fn rank(contacts: &[Option<Contact>], slot: u32) -> Option<Rank> {
    let contact = contacts.get(slot as usize)?.as_ref()?;
    Some((contact.register_time, contact.id))
}

fn place(list: &mut Vec<u32>, contacts: &[Option<Contact>], slot: u32) {
    let own = rank(contacts, slot);
    let at = list.partition_point(|&other| rank(contacts, other) < own);
    list.insert(at, slot);
}
