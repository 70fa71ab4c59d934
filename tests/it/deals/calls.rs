//! How many calls deals cost.

use didar_sandbox::Switches;
use serde_json::json;

use super::{LABEL, PIPELINES, STAGES, stored, switched};

#[tokio::test]
async fn a_page_is_one_call_with_its_totals() {
    let gateway = switched(Switches::default()).await;
    gateway.warm().await;
    gateway.data("{ deals(first: 10) { totalCount totalPrice nodes { id title } } }").await;
    let calls = gateway.sandbox.calls();
    assert_eq!(gateway.actions(), ["deal/search_v2"]);
    assert_eq!(calls[0].body, json!({ "Criteria": { "IsDeleted": 0 }, "From": 0, "Limit": 10 }));
}

#[tokio::test]
async fn a_mirror_with_items_is_one_call_a_page() {
    let gateway = switched(Switches::default()).await;
    gateway.warm().await;
    let query = "{ deals(first: 300, includeDeleted: true) { totalCount pageInfo { hasNextPage endCursor } \
                 nodes { id status price personId person { displayName mobilePhone } \
                 items { productCode quantity } customFields { key text } } } }";
    gateway.data(query).await;
    assert_eq!(gateway.actions(), ["deal/search"]);
}

#[tokio::test]
async fn the_criteria_that_didar_is_known_to_heed_need_no_comparison() {
    let gateway = switched(Switches::default()).await;
    gateway.warm().await;
    gateway.data("{ pipelines { id } labels { id } }").await;
    for (filter, criteria) in [
        ("status: WON", json!({ "Status": "Won", "IsDeleted": 0 })),
        (
            &format!("stageId: \"{}\"", STAGES[0]),
            json!({ "PipelineStageId": STAGES[0], "PipelineId": PIPELINES[0], "IsDeleted": 0 }),
        ),
        (&format!("labelId: \"{LABEL}\""), json!({ "LabelIds": [LABEL], "IsDeleted": 0 })),
    ] {
        gateway.sandbox.clear_calls();
        let query = format!("{{ deals(first: 5, filter: {{{filter}}}) {{ nodes {{ id }} }} }}");
        gateway.data(&query).await;
        let calls = gateway.sandbox.calls();
        assert_eq!(gateway.actions(), ["deal/search_v2"], "{filter}");
        assert_eq!(calls[0].body["Criteria"], criteria, "{filter}");
    }
}

#[tokio::test]
async fn the_deals_of_a_page_of_contacts_are_one_call_each() {
    let gateway = switched(Switches::default()).await;
    gateway.warm().await;
    gateway
        .data("{ contacts(first: 6, filter: {type: PERSON}) { nodes { deals(first: 5) { totalCount nodes { id } } } } }")
        .await;
    let mut actions = gateway.actions();
    actions.sort();
    assert_eq!(actions[..1], ["contact/personsearch"]);
    assert_eq!(actions[1..], ["deal/search_v2"; 6]);
}

#[tokio::test]
async fn the_same_deal_is_asked_for_once_an_operation() {
    let gateway = switched(Switches::default()).await;
    gateway.warm().await;
    let id = &stored(&gateway)[0]["Id"];
    let query = format!(
        "{{ a: deal(id: {id}) {{ id activities {{ title }} }} b: deal(id: {id}) {{ title }} }}"
    );
    gateway.data(&query).await;
    assert_eq!(gateway.actions(), ["deal/getdealdetail"]);
}
