//! The `Response` of a search: a page is long, and most of it is rows that are only to be
//! found.

use super::{envelope::malformed, json::Json, scan};
use crate::crm::error::UpstreamError;

/// What stands under `List` and `TotalCount`, in any case (F8), as often as it does.
pub(super) struct Listing<'a> {
    /// The texts of the items; `None` for one that is no list.
    pub(super) lists: Vec<Option<Vec<&'a str>>>,
    pub(super) totals: Vec<Json<'a>>,
}

impl<'a> Listing<'a> {
    /// Reads a text that was parsed as part of the answer.
    pub(super) fn read(response: &'a str) -> Result<Self, UpstreamError> {
        if !response.starts_with('{') {
            return Err(malformed("Response", "not an object"));
        }
        let mut listing = Self { lists: Vec::new(), totals: Vec::new() };
        scan::visit(response, |key, values| {
            let key = key.text();
            if key.eq_ignore_ascii_case("list") {
                listing.lists.push(values.items());
                return Some(());
            }
            let value = values.value()?;
            if key.eq_ignore_ascii_case("totalcount") {
                listing.totals.push(Json::of_parsed(value));
            }
            Some(())
        });
        Ok(listing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_found_in_any_case_and_what_is_no_list_is_told() {
        let read = |text: &str| {
            let listing = Listing::read(text).expect(text);
            let lists = listing.lists.iter().map(|list| list.as_ref().map(Vec::len));
            (lists.collect::<Vec<_>>(), listing.totals.len())
        };
        let whole = r#"{"A":{"List":[9]},"LIST":[1,{"x":[]},null],"totalCount":3,"z":[{}]}"#;
        assert_eq!(read(whole), (vec![Some(3)], 1));
        for none in ["null", "7", "-0.5e3", "\"\\u0634\"", "true", r#"{"a":{"b":1},"c":2}"#] {
            assert_eq!(read(&format!(r#"{{"List":{none}}}"#)), (vec![None], 0), "{none}");
        }
        assert_eq!(read(r#"{"List":[],"list":[1],"TotalCount":1,"TOTALCOUNT":2}"#).1, 2);
        for odd in ["[]", "null", "7"] {
            assert!(Listing::read(odd).is_err(), "{odd}");
        }
    }
}
