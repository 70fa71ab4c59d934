//! Finding a cursor's row again.
//!
//! Between two pages rows may come or go above a cursor, and its offset then names another
//! row. A cursor therefore also knows its row's id and short hashes of its neighbours. The
//! row itself tells where the list goes on. Where it is gone, a neighbour before it and one
//! behind it with only new rows between them prove that, and tell the place: one neighbour
//! alone does not, because the row may have moved out of the rows that were looked at.

use std::ops::Range;

use uuid::Uuid;

use super::cursor::{Cursor, NEIGHBOURS};

/// How far from its offset a row is looked for first.
pub(crate) const REACH: u64 = 150;
/// How many rows each further look takes, in turn behind and before those known.
const STEP: u64 = 300;

/// Where a cursor stands in the list as it is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Anchor {
    /// The first row after it.
    pub(crate) next: u64,
    /// The end of the rows before it.
    pub(crate) end: u64,
}

/// Rows that stand side by side in the list.
#[derive(Debug, Clone, Default)]
pub(crate) struct Span {
    /// The places that were looked at.
    pub(crate) places: Range<u64>,
    /// The rows found there with their places, in order.
    pub(crate) rows: Vec<(u64, Uuid)>,
    /// Whether the list ends with them.
    pub(crate) reaches_end: bool,
    /// Whether the list changed while they were read, or contradicts itself: they prove
    /// nothing.
    pub(crate) is_doubtful: bool,
}

impl Anchor {
    /// As the cursor has it: right unless rows came or went above it.
    pub(crate) fn assumed(cursor: &Cursor) -> Self {
        Self { next: cursor.offset + 1, end: cursor.offset }
    }

    fn of_row(at: u64) -> Self {
        Self { next: at + 1, end: at }
    }

    /// Where the cursor's row stands among the rows, or stood: as far as they prove it. The
    /// row itself is no proof without one of its neighbours: it may have moved alone.
    pub(crate) fn find(cursor: &Cursor, span: &Span) -> Option<Self> {
        let (before, behind) = (span.place_after(cursor), span.place_before(cursor));
        let is_between = |at: u64| {
            before.is_none_or(|before| before <= at) && behind.is_none_or(|behind| at < behind)
        };
        let has_neighbour = before.is_some() || behind.is_some();
        match span.place_of_row(cursor) {
            Some(at) if has_neighbour && is_between(at) => Some(Self::of_row(at)),
            _ => {
                let (before, behind) = (before?, behind?);
                (before <= behind).then_some(Self { next: before, end: behind })
            }
        }
    }

    /// The likeliest place where there is no proof: that of the row, else next to its nearest
    /// neighbour. Certain where the whole list was looked at.
    pub(crate) fn near(cursor: &Cursor, span: &Span) -> Option<Self> {
        let near = || {
            let place = span.place_after(cursor).or_else(|| span.place_before(cursor))?;
            Some(Self { next: place, end: place })
        };
        span.place_of_row(cursor).map(Self::of_row).or_else(near)
    }
}

impl Span {
    /// The place behind the nearest row before the cursor's that is still there.
    fn place_after(&self, cursor: &Cursor) -> Option<u64> {
        let known = || cursor.before.iter().flatten();
        let nearest = known().find_map(|hash| self.place_of(*hash));
        // The list's beginning is a neighbour too, of the rows that stood close to it.
        let stood_at_start = known().count() < NEIGHBOURS && self.places.start == 0;
        nearest.map(|at| at + 1).or(stood_at_start.then_some(0))
    }

    /// The place of the nearest row behind the cursor's that is still there.
    fn place_before(&self, cursor: &Cursor) -> Option<u64> {
        let known = || cursor.behind.iter().flatten();
        let nearest = known().find_map(|hash| self.place_of(*hash));
        let stood_at_end = known().count() < NEIGHBOURS && self.reaches_end;
        nearest.or_else(|| stood_at_end.then(|| self.end()))
    }

    fn place_of_row(&self, cursor: &Cursor) -> Option<u64> {
        let found = self.rows.iter().find(|(_, id)| *id == cursor.row_id);
        found.map(|(at, _)| *at)
    }

    fn place_of(&self, hash: [u8; 4]) -> Option<u64> {
        let found = self.rows.iter().find(|(_, id)| Cursor::short_hash(id) == hash);
        found.map(|(at, _)| *at)
    }

    /// The place behind the last row.
    fn end(&self) -> u64 {
        self.rows.last().map_or(self.places.start, |(at, _)| at + 1)
    }

    /// Whether it is the whole list.
    pub(crate) fn is_whole(&self) -> bool {
        self.places.start == 0 && self.reaches_end
    }

    /// The rows to look at next, behind those known or before them.
    pub(crate) fn further(&self, is_behind: bool) -> Option<Range<u64>> {
        let Range { start, end } = self.places;
        match (is_behind && !self.reaches_end, start > 0) {
            (true, _) => Some(end..end.saturating_add(STEP)),
            (false, true) => Some(start.saturating_sub(STEP)..start),
            (false, false) if !self.reaches_end => Some(end..end.saturating_add(STEP)),
            (false, false) => None,
        }
    }

    /// Adds rows that stand next to these, the first to none. One that is known already has
    /// moved meanwhile.
    pub(crate) fn extend(&mut self, more: Self) {
        if self.places.is_empty() {
            *self = more;
            return;
        }
        self.is_doubtful |= more.is_doubtful;
        let is_behind = more.places.start >= self.places.end;
        let known: Vec<Uuid> = self.rows.iter().map(|(_, id)| *id).collect();
        let fresh = more.rows.into_iter().filter(|(_, id)| !known.contains(id));
        if is_behind {
            self.rows.extend(fresh);
            self.places.end = more.places.end;
            self.reaches_end |= more.reaches_end;
        } else {
            self.rows = fresh.chain(std::mem::take(&mut self.rows)).collect();
            self.places.start = more.places.start;
        }
    }
}

/// The rows to fetch for a page: the page itself, the rows that its cursors remember on
/// both sides, and those around the cursors that bound it.
pub(crate) fn window(page: &Range<u64>, cursors: &[u64]) -> Range<u64> {
    let margin = NEIGHBOURS as u64;
    let widened =
        |range: Range<u64>| range.start.saturating_sub(margin)..range.end.saturating_add(margin);
    let near = cursors.iter().copied().filter(|offset| {
        let gap = page.start.saturating_sub(*offset).max(offset.saturating_sub(page.end));
        gap <= REACH
    });
    near.map(|offset| widened(offset..offset + 1)).fold(widened(page.clone()), |window, around| {
        window.start.min(around.start)..window.end.max(around.end)
    })
}

/// The rows around an offset in which a cursor's row is looked for first.
pub(crate) fn surroundings(offset: u64) -> Range<u64> {
    offset.saturating_sub(REACH)..offset.saturating_add(REACH)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u64) -> Uuid {
        Uuid::from_u128(u128::from(n) + 1)
    }

    /// The cursor of row 10 in the list of rows 0 to 19.
    fn cursor() -> Cursor {
        let ids: Vec<_> = (0..20).map(id).collect();
        Cursor::of(10, &ids, 10)
    }

    /// The rows at these places of a list.
    fn span(list: &[u64], places: Range<u64>) -> Span {
        let rows = (0..).zip(list).filter(|(at, _)| places.contains(at));
        Span {
            rows: rows.map(|(at, n)| (at, id(*n))).collect(),
            reaches_end: places.end > list.len() as u64,
            is_doubtful: false,
            places,
        }
    }

    fn find(list: impl IntoIterator<Item = u64>, places: Range<u64>) -> Option<Anchor> {
        let list: Vec<u64> = list.into_iter().collect();
        Anchor::find(&cursor(), &span(&list, places))
    }

    #[test]
    fn a_row_is_found_where_it_moved_to() {
        assert_eq!(find(0..20, 0..30), Some(Anchor { next: 11, end: 10 }));
        assert_eq!(find((100..103).chain(0..20), 0..30), Some(Anchor { next: 14, end: 13 }));
        assert_eq!(find(4..20, 0..30), Some(Anchor { next: 7, end: 6 }));
    }

    #[test]
    fn a_row_is_given_up_only_between_neighbours_on_both_sides() {
        let without = |gone: &'static [u64]| (0..20).filter(|n| !gone.contains(n));
        assert_eq!(find(without(&[10]), 7..14), Some(Anchor { next: 10, end: 10 }));
        assert_eq!(find(without(&[8, 9, 10, 11]), 5..12), Some(Anchor { next: 8, end: 8 }));
        let grown = (0..10).chain(100..105).chain(11..20);
        assert_eq!(find(grown, 5..20), Some(Anchor { next: 10, end: 15 }));
        // Two rows came at the top: the row is behind what was looked at, not gone.
        assert_eq!(find((100..102).chain(0..20), 7..12), None);
        assert_eq!(find(without(&[7, 8, 9, 10, 11, 12, 13]), 0..30), None);
    }

    #[test]
    fn a_row_that_moved_alone_is_no_place_to_go_on_from() {
        let moved = || std::iter::once(10).chain((0..20).filter(|n| *n != 10));
        assert_eq!(find(moved(), 0..30), Some(Anchor { next: 11, end: 11 }));
        assert_eq!(find(moved(), 0..4), None, "its neighbours are elsewhere");
    }

    #[test]
    fn the_ends_of_the_list_are_neighbours_of_the_rows_close_to_them() {
        let ids: Vec<_> = (0..3).map(id).collect();
        let (first, last) = (Cursor::of(0, &ids, 0), Cursor::of(2, &ids, 2));
        let anchor = |next, end| Some(Anchor { next, end });
        assert_eq!(Anchor::find(&first, &span(&[100, 1, 2], 0..9)), anchor(0, 1));
        assert_eq!(Anchor::find(&last, &span(&[0, 1, 100], 0..9)), anchor(2, 3));
        assert_eq!(Anchor::find(&first, &span(&[100], 0..9)), anchor(0, 1));
    }

    #[test]
    fn a_search_goes_on_behind_and_before_until_the_list_is_whole() {
        let mut known = Span { places: 400..700, ..Span::default() };
        assert_eq!(known.further(true), Some(700..1000));
        assert_eq!(known.further(false), Some(100..400));
        known.extend(Span { places: 700..1000, reaches_end: true, ..Span::default() });
        assert_eq!(known.further(true), Some(100..400));
        known.extend(Span { places: 0..400, ..Span::default() });
        assert!(known.is_whole() && known.further(true).is_none());
    }

    #[test]
    fn a_window_holds_the_page_and_what_its_cursors_remember() {
        assert_eq!(window(&(11..41), &[10]), 7..44);
        assert_eq!(window(&(0..10), &[10]), 0..14);
        assert_eq!(window(&(500..510), &[10]), 497..513);
    }
}
