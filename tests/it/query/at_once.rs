//! Identical reads that are under way at once are one call, and a save divides them.

use std::pin::pin;

use didar_graphql::{
    crm::changes::{Change, Changes, NewValue},
    didar::{CallOptions, Caller, Connector, Didar, endpoint::CONTACT},
};
use didar_sandbox::{Fault, FaultKind, Sandbox, Settings};
use futures_util::{future::join_all, poll};
use tokio::time::Instant;
use uuid::Uuid;

const DETAIL: &str = "contact/getcontactdetail";

/// A client, and the ids of two contacts.
async fn account() -> (Sandbox, Didar, [Uuid; 2]) {
    let settings = Settings { contacts: 20, ..Settings::default() };
    let sandbox = Sandbox::start(settings).await.expect("a sandbox");
    let url = sandbox.base_url().parse().expect("an address");
    let connector = Connector::new(url, CallOptions::default()).expect("a connector");
    let didar = connector.didar(sandbox.api_key().into());
    let rows = sandbox.contacts_json();
    let id = |at: usize| rows[at]["Id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
    let ids = [id(0), id(1)];
    (sandbox, didar, ids)
}

/// The client of a request of its own.
fn request(didar: &Didar) -> Didar {
    didar.for_request(None, Caller::default())
}

#[tokio::test]
async fn who_asks_the_same_at_once_shares_the_call() {
    let (sandbox, didar, [one, other]) = account().await;
    let requests: Vec<_> = (0..20).map(|_| request(&didar)).collect();
    let rows = join_all(requests.iter().map(|didar| didar.record(&CONTACT, one))).await;
    assert!(rows.iter().all(|row| row.as_ref().is_ok_and(Option::is_some)), "all have it");
    assert_eq!(sandbox.call_count(DETAIL), 1);
    assert_eq!(requests.iter().map(Didar::calls).sum::<u32>(), 1, "it is one request's call");
    let (a, b) = (request(&didar), request(&didar));
    let both = tokio::join!(a.record(&CONTACT, one), b.record(&CONTACT, other));
    assert!(both.0.is_ok() && both.1.is_ok());
    assert_eq!(sandbox.call_count(DETAIL), 3, "other ids are other calls, and what ended is over");
    let (a, b) = (request(&didar).alone(), request(&didar).alone());
    let both = tokio::join!(a.record(&CONTACT, one), b.record(&CONTACT, one));
    assert!(both.0.is_ok() && both.1.is_ok());
    assert_eq!(sandbox.call_count(DETAIL), 5, "a save reads for itself");
}

#[tokio::test]
async fn a_call_goes_on_without_the_one_who_began_it() {
    let (sandbox, didar, [one, _]) = account().await;
    let (first, second) = (request(&didar), request(&didar));
    let row = {
        let mut begun = Box::pin(first.record(&CONTACT, one));
        let mut joined = pin!(second.record(&CONTACT, one));
        assert!(poll!(&mut begun).is_pending() && poll!(&mut joined).is_pending());
        drop(begun);
        joined.await
    };
    assert!(row.is_ok_and(|row| row.is_some()));
    assert_eq!(sandbox.call_count(DETAIL), 1);
}

#[tokio::test]
async fn a_failure_is_shared_and_the_end_of_another_s_time_is_not() {
    let (sandbox, didar, [one, _]) = account().await;
    let kind = FaultKind::Status { status: 400, text: "no".to_owned(), body: Default::default() };
    sandbox.add_fault(Fault { action: None, times: Some(1), kind });
    let (a, b) = (request(&didar), request(&didar));
    let both = tokio::join!(a.record(&CONTACT, one), b.record(&CONTACT, one));
    assert!(both.0.is_err() && both.1.is_err());
    assert_eq!(sandbox.call_count(DETAIL), 1);

    sandbox.clear_calls();
    sandbox.add_fault(Fault { action: None, times: Some(1), kind: FaultKind::Reset });
    let soon = Some(Instant::now() + std::time::Duration::from_millis(1));
    let hurried = didar.for_request(soon, Caller::default());
    let patient = request(&didar);
    let (cut, whole) = tokio::join!(hurried.record(&CONTACT, one), patient.record(&CONTACT, one));
    assert!(whole.is_ok_and(|row| row.is_some()), "it asks for itself, whatever {cut:?} was");
}

#[tokio::test]
async fn what_is_read_after_a_save_is_read_after_it() {
    let (sandbox, didar, [one, _]) = account().await;
    let (early, late, writer) = (request(&didar), request(&didar), request(&didar).alone());
    let stored = writer.record(&CONTACT, one).await.expect("read").expect("a contact");
    sandbox.clear_calls();
    let mut before = pin!(early.record(&CONTACT, one));
    assert!(poll!(&mut before).is_pending());
    let change = Change { key: "LastName".to_owned(), value: NewValue::Text("نو".to_owned()) };
    let changes = Changes { attributes: vec![change], ..Changes::default() };
    writer.save(&CONTACT, Some(&stored), &changes).await.expect("saved");
    let (before, after) = tokio::join!(before, late.record(&CONTACT, one));
    assert!(before.is_ok());
    let after = after.expect("read").expect("a contact");
    let name = after.attribute("LastName").and_then(|name| name.text().map(String::from));
    assert_eq!(name.as_deref(), Some("نو"));
    assert_eq!(sandbox.call_count(DETAIL), 2);
}
