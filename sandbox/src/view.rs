//! What a row is read from besides its own record.

use crate::account::Account;
use crate::settings::Switches;
use crate::wire::Spelling;

/// The account for what is embedded, and the switches for what is shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a> {
    pub(crate) account: &'a Account,
    pub(crate) switches: &'a Switches,
    pub(crate) spelling: Spelling,
}

impl<'a> View<'a> {
    pub(crate) fn new(account: &'a Account, switches: &'a Switches) -> Self {
        Self { account, switches, spelling: Spelling::of(switches) }
    }
}
