//! Items are saved with a deal, by the codes of products.

use didar_sandbox::{Fault, FaultKind, ItemsWithKey, Switches};
use serde_json::{Value, json};

use super::{
    saves::{CHANGE, LEAD, UPSERT, deal, faults, person, saved},
    stored, switched,
};
use crate::support::Gateway;

/// A product whose code has no stray spaces, with variants or without.
fn product(gateway: &Gateway, has_variants: bool) -> Value {
    let rows = gateway.sandbox.products_json();
    let is_it = |row: &&Value| {
        let code = row["Code"].as_str().unwrap_or_default();
        code == code.trim()
            && row["Variants"].as_array().is_some_and(|all| all.is_empty() != has_variants)
    };
    rows.iter().find(is_it).expect("a product").clone()
}

/// Code, quantity, price and discount of an item.
type Shown = (Value, Option<f64>, Option<f64>, Option<f64>);

fn shown(row: &Value) -> Vec<Shown> {
    let items = row["Items"].as_array().expect("items").iter();
    let item = |item: &Value| {
        let number = |key: &str| item[key].as_f64();
        (item["ProductCode"].clone(), number("Quantity"), number("UnitPrice"), number("Discount"))
    };
    items.map(item).collect()
}

#[tokio::test]
async fn a_shop_s_order_is_saved_with_its_items_and_repeated_without_harm() {
    for items_with_key in [ItemsWithKey::ReplaceAll, ItemsWithKey::Appended] {
        let gateway = switched(Switches { items_with_key, ..Switches::default() }).await;
        gateway.warm().await;
        let (known, _) = person(&gateway);
        let (plain, varied) = (product(&gateway, false), product(&gateway, true));
        let variant =
            varied["Variants"][0]["VariantCode"].as_str().expect("a code").trim().to_owned();
        let items = json!([
            { "productCode": plain["Code"], "quantity": 2, "unitPrice": 75000, "discount": 2500 },
            { "productCode": format!(" {} ", varied["Code"].as_str().expect("a code")), "variantCode": variant, "quantity": 1.5, "unitPrice": 10 },
        ]);
        let variables = json!({
            "match": { "customField": { "key": "Field_8783_0_16", "value": "WEB-9" } },
            "input": { "person": { "id": known }, "price": 160_000, "items": items },
            "update": { "price": 160_000, "items": items },
        });
        let first = saved(&gateway, UPSERT, variables.clone()).await;
        assert_eq!(first["outcome"], "CREATED", "{first:#}");
        let row = deal(&gateway, &first["deal"]["id"]);
        assert_eq!(row["Price"], 160_000, "never computed from the items");
        let expected = vec![
            (plain["Code"].clone(), Some(2.0), Some(75000.0), Some(2500.0)),
            (varied["Code"].clone(), Some(1.5), Some(10.0), Some(0.0)),
        ];
        assert_eq!(shown(&row), expected);
        let calls = gateway.sandbox.calls();
        let save = calls.iter().find(|call| call.action == "deal/save_v2").expect("a save");
        assert_eq!(save.body["DealItems"][1]["VariantId"], varied["Variants"][0]["Id"]);
        gateway.sandbox.clear_calls();
        let second = saved(&gateway, UPSERT, variables).await;
        assert_eq!(second["outcome"], "UNCHANGED", "{second:#}");
        let mut actions = gateway.actions();
        actions.sort();
        actions.dedup();
        assert_eq!(actions, ["deal/search", "deal/search_v2", "product/getproductbycodes"]);
        assert_eq!(shown(&deal(&gateway, &first["deal"]["id"])), expected);
    }
}

#[tokio::test]
async fn other_items_replace_those_that_are_stored_and_null_takes_them_away() {
    let gateway = switched(Switches::default()).await;
    let rows = stored(&gateway);
    let row = rows.iter().find(|row| !shown(row).is_empty()).expect("a deal with items");
    let plain = product(&gateway, false);
    let items = json!([{ "productCode": plain["Code"], "quantity": 7, "unitPrice": 1 }]);
    let variables = json!({ "id": row["Id"], "patch": { "items": items } });
    let payload = saved(&gateway, CHANGE, variables).await;
    assert_eq!(payload["outcome"], "UPDATED", "{payload:#}");
    assert_eq!(
        shown(&deal(&gateway, &row["Id"])),
        [(plain["Code"].clone(), Some(7.0), Some(1.0), Some(0.0))]
    );
    let payload =
        saved(&gateway, CHANGE, json!({ "id": row["Id"], "patch": { "items": null } })).await;
    assert_eq!(payload["outcome"], "UPDATED");
    assert!(shown(&deal(&gateway, &row["Id"])).is_empty());
}

#[tokio::test]
async fn wrong_items_are_refused_at_their_place_before_anything_is_sent() {
    let gateway = switched(Switches::default()).await;
    gateway.warm().await;
    let (known, _) = person(&gateway);
    let code = product(&gateway, false)["Code"].clone();
    let item = |changes: Value| {
        let mut item = json!({ "productCode": code, "quantity": 1, "unitPrice": 10 });
        item.as_object_mut().expect("an object").extend(changes.as_object().expect("one").clone());
        item
    };
    for (wrong, code, path) in [
        (item(json!({ "productCode": "nobody" })), "NOT_FOUND", "productCode"),
        (item(json!({ "variantCode": "nobody" })), "NOT_FOUND", "variantCode"),
        (item(json!({ "productCode": " " })), "REQUIRED", "productCode"),
        (item(json!({ "quantity": 0 })), "OUT_OF_RANGE", "quantity"),
        (item(json!({ "unitPrice": -1 })), "OUT_OF_RANGE", "unitPrice"),
        (item(json!({ "discount": 11 })), "OUT_OF_RANGE", "discount"),
        (item(json!({ "quantity": 1e17 })), "OUT_OF_RANGE", "quantity"),
    ] {
        let input = json!({ "person": { "id": known }, "items": [item(json!({})), wrong] });
        let payload = saved(&gateway, LEAD, json!({ "input": input })).await;
        assert_eq!(
            faults(&payload),
            [(code.to_owned(), format!("input.items.1.{path}"))],
            "{wrong}"
        );
        assert!(!gateway.actions().iter().any(|action| action.contains("/save")), "{wrong}");
    }
}

#[tokio::test]
async fn items_that_cannot_be_read_are_not_sent() {
    let gateway = switched(Switches::default()).await;
    let rows = stored(&gateway);
    let row = rows.iter().find(|row| !shown(row).is_empty()).expect("a deal with items");
    gateway.sandbox.add_fault(Fault {
        action: Some("deal/search".to_owned()),
        times: None,
        kind: FaultKind::Raw {
            status: 200,
            body: r#"{"Response":{"List":[],"TotalCount":0}}"#.to_owned(),
        },
    });
    let items =
        json!([{ "productCode": product(&gateway, false)["Code"], "quantity": 7, "unitPrice": 1 }]);
    let variables = json!({ "id": row["Id"], "patch": { "items": items } });
    let answer = gateway.ask_with(CHANGE, &variables).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "UPSTREAM_MALFORMED", "{answer:#}");
    assert_eq!(deal(&gateway, &row["Id"])["Items"], row["Items"]);
    assert!(!gateway.actions().contains(&"deal/save_v2".to_owned()));
}

#[tokio::test]
async fn a_lost_answer_to_new_items_is_found_out() {
    let gateway = switched(Switches::default()).await;
    let rows = stored(&gateway);
    let row = rows.iter().find(|row| !shown(row).is_empty()).expect("a deal with items");
    gateway.sandbox.add_fault(Fault {
        action: Some("deal/save_v2".to_owned()),
        times: Some(1),
        kind: FaultKind::LostAnswer,
    });
    let items =
        json!([{ "productCode": product(&gateway, false)["Code"], "quantity": 7, "unitPrice": 1 }]);
    let payload =
        saved(&gateway, CHANGE, json!({ "id": row["Id"], "patch": { "items": items } })).await;
    assert_eq!(payload["outcome"], "UPDATED", "{payload:#}");
    assert_eq!(gateway.actions().iter().filter(|action| *action == "deal/save_v2").count(), 1);
}
