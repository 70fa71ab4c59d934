//! The root of all queries.

use async_graphql::MergedObject;

use super::{account::AccountQueries, node::NodeQueries};
use crate::graphql::entities::ContactQueries;

/// Everything that can be asked.
#[derive(MergedObject, Default)]
pub(crate) struct Query(NodeQueries, ContactQueries, AccountQueries);
