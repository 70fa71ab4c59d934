//! What can be written into a contact: Didar's own attributes (didar-api.md 4.5, F69).

use super::fields::{CONTACT_TYPE, VISIBILITY};
use crate::{
    crm::changes::{Change, ContactChanges, NewValue},
    crm::entity::Entity,
    graphql::{
        argument::Located,
        engine::{Registry, registry::InputInfo},
        model::{Model, table::Enumeration},
        save::{
            custom::{self, Assignments},
            types,
            user_error::{UserError, UserErrorCode},
            values::{self, Given},
        },
    },
};

/// An attribute that saves may name.
struct Writable {
    name: &'static str,
    ty: &'static str,
    key: &'static str,
    read: fn(&Located<'_>) -> Given,
}

const fn writable(
    name: &'static str,
    ty: &'static str,
    key: &'static str,
    read: fn(&Located<'_>) -> Given,
) -> Writable {
    Writable { name, ty, key, read }
}

static WRITABLE: &[Writable] = &[
    writable("type", "ContactType", "Type", contact_type),
    writable("title", "String", "Title", values::text),
    writable("firstName", "String", "FirstName", values::text),
    writable("lastName", "String", "LastName", values::required_text),
    writable("mobilePhone", "String", "MobilePhone", values::mobile),
    writable("workPhone", "String", "WorkPhone", values::phone),
    writable("email", "String", "Email", values::email),
    writable("customerCode", "String", "CustomerCode", values::digits),
    writable("nationalCode", "String", "NationalCode", values::digits),
    writable("zipCode", "String", "ZipCode", values::digits),
    writable("position", "String", "Position", values::text),
    writable("companyName", "String", "CompanyName", values::text),
    writable("companyId", "ID", "CompanyId", values::record),
    writable("birthDate", "DateTime", "BirthDate", values::instant),
    writable("backgroundInfo", "String", "BackgroundInfo", values::long_text),
    writable("ownerId", "ID", "OwnerId", values::record),
    writable("visibility", "Visibility", "VisibilityType", visibility),
];

fn contact_type(input: &Located<'_>) -> Given {
    enumeration(input, &CONTACT_TYPE)
}

fn visibility(input: &Located<'_>) -> Given {
    enumeration(input, &VISIBILITY)
}

/// Didar's word for an enumeration value; it cannot be taken away.
fn enumeration(input: &Located<'_>, of: &Enumeration) -> Given {
    if input.is_null() {
        let message = "cannot be taken away";
        return Err(UserError::new(UserErrorCode::Required, input.path(), message));
    }
    let name = input.enumeration()?;
    let known = of.values.iter().find(|value| value.name == name);
    let known = known.ok_or_else(|| input.fail("no such value"))?;
    Ok(NewValue::Text(known.wire.to_owned()))
}

/// What a set of attributes is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A new contact: `lastName` must be there, null is as good as nothing.
    Create,
    /// Changes: what a contact is cannot be changed.
    Patch,
}

impl Form {
    fn takes(self, writable: &Writable) -> bool {
        self == Self::Create || writable.name != "type"
    }
}

/// The name in GraphQL of an attribute's key.
pub(super) fn name_of(key: &str) -> Option<&'static str> {
    WRITABLE.iter().find(|writable| writable.key == key).map(|writable| writable.name)
}

/// The entries of the input type, whose own types are added.
pub(super) fn inputs(registry: &mut Registry, model: &Model, form: Form) -> Vec<InputInfo> {
    CONTACT_TYPE.register(registry);
    VISIBILITY.register(registry);
    let writable = WRITABLE.iter().filter(|writable| form.takes(writable));
    let native = writable.map(|writable| {
        let is_required = form == Form::Create && writable.name == "lastName";
        let ty = if is_required { "String!" } else { writable.ty };
        InputInfo::new(writable.name, ty, doc(model, writable.name))
    });
    let native: Vec<_> = native.collect();
    native.into_iter().chain(types::register(registry, model)).collect()
}

fn doc(model: &Model, name: &str) -> String {
    match name {
        "mobilePhone" => {
            "A whole number in any spelling and any digits: of Iran, stored as 09…, or with + and \
             the code of its country."
                .to_owned()
        }
        "workPhone" => {
            "A number in any spelling and any digits, also with an extension; of Iran with its \
             area code, stored as 021…."
                .to_owned()
        }
        "companyId" => "Didar's GUID of the person's company.".to_owned(),
        "ownerId" => "Didar's user id of the owner; the key's own user where left out.".to_owned(),
        "type" => "PERSON where left out.".to_owned(),
        _ => model
            .of(Entity::Contact)
            .field(name)
            .map(|field| field.doc.to_string())
            .unwrap_or_default(),
    }
}

/// The changes that an input names, or everything that is wrong with it.
pub(super) fn changes(
    model: &Model,
    input: &Located<'_>,
    form: Form,
) -> Result<ContactChanges, Vec<UserError>> {
    let entries = input.entries().map_err(|error| vec![UserError::from(error)])?;
    let mut changes = ContactChanges::default();
    let (mut custom, mut errors) = (Assignments::default(), Vec::new());
    for (name, value) in entries {
        match name {
            "custom" => custom::typed(model, &value, &mut custom),
            "customFields" => custom::portable(model, &value, &mut custom),
            _ => match attribute(name, &value, form) {
                Ok(change) => changes.attributes.extend(change),
                Err(error) => errors.push(error),
            },
        }
    }
    if form == Form::Create && !changes.names("LastName") && errors.iter().all(not_last_name) {
        let mut path = input.path().to_vec();
        path.push("lastName".to_owned());
        errors.push(UserError::new(UserErrorCode::Required, &path, "must not be empty"));
    }
    match custom.finish() {
        Ok(fields) => changes.fields = fields,
        Err(faults) => errors.extend(faults),
    }
    if errors.is_empty() { Ok(changes) } else { Err(errors) }
}

fn not_last_name(error: &UserError) -> bool {
    error.field.last().is_none_or(|name| name != "lastName")
}

fn attribute(name: &str, input: &Located<'_>, form: Form) -> Result<Option<Change>, UserError> {
    let writable = WRITABLE.iter().find(|writable| writable.name == name && form.takes(writable));
    let writable = writable.ok_or_else(|| input.fail("cannot be written"))?;
    let is_absent = form == Form::Create && input.is_null() && name != "lastName";
    if is_absent && matches!(name, "type" | "visibility") {
        return Ok(None);
    }
    Ok(Some(Change { key: writable.key.to_owned(), value: (writable.read)(input)? }))
}
