//! Names that an operator gives to custom fields and to options: `Field_996_12_9 = "budget"`,
//! `"تهران" = "TEHRAN"`.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::names;
use crate::crm::canonical::{Canonical, Words};

/// By the field's key, then by the option's text.
type OptionNames = BTreeMap<String, BTreeMap<String, String>>;

/// Names for custom fields by the fields' keys, and for their options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aliases {
    fields: HashMap<String, String>,
    options: OptionNames,
    /// Whether what was called otherwise before is still there under its old name.
    keeps_old: bool,
}

impl Default for Aliases {
    /// No names.
    fn default() -> Self {
        Self { fields: HashMap::new(), options: OptionNames::new(), keeps_old: true }
    }
}

impl Canonical for Aliases {
    /// In the order of the keys.
    fn write(&self, into: &mut Words) {
        let mut pairs: Vec<_> = self.fields.iter().collect();
        pairs.sort();
        for (key, alias) in pairs {
            into.text(key).text(alias);
        }
        for (key, names) in &self.options {
            into.word("Options").text(key);
            for (text, name) in names {
                into.text(text).text(name);
            }
        }
        if !self.keeps_old {
            into.word("NoOldNames");
        }
    }
}

/// A name that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{of} cannot be called \"{name}\": {why}")]
pub struct BadAlias {
    of: String,
    name: String,
    why: String,
}

impl Aliases {
    /// Checks pairs of key and alias; `is_core` knows the names of fields that every account
    /// has, `is_type` those of types that would be made from an alias.
    ///
    /// # Errors
    /// For the first alias that is no GraphQL name, that is the name of another field or may
    /// become one, from which the name of another type would be made, or that two fields share.
    pub(crate) fn new(
        pairs: impl IntoIterator<Item = (String, String)>,
        is_core: impl Fn(&str) -> bool,
        is_type: impl Fn(&str, &str) -> bool,
    ) -> Result<Self, BadAlias> {
        let mut by_alias: HashMap<String, String> = HashMap::new();
        for (key, alias) in pairs {
            let taken = by_alias.get(&alias).map(|other| format!("so is {other}"));
            if let Some(why) = unusable(&alias, &is_core, |alias| is_type(&key, alias)).or(taken) {
                return Err(BadAlias { of: format!("the field {key}"), name: alias, why });
            }
            by_alias.insert(alias, key);
        }
        let fields = by_alias.into_iter().map(|(alias, key)| (key, alias)).collect();
        Ok(Self { fields, ..Self::default() })
    }

    /// The same, with names for options, by the field's key and then by the option's text.
    ///
    /// # Errors
    /// For the first that is no name of an enumeration's value, that may be the one of an
    /// option without a name, or that two options of a field share.
    pub fn naming(
        self,
        options: BTreeMap<String, BTreeMap<String, String>>,
    ) -> Result<Self, BadAlias> {
        for (key, names) in &options {
            let mut taken = HashSet::new();
            for (text, name) in names {
                let why =
                    unusable_value(name)
                        .or((!taken.insert(name))
                            .then_some("another option of the field is called so"));
                if let Some(why) = why {
                    let of = format!("the option \"{text}\" of {key}");
                    return Err(BadAlias { of, name: name.clone(), why: why.to_owned() });
                }
            }
        }
        Ok(Self { options, ..self })
    }

    /// The same, without what was called otherwise before, or with it.
    #[must_use]
    pub fn keeping_old(self, keeps_old: bool) -> Self {
        Self { keeps_old, ..self }
    }

    /// The alias of the field with this key.
    pub(crate) fn of(&self, key: &str) -> Option<&str> {
        self.fields.get(key).map(String::as_str)
    }

    /// The names for the options of the field with this key.
    pub(crate) fn options_of(&self, key: &str) -> Option<&BTreeMap<String, String>> {
        self.options.get(key)
    }

    /// Whether old names stay.
    pub(crate) fn keeps_old_names(&self) -> bool {
        self.keeps_old
    }

    /// The keys that have one, in their order.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &str> {
        let mut keys: Vec<_> = self.fields.keys().map(String::as_str).collect();
        keys.sort_unstable();
        keys.into_iter()
    }

    /// The options that have a name: key of the field, text and name.
    pub(crate) fn options(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.options.iter().flat_map(|(key, names)| {
            names.iter().map(|(text, name)| (key.as_str(), text.as_str(), name.as_str()))
        })
    }

    /// Every alias, of fields that exist and of others.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.fields.values().map(String::as_str)
    }
}

fn unusable(
    alias: &str,
    is_core: impl Fn(&str) -> bool,
    is_type: impl Fn(&str) -> bool,
) -> Option<String> {
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
    if ["custom", "customFields"].contains(&alias) || is_core(alias) {
        return Some("the schema has a field of that name already".to_owned());
    }
    is_type(alias).then(|| "the schema has a type of the name that is made from it".to_owned())
}

fn unusable_value(name: &str) -> Option<&'static str> {
    if !names::is_name(name) {
        return Some(
            "a GraphQL name has Latin letters, digits and _, and begins with no digit and no __",
        );
    }
    if ["true", "false", "null"].contains(&name) {
        return Some("GraphQL has that word for itself");
    }
    name.starts_with(names::OPTION)
        .then_some("names that begin with OPT_ are those of options without a name")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pairs: &[(&str, &str)]) -> Result<Aliases, BadAlias> {
        let pairs = pairs.iter().map(|(key, alias)| ((*key).to_owned(), (*alias).to_owned()));
        Aliases::new(pairs, |name| name == "email", |_, name| name == "filter")
    }

    #[test]
    fn an_alias_is_a_name_of_its_own() {
        let aliases = check(&[("Field_996_12_9", "budget"), ("Field_996_0_8", "remark")]);
        let aliases = aliases.expect("usable");
        assert_eq!(aliases.of("Field_996_12_9"), Some("budget"));
        assert_eq!(aliases.of("Field_996_12_10"), None);
        for wrong in
            ["", "بودجه", "9x", "a b", "__x", "email", "customFields", "Field_996_1_1", "filter"]
        {
            let error = check(&[("Field_996_12_9", wrong)]).expect_err(wrong);
            assert!(error.to_string().contains("Field_996_12_9"), "{error}");
        }
        let error = check(&[("Field_1", "same"), ("Field_2", "same")]).expect_err("shared");
        assert!(error.to_string().contains("so is Field_1"), "{error}");
    }

    #[test]
    fn an_option_s_name_is_one_of_its_field() {
        let named = |names: &[(&str, &str)]| {
            let names = names.iter().map(|(text, name)| ((*text).to_owned(), (*name).to_owned()));
            Aliases::default().naming([("Field_1".to_owned(), names.collect())].into())
        };
        assert!(named(&[("تهران", "TEHRAN"), ("شیراز", "Shiraz_1")]).is_ok());
        for wrong in ["", "تهران", "1st", "__x", "true", "null", "OPT_TEHRAN00"] {
            let error = named(&[("تهران", wrong)]).expect_err(wrong).to_string();
            assert!(error.contains("\"تهران\" of Field_1"), "{error}");
        }
        let error = named(&[("تهران", "A"), ("شیراز", "A")]).expect_err("shared");
        assert!(error.to_string().contains("another option"), "{error}");
    }

    #[test]
    fn whatever_makes_another_schema_makes_another_text() {
        let with = |names: &[(&str, &str)]| {
            let names = names.iter().map(|(text, name)| ((*text).to_owned(), (*name).to_owned()));
            let options = [("Field_1".to_owned(), names.collect())].into();
            check(&[("Field_1", "city")]).expect("usable").naming(options).expect("usable")
        };
        let all = [
            Aliases::default(),
            check(&[("Field_1", "city")]).expect("usable"),
            check(&[("Field_1", "city")]).expect("usable").keeping_old(false),
            with(&[("a", "A")]),
            with(&[("a", "B")]),
            with(&[("a", "B")]).keeping_old(false),
        ];
        let texts: HashSet<_> = all.iter().map(Canonical::canonical).collect();
        assert_eq!(texts.len(), all.len(), "{texts:?}");
    }
}
