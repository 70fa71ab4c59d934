//! The lines of a record: read out of an input, and the records that they name by codes.

use uuid::Uuid;

use super::{
    item,
    request::Placed,
    settle::Stop,
    user_error::{UserError, UserErrorCode},
};
use crate::{
    crm::changes::{Change, Changes, NewValue},
    didar::{self, Didar, Row, code},
    graphql::{
        argument::Located,
        engine::{Registry, registry::InputInfo},
        model::entity::{Coded, Lines},
    },
    message::message,
};

/// The input of all lines, its type added.
pub(super) fn register(registry: &mut Registry, lines: &Lines) -> InputInfo {
    item::register(registry, (lines.input, lines.input_doc), lines.attributes.iter());
    InputInfo::new(lines.name, format!("[{}!]", lines.input), lines.doc)
}

/// The lines that an input names, or everything that is wrong with them. Null is no line.
pub(super) fn read(
    lines: &Lines,
    input: &Located<'_>,
) -> Result<Option<Vec<Vec<Change>>>, Vec<UserError>> {
    let list = input.field(lines.name).map_err(|error| vec![UserError::from(error)])?;
    let Some(list) = list else { return Ok(None) };
    let items = if list.is_null() { Vec::new() } else { list.list() };
    let (mut read, mut errors) = (Vec::new(), Vec::new());
    for item in &items {
        match item::read(item, lines.attributes.iter(), lines.check) {
            Ok(line) => read.push(line),
            Err(faults) => errors.extend(faults),
        }
    }
    if errors.is_empty() { Ok(Some(read)) } else { Err(errors) }
}

/// The changes with the ids of the records that their lines name by codes. `known` are those
/// that were found for other lines of the same save.
pub(super) async fn found(
    didar: &Didar,
    placed: &Placed,
    inner: &[&str],
    mut changes: Changes,
    known: &mut Vec<Row>,
) -> Result<Changes, Stop> {
    let (Some(of), Some(lines)) = (placed.of.lines(), changes.lines.as_mut()) else {
        return Ok(changes);
    };
    let Coded { of: coded, record, .. } = of.coded;
    let is_new = |wanted: &String| {
        !known.iter().any(|row| code(coded.endpoint, row).as_ref() == Some(wanted))
    };
    let codes = lines.iter().filter_map(|line| text(line, record.1)).filter(is_new);
    let codes: Vec<String> = codes.collect();
    if !codes.is_empty() {
        known.extend(didar.by_codes(coded.endpoint, &codes).await?);
    }
    let mut errors = Vec::new();
    for (at, line) in lines.iter_mut().enumerate() {
        let at = at.to_string();
        let path = |name| placed.path(&[inner, &[of.name, &at, name]].concat());
        errors.extend(name(of.coded, known, line, path));
    }
    if errors.is_empty() { Ok(changes) } else { Err(Stop::Refused(errors)) }
}

/// Puts the ids into a line.
fn name(
    coded: Coded,
    rows: &[Row],
    line: &mut Vec<Change>,
    path: impl Fn(&'static str) -> Vec<String>,
) -> Option<UserError> {
    let unknown = |name: &'static str, noun: &'static str| {
        let message = message!("the account has no such {noun}", noun);
        Some(UserError::new(UserErrorCode::NotFound, &path(name), message))
    };
    let (record, part) = (coded.record, coded.part);
    let wanted = text(line, record.1)?;
    let named = |row: &&Row| code(coded.of.endpoint, row).as_ref() == Some(&wanted);
    let Some(row) = rows.iter().find(named) else {
        return unknown(record.0, coded.of.noun());
    };
    let id = |id: Uuid| NewValue::Record(id.to_string());
    let of_part = match text(line, part.1) {
        None => NewValue::Nothing,
        Some(wanted) => match didar::part_by_code(row, coded.parts, part.1, &wanted) {
            Some(found) => id(found),
            None => return unknown(part.0, "variant of the product"),
        },
    };
    line.retain(|change| change.key != part.1);
    line.push(Change { key: record.2.to_owned(), value: id(row.id()) });
    line.push(Change { key: part.2.to_owned(), value: of_part });
    None
}

fn text(line: &[Change], key: &str) -> Option<String> {
    let change = line.iter().find(|change| change.key == key)?;
    match &change.value {
        NewValue::Text(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        _ => None,
    }
}
