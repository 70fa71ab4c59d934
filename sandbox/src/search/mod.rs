//! `PersonSearch` and `CompanySearch` (sections 3 and 4).

mod criteria;
mod custom_field;
mod operators;
mod window;

use serde_json::Value;

use crate::json;
use crate::settings::Settings;
use crate::store::{Contact, ContactKind, Store};
use crate::wire::{ApiError, Listing, Row, envelope};

use criteria::Criteria;
use window::{Page, Window};

/// Answers a search over the contacts of one kind.
pub(crate) fn search(
    store: &Store,
    settings: &Settings,
    kind: ContactKind,
    request: &Value,
) -> Result<Vec<u8>, ApiError> {
    let none = Value::Null;
    let criteria = json::get(request, "Criteria").unwrap_or(&none);
    let criteria = Criteria::read(criteria, settings, &store.definitions)?;
    let window = Window::read(request).at_most(settings.largest_limit);
    let page = select(store, kind, &criteria, &window);
    let rows = page.slots.iter().filter_map(|&slot| store.at(slot));
    Ok(envelope(Listing { list: rows.map(Row::search).collect(), total_count: page.total }))
}

/// The slots of one page and the number of matches. Without a condition the order index
/// answers alone, so a deep page costs no more than the first.
fn select(store: &Store, kind: ContactKind, criteria: &Criteria, window: &Window) -> Page {
    let slots = store.slots(kind, criteria.deleted == Some(false));
    let ascending = criteria.ascending;
    if criteria.is_unconditional() {
        return window.cut(slots, ascending);
    }
    let matches = |slot: u32| store.at(slot).is_some_and(|row: &Contact| criteria.matches(row));
    window.scan(slots, ascending, matches)
}
