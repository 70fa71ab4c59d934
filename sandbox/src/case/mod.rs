//! Cases (section 6.7).

mod criteria;
pub(crate) mod plant;
mod record;
mod row;
pub(crate) mod save;
pub(crate) mod search;
pub(crate) mod seed;

pub(crate) use record::Case;
pub(crate) use row::Row;
