//! Files of activities.

use didar_sandbox::{Fault, FaultKind, Switches};
use serde_json::{Value, json};

use super::{
    saves::{faults, saved},
    stored, switched,
};
use crate::support::Gateway;

const ATTACH: &str = "mutation($input: AttachFileInput!, $key: String) { \
    attachFile(input: $input, idempotencyKey: $key) { outcome \
    attachment { key name contentType size } userErrors { code field message } } }";

/// A note of a deal.
async fn note(gateway: &Gateway) -> Value {
    let deal = &stored(gateway)[0]["Id"];
    let query = format!(
        "mutation {{ createActivity(input: {{ dealId: {deal}, result: \"x\" }}) {{ activity {{ id }} }} }}"
    );
    gateway.data(&query).await["createActivity"]["activity"]["id"].take()
}

fn sent(gateway: &Gateway) -> Vec<Value> {
    let calls = gateway.sandbox.calls().into_iter();
    calls
        .filter(|call| call.action == "activity/attachfilestoactivity")
        .map(|call| call.body)
        .collect()
}

#[tokio::test]
async fn a_file_is_sent_to_the_byte_under_its_name() {
    let gateway = switched(Switches::default()).await;
    let activity = note(&gateway).await;
    let input = json!({
        "activityId": activity, "name": "فاکتور «۱».pdf", "contentType": "application/pdf",
        "content": "AP9hYg==",
    });
    let payload = saved(&gateway, ATTACH, json!({ "input": input, "key": "f" })).await;
    assert_eq!(payload["outcome"], "CREATED", "{payload:#}");
    let file = &payload["attachment"];
    assert!(file["key"].is_string(), "{file}");
    assert_eq!(
        json!([file["name"], file["contentType"], file["size"]]),
        json!(["فاکتور «۱».pdf", "application/pdf", 4])
    );
    let form = json!([{
        "activityId": activity,
        "uploads": {
            "Name": "فاکتور «۱».pdf", "Type": "application/pdf", "Size": 4, "Content": "00ff6162",
        },
    }]);
    assert_eq!(json!(sent(&gateway)), form);
    let again = saved(&gateway, ATTACH, json!({ "input": input, "key": "f" })).await;
    assert_eq!(again, payload, "the key replays the answer");
    assert_eq!(sent(&gateway).len(), 1);
    let mut other = input;
    other["content"] = json!("AP9hYw");
    let reused = saved(&gateway, ATTACH, json!({ "input": other, "key": "f" })).await;
    assert_eq!(faults(&reused)[0].0, "IDEMPOTENCY_KEY_REUSED");
}

#[tokio::test]
async fn a_wrong_file_is_refused_before_anything_is_sent() {
    let gateway = switched(Switches::default()).await;
    let activity = note(&gateway).await;
    for (change, code, path) in [
        (json!({ "name": "../a.pdf" }), "INVALID_VALUE", "input.name"),
        (json!({ "name": " " }), "REQUIRED", "input.name"),
        (json!({ "contentType": "pdf" }), "INVALID_VALUE", "input.contentType"),
        (json!({ "content": "" }), "REQUIRED", "input.content"),
        (json!({ "activityId": "7" }), "INVALID_VALUE", "input.activityId"),
    ] {
        let mut input = json!({ "activityId": activity, "name": "a.txt", "content": "YQ==" });
        input.as_object_mut().expect("one").extend(change.as_object().expect("one").clone());
        let payload = saved(&gateway, ATTACH, json!({ "input": input })).await;
        assert_eq!(faults(&payload), [(code.to_owned(), path.to_owned())], "{change}");
    }
    let input = json!({ "activityId": activity, "name": "a.txt", "content": "secret text!" });
    let answer = gateway.ask_with(ATTACH, &json!({ "input": input })).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
    assert!(!answer.to_string().contains("secret"), "{answer}");
    let literal = "mutation { attachFile(input: { activityId: \"7\", name: \"a\", \
                   content: \"secret text!\" }) { outcome } }";
    let answer = gateway.ask(literal).await;
    let extensions = &answer["errors"][0]["extensions"];
    assert_eq!(extensions["code"], "BAD_USER_INPUT");
    assert_eq!(extensions["argumentPath"], json!(["input", "content"]));
    assert!(!answer.to_string().contains("secret"), "{answer}");
    assert_eq!(sent(&gateway), Vec::<Value>::new());
}

#[tokio::test]
async fn what_became_of_a_file_is_told_as_far_as_it_is_known() {
    let gateway = switched(Switches::default()).await;
    let activity = note(&gateway).await;
    let attach = async |id: &Value, key: &str| {
        let input = json!({ "activityId": id, "name": "a.txt", "content": "YQ==" });
        gateway.ask_with(ATTACH, &json!({ "input": input, "key": key })).await
    };
    let unknown = attach(&json!("12345678-1234-4234-8234-123456789012"), "a").await;
    assert_eq!(
        faults(&unknown["data"]["attachFile"]),
        [("NOT_FOUND".to_owned(), "input.activityId".to_owned())]
    );
    for (kind, key) in [
        (FaultKind::LostAnswer, "b"),
        (FaultKind::Raw { status: 200, body: "{\"Response\":true}".to_owned() }, "c"),
        (FaultKind::Raw { status: 200, body: "{\"Response\":[]}".to_owned() }, "d"),
        (FaultKind::Raw { status: 200, body: "{\"Response\":{\"Key\":null}}".to_owned() }, "e"),
    ] {
        gateway.sandbox.add_fault(Fault { action: None, times: Some(1), kind });
        let lost = attach(&activity, key).await;
        assert_eq!(lost["errors"][0]["extensions"]["code"], "UNKNOWN_OUTCOME", "{key}: {lost}");
        let calls = gateway.sandbox.calls().len();
        assert_eq!(attach(&activity, key).await["errors"], lost["errors"]);
        assert_eq!(gateway.sandbox.calls().len(), calls, "{key}: never twice");
    }
    for body in [
        "{\"Response\":[{\"Key\":\"k\",\"Size\":\"1\"}]}",
        "{\"Response\":{\"List\":[{\"key\":\"k\",\"size\":1,\"ID\":7}]}}",
    ] {
        let kind = FaultKind::Raw { status: 200, body: body.to_owned() };
        gateway.sandbox.add_fault(Fault { action: None, times: Some(1), kind });
        let answer = attach(&activity, body).await;
        let file = &answer["data"]["attachFile"]["attachment"];
        assert_eq!((&file["key"], &file["size"]), (&json!("k"), &json!(1)), "{body}: {answer}");
    }
}
