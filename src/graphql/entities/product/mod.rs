//! Products, their variants and the groups they are in (didar-api.md 6.6, F159 to F168, F188,
//! F234 to F238).

pub(super) mod mutations;
pub(super) mod queries;
mod rules;

use crate::{
    crm::entity::Entity,
    didar::endpoint,
    graphql::model::{
        attribute::{Attribute, Need},
        entity::{ByCode, Described, Description, Inner, Saving},
        kind::Kind,
    },
};

/// A product or service.
pub(super) struct Product;

/// A group of products.
pub(super) struct ProductCategory;

const PRICE: &str = "Price of one, in the account's unit of money.";

static OF_PRODUCT: [Attribute; 10] = [
    Attribute::new("id", "Id", Kind::Id, "Didar's GUID."),
    Attribute::new("number", "DidarId", Kind::Integer, "Running number shown in Didar."),
    Attribute::new("code", "Code", Kind::Trimmed, "The account's own code, without outer spaces.")
        .written_as(Need::Required, "The account's own code, by which it is found.")
        .matched("By code."),
    Attribute::new("title", "Title", Kind::Text, "Title.").written(Need::Kept { or: None }),
    Attribute::new(
        "invoiceTitle",
        "TitleForInvoice",
        Kind::Text,
        "The title that an invoice shows.",
    )
    .written_as(
        Need::Kept { or: Some("Title") },
        "The title that an invoice shows; the title where a new product has none.",
    ),
    Attribute::new("unit", "Unit", Kind::Text, "What it is counted in; free text.")
        .written(Need::Kept { or: None }),
    Attribute::new("unitPrice", "UnitPrice", Kind::Number, PRICE)
        .written_as(Need::Kept { or: None }, "Price of one; may be 0.")
        .again(),
    Attribute::new("description", "Description", Kind::LongText, "Description.")
        .written(Need::Free),
    Attribute::new(
        "category",
        "ProductCategoryId",
        Kind::One(Entity::ProductCategory),
        "The category that it is in.",
    )
    .with_id("Didar's GUID of its category.")
    .written_as(Need::Kept { or: None }, "Didar's GUID of its category."),
    Attribute::new("variants", "Variants", Kind::Parts(Entity::Variant), "Its variants."),
];

pub(super) static PRODUCT: Description = Description {
    saving: Some(Saving {
        rules: Some(rules::of_product),
        by_code: Some(&BY_CODE),
        ..Saving::OF_NEW
    }),
    ..Description::plain(
        Entity::Product,
        ("product", "products"),
        "A product or service. `node` does not find it: Didar finds products by their codes.",
        &OF_PRODUCT,
        &endpoint::PRODUCT,
    )
};

static BY_CODE: ByCode = ByCode {
    input_doc: "A product to create or to change. What is left out keeps its value; a new product \
                needs all but `description`, `invoiceTitle` and `variants`.",
    code: "code",
    inner: Some(Inner {
        name: "variants",
        key: "Variants",
        doc: "Variants to create or to change by their codes; others stay.",
        input: "ProductVariantInput",
        input_doc: "A variant to create or to change.",
        attributes: &OF_VARIANT,
        code: ("code", "VariantCode"),
        check: rules::of_variant,
    }),
};

static OF_VARIANT: [Attribute; 4] = [
    Attribute::new("id", "Id", Kind::Reference, "Didar's GUID."),
    Attribute::new("code", "VariantCode", Kind::Trimmed, "The account's own code.")
        .written(Need::Required),
    Attribute::new("title", "Title", Kind::Text, "Title.").written(Need::Free),
    Attribute::new("unitPrice", "UnitPrice", Kind::Number, PRICE).written(Need::Free),
];

pub(super) static VARIANT: Description = Description::plain(
    Entity::Variant,
    ("variant", "variants"),
    "A variant of a product.",
    &OF_VARIANT,
    &endpoint::EMBEDDED,
);

static OF_CATEGORY: [Attribute; 2] = [
    Attribute::new("id", "Id", Kind::Id, "Didar's GUID."),
    Attribute::new("title", "Title", Kind::Text, "Title."),
];

pub(super) static CATEGORY: Description = Description::plain(
    Entity::ProductCategory,
    ("product category", "product categories"),
    "A group of products.",
    &OF_CATEGORY,
    &endpoint::PRODUCT_CATEGORY,
);

impl Described for Product {
    const OF: &'static Description = &PRODUCT;
}

impl Described for ProductCategory {
    const OF: &'static Description = &CATEGORY;
}
