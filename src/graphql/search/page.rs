//! One page of a search, as a Relay connection.

use std::{ops::Range, sync::Arc};

use async_graphql::Context;
use uuid::Uuid;

use super::{
    anchor::{self, Anchor, Span},
    bounds::Size,
    cursor::{Cursor, Scope},
    filter, references,
};
use crate::{
    crm::{
        account_tag::AccountTag,
        criteria::{Criteria, Window},
        error::UpstreamError,
    },
    didar::{Didar, Endpoint, Need, Row, Slice},
    graphql::{
        argument::Located,
        engine::selection::Operation,
        error::{FieldErrors, InputError},
        model::{
            Model,
            entity::{Described, Description},
        },
        notes::Notes,
        record::{
            output::Connection,
            page::{self, PageArguments, Selects},
            projection,
        },
    },
};

/// One page of the records that match, as the value of a field.
pub(crate) async fn page<E: Described>(
    ctx: &Context<'_>,
    arguments: &PageArguments,
) -> Result<Connection<E>, FieldErrors> {
    let model = ctx.data_unchecked::<Arc<Model>>();
    let sets = vec![&ctx.item.node.selection_set];
    let plan = projection::page(Operation::of(ctx), model, E::OF.entity, &sets);
    let asked = Asked { of: E::OF, arguments, selects: plan.selects(), pointing: None };
    Ok(Connection::new(fetch(&asked, backing(ctx)).await?, plan))
}

/// What is asked of a connection.
pub(crate) struct Asked<'a> {
    pub(crate) of: &'static Description,
    pub(crate) arguments: &'a PageArguments,
    pub(crate) selects: Selects,
    /// Of records that point to one: by which entry of the filter, and to which.
    pub(crate) pointing: Option<(&'static str, Uuid)>,
}

/// What pages are fetched with.
#[derive(Clone, Copy)]
pub(crate) struct Backing<'a> {
    pub(crate) model: &'a Model,
    pub(crate) account: &'a AccountTag,
    pub(crate) didar: &'a Didar,
    pub(crate) notes: &'a Notes,
}

/// Every record that matches: `word` is one under a key that all of them have besides.
pub(crate) async fn every(
    of: &'static Description,
    arguments: &PageArguments,
    word: Option<(&'static str, &'static str)>,
    backing: Backing<'_>,
) -> Result<Vec<Row>, FieldErrors> {
    let Backing { model, didar, .. } = backing;
    let filter = arguments.filter.as_ref().map(|filter| Located::argument("filter", filter));
    let (entity, bin) = (model.of(of.entity), arguments.include_deleted);
    let mut native = filter::compile(model, entity, filter.as_ref(), None, bin)?;
    if let Some((key, word)) = word {
        native = native.with_word(key, word, "by")?;
    }
    let doubts = native.take_doubts();
    let criteria = references::settled(didar, model, native).await?;
    let rows = didar.every(of.endpoint, &criteria).await?;
    if rows.is_empty() {
        confirm(doubts)?;
    }
    Ok(rows)
}

/// Nothing was found: what was doubtful is refused, and is no empty list.
fn confirm(doubts: Vec<InputError>) -> Result<(), FieldErrors> {
    if doubts.is_empty() { Ok(()) } else { Err(doubts.into()) }
}

/// What pages are fetched with, in the operation of `ctx`.
pub(crate) fn backing<'a>(ctx: &'a Context<'_>) -> Backing<'a> {
    Backing {
        model: ctx.data_unchecked::<Arc<Model>>(),
        account: ctx.data_unchecked::<AccountTag>(),
        didar: ctx.data_unchecked::<Didar>(),
        notes: ctx.data_unchecked::<Notes>(),
    }
}

/// Fetches a page.
pub(crate) async fn fetch(
    asked: &Asked<'_>,
    backing: Backing<'_>,
) -> Result<page::Page, FieldErrors> {
    let Backing { model, account, didar, notes } = backing;
    let Asked { of, arguments, selects, pointing } = asked;
    let filter = arguments.filter.as_ref().map(|filter| Located::argument("filter", filter));
    let entity = model.of(of.entity);
    let mut native =
        filter::compile(model, entity, filter.as_ref(), *pointing, arguments.include_deleted)?;
    let doubts = native.take_doubts();
    let criteria = references::settled(didar, model, native).await?;
    let has_cursors = selects.places || arguments.after.is_some() || arguments.before.is_some();
    let scope = has_cursors.then(|| Scope::of(account, of.entity, &criteria));
    let cursor = |name, text: &Option<String>| match (text, &scope) {
        (Some(text), Some(scope)) => Cursor::parse(name, text, scope).map(Some),
        _ => Ok(None),
    };
    let sum = of.sum.filter(|_| selects.sum).map(|sum| sum.sum);
    let pager = Pager {
        didar,
        endpoint: of.endpoint,
        criteria: &criteria,
        need: Need { rows: selects.rows, total: selects.total, sum, rich: selects.rich },
        has_cursors: selects.places,
        size: Size::new(
            arguments.first,
            arguments.last,
            arguments.before.is_some() && arguments.after.is_none(),
        )?,
        after: cursor("after", &arguments.after)?,
        before: cursor("before", &arguments.before)?,
    };
    let page = pager.fetch(notes).await?;
    let is_known = selects.total || pager.looks_at_rows();
    if is_known && page.slice.matches == 0 && page.slice.rows.is_empty() {
        confirm(doubts)?;
    }
    // A look at one row is enough to notice that fields were added.
    if page.slice.rows.first().is_some_and(|(_, row)| model.misses_a_key_of(row)) {
        notes.met_unknown();
    }
    if page.slice.is_doubtful {
        notes.drift_detected();
    }
    Ok(page.shown(scope.as_ref().filter(|_| selects.places)))
}

/// A page that is being fetched.
struct Pager<'a> {
    didar: &'a Didar,
    endpoint: &'static Endpoint,
    criteria: &'a Criteria,
    need: Need,
    has_cursors: bool,
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
    slice: Slice,
    span: Span,
    rows: Range<u64>,
}

/// How often a page is fetched whose cursors' rows move meanwhile.
const MOST_ROUNDS: usize = 4;
/// How many calls a row is looked for with.
const MOST_LOOKS: usize = 10;

impl Pager<'_> {
    /// Fetches the page where the cursors say, and where one of them does not hold any
    /// more, again where its row is now: until the rows fetched prove where it stands.
    async fn fetch(&self, notes: &Notes) -> Result<Page, FieldErrors> {
        let mut anchors = Anchors {
            after: self.after.as_ref().map(Anchor::assumed),
            before: self.before.as_ref().map(Anchor::assumed),
        };
        for _ in 1..MOST_ROUNDS {
            let page = self.fetch_at(anchors).await?;
            if !self.looks_at_rows() {
                return Ok(page);
            }
            let is_from_end = self.size.counts_from_end() && self.before.is_none();
            if is_from_end && page.is_followed() {
                // The list grew after it was counted.
                continue;
            }
            let after = self.find(self.after.as_ref(), anchors.after, &page).await?;
            let before = self.find(self.before.as_ref(), anchors.before, &page).await?;
            let found = Anchors { after: after.anchor, before: before.anchor };
            if !(after.is_proven && before.is_proven) {
                notes.drift_detected();
                return if found == anchors { Ok(page) } else { self.fetch_at(found).await };
            }
            if found == anchors {
                return Ok(page);
            }
            anchors = found;
        }
        notes.drift_detected();
        self.fetch_at(anchors).await
    }

    fn looks_at_rows(&self) -> bool {
        self.need.rows && !self.size.is_nothing()
    }

    async fn fetch_at(&self, anchors: Anchors) -> Result<Page, FieldErrors> {
        let start = anchors.after.map_or(0, |after| after.next);
        let end = match anchors.before {
            Some(before) => before.end,
            None if self.size.counts_from_end() => self.total().await?,
            None => u64::MAX,
        };
        let rows = self.size.of(start..end);
        // The cursors' rows are looked at where they are thought to be.
        let cursors = anchors.after.iter().chain(&anchors.before).map(|anchor| anchor.end);
        let cursors: Vec<u64> = cursors.collect();
        let is_alone = cursors.is_empty() && !self.has_cursors && !self.size.counts_from_end();
        // Rows beside the page are fetched only for those who look at them.
        let window = if is_alone { rows.clone() } else { anchor::window(&rows, &cursors) };
        // A page without rows looks at none but its cursors': it only counts.
        let looks = self.looks_at_rows() && !(rows.is_empty() && cursors.is_empty());
        let slice = self.search(window.clone(), Need { rows: looks, ..self.need }).await?;
        let is_empty = !slice.rows.iter().any(|(at, _)| rows.contains(at));
        if looks && slice.ends_early && is_empty && !rows.is_empty() {
            // Not the end: Didar counts rows there.
            let (path, reason) = ("Response.List".to_owned(), "ends before TotalCount".to_owned());
            return Err(UpstreamError::Malformed { path, reason }.into());
        }
        Ok(Page { span: Span::of(&slice, window), slice, rows })
    }

    async fn search(&self, window: Range<u64>, need: Need) -> Result<Slice, FieldErrors> {
        let limit = window.end.saturating_sub(window.start);
        let window = Window { from: window.start, limit };
        Ok(self.didar.search(self.endpoint, self.criteria, window, need).await?)
    }

    /// How many rows there are: a page counted from the end begins there.
    async fn total(&self) -> Result<u64, FieldErrors> {
        let need = Need::TOTAL;
        Ok(self.search(0..0, need).await?.matches)
    }

    /// Where a cursor's row stands: by the page's rows, else by those around its offset, in
    /// ever wider windows.
    async fn find(
        &self,
        cursor: Option<&Cursor>,
        assumed: Option<Anchor>,
        page: &Page,
    ) -> Result<Sighting, FieldErrors> {
        let Some(cursor) = cursor else {
            return Ok(Sighting { anchor: None, is_proven: true });
        };
        if let Some(found) = Anchor::find(cursor, &page.span) {
            return Ok(Sighting { anchor: Some(found), is_proven: true });
        }
        let middle = assumed.map_or(cursor.offset, |anchor| anchor.end);
        let mut next = Some(anchor::surroundings(middle));
        let mut known = Span::default();
        for look in 0..MOST_LOOKS {
            let Some(places) = next else { break };
            let slice = self.search(places.clone(), Need::ROWS).await?;
            known.extend(Span::of(&slice, places));
            if let Some(found) = Anchor::find(cursor, &known) {
                return Ok(Sighting { anchor: Some(found), is_proven: !known.is_doubtful });
            }
            next = known.further(look % 2 == 0);
        }
        // The whole list was looked at: the row, or else one neighbour, tells the place.
        let near = Anchor::near(cursor, &known);
        let is_proven = near.is_some() && known.is_whole() && !known.is_doubtful;
        Ok(Sighting { anchor: near.or(assumed), is_proven })
    }
}

/// Where a cursor's row stands, or is thought to.
struct Sighting {
    anchor: Option<Anchor>,
    is_proven: bool,
}

impl Span {
    fn of(slice: &Slice, places: Range<u64>) -> Self {
        let rows = slice.rows.iter().map(|(at, row)| (*at, row.id()));
        let Slice { reaches_end, is_doubtful, .. } = *slice;
        Self { places, rows: rows.collect(), reaches_end, is_doubtful }
    }
}

impl Page {
    /// Whether a row stands behind the page.
    fn is_followed(&self) -> bool {
        self.slice.rows.last().is_some_and(|(at, _)| *at >= self.rows.end)
    }

    /// `scope` is that of the cursors, if any are selected.
    fn shown(self, scope: Option<&Scope>) -> page::Page {
        let is_followed = self.is_followed();
        let Self { slice, span, rows } = self;
        let page = slice.rows.iter().enumerate().filter(|(_, (at, _))| rows.contains(at));
        let cursors = scope.map(|scope| {
            let ids: Vec<Uuid> = span.rows.iter().map(|(_, id)| *id).collect();
            page.clone().map(|(index, (at, _))| Cursor::of(*at, &ids, index).write(scope)).collect()
        });
        let end = page.clone().next_back().map_or(rows.start, |(_, (at, _))| at + 1);
        let is_empty = page.clone().next().is_none();
        let page = slice.rows.into_iter().filter(|(at, _)| rows.contains(at));
        page::Page {
            cursors: cursors.unwrap_or_default(),
            has_previous_page: rows.start > 0,
            // A page that came back empty has no cursor to go on from, whatever Didar
            // counts.
            has_next_page: (is_followed || end < slice.matches) && (rows.is_empty() || !is_empty),
            total_count: slice.matches,
            sum: slice.sum,
            rows: page.map(|(_, row)| row).collect(),
        }
    }
}
