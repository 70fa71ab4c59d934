//! The forms a product comes in (F236).

use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::amount::Amount;
use crate::json;
use crate::save::given;
use crate::wire::{ApiError, Spelling};

/// One form of a product. Its code is kept as it was sent: text or number.
#[derive(Clone, Debug)]
pub(crate) struct Variant {
    pub(crate) id: Uuid,
    pub(crate) title: String,
    pub(crate) code: Value,
    pub(crate) title_for_invoice: Arc<str>,
    pub(crate) unit_price: Amount,
    pub(crate) is_default: bool,
}

impl Variant {
    /// Reads an entry of `Variants` into what was there before, if anything was.
    pub(super) fn read(entry: &Value, old: Option<&Self>) -> Result<Self, ApiError> {
        let mut variant = old.cloned().unwrap_or_else(|| Self::new(json::id(entry)));
        let text = |name| json::get(entry, name).and_then(json::text);
        if let Some(title) = text("Title") {
            variant.title = title;
        }
        if let Some(title) = text("TitleForInvoice") {
            variant.title_for_invoice = title.into();
        }
        if let Some(code) = json::get(entry, "VariantCode") {
            variant.code = code.clone();
        }
        if let Some(price) = given::amount(entry, "UnitPrice")? {
            variant.unit_price = price;
        }
        if let Some(flag) = json::get(entry, "IsDefault").and_then(json::tri_state) {
            variant.is_default = flag;
        }
        Ok(variant)
    }

    fn new(id: Option<Uuid>) -> Self {
        Self {
            id: id.unwrap_or_else(Uuid::new_v4),
            title: String::new(),
            code: Value::Null,
            title_for_invoice: "".into(),
            unit_price: Amount::Whole(0),
            is_default: false,
        }
    }
}

/// A variant on the wire.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct VariantRow<'a> {
    id: Uuid,
    product_id: Uuid,
    title: &'a str,
    variant_code: &'a Value,
    title_for_invoice: &'a str,
    unit_price: Value,
    is_default: bool,
}

impl<'a> VariantRow<'a> {
    pub(super) fn of(variant: &'a Variant, product: Uuid, spelling: Spelling) -> Self {
        Self {
            id: variant.id,
            product_id: product,
            title: &variant.title,
            variant_code: &variant.code,
            title_for_invoice: &variant.title_for_invoice,
            unit_price: spelling.amount(&variant.unit_price),
            is_default: variant.is_default,
        }
    }
}
