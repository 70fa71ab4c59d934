//! The contacts of the seeded account.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::civil::{Date, date};
use uuid::Uuid;

use super::attribute::Attribute;
use super::phones;
use super::record::{Contact, ContactKind, KeyValue, Visibility};
use crate::location;
use crate::seed::names::{
    BACKGROUNDS, COMPANY_KINDS, COMPANY_NAMES, FIRST_NAMES, LAST_NAMES, PLACES, POSITIONS,
};
use crate::seed::rng::{Rng, Stream};
use crate::seed::values::{self, Intern};
use crate::time::Instant;
use crate::user::USERS;

/// The `Code` of the first contact.
const FIRST_CODE: u64 = 1001;

/// One contact in twelve, at this place, is a company: the ids of companies can be told
/// without making them.
const COMPANY_EVERY: u64 = 12;
const COMPANY_PLACE: u64 = 7;

/// Makes contacts by index and shares the texts among them.
#[derive(Debug)]
pub(crate) struct Generator {
    seed: u64,
    texts: HashSet<Arc<str>>,
}

impl Intern for HashSet<Arc<str>> {
    fn intern(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.get(text) {
            return known.clone();
        }
        let new: Arc<str> = text.into();
        self.insert(new.clone());
        new
    }
}

impl Generator {
    pub(crate) fn new(seed: u64) -> Self {
        let texts = HashSet::new();
        Self { seed, texts }
    }

    /// The contact of an index, the same in an account of any size.
    pub(crate) fn contact(&mut self, index: u64) -> Contact {
        let mut rng = Rng::new(self.seed, Stream::Contact, index);
        let mut contact = self.blank(index);
        if index % COMPANY_EVERY == COMPANY_PLACE {
            self.company(&mut contact, index);
        } else {
            self.person(&mut contact, index, &mut rng);
        }
        self.reach(&mut contact, index, &mut rng);
        self.papers(&mut contact, index, &mut rng);
        self.standing(&mut contact, &mut rng);
        contact.fields = values::fields(self.seed, index, &mut self.texts);
        contact.attributes.shrink();
        contact
    }

    fn blank(&self, index: u64) -> Contact {
        let time = registered(self.seed, index);
        Contact::new(self.id(index), FIRST_CODE + index, time)
    }

    fn id(&self, index: u64) -> Uuid {
        Rng::new(self.seed, Stream::Id, index).guid()
    }

    fn set(&mut self, contact: &mut Contact, attribute: Attribute, text: &str) {
        contact.attributes.set(attribute, self.texts.intern(text));
    }

    fn company(&mut self, contact: &mut Contact, index: u64) {
        contact.kind = ContactKind::Company;
        self.set(contact, Attribute::FirstName, "");
        let name = company_name(self.seed, index);
        self.set(contact, Attribute::LastName, &name);
        self.set(contact, Attribute::CompanyName, "");
    }

    fn person(&mut self, contact: &mut Contact, index: u64, rng: &mut Rng) {
        self.set(contact, Attribute::FirstName, rng.pick(&FIRST_NAMES));
        self.set(contact, Attribute::LastName, rng.pick(&LAST_NAMES));
        contact.birth_date = rng.chance(40).then(|| birth_date(rng));
        if let Some(company) = employer(index, rng) {
            contact.company = self.id(company);
            let name = company_name(self.seed, company);
            self.set(contact, Attribute::CompanyName, &name);
            self.set(contact, Attribute::Position, rng.pick(&POSITIONS));
        }
    }

    /// Phones, e-mail and place.
    fn reach(&mut self, contact: &mut Contact, index: u64, rng: &mut Rng) {
        if let Some(mobile) = phones::mobile(self.seed, index) {
            contact.attributes.set(Attribute::MobilePhone, mobile);
        }
        if rng.chance(35) {
            contact.attributes.set(Attribute::WorkPhone, phones::work(index));
        }
        if rng.chance(70) {
            let email = format!("contact{index}@example.test");
            contact.attributes.set(Attribute::Email, email);
        }
        if rng.chance(60) {
            self.place(contact, rng);
        }
        if rng.chance(5) {
            let entry = key_value("همراه دوم", format!("0961{index:07}"));
            contact.rare_mut().other_phones.push(entry);
        }
    }

    fn place(&mut self, contact: &mut Contact, rng: &mut Rng) {
        let at = rng.below(PLACES.len() as u64);
        let (city, province) = PLACES[at as usize];
        self.set(contact, Attribute::CityTitle, city);
        self.set(contact, Attribute::ProvinceTitle, province);
        if rng.chance(20) {
            let rare = contact.rare_mut();
            rare.city = location::city(at);
            rare.province = location::province(at);
            let street = format!("{city}، خیابان نمونه، پلاک {}", rng.below(200));
            rare.addresses.push(key_value("دفتر", street));
        }
    }

    /// Codes and notes. Some customer codes carry a stray space (F188).
    fn papers(&mut self, contact: &mut Contact, index: u64, rng: &mut Rng) {
        if rng.chance(60) {
            let stray = if rng.chance(2) { " " } else { "" };
            let code = format!("C-{}{stray}", 100_000 + index);
            contact.attributes.set(Attribute::CustomerCode, code);
        }
        if rng.chance(25) {
            let code = format!("000{:07}", rng.below(10_000_000));
            contact.attributes.set(Attribute::NationalCode, code);
        }
        if rng.chance(25) {
            let code = format!("00000{:05}", rng.below(100_000));
            contact.attributes.set(Attribute::ZipCode, code);
        }
        if rng.chance(20) {
            self.set(contact, Attribute::BackgroundInfo, rng.pick(&BACKGROUNDS));
        }
    }

    fn standing(&mut self, contact: &mut Contact, rng: &mut Rng) {
        contact.owner = USERS[rng.below(USERS.len() as u64) as usize].user_id;
        let visibilities = [Visibility::All, Visibility::Owner, Visibility::OwnerGroup];
        contact.visibility = rng.pick(&visibilities);
        contact.is_deleted = rng.chance(2);
        contact.is_pinned = rng.chance(3);
        contact.is_vip = rng.chance(6);
        contact.is_customer = rng.chance(45);
    }
}

/// When a contact was registered: between 2021 and the middle of 2026. Now and then two share
/// a moment, as after an import.
fn registered(seed: u64, index: u64) -> Instant {
    const FIRST_SECOND: i64 = 1_609_459_200;
    const SPAN: u64 = 2000 * 24 * 3600 * 10_000_000;
    let twin = if index % 50 == 1 { index - 1 } else { index };
    let offset = Rng::new(seed, Stream::Time, twin).below(SPAN);
    Instant::from_ticks(FIRST_SECOND * 10_000_000 + offset as i64)
}

/// A company made before this person; none when there is none yet.
fn employer(index: u64, rng: &mut Rng) -> Option<u64> {
    let companies = (index + COMPANY_EVERY - 1 - COMPANY_PLACE) / COMPANY_EVERY;
    let employed = companies > 0 && rng.chance(55);
    employed.then(|| rng.below(companies) * COMPANY_EVERY + COMPANY_PLACE)
}

fn company_name(seed: u64, index: u64) -> String {
    let mut rng = Rng::new(seed, Stream::Company, index);
    let (kind, name) = (rng.pick(&COMPANY_KINDS), rng.pick(&COMPANY_NAMES));
    format!("{kind} {name}")
}

fn birth_date(rng: &mut Rng) -> Date {
    let year = 1955 + rng.below(50) as i16;
    date(year, 1 + rng.below(12) as i8, 1 + rng.below(28) as i8)
}

fn key_value(key: &str, value: String) -> KeyValue {
    let key = key.to_owned();
    KeyValue { key, value }
}
