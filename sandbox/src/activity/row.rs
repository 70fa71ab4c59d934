//! An activity as the detail of a deal shows it (F135, F219).

use serde::Serialize;
use uuid::Uuid;

use super::Activity;
use crate::wire::Spelling;

/// An activity on the wire.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Row<'a> {
    id: Uuid,
    activity_type_id: Uuid,
    title: &'a str,
    note: &'a str,
    result_note: &'a str,
    is_done: bool,
    owner_id: Uuid,
    deal_id: Uuid,
    contact_ids: &'a [Uuid],
    due_date: Option<String>,
    done_date: Option<String>,
    create_date: String,
}

impl<'a> Row<'a> {
    pub(crate) fn of(activity: &'a Activity, spelling: Spelling) -> Self {
        Self {
            id: activity.id,
            activity_type_id: activity.kind,
            title: &activity.title,
            note: &activity.note,
            result_note: &activity.result_note,
            is_done: activity.is_done,
            owner_id: activity.owner,
            deal_id: activity.deal,
            contact_ids: &activity.contacts,
            due_date: spelling.optional(activity.due),
            done_date: spelling.optional(activity.done),
            create_date: spelling.moment(activity.created),
        }
    }
}
