//! The entities that are served. Each is a folder or a file: its table, its queries, its
//! mutations. What is the same for all is on the floors below.

mod contact;
mod label;
mod user;

use async_graphql::MergedObject;

use self::{
    contact::{mutations::ContactMutations, queries::ContactQueries},
    label::LabelQueries,
};
use super::model::entity::Description;

/// Every entity that is served or pointed to.
pub(super) static ALL: [&Description; 3] = [&contact::CONTACT, &user::USER, &label::LABEL];

/// The queries of all entities.
#[derive(MergedObject, Default)]
pub(super) struct Queries(ContactQueries, LabelQueries);

/// The mutations of all entities.
#[derive(MergedObject, Default)]
pub(super) struct Mutations(ContactMutations);
