//! Relay's `Node`: the interface that every record implements.

use std::borrow::Cow;

use async_graphql::{
    Context, ContextSelectionSet, ID, Object, OutputType, Positioned, ServerResult, Value,
    parser::types::Field,
};
use futures_util::future::{join_all, try_join_all};

use crate::{
    didar::Row,
    graphql::{
        engine::{
            Registry,
            nullable::Nullable,
            registry::{self, FieldInfo},
        },
        entities,
        error::{FieldErrors, InputError},
        model::entity::{Description, NODE},
        record::{loaders::by_id_of, output},
    },
    message::message,
};

/// How many records may be asked for at once, and how many are read side by side.
const MOST_IDS: usize = 50;
const SIDE_BY_SIDE: usize = 8;

/// A record of any kind.
struct Node {
    of: &'static Description,
    row: Row,
}

/// The entities whose records can be asked for by id.
fn described() -> impl Iterator<Item = &'static Description> {
    entities::ALL.into_iter().filter(|entity| entity.is_node)
}

/// The query for any record; it holds nothing.
#[derive(Default)]
pub(crate) struct NodeQueries;

#[Object]
impl NodeQueries {
    /// A record of any kind by its id. Didar's GUIDs carry no type: the lists that are kept
    /// are looked through first, then the detail calls of each entity are made side by side.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Didar's GUID.")] id: ID,
    ) -> Nullable<Node> {
        Nullable(node(ctx, "id", &id).await)
    }

    /// As `node` for each id, in order; null where there is no such record.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Didar's GUIDs, at most 50.")] ids: Vec<ID>,
    ) -> Nullable<Vec<Nullable<Node>>> {
        Nullable(nodes(ctx, &ids).await.map(Some))
    }
}

/// Each on its own: one that cannot be read is null with an error, and stops no other.
async fn nodes(ctx: &Context<'_>, ids: &[ID]) -> Result<Vec<Nullable<Node>>, FieldErrors> {
    if ids.len() > MOST_IDS {
        return Err(
            InputError::new(&["ids"], message!("at most {most} at once", most = MOST_IDS)).into()
        );
    }
    let mut nodes = Vec::with_capacity(ids.len());
    let places: Vec<_> = ids.iter().enumerate().collect();
    for places in places.chunks(SIDE_BY_SIDE) {
        nodes.extend(join_all(places.iter().map(|(at, id)| one_of(ctx, *at, id))).await);
    }
    Ok(nodes)
}

async fn one_of(ctx: &Context<'_>, at: usize, id: &ID) -> Nullable<Node> {
    Nullable(node(ctx, &format!("ids.{at}"), id).await)
}

/// `argument` is where the id stands.
async fn node(ctx: &Context<'_>, argument: &str, id: &ID) -> Result<Option<Node>, FieldErrors> {
    let found = async |of: &'static Description| {
        let row = by_id_of(ctx, of.entity, argument, id).await?;
        Ok::<_, FieldErrors>(row.map(|row| Node { of, row }))
    };
    let (listed, others): (Vec<_>, Vec<_>) = described().partition(|of| of.endpoint.is_listed());
    for side_by_side in [listed, others] {
        let asked = side_by_side.into_iter().map(found);
        if let Some(node) = try_join_all(asked).await?.into_iter().flatten().next() {
            return Ok(Some(node));
        }
    }
    Ok(None)
}

impl OutputType for Node {
    fn type_name() -> Cow<'static, str> {
        Cow::Borrowed(NODE)
    }

    fn introspection_type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed(self.of.name())
    }

    fn create_type_info(registry: &mut Registry) -> String {
        let id = FieldInfo::new("id", "ID!", "Didar's GUID.");
        let doc = "An object with Didar's GUID as its id.";
        let names: Vec<_> = described().map(Description::name).collect();
        registry::add_interface(registry, NODE, doc, vec![id], &names);
        Self::qualified_type_name()
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        _field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        output::record(ctx, self.of, &self.row).await
    }
}
