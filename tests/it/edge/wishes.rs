//! What a client wishes, and what it may write: negotiation ends before anything is
//! executed, strings hold any character, defaults are literals, names are proposed.

use std::time::Duration;

use didar_sandbox::Settings;
use reqwest::Method;
use serde_json::json;

use crate::{
    save::mutations::{self as saves, saved},
    support::{Gateway, Reply, Stub, errors},
};

#[tokio::test]
async fn no_wish_for_an_answer_is_refused_once_something_was_executed() {
    let (gateway, ..) = saves::gateway().await;
    let mutation =
        json!({ "query": "mutation { createContact(input: {lastName: \"a\"}) { outcome } }" });
    let mut saves = 0;
    for (name, wish) in [
        ("accept-encoding", "identity;q=0"),
        ("accept-encoding", "*;q=0"),
        ("accept-encoding", "identity;q=0, deflate"),
        ("accept-encoding", "zstd, identity;q=0, *;q=0"),
        ("accept-encoding", "gzip;q=0, br;q=0, identity;q=0"),
        ("accept-encoding", ""),
        ("accept", "text/html"),
        ("accept", "application/json;q=0"),
        ("accept", "*/*;q=0"),
        ("accept-language", "*;q=0"),
        ("accept-charset", "utf-16, *;q=0"),
        ("te", "trailers;q=0"),
    ] {
        let request = gateway.request(Method::POST, "/graphql").header(name, wish).json(&mutation);
        let answer = request.send().await.expect("an answer");
        let status = answer.status().as_u16();
        assert!([200, 406].contains(&status), "{name}: {wish}: {status}");
        saves += usize::from(status == 200);
        assert_eq!(saved(&gateway).len(), saves, "{name}: {wish}: {status}, and executed or not");
    }
    let long = json!({ "query": "{ __schema { types { name fields { name description } } } }" });
    let client = reqwest::Client::builder().no_gzip().build().expect("a client");
    let zipped = client.post(gateway.url("/graphql")).json(&long);
    let zipped = zipped.header("accept-encoding", "identity;q=0, x-gzip").send().await;
    let zipped = zipped.expect("an answer");
    assert_eq!(zipped.headers()["content-encoding"], "gzip");
}

#[tokio::test]
async fn the_media_type_is_the_one_that_is_liked_best() {
    let gateway =
        Gateway::with().sandbox(Settings { contacts: 1, ..Settings::default() }).start().await;
    for (wish, media) in [
        ("application/json;q=0, */*", "application/graphql-response+json"),
        ("", "application/json"),
        (" ", "application/json"),
        ("*/*", "application/json"),
        (
            "application/graphql-response+json;q=0.1, application/json;q=0.05",
            "application/graphql-response+json",
        ),
    ] {
        let request = gateway.request(Method::POST, "/graphql").header("accept", wish);
        let answer =
            request.json(&json!({ "query": "{ __typename }" })).send().await.expect("an answer");
        assert_eq!(answer.status(), 200, "{wish:?}");
        let found = answer.headers()["content-type"].to_str().expect("a text").to_owned();
        assert!(found.starts_with(media), "{wish:?}: {found}");
    }
}

#[tokio::test]
async fn a_string_in_a_document_holds_any_character() {
    let (gateway, ..) = saves::gateway().await;
    for (written, stored) in [
        ("\\ud83d\\ude00", "😀"),
        ("\\u{1F600}", "😀"),
        ("\\u{633}\\u0627", "سا"),
        ("a\\u{22}b", "a\"b"),
    ] {
        gateway.sandbox.clear_calls();
        let query = format!(
            "mutation {{ createContact(input: {{lastName: \"{written}\"}}) {{ outcome }} }}"
        );
        gateway.data(&query).await;
        assert_eq!(saved(&gateway)[0]["LastName"], stored, "{written}");
    }
    let lone = gateway.ask("{\n  contact(id: \"\\ud83d\") { id }\n}").await;
    assert_eq!(errors(&lone)[0].0, "GRAPHQL_PARSE_FAILED");
    assert_eq!(lone["errors"][0]["locations"], json!([{ "line": 2, "column": 16 }]));
}

#[tokio::test]
async fn a_default_passes_the_checks_of_any_literal() {
    let gateway =
        Gateway::with().sandbox(Settings { contacts: 1, ..Settings::default() }).start().await;
    gateway.warm().await;
    for (definition, argument) in [
        ("$t: ContactType = \"COMPANY\"", "filter: {type: $t}"),
        ("$f: ContactFilter = {type: \"COMPANY\"}", "filter: $f"),
        ("$f: ContactFilter = {customFields: [{key: \"a\", anyOf: [{}]}]}", "filter: $f"),
        ("$n: Int = 3000000000", "first: $n"),
    ] {
        let query = format!("query({definition}) {{ contacts({argument}) {{ totalCount }} }}");
        let answer = gateway.ask(&query).await;
        assert!(!errors(&answer).is_empty(), "{definition}: {answer}");
        assert_eq!(answer.get("data"), None, "{definition}");
    }
    let fine = "query($t: ContactType = COMPANY, $f: ContactFilter = {isVip: true}) \
                { contacts(filter: {type: $t}) { totalCount } b: contacts(filter: $f) { totalCount } }";
    gateway.data(fine).await;
}

#[tokio::test]
async fn a_name_that_an_input_does_not_have_gets_a_proposal() {
    let gateway =
        Gateway::with().sandbox(Settings { contacts: 1, ..Settings::default() }).start().await;
    let literal = gateway.ask("{ contacts(filter: {emial: \"a@b\"}) { totalCount } }").await;
    let nested = "mutation { createContact(input: {lastName: \"a\", custom: {field_996_12_8: 1}}) { outcome } }";
    let nested = gateway.ask(nested).await;
    let query = "query($f: ContactFilter) { contacts(filter: $f) { totalCount } }";
    let variable = gateway.ask_with(query, &json!({ "f": { "mobilPhone": "0912" } })).await;
    for (answer, path, name) in [
        (&literal, "filter", "\"email\""),
        (&nested, "input.custom", "\"field_996_12_9\""),
        (&variable, "filter", "\"mobilePhone\""),
    ] {
        let (code, found, message) = errors(answer).remove(0);
        assert_eq!((code.as_str(), found.as_str()), ("BAD_USER_INPUT", path), "{answer}");
        assert!(message.contains("Did you mean") && message.contains(name), "{message}");
    }
}

#[tokio::test]
async fn the_first_request_after_didar_is_back_is_answered() {
    let is_up = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let seen = std::sync::Arc::clone(&is_up);
    let definition =
        json!({ "Id": crate::support::id_of(1), "Key": "Field_996_12_9", "FieldType": "Contact" });
    let stub = Stub::start(vec![definition], move |_, _| {
        let is_up = seen.load(std::sync::atomic::Ordering::SeqCst);
        (!is_up).then(|| Reply { status: 500, headers: Vec::new(), body: String::new() })
    })
    .await;
    let query = "{ contacts(first: 1) { nodes { custom { field_996_12_9 } } } }";
    // An account without fields, too, is one that is known.
    let bare = Stub::start(Vec::new(), {
        let seen = std::sync::Arc::clone(&is_up);
        move |_, _| {
            let is_up = seen.load(std::sync::atomic::Ordering::SeqCst);
            (!is_up).then(|| Reply { status: 500, headers: Vec::new(), body: String::new() })
        }
    })
    .await;
    for round in 0..6 {
        let (stub, query) = match round % 3 {
            0 => (&bare, "{ contacts(first: 1) { nodes { customFields { key } } } }"),
            _ => (&stub, query),
        };
        is_up.store(false, std::sync::atomic::Ordering::SeqCst);
        let gateway = Gateway::with().at(stub).start().await;
        assert_eq!(errors(&gateway.ask(query).await)[0].0, "DEFINITIONS_UNAVAILABLE");
        is_up.store(true, std::sync::atomic::Ordering::SeqCst);
        // The gateway asks Didar every two seconds at most.
        tokio::time::sleep(Duration::from_millis(2100)).await;
        let answer = gateway.ask(query).await;
        assert_eq!(answer.get("errors"), None, "round {round}: {answer}");
    }
}
