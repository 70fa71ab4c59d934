//! The `Response` of a search: a page is long, and most of it is rows that are only to be
//! found.

use std::ops::Range;

use super::{
    members::{BYTES_A_ROW, RowMembers},
    scan::Scanner,
    text_slice::RowAt,
};

/// Where in an answer stands what `Response` has under `List` and `TotalCount`, in any case
/// (F8), as often as it does.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Listing {
    /// The items; `None` for a list that is none.
    pub(super) lists: Vec<Option<Vec<Item>>>,
    pub(super) totals: Vec<Range<usize>>,
}

/// Where an item of a list stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) span: Range<usize>,
    /// Which row it is, of those whose members were found.
    pub(super) row: RowAt,
}

impl Listing {
    /// Takes the next value, an object.
    pub(super) fn take(scanner: &mut Scanner<'_>, members: &mut RowMembers) -> Option<Self> {
        let mut listing = Self::default();
        scanner.members(|key, scanner| {
            let key = key.text();
            if key.eq_ignore_ascii_case("list") && scanner.peek() == Some(b'[') {
                // Room for what there usually is, once: there may be many lists.
                let room = scanner.rest() / BYTES_A_ROW + 1;
                let is_first = listing.lists.is_empty();
                let mut items = Vec::with_capacity(if is_first { room } else { 0 });
                scanner.items(|scanner| {
                    let (span, row) = members.row(scanner)?;
                    items.push(Item { span, row });
                    Some(())
                })?;
                listing.lists.push(Some(items));
                return Some(());
            }
            let span = scanner.span()?;
            if key.eq_ignore_ascii_case("list") {
                listing.lists.push(None);
            }
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
    use super::{super::text_slice::Found, *};

    fn listing(text: &str) -> (Listing, Found) {
        let mut members = RowMembers::of_text(text.len());
        let listing = Listing::take(&mut Scanner::of(text), &mut members).expect(text);
        (listing, members.into_found())
    }

    #[test]
    fn members_are_found_in_any_case_and_what_is_no_list_is_told() {
        let read = |text: &str| {
            let (listing, _) = listing(text);
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

    #[test]
    fn members_of_rows_are_kept_unless_they_are_many_or_have_escapes() {
        let kept = |text: &str| {
            let (listing, found) = listing(text);
            let list = listing.lists[0].as_ref().expect("a list");
            let members = |row: u32| found.rows[row as usize].places.len();
            let kept = list.iter().map(|item| item.row.map_or(0, members));
            (kept.collect::<Vec<_>>(), found.members.len())
        };
        let filled = "x".repeat(160);
        let text =
            format!(r#"{{"List":[{{"a":"{filled}","b":[1]}},{{}},{{"\u0061":1}},{{"c":2}}]}}"#);
        assert_eq!(kept(&text), (vec![2, 0, 0, 1], 3));
        let text = format!(r#"{{"List":[{{"a":"{}"}},{{"a":1,"b":2,"c":3}}]}}"#, &filled[..90]);
        assert_eq!(kept(&text).0, [1, 0]);
    }
}
