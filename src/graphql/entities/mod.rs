//! The entities that are served. Each is a folder or a file: its table, its queries, its
//! mutations. What is the same for all is on the floors below.

mod activity;
mod case;
mod contact;
mod deal;
mod label;
mod pipeline;
mod place;
mod product;
mod user;
mod visibility;

use async_graphql::MergedObject;

use self::{
    activity::{ActivityQueries, mutations::ActivityMutations},
    case::{mutations::CaseMutations, queries::CaseQueries},
    contact::{mutations::ContactMutations, queries::ContactQueries},
    deal::{mutations::DealMutations, queries::DealQueries},
    label::LabelQueries,
    pipeline::PipelineQueries,
    place::PlaceQueries,
    product::{mutations::ProductMutations, queries::ProductQueries},
    user::UserQueries,
};
use super::model::entity::Description;

/// Every entity that is served or pointed to.
pub(super) static ALL: [&Description; 18] = [
    &contact::CONTACT,
    &deal::DEAL,
    &deal::ITEM,
    &case::CASE,
    &activity::ACTIVITY,
    &activity::attachment::ATTACHMENT,
    &activity::ACTIVITY_TYPE,
    &user::USER,
    &pipeline::PIPELINE,
    &pipeline::STAGE,
    &pipeline::CASE_PIPELINE,
    &pipeline::CASE_STAGE,
    &label::LABEL,
    &product::PRODUCT,
    &product::VARIANT,
    &product::CATEGORY,
    &place::PROVINCE,
    &place::CITY,
];

/// The queries of all entities.
#[derive(MergedObject, Default)]
pub(super) struct Queries(
    ContactQueries,
    DealQueries,
    CaseQueries,
    UserQueries,
    PipelineQueries,
    LabelQueries,
    ActivityQueries,
    ProductQueries,
    PlaceQueries,
);

/// The mutations of all entities.
#[derive(MergedObject, Default)]
pub(super) struct Mutations(
    ContactMutations,
    DealMutations,
    CaseMutations,
    ActivityMutations,
    ProductMutations,
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{Language, message};

    #[test]
    fn what_entities_are_called_is_said_in_persian_too() {
        for noun in ALL.iter().flat_map(|of| [of.noun(), of.nouns()]) {
            let said = message!("there is no {noun} of this id", noun).text(Language::Persian);
            assert!(!said.contains(|letter: char| letter.is_ascii_alphabetic()), "{said}");
        }
    }
}
