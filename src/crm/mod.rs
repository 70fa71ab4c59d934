//! The domain: what a Didar account holds and what can be asked of it.
//!
//! Plain types. Nothing here does I/O, knows JSON or knows GraphQL.

pub mod account_tag;
pub mod budget;
pub mod canonical;
pub mod catalogue;
pub mod changes;
pub mod criteria;
pub mod decimal;
pub mod entity;
pub mod error;
pub mod field;
pub mod jalali;
pub mod persian;
pub mod phone;
pub mod text;
pub mod time;
