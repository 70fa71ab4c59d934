//! The products of the seeded account, the same for every seed.

use serde_json::json;
use uuid::{Uuid, uuid};

use super::variant::Variant;
use super::{Product, category};
use crate::amount::Amount;
use crate::time::Instant;

/// Code, title, price in rials and number of variants. Some codes carry a stray space (F188).
const PRODUCTS: [(&str, &str, i64, u8); 12] = [
    ("BK-100", "کتاب آموزش فروش", 1_850_000, 0),
    ("BK-101", "کتاب مدیریت مشتری", 2_100_000, 0),
    ("SW-200", "اشتراک ماهانه", 9_000_000, 2),
    ("SW-201 ", "اشتراک سالانه", 90_000_000, 2),
    ("HW-300", "دستگاه کارت‌خوان", 145_000_000, 3),
    ("HW-301", "چاپگر فیش", 78_500_000, 0),
    (" HW-302", "بارکدخوان", 32_400_000, 0),
    ("SV-400", "نصب در محل", 6_500_000, 0),
    ("SV-401", "آموزش حضوري", 12_000_000, 0),
    ("SV-402", "پشتيباني طلايي", 48_000_000, 2),
    ("AC-500", "کابل و اتصالات", 950_000, 0),
    ("AC-501 ", "کیف حمل", 0, 0),
];

/// What the variants of a product are called.
const VARIANTS: [&str; 3] = ["معمولی", "ویژه", "سازمانی"];

/// The category of each product, and the units in turn (F235).
const CATEGORIES: [usize; 12] = [0, 0, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3];
const UNITS: [&str; 3] = ["عدد", "IRR", "ساعت"];

/// Every product.
pub(crate) fn products() -> Vec<Product> {
    PRODUCTS.iter().enumerate().map(|(place, row)| product(place as u64, *row)).collect()
}

fn product(place: u64, (code, title, price, variants): (&str, &str, i64, u8)) -> Product {
    const FIRST_SECOND: i64 = 1_640_995_200;
    let created = Instant::from_ticks(FIRST_SECOND * 10_000_000).after(place as i64 * 3600);
    let category = category::ids()[CATEGORIES[place as usize]];
    Product {
        code: code.into(),
        title: title.to_owned(),
        title_for_invoice: title.into(),
        unit: UNITS[place as usize % UNITS.len()].to_owned(),
        unit_price: Amount::Whole(price),
        category,
        variants: (0..variants).map(|number| variant(place, number, title, price)).collect(),
        ..Product::new(id((place + 1) << 8), 1 + place, created)
    }
}

/// Every other code of a variant is a number.
fn variant(place: u64, number: u8, title: &str, price: i64) -> Variant {
    let name = VARIANTS[usize::from(number)];
    let code = 10 * (place + 1) + u64::from(number);
    Variant {
        id: id(((place + 1) << 8) + u64::from(number) + 1),
        title: name.to_owned(),
        code: if number.is_multiple_of(2) { json!(code.to_string()) } else { json!(code) },
        title_for_invoice: format!("{title} - {name}").into(),
        unit_price: Amount::Whole(price + price / 10 * i64::from(number)),
        is_default: number == 0,
    }
}

fn id(end: u64) -> Uuid {
    const BASE: u128 = uuid!("960d0000-0000-4000-8000-000000000000").as_u128();
    Uuid::from_u128(BASE + u128::from(end))
}
