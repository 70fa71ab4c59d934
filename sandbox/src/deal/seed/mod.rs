//! The deals of the seeded account. A deal depends on the seed, its index and the contacts
//! before twice its index, so that a larger account begins like a smaller one.

mod values;

use uuid::{Uuid, uuid};

use super::item::Item;
use super::record::{Deal, Status};
use super::save::default_title;
use crate::account::Shelf;
use crate::amount::Amount;
use crate::contact::Contact;
use crate::label;
use crate::pipeline::{self, Pipeline, PipelineKind};
use crate::product::Product;
use crate::seed::rng::{Rng, Stream};
use crate::seed::words::{DEAL_TITLES, DESCRIPTIONS, LOST_NOTES};
use crate::time::Instant;
use crate::user::USERS;

/// The `Code` of the first deal.
const FIRST_CODE: u64 = 5001;

const DAY: u64 = 24 * 3600;

/// Makes deals by index for the contacts there are.
#[derive(Debug)]
pub(crate) struct Generator<'a> {
    seed: u64,
    contacts: &'a Shelf<Contact>,
    products: &'a Shelf<Product>,
    keys: values::Keys,
}

impl<'a> Generator<'a> {
    pub(crate) fn new(
        seed: u64,
        contacts: &'a Shelf<Contact>,
        products: &'a Shelf<Product>,
    ) -> Self {
        Self { seed, contacts, products, keys: values::Keys::new() }
    }

    /// A deal for every two contacts.
    pub(crate) fn count(&self) -> u64 {
        self.contacts.len() as u64 / 2
    }

    /// The deal of an index, which must be below [`Self::count`].
    pub(crate) fn deal(&self, index: u64) -> Deal {
        let id = Rng::new(self.seed, Stream::DealId, index).guid();
        let mut rng = Rng::new(self.seed, Stream::Deal, index);
        let mut deal = Deal::new(id, FIRST_CODE + index, registered(&mut rng));
        self.parties(&mut deal, index, &mut rng);
        self.describe(&mut deal, &mut rng);
        place(&mut deal, &mut rng);
        close(&mut deal, &mut rng);
        self.sell(&mut deal, index, &mut rng);
        standing(&mut deal, &mut rng);
        deal.fields = self.keys.values(self.seed, index);
        deal
    }

    /// The person is one of the contacts that were there first, their company comes along, and
    /// now and then it is one that nobody knows any more (F214).
    fn parties(&self, deal: &mut Deal, index: u64, rng: &mut Rng) {
        let slot = person(index, rng);
        if let Some(contact) = self.contacts.at(slot) {
            deal.person = contact.id;
            deal.company = contact.company;
        }
        if rng.chance(4) {
            deal.company = rng.guid();
        }
        deal.owner = rng.pick(&USERS.each_ref()).user_id;
        deal.creator = if rng.chance(80) { deal.owner } else { USERS[0].user_id };
        deal.source = rng.pick(&[Uuid::nil(), REFERRAL, Uuid::nil()]);
    }

    fn describe(&self, deal: &mut Deal, rng: &mut Rng) {
        deal.title = match rng.below(3) {
            0 => rng.pick(&DEAL_TITLES).to_owned(),
            _ => default_title(deal.person, self.contacts),
        };
        deal.description = rng.chance(35).then(|| rng.pick(&DESCRIPTIONS).to_owned());
    }

    /// A third of the deals has no items and a price all the same (F213).
    fn sell(&self, deal: &mut Deal, index: u64, rng: &mut Rng) {
        if index % 3 == 1 {
            deal.price = Amount::Whole(500_000 * rng.below(400) as i64);
            return;
        }
        deal.items = (0..=rng.below(3)).filter_map(|_| self.item(rng)).collect();
        let total: f64 = deal.items.iter().map(Item::price_after_discount).sum();
        let agreed = if rng.chance(85) { total } else { total * 0.9 };
        deal.price = Amount::of(agreed.round());
    }

    fn item(&self, rng: &mut Rng) -> Option<Item> {
        let product = self.products.at(rng.below(self.products.len() as u64) as u32)?;
        let quantity = rng.pick(&[1.0, 1.0, 2.0, 3.0, 10.0, 2.5]);
        let unit = product.unit_price.clone();
        let discount = if rng.chance(30) { (unit.value() / 10.0).round() } else { 0.0 };
        Some(Item {
            id: rng.guid(),
            product_code: product.code.clone(),
            title_for_invoice: product.title_for_invoice.clone(),
            quantity: Amount::of(quantity),
            unit_price: unit,
            discount: Amount::of(discount),
            tax: Amount::Whole(0),
        })
    }
}

/// The source "referral" (F23).
const REFERRAL: Uuid = uuid!("00000000-0000-0000-0000-000000000001");

/// One contact in twelve, at this place, is a company; the person before it stands in.
fn person(index: u64, rng: &mut Rng) -> u32 {
    let slot = rng.below(2 * index + 2);
    let is_company = slot % 12 == 7;
    (slot - u64::from(is_company)) as u32
}

/// Two years up to the middle of 2026.
fn registered(rng: &mut Rng) -> Instant {
    const FIRST_SECOND: i64 = 1_719_792_000;
    const SPAN: u64 = 729 * DAY * 10_000_000;
    Instant::from_ticks(FIRST_SECOND * 10_000_000 + rng.below(SPAN) as i64)
}

/// A stage of one of the pipelines, and labels that the pipelines share (F215).
fn place(deal: &mut Deal, rng: &mut Rng) {
    let pipelines: Vec<&Pipeline> = pipeline::of(PipelineKind::Deal).collect();
    let pipeline = pipelines[usize::from(rng.chance(35))];
    deal.place.pipeline = pipeline.id;
    deal.place.stage = pipeline.stages[rng.below(pipeline.stages.len() as u64) as usize].id;
    let labels = label::of_deals();
    for label in labels {
        if rng.chance(18) {
            deal.labels.push(label);
        }
    }
}

/// A third is won, some of it long after the registration (F130), a fifth is lost, and some of
/// the others have changed since.
fn close(deal: &mut Deal, rng: &mut Rng) {
    let days = if rng.chance(30) { 200 } else { 20 };
    let closed = deal.times.register.after(rng.below(days * DAY) as i64);
    match rng.below(100) {
        0..34 => {
            deal.set_status(Status::Won, closed);
            let won_in = pipeline::find(PipelineKind::Deal, deal.place.pipeline);
            deal.place.stage = won_in.map_or(deal.place.stage, Pipeline::last_stage);
        }
        34..54 => {
            deal.set_status(Status::Lost, closed);
            deal.loss.reason = if rng.chance(50) { REFERRAL } else { Uuid::nil() };
            deal.loss.note = rng.chance(70).then(|| rng.pick(&LOST_NOTES).to_owned());
        }
        54..75 => deal.times.update = closed,
        _ => {}
    }
    deal.times.update = deal.times.last_change();
}

fn standing(deal: &mut Deal, rng: &mut Rng) {
    let expected = deal.times.register.after((30 * DAY + rng.below(60 * DAY)) as i64);
    deal.times.expected_close = rng.chance(40).then_some(expected);
    let open = deal.status == Status::Pending;
    deal.probability = (open && rng.chance(50)).then(|| 10 * rng.below(11) as i64);
    deal.is_pinned = rng.chance(4);
    deal.is_deleted = rng.chance(3);
}
