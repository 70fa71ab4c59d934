//! A small random generator (splitmix64) whose numbers never change with a dependency.

use uuid::Uuid;

/// What a stream of numbers is for; streams of one index are independent of each other.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Stream {
    Contact = 1,
    Id = 2,
    Phone = 3,
    Company = 4,
    Time = 5,
    Values = 6,
    Place = 7,
    Deal = 8,
    DealId = 9,
    DealValues = 10,
    Activity = 11,
    Case = 12,
}

/// A stream of numbers fixed by a seed, a purpose and an index.
#[derive(Clone, Debug)]
pub(crate) struct Rng(u64);

impl Rng {
    pub(crate) fn new(seed: u64, stream: Stream, index: u64) -> Self {
        let purpose = mix(seed ^ mix(stream as u64));
        Self(mix(purpose.wrapping_add(index)))
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// A number below `bound`, which must not be 0.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    /// True this often in a hundred.
    pub(crate) fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of the items, of which there must be some.
    pub(crate) fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len() as u64) as usize]
    }

    pub(crate) fn guid(&mut self) -> Uuid {
        let bytes = Uuid::from_u64_pair(self.next(), self.next()).into_bytes();
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }
}

const fn mix(mut state: u64) -> u64 {
    state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}
