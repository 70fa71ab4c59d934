//! Products (section 6.6): what deals are made of.

mod category;
pub(crate) mod plant;
mod record;
mod row;
pub(crate) mod save;
pub(crate) mod search;
pub(crate) mod seed;
mod variant;

pub(crate) use category::list as categories;
pub(crate) use record::Product;
pub(crate) use row::Row;
