//! Pipelines and their stages (section 6.4): of deals and of cases.

mod place;
mod row;

use uuid::{Uuid, uuid};

use crate::wire::envelope;
pub(crate) use place::Place;
use row::PipelineRow;

/// What moves through a pipeline. The ordinals are those of the path, `pipeline/list/0`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PipelineKind {
    Deal,
    Case,
}

/// A pipeline with its stages in the order they are served.
#[derive(Debug)]
pub(crate) struct Pipeline {
    pub(crate) id: Uuid,
    pub(crate) title: &'static str,
    pub(crate) kind: PipelineKind,
    pub(crate) stages: &'static [Stage],
}

/// A stage; its place among the others is `index`, not where it is served.
#[derive(Debug)]
pub(crate) struct Stage {
    pub(crate) id: Uuid,
    pub(crate) title: &'static str,
    pub(crate) index: u8,
    pub(crate) color: Option<&'static str>,
}

/// Every pipeline; the first of a kind is the default one.
pub(crate) static PIPELINES: [Pipeline; 3] = [
    Pipeline { id: id(1), title: "فروش محصول", kind: PipelineKind::Deal, stages: &SALES },
    Pipeline {
        id: id(2), title: "تمدید خدمات", kind: PipelineKind::Deal, stages: &RENEWALS
    },
    Pipeline { id: id(3), title: "پشتیبانی", kind: PipelineKind::Case, stages: &SUPPORT },
];

static SALES: [Stage; 5] = [
    stage(0x11, "سرنخ", 0, Some("#9e9e9e")),
    stage(0x14, "مذاکره", 3, Some("#ff9800")),
    stage(0x12, "تماس اولیه", 1, Some("#03a9f4")),
    stage(0x15, "قرارداد", 4, None),
    stage(0x13, "پیش‌فاکتور", 2, Some("#8bc34a")),
];

static RENEWALS: [Stage; 3] = [
    stage(0x23, "پرداخت", 2, Some("#4caf50")),
    stage(0x21, "یادآوری", 0, Some("#ffeb3b")),
    stage(0x22, "صدور فاکتور", 1, None),
];

static SUPPORT: [Stage; 3] = [
    stage(0x32, "در حال بررسی", 1, None),
    stage(0x31, "ثبت شده", 0, None),
    stage(0x33, "پاسخ داده شده", 2, None),
];

/// The fixed GUID of a pipeline.
const fn id(number: u8) -> Uuid {
    const BASE: u128 = uuid!("9195e000-0000-4000-8000-000000000000").as_u128();
    Uuid::from_u128(BASE + number as u128)
}

const fn stage(number: u8, title: &'static str, index: u8, color: Option<&'static str>) -> Stage {
    const BASE: u128 = uuid!("57a9e000-0000-4000-8000-000000000000").as_u128();
    Stage { id: Uuid::from_u128(BASE + number as u128), title, index, color }
}

impl Pipeline {
    /// The stage where everything begins.
    pub(crate) fn first_stage(&self) -> Uuid {
        self.by_index(0)
    }

    /// The stage where everything ends.
    pub(crate) fn last_stage(&self) -> Uuid {
        self.by_index(self.stages.len() - 1)
    }

    fn by_index(&self, index: usize) -> Uuid {
        let found = self.stages.iter().find(|stage| usize::from(stage.index) == index);
        found.map_or(Uuid::nil(), |stage| stage.id)
    }
}

/// The pipelines of a kind; there is always one.
pub(crate) fn of(kind: PipelineKind) -> impl Iterator<Item = &'static Pipeline> {
    PIPELINES.iter().filter(move |pipeline| pipeline.kind == kind)
}

/// A pipeline by its id.
pub(crate) fn find(kind: PipelineKind, id: Uuid) -> Option<&'static Pipeline> {
    of(kind).find(|pipeline| pipeline.id == id)
}

/// The pipeline a stage belongs to: the stage implies it (F209).
pub(crate) fn with_stage(kind: PipelineKind, stage: Uuid) -> Option<&'static Pipeline> {
    of(kind).find(|pipeline| pipeline.stages.iter().any(|own| own.id == stage))
}

/// `pipeline/list/0` and `pipeline/list/1`.
pub(crate) fn list(kind: PipelineKind) -> Vec<u8> {
    envelope(of(kind).map(PipelineRow::from).collect::<Vec<_>>())
}
