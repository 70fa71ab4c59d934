//! Didar's own search box.

use didar_sandbox::{Fault, FaultKind, Switches};
use serde_json::{Value, json};

use crate::{
    deals::{stored, switched},
    support::{Gateway, errors},
};

const FIND: &str = include_str!("../../../schema/operations/find.graphql");

/// A text that finds a deal of the account.
fn title(gateway: &Gateway) -> String {
    let deals = stored(gateway);
    deals[0]["Title"].as_str().expect("a title").to_owned()
}

async fn find(gateway: &Gateway, query: &str, text: &str) -> Value {
    let answer = gateway.ask_with(query, &json!({ "text": text })).await;
    assert_eq!(answer.get("errors"), None, "{answer:#}");
    answer["data"]["search"].clone()
}

#[tokio::test]
async fn hits_are_contacts_and_deals_and_what_is_more_than_an_id_is_a_call_each() {
    let gateway = switched(Switches::default()).await;
    gateway.warm().await;
    gateway.data("{ pipelines { id } }").await;
    let deals = stored(&gateway);
    let name = deals[0]["Person"]["DisplayName"].as_str().expect("a name").to_owned();
    for (text, kind) in [(title(&gateway), "Deal"), (name, "Contact")] {
        gateway.sandbox.clear_calls();
        let found = find(&gateway, FIND, &text).await;
        let nodes = found["nodes"].as_array().expect("nodes");
        assert!(!nodes.is_empty() && nodes.len() <= 5, "{found:#}");
        assert!(found["totalCount"].as_u64() >= Some(nodes.len() as u64));
        let of_kind: Vec<_> = nodes.iter().filter(|node| node["__typename"] == kind).collect();
        assert!(!of_kind.is_empty(), "{text}: {found:#}");
        let field = if kind == "Deal" { "title" } else { "displayName" };
        assert!(of_kind.iter().all(|node| node[field].is_string()), "{found:#}");
        let calls = gateway.actions();
        assert_eq!(calls[0], "search/search");
        let details = calls.iter().filter(|call| call.contains("detail")).count();
        assert_eq!(details, nodes.len(), "{calls:?}");
    }
}

#[tokio::test]
async fn ids_alone_are_one_call_and_types_are_didar_s() {
    let gateway = switched(Switches::default()).await;
    gateway.warm().await;
    let query = "query($text: String!) { search(keyword: $text, types: [DEAL]) { \
                 nodes { __typename ... on Node { id } ... on SearchHit { ... on Deal { key: id } } } } }";
    let found = find(&gateway, query, &title(&gateway)).await;
    let nodes = found["nodes"].as_array().expect("nodes");
    assert!(
        nodes.iter().all(|node| node["__typename"] == "Deal"
            && node["id"] == node["key"]
            && node["id"].is_string()),
        "{found:#}"
    );
    let calls = gateway.sandbox.calls();
    let bodies: Vec<_> = calls.iter().filter(|call| call.action == "search/search").collect();
    assert_eq!(bodies[0].body["Types"], json!(["deal"]));
    assert_eq!(gateway.actions(), ["search/search"]);
    // Cases and files are not asked for: nothing here could show them.
    let all = "query($text: String!) { search(keyword: $text, first: 1) { nodes { __typename } } }";
    assert!(
        find(&gateway, all, "۰۹۱۲").await["nodes"].as_array().is_some_and(|nodes| nodes.len() <= 1)
    );
    let calls = gateway.sandbox.calls();
    let body = &calls.last().expect("a call").body;
    assert_eq!(*body, json!({ "Keyword": "0912", "Types": ["contact", "company", "deal"] }));
}

#[tokio::test]
async fn a_hit_that_cannot_be_read_is_what_the_search_shows_with_an_error() {
    let gateway = switched(Switches::default()).await;
    gateway.warm().await;
    gateway.sandbox.add_fault(Fault {
        action: Some("deal/getdealdetail".to_owned()),
        times: None,
        kind: FaultKind::OkError { text: "no".to_owned() },
    });
    let query = "query($text: String!) { search(keyword: $text, types: [DEAL], first: 1) { nodes { ... on Deal { id title price } } } }";
    let answer = gateway.ask_with(query, &json!({ "text": title(&gateway) })).await;
    let node = &answer["data"]["search"]["nodes"][0];
    assert!(node["id"].is_string() && node["price"].is_null(), "{answer:#}");
    let found = errors(&answer);
    assert_eq!((&*found[0].0, &*found[0].1), ("UPSTREAM_REJECTED", "search.nodes.0"));
}

#[tokio::test]
async fn what_is_wrong_with_a_search_is_told_before_any_call() {
    let gateway = switched(Switches::default()).await;
    gateway.warm().await;
    for (arguments, path) in [
        ("keyword: \" \"", "keyword"),
        ("keyword: \"a\", types: []", "types"),
        ("keyword: \"a\", first: 51", "first"),
        ("keyword: \"a\", first: -1", "first"),
    ] {
        let query = format!("{{ search({arguments}) {{ totalCount }} }}");
        let found = errors(&gateway.ask(&query).await);
        assert_eq!((&*found[0].0, &*found[0].1), ("BAD_USER_INPUT", path), "{arguments}");
    }
    let dear = "{ search(keyword: \"a\", first: 50) { nodes { ... on Contact { company { email } deals { nodes { activities { title } } } } } } }";
    let answer = gateway.ask(dear).await;
    assert_eq!(errors(&answer)[0].0, "QUERY_TOO_EXPENSIVE", "{answer:#}");
    // 1 + 50 · (the hit, its company, its deals, and the activities of 30 of them)
    assert_eq!(answer["errors"][0]["extensions"]["calls"], 1 + 50 * (1 + 1 + 1 + 30));
    assert!(gateway.actions().is_empty());
}
