//! Didar's own search box: records of several kinds by a text.

use std::borrow::Cow;

use async_graphql::{
    Context, ContextSelectionSet, Enum, Object, OutputType, Positioned, ServerResult, Value,
    parser::types::Field,
};

use crate::{
    crm::{entity::Entity, persian, text},
    didar::{Didar, Row, endpoint},
    graphql::{
        engine::{
            Registry,
            nullable::Nullable,
            registry,
            selection::{Operation, Selected, collect},
        },
        error::{self, FieldErrors, InputError},
        model::{
            Model,
            entity::{Description, FOUND},
            spelling::Spelling,
        },
        record::{loaders::Loaders, output},
    },
    message::message,
};

/// How many hits there are where nothing is said, and at most.
const USUAL: i32 = 30;
pub(crate) const MOST: i32 = 50;

/// What Didar's search box looks through.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
enum SearchType {
    /// Persons.
    Contact,
    /// Companies.
    Company,
    /// Deals.
    Deal,
}

impl SearchType {
    const ALL: [Self; 3] = [Self::Contact, Self::Company, Self::Deal];

    /// Didar's word (F49).
    fn word(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Company => "company",
            Self::Deal => "deal",
        }
    }

    /// What a hit is, by Didar's word for it; `None` of one that is not served here.
    fn of(word: &str) -> Option<Self> {
        match word {
            "contact" | "person" => Some(Self::Contact),
            "company" => Some(Self::Company),
            "deal" => Some(Self::Deal),
            _ => None,
        }
    }

    fn entity(self) -> Entity {
        match self {
            Self::Contact | Self::Company => Entity::Contact,
            Self::Deal => Entity::Deal,
        }
    }
}

/// The query for all kinds; it holds nothing.
#[derive(Default)]
pub(crate) struct SearchQueries;

#[Object]
impl SearchQueries {
    /// What Didar's own search box finds; fuzzy, one page.
    async fn search(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The text to look for.")] keyword: String,
        #[graphql(desc = "What to look for; everything where left out.")] types: Option<
            Vec<SearchType>,
        >,
        #[graphql(desc = "How many at most; 30 where left out, at most 50.")] first: Option<i32>,
    ) -> Nullable<SearchResults> {
        let types = types.unwrap_or(SearchType::ALL.to_vec());
        Nullable(search(ctx, &keyword, &types, first.unwrap_or(USUAL)).await.map(Some))
    }
}

async fn search(
    ctx: &Context<'_>,
    keyword: &str,
    types: &[SearchType],
    first: i32,
) -> Result<SearchResults, FieldErrors> {
    let model = ctx.data_unchecked::<std::sync::Arc<Model>>();
    let keyword = text::clean(keyword);
    if text::is_void(&keyword) {
        return Err(InputError::new(&["keyword"], message!("must not be empty")).into());
    }
    if types.is_empty() {
        let message = message!("an empty list finds nothing; leave it out, or name at least one");
        return Err(InputError::new(&["types"], message).into());
    }
    let most = usize::try_from(first).ok().filter(|_| first <= MOST);
    let Some(most) = most else {
        return Err(
            InputError::new(&["first"], message!("expected 0 to {most}", most = MOST)).into()
        );
    };
    let is_any = model.spelling == Spelling::Any;
    let keyword = if is_any { persian::usual(&keyword) } else { keyword.into_owned() };
    let words = SearchType::ALL.into_iter().filter(|one| types.contains(one));
    let words: Vec<_> = words.map(SearchType::word).collect();
    let didar = ctx.data_unchecked::<Didar>();
    let found = didar.everywhere(&endpoint::CONTACT, &keyword, &words).await?;
    let hits = found.hits.into_iter().filter_map(|(word, row)| {
        let kind = SearchType::of(&word).filter(|kind| types.contains(kind))?;
        Some(Hit { of: model.of(kind.entity()).description, row })
    });
    Ok(SearchResults { total: found.total, hits: hits.take(most).collect() })
}

struct SearchResults {
    total: Option<u64>,
    hits: Vec<Hit>,
}

/// What was found.
#[Object]
impl SearchResults {
    /// How many there are, as Didar says; may be more than are shown.
    async fn total_count(&self) -> Option<i32> {
        self.total.and_then(|total| i32::try_from(total).ok())
    }

    /// What was found, in Didar's order; hits of kinds that the gateway does not know are left
    /// out.
    async fn nodes(&self) -> &[Hit] {
        &self.hits
    }
}

/// Something that was found.
struct Hit {
    of: &'static Description,
    /// As the search shows it: little more than its id.
    row: Row,
}

impl Hit {
    /// The record with all that is selected. Where it cannot be read, what the search shows.
    async fn whole(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> Row {
        let selected = collect(Operation::of(ctx), self.of.on(), &[ctx.item]);
        if selected.iter().all(Selected::is_of_id) {
            return self.row.clone();
        }
        match ctx.data_unchecked::<Loaders>().record(self.of.entity, self.row.id()).await {
            Ok(found) => found.unwrap_or_else(|| self.row.clone()),
            Err(failure) => {
                let error = error::of_upstream(&failure).into_server_error(field.pos);
                ctx.add_error(ctx.set_error_path(error));
                self.row.clone()
            }
        }
    }
}

impl OutputType for Hit {
    fn type_name() -> Cow<'static, str> {
        Cow::Borrowed(FOUND)
    }

    fn introspection_type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed(self.of.name())
    }

    fn create_type_info(registry: &mut Registry) -> String {
        let doc = "Something that was found; more than its id costs a call each.";
        let names = [Entity::Contact, Entity::Deal].map(Entity::name);
        registry::add_union(registry, FOUND, doc, &names);
        Self::qualified_type_name()
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        let row = self.whole(ctx, field).await;
        output::record(ctx, self.of, &row).await
    }
}
