//! The records that a save names by their ids, among those that Didar lists whole: Didar takes
//! an invented stage without a word (F210).

use uuid::Uuid;

use super::{
    outcome::{Failed, Reply},
    request::Placed,
    user_error::{UserError, UserErrorCode},
};
use crate::{
    crm::{
        changes::{Change, Changes, NewValue},
        entity::Entity,
        error::UpstreamError,
    },
    didar::{Didar, Row},
    graphql::model::{
        Model,
        attribute::{Attribute, By, Need},
        entity::Description,
        kind::Kind,
    },
    message::message,
};

/// Why a save goes no further.
pub(super) enum Stop {
    Refused(Vec<UserError>),
    Failed(Failed),
}

impl Stop {
    pub(super) fn into_saved(self) -> Result<Reply, Failed> {
        match self {
            Self::Refused(errors) => Ok(Reply::Refused(errors)),
            Self::Failed(failed) => Err(failed),
        }
    }
}

impl From<UpstreamError> for Stop {
    fn from(failure: UpstreamError) -> Self {
        Self::Failed(failure.into())
    }
}

/// What records are looked for with.
#[derive(Clone, Copy)]
pub(super) struct Lists<'a> {
    pub(super) didar: &'a Didar,
    pub(super) model: &'a Model,
}

impl Lists<'_> {
    /// The changes, once each record that they name was found, with what that record is in.
    /// `inner` leads to their entries in the arguments.
    pub(super) async fn checked(
        self,
        placed: &Placed,
        inner: &[&str],
        mut changes: Changes,
    ) -> Result<Changes, Stop> {
        let mut errors = Vec::new();
        for (row, _) in placed.of.written() {
            let Some(of) = self.listed(row) else { continue };
            for id in named(&changes, row.input_key()) {
                let name = row.input_name();
                let path = || placed.path(&[inner, &[&name]].concat());
                match self.didar.listed(of.endpoint, id).await {
                    Ok(Some(found)) => {
                        errors.extend(put_within(row, &found, &mut changes, path));
                    }
                    Ok(None) => errors.push(unknown(of, &path())),
                    // Where Didar itself would say so the save goes on.
                    Err(failure) if within(row).is_some() => return Err(failure.into()),
                    Err(_) => {}
                }
            }
        }
        if errors.is_empty() { Ok(changes) } else { Err(Stop::Refused(errors)) }
    }

    /// The changes of a new record, which has a place.
    pub(super) async fn in_place(
        self,
        placed: &Placed,
        mut changes: Changes,
    ) -> Result<Changes, Stop> {
        for (row, need) in placed.of.written() {
            let Some(of) = self.listed(row).filter(|_| need == Need::Placed) else { continue };
            if changes.names(row.input_key()) {
                continue;
            }
            let key = within(row);
            let around = key.and_then(|key| named(&changes, key).next());
            let is_there = |found: &Row| around.is_none() || around == id_of(found, key);
            let first = self.didar.list(of.endpoint).await?.into_iter().find(is_there);
            let Some(first) = first else {
                let message =
                    message!("the account has no {noun} that could be the first", noun = of.noun());
                let path = placed.path_in(&row.input_name());
                let error = UserError::new(UserErrorCode::Required, &path, message);
                return Err(Stop::Refused(vec![error]));
            };
            changes.attributes.push(change(row.input_key(), first.id()));
            put_within(row, &first, &mut changes, Vec::new);
        }
        Ok(changes)
    }

    /// The entity that an attribute names records of, where Didar lists them whole.
    fn listed(self, row: &Attribute) -> Option<&'static Description> {
        let entity: Entity = match row.kind {
            Kind::One(entity) | Kind::References(Some(entity)) => entity,
            _ => return None,
        };
        let of = self.model.of(entity).description;
        of.endpoint.is_listed().then_some(of)
    }
}

/// The key of what the records are in.
pub(super) fn within(row: &Attribute) -> Option<&'static str> {
    match row.filter.map(|filter| filter.by) {
        Some(By::Within(key)) => Some(key),
        _ => None,
    }
}

/// The records that a change names.
pub(super) fn named(changes: &Changes, key: &str) -> impl Iterator<Item = Uuid> + use<> {
    let change = changes.attributes.iter().find(|change| change.key == key);
    let ids = match change.map(|change| &change.value) {
        Some(NewValue::Record(id)) => vec![id.clone()],
        Some(NewValue::Texts(ids)) => ids.clone(),
        _ => Vec::new(),
    };
    ids.into_iter().filter_map(|id| Uuid::parse_str(&id).ok())
}

fn id_of(row: &Row, key: Option<&str>) -> Option<Uuid> {
    row.attribute(key?)?.guid()
}

fn change(key: &str, id: Uuid) -> Change {
    Change { key: key.to_owned(), value: NewValue::Record(id.to_string()) }
}

/// Writes what a record is in, unless something else is named.
fn put_within(
    row: &Attribute,
    found: &Row,
    changes: &mut Changes,
    path: impl Fn() -> Vec<String>,
) -> Option<UserError> {
    let key = within(row)?;
    let around = id_of(found, Some(key))?;
    match named(changes, key).next() {
        None => {
            changes.attributes.retain(|change| change.key != key);
            changes.attributes.push(change(key, around));
            None
        }
        Some(other) if other == around => None,
        Some(_) => {
            let message = message!("is not in the one that is named beside it");
            Some(UserError::new(UserErrorCode::InvalidValue, &path(), message))
        }
    }
}

fn unknown(of: &Description, path: &[String]) -> UserError {
    let message = message!("the account has no such {noun}", noun = of.noun());
    UserError::new(UserErrorCode::NotFound, path, message)
}
