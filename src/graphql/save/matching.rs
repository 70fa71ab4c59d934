//! `match`: finding the record that an upsert means.

use std::sync::Arc;

use uuid::Uuid;

use super::{
    user_error::{UserError, UserErrorCode},
    values::{self, Given},
};
use crate::{
    crm::{
        canonical::{Canonical, Words},
        changes::{Change, Changes, NewValue},
        criteria::{Compare, Criteria, Criterion, FieldCondition, FieldTest, Operand, Operator},
        decimal::Decimal,
        error::UpstreamError,
        persian,
        phone::Phone,
        text,
    },
    didar::{Didar, IS_DELETED, Row, Stored},
    graphql::{
        argument::Located,
        model::{
            attribute::{Attribute, Unique},
            choice::{Choice, Wording},
            custom_field::CustomField,
            entity::{Description, EntityModel},
            given,
            kind::Kind,
        },
    },
    message::{Message, message},
};

/// A value that the record has.
#[derive(Clone)]
pub(crate) enum Match {
    /// One of Didar's own attributes.
    Attribute { row: &'static Attribute, change: Change },
    /// A custom field. Of a choice, whose options may differ by less than people see.
    Field { definition_id: String, change: Change, choice: Option<Arc<Choice>> },
}

impl Canonical for Match {
    fn write(&self, into: &mut Words) {
        match self {
            Self::Attribute { change, .. } => into.word("attribute").part(change),
            Self::Field { definition_id, change, .. } => {
                into.word("field").text(definition_id).part(change)
            }
        };
    }
}

/// Understands a match.
pub(super) fn compile(entity: &EntityModel, input: &Located<'_>) -> Result<Match, UserError> {
    let (name, value) = input.only_entry()?;
    let row = entity.description.matched().find(|row| row.input_name() == name);
    let Some(row) = row else { return field(entity, &value) };
    let new = seen(&value, row.kind.attribute(&value, false)?)?;
    Ok(Match::Attribute { row, change: Change { key: row.input_key().to_owned(), value: new } })
}

/// The match by the code that a record is given, where its records are saved by that.
pub(super) fn by_code(of: &'static Description, changes: &Changes) -> Option<Match> {
    let code = of.saving.as_ref()?.by_code?.code;
    let row = of.attributes.iter().find(|row| row.name == code)?;
    let change = changes.attributes.iter().find(|change| change.key == row.input_key())?;
    Some(Match::Attribute { row, change: change.clone() })
}

fn field(entity: &EntityModel, input: &Located<'_>) -> Result<Match, UserError> {
    let (key, value) = (input.required("key")?, input.required("value")?);
    let field: &CustomField = given::find::<UserError>(entity, &key)?;
    if let Some(why) = given::unsearchable(field) {
        return Err(UserError::new(UserErrorCode::InvalidValue, key.path(), why));
    }
    let new = seen(&value, field_value(field, &value, entity.description)?)?;
    let change = Change { key: field.definition.key.clone(), value: new };
    let choice = field.kind.choice().cloned();
    Ok(Match::Field { definition_id: field.definition.id.clone(), change, choice })
}

/// The value, unless there is nothing in it to look for.
fn seen(input: &Located<'_>, value: NewValue) -> Given {
    if matches!(&value, NewValue::Text(text) if text::is_void(text)) {
        return Err(UserError::new(
            UserErrorCode::Required,
            input.path(),
            message!("must not be empty"),
        ));
    }
    Ok(value)
}

/// The value of a custom field, which is written as a text whatever its kind.
fn field_value(field: &CustomField, input: &Located<'_>, of: &Description) -> Given {
    let text = input.seen()?;
    let invalid =
        |message: Message| UserError::new(UserErrorCode::InvalidValue, input.path(), message);
    match &field.kind {
        Kind::Choice(choice) => values::option(choice, input, Wording::Texts).map(NewValue::Text),
        Kind::Number => {
            let number = Decimal::parse_lenient(&text).map(NewValue::Number);
            number.map_err(|odd| invalid((&odd).into()))
        }
        Kind::Boolean => {
            let flag = text.to_ascii_lowercase().parse().map(NewValue::Boolean);
            flag.map_err(|_| invalid(message!("expected true or false")))
        }
        Kind::DateTime | Kind::MultiChoice(_) => {
            let message =
                message!("{nouns} cannot be found by a field of this kind", nouns = of.nouns());
            Err(invalid(message))
        }
        kind => kind.custom(input, Wording::Texts),
    }
}

impl Match {
    /// What tells it from other matches, as closely as records are compared.
    pub(super) fn identity(&self) -> String {
        match self {
            Self::Attribute { row, change } => of_change(row, change),
            Self::Field { change, .. } => identity("field", change),
        }
    }

    /// Whether records are found by a value of which Didar allows one record only.
    pub(super) fn is_unique(&self) -> bool {
        matches!(self, Self::Attribute { row, .. } if row.unique == Some(Unique::Always))
    }

    /// Whether the changes give another value to what is looked for: a new record would
    /// not be found by the same match.
    pub(super) fn contradicts(&self, changes: &Changes) -> bool {
        let (list, wanted) = match self {
            Self::Attribute { change, .. } => (&changes.attributes, change),
            Self::Field { change, .. } => (&changes.fields, change),
        };
        let other = list.iter().find(|known| known.key == wanted.key).map(|known| &known.value);
        match (other, &wanted.value) {
            (None | Some(NewValue::Nothing), _) => false,
            (Some(NewValue::Text(new)), _) if new.is_empty() => false,
            (Some(NewValue::Text(new)), NewValue::Text(wanted)) => !self.is_text(new, wanted),
            (Some(new), wanted) => new != wanted,
        }
    }

    /// The changes of a new record, which must match too.
    pub(super) fn complete(&self, mut changes: Changes) -> Changes {
        let (list, change) = match self {
            Self::Attribute { change, .. } => (&mut changes.attributes, change),
            Self::Field { change, .. } => (&mut changes.fields, change),
        };
        if !list.iter().any(|known| known.key == change.key) {
            list.push(change.clone());
        }
        changes
    }

    /// The records that match, each once, without deleted ones.
    pub(super) async fn find(
        &self,
        didar: &Didar,
        of: &Description,
    ) -> Result<Vec<Row>, UpstreamError> {
        let mut rows = match self {
            Self::Attribute { row, change } => match mobile_phone(of, row, &change.value) {
                Some(phone) => {
                    didar.one_by_phone(of.endpoint, &phone, |row| self.fits(row)).await?
                }
                None => look_up(didar, of, row, &change.value).await?,
            },
            Self::Field { definition_id, change, .. } => {
                let test =
                    FieldTest { operator: Operator::EqualToAny, operands: operands(&change.value) };
                let condition = FieldCondition {
                    definition_id: definition_id.clone(),
                    key: change.key.clone(),
                    any_of: vec![test],
                };
                let criteria = Criteria {
                    native: vec![not_deleted()],
                    custom: vec![condition],
                    checks: vec![],
                };
                didar.every(of.endpoint, &criteria).await?
            }
        };
        rows.retain(|row| self.fits(row));
        Ok(rows)
    }

    /// The same, among rows that were read for several saves together.
    pub(super) fn found_among(&self, rows: &[Row]) -> Vec<Row> {
        rows.iter().filter(|row| self.fits(row)).cloned().collect()
    }

    /// The code that is looked for, where that is what records are found by.
    pub(super) fn code(&self) -> Option<&str> {
        match self {
            Self::Attribute { row, change: Change { value: NewValue::Text(code), .. } }
                if matches!(row.kind, Kind::Trimmed) =>
            {
                Some(code)
            }
            _ => None,
        }
    }

    /// Whether the row is not in the bin and has the value.
    fn fits(&self, row: &Row) -> bool {
        !row.is_deleted() && self.is_of(row)
    }

    /// Whether the row has the value. Didar's own comparison is not relied on.
    fn is_of(&self, row: &Row) -> bool {
        let (stored, change) = match self {
            Self::Attribute { change, .. } => (row.attribute(&change.key), change),
            Self::Field { change, .. } => (row.custom(&change.key), change),
        };
        stored.is_some_and(|stored| {
            stored.is(&change.value, |stored, wanted| self.is_text(stored, wanted))
        })
    }

    /// Whether a text is the one that is looked for, as values of its kind are compared.
    fn is_text(&self, text: &str, wanted: &str) -> bool {
        match self {
            Self::Field { choice: Some(choice), .. } => choice.is(text, wanted),
            Self::Attribute { row, .. } => are_same(row, text, wanted),
            Self::Field { .. } => text::are_same(text, wanted),
        }
    }
}

fn are_same(row: &Attribute, text: &str, wanted: &str) -> bool {
    if matches!(row.kind, Kind::Trimmed) {
        return text.trim() == wanted.trim();
    }
    row.kind.equality().map_or_else(|| text::are_same(text, wanted), |by| by.holds(text, wanted))
}

/// The records that Didar finds by an attribute; deleted ones may be among them.
async fn look_up(
    didar: &Didar,
    of: &Description,
    row: &Attribute,
    value: &NewValue,
) -> Result<Vec<Row>, UpstreamError> {
    if let Some(phone) = mobile_phone(of, row, value) {
        return didar.by_phone(of.endpoint, &phone).await;
    }
    let NewValue::Text(text) = value else {
        return Ok(Vec::new());
    };
    if matches!(row.kind, Kind::Trimmed) && of.endpoint.finds_codes() {
        return didar.by_codes_as_stored(of.endpoint, std::slice::from_ref(text)).await;
    }
    let value = Operand::Text(text.clone());
    let wanted = Criterion { key: row.input_key(), value, compare: row.kind.compare() };
    let criteria = Criteria { native: vec![wanted, not_deleted()], ..Criteria::default() };
    didar.every(of.endpoint, &criteria).await
}

/// The number, where records have a call to be found by it.
fn mobile_phone(of: &Description, row: &Attribute, value: &NewValue) -> Option<Phone> {
    let is_found = matches!(row.kind, Kind::MobilePhone) && of.endpoint.finds_phones();
    match value {
        NewValue::Text(text) if is_found => Phone::parse(text),
        _ => None,
    }
}

fn not_deleted() -> Criterion {
    let value = Operand::Boolean(false);
    Criterion { key: IS_DELETED, value, compare: Compare::AsDidarDoes }
}

/// Another record that has the value which the changes give an attribute, in whatever
/// spelling.
pub(super) async fn other_with(
    didar: &Didar,
    of: &Description,
    row: &Attribute,
    changes: &Changes,
    own: Option<Uuid>,
) -> Result<Option<Row>, UpstreamError> {
    let Some(wanted) = changes.text(row.input_key()) else {
        return Ok(None);
    };
    let found = look_up(didar, of, row, &NewValue::Text(wanted.to_owned())).await?;
    let is_other = |found: &Row| {
        let stored = found.attribute(row.input_key()).and_then(Stored::text);
        Some(found.id()) != own
            && !found.is_deleted()
            && stored.is_some_and(|stored| are_same(row, &stored, wanted))
    };
    Ok(found.into_iter().find(is_other))
}

/// What tells a record with a value from others.
fn identity(kind: &str, change: &Change) -> String {
    let mut change = change.clone();
    if let NewValue::Text(text) = &mut change.value {
        *text = text::fold(text);
    }
    let mut words = Words::default();
    words.word(kind).part(&change);
    words.as_str().to_owned()
}

/// The identities of a record by values that the changes give it and that no other may have,
/// with their attributes.
pub(super) fn unique(
    of: &'static Description,
    changes: &Changes,
) -> impl Iterator<Item = (&'static Attribute, String)> {
    let named = of.attributes.iter().filter(|row| row.unique == Some(Unique::Always));
    named.filter_map(|row| Some((row, of_attribute(row, changes)?)))
}

/// The identities of a record by values that no other may have.
pub(super) fn of_unique(
    of: &'static Description,
    changes: &Changes,
) -> impl Iterator<Item = String> {
    unique(of, changes).map(|(_, identity)| identity)
}

/// The identities of a record by the attributes that the changes give it.
pub(super) fn of_codes(
    of: &'static Description,
    changes: &Changes,
) -> impl Iterator<Item = String> {
    of.matched().filter_map(|row| of_attribute(row, changes))
}

/// The identities of a record by all that a match can name.
pub(super) fn of_values(
    of: &'static Description,
    changes: &Changes,
) -> impl Iterator<Item = String> {
    let is_value = |change: &&Change| match &change.value {
        NewValue::Text(text) => !text.is_empty(),
        NewValue::Number(_) | NewValue::Boolean(_) => true,
        _ => false,
    };
    let fields = changes.fields.iter().filter(is_value).map(|change| identity("field", change));
    of_codes(of, changes).chain(fields)
}

fn of_attribute(row: &Attribute, changes: &Changes) -> Option<String> {
    changes.text(row.input_key())?;
    let change = changes.attributes.iter().find(|change| change.key == row.input_key())?;
    Some(of_change(row, change))
}

fn of_change(row: &Attribute, change: &Change) -> String {
    if matches!(row.kind, Kind::Trimmed) {
        // Its case counts.
        let mut words = Words::default();
        words.word("attribute").part(change);
        return words.as_str().to_owned();
    }
    identity("attribute", change)
}

/// The value; a text in the spellings under which it may be stored.
fn operands(value: &NewValue) -> Vec<Operand> {
    match value {
        NewValue::Number(number) => vec![Operand::Number(number.clone())],
        NewValue::Boolean(flag) => vec![Operand::Boolean(*flag)],
        NewValue::Text(text) => persian::spellings(text).into_iter().map(Operand::Text).collect(),
        _ => Vec::new(),
    }
}
