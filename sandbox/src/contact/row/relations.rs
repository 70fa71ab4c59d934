//! What a contact belongs to. Relations that are absent are the zero GUID, embedded objects
//! that are absent are null (F22, F24).

use serde::Serialize;
use uuid::Uuid;

use crate::contact::attribute::Attribute;
use crate::contact::record::{Contact, Visibility};
use crate::user::display_name_of;

/// Owner, company, place and visibility.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Relations<'a> {
    owner_id: Uuid,
    #[serde(rename = "OwnerId_Old")]
    owner_id_old: Uuid,
    owner: Option<Owner>,
    company_id: Uuid,
    company_name: Option<&'a str>,
    company_and_position: String,
    company: (),
    company_is_customer: (),
    company_is_prospect: (),
    has_company: bool,
    province_id: Uuid,
    province_title: Option<&'a str>,
    city_id: Uuid,
    city_title: Option<&'a str>,
    visibility_type: Visibility,
}

/// The embedded owner; `UserId` is what `OwnerId` names (F150).
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Owner {
    user_id: Uuid,
    display_name: Option<String>,
    picture_url: Option<String>,
}

impl Owner {
    fn of(user_id: Uuid) -> Option<Self> {
        (!user_id.is_nil()).then(|| Self {
            user_id,
            display_name: display_name_of(user_id),
            picture_url: None,
        })
    }
}

impl<'a> Relations<'a> {
    pub(super) fn of(contact: &'a Contact) -> Self {
        let text = |attribute| contact.attributes.get(attribute);
        let rare = contact.rare.as_deref();
        Self {
            owner_id: contact.owner,
            owner_id_old: contact.owner,
            owner: Owner::of(contact.owner),
            company_id: contact.company,
            company_name: text(Attribute::CompanyName),
            company_and_position: company_and_position(contact),
            company: (),
            company_is_customer: (),
            company_is_prospect: (),
            has_company: !contact.company.is_nil(),
            province_id: rare.map_or(Uuid::nil(), |rare| rare.province),
            province_title: text(Attribute::ProvinceTitle),
            city_id: rare.map_or(Uuid::nil(), |rare| rare.city),
            city_title: text(Attribute::CityTitle),
            visibility_type: contact.visibility,
        }
    }
}

fn company_and_position(contact: &Contact) -> String {
    let company = contact.attributes.text(Attribute::CompanyName);
    let position = contact.attributes.text(Attribute::Position);
    let both = !company.is_empty() && !position.is_empty();
    let joint = if both { " - " } else { "" };
    format!("{company}{joint}{position}")
}
