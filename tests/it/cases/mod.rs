//! Cases: what is read of them, and how they are saved.

mod reads;
mod saves;

use didar_sandbox::{Criterion, Presence, SaveAnswer, Settings, Switches, Unproven};
use serde_json::Value;

use crate::support::Gateway;

pub(super) const TICKET: &str = "Field_8785_0_25";
pub(super) const REASON: &str = "Field_8785_4_26";
/// A stage of the account's pipeline of cases, which is not the first.
pub(super) const STAGE: &str = "57a9e000-0000-4000-8000-000000000032";
pub(super) const NOBODY: &str = "12345678-1234-4234-8234-123456789012";

/// A gateway over an account with some fifty cases.
async fn switched(switches: Switches) -> Gateway {
    let settings = Settings { contacts: 410, switches, ..Settings::default() };
    let gateway = Gateway::with().sandbox(settings).start().await;
    gateway.warm().await;
    gateway
}

/// What is not known of Didar's cases, each in its other position.
fn positions() -> Vec<Switches> {
    let usual = Switches::default();
    vec![
        usual,
        Switches { person_criterion: Criterion::Honoured, ..usual },
        Switches { case_row_ids: Unproven::Absent, ..usual },
        Switches { fields_in_save_answer: Presence::Present, ..usual },
        Switches { save_answer: SaveAnswer::UnderName, ..usual },
    ]
}

/// The stored cases in Didar's order, without those in the bin.
fn stored(gateway: &Gateway) -> Vec<Value> {
    let mut cases = gateway.sandbox.cases_json();
    cases.retain(|case| case["IsDeleted"] == false);
    cases
}
