//! Saves happen once: lost answers, repeated requests, callers who hang up, many at once.

use std::time::Duration;

use didar_sandbox::{Fault, FaultKind};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::{
    save::mutations::{PAYLOAD, SAVE, faults, gateway, saved},
    support::{Gateway, data, errors},
};

fn once(gateway: &Gateway, kind: FaultKind) {
    gateway.sandbox.add_fault(Fault { action: Some(SAVE.to_owned()), times: Some(1), kind });
}

fn create(name: &str, key: &str) -> String {
    format!(
        "mutation {{ createContact(input: {{lastName: {name:?}, mobilePhone: \"09120000099\"}}, \
         idempotencyKey: {key:?}) {{ {PAYLOAD} }} }}"
    )
}

/// How many contacts have this last name.
fn count(gateway: &Gateway, name: &str) -> usize {
    gateway.sandbox.contacts_json().iter().filter(|row| row["LastName"] == name).count()
}

const OTHER: &str = "1d9d3f3a-7d62-4c1e-8f9d-2f0e7f5b6c01";

/// An answer with a record and a complaint.
fn record_beside(complaint: &str) -> String {
    json!({ "Response": { "Id": OTHER }, complaint: ["odd"] }).to_string()
}

#[tokio::test]
async fn a_create_whose_answer_was_lost_is_not_sent_again_and_says_so() {
    for (kind, was_saved) in [
        (FaultKind::LostAnswer, true),
        (FaultKind::CutBody, true),
        (FaultKind::Reset, false),
        (FaultKind::Html { status: 502 }, false),
        (FaultKind::Html { status: 302 }, false),
        (FaultKind::Html { status: 408 }, false),
        (FaultKind::Empty { status: 200 }, false),
        (FaultKind::Raw { status: 200, body: "{\"Response\":{\"Id\":7}}".to_owned() }, false),
        (FaultKind::Raw { status: 200, body: record_beside("Errors") }, false),
    ] {
        let (gateway, ..) = gateway().await;
        let name = format!("{kind:?}");
        once(&gateway, kind);
        let mutation = "mutation { createContact(input: {lastName: \"a\"}) { outcome } }";
        let answer = gateway.ask(mutation).await;
        let (code, path, message) = errors(&answer).remove(0);
        assert_eq!((code.as_str(), path.as_str()), ("UNKNOWN_OUTCOME", "createContact"), "{name}");
        assert!(message.contains("before you create it again"), "{message}");
        assert_eq!(answer["data"], json!({ "createContact": null }), "{name}");
        assert_eq!(saved(&gateway).len(), 1, "{name}");
        assert_eq!(count(&gateway, "a"), usize::from(was_saved), "{name}");
    }
}

#[tokio::test]
async fn what_certainly_was_not_saved_says_that_instead() {
    let (gateway, ..) = gateway().await;
    let mutation = "mutation { createContact(input: {lastName: \"a\"}) { outcome } }";
    for (kind, code) in [
        (FaultKind::RateLimited { retry_after: Some(7) }, "RATE_LIMITED"),
        (
            FaultKind::Status { status: 403, text: String::new(), body: Default::default() },
            "UPSTREAM_UNAUTHENTICATED",
        ),
    ] {
        once(&gateway, kind);
        assert_eq!(errors(&gateway.ask(mutation).await)[0].0, code);
    }
    gateway.sandbox.clear_faults();
    assert_eq!(count(&gateway, "a"), 0);
}

#[tokio::test]
async fn an_update_whose_answer_was_lost_is_looked_up() {
    let (gateway, person, _) = gateway().await;
    let update = format!(
        "mutation {{ updateContact(id: {person:?}, patch: {{position: \"x\"}}) {{ {PAYLOAD} }} }}"
    );
    once(&gateway, FaultKind::Reset);
    assert_eq!(errors(&gateway.ask(&update).await)[0].0, "UNKNOWN_OUTCOME");
    once(&gateway, FaultKind::LostAnswer);
    let payload = gateway.data(&update).await["updateContact"].clone();
    assert_eq!(
        (&payload["outcome"], &payload["contact"]["id"]),
        (&json!("UPDATED"), &json!(person))
    );
    assert_eq!(saved(&gateway).len(), 2);
}

#[tokio::test]
async fn an_update_that_is_answered_with_another_contact_is_looked_up() {
    let (gateway, person, _) = gateway().await;
    let body = json!({ "Response": { "Id": OTHER, "FirstName": "x" } }).to_string();
    once(&gateway, FaultKind::Raw { status: 200, body });
    let mutation = format!(
        "mutation {{ updateContact(id: {person:?}, patch: {{firstName: \"x\"}}) {{ outcome }} }}"
    );
    let (code, ..) = errors(&gateway.ask(&mutation).await).remove(0);
    assert_eq!(code, "UNKNOWN_OUTCOME");
    assert_eq!(gateway.data(&mutation).await["updateContact"]["outcome"], "UPDATED");
}

#[tokio::test]
async fn one_idempotency_key_is_one_save() {
    let (gateway, ..) = gateway().await;
    let first = gateway.data(&create("a", "k")).await["createContact"].clone();
    assert_eq!(first["outcome"], "CREATED");
    assert_eq!(gateway.data(&create("a", "k")).await["createContact"], first);
    let reused = gateway.data(&create("b", "k")).await["createContact"].clone();
    assert_eq!(
        faults(&reused),
        [("IDEMPOTENCY_KEY_REUSED".to_owned(), "idempotencyKey".to_owned())]
    );
    // Another selection is the same save.
    let other =
        create("a", "k").replace(PAYLOAD, "outcome contact { lastName custom { field_996_12_9 } }");
    let other = gateway.data(&other).await["createContact"].clone();
    assert_eq!(other["contact"]["lastName"], "a");
    assert_eq!(saved(&gateway).len(), 1);
    for wrong in ["", &"x".repeat(256)] {
        assert_eq!(errors(&gateway.ask(&create("c", wrong)).await)[0].0, "BAD_USER_INPUT");
    }
}

#[tokio::test]
async fn a_key_whose_create_was_lost_does_not_create_again_and_one_that_was_refused_a_turn_does() {
    let (gateway, ..) = gateway().await;
    once(&gateway, FaultKind::LostAnswer);
    for _ in 0..2 {
        assert_eq!(errors(&gateway.ask(&create("a", "k")).await)[0].0, "UNKNOWN_OUTCOME");
    }
    assert_eq!((saved(&gateway).len(), count(&gateway, "a")), (1, 1));
    let other = create("b", "l").replace("09120000099", "09120000098");
    once(&gateway, FaultKind::RateLimited { retry_after: None });
    assert_eq!(errors(&gateway.ask(&other).await)[0].0, "RATE_LIMITED");
    assert_eq!(gateway.data(&other).await["createContact"]["outcome"], "CREATED");
}

#[tokio::test]
async fn requests_with_one_key_that_are_under_way_together_share_the_save() {
    let (gateway, ..) = gateway().await;
    once(&gateway, FaultKind::Delay(Duration::from_millis(200)));
    let mutation = create("a", "k");
    let answers = join_all((0..20).map(|_| gateway.data(&mutation))).await;
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!((saved(&gateway).len(), count(&gateway, "a")), (1, 1));
}

#[tokio::test]
async fn a_hundred_upserts_of_one_number_leave_one_contact() {
    let (gateway, ..) = gateway().await;
    let spellings = ["09120000099", "+989120000099", "۰۹۱۲۰۰۰۰۰۹۹", "00989120000099"];
    let upserts = (0..100).map(|at| {
        let (mobile, position) = (spellings[at % 4], at % 3);
        let mutation = format!(
            "mutation {{ upsertContact(match: {{mobilePhone: {mobile:?}}}, input: {{lastName: \
             \"a\", position: \"{position}\"}}) {{ {PAYLOAD} }} }}"
        );
        let gateway = &gateway;
        async move { gateway.data(&mutation).await["upsertContact"].clone() }
    });
    let payloads = join_all(upserts).await;
    let of =
        |outcome: &str| payloads.iter().filter(|payload| payload["outcome"] == outcome).count();
    assert_eq!(of("CREATED"), 1);
    assert_eq!(of("UPDATED") + of("UNCHANGED"), 99, "each has an answer");
    assert_eq!(count(&gateway, "a"), 1);
    let id = &payloads[0]["contact"]["id"];
    assert!(payloads.iter().all(|payload| payload["contact"]["id"] == *id));
}

/// As with several gateways: the number is taken between the look-up and the save.
#[tokio::test]
async fn an_upsert_recovers_when_somebody_elsewhere_was_faster() {
    let (gateway, ..) = gateway().await;
    once(&gateway, FaultKind::Delay(Duration::from_millis(300)));
    let mutation = format!(
        "mutation {{ upsertContact(match: {{mobilePhone: \"09120000099\"}}, input: {{lastName: \"a\", position: \"x\"}}) {{ {PAYLOAD} }} }}"
    );
    let upsert = gateway.data(&mutation);
    let other = async {
        while saved(&gateway).is_empty() {
            tokio::task::yield_now().await;
        }
        gateway.sandbox.insert_contact(
            json!({ "Type": "Person", "LastName": "faster", "MobilePhone": "09120000099" }),
        )
    };
    let (answer, id) = futures_util::future::join(upsert, other).await;
    let payload = &answer["upsertContact"];
    assert_eq!((&payload["outcome"], &payload["contact"]["id"]), (&json!("UPDATED"), &json!(id)));
    assert_eq!(count(&gateway, "faster") + count(&gateway, "a"), 1);
}

/// Sends a save, and hangs up once Didar has it.
async fn hang_up(gateway: &Gateway, mutation: &str) {
    once(gateway, FaultKind::Delay(Duration::from_millis(400)));
    let request = gateway.request(reqwest::Method::POST, "/graphql");
    let request = request.json(&json!({ "query": mutation })).send();
    let arrived = async {
        while saved(gateway).is_empty() {
            tokio::task::yield_now().await;
        }
    };
    let cut = tokio::select! {
        _ = request => false,
        () = arrived => true,
    };
    assert!(cut, "the answer was not waited for");
}

#[tokio::test]
async fn a_caller_who_hangs_up_does_not_cut_the_save() {
    let (gateway, ..) = gateway().await;
    hang_up(&gateway, &create("a", "k")).await;
    let query = "{ contactsByPhone(phone: \"09120000099\") { lastName } }";
    let found = loop {
        let found = gateway.data(query).await["contactsByPhone"].clone();
        if found != Value::Array(vec![]) {
            break found;
        }
    };
    assert_eq!(found, json!([{ "lastName": "a" }]));
    let again = data(gateway.ask(&create("a", "k")).await);
    assert_eq!(again["createContact"]["outcome"], "CREATED", "the answer was kept for the caller");
    assert_eq!(saved(&gateway).len(), 1);
}

#[tokio::test]
async fn a_stopping_server_finishes_the_saves_of_callers_who_hung_up() {
    let (mut gateway, ..) = gateway().await;
    hang_up(&gateway, &create("a", "k")).await;
    gateway.stop();
    gateway.stopped().await;
    assert_eq!(count(&gateway, "a"), 1);
}

#[tokio::test]
async fn an_upsert_does_not_create_what_it_would_not_find_again() {
    let (gateway, ..) = gateway().await;
    let mutation = format!(
        "mutation {{ upsertContact(match: {{email: \"old@x.example\"}}, input: {{lastName: \"a\", email: \"new@x.example\"}}) {{ {PAYLOAD} }} }}"
    );
    let payload = gateway.data(&mutation).await["upsertContact"].clone();
    assert_eq!(faults(&payload), [("INVALID_VALUE".to_owned(), "match".to_owned())]);
    assert_eq!(count(&gateway, "a"), 0);
}

#[tokio::test]
async fn a_root_field_that_is_there_twice_saves_once() {
    let (gateway, ..) = gateway().await;
    let create = "createContact(input: {lastName: \"a\"})";
    let merged = format!("mutation {{ {create} {{ outcome }} {create} {{ contact {{ id }} }} }}");
    gateway.data(&merged).await;
    let directed = format!(
        "mutation {{ {create} {{ outcome }} {create} @include(if: true) {{ contact {{ id }} }} }}"
    );
    let answer = gateway.data(&directed).await["createContact"].clone();
    assert_eq!(answer["outcome"], "CREATED");
    assert!(answer["contact"]["id"].is_string(), "{answer}");
    assert_eq!(count(&gateway, "a"), 2);
}

#[tokio::test]
async fn every_save_of_a_list_that_failed_has_its_error() {
    let (gateway, ..) = gateway().await;
    gateway.sandbox.add_fault(Fault {
        action: Some(SAVE.to_owned()),
        times: None,
        kind: FaultKind::Html { status: 500 },
    });
    let inputs = vec![json!({ "create": { "lastName": "a" } }); 40];
    let query = format!(
        "mutation ($inputs: [SaveContactInput!]!) {{ saveContacts(inputs: $inputs) {{ {PAYLOAD} }} }}"
    );
    let answer = gateway.ask_with(&query, &json!({ "inputs": inputs })).await;
    assert_eq!(answer["errors"].as_array().map(Vec::len), Some(40));
}

#[tokio::test]
async fn a_repeated_request_is_the_same_in_any_order_of_its_keys() {
    let (gateway, ..) = gateway().await;
    for input in ["lastName: \"a\", firstName: \"b\"", "firstName: \"b\", lastName: \"a\""] {
        let mutation = format!(
            "mutation {{ createContact(input: {{{input}}}, idempotencyKey: \"k\") {{ {PAYLOAD} }} }}"
        );
        assert_eq!(gateway.data(&mutation).await["createContact"]["outcome"], "CREATED");
    }
    assert_eq!(count(&gateway, "a"), 1);
}
