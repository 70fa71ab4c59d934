//! How amounts and moments are spelled, where the contract knows two ways.

use serde_json::Value;

use crate::amount::Amount;
use crate::settings::{Amounts, RegisterTime, Switches};
use crate::time::Instant;

/// The spellings in use.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spelling {
    amounts: Amounts,
    moments: RegisterTime,
}

impl Spelling {
    pub(crate) fn of(switches: &Switches) -> Self {
        Self { amounts: switches.amounts, moments: switches.register_time }
    }

    /// An amount as a number or as numeric text (F25).
    pub(crate) fn amount(self, amount: &Amount) -> Value {
        match self.amounts {
            Amounts::Numbers => Value::Number(amount.number()),
            Amounts::NumericStrings => Value::String(amount.number().to_string()),
        }
    }

    /// A computed amount.
    pub(crate) fn sum(self, value: f64) -> Value {
        self.amount(&Amount::of(value))
    }

    /// A moment, to the second or with seven digits (F201).
    pub(crate) fn moment(self, moment: Instant) -> String {
        match self.moments {
            RegisterTime::WholeSeconds => moment.seconds(),
            RegisterTime::SevenDigits => moment.to_string(),
        }
    }

    /// A moment that may be absent.
    pub(crate) fn optional(self, moment: Option<Instant>) -> Option<String> {
        moment.map(|moment| self.moment(moment))
    }
}
