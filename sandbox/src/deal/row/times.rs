//! The moments of a deal; what has not happened is null.

use serde::Serialize;

use crate::activity::Activity;
use crate::deal::record::Deal;
use crate::view::View;

/// The times of the deal and of its activities.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Times {
    register_time: String,
    expected_close_date: Option<String>,
    change_to_won_time: Option<String>,
    change_to_loss_time: Option<String>,
    last_tracking_time: Option<String>,
    next_tracking_time: Option<String>,
    next_activity_date: Option<String>,
    last_activity_update_time: Option<String>,
    last_update_time: String,
}

impl Times {
    pub(super) fn of(deal: &Deal, view: View<'_>) -> Self {
        let activities: Vec<&Activity> = view.account.activities.of_deal(deal.id).collect();
        let spelling = view.spelling;
        let next = activities.iter().filter_map(|activity| activity.planned()).min();
        let last = activities.iter().filter_map(|activity| activity.done).max();
        let updated = activities.iter().map(|activity| activity.updated).max();
        Self {
            register_time: spelling.moment(deal.times.register),
            expected_close_date: spelling.optional(deal.times.expected_close),
            change_to_won_time: spelling.optional(deal.times.won),
            change_to_loss_time: spelling.optional(deal.times.lost),
            last_tracking_time: spelling.optional(last),
            next_tracking_time: spelling.optional(next),
            next_activity_date: spelling.optional(next),
            last_activity_update_time: spelling.optional(updated),
            last_update_time: spelling.moment(deal.times.update),
        }
    }
}
