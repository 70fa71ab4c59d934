//! Definitions that grow old, change, or cannot be had any more.

use std::{sync::Arc, time::Duration};

use didar_graphql::{
    accounts::{Account, Accounts, CacheOptions, Credential, Directory},
    didar::{self, Connector},
    graphql::{GraphQlRequest, Shared},
};
use didar_sandbox::{Fault, FaultKind, Sandbox, Settings};
use serde_json::{Value, json};

use crate::support::account;

/// Accounts over a sandbox, whose definitions are old at once.
async fn pair() -> (Sandbox, Accounts) {
    let settings = Settings { contacts: 5, ..Settings::default() };
    let sandbox = Sandbox::start(settings).await.expect("a sandbox");
    let accounts = over(
        &sandbox,
        CacheOptions { definitions_max_age: Duration::ZERO, ..CacheOptions::default() },
    );
    (sandbox, accounts)
}

/// The sandbox's account, kept so.
fn over(sandbox: &Sandbox, options: CacheOptions) -> Accounts {
    let base = sandbox.base_url().parse().expect("a URL");
    let quick = didar::CallOptions { retries: 0, ..didar::CallOptions::default() };
    let connector = Connector::new(base, quick).expect("a connector");
    Accounts::new(
        connector,
        Directory::Open(account(sandbox.api_key())),
        Shared::default(),
        options,
    )
}

async fn open(accounts: &Accounts) -> Arc<Account> {
    accounts.open(&Credential::None).await.expect("an account").account
}

async fn stale(account: &Account) -> Value {
    let query = "{ account { definitionsStale } }".to_owned();
    let request = GraphQlRequest { query, ..GraphQlRequest::default() };
    let answer = account.schema.execute(&request, &account.backend).await;
    let data: Value = serde_json::from_slice(&answer.json()).expect("JSON");
    let data = &data["data"];
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

/// A gateway while the sandbox's definitions change.
mod running {
    use std::sync::atomic::{AtomicBool, Ordering};

    use serde_json::{Value, json};

    use crate::support::{Gateway, errors};

    fn definition(key: &str, title: &str) -> Value {
        json!({
            "Id": format!("00000000-0000-4000-8000-{:012}", key.len() * 1000 + title.len()),
            "Key": key, "Title": title, "FieldType": "Contact", "ControlType": "TextBox",
        })
    }

    /// A page that reads a field.
    fn reading(field: &str) -> String {
        format!("{{ contacts(first: 1) {{ nodes {{ custom {{ {field} }} }} }} }}")
    }

    #[tokio::test]
    async fn a_field_added_in_didar_is_there_for_the_first_request_that_names_it() {
        let gateway = Gateway::start().await;
        gateway.warm().await;
        let mut definitions = gateway.sandbox.definitions_json();
        definitions.push(definition("Field_996_0_77", "new"));
        gateway.sandbox.set_definitions_json(definitions);
        let done = AtomicBool::new(false);
        // Requests that are under way meanwhile.
        let others = async {
            let mut answered = 0;
            while !done.load(Ordering::Relaxed) || answered < 20 {
                gateway.data(&reading("field_996_12_9")).await;
                answered += 1;
            }
        };
        let asking = async {
            gateway.data(&reading("field_996_0_77")).await;
            done.store(true, Ordering::Relaxed);
        };
        futures_util::future::join(others, asking).await;
        assert_eq!(gateway.sandbox.call_count("customfield/GetCustomfieldList"), 1);
    }

    #[tokio::test]
    async fn a_field_removed_in_didar_becomes_a_clear_error() {
        let gateway = Gateway::start().await;
        gateway.warm().await;
        let mut definitions = gateway.sandbox.definitions_json();
        definitions.retain(|definition| definition["Key"] != "Field_996_0_8");
        gateway.sandbox.set_definitions_json(definitions);
        let filtered =
            "{ contacts(filter: {custom: {field_996_0_8: [{isSet: true}]}}) { totalCount } }";
        let first = gateway.ask(filtered).await;
        assert_eq!(errors(&first)[0].0, "UPSTREAM_REJECTED", "{first:#}");
        let (code, path, message) = loop {
            let answer = gateway.ask(filtered).await;
            let error = errors(&answer).remove(0);
            if error.0 != "UPSTREAM_REJECTED" {
                break error;
            }
        };
        assert_eq!((code.as_str(), path.as_str()), ("BAD_USER_INPUT", "filter.custom"));
        assert!(message.contains("field_996_0_8"), "{message}");
        gateway.data(&reading("field_996_12_9")).await;
    }

    #[tokio::test]
    async fn names_that_nobody_knows_cost_two_calls_a_minute_at_most() {
        let gateway = Gateway::start().await;
        gateway.warm().await;
        for at in 0..20 {
            let answer = gateway.ask(&reading(&format!("field_996_0_{}", 500 + at))).await;
            assert_eq!(errors(&answer)[0].0, "GRAPHQL_VALIDATION_FAILED");
        }
        let asked = gateway.sandbox.call_count("customfield/GetCustomfieldList");
        assert!((1..=2).contains(&asked), "{asked}");
    }

    #[tokio::test]
    async fn a_row_with_a_field_that_is_not_known_has_the_definitions_fetched() {
        let gateway = Gateway::start().await;
        gateway.warm().await;
        let all = gateway.sandbox.definitions_json();
        let mut definitions = all.clone();
        definitions.push(definition("Field_996_0_77", "new"));
        gateway.sandbox.set_definitions_json(definitions);
        gateway.sandbox.insert_contact(json!({
            "Type": "Person", "LastName": "a", "RegisterTime": "2030-01-01T00:00:00Z",
            "Fields": { "Field_996_0_77": "x" },
        }));
        let page = "{ contacts(first: 1) { nodes { lastName } } }";
        let known = "{ customFields { key } }";
        loop {
            gateway.data(page).await;
            if gateway.data(known).await.to_string().contains("Field_996_0_77") {
                break;
            }
        }
    }

    /// An answer without most of the fields is not believed, nor is the same a moment later.
    #[tokio::test]
    async fn definitions_that_vanish_are_not_believed_at_once() {
        let gateway = Gateway::start().await;
        gateway.warm().await;
        gateway.sandbox.set_definitions_json(vec![]);
        for at in 501..503 {
            gateway.ask(&reading(&format!("field_996_0_{at}"))).await;
        }
        assert_eq!(gateway.sandbox.call_count("customfield/GetCustomfieldList"), 2);
        gateway.data(&reading("field_996_12_9")).await;
        let stale = gateway.data("{ account { definitionsStale } }").await;
        assert_eq!(stale["account"]["definitionsStale"], true);
    }

    #[tokio::test]
    async fn everybody_who_names_a_new_field_at_once_gets_it_and_in_the_portable_form_too() {
        let gateway = Gateway::start().await;
        gateway.warm().await;
        let add = |key: &str| {
            let mut definitions = gateway.sandbox.definitions_json();
            definitions.push(definition(key, key));
            gateway.sandbox.set_definitions_json(definitions);
        };
        add("Field_996_0_77");
        let query = reading("field_996_0_77");
        futures_util::future::join_all((0..10).map(|_| gateway.data(&query))).await;
        assert_eq!(gateway.sandbox.call_count("customfield/GetCustomfieldList"), 1);
    }

    #[tokio::test]
    async fn a_new_field_is_there_for_the_first_portable_filter_too() {
        let gateway = Gateway::start().await;
        gateway.warm().await;
        let mut definitions = gateway.sandbox.definitions_json();
        definitions.push(definition("Field_996_0_77", "new"));
        gateway.sandbox.set_definitions_json(definitions);
        let filter = "customFields: [{key: \"Field_996_0_77\", anyOf: [{isSet: false}]}]";
        gateway.data(&format!("{{ contacts(filter: {{{filter}}}) {{ totalCount }} }}")).await;
    }
}

/// Definitions on disk, for a start without Didar.
mod copies {
    use std::{fs, path::PathBuf};

    use super::*;

    /// A folder that goes with the test.
    struct Folder(PathBuf);

    impl Folder {
        fn new() -> Self {
            Self(std::env::temp_dir().join(format!("didar-graphql-{}", uuid::Uuid::new_v4())))
        }

        fn files(&self) -> Vec<PathBuf> {
            let files = fs::read_dir(&self.0).expect("a folder");
            files.map(|file| file.expect("a file").path()).collect()
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    async fn sandbox() -> Sandbox {
        let settings = Settings { contacts: 5, ..Settings::default() };
        Sandbox::start(settings).await.expect("a sandbox")
    }

    /// As after a restart: nothing in memory.
    fn restarted(sandbox: &Sandbox, folder: &Folder, max_age: Duration) -> Accounts {
        let copies = Some(folder.0.clone());
        over(
            sandbox,
            CacheOptions { definitions_max_age: max_age, copies, ..CacheOptions::default() },
        )
    }

    fn down() -> Fault {
        Fault { action: None, times: None, kind: FaultKind::Html { status: 502 } }
    }

    const OLD: Duration = Duration::ZERO;
    const YOUNG: Duration = Duration::from_secs(3600);

    #[tokio::test]
    async fn the_last_good_definitions_survive_a_restart_while_didar_is_down() {
        let (sandbox, folder) = (sandbox().await, Folder::new());
        let first = open(&restarted(&sandbox, &folder, OLD)).await;
        let files = folder.files();
        assert_eq!(files.len(), 1, "one copy, and nothing left over: {files:?}");
        let copy = fs::read_to_string(&files[0]).expect("a file");
        assert!(
            !copy.contains(sandbox.api_key())
                && !files[0].display().to_string().contains(sandbox.api_key())
        );
        sandbox.add_fault(down());
        let second = open(&restarted(&sandbox, &folder, OLD)).await;
        assert_eq!(second.schema.version(), first.schema.version());
        assert!(second.is_known());
        assert_eq!(stale(&second).await, true);
    }

    #[tokio::test]
    async fn a_young_copy_needs_no_call() {
        let (sandbox, folder) = (sandbox().await, Folder::new());
        open(&restarted(&sandbox, &folder, YOUNG)).await;
        sandbox.clear_calls();
        let again = open(&restarted(&sandbox, &folder, YOUNG)).await;
        assert!(sandbox.calls().is_empty());
        assert_eq!(stale(&again).await, false);
    }

    #[tokio::test]
    async fn a_damaged_copy_and_a_folder_that_cannot_be_written_are_no_copy() {
        let (sandbox, folder) = (sandbox().await, Folder::new());
        open(&restarted(&sandbox, &folder, YOUNG)).await;
        for damaged in ["", "{", "{\"Response\":7}"] {
            fs::write(&folder.files()[0], damaged).expect("written");
            assert!(open(&restarted(&sandbox, &folder, YOUNG)).await.is_known(), "{damaged}");
        }
        let file = Folder(folder.files().remove(0));
        assert!(open(&restarted(&sandbox, &file, YOUNG)).await.is_known());
    }

    #[tokio::test]
    async fn a_list_that_shrank_over_a_restart_is_not_believed_at_once() {
        let (sandbox, folder) = (sandbox().await, Folder::new());
        let first = open(&restarted(&sandbox, &folder, OLD)).await;
        sandbox.set_definitions_json(vec![]);
        let second = open(&restarted(&sandbox, &folder, OLD)).await;
        assert_eq!(second.schema.version(), first.schema.version());
        assert_eq!(stale(&second).await, true);
    }
}

#[tokio::test]
async fn where_nothing_is_known_there_is_what_every_account_has_until_didar_answers() {
    let gateway = crate::support::Gateway::start().await;
    let list = Some("customfield/GetCustomfieldList".to_owned());
    let down = Fault { action: list, times: None, kind: FaultKind::Html { status: 502 } };
    gateway.sandbox.add_fault(down);
    let core = gateway.data("{ account { definitionsStale definitionsFetchedAt } contacts(first: 1) { nodes { id } } }").await;
    assert_eq!(core["account"], json!({ "definitionsStale": true, "definitionsFetchedAt": null }));
    assert_eq!(core["contacts"]["nodes"].as_array().map(Vec::len), Some(1));
    let typed = "{ contacts(first: 1) { nodes { custom { field_996_12_9 } } } }";
    for needs_them in [
        typed,
        "{ customFields { key } }",
        "{ __schema { types { name } } }",
        "{ contacts(filter: {customFields: [{key: \"Field_996_12_9\", anyOf: [{isSet: true}]}]}) { totalCount } }",
        "mutation { createContact(input: {lastName: \"a\", customFields: [{key: \"Field_996_12_9\", value: null}]}) { outcome } }",
    ] {
        let refused = gateway.ask(needs_them).await;
        let code = &crate::support::errors(&refused)[0].0;
        assert_eq!(code, "DEFINITIONS_UNAVAILABLE", "{needs_them}: {refused:#}");
    }
    let get = async |path| {
        gateway.request(reqwest::Method::GET, path).send().await.expect("an answer").status()
    };
    assert_eq!(get("/graphql/schema").await, 503, "nobody generates code from a part");
    assert_eq!(get("/readyz").await, 503);
    gateway.sandbox.clear_faults();
    // The next try is seconds away.
    while gateway.ask(typed).await.get("errors").is_some() {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(get("/graphql/schema").await, 200);
    assert_eq!(get("/readyz").await, 200);
}

#[tokio::test]
async fn callers_who_hang_up_before_didar_answers_do_not_keep_the_gateway_from_starting() {
    let gateway = crate::support::Gateway::start().await;
    let list = Some("customfield/GetCustomfieldList".to_owned());
    let slow = FaultKind::Delay(Duration::from_millis(400));
    gateway.sandbox.add_fault(Fault { action: list, times: None, kind: slow });
    let probe = async || {
        let request = gateway.request(reqwest::Method::GET, "/readyz");
        let answer = request.timeout(Duration::from_millis(50)).send().await;
        answer.is_ok_and(|answer| answer.status() == 200)
    };
    while !probe().await {}
    assert_eq!(gateway.sandbox.call_count("customfield/GetCustomfieldList"), 1);
}
