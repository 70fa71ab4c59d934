//! The `Response` of a search: a page is long, and most of it is rows that are only to be
//! found.

use std::ops::Range;

use super::{members, scan::Scanner, text_slice::Member};

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
    /// The members of an object among those found, if they were all kept.
    pub(super) members: Range<usize>,
}

/// The members of the rows, as far as they are kept.
pub(super) struct RowMembers {
    found: Vec<Member>,
    /// How many are kept at most: no more memory than the text takes.
    most: usize,
    /// Those of the item before.
    before: Range<usize>,
}

impl RowMembers {
    /// Of a text of so many bytes.
    pub(super) fn of_text(bytes: usize) -> Self {
        let most = bytes / size_of::<Member>();
        // A member of a row has some thirty bytes.
        Self { found: Vec::with_capacity(bytes / 32), most, before: 0..0 }
    }

    pub(super) fn into_found(self) -> Vec<Member> {
        self.found
    }

    /// Takes the next value, an item.
    fn item(&mut self, scanner: &mut Scanner<'_>) -> Option<Item> {
        let start = self.found.len();
        if scanner.peek() != Some(b'{') {
            return Some(Item { span: scanner.span()?, members: start..start });
        }
        let before = self.before.clone();
        let most = self.most;
        let span =
            scanner.leap(|text, at| members::take(text, at, (&mut self.found, most), before));
        let item = match span {
            Some(span) => Item { span, members: start..self.found.len() },
            None => {
                self.found.truncate(start);
                self.scanned(scanner)?
            }
        };
        self.before.clone_from(&item.members);
        Some(item)
    }

    /// The same, member by member.
    fn scanned(&mut self, scanner: &mut Scanner<'_>) -> Option<Item> {
        let start = self.found.len();
        let mut is_whole = true;
        let span = scanner.passed(|scanner| {
            scanner.members(|key, scanner| {
                let value = scanner.span()?;
                let member = key.raw().and_then(|raw| Member::new(raw, key.at(), value));
                match member {
                    Some(member) if self.found.len() < self.most => self.found.push(member),
                    _ => is_whole = false,
                }
                Some(())
            })
        })?;
        if !is_whole {
            self.found.truncate(start);
        }
        Some(Item { span, members: start..self.found.len() })
    }
}

impl Listing {
    /// Takes the next value, an object.
    pub(super) fn take(scanner: &mut Scanner<'_>, members: &mut RowMembers) -> Option<Self> {
        let mut listing = Self::default();
        scanner.members(|key, scanner| {
            let key = key.text();
            if key.eq_ignore_ascii_case("list") && scanner.peek() == Some(b'[') {
                let mut items = Vec::new();
                scanner.items(|scanner| {
                    items.push(members.item(scanner)?);
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
    use super::*;

    fn listing(text: &str) -> (Listing, Vec<Member>) {
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
            let (listing, members) = listing(text);
            let list = listing.lists[0].as_ref().expect("a list");
            (list.iter().map(|item| item.members.len()).collect::<Vec<_>>(), members.len())
        };
        let filled = "x".repeat(100);
        let text =
            format!(r#"{{"List":[{{"a":"{filled}","b":[1]}},{{}},{{"\u0061":1}},{{"c":2}}]}}"#);
        assert_eq!(kept(&text), (vec![2, 0, 0, 1], 3));
        assert_eq!(kept(r#"{"List":[{"a":1},{"a":1,"b":2,"c":3}]}"#).0, [1, 0]);
    }
}
