//! Several accounts in one gateway, and accounts whose callers bring their keys.

use std::time::Duration;

use didar_graphql::{
    accounts::{self, Access, AccountConfig, Directory, TokenHash},
    app::AppOptions,
    graphql::AccountSchema,
};
use didar_sandbox::{Sandbox, Settings};
use serde_json::{Value, json};

use crate::support::{Gateway, account, errors};

const NAME: &str = "{ account { name } }";

/// Two accounts, `red` and `blue`; the token of each is its name.
async fn two() -> Gateway {
    let settings = Settings { contacts: 40, any_key: true, ..Settings::default() };
    let sandbox = Sandbox::start(settings).await.expect("a sandbox");
    let named = |name: &str| AccountConfig {
        name: name.to_owned(),
        tokens: vec![
            (TokenHash::of(&name.into()), Access::Write),
            (TokenHash::of(&format!("{name}2").into()), Access::Write),
            (TokenHash::of(&format!("{name}-reader").into()), Access::Read),
        ],
        ..account(&format!("key0of0{name}"))
    };
    let directory = Directory::ByToken(vec![named("red"), named("blue")]);
    let options = AppOptions { drain: Duration::from_secs(5), ..AppOptions::default() };
    Gateway::with().over(sandbox).directory(directory).options(options).start().await
}

#[tokio::test]
async fn a_token_opens_its_own_account_and_nothing_opens_without_one() {
    let gateway = two().await;
    for (token, name) in [("red", "red"), ("blue", "blue"), ("red2", "red")] {
        let (status, answer) = gateway.ask_as(token, NAME).await;
        assert_eq!((status, &answer["data"]["account"]["name"]), (200, &json!(name)));
    }
    gateway.sandbox.clear_calls();
    for path in ["/graphql", "/graphql/schema", "/graphiql-tabs.json"] {
        let method = if path == "/graphql" { reqwest::Method::POST } else { reqwest::Method::GET };
        for (authorization, challenge) in [
            (None, "Bearer"),
            (Some("Basic cmVkOnJlZA=="), "Bearer"),
            (Some("Bearer "), "Bearer"),
            (Some("Bearer green"), "Bearer error=\"invalid_token\""),
            (Some("bearer re"), "Bearer error=\"invalid_token\""),
        ] {
            let mut request = gateway.request(method.clone(), path);
            if path == "/graphql" {
                request = request.json(&json!({ "query": NAME }));
            }
            if let Some(authorization) = authorization {
                request = request.header("authorization", authorization);
            }
            let answer = request.send().await.expect("an answer");
            assert_eq!(answer.status(), 401, "{path} {authorization:?}");
            if path == "/graphiql-tabs.json" {
                continue;
            }
            assert_eq!(answer.headers()["www-authenticate"], challenge, "{path} {authorization:?}");
            let body = answer.text().await.expect("a body");
            assert!(!body.contains("green"), "{body}");
            if path == "/graphql" {
                let body: Value = serde_json::from_str(&body).expect("JSON");
                assert_eq!(errors(&body)[0].0, "UNAUTHENTICATED");
                assert_eq!(body.get("data"), None);
            }
        }
    }
    assert!(gateway.actions().is_empty(), "a caller who may not costs no call");
}

#[tokio::test]
async fn a_token_for_reading_changes_nothing() {
    let gateway = two().await;
    assert_eq!(gateway.ask_as("red-reader", "{ contacts { totalCount } }").await.0, 200);
    gateway.sandbox.clear_calls();
    let mutation = "mutation { createContact(input: {lastName: \"a\"}) { outcome } }";
    let (status, answer) = gateway.ask_as("red-reader", mutation).await;
    assert_eq!(errors(&answer)[0].0, "FORBIDDEN");
    assert_eq!((status, answer.get("data")), (403, None));
    assert!(gateway.actions().is_empty());
    let (_, answer) = gateway.ask_as("red", mutation).await;
    assert_eq!(answer["data"]["createContact"]["outcome"], "CREATED");
}

#[tokio::test]
async fn a_cursor_of_one_account_is_of_no_use_in_another() {
    let gateway = two().await;
    let (_, page) =
        gateway.ask_as("red", "{ contacts(first: 1) { pageInfo { endCursor } } }").await;
    let cursor = &page["data"]["contacts"]["pageInfo"]["endCursor"];
    let next = format!("{{ contacts(first: 1, after: {cursor}) {{ nodes {{ id }} }} }}");
    let (_, own) = gateway.ask_as("red", &next).await;
    assert_eq!(own.get("errors"), None, "{own:#}");
    let (_, other) = gateway.ask_as("blue", &next).await;
    assert_eq!(errors(&other)[0].0, "INVALID_CURSOR");
}

#[tokio::test]
async fn a_caller_s_own_key_opens_the_caller_s_account() {
    let gateway =
        Gateway::with().passing_through().cache(accounts::CacheOptions::default()).start().await;
    let ready = gateway.request(reqwest::Method::GET, "/readyz").send().await.expect("an answer");
    assert_eq!(ready.status(), 200, "there is nothing to know before");
    let (status, answer) = gateway.ask_as("one0caller0s0key", NAME).await;
    assert_eq!((status, &answer["data"]["account"]["name"]), (200, &json!("pass-through")));
    for impossible in ["a-b", &"a".repeat(200)] {
        gateway.sandbox.clear_calls();
        assert_eq!(gateway.ask_as(impossible, NAME).await.0, 401);
        assert!(gateway.actions().is_empty(), "no key looks like that: Didar is not asked");
    }
}

#[tokio::test]
async fn a_key_that_didar_refuses_is_refused_and_not_tried_again_at_once() {
    let settings = Settings { contacts: 1, ..Settings::default() };
    let sandbox = Sandbox::start(settings).await.expect("a sandbox");
    let good = sandbox.api_key().to_owned();
    let options = AppOptions { drain: Duration::from_secs(5), ..AppOptions::default() };
    let gateway = Gateway::with()
        .over(sandbox)
        .directory(Directory::PassThrough)
        .options(options)
        .start()
        .await;
    for _ in 0..5 {
        let (status, answer) = gateway.ask_as("wrong0key", NAME).await;
        assert_eq!((status, errors(&answer)[0].0.as_str()), (401, "UNAUTHENTICATED"));
    }
    let asked = gateway.sandbox.call_count("customfield/GetCustomfieldList");
    assert_eq!(asked, 1, "nobody makes the gateway hammer Didar");
    assert_eq!(gateway.ask_as(&good, NAME).await.0, 200);
}

#[tokio::test]
async fn the_schema_is_to_be_had_as_text_and_is_not_sent_twice() {
    let gateway = two().await;
    let get = async |tag: Option<&str>| {
        let request = gateway.request(reqwest::Method::GET, "/graphql/schema").bearer_auth("red");
        let request = tag.map_or(request.try_clone().expect("no body"), |tag| {
            request.header("if-none-match", tag)
        });
        request.send().await.expect("an answer")
    };
    let first = get(None).await;
    assert_eq!(first.headers()["content-type"], "text/plain; charset=utf-8");
    let tag = first.headers()["etag"].to_str().expect("ASCII").to_owned();
    let text = first.text().await.expect("a body");
    async_graphql::parser::parse_schema(crate::support::parsable(&text)).expect("valid SDL");
    assert!(text.contains("field_996_12_9"));
    assert_eq!(get(Some(&tag)).await.status(), 304);
}

/// Accounts come and go within the memory that is allowed, and each opening costs one
/// call, however many ask for it.
#[tokio::test]
async fn accounts_beyond_the_memory_are_let_go_and_come_back_for_one_call_each() {
    let options =
        accounts::CacheOptions { memory_bytes: 4 << 20, ..accounts::CacheOptions::default() };
    let gateway = Gateway::with().passing_through().cache(options).start().await;
    let open = async |from: usize, to: usize| {
        let asked = (from..to).flat_map(|at| [at; 3]).map(async |at| {
            assert_eq!(gateway.ask_as(&format!("key{at}"), NAME).await.0, 200);
        });
        futures_util::future::join_all(asked).await;
        gateway.sandbox.call_count("customfield/GetCustomfieldList")
    };
    assert_eq!(open(0, 60).await, 60);
    let again = open(0, 60).await - 60;
    assert!((40..=60).contains(&again), "most were let go: {again} of 60 came back");
    let metrics = gateway.request(reqwest::Method::GET, "/metrics").send().await;
    let metrics = metrics.expect("an answer").text().await.expect("text");
    let evicted =
        metrics.lines().find_map(|line| line.strip_prefix("didar_graphql_accounts_evicted_total "));
    let evicted: f64 = evicted.expect("a counter").parse().expect("a number");
    assert!(evicted >= 40.0, "{evicted}");
}

#[tokio::test]
async fn while_didar_is_down_a_key_that_nobody_knows_opens_nothing() {
    let gateway =
        Gateway::with().passing_through().cache(accounts::CacheOptions::default()).start().await;
    gateway.fault(didar_sandbox::FaultKind::Html { status: 502 });
    for at in 0..5 {
        for _ in 0..4 {
            let (status, answer) = gateway.ask_as(&format!("made0up{at}"), NAME).await;
            assert_eq!((status, errors(&answer)[0].0.as_str()), (503, "DEFINITIONS_UNAVAILABLE"));
        }
    }
    let asked = gateway.sandbox.call_count("customfield/GetCustomfieldList");
    assert!(asked <= 5 * 3 * 2, "each key is tried once in a while: {asked}");
}

#[tokio::test]
async fn two_accounts_with_one_key_keep_their_names() {
    let settings = Settings { contacts: 1, ..Settings::default() };
    let sandbox = Sandbox::start(settings).await.expect("a sandbox");
    let named = |name: &str, alias: &str| AccountConfig {
        name: name.to_owned(),
        tokens: vec![(TokenHash::of(&name.into()), Access::Write)],
        aliases: AccountSchema::aliases([("Field_996_12_9".to_owned(), alias.to_owned())])
            .expect("usable"),
        ..account(sandbox.api_key())
    };
    let directory = Directory::ByToken(vec![named("sales", "budget"), named("support", "credit")]);
    let options = AppOptions { drain: Duration::from_secs(5), ..AppOptions::default() };
    let gateway = Gateway::with().over(sandbox).directory(directory).options(options).start().await;
    for (name, alias) in [("sales", "budget"), ("support", "credit"), ("sales", "budget")] {
        let query =
            format!("{{ account {{ name }} contacts {{ nodes {{ custom {{ {alias} }} }} }} }}");
        let (_, answer) = gateway.ask_as(name, &query).await;
        assert_eq!(answer["data"]["account"]["name"], name, "{answer:#}");
    }
}
