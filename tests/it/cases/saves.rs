//! Cases are saved with their person, and once.

use didar_sandbox::{Fault, FaultKind, Settings, Switches, Unproven};
use serde_json::{Value, json};

use super::{NOBODY, REASON, STAGE, TICKET, positions, stored, switched};
use crate::{
    deals::saves::{faults, person, saved},
    support::Gateway,
};

const CREATE: &str = "mutation($input: CreateCaseInput!, $key: String) { \
    createCase(input: $input, idempotencyKey: $key) { outcome personOutcome \
    case { id title status dueAt stageId personId customFields { key text } } \
    userErrors { code field message } } }";

const UPSERT: &str = "mutation($match: CaseMatch!, $input: CreateCaseInput!, $update: CasePatch) { \
    upsertCase(match: $match, input: $input, update: $update) { outcome personOutcome \
    case { id title status description customFields { key text } } \
    userErrors { code field message } } }";

fn bodies(gateway: &Gateway) -> Vec<Value> {
    let calls = gateway.sandbox.calls().into_iter();
    calls
        .filter(|call| call.action == "case/save_v2")
        .map(|call| call.body["Case"].clone())
        .collect()
}

fn case(gateway: &Gateway, id: &Value) -> Value {
    stored(gateway).into_iter().find(|case| case["Id"] == *id).expect("the case is stored")
}

fn by_ticket(number: &str) -> Value {
    json!({ "customField": { "key": "شماره تیکت", "value": number } })
}

#[tokio::test]
async fn a_new_case_gets_what_didar_wants_of_every_case_and_is_answered_whole() {
    for switches in positions() {
        let gateway = switched(switches).await;
        let input = json!({ "title": " شکایت ", "customFields": [{ "key": TICKET, "value": { "text": "A-1" } }] });
        let payload = saved(&gateway, CREATE, json!({ "input": input })).await;
        assert_eq!(payload["userErrors"], json!([]), "{payload:#}");
        assert_eq!(payload["outcome"], "CREATED");
        assert_eq!(payload["case"]["title"], "شکایت");
        assert_eq!(
            (&payload["case"]["status"], &payload["case"]["dueAt"]),
            (&json!("InProgress"), &Value::Null)
        );
        assert_eq!(
            payload["case"]["customFields"][0],
            json!({ "key": TICKET, "text": "A-1" }),
            "under {switches:?}"
        );
        assert_eq!(
            bodies(&gateway),
            [json!({
                "Title": "شکایت",
                "PipelineStageId": "57a9e000-0000-4000-8000-000000000031",
                "Status": "InProgress",
                "Priority": -2,
                "DueDate": "9999-12-01T00:00:00.000Z",
                "PersonId": "00000000-0000-0000-0000-000000000000",
                "CompanyId": "00000000-0000-0000-0000-000000000000",
                "Fields": { TICKET: "A-1" },
            })]
        );
    }
}

#[tokio::test]
async fn a_case_of_a_new_person_is_saved_after_the_person() {
    let gateway = switched(Switches::default()).await;
    let person = json!({ "upsert": { "match": { "mobilePhone": "09351112233" }, "input": { "lastName": "تازه" } } });
    let input = json!({ "title": "x", "person": person, "dueOn": "1405-01-15", "stageId": STAGE });
    let payload = saved(&gateway, CREATE, json!({ "input": input })).await;
    assert_eq!(
        [&payload["outcome"], &payload["personOutcome"]],
        ["CREATED", "CREATED"],
        "{payload:#}"
    );
    let row = case(&gateway, &payload["case"]["id"]);
    assert_eq!(row["Contact"], json!({ "DisplayName": "تازه", "MobilePhone": "09351112233" }));
    assert_eq!(
        (&row["PipelineStageId"], &row["DueDate"]),
        (&json!(STAGE), &json!("2026-04-04T00:00:00Z"))
    );
}

#[tokio::test]
async fn an_upsert_sends_what_changed_and_back_what_the_row_shows() {
    let gateway = switched(Switches::default()).await;
    let row =
        stored(&gateway).into_iter().find(|row| row["Fields"][TICKET].is_string()).expect("one");
    let number = row["Fields"][TICKET].as_str().unwrap_or_default();
    let update = json!({ "description": "پاسخ داده شد", "customFields": [{ "key": REASON, "value": null }] });
    let variables =
        json!({ "match": by_ticket(number), "input": { "title": "x" }, "update": update });
    let payload = saved(&gateway, UPSERT, variables.clone()).await;
    assert_eq!(
        (&payload["outcome"], &payload["case"]["id"]),
        (&json!("UPDATED"), &row["Id"]),
        "{payload:#}"
    );
    assert_eq!(payload["case"]["description"], "پاسخ داده شد");
    let ticket = json!({ "key": TICKET, "text": number });
    assert_eq!(payload["case"]["customFields"][0], ticket, "what was stored is told");
    let body = &bodies(&gateway)[0];
    for key in [
        "Title",
        "PipelineStageId",
        "DealId",
        "PersonId",
        "CompanyId",
        "OwnerId",
        "Status",
        "Priority",
    ] {
        assert_eq!(body[key], row[key], "{key}: {body:#}");
    }
    let after = case(&gateway, &row["Id"]);
    assert_eq!(after["Fields"][TICKET], number);
    assert_eq!(saved(&gateway, UPSERT, variables).await["outcome"], "UNCHANGED");
    // Taken away, and in Didar's form of nothing.
    let variables = json!({ "match": by_ticket(number), "input": { "title": "x" }, "update": { "dueAt": null, "title": "y" } });
    assert_eq!(saved(&gateway, UPSERT, variables).await["outcome"], "UPDATED");
    assert_eq!(case(&gateway, &row["Id"])["DueDate"], "9999-12-01T00:00:00.000Z");
}

#[tokio::test]
async fn a_ticket_takes_the_calls_that_it_needs() {
    for switches in positions() {
        let gateway = switched(switches).await;
        gateway.data("{ users { id } pipelines(kind: CASE) { id } }").await;
        let (_, phone) = person(&gateway);
        let query = include_str!("../../../schema/operations/ticket.graphql");
        let variables = json!({
            "number": "P-77", "title": "خرابی", "text": "روشن نمی‌شود", "phone": phone, "name": "x",
            "stage": STAGE, "due": "1405-01-15",
        });
        gateway.sandbox.clear_calls();
        let first = saved(&gateway, query, variables.clone()).await;
        assert_eq!(
            [&first["outcome"], &first["personOutcome"]],
            ["CREATED", "UNCHANGED"],
            "{first:#}"
        );
        let mut calls = gateway.actions();
        calls.retain(|call| call != "contact/getbyphonenumber");
        assert_eq!(calls, ["case/search", "case/save_v2"], "under {switches:?}");
        gateway.sandbox.clear_calls();
        let again = saved(&gateway, query, variables).await;
        // Where rows show no ids what is stored is not known, and is sent again.
        let is_told = switches.case_row_ids == Unproven::Present;
        assert_eq!(again["outcome"], if is_told { "UNCHANGED" } else { "UPDATED" }, "{again:#}");
        assert_eq!(again["case"]["id"], first["case"]["id"]);
        let count = stored(&gateway).iter().filter(|row| row["Fields"][TICKET] == "P-77").count();
        assert_eq!(count, 1);
    }
}

#[tokio::test]
async fn a_lost_answer_leaves_one_case_and_says_what_is_known() {
    let gateway = switched(Switches::default()).await;
    let lose = || {
        gateway.sandbox.add_fault(Fault {
            action: Some("case/save_v2".to_owned()),
            times: Some(1),
            kind: FaultKind::LostAnswer,
        });
    };
    let variables = |title: &str| {
        json!({
            "match": by_ticket("L-1"),
            "input": { "title": title, "customFields": [{ "key": REASON, "value": null }] },
        })
    };
    lose();
    let answer = gateway.ask_with(UPSERT, &variables("a")).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "UNKNOWN_OUTCOME", "{answer:#}");
    // What the match finds tells the rest.
    assert_eq!(saved(&gateway, UPSERT, variables("a")).await["outcome"], "UNCHANGED");
    lose();
    let payload = saved(&gateway, UPSERT, variables("b")).await;
    assert_eq!(
        (&payload["outcome"], &payload["case"]["title"]),
        (&json!("UPDATED"), &json!("b")),
        "{payload:#}"
    );
    assert_eq!(stored(&gateway).iter().filter(|row| row["Fields"][TICKET] == "L-1").count(), 1);
}

#[tokio::test]
async fn what_is_wrong_with_a_case_is_told_at_once_and_nothing_is_sent() {
    let settings = Settings { contacts: 40, ..Settings::default() };
    let gateway = Gateway::with().sandbox(settings).start().await;
    gateway.warm().await;
    let with = |more: Value| {
        let mut input = json!({ "title": "x" });
        input.as_object_mut().expect("an object").extend(more.as_object().expect("one").clone());
        input
    };
    for (input, expected) in [
        (json!({ "title": " " }), vec![("REQUIRED", "input.title")]),
        (with(json!({ "stageId": NOBODY })), vec![("NOT_FOUND", "input.stageId")]),
        (
            with(json!({ "stageId": "57a9e000-0000-4000-8000-000000000012" })),
            vec![("NOT_FOUND", "input.stageId")],
        ),
        (with(json!({ "ownerId": NOBODY })), vec![("NOT_FOUND", "input.ownerId")]),
        (with(json!({ "person": { "id": "7" } })), vec![("INVALID_VALUE", "input.person.id")]),
        (
            with(json!({ "dueAt": "2026-01-01T00:00:00Z", "dueOn": "1404-10-11" })),
            vec![("INVALID_VALUE", "input.dueOn")],
        ),
        (
            with(
                json!({ "customFields": [{ "key": "Field_996_12_9", "value": { "number": 1 } }] }),
            ),
            vec![("UNKNOWN_FIELD", "input.customFields.0.key")],
        ),
        (
            with(json!({ "customFields": [{ "key": REASON, "value": { "option": "مریخ" } }] })),
            vec![("UNKNOWN_OPTION", "input.customFields.0.value.option")],
        ),
    ] {
        let payload = saved(&gateway, CREATE, json!({ "input": input })).await;
        let expected: Vec<_> =
            expected.into_iter().map(|(code, path)| (code.to_owned(), path.to_owned())).collect();
        assert_eq!(faults(&payload), expected, "{input}: {payload:#}");
    }
    assert!(bodies(&gateway).is_empty());
}

/// What is shown of one person says nothing of another.
#[tokio::test]
async fn the_person_of_a_changed_case_is_the_new_one() {
    let gateway = switched(Switches::default()).await;
    let rows = stored(&gateway);
    let row = rows
        .iter()
        .find(|row| row["Fields"][TICKET].is_string() && row["Contact"]["DisplayName"].is_string());
    let row = row.expect("a case of a person");
    let (other, _) = person(&gateway);
    gateway.sandbox.add_fault(Fault {
        action: Some("case/save_v2".to_owned()),
        times: Some(1),
        kind: FaultKind::Raw {
            status: 200,
            body: json!({ "Response": { "Id": row["Id"] } }).to_string(),
        },
    });
    let query = "mutation($match: CaseMatch!, $person: ID) { upsertCase(match: $match, \
        input: { title: \"x\" }, update: { personId: $person }) { outcome \
        case { personId person { id displayName } } userErrors { code } } }";
    let number = row["Fields"][TICKET].as_str().unwrap_or_default();
    let payload =
        saved(&gateway, query, json!({ "match": by_ticket(number), "person": other })).await;
    let case = &payload["case"];
    assert_eq!(
        (&payload["outcome"], &case["personId"]),
        (&json!("UPDATED"), &json!(other)),
        "{payload:#}"
    );
    let contacts = gateway.sandbox.contacts_json();
    let name =
        &contacts.iter().find(|row| row["Id"] == other.as_str()).expect("stored")["DisplayName"];
    assert_eq!(case["person"], json!({ "id": other, "displayName": name }));
    assert_ne!(case["person"]["displayName"], row["Contact"]["DisplayName"]);
}
