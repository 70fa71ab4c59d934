//! Names that an operator gives to custom fields: `Field_996_12_9 = "budget"`.

use std::collections::HashMap;

use super::names;
use crate::crm::canonical::{Canonical, Words};

/// Names for custom fields by the fields' keys.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Aliases(HashMap<String, String>);

impl Canonical for Aliases {
    /// In the order of the keys.
    fn write(&self, into: &mut Words) {
        let mut pairs: Vec<_> = self.0.iter().collect();
        pairs.sort();
        for (key, alias) in pairs {
            into.text(key).text(alias);
        }
    }
}

/// An alias that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the field {key} cannot be called \"{alias}\": {why}")]
pub struct BadAlias {
    key: String,
    alias: String,
    why: String,
}

impl Aliases {
    /// Checks pairs of key and alias; `is_core` knows the names that every account has.
    ///
    /// # Errors
    /// For the first alias that is no GraphQL name, that is the name of another field or may
    /// become one, or that two fields share.
    pub(crate) fn new(
        pairs: impl IntoIterator<Item = (String, String)>,
        is_core: impl Fn(&str) -> bool,
    ) -> Result<Self, BadAlias> {
        let mut by_alias: HashMap<String, String> = HashMap::new();
        for (key, alias) in pairs {
            let taken = by_alias.get(&alias).map(|other| format!("so is {other}"));
            if let Some(why) = unusable(&alias, &is_core).or(taken) {
                return Err(BadAlias { key, alias, why });
            }
            by_alias.insert(alias, key);
        }
        Ok(Self(by_alias.into_iter().map(|(alias, key)| (key, alias)).collect()))
    }

    /// The alias of the field with this key.
    pub(crate) fn of(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// The keys that have one, in their order.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &str> {
        let mut keys: Vec<_> = self.0.keys().map(String::as_str).collect();
        keys.sort_unstable();
        keys.into_iter()
    }

    /// Every alias, of fields that exist and of others.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.values().map(String::as_str)
    }
}

fn unusable(alias: &str, is_core: impl Fn(&str) -> bool) -> Option<String> {
    if !names::is_name(alias) {
        return Some(
            "a GraphQL name has Latin letters, digits and _, and begins with no digit and no __"
                .to_owned(),
        );
    }
    if alias.to_ascii_lowercase().starts_with("field_") {
        return Some(
            "names that begin with field_ are those of fields without an alias".to_owned(),
        );
    }
    let is_core = ["custom", "customFields"].contains(&alias) || is_core(alias);
    is_core.then(|| "the schema has a field of that name already".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pairs: &[(&str, &str)]) -> Result<Aliases, BadAlias> {
        let pairs = pairs.iter().map(|(key, alias)| ((*key).to_owned(), (*alias).to_owned()));
        Aliases::new(pairs, |name| name == "email")
    }

    #[test]
    fn an_alias_is_a_name_of_its_own() {
        let aliases = check(&[("Field_996_12_9", "budget"), ("Field_996_0_8", "remark")]);
        let aliases = aliases.expect("usable");
        assert_eq!(aliases.of("Field_996_12_9"), Some("budget"));
        assert_eq!(aliases.of("Field_996_12_10"), None);
        for wrong in ["", "بودجه", "9x", "a b", "__x", "email", "customFields", "Field_996_1_1"]
        {
            let error = check(&[("Field_996_12_9", wrong)]).expect_err(wrong);
            assert!(error.to_string().contains("Field_996_12_9"), "{error}");
        }
        let error = check(&[("Field_1", "same"), ("Field_2", "same")]).expect_err("shared");
        assert!(error.to_string().contains("so is Field_1"), "{error}");
    }
}
