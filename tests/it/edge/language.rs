//! Messages in the language that a client prefers; codes and paths stay.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::Gateway;

/// As a browser in Iran sends it.
const PERSIAN: &str = "fa-IR,fa;q=0.9,en-US;q=0.8,en;q=0.7";

async fn ask(gateway: &Gateway, language: Option<&str>, body: &Value) -> Value {
    let mut request = gateway.request(Method::POST, "/graphql").json(body);
    if let Some(language) = language {
        request = request.header("accept-language", language);
    }
    request.send().await.expect("an answer").json().await.expect("JSON")
}

/// Takes every message out of an answer.
fn take_messages(answer: &mut Value, messages: &mut Vec<String>) {
    match answer {
        Value::Object(members) => {
            if let Some(Value::String(message)) = members.remove("message") {
                messages.push(message);
            }
            members.values_mut().for_each(|value| take_messages(value, messages));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| take_messages(item, messages)),
        _ => {}
    }
}

#[tokio::test]
async fn errors_are_said_in_persian_to_those_who_prefer_it() {
    let gateway = Gateway::with().contacts(30).named().start().await;
    let save = |input: &str| {
        format!(
            "mutation {{ createContact(input: {input}) {{ userErrors {{ code message field }} }} }}"
        )
    };
    let queries = [
        (save("{ lastName: \" \" }"), "نباید خالی باشد"),
        (save("{ lastName: \"a\", mobilePhone: \"12\" }"), "باید یک شماره"),
        (save("{ lastName: \"a\", birthDay: \"1404-12-30\" }"), "اسفند 1404 29 روز دارد"),
        (
            "mutation { updateDeal(id: \"7d9d3f3a-7d62-4c1e-8f9d-2f0e7f5b6c01\", patch: { title: \"a\" }) \
             { userErrors { message } } }"
                .to_owned(),
            "معامله با این شناسه پیدا نشد",
        ),
        ("{ contacts(first: 301) { totalCount } }".to_owned(), "first: حداکثر 300 در هر صفحه"),
        ("{ contacts(after: \"x\") { totalCount } }".to_owned(), "این cursor به کار نمی‌آید"),
        ("{ contacts(filter: { emial: \"a\" }) { totalCount } }".to_owned(), "شاید \"email\"؟"),
        ("{ contacts(filter: { keywords: \" \" }) { totalCount } }".to_owned(), "متن خالی شرط نیست"),
        ("{ a".to_owned(), "خطای نحوی"),
        ("{ deals(filter: { pipelineId: \"7d9d3f3a-7d62-4c1e-8f9d-2f0e7f5b6c01\" }) { totalCount } }"
            .to_owned(), "این کاریز در حساب نیست"),
    ];
    for (query, words) in &queries {
        let body = json!({ "query": query });
        let mut persian = ask(&gateway, Some(PERSIAN), &body).await;
        let mut english = ask(&gateway, None, &body).await;
        let (mut said, mut meant) = (Vec::new(), Vec::new());
        take_messages(&mut persian, &mut said);
        take_messages(&mut english, &mut meant);
        assert!(said.iter().any(|message| message.contains(words)), "{query}: {said:?}");
        assert_eq!(said.len(), meant.len(), "{query}");
        assert!(said.iter().zip(&meant).all(|(one, other)| one != other), "{query}: {said:?}");
        assert_eq!(persian, english, "all the rest is the same: {query}");
    }
}

#[tokio::test]
async fn refusals_of_the_edge_are_said_so_too() {
    let gateway = Gateway::with().start().await;
    let request =
        |method, path: &str| gateway.request(method, path).header("accept-language", PERSIAN);
    let json = "application/json";
    for (request, words) in [
        (request(Method::PUT, "/graphql"), "درخواست با GET یا POST است"),
        (request(Method::POST, "/graphql").body("x"), "application/json با UTF-8"),
        (
            request(Method::POST, "/graphql").header("content-type", json).body("x"),
            "بدنه JSON نیست",
        ),
        (
            request(Method::POST, "/graphql").header("content-type", json).body("{\"query\":1}"),
            "پارامتر «query» باید رشته باشد",
        ),
        (request(Method::GET, "/graphql"), "پارامتر query باید رشته‌ای ناتهی باشد"),
        (
            request(Method::POST, "/graphql").header("content-encoding", "br").body("x"),
            "بدنه با gzip فشرده می‌شود",
        ),
    ] {
        let answer = request.send().await.expect("an answer");
        let headers = answer.headers();
        assert_eq!(headers["content-language"], "fa");
        assert!(headers["vary"].to_str().expect("text").contains("accept-language"));
        let answer: Value = answer.json().await.expect("JSON");
        let message = answer["errors"][0]["message"].as_str().expect("a message");
        assert!(message.contains(words), "{message}");
    }
}

/// What is remembered under an idempotency key is said in the language of who asks.
#[tokio::test]
async fn a_repeated_save_is_answered_in_the_language_of_the_repetition() {
    let gateway = Gateway::with().start().await;
    let body = json!({ "query": "mutation { createContact(input: { lastName: \" \" }, \
        idempotencyKey: \"k\") { userErrors { message } } }" });
    let message =
        |answer: Value| answer["data"]["createContact"]["userErrors"][0]["message"].clone();
    assert_eq!(message(ask(&gateway, None, &body).await), "must not be empty");
    assert_eq!(message(ask(&gateway, Some("fa"), &body).await), "نباید خالی باشد");
}

/// Without introspection no name of the schema is proposed, in no language.
#[tokio::test]
async fn proposals_are_left_out_where_the_schema_is_not_told() {
    let edge = didar_graphql::http::EdgeOptions { introspection: false, ..Default::default() };
    let gateway = Gateway::with().edge(edge).start().await;
    let body = json!({ "query": "{ contacts(filter: { emial: \"a\" }) { totalCount } }" });
    for language in [None, Some("fa")] {
        let answer = ask(&gateway, language, &body).await;
        let message = answer["errors"][0]["message"].as_str().expect("a message");
        assert!(message.contains("emial") && !message.contains("\"email\""), "{message}");
    }
}
