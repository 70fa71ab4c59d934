//! Custom field values as years of forms, imports and clients leave them behind.

use std::sync::Arc;

use super::definitions as key;
use super::names::{CITIES, FORMER_CITY, INTERESTS, NOTES, REMARKS};
use super::rng::{Rng, Stream};
use crate::account::{FieldValue, Fields};
use crate::time::Instant;

/// Shares texts among contacts, so that a million of them keep one copy.
pub(crate) trait Intern {
    fn intern(&mut self, text: &str) -> Arc<str>;
}

/// The values of a contact. A few contacts have none at all, and every field is missing on
/// some: absent, null or empty (F111).
pub(crate) fn fields(seed: u64, index: u64, texts: &mut impl Intern) -> Fields {
    let mut rng = Rng::new(seed, Stream::Values, index);
    let mut fields = Fields::default();
    if rng.chance(4) {
        return fields;
    }
    let made = [
        (key::REMARK, remark(&mut rng, texts)),
        (key::BUDGET, budget(&mut rng)),
        (key::CITY, city(&mut rng, texts)),
        (key::INTEREST, interests(&mut rng, texts)),
        (key::MEMBER, member(&mut rng)),
        (key::CONTRACT, contract(&mut rng)),
        (key::NOTE, note(&mut rng, texts)),
        (key::OLD_CODE, old_code(&mut rng)),
        (key::PLACE, place(&mut rng)),
        (key::LOYALTY, loyalty(&mut rng)),
    ];
    for (key, value) in made {
        if let Some(value) = value {
            fields.set(texts.intern(key), value);
        }
    }
    fields.shrink();
    fields
}

fn remark(rng: &mut Rng, texts: &mut impl Intern) -> Option<FieldValue> {
    match rng.below(100) {
        0..15 => None,
        15..20 => Some(FieldValue::Text(texts.intern(""))),
        _ => Some(FieldValue::Text(texts.intern(rng.pick(&REMARKS)))),
    }
}

/// About 40 in 100 have no budget. One in four numbers is text (F110), and the small numbers
/// include the 12 of the official example.
fn budget(rng: &mut Rng) -> Option<FieldValue> {
    if rng.chance(36) {
        return None;
    }
    let number = match rng.below(10) {
        0..3 => FieldValue::Int(rng.pick(&[5, 7, 12, 20, 26, 40, 123])),
        3..8 => FieldValue::Int(500_000 * (1 + rng.below(400) as i64)),
        8 => FieldValue::Decimal((rng.below(2000) * 2 + 1) as f64 / 4.0),
        _ if rng.chance(50) => return Some(FieldValue::Null),
        _ => return Some(FieldValue::Text("".into())),
    };
    let spelled = match (rng.chance(25), &number) {
        (true, FieldValue::Int(whole)) => whole.to_string(),
        (true, FieldValue::Decimal(decimal)) => decimal.to_string(),
        _ => return Some(number),
    };
    Some(FieldValue::Text(spelled.into()))
}

/// The text of an option (F106), now and then of one that is gone.
fn city(rng: &mut Rng, texts: &mut impl Intern) -> Option<FieldValue> {
    let city = match rng.below(100) {
        0..16 => return None,
        16..18 => FORMER_CITY,
        _ => rng.pick(&CITIES),
    };
    Some(FieldValue::Text(texts.intern(city)))
}

/// An array of option texts (F107), at times empty or null.
fn interests(rng: &mut Rng, texts: &mut impl Intern) -> Option<FieldValue> {
    match rng.below(100) {
        0..30 => return None,
        30..35 => return Some(FieldValue::Null),
        35..40 => return Some(FieldValue::List(Box::new([]))),
        _ => {}
    }
    let mut chosen: Vec<&str> = INTERESTS.to_vec();
    let wanted = 1 + rng.below(3) as usize;
    while chosen.len() > wanted {
        chosen.remove(rng.below(chosen.len() as u64) as usize);
    }
    let chosen = chosen.into_iter().map(|interest| texts.intern(interest));
    Some(FieldValue::List(chosen.collect()))
}

fn member(rng: &mut Rng) -> Option<FieldValue> {
    match rng.below(10) {
        0..3 => None,
        3 => Some(FieldValue::Null),
        4..7 => Some(FieldValue::Bool(true)),
        _ => Some(FieldValue::Bool(false)),
    }
}

/// A day between 2020 and 2027 in one of the spellings of F17.
fn contract(rng: &mut Rng) -> Option<FieldValue> {
    const FIRST_DAY: i64 = 1_577_836_800;
    if rng.chance(45) {
        return None;
    }
    let seconds = FIRST_DAY + rng.below(2557 * 24) as i64 * 3600;
    let moment = Instant::from_ticks(seconds * 10_000_000);
    let text = match rng.below(5) {
        0 | 1 => moment.millis(),
        2 => format!("{}Z", moment.zoneless()),
        3 => moment.zoneless(),
        _ => moment.to_string(),
    };
    Some(FieldValue::Text(text.into()))
}

fn note(rng: &mut Rng, texts: &mut impl Intern) -> Option<FieldValue> {
    let text = rng.chance(30).then(|| texts.intern(rng.pick(&NOTES)));
    text.map(FieldValue::Text)
}

fn old_code(rng: &mut Rng) -> Option<FieldValue> {
    rng.chance(20).then(|| FieldValue::Int(rng.below(9000) as i64))
}

fn place(rng: &mut Rng) -> Option<FieldValue> {
    let text = rng.chance(15).then(|| format!("35.{},51.{}", 60 + rng.below(30), rng.below(60)));
    text.map(|text| FieldValue::Text(text.into()))
}

fn loyalty(rng: &mut Rng) -> Option<FieldValue> {
    rng.chance(75).then(|| FieldValue::Int(rng.below(101) as i64))
}
