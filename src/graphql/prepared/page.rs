//! A root field that is a page of records.

use async_graphql::{Name, PathSegment, Pos, ServerError, Value, Variables};
use async_graphql_value::Value as Literal;

use crate::graphql::{
    engine::selection::{Operation, Selected},
    error::FieldErrors,
    model::{Model, entity::Description},
    record::{
        cost::{Counter, MOST_ROWS},
        loaders::Loaders,
        page::PageArguments,
        projection::{self, PagePlan},
        rows,
        written::{Ground, Written},
    },
    search::page::{Asked, Backing, fetch},
};

/// Text of an answer, and the errors. That of a whole one lacks the last brace.
pub(crate) struct Done {
    pub(crate) text: Vec<u8>,
    pub(crate) errors: Vec<ServerError>,
}

/// What an operation runs with.
#[derive(Clone, Copy)]
pub(crate) struct Means<'a> {
    pub(crate) backing: Backing<'a>,
    pub(crate) ground: Ground<'a>,
    pub(crate) loaders: &'a Loaders,
}

/// The field, with the plan of its selection set.
pub(super) struct PageField {
    of: &'static Description,
    key: Name,
    arguments: Vec<(Name, Literal)>,
    plan: PagePlan,
    /// How many calls it takes at most, whatever size the page has.
    pub(super) most_calls: u64,
    pos: Pos,
    /// Of its selection set.
    set: Pos,
}

impl Done {
    /// A text of these, without errors.
    pub(super) fn of(texts: &[&str]) -> Self {
        Self { text: texts.concat().into(), errors: Vec::new() }
    }
}

impl PageField {
    /// The entity through whose records a field pages.
    pub(super) fn entity(name: &str, model: &Model) -> Option<&'static Description> {
        let mut entities = model.entities().map(|entity| entity.description);
        entities.find(|of| of.pages() == Some(name))
    }

    pub(super) fn new<'a>(
        operation: Operation<'a>,
        of: &'static Description,
        selected: &Selected<'a>,
        model: &'a Model,
    ) -> Self {
        let field = &selected.field.node;
        let arguments = field.arguments.iter();
        let counter = Counter { operation, model };
        Self {
            of,
            key: selected.key.clone(),
            arguments: arguments
                .map(|(name, value)| (name.node.clone(), value.node.clone()))
                .collect(),
            plan: projection::page(operation, model, of.entity, &selected.sets),
            most_calls: counter.pages(of.entity, &selected.sets, MOST_ROWS).calls,
            pos: selected.field.pos,
            set: field.selection_set.pos,
        }
    }

    /// About how many bytes it holds in memory.
    pub(super) fn size(&self) -> usize {
        size_of::<Self>() + self.plan.size()
    }

    /// Completes the arguments. A variable without a value is an argument left out.
    pub(super) fn given(&self, variables: &Variables) -> Option<PageArguments> {
        let mut given = PageArguments::default();
        for (name, value) in &self.arguments {
            if matches!(value, Literal::Variable(name) if !variables.contains_key(name)) {
                continue;
            }
            let value = constant(value, variables)?;
            given.take(name, value)?;
        }
        Some(given)
    }

    /// Its text, behind what leads to it.
    pub(super) async fn answer(
        &self,
        given: &PageArguments,
        means: Means<'_>,
        lead: [&str; 2],
    ) -> Done {
        let Means { backing, ground, loaders } = means;
        let asked =
            Asked { of: self.of, arguments: given, selects: self.plan.selects(), pointing: None };
        let page = match fetch(&asked, backing).await {
            Ok(page) => page,
            Err(failures) => return self.failed(lead, &failures),
        };
        let mut written = Written::with_room(BYTES_BESIDE + BYTES_A_ROW * page.rows.len());
        lead.iter().for_each(|text| written.json(text.as_bytes()));
        self.plan.write(ground, &page, &mut written);
        let (text, faults) = rows::fill(ground, loaders, written).await.finish();
        let errors = faults.into_iter().map(|fault| fault.into_error(self.path()));
        let mut done = Done { text, errors: errors.collect() };
        if let Some(excess) = ground.allowance.excess(self.set) {
            done.text.truncate(lead.iter().map(|text| text.len()).sum());
            done.text.extend_from_slice(NULL.as_bytes());
            done.errors.push(excess.with_path(self.path()));
        }
        done
    }

    fn failed(&self, lead: [&str; 2], failures: &FieldErrors) -> Done {
        let error = |error: &async_graphql::Error| {
            error.clone().into_server_error(self.pos).with_path(self.path())
        };
        Done { errors: failures.iter().map(error).collect(), ..Done::of(&[lead[0], lead[1], NULL]) }
    }

    fn path(&self) -> Vec<PathSegment> {
        vec![PathSegment::Field(self.key.to_string())]
    }
}

/// What a row of an answer takes, about.
const BYTES_A_ROW: usize = 400;
/// And the rest of it.
const BYTES_BESIDE: usize = 256;

const NULL: &str = "null";

/// The value with its variables; `None` where one of them has none.
fn constant(value: &Literal, variables: &Variables) -> Option<Value> {
    let variable = |name: Name| variables.get(&name).cloned().ok_or(());
    value.clone().into_const_with(variable).ok()
}
