//! Deals: what is read of them, and how they are saved.

mod calls;
mod files;
pub(crate) mod filters;
mod groups;
mod items;
mod model;
mod refusals;
mod relations;
pub(crate) mod saves;

use didar_sandbox::{
    Amounts, ContactIds, Criterion, DealWindow, RegisterTime, Sandbox, Settings, Switches,
};
use serde_json::Value;

use crate::support::Gateway;

/// The account's pipelines, and a stage of each.
pub(crate) const PIPELINES: [&str; 2] =
    ["9195e000-0000-4000-8000-000000000001", "9195e000-0000-4000-8000-000000000002"];
pub(crate) const STAGES: [&str; 2] =
    ["57a9e000-0000-4000-8000-000000000012", "57a9e000-0000-4000-8000-000000000022"];
pub(crate) const LABEL: &str = "1abe1000-0000-4000-8000-000000000001";
pub(crate) const OWNER: &str = "b3170000-0000-4000-8000-0000000000e2";

/// A gateway over an account with some 200 deals, not a round number of them, and these switches.
pub(crate) async fn switched(switches: Switches) -> Gateway {
    let settings = Settings { contacts: 410, switches, ..Settings::default() };
    Gateway::with().over(Sandbox::start(settings).await.expect("a sandbox")).start().await
}

/// What is not known of Didar's searches, each in its other position.
pub(crate) fn positions() -> Vec<Switches> {
    let usual = Switches::default();
    vec![
        usual,
        Switches { deal_window: DealWindow::RegisterTime, ..usual },
        Switches { contact_ids: ContactIds::IgnoredByOldSearch, ..usual },
        Switches { company_criterion: Criterion::Honoured, ..usual },
        Switches { owner_criterion: Criterion::Honoured, ..usual },
        Switches { amounts: Amounts::NumericStrings, ..usual },
        Switches { register_time: RegisterTime::SevenDigits, ..usual },
    ]
}

/// The stored deals in Didar's order, without those in the bin.
pub(crate) fn stored(gateway: &Gateway) -> Vec<Value> {
    let mut deals = gateway.sandbox.deals_json();
    deals.retain(|deal| deal["IsDeleted"] == false);
    deals
}

/// The id of a row.
pub(crate) fn id(row: &Value) -> String {
    row["Id"].as_str().expect("an id").to_owned()
}
