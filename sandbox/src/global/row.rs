//! A row of `search/search` (F50).

use serde::Serialize;
use uuid::Uuid;

use crate::case::Case;
use crate::contact::{Attribute, Contact, ContactKind};
use crate::deal::Deal;

/// What is found, and what kind of thing it is.
#[derive(Serialize)]
pub(super) struct Row<'a> {
    #[serde(rename = "_tp")]
    kind: &'static str,
    #[serde(rename = "Id")]
    id: Uuid,
    #[serde(flatten)]
    texts: Texts<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Texts<'a> {
    #[serde(rename_all = "PascalCase")]
    Contact { display_name: String, customer_code: Option<&'a str>, mobile_phone: Option<&'a str> },
    #[serde(rename_all = "PascalCase")]
    Other { title: &'a str, description: Option<&'a str> },
}

/// What a kind of contact is called among the types.
pub(super) fn type_of(kind: ContactKind) -> &'static str {
    match kind {
        ContactKind::Person => "contact",
        ContactKind::Company => "company",
    }
}

impl<'a> Row<'a> {
    pub(super) fn contact(contact: &'a Contact) -> Self {
        let texts = Texts::Contact {
            display_name: contact.display_name(),
            customer_code: contact.attributes.get(Attribute::CustomerCode),
            mobile_phone: contact.attributes.get(Attribute::MobilePhone),
        };
        Self { kind: type_of(contact.kind), id: contact.id, texts }
    }

    pub(super) fn deal(deal: &'a Deal) -> Self {
        let description = deal.description.as_deref();
        let texts = Texts::Other { title: &deal.title, description };
        Self { kind: "deal", id: deal.id, texts }
    }

    pub(super) fn case(case: &'a Case) -> Self {
        let description = case.description.as_deref();
        let texts = Texts::Other { title: &case.title, description };
        Self { kind: "case", id: case.id, texts }
    }
}
