//! Planting deals for tests, past every rule of a save.

use serde_json::Value;

use super::item::Item;
use super::save::default_title;
use super::{Deal, Status, merge};
use crate::account::Account;
use crate::json;
use crate::pipeline::{PipelineKind, Place};
use crate::planted::{self, flag, moment};
use crate::time::Instant;

/// Makes a deal of a row. What cannot be read is left at its default, and any key and any JSON
/// value is taken into `Fields`.
pub(crate) fn deal(account: &mut Account, row: &Value) -> Deal {
    let id = planted::id(row);
    let code = planted::code(row, "Code", &mut account.deals);
    let register = moment(row, "RegisterTime").unwrap_or_else(Instant::now);
    let mut deal = Deal::new(id, code, register);
    describe(&mut deal, row);
    relations(&mut deal, row);
    progress(&mut deal, row);
    deal.fields.plant(row, &account.definitions.deals);
    let items = json::get(row, "Items").and_then(Value::as_array);
    deal.items = items.into_iter().flatten().map(Item::plant).collect();
    if deal.title.is_empty() {
        deal.title = default_title(deal.person, &account.contacts);
    }
    deal
}

/// The writable keys, each group on its own so that an odd one does not keep the others out.
fn describe(deal: &mut Deal, row: &Value) {
    merge::texts(deal, row);
    let outcomes = [merge::relations(deal, row), merge::price(deal, row)];
    for refused in outcomes.into_iter().filter_map(Result::err) {
        tracing::warn!(reason = refused.text, "part of a planted deal was left out");
    }
}

/// The relations that a save has rules for. A deal without a stage starts where all do.
fn relations(deal: &mut Deal, row: &Value) {
    let guid = |name| json::get(row, name).and_then(|id| json::guid(id).ok());
    let guid = |name| guid(name).filter(|id| !id.is_nil());
    deal.person = guid("PersonId").or_else(|| guid("ContactId")).unwrap_or_default();
    deal.creator = guid("CreatorId").unwrap_or(deal.owner);
    deal.place = Place::planted(PipelineKind::Deal, row);
}

/// Status, times and flags as they are given, whether they fit together or not.
fn progress(deal: &mut Deal, row: &Value) {
    deal.status = json::get(row, "Status").and_then(Status::read).unwrap_or_default();
    deal.times.won = moment(row, "ChangeToWonTime");
    deal.times.lost = moment(row, "ChangeToLossTime");
    deal.times.expected_close = moment(row, "ExpectedCloseDate");
    deal.times.update = moment(row, "LastUpdateTime").unwrap_or(deal.times.register);
    deal.probability = json::get(row, "Probability").and_then(json::integer);
    deal.is_pinned = flag(row, "Pin");
    deal.is_deleted = flag(row, "IsDeleted");
}
