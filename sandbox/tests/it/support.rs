//! A client of a few lines that sees the bytes on the wire.

use std::collections::HashMap;

use didar_sandbox::{Sandbox, Settings, Switches};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub const REMARK: &str = "Field_996_0_8";
pub const BUDGET: &str = "Field_996_12_9";
pub const CITY: &str = "Field_996_4_10";
pub const INTEREST: &str = "Field_996_9_11";
pub const MEMBER: &str = "Field_996_3_12";
pub const CONTRACT: &str = "Field_996_5_13";
pub const OLD_CODE: &str = "Field_996_12_15";
pub const PLACE: &str = "Field_996_77_17";

pub const ORDER_NUMBER: &str = "Field_8783_0_16";
pub const CHANNEL: &str = "Field_8783_4_19";
pub const INSTALMENTS: &str = "Field_8783_12_21";

pub const TICKET: &str = "Field_8785_0_25";

/// "None", "any" or "note", as it comes.
pub const NOBODY: &str = "00000000-0000-0000-0000-000000000000";

/// A contact that tests plant.
pub const SARA: &str = "00000000-0000-4000-8000-0000000000a1";

/// Pipelines and stages that are always there, in the order of their index.
pub const SALES: &str = "9195e000-0000-4000-8000-000000000001";
pub const RENEWALS: &str = "9195e000-0000-4000-8000-000000000002";
pub const SALES_FIRST: &str = "57a9e000-0000-4000-8000-000000000011";
pub const SALES_SECOND: &str = "57a9e000-0000-4000-8000-000000000012";
pub const RENEWALS_FIRST: &str = "57a9e000-0000-4000-8000-000000000021";
pub const RENEWALS_SECOND: &str = "57a9e000-0000-4000-8000-000000000022";

/// An answer as it came off the wire.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub reason: String,
    pub headers: HashMap<String, String>,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("UTF-8")
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("a JSON body")
    }

    pub fn response(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.text());
        self.json()["Response"].clone()
    }

    /// The text of a refusal in the default shape.
    pub fn error(&self) -> String {
        self.json()["Error"].as_str().expect("an Error").to_owned()
    }
}

pub async fn sandbox(contacts: usize) -> Sandbox {
    start(Settings { contacts, ..Settings::default() }).await
}

pub async fn start(settings: Settings) -> Sandbox {
    Sandbox::start(settings).await.expect("a free port")
}

/// Sends one request on a connection of its own; every byte until the other side closes.
pub async fn exchange(sandbox: &Sandbox, method: &str, target: &str, body: &str) -> Vec<u8> {
    exchange_as(sandbox, method, target, "application/json", body).await
}

async fn exchange_as(
    sandbox: &Sandbox,
    method: &str,
    target: &str,
    kind: &str,
    body: &str,
) -> Vec<u8> {
    let mut stream = TcpStream::connect(sandbox.local_addr()).await.expect("a connection");
    let length = body.len();
    let request = format!(
        "{method} {target} HTTP/1.1\r\nHost: sandbox\r\nConnection: close\r\n\
         Content-Type: {kind}\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await.expect("a sent request");
    let mut bytes = Vec::new();
    // A reset instead of an orderly close ends the answer as well.
    let _ = stream.read_to_end(&mut bytes).await;
    bytes
}

pub async fn request(sandbox: &Sandbox, method: &str, target: &str, body: &str) -> Reply {
    parse(&exchange(sandbox, method, target, body).await)
}

/// Takes an answer apart.
pub fn parse(bytes: &[u8]) -> Reply {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n");
    let end = end.expect("a complete head");
    let head = String::from_utf8(bytes[..end].to_vec()).expect("UTF-8");
    let mut lines = head.lines();
    let mut status_line = lines.next().expect("a status line").splitn(3, ' ').skip(1);
    let status = status_line.next().expect("a status").parse().expect("a number");
    let reason = status_line.next().unwrap_or_default().to_owned();
    let pairs = lines.filter_map(|line| line.split_once(": "));
    Reply {
        status,
        reason,
        headers: pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        body: bytes[end + 4..].to_vec(),
    }
}

/// The target of an action with the right key.
pub fn target(sandbox: &Sandbox, action: &str) -> String {
    format!("/api/{action}?apikey={}", sandbox.api_key())
}

pub async fn call(sandbox: &Sandbox, action: &str, body: &Value) -> Reply {
    request(sandbox, "POST", &target(sandbox, action), &body.to_string()).await
}

/// A body of any kind.
pub async fn send(sandbox: &Sandbox, action: &str, kind: &str, body: &str) -> Reply {
    parse(&exchange_as(sandbox, "POST", &target(sandbox, action), kind, body).await)
}

/// A person search with these criteria; the whole result in one page.
pub async fn search(sandbox: &Sandbox, criteria: Value) -> Reply {
    let body = json!({ "Criteria": criteria, "From": 0, "Limit": 1_000_000 });
    call(sandbox, "contact/PersonSearch", &body).await
}

/// The last names found, in order.
pub async fn names(sandbox: &Sandbox, criteria: Value) -> Vec<String> {
    let found = search(sandbox, criteria).await.response();
    let rows = found["List"].as_array().expect("a List").clone();
    assert_eq!(found["TotalCount"], rows.len());
    let name = |row: &Value| row["LastName"].as_str().expect("a LastName").to_owned();
    rows.iter().map(name).collect()
}

/// The id of a seeded definition.
pub fn field_id(sandbox: &Sandbox, key: &str) -> String {
    let definitions = sandbox.definitions_json();
    let found = definitions.iter().find(|definition| definition["Key"] == key);
    found.expect("a definition")["Id"].as_str().expect("an Id").to_owned()
}

/// The `CustomFields` criterion with one condition on one field.
pub fn on(sandbox: &Sandbox, key: &str, operator: &str, value: Value) -> Value {
    let condition = json!({ "Type": operator, "Value": value });
    json!({ "CustomFieldId": field_id(sandbox, key), "OR": [condition] })
}

/// A sandbox whose only contact is Sara.
pub async fn with_sara(switches: Switches) -> Sandbox {
    let sandbox = start(Settings { contacts: 0, switches, ..Settings::default() }).await;
    let sara = json!({ "Id": SARA, "FirstName": "Sara", "LastName": "Example",
        "Fields": { REMARK: "vip" } });
    sandbox.insert_contact(sara);
    sandbox
}

/// A deal as its detail call answers it.
pub async fn deal(sandbox: &Sandbox, id: &Value) -> Value {
    call(sandbox, "deal/getdealdetail", &json!({ "Id": id })).await.response()
}
