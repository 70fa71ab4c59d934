//! A choice field: an enumeration made from the account's options.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use async_graphql::Name;

use super::{
    names,
    nearest::{self, Known},
};
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

/// Names of the types that are made for a choice.
pub(crate) struct ChoiceTypes {
    /// Of its options.
    pub(crate) enumeration: String,
    /// Of a stored value.
    pub(crate) object: String,
    /// Of a test on the field.
    pub(crate) test: String,
}

impl ChoiceTypes {
    /// For a field without an alias, of which `stem` is made.
    pub(super) fn of_key(stem: String) -> Self {
        let [object, test] = ["_Choice", "_Test"].map(|end| format!("{stem}{end}"));
        Self { enumeration: stem, object, test }
    }

    /// For a field with an alias: `ContactCity`, `ContactCityChoice`, `ContactCityTest`.
    pub(crate) fn of_alias(entity: &str, alias: &str) -> Self {
        let stem = format!("{entity}{}", names::type_part(alias));
        let [object, test] = ["Choice", "Test"].map(|end| format!("{stem}{end}"));
        Self { enumeration: stem, object, test }
    }

    pub(crate) fn all(&self) -> [&str; 3] {
        [&self.enumeration, &self.object, &self.test]
    }
}

/// The options of one field.
pub(crate) struct Choice {
    pub(crate) types: ChoiceTypes,
    title: String,
    values: Vec<ChoiceValue>,
    by_text: HashMap<String, usize>,
    /// Whether the names from before are values of the enumeration.
    shows_old_names: bool,
    /// By the text as it is compared; `None` where several options are the same so.
    by_fold: HashMap<String, Option<usize>>,
}

struct ChoiceValue {
    name: Name,
    /// Its name before it was given this one.
    old_name: Option<Name>,
    option: FieldOption,
}

impl Choice {
    /// `None` where the field has no options: an enumeration cannot be empty.
    pub(crate) fn new(types: ChoiceTypes, title: &str, options: &[FieldOption]) -> Option<Self> {
        let mut names: Vec<String> = Vec::new();
        for option in options {
            let name = names::option_name(&option.value, |name| names.iter().any(|n| n == name));
            names.push(name);
        }
        let values: Vec<_> = names
            .iter()
            .zip(options)
            .map(|(name, option)| ChoiceValue {
                name: Name::new(name),
                old_name: None,
                option: option.clone(),
            })
            .collect();
        let by_text = options.iter().enumerate().map(|(at, option)| (option.value.clone(), at));
        let by_text = by_text.collect();
        let mut by_fold = HashMap::new();
        for (at, option) in options.iter().enumerate() {
            let known = by_fold.entry(text::fold(&option.value));
            known.and_modify(|known| *known = None).or_insert(Some(at));
        }
        let title = title.to_owned();
        let shows_old_names = false;
        let choice = Self { types, title, values, by_text, shows_old_names, by_fold };
        (!choice.values.is_empty()).then_some(choice)
    }

    /// The same, its options called by these names, each by the option's text; of two names for
    /// one option the first counts. Where `shows_old_names`, their names from before are values
    /// too; the portable form knows them all the same.
    pub(super) fn named(mut self, names: &BTreeMap<String, String>, shows_old_names: bool) -> Self {
        for (text, name) in names {
            let value = self.at(text).and_then(|at| self.values.get_mut(at));
            if let Some(value) = value.filter(|value| value.old_name.is_none()) {
                value.old_name = Some(std::mem::replace(&mut value.name, Name::new(name)));
            }
        }
        Self { shows_old_names, ..self }
    }

    /// The options in a line, those first that are most like what was written.
    pub(crate) fn listed(&self, written: &str, wording: Wording) -> String {
        let known = self.values.iter().map(|value| {
            let (name, label) = (value.name.as_str(), names::readable(&value.option.label));
            let shown = match wording {
                Wording::Names => format!("{name} ({label})"),
                Wording::Texts => format!("\"{label}\""),
            };
            Known { names: vec![name, &value.option.value], shown }
        });
        nearest::listed(written, known)
    }

    /// The text Didar stores for an enumeration value.
    fn text_of(&self, name: &str) -> Option<&str> {
        let is_it = |known: &Name| known.as_str() == name;
        let mut values = self.values.iter();
        let value = values
            .find(|value| is_it(&value.name) || value.old_name.as_ref().is_some_and(is_it))?;
        Some(&value.option.value)
    }

    /// Every name that is made for it: of its types, then of its options.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let old = self.values.iter().filter_map(|value| self.shown_old_name(value));
        let options = self.values.iter().map(|value| &value.name).chain(old);
        self.types.all().into_iter().chain(options.map(Name::as_str))
    }

    fn shown_old_name<'v>(&self, value: &'v ChoiceValue) -> Option<&'v Name> {
        value.old_name.as_ref().filter(|_| self.shows_old_names)
    }

    /// Whether an option is called so, or was.
    pub(crate) fn has_name(&self, name: &str) -> bool {
        self.text_of(name).is_some()
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
        let values = self.values.iter().flat_map(|value| {
            let info =
                |name: &Name| ValueInfo::new(name.as_str(), names::readable(&value.option.label));
            let old = self
                .shown_old_name(value)
                .map(|old| ValueInfo { deprecated: Some(instead(&value.name)), ..info(old) });
            [info(&value.name)].into_iter().chain(old)
        });
        let types = &self.types;
        registry::add_enum(registry, &types.enumeration, &self.title, values.collect());
        let fields = vec![
            FieldInfo::new(
                "option",
                types.enumeration.clone(),
                "Null where the stored text is no longer among the options.",
            ),
            label(),
        ];
        registry::add_object(registry, &types.object, &self.title, fields);
    }
}

/// Why an old name is not to be used any more.
pub(super) fn instead(name: &str) -> String {
    format!("Use `{name}`.")
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
    let names: Vec<_> = choices.map(|choice| choice.types.object.as_str()).collect();
    if names.is_empty() {
        return;
    }
    let doc = "The value of a choice field, whichever field: each has a type of its own with an \
               enumeration in `option`.";
    registry::add_interface(registry, INTERFACE, doc, vec![label()], &names);
}
