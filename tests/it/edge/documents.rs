//! What the engine leaves to its caller (docs/decisions/0002): documents that are too
//! much, in conflict, or merged at the root; values in places where they may not be.

use std::fmt::Write;

use didar_graphql::{app::AppOptions, graphql::Limits};
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
    assert_eq!(refusal(&gateway, default, &json!({})).await.0, "BAD_USER_INPUT");
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
async fn a_list_in_an_argument_has_a_thousand_items_and_no_more() {
    let gateway = Gateway::start().await;
    let query =
        "query ($k: [String!]) { contacts(first: 1) { nodes { customFields(keys: $k) { key } } } }";
    let keys = |count: usize| -> Vec<_> { (0..count).map(|n| n.to_string()).collect() };
    let many = data(gateway.ask_with(query, &json!({ "k": keys(1000) })).await);
    assert_eq!(many["contacts"]["nodes"][0]["customFields"].as_array().map(Vec::len), Some(1000));
    gateway.sandbox.clear_calls();
    let variable = refusal(&gateway, query, &json!({ "k": keys(1001) })).await;
    let literal =
        format!("{{ contacts {{ nodes {{ customFields(keys: {:?}) {{ key }} }} }} }}", keys(1001));
    let literal = refusal(&gateway, &literal, &json!({})).await;
    assert_eq!((variable.0.as_str(), literal.0.as_str()), ("BAD_USER_INPUT", "BAD_USER_INPUT"));
    assert_eq!(literal.1, "keys");
    let saves = vec![json!({ "create": { "lastName": "x" } }); 1001];
    let mutation = "mutation ($s: [SaveContactInput!]!) { saveContacts(inputs: $s) { outcome } }";
    let refused = refusal(&gateway, mutation, &json!({ "s": saves })).await;
    assert_eq!(refused.0, "BAD_USER_INPUT");
}

fn aliases(field: &str, count: usize) -> String {
    (0..count).map(|n| format!("a{n}: {field} ")).collect()
}

#[tokio::test]
async fn an_answer_that_would_be_too_large_is_not_made() {
    let limits = Limits { answer_bytes: 300_000, ..Limits::default() };
    let gateway =
        Gateway::with().options(AppOptions { limits, ..AppOptions::default() }).start().await;
    let id = gateway.data("{ contacts(first: 1) { nodes { id } } }").await["contacts"]["nodes"][0]
        ["id"]
        .clone();
    let long = "ی".repeat(2000);
    let update = format!(
        "mutation {{ updateContact(id: {id}, patch: {{backgroundInfo: {long:?}}}) {{ outcome contact {{ {} }} }} }}",
        aliases("backgroundInfo", 500)
    );
    let answer = gateway.ask(&update).await;
    assert_eq!(answer["data"]["updateContact"], json!({ "outcome": "UPDATED", "contact": null }));
    assert_eq!(errors(&answer)[0].0, "ANSWER_TOO_LARGE");
    for (query, path) in [
        (format!("{{ contact(id: {id}) {{ {} }} }}", aliases("backgroundInfo", 500)), "contact"),
        (format!("{{ contacts {{ nodes {{ {} }} }} }}", aliases("id", 1000)), "contacts"),
        (
            format!(
                "{{ contacts {{ nodes {{ customFields {{ definition {{ options {{ {} }} }} }} }} }} }}",
                aliases("label", 1000)
            ),
            "contacts",
        ),
        (
            format!("{{ customFields {{ options {{ {} }} }} }}", aliases("label", 1000)),
            "customFields",
        ),
    ] {
        let answer = gateway.ask(&query).await;
        assert_eq!(answer["data"], json!({ path: null }), "{path}");
        let fault = &errors(&answer)[0];
        assert_eq!((fault.0.as_str(), fault.1.as_str()), ("ANSWER_TOO_LARGE", path));
    }
    gateway.data("{ contacts { nodes { id customFields { key text } } } }").await;
}

#[tokio::test]
async fn a_type_name_is_validated_like_any_field() {
    let gateway = Gateway::start().await;
    for wrong in [
        "{ __typename @nope }",
        "{ __typename @skip }",
        "{ __typename(x: 1) }",
        "{ __typename { x } }",
        "{ __typename @skip(if: false) @skip(if: false) }",
        "{ account { __typename @nope } }",
        "{ contacts { ...F } } fragment F on ContactConnection { __typename(x: 1) }",
    ] {
        let refused = refusal(&gateway, wrong, &json!({})).await;
        assert_eq!(refused.0, "GRAPHQL_VALIDATION_FAILED", "{wrong}");
    }
    let right =
        "query ($no: Boolean!) { __typename @skip(if: $no) a: __typename @include(if: $no) }";
    let found = data(gateway.ask_with(right, &json!({ "no": false })).await);
    assert_eq!(found, json!({ "__typename": "Query" }));
}

#[tokio::test]
async fn a_string_without_an_end_hides_nothing() {
    let gateway = Gateway::start().await;
    gateway.warm().await;
    let brackets = format!("{}{}", "[".repeat(3000), "]".repeat(3000));
    for wrong in [
        format!("{{ contacts(after: [\"\"\" \"{brackets}]) {{ totalCount }} }}"),
        format!("{{ contacts(after: \"\n\", first: {brackets}) {{ totalCount }} }}"),
        "{ contacts(after: \"\\".to_owned(),
    ] {
        let refused = refusal(&gateway, &wrong, &json!({})).await;
        assert_eq!(refused.0, "GRAPHQL_PARSE_FAILED", "{}", &wrong[..40]);
    }
    gateway
        .data(
            "{ contacts(after: null, filter: {email: \"\"\"a \\\"\"\" [[[\"\"\"}) { totalCount } }",
        )
        .await;
}

#[tokio::test]
async fn an_operation_that_is_not_executed_is_not_looked_at_for_variables() {
    let gateway = Gateway::start().await;
    let both = "query A($p: String) { contacts(after: $p, includeDeleted: true) { ...F } } \
                query B($p: String!) { contactsByPhone(phone: $p) { ...G } } \
                fragment F on ContactConnection { totalCount } fragment G on Contact { id }";
    let asked = json!({ "query": both, "operationName": "A", "variables": {} });
    assert_eq!(data(gateway.post(&asked).await)["contacts"]["totalCount"], 400);
    let wide = "query ($n: Int = 99999999999) { contacts(first: $n) { totalCount } }";
    gateway.sandbox.clear_calls();
    assert_eq!(refusal(&gateway, wide, &json!({})).await.0, "BAD_USER_INPUT");
}

#[tokio::test]
async fn a_custom_field_that_is_named_twice_has_its_value_twice() {
    let gateway = Gateway::start().await;
    let keys = "[\"Field_996_12_9\", \"field_996_12_9\", \"Field_996_12_9\"]";
    let query = format!(
        "{{ contacts(filter: {{custom: {{field_996_12_9: [{{isSet: true}}]}}}}) {{ nodes {{ customFields(keys: {keys}) {{ raw }} }} }} }}"
    );
    let found = gateway.data(&query).await;
    let values = found["contacts"]["nodes"][0]["customFields"].clone();
    assert!(values[0]["raw"].is_string(), "{values}");
    assert!(values.as_array().expect("a list").iter().all(|value| *value == values[0]), "{values}");
}

#[tokio::test]
async fn what_is_made_by_the_page_or_for_a_refusal_counts_too() {
    let limits = Limits { answer_bytes: 300_000, ..Limits::default() };
    let gateway =
        Gateway::with().options(AppOptions { limits, ..AppOptions::default() }).start().await;
    let cursors = format!("{{ contacts {{ edges {{ {} }} }} }}", aliases("cursor", 1000));
    let answer = gateway.ask(&cursors).await;
    assert_eq!(errors(&answer)[0].0, "ANSWER_TOO_LARGE");
    let unknown: Vec<_> =
        (0..20).map(|n| format!("{{key: \"nope{n}\", value: {{text: \"x\"}}}}")).collect();
    let refused = format!(
        "mutation {{ createContact(input: {{lastName: \"x\", customFields: [{}]}}) {{ outcome userErrors {{ {} }} }} }}",
        unknown.join(", "),
        aliases("message", 200)
    );
    let answer = gateway.ask(&refused).await;
    assert_eq!(answer["data"]["createContact"], json!({ "outcome": null, "userErrors": [] }));
    assert_eq!(errors(&answer)[0].0, "ANSWER_TOO_LARGE");
}
