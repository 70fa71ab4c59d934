//! Definitions that grow old, change, or cannot be had any more.

use std::{sync::Arc, time::Duration};

use didar_graphql::{
    accounts::{Account, Accounts, Options},
    didar::{self, Didar, Transport},
    graphql::{GraphQlRequest, Spelling},
};
use didar_sandbox::{Fault, FaultKind, Sandbox, Settings};
use serde_json::{Value, json};

/// Accounts over a sandbox, whose definitions are old at once.
async fn pair() -> (Sandbox, Accounts) {
    let settings = Settings { contacts: 5, ..Settings::default() };
    let sandbox = Sandbox::start(settings).await.expect("a sandbox");
    let base = sandbox.base_url().parse().expect("a URL");
    let options = didar::Options { retries: 0, ..didar::Options::default() };
    let transport = Transport::new(base, sandbox.api_key().into(), options).expect("a transport");
    let accounts = Accounts::single(Options {
        name: "test".to_owned(),
        didar: Didar::new(transport),
        identity: String::new(),
        definitions_max_age: Duration::ZERO,
        spelling: Spelling::default(),
    });
    (sandbox, accounts)
}

async fn open(accounts: &Accounts) -> Arc<Account> {
    accounts.open().await.expect("an account")
}

async fn stale(account: &Account) -> Value {
    let query = "{ account { definitionsStale } }".to_owned();
    let request = GraphQlRequest { query, ..GraphQlRequest::default() };
    let answer = account.schema.execute(request, &account.didar).await;
    let data = answer.response.data.into_json().expect("JSON");
    data["account"]["definitionsStale"].clone()
}

/// Opens the account until it is as wished; the refresh runs behind the callers.
async fn until(accounts: &Accounts, wished: impl AsyncFn(&Account) -> bool) -> Arc<Account> {
    loop {
        let account = open(accounts).await;
        if wished(&account).await {
            return account;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn the_same_definitions_keep_the_schema_and_a_change_makes_a_new_one() {
    let (sandbox, accounts) = pair().await;
    let first = open(&accounts).await;
    until(&accounts, async |_| sandbox.call_count("customfield/GetCustomfieldList") >= 4).await;
    assert!(Arc::ptr_eq(&first, &open(&accounts).await));
    sandbox.set_definitions_json(vec![json!({
        "Id": "00000000-0000-4000-8000-000000000001", "Key": "Field_996_0_1", "Title": "new",
        "FieldType": "Contact", "ControlType": "TextBox",
    })]);
    let renewed =
        until(&accounts, async |account| account.schema.version() != first.schema.version()).await;
    assert!(renewed.schema.sdl().contains("field_996_0_1"));
    assert!(!first.schema.sdl().contains("field_996_0_1"), "requests in flight keep theirs");
}

#[tokio::test]
async fn while_didar_is_down_the_last_good_definitions_are_served_and_said_to_be_old() {
    let (sandbox, accounts) = pair().await;
    let first = open(&accounts).await;
    assert_eq!(stale(&first).await, false);
    sandbox.add_fault(Fault { action: None, times: None, kind: FaultKind::Html { status: 502 } });
    let held = until(&accounts, async |account| stale(account).await == true).await;
    assert!(Arc::ptr_eq(&first, &held));
    let asked = sandbox.call_count("customfield/GetCustomfieldList");
    for _ in 0..50 {
        open(&accounts).await;
    }
    assert_eq!(
        sandbox.call_count("customfield/GetCustomfieldList"),
        asked,
        "no storm of refreshes"
    );
}
