//! A local test double of the Didar CRM REST API: a real HTTP server on a real port, with its
//! own wire types, over a seeded account held in memory.
//!
//! The numbers in the comments (`F42`) and the sections name statements of `docs/didar-api.md`, the
//! wire contract this crate was written from.
//!
//! # In a test
//!
//! ```
//! use didar_sandbox::{Fault, FaultKind, Sandbox, Settings};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! let sandbox = Sandbox::start(Settings { contacts: 50, ..Settings::default() }).await?;
//! sandbox.add_fault(Fault {
//!     action: Some("contact/save".to_owned()),
//!     times: Some(1),
//!     kind: FaultKind::LostAnswer,
//! });
//! // Point a client at sandbox.base_url() with sandbox.api_key(), then look at the record:
//! assert_eq!(sandbox.call_count("contact/save"), 0);
//! # sandbox.stop().await;
//! # Ok(())
//! # }
//! ```
//!
//! # On its own
//!
//! `cargo run -p didar-sandbox -- --listen 127.0.0.1:8090` prints the base URL, the key and a
//! call to try; `--help` lists the settings. While it runs it can be steered without a key:
//!
//! | Call | Does |
//! |---|---|
//! | `GET /_sandbox/calls` | lists the recorded calls |
//! | `DELETE /_sandbox/calls` | forgets them |
//! | `POST /_sandbox/faults` | adds a fault |
//! | `DELETE /_sandbox/faults` | clears the faults |
//! | `GET /_sandbox/contacts?from=0&limit=30` | lists stored contacts, newest first |
//!
//! A fault is `{"action": "contact/save", "times": 1, "kind": KIND}`; without `action` it
//! strikes every call, without `times` it stays until cleared. `KIND` is one of
//!
//! - `{"status": {"status": 400, "text": "…", "body": "error"}}`, where `body` may be `error`,
//!   `message`, `plain_text` or `html`,
//! - `{"html": {"status": 502}}`, `{"empty": {"status": 200}}`,
//! - `{"raw": {"status": 200, "body": "…"}}`, `{"ok_error": {"text": "…"}}`,
//! - `{"rate_limited": {"retry_after": 2}}`, `{"delay": 1500}` in milliseconds,
//! - `"cut_body"`, `"reset"`, `"lost_answer"`.
//!
//! # What it answers
//!
//! `contact/PersonSearch`, `contact/CompanySearch`, `contact/GetContactDetail`,
//! `contact/getbyphonenumber`, `contact/save`, `customfield/GetCustomfieldList`, `User/List`
//! and `Label/GetDealLabels`, the last by GET and the others by POST, with the key in the query
//! string. Where the contract leaves a
//! question open, [`Settings`] has a switch.
//!
//! # Map
//!
//! | Module | Job |
//! |---|---|
//! | `sandbox`, `settings`, `app` | the handle, the switches, the shared state |
//! | `server`, `api`, `actions` | connections; path, method and key; the actions |
//! | `faults`, `cut`, `calls`, `control` | faults, broken connections, the record, HTTP control |
//! | `account` | a shelf an entity with its listing order; definitions of custom fields |
//! | `contact`, `user`, `label` | one entity each: records, actions, rows, what is seeded |
//! | `search` | what all searches share: custom fields, paging |
//! | `wire` | the envelope and refusals |
//! | `seed` | what all that is seeded is made from |
//! | `json`, `text`, `time` | lenient JSON, text comparison, points in time |

#![forbid(unsafe_code)]
#![warn(missing_docs, unreachable_pub)]
#![cfg_attr(not(test), warn(clippy::unwrap_used))]

mod account;
mod actions;
mod api;
mod app;
mod calls;
mod contact;
mod control;
mod cut;
mod faults;
mod json;
mod label;
mod sandbox;
mod search;
mod seed;
mod server;
mod settings;
mod text;
mod time;
mod user;
mod wire;

pub use calls::Call;
pub use faults::{Fault, FaultKind};
pub use sandbox::Sandbox;
pub use settings::{DEMO_API_KEY, MAX_CONTACTS, Settings, UnknownContact};
pub use wire::ErrorBody;
