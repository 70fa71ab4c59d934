//! The schema of one account.

use std::{
    collections::HashSet,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicU64, Ordering},
    },
};

use async_graphql::{EmptySubscription, SDLExportOptions, Schema};
use sha2::{Digest, Sha256};

use super::{
    engine::{Registry, teach::Teach},
    entities,
    model::{
        Model,
        aliases::{Aliases, BadAlias},
        choice::{self, ChoiceTypes},
        entity::{Description, EntityModel},
        spelling::Spelling,
    },
    request::checks::{Checks, DESCRIPTION},
    root::{
        account::{AccountFacts, SchemaVersion},
        mutation::Mutation,
        query::Query,
    },
    save, search,
};
use crate::crm::{
    account_tag::AccountTag, canonical::Canonical, catalogue::Catalogue, entity::Entity,
    field::FieldDefinition,
};

/// Numbers for schemas.
static NUMBERS: AtomicU64 = AtomicU64::new(0);

type Engine = Schema<Query, Mutation, EmptySubscription>;

/// A schema made for one account. Never changes; new definitions mean a new one.
pub struct AccountSchema {
    engine: Engine,
    pub(super) model: Arc<Model>,
    version: SchemaVersion,
    account: AccountTag,
    /// Which of the schemas of this process it is.
    number: u64,
    is_known: bool,
}

/// How schemas are made, whatever the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SchemaOptions {
    /// Whether filters on text find other spellings.
    pub spelling: Spelling,
    /// Whether a federated router can take the schema as that of a subgraph: by `_service`.
    pub federation: bool,
}

/// A custom field as the command line lists it.
pub struct FieldSummary<'a> {
    /// As Didar defines it.
    pub definition: &'a FieldDefinition,
    /// Name in the schema; `None` where it is not typed.
    pub name: Option<&'a str>,
    /// Enumeration values with their texts.
    pub options: Vec<(&'a str, &'a str)>,
}

impl AccountSchema {
    /// Builds the schema for an account's definitions; without any, what every account
    /// has, which refuses what it cannot know.
    #[must_use]
    pub fn build(
        catalogue: Option<Catalogue>,
        facts: AccountFacts,
        tag: AccountTag,
        aliases: &Aliases,
        options: SchemaOptions,
    ) -> Self {
        let is_known = catalogue.is_some();
        let catalogue = catalogue.unwrap_or_default();
        let model = Arc::new(Model::new(
            catalogue,
            aliases.clone(),
            options.spelling,
            &entities::ALL,
            is_own_type,
        ));
        let version = version(&model);
        let known = Arc::clone(&model);
        let engine = Schema::build(Query::default(), Mutation::default(), EmptySubscription);
        let engine = if options.federation { engine.enable_federation() } else { engine };
        let engine = engine
            .directive(Teach(move |registry: &mut Registry| register(&known, registry)))
            .data(Arc::clone(&model))
            .data(facts)
            .data(tag)
            .data(version.clone())
            .extension(Checks)
            .finish();
        let number = NUMBERS.fetch_add(1, Ordering::Relaxed);
        Self { engine, model, version, account: tag, number, is_known }
    }

    /// Names for custom fields, from pairs of key and alias.
    ///
    /// # Errors
    /// For the first alias that is no GraphQL name, that is the name of another field or may
    /// become one, of a choice from which the name of another type would be made, or that two
    /// fields share.
    pub fn aliases(pairs: impl IntoIterator<Item = (String, String)>) -> Result<Aliases, BadAlias> {
        let rows = || entities::ALL.iter().flat_map(|entity| entity.attributes);
        let is_core = |alias: &str| rows().any(|row| row.is_read && row.name == alias);
        // Types are made for choices, which their keys tell (F106, F107, F109).
        let is_type = |key: &str, alias: &str| {
            let types = ChoiceTypes::of_alias(Entity::of(None, key).name(), alias);
            CHOICES.contains(&control(key)) && types.all().iter().any(|name| is_own_type(name))
        };
        Aliases::new(pairs, is_core, is_type)
    }

    pub(super) fn schema(&self) -> &Engine {
        &self.engine
    }

    pub(super) fn account(&self) -> &AccountTag {
        &self.account
    }

    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// Hash of the definitions that the schema was made from.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version.0
    }

    /// Whether the schema was made from these definitions.
    #[must_use]
    pub fn is_of(&self, catalogue: &Catalogue) -> bool {
        *self.model.catalogue == *catalogue
    }

    /// Whether the account's own definitions are in it.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.is_known
    }

    /// The definitions that the schema was made from.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        &self.model.catalogue
    }

    /// The schema in GraphQL's schema definition language, written anew for each call:
    /// few ask for it, and it is long.
    #[must_use]
    pub fn sdl(&self) -> String {
        let options = SDLExportOptions::new()
            .include_specified_by()
            .use_space_ident()
            .prefer_single_line_descriptions();
        let sdl = self.engine.sdl_with_options(options);
        // The engine knows no description of a schema (specification, 3.3).
        let described = format!("\n\"{DESCRIPTION}\"\nschema {{");
        format!("{}\n", sdl.trim_end().replacen("\nschema {", &described, 1))
    }

    /// The entities that have custom fields, and what several of their records are called.
    pub fn entities_with_fields(&self) -> impl Iterator<Item = (Entity, &'static str)> {
        let descriptions = self.model.entities().map(|entity| entity.description);
        let with_fields = descriptions.filter(|entity| entity.has_custom_fields);
        with_fields.map(|entity| (entity.entity, entity.nouns()))
    }

    /// What of these names is for fields and options that the account does not have, each in
    /// a sentence. None are known to be missing before the definitions are known.
    #[must_use]
    pub fn unknown_names(&self, aliases: &Aliases) -> Vec<String> {
        if !self.is_known() {
            return Vec::new();
        }
        let of = |key: &str| self.fields().find(|field| field.definition.key == *key);
        let fields = aliases.keys().filter(|key| of(key).is_none());
        let fields = fields.map(|key| format!("fields: the account has no field {key}"));
        let options = aliases.options().filter_map(|(key, text, name)| match of(key) {
            None => Some(format!("options: the account has no field {key}")),
            Some(field) => {
                let is_there = field.options.iter().any(|(known, _)| *known == name);
                (!is_there).then(|| format!("options: the field {key} has no option \"{text}\""))
            }
        });
        let mut unknown: Vec<_> = fields.chain(options).collect();
        unknown.dedup();
        unknown
    }

    /// The custom fields of every entity, in Didar's order.
    pub fn fields(&self) -> impl Iterator<Item = FieldSummary<'_>> {
        self.model.entities().flat_map(|entity| &entity.custom).map(|field| FieldSummary {
            definition: &field.definition,
            name: field.name.as_deref(),
            options: field.kind.choice().map_or_else(Vec::new, |choice| {
                choice.options().map(|(name, option)| (name, option.value.as_str())).collect()
            }),
        })
    }
}

/// Adds the types that are the account's own.
fn register(model: &Model, registry: &mut Registry) {
    for entity in model.entities() {
        entity.register(registry);
        search::filter::register(entity, registry);
        save::input::register(entity, registry);
    }
    let typed = model.entities().flat_map(EntityModel::typed);
    choice::register_interface(registry, typed.filter_map(|(_, field)| field.kind.choice()));
}

/// The control part of the keys of choices, `Field_<entity>_<control>_<number>`.
const CHOICES: [&str; 3] = ["4", "9", "14"];

fn control(key: &str) -> &str {
    key.split('_').nth(2).unwrap_or_default()
}

/// Whether a type is called so that is made from no field.
fn is_own_type(name: &str) -> bool {
    let of_custom_fields = |of: &&Description| {
        let rest = name.strip_prefix(of.name());
        rest.is_some_and(|rest| rest.starts_with("CustomFields"))
    };
    core_types().contains(name) || entities::ALL.iter().any(of_custom_fields)
}

/// Names that every account's schema has, those of its types among them.
fn core_types() -> &'static HashSet<String> {
    static NAMES: LazyLock<HashSet<String>> = LazyLock::new(|| {
        let facts = AccountFacts { name: String::new(), freshness: Arc::default() };
        let (tag, options) = (AccountTag([0; 32]), SchemaOptions::default());
        let core = AccountSchema::build(None, facts, tag, &Aliases::default(), options);
        core.engine.names().into_iter().collect()
    });
    &NAMES
}

/// Of all that decides what the schema says.
fn version(model: &Model) -> SchemaVersion {
    let mut hash = Sha256::new();
    hash.update(env!("CARGO_PKG_VERSION"));
    hash.update(model.catalogue.canonical());
    for entity in model.entities() {
        for (name, field) in entity.typed() {
            hash.update(format!("{name} {}", field.definition.key));
            let choice = field.kind.choice();
            choice.into_iter().flat_map(|choice| choice.names()).for_each(|name| {
                hash.update(name);
                hash.update(" ");
            });
        }
    }
    let mut version = hex::encode(hash.finalize());
    version.truncate(16);
    SchemaVersion(version)
}
