//! The entities that are served. Each is a folder or a file: its table, its queries, its
//! mutations. What is the same for all is on the floors below.

mod contact;
mod user;

use async_graphql::MergedObject;

use self::contact::{mutations::ContactMutations, queries::ContactQueries};
use super::model::entity::Description;

/// Every entity that is served or pointed to.
pub(super) static ALL: [&Description; 2] = [&contact::CONTACT, &user::USER];

/// The queries of all entities.
#[derive(MergedObject, Default)]
pub(super) struct Queries(ContactQueries);

/// The mutations of all entities.
#[derive(MergedObject, Default)]
pub(super) struct Mutations(ContactMutations);
