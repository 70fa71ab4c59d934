//! `case/save` and `Case/Save_v2`: create and update.

use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::{Case, Row};
use crate::account::Account;
use crate::pipeline::PipelineKind;
use crate::save::given;
use crate::settings::{SaveAnswer, Settings};
use crate::time::Instant;
use crate::user::USERS;
use crate::view::View;
use crate::wire::{ApiError, envelope};
use crate::{json, save as saving};

/// The other place where an answer may be found (F171).
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Listed<'a> {
    list: [Row<'a>; 1],
}

/// Saves a case. What stands beside `Case`, such as `SetLabelDto`, is ignored (F229).
pub(crate) fn save(
    account: &mut Account,
    settings: &Settings,
    request: &Value,
) -> Result<Vec<u8>, ApiError> {
    let switches = &settings.switches;
    let given = saving::entity(request, "Case")?;
    let old = saving::existing(&account.cases, given, "Case's data not found")?;
    let mut case = old.cloned().unwrap_or_else(blank);
    written(&mut case, given)?;
    let place = case.place.moved(PipelineKind::Case, given, switches.unknown_stage)?;
    if place != case.place {
        case.place = place;
        case.moved = Instant::now();
    }
    case.fields.write(given, &account.definitions.cases);
    if case.code == 0 {
        case.code = account.cases.next_code();
    }
    let row = Row::saved(&case, View::new(account, switches));
    let answer = match switches.save_answer {
        SaveAnswer::Directly => envelope(row),
        SaveAnswer::UnderName => envelope(Listed { list: [row] }),
    };
    account.cases.put(case);
    Ok(answer)
}

/// A case as it is before a create; the key's user owns it unless the request says else.
fn blank() -> Case {
    let mut case = Case::new(Uuid::new_v4(), 0, Instant::now());
    case.owner = USERS[0].user_id;
    case
}

/// Present keys are set, omitted ones are kept. `CaseCategoryId`, `LabelId`, `SegmentIds` and
/// `VisibilityType` leave no trace in any answer.
pub(super) fn written(case: &mut Case, given: &Value) -> Result<(), ApiError> {
    texts(case, given);
    relations(case, given)?;
    if let Some(priority) = json::get(given, "Priority").and_then(json::integer) {
        case.priority = priority;
    }
    if let Some(due) = json::get(given, "DueDate") {
        case.due = given::moment("DueDate", due)?.filter(|due| *due < no_due_date());
    }
    Ok(())
}

fn texts(case: &mut Case, given: &Value) {
    if let Some(title) = json::get(given, "Title") {
        case.title = json::text(title).unwrap_or_default();
    }
    if let Some(description) = json::get(given, "Description") {
        case.description = json::text(description);
    }
    if let Some(status) = json::present(given, "Status").and_then(json::text) {
        case.status = status;
    }
}

fn relations(case: &mut Case, given: &Value) -> Result<(), ApiError> {
    let places = [
        ("PersonId", &mut case.person),
        ("CompanyId", &mut case.company),
        ("DealId", &mut case.deal),
        ("OwnerId", &mut case.owner),
    ];
    for (name, place) in places {
        if let Some(id) = given::guid(given, name)? {
            *place = id;
        }
    }
    Ok(())
}

/// The date that means "none", and everything after it (F20).
fn no_due_date() -> Instant {
    Instant::from_ticks(253_399_622_400 * 10_000_000)
}
