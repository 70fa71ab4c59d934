//! How much one answer may hold, and all that are under way together.
//!
//! A small document can ask for a large value many times: under many aliases, in every
//! row of a page. What an answer will hold is taken from its allowance before it is made.
//! Large answers also draw on one budget, until they have been sent: readers can be slow.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use async_graphql::{ContextSelectionSet, ErrorExtensions, Pos, ServerError, ServerResult};

use super::{code::Code, error::coded};
use crate::{
    crm::budget::{Budget, Share},
    didar::Json,
    message::message,
};

/// Bytes that any value counts for, its name and the tree around it included.
pub(crate) const VALUE: usize = 128;

/// About how many bytes the objects hold, of so many parts, that are made for the items of
/// a JSON list.
pub(crate) fn list_weight(raw: Option<Json<'_>>, parts: usize) -> usize {
    let raw = raw.map_or("", Json::get);
    let items = 1 + raw.bytes().filter(|byte| *byte == b',').count();
    VALUE * items + parts * (raw.len() + VALUE * items)
}

/// What of an answer is not counted in the budget: small answers never wait for large ones.
const SMALL: usize = 1 << 20;
/// After how many seconds to ask again where the budget is spent.
const AGAIN: u64 = 1;

/// What is left of an answer's allowance. Clones share it; what it took of the budget goes
/// back with the last of them.
#[derive(Clone)]
pub(crate) struct Allowance(Arc<Inner>);

struct Inner {
    left: AtomicUsize,
    whole: usize,
    /// What was taken of the budget of all answers.
    share: Share,
    /// Whether the budget had too little left.
    is_crowded: AtomicBool,
}

impl Allowance {
    /// An allowance of so many bytes.
    pub(crate) fn of(bytes: usize, budget: &Budget) -> Self {
        Self(Arc::new(Inner {
            left: AtomicUsize::new(bytes),
            whole: bytes,
            share: budget.share(SMALL),
            is_crowded: AtomicBool::new(false),
        }))
    }

    /// Takes some bytes. False once there are no more, then and for all that follows.
    pub(crate) fn take(&self, bytes: usize) -> bool {
        let take = |left: usize| Some(left.saturating_sub(bytes));
        let before = self.0.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take);
        let left = before.ok().and_then(|before| before.checked_sub(bytes));
        before.is_ok_and(|before| before >= bytes.max(1))
            && self.draw(self.0.whole - left.unwrap_or(0))
    }

    /// Takes out of the budget what an answer of so many bytes needs.
    fn draw(&self, held: usize) -> bool {
        let has_room = self.0.share.grow(held);
        if !has_room {
            self.0.is_crowded.store(true, Ordering::Relaxed);
            self.0.left.store(0, Ordering::Relaxed);
        }
        has_room
    }

    /// Nothing, unless more was asked for than there was: the field of `ctx` is then null.
    pub(crate) fn verdict(&self, ctx: &ContextSelectionSet<'_>) -> ServerResult<()> {
        match self.excess(ctx.item.pos) {
            Some(error) => Err(ctx.set_error_path(error)),
            None => Ok(()),
        }
    }

    /// The error of an answer that would be too large, or for which there is no room now.
    pub(crate) fn excess(&self, pos: Pos) -> Option<ServerError> {
        if self.0.left.load(Ordering::Relaxed) > 0 {
            return None;
        }
        if self.0.is_crowded.load(Ordering::Relaxed) {
            let message =
                message!("Too many large answers are under way; select less, or ask again later");
            let error = coded(message, Code::Overloaded);
            let error = error.extend_with(|_, extensions| extensions.set("retryAfter", AGAIN));
            return Some(error.into_server_error(pos));
        }
        let message = message!(
            "The answer would hold more than {most} MB; select less, or ask for fewer rows",
            most = self.0.whole >> 20
        );
        Some(coded(message, Code::AnswerTooLarge).into_server_error(pos))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_allowance_that_was_spent_stays_spent() {
        let allowance = Allowance::of(100, &Budget::of(0));
        assert!(allowance.take(60) && allowance.take(39));
        assert!(allowance.excess(Pos::default()).is_none());
        assert!(!allowance.take(2) && !allowance.take(1) && !allowance.take(0));
        assert!(allowance.excess(Pos::default()).is_some());
    }

    #[test]
    fn large_answers_share_a_budget_and_give_it_back() {
        let budget = Budget::of(2 << 20);
        let [first, second, small] = [(); 3].map(|()| Allowance::of(64 << 20, &budget));
        assert!(small.take(SMALL) && first.take(SMALL) && first.take(2 << 20));
        assert!(!second.take(SMALL + 1) && !second.take(0), "it stays refused");
        let error = second.excess(Pos::default()).expect("an error");
        let code = error.extensions.as_ref().and_then(|extensions| extensions.get("code"));
        assert_eq!(code, Some(&"OVERLOADED".into()));
        drop(first);
        assert!(Allowance::of(64 << 20, &budget).take(3 << 20));
        assert!(small.excess(Pos::default()).is_none());
    }
}
