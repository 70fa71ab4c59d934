//! `deal/getdealdetail` (F135).

use serde_json::Value;

use super::{NOT_FOUND, Row};
use crate::account::Account;
use crate::json;
use crate::settings::Settings;
use crate::view::View;
use crate::wire::{self, ApiError};

/// One deal by id, in the bin or not.
pub(crate) fn detail(
    account: &Account,
    settings: &Settings,
    body: &Value,
) -> Result<Vec<u8>, ApiError> {
    let deal = json::id(body).and_then(|id| account.deals.find(id));
    let deal = deal.filter(|deal| settings.switches.show(deal.owner));
    let view = View::new(account, &settings.switches);
    let row = deal.map(|deal| Row::detail(deal, view));
    wire::detail(row, settings.unknown_contact, NOT_FOUND)
}
