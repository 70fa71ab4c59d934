//! The listing order: by the moment of registration, then by id, so that it is total.

use super::shelf::{Rank, Record};

/// Slots in ascending order. With these a deep page costs as much as the first one, whether
/// deleted records are wanted or not.
#[derive(Debug, Default)]
pub(crate) struct Ranked {
    all: Vec<u32>,
    live: Vec<u32>,
}

impl Ranked {
    /// The slots in ascending order; `live` leaves the deleted ones out.
    pub(crate) fn slots(&self, live: bool) -> &[u32] {
        if live { &self.live } else { &self.all }
    }

    /// Enters a slot at the end, to be sorted with [`Self::sort`].
    pub(crate) fn push(&mut self, slot: u32, record: &impl Record) {
        self.all.push(slot);
        if !record.is_deleted() {
            self.live.push(slot);
        }
    }

    pub(crate) fn sort<T: Record>(&mut self, records: &[Option<T>]) {
        for list in [&mut self.all, &mut self.live] {
            list.sort_unstable_by_key(|&slot| rank(records, slot));
        }
    }

    /// Enters a slot that `records` already holds.
    pub(crate) fn insert<T: Record>(&mut self, records: &[Option<T>], slot: u32) {
        let Some(Some(record)) = records.get(slot as usize) else {
            return;
        };
        place(&mut self.all, records, slot);
        if !record.is_deleted() {
            place(&mut self.live, records, slot);
        }
    }

    /// Takes a slot out.
    pub(crate) fn remove(&mut self, slot: u32) {
        for list in [&mut self.all, &mut self.live] {
            list.retain(|&held| held != slot);
        }
    }
}

/// The rank of a slot; an empty slot, which no list holds, ranks first.
pub(crate) fn rank<T: Record>(records: &[Option<T>], slot: u32) -> Option<Rank> {
    records.get(slot as usize)?.as_ref().map(Record::rank)
}

fn place<T: Record>(list: &mut Vec<u32>, records: &[Option<T>], slot: u32) {
    let own = rank(records, slot);
    let at = list.partition_point(|&other| rank(records, other) < own);
    list.insert(at, slot);
}
