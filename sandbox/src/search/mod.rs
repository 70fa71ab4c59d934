//! What the searches of every entity share (section 3): the grammar of custom fields, paging.

pub(crate) mod custom_field;
mod operators;
mod window;

pub(crate) use window::{Page, Window};
