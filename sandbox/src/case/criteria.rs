//! The criteria of a case search (F172).

use serde_json::Value;
use uuid::Uuid;

use super::Case;
use crate::account::FieldSet;
use crate::json;
use crate::search::criterion;
use crate::search::custom_field::{self, FieldFilter};
use crate::settings::{Criterion, Settings, Switches};
use crate::wire::ApiError;

/// What a case must meet. An absent criterion means "all" (F36).
#[derive(Debug)]
pub(super) struct Criteria {
    deleted: Option<bool>,
    owner: Uuid,
    deal: Uuid,
    person: Uuid,
    fields: Vec<FieldFilter>,
    switches: Switches,
}

impl Criteria {
    /// Reads the criteria; unknown ones are ignored (section 9, row 14).
    pub(super) fn read(
        value: &Value,
        settings: &Settings,
        known: &FieldSet,
    ) -> Result<Self, ApiError> {
        let person = match settings.switches.person_criterion {
            Criterion::Ignored => Uuid::nil(),
            Criterion::Honoured => criterion::guid(value, "PersonId")?,
        };
        Ok(Self {
            deleted: json::get(value, "IsDeleted").and_then(json::tri_state),
            owner: criterion::guid(value, "OwnerId")?,
            deal: criterion::guid(value, "DealId")?,
            person,
            fields: custom_field::read(value, settings, known)?,
            switches: settings.switches,
        })
    }

    /// Whether the bin is left out.
    pub(super) fn live(&self) -> bool {
        self.deleted == Some(false)
    }

    pub(super) fn matches(&self, case: &Case) -> bool {
        self.switches.show(case.owner)
            && self.deleted.is_none_or(|wanted| wanted == case.is_deleted)
            && criterion::is(self.owner, case.owner)
            && criterion::is(self.deal, case.deal)
            && criterion::is(self.person, case.person)
            && self.fields.iter().all(|filter| filter.matches(&case.fields))
    }
}
