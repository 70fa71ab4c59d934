//! Promises under pressure: a key is remembered for a day whatever else happens, and nothing
//! is created beside a save whose end is not known.

use std::time::Duration;

use didar_graphql::{
    app::{AppOptions, Keys},
    graphql::KeyLimits,
};
use didar_sandbox::{Fault, FaultKind, Sandbox, Settings};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::{
    save::mutations::SAVE,
    support::{Folder, Gateway, Served, errors},
};

fn create(name: &str, more: &str, key: &str) -> String {
    format!(
        "mutation {{ createContact(input: {{lastName: {name:?}{more}}}, idempotencyKey: {key:?}) {{ \
         outcome contact {{ id lastName }} userErrors {{ code }} }} }}"
    )
}

fn upsert(email: &str, key: Option<&str>) -> String {
    let key = key.map(|key| format!(", idempotencyKey: {key:?}")).unwrap_or_default();
    format!(
        "mutation {{ upsertContact(match: {{email: {email:?}}}, input: {{lastName: \"a\"}}{key}) {{ \
         outcome contact {{ id }} userErrors {{ code }} }} }}"
    )
}

fn named<'r>(rows: &'r [Value], name: &str) -> Vec<&'r Value> {
    rows.iter().filter(|row| row["LastName"] == name).collect()
}

fn remembering(journal: Option<&Folder>, of_account: usize) -> AppOptions {
    let journal = journal.map(|folder| folder.path().to_owned());
    let limits = KeyLimits { of_account, ..KeyLimits::default() };
    let keys = Keys { journal, limits, ..Keys::default() };
    AppOptions { drain: Duration::from_secs(5), keys, ..AppOptions::default() }
}

#[tokio::test]
async fn a_create_that_may_still_be_done_is_not_done_beside() {
    let gateway = Gateway::with().contacts(0).patience(Duration::from_secs(2)).start().await;
    gateway.warm().await;
    let late = FaultKind::Late(Duration::from_millis(2500));
    gateway.sandbox.add_fault(Fault { action: Some(SAVE.to_owned()), times: Some(1), kind: late });
    let (first, second) = futures_util::future::join(
        gateway.ask(&upsert("a@b.example", None)),
        gateway.ask(&upsert("A@b.example", None)),
    )
    .await;
    for answer in [&first, &second] {
        assert_eq!(errors(answer)[0].0, "UNKNOWN_OUTCOME", "{answer}");
    }
    let told = [&first, &second].map(|answer| answer["errors"][0]["extensions"]["cause"].clone());
    assert!(told.contains(&json!("earlier_save")), "{told:?}");
    while gateway.sandbox.contacts_json().is_empty() {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let third = gateway.data(&upsert("a@b.example", None)).await;
    assert_eq!(third["upsertContact"]["outcome"], "UNCHANGED", "{third}");
    assert_eq!(gateway.sandbox.contacts_json().len(), 1);
}

/// Whatever others may look for it by: here its e-mail address.
#[tokio::test]
async fn a_create_that_may_still_be_done_is_known_by_each_of_its_values() {
    let gateway = Gateway::with().contacts(0).patience(Duration::from_secs(2)).start().await;
    gateway.warm().await;
    let late = FaultKind::Late(Duration::from_millis(2500));
    gateway.sandbox.add_fault(Fault { action: Some(SAVE.to_owned()), times: Some(1), kind: late });
    let create =
        "mutation { createContact(input: {lastName: \"a\", email: \"a@b.example\"}) { outcome } }";
    assert_eq!(errors(&gateway.ask(create).await)[0].0, "UNKNOWN_OUTCOME");
    let beside = gateway.ask(&upsert("a@b.example", None)).await;
    if let Some((code, ..)) = errors(&beside).first() {
        assert_eq!(code, "UNKNOWN_OUTCOME", "{beside}");
    }
    let other = gateway.data(&upsert("other@b.example", None)).await;
    assert_eq!(other["upsertContact"]["outcome"], "CREATED", "another contact");
    while gateway.sandbox.contacts_json().len() < 2 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let again = gateway.data(&upsert("a@b.example", None)).await;
    assert_eq!(again["upsertContact"]["outcome"], "UNCHANGED", "{again}");
    assert_eq!(gateway.sandbox.contacts_json().len(), 2);
    let list = "mutation { saveContacts(inputs: [{create: {lastName: \"l\", email: \"l@b.example\"}}, \
                {upsert: {match: {email: \"L@b.example\"}, input: {lastName: \"l\"}}}]) \
                { outcome userErrors { code } } }";
    let list = gateway.data(list).await["saveContacts"].clone();
    assert_eq!(list[1]["userErrors"][0]["code"], "DUPLICATE", "{list}");
}

#[tokio::test]
async fn the_key_of_an_entry_is_no_key_that_a_client_can_write() {
    let gateway = Gateway::with().options(remembering(None, 100)).start().await;
    let list = "mutation { saveContacts(inputs: [{create: {lastName: \"entry\"}}], \
                idempotencyKey: \"k\") { outcome } }";
    gateway.data(list).await;
    let query = "mutation($key: String) { createContact(input: {lastName: \"own\"}, idempotencyKey: $key) \
                 { outcome userErrors { code } } }";
    for key in ["k\x00entry\x000", "k\0entry\0", "1:k entry 1:0 "] {
        let answer = gateway.ask_with(query, &json!({ "key": key })).await;
        assert_eq!(answer["data"]["createContact"]["outcome"], "CREATED", "{answer}");
    }
}

#[tokio::test]
async fn who_uses_too_many_keys_is_refused_and_keeps_the_promises_made() {
    let gateway = Gateway::with().options(remembering(None, 3)).start().await;
    let mut first = Vec::new();
    for key in ["1", "2", "3"] {
        first.push(gateway.data(&create(key, "", key)).await);
    }
    for _ in 0..2 {
        let full = gateway.ask(&create("4", "", "4")).await;
        assert_eq!(errors(&full)[0].0, "OVERLOADED");
        assert_eq!(full["data"], json!({ "createContact": null }));
    }
    for (key, first) in ["1", "2", "3"].iter().zip(first) {
        assert_eq!(gateway.data(&create(key, "", key)).await, first);
    }
    let rows = gateway.sandbox.contacts_json();
    assert!(named(&rows, "4").is_empty() && named(&rows, "1").len() == 1);
    let answer = gateway.ask("mutation { createContact(input: {lastName: \"free\"}) { outcome } }");
    assert_eq!(answer.await["data"]["createContact"]["outcome"], "CREATED");
    let metrics =
        gateway.request(reqwest::Method::GET, "/metrics").send().await.expect("an answer");
    assert!(
        metrics
            .text()
            .await
            .expect("text")
            .contains("didar_graphql_idempotency_keys_refused_total")
    );
}

#[tokio::test]
async fn keys_outlive_a_restart_with_their_answers() {
    let folder = Folder::new();
    let mut gateway = Gateway::with().options(remembering(Some(&folder), 100)).start().await;
    let first = gateway.data(&create("kept", "", "k")).await;
    let refused = create("دوم", ", mobilePhone: \"09120000055\"", "r");
    gateway.data(&create("یکم", ", mobilePhone: \"0912 000 0055\"", "q")).await;
    let in_the_way = gateway.data(&refused).await["createContact"].clone();
    assert_eq!(in_the_way["userErrors"][0]["code"], "DUPLICATE");
    gateway.sandbox.add_fault(Fault {
        action: Some(SAVE.to_owned()),
        times: Some(1),
        kind: FaultKind::LostAnswer,
    });
    assert_eq!(errors(&gateway.ask(&create("lost", "", "l")).await)[0].0, "UNKNOWN_OUTCOME");
    gateway.stop();
    gateway.stopped().await;
    let again =
        Gateway::with().beside(&gateway).options(remembering(Some(&folder), 100)).start().await;
    assert_eq!(again.data(&create("kept", "", "k")).await, first, "what was evicted is read anew");
    let other = again.data(&create("other", "", "k")).await["createContact"].clone();
    assert_eq!(other["userErrors"][0]["code"], "IDEMPOTENCY_KEY_REUSED");
    assert_eq!(again.data(&refused).await["createContact"], in_the_way);
    assert_eq!(errors(&again.ask(&create("lost", "", "l")).await)[0].0, "UNKNOWN_OUTCOME");
    let rows = gateway.sandbox.contacts_json();
    for (name, count) in [("kept", 1), ("lost", 1), ("other", 0), ("دوم", 0)] {
        assert_eq!(named(&rows, name).len(), count, "{name}");
    }
}

/// The answer of a create was lost in a crash, and Didar is down when it is asked for again.
#[tokio::test]
async fn what_was_sent_before_a_crash_is_not_forgotten_while_didar_is_down() {
    let folder = Folder::new();
    let sandbox = Sandbox::start(Settings { contacts: 0, ..Settings::default() }).await;
    let sandbox = sandbox.expect("a sandbox");
    let state = folder.text();
    let arguments = ["--state-dir", state.as_str(), "--didar-timeout-seconds", "2"];
    let mut served = Served::start(&sandbox, &arguments);
    served.ask("{ account { name } }").await.expect("an answer");
    let fault = |kind| Fault { action: None, times: None, kind };
    let late = FaultKind::Late(Duration::from_millis(300));
    sandbox.add_fault(Fault { action: Some(SAVE.to_owned()), ..fault(late) });
    let save = create("a", ", mobilePhone: \"09121234567\"", "k");
    tokio::select! {
        _ = served.ask(&save) => panic!("it was answered"),
        () = async { while sandbox.call_count(SAVE) == 0 { tokio::task::yield_now().await } } => {}
    }
    served.kill();
    while sandbox.contacts_json().is_empty() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    sandbox.clear_faults();
    let again = Served::start(&sandbox, &arguments);
    again.ask("{ account { name } }").await.expect("an answer");
    sandbox.add_fault(fault(FaultKind::Reset));
    let down = again.ask(&save).await.expect("an answer");
    assert_eq!(errors(&down)[0].0, "UPSTREAM_UNAVAILABLE", "{down}");
    sandbox.clear_faults();
    let back = again.ask(&save).await.expect("an answer");
    assert_eq!(back["data"]["createContact"]["outcome"], "CREATED", "its own contact: {back}");
    assert_eq!(sandbox.contacts_json().len(), 1);
}

#[tokio::test]
async fn two_gateways_do_not_share_a_folder_and_say_so() {
    let folder = Folder::new();
    let sandbox = Sandbox::start(Settings { contacts: 0, ..Settings::default() }).await;
    let sandbox = sandbox.expect("a sandbox");
    let state = folder.text();
    let _first = Served::start(&sandbox, &["--state-dir", &state]);
    let second = tokio::process::Command::new(env!("CARGO_BIN_EXE_didar-graphql"))
        .args(["serve", "--listen", "127.0.0.1:0", "--state-dir", &state])
        .env("DIDAR_API_KEY", sandbox.api_key())
        .output();
    let second = second.await.expect("it ran");
    let words = String::from_utf8_lossy(&second.stderr);
    assert_eq!(second.status.code(), Some(2), "{words}");
    assert!(words.contains("--state-dir") && words.contains("another gateway"), "{words}");
}

/// Killed in the middle of 200 saves, started again over the same folder, all sent again.
#[tokio::test]
async fn each_of_two_hundred_saves_is_done_once_over_a_crash() {
    let folder = Folder::new();
    let sandbox = Sandbox::start(Settings { contacts: 0, ..Settings::default() }).await;
    let sandbox = sandbox.expect("a sandbox");
    let state = folder.text();
    let mut served = Served::start(&sandbox, &["--state-dir", &state]);
    // So that many are under way when the process ends.
    sandbox.add_fault(Fault {
        action: Some(SAVE.to_owned()),
        times: None,
        kind: FaultKind::Delay(Duration::from_millis(30)),
    });
    let saves: Vec<String> = (0..200)
        .map(|at| match at % 2 {
            0 => {
                let mobile = format!(", mobilePhone: \"0912000{at:04}\"");
                create(&format!("contact {at}"), &mobile, &at.to_string())
            }
            _ => upsert(&format!("contact{at}@x.example"), Some(&at.to_string())),
        })
        .collect();
    let asked = join_all(saves.iter().map(|save| served.ask(save)));
    let crashed = async {
        while sandbox.call_count(SAVE) < 60 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::select! {
        _ = asked => panic!("all were answered"),
        () = crashed => {}
    }
    served.kill();
    let mut again = Served::start(&sandbox, &["--state-dir", &state]);
    let answers = join_all(saves.iter().map(|save| again.ask(save))).await;
    for (save, answer) in saves.iter().zip(&answers) {
        let answer = answer.as_ref().expect("an answer");
        assert_eq!(answer.get("errors"), None, "{save}: {answer}");
    }
    again.kill();
    let rows = sandbox.contacts_json();
    assert_eq!(rows.len(), 200, "each once");
    let values = |key: &str| {
        let mut values: Vec<&str> = rows.iter().filter_map(|row| row[key].as_str()).collect();
        values.retain(|value| !value.is_empty());
        values.sort_unstable();
        values.dedup();
        values.len()
    };
    assert_eq!(values("MobilePhone") + values("Email"), 200);
}
