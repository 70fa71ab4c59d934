//! Paths, keys, methods and the shapes of refusals.

use didar_sandbox::{ErrorBody, Settings, UnknownContact};
use serde_json::{Value, json};

use crate::support::*;

#[tokio::test]
async fn a_path_is_found_in_any_case_and_behind_doubled_slashes() {
    let sandbox = sandbox(1).await;
    let key = sandbox.api_key();
    for target in [
        format!("/api/User/List?apikey={key}"),
        format!("/API/user/list?ApiKey={key}"),
        format!("//api//USER/list/?x=1&APIKEY={key}"),
    ] {
        let reply = request(&sandbox, "POST", &target, "").await;
        let users = reply.response();
        assert_eq!(users.as_array().map(Vec::len), Some(6), "{target}");
        assert_ne!(users[0]["Id"], users[0]["UserId"]);
    }
    assert_eq!(sandbox.call_count("USER/List"), 3);
    assert_eq!(sandbox.calls()[0].body, Value::Null);
}

#[tokio::test]
async fn a_wrong_or_missing_key_is_refused_and_never_recorded() {
    let sandbox = sandbox(1).await;
    for query in ["", "?apikey=", "?apikey=wrong-secret", "?key=x"] {
        let target = format!("/api/user/list{query}");
        let reply = request(&sandbox, "POST", &target, "{}").await;
        assert_eq!(reply.status, 401, "{query}");
        assert_eq!(reply.reason, reply.error());
    }
    let calls = sandbox.calls();
    assert_eq!(calls.len(), 4);
    assert!(calls.iter().all(|call| call.status == 401));
    assert!(!format!("{calls:?}").contains("wrong-secret"));
}

#[tokio::test]
async fn other_paths_and_methods_are_refused() {
    let sandbox = sandbox(1).await;
    let lost = request(&sandbox, "POST", &target(&sandbox, "deal/setstatus"), "{}").await;
    assert_eq!(lost.status, 500);
    assert!(lost.error().contains("/api/deal/setstatus"));
    assert!(!lost.error().contains(sandbox.api_key()));
    let get = request(&sandbox, "GET", &target(&sandbox, "user/list"), "").await;
    assert_eq!(get.status, 405);
    assert_eq!(get.headers["allow"], "POST");
}

#[tokio::test]
async fn bodies_that_are_no_json_or_too_large_are_refused() {
    let sandbox = sandbox(1).await;
    let target = target(&sandbox, "contact/PersonSearch");
    let garbage = request(&sandbox, "POST", &target, "{not json").await;
    assert_eq!(garbage.status, 400);
    assert_eq!(sandbox.calls()[0].body, Value::Null);
    let large = format!("\"{}\"", "x".repeat(5 << 20));
    request_head(&sandbox, &target, large.len()).await;
}

/// Announces a body of some length and reads the verdict without sending it all.
async fn request_head(sandbox: &didar_sandbox::Sandbox, target: &str, length: usize) {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let stream = tokio::net::TcpStream::connect(sandbox.local_addr()).await;
    let mut stream = stream.expect("a connection");
    let head = format!("POST {target} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n");
    stream.write_all(head.as_bytes()).await.expect("a sent head");
    let block = vec![b'x'; 64 << 10];
    let mut sent = 0;
    while sent < length && stream.write_all(&block[..block.len().min(length - sent)]).await.is_ok()
    {
        sent += block.len();
    }
    let mut start = [0; 12];
    stream.read_exact(&mut start).await.expect("an answer");
    assert_eq!(&start, b"HTTP/1.1 413");
}

#[tokio::test]
async fn the_shape_of_a_refusal_is_a_setting() {
    let text = "LastName can not be empty";
    let page = format!("<h1>{text}</h1>");
    for (shape, kind, part) in [
        (ErrorBody::Error, "application/json", r#"{"Error":"LastName can not be empty"}"#),
        (ErrorBody::Message, "application/json", r#"{"Message":"LastName can not be empty"}"#),
        (ErrorBody::PlainText, "text/plain", text),
        (ErrorBody::Html, "text/html", page.as_str()),
    ] {
        let settings = Settings { contacts: 0, error_body: shape, ..Settings::default() };
        let sandbox = start(settings).await;
        let reply = call(&sandbox, "contact/save", &json!({ "Contact": {} })).await;
        assert_eq!((reply.status, reply.reason.as_str()), (400, text));
        assert!(reply.headers["content-type"].starts_with(kind));
        assert!(reply.text().contains(part), "{}", reply.text());
    }
}

#[tokio::test]
async fn an_unknown_contact_has_three_faces() {
    for (face, status) in [
        (UnknownContact::NotFound, 404),
        (UnknownContact::BadRequest, 400),
        (UnknownContact::NullResponse, 200),
    ] {
        let settings = Settings { contacts: 3, unknown_contact: face, ..Settings::default() };
        let sandbox = start(settings).await;
        for id in [json!("11111111-1111-4111-8111-111111111111"), json!("x"), Value::Null] {
            let reply = call(&sandbox, "contact/getcontactdetail", &json!({ "Id": id })).await;
            assert_eq!(reply.status, status);
            let expected = if status == 200 {
                json!({ "Response": null })
            } else {
                json!({ "Error": "Contact's data not found" })
            };
            assert_eq!(reply.json(), expected);
        }
        let known = sandbox.contacts_json().remove(0);
        let reply = call(&sandbox, "contact/GetContactDetail", &json!({ "Id": known["Id"] })).await;
        assert_eq!(reply.response(), known);
    }
}

#[tokio::test]
async fn a_stopped_sandbox_frees_its_port() {
    let sandbox = sandbox(0).await;
    let address = sandbox.local_addr();
    sandbox.stop().await;
    let again = Settings { listen: address, contacts: 0, ..Settings::default() };
    assert_eq!(start(again).await.base_url(), format!("http://{address}/api"));
}

#[tokio::test]
async fn labels_are_asked_for_by_get() {
    let sandbox = sandbox(1).await;
    let target = target(&sandbox, "Label/GetDealLabels");
    let got = request(&sandbox, "GET", &target, "").await;
    assert_eq!(got.status, 200);
    let labels = got.response();
    let mut labels = labels.as_array().expect("a list").iter();
    assert!(labels.any(|label| label["Type"] == "Contact"));
    let posted = request(&sandbox, "POST", &target, "{}").await;
    assert_eq!(posted.status, 405);
    assert_eq!(posted.headers["allow"], "GET");
}
