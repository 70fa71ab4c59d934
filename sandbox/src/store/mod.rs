//! The account held in memory.

mod attribute;
mod contact;
mod definitions;
mod field_value;
mod order;
mod users;

use std::collections::HashMap;

use uuid::Uuid;

pub(crate) use attribute::{Attribute, Attributes};
pub(crate) use contact::{Contact, ContactKind, KeyValue, Visibility};
pub(crate) use definitions::{Definition, Definitions, FieldKind};
pub(crate) use field_value::{FieldValue, Fields, Item};
pub(crate) use order::{OrderIndex, rank};
pub(crate) use users::{USERS, User, display_name_of};

/// Contacts, their listing order and the custom field definitions.
#[derive(Debug, Default)]
pub(crate) struct Store {
    /// A removed contact leaves an empty slot, so that slots stay valid names.
    contacts: Vec<Option<Contact>>,
    by_id: HashMap<Uuid, u32>,
    order: OrderIndex,
    last_code: u64,
    pub(crate) definitions: Definitions,
}

impl Store {
    pub(crate) fn new(contacts: Vec<Contact>, definitions: Definitions) -> Self {
        let last_code = contacts.iter().map(|contact| contact.code).max();
        let slots = (0_u32..).zip(&contacts);
        let by_id = slots.map(|(slot, contact)| (contact.id, slot)).collect();
        let contacts: Vec<_> = contacts.into_iter().map(Some).collect();
        let order = OrderIndex::build(&contacts);
        Self { contacts, by_id, order, last_code: last_code.unwrap_or(1000), definitions }
    }

    /// How many slots there are; the cost of a full scan.
    pub(crate) fn len(&self) -> usize {
        self.contacts.len()
    }

    /// The contact in a slot.
    pub(crate) fn at(&self, slot: u32) -> Option<&Contact> {
        self.contacts.get(slot as usize)?.as_ref()
    }

    pub(crate) fn find(&self, id: Uuid) -> Option<&Contact> {
        self.by_id.get(&id).and_then(|&slot| self.at(slot))
    }

    /// Every contact, in no particular order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Contact> {
        self.contacts.iter().flatten()
    }

    /// The slots of one kind in ascending order of registration.
    pub(crate) fn slots(&self, kind: ContactKind, live: bool) -> &[u32] {
        self.order.slots(kind, live)
    }

    /// Every slot, persons and companies alike, newest first as a search lists them.
    pub(crate) fn newest_first(&self) -> Vec<u32> {
        let persons = self.slots(ContactKind::Person, false);
        let mut slots = persons.to_vec();
        slots.extend(self.slots(ContactKind::Company, false));
        slots.sort_unstable_by_key(|&slot| std::cmp::Reverse(rank(&self.contacts, slot)));
        slots
    }

    /// The next number of the account's own counter.
    pub(crate) fn next_code(&mut self) -> u64 {
        self.last_code += 1;
        self.last_code
    }

    /// Stores a contact: in place of the one with its id, else in a new slot.
    pub(crate) fn put(&mut self, contact: Contact) {
        self.last_code = self.last_code.max(contact.code);
        match self.by_id.get(&contact.id).copied() {
            Some(slot) => self.replace(slot, contact),
            None => self.append(contact),
        }
    }

    fn append(&mut self, contact: Contact) {
        let slot = self.contacts.len() as u32;
        self.by_id.insert(contact.id, slot);
        self.contacts.push(Some(contact));
        self.order.insert(&self.contacts, slot);
    }

    /// Most updates leave a contact where it was listed; then the order stays untouched.
    fn replace(&mut self, slot: u32, contact: Contact) {
        let listing = |contact: &Contact| (contact.register_time, contact.kind, contact.is_deleted);
        let moved = self.at(slot).map(listing) != Some(listing(&contact));
        if moved {
            self.order.remove(slot);
        }
        self.contacts[slot as usize] = Some(contact);
        if moved {
            self.order.insert(&self.contacts, slot);
        }
    }

    /// Removes a contact as if it had never been; the real API has no such call (F85).
    pub(crate) fn remove(&mut self, id: Uuid) -> bool {
        let Some(slot) = self.by_id.remove(&id) else {
            return false;
        };
        self.order.remove(slot);
        self.contacts[slot as usize] = None;
        true
    }
}
