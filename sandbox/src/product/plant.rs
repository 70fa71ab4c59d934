//! Planting products for tests, past every rule of a save.

use serde_json::Value;

use super::{Product, save};
use crate::account::Account;
use crate::planted;
use crate::settings::VariantsOnSave;
use crate::time::Instant;

/// Makes a product of a row. What follows a part that cannot be read is left at its default.
pub(crate) fn product(account: &mut Account, row: &Value) -> Product {
    let id = planted::id(row);
    let number = planted::code(row, "DidarId", &mut account.products);
    let mut product = Product::new(id, number, Instant::now());
    if let Err(refused) = save::written(&mut product, row, VariantsOnSave::ReplaceAll) {
        tracing::warn!(reason = refused.text, "part of a planted product was left out");
    }
    product
}
