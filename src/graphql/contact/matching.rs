//! `ContactMatch`: finding the contact that an upsert means.

use std::sync::Arc;

use uuid::Uuid;

use crate::{
    crm::{
        canonical::{Canonical, Words},
        changes::{Change, ContactChanges, NewValue},
        criteria::{ContactCriteria, FieldCondition, FieldTest, Operand, Operator},
        decimal::Decimal,
        error::UpstreamError,
        persian,
        phone::{self, Phone},
        text,
    },
    didar::{Didar, Row, get, value},
    graphql::{
        argument::Located,
        model::{
            Model,
            choice::Choice,
            custom_field::{Content, CustomField},
        },
        save::{
            custom,
            user_error::{UserError, UserErrorCode},
            values::{self, Given},
        },
    },
};

/// A value that the contact has.
#[derive(Clone)]
pub(crate) enum Match {
    /// One of Didar's own attributes, by its key.
    Attribute(Change),
    /// A custom field. Of a choice, whose options may differ by less than people see.
    Field { definition_id: String, change: Change, choice: Option<Arc<Choice>> },
}

impl PartialEq for Match {
    fn eq(&self, other: &Self) -> bool {
        self.canonical() == other.canonical()
    }
}

impl Canonical for Match {
    fn write(&self, into: &mut Words) {
        match self {
            Self::Attribute(change) => into.word("attribute").part(change),
            Self::Field { definition_id, change, .. } => {
                into.word("field").text(definition_id).part(change)
            }
        };
    }
}

/// Understands a match.
pub(super) fn compile(model: &Model, input: &Located<'_>) -> Result<Match, UserError> {
    let (kind, value) = input.only_entry()?;
    let (key, read): (_, fn(&Located<'_>) -> Given) = match kind {
        "mobilePhone" => ("MobilePhone", values::mobile),
        "email" => ("Email", values::email),
        "customerCode" => ("CustomerCode", values::digits),
        "nationalCode" => ("NationalCode", values::digits),
        _ => return field(model, &value),
    };
    let new = read(&value)?;
    if matches!(&new, NewValue::Text(text) if text::is_void(text)) {
        return Err(UserError::new(UserErrorCode::Required, value.path(), "must not be empty"));
    }
    Ok(Match::Attribute(Change { key: key.to_owned(), value: new }))
}

fn field(model: &Model, input: &Located<'_>) -> Result<Match, UserError> {
    let (key, value) = (input.required("key")?, input.required("value")?);
    let field = custom::named(model, &key)?;
    if !field.definition.is_searchable {
        let message = "Didar's search does not take this field";
        return Err(UserError::new(UserErrorCode::InvalidValue, key.path(), message));
    }
    let new = field_value(field, &value)?;
    if matches!(&new, NewValue::Text(text) if text::is_void(text)) {
        return Err(UserError::new(UserErrorCode::Required, value.path(), "must not be empty"));
    }
    let change = Change { key: field.definition.key.clone(), value: new };
    let choice = match &field.content {
        Content::Choice(choice) => Some(Arc::clone(choice)),
        _ => None,
    };
    Ok(Match::Field { definition_id: field.definition.id.clone(), change, choice })
}

fn field_value(field: &CustomField, input: &Located<'_>) -> Given {
    let text = input.seen()?;
    let invalid =
        |message: &str| UserError::new(UserErrorCode::InvalidValue, input.path(), message);
    match &field.content {
        Content::Text | Content::Raw => values::long_text(input),
        Content::Choice(choice) => custom::option(choice, input).map(NewValue::Text),
        Content::Number => {
            let number = Decimal::parse_lenient(&text).map(NewValue::Number);
            number.map_err(|odd| invalid(&odd.to_string()))
        }
        Content::Boolean => {
            let flag = text.to_ascii_lowercase().parse().map(NewValue::Boolean);
            flag.map_err(|_| invalid("expected true or false"))
        }
        Content::DateTime | Content::MultiChoice(_) => {
            Err(invalid("contacts cannot be found by a field of this kind"))
        }
    }
}

impl Match {
    /// What tells it from other matches, as closely as contacts are compared.
    pub(super) fn identity(&self) -> String {
        match self {
            Self::Attribute(change) => identity("attribute", change),
            Self::Field { change, .. } => identity("field", change),
        }
    }

    /// Whether contacts are found by their mobile phone.
    pub(super) fn is_mobile(&self) -> bool {
        matches!(self, Self::Attribute(change) if change.key == "MobilePhone")
    }

    /// Whether the changes give another value to what is looked for: a new contact would
    /// not be found by the same match.
    pub(super) fn contradicts(&self, changes: &ContactChanges) -> bool {
        let (list, wanted) = match self {
            Self::Attribute(change) => (&changes.attributes, change),
            Self::Field { change, .. } => (&changes.fields, change),
        };
        let other = list.iter().find(|known| known.key == wanted.key).map(|known| &known.value);
        match (other, &wanted.value) {
            (None | Some(NewValue::Nothing), _) => false,
            (Some(NewValue::Text(new)), _) if new.is_empty() => false,
            (Some(NewValue::Text(new)), NewValue::Text(_)) => !self.is_text(new),
            (Some(new), wanted) => new != wanted,
        }
    }

    /// The changes of a new contact, which must match too.
    pub(super) fn complete(&self, mut changes: ContactChanges) -> ContactChanges {
        let (list, change) = match self {
            Self::Attribute(change) => (&mut changes.attributes, change),
            Self::Field { change, .. } => (&mut changes.fields, change),
        };
        if !list.iter().any(|known| known.key == change.key) {
            list.push(change.clone());
        }
        changes
    }

    /// The contacts that match, each once, without deleted ones.
    pub(super) async fn find(&self, didar: &Didar) -> Result<Vec<Row>, UpstreamError> {
        let mut rows = match self {
            Self::Attribute(Change { key, value: NewValue::Text(text) })
                if key == "MobilePhone"
                    && let Some(phone) = Phone::parse(text) =>
            {
                didar.contacts_by_phone(&phone).await?
            }
            _ => didar.every_contact(&self.criteria()).await?,
        };
        rows.retain(|row| !is_deleted(row) && self.is_of(row));
        Ok(rows)
    }

    fn criteria(&self) -> ContactCriteria {
        let mut criteria = ContactCriteria { is_deleted: Some(false), ..Default::default() };
        match self {
            Self::Attribute(Change { key, value }) => {
                let text = match value {
                    NewValue::Text(text) => Some(text.clone()),
                    _ => None,
                };
                match key.as_str() {
                    "Email" => criteria.email = text,
                    "CustomerCode" => criteria.customer_code = text,
                    _ => criteria.national_code = text,
                }
            }
            Self::Field { definition_id, change, .. } => {
                let test =
                    FieldTest { operator: Operator::EqualToAny, operands: operands(&change.value) };
                criteria.custom_fields = vec![FieldCondition {
                    definition_id: definition_id.clone(),
                    key: change.key.clone(),
                    any_of: vec![test],
                }];
            }
        }
        criteria
    }

    /// Whether the row has the value. Didar's own comparison is not relied on.
    fn is_of(&self, row: &Row) -> bool {
        let (object, change) = match self {
            Self::Attribute(change) => (row.text(), change),
            Self::Field { change, .. } => {
                let fields = row.get("Fields");
                (fields.map_or("{}", |fields| fields.get()), change)
            }
        };
        let Some(raw) = get(object, &change.key) else {
            return false;
        };
        match &change.value {
            NewValue::Number(wanted) => value::number(raw).ok().flatten().as_ref() == Some(wanted),
            NewValue::Boolean(wanted) => value::boolean(raw) == Ok(Some(*wanted)),
            NewValue::Text(_) => {
                let stored = value::text(raw).ok().flatten();
                stored.is_some_and(|stored| self.is_text(&stored))
            }
            _ => false,
        }
    }

    /// Whether a text is the one that is looked for, as values of its kind are compared.
    fn is_text(&self, text: &str) -> bool {
        let (Self::Attribute(change) | Self::Field { change, .. }) = self;
        match (self, &change.value) {
            (Self::Field { choice: Some(choice), .. }, NewValue::Text(wanted)) => {
                choice.is(text, wanted)
            }
            (Self::Attribute(change), NewValue::Text(wanted)) if change.key == "MobilePhone" => {
                phone::are_equal(text, wanted)
            }
            (_, NewValue::Text(wanted)) => text::are_same(text, wanted),
            _ => false,
        }
    }
}

/// What tells a contact with a value from others.
fn identity(kind: &str, change: &Change) -> String {
    let mut change = change.clone();
    if let NewValue::Text(text) = &mut change.value {
        *text = text::fold(text);
    }
    let mut words = Words::default();
    words.word(kind).part(&change);
    words.as_str().to_owned()
}

/// The attributes that a match can name.
const MATCHED: [&str; 4] = ["MobilePhone", "Email", "CustomerCode", "NationalCode"];

/// The identity of a contact by the mobile phone that the changes give it.
pub(super) fn of_mobile(changes: &ContactChanges) -> Option<String> {
    of_attributes(changes, &MATCHED[..1]).next()
}

/// The identities of a contact by the attributes that the changes give it.
pub(super) fn of_codes(changes: &ContactChanges) -> impl Iterator<Item = String> {
    of_attributes(changes, &MATCHED)
}

/// The identities of a contact by all that a match can name.
pub(super) fn of_values(changes: &ContactChanges) -> impl Iterator<Item = String> {
    let is_value = |change: &&Change| match &change.value {
        NewValue::Text(text) => !text.is_empty(),
        NewValue::Number(_) | NewValue::Boolean(_) => true,
        _ => false,
    };
    let fields = changes.fields.iter().filter(is_value).map(|change| identity("field", change));
    of_codes(changes).chain(fields)
}

fn of_attributes(changes: &ContactChanges, keys: &[&str]) -> impl Iterator<Item = String> {
    let named = changes.attributes.iter().filter(|change| keys.contains(&change.key.as_str()));
    let given = named.filter(|change| changes.text(&change.key).is_some());
    given.map(|change| identity("attribute", change))
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

/// Whether a contact is in the bin.
pub(super) fn is_deleted(row: &Row) -> bool {
    let flag = row.get("IsDeleted");
    flag.is_some_and(|flag| value::boolean(flag) == Ok(Some(true)))
}

/// The contacts among `rows` that can be in the way of another.
pub(super) fn others(
    rows: impl Iterator<Item = Row>,
    own: Option<Uuid>,
) -> impl Iterator<Item = Row> {
    rows.filter(move |row| Some(row.id()) != own && !is_deleted(row))
}
