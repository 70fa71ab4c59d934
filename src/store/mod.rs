//! What is kept outside of memory. `journal` is the embedded database of one gateway; all
//! else is what several gateways share, in Redis: who does a save under which idempotency
//! key, documents known by a hash, counts of requests.
//!
//! Without Redis each process keeps its own. While Redis cannot be asked each falls back
//! to that, and says so: the gateway answers on.

mod claims;
mod documents;
mod journal;
mod rates;
mod redis;

pub use self::{
    claims::{Claim, Lease},
    journal::{Journal, Key as JournalKey, NotWritten, OpenError, Record as JournalRecord},
    redis::{BadAddress, Down, Store},
};
