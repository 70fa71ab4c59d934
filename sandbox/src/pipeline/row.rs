//! A row of `pipeline/list` (F152).

use serde::Serialize;
use uuid::Uuid;

use super::{Pipeline, PipelineKind, Stage};

/// A pipeline on the wire.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct PipelineRow {
    id: Uuid,
    title: &'static str,
    #[serde(rename = "Type")]
    kind: &'static str,
    stages: Vec<StageRow>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct StageRow {
    id: Uuid,
    title: &'static str,
    index: u8,
    color: Color,
}

/// A colour, or the empty object that stands for none (F200).
#[derive(Serialize)]
#[serde(untagged)]
enum Color {
    Some(&'static str),
    None {},
}

impl From<&'static Pipeline> for PipelineRow {
    fn from(pipeline: &'static Pipeline) -> Self {
        Self {
            id: pipeline.id,
            title: pipeline.title,
            kind: match pipeline.kind {
                PipelineKind::Deal => "Deal",
                PipelineKind::Case => "Case",
            },
            stages: pipeline.stages.iter().map(StageRow::from).collect(),
        }
    }
}

impl From<&'static Stage> for StageRow {
    fn from(stage: &'static Stage) -> Self {
        Self {
            id: stage.id,
            title: stage.title,
            index: stage.index,
            color: stage.color.map_or(Color::None {}, Color::Some),
        }
    }
}
