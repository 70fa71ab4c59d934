//! Deals: what is sold, or to be sold, to a person (didar-api.md 6.1).

mod attributes;
pub(super) mod queries;

use crate::{
    crm::entity::Entity,
    didar::{Sum, endpoint},
    graphql::model::entity::{Described, Description, PageSum},
};

pub(super) use self::attributes::ITEM;

/// A deal.
pub(super) struct Deal;

pub(super) static DEAL: Description = Description {
    entity: Entity::Deal,
    nouns: ("deal", "deals"),
    doc: "A deal.",
    attributes: attributes::ATTRIBUTES,
    has_custom_fields: true,
    is_node: true,
    endpoint: &endpoint::DEAL,
    sum: Some(PageSum {
        name: "totalPrice",
        doc: "The sum of the prices of all that match, on all pages.",
        sum: Sum { of: "Price", key: "TotalPrice" },
    }),
};

impl Described for Deal {
    const OF: &'static Description = &DEAL;
}
