//! Failures of the upstream, as clients see them.

use std::time::Duration;

use didar_sandbox::{ErrorBody, Fault, FaultKind};

use crate::support::{Gateway, errors};

const QUERY: &str = "{ contacts(filter: {type: PERSON}) { totalCount nodes { id } } }";

/// The code that a page gets while a fault is on.
async fn code(gateway: &Gateway, kind: FaultKind) -> String {
    gateway.sandbox.clear_faults();
    gateway.sandbox.clear_calls();
    gateway.fault(kind);
    let answer = gateway.ask(QUERY).await;
    assert_eq!(answer["data"]["contacts"], serde_json::Value::Null, "{answer:#}");
    let (code, path, _) = errors(&answer).remove(0);
    assert_eq!(path, "contacts");
    code
}

fn status(status: u16) -> FaultKind {
    FaultKind::Status { status, text: "the text".to_owned(), body: ErrorBody::Error }
}

fn raw(body: &str) -> FaultKind {
    FaultKind::Raw { status: 200, body: body.to_owned() }
}

#[tokio::test]
async fn each_failure_has_a_code_and_is_never_an_empty_list() {
    let gateway = Gateway::start().await;
    gateway.warm().await;
    for (kind, expected) in [
        (status(400), "UPSTREAM_REJECTED"),
        (status(404), "UPSTREAM_REJECTED"),
        (status(401), "UPSTREAM_UNAUTHENTICATED"),
        (status(403), "UPSTREAM_UNAUTHENTICATED"),
        (status(500), "UPSTREAM_UNAVAILABLE"),
        (FaultKind::Html { status: 502 }, "UPSTREAM_UNAVAILABLE"),
        (FaultKind::Reset, "UPSTREAM_UNAVAILABLE"),
        (FaultKind::CutBody, "UPSTREAM_UNAVAILABLE"),
        (FaultKind::RateLimited { retry_after: None }, "RATE_LIMITED"),
        (FaultKind::OkError { text: "no".to_owned() }, "UPSTREAM_REJECTED"),
        (FaultKind::Html { status: 200 }, "UPSTREAM_MALFORMED"),
        (FaultKind::Empty { status: 200 }, "UPSTREAM_MALFORMED"),
        (raw("{}"), "UPSTREAM_MALFORMED"),
        (raw("[]"), "UPSTREAM_MALFORMED"),
        (raw(r#"{"Response":null}"#), "UPSTREAM_MALFORMED"),
        (raw(r#"{"Response":{"List":null,"TotalCount":1}}"#), "UPSTREAM_MALFORMED"),
        (raw(r#"{"Response":{"List":[]}}"#), "UPSTREAM_MALFORMED"),
        (raw(r#"{"Response":{"List":[],"TotalCount":-1}}"#), "UPSTREAM_MALFORMED"),
        (raw(r#"{"Response":{"List":[7],"TotalCount":1}}"#), "UPSTREAM_MALFORMED"),
    ] {
        let name = format!("{kind:?}");
        assert_eq!(code(&gateway, kind).await, expected, "{name}");
    }
}

#[tokio::test]
async fn a_slow_upstream_is_a_time_out() {
    let gateway = Gateway::start().await;
    gateway.warm().await;
    let slow = FaultKind::Delay(Duration::from_secs(30));
    assert_eq!(code(&gateway, slow).await, "UPSTREAM_TIMEOUT");
}

#[tokio::test]
async fn a_malformed_answer_is_named_by_its_place_and_not_by_its_value() {
    let gateway = Gateway::start().await;
    gateway.warm().await;
    gateway.fault(raw(r#"{"Response":{"List":[{"Id":"11111111-1111-4111-8111-111111111111"},"private"],"TotalCount":2}}"#));
    let answer = gateway.ask(QUERY).await;
    assert!(errors(&answer)[0].2.contains("Response.List[1]"), "{answer:#}");
    assert!(!answer.to_string().contains("private"));
}

#[tokio::test]
async fn a_read_is_asked_again_until_it_succeeds_and_a_refusal_is_not() {
    let gateway = Gateway::start().await;
    gateway.warm().await;
    let twice = |kind| Fault { action: None, times: Some(2), kind };
    gateway.sandbox.add_fault(twice(FaultKind::Reset));
    gateway.data(QUERY).await;
    assert_eq!(gateway.actions().len(), 3);
    gateway.sandbox.clear_calls();
    gateway.sandbox.add_fault(twice(status(400)));
    assert_eq!(errors(&gateway.ask(QUERY).await)[0].0, "UPSTREAM_REJECTED");
    assert_eq!(gateway.actions().len(), 1);
}

#[tokio::test]
async fn an_answer_in_another_spelling_is_read_all_the_same() {
    let gateway = Gateway::start().await;
    gateway.warm().await;
    gateway.fault(raw(
        "\u{feff}{\"Extra\":1,\"Response\":{\"TotalCount\":\"1\",\"Odd\":[],\"List\":[\
         {\"Id\":\"AAAAAAAA-0000-4000-8000-000000000001\",\"Code\":\"17\",\"Type\":\"company\",\
         \"IsVIP\":1,\"RegisterTime\":\"2026-01-05T08:00:00\",\"Fields\":null}]}}",
    ));
    let found = gateway
        .data(
            "{ contacts(filter: {type: COMPANY}) { totalCount nodes { id code type isVip registeredAt \
             displayName custom { field_996_12_9 } } } }",
        )
        .await;
    assert_eq!(
        found["contacts"],
        serde_json::json!({ "totalCount": 1, "nodes": [{
            "id": "aaaaaaaa-0000-4000-8000-000000000001", "code": 17, "type": "COMPANY",
            "isVip": true, "registeredAt": "2026-01-05T08:00:00.000Z", "displayName": null,
            "custom": { "field_996_12_9": null },
        }] })
    );
}

#[tokio::test]
async fn without_definitions_a_request_is_refused_and_the_next_one_tries_again() {
    let gateway = Gateway::start().await;
    gateway.fault(status(403));
    let ready = async || {
        let answer = gateway.request(reqwest::Method::GET, "/readyz").send().await;
        answer.expect("an answer").status().as_u16()
    };
    for _ in 0..20 {
        assert_eq!(ready().await, 503);
        let refused = gateway.ask("{ __typename }").await;
        assert_eq!(errors(&refused)[0].0, "UPSTREAM_UNAUTHENTICATED");
        assert_eq!(refused.get("data"), None);
    }
    let asked = gateway.sandbox.call_count("customfield/GetCustomfieldList");
    assert!((1..=5).contains(&asked), "nobody makes the gateway hammer Didar: {asked}");
    gateway.sandbox.clear_faults();
    // The next try is seconds away.
    while gateway.ask("{ __typename }").await.get("errors").is_some() {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(ready().await, 200);
}

#[tokio::test]
async fn a_failed_look_up_of_one_contact_is_never_nobody() {
    let gateway = Gateway::start().await;
    gateway.warm().await;
    let id = "11111111-1111-4111-8111-111111111111";
    let query = format!("{{ contact(id: \"{id}\") {{ id }} }}");
    for (kind, expected) in [
        (raw(r#"{"Response":null,"Error":"key expired"}"#), "UPSTREAM_REJECTED"),
        (raw(r#"{"Response":null,"success":false}"#), "UPSTREAM_REJECTED"),
        (raw(r#"{"Message":"An error has occurred."}"#), "UPSTREAM_REJECTED"),
        (raw("{}"), "UPSTREAM_MALFORMED"),
        (raw(r#"{"Response":[]}"#), "UPSTREAM_MALFORMED"),
        (raw(r#"{"Response":{"Id":null}}"#), "UPSTREAM_MALFORMED"),
        (status(400), "UPSTREAM_REJECTED"),
        (status(401), "UPSTREAM_UNAUTHENTICATED"),
        (FaultKind::Html { status: 502 }, "UPSTREAM_UNAVAILABLE"),
    ] {
        let name = format!("{kind:?}");
        gateway.sandbox.clear_faults();
        gateway.fault(kind);
        let answer = gateway.ask(&query).await;
        assert_eq!(answer["data"]["contact"], serde_json::Value::Null, "{name}");
        let found = errors(&answer);
        assert_eq!(found.first().map(|error| error.0.as_str()), Some(expected), "{name}");
    }
    for nobody in [raw(r#"{"Response":null}"#), FaultKind::Html { status: 404 }] {
        gateway.sandbox.clear_faults();
        gateway.fault(nobody);
        assert_eq!(gateway.data(&query).await["contact"], serde_json::Value::Null);
    }
}

#[tokio::test]
async fn a_refusal_beside_an_empty_list_is_a_refusal() {
    let gateway = Gateway::start().await;
    gateway.warm().await;
    let empty = r#"{"Response":{"List":[],"TotalCount":0},"Error":"key expired"}"#;
    assert_eq!(code(&gateway, raw(empty)).await, "UPSTREAM_REJECTED");
}

#[tokio::test]
async fn a_short_page_of_persons_is_not_filled_up_with_companies() {
    let gateway = Gateway::start().await;
    gateway.warm().await;
    gateway.fault(raw(
        "{\"Response\":{\"List\":[{\"Id\":\"11111111-1111-4111-8111-111111111111\"}],\"TotalCount\":7}}",
    ));
    let query = |after: &str| {
        format!(
            "{{ contacts(first: 10{after}) {{ nodes {{ id }} pageInfo {{ hasNextPage endCursor }} }} }}"
        )
    };
    let answer = gateway.ask(&query("")).await;
    let page = &answer["data"]["contacts"];
    assert_eq!(page["nodes"].as_array().map(Vec::len), Some(1));
    assert_eq!(page["pageInfo"]["hasNextPage"], true);
    assert_eq!(answer["extensions"]["driftDetected"], true, "the answer contradicts itself");
    assert_eq!(gateway.actions(), ["contact/personsearch"; 3], "it is read on");
    let end = &page["pageInfo"]["endCursor"];
    let rest = gateway.ask(&query(&format!(", after: {end}"))).await;
    assert_eq!(errors(&rest)[0].0, "UPSTREAM_MALFORMED", "and is not the end: {rest}");
}

#[tokio::test]
async fn an_owner_that_is_nobody_is_null_and_dates_that_were_never_set_too() {
    let gateway = Gateway::start().await;
    gateway.warm().await;
    gateway.fault(raw(
        "{\"Response\":{\"Id\":\"11111111-1111-4111-8111-111111111111\",\"Owner\":{\"UserId\":\
         \"00000000-0000-0000-0000-000000000000\",\"DisplayName\":\"\"},\"OwnerId\":\
         \"00000000-0000-0000-0000-000000000000\",\"BirthDate\":\"0001-01-01T00:00:00\",\
         \"RegisterTime\":\"9999-12-31T23:59:59.9999999\"}}",
    ));
    let query = "{ contact(id: \"11111111-1111-4111-8111-111111111111\") { owner { id } birthDate \
                 registeredAt } }";
    assert_eq!(
        gateway.data(query).await["contact"],
        serde_json::json!({
            "owner": null, "birthDate": null, "registeredAt": "9999-12-01T00:00:00.000Z",
        })
    );
}

#[tokio::test]
async fn didar_s_wish_to_wait_is_respected() {
    let gateway = Gateway::start().await;
    gateway.warm().await;
    assert_eq!(
        code(&gateway, FaultKind::RateLimited { retry_after: Some(60) }).await,
        "RATE_LIMITED"
    );
    assert_eq!(gateway.actions().len(), 1, "asking again at once would be three calls");
}

#[tokio::test]
async fn an_upstream_that_fails_again_and_again_is_given_a_rest() {
    let gateway = Gateway::start().await;
    gateway.warm().await;
    gateway.fault(FaultKind::Html { status: 502 });
    let query = "{ contacts(first: 1) { nodes { id } } }";
    let ask = || async { errors(&gateway.ask(query).await).remove(0) };
    let mut asked = gateway.sandbox.calls().len();
    let rested = loop {
        let (code, _, message) = ask().await;
        assert_eq!(code, "UPSTREAM_UNAVAILABLE");
        let now = gateway.sandbox.calls().len();
        if now == asked {
            break message;
        }
        asked = now;
    };
    assert!(rested.contains("again and again"), "{rested}");
    assert!(asked >= 12, "{asked} calls were too few to tell");
    gateway.sandbox.clear_faults();
    while gateway.ask(query).await.get("errors").is_some() {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(gateway.sandbox.calls().len() > asked);
}

#[tokio::test]
async fn a_wish_to_wait_for_longer_than_there_is_time_is_told_at_once() {
    let gateway = Gateway::start().await;
    gateway.warm().await;
    gateway.fault(FaultKind::RateLimited { retry_after: Some(2) });
    // The first wish fits into the three seconds, the second does not.
    let answer = gateway.ask(QUERY).await;
    assert_eq!(errors(&answer)[0].0, "RATE_LIMITED");
    assert_eq!(answer["errors"][0]["extensions"]["retryAfter"], 2);
}
