//! The case of F173.

use serde::Serialize;
use uuid::Uuid;

use super::Case;
use crate::account::{Account, Fields};
use crate::contact::Attribute;
use crate::settings::{Presence, Unproven};
use crate::time::Instant;
use crate::view::View;

/// A case on the wire.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Row<'a> {
    id: Uuid,
    code: u64,
    title: &'a str,
    description: Option<&'a str>,
    status: &'a str,
    priority: i64,
    due_date: String,
    pipeline_change_time: String,
    is_deleted: bool,
    #[serde(flatten)]
    relations: Option<Relations>,
    contact: Person<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fields: Option<&'a Fields>,
}

/// The related records by id; whether rows have them is unproven.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Relations {
    person_id: Uuid,
    company_id: Uuid,
    deal_id: Uuid,
    owner_id: Uuid,
    pipeline_stage_id: Uuid,
}

/// The embedded person; its texts may be null (F24, F173).
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Person<'a> {
    display_name: Option<String>,
    mobile_phone: Option<&'a str>,
}

/// The date that means "none" (F20).
const NO_DUE_DATE: &str = "9999-12-01T00:00:00.000Z";

impl<'a> Row<'a> {
    /// The row of a search.
    pub(crate) fn search(case: &'a Case, view: View<'a>) -> Self {
        let moment = |moment: Instant| view.spelling.moment(moment);
        Self {
            id: case.id,
            code: case.code,
            title: &case.title,
            description: case.description.as_deref(),
            status: &case.status,
            priority: case.priority,
            due_date: case.due.map_or_else(|| NO_DUE_DATE.to_owned(), moment),
            pipeline_change_time: moment(case.moved),
            is_deleted: case.is_deleted,
            relations: Relations::of(case, view.switches.case_row_ids),
            contact: Person::of(case, view.account),
            fields: Some(&case.fields),
        }
    }

    /// The answer of a save, usually without `Fields` (F88).
    pub(crate) fn saved(case: &'a Case, view: View<'a>) -> Self {
        let row = Self::search(case, view);
        match view.switches.fields_in_save_answer {
            Presence::Absent => Self { fields: None, ..row },
            Presence::Present => row,
        }
    }
}

impl Relations {
    fn of(case: &Case, shown: Unproven) -> Option<Self> {
        (shown == Unproven::Present).then_some(Self {
            person_id: case.person,
            company_id: case.company,
            deal_id: case.deal,
            owner_id: case.owner,
            pipeline_stage_id: case.place.stage,
        })
    }
}

impl<'a> Person<'a> {
    fn of(case: &Case, account: &'a Account) -> Self {
        let found = account.contacts.find(case.person).filter(|contact| !contact.is_deleted);
        Self {
            display_name: found.map(|contact| contact.display_name()),
            mobile_phone: found.and_then(|one| one.attributes.get(Attribute::MobilePhone)),
        }
    }
}
