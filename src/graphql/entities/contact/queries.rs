//! What can be asked of contacts.

use async_graphql::{Context, ID, Object};

use super::{CONTACT, Contact};
use crate::{
    crm::phone::Phone,
    didar::Didar,
    graphql::{
        engine::nullable::Nullable,
        error::{FieldErrors, InputError},
        record::{
            loaders::by_id,
            output::{Connection, Record, Records},
            page::PageArguments,
        },
        search::{filter::Filter, page::page},
    },
    message::message,
};

/// Queries; it holds nothing.
#[derive(Default)]
pub(crate) struct ContactQueries;

#[expect(clippy::too_many_arguments, reason = "they are the arguments of the GraphQL field")]
#[Object]
impl ContactQueries {
    /// One contact; null where there is none of this id.
    async fn contact(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Didar's GUID.")] id: ID,
    ) -> Nullable<Record<Contact>> {
        Nullable(by_id(ctx, CONTACT.entity, &id).await.map(|row| row.map(Record::new)))
    }

    /// The contacts that match a filter, a page at a time, in Didar's order.
    async fn contacts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Size of the page; 30 where left out, at most 300.")] first: Option<i32>,
        #[graphql(desc = "Only contacts after this cursor.")] after: Option<String>,
        #[graphql(desc = "Size of a page counted from the end, at most 300.")] last: Option<i32>,
        #[graphql(desc = "Only contacts before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which contacts; all where left out.")] filter: Option<Filter<Contact>>,
        #[graphql(desc = "Whether to list contacts in the bin too.", default)]
        include_deleted: bool,
    ) -> Nullable<Connection<Contact>> {
        let filter = filter.map(|filter| filter.value);
        let arguments = PageArguments { first, after, last, before, filter, include_deleted };
        Nullable(page(ctx, &arguments).await.map(Some))
    }

    /// The contacts with a phone number; every usual spelling of it is looked up
    /// (0912…, +98912…, 0098912…, 98912…, 912…, Persian digits).
    async fn contacts_by_phone(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The number, in any spelling and any digits.")] phone: String,
    ) -> Nullable<Records<Contact>> {
        Nullable(by_phone(ctx, &phone).await.map(Some))
    }
}

async fn by_phone(ctx: &Context<'_>, phone: &str) -> Result<Records<Contact>, FieldErrors> {
    let Some(phone) = Phone::parse(phone) else {
        return Err(InputError::new(&["phone"], message!("expected a phone number")).into());
    };
    let rows = ctx.data_unchecked::<Didar>().by_phone(CONTACT.endpoint, &phone).await?;
    Ok(Records::new(rows))
}
