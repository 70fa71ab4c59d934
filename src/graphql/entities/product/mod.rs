//! Products, their variants and the groups they are in (didar-api.md 6.6, F159 to F168, F188,
//! F234 to F238).

pub(super) mod queries;

use crate::{
    crm::entity::Entity,
    didar::endpoint,
    graphql::model::{
        attribute::Attribute,
        entity::{Described, Description},
        kind::Kind,
    },
};

/// A product or service.
pub(super) struct Product;

/// A group of products.
pub(super) struct ProductCategory;

const UNIT_PRICE: Attribute = Attribute::new(
    "unitPrice",
    "UnitPrice",
    Kind::Number,
    "Price of one, in the account's unit of money.",
);

static OF_PRODUCT: [Attribute; 10] = [
    Attribute::new("id", "Id", Kind::Id, "Didar's GUID."),
    Attribute::new("number", "DidarId", Kind::Integer, "Running number shown in Didar."),
    Attribute::new("code", "Code", Kind::Trimmed, "The account's own code, without outer spaces."),
    Attribute::new("title", "Title", Kind::Text, "Title."),
    Attribute::new(
        "invoiceTitle",
        "TitleForInvoice",
        Kind::Text,
        "The title that an invoice shows.",
    ),
    Attribute::new("unit", "Unit", Kind::Text, "What it is counted in; free text."),
    UNIT_PRICE,
    Attribute::new("description", "Description", Kind::LongText, "Description."),
    Attribute::new(
        "category",
        "ProductCategoryId",
        Kind::One(Entity::ProductCategory),
        "The category that it is in.",
    )
    .with_id("Didar's GUID of its category."),
    Attribute::new("variants", "Variants", Kind::Parts(Entity::Variant), "Its variants."),
];

pub(super) static PRODUCT: Description = Description::plain(
    Entity::Product,
    ("product", "products"),
    "A product or service. `node` does not find it: Didar finds products by their codes.",
    &OF_PRODUCT,
    &endpoint::PRODUCT,
);

static OF_VARIANT: [Attribute; 4] = [
    Attribute::new("id", "Id", Kind::Reference, "Didar's GUID."),
    Attribute::new("code", "VariantCode", Kind::Trimmed, "The account's own code."),
    Attribute::new("title", "Title", Kind::Text, "Title."),
    UNIT_PRICE,
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
