//! What the searches of every entity share (section 3): single criteria, the
//! grammar of custom fields, paging.

pub(crate) mod criterion;
pub(crate) mod custom_field;
mod operators;
mod window;

pub(crate) use window::{Page, Window};
