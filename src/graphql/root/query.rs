//! The root of all queries.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};

use super::{
    account::Account,
    definitions::{Definitions, EntityKind},
    node::Node,
};
use crate::{
    crm::{criteria::ContactCriteria, phone::Phone, text},
    didar::{Didar, Row, value::ZERO_GUID},
    graphql::{
        contact::{
            entity::Contact,
            filter::ContactFilter,
            page::{PageArguments, page},
        },
        engine::nullable::Nullable,
        error::{FieldErrors, InputError},
        model::Model,
        record::{
            connection::Connection,
            entity::{Described, Record, Records},
            loaders::Loaders,
        },
    },
};

/// The root object; it holds nothing.
pub(crate) struct Query;

/// Everything that can be asked.
#[Object]
impl Query {
    /// A record of any kind by its id. Didar's GUIDs carry no type, so the detail calls
    /// of each entity are asked side by side.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Didar's GUID.")] id: ID,
    ) -> Nullable<Node> {
        Nullable(row(ctx, &id).await.map(|row| row.map(|row| Node(Record::new(row)))))
    }

    /// One contact; null where there is none of this id.
    async fn contact(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Didar's GUID.")] id: ID,
    ) -> Nullable<Record<Contact>> {
        Nullable(row(ctx, &id).await.map(|row| row.map(Record::new)))
    }

    /// The contacts that match a filter, a page at a time, in Didar's order.
    async fn contacts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Size of the page; 30 where left out, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only contacts after this cursor.")] after: Option<String>,
        #[graphql(desc = "Size of a page counted from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only contacts before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which contacts; all where left out.")] filter: Option<ContactFilter>,
    ) -> Nullable<Connection<Contact>> {
        let arguments = PageArguments { first, after, last, before };
        Nullable(contacts(ctx, &arguments, filter).await.map(Some))
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

    /// The account's custom fields.
    async fn custom_fields(
        &self,
        #[graphql(desc = "Whose fields.", default_with = "EntityKind::Contact")] entity: EntityKind,
        #[graphql(desc = "Whether to list deleted fields too.", default)] include_deleted: bool,
    ) -> Nullable<Definitions> {
        Nullable(Ok(Some(Definitions { entity: entity.into(), include_deleted })))
    }

    /// The Didar account behind this schema.
    async fn account(&self) -> Account {
        Account
    }
}

async fn contacts(
    ctx: &Context<'_>,
    arguments: &PageArguments,
    filter: Option<ContactFilter>,
) -> Result<Connection<Contact>, FieldErrors> {
    let criteria = match filter {
        Some(filter) => filter.compile(ctx.data_unchecked::<Arc<Model>>())?,
        None => ContactCriteria::default(),
    };
    page(ctx, &criteria, arguments).await
}

async fn by_phone(ctx: &Context<'_>, phone: &str) -> Result<Records<Contact>, FieldErrors> {
    let Some(phone) = Phone::parse(phone) else {
        return Err(InputError::new(&["phone"], "expected a phone number").into());
    };
    let rows = ctx.data_unchecked::<Didar>().contacts_by_phone(&phone).await?;
    Ok(Records::new(rows))
}

/// The row of a contact.
async fn row(ctx: &Context<'_>, id: &ID) -> Result<Option<Row>, FieldErrors> {
    let Ok(guid) = uuid::Uuid::parse_str(&text::plain(id)) else {
        return Err(InputError::new(&["id"], "expected a GUID").into());
    };
    let guid = guid.hyphenated().to_string();
    if guid == ZERO_GUID {
        return Ok(None);
    }
    Ok(ctx.data_unchecked::<Loaders>().record(Contact::ENTITY, guid).await?)
}
