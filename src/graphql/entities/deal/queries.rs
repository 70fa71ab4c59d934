//! What can be asked of deals.

use async_graphql::{Context, ID, Object};

use super::{
    DEAL, Deal,
    groups::{Grouping, Groups, groups},
};
use crate::graphql::{
    engine::nullable::Nullable,
    record::{
        loaders::by_id,
        output::{Connection, Record},
        page::PageArguments,
    },
    search::{filter::Filter, page::page},
};

/// Queries; it holds nothing.
#[derive(Default)]
pub(crate) struct DealQueries;

#[expect(clippy::too_many_arguments, reason = "they are the arguments of the GraphQL field")]
#[Object]
impl DealQueries {
    /// One deal; null where there is none of this id.
    async fn deal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Didar's GUID.")] id: ID,
    ) -> Nullable<Record<Deal>> {
        Nullable(by_id(ctx, DEAL.entity, &id).await.map(|row| row.map(Record::new)))
    }

    /// The deals that match a filter, a page at a time, in Didar's order.
    async fn deals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Size of the page; 30 where left out, at most 300.")] first: Option<i32>,
        #[graphql(desc = "Only deals after this cursor.")] after: Option<String>,
        #[graphql(desc = "Size of a page counted from the end, at most 300.")] last: Option<i32>,
        #[graphql(desc = "Only deals before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which deals; all where left out.")] filter: Option<Filter<Deal>>,
        #[graphql(desc = "Whether to list deals in the bin too.", default)] include_deleted: bool,
    ) -> Nullable<Connection<Deal>> {
        let filter = filter.map(|filter| filter.value);
        let arguments = PageArguments { first, after, last, before, filter, include_deleted };
        Nullable(page(ctx, &arguments).await.map(Some))
    }

    /// The deals that match a filter, counted and summed in groups; the largest group first,
    /// months in their order. Every deal that matches is read, 1000 a call.
    async fn deal_groups(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What makes a group.")] by: Grouping,
        #[graphql(desc = "Which deals; all where left out.")] filter: Option<Filter<Deal>>,
        #[graphql(desc = "Whether to count deals in the bin too.", default)] include_deleted: bool,
    ) -> Nullable<Groups> {
        let filter = filter.map(|filter| filter.value);
        let arguments = PageArguments { filter, include_deleted, ..PageArguments::default() };
        Nullable(groups(ctx, by, &arguments).await.map(Some))
    }
}
