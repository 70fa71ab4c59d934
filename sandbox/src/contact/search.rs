//! `PersonSearch` and `CompanySearch` (sections 3 and 4).

use serde_json::Value;

use super::criteria::Criteria;
use super::{Contact, ContactKind, Row};
use crate::account::{Account, Shelf};
use crate::json;
use crate::search::{Page, Window};
use crate::settings::Settings;
use crate::wire::{ApiError, Listing, envelope};

/// Answers a search over the contacts of one kind.
pub(crate) fn search(
    account: &Account,
    settings: &Settings,
    kind: ContactKind,
    request: &Value,
) -> Result<Vec<u8>, ApiError> {
    let none = Value::Null;
    let criteria = json::get(request, "Criteria").unwrap_or(&none);
    let criteria = Criteria::read(criteria, settings, &account.definitions.contacts)?;
    let window = Window::read(request).at_most(settings.largest_limit);
    let page = select(&account.contacts, kind, &criteria, &window);
    let rows = page.slots.iter().filter_map(|&slot| account.contacts.at(slot));
    Ok(envelope(Listing { list: rows.map(Row::search).collect(), total_count: page.total }))
}

/// The slots of one page and the number of matches. Without a condition the order index
/// answers alone, so a deep page costs no more than the first.
fn select(
    contacts: &Shelf<Contact>,
    kind: ContactKind,
    criteria: &Criteria,
    window: &Window,
) -> Page {
    let slots = contacts.slots(kind as usize, criteria.deleted == Some(false));
    let ascending = criteria.ascending;
    if criteria.is_unconditional() {
        return window.cut(slots, ascending);
    }
    let matches = |slot: u32| contacts.at(slot).is_some_and(|row: &Contact| criteria.matches(row));
    window.scan(slots, ascending, matches)
}
