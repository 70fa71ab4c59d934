//! Countries, provinces and cities (section 4.8): the only list that asks for no key.

use serde::Serialize;
use uuid::Uuid;

use crate::seed::names::PLACES;
use crate::seed::rng::{Rng, Stream};
use crate::settings::Unproven;
use crate::wire::envelope;

/// A place on the wire.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct LocationRow {
    id: Uuid,
    level: u8,
    title: &'static str,
    parent_id: Option<Uuid>,
}

/// The whole answer; whether the real one has cities is unproven (F206).
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Locations {
    countries: [LocationRow; 1],
    provinces: Vec<LocationRow>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cities: Option<Vec<LocationRow>>,
}

/// The id of the city of a place of the seeded contacts.
pub(crate) fn city(at: u64) -> Uuid {
    Rng::new(0, Stream::Place, 100 + at).guid()
}

/// The id of its province.
pub(crate) fn province(at: u64) -> Uuid {
    Rng::new(0, Stream::Place, 200 + at).guid()
}

fn country() -> Uuid {
    Rng::new(0, Stream::Place, 300).guid()
}

/// `shared/GetLocations`. Two cities may have a province of the same name each: contacts were
/// given these ids long ago.
pub(crate) fn list(cities: Unproven) -> Vec<u8> {
    let places = || (0..).zip(&PLACES);
    let row = |id, level, title, parent_id| LocationRow { id, level, title, parent_id };
    let provinces = places().map(|(at, &(_, title))| row(province(at), 1, title, Some(country())));
    let towns = places().map(|(at, &(title, _))| row(city(at), 2, title, Some(province(at))));
    envelope(Locations {
        countries: [row(country(), 0, "ایران", None)],
        provinces: provinces.collect(),
        cities: (cities == Unproven::Present).then(|| towns.collect()),
    })
}
