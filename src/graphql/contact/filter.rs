//! `ContactFilter`: native criteria and custom fields, joined with AND.

use std::borrow::Cow;

use async_graphql::{InputType, InputValueResult, Value};

use super::fields::CONTACT_TYPE;
use crate::{
    crm::{
        criteria::{ContactCriteria, ContactType},
        persian,
    },
    didar::value::ZERO_GUID,
    graphql::{
        argument::Located,
        engine::{
            Registry,
            registry::{self, InputInfo, Shape},
        },
        error::InputError,
        model::{Model, spelling::Spelling},
        search::{
            condition::{day_range, instants},
            custom::{self, Conditions},
            types,
        },
    },
};

const NAME: &str = "ContactFilter";
const CUSTOM: &str = "ContactCustomFieldsFilter";

/// A criterion of Didar's own, besides custom fields.
struct Native {
    name: &'static str,
    ty: &'static str,
    doc: &'static str,
    apply: fn(&Located<'_>, &mut ContactCriteria) -> Result<(), InputError>,
}

const fn native(
    name: &'static str,
    ty: &'static str,
    doc: &'static str,
    apply: fn(&Located<'_>, &mut ContactCriteria) -> Result<(), InputError>,
) -> Native {
    Native { name, ty, doc, apply }
}

/// Didar's own comparison is not documented (didar-api.md 9, row 6).
const EQUAL: &str = "Equal; case and the keyboard of letters and digits do not matter.";
const PHONE: &str = "The whole number, in any spelling. Didar is asked for each usual one.";

/// Sets one criterion from the value.
macro_rules! set {
    ($field:ident, $read:ident) => {
        |input, criteria| {
            criteria.$field = Some(input.$read()?);
            Ok(())
        }
    };
}

static NATIVE: &[Native] = &[
    native("type", "ContactType", "Persons or companies; both where left out.", contact_type),
    native(
        "keywords",
        "String",
        "Fuzzy: a hit is not an equality. Asked for in Persian letters and Latin digits.",
        set!(keywords, seen),
    ),
    native("mobilePhone", "String", PHONE, set!(mobile_phone, phone)),
    native("workPhone", "String", PHONE, set!(work_phone, phone)),
    native("email", "String", EQUAL, set!(email, plain)),
    native("customerCode", "String", EQUAL, set!(customer_code, plain)),
    native("nationalCode", "String", EQUAL, set!(national_code, plain)),
    native("zipCode", "String", EQUAL, set!(zip_code, plain)),
    native("ownerId", "ID", "The owner's user id.", owner),
    native("isVip", "Boolean", "Marked as VIP, or not.", set!(is_vip, boolean)),
    native("isPinned", "Boolean", "Pinned, or not.", set!(is_pinned, boolean)),
    native(
        "isDeleted",
        "Boolean",
        "In the bin, or not. Left out means both, as in Didar's API.",
        set!(is_deleted, boolean),
    ),
    native("registeredAt", "DateTimeRange", "When it was created.", registered_at),
    native("registeredOn", "JalaliDateRange", "The day it was created, in Tehran.", registered_on),
];

fn contact_type(input: &Located<'_>, criteria: &mut ContactCriteria) -> Result<(), InputError> {
    criteria.contact_type = Some(match input.enumeration()? {
        "PERSON" => ContactType::Person,
        "COMPANY" => ContactType::Company,
        _ => return Err(input.fail("expected PERSON or COMPANY")),
    });
    Ok(())
}

fn owner(input: &Located<'_>, criteria: &mut ContactCriteria) -> Result<(), InputError> {
    let id = input.guid()?;
    // To Didar the zero GUID is "anyone" (F22).
    if id == ZERO_GUID {
        return Err(input.fail("the zero GUID is nobody; leave it out to mean anyone"));
    }
    criteria.owner_id = Some(id);
    Ok(())
}

fn registered_at(input: &Located<'_>, criteria: &mut ContactCriteria) -> Result<(), InputError> {
    let (from, to) = instants(input)?;
    narrow(criteria, from, to);
    Ok(())
}

fn registered_on(input: &Located<'_>, criteria: &mut ContactCriteria) -> Result<(), InputError> {
    let (from, to) = day_range(input)?;
    narrow(criteria, from, to);
    Ok(())
}

/// `registeredAt` and `registeredOn` are the same criterion; both hold.
fn narrow(
    criteria: &mut ContactCriteria,
    from: Option<jiff::Timestamp>,
    to: Option<jiff::Timestamp>,
) {
    criteria.registered_from = criteria.registered_from.max(from);
    criteria.registered_to = match (criteria.registered_to, to) {
        (Some(known), Some(to)) => Some(known.min(to)),
        (known, to) => known.or(to),
    };
}

/// The filter as it was written; compiled with the account's model at hand.
pub(crate) struct ContactFilter(Value);

impl ContactFilter {
    /// Didar's criteria, or every fault in the filter.
    pub(crate) fn compile(&self, model: &Model) -> Result<ContactCriteria, Vec<InputError>> {
        let filter = Located::argument("filter", &self.0);
        let mut criteria = ContactCriteria::default();
        let mut conditions = Conditions::default();
        let mut errors = Vec::new();
        for (name, input) in filter.entries().map_err(|error| vec![error])? {
            match name {
                "custom" => custom::typed(model, &input, &mut conditions),
                "customFields" => custom::portable(model, &input, &mut conditions),
                _ => errors.extend(apply(name, &input, &mut criteria).err()),
            }
        }
        if model.spelling == Spelling::Any {
            // Didar takes one text, and none of its spellings (didar-api.md 9, row 7).
            criteria.keywords = criteria.keywords.as_deref().map(persian::usual);
        }
        match conditions.finish() {
            Ok(conditions) => criteria.custom_fields = conditions,
            Err(faults) => errors.extend(faults),
        }
        if errors.is_empty() { Ok(criteria) } else { Err(errors) }
    }
}

fn apply(
    name: &str,
    input: &Located<'_>,
    criteria: &mut ContactCriteria,
) -> Result<(), InputError> {
    let native = NATIVE.iter().find(|native| native.name == name);
    let native = native.ok_or_else(|| input.fail("no such criterion"))?;
    (native.apply)(input, criteria)
}

impl InputType for ContactFilter {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        Cow::Borrowed(NAME)
    }

    fn create_type_info(_registry: &mut Registry) -> String {
        Self::qualified_type_name()
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        Ok(Self(value.unwrap_or_default()))
    }

    fn to_value(&self) -> Value {
        self.0.clone()
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}

/// Adds the input type.
pub(crate) fn register(model: &Model, registry: &mut Registry) {
    let native = NATIVE.iter();
    let mut inputs: Vec<_> =
        native.map(|native| InputInfo::new(native.name, native.ty, native.doc)).collect();
    if types::register(registry, model, CUSTOM) {
        inputs.push(InputInfo::new("custom", CUSTOM, "The account's custom fields, typed."));
    }
    inputs.push(InputInfo::new(
        "customFields",
        "[CustomFieldCondition!]",
        "Custom fields by key: the same form in every account. At most one entry a field, \
         across this list and the typed form.",
    ));
    CONTACT_TYPE.register(registry);
    let doc = "Which contacts. The entries are joined with AND; what is left out means all.";
    registry::add_input(registry, NAME, doc, Shape::All, inputs);
}
