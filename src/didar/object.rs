//! A JSON object, of which only the keys that were asked for are read.

use std::collections::BTreeSet;

use smallvec::{SmallVec, smallvec};

use super::{
    json::Json,
    scan::{self, Key},
};

/// The values of the keys that were asked for, in that order. Most ask for a few, in each of
/// many objects: those are on the stack.
pub(super) type Values<'a> = SmallVec<[Option<Json<'a>>; 16]>;

/// The values of `keys` in the JSON object `text`. The text was parsed once as part
/// of the answer; a text that is no object has none of the keys.
pub(super) fn pick<'a>(text: &'a str, keys: &[impl AsRef<str>]) -> Values<'a> {
    let place = |key: Key<'_>| keys.iter().position(|wanted| key.is(wanted.as_ref()));
    pick_by(text, keys.len(), place)
}

/// The values of so many keys; `place` tells which one a key is.
pub(super) fn pick_by<'a>(
    text: &'a str,
    count: usize,
    place: impl Fn(Key<'a>) -> Option<usize>,
) -> Values<'a> {
    let mut picked = Picked::of(count);
    scan::visit(text, |key, members| {
        let value = members.value()?;
        picked.put(place(key), value)
    });
    picked.values
}

/// Values that are being picked out of an object.
pub(super) struct Picked<'a> {
    pub(super) values: Values<'a>,
    missing: usize,
}

impl<'a> Picked<'a> {
    /// So many values, none of which is known yet.
    pub(super) fn of(count: usize) -> Self {
        Self { values: smallvec![None; count], missing: count }
    }

    /// Puts a value into its place, if it has one. `None` once every place is filled: what
    /// follows need not be looked at.
    pub(super) fn put(&mut self, slot: Option<usize>, value: &'a str) -> Option<()> {
        let place = slot.and_then(|slot| self.values.get_mut(slot));
        // Of a key that comes twice the first counts, whatever else is read.
        if let Some(place) = place.filter(|place| place.is_none()) {
            *place = Some(Json::of_parsed(value));
            self.missing -= 1;
        }
        (self.missing > 0).then_some(())
    }
}

/// The value of `key` in the JSON object `text`.
#[must_use]
pub(super) fn get<'a>(text: &'a str, key: &str) -> Option<Json<'a>> {
    pick(text, &[key]).into_iter().flatten().next()
}

/// The keys of the JSON object `text`; none where it is no object.
#[must_use]
pub(super) fn keys(text: &str) -> Vec<String> {
    let mut keys = BTreeSet::new();
    scan::visit(text, |key, values| {
        keys.insert(key.text().into_owned());
        values.value().map(|_| ())
    });
    keys.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_asked_for_come_back_in_order_and_the_rest_is_skipped() {
        let text = r#"{"A":1,"B":{"x":[1,2]},"C":"\u0633"}"#;
        let values = pick(text, &["C", "Z", "B"]);
        let texts: Vec<_> = values.iter().map(|value| value.map(Json::get)).collect();
        assert_eq!(texts, [Some(r#""\u0633""#), None, Some(r#"{"x":[1,2]}"#)]);
        let first = pick(r#"{"A":1,"B":null,"A":2"#, &["A"]);
        assert_eq!(first[0].map(Json::get), Some("1"), "the rest is not looked at");
        let twice = pick(r#"{"A":1,"A":2,"B":3}"#, &["A", "B"]);
        assert_eq!(twice[0].map(Json::get), Some("1"), "whatever else is read");
    }
}
