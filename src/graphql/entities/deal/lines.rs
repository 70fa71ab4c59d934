//! What is sold with a deal, as it is saved (F118, F121, F134, F212).

use crate::{
    crm::{
        changes::{Change, NewValue},
        decimal::Decimal,
    },
    graphql::{
        entities::product::PRODUCT,
        model::{
            attribute::{Attribute, Need},
            entity::{Coded, Fault, Lines, Wrong},
            kind::Kind,
        },
    },
    message::message,
};

/// Amounts beyond 2^53 cannot be told apart by most clients.
const MOST: f64 = 9_007_199_254_740_992.0;

pub(super) static LINES: Lines = Lines {
    name: "items",
    doc: "What is sold; replaces all items. Compared with the stored ones by product, quantity, \
          price and discount: what is so already is not sent.",
    input: "DealItemInput",
    input_doc: "Something to sell with a deal.",
    attributes: &ATTRIBUTES,
    coded: Coded {
        of: &PRODUCT,
        record: ("productCode", "ProductCode", "ProductId"),
        part: ("variantCode", "VariantCode", "VariantId"),
        parts: "Variants",
    },
    stored: "Items",
    compared: &["ProductCode", "Quantity", "UnitPrice", "Discount"],
    check,
};

static ATTRIBUTES: [Attribute; 6] = [
    Attribute::input(
        "productCode",
        "ProductCode",
        Kind::Trimmed,
        Need::Required,
        "The product's own code; case counts, outer spaces do not.",
    ),
    Attribute::input(
        "variantCode",
        "VariantCode",
        Kind::Trimmed,
        Need::Free,
        "The code of one of its variants.",
    ),
    Attribute::input(
        "quantity",
        "Quantity",
        Kind::Number,
        Need::Required,
        "How many; may be a fraction.",
    ),
    Attribute::input(
        "unitPrice",
        "UnitPrice",
        Kind::Number,
        Need::Required,
        "Price of one, in the account's unit of money.",
    ),
    Attribute::input(
        "discount",
        "Discount",
        Kind::Number,
        Need::Free,
        "Amount taken off each one, as money.",
    ),
    Attribute::input("description", "Description", Kind::LongText, Need::Free, "A remark on it."),
];

fn check(line: &[Change]) -> Vec<Fault> {
    let number = |key| line.iter().find(|change| change.key == key).and_then(amount);
    let none = Decimal::default();
    let mut faults = Vec::new();
    let mut wrong = |entry, message| {
        faults.push(Fault { entry, what: Wrong::OutOfRange, message });
    };
    let [quantity, price, discount] = ["Quantity", "UnitPrice", "Discount"].map(number);
    if quantity.is_some_and(|quantity| *quantity <= none) {
        wrong("quantity", message!("must be more than nought"));
    }
    for (entry, amount) in [("quantity", quantity), ("unitPrice", price), ("discount", discount)] {
        if amount.is_some_and(|amount| amount.to_f64() > MOST) {
            wrong(entry, message!("is too large"));
        }
    }
    for (entry, amount) in [("unitPrice", price), ("discount", discount)] {
        if amount.is_some_and(|amount| *amount < none) {
            wrong(entry, message!("must not be negative"));
        }
    }
    if let (Some(price), Some(discount)) = (price, discount)
        && discount > price
    {
        wrong("discount", message!("must not be more than the price of one"));
    }
    faults
}

fn amount(change: &Change) -> Option<&Decimal> {
    match &change.value {
        NewValue::Number(number) => Some(number),
        _ => None,
    }
}
