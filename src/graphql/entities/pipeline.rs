//! Pipelines and their stages (didar-api.md 6.4): of deals, and of cases.

use async_graphql::{Context, Enum, Object};

use crate::{
    crm::entity::Entity,
    didar::{Endpoint, endpoint},
    graphql::{
        engine::nullable::Nullable,
        model::{
            attribute::Attribute,
            entity::{Described, Description},
            kind::Kind,
        },
        record::output::{Records, all_of},
    },
};

/// A pipeline, of whichever kind.
pub(super) struct Pipeline;

impl Described for Pipeline {
    const OF: &'static Description = &PIPELINE;
}

const fn pipeline(
    entity: Entity,
    endpoint: &'static Endpoint,
    attributes: &'static [Attribute],
) -> Description {
    let doc = "A row of stages that deals or cases move through.";
    Description::plain(entity, ("pipeline", "pipelines"), doc, attributes, endpoint)
}

const fn pipeline_attributes(stage: Entity) -> [Attribute; 3] {
    [
        Attribute::new("id", "Id", Kind::Id, "Didar's GUID."),
        Attribute::new("title", "Title", Kind::Text, "Title."),
        Attribute::new("stages", "Stages", Kind::AllParts(stage), "Its stages, in order."),
    ]
}

const fn stage(
    entity: Entity,
    endpoint: &'static Endpoint,
    attributes: &'static [Attribute],
) -> Description {
    Description::plain(entity, ("stage", "stages"), "A stage of a pipeline.", attributes, endpoint)
}

const fn stage_attributes(pipeline: Entity) -> [Attribute; 4] {
    [
        Attribute::new("id", "Id", Kind::Id, "Didar's GUID."),
        Attribute::new("title", "Title", Kind::Text, "Title."),
        Attribute::new(
            "index",
            "Index",
            Kind::Integer,
            "Its place in the pipeline, as Didar counts.",
        ),
        Attribute::new(
            "pipeline",
            "PipelineId",
            Kind::One(pipeline),
            "The pipeline that it belongs to.",
        ),
    ]
}

static OF_PIPELINE: [Attribute; 3] = pipeline_attributes(Entity::Stage);
static OF_STAGE: [Attribute; 4] = stage_attributes(Entity::Pipeline);
static OF_CASE_PIPELINE: [Attribute; 3] = pipeline_attributes(Entity::CaseStage);
static OF_CASE_STAGE: [Attribute; 4] = stage_attributes(Entity::CasePipeline);

pub(super) static PIPELINE: Description =
    pipeline(Entity::Pipeline, &endpoint::PIPELINE, &OF_PIPELINE);
pub(super) static STAGE: Description = stage(Entity::Stage, &endpoint::STAGE, &OF_STAGE);
pub(super) static CASE_PIPELINE: Description =
    pipeline(Entity::CasePipeline, &endpoint::CASE_PIPELINE, &OF_CASE_PIPELINE);
pub(super) static CASE_STAGE: Description =
    stage(Entity::CaseStage, &endpoint::CASE_STAGE, &OF_CASE_STAGE);

/// Whose stages a pipeline has.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
enum PipelineKind {
    /// Deals.
    Deal,
    /// Cases.
    Case,
}

/// Queries; it holds nothing.
#[derive(Default)]
pub(super) struct PipelineQueries;

#[Object]
impl PipelineQueries {
    /// The pipelines with their stages, in order.
    async fn pipelines(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose pipelines.", default_with = "PipelineKind::Deal")]
        kind: PipelineKind,
    ) -> Nullable<Records<Pipeline>> {
        let of = match kind {
            PipelineKind::Deal => &PIPELINE,
            PipelineKind::Case => &CASE_PIPELINE,
        };
        all_of(ctx, of).await
    }
}
