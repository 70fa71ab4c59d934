//! `deal/save` and `deal/save_v2`: create and update.

use serde_json::Value;
use uuid::Uuid;

use super::item::Item;
use super::{Deal, NOT_FOUND, Row, Status, Version, merge};
use crate::account::{Account, Shelf};
use crate::contact::Contact;
use crate::pipeline::PipelineKind;
use crate::settings::{
    CreateFields, DealUpdate, ItemsWithKey, ItemsWithoutKey, Settings, Switches,
};
use crate::time::Instant;
use crate::user::USERS;
use crate::view::View;
use crate::wire::ApiError;
use crate::{json, save};

/// Saves a deal and answers it. Rules are checked before anything is stored.
pub(crate) fn save(
    account: &mut Account,
    settings: &Settings,
    version: Version,
    request: &Value,
) -> Result<Vec<u8>, ApiError> {
    let switches = &settings.switches;
    let given = save::entity(request, "Deal")?;
    let old = save::existing(&account.deals, given, NOT_FOUND)?;
    let is_new = old.is_none();
    let mut deal = start(old, given, switches.deal_update);
    merge::written(&mut deal, given, version)?;
    if is_new && deal.person.is_nil() {
        return Err(ApiError::bad_request("person and company both are empty"));
    }
    deal.place = deal.place.moved(PipelineKind::Deal, given, switches.unknown_stage)?;
    if !is_new || switches.deal_create_fields == CreateFields::Stored {
        deal.fields.write(given, &account.definitions.deals);
    }
    items(&mut deal, request, account, switches)?;
    complete(&mut deal, account);
    let row = Row::saved(&deal, View::new(account, switches));
    let answer = save::answer(switches.save_answer, "Deal", row);
    account.deals.put(deal);
    Ok(answer)
}

/// The deal that the request is written into.
fn start(old: Option<&Deal>, given: &Value, update: DealUpdate) -> Deal {
    let mut deal = match (old, update) {
        (None, _) => return blank(),
        (Some(old), DealUpdate::KeepsAbsentKeys) => old.clone(),
        (Some(old), DealUpdate::ReplacesAll) => emptied(old.clone()),
    };
    deal.times.update = Instant::now();
    if update == DealUpdate::ReplacesAll && json::present(given, "Status").is_none() {
        deal.set_status(Status::Pending, deal.times.update);
    }
    deal
}

/// A deal as it is before a create; the key's user owns it unless the request says else.
fn blank() -> Deal {
    let mut deal = Deal::new(Uuid::new_v4(), 0, Instant::now());
    deal.owner = USERS[0].user_id;
    deal.creator = deal.owner;
    deal
}

/// A deal that keeps its custom fields and its items, and what no client writes.
fn emptied(old: Deal) -> Deal {
    let mut deal = Deal {
        id: old.id,
        code: old.code,
        creator: old.creator,
        status: old.status,
        times: old.times,
        probability: old.probability,
        is_pinned: old.is_pinned,
        is_deleted: old.is_deleted,
        fields: old.fields,
        items: old.items,
        ..blank()
    };
    deal.times.expected_close = None;
    deal
}

/// `DealItems`, a sibling of `Deal` (F118). Nested inside it they are ignored (F119).
fn items(
    deal: &mut Deal,
    request: &Value,
    account: &Account,
    switches: &Switches,
) -> Result<(), ApiError> {
    let Some(entries) = json::get(request, "DealItems").and_then(Value::as_array) else {
        if switches.items_without_key == ItemsWithoutKey::Emptied {
            deal.items.clear();
        }
        return Ok(());
    };
    let items = entries.iter().map(|entry| Item::read(entry, &account.products, switches.item_tax));
    let items: Vec<Item> = items.collect::<Result<_, _>>()?;
    if switches.items_with_key == ItemsWithKey::ReplaceAll {
        deal.items.clear();
    }
    deal.items.extend(items);
    Ok(())
}

/// What the server adds: a running number and a title (F211).
fn complete(deal: &mut Deal, account: &mut Account) {
    if deal.code == 0 {
        deal.code = account.deals.next_code();
    }
    if deal.title.trim().is_empty() {
        deal.title = default_title(deal.person, &account.contacts);
    }
}

/// The word for deal and the name of the person (F211).
pub(super) fn default_title(person: Uuid, contacts: &Shelf<Contact>) -> String {
    let name = contacts.find(person).map(Contact::display_name);
    format!("معامله {}", name.unwrap_or_default()).trim_end().to_owned()
}
