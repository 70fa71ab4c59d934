//! What a new activity must be, and what it always has (F140, F141).

use crate::{
    crm::changes::{Change, Changes, NewValue},
    graphql::model::entity::{Fault, Wrong},
    message::{Message, message},
};

const TYPE: &str = "ActivityTypeId";

/// The changes with what Didar wants of every activity. One without a type is a note.
pub(super) fn ruled(mut changes: Changes) -> Result<Changes, Vec<Fault>> {
    let is_note = !changes.names(TYPE);
    let mut faults = Vec::new();
    if !changes.names("DealId") && !changes.names("ContactIds") {
        faults.push(missing("dealId", message!("give this or contactIds")));
    }
    if is_note {
        faults.extend(faults_of_note(&changes));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let usual = if is_note { OF_NOTE } else { OF_ACTIVITY };
    for (key, value) in usual {
        if !changes.names(key) {
            changes.attributes.push(Change { key: (*key).to_owned(), value: value() });
        }
    }
    Ok(changes)
}

fn faults_of_note(changes: &Changes) -> impl Iterator<Item = Fault> {
    let is_open = |change: &Change| {
        change.key == "IsDone" && matches!(change.value, NewValue::Boolean(false))
    };
    [
        (!changes.names("ResultNote"))
            .then(|| missing("result", message!("the text of a note stands here"))),
        changes
            .names("Note")
            .then(|| wrong("note", message!("the text of a note stands in result"))),
        changes
            .names("DueDate")
            .then(|| wrong("dueAt", message!("a note is not due; give a typeId too"))),
        changes
            .attributes
            .iter()
            .any(is_open)
            .then(|| wrong("isDone", message!("a note is always done"))),
    ]
    .into_iter()
    .flatten()
}

fn missing(entry: &'static str, message: Message) -> Fault {
    Fault { entry, what: Wrong::Missing, message }
}

fn wrong(entry: &'static str, message: Message) -> Fault {
    Fault { entry, what: Wrong::Invalid, message }
}

type Usual = &'static [(&'static str, fn() -> NewValue)];

const OF_ACTIVITY: Usual = &[("IsDone", || NewValue::Boolean(false))];

/// The body that notes are sent with (didar-api.md 6.2, F247).
const OF_NOTE: Usual = &[
    (TYPE, || NewValue::NoRecord),
    ("Note", || NewValue::Text(String::new())),
    ("IsDone", || NewValue::Boolean(true)),
    ("IsPinned", || NewValue::Boolean(false)),
    ("Duration", || NewValue::Number(0.into())),
    ("DueDateType", || NewValue::Text("NoTime".to_owned())),
    ("DoneDateType", || NewValue::Text("NoTime".to_owned())),
    ("RecurrenceType", || NewValue::Text("OneTime".to_owned())),
    ("RecurrenceData", || NewValue::Number(1.into())),
];
