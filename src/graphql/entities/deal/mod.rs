//! Deals: what is sold, or to be sold, to a person (didar-api.md 6.1).

mod attributes;
mod groups;
mod lines;
pub(super) mod mutations;
pub(super) mod queries;

use crate::{
    crm::entity::Entity,
    didar::{Sum, endpoint},
    graphql::{
        entities::activity::ACTIVITY,
        model::entity::{Described, Description, PageSum, Saving, Then},
    },
};

pub(super) use self::attributes::ITEM;
use self::lines::LINES;

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
    saving: Some(Saving {
        changes: true,
        then: Some(Then {
            name: "activities",
            doc: "Saved after a new deal, one by one; they get its id and, where they name no \
                  contacts, its person.",
            of: &ACTIVITY,
            owner: ("dealId", "DealId"),
            also: ("ContactIds", "PersonId"),
        }),
        lines: Some(&LINES),
        ..Saving::OF_NEW
    }),
};

impl Described for Deal {
    const OF: &'static Description = &DEAL;
}
