//! One stored case.

use uuid::Uuid;

use crate::account::{Fields, Rank, Record};
use crate::pipeline::Place;
use crate::time::Instant;

/// The status of a new case (F170); the other names are unknown.
pub(crate) const IN_PROGRESS: &str = "InProgress";

/// The priority nobody chose (F230).
pub(crate) const NO_PRIORITY: i64 = -2;

/// A case. Absent relations are the zero GUID (F22).
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) id: Uuid,
    pub(crate) code: u64,
    pub(crate) title: String,
    pub(crate) description: Option<String>,
    pub(crate) person: Uuid,
    pub(crate) company: Uuid,
    pub(crate) deal: Uuid,
    pub(crate) owner: Uuid,
    pub(crate) place: Place,
    pub(crate) status: String,
    pub(crate) priority: i64,
    pub(crate) due: Option<Instant>,
    pub(crate) register: Instant,
    pub(crate) moved: Instant,
    pub(crate) is_deleted: bool,
    pub(crate) fields: Fields,
}

impl Case {
    /// A case with nothing but its identity.
    pub(crate) fn new(id: Uuid, code: u64, register: Instant) -> Self {
        Self {
            id,
            code,
            title: String::new(),
            description: None,
            person: Uuid::nil(),
            company: Uuid::nil(),
            deal: Uuid::nil(),
            owner: Uuid::nil(),
            place: Place::default(),
            status: IN_PROGRESS.to_owned(),
            priority: NO_PRIORITY,
            due: None,
            register,
            moved: register,
            is_deleted: false,
            fields: Fields::default(),
        }
    }
}

impl Record for Case {
    const LISTS: usize = 1;

    fn id(&self) -> Uuid {
        self.id
    }

    fn code(&self) -> u64 {
        self.code
    }

    fn rank(&self) -> Rank {
        (self.register, self.id)
    }

    fn is_deleted(&self) -> bool {
        self.is_deleted
    }

    fn list(&self) -> usize {
        0
    }
}
