//! Finding a cursor's row again.
//!
//! Between two pages rows may come or go above a cursor, and its offset then names
//! another row. A cursor therefore also knows its row's id and short hashes of the
//! rows before it: the row itself, or else its nearest surviving predecessor, tells
//! where the list goes on, so that nothing is repeated and nothing is missed.

use std::ops::Range;

use uuid::Uuid;

use super::cursor::{Cursor, PREDECESSORS};

/// How far from its offset a row is looked for.
pub(crate) const REACH: u64 = 150;

/// Where a cursor stands in the list as it is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Anchor {
    /// The first row after it.
    pub(crate) next: u64,
    /// The end of the rows before it.
    pub(crate) end: u64,
}

impl Anchor {
    /// As the cursor has it: right unless rows came or went above it.
    pub(crate) fn assumed(cursor: &Cursor) -> Self {
        Self { next: cursor.offset + 1, end: cursor.offset }
    }

    /// Looks for the cursor's row among rows that begin at `from`; where it is gone,
    /// for its nearest predecessor.
    pub(crate) fn find(cursor: &Cursor, from: u64, ids: &[Uuid]) -> Option<Self> {
        let offset = |index: usize| from + u64::try_from(index).unwrap_or(u64::MAX);
        if let Some(index) = ids.iter().position(|id| *id == cursor.row_id) {
            return Some(Self { next: offset(index) + 1, end: offset(index) });
        }
        cursor.predecessors.iter().flatten().find_map(|known| {
            let index = ids.iter().position(|id| Cursor::short_hash(id) == *known)?;
            Some(Self { next: offset(index) + 1, end: offset(index) + 1 })
        })
    }

    /// Whether the cursor's row is where the cursor says, as far as these rows tell.
    pub(crate) fn holds(cursor: &Cursor, from: u64, ids: &[Uuid]) -> bool {
        let index = cursor.offset.checked_sub(from).and_then(|index| usize::try_from(index).ok());
        index.and_then(|index| ids.get(index)) == Some(&cursor.row_id)
    }
}

/// The rows to fetch for a page: the page itself, the rows that its cursors remember,
/// and the rows of the cursors that bound it.
pub(crate) fn window(page: &Range<u64>, cursors: &[&Cursor]) -> Range<u64> {
    let remembered = page.start.saturating_sub(PREDECESSORS as u64);
    let near = cursors.iter().map(|cursor| cursor.offset).filter(|offset| {
        let gap = page.start.saturating_sub(*offset).max(offset.saturating_sub(page.end));
        gap <= REACH
    });
    near.fold(remembered..page.end, |window, offset| {
        window.start.min(offset)..window.end.max(offset + 1)
    })
}

/// The rows around a cursor in which its row is looked for.
pub(crate) fn surroundings(cursor: &Cursor) -> Range<u64> {
    cursor.offset.saturating_sub(REACH)..cursor.offset.saturating_add(REACH)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u64) -> Uuid {
        Uuid::from_u128(u128::from(n) + 1)
    }

    /// The cursor of row 10 in the list of rows 0, 1, 2, …
    fn cursor() -> Cursor {
        let ids: Vec<_> = (0..20).map(id).collect();
        Cursor::of(10, &ids, 10)
    }

    fn find(rows: impl IntoIterator<Item = u64>) -> Option<Anchor> {
        Anchor::find(&cursor(), 0, &rows.into_iter().map(id).collect::<Vec<_>>())
    }

    #[test]
    fn a_row_is_found_where_it_moved_to() {
        assert_eq!(find(0..20), Some(Anchor { next: 11, end: 10 }));
        assert_eq!(find((100..103).chain(0..20)), Some(Anchor { next: 14, end: 13 }));
        assert_eq!(find(4..20), Some(Anchor { next: 7, end: 6 }));
    }

    #[test]
    fn where_the_row_is_gone_the_list_goes_on_behind_its_nearest_predecessor() {
        assert_eq!(find((0..20).filter(|n| *n != 10)), Some(Anchor { next: 10, end: 10 }));
        let gone = |n: &u64| ![8, 9, 10].contains(n);
        assert_eq!(find((0..20).filter(gone)), Some(Anchor { next: 8, end: 8 }));
        assert_eq!(find((0..20).filter(|n| *n < 7 || *n > 10)), None);
    }

    #[test]
    fn a_window_holds_the_page_what_its_cursors_remember_and_the_cursor() {
        let cursor = cursor();
        assert_eq!(window(&(11..41), &[&cursor]), 8..41);
        assert_eq!(window(&(0..10), &[&cursor]), 0..11);
        assert_eq!(window(&(500..510), &[&cursor]), 497..510);
    }
}
