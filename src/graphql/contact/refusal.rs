//! Didar's refusals of a save, in words for the person who asked for it (didar-api.md 2.3).

use uuid::Uuid;

use super::{inputs::Save, matching::others, placed::Placed, writable};
use crate::{
    crm::{
        changes::ContactChanges,
        criteria::{ContactCriteria, Window},
        error::UpstreamError,
        phone::{self, Phone},
    },
    didar::{Didar, Need, Row, value},
    graphql::save::{
        outcome::Payload,
        user_error::{UserError, UserErrorCode},
    },
};

pub(super) fn not_found(path: &[String]) -> UserError {
    UserError::new(UserErrorCode::NotFound, path, "there is no contact of this id")
}

pub(super) fn ambiguous(path: &[String], matches: usize) -> UserError {
    let message = format!("{matches} contacts match; update one of them by its id");
    UserError::new(UserErrorCode::AmbiguousMatch, path, message)
}

pub(super) fn is_duplicate(payload: &Payload) -> bool {
    match payload {
        Payload::Refused(errors) => {
            errors.iter().any(|error| error.code == UserErrorCode::Duplicate)
        }
        Payload::Done { .. } => false,
    }
}

/// What Didar's words mean. For a duplicate the contact in the way is looked up.
pub(super) async fn of(
    didar: &Didar,
    placed: &Placed,
    said: String,
    changes: &ContactChanges,
    own: Option<Uuid>,
) -> UserError {
    let words = said.to_ascii_lowercase();
    let inner = inner(&placed.save);
    let path = |name: &'static str| placed.path(&[inner, &[name]].concat());
    let mut error = if words.contains("duplicate") {
        duplicate(didar, placed, inner, changes, own).await
    } else if words.contains("data not found") {
        not_found(&placed.path(if inner.is_empty() { &[] } else { &["id"] }))
    } else if words.contains("lastname") && words.contains("empty") {
        UserError::new(UserErrorCode::Required, &path("lastName"), "must not be empty")
    } else {
        let message = "Didar refused to save this; upstreamMessage has its words";
        UserError::new(UserErrorCode::RejectedByDidar, &placed.path(inner), message)
    };
    error.upstream_message = Some(said);
    error
}

async fn duplicate(
    didar: &Didar,
    placed: &Placed,
    inner: &[&'static str],
    changes: &ContactChanges,
    own: Option<Uuid>,
) -> UserError {
    let found = in_the_way(didar, changes, own).await;
    let (message, part) = match &found {
        Ok(Some((key, _))) => ("there is such a contact already", writable::name_of(key)),
        Ok(None) => ("Didar says there is such a contact already, and it was not found", None),
        Err(_) => ("Didar says there is such a contact already; it could not be looked up", None),
    };
    let path: Vec<_> = inner.iter().copied().chain(part).collect();
    let mut error = UserError::new(UserErrorCode::Duplicate, &placed.path(&path), message);
    error.existing = found.ok().flatten().map(|(_, row)| Box::new(row));
    error
}

/// The contact that shares a value which Didar may hold to be unique, and the value's key
/// (F77; didar-api.md 9, row 15).
async fn in_the_way(
    didar: &Didar,
    changes: &ContactChanges,
    own: Option<Uuid>,
) -> Result<Option<(&'static str, Row)>, UpstreamError> {
    if let Some(row) = with_mobile(didar, changes, own).await? {
        return Ok(Some(("MobilePhone", row)));
    }
    for (key, customer_code, email) in [
        ("CustomerCode", changes.text("CustomerCode"), None),
        ("Email", None, changes.text("Email")),
    ] {
        if customer_code.or(email).is_none() {
            continue;
        }
        let criteria = ContactCriteria {
            customer_code: customer_code.map(str::to_owned),
            email: email.map(str::to_owned),
            ..Default::default()
        };
        let window = Window { from: 0, limit: 10 };
        let need = Need { rows: true, total: false };
        let rows = didar.search_contacts(&criteria, window, need).await?.rows;
        if let Some(row) = others(rows.into_iter().map(|(_, row)| row), own).next() {
            return Ok(Some((key, row)));
        }
    }
    Ok(None)
}

/// Another contact with the mobile phone of the changes, in whatever spelling.
pub(super) async fn with_mobile(
    didar: &Didar,
    changes: &ContactChanges,
    own: Option<Uuid>,
) -> Result<Option<Row>, UpstreamError> {
    let Some(mobile) = changes.text("MobilePhone") else {
        return Ok(None);
    };
    let Some(phone) = Phone::parse(mobile) else {
        return Ok(None);
    };
    let rows = didar.contacts_by_phone(&phone).await?;
    Ok(others(rows.into_iter(), own).find(|row| has_mobile(row, mobile)))
}

/// The refusal of a contact whose mobile phone another one has.
pub(super) fn same_mobile(placed: &Placed, row: Row) -> UserError {
    let path: Vec<_> = inner(&placed.save).iter().copied().chain(["mobilePhone"]).collect();
    let message = "there is such a contact already";
    let mut error = UserError::new(UserErrorCode::Duplicate, &placed.path(&path), message);
    error.existing = Some(Box::new(row));
    error
}

/// Where the changes of a save stand in its arguments.
fn inner(save: &Save) -> &'static [&'static str] {
    match save {
        Save::Create { .. } => &[],
        Save::Update { .. } => &["patch"],
        Save::Upsert { .. } => &["input"],
    }
}

fn has_mobile(row: &Row, mobile: &str) -> bool {
    let stored = row.get("MobilePhone");
    let stored = stored.and_then(|stored| value::text(stored).ok().flatten());
    stored.is_some_and(|stored| phone::are_equal(&stored, mobile))
}
