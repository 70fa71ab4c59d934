//! What there is, for somebody who named what there is not: the nearest first.

use strsim::damerau_levenshtein;

use crate::crm::text;

/// How many are listed.
const MOST: usize = 8;
/// How many letters a name has by which others are put in order: to compare takes the product
/// of the lengths.
const LONGEST: usize = 64;

/// Something by its names, and how it is listed.
pub(crate) struct Known<'a> {
    pub(crate) names: Vec<&'a str>,
    pub(crate) shown: String,
}

/// The things in a line, those first whose names are most like the one that was written.
pub(crate) fn listed<'a>(written: &str, known: impl Iterator<Item = Known<'a>>) -> String {
    let written = text::fold(written);
    let distance = |name: &&str| match name.len() {
        length if length > LONGEST || written.len() > LONGEST => usize::MAX,
        _ => damerau_levenshtein(&written, &text::fold(name)),
    };
    let mut known: Vec<_> = known
        .map(|known| (known.names.iter().map(distance).min().unwrap_or(usize::MAX), known.shown))
        .collect();
    // In their own order where they are as far.
    known.sort_by_key(|(distance, _)| *distance);
    let more = if known.len() > MOST { ", …" } else { "" };
    let shown: Vec<_> = known.into_iter().take(MOST).map(|(_, shown)| shown).collect();
    shown.join(", ") + more
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_comes_first_and_a_long_list_ends() {
        let names = ["شهر", "بودجه", "a", "b", "c", "d", "e", "f", "g"];
        let known =
            || names.iter().map(|name| Known { names: vec![name], shown: (*name).to_owned() });
        assert_eq!(listed("بودجة", known()), "بودجه, شهر, a, b, c, d, e, f, …");
        assert_eq!(listed(&"x".repeat(100), known().take(2)), "شهر, بودجه");
        assert_eq!(listed("x", known().take(0)), "");
    }
}
