//! The activities of the seeded deals.

use uuid::Uuid;

use super::{Activity, kind};
use crate::deal::Deal;
use crate::seed::rng::{Rng, Stream};
use crate::seed::words::{ACTIVITY_TITLES, HTML_NOTES};
use crate::time::Instant;

const DAY: u64 = 24 * 3600;

/// The activities of the deal of an index: none up to three, notes among them.
pub(crate) fn of_deal(seed: u64, index: u64, deal: &Deal) -> Vec<Activity> {
    let mut rng = Rng::new(seed, Stream::Activity, index);
    let count = rng.pick(&[0, 0, 1, 1, 2, 3]);
    let mut created = deal.times.register;
    let made = (0..count).map(|_| {
        created = created.after(rng.below(9 * DAY) as i64);
        activity(&mut rng, deal, created)
    });
    made.collect()
}

fn activity(rng: &mut Rng, deal: &Deal, created: Instant) -> Activity {
    let mut made = Activity::new(rng.guid(), created);
    made.owner = deal.owner;
    made.deal = deal.id;
    made.contacts = vec![deal.person];
    match rng.below(10) {
        0..4 => note(rng, &mut made),
        4..7 => planned(rng, &mut made),
        _ => {
            planned(rng, &mut made);
            done(rng, &mut made);
        }
    }
    made
}

/// A note: the zero GUID for a type, done, its text in `ResultNote` (F140), with HTML (F226).
fn note(rng: &mut Rng, activity: &mut Activity) {
    activity.kind = Uuid::nil();
    activity.is_done = true;
    activity.done = Some(activity.created);
    activity.result_note = rng.pick(&HTML_NOTES).into();
}

fn planned(rng: &mut Rng, activity: &mut Activity) {
    activity.kind = rng.pick(&kind::ids());
    activity.title = rng.pick(&ACTIVITY_TITLES).into();
    activity.due = Some(activity.created.after(rng.below(20 * DAY) as i64));
    if rng.chance(40) {
        activity.note = rng.pick(&HTML_NOTES).into();
    }
}

fn done(rng: &mut Rng, activity: &mut Activity) {
    activity.is_done = true;
    activity.done = activity.due.map(|due| due.after(rng.below(2 * DAY) as i64));
    activity.updated = activity.done.unwrap_or(activity.created);
    activity.result_note = rng.pick(&HTML_NOTES).into();
}
