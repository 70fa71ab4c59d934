//! From `first`, `after`, `last` and `before` to a range of rows (Relay Cursor
//! Connections specification, "Pagination algorithm").

use std::ops::Range;

use crate::{graphql::error::InputError, message::message};

/// Didar's own default (F35).
const DEFAULT_SIZE: u64 = 30;
/// What one page may hold.
pub(crate) const MAX_SIZE: u64 = 300;

/// How many rows of the range between the cursors a page takes, and from which end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Size {
    first: Option<u64>,
    last: Option<u64>,
}

impl Size {
    /// Checks `first` and `last`. Without both a page has Didar's default size, from
    /// the end that the cursors leave open.
    pub(crate) fn new(
        first: Option<i32>,
        last: Option<i32>,
        only_before: bool,
    ) -> Result<Self, InputError> {
        let size = Self { first: checked("first", first)?, last: checked("last", last)? };
        Ok(match size {
            Self { first: None, last: None } if only_before => {
                Self { last: Some(DEFAULT_SIZE), ..size }
            }
            Self { first: None, last: None } => Self { first: Some(DEFAULT_SIZE), ..size },
            size => size,
        })
    }

    /// Whether the page has no rows whatever there is.
    pub(crate) fn is_nothing(self) -> bool {
        self.first == Some(0) || self.last == Some(0)
    }

    /// Whether the end of the list must be known: a page that is counted from it.
    pub(crate) fn counts_from_end(self) -> bool {
        self.first.is_none()
    }

    /// The rows of the page out of those between the cursors.
    pub(crate) fn of(self, between: Range<u64>) -> Range<u64> {
        let Range { start, end } = between;
        let end = end.max(start);
        let end = self.first.map_or(end, |first| end.min(start.saturating_add(first)));
        let start = self.last.map_or(start, |last| start.max(end.saturating_sub(last)));
        start..end
    }
}

fn checked(name: &str, size: Option<i32>) -> Result<Option<u64>, InputError> {
    let Some(size) = size else {
        return Ok(None);
    };
    match u64::try_from(size) {
        Ok(size) if size <= MAX_SIZE => Ok(Some(size)),
        Ok(_) => Err(InputError::new(&[name], message!("at most {most} a page", most = MAX_SIZE))),
        Err(_) => Err(InputError::new(&[name], message!("must not be negative"))),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn size(first: Option<i32>, last: Option<i32>) -> Size {
        Size::new(first, last, false).expect("within the limit")
    }

    #[test]
    fn the_default_is_taken_from_the_end_that_is_open() {
        assert_eq!(size(None, None).of(5..100), 5..35);
        assert_eq!(Size::new(None, None, true).map(|size| size.of(5..100)), Ok(70..100));
    }

    #[test]
    fn a_size_that_is_negative_or_too_large_is_refused_by_name() {
        for (first, last, path) in
            [(Some(301), None, "first"), (Some(-1), None, "first"), (None, Some(301), "last")]
        {
            let error = Size::new(first, last, false).expect_err("refused");
            assert_eq!(error.path, [path]);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_page_is_what_the_specification_s_list_operations_leave(
            start in 0u64..50, length in 0u64..50,
            first in proptest::option::of(0i32..60), last in proptest::option::of(0i32..60),
        ) {
            prop_assume!(first.is_some() || last.is_some());
            let mut rows: Vec<u64> = (start..start + length).collect();
            if let Some(first) = first {
                rows.truncate(usize::try_from(first).expect("not negative"));
            }
            if let Some(last) = last {
                let keep = usize::try_from(last).expect("not negative").min(rows.len());
                rows.drain(..rows.len() - keep);
            }
            let page: Vec<u64> = size(first, last).of(start..start + length).collect();
            prop_assert_eq!(page, rows);
        }
    }
}
