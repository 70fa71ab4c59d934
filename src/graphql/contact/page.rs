//! `contacts(first, after, filter)`: Relay's window onto Didar's `From` and `Limit`.

use std::marker::PhantomData;

use async_graphql::{Context, Lookahead};
use uuid::Uuid;

use super::Contact;
use crate::{
    crm::criteria::{ContactCriteria, Window},
    didar::{Didar, Need, Row, Slice, value},
    graphql::{
        AccountTag,
        cursor::{Cursor, Scope},
        error::{FieldErrors, InputError},
        record::connection::Connection,
    },
};

/// Didar's own default (F35).
const DEFAULT_FIRST: u64 = 30;
/// What one page may hold.
const MAX_FIRST: u64 = 100;

/// One page of the contacts that match.
pub(crate) async fn page(
    ctx: &Context<'_>,
    criteria: &ContactCriteria,
    first: Option<i32>,
    after: Option<&str>,
) -> Result<Connection<Contact>, FieldErrors> {
    let didar = ctx.data_unchecked::<Didar>();
    let scope = Scope::of(ctx.data_unchecked::<AccountTag>(), criteria);
    let from = match after {
        Some(text) => Cursor::parse(text, &scope)?.offset + 1,
        None => 0,
    };
    let window = Window { from, limit: size(first)? };
    let slice = didar.search_contacts(criteria, window, needs(&ctx.look_ahead())).await?;
    Ok(connection(slice, window, &scope))
}

fn size(first: Option<i32>) -> Result<u64, InputError> {
    let Some(first) = first else {
        return Ok(DEFAULT_FIRST);
    };
    match u64::try_from(first) {
        Ok(first) if first <= MAX_FIRST => Ok(first),
        Ok(_) => Err(InputError::new(&["first"], format!("at most {MAX_FIRST} a page"))),
        Err(_) => Err(InputError::new(&["first"], "must not be negative")),
    }
}

/// What the query selects decides what Didar is asked for.
fn needs(selection: &Lookahead<'_>) -> Need {
    let selects = |name| selection.field(name).exists();
    Need {
        rows: selects("nodes") || selects("edges") || selects("pageInfo"),
        total: selects("totalCount"),
    }
}

fn connection(slice: Slice, window: Window, scope: &Scope) -> Connection<Contact> {
    let rows = slice.rows;
    let cursors = (window.from..).zip(&rows);
    let cursors = cursors.map(|(offset, row)| Cursor { offset, row_id: id(row) }.write(scope));
    let end = window.from + u64::try_from(rows.len()).unwrap_or(u64::MAX);
    Connection {
        cursors: cursors.collect(),
        has_previous_page: window.from > 0,
        // An empty page has no cursor to go on from, whatever Didar counts.
        has_next_page: end < slice.matches && (window.limit == 0 || !rows.is_empty()),
        total_count: slice.matches,
        entity: PhantomData,
        rows,
    }
}

/// The row's GUID; the nil one where it has none that can be read.
fn id(row: &Row) -> Uuid {
    let id = row.pick(&["Id"]).into_iter().flatten().next();
    let text = id.and_then(|raw| value::guid(raw).ok().flatten());
    text.and_then(|text| text.parse().ok()).unwrap_or_default()
}
