//! `ContactMatch`: finding the contact that an upsert means.

use crate::{
    crm::{
        changes::{Change, ContactChanges, NewValue},
        criteria::{ContactCriteria, FieldCondition, FieldTest, Operand, Operator},
        error::UpstreamError,
        phone::{self, fold_digits},
    },
    didar::{Didar, Row, get, value},
    graphql::{
        located::Located,
        record::model::{Content, CustomField, Model},
        save::{
            custom,
            given::{self, Given},
            user_error::{UserError, UserErrorCode},
        },
    },
};

/// A value that the contact has.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Match {
    /// One of Didar's own attributes, by its key.
    Attribute(Change),
    /// A custom field.
    Field { definition_id: String, change: Change },
}

/// Understands a match.
pub(super) fn compile(model: &Model, input: &Located<'_>) -> Result<Match, UserError> {
    let (kind, value) = input.only_entry()?;
    let (key, read): (_, fn(&Located<'_>) -> Given) = match kind {
        "mobilePhone" => ("MobilePhone", given::phone),
        "email" => ("Email", given::email),
        "customerCode" => ("CustomerCode", given::digits),
        "nationalCode" => ("NationalCode", given::digits),
        _ => return field(model, &value),
    };
    let new = read(&value)?;
    if new == NewValue::Text(String::new()) {
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
    let change = Change { key: field.definition.key.clone(), value: field_value(field, &value)? };
    Ok(Match::Field { definition_id: field.definition.id.clone(), change })
}

fn field_value(field: &CustomField, input: &Located<'_>) -> Given {
    let text = input.text()?;
    let text = text.trim();
    let invalid =
        |message: &str| UserError::new(UserErrorCode::InvalidValue, input.path(), message);
    match &field.content {
        Content::Text | Content::Raw => Ok(NewValue::Text(text.to_owned())),
        Content::Choice(choice) => custom::option(choice, input).map(NewValue::Text),
        Content::Number => {
            let number = fold_digits(text).parse().ok().filter(|number: &f64| number.is_finite());
            number.map(NewValue::Number).ok_or_else(|| invalid("expected a number"))
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
        fold_digits(&format!("{self:?}")).to_lowercase()
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
            (Some(NewValue::Text(new)), NewValue::Text(wanted)) => {
                new.to_lowercase() != wanted.to_lowercase()
            }
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
                if key == "MobilePhone" =>
            {
                didar.contacts_by_phone(text).await?
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
            Self::Field { definition_id, change } => {
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
        let text = || value::text(raw).ok().flatten();
        match &change.value {
            NewValue::Number(wanted) => value::number(raw) == Ok(Some(*wanted)),
            NewValue::Boolean(wanted) => value::boolean(raw) == Ok(Some(*wanted)),
            NewValue::Text(wanted) if change.key == "MobilePhone" => {
                text().is_some_and(|stored| phone::are_equal(&stored, wanted))
            }
            NewValue::Text(wanted) => {
                let folded = |text: &str| fold_digits(text.trim()).to_lowercase();
                text().is_some_and(|stored| folded(&stored) == folded(wanted))
            }
            _ => false,
        }
    }
}

/// The value, and a text with digits in both scripts.
fn operands(value: &NewValue) -> Vec<Operand> {
    match value {
        NewValue::Number(number) => vec![Operand::Number(*number)],
        NewValue::Boolean(flag) => vec![Operand::Boolean(*flag)],
        NewValue::Text(text) => {
            let latin = fold_digits(text).into_owned();
            let mut texts = vec![text.clone(), phone::persian_digits(&latin), latin];
            texts.sort();
            texts.dedup();
            texts.into_iter().map(Operand::Text).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether a contact is in the bin.
pub(super) fn is_deleted(row: &Row) -> bool {
    let flag = row.get("IsDeleted");
    flag.is_some_and(|flag| value::boolean(flag) == Ok(Some(true)))
}
