//! The actions of the API and what each of them does.

use std::sync::Arc;

use axum::http::{Method, StatusCode};
use serde_json::Value;

use crate::app::App;
use crate::contact::{self, ContactKind};
use crate::deal::Version;
use crate::pipeline::PipelineKind;
use crate::wire::{ApiError, envelope};
use crate::{activity, case, deal, global, label, location, pipeline, product, user};

/// From this many records on, work leaves the async threads: a scan takes milliseconds.
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
    Pipelines(PipelineKind),
    SearchDeals(Version),
    DealDetail,
    SaveDeal(Version),
    ActivityKinds,
    SaveActivity,
    AttachFiles,
    SearchCases,
    SaveCase,
    SearchProducts,
    ProductsByCodes,
    ProductCategories,
    SaveProduct,
    SearchAll,
    Locations,
}

impl Action {
    /// The action of a lower-cased path below `/api` (F5).
    pub(crate) fn named(path: &str) -> Option<Self> {
        Some(match path {
            // A person search too, by a name that one service lives on (F204).
            "contact/personsearch" | "contact/search" => Self::PersonSearch,
            "contact/companysearch" => Self::CompanySearch,
            "contact/getcontactdetail" => Self::ContactDetail,
            "contact/getbyphonenumber" => Self::ByPhoneNumber,
            "contact/save" => Self::SaveContact,
            "customfield/getcustomfieldlist" => Self::CustomFields,
            "user/list" => Self::Users,
            "label/getdeallabels" => Self::Labels,
            "pipeline/list/0" => Self::Pipelines(PipelineKind::Deal),
            "pipeline/list/1" => Self::Pipelines(PipelineKind::Case),
            "deal/search" => Self::SearchDeals(Version::Old),
            "deal/search_v2" => Self::SearchDeals(Version::V2),
            "deal/getdealdetail" => Self::DealDetail,
            "deal/save" => Self::SaveDeal(Version::Old),
            "deal/save_v2" => Self::SaveDeal(Version::V2),
            "activity/getactivitytype" => Self::ActivityKinds,
            "activity/save" => Self::SaveActivity,
            "activity/attachfilestoactivity" => Self::AttachFiles,
            "case/search" => Self::SearchCases,
            "case/save" | "case/save_v2" => Self::SaveCase,
            "product/search" => Self::SearchProducts,
            "product/getproductbycodes" => Self::ProductsByCodes,
            "product/categories" => Self::ProductCategories,
            "product/save" => Self::SaveProduct,
            "search/search" => Self::SearchAll,
            "shared/getlocations" => Self::Locations,
            _ => return None,
        })
    }

    /// Nearly every action is a POST (F4).
    pub(crate) fn method(self) -> Method {
        if self == Self::Labels { Method::GET } else { Method::POST }
    }

    /// Every action but one asks for the key (F86).
    pub(crate) fn needs_key(self) -> bool {
        self != Self::Locations
    }
}

/// Runs an action, off the async threads when the account is big.
pub(crate) async fn run(app: Arc<App>, action: Action, body: Value) -> Result<Vec<u8>, ApiError> {
    if app.read().largest() < BIG {
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
        Action::ContactDetail => contact::detail(&app.read(), settings, body),
        Action::ByPhoneNumber => {
            Ok(contact::by_phone_number(&app.read(), &settings.switches, body))
        }
        Action::SaveContact => contact::save::save(&mut app.write(), settings, body),
        Action::CustomFields => Ok(envelope(app.read().definitions.served())),
        Action::Users => Ok(user::list()),
        Action::Labels => Ok(label::list()),
        Action::Pipelines(kind) => Ok(pipeline::list(kind)),
        Action::SearchDeals(version) => deal::search::search(&app.read(), settings, version, body),
        Action::DealDetail => deal::detail(&app.read(), settings, body),
        Action::SaveDeal(version) => deal::save::save(&mut app.write(), settings, version, body),
        Action::ActivityKinds => Ok(activity::kinds()),
        Action::SaveActivity => activity::save::save(&mut app.write(), body),
        Action::AttachFiles => activity::attachment::attach(&app.read(), body),
        Action::SearchCases => case::search::search(&app.read(), settings, body),
        Action::SaveCase => case::save::save(&mut app.write(), settings, body),
        Action::SearchProducts => Ok(product::search::search(&app.read(), settings, body)),
        Action::ProductsByCodes => Ok(product::search::by_codes(&app.read(), settings, body)),
        Action::ProductCategories => Ok(product::categories()),
        Action::SaveProduct => product::save::save(&mut app.write(), settings, body),
        Action::SearchAll => Ok(global::search(&app.read(), &settings.switches, body)),
        Action::Locations => Ok(location::list(settings.switches.cities)),
    }
}
