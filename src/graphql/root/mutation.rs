//! The root of all mutations.

use async_graphql::MergedObject;

use crate::graphql::entities::Mutations;

/// Everything that can be changed. A save runs to its end even where the caller hangs up,
/// and is sent to Didar once.
#[derive(MergedObject, Default)]
pub(crate) struct Mutation(Mutations);
