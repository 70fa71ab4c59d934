//! `deal/search` and `deal/search_v2`.

use serde::Serialize;
use serde_json::Value;

use super::criteria::Criteria;
use super::totals::{Totals, TotalsRow};
use super::{Deal, Row, Version};
use crate::account::Account;
use crate::json;
use crate::search::Window;
use crate::settings::Settings;
use crate::view::View;
use crate::wire::{ApiError, Listing, Spelling, envelope};

/// A page of deals with the totals over all that match (F129).
#[derive(Serialize)]
struct Found<'a> {
    #[serde(flatten)]
    listing: Listing<Row<'a>>,
    #[serde(flatten)]
    totals: TotalsRow,
}

/// Answers a search, newest first (`Sort` 0, the only value seen, F47).
pub(crate) fn search(
    account: &Account,
    settings: &Settings,
    version: Version,
    request: &Value,
) -> Result<Vec<u8>, ApiError> {
    let criteria = json::get(request, "Criteria").unwrap_or(&Value::Null);
    let criteria = Criteria::read(criteria, settings, version, &account.definitions.deals)?;
    let window = Window::read(request).at_most(settings.largest_limit);
    let mut totals = Totals::default();
    let deals = &account.deals;
    let page = window.scan(deals.slots(0, criteria.live()), false, |slot| {
        deals.at(slot).is_some_and(|deal| counted(&criteria, deal, &mut totals))
    });
    let view = View::new(account, &settings.switches);
    let rows = page.slots.iter().filter_map(|&slot| deals.at(slot));
    let rows = rows.map(|deal| match version {
        Version::Old => Row::with_items(deal, view),
        Version::V2 => Row::plain(deal, view),
    });
    let listing = Listing { list: rows.collect(), total_count: page.total };
    let totals = totals.row(Spelling::of(&settings.switches));
    Ok(envelope(Found { listing, totals }))
}

/// Whether a deal matches. Without a status the totals over "all deals" also count those
/// outside the time window (F131).
fn counted(criteria: &Criteria, deal: &Deal, totals: &mut Totals) -> bool {
    if !criteria.matches_outside_window(deal) {
        return false;
    }
    let found = criteria.in_window(deal);
    if found || !criteria.has_status() {
        totals.add_to_all(deal);
    }
    if found {
        totals.add(deal);
    }
    found
}
