//! The criteria of 4.1 and paging.

use didar_sandbox::{Sandbox, Settings};
use serde_json::{Value, json};

use crate::support::*;

const OWNER: &str = "b3170000-0000-4000-8000-0000000000e2";

async fn people() -> Sandbox {
    let sandbox = sandbox(0).await;
    for person in [
        json!({ "FirstName": "Sara", "LastName": "One", "MobilePhone": "09120001111", "Email": "Sara@example.test",
            "OwnerId": OWNER, "IsVIP": true, "RegisterTime": "2023-01-01T00:00:00Z", "Code": 77001 }),
        json!({ "FirstName": "علی", "LastName": "Two", "MobilePhone": "۰۹۱۲۰۰۰۲۲۲۲", "CustomerCode": "C-9",
            "IsPinned": true, "RegisterTime": "2023-01-02T00:00:00.0000001Z", "Code": 77002 }),
        json!({ "LastName": "Three", "WorkPhone": "0210000111", "CustomerCode": "C-99", "ZipCode": "00001",
            "IsDeleted": true, "RegisterTime": "2023-01-03T00:00:00Z", "Code": 77003 }),
        json!({ "LastName": "Firm", "Type": "Company", "RegisterTime": "2023-01-04T00:00:00Z" }),
    ] {
        sandbox.insert_contact(person);
    }
    sandbox
}

#[tokio::test]
async fn every_criterion() {
    let sandbox = people().await;
    let cases: [(Value, &[&str]); 30] = [
        (json!({}), &["Three", "Two", "One"]),
        (json!({ "SortOrder": 1 }), &["One", "Two", "Three"]),
        (json!({ "IsDeleted": 0 }), &["Two", "One"]),
        (json!({ "IsDeleted": false, "SortOrder": "1" }), &["One", "Two"]),
        (json!({ "IsDeleted": 1 }), &["Three"]),
        (json!({ "isdeleted": "-1" }), &["Three", "Two", "One"]),
        (json!({ "IsPinned": 1 }), &["Two"]),
        (json!({ "Pin": 1, "IsPinned": -1 }), &["Two"]),
        (json!({ "IsVIP": "1" }), &["One"]),
        (json!({ "IsVIP": 0 }), &["Three", "Two"]),
        (json!({ "OwnerId": OWNER }), &["One"]),
        (json!({ "OwnerId": NOBODY, "FilterId": null }), &["Three", "Two", "One"]),
        (json!({ "Keywords": "sara" }), &["One"]),
        (json!({ "Keywords": "120001111" }), &["One"]),
        (json!({ "Keywords": "09120002222" }), &[]),
        (json!({ "Keywords": "۲۲۲" }), &["Two"]),
        (json!({ "Keywords": "77003" }), &["Three"]),
        (json!({ "Keywords": "two علی" }), &["Two"]),
        (json!({ "Keywords": "sara two" }), &[]),
        (json!({ "MobilePhone": "1111" }), &["One"]),
        (json!({ "MobilePhone": "", "Email": "SARA@" }), &["One"]),
        (json!({ "CustomerCode": "c-9" }), &["Three", "Two"]),
        (json!({ "WorkPhone": "021", "ZipCode": "00001" }), &["Three"]),
        (json!({ "NationalCode": "1" }), &[]),
        (json!({ "SearchFromTime": "2023-01-02T00:00:00.0000001Z" }), &["Three", "Two"]),
        (json!({ "SearchToTime": "2023-01-02T00:00:00.0000001Z" }), &["Two", "One"]),
        (
            json!({ "SearchFromTime": "2023-01-02", "SearchToTime": "2023-01-03" }),
            &["Three", "Two"],
        ),
        (json!({ "SearchToTime": "2023-01-02" }), &["One"]),
        (
            json!({ "SearchFromTime": "1000-01-01T00:00:00Z", "SearchToTime": "9999-12-31T23:59:59Z" }),
            &["Three", "Two", "One"],
        ),
        (json!({ "Nonsense": 5, "LeadType": -1, "CustomFields": null }), &["Three", "Two", "One"]),
    ];
    for (criteria, expected) in cases {
        let found = names(&sandbox, criteria.clone()).await;
        assert_eq!(found, *expected, "{criteria}");
    }
}

#[tokio::test]
async fn attribute_criteria_can_be_exact() {
    let settings = Settings { contacts: 0, exact_attributes: true, ..Settings::default() };
    let sandbox = start(settings).await;
    for code in ["C-9", "C-99"] {
        sandbox.insert_contact(json!({ "LastName": code, "CustomerCode": code }));
    }
    assert_eq!(names(&sandbox, json!({ "CustomerCode": "c-9" })).await, ["C-9"]);
}

#[tokio::test]
async fn companies_have_a_search_of_their_own() {
    let sandbox = people().await;
    let found = call(&sandbox, "contact/CompanySearch", &json!({})).await.response();
    assert_eq!(found["TotalCount"], 1);
    assert_eq!(found["List"][0]["LastName"], "Firm");
    assert_eq!(found["List"][0]["Type"], "Company");
}

#[tokio::test]
async fn unreadable_bounds_and_owners_are_refused() {
    let sandbox = people().await;
    for criteria in [
        json!({ "SearchFromTime": "yesterday" }),
        json!({ "SearchToTime": 5 }),
        json!({ "OwnerId": "me" }),
    ] {
        assert_eq!(search(&sandbox, criteria).await.status, 400);
    }
}

#[tokio::test]
async fn pages_tile_the_listing_whatever_the_filter() {
    let sandbox = sandbox(400).await;
    let owner = json!({ "OwnerId": OWNER, "SortOrder": 1 });
    for criteria in [json!({}), json!({ "SortOrder": 1, "IsDeleted": 0 }), owner] {
        let whole = search(&sandbox, criteria.clone()).await.response();
        let whole = whole["List"].as_array().expect("a List").clone();
        let mut tiled = Vec::new();
        for from in (0..whole.len() + 90).step_by(45) {
            let body = json!({ "Criteria": criteria, "From": from, "Limit": 45 });
            let page = call(&sandbox, "contact/PersonSearch", &body).await.response();
            assert_eq!(page["TotalCount"], whole.len());
            tiled.extend(page["List"].as_array().expect("a List").clone());
        }
        assert!(whole.len() > 45);
        assert_eq!(tiled, whole, "{criteria}");
    }
}

#[tokio::test]
async fn a_search_without_limit_sees_thirty_rows() {
    let sandbox = sandbox(100).await;
    for body in ["", "{}", "[]", r#"{"Criteria": {},}"#] {
        let target = target(&sandbox, "contact/PersonSearch");
        let reply = request(&sandbox, "POST", &target, body).await;
        let found = reply.response();
        assert_eq!(found["List"].as_array().map(Vec::len), Some(30), "{body}");
    }
}

#[tokio::test]
async fn equal_times_are_ordered_by_id_and_the_orders_mirror_each_other() {
    let sandbox = sandbox(0).await;
    let id = |end: u8| format!("00000000-0000-4000-8000-0000000000{end:02}");
    for end in [2, 3, 1] {
        let row =
            json!({ "Id": id(end), "LastName": end.to_string(), "RegisterTime": "2023-01-01" });
        sandbox.insert_contact(row);
    }
    assert_eq!(names(&sandbox, json!({ "SortOrder": 1 })).await, ["1", "2", "3"]);
    assert_eq!(names(&sandbox, json!({ "SortOrder": 0 })).await, ["3", "2", "1"]);
}

#[tokio::test]
async fn planting_and_removing_show_at_once() {
    let sandbox = people().await;
    let id = sandbox.insert_contact(json!({ "LastName": "New", "RegisterTime": "2023-01-02" }));
    assert_eq!(names(&sandbox, json!({})).await, ["Three", "Two", "New", "One"]);
    let moved =
        json!({ "Id": id, "LastName": "New", "RegisterTime": "2022-01-01", "IsDeleted": true });
    assert_eq!(sandbox.insert_contact(moved), id);
    assert_eq!(names(&sandbox, json!({})).await, ["Three", "Two", "One", "New"]);
    assert_eq!(names(&sandbox, json!({ "IsDeleted": 0 })).await, ["Two", "One"]);
    assert!(sandbox.remove_contact(&id));
    assert!(!sandbox.remove_contact(&id));
    assert!(!sandbox.remove_contact("not an id"));
    assert_eq!(names(&sandbox, json!({})).await, ["Three", "Two", "One"]);
}
