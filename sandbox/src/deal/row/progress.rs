//! How far a deal has come and what it is worth.

use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::deal::record::{Deal, Status};
use crate::wire::Spelling;

/// Pipeline, status and price. No deal of the sandbox is idle or rotten: that depends on the
/// day it is looked at.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Progress<'a> {
    pipeline_id: Uuid,
    pipeline_stage_id: Uuid,
    status: Status,
    price: Value,
    probability: Option<i64>,
    feedback: (),
    lost_reason_id: Uuid,
    lost_reason_note: Option<&'a str>,
    lost_reason_other: Option<&'a str>,
    is_idle: bool,
    is_rotten: bool,
    is_rotten_in_stage: bool,
}

impl<'a> Progress<'a> {
    pub(super) fn of(deal: &'a Deal, spelling: Spelling) -> Self {
        Self {
            pipeline_id: deal.place.pipeline,
            pipeline_stage_id: deal.place.stage,
            status: deal.status,
            price: spelling.amount(&deal.price),
            probability: deal.probability,
            feedback: (),
            lost_reason_id: deal.loss.reason,
            lost_reason_note: deal.loss.note.as_deref(),
            lost_reason_other: deal.loss.other.as_deref(),
            is_idle: false,
            is_rotten: false,
            is_rotten_in_stage: false,
        }
    }
}
