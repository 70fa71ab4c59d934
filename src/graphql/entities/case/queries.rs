//! What can be asked of cases.

use async_graphql::{Context, Object};

use super::Case;
use crate::graphql::{
    engine::nullable::Nullable,
    record::{output::Connection, page::PageArguments},
    search::{filter::Filter, page::page},
};

/// Queries; it holds nothing.
#[derive(Default)]
pub(crate) struct CaseQueries;

#[expect(clippy::too_many_arguments, reason = "they are the arguments of the GraphQL field")]
#[Object]
impl CaseQueries {
    /// The cases that match a filter, a page at a time, in Didar's order.
    async fn cases(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Size of the page; 30 where left out, at most 300.")] first: Option<i32>,
        #[graphql(desc = "Only cases after this cursor.")] after: Option<String>,
        #[graphql(desc = "Size of a page counted from the end, at most 300.")] last: Option<i32>,
        #[graphql(desc = "Only cases before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which cases; all where left out.")] filter: Option<Filter<Case>>,
        #[graphql(desc = "Whether to list cases in the bin too.", default)] include_deleted: bool,
    ) -> Nullable<Connection<Case>> {
        let filter = filter.map(|filter| filter.value);
        let arguments = PageArguments { first, after, last, before, filter, include_deleted };
        Nullable(page(ctx, &arguments).await.map(Some))
    }
}
