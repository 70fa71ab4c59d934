//! Saving: what the mutations of every entity share.
//!
//! `given` reads values out of inputs and says what is wrong with them, `custom` the
//! custom fields in both forms, `types` registers their input types. `user_error` is why
//! nothing was saved. `saves` sees to it that a save runs to its end, `idempotency` that it
//! happens once under one key, `elsewhere` that it does in one gateway alone.

pub(crate) mod custom;
mod elsewhere;
pub(crate) mod given;
mod idempotency;
mod payload;
mod saves;
mod stored;
pub(crate) mod types;
pub(crate) mod user_error;

pub(crate) use idempotency::{Idempotency, IdempotencyKey, LONGEST_KEY};
pub(crate) use payload::{Failed, Outcome, Payload};
pub use saves::Saves;
