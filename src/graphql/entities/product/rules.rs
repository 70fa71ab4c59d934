//! What a product and its variants must be: no price is negative.

use crate::{
    crm::{
        changes::{Change, Changes, NewValue},
        decimal::Decimal,
    },
    graphql::model::entity::{Fault, Wrong},
    message::message,
};

pub(super) fn of_product(changes: Changes) -> Result<Changes, Vec<Fault>> {
    let faults = of_price(&changes.attributes);
    if faults.is_empty() { Ok(changes) } else { Err(faults) }
}

pub(super) fn of_variant(changes: &[Change]) -> Vec<Fault> {
    of_price(changes)
}

fn of_price(changes: &[Change]) -> Vec<Fault> {
    let is_negative = |change: &Change| {
        let NewValue::Number(price) = &change.value else { return false };
        change.key == "UnitPrice" && *price < Decimal::default()
    };
    let message = message!("must not be negative");
    let fault = Fault { entry: "unitPrice", what: Wrong::OutOfRange, message };
    changes.iter().any(is_negative).then_some(fault).into_iter().collect()
}
