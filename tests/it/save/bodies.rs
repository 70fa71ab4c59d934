//! What is sent of a deal, a case and a product, to the letter. GUIDs are numbered in the order in
//! which they appear.

use serde_json::{Value, json};

use crate::{
    deals::{
        LABEL, OWNER, STAGES,
        saves::{person, saved},
        stored,
    },
    support::Gateway,
};

/// Numbers for the GUIDs of a text.
fn numbered(text: &str) -> String {
    let (mut known, mut out) = (Vec::<String>::new(), String::new());
    for word in text.split_inclusive('"') {
        let inner = word.trim_end_matches('"');
        let is_guid = uuid::Uuid::parse_str(inner).is_ok_and(|id| !id.is_nil());
        if !is_guid {
            out.push_str(word);
            continue;
        }
        let at = known.iter().position(|id| id == inner).unwrap_or_else(|| {
            known.push(inner.to_owned());
            known.len() - 1
        });
        out.push_str(&format!("[{}]\"", at + 1));
    }
    out
}

fn sent(gateway: &Gateway, action: &str) -> String {
    let calls = gateway.sandbox.calls();
    let bodies: Vec<_> = calls.into_iter().filter(|call| call.action == action).collect();
    let bodies: Vec<Value> = bodies.into_iter().map(|call| call.body).collect();
    numbered(&serde_json::to_string_pretty(&bodies).expect("JSON"))
}

const UPSERT_DEAL: &str = "mutation($match: DealMatch!, $input: CreateDealInput!) { \
    upsertDeal(match: $match, input: $input) { outcome userErrors { message } } }";

#[tokio::test]
async fn of_a_new_deal_and_of_a_changed_one() {
    let gateway = Gateway::with().contacts(410).start().await;
    gateway.warm().await;
    let (id, _) = person(&gateway);
    let products = gateway.sandbox.products_json();
    let is_clean = |row: &&Value| row["Code"].as_str().is_some_and(|code| code == code.trim());
    let product = products.iter().find(is_clean).expect("a product");
    let wanted = json!({ "customField": { "key": "شماره سفارش", "value": "W-9" } });
    let mut input = json!({
        "title": "سفارش", "person": { "id": id }, "stageId": STAGES[0], "labelIds": [LABEL], "ownerId": OWNER,
        "price": 20, "expectedCloseOn": "1405-01-15", "description": "x",
        "custom": { "field_8783_12_21": 3 },
        "items": [{ "productCode": product["Code"], "quantity": 2, "unitPrice": 10, "discount": 1 }],
    });
    for price in [20, 30] {
        input["price"] = json!(price);
        let payload =
            saved(&gateway, UPSERT_DEAL, json!({ "match": wanted, "input": input })).await;
        assert_eq!(payload["userErrors"], json!([]), "{payload:#}");
    }
    insta::assert_snapshot!("deal_bodies", sent(&gateway, "deal/save_v2"));
}

const UPSERT_CASE: &str = "mutation($match: CaseMatch!, $input: CreateCaseInput!) { \
    upsertCase(match: $match, input: $input) { outcome userErrors { message } } }";

#[tokio::test]
async fn of_a_new_case_and_of_a_changed_one() {
    let gateway = Gateway::with().contacts(410).start().await;
    gateway.warm().await;
    let (id, _) = person(&gateway);
    let wanted = json!({ "customField": { "key": "شماره تیکت", "value": "P-9" } });
    for title in ["شکایت", "پیشنهاد"] {
        let input = json!({
            "title": title, "person": { "id": id }, "dueOn": "1405-02-01", "dealId": stored(&gateway)[0]["Id"],
        });
        let payload =
            saved(&gateway, UPSERT_CASE, json!({ "match": wanted, "input": input })).await;
        assert_eq!(payload["userErrors"], json!([]), "{payload:#}");
    }
    insta::assert_snapshot!("case_bodies", sent(&gateway, "case/save_v2"));
}

const SAVE_PRODUCTS: &str = "mutation($inputs: [ProductInput!]!) { \
    saveProducts(inputs: $inputs) { outcome userErrors { message } } }";

#[tokio::test]
async fn of_a_new_product_and_of_a_changed_one() {
    let gateway = Gateway::with().contacts(40).start().await;
    gateway.warm().await;
    let category = gateway.sandbox.products_json()[0]["ProductCategoryId"].clone();
    for price in [5, 6] {
        let input = json!({
            "code": "N-1", "title": "نو", "unit": "عدد", "unitPrice": price, "categoryId": category,
            "variants": [{ "code": "V-1", "title": "آبی", "unitPrice": price }],
        });
        let payload = saved(&gateway, SAVE_PRODUCTS, json!({ "inputs": [input] })).await;
        assert_eq!(payload[0]["userErrors"], json!([]), "{payload:#}");
    }
    insta::assert_snapshot!("product_bodies", sent(&gateway, "product/save"));
}

#[tokio::test]
async fn of_a_changed_deal_where_partial_updates_are_trusted() {
    let gateway = Gateway::with().contacts(410).trusting_partial_updates().start().await;
    gateway.warm().await;
    let deal = stored(&gateway)[0].clone();
    let patch = json!({ "price": 12345 });
    let mutation = "mutation($id: ID!, $patch: DealPatch!) { \
                    updateDeal(id: $id, patch: $patch) { outcome userErrors { message } } }";
    let payload = saved(&gateway, mutation, json!({ "id": deal["Id"], "patch": patch })).await;
    assert_eq!(payload["outcome"], "UPDATED", "{payload:#}");
    let calls = gateway.sandbox.calls();
    let sent = calls.iter().find(|call| call.action == "deal/save_v2").expect("a save");
    let expected = json!({ "Id": deal["Id"], "PersonId": deal["PersonId"], "Price": 12345 });
    assert_eq!(sent.body["Deal"], expected);
}
