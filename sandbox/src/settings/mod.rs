//! What can be chosen when a sandbox starts.

mod positions;
mod switches;

use std::net::{Ipv4Addr, SocketAddr};

pub use positions::{
    Amounts, ContactIds, CreateFields, Criterion, DealUpdate, DealWindow, ItemTax, ItemsWithKey,
    ItemsWithoutKey, KeySees, Presence, RegisterTime, SaveAnswer, SeveralContactIds, UnknownStage,
    Unproven, VariantsOnSave,
};
pub use switches::Switches;

use crate::ErrorBody;

/// The key a sandbox expects unless told otherwise: 32 lowercase letters and digits (F3), and
/// plainly not a real one.
pub const DEMO_API_KEY: &str = "sandbox0demo0key0not0a0real0one0";

/// The largest account the sandbox will seed.
pub const MAX_CONTACTS: usize = 1_000_000;

/// How a sandbox behaves. Every switch stands for a question the contract leaves open
/// (section 9); the defaults are its safest assumptions.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// How many contacts to seed, and a deal for every two of them.
    pub contacts: usize,
    /// Which account to seed: the same seed gives the same bytes, and a larger `contacts` only
    /// appends.
    pub seed: u64,
    /// The key expected in the query string (F2).
    pub api_key: String,
    /// Any other key of letters and digits opens the account too: for clients with many.
    pub any_key: bool,
    /// Attribute criteria (`MobilePhone`, `Email` and so on) compare whole values instead of
    /// fragments (section 9, row 6).
    pub exact_attributes: bool,
    /// The most rows an answer holds, whatever `Limit` says (section 9, row 3).
    pub largest_limit: Option<usize>,
    /// A filter on an unknown custom field is dropped instead of refused (section 9, row 9).
    pub ignore_unknown_filter_fields: bool,
    /// The duplicate rule also looks at `CustomerCode` and `Email` (section 9, row 15).
    pub wide_duplicate_rule: bool,
    /// What `GetContactDetail` and `getdealdetail` answer for an unknown `Id` (section 9, row 22).
    pub unknown_contact: UnknownContact,
    /// The shape of the body of every refusal (F31).
    pub error_body: ErrorBody,
    /// What is open about deals, activities and saves.
    pub switches: Switches,
}

/// The answer of a detail call for an `Id` nobody has (F34).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnknownContact {
    /// 404 with an error body.
    #[default]
    NotFound,
    /// 400 with an error body.
    BadRequest,
    /// 200 with `{"Response": null}`.
    NullResponse,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            contacts: 2000,
            seed: 42,
            api_key: DEMO_API_KEY.to_owned(),
            any_key: false,
            exact_attributes: false,
            largest_limit: None,
            ignore_unknown_filter_fields: false,
            wide_duplicate_rule: false,
            unknown_contact: UnknownContact::default(),
            error_body: ErrorBody::default(),
            switches: Switches::default(),
        }
    }
}
