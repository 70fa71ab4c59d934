//! The actions of the API and what each of them does.

use std::sync::Arc;

use axum::http::{Method, StatusCode};
use serde_json::Value;

use crate::app::App;
use crate::contact::{self, ContactKind};
use crate::wire::{ApiError, envelope};
use crate::{label, user};

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
    Labels,
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
            "label/getdeallabels" => Self::Labels,
            _ => return None,
        })
    }

    /// Nearly every action is a POST (F4).
    pub(crate) fn method(self) -> Method {
        if self == Self::Labels { Method::GET } else { Method::POST }
    }
}

/// Runs an action, off the async threads when the account is big.
pub(crate) async fn run(app: Arc<App>, action: Action, body: Value) -> Result<Vec<u8>, ApiError> {
    let len = app.read().contacts.len();
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
        Action::PersonSearch => {
            contact::search::search(&app.read(), settings, ContactKind::Person, body)
        }
        Action::CompanySearch => {
            contact::search::search(&app.read(), settings, ContactKind::Company, body)
        }
        Action::ContactDetail => contact::detail(&app.read(), settings.unknown_contact, body),
        Action::ByPhoneNumber => Ok(contact::by_phone_number(&app.read(), body)),
        Action::SaveContact => contact::save::save(&mut app.write(), settings, body),
        Action::CustomFields => Ok(envelope(app.read().definitions.served())),
        Action::Users => Ok(user::list()),
        Action::Labels => Ok(label::list()),
    }
}
