//! `Case/search`.

use serde::Serialize;
use serde_json::Value;

use super::Row;
use super::criteria::Criteria;
use crate::account::Account;
use crate::json;
use crate::search::Window;
use crate::settings::{Settings, Unproven};
use crate::view::View;
use crate::wire::{ApiError, envelope};

/// A page of cases; whether the number of matches comes with it is unproven (F171).
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Found<'a> {
    list: Vec<Row<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total_count: Option<usize>,
}

/// Answers a search, newest first.
pub(crate) fn search(
    account: &Account,
    settings: &Settings,
    request: &Value,
) -> Result<Vec<u8>, ApiError> {
    let criteria = json::get(request, "Criteria").unwrap_or(&Value::Null);
    let criteria = Criteria::read(criteria, settings, &account.definitions.cases)?;
    let window = Window::read(request).at_most(settings.largest_limit);
    let cases = &account.cases;
    let page = window.scan(cases.slots(0, criteria.live()), false, |slot| {
        cases.at(slot).is_some_and(|case| criteria.matches(case))
    });
    let view = View::new(account, &settings.switches);
    let rows = page.slots.iter().filter_map(|&slot| cases.at(slot));
    let counted = settings.switches.case_total_count == Unproven::Present;
    Ok(envelope(Found {
        list: rows.map(|case| Row::search(case, view)).collect(),
        total_count: counted.then_some(page.total),
    }))
}
