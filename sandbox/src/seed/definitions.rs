//! The custom fields of the seeded account: one of every kind, and the odd cases.

use serde_json::{Value, json};
use uuid::{Uuid, uuid};

use super::names::{CITIES, INTERESTS};
use super::rng::{Rng, Stream};
use super::words;
use crate::pipeline::{self, Pipeline, PipelineKind};

pub(crate) const REMARK: &str = "Field_996_0_8";
pub(crate) const BUDGET: &str = "Field_996_12_9";
pub(crate) const CITY: &str = "Field_996_4_10";
pub(crate) const INTEREST: &str = "Field_996_9_11";
pub(crate) const MEMBER: &str = "Field_996_3_12";
pub(crate) const CONTRACT: &str = "Field_996_5_13";
pub(crate) const NOTE: &str = "Field_996_1_14";
pub(crate) const OLD_CODE: &str = "Field_996_12_15";
pub(crate) const PLACE: &str = "Field_996_77_17";
pub(crate) const LOYALTY: &str = "Field_996_12_18";

pub(crate) const ORDER_NUMBER: &str = "Field_8783_0_16";
pub(crate) const CHANNEL: &str = "Field_8783_4_19";
pub(crate) const DELIVERY: &str = "Field_8783_5_20";
pub(crate) const INSTALMENTS: &str = "Field_8783_12_21";
pub(crate) const INSTALLATION: &str = "Field_8783_3_22";
pub(crate) const SERVICES: &str = "Field_8783_9_23";
const OLD_TRACKING: &str = "Field_8783_0_24";

pub(crate) const TICKET: &str = "Field_8785_0_25";
pub(crate) const REASON: &str = "Field_8785_4_26";

const TEXT_BOX: Option<&str> = Some("TextBox");
const NUMBER: Option<&str> = Some("Number");

/// Every definition, as `GetCustomfieldList` serves them (F91). `ControlType` has a name only
/// where the docs saw one, where the name of the vendor is anyone's guess, or not at all (F93).
pub(crate) fn all() -> Vec<Value> {
    let cities = Value::Array(CITIES.iter().zip(0..).map(option).collect());
    let services = Value::Array(words::SERVICES.iter().zip(50..).map(option).collect());
    vec![
        contact(8, REMARK, "توضیح مشتری", TEXT_BOX, Value::Null),
        contact(9, BUDGET, "بودجه", NUMBER, Value::Null),
        contact(10, CITY, "شهر", Some("DropDown"), cities),
        contact(11, INTEREST, "علاقه‌مندی‌ها", None, json!(INTERESTS)),
        contact(12, MEMBER, "عضو باشگاه مشتریان", None, Value::Null),
        contact(13, CONTRACT, "تاریخ قرارداد", Some("DatePicker"), Value::Null),
        contact(14, NOTE, "یادداشت بلند", None, Value::Null),
        deleted(contact(15, OLD_CODE, "کد قدیمی", NUMBER, Value::Null)),
        of_deals(contact(16, ORDER_NUMBER, "شماره سفارش", TEXT_BOX, Value::Null)),
        contact(17, PLACE, "موقعیت روی نقشه", None, Value::Null),
        contact(18, LOYALTY, "امتیاز وفاداری", NUMBER, Value::Null),
        within_sales(of_deals(contact(19, CHANNEL, "کانال فروش", None, json!(words::CHANNELS)))),
        of_deals(contact(20, DELIVERY, "تاریخ تحویل", Some("DatePicker"), Value::Null)),
        of_deals(contact(21, INSTALMENTS, "تعداد قسط", NUMBER, Value::Null)),
        of_deals(contact(22, INSTALLATION, "نیاز به نصب", None, Value::Null)),
        of_deals(contact(23, SERVICES, "خدمات همراه", None, services)),
        deleted(of_deals(contact(24, OLD_TRACKING, "کد رهگیری قدیمی", TEXT_BOX, Value::Null))),
        of_cases(contact(25, TICKET, "شماره تیکت", TEXT_BOX, Value::Null)),
        of_cases(contact(26, REASON, "علت تماس", None, json!(words::REASONS))),
    ]
}

fn contact(
    number: u8,
    key: &str,
    title: &str,
    control_type: Option<&str>,
    options: Value,
) -> Value {
    json!({
        "Id": id(number),
        "Key": key,
        "Title": title,
        "FieldType": "Contact",
        "ControlType": control_type,
        "IsDeleted": false,
        "IsSearchable": true,
        "ExcludedPipeLineIds": [],
        "RequiredPipeLineStageIds": [],
        "ViewOptions": {
            "ShowInAddDeal": false,
            "ShowInAddContact": true,
            "ShowInSideBar": number.is_multiple_of(2),
            "IsRequired": false,
        },
        "Options": options,
    })
}

fn deleted(mut definition: Value) -> Value {
    definition["IsDeleted"] = json!(true);
    definition
}

fn of_deals(mut definition: Value) -> Value {
    definition["FieldType"] = json!("Deal");
    definition["ViewOptions"]["ShowInAddDeal"] = json!(true);
    definition["ViewOptions"]["ShowInAddContact"] = json!(false);
    definition
}

fn of_cases(mut definition: Value) -> Value {
    definition["FieldType"] = json!("Case");
    definition["ViewOptions"]["ShowInAddContact"] = json!(false);
    definition
}

/// A field of the default pipeline alone, mandatory in its last stage (F91, F94).
fn within_sales(mut definition: Value) -> Value {
    let mut pipelines = pipeline::of(PipelineKind::Deal);
    let required = pipelines.next().map(Pipeline::last_stage);
    let excluded = pipelines.map(|other| other.id).collect::<Vec<_>>();
    definition["ExcludedPipeLineIds"] = json!(excluded);
    definition["RequiredPipeLineStageIds"] = json!(required.as_slice());
    definition
}

/// The fixed GUID of a definition; its last digits are the number at the end of the key.
fn id(number: u8) -> Uuid {
    const BASE: u128 = uuid!("f1e1d000-0000-4000-8000-000000000000").as_u128();
    Uuid::from_u128(BASE + u128::from(number / 10 * 16 + number % 10))
}

/// An option in the long shape; the interests use the short one (section 9, row 19).
fn option((title, place): (&&str, u64)) -> Value {
    let id = Rng::new(0, Stream::Place, place).guid();
    json!({ "Id": id, "Title": title })
}
