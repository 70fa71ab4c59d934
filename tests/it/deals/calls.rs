//! How many calls deals cost.

use didar_graphql::{app::AppOptions, graphql::Limits};
use didar_sandbox::{Settings, Switches};
use serde_json::{Value, json};

use super::{LABEL, PIPELINES, STAGES, stored, switched};
use crate::support::{Gateway, errors};

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

/// What a refused operation is told: calls, and the dearest path.
async fn refused(gateway: &crate::support::Gateway, query: &str, variables: &Value) -> Value {
    let answer = gateway.ask_with(query, variables).await;
    assert_eq!(answer.get("data"), None, "{query}: {answer:#}");
    let error = &answer["errors"][0]["extensions"];
    assert_eq!(error["code"], "QUERY_TOO_EXPENSIVE", "{answer:#}");
    assert_eq!(error["allowed"], 150);
    json!([error["calls"], error["dearest"]])
}

#[tokio::test]
async fn an_operation_that_may_take_too_many_calls_is_refused_before_the_first() {
    let gateway = switched(Switches::default()).await;
    gateway.warm().await;
    let none = json!({});
    for (query, variables, expected) in [
        (
            "{ deals(first: 100) { nodes { activities { title } person { email } } } }",
            &none,
            json!([201, ["deals", "nodes", "activities"]]),
        ),
        (
            "{ contacts(first: 30) { nodes { deals(first: 10) { nodes { activities { title } } } } } }",
            &none,
            json!([331, ["contacts", "nodes", "deals", "nodes", "activities"]]),
        ),
        (
            "query($n: Int) { deals(first: $n) { edges { node { a: activities { title } } } } }",
            &json!({ "n": 200 }),
            json!([201, ["deals", "edges", "node", "a"]]),
        ),
        (
            "query($n: Int = 300) { account { name } deals(first: $n) { nodes { ...D } } } \
             fragment D on Deal { company { people(first: 1) { totalCount } } }",
            &none,
            json!([601, ["deals", "nodes", "company"]]),
        ),
        (
            "{ contactsByPhone(phone: \"09121234567\") { deals(first: 30) { nodes { activities { title } } } } }",
            &none,
            json!([164, ["contactsByPhone", "deals", "nodes", "activities"]]),
        ),
        (
            "mutation { updateDeal(id: \"x\", patch: {title: \"y\"}) { deal { person { deals(first: 200) \
             { nodes { activities { title } } } } } } }",
            &none,
            json!([202, ["updateDeal", "deal", "person", "deals", "nodes", "activities"]]),
        ),
    ] {
        assert_eq!(refused(&gateway, query, variables).await, expected, "{query}");
        assert!(gateway.actions().is_empty(), "{query}");
    }
}

#[tokio::test]
async fn what_reads_much_is_counted_wherever_it_stands() {
    let gateway = switched(Switches::default()).await;
    gateway.warm().await;
    let groups: String =
        (0..20).map(|at| format!("g{at}: dealGroups(by: STATUS) {{ count }} ")).collect();
    let inputs = json!({ "i": vec![json!({ "create": { "lastName": "x" } }); 100] });
    for (query, variables, calls) in [
        (format!("{{ {groups} }}"), json!({}), 200),
        ("{ contacts(first: 100) { nodes { deals { nodes { items { title } } } } } }".to_owned(), json!({}), 201),
        (
            "mutation($i: [SaveContactInput!]!) { saveContacts(inputs: $i) { contact { deals { totalCount } company { email } } } }".to_owned(),
            inputs,
            200,
        ),
    ] {
        assert_eq!(refused(&gateway, &query, &variables).await[0], calls, "{query}");
    }
}

#[tokio::test]
async fn a_variable_that_is_left_out_of_a_related_page_s_filter_is_an_entry_that_is_not_there() {
    let gateway = switched(Switches::default()).await;
    let query = "query($o: ID) { contacts(first: 3) { nodes { deals(filter: {ownerId: $o}) { totalCount } } } }";
    let answer = gateway.ask_with(query, &json!({})).await;
    assert_eq!(answer.get("errors"), None, "{answer:#}");
    let answer = gateway.ask_with(query, &json!({ "o": null })).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{answer:#}");
}

#[tokio::test]
async fn an_operation_within_its_calls_is_answered_and_one_at_fault_is_told_that_first() {
    let gateway = switched(Switches::default()).await;
    let none = json!({});
    for (query, variables) in [
        ("{ contacts(first: 30) { nodes { deals(first: 5) { totalCount } } } }", none.clone()),
        ("{ contacts(first: 100) { totalCount nodes { company { email } } } }", none.clone()),
        (
            "{ deals(first: 300) { nodes { person { displayName } owner { email } labels { title } items { title } } } }",
            none.clone(),
        ),
        (
            "query($n: Int) { deals(first: $n) { nodes { activities { title } } } }",
            json!({ "n": 149 }),
        ),
        (
            "query($yes: Boolean!) { deals(first: 300) { nodes { id activities @include(if: $yes) { title } } } }",
            json!({ "yes": false }),
        ),
    ] {
        let answer = gateway.ask_with(query, &variables).await;
        assert_eq!(answer.get("errors"), None, "{query}: {answer:#}");
    }
    let invalid = "{ account { nothing } deals(first: 300) { nodes { activities { title } } } }";
    let answer = gateway.ask(invalid).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "GRAPHQL_VALIDATION_FAILED");
}

/// What cannot be known before is counted while it runs: the people of a company may be compared
/// one by one, a call for each 300 that Didar finds.
#[tokio::test]
async fn beyond_twice_the_budget_a_field_is_null_and_the_others_stay() {
    let settings = Settings { contacts: 2000, ..Settings::default() };
    let limits = Limits { didar_calls: 20, ..Limits::DEFAULT };
    let options = AppOptions { limits, ..AppOptions::default() };
    let gateway = Gateway::with().sandbox(settings).options(options).start().await;
    gateway.warm().await;
    let query = "{ contacts(first: 15, filter: {type: COMPANY}) { nodes { id people(first: 1) { totalCount } } } }";
    let answer = gateway.ask(query).await;
    let nodes = answer["data"]["contacts"]["nodes"].as_array().expect("nodes");
    let told = nodes.iter().filter(|node| node["people"]["totalCount"].is_u64()).count();
    assert!(nodes.len() == 15 && (1..15).contains(&told), "{answer:#}");
    let found = errors(&answer);
    assert_eq!(found.len(), 15 - told);
    for (code, path, _) in &found {
        assert_eq!(code, "QUERY_TOO_EXPENSIVE");
        assert!(path.starts_with("contacts.nodes.") && path.ends_with(".people"), "{path}");
    }
    // Those under way at once are let end.
    assert!(gateway.actions().len() <= 50 + 8, "{}", gateway.actions().len());
    // A save looks for as much as it needs.
    let inputs: Vec<_> = (0..9).map(|at| format!("{{upsert: {{match: {{mobilePhone: \"0935111220{at}\"}}, input: {{lastName: \"x\"}}}}}}")).collect();
    let saves =
        format!("mutation {{ saveContacts(inputs: [{}]) {{ outcome }} }}", inputs.join(", "));
    let saved = gateway.data(&saves).await;
    assert!(
        saved["saveContacts"]
            .as_array()
            .is_some_and(|all| all.iter().all(|one| one["outcome"] == "CREATED"))
    );
}
