//! The records that a filter names by their ids, among those that Didar lists whole.

use futures_util::future::join_all;

use super::native::{Native, Reference};
use crate::{
    crm::criteria::Criteria,
    didar::{Didar, Row},
    graphql::{
        error::InputError,
        model::{Model, entity::Description},
    },
    message::message,
};

/// The criteria, once each record that the filter names was looked for: one that the account
/// does not have is a fault of the filter, and no empty list. While the list cannot be had the
/// search itself has to tell.
pub(super) async fn settled(
    didar: &Didar,
    model: &Model,
    mut native: Native,
) -> Result<Criteria, Vec<InputError>> {
    let named = std::mem::take(&mut native.references);
    let listed = named.into_iter().map(|named| (model.of(named.entity).description, named));
    let listed: Vec<_> = listed.filter(|(of, _)| of.endpoint.is_listed()).collect();
    let found = listed.iter().map(|(of, named)| didar.listed(of.endpoint, named.id));
    let found = join_all(found).await;
    let mut errors = Vec::new();
    for ((of, named), found) in listed.into_iter().zip(found) {
        match found {
            Ok(Some(row)) => errors.extend(within(&mut native, of, &named, &row)),
            Ok(None) => errors.push(unknown(of, named.path)),
            Err(_) => {}
        }
    }
    if errors.is_empty() { Ok(native.criteria()) } else { Err(errors) }
}

fn unknown(of: &Description, path: Vec<String>) -> InputError {
    InputError { path, message: message!("the account has no such {noun}", noun = of.noun()) }
}

/// Sends what the record is in, unless the filter names another.
fn within(
    native: &mut Native,
    of: &Description,
    named: &Reference,
    row: &Row,
) -> Option<InputError> {
    let key = named.within?;
    let id = row.attribute(key)?.guid()?;
    let message = || {
        message!("this {noun} is not in the one that the filter names beside it", noun = of.noun())
    };
    (!native.also(key, id)).then(|| InputError { path: named.path.clone(), message: message() })
}
