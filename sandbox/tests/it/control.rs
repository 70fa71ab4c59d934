//! Steering over HTTP.

use serde_json::json;

use crate::support::*;

#[tokio::test]
async fn calls_are_listed_and_forgotten() {
    let sandbox = sandbox(0).await;
    call(&sandbox, "contact/PersonSearch", &json!({ "From": 3 })).await;
    let listed = request(&sandbox, "GET", "/_sandbox/calls", "").await;
    let expected =
        json!([{ "action": "contact/personsearch", "body": { "From": 3 }, "status": 200 }]);
    assert_eq!(listed.json(), expected);
    let cleared = request(&sandbox, "DELETE", "/_sandbox/calls", "").await;
    assert_eq!(cleared.status, 204);
    assert!(sandbox.calls().is_empty());
}

#[tokio::test]
async fn every_documented_fault_is_accepted_and_cleared() {
    let sandbox = sandbox(0).await;
    for kind in [
        json!({ "status": { "status": 400, "text": "x", "body": "plain_text" } }),
        json!({ "status": { "status": 400, "text": "x" } }),
        json!({ "html": { "status": 502 } }),
        json!({ "empty": { "status": 200 } }),
        json!({ "raw": { "status": 200, "body": "x" } }),
        json!({ "ok_error": { "text": "x" } }),
        json!({ "rate_limited": { "retry_after": 2 } }),
        json!({ "rate_limited": {} }),
        json!({ "delay": 1500 }),
        json!("cut_body"),
        json!("reset"),
        json!("lost_answer"),
    ] {
        let fault = json!({ "action": "deal/save", "times": 1, "kind": kind }).to_string();
        let reply = request(&sandbox, "POST", "/_sandbox/faults", &fault).await;
        assert_eq!(reply.status, 201, "{fault}: {}", reply.text());
    }
    let fault = json!({ "kind": { "empty": { "status": 418 } } }).to_string();
    request(&sandbox, "POST", "/_sandbox/faults", &fault).await;
    assert_eq!(call(&sandbox, "user/list", &json!({})).await.status, 418);
    let cleared = request(&sandbox, "DELETE", "/_sandbox/faults", "").await;
    assert_eq!(cleared.status, 204);
    assert_eq!(call(&sandbox, "user/list", &json!({})).await.status, 200);
}

#[tokio::test]
async fn contacts_are_listed_in_the_order_of_the_library() {
    let sandbox = sandbox(60).await;
    let listed = request(&sandbox, "GET", "/_sandbox/contacts?from=50&limit=20", "").await;
    let rows = sandbox.contacts_json();
    assert_eq!(listed.json(), json!({ "List": rows[50..], "TotalCount": 60 }));
}
