//! Products: two searches, categories and the save.

use didar_sandbox::{Amounts, Sandbox, SaveAnswer, Settings, Switches, VariantsOnSave};
use serde_json::{Value, json};

use crate::support::*;

async fn with(switches: Switches) -> Sandbox {
    start(Settings { contacts: 0, switches, ..Settings::default() }).await
}

async fn save(sandbox: &Sandbox, product: Value) -> Reply {
    call(sandbox, "product/save", &json!({ "Product": product })).await
}

async fn by_codes(sandbox: &Sandbox, codes: Value) -> Value {
    call(sandbox, "Product/GetProductByCodes", &json!({ "Code": codes })).await.response()
}

fn complete() -> Value {
    json!({ "Code": "N-1", "Title": "New", "TitleForInvoice": "New one", "Unit": "IRR",
        "UnitPrice": 0, "ProductCategoryId": "ca7e0000-0000-4000-8000-000000000001",
        "Description": "<p>x</p>" })
}

#[tokio::test]
async fn a_search_is_fuzzy_and_answers_a_bare_array() {
    let sandbox = with(Switches::default()).await;
    for (keywords, found) in [("", 12), ("hw-30", 3), ("اشتراک", 2), ("hw فیش", 1), ("nothing", 0)]
    {
        let body = json!({ "Criteria": { "Keywords": keywords } });
        let rows = call(&sandbox, "product/search", &body).await.response();
        assert_eq!(rows.as_array().map(Vec::len), Some(found), "{keywords}");
    }
    let page = call(&sandbox, "product/search", &json!({ "From": 10, "Limit": 30 })).await;
    assert_eq!(page.response(), json!(sandbox.products_json()[10..]));
}

#[tokio::test]
async fn codes_are_found_exactly_as_they_are_stored() {
    let sandbox = with(Switches::default()).await;
    let found = by_codes(&sandbox, json!(["BK-100", "SW-201", " HW-302", "bk-101"])).await;
    assert_eq!(found["Total"], 2);
    let codes: Vec<&str> = found["Products"]
        .as_array()
        .expect("Products")
        .iter()
        .filter_map(|row| row["Code"].as_str())
        .collect();
    assert_eq!(codes, [" HW-302", "BK-100"]);
    assert_eq!(by_codes(&sandbox, json!([])).await, json!({ "Products": [], "Total": 0 }));
}

#[tokio::test]
async fn a_variant_names_its_product_and_has_a_code_of_either_kind() {
    let sandbox = with(Switches::default()).await;
    let product = by_codes(&sandbox, json!(["HW-300"])).await["Products"][0].clone();
    let variants = product["Variants"].as_array().expect("Variants");
    assert_eq!(variants.len(), 3);
    assert!(variants.iter().all(|variant| variant["ProductId"] == product["Id"]));
    assert!(variants[0]["VariantCode"].is_string() && variants[1]["VariantCode"].is_number());
    assert_eq!(variants.iter().filter(|variant| variant["IsDefault"] == true).count(), 1);
    assert!(product["DidarId"].is_number() && product.get("ProductId").is_none());
    let categories = call(&sandbox, "product/categories", &json!([])).await.response();
    let mut categories = categories.as_array().expect("a list").iter();
    assert!(categories.any(|category| category["Id"] == product["ProductCategoryId"]));
}

#[tokio::test]
async fn a_create_needs_nearly_everything_and_a_code_of_its_own() {
    let sandbox = with(Switches::default()).await;
    for (key, value, text) in [
        ("ProductCategoryId", json!(null), "product category is empty"),
        ("ProductCategoryId", json!(NOBODY), "product category is empty"),
        ("Code", json!(" "), "Product Not Exist"),
        ("Title", json!(null), "Product Not Exist"),
        ("TitleForInvoice", json!(""), "Product Not Exist"),
        ("Unit", json!(""), "Product Not Exist"),
        ("UnitPrice", json!(null), "Product Not Exist"),
        ("Code", json!("BK-100"), "duplicate product code."),
        ("Id", json!(SARA), "Product Not Exist"),
    ] {
        let mut product = complete();
        product[key] = value;
        let refused = save(&sandbox, product).await;
        assert_eq!((refused.status, refused.error().as_str()), (400, text), "{key}");
    }
    assert_eq!(sandbox.products_json().len(), 12);
    let saved = save(&sandbox, complete()).await.response();
    assert_eq!((&saved["DidarId"], &saved["Variants"]), (&json!(13), &json!([])));
    assert_eq!(sandbox.products_json()[0], saved);
    let changed =
        save(&sandbox, json!({ "Id": saved["Id"], "UnitPrice": "7.50" })).await.response();
    assert_eq!(
        (&changed["Code"], changed["UnitPrice"].to_string()),
        (&json!("N-1"), "7.50".to_owned())
    );
}

#[tokio::test]
async fn what_becomes_of_variants_is_a_switch() {
    for (variants_on_save, left) in
        [(VariantsOnSave::ReplaceAll, 2), (VariantsOnSave::MergeById, 3)]
    {
        let sandbox = with(Switches { variants_on_save, ..Switches::default() }).await;
        let before = by_codes(&sandbox, json!(["SW-200"])).await["Products"][0].clone();
        let first = &before["Variants"][0];
        let variants =
            json!([{ "Id": first["Id"], "UnitPrice": 5 }, { "Title": "New", "VariantCode": 9 }]);
        let change = json!({ "Id": before["Id"], "Variants": variants });
        let after = save(&sandbox, change).await.response();
        assert_eq!(after["Variants"].as_array().map(Vec::len), Some(left));
        assert_eq!(after["Variants"][0]["Title"], first["Title"]);
        assert_eq!(after["Variants"][0]["UnitPrice"], 5);
        assert_eq!(after["Variants"][left - 1]["VariantCode"], 9);
        let kept = save(&sandbox, json!({ "Id": before["Id"], "Title": "x" })).await.response();
        assert_eq!(kept["Variants"], after["Variants"]);
    }
}

#[tokio::test]
async fn the_place_of_the_answer_and_amounts_are_switches() {
    let switches = Switches {
        save_answer: SaveAnswer::UnderName,
        amounts: Amounts::NumericStrings,
        ..Switches::default()
    };
    let sandbox = with(switches).await;
    let saved = save(&sandbox, complete()).await.response();
    assert_eq!(saved["Product"]["UnitPrice"], "0");
}

#[tokio::test]
async fn planting_and_listing_show_at_once() {
    let sandbox = with(Switches::default()).await;
    let id = sandbox.insert_product(json!({ "Code": "P ", "Variants": [{ "VariantCode": "V" }] }));
    let listed = request(&sandbox, "GET", "/_sandbox/products?limit=1", "").await.json();
    assert_eq!((&listed["TotalCount"], &listed["List"][0]["Id"]), (&json!(13), &json!(id)));
    assert_eq!(listed["List"][0]["Variants"][0]["VariantCode"], "V");
    sandbox.insert_product(json!({ "Id": id, "Code": "Q" }));
    assert_eq!(by_codes(&sandbox, json!(["P ", "Q"])).await["Total"], 1);
}
