//! `product/save`: create and update (F159, F160).

use serde_json::Value;
use uuid::Uuid;

use super::variant::Variant;
use super::{Product, Row};
use crate::account::{Account, Shelf};
use crate::save::given;
use crate::settings::{Settings, VariantsOnSave};
use crate::time::Instant;
use crate::wire::{ApiError, Spelling};
use crate::{json, save as saving};

/// What a missing key is refused with, misleading as it is (F160).
const INCOMPLETE: &str = "Product Not Exist";

/// Saves a product and answers it with its variants (F167).
pub(crate) fn save(
    account: &mut Account,
    settings: &Settings,
    request: &Value,
) -> Result<Vec<u8>, ApiError> {
    let switches = &settings.switches;
    let given = saving::entity(request, "Product")?;
    let old = saving::existing(&account.products, given, INCOMPLETE)?;
    if old.is_none() {
        require_all(given)?;
    }
    let blank = || Product::new(Uuid::new_v4(), 0, Instant::now());
    let mut product = old.cloned().unwrap_or_else(blank);
    written(&mut product, given, switches.variants_on_save)?;
    refuse_duplicate(&account.products, &product)?;
    if product.number == 0 {
        product.number = account.products.next_code();
    }
    let row = Row::of(&product, Spelling::of(switches));
    let answer = saving::answer(switches.save_answer, "Product", row);
    account.products.put(product);
    Ok(answer)
}

/// Every key but the description and the variants is needed on create (F160).
fn require_all(given: &Value) -> Result<(), ApiError> {
    let filled = |name| {
        let value = json::present(given, name).and_then(json::text);
        value.is_some_and(|text| !text.trim().is_empty())
    };
    let category = given::guid(given, "ProductCategoryId")?;
    if category.unwrap_or_default().is_nil() {
        return Err(ApiError::bad_request("product category is empty"));
    }
    let needed = ["Code", "Title", "TitleForInvoice", "Unit", "UnitPrice"];
    if !needed.into_iter().all(filled) {
        return Err(ApiError::bad_request(INCOMPLETE));
    }
    Ok(())
}

/// Present keys are set, omitted ones are kept.
pub(super) fn written(
    product: &mut Product,
    given: &Value,
    variants: VariantsOnSave,
) -> Result<(), ApiError> {
    texts(product, given);
    if let Some(price) = given::amount(given, "UnitPrice")? {
        product.unit_price = price;
    }
    if let Some(category) = given::guid(given, "ProductCategoryId")? {
        product.category = category;
    }
    let entries = json::get(given, "Variants").and_then(Value::as_array);
    entries.map_or(Ok(()), |entries| take_variants(product, entries, variants))
}

fn texts(product: &mut Product, given: &Value) {
    let text = |name| json::get(given, name).and_then(json::text);
    if let Some(code) = text("Code") {
        product.code = code.into();
    }
    if let Some(title) = text("Title") {
        product.title = title;
    }
    if let Some(title) = text("TitleForInvoice") {
        product.title_for_invoice = title.into();
    }
    if let Some(unit) = text("Unit") {
        product.unit = unit;
    }
}

fn take_variants(
    product: &mut Product,
    entries: &[Value],
    rule: VariantsOnSave,
) -> Result<(), ApiError> {
    let mut variants = match rule {
        VariantsOnSave::ReplaceAll => Vec::new(),
        VariantsOnSave::MergeById => product.variants.clone(),
    };
    for entry in entries {
        let id = json::id(entry);
        let old = product.variants.iter().find(|old| Some(old.id) == id);
        let read = Variant::read(entry, old)?;
        match variants.iter_mut().find(|held| held.id == read.id) {
            Some(held) => *held = read,
            None => variants.push(read),
        }
    }
    product.variants = variants;
    Ok(())
}

/// Codes are unique, compared as they are stored.
fn refuse_duplicate(products: &Shelf<Product>, product: &Product) -> Result<(), ApiError> {
    let clashes = |other: &Product| other.id != product.id && other.code == product.code;
    if products.iter().any(clashes) {
        return Err(ApiError::bad_request("duplicate product code."));
    }
    Ok(())
}
