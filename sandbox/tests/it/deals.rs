//! The deals of the seeded account, their detail and their control.

use std::collections::{HashMap, HashSet};

use didar_sandbox::{Sandbox, Settings, UnknownContact};
use serde_json::{Value, json};

use crate::support::*;

async fn account(contacts: usize) -> (Sandbox, Vec<Value>) {
    let sandbox = sandbox(contacts).await;
    let rows = sandbox.deals_json();
    (sandbox, rows)
}

/// How many rows in a hundred pass.
fn share(rows: &[Value], test: impl Fn(&Value) -> bool) -> usize {
    rows.iter().filter(|row| test(row)).count() * 100 / rows.len()
}

#[tokio::test]
async fn a_bigger_account_begins_like_a_smaller_one() {
    let (small, big) = (account(200).await.1, account(500).await.1);
    assert_eq!((small.len(), big.len()), (100, 250));
    let big: HashMap<String, &Value> = big.iter().map(|row| (row["Id"].to_string(), row)).collect();
    for row in &small {
        assert_eq!(big[&row["Id"].to_string()], row);
    }
    let settings = Settings { seed: 7, contacts: 200, ..Settings::default() };
    assert_ne!(start(settings).await.deals_json(), small);
    assert!(account(1).await.1.is_empty());
}

#[tokio::test]
async fn the_deals_look_like_life() {
    let (sandbox, rows) = account(2000).await;
    assert_eq!(rows.len(), 1000);
    let is = |key: &'static str, value: Value| move |row: &Value| row[key] == value;
    assert!((30..=36).contains(&share(&rows, is("Items", json!([])))));
    assert!((28..=40).contains(&share(&rows, is("Status", json!("Won")))));
    assert!((15..=25).contains(&share(&rows, is("Status", json!("Lost")))));
    assert!((1..=6).contains(&share(&rows, is("IsDeleted", json!(true)))));
    assert!((25..=45).contains(&share(&rows, is("PipelineId", json!(RENEWALS)))));
    let dangling = |row: &Value| row["CompanyId"] != NOBODY && row["Company"].is_null();
    assert!((2..=9).contains(&share(&rows, dangling)));
    let numbers: Vec<&Value> =
        rows.iter().map(|row| &row["Fields"][ORDER_NUMBER]).filter(|one| one.is_string()).collect();
    let distinct: HashSet<&str> = numbers.iter().filter_map(|one| one.as_str()).collect();
    assert!(numbers.len() > 850 && distinct.len() == numbers.len());
    assert!(rows.iter().all(|row| row["Price"].is_i64() || row["Price"].is_u64()));
    let persons: HashSet<String> = sandbox
        .contacts_json()
        .iter()
        .filter(|row| row["Type"] == "Person")
        .map(|row| row["Id"].to_string())
        .collect();
    assert!(rows.iter().all(|row| persons.contains(&row["PersonId"].to_string())));
}

#[tokio::test]
async fn times_span_two_years_and_fit_the_status() {
    let (_, rows) = account(2000).await;
    let text = |row: &Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
    let times: Vec<String> = rows.iter().map(|row| text(row, "RegisterTime")).collect();
    assert!(times.is_sorted_by(|left, right| left >= right));
    assert!(times[0].starts_with("2026-06") && times[999].starts_with("2024-07"));
    for row in &rows {
        assert_eq!(row["Status"] == "Won", row["ChangeToWonTime"].is_string());
        assert_eq!(row["Status"] == "Lost", row["ChangeToLossTime"].is_string());
        assert!(text(row, "LastUpdateTime") >= text(row, "RegisterTime"));
    }
    let months_later =
        |row: &Value| text(row, "ChangeToWonTime").get(..7) > text(row, "RegisterTime").get(..7);
    assert!(share(&rows, months_later) > 10);
}

#[tokio::test]
async fn pipelines_share_labels() {
    let (_, rows) = account(400).await;
    let labels = |pipeline: &str| -> HashSet<String> {
        let rows = rows.iter().filter(|row| row["PipelineId"] == pipeline);
        let labels = rows.filter_map(|row| row["LabelIds"].as_array()).flatten();
        labels.map(Value::to_string).collect()
    };
    assert!(!labels(SALES).is_disjoint(&labels(RENEWALS)));
}

#[tokio::test]
async fn details_have_activities_with_html_and_no_items() {
    let (sandbox, rows) = account(60).await;
    let mut activities = Vec::new();
    for row in &rows {
        let mut detail = deal(&sandbox, &row["Id"]).await;
        let own = detail["Activities"].as_array().expect("Activities").clone();
        assert!(own.iter().all(|one| one["DealId"] == row["Id"]));
        activities.extend(own);
        detail.as_object_mut().expect("a deal").remove("Activities");
        let mut bare = row.clone();
        for key in ["Items", "Invoice"] {
            bare.as_object_mut().expect("a deal").remove(key);
        }
        assert_eq!(detail, bare);
    }
    assert!(activities.iter().any(|one| one["ActivityTypeId"] == NOBODY));
    assert!(activities.iter().any(|one| one["IsDone"] == false && one["DueDate"].is_string()));
    let html = |one: &Value| one["ResultNote"].as_str().is_some_and(|text| text.contains("<p>"));
    assert!(activities.iter().any(html));
}

#[tokio::test]
async fn a_row_has_every_key_of_the_deal() {
    let (_, rows) = account(2).await;
    for key in ROW_KEYS.split_whitespace() {
        assert!(rows[0].get(key).is_some(), "{key}");
    }
    let keys = rows[0].as_object().expect("an object").len();
    assert_eq!(keys, ROW_KEYS.split_whitespace().count());
}

#[tokio::test]
async fn an_unknown_deal_has_the_faces_of_an_unknown_contact() {
    for (unknown_contact, status) in [
        (UnknownContact::NotFound, 404),
        (UnknownContact::BadRequest, 400),
        (UnknownContact::NullResponse, 200),
    ] {
        let settings = Settings { contacts: 4, unknown_contact, ..Settings::default() };
        let sandbox = start(settings).await;
        for id in [json!(SARA), json!("x"), Value::Null] {
            let reply = call(&sandbox, "Deal/GetDealDetail", &json!({ "Id": id })).await;
            assert_eq!(reply.status, status);
            assert!(status == 200 || reply.error() == "Deal's data not found");
        }
    }
}

#[tokio::test]
async fn planting_removing_and_listing_show_at_once() {
    let (sandbox, _) = account(20).await;
    let id = sandbox.insert_deal(json!({ "Title": "New", "RegisterTime": "2030-01-01", "Odd": 1,
        "Fields": { "Any_Key": { "x": 1 } } }));
    let listed = request(&sandbox, "GET", "/_sandbox/deals?limit=1", "").await.json();
    assert_eq!((&listed["TotalCount"], &listed["List"][0]["Id"]), (&json!(11), &json!(id)));
    assert_eq!(listed["List"][0]["Fields"], json!({ "Any_Key": { "x": 1 } }));
    assert_eq!(listed["List"], json!(sandbox.deals_json()[..1]));
    assert_eq!(sandbox.insert_deal(json!({ "Id": id, "Title": "Again" })), id);
    assert_eq!(sandbox.deals_json().len(), 11);
    assert!(sandbox.remove_deal(&id) && !sandbox.remove_deal(&id));
    assert!(!sandbox.remove_deal("not an id"));
}

const ROW_KEYS: &str = "Id Code Title Description PersonId CompanyId ContactId OwnerId CreatorId \
    PipelineId PipelineStageId Status Price LabelIds LabelId SourceId LostReasonId LostReasonNote \
    LostReasonOther RegisterTime ExpectedCloseDate ChangeToWonTime ChangeToLossTime \
    LastTrackingTime NextTrackingTime NextActivityDate LastActivityUpdateTime LastUpdateTime \
    Probability Feedback Pin IsIdle IsRotten IsRottenInStage IsDeleted Fields Owner Person \
    Contact Company Items Invoice";
