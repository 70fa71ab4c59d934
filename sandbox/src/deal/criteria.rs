//! The criteria of a deal search (F128).

use serde_json::Value;
use uuid::Uuid;

use super::{Deal, Status, Version};
use crate::account::FieldSet;
use crate::json;
use crate::search::criterion;
use crate::search::custom_field::{self, FieldFilter};
use crate::settings::{ContactIds, Criterion, DealWindow, Settings, SeveralContactIds, Switches};
use crate::time::Instant;
use crate::wire::ApiError;

/// What a deal must meet. An absent criterion means "all" (F36, F198).
#[derive(Debug)]
pub(crate) struct Criteria {
    deleted: Option<bool>,
    window: Window,
    status: Option<Status>,
    pipeline: Uuid,
    stage: Uuid,
    owner: Uuid,
    company: Uuid,
    labels: Vec<Uuid>,
    persons: Vec<Uuid>,
    fields: Vec<FieldFilter>,
    switches: Switches,
}

/// The time window, and what it is compared with.
#[derive(Debug)]
struct Window {
    since: Option<Instant>,
    until: Option<Instant>,
    meant: DealWindow,
}

impl Window {
    fn read(criteria: &Value, meant: DealWindow) -> Result<Self, ApiError> {
        let since = criterion::bound(criteria, "SearchFromTime")?;
        let until = criterion::bound(criteria, "SearchToTime")?;
        Ok(Self { since, until, meant })
    }

    fn holds(&self, deal: &Deal) -> bool {
        let moment = match self.meant {
            DealWindow::LastChange => deal.times.last_change(),
            DealWindow::RegisterTime => deal.times.register,
        };
        self.since.is_none_or(|bound| moment >= bound)
            && self.until.is_none_or(|bound| moment <= bound)
    }
}

impl Criteria {
    /// Reads the criteria; unknown ones are ignored (section 9, row 14).
    pub(crate) fn read(
        value: &Value,
        settings: &Settings,
        version: Version,
        known: &FieldSet,
    ) -> Result<Self, ApiError> {
        let switches = &settings.switches;
        let unproven = |switch, name| match switch {
            Criterion::Ignored => Ok(Uuid::nil()),
            Criterion::Honoured => criterion::guid(value, name),
        };
        Ok(Self {
            deleted: json::get(value, "IsDeleted").and_then(json::tri_state),
            window: Window::read(value, switches.deal_window)?,
            status: status(value)?,
            pipeline: criterion::guid(value, "PipelineId")?,
            stage: criterion::guid(value, "PipelineStageId")?,
            owner: unproven(switches.owner_criterion, "OwnerId")?,
            company: unproven(switches.company_criterion, "CompanyId")?,
            labels: criterion::guids(value, "LabelIds")?,
            persons: persons(value, switches, version)?,
            fields: custom_field::read(value, settings, known)?,
            switches: settings.switches,
        })
    }

    /// Whether the bin is left out.
    pub(crate) fn live(&self) -> bool {
        self.deleted == Some(false)
    }

    /// Whether a status was asked for.
    pub(crate) fn has_status(&self) -> bool {
        self.status.is_some()
    }

    /// Whether a deal meets every criterion but the time window.
    pub(crate) fn matches_outside_window(&self, deal: &Deal) -> bool {
        let any = |wanted: &[Uuid], has: &[Uuid]| {
            wanted.is_empty() || wanted.iter().any(|wanted| has.contains(wanted))
        };
        self.switches.show(deal.owner)
            && self.deleted.is_none_or(|wanted| wanted == deal.is_deleted)
            && self.status.is_none_or(|wanted| wanted == deal.status)
            && criterion::is(self.pipeline, deal.place.pipeline)
            && criterion::is(self.stage, deal.place.stage)
            && criterion::is(self.owner, deal.owner)
            && criterion::is(self.company, deal.company)
            && any(&self.labels, &deal.labels)
            && any(&self.persons, &[deal.person])
            && self.fields.iter().all(|filter| filter.matches(&deal.fields))
    }

    /// Whether a deal lies inside the time window.
    pub(crate) fn in_window(&self, deal: &Deal) -> bool {
        self.window.holds(deal)
    }
}

/// The status by name or ordinal (F208); nothing, the empty text and -1 mean "any" (F27).
fn status(criteria: &Value) -> Result<Option<Status>, ApiError> {
    let Some(given) = json::present(criteria, "Status") else {
        return Ok(None);
    };
    if given.as_str().is_some_and(str::is_empty) || json::integer(given) == Some(-1) {
        return Ok(None);
    }
    let text = || format!("Criteria.Status has no meaning for {given}");
    Status::read(given).map(Some).ok_or_else(|| ApiError::bad_request(text()))
}

/// The persons asked for, as far as the switches let them count (F216).
fn persons(criteria: &Value, switches: &Switches, version: Version) -> Result<Vec<Uuid>, ApiError> {
    if version == Version::Old && switches.contact_ids == ContactIds::IgnoredByOldSearch {
        return Ok(Vec::new());
    }
    let mut persons = criterion::guids(criteria, "ContactIds")?;
    if switches.several_contact_ids == SeveralContactIds::FirstOnly {
        persons.truncate(1);
    }
    Ok(persons)
}
