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
//! | `GET /_sandbox/deals?from=0&limit=30` | lists stored deals, newest first |
//! | `GET /_sandbox/cases?from=0&limit=30` | lists stored cases, newest first |
//! | `GET /_sandbox/products?from=0&limit=30` | lists stored products, newest first |
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
//! All by POST with the key in the query string, but for what is said:
//!
//! - `contact/PersonSearch`, `contact/search`, `contact/CompanySearch`,
//!   `contact/GetContactDetail`, `contact/getbyphonenumber`, `contact/save`,
//! - `deal/search`, `deal/search_v2`, `deal/getdealdetail`, `deal/save`, `deal/save_v2`,
//! - `activity/save`, `activity/GetActivityType`, `activity/AttachFilesToActivity` (a form),
//! - `Case/search`, `case/save`, `Case/Save_v2`,
//! - `product/search`, `product/getproductbycodes`, `product/categories`, `product/save`,
//! - `search/search`,
//! - `pipeline/list/0`, `pipeline/list/1`, `customfield/GetCustomfieldList`, `User/List`,
//! - `Label/GetDealLabels` by GET,
//! - `shared/GetLocations` without a key.
//!
//! Where the contract leaves a question open, [`Settings`] and its [`Switches`] have a position
//! for each answer.
//!
//! # Map
//!
//! | Module | Job |
//! |---|---|
//! | `sandbox`, `settings`, `app` | the handle, the switches, the shared state |
//! | `server`, `api`, `actions` | connections; path, method and key; the actions |
//! | `faults`, `cut`, `calls`, `control` | faults, broken connections, the record, HTTP control |
//! | `account` | a shelf an entity with its listing order; definitions of custom fields |
//! | `contact`, `deal`, `activity`, `case` | one entity each: records, actions, rows, seed |
//! | `product`, `pipeline`, `label`, `user`, `location` | what the account is set up with |
//! | `global` | the search over several entities |
//! | `search` | what all searches share: criteria, custom fields, paging |
//! | `save` | what all saves share: reading the request, the place of the answer |
//! | `planted` | what all plantings for tests share |
//! | `wire`, `view` | the envelope, details, refusals, spellings; what rows are read from |
//! | `seed` | what all that is seeded is made from |
//! | `json`, `text`, `time`, `amount` | lenient JSON, text comparison, points in time, money |

#![forbid(unsafe_code)]
#![warn(missing_docs, unreachable_pub)]
#![cfg_attr(not(test), warn(clippy::unwrap_used))]

mod account;
mod actions;
mod activity;
mod amount;
mod api;
mod app;
mod calls;
mod case;
mod contact;
mod control;
mod cut;
mod deal;
mod faults;
mod form;
mod global;
mod json;
mod label;
mod location;
mod pipeline;
mod planted;
mod product;
mod sandbox;
mod save;
mod search;
mod seed;
mod server;
mod settings;
mod text;
mod time;
mod user;
mod view;
mod wire;

pub use calls::Call;
pub use faults::{Fault, FaultKind};
pub use sandbox::Sandbox;
pub use settings::{
    Amounts, ContactIds, CreateFields, Criterion, DEMO_API_KEY, DealUpdate, DealWindow, ItemTax,
    ItemsWithKey, ItemsWithoutKey, KeySees, MAX_CONTACTS, Presence, RegisterTime, SaveAnswer,
    Settings, SeveralContactIds, Switches, UnknownContact, UnknownStage, Unproven, VariantsOnSave,
};
pub use wire::ErrorBody;
