//! Names that somebody may have meant, in the words in which the engine proposes them.

use strsim::damerau_levenshtein;

use crate::message::{Message, message};

/// How many names are proposed.
const MOST: usize = 5;
/// How many letters a name has for which others are proposed: to compare takes the product
/// of the lengths.
pub(crate) const LONGEST: usize = 64;

/// ` Did you mean "email"?`, the likeliest first; `None` where no name is alike.
pub(crate) fn of(written: &str, known: &[&str]) -> Option<Message> {
    if written.len() > LONGEST {
        return None;
    }
    let lower = written.to_lowercase();
    let near = known.iter().filter_map(|name| {
        let distance = damerau_levenshtein(&lower, &name.to_lowercase());
        let most = (written.len().max(name.len()) / 2).max(1);
        (distance < most).then_some((distance, *name))
    });
    let mut near: Vec<_> = near.collect();
    near.sort_unstable();
    near.truncate(MOST);
    let names: Vec<_> = near.iter().map(|(_, name)| format!("\"{name}\"")).collect();
    (!names.is_empty()).then(|| message!(" Did you mean {names}?", names = names.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_alike_are_proposed_the_nearest_first() {
        let known = ["email", "mobilePhone", "workPhone", "type"];
        let said = |proposal: Option<Message>| proposal.expect("alike").to_string();
        assert_eq!(said(of("emial", &known)), " Did you mean \"email\"?");
        assert_eq!(said(of("EMAIL", &known)), " Did you mean \"email\"?");
        let phones = said(of("mobilPhone", &known));
        assert!(phones.starts_with(" Did you mean \"mobilePhone\""), "{phones}");
        assert_eq!(of("zzz", &known), None);
    }
}
