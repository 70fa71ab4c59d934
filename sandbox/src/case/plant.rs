//! Planting cases for tests, past every rule of a save.

use serde_json::Value;

use super::{Case, save};
use crate::account::Account;
use crate::pipeline::{PipelineKind, Place};
use crate::planted::{self, moment};
use crate::time::Instant;

/// Makes a case of a row. What follows a part that cannot be read is left at its default, and
/// any key and any JSON value is taken into `Fields`.
pub(crate) fn case(account: &mut Account, row: &Value) -> Case {
    let id = planted::id(row);
    let code = planted::code(row, "Code", &mut account.cases);
    let register = moment(row, "RegisterTime").or_else(|| moment(row, "PipelineChangeTime"));
    let mut case = Case::new(id, code, register.unwrap_or_else(Instant::now));
    if let Err(refused) = save::written(&mut case, row) {
        tracing::warn!(reason = refused.text, "part of a planted case was left out");
    }
    case.place = Place::planted(PipelineKind::Case, row);
    case.moved = moment(row, "PipelineChangeTime").unwrap_or(case.register);
    case.is_deleted = planted::flag(row, "IsDeleted");
    case.fields.plant(row, &account.definitions.cases);
    case
}
