//! The custom field values of the seeded deals.

use std::sync::Arc;

use crate::account::{FieldValue, Fields};
use crate::seed::definitions as key;
use crate::seed::rng::{Rng, Stream};
use crate::seed::words::{CHANNELS, SERVICES};
use crate::time::Instant;

/// The keys of the fields and the texts of their options, kept once for all deals.
#[derive(Debug)]
pub(super) struct Keys {
    order_number: Arc<str>,
    channel: Arc<str>,
    delivery: Arc<str>,
    instalments: Arc<str>,
    installation: Arc<str>,
    services: Arc<str>,
    channels: [Arc<str>; 4],
    service_names: [Arc<str>; 4],
}

impl Keys {
    pub(super) fn new() -> Self {
        Self {
            order_number: key::ORDER_NUMBER.into(),
            channel: key::CHANNEL.into(),
            delivery: key::DELIVERY.into(),
            instalments: key::INSTALMENTS.into(),
            installation: key::INSTALLATION.into(),
            services: key::SERVICES.into(),
            channels: CHANNELS.map(Arc::from),
            service_names: SERVICES.map(Arc::from),
        }
    }

    /// The values of a deal: every field is missing on some, and no two order numbers are the
    /// same.
    pub(super) fn values(&self, seed: u64, index: u64) -> Fields {
        let mut rng = Rng::new(seed, Stream::DealValues, index);
        let mut fields = Fields::default();
        let made = [
            (&self.order_number, order_number(&mut rng, index)),
            (&self.channel, self.channel(&mut rng)),
            (&self.delivery, delivery(&mut rng)),
            (&self.instalments, instalments(&mut rng)),
            (&self.installation, installation(&mut rng)),
            (&self.services, self.services(&mut rng)),
        ];
        for (key, value) in made {
            if let Some(value) = value {
                fields.set(key.clone(), value);
            }
        }
        fields.shrink();
        fields
    }

    /// The text of an option (F106).
    fn channel(&self, rng: &mut Rng) -> Option<FieldValue> {
        let text = &self.channels[rng.below(4) as usize];
        rng.chance(75).then(|| FieldValue::Text(text.clone()))
    }

    /// An array of option texts (F107), at times empty.
    fn services(&self, rng: &mut Rng) -> Option<FieldValue> {
        let chosen = self.service_names.iter().filter(|_| rng.chance(35)).cloned();
        let chosen = FieldValue::List(chosen.collect());
        rng.chance(60).then_some(chosen)
    }
}

fn order_number(rng: &mut Rng, index: u64) -> Option<FieldValue> {
    let text = format!("SO-{}", 100_000 + index);
    rng.chance(92).then(|| FieldValue::Text(text.into()))
}

/// A day after 2024 in one of the spellings of F17.
fn delivery(rng: &mut Rng) -> Option<FieldValue> {
    const FIRST_DAY: i64 = 1_719_792_000;
    let seconds = FIRST_DAY + rng.below(900) as i64 * 86_400;
    let moment = Instant::from_ticks(seconds * 10_000_000);
    let text = if rng.chance(60) { moment.millis() } else { moment.zoneless() };
    rng.chance(50).then(|| FieldValue::Text(text.into()))
}

/// One in five numbers is text (F110).
fn instalments(rng: &mut Rng) -> Option<FieldValue> {
    let number = 1 + rng.below(24) as i64;
    let value = match rng.chance(20) {
        true => FieldValue::Text(number.to_string().into()),
        false => FieldValue::Int(number),
    };
    rng.chance(45).then_some(value)
}

fn installation(rng: &mut Rng) -> Option<FieldValue> {
    match rng.below(10) {
        0..4 => None,
        4 => Some(FieldValue::Null),
        5..8 => Some(FieldValue::Bool(true)),
        _ => Some(FieldValue::Bool(false)),
    }
}
