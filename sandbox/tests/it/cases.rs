//! `Case/search`, `case/save` and `Case/Save_v2`.

use std::collections::HashSet;

use didar_sandbox::{
    Criterion, Presence, Sandbox, SaveAnswer, Settings, Switches, UnknownStage, Unproven,
};
use serde_json::{Value, json};

use crate::support::*;

const DEAL: &str = "00000000-0000-4000-8000-0000000000d1";
const OWNER: &str = "b3170000-0000-4000-8000-0000000000e2";
const FIRST: &str = "57a9e000-0000-4000-8000-000000000031";
const SECOND: &str = "57a9e000-0000-4000-8000-000000000032";

async fn cases(switches: Switches) -> Sandbox {
    let sandbox = with_sara(switches).await;
    for row in [
        json!({ "Title": "one", "PersonId": SARA, "DealId": DEAL, "RegisterTime": "2025-01-01",
            "Fields": { TICKET: "T-1" } }),
        json!({ "Title": "two", "OwnerId": OWNER, "PipelineStageId": SECOND, "RegisterTime": "2025-01-02",
            "DueDate": "2025-02-01", "Priority": 2 }),
        json!({ "Title": "bin", "IsDeleted": true, "RegisterTime": "2025-01-03" }),
    ] {
        sandbox.insert_case(row);
    }
    sandbox
}

async fn found(sandbox: &Sandbox, criteria: Value) -> Value {
    call(sandbox, "Case/search", &json!({ "Criteria": criteria })).await.response()
}

fn titles(found: &Value) -> Vec<&str> {
    let rows = found["List"].as_array().expect("a List").iter();
    rows.filter_map(|row| row["Title"].as_str()).collect()
}

async fn save(sandbox: &Sandbox, case: Value) -> Reply {
    call(sandbox, "Case/Save_v2", &json!({ "Case": case, "SetLabelDto": {} })).await
}

#[tokio::test]
async fn every_criterion() {
    let sandbox = cases(Switches::default()).await;
    let ticket = on(&sandbox, TICKET, "EqualToAny", json!(["T-1"]));
    let all: [(Value, &[&str]); 9] = [
        (json!({}), &["bin", "two", "one"]),
        (json!({ "IsDeleted": false }), &["two", "one"]),
        (json!({ "IsDeleted": 1 }), &["bin"]),
        (json!({ "OwnerId": OWNER }), &["two"]),
        (json!({ "OwnerId": NOBODY }), &["bin", "two", "one"]),
        (json!({ "DealId": DEAL }), &["one"]),
        (json!({ "PersonId": SARA, "Keywords": "x" }), &["bin", "two", "one"]),
        (json!({ "CustomFields": [ticket] }), &["one"]),
        (json!({ "DealId": DEAL, "IsDeleted": 1 }), &[]),
    ];
    for (criteria, expected) in all {
        let found = found(&sandbox, criteria.clone()).await;
        assert_eq!(titles(&found), *expected, "{criteria}");
        assert_eq!(found["TotalCount"], expected.len());
    }
    let person_criterion = Criterion::Honoured;
    let sandbox = cases(Switches { person_criterion, ..Switches::default() }).await;
    assert_eq!(titles(&found(&sandbox, json!({ "PersonId": SARA })).await), ["one"]);
}

#[tokio::test]
async fn a_row_tells_absence_in_the_ways_of_its_keys() {
    let sandbox = cases(Switches::default()).await;
    let rows = found(&sandbox, json!({ "IsDeleted": 0 })).await;
    let [two, one] = &rows["List"].as_array().expect("a List")[..] else {
        panic!("two cases");
    };
    for (row, key, expected) in [
        (one, "DueDate", json!("9999-12-01T00:00:00.000Z")),
        (two, "DueDate", json!("2025-02-01T00:00:00Z")),
        (one, "Priority", json!(-2)),
        (two, "Priority", json!(2)),
        (one, "Status", json!("InProgress")),
        (one, "Contact", json!({ "DisplayName": "Sara Example", "MobilePhone": null })),
        (two, "Contact", json!({ "DisplayName": null, "MobilePhone": null })),
        (two, "PersonId", json!(NOBODY)),
        (one, "PipelineStageId", json!(FIRST)),
        (two, "PipelineStageId", json!(SECOND)),
        (one, "Fields", json!({ TICKET: "T-1" })),
        (one, "PipelineChangeTime", json!("2025-01-01T00:00:00Z")),
    ] {
        assert_eq!(row[key], expected, "{key}");
    }
}

#[tokio::test]
async fn unproven_parts_of_the_answer_can_be_absent() {
    let switches = Switches {
        case_row_ids: Unproven::Absent,
        case_total_count: Unproven::Absent,
        ..Switches::default()
    };
    let sandbox = cases(switches).await;
    let found = found(&sandbox, json!({})).await;
    assert_eq!(found.get("TotalCount"), None);
    for key in ["PersonId", "CompanyId", "DealId", "OwnerId", "PipelineStageId"] {
        assert_eq!(found["List"][0].get(key), None, "{key}");
    }
}

#[tokio::test]
async fn a_create_has_defaults_and_an_update_keeps() {
    let sandbox = cases(Switches::default()).await;
    let case = json!({ "Title": "New", "PersonId": NOBODY, "CompanyId": NOBODY, "Priority": -2,
        "DueDate": "9999-12-01T00:00:00.000Z", "VisibilityType": "All", "SegmentIds": [],
        "Description": "<p>x</p>", "Fields": { TICKET: "T-9", ORDER_NUMBER: "x" } });
    let saved = save(&sandbox, case).await.response();
    assert_eq!((&saved["Status"], saved.get("Fields")), (&json!("InProgress"), None));
    assert_eq!(saved["PipelineStageId"], FIRST);
    let change = json!({ "Id": saved["Id"], "PipelineStageId": SECOND, "DealId": DEAL });
    let moved = call(&sandbox, "case/save", &json!({ "Case": change })).await.response();
    assert_eq!((&moved["PipelineStageId"], &moved["DealId"]), (&json!(SECOND), &json!(DEAL)));
    for key in ["Title", "Description", "DueDate", "Code"] {
        assert_eq!(moved[key], saved[key], "{key}");
    }
    let row = &sandbox.cases_json()[0];
    assert_eq!((&row["Id"], &row["Fields"]), (&saved["Id"], &json!({ TICKET: "T-9" })));
}

#[tokio::test]
async fn what_cannot_be_read_is_refused() {
    let sandbox = cases(Switches::default()).await;
    for case in [
        json!({ "Id": SARA }),
        json!({ "PersonId": "x" }),
        json!({ "DueDate": "soon" }),
        json!({ "PipelineStageId": "x" }),
    ] {
        assert_eq!(save(&sandbox, case.clone()).await.status, 400, "{case}");
    }
    assert_eq!(call(&sandbox, "case/save", &json!({})).await.error(), "Case can not be empty");
    assert_eq!(sandbox.cases_json().len(), 3);
}

#[tokio::test]
async fn the_switches_of_saves_concern_cases_too() {
    let switches = Switches {
        save_answer: SaveAnswer::UnderName,
        fields_in_save_answer: Presence::Present,
        unknown_stage: UnknownStage::Refused,
        ..Switches::default()
    };
    let sandbox = cases(switches).await;
    let saved = save(&sandbox, json!({ "Title": "x" })).await.response();
    assert_eq!(saved["List"][0]["Fields"], json!({}));
    assert_eq!(save(&sandbox, json!({ "PipelineStageId": SALES_FIRST })).await.status, 400);
}

#[tokio::test]
async fn the_seeded_cases_look_like_life() {
    let (small, big) = (sandbox(400).await.cases_json(), sandbox(800).await.cases_json());
    assert_eq!((small.len(), big.len()), (50, 100));
    assert!(small.iter().all(|row| big.contains(row)));
    let found = |test: &dyn Fn(&Value) -> bool| small.iter().any(test);
    assert!(found(&|row| row["Contact"]["DisplayName"].is_null()));
    assert!(found(&|row| row["DealId"] != NOBODY && row["PersonId"] != NOBODY));
    assert!(found(&|row| row["DealId"] == NOBODY && row["PersonId"] != NOBODY));
    assert!(found(&|row| row["Description"].as_str().is_some_and(|text| text.contains("<p>"))));
    let tickets: HashSet<String> =
        small.iter().map(|row| row["Fields"][TICKET].to_string()).collect();
    assert!(tickets.len() > 40);
    let sandbox = start(Settings { contacts: 400, ..Settings::default() }).await;
    let listed = request(&sandbox, "GET", "/_sandbox/cases?limit=2", "").await.json();
    assert_eq!(listed, json!({ "List": small[..2], "TotalCount": 50 }));
}
