//! GraphQL over HTTP, the playground's files, probes, stopping.

use std::time::Duration;

use didar_sandbox::FaultKind;
use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};

use crate::support::Gateway;

const GRAPHQL: &str = "application/graphql-response+json";
const JSON: &str = "application/json";

/// Posts a body and returns the status and the JSON answer.
async fn post(gateway: &Gateway, accept: &str, body: &str) -> (StatusCode, Value) {
    let request = gateway.request(Method::POST, "/graphql");
    let request = request.header(header::ACCEPT, accept).header(header::CONTENT_TYPE, JSON);
    let answer = request.body(body.to_owned()).send().await.expect("an answer");
    let media = answer.headers()[header::CONTENT_TYPE].to_str().expect("text").to_owned();
    assert_eq!(media, format!("{accept}; charset=utf-8"));
    (answer.status(), answer.json().await.expect("JSON"))
}

#[tokio::test]
async fn the_status_follows_the_media_type() {
    let gateway = Gateway::start().await;
    let query = |text: &str| json!({ "query": text }).to_string();
    for (body, graphql, json) in [
        (query("{ __typename }"), 200, 200),
        (query("{ nothing }"), 400, 200),
        (query("{"), 400, 200),
        (query("query A { __typename } query B { __typename }"), 400, 200),
        (query("{ contacts(first: 101) { totalCount } }"), 200, 200),
        ("{".to_owned(), 400, 400),
        ("[]".to_owned(), 400, 400),
        ("{}".to_owned(), 400, 400),
        (json!({ "query": "{ __typename }", "variables": [] }).to_string(), 400, 400),
    ] {
        let (status, answer) = post(&gateway, GRAPHQL, &body).await;
        assert_eq!(status.as_u16(), graphql, "{body}");
        let executed = status == StatusCode::OK;
        assert_eq!(answer.get("data").is_some(), executed, "{body}: {answer}");
        if !executed {
            assert!(answer["errors"][0]["extensions"]["code"].is_string(), "{answer}");
        }
        let (status, answer) = post(&gateway, JSON, &body).await;
        assert_eq!(status.as_u16(), json, "{body}");
        assert_eq!(answer.get("data").is_some(), executed, "{body}");
    }
}

#[tokio::test]
async fn what_is_not_graphql_over_http_is_refused_with_the_right_status() {
    let gateway = Gateway::start().await;
    let request = |method, content_type, accept, body: Vec<u8>| {
        let request = gateway.request(method, "/graphql").body(body);
        let request = request.header(header::CONTENT_TYPE, content_type);
        request.header(header::ACCEPT, accept).send()
    };
    let query = || br#"{"query":"{ __typename }"}"#.to_vec();
    for (sent, status) in [
        (request(Method::POST, "text/plain", "*/*", query()), 415),
        (request(Method::POST, "multipart/form-data; boundary=x", "*/*", query()), 415),
        (request(Method::POST, "application/json; charset=utf-16", "*/*", query()), 415),
        (request(Method::POST, JSON, "text/html", query()), 406),
        (request(Method::PUT, JSON, "*/*", query()), 405),
        (request(Method::POST, JSON, "*/*", vec![b' '; 1024 * 1024 + 1]), 413),
        (request(Method::POST, JSON, "*/*", vec![0xff, 0xfe]), 400),
    ] {
        assert_eq!(sent.await.expect("an answer").status().as_u16(), status);
    }
    let missing = gateway.request(Method::POST, "/graphql").body(query()).send().await;
    assert_eq!(missing.expect("an answer").status().as_u16(), 415);
}

#[tokio::test]
async fn an_answer_says_which_schema_it_is_of_and_is_not_stored() {
    let gateway = Gateway::start().await;
    let request = gateway.request(Method::POST, "/graphql").header("x-request-id", "abc-1");
    let body = json!({ "query": "{ account { schemaVersion } }" });
    let answer = request.json(&body).send().await.expect("an answer");
    let headers = answer.headers().clone();
    let version =
        answer.json::<Value>().await.expect("JSON")["data"]["account"]["schemaVersion"].clone();
    assert_eq!(headers["x-schema-version"].to_str().ok(), version.as_str());
    assert_eq!(headers[header::CACHE_CONTROL], "no-store");
    assert_eq!(headers["x-request-id"], "abc-1");
}

#[tokio::test]
async fn a_deep_document_is_refused_and_the_server_goes_on() {
    let gateway = Gateway::start().await;
    let list = format!("{}{}", "[".repeat(300), "]".repeat(300));
    let answer = gateway.ask(&format!("{{ contacts(filter: {list}) {{ totalCount }} }}")).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "QUERY_TOO_DEEP");
    gateway.data("{ __typename }").await;
}

#[tokio::test]
async fn the_playground_is_served_from_the_binary_and_asks_no_other_host() {
    let gateway = Gateway::start().await;
    let page = gateway.request(Method::GET, "/").send().await.expect("an answer");
    let policy = page.headers()[header::CONTENT_SECURITY_POLICY].to_str().expect("text").to_owned();
    assert!(policy.contains("default-src 'none'") && policy.contains("connect-src 'self'"));
    let etag = page.headers()[header::ETAG].clone();
    let html = page.text().await.expect("text");
    let mut assets = Vec::new();
    for attribute in ["src=\"", "href=\""] {
        let values = html.split(attribute).skip(1).filter_map(|rest| rest.split('"').next());
        assets.extend(values.filter(|value| !value.starts_with("data:")));
    }
    assert!(assets.len() >= 2);
    for asset in assets {
        let path = asset.strip_prefix("./").expect("relative to the page, so that a prefix works");
        let got =
            gateway.request(Method::GET, &format!("/{path}")).send().await.expect("an answer");
        assert_eq!(got.status(), StatusCode::OK, "{asset}");
        assert!(got.bytes().await.expect("a body").len() > 1000, "{asset}");
    }
    let again = gateway.request(Method::GET, "/").header(header::IF_NONE_MATCH, etag);
    assert_eq!(again.send().await.expect("an answer").status(), StatusCode::NOT_MODIFIED);
    let missing = gateway.request(Method::GET, "/assets/..%2F..%2FCargo.toml").send().await;
    assert_eq!(missing.expect("an answer").status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn probes_and_metrics_answer() {
    let gateway = Gateway::start().await;
    let get = async |path: &str| {
        let answer = gateway.request(Method::GET, path).send().await.expect("an answer");
        (answer.status(), answer.text().await.expect("text"))
    };
    assert_eq!(get("/livez").await.0, StatusCode::OK);
    assert_eq!(get("/readyz").await.0, StatusCode::OK);
    gateway.data("{ contacts { totalCount } }").await;
    let (status, metrics) = get("/metrics").await;
    assert_eq!(status, StatusCode::OK);
    for name in [
        "didar_graphql_calls_total{action=\"contact/PersonSearch\",outcome=\"ok\"}",
        "didar_graphql_call_duration_seconds_bucket",
        "didar_graphql_requests_total{outcome=\"ok\"}",
        "didar_graphql_http_request_duration_seconds_bucket{route=\"/graphql\"",
        "didar_graphql_schema_builds_total",
    ] {
        assert!(metrics.contains(name), "{name} is not in\n{metrics}");
    }
}

#[tokio::test]
async fn a_stopping_server_finishes_what_is_in_flight() {
    let mut gateway = Gateway::start().await;
    gateway.warm().await;
    gateway.fault(FaultKind::Delay(Duration::from_millis(700)));
    let body = json!({ "query": "{ contacts(filter: {type: PERSON}) { totalCount } }" });
    let sent = gateway.request(Method::POST, "/graphql").json(&body).send();
    let in_flight = tokio::spawn(sent);
    while gateway.actions().is_empty() {
        tokio::task::yield_now().await;
    }
    gateway.stop();
    gateway.stopped().await;
    let answer: Value =
        in_flight.await.expect("no panic").expect("an answer").json().await.expect("JSON");
    assert!(answer["data"]["contacts"]["totalCount"].is_number(), "{answer}");
    let late = gateway.request(Method::GET, "/livez").send().await;
    assert!(late.is_err(), "nothing listens any more");
}
