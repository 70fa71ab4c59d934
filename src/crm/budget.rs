//! One bound on what many things hold together.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// How many bytes are taken at once.
const CHUNK: usize = 256 << 10;

/// Bytes that many may hold together. Clones share it.
#[derive(Clone, Debug)]
pub struct Budget(Arc<AtomicUsize>);

/// What one of them holds; it goes back when this is dropped.
#[derive(Debug)]
pub struct Share {
    budget: Budget,
    held: AtomicUsize,
    /// What of it is not counted, so that what is small never waits for what is large.
    free: usize,
}

impl Budget {
    /// A budget of so many bytes.
    #[must_use]
    pub fn of(bytes: usize) -> Self {
        Self(Arc::new(AtomicUsize::new(bytes)))
    }

    /// A share that holds nothing yet, of which the first bytes are free.
    #[must_use]
    pub fn share(&self, free: usize) -> Share {
        Share { budget: self.clone(), held: AtomicUsize::new(0), free }
    }
}

impl Share {
    /// Holds so many bytes in all; false where the budget has too few left.
    pub fn grow(&self, bytes: usize) -> bool {
        let needed = bytes.saturating_sub(self.free).next_multiple_of(CHUNK);
        let more = needed.saturating_sub(self.held.load(Ordering::Relaxed));
        let take = |left: usize| left.checked_sub(more);
        let left = &self.budget.0;
        if more > 0 && left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_err() {
            return false;
        }
        self.held.fetch_add(more, Ordering::Relaxed);
        true
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.budget.0.fetch_add(*self.held.get_mut(), Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_take_from_one_budget_beyond_what_is_free_and_give_it_back() {
        let budget = Budget::of(4 * CHUNK);
        let [first, second] = [(); 2].map(|()| budget.share(100));
        assert!(first.grow(100) && first.grow(101) && first.grow(100 + 3 * CHUNK));
        assert!(second.grow(100 + CHUNK) && !second.grow(101 + CHUNK));
        drop(first);
        assert!(second.grow(100 + 4 * CHUNK) && !second.grow(101 + 4 * CHUNK));
    }
}
