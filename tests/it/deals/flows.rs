//! The operations of `schema/operations`, with the calls that each takes, whatever is not known
//! of Didar.

use didar_sandbox::Switches;
use serde_json::{Value, json};

use super::{LABEL, STAGES, positions, saves::person, stored, switched};
use crate::support::Gateway;

const TYPE: &str = "ac717000-0000-4000-8000-000000000001";

/// Runs an operation and returns its data, and the calls that it took.
async fn run(gateway: &Gateway, name: &str, variables: Value) -> (Value, Vec<String>) {
    let path = format!("{}/schema/operations/{name}.graphql", env!("CARGO_MANIFEST_DIR"));
    let query = std::fs::read_to_string(&path).expect(&path);
    gateway.sandbox.clear_calls();
    let answer = gateway.ask_with(&query, &variables).await;
    assert_eq!(answer.get("errors"), None, "{name}: {answer:#}");
    let mut calls = gateway.actions();
    calls.sort();
    (answer["data"].clone(), calls)
}

/// A gateway whose lists are kept already.
async fn warm(switches: Switches) -> Gateway {
    let gateway = switched(switches).await;
    gateway.warm().await;
    run(&gateway, "set_up", json!({})).await;
    gateway
}

fn count(calls: &[String], wanted: &str) -> usize {
    calls.iter().filter(|call| *call == wanted).count()
}

#[tokio::test]
async fn a_set_up_screen_is_six_calls_and_then_none() {
    let gateway = switched(Switches::default()).await;
    gateway.warm().await;
    let (data, cold) = run(&gateway, "set_up", json!({})).await;
    assert_eq!(cold.len(), 6, "{cold:?}");
    assert!(data["users"].as_array().is_some_and(|users| users.len() > 3));
    let (again, calls) = run(&gateway, "set_up", json!({})).await;
    assert_eq!((again, calls), (data, vec![]));
}

#[tokio::test]
async fn leads_and_orders_take_the_calls_that_they_need() {
    for switches in positions() {
        let gateway = warm(switches).await;
        let (_, phone) = person(&gateway);
        let lead = json!({ "name": "تازه", "phone": phone, "text": "قیمت", "key": "f1" });
        let (data, calls) = run(&gateway, "lead", lead).await;
        assert_eq!(data["createDeal"]["userErrors"], json!([]), "{data:#}");
        assert_eq!(count(&calls, "deal/save_v2") + count(&calls, "activity/save"), 2);
        assert_eq!(count(&calls, "contact/save"), 0, "a known person is left alone");
        assert!(calls.iter().all(|call| !call.contains("/list")), "{calls:?}");

        let products = gateway.sandbox.products_json();
        let is_clean = |row: &&Value| row["Code"].as_str().is_some_and(|code| code == code.trim());
        let code = &products.iter().find(is_clean).expect("a product")["Code"];
        let order = json!({
            "number": "W-1", "stage": STAGES[0], "label": LABEL, "call": TYPE, "price": 20, "due": "1405-01-15",
            "person": { "match": { "mobilePhone": phone }, "input": { "lastName": "x" }, "update": {} },
            "items": [{ "productCode": code, "quantity": 2, "unitPrice": 10 }],
        });
        let (data, _) = run(&gateway, "order", order.clone()).await;
        assert_eq!(data["upsertDeal"]["outcome"], "CREATED", "{data:#} under {switches:?}");
        let (data, calls) = run(&gateway, "order", order).await;
        assert_eq!(data["upsertDeal"]["outcome"], "UNCHANGED", "{data:#} under {switches:?}");
        assert_eq!(count(&calls, "product/getproductbycodes") + count(&calls, "deal/search_v2"), 2);
        assert!(
            calls.iter().all(|call| !call.contains("save") && !call.contains("contact")),
            "{calls:?}"
        );

        let cancelled = json!({ "number": "W-1", "why": "refunded" });
        let (data, calls) = run(&gateway, "cancelled", cancelled.clone()).await;
        assert_eq!(data["updateDeal"]["outcome"], "UPDATED", "{data:#}");
        assert_eq!(calls, ["deal/save_v2", "deal/search_v2"]);
        let (data, calls) = run(&gateway, "cancelled", cancelled).await;
        assert_eq!(data["updateDeal"]["outcome"], "UNCHANGED", "{data:#}");
        assert_eq!(calls, ["deal/search_v2"]);
    }
}

#[tokio::test]
async fn a_bot_moves_a_deal_and_scores_its_person() {
    let gateway = warm(Switches::default()).await;
    let (_, phone) = person(&gateway);
    let deals = stored(&gateway);
    let deal = deals.iter().find(|deal| deal["PipelineStageId"] != STAGES[1]).expect("a deal");
    let variables = json!({ "deal": deal["Id"], "stage": STAGES[1], "phone": phone, "score": 77 });
    let (data, calls) = run(&gateway, "lesson_done", variables).await;
    assert_eq!(data["updateDeal"]["outcome"], "UPDATED", "{data:#}");
    assert_eq!(data["updateContact"]["outcome"], "UPDATED", "{data:#}");
    assert_eq!(count(&calls, "deal/save_v2") + count(&calls, "contact/save"), 2);
}

#[tokio::test]
async fn mirrors_take_a_call_a_page_and_reports_one_for_a_thousand() {
    for switches in positions() {
        let gateway = warm(switches).await;
        let (data, calls) = run(&gateway, "mirror_deals", json!({ "after": null })).await;
        assert_eq!(data["deals"]["totalCount"], gateway.sandbox.deals_json().len());
        assert_eq!(calls, ["deal/search"], "under {switches:?}");
        let (data, calls) = run(&gateway, "mirror_persons", json!({ "after": null })).await;
        assert_eq!(data["contacts"]["nodes"].as_array().map(Vec::len), Some(300));
        assert_eq!(calls, ["contact/personsearch"]);
        let (data, calls) = run(&gateway, "won_by_month", json!({})).await;
        assert!(data["dealGroups"].as_array().is_some_and(|months| months.len() > 5), "{data:#}");
        assert_eq!(calls, ["deal/search_v2"]);
    }
}

#[tokio::test]
async fn a_caller_is_known_by_any_spelling_with_what_is_open() {
    let gateway = warm(Switches::default()).await;
    let rows = stored(&gateway);
    let deal = rows.iter().find(|deal| {
        deal["Status"] == "Pending"
            && deal["Person"]["MobilePhone"].as_str().is_some_and(|phone| phone.starts_with("09"))
    });
    let deal = deal.expect("a pending deal");
    let (data, calls) =
        run(&gateway, "caller", json!({ "phone": deal["Person"]["MobilePhone"] })).await;
    let found = data["contactsByPhone"].as_array().expect("callers");
    assert!(
        found.iter().any(|contact| contact["deals"]["nodes"].as_array().is_some_and(|deals| {
            deals.iter().any(|open| open["id"] == deal["Id"] && open["stage"]["title"].is_string())
        })),
        "{data:#}"
    );
    let by_phone = count(&calls, "contact/getbyphonenumber");
    assert_eq!(calls.len(), by_phone + found.len(), "{calls:?}");
}
