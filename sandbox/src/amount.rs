//! Amounts: money and quantities, kept exactly as they were written (F25).

use serde_json::{Number, Value};

/// A number of any size; what is computed from it is as exact as a double.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Amount {
    /// The usual case, kept small: an account has a great many of them.
    Whole(i64),
    /// With a fraction, or too large.
    Written(Box<Number>),
}

/// Above this a double no longer holds every whole number.
const LARGEST_WHOLE: f64 = 9e15;

impl Amount {
    /// A computed amount: whole ones have no fraction on the wire.
    pub(crate) fn of(value: f64) -> Self {
        if value.fract() == 0.0 && value.abs() < LARGEST_WHOLE {
            return Self::Whole(value as i64);
        }
        Number::from_f64(value).map_or(Self::Whole(0), Self::from)
    }

    /// Reads a number or numeric text.
    pub(crate) fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Number(number) => Some(number.clone().into()),
            Value::String(text) => text.trim().parse::<Number>().ok().map(Self::from),
            _ => None,
        }
    }

    /// The amount as it was written.
    pub(crate) fn number(&self) -> Number {
        match self {
            Self::Whole(whole) => Number::from(*whole),
            Self::Written(number) => (**number).clone(),
        }
    }

    /// The amount to compute with.
    pub(crate) fn value(&self) -> f64 {
        match self {
            Self::Whole(whole) => *whole as f64,
            Self::Written(number) => number.as_f64().unwrap_or_default(),
        }
    }
}

impl From<Number> for Amount {
    fn from(number: Number) -> Self {
        match number.as_i64() {
            Some(whole) if Number::from(whole) == number => Self::Whole(whole),
            _ => Self::Written(Box::new(number)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_amount_stays_as_it_was_written() {
        for text in ["150000", "-7", "-0", "0.10", "12345678901234567890.5"] {
            let read = Amount::read(&json!(text)).expect("an amount");
            assert_eq!(read.number().to_string(), text);
        }
        assert_eq!(Amount::read(&json!("much")), None);
        assert_eq!(Amount::of(2.5 * 75_000.0), Amount::Whole(187_500));
        assert_eq!(Amount::of(0.25).number().to_string(), "0.25");
        assert_eq!(Amount::of(f64::NAN), Amount::Whole(0));
    }
}
