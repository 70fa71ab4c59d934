//! Didar's refusals of a save, in words for the person who asked for it (didar-api.md 2.3).

use uuid::Uuid;

use super::{
    matching::other_with,
    outcome::Reply,
    request::Placed,
    user_error::{UserError, UserErrorCode},
};
use crate::{
    crm::{changes::Changes, error::UpstreamError},
    didar::{Didar, Row},
    graphql::model::{
        attribute::{Attribute, Need, Unique},
        entity::Description,
        kind::Kind,
    },
    message::message,
};

pub(super) fn not_found(of: &Description, path: &[String]) -> UserError {
    let message = message!("there is no {noun} of this id", noun = of.noun());
    UserError::new(UserErrorCode::NotFound, path, message)
}

pub(super) fn ambiguous(placed: &Placed, matches: usize) -> UserError {
    let nouns = placed.of.nouns();
    let message = if placed.of.endpoint.has_detail() {
        message!("{matches} {nouns} match; update one of them by its id", matches, nouns)
    } else {
        message!("{matches} {nouns} match; which of them is meant is not known", matches, nouns)
    };
    UserError::new(UserErrorCode::AmbiguousMatch, &placed.path_to_match(), message)
}

pub(super) fn is_duplicate(reply: &Reply) -> bool {
    reply.errors().iter().any(|error| error.code == UserErrorCode::Duplicate)
}

/// What Didar's words mean. For a duplicate the record in the way is looked up.
pub(super) async fn of(
    didar: &Didar,
    placed: &Placed,
    said: String,
    changes: &Changes,
    own: Option<Uuid>,
) -> UserError {
    let words = said.to_ascii_lowercase();
    let inner = placed.save.inner();
    let mut error = if words.contains("duplicate") {
        duplicate(didar, placed, changes, own).await
    } else if words.contains("data not found")
        && let Some(row) = said_to_be_unknown(placed.of, changes, &words)
    {
        let path = placed.path_in(&row.input_name());
        UserError::new(UserErrorCode::NotFound, &path, message!("Didar has no such record"))
    } else if words.contains("data not found") {
        not_found(placed.of, &placed.path(if inner.is_empty() { &[] } else { &["id"] }))
    } else if let Some(row) = said_to_be_empty(placed.of, &words) {
        let path = placed.path_in(&row.input_name());
        UserError::new(UserErrorCode::Required, &path, message!("must not be empty"))
    } else {
        let message = message!("Didar refused to save this; upstreamMessage has its words");
        UserError::new(UserErrorCode::RejectedByDidar, &placed.path(inner), message)
    };
    error.upstream_message = Some(said);
    error
}

/// The required attribute that Didar's words, in lower case, call empty.
fn said_to_be_empty(of: &Description, words: &str) -> Option<&'static Attribute> {
    let is_required = |need: &Need| matches!(need, Need::Required | Need::Kept { .. });
    let required = of.written().filter(|(_, need)| is_required(need));
    // "person and company both are empty", "product category is empty".
    let words: String = words.split_whitespace().collect();
    let is_named = |row: &Attribute| words.contains(&noun(row));
    let named = required.map(|(row, _)| row).filter(|row| words.contains("empty") && is_named(row));
    // One key may stand in another.
    named.max_by_key(|row| row.input_key().len())
}

/// The attribute, named by the changes, whose record Didar's words call unknown.
fn said_to_be_unknown(
    of: &Description,
    changes: &Changes,
    words: &str,
) -> Option<&'static Attribute> {
    let is_record = |row: &&Attribute| matches!(row.kind, Kind::One(_) | Kind::Reference);
    // "Activity's data not found" of an `activityId`.
    let is_named = |row: &Attribute| {
        let noun = noun(row);
        !noun.is_empty() && words.starts_with(&noun)
    };
    let given = of.written().map(|(row, _)| row).filter(is_record);
    given.filter(|row| changes.names(row.input_key())).find(|row| is_named(row))
}

/// What Didar's words call the value of an attribute, in lower case.
fn noun(row: &Attribute) -> String {
    row.input_key().trim_end_matches("Id").to_ascii_lowercase()
}

async fn duplicate(
    didar: &Didar,
    placed: &Placed,
    changes: &Changes,
    own: Option<Uuid>,
) -> UserError {
    let found = in_the_way(didar, placed.of, changes, own).await;
    let noun = placed.of.noun();
    let message = match found {
        Ok(Some((attribute, row))) => {
            let path = placed.path_in(&attribute.input_name());
            return taken(placed.of, &path, row);
        }
        Ok(None) => {
            message!("Didar says there is such a {noun} already, and it was not found", noun)
        }
        Err(_) => {
            message!("Didar says there is such a {noun} already; it could not be looked up", noun)
        }
    };
    UserError::new(UserErrorCode::Duplicate, &placed.path(placed.save.inner()), message)
}

/// Another record with a value that Didar may hold to be unique (F77; didar-api.md 9,
/// row 15), and the value's attribute.
async fn in_the_way(
    didar: &Didar,
    of: &Description,
    changes: &Changes,
    own: Option<Uuid>,
) -> Result<Option<(&'static Attribute, Row)>, UpstreamError> {
    first_other(didar, of, changes, own, |_| true).await
}

/// The same, of a value that Didar certainly holds to be unique.
pub(super) async fn certain_duplicate(
    didar: &Didar,
    of: &Description,
    changes: &Changes,
) -> Result<Option<(&'static Attribute, Row)>, UpstreamError> {
    first_other(didar, of, changes, None, |unique| unique == Unique::Always).await
}

async fn first_other(
    didar: &Didar,
    of: &Description,
    changes: &Changes,
    own: Option<Uuid>,
    counts: fn(Unique) -> bool,
) -> Result<Option<(&'static Attribute, Row)>, UpstreamError> {
    for attribute in of.attributes.iter().filter(|row| row.unique.is_some_and(counts)) {
        if let Some(row) = other_with(didar, of, attribute, changes, own).await? {
            return Ok(Some((attribute, row)));
        }
    }
    Ok(None)
}

/// The refusal of a record whose value, at this path, another one has.
pub(super) fn taken(of: &Description, path: &[String], row: Row) -> UserError {
    let message = message!("there is such a {noun} already", noun = of.noun());
    let mut error = UserError::new(UserErrorCode::Duplicate, path, message);
    error.existing = Some(Box::new(row));
    error
}
