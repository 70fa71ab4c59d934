//! Rows onto selection sets: order, aliases, fragments, directives, nulls, errors.

use serde_json::{Value, json};

use crate::support::{Gateway, data, errors};

const GUID: &str = "11111111-1111-4111-8111-111111111111";

/// Keys of an object in the order of the answer.
fn keys(value: &Value) -> Vec<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

#[tokio::test]
async fn an_answer_has_the_order_of_the_query() {
    let gateway = Gateway::start().await;
    let found = gateway
        .data(
            "{ c: contacts(first: 1) { totalCount nodes { owner { displayName id } company { id } \
             id } pageInfo { endCursor hasNextPage } edges { node { id } cursor } } \
             account { schemaVersion name } b: contacts(first: 1) { totalCount } }",
        )
        .await;
    assert_eq!(keys(&found), ["c", "account", "b"]);
    assert_eq!(keys(&found["c"]), ["totalCount", "nodes", "pageInfo", "edges"]);
    assert_eq!(keys(&found["c"]["nodes"][0]), ["owner", "company", "id"]);
    assert_eq!(keys(&found["c"]["pageInfo"]), ["endCursor", "hasNextPage"]);
    assert_eq!(keys(&found["c"]["edges"][0]), ["node", "cursor"]);
    assert_eq!(keys(&found["account"]), ["schemaVersion", "name"]);
}

#[tokio::test]
async fn fragments_spread_equal_keys_merge_and_directives_decide() {
    let gateway = Gateway::start().await;
    let query = "query ($no: Boolean = false, $yes: Boolean!) {
        contacts(first: 1) { nodes {
            __typename
            ...Names
            ... on Node { again: id }
            ... @include(if: $no) { email }
            owner { id }
            owner { displayName }
            ...Owner
            custom { ...Fields __typename }
            zipCode @skip(if: $yes)
        } }
    }
    fragment Names on Contact { n: displayName ...Type }
    fragment Type on Contact { type ...Names2 }
    fragment Names2 on Contact { n: displayName }
    fragment Owner on Contact { owner { __typename } }
    fragment Fields on ContactCustomFields { city: field_996_4_10 { label __typename } }";
    let found = data(gateway.ask_with(query, &json!({ "yes": true })).await);
    let node = &found["contacts"]["nodes"][0];
    assert_eq!(keys(node), ["__typename", "n", "type", "again", "owner", "custom"]);
    assert_eq!(keys(&node["owner"]), ["id", "displayName", "__typename"]);
    assert_eq!(node["owner"]["__typename"], "User");
    assert_eq!(keys(&node["custom"]), ["city", "__typename"]);
    assert_eq!(node["custom"]["__typename"], "ContactCustomFields");
}

#[tokio::test]
async fn a_default_value_decides_a_directive_and_an_empty_selection_is_an_object() {
    let gateway = Gateway::start().await;
    let query = "query ($with: Boolean = true) { account { name @include(if: $with) } }";
    assert_eq!(gateway.data(query).await, json!({ "account": { "name": "test" } }));
    let nothing = "query ($with: Boolean = false) { account @include(if: $with) { name } }";
    assert_eq!(gateway.data(nothing).await, json!({}));
}

/// A gateway with one odd person, and the selection read from it.
async fn odd(contact: Value, selection: &str) -> Value {
    let gateway = Gateway::start().await;
    let mut contact = contact;
    contact["Id"] = GUID.into();
    contact["LastName"] = "Odd".into();
    gateway.sandbox.insert_contact(contact);
    gateway.ask(&format!("{{ contact(id: \"{GUID}\") {{ {selection} }} }}")).await
}

#[tokio::test]
async fn a_value_of_the_wrong_kind_is_null_with_an_error_that_has_its_path() {
    let fields = json!({ "Fields": { "Field_996_12_9": "not a number", "Field_996_12_18": "35" } });
    let answer =
        odd(fields, "id custom { bad: field_996_12_9 good: field_996_12_18 } lastName").await;
    let contact = &answer["data"]["contact"];
    assert_eq!(keys(contact), ["id", "custom", "lastName"]);
    assert_eq!(contact["custom"], json!({ "bad": null, "good": 35.0 }));
    let expected = ("UPSTREAM_MALFORMED".to_owned(), "contact.custom.bad".to_owned());
    let found: Vec<_> = errors(&answer).into_iter().map(|(code, path, _)| (code, path)).collect();
    assert_eq!(found, [expected]);
    assert!(!answer.to_string().contains("not a number"), "the value is not echoed");
}

#[tokio::test]
async fn a_stored_text_that_is_no_longer_an_option_is_a_label_without_an_option() {
    let fields = json!({ "Fields": {
        "Field_996_4_10": "بندر انزلی", "Field_996_9_11": ["کتاب", "شطرنج"],
    } });
    let answer = odd(
        fields,
        "custom { field_996_4_10 { option label } field_996_9_11 { option label } } \
         customFields(keys: [\"Field_996_9_11\", \"Field_1_2_3\"]) { key raw text definition { name } \
         options { name value } }",
    )
    .await;
    let contact = &data(answer)["contact"];
    let custom = &contact["custom"];
    assert_eq!(custom["field_996_4_10"], json!({ "option": null, "label": "بندر انزلی" }));
    assert_eq!(custom["field_996_9_11"][1], json!({ "option": null, "label": "شطرنج" }));
    assert_ne!(custom["field_996_9_11"][0]["option"], Value::Null);
    let portable = &contact["customFields"];
    assert_eq!(portable[0]["definition"]["name"], "field_996_9_11");
    assert_eq!(portable[0]["options"][1]["value"], "شطرنج");
    assert_eq!(
        portable[1],
        json!({
            "key": "Field_1_2_3", "raw": null, "text": null, "definition": null, "options": null,
        })
    );
}

#[tokio::test]
async fn a_relation_that_fails_is_null_with_its_path_and_its_siblings_stay() {
    let gateway = Gateway::start().await;
    gateway.warm().await;
    gateway.sandbox.add_fault(didar_sandbox::Fault {
        action: Some("contact/GetContactDetail".to_owned()),
        times: None,
        kind: didar_sandbox::FaultKind::Html { status: 502 },
    });
    let answer = gateway
        .ask("{ contacts(first: 5, filter: {type: PERSON}) { edges { node { id company { id email } } } } }")
        .await;
    let edges = answer["data"]["contacts"]["edges"].as_array().expect("edges").clone();
    assert_eq!(edges.len(), 5);
    let found = errors(&answer);
    assert!(!found.is_empty());
    for (code, path, _) in found {
        assert_eq!(code, "UPSTREAM_UNAVAILABLE");
        let at: usize = path.split('.').nth(2).and_then(|at| at.parse().ok()).expect("an index");
        assert_eq!(path, format!("contacts.edges.{at}.node.company"));
        assert_eq!(edges[at]["node"]["company"], Value::Null);
        assert!(edges[at]["node"]["id"].is_string());
    }
}

#[tokio::test]
async fn a_field_that_fails_is_null_and_the_other_root_fields_stay() {
    let gateway = Gateway::start().await;
    gateway.warm().await;
    gateway.fault(didar_sandbox::FaultKind::Html { status: 502 });
    let answer = gateway.ask("{ a: contacts { totalCount } account { name } }").await;
    assert_eq!(answer["data"], json!({ "a": null, "account": { "name": "test" } }));
    assert_eq!(errors(&answer)[0].0, "UPSTREAM_UNAVAILABLE");
    assert_eq!(errors(&answer)[0].1, "a");
}

#[tokio::test]
async fn node_answers_through_the_interface_and_is_null_where_nothing_is() {
    let gateway = Gateway::start().await;
    let id = gateway.data("{ contacts(first: 1) { nodes { id } } }").await;
    let id = id["contacts"]["nodes"][0]["id"].as_str().expect("an id").to_uppercase();
    let query = format!(
        "{{ node(id: \"{id}\") {{ __typename id ... on Contact {{ displayName }} }} \
         contact(id: \"{id}\") {{ displayName }} none: node(id: \"{GUID}\") {{ id }} \
         zero: contact(id: \"00000000-0000-0000-0000-000000000000\") {{ id }} }}"
    );
    let found = gateway.data(&query).await;
    assert_eq!(found["node"]["__typename"], "Contact");
    assert_eq!(found["node"]["id"], id.to_lowercase());
    assert_eq!(found["node"]["displayName"], found["contact"]["displayName"]);
    assert_eq!((&found["none"], &found["zero"]), (&Value::Null, &Value::Null));
}

#[tokio::test]
async fn the_catalogue_lists_live_fields_and_deleted_ones_on_demand() {
    let gateway = Gateway::start().await;
    let query = "{ live: customFields { key name kind } all: customFields(entity: CONTACT, \
                 includeDeleted: true) { key isDeleted name } }";
    let found = gateway.data(query).await;
    let keys = |list: &Value| -> Vec<String> {
        let list = list.as_array().expect("a list");
        list.iter().map(|one| one["key"].as_str().expect("a key").to_owned()).collect()
    };
    assert!(!keys(&found["live"]).contains(&"Field_996_12_15".to_owned()));
    assert!(keys(&found["all"]).contains(&"Field_996_12_15".to_owned()));
    assert!(!keys(&found["all"]).contains(&"Field_8783_0_16".to_owned()));
    let kinds: Vec<_> =
        found["live"].as_array().expect("a list").iter().map(|one| &one["kind"]).collect();
    assert_eq!(
        kinds,
        [
            "TEXT",
            "NUMBER",
            "CHOICE",
            "MULTI_CHOICE",
            "BOOLEAN",
            "DATE_TIME",
            "TEXT",
            "OTHER",
            "NUMBER"
        ]
    );
}

#[tokio::test]
async fn the_values_of_all_choice_fields_are_of_one_interface() {
    let gateway = Gateway::start().await;
    let field =
        "custom { field_996_4_10 { __typename option ...Shown } field_996_9_11 { ...Shown } }";
    let query = format!(
        "query($n: Int) {{ contacts(first: $n, filter: {{ custom: {{ field_996_4_10: [{{ isSet: true }}] }} }}) \
         {{ nodes {{ {field} }} }} }} fragment Shown on Choice {{ shown: label }}"
    );
    let data = gateway.ask_with(&query, &json!({ "n": 3 })).await["data"].take();
    let first = &data["contacts"]["nodes"][0]["custom"];
    let city = &first["field_996_4_10"];
    assert!(city["shown"].is_string() && city["option"].is_string(), "{data:#}");
    assert_eq!(city["__typename"], "ContactField_996_4_10_Choice");
    let introspection = "{ __type(name: \"Choice\") { kind possibleTypes { name } } }";
    let kinds = gateway.data(introspection).await["__type"].take();
    assert_eq!(kinds["kind"], "INTERFACE");
    assert!(kinds["possibleTypes"].as_array().is_some_and(|types| types.len() > 2), "{kinds:#}");
}
