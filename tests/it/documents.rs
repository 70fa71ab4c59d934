//! What the engine leaves to its caller (docs/decisions/0002): documents that are too
//! much, in conflict, or merged at the root; values in places where they may not be.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::support::{Gateway, data, errors};

/// The one error of a request that must be refused without execution or any call.
async fn refusal(gateway: &Gateway, query: &str, variables: &Value) -> (String, String, String) {
    let answer = gateway.ask_with(query, variables).await;
    assert_eq!(answer.get("data"), None, "{query}: {answer:#}");
    assert!(gateway.actions().is_empty(), "{query}");
    errors(&answer).remove(0)
}

#[tokio::test]
async fn a_document_that_is_too_much_is_refused_and_the_server_goes_on() {
    let gateway = Gateway::start().await;
    gateway.warm().await;
    let chain = |links: usize, times: usize| {
        let mut query = "{ ...F0 }".to_owned();
        for link in 0..links {
            let next = format!("...F{} ", link + 1).repeat(times);
            write!(query, " fragment F{link} on Query {{ {next} }}").expect("a string takes all");
        }
        query + &format!(" fragment F{links} on Query {{ __typename }}")
    };
    let aliases: String = (0..60).map(|n| format!("a{n}: contacts {{ totalCount }} ")).collect();
    let company = format!("{}id{}", "company { ".repeat(40), " }".repeat(40));
    for (query, code) in [
        (chain(500, 1), "QUERY_TOO_DEEP"),
        (chain(20, 2), "QUERY_TOO_COMPLEX"),
        (format!("{{ {aliases} }}"), "QUERY_TOO_COMPLEX"),
        (format!("{{ contacts {{ nodes {{ {company} }} }} }}"), "QUERY_TOO_DEEP"),
        (format!("{{ __typename {} }}", "a ".repeat(20_000)), "QUERY_TOO_COMPLEX"),
    ] {
        assert_eq!(refusal(&gateway, &query, &json!({})).await.0, code);
    }
    gateway.data("{ __typename }").await;
}

#[tokio::test]
async fn equal_root_fields_are_one_field_and_one_call() {
    let gateway = Gateway::start().await;
    gateway.warm().await;
    let found = gateway
        .data(
            "query { ...A contacts(first: 1) { nodes { code } } } fragment A on Query { \
             contacts(first: 1) { nodes { displayName } } ...B } fragment B on Query { \
             account { name } contacts(first: 1) { nodes { id } } }",
        )
        .await;
    let node = found["contacts"]["nodes"][0].as_object().expect("a node");
    assert_eq!(node.keys().collect::<Vec<_>>(), ["displayName", "id", "code"]);
    assert_eq!(
        found.as_object().expect("data").keys().collect::<Vec<_>>(),
        ["contacts", "account"]
    );
    assert_eq!(gateway.actions(), ["contact/personsearch"]);
}

#[tokio::test]
async fn a_key_that_stands_for_two_fields_is_refused() {
    let gateway = Gateway::start().await;
    gateway.warm().await;
    for query in [
        "{ contacts(first: 1) { nodes { x: id } } contacts(first: 1) { nodes { x: code } } }",
        "{ contacts { nodes { owner { x: id } owner { x: displayName } } } }",
        "{ contacts { nodes { customFields(keys: [\"a\"]) { key } } nodes { \
         customFields(keys: [\"b\"]) { key } } } }",
        "{ contacts(first: 1) { totalCount } contacts(first: 2) { totalCount } }",
    ] {
        assert_eq!(
            refusal(&gateway, query, &json!({})).await.0,
            "GRAPHQL_VALIDATION_FAILED",
            "{query}"
        );
    }
}

#[tokio::test]
async fn an_int_has_32_bits_in_literals_variables_and_defaults() {
    let gateway = Gateway::start().await;
    gateway.warm().await;
    let literal = "{ contacts(first: 3000000000) { totalCount } account { name } }";
    let refused = refusal(&gateway, literal, &json!({})).await;
    assert_eq!((refused.0.as_str(), refused.1.as_str()), ("BAD_USER_INPUT", "first"));
    let variable = "query ($n: Int) { contacts(first: $n) { totalCount } }";
    let refused = refusal(&gateway, variable, &json!({ "n": 3_000_000_000_u64 })).await;
    assert_eq!(refused.0, "BAD_USER_INPUT");
    assert!(refused.2.contains("$n"), "{}", refused.2);
    let default = "query ($n: Int = 3000000000) { contacts(first: $n) { totalCount } }";
    assert_eq!(refusal(&gateway, default, &json!({})).await.0, "GRAPHQL_VALIDATION_FAILED");
}

#[tokio::test]
async fn an_enumeration_value_is_a_text_in_variables_alone() {
    let gateway = Gateway::start().await;
    gateway.warm().await;
    let literal = "{ contacts(filter: {type: \"PERSON\"}) { totalCount } }";
    let refused = refusal(&gateway, literal, &json!({})).await;
    assert_eq!((refused.0.as_str(), refused.1.as_str()), ("BAD_USER_INPUT", "filter.type"));
    let variable = "query ($t: ContactType) { contacts(filter: {type: $t}) { totalCount } }";
    data(gateway.ask_with(variable, &json!({ "t": "PERSON" })).await);
}

#[tokio::test]
async fn an_object_whose_selection_is_skipped_is_empty_and_not_null() {
    let gateway = Gateway::start().await;
    let found = gateway
        .data("{ account { name @skip(if: true) } contacts(first: 1) { nodes { id @skip(if: true) } } }")
        .await;
    assert_eq!(found, json!({ "account": {}, "contacts": { "nodes": [{}] } }));
}

#[tokio::test]
async fn so_many_keys_of_custom_fields_and_no_more() {
    let gateway = Gateway::start().await;
    let query =
        "query ($k: [String!]) { contacts(first: 1) { nodes { customFields(keys: $k) { key } } } }";
    let keys = |count: usize| json!({ "k": (0..count).map(|n| n.to_string()).collect::<Vec<_>>() });
    let many = data(gateway.ask_with(query, &keys(200)).await);
    assert_eq!(many["contacts"]["nodes"][0]["customFields"].as_array().map(Vec::len), Some(200));
    let answer = gateway.ask_with(query, &keys(201)).await;
    assert_eq!(errors(&answer)[0].0, "BAD_USER_INPUT");
    assert_eq!(errors(&answer)[0].1, "keys");
}
