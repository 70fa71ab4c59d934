//! How much one answer may hold.
//!
//! A small document can ask for a large value many times: under many aliases, in every
//! row of a page. What an answer will hold is taken from its allowance before it is made.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use async_graphql::{ContextSelectionSet, Pos, ServerError, ServerResult};
use serde_json::value::RawValue;

use super::{code::Code, error::coded};

/// Bytes that any value counts for, its name and the tree around it included.
pub(crate) const VALUE: usize = 128;

/// About how many bytes the objects hold, of so many parts, that are made for the items of
/// a JSON list.
pub(crate) fn list_weight(raw: Option<&RawValue>, parts: usize) -> usize {
    let raw = raw.map_or("", RawValue::get);
    let items = 1 + raw.bytes().filter(|byte| *byte == b',').count();
    VALUE * items + parts * (raw.len() + VALUE * items)
}

/// What is left of an answer's allowance. Clones share it.
#[derive(Clone)]
pub(crate) struct Allowance(Arc<Inner>);

struct Inner {
    left: AtomicUsize,
    whole: usize,
}

impl Allowance {
    /// An allowance of so many bytes.
    pub(crate) fn of(bytes: usize) -> Self {
        Self(Arc::new(Inner { left: AtomicUsize::new(bytes), whole: bytes }))
    }

    /// Takes some bytes. False once there are no more, then and for all that follows.
    pub(crate) fn take(&self, bytes: usize) -> bool {
        let take = |left: usize| Some(left.saturating_sub(bytes));
        let before = self.0.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take);
        before.is_ok_and(|before| before >= bytes.max(1))
    }

    /// Nothing, unless more was asked for than there was: the field of `ctx` is then null.
    pub(crate) fn verdict(&self, ctx: &ContextSelectionSet<'_>) -> ServerResult<()> {
        match self.excess(ctx.item.pos) {
            Some(error) => Err(ctx.set_error_path(error)),
            None => Ok(()),
        }
    }

    /// The error of an answer that would be too large.
    pub(crate) fn excess(&self, pos: Pos) -> Option<ServerError> {
        if self.0.left.load(Ordering::Relaxed) > 0 {
            return None;
        }
        let message = format!(
            "The answer would hold more than {} MB; select less, or ask for fewer rows",
            self.0.whole >> 20
        );
        Some(coded(message, Code::AnswerTooLarge).into_server_error(pos))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_allowance_that_was_spent_stays_spent() {
        let allowance = Allowance::of(100);
        assert!(allowance.take(60) && allowance.take(39));
        assert!(allowance.excess(Pos::default()).is_none());
        assert!(!allowance.take(2) && !allowance.take(1) && !allowance.take(0));
        assert!(allowance.excess(Pos::default()).is_some());
    }
}
