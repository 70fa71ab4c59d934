//! The search over several entities, and the places.

use std::collections::HashSet;

use didar_sandbox::{Sandbox, Settings, Switches, Unproven};
use serde_json::{Value, json};

use crate::support::*;

async fn planted() -> Sandbox {
    let sandbox = with_sara(Switches::default()).await;
    sandbox.insert_contact(json!({ "LastName": "tapsi-42", "Type": "Company" }));
    sandbox.insert_contact(
        json!({ "LastName": "Person", "CustomerCode": "tapsi-421", "MobilePhone": "0912" }),
    );
    sandbox.insert_deal(json!({ "Title": "By text", "Description": "<p>TAPSI-42</p>" }));
    sandbox.insert_deal(json!({ "Title": "By field", "Fields": { ORDER_NUMBER: "tapsi-4200" } }));
    sandbox.insert_case(json!({ "Title": "About tapsi-42" }));
    sandbox
}

async fn found(sandbox: &Sandbox, body: Value) -> Value {
    call(sandbox, "Search/Search", &body).await.response()
}

#[tokio::test]
async fn a_keyword_is_looked_for_in_the_types_asked_for() {
    let sandbox = planted().await;
    for (types, kinds) in [
        (json!(["contact"]), vec!["contact"]),
        (json!(["Company"]), vec!["company"]),
        (json!(["deal"]), vec!["deal", "deal"]),
        (json!(["case", "attachment"]), vec!["case"]),
        (json!([]), vec![]),
        (Value::Null, vec!["contact", "company", "deal", "deal", "case"]),
    ] {
        let body = if types.is_null() {
            json!({ "Keyword": "tapsi-42" })
        } else {
            json!({ "Keyword": "tapsi-42", "Types": types })
        };
        let found = found(&sandbox, body).await;
        let rows = found["List"].as_array().expect("a List");
        let held: Vec<&str> = rows.iter().filter_map(|row| row["_tp"].as_str()).collect();
        assert_eq!((held, &found["Total"]), (kinds.clone(), &json!(kinds.len())), "{types}");
    }
    let person = &found(&sandbox, json!({ "Keyword": "tapsi-421", "Types": ["contact"] })).await;
    let row = &person["List"][0];
    assert_eq!((&row["CustomerCode"], &row["MobilePhone"]), (&json!("tapsi-421"), &json!("0912")));
    let text = found(&sandbox, json!({ "Keyword": "text tapsi", "Types": ["deal"] })).await;
    assert_eq!(text["List"][0]["Description"], "<p>TAPSI-42</p>");
    assert_eq!(found(&sandbox, json!({ "Keyword": " " })).await["Total"], 0);
}

#[tokio::test]
async fn an_answer_has_at_most_fifty_rows() {
    let sandbox = sandbox(400).await;
    let found = found(&sandbox, json!({ "Keyword": "SO-1", "Types": ["deal"] })).await;
    assert_eq!(found["List"].as_array().map(Vec::len), Some(50));
    assert!(found["Total"].as_u64() > Some(150));
}

#[tokio::test]
async fn places_are_known_without_a_key() {
    let sandbox = sandbox(400).await;
    let reply = request(&sandbox, "POST", "/api/shared/GetLocations", "").await;
    let places = reply.response();
    let list = |key: &str| places[key].as_array().expect("a list").clone();
    let (countries, provinces, cities) = (list("Countries"), list("Provinces"), list("Cities"));
    assert_eq!(countries[0]["ParentId"], Value::Null);
    assert!(provinces.iter().all(|row| row["ParentId"] == countries[0]["Id"] && row["Level"] == 1));
    let ids: HashSet<String> = provinces.iter().map(|row| row["Id"].to_string()).collect();
    assert!(cities.iter().all(|row| ids.contains(&row["ParentId"].to_string())));
    let of_contacts: HashSet<String> = sandbox
        .contacts_json()
        .iter()
        .map(|row| row["CityId"].to_string())
        .filter(|id| !id.contains(NOBODY))
        .collect();
    let known: HashSet<String> = cities.iter().map(|row| row["Id"].to_string()).collect();
    assert!(!of_contacts.is_empty() && of_contacts.is_subset(&known));
    let switches = Switches { cities: Unproven::Absent, ..Switches::default() };
    let sandbox = start(Settings { contacts: 0, switches, ..Settings::default() }).await;
    let places = call(&sandbox, "shared/getlocations", &json!({})).await.response();
    assert_eq!(places.get("Cities"), None);
}

#[tokio::test]
async fn a_person_search_has_a_second_name() {
    let sandbox = sandbox(30).await;
    let body = json!({ "Criteria": { "MobilePhone": "0912" }, "Limit": 100 });
    let one = call(&sandbox, "contact/search", &body).await.response();
    let other = call(&sandbox, "contact/PersonSearch", &body).await.response();
    assert!(one["TotalCount"].as_u64() > Some(0));
    assert_eq!(one, other);
}
