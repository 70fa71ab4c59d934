//! A choice field: an enumeration made from the account's options.

use std::{collections::HashMap, sync::Arc};

use async_graphql::Name;

use super::names;
use crate::{
    crm::{field::FieldOption, persian, text},
    graphql::{
        argument::Located,
        engine::{
            Registry,
            registry::{self, FieldInfo, ValueInfo},
        },
        error::InputError,
    },
};

/// How options are written in an input.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wording {
    /// As enumeration values of this account's schema.
    Names,
    /// As their texts, or their enumeration values: the same type in every account.
    Texts,
}

/// The options of one field.
pub(crate) struct Choice {
    /// Name of the enumeration.
    pub(crate) type_name: String,
    title: String,
    values: Vec<ChoiceValue>,
    by_text: HashMap<String, usize>,
    /// By the text as it is compared; `None` where several options are the same so.
    by_fold: HashMap<String, Option<usize>>,
}

struct ChoiceValue {
    name: Name,
    option: FieldOption,
}

impl Choice {
    /// `None` where the field has no options: an enumeration cannot be empty.
    pub(crate) fn new(type_name: String, title: &str, options: &[FieldOption]) -> Option<Self> {
        let mut names: Vec<String> = Vec::new();
        for option in options {
            let name = names::option_name(&option.value, |name| names.iter().any(|n| n == name));
            names.push(name);
        }
        let values: Vec<_> = names
            .iter()
            .zip(options)
            .map(|(name, option)| ChoiceValue { name: Name::new(name), option: option.clone() })
            .collect();
        let by_text = options.iter().enumerate().map(|(at, option)| (option.value.clone(), at));
        let by_text = by_text.collect();
        let mut by_fold = HashMap::new();
        for (at, option) in options.iter().enumerate() {
            let known = by_fold.entry(text::fold(&option.value));
            known.and_modify(|known| *known = None).or_insert(Some(at));
        }
        let title = title.to_owned();
        (!values.is_empty()).then_some(Self { type_name, title, values, by_text, by_fold })
    }

    /// Name of the object that holds a stored value.
    pub(crate) fn object_name(&self) -> String {
        format!("{}_Choice", self.type_name)
    }

    /// The text Didar stores for an enumeration value.
    fn text_of(&self, name: &str) -> Option<&str> {
        let value = self.values.iter().find(|value| value.name.as_str() == name)?;
        Some(&value.option.value)
    }

    /// The option that a text is: to the letter, else as people see it. Of several that
    /// look the same, none.
    pub(crate) fn find(&self, text: &str) -> Option<&FieldOption> {
        let at = self.at(text)?;
        Some(&self.values.get(at)?.option)
    }

    /// The stored text of the option that an input means; `None` where there is none.
    pub(crate) fn given(
        &self,
        input: &Located<'_>,
        wording: Wording,
    ) -> Result<Option<&str>, InputError> {
        Ok(match wording {
            Wording::Names => self.text_of(input.enumeration()?),
            Wording::Texts => {
                let text = input.text()?;
                let by_text = self.find(&text).map(|option| option.value.as_str());
                by_text.or_else(|| self.text_of(&text::plain(&text)))
            }
        })
    }

    fn at(&self, text: &str) -> Option<usize> {
        let exact = self.by_text.get(text).copied();
        exact.or_else(|| self.by_fold.get(&text::fold(text)).copied()?)
    }

    /// The spellings under which an option may be stored. Where another option looks the
    /// same, it has one.
    pub(crate) fn spellings(&self, option: &str) -> Vec<String> {
        if self.by_fold.get(&text::fold(option)) == Some(&None) {
            return vec![option.to_owned()];
        }
        let mut spellings = persian::character_spellings(option);
        let seen = text::clean(option).into_owned();
        if !spellings.contains(&seen) {
            spellings.push(seen);
        }
        spellings
    }

    /// Whether a stored text is this option.
    pub(crate) fn is(&self, stored: &str, option: &str) -> bool {
        stored == option || self.find(stored).is_some_and(|found| found.value == option)
    }

    /// Every option with its enumeration value.
    pub(crate) fn options(&self) -> impl Iterator<Item = (&str, &FieldOption)> {
        self.values.iter().map(|value| (value.name.as_str(), &value.option))
    }

    /// The enumeration value and the label of a stored text; `None` where it is no longer
    /// among the options.
    pub(crate) fn known(&self, text: &str) -> Option<(&str, &str)> {
        let known = self.values.get(self.at(text)?)?;
        Some((known.name.as_str(), &known.option.label))
    }

    pub(crate) fn register(&self, registry: &mut Registry) {
        let values = self.values.iter().map(|value| ValueInfo {
            name: value.name.to_string(),
            doc: names::readable(&value.option.label),
        });
        registry::add_enum(registry, &self.type_name, &self.title, values.collect());
        let fields = vec![
            FieldInfo::new(
                "option",
                self.type_name.clone(),
                "Null where the stored text is no longer among the options.",
            ),
            label(),
        ];
        registry::add_object(registry, &self.object_name(), &self.title, fields);
    }
}

/// The interface of the values of all choice fields.
pub(crate) const INTERFACE: &str = "Choice";

fn label() -> FieldInfo {
    FieldInfo::new("label", "String!", "The text, as Didar shows it.")
}

/// Adds the interface, where there are such fields.
pub(crate) fn register_interface<'a>(
    registry: &mut Registry,
    choices: impl Iterator<Item = &'a Arc<Choice>>,
) {
    let names: Vec<_> = choices.map(|choice| choice.object_name()).collect();
    if names.is_empty() {
        return;
    }
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let doc = "The value of a choice field, whichever field: each has a type of its own with an \
               enumeration in `option`.";
    registry::add_interface(registry, INTERFACE, doc, vec![label()], &names);
}
