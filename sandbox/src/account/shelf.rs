//! Where the records of one entity are kept.

use std::collections::HashMap;

use uuid::Uuid;

use super::order::{Ranked, rank};
use crate::time::Instant;

/// What a listing is ordered by.
pub(crate) type Rank = (Instant, Uuid);

/// A record that a shelf can keep.
pub(crate) trait Record {
    /// How many lists searches tell apart.
    const LISTS: usize;

    fn id(&self) -> Uuid;
    /// The account's running number.
    fn code(&self) -> u64;
    fn rank(&self) -> Rank;
    fn is_deleted(&self) -> bool;
    /// The list that it stands in, below [`Self::LISTS`].
    fn list(&self) -> usize;
}

/// Records and their listing order.
#[derive(Debug)]
pub(crate) struct Shelf<T> {
    /// A removed record leaves an empty slot, so that slots stay valid names.
    records: Vec<Option<T>>,
    by_id: HashMap<Uuid, u32>,
    lists: Vec<Ranked>,
    last_code: u64,
}

impl<T: Record> Shelf<T> {
    /// Orders all records at once.
    pub(crate) fn new(records: Vec<T>) -> Self {
        let last_code = records.iter().map(Record::code).max().unwrap_or(1000);
        let mut by_id = HashMap::with_capacity(records.len());
        let mut lists: Vec<Ranked> = (0..T::LISTS).map(|_| Ranked::default()).collect();
        for (slot, record) in (0_u32..).zip(&records) {
            by_id.insert(record.id(), slot);
            lists[record.list()].push(slot, record);
        }
        let records: Vec<_> = records.into_iter().map(Some).collect();
        lists.iter_mut().for_each(|list| list.sort(&records));
        Self { records, by_id, lists, last_code }
    }

    /// How many slots there are; the cost of a full scan.
    pub(crate) fn len(&self) -> usize {
        self.records.len()
    }

    /// The record in a slot.
    pub(crate) fn at(&self, slot: u32) -> Option<&T> {
        self.records.get(slot as usize)?.as_ref()
    }

    pub(crate) fn find(&self, id: Uuid) -> Option<&T> {
        self.by_id.get(&id).and_then(|&slot| self.at(slot))
    }

    /// Every record, in no particular order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.records.iter().flatten()
    }

    /// The slots of one list in ascending order of registration.
    pub(crate) fn slots(&self, list: usize, live: bool) -> &[u32] {
        self.lists[list].slots(live)
    }

    /// The records of every list, newest first as a search lists them.
    pub(crate) fn newest_first(&self) -> Vec<&T> {
        let lists = self.lists.iter().flat_map(|list| list.slots(false));
        let mut slots: Vec<u32> = lists.copied().collect();
        slots.sort_unstable_by_key(|&slot| std::cmp::Reverse(rank(&self.records, slot)));
        slots.into_iter().filter_map(|slot| self.at(slot)).collect()
    }

    /// The next running number.
    pub(crate) fn next_code(&mut self) -> u64 {
        self.last_code += 1;
        self.last_code
    }

    /// Stores a record: in place of the one with its id, else in a new slot.
    pub(crate) fn put(&mut self, record: T) {
        self.last_code = self.last_code.max(record.code());
        match self.by_id.get(&record.id()).copied() {
            Some(slot) => self.replace(slot, record),
            None => self.append(record),
        }
    }

    fn append(&mut self, record: T) {
        let slot = self.records.len() as u32;
        let list = record.list();
        self.by_id.insert(record.id(), slot);
        self.records.push(Some(record));
        self.lists[list].insert(&self.records, slot);
    }

    /// Most updates leave a record where it was listed; then the order stays untouched.
    fn replace(&mut self, slot: u32, record: T) {
        let listing = |record: &T| (record.rank(), record.list(), record.is_deleted());
        let moved = self.at(slot).map(listing) != Some(listing(&record));
        let list = record.list();
        if moved {
            self.unlist(slot);
        }
        self.records[slot as usize] = Some(record);
        if moved {
            self.lists[list].insert(&self.records, slot);
        }
    }

    fn unlist(&mut self, slot: u32) {
        self.lists.iter_mut().for_each(|list| list.remove(slot));
    }

    /// Removes a record as if it had never been; the real API has no such call (F85).
    pub(crate) fn remove(&mut self, id: Uuid) -> bool {
        let Some(slot) = self.by_id.remove(&id) else {
            return false;
        };
        self.unlist(slot);
        self.records[slot as usize] = None;
        true
    }
}
