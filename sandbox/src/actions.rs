//! The actions of the API and what each of them does.

use std::sync::Arc;

use axum::http::StatusCode;
use serde_json::Value;

use crate::app::App;
use crate::json;
use crate::settings::UnknownContact;
use crate::store::{Attribute, ContactKind, Store, USERS};
use crate::wire::{ApiError, Row, UserRow, envelope};
use crate::{save, search};

/// From this many contacts on, work leaves the async threads: a scan takes milliseconds.
const BIG: usize = 5_000;

/// An action of section 10 that the sandbox answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    PersonSearch,
    CompanySearch,
    ContactDetail,
    ByPhoneNumber,
    SaveContact,
    CustomFields,
    Users,
}

impl Action {
    /// The action of a lower-cased path below `/api` (F5).
    pub(crate) fn named(path: &str) -> Option<Self> {
        Some(match path {
            "contact/personsearch" => Self::PersonSearch,
            "contact/companysearch" => Self::CompanySearch,
            "contact/getcontactdetail" => Self::ContactDetail,
            "contact/getbyphonenumber" => Self::ByPhoneNumber,
            "contact/save" => Self::SaveContact,
            "customfield/getcustomfieldlist" => Self::CustomFields,
            "user/list" => Self::Users,
            _ => return None,
        })
    }
}

/// Runs an action, off the async threads when the account is big.
pub(crate) async fn run(app: Arc<App>, action: Action, body: Value) -> Result<Vec<u8>, ApiError> {
    let len = app.read().len();
    if len < BIG {
        return answer(&app, action, &body);
    }
    let work = tokio::task::spawn_blocking(move || answer(&app, action, &body));
    work.await.unwrap_or_else(|lost| {
        let text = format!("The action did not end: {lost}");
        Err(ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, text))
    })
}

fn answer(app: &App, action: Action, body: &Value) -> Result<Vec<u8>, ApiError> {
    let settings = &app.settings;
    match action {
        Action::PersonSearch => search::search(&app.read(), settings, ContactKind::Person, body),
        Action::CompanySearch => search::search(&app.read(), settings, ContactKind::Company, body),
        Action::ContactDetail => detail(&app.read(), settings.unknown_contact, body),
        Action::ByPhoneNumber => Ok(by_phone_number(&app.read(), body)),
        Action::SaveContact => save::save(&mut app.write(), settings, body),
        Action::CustomFields => Ok(envelope(app.read().definitions.served())),
        Action::Users => {
            let rows: Vec<UserRow> = USERS.iter().map(UserRow::from).collect();
            Ok(envelope(rows))
        }
    }
}

/// One contact by id, deleted or not (F63; section 9, rows 21 and 22).
fn detail(store: &Store, unknown: UnknownContact, body: &Value) -> Result<Vec<u8>, ApiError> {
    let id = json::get(body, "Id").unwrap_or(&Value::Null);
    let contact = json::guid(id).ok().and_then(|id| store.find(id));
    let refuse = |status| Err(ApiError::new(status, "Contact's data not found"));
    match (contact, unknown) {
        (Some(contact), _) => Ok(envelope(Row::search(contact))),
        (None, UnknownContact::NotFound) => refuse(StatusCode::NOT_FOUND),
        (None, UnknownContact::BadRequest) => refuse(StatusCode::BAD_REQUEST),
        (None, UnknownContact::NullResponse) => Ok(envelope(())),
    }
}

/// The contacts with this very spelling of a mobile number (F60, F61).
fn by_phone_number(store: &Store, body: &Value) -> Vec<u8> {
    let wanted = json::get(body, "MobilePhone").and_then(json::text);
    let wanted = wanted.unwrap_or_default();
    let has_it = |text: &str| !wanted.is_empty() && text == wanted;
    let found = store.iter().filter(|contact| {
        let mobile = contact.attributes.text(Attribute::MobilePhone);
        has_it(mobile)
    });
    envelope(found.map(Row::search).collect::<Vec<_>>())
}
