//! Pages of records: what is asked of one, and what it is.

use async_graphql::{InputType, Value, parser::types::Field};
use futures_util::future::BoxFuture;
use uuid::Uuid;

use crate::{
    didar::Row,
    graphql::{engine::selection::Operation, error::FieldErrors, model::kind::Relation},
};

/// Relay's arguments, and which records: as the client gave them.
#[derive(Debug, Default)]
pub(crate) struct PageArguments {
    pub(crate) first: Option<i32>,
    pub(crate) after: Option<String>,
    pub(crate) last: Option<i32>,
    pub(crate) before: Option<String>,
    pub(crate) filter: Option<Value>,
    /// Whether what lies in the bin is listed too.
    pub(crate) include_deleted: bool,
}

/// A page of records.
#[derive(Default)]
pub(crate) struct Page {
    pub(crate) rows: Vec<Row>,
    /// One a row, where cursors are selected.
    pub(crate) cursors: Vec<String>,
    pub(crate) has_previous_page: bool,
    pub(crate) has_next_page: bool,
    /// Exact where it was selected.
    pub(crate) total_count: u64,
    /// The sum over all records that match, where it was selected.
    pub(crate) sum: Option<f64>,
}

/// What of a page is selected.
#[derive(Clone, Copy)]
pub(crate) struct Selects {
    pub(crate) rows: bool,
    pub(crate) total: bool,
    pub(crate) sum: bool,
    /// What only the search shows whose rows have more.
    pub(crate) rich: bool,
    /// Cursors, or what follows the page.
    pub(crate) places: bool,
}

/// A page of the records that point to a record.
pub(crate) struct RelatedPage {
    pub(crate) relation: &'static Relation,
    pub(crate) arguments: PageArguments,
    pub(crate) selects: Selects,
}

/// A record that others point to.
pub(crate) struct PointedTo {
    pub(crate) id: Uuid,
    /// Of which kind it is, in Didar's word, where that is told.
    pub(crate) word: Option<String>,
}

/// Finds the records that point to a record. How they are searched is known above this floor.
pub(crate) trait Finder: Send + Sync {
    fn find<'a>(
        &'a self,
        page: &'a RelatedPage,
        to: &'a PointedTo,
    ) -> BoxFuture<'a, Result<Page, FieldErrors>>;
}

impl PageArguments {
    /// Takes an argument; `None` where it is not what the engine would take.
    pub(crate) fn take(&mut self, name: &str, value: Value) -> Option<()> {
        match name {
            "first" => self.first = read(value)?,
            "after" => self.after = read(value)?,
            "last" => self.last = read(value)?,
            "before" => self.before = read(value)?,
            "filter" => self.filter = Some(value).filter(|value| *value != Value::Null),
            "includeDeleted" => self.include_deleted = read(value)?,
            _ => return None,
        }
        Some(())
    }

    /// Those of a field of a valid document.
    pub(super) fn of(operation: Operation<'_>, field: &Field) -> Self {
        let mut arguments = Self::default();
        for (name, _) in &field.arguments {
            let value = operation.argument(field, &name.node);
            // A variable without a value is an argument left out.
            let _ = arguments.take(&name.node, value);
        }
        arguments
    }
}

/// Reads an argument as the engine does.
fn read<T: InputType>(value: Value) -> Option<T> {
    T::parse(Some(value)).ok()
}
