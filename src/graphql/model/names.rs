//! GraphQL names for what an account named itself.
//!
//! A name must be legal, unique and stable while people edit titles in Didar, so
//! fields are named after their key and options after a hash of their text; the
//! readable Persian text is the description.

use sha2::{Digest, Sha256};

use crate::crm::text;

/// The name of a custom field: its key, in lower case. `None` where the key is not
/// a GraphQL name or is reserved.
pub(crate) fn field_name(key: &str) -> Option<String> {
    let name = key.to_ascii_lowercase();
    is_name(&name).then_some(name)
}

/// What the name of an option begins with that has no name of its own.
pub(crate) const OPTION: &str = "OPT_";

/// The name of an option: `OPT_` and eight letters of a hash of its text, or more
/// where `taken` says that eight are not unique.
pub(crate) fn option_name(text: &str, taken: impl Fn(&str) -> bool) -> String {
    /// Crockford's Base32: no letters that are mistaken for digits.
    const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let hash = Sha256::digest(text.as_bytes());
    let letters = hash.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)]));
    let mut name = String::from(OPTION);
    for letter in letters {
        name.push(letter);
        if name.len() >= 12 && !taken(&name) {
            break;
        }
    }
    name
}

/// The part of a type's name that is made from the name of a field: `contract_date` gives
/// `ContractDate`.
pub(crate) fn type_part(name: &str) -> String {
    let words = name.split('_').filter(|word| !word.is_empty());
    words.map(|word| word[..1].to_ascii_uppercase() + &word[1..]).collect()
}

/// Whether a text is a GraphQL name (specification, 2.1.9) and not reserved.
pub(crate) fn is_name(text: &str) -> bool {
    let mut letters = text.bytes();
    letters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == b'_')
        && !text.starts_with("__")
}

/// A text of the account as documentation: one line as people see it, and without
/// backslashes, which async-graphql writes into SDL unescaped.
pub(crate) fn readable(text: &str) -> String {
    let seen = text::clean(text);
    let line: String =
        seen.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    line.trim().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_field_is_named_after_its_key() {
        assert_eq!(field_name("Field_996_12_8").as_deref(), Some("field_996_12_8"));
        for unusable in ["", "9_x", "a b", "__x", "فیلد", "a\"b"] {
            assert_eq!(field_name(unusable), None, "{unusable}");
        }
    }

    #[test]
    fn an_option_keeps_its_name_and_a_collision_gets_a_longer_one() {
        let name = option_name("تهران", |_| false);
        assert_eq!(name, option_name("تهران", |_| false));
        let longer = option_name("تهران", |taken| taken == name);
        assert!(longer.starts_with(&name) && longer.len() == name.len() + 1);
    }

    #[test]
    fn a_type_s_name_has_the_words_of_the_field_s() {
        for (name, part) in
            [("city", "City"), ("contract_date", "ContractDate"), ("_x__y1", "XY1"), ("_", "")]
        {
            assert_eq!(type_part(name), part, "{name}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_text_in_any_script_gives_a_legal_option_name(text in ".*") {
            prop_assert!(is_name(&option_name(&text, |_| false)));
        }

        #[test]
        fn any_key_gives_a_legal_name_or_none(key in ".*") {
            prop_assert!(field_name(&key).is_none_or(|name| is_name(&name)));
        }
    }
}
