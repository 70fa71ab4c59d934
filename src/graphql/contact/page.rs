//! `contacts`: one page of a search.

use std::{marker::PhantomData, ops::Range, sync::Arc};

use async_graphql::{Context, Lookahead};
use uuid::Uuid;

use super::Contact;
use crate::{
    crm::criteria::{ContactCriteria, Window},
    didar::{Didar, Need, Row, Slice},
    graphql::{
        AccountTag,
        error::FieldErrors,
        notes::Notes,
        paging::{
            anchor::{self, Anchor},
            bounds::Size,
            cursor::{Cursor, Scope},
        },
        record::{connection::Connection, model::Model},
    },
};

/// Relay's arguments as the client gave them.
#[derive(Debug, Default)]
pub(crate) struct PageArguments {
    pub(crate) first: Option<i32>,
    pub(crate) after: Option<String>,
    pub(crate) last: Option<i32>,
    pub(crate) before: Option<String>,
}

/// One page of the contacts that match.
pub(crate) async fn page(
    ctx: &Context<'_>,
    criteria: &ContactCriteria,
    arguments: &PageArguments,
) -> Result<Connection<Contact>, FieldErrors> {
    let scope = Scope::of(ctx.data_unchecked::<AccountTag>(), criteria);
    let cursor = |name, text: &Option<String>| {
        text.as_deref().map(|text| Cursor::parse(name, text, &scope)).transpose()
    };
    let pager = Pager {
        didar: ctx.data_unchecked::<Didar>(),
        criteria,
        need: needs(&ctx.look_ahead()),
        size: Size::new(
            arguments.first,
            arguments.last,
            arguments.before.is_some() && arguments.after.is_none(),
        )?,
        after: cursor("after", &arguments.after)?,
        before: cursor("before", &arguments.before)?,
    };
    let notes = ctx.data_unchecked::<Notes>();
    let page = pager.fetch(notes).await?;
    // A look at one row is enough to notice that fields were added.
    let model = ctx.data_unchecked::<Arc<Model>>();
    if page.slice.rows.first().is_some_and(|row| model.misses_a_key_of(row)) {
        notes.met_unknown();
    }
    Ok(page.connection(&scope))
}

/// What the query selects decides what Didar is asked for.
fn needs(selection: &Lookahead<'_>) -> Need {
    let selects = |name| selection.field(name).exists();
    Need {
        rows: selects("nodes") || selects("edges") || selects("pageInfo"),
        total: selects("totalCount"),
    }
}

/// A page that is being fetched.
struct Pager<'a> {
    didar: &'a Didar,
    criteria: &'a ContactCriteria,
    need: Need,
    size: Size,
    after: Option<Cursor>,
    before: Option<Cursor>,
}

/// Where the cursors stand.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Anchors {
    after: Option<Anchor>,
    before: Option<Anchor>,
}

/// The rows of a window, and which of them are the page.
struct Page {
    from: u64,
    ids: Vec<Uuid>,
    slice: Slice,
    rows: Range<u64>,
}

impl Pager<'_> {
    /// Fetches the page where the cursors say; where one of them does not hold any
    /// more, once again where its row is now.
    async fn fetch(&self, notes: &Notes) -> Result<Page, FieldErrors> {
        let assumed = Anchors {
            after: self.after.as_ref().map(Anchor::assumed),
            before: self.before.as_ref().map(Anchor::assumed),
        };
        let page = self.fetch_at(assumed).await?;
        let looked = self.need.rows && !page.rows.is_empty();
        if !looked || self.cursors().all(|cursor| page.holds(cursor)) {
            return Ok(page);
        }
        let found = Anchors {
            after: self.find(self.after.as_ref(), assumed.after, &page, notes).await?,
            before: self.find(self.before.as_ref(), assumed.before, &page, notes).await?,
        };
        if found == assumed { Ok(page) } else { self.fetch_at(found).await }
    }

    fn cursors(&self) -> impl Iterator<Item = &Cursor> {
        self.after.iter().chain(&self.before)
    }

    async fn fetch_at(&self, anchors: Anchors) -> Result<Page, FieldErrors> {
        let start = anchors.after.map_or(0, |after| after.next);
        let end = match anchors.before {
            Some(before) => before.end,
            None if self.size.counts_from_end() => self.total().await?,
            None => u64::MAX,
        };
        let rows = self.size.of(start..end);
        let cursors: Vec<&Cursor> = self.cursors().collect();
        let window = anchor::window(&rows, &cursors);
        // A page without rows looks at none: it only counts.
        let need = Need { rows: self.need.rows && !rows.is_empty(), ..self.need };
        let slice = self.search(window.clone(), need).await?;
        Ok(Page { from: window.start, ids: slice.rows.iter().map(Row::id).collect(), slice, rows })
    }

    async fn search(&self, window: Range<u64>, need: Need) -> Result<Slice, FieldErrors> {
        let limit = window.end.saturating_sub(window.start);
        let window = Window { from: window.start, limit };
        Ok(self.didar.search_contacts(self.criteria, window, need).await?)
    }

    /// How many rows there are: a page counted from the end begins there.
    async fn total(&self) -> Result<u64, FieldErrors> {
        let need = Need { rows: false, total: true };
        Ok(self.search(0..0, need).await?.matches)
    }

    /// Finds a cursor's row: in the page's rows, else around its offset. Where it is
    /// not to be found the cursor's offset is all there is to go by.
    async fn find(
        &self,
        cursor: Option<&Cursor>,
        assumed: Option<Anchor>,
        page: &Page,
        notes: &Notes,
    ) -> Result<Option<Anchor>, FieldErrors> {
        let Some(cursor) = cursor.filter(|cursor| !page.holds(cursor)) else {
            return Ok(assumed);
        };
        if let Some(found) = Anchor::find(cursor, page.from, &page.ids) {
            return Ok(Some(found));
        }
        let around = anchor::surroundings(cursor);
        let slice = self.search(around.clone(), Need { rows: true, total: false }).await?;
        let ids: Vec<Uuid> = slice.rows.iter().map(Row::id).collect();
        let found = Anchor::find(cursor, around.start, &ids);
        if found.is_none() {
            notes.drift_detected();
        }
        Ok(found.or(assumed))
    }
}

impl Page {
    fn holds(&self, cursor: &Cursor) -> bool {
        Anchor::holds(cursor, self.from, &self.ids)
    }

    fn connection(self, scope: &Scope) -> Connection<Contact> {
        let index = |offset: u64| usize::try_from(offset - self.from).unwrap_or(usize::MAX);
        let end = self.rows.end.min(self.from + self.slice.rows.len() as u64);
        let page = self.rows.start..end.max(self.rows.start);
        let cursors =
            page.clone().map(|offset| Cursor::of(offset, &self.ids, index(offset)).write(scope));
        let rows = self.slice.rows.iter();
        Connection {
            cursors: cursors.collect(),
            has_previous_page: page.start > 0,
            // A page that came back empty has no cursor to go on from, whatever Didar
            // counts.
            has_next_page: page.end < self.slice.matches
                && (self.rows.is_empty() || !page.is_empty()),
            total_count: self.slice.matches,
            entity: PhantomData,
            rows: rows
                .skip(index(page.start))
                .take(index(page.end) - index(page.start))
                .cloned()
                .collect(),
        }
    }
}
