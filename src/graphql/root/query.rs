//! The root of all queries.

use async_graphql::MergedObject;

use super::{account::AccountQueries, node::NodeQueries, search::SearchQueries};
use crate::graphql::entities::Queries;

/// Everything that can be asked.
#[derive(MergedObject, Default)]
pub(crate) struct Query(NodeQueries, Queries, SearchQueries, AccountQueries);
