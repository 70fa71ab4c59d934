//! One stored deal.

use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::item::Item;
use crate::account::{Fields, Rank, Record};
use crate::amount::Amount;
use crate::json;
use crate::pipeline::Place;
use crate::time::Instant;

/// How far a deal has come (F208).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) enum Status {
    #[default]
    Pending,
    Won,
    Lost,
}

impl Status {
    /// By name in any case or by ordinal (F26, F208).
    pub(crate) fn read(value: &Value) -> Option<Self> {
        let known = [Self::Pending, Self::Won, Self::Lost];
        known.get(json::ordinal(value, &["Pending", "Won", "Lost"])?).copied()
    }
}

/// The moments of a deal that are stored; those of its activities are read from them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Times {
    pub(crate) register: Instant,
    pub(crate) update: Instant,
    pub(crate) won: Option<Instant>,
    pub(crate) lost: Option<Instant>,
    pub(crate) expected_close: Option<Instant>,
}

impl Times {
    /// The last time anything happened to the deal itself.
    pub(crate) fn last_change(&self) -> Instant {
        let closed = self.won.max(self.lost);
        self.register.max(self.update).max(closed.unwrap_or(self.register))
    }
}

/// Why a deal was lost.
#[derive(Clone, Debug, Default)]
pub(crate) struct Loss {
    pub(crate) reason: Uuid,
    pub(crate) note: Option<String>,
    pub(crate) other: Option<String>,
}

/// A deal. Absent relations are the zero GUID (F22).
#[derive(Clone, Debug)]
pub(crate) struct Deal {
    pub(crate) id: Uuid,
    pub(crate) code: u64,
    pub(crate) title: String,
    pub(crate) description: Option<String>,
    pub(crate) person: Uuid,
    pub(crate) company: Uuid,
    pub(crate) owner: Uuid,
    pub(crate) creator: Uuid,
    pub(crate) place: Place,
    pub(crate) status: Status,
    pub(crate) price: Amount,
    pub(crate) labels: Vec<Uuid>,
    pub(crate) source: Uuid,
    pub(crate) loss: Loss,
    pub(crate) times: Times,
    pub(crate) probability: Option<i64>,
    pub(crate) is_pinned: bool,
    pub(crate) is_deleted: bool,
    pub(crate) fields: Fields,
    pub(crate) items: Vec<Item>,
}

impl Deal {
    /// A deal with nothing but its identity.
    pub(crate) fn new(id: Uuid, code: u64, register: Instant) -> Self {
        Self {
            id,
            code,
            title: String::new(),
            description: None,
            person: Uuid::nil(),
            company: Uuid::nil(),
            owner: Uuid::nil(),
            creator: Uuid::nil(),
            place: Place::default(),
            status: Status::Pending,
            price: Amount::Whole(0),
            labels: Vec::new(),
            source: Uuid::nil(),
            loss: Loss::default(),
            times: Times {
                register,
                update: register,
                won: None,
                lost: None,
                expected_close: None,
            },
            probability: None,
            is_pinned: false,
            is_deleted: false,
            fields: Fields::default(),
            items: Vec::new(),
        }
    }

    /// Moves the deal to a status. A change leaves its moment behind, and a deal that is open
    /// again has neither been won nor lost.
    pub(crate) fn set_status(&mut self, status: Status, now: Instant) {
        if status != self.status {
            self.status = status;
            self.times.won = (status == Status::Won).then_some(now);
            self.times.lost = (status == Status::Lost).then_some(now);
        }
    }
}

impl Record for Deal {
    const LISTS: usize = 1;

    fn id(&self) -> Uuid {
        self.id
    }

    fn code(&self) -> u64 {
        self.code
    }

    fn rank(&self) -> Rank {
        (self.times.register, self.id)
    }

    fn is_deleted(&self) -> bool {
        self.is_deleted
    }

    fn list(&self) -> usize {
        0
    }
}
