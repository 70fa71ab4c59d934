//! The input types of an entity's mutations.

use std::marker::PhantomData;

use super::{
    changes::{self, Form},
    custom,
};
use crate::graphql::{
    engine::{
        Registry,
        raw_input::{InputName, RawInput},
        registry::{self, InputInfo, Shape},
    },
    model::{
        entity::{Described, Description, EntityModel, Then},
        kind::Kind,
    },
};

/// A new record.
pub(crate) type CreateInput<E> = RawInput<Create<E>>;
/// Changes to a record.
pub(crate) type Patch<E> = RawInput<PatchOf<E>>;
/// How to find a record.
pub(crate) type MatchInput<E> = RawInput<MatchOf<E>>;
/// A record to be created or changed by its code.
pub(crate) type ByCodeInput<E> = RawInput<ByCodeOf<E>>;
/// One save of several.
pub(crate) type SaveInput<E> = RawInput<Save<E>>;

macro_rules! name {
    ($(#[$doc:meta])* $marker:ident, $function:ident, $form:literal) => {
        $(#[$doc])*
        pub(crate) struct $marker<E>(PhantomData<E>);

        impl<E: Described> InputName for $marker<E> {
            fn name() -> String {
                $function(E::OF)
            }
        }

        fn $function(of: &Description) -> String {
            format!($form, of.name())
        }
    };
}

/// Names `Create…Input`.
pub(crate) struct Create<E>(PhantomData<E>);

impl<E: Described> InputName for Create<E> {
    fn name() -> String {
        create(E::OF)
    }
}

fn create(of: &Description) -> String {
    let own = of.saving.as_ref().and_then(|saving| saving.input);
    own.map_or_else(|| format!("Create{}Input", of.name()), str::to_owned)
}

name!(
    /// Names `…Patch`.
    PatchOf, patch, "{}Patch"
);
name!(
    /// Names `…Match`.
    MatchOf, matching, "{}Match"
);
name!(
    /// Names `…Input`.
    ByCodeOf, by_code, "{}Input"
);
name!(
    /// Names `Save…Input`.
    Save, save, "Save{}Input"
);

/// Adds the input types.
pub(crate) fn register(entity: &EntityModel, registry: &mut Registry) {
    let of = entity.description;
    let Some(saving) = &of.saving else { return };
    let (noun, nouns) = of.nouns;
    let add = registry::add_input;
    let custom = custom::register(registry, entity);
    let inputs = |registry: &mut Registry, form| {
        let native = changes::inputs(registry, of, form);
        native.into_iter().chain(custom.iter().cloned()).collect()
    };
    if let Some(saving) = saving.by_code {
        let either = inputs(registry, Form::ByCode);
        return add(registry, &by_code(of), saving.input_doc, Shape::All, either);
    }
    let mut new: Vec<InputInfo> = inputs(registry, Form::Create);
    new.extend(saving.then.map(|then| InputInfo::new(then.name, then_input(&then), then.doc)));
    add(registry, &create(of), &format!("A new {noun}."), Shape::All, new);
    register_nested(registry, of);
    if !saving.changes {
        return;
    }
    let changed: Vec<InputInfo> = inputs(registry, Form::Patch);
    let doc = format!("Changes to a {noun}. What is left out keeps its value; null takes it away.");
    add(registry, &patch(of), &doc, Shape::All, changed);
    let doc = format!(
        "How to find a {noun}: exactly one entry. Numbers are compared to the last digit, texts \
         as people see them: without regard to case, to the keyboard of letters and digits, and to \
         marks that nobody sees. Deleted {nouns} do not count."
    );
    let inputs = matches(registry, of);
    add(registry, &matching(of), &doc, Shape::OneOf, inputs);
    if saving.lists {
        register_upsert(registry, of);
        register_save(registry, of);
    }
}

/// The type of a list of records that are saved after another one.
fn then_input(then: &Then) -> String {
    format!("[{}!]", create(then.of))
}

/// Adds the inputs of records that may be saved before the one that points to them.
fn register_nested(registry: &mut Registry, of: &Description) {
    for row in of.attributes {
        let (Some(nested), Kind::One(entity)) = (row.nested, &row.kind) else { continue };
        let upsert = format!("Upsert{}Input", entity.name());
        let there = format!("Didar's GUID of a {} that is there.", row.name);
        let found = format!("Found or created first, as upsert{} does.", entity.name());
        let parts =
            vec![InputInfo::new("id", "ID", there), InputInfo::new("upsert", upsert, found)];
        let doc = format!("The {} of a new record. Exactly one entry.", row.name);
        registry::add_input(registry, nested.input, &doc, Shape::OneOf, parts);
    }
}

fn matches(registry: &mut Registry, of: &Description) -> Vec<InputInfo> {
    let matched = of
        .matched()
        .filter_map(|row| Some(InputInfo::new(row.input_name(), row.kind.input(), row.matched?)));
    let mut inputs: Vec<_> = matched.collect();
    if of.has_custom_fields {
        custom::register_match(registry);
        let doc = "By the value of a custom field.";
        inputs.push(InputInfo::new("customField", custom::MATCH, doc));
    }
    inputs
}

fn register_upsert(registry: &mut Registry, of: &Description) {
    let input = |name: &str, ty: String, doc: &str| InputInfo::new(name, ty, doc);
    let (upsert, noun) = (format!("Upsert{}Input", of.name()), of.noun());
    let update =
        format!("What to change where the {noun} is there already, as in upsert{}.", of.name());
    let doc = format!("An update of the {noun} that matches, or a create where none does.");
    let parts = vec![
        input("match", format!("{}!", matching(of)), "How to find it."),
        input("input", format!("{}!", create(of)), "What to save."),
        input("update", patch(of), &update),
    ];
    registry::add_input(registry, &upsert, &doc, Shape::All, parts);
}

fn register_save(registry: &mut Registry, of: &Description) {
    let input = |name: &str, ty: String, doc: &str| InputInfo::new(name, ty, doc);
    let name = of.name();
    let (update, upsert) = (format!("Update{name}Input"), format!("Upsert{name}Input"));
    let parts = vec![
        input("id", "ID".to_owned(), "Didar's GUID; either this or `match`."),
        input("match", matching(of), "How to find it; either this or `id`."),
        input("patch", format!("{}!", patch(of)), "What to change."),
    ];
    registry::add_input(registry, &update, "An update.", Shape::All, parts);
    let parts = vec![
        input("create", create(of), &format!("As create{name}.")),
        input("update", update, &format!("As update{name}.")),
        input("upsert", upsert, &format!("As upsert{name}.")),
    ];
    let doc = "One save of several. Exactly one entry.";
    registry::add_input(registry, &save(of), doc, Shape::OneOf, parts);
}
