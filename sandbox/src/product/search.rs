//! `product/search` and `product/getproductbycodes`.

use serde::Serialize;
use serde_json::Value;

use super::{Product, Row};
use crate::account::Account;
use crate::json;
use crate::search::{Window, criterion};
use crate::settings::Settings;
use crate::text::Needle;
use crate::wire::{Spelling, envelope};

/// A fuzzy search; its answer is a bare array (F162, F163).
pub(crate) fn search(account: &Account, settings: &Settings, request: &Value) -> Vec<u8> {
    let criteria = json::get(request, "Criteria").unwrap_or(&Value::Null);
    let words = criterion::keywords(criteria);
    let window = Window::read(request).at_most(settings.largest_limit);
    let products = &account.products;
    let page = window.scan(products.slots(0, false), false, |slot| {
        products.at(slot).is_some_and(|product| words.iter().all(|word| mentions(product, word)))
    });
    let spelling = Spelling::of(&settings.switches);
    let rows = page.slots.iter().filter_map(|&slot| products.at(slot));
    envelope(rows.map(|product| Row::of(product, spelling)).collect::<Vec<_>>())
}

fn mentions(product: &Product, word: &Needle) -> bool {
    let texts = [&*product.code, &*product.title, &*product.title_for_invoice];
    texts.into_iter().any(|text| word.is_in(text))
}

/// The answer of the exact call.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Found<'a> {
    products: Vec<Row<'a>>,
    total: usize,
}

/// The products with these very codes, stray spaces included (F161, F188, F236).
pub(crate) fn by_codes(account: &Account, settings: &Settings, request: &Value) -> Vec<u8> {
    let codes = json::get(request, "Code").and_then(Value::as_array);
    let codes: Vec<String> = codes.into_iter().flatten().filter_map(json::text).collect();
    let spelling = Spelling::of(&settings.switches);
    let wanted = account.products.newest_first().into_iter();
    let wanted = wanted.filter(|product| codes.iter().any(|code| **code == *product.code));
    let products: Vec<_> = wanted.map(|product| Row::of(product, spelling)).collect();
    let total = products.len();
    envelope(Found { products, total })
}
