//! A product on the wire (section 13, Product).

use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::Product;
use super::variant::VariantRow;
use crate::wire::Spelling;

/// The row of every answer with products.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Row<'a> {
    id: Uuid,
    didar_id: u64,
    code: &'a str,
    title: &'a str,
    title_for_invoice: &'a str,
    unit: &'a str,
    unit_price: Value,
    product_category_id: Uuid,
    variants: Vec<VariantRow<'a>>,
}

impl<'a> Row<'a> {
    pub(crate) fn of(product: &'a Product, spelling: Spelling) -> Self {
        let variants = product.variants.iter();
        let variants = variants.map(|variant| VariantRow::of(variant, product.id, spelling));
        Self {
            id: product.id,
            didar_id: product.number,
            code: &product.code,
            title: &product.title,
            title_for_invoice: &product.title_for_invoice,
            unit: &product.unit,
            unit_price: spelling.amount(&product.unit_price),
            product_category_id: product.category,
            variants: variants.collect(),
        }
    }
}
