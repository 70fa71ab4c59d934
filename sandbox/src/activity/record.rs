//! One stored activity.

use std::borrow::Cow;

use uuid::Uuid;

use crate::time::Instant;

/// An activity; its texts are borrowed when they were seeded. A note is one without a type, done as soon as it is written (F140).
#[derive(Clone, Debug)]
pub(crate) struct Activity {
    pub(crate) id: Uuid,
    pub(crate) kind: Uuid,
    pub(crate) title: Cow<'static, str>,
    /// The plan.
    pub(crate) note: Cow<'static, str>,
    /// The outcome, or the text of a note.
    pub(crate) result_note: Cow<'static, str>,
    pub(crate) is_done: bool,
    pub(crate) owner: Uuid,
    pub(crate) deal: Uuid,
    pub(crate) contacts: Vec<Uuid>,
    pub(crate) due: Option<Instant>,
    pub(crate) done: Option<Instant>,
    pub(crate) created: Instant,
    pub(crate) updated: Instant,
}

impl Activity {
    /// An activity with nothing but its identity.
    pub(crate) fn new(id: Uuid, created: Instant) -> Self {
        Self {
            id,
            kind: Uuid::nil(),
            title: Cow::Borrowed(""),
            note: Cow::Borrowed(""),
            result_note: Cow::Borrowed(""),
            is_done: false,
            owner: Uuid::nil(),
            deal: Uuid::nil(),
            contacts: Vec::new(),
            due: None,
            done: None,
            created,
            updated: created,
        }
    }

    /// When it is due, if that is still to come about.
    pub(crate) fn planned(&self) -> Option<Instant> {
        self.due.filter(|_| !self.is_done)
    }
}
