//! The cases of the seeded account: one for every eight contacts.

use std::sync::Arc;

use uuid::Uuid;

use super::Case;
use crate::account::{FieldValue, Fields, Shelf};
use crate::contact::Contact;
use crate::deal::Deal;
use crate::pipeline::{self, PipelineKind, Place};
use crate::seed::definitions as key;
use crate::seed::rng::{Rng, Stream};
use crate::seed::words::{CASE_TITLES, HTML_NOTES, REASONS};
use crate::time::Instant;
use crate::user::USERS;

/// The `Code` of the first case.
const FIRST_CODE: u64 = 301;

const DAY: u64 = 24 * 3600;

/// The cases that go with contacts and deals. A case depends on the seed, its index and those
/// that were there before.
pub(crate) fn cases(seed: u64, contacts: &Shelf<Contact>, deals: &[Deal]) -> Vec<Case> {
    let keys = [key::TICKET, key::REASON].map(Arc::from);
    let count = contacts.len() as u64 / 8;
    (0..count).map(|index| case(seed, index, deals, &keys)).collect()
}

fn case(seed: u64, index: u64, deals: &[Deal], keys: &[Arc<str>; 2]) -> Case {
    let mut rng = Rng::new(seed, Stream::Case, index);
    let id = rng.guid();
    let mut case = Case::new(id, FIRST_CODE + index, registered(&mut rng));
    let deal = &deals[rng.below(4 * index + 4) as usize];
    parties(&mut case, deal, &mut rng);
    case.title = rng.pick(&CASE_TITLES).to_owned();
    case.description = rng.chance(60).then(|| rng.pick(&HTML_NOTES).to_owned());
    case.place = place(&mut rng);
    case.moved = case.register.after(rng.below(9 * DAY) as i64);
    if rng.chance(40) {
        case.priority = rng.below(3) as i64;
    }
    let due = case.register.after(rng.below(30 * DAY) as i64);
    case.due = rng.chance(50).then_some(due);
    case.is_deleted = rng.chance(3);
    case.fields = values(&mut rng, index, keys);
    case
}

/// Some cases belong to a deal, some to a person alone, and some to nobody.
fn parties(case: &mut Case, deal: &Deal, rng: &mut Rng) {
    case.owner = USERS[rng.below(USERS.len() as u64) as usize].user_id;
    match rng.below(10) {
        0..6 => (case.deal, case.person, case.company) = (deal.id, deal.person, deal.company),
        6..8 => case.person = deal.person,
        _ => case.person = Uuid::nil(),
    }
}

fn place(rng: &mut Rng) -> Place {
    let at = rng.below(3) as usize;
    let place = |own: &pipeline::Pipeline| {
        let stage = own.stages.get(at)?;
        Some(Place { pipeline: own.id, stage: stage.id })
    };
    pipeline::of(PipelineKind::Case).next().and_then(place).unwrap_or_default()
}

/// The same two years as the deals.
fn registered(rng: &mut Rng) -> Instant {
    const FIRST_SECOND: i64 = 1_719_792_000;
    Instant::from_ticks(FIRST_SECOND * 10_000_000).after(rng.below(729 * DAY) as i64)
}

fn values(rng: &mut Rng, index: u64, [ticket, reason]: &[Arc<str>; 2]) -> Fields {
    let mut fields = Fields::default();
    if rng.chance(90) {
        let number = format!("T-{}", 10_000 + index);
        fields.set(ticket.clone(), FieldValue::Text(number.into()));
    }
    if rng.chance(70) {
        fields.set(reason.clone(), FieldValue::Text(rng.pick(&REASONS).into()));
    }
    fields
}
