//! Cases: requests, complaints, pieces of service (didar-api.md 6.7).

mod attributes;
pub(super) mod mutations;
pub(super) mod queries;

use crate::{
    crm::{changes::NewValue, entity::Entity, time},
    didar::endpoint,
    graphql::model::{
        entity::{Described, Description, Saving},
        kind::{Link, Relation},
    },
};

/// A case.
pub(super) struct Case;

pub(super) static CASE: Description = Description {
    entity: Entity::Case,
    nouns: ("case", "cases"),
    doc: "A case: a request, a complaint, a piece of service. `node` does not find it: Didar has \
          no call for one case.",
    attributes: attributes::ATTRIBUTES,
    has_custom_fields: true,
    is_node: false,
    endpoint: &endpoint::CASE,
    sum: None,
    saving: Some(Saving {
        changes: true,
        usual: &[
            ("Status", || NewValue::Text("InProgress".to_owned())),
            // Nobody chose one (F230).
            ("Priority", || NewValue::Number((-2).into())),
            // Not due (F20).
            ("DueDate", || NewValue::Instant(time::LATEST)),
            ("PersonId", || NewValue::NoRecord),
            ("CompanyId", || NewValue::NoRecord),
        ],
        ..Saving::OF_NEW
    }),
};

impl Described for Case {
    const OF: &'static Description = &CASE;
}

/// Of a deal.
pub(super) static OF_DEAL: Relation =
    Relation { to: Entity::Case, links: &[Link { of: None, criterion: "dealId" }] };

/// Of a person.
pub(super) static OF_PERSON: Relation =
    Relation { to: Entity::Case, links: &[Link { of: Some("Person"), criterion: "personId" }] };
