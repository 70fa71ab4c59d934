//! The `Response` of a search: a page is long, and most of it is rows that are only to be
//! found.

use std::ops::Range;

use super::scan::Scanner;

/// Where in an answer stands what `Response` has under `List` and `TotalCount`, in any case
/// (F8), as often as it does.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Listing {
    /// The items; `None` for a list that is none.
    pub(super) lists: Vec<Option<Vec<Range<usize>>>>,
    pub(super) totals: Vec<Range<usize>>,
}

impl Listing {
    /// Takes the next value, an object.
    pub(super) fn take(scanner: &mut Scanner<'_>) -> Option<Self> {
        let mut listing = Self::default();
        scanner.members(|key, scanner| {
            let key = key.text();
            if key.eq_ignore_ascii_case("list") {
                let is_list = scanner.peek() == Some(b'[');
                listing.lists.push(if is_list { Some(scanner.items()?) } else { None });
                return if is_list { Some(()) } else { scanner.span().map(|_| ()) };
            }
            let span = scanner.span()?;
            if key.eq_ignore_ascii_case("totalcount") {
                listing.totals.push(span);
            }
            Some(())
        })?;
        Some(listing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_found_in_any_case_and_what_is_no_list_is_told() {
        let read = |text: &str| {
            let listing = Listing::take(&mut Scanner::of(text)).expect(text);
            let lists = listing.lists.iter().map(|list| list.as_ref().map(Vec::len));
            (lists.collect::<Vec<_>>(), listing.totals.len())
        };
        let whole = r#"{"A":{"List":[9]},"LIST":[1,{"x":[]},null],"totalCount":3,"z":[{}]}"#;
        assert_eq!(read(whole), (vec![Some(3)], 1));
        for none in ["null", "7", "-0.5e3", "\"\\u0634\"", "true", r#"{"a":{"b":1},"c":2}"#] {
            assert_eq!(read(&format!(r#"{{"List":{none}}}"#)), (vec![None], 0), "{none}");
        }
        assert_eq!(read(r#"{"List":[],"list":[1],"TotalCount":1,"TOTALCOUNT":2}"#).1, 2);
    }
}
