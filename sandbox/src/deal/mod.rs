//! Deals (section 6.1).

mod criteria;
mod item;
mod look_up;
mod merge;
pub(crate) mod plant;
mod record;
mod row;
pub(crate) mod save;
pub(crate) mod search;
pub(crate) mod seed;
mod totals;

pub(crate) use look_up::detail;
pub(crate) use record::{Deal, Status};
pub(crate) use row::Row;

/// What is said of an id that no deal has.
const NOT_FOUND: &str = "Deal's data not found";

/// An action with and without `_v2` at its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    Old,
    V2,
}
