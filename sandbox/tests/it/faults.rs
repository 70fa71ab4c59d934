//! Each fault as it looks on the wire.

use std::time::{Duration, Instant};

use didar_sandbox::{ErrorBody, Fault, FaultKind, Sandbox};
use serde_json::json;

use crate::support::*;

fn once(kind: FaultKind) -> Fault {
    Fault { action: None, times: Some(1), kind }
}

/// Strikes one call of `User/List` and returns what came over the wire.
async fn struck(sandbox: &Sandbox, kind: FaultKind) -> Vec<u8> {
    sandbox.add_fault(once(kind));
    exchange(sandbox, "POST", &target(sandbox, "user/list"), "{}").await
}

#[tokio::test]
async fn a_status_carries_its_text_twice() {
    let sandbox = sandbox(0).await;
    let kind = FaultKind::Status {
        status: 503,
        text: "سرور در دسترس\nنیست".to_owned(),
        body: ErrorBody::Message,
    };
    let reply = parse(&struck(&sandbox, kind).await);
    assert_eq!((reply.status, reply.reason.as_str()), (503, "سرور در دسترس نیست"));
    assert_eq!(reply.json(), json!({ "Message": "سرور در دسترس\nنیست" }));
    assert_eq!(sandbox.calls()[0].status, 503);
}

#[tokio::test]
async fn bodies_a_client_does_not_expect() {
    let sandbox = sandbox(0).await;
    let html = parse(&struck(&sandbox, FaultKind::Html { status: 502 }).await);
    assert_eq!(html.status, 502);
    assert!(html.headers["content-type"].starts_with("text/html"));
    assert!(html.text().contains("Bad Gateway"));

    let empty = parse(&struck(&sandbox, FaultKind::Empty { status: 200 }).await);
    assert_eq!((empty.status, empty.body.len()), (200, 0));

    let body = r#"{"Response": 5}"#.to_owned();
    let raw = parse(&struck(&sandbox, FaultKind::Raw { status: 200, body }).await);
    assert_eq!(raw.response(), 5);

    let text = "busy".to_owned();
    let error = parse(&struck(&sandbox, FaultKind::OkError { text }).await);
    assert_eq!(error.status, 200);
    assert_eq!(error.json(), json!({ "Error": "busy", "Success": false }));
}

#[tokio::test]
async fn a_rate_limit_may_name_the_time_to_wait() {
    let sandbox = sandbox(0).await;
    let retry_after = Some(7);
    let reply = parse(&struck(&sandbox, FaultKind::RateLimited { retry_after }).await);
    assert_eq!((reply.status, reply.headers["retry-after"].as_str()), (429, "7"));
    let retry_after = None;
    let reply = parse(&struck(&sandbox, FaultKind::RateLimited { retry_after }).await);
    assert_eq!((reply.status, reply.headers.get("retry-after")), (429, None));
}

#[tokio::test]
async fn a_cut_body_announces_more_than_it_sends() {
    let sandbox = sandbox(500).await;
    let body = json!({ "Limit": 200 }).to_string();
    let target = target(&sandbox, "contact/PersonSearch");
    let whole = request(&sandbox, "POST", &target, &body).await;
    sandbox.add_fault(once(FaultKind::CutBody));
    let cut = request(&sandbox, "POST", &target, &body).await;
    assert_eq!(cut.status, 200);
    assert_eq!(cut.headers["content-length"], whole.body.len().to_string());
    assert!(cut.body.len() < whole.body.len());
    assert!(!cut.body.is_empty());
    assert!(whole.body.starts_with(&cut.body));
    assert_eq!(sandbox.calls()[1].status, 0);
}

#[tokio::test]
async fn a_short_body_is_cut_at_its_half() {
    let sandbox = sandbox(0).await;
    let cut = parse(&struck(&sandbox, FaultKind::CutBody).await);
    let announced: usize = cut.headers["content-length"].parse().expect("a length");
    assert_eq!(cut.body.len(), announced / 2);
}

#[tokio::test]
async fn a_reset_does_nothing_and_a_lost_answer_does_the_work() {
    let sandbox = sandbox(0).await;
    let target = target(&sandbox, "contact/save");
    let body = json!({ "Contact": { "LastName": "x" } }).to_string();
    sandbox.add_fault(once(FaultKind::Reset));
    assert!(exchange(&sandbox, "POST", &target, &body).await.is_empty());
    assert!(sandbox.contacts_json().is_empty());
    sandbox.add_fault(once(FaultKind::LostAnswer));
    assert!(exchange(&sandbox, "POST", &target, &body).await.is_empty());
    assert_eq!(sandbox.contacts_json().len(), 1);
    let statuses: Vec<u16> = sandbox.calls().iter().map(|call| call.status).collect();
    assert_eq!(statuses, [0, 0]);
}

#[tokio::test]
async fn a_delay_answers_properly_but_not_before_its_time() {
    let sandbox = sandbox(0).await;
    let time = Duration::from_millis(80);
    let begun = Instant::now();
    let reply = parse(&struck(&sandbox, FaultKind::Delay(time)).await);
    assert!(begun.elapsed() >= time);
    assert_eq!(reply.response().as_array().map(Vec::len), Some(6));
}

#[tokio::test]
async fn faults_strike_their_action_in_order_and_as_often_as_told() {
    let sandbox = sandbox(0).await;
    let fault = |status, times| Fault {
        action: Some("User/LIST".to_owned()),
        times,
        kind: FaultKind::Empty { status },
    };
    sandbox.add_fault(fault(500, Some(2)));
    sandbox.add_fault(fault(502, None));
    let mut statuses = Vec::new();
    for action in ["user/list", "contact/PersonSearch", "user/list", "user/list", "user/list"] {
        statuses.push(call(&sandbox, action, &json!({})).await.status);
    }
    assert_eq!(statuses, [500, 200, 500, 502, 502]);
    sandbox.clear_faults();
    assert_eq!(call(&sandbox, "user/list", &json!({})).await.status, 200);
    sandbox.clear_calls();
    assert!(sandbox.calls().is_empty());
}
