//! Where a save puts a record among the stages.

use serde_json::Value;
use uuid::Uuid;

use super::{Pipeline, PipelineKind, find, of, with_stage};
use crate::save::given;
use crate::settings::UnknownStage;
use crate::wire::ApiError;

/// A stage and the pipeline it belongs to; nil for a record that is nowhere yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) pipeline: Uuid,
    pub(crate) stage: Uuid,
}

impl Place {
    /// The place a request names. A stage implies its pipeline (F209). One that nobody knows,
    /// or none for a record that has none, means the first one of its pipeline (F210).
    pub(crate) fn moved(
        self,
        kind: PipelineKind,
        given: &Value,
        unknown: UnknownStage,
    ) -> Result<Self, ApiError> {
        let stage = given::guid(given, "PipelineStageId")?.unwrap_or_default();
        let pipeline = given::guid(given, "PipelineId")?.unwrap_or_default();
        if let Some(own) = with_stage(kind, stage) {
            return Ok(Self { pipeline: own.id, stage });
        }
        let known = find(kind, pipeline);
        let stays = stage.is_nil() && !self.stage.is_nil();
        if stays && (pipeline.is_nil() || pipeline == self.pipeline) {
            return Ok(self);
        }
        let named_in_vain = !stage.is_nil() || (known.is_none() && !pipeline.is_nil());
        if named_in_vain && unknown == UnknownStage::Refused {
            return Err(ApiError::bad_request("PipelineStageId is unknown"));
        }
        Ok(known.or_else(|| self.usual(kind)).map_or(self, Self::start_of))
    }

    /// The place of a planted row: what it names, known or not, else where all begin.
    pub(crate) fn planted(kind: PipelineKind, row: &Value) -> Self {
        let id = |name| given::guid(row, name).ok().flatten().filter(|id| !id.is_nil());
        let (pipeline, stage) = (id("PipelineId"), id("PipelineStageId"));
        let implied = stage.and_then(|stage| with_stage(kind, stage));
        let own = pipeline.and_then(|id| find(kind, id)).or(implied).or_else(|| of(kind).next());
        let start = own.map(Self::start_of).unwrap_or_default();
        Self { pipeline: pipeline.unwrap_or(start.pipeline), stage: stage.unwrap_or(start.stage) }
    }

    fn start_of(pipeline: &Pipeline) -> Self {
        Self { pipeline: pipeline.id, stage: pipeline.first_stage() }
    }

    /// The pipeline a record is in, else the default one.
    fn usual(self, kind: PipelineKind) -> Option<&'static Pipeline> {
        find(kind, self.pipeline).or_else(|| of(kind).next())
    }
}
