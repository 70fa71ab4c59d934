//! A save that was understood: what is asked for, of what it is told apart, and where in the
//! arguments it stands.

use uuid::Uuid;

use super::{
    changes::{self, Form},
    matching::{self, Match},
    outcome::Reply,
    user_error::{UserError, UserErrorCode},
};
use crate::{
    crm::{
        canonical::{Canonical, Words},
        changes::Changes,
    },
    graphql::{
        argument::Located,
        model::entity::{Description, EntityModel},
    },
};

/// A save that was understood.
#[derive(Clone)]
pub(crate) enum Save {
    Create { changes: Changes },
    Update { id: Uuid, changes: Changes },
    Upsert { wanted: Match, changes: Changes },
}

/// A save, and where in the arguments it stands.
pub(crate) struct Placed {
    pub(crate) of: &'static Description,
    pub(crate) save: Save,
    pub(super) at: Vec<String>,
}

/// A save that can be run, or why it cannot.
pub(crate) type Compiled = Result<Placed, Reply>;

/// What tells a record that may be created from others.
#[derive(Default)]
pub(super) struct Identities {
    /// By what it is looked for before it is created.
    pub(super) own: Vec<String>,
    /// By that and the codes it gets: few records share one.
    pub(super) codes: Vec<String>,
    /// By all that others may look for it by.
    pub(super) values: Vec<String>,
}

impl Save {
    /// Whether doing it twice leaves what doing it once does.
    pub(crate) fn may_repeat(&self) -> bool {
        !matches!(self, Self::Create { .. })
    }

    /// Where its changes stand in its arguments.
    pub(super) fn inner(&self) -> &'static [&'static str] {
        match self {
            Self::Create { .. } => &[],
            Self::Update { .. } => &["patch"],
            Self::Upsert { .. } => &["input"],
        }
    }
}

impl Canonical for Save {
    fn write(&self, into: &mut Words) {
        match self {
            Self::Create { changes } => into.word("create").part(changes),
            Self::Update { id, changes } => into.word("update").text(&id.to_string()).part(changes),
            Self::Upsert { wanted, changes } => into.word("upsert").part(wanted).part(changes),
        };
    }
}

impl Placed {
    /// The path to a part of the save.
    pub(super) fn path(&self, part: &[&str]) -> Vec<String> {
        self.at.iter().cloned().chain(part.iter().map(|&part| part.to_owned())).collect()
    }

    /// The path to an entry of its changes.
    pub(super) fn path_in(&self, entry: &str) -> Vec<String> {
        self.path(&[self.save.inner(), &[entry]].concat())
    }

    /// What tells the record that it may create from others, as closely as records are
    /// compared.
    pub(super) fn identities(&self) -> Identities {
        let (own, changes) = match &self.save {
            Save::Create { changes } => (None, changes.clone()),
            Save::Update { .. } => return Identities::default(),
            Save::Upsert { wanted, changes } => {
                (Some(wanted.identity()), wanted.complete(changes.clone()))
            }
        };
        let own = own.into_iter().chain(matching::of_unique(self.of, &changes));
        let own: Vec<String> = own.collect();
        Identities {
            codes: own.iter().cloned().chain(matching::of_codes(self.of, &changes)).collect(),
            values: own.iter().cloned().chain(matching::of_values(self.of, &changes)).collect(),
            own,
        }
    }

    /// Whether it creates a record with a value by which Didar tells duplicates (F77): it can
    /// be looked for before it is created once more.
    pub(super) fn can_be_looked_for(&self) -> bool {
        let Save::Create { changes } = &self.save else { return false };
        matching::of_unique(self.of, changes).next().is_some()
    }
}

type Understood<T> = Result<T, Vec<UserError>>;

/// `create…`.
pub(crate) fn create(entity: &EntityModel, input: &Located<'_>) -> Compiled {
    placed(entity, understand_create(entity, input), input.path())
}

/// `update…`.
pub(crate) fn update(entity: &EntityModel, id: &Located<'_>, patch: &Located<'_>) -> Compiled {
    placed(entity, understand_update(entity, id, patch), &[])
}

/// `upsert…`.
pub(crate) fn upsert(entity: &EntityModel, wanted: &Located<'_>, input: &Located<'_>) -> Compiled {
    placed(entity, understand_upsert(entity, wanted, input), &[])
}

/// One entry of a list.
pub(super) fn entry(entity: &EntityModel, input: &Located<'_>) -> Compiled {
    let refused = |error| vec![UserError::from(error)];
    let (kind, value) = input.only_entry().map_err(|error| Reply::Refused(refused(error)))?;
    let part = |name| value.required(name).map_err(refused);
    let save = match kind {
        "create" => understand_create(entity, &value),
        "update" => part("id")
            .and_then(|id| part("patch").and_then(|patch| understand_update(entity, &id, &patch))),
        _ => part("match").and_then(|wanted| {
            part("input").and_then(|input| understand_upsert(entity, &wanted, &input))
        }),
    };
    let at: Vec<_> = input.path().iter().cloned().chain([kind.to_owned()]).collect();
    placed(entity, save, &at)
}

fn placed(entity: &EntityModel, save: Understood<Save>, at: &[String]) -> Compiled {
    match save {
        Ok(save) => Ok(Placed { of: entity.description, save, at: at.to_vec() }),
        Err(errors) => Err(Reply::Refused(errors)),
    }
}

fn understand_create(entity: &EntityModel, input: &Located<'_>) -> Understood<Save> {
    let changes = changes::changes(entity, input, Form::Create)?.of_values();
    Ok(Save::Create { changes })
}

fn understand_update(
    entity: &EntityModel,
    id: &Located<'_>,
    patch: &Located<'_>,
) -> Understood<Save> {
    let guid = id.guid().map_err(|error| vec![UserError::from(error)]);
    let (id, changes) = both(guid, changes::changes(entity, patch, Form::Patch))?;
    if changes.is_empty() {
        let message = "the patch names nothing to change";
        return Err(vec![UserError::new(UserErrorCode::EmptyPatch, patch.path(), message)]);
    }
    Ok(Save::Update { id, changes })
}

fn understand_upsert(
    entity: &EntityModel,
    wanted: &Located<'_>,
    input: &Located<'_>,
) -> Understood<Save> {
    let found = matching::compile(entity, wanted).map_err(|error| vec![error]);
    let (wanted, changes) = both(found, changes::changes(entity, input, Form::Create))?;
    Ok(Save::Upsert { wanted, changes })
}

/// Both, or the faults of both.
fn both<A, B>(one: Understood<A>, other: Understood<B>) -> Understood<(A, B)> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (one, other) => Err(one.err().into_iter().chain(other.err()).flatten().collect()),
    }
}
