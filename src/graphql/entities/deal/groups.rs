//! `dealGroups`: deals that have something in common, counted and summed here. Didar's own
//! counts are of other rows than those that match (F131).

use std::{borrow::Cow, collections::HashMap};

use async_graphql::{
    Context, ContextSelectionSet, Enum, OutputType, Positioned, ServerResult, Value,
    parser::types::Field,
};
use uuid::Uuid;

use super::{DEAL, attributes::STATUS};
use crate::{
    crm::{entity::Entity, error::UpstreamError, jalali::JalaliDate},
    didar::Row,
    graphql::{
        allowance::{Allowance, VALUE},
        engine::{
            Registry,
            registry::{self, FieldInfo},
            selection::{Operation, collect, object},
        },
        error::FieldErrors,
        record::{loaders::Loaders, page::PageArguments},
        search::page::{backing, every},
    },
};

const NAME: &str = "DealGroup";

/// What makes a group of deals.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(name = "DealGrouping")]
pub(crate) enum Grouping {
    /// Pending, won, lost.
    Status,
    /// The pipeline.
    Pipeline,
    /// The stage.
    Stage,
    /// The owner.
    Owner,
    /// The Jalali month in which it was created.
    RegisteredMonth,
    /// The Jalali month in which it was won; won deals only.
    WonMonth,
    /// The Jalali month in which it was lost; lost deals only.
    LostMonth,
}

/// What the deals of a group share.
enum By {
    Status,
    /// A record of an entity, by its id.
    Record(Entity, &'static str),
    Month(&'static str),
}

impl Grouping {
    fn by(self) -> By {
        match self {
            Self::Status => By::Status,
            Self::Pipeline => By::Record(Entity::Pipeline, "PipelineId"),
            Self::Stage => By::Record(Entity::Stage, "PipelineStageId"),
            Self::Owner => By::Record(Entity::User, "OwnerId"),
            Self::RegisteredMonth => By::Month("RegisterTime"),
            Self::WonMonth => By::Month("ChangeToWonTime"),
            Self::LostMonth => By::Month("ChangeToLossTime"),
        }
    }

    /// The status of all deals that are in a group.
    fn status(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::WonMonth => Some(("Status", "Won")),
            Self::LostMonth => Some(("Status", "Lost")),
            _ => None,
        }
    }
}

/// A group.
struct Group {
    key: Option<String>,
    title: Option<String>,
    count: u32,
    price: f64,
}

/// The groups of the deals that match.
pub(crate) struct Groups(Vec<Group>);

/// Reads every deal that matches and counts.
pub(super) async fn groups(
    ctx: &Context<'_>,
    grouping: Grouping,
    arguments: &PageArguments,
) -> Result<Groups, FieldErrors> {
    let rows = every(&DEAL, arguments, grouping.status(), backing(ctx)).await?;
    let by = grouping.by();
    let mut found: HashMap<Option<String>, (u32, f64)> = HashMap::new();
    for row in &rows {
        let (count, price) = found.entry(by.key(row)).or_default();
        *count += 1;
        *price += match &DEAL.sum {
            Some(of) => of.sum.over(std::slice::from_ref(row))?,
            None => 0.0,
        };
    }
    let mut groups = Vec::new();
    for (key, (count, price)) in found {
        // Where the titles cannot be had the groups are known all the same.
        let title = by.title(ctx.data_unchecked::<Loaders>(), key.as_deref()).await;
        let title = title.unwrap_or_default();
        groups.push(Group { key, title, count, price });
    }
    by.put_in_order(&mut groups);
    Ok(Groups(groups))
}

impl By {
    fn key(&self, row: &Row) -> Option<String> {
        match self {
            Self::Status => {
                let word = row.attribute("Status")?.text()?;
                STATUS.name_of(&word).map(str::to_owned)
            }
            Self::Record(_, key) => row.attribute(key)?.guid().map(|id| id.to_string()),
            Self::Month(key) => {
                let day = JalaliDate::at(row.attribute(key)?.instant()?).to_string();
                day.get(..7).map(str::to_owned)
            }
        }
    }

    async fn title(
        &self,
        loaders: &Loaders,
        key: Option<&str>,
    ) -> Result<Option<String>, UpstreamError> {
        let (Self::Record(entity, _), Some(key)) = (self, key) else { return Ok(None) };
        let Ok(id) = Uuid::parse_str(key) else { return Ok(None) };
        let row = loaders.record(*entity, id).await?;
        let title = |row: &Row, key| Some(row.attribute(key)?.text()?.into_owned());
        Ok(row.and_then(|row| title(&row, "Title").or_else(|| title(&row, "DisplayName"))))
    }

    /// Months in their order, others by their size; what has no key comes last.
    fn put_in_order(&self, groups: &mut [Group]) {
        let is_month = matches!(self, Self::Month(_));
        groups.sort_by(|one, other| {
            let size =
                if is_month { std::cmp::Ordering::Equal } else { other.count.cmp(&one.count) };
            let is_none = one.key.is_none().cmp(&other.key.is_none());
            is_none.then(size).then_with(|| one.key.cmp(&other.key))
        });
    }
}

impl OutputType for Groups {
    fn type_name() -> Cow<'static, str> {
        Cow::Owned(format!("[{NAME}!]"))
    }

    fn create_type_info(registry: &mut Registry) -> String {
        let field = FieldInfo::new;
        let fields = vec![
            field(
                "key",
                "String",
                "An id, a status, or a month as YYYY-MM; null for the deals that have none.",
            ),
            field(
                "title",
                "String",
                "The key for people, for example the stage's title; null where there is none.",
            ),
            field("count", "Int!", "How many."),
            field("totalPrice", "Float!", "The sum of their prices."),
        ];
        registry::add_object(registry, NAME, "Deals that have something in common.", fields);
        Self::qualified_type_name()
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        _field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        let parts = collect(Operation::of(ctx), NAME.into(), &[ctx.item]);
        let allowance = ctx.data_unchecked::<Allowance>();
        let groups = self.0.iter().take_while(|_| allowance.take(VALUE * 2 * parts.len()));
        let groups = groups.map(|group| {
            object(NAME, &parts, |part| match part.name() {
                "key" => group.key.as_deref().map_or(Value::Null, Value::from),
                "title" => group.title.as_deref().map_or(Value::Null, Value::from),
                "count" => Value::from(group.count),
                _ => Value::from(group.price),
            })
        });
        let groups = groups.collect();
        allowance.verdict(ctx)?;
        Ok(Value::List(groups))
    }
}
