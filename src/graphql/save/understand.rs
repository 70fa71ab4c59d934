//! From the arguments of a mutation to a save, or everything that is wrong with them.

use super::{
    changes::{self, Form},
    matching,
    outcome::Reply,
    request::{Compiled, First, Parts, Placed, Save, Which},
    user_error::{UserError, UserErrorCode},
};
use crate::{
    crm::changes::{Change, Changes, NewValue},
    graphql::{
        argument::Located,
        model::{
            Model,
            attribute::Attribute,
            entity::{EntityModel, Then},
            kind::Kind,
        },
    },
    message::message,
};

/// The records of one entity of an account.
#[derive(Clone, Copy)]
pub(super) struct Of<'a> {
    pub(super) model: &'a Model,
    pub(super) entity: &'a EntityModel,
}

/// How many records are saved after another one at most; each takes a call.
const MOST_THEN: usize = 50;

type Understood<T> = Result<T, Vec<UserError>>;

impl Of<'_> {
    /// `create…`.
    pub(super) fn create(self, input: &Located<'_>) -> Compiled {
        self.placed(self.understand_create(input), input.path())
    }

    /// `update…`, of the record with an id, or of the one that matches.
    pub(super) fn update(
        self,
        id: Option<&Located<'_>>,
        wanted: Option<&Located<'_>>,
        patch: &Located<'_>,
    ) -> Compiled {
        self.placed(self.understand_update(id, wanted, patch), &[])
    }

    /// `upsert…`.
    pub(super) fn upsert(
        self,
        wanted: &Located<'_>,
        input: &Located<'_>,
        update: Option<&Located<'_>>,
    ) -> Compiled {
        self.placed(self.understand_upsert(wanted, input, update), &[])
    }

    /// One entry of a list.
    pub(super) fn entry(self, input: &Located<'_>) -> Compiled {
        let refused = |error| Reply::Refused(vec![UserError::from(error)]);
        let (kind, value) = input.only_entry().map_err(refused)?;
        let save = match kind {
            "create" => self.understand_create(&value),
            "update" => self.entry_of_update(&value),
            _ => self.entry_of_upsert(&value),
        };
        let at: Vec<_> = input.path().iter().cloned().chain([kind.to_owned()]).collect();
        self.placed(save, &at)
    }

    /// One record to be created or changed by its code.
    pub(super) fn by_code(self, input: &Located<'_>) -> Compiled {
        self.placed(self.understand_by_code(input), input.path())
    }

    fn understand_by_code(self, input: &Located<'_>) -> Understood<Save> {
        let changes = changes::changes(self.entity, input, Form::ByCode, &Parts::default())?;
        let changes = self.ruled(input, changes)?;
        let wanted = matching::by_code(self.entity.description, &changes);
        let missing = || one(input.fail(message!("names no code")));
        Ok(Save::ByCode { wanted: wanted.ok_or_else(missing)?, changes })
    }

    fn placed(self, save: Understood<Save>, at: &[String]) -> Compiled {
        match save {
            Ok(save) => {
                Ok(Placed { of: self.entity.description, save, at: at.to_vec(), only: None })
            }
            Err(errors) => Err(Reply::Refused(errors)),
        }
    }

    fn entry_of_update(self, value: &Located<'_>) -> Understood<Save> {
        let part = |name| given(value, name);
        let patch = value.required("patch").map_err(one)?;
        self.understand_update(part("id")?.as_ref(), part("match")?.as_ref(), &patch)
    }

    fn entry_of_upsert(self, value: &Located<'_>) -> Understood<Save> {
        let (wanted, input) = (value.required("match"), value.required("input"));
        let update = given(value, "update")?;
        self.understand_upsert(&wanted.map_err(one)?, &input.map_err(one)?, update.as_ref())
    }

    fn understand_create(self, input: &Located<'_>) -> Understood<Save> {
        let (changes, parts) = self.new_record(input)?;
        Ok(Save::Create { changes: self.ruled(input, changes.of_values())?, parts })
    }

    fn understand_update(
        self,
        id: Option<&Located<'_>>,
        wanted: Option<&Located<'_>>,
        patch: &Located<'_>,
    ) -> Understood<Save> {
        let which = match (id, wanted) {
            (Some(id), None) => id.guid().map(Which::Id).map_err(one),
            (None, Some(wanted)) => matching::compile(self.entity, wanted)
                .map(Which::Match)
                .map_err(|error| vec![error]),
            (None, None) => {
                let path = beside(patch, "id");
                Err(vec![UserError::new(
                    UserErrorCode::Required,
                    &path,
                    message!("give this, or match"),
                )])
            }
            (Some(_), Some(wanted)) => {
                let message = message!("give either this or id");
                Err(vec![UserError::new(UserErrorCode::InvalidValue, wanted.path(), message)])
            }
        };
        let (which, changes) = both(which, self.patch(patch))?;
        if changes.is_empty() {
            let message = message!("the patch names nothing to change");
            return Err(vec![UserError::new(UserErrorCode::EmptyPatch, patch.path(), message)]);
        }
        Ok(Save::Update { which, changes })
    }

    fn understand_upsert(
        self,
        wanted: &Located<'_>,
        input: &Located<'_>,
        update: Option<&Located<'_>>,
    ) -> Understood<Save> {
        let found = matching::compile(self.entity, wanted).map_err(|error| vec![error]);
        let update = update.map(|update| self.patch(update)).transpose();
        let (wanted, (new, update)) = both(found, both(self.new_record(input), update))?;
        let (changes, parts) = new;
        Ok(Save::Upsert { wanted, changes, parts, update })
    }

    fn patch(self, patch: &Located<'_>) -> Understood<Changes> {
        changes::changes(self.entity, patch, Form::Patch, &Parts::default())
    }

    /// What a new record is given, and what else is saved with it.
    fn new_record(self, input: &Located<'_>) -> Understood<(Changes, Parts)> {
        let parts = self.parts(input);
        let known = parts.as_ref().cloned().unwrap_or_default();
        let changes = changes::changes(self.entity, input, Form::Create, &known);
        let (parts, changes) = both(parts, changes)?;
        Ok((changes, parts))
    }

    /// The changes as the entity's own rules have them.
    fn ruled(self, input: &Located<'_>, changes: Changes) -> Understood<Changes> {
        let saving = self.entity.description.saving.as_ref();
        let Some(rules) = saving.and_then(|saving| saving.rules) else { return Ok(changes) };
        rules(changes).map_err(|faults| {
            faults.iter().map(|fault| UserError::of_fault(input, fault)).collect()
        })
    }

    fn parts(self, input: &Located<'_>) -> Understood<Parts> {
        let of = self.entity.description;
        let mut parts = Parts::default();
        let nested = of.attributes.iter().filter(|row| row.nested.is_some());
        for row in nested {
            if let Some(value) = given(input, row.name)? {
                self.first(row, &value, &mut parts)?;
            }
        }
        if let Some(then) = of.then()
            && let Some(list) = given(input, then.name)?
        {
            parts.then = self.then(then, &list)?;
        }
        Ok(parts)
    }

    /// A record by its id, or one that is saved first: `{ id }`, `{ upsert }`.
    fn first(
        self,
        row: &'static Attribute,
        input: &Located<'_>,
        parts: &mut Parts,
    ) -> Understood<()> {
        let (kind, value) = input.only_entry().map_err(one)?;
        if kind == "id" {
            let id = row.kind.attribute(&value, true).map_err(|error| vec![error])?;
            parts.known.push(Change { key: row.input_key().to_owned(), value: id });
            return Ok(());
        }
        let Kind::One(entity) = row.kind else { return Ok(()) };
        let there = Of { entity: self.model.of(entity), ..self };
        let save = there.entry_of_upsert(&value)?;
        let (of, only) = (there.entity.description, row.nested.map(|nested| nested.only));
        let placed = Placed { of, save, at: value.path().to_vec(), only };
        if let Some((key, word)) = only
            && placed.save.changes().text(key).is_some_and(|told| !told.eq_ignore_ascii_case(word))
        {
            let name = of.attributes.iter().find(|row| row.key == key).map_or(key, |row| row.name);
            let message = message!("must be {word}", word = word.to_uppercase());
            let path = placed.path_in(name);
            return Err(vec![UserError::new(UserErrorCode::InvalidValue, &path, message)]);
        }
        parts.first =
            Some(First { name: row.name, key: row.input_key(), placed: Box::new(placed) });
        Ok(())
    }

    /// The records that are saved after a new one.
    fn then(self, then: &Then, list: &Located<'_>) -> Understood<Vec<Placed>> {
        let there = Of { entity: self.model.of(then.of.entity), ..self };
        let mut errors = Vec::new();
        let items = list.list();
        if items.len() > MOST_THEN {
            let message = message!("at most {most} at once", most = MOST_THEN);
            return Err(vec![UserError::new(UserErrorCode::OutOfRange, list.path(), message)]);
        }
        let placed = items.iter().map(|item| {
            if let Some(owner) = given(item, then.owner.0)? {
                let message = message!("is the new record's, and not to be given here");
                let code = UserErrorCode::InvalidValue;
                return Err(vec![UserError::new(code, owner.path(), message)]);
            }
            // It points to a record that is not there yet.
            let known = Parts { known: vec![to_come(then.owner.1)], ..Parts::default() };
            let changes = changes::changes(there.entity, item, Form::Create, &known)?;
            let changes = there.ruled(item, changes.of_values())?;
            let parts = Parts { also: Some(then.also), ..known };
            let save = Save::Create { changes, parts };
            let at = item.path().to_vec();
            Ok(Placed { of: there.entity.description, save, at, only: None })
        });
        let placed: Vec<_> = placed
            .filter_map(|placed| placed.map_err(|faults| errors.extend(faults)).ok())
            .collect();
        if errors.is_empty() { Ok(placed) } else { Err(errors) }
    }
}

/// The id of a record that is not there yet.
pub(super) fn to_come(key: &str) -> Change {
    Change { key: key.to_owned(), value: NewValue::Record(String::new()) }
}

/// An entry that is there and not null.
fn given<'v>(input: &Located<'v>, name: &str) -> Understood<Option<Located<'v>>> {
    let entry = input.field(name).map_err(one)?;
    Ok(entry.filter(|entry| !entry.is_null()))
}

/// The path of an argument, or entry, beside another one.
fn beside(input: &Located<'_>, name: &str) -> Vec<String> {
    let mut path = input.path().to_vec();
    path.pop();
    path.push(name.to_owned());
    path
}

fn one(error: impl Into<UserError>) -> Vec<UserError> {
    vec![error.into()]
}

/// Both, or the faults of both.
fn both<A, B>(one: Understood<A>, other: Understood<B>) -> Understood<(A, B)> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (one, other) => Err(one.err().into_iter().chain(other.err()).flatten().collect()),
    }
}
