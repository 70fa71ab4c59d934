//! Activities and notes (section 6.2).

pub(crate) mod attachment;
mod kind;
mod record;
mod row;
pub(crate) mod save;
pub(crate) mod seed;
mod store;

pub(crate) use kind::list as kinds;
pub(crate) use record::Activity;
pub(crate) use row::Row;
pub(crate) use store::Activities;
