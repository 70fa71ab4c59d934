//! Cursors over `From` and `Limit`.

use serde_json::Value;

use crate::support::{Gateway, errors, ids};

/// Walks all pages of a selection and returns the ids in order.
async fn walk(gateway: &Gateway, arguments: &str) -> Vec<String> {
    let (mut found, mut after) = (Vec::new(), String::new());
    loop {
        let page = gateway
            .data(&format!(
                "{{ contacts({arguments}{after}) {{ edges {{ cursor node {{ id }} }} \
                 nodes {{ id }} pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"
            ))
            .await;
        let page = &page["contacts"];
        assert_eq!(page["pageInfo"]["hasPreviousPage"], !found.is_empty());
        found.extend(ids(&page["nodes"]));
        let edges = page["edges"].as_array().expect("edges");
        let end = edges.last().map_or(&Value::Null, |edge| &edge["cursor"]);
        assert_eq!(&page["pageInfo"]["endCursor"], end);
        if page["pageInfo"]["hasNextPage"] == false {
            return found;
        }
        after = format!(", after: {end}");
    }
}

/// The ids of the sandbox's contacts of a type, in its order.
fn stored(gateway: &Gateway, contact_type: &str) -> Vec<String> {
    let rows = gateway.sandbox.contacts_json();
    let rows = rows.iter().filter(|row| row["Type"] == contact_type);
    rows.map(|row| row["Id"].as_str().expect("an id").to_owned()).collect()
}

#[tokio::test]
async fn a_walk_yields_every_contact_once_persons_before_companies() {
    let gateway = Gateway::start().await;
    let mut expected = stored(&gateway, "Person");
    expected.extend(stored(&gateway, "Company"));
    for size in [1, 7, 30, 64, 100] {
        assert_eq!(walk(&gateway, &format!("first: {size}")).await, expected, "pages of {size}");
    }
    let companies = walk(&gateway, "first: 5, filter: {type: COMPANY}").await;
    assert_eq!(companies, stored(&gateway, "Company"));
}

#[tokio::test]
async fn a_page_without_rows_still_says_what_there_is() {
    let gateway = Gateway::start().await;
    let none = gateway
        .data(
            "{ contacts(first: 0) { totalCount nodes { id } pageInfo { hasNextPage endCursor } } }",
        )
        .await;
    assert_eq!(none["contacts"]["totalCount"], 400);
    assert_eq!(none["contacts"]["nodes"], Value::Array(vec![]));
    assert_eq!(none["contacts"]["pageInfo"]["hasNextPage"], true);
    let default = gateway.data("{ contacts { nodes { id } } }").await;
    assert_eq!(ids(&default["contacts"]["nodes"]).len(), 30);
}

#[tokio::test]
async fn a_page_beyond_the_limit_is_an_error_that_names_it() {
    let gateway = Gateway::start().await;
    gateway.warm().await;
    for (first, word) in [("101", "100"), ("-1", "negative")] {
        let answer = gateway.ask(&format!("{{ contacts(first: {first}) {{ totalCount }} }}")).await;
        let (code, path, message) = errors(&answer).remove(0);
        assert_eq!((code.as_str(), path.as_str()), ("BAD_USER_INPUT", "first"));
        assert!(message.contains(word), "{message}");
    }
    assert!(gateway.actions().is_empty());
}

#[tokio::test]
async fn the_order_in_which_a_filter_is_written_does_not_change_its_cursors() {
    let gateway = Gateway::start().await;
    let cursor = async |filter: &str| {
        let query =
            format!("{{ contacts(first: 1, filter: {{{filter}}}) {{ edges {{ cursor }} }} }}");
        gateway.data(&query).await["contacts"]["edges"][0]["cursor"].clone()
    };
    let one = cursor("custom: {field_996_12_9: [{gt: 1}], field_996_4_10: [{isSet: true}]}").await;
    let other =
        cursor("custom: {field_996_4_10: [{isSet: true}], field_996_12_9: [{gt: 1}]}").await;
    assert!(one.is_string());
    assert_eq!(one, other);
}
