//! Random saves of deals, their persons and their items, with random faults: no deal and no
//! person is there twice, and every answer is true.

use std::{cell::RefCell, collections::BTreeMap, time::Duration};

use didar_sandbox::{ErrorBody, Fault, FaultKind, Settings, Switches};
use proptest::{
    collection::vec,
    option,
    prelude::*,
    sample::select,
    test_runner::{Config, TestCaseError, TestRunner},
};
use serde_json::{Value, json};

use super::positions;
use crate::support::Gateway;

const ORDER: &str = "Field_8783_0_16";
const NUMBERS: [&str; 2] = ["W-1", "W-2"];
const PHONES: [&str; 2] = ["09351112233", "09351112244"];
const SAVE: &str = "deal/save_v2";

/// What a save says of a deal: left out, or given.
#[derive(Debug, Clone)]
struct Values {
    title: Option<&'static str>,
    price: Option<f64>,
    /// How many there are of each product.
    items: Option<Vec<(usize, u8)>>,
}

#[derive(Debug, Clone)]
struct Op {
    number: &'static str,
    phone: &'static str,
    values: Values,
    /// What a stored deal gets instead.
    update: Option<Values>,
    /// Whether a deal that is not there is left so: `updateDeal`.
    only_there: bool,
}

fn values() -> impl Strategy<Value = Values> {
    let title = option::of(select(&["a", "b"][..]));
    let price = option::of(select(&[0.0, 12.5, 7.0][..]));
    let items = option::of(vec((0_usize..2, 1_u8..3), 0..3));
    (title, price, items).prop_map(|(title, price, items)| Values { title, price, items })
}

fn op() -> impl Strategy<Value = Op> {
    let places = (select(&NUMBERS[..]), select(&PHONES[..]));
    (places, values(), option::of(values()), any::<bool>()).prop_map(
        |((number, phone), values, update, only_there)| Op {
            number,
            phone,
            values,
            update,
            only_there,
        },
    )
}

fn fault() -> impl Strategy<Value = Option<Fault>> {
    let kinds = vec![
        FaultKind::LostAnswer,
        FaultKind::CutBody,
        FaultKind::Reset,
        FaultKind::Html { status: 502 },
        FaultKind::Empty { status: 200 },
        FaultKind::OkError { text: "no".to_owned() },
        FaultKind::RateLimited { retry_after: None },
        FaultKind::Status { status: 400, text: "no".to_owned(), body: ErrorBody::Error },
    ];
    let actions = vec![
        SAVE,
        SAVE,
        SAVE,
        "contact/save",
        "contact/save",
        "contact/getbyphonenumber",
        "deal/search_v2",
        "deal/search",
        "product/getproductbycodes",
    ];
    let fault = (select(actions), select(kinds)).prop_map(|(action, kind)| Fault {
        action: Some(action.to_owned()),
        times: Some(if action.contains("save") { 1 } else { 9 }),
        kind,
    });
    prop_oneof![1 => Just(None), 2 => fault.prop_map(Some)]
}

/// A number, which may be spelled as a text.
fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.parse().ok())
}

impl Values {
    fn write(&self, codes: &[String]) -> Value {
        let mut written = json!({});
        if let Some(title) = self.title {
            written["title"] = json!(title);
        }
        if let Some(price) = self.price {
            written["price"] = json!(price);
        }
        if let Some(items) = &self.items {
            let item = |(at, count): &(usize, u8)| json!({ "productCode": codes[*at], "quantity": count, "unitPrice": 10 });
            written["items"] = items.iter().map(item).collect();
        }
        written
    }

    /// Whether a stored deal has all that was said of it.
    fn are_of(&self, deal: &Value, codes: &[String]) -> bool {
        let items = |deal: &Value| {
            let item = |item: &Value| (item["ProductCode"].to_string(), number(&item["Quantity"]));
            let mut items: Vec<_> =
                deal["Items"].as_array().into_iter().flatten().map(item).collect();
            items.sort_by(|one, other| one.partial_cmp(other).expect("numbers"));
            items
        };
        let wanted = self.items.as_ref().map(|wanted| {
            let item = |(at, count): &(usize, u8)| {
                (json!(codes[*at]).to_string(), Some(f64::from(*count)))
            };
            let mut wanted: Vec<_> = wanted.iter().map(item).collect();
            wanted.sort_by(|one, other| one.partial_cmp(other).expect("numbers"));
            wanted
        });
        self.title.is_none_or(|title| deal["Title"] == title)
            && self.price.is_none_or(|price| number(&deal["Price"]) == Some(price))
            && wanted.is_none_or(|wanted| items(deal) == wanted)
    }
}

impl Op {
    fn request(&self, codes: &[String]) -> Value {
        let wanted = json!({ "customField": { "key": ORDER, "value": self.number } });
        let payload = "outcome deal { id } userErrors { code field message }";
        if self.only_there {
            return json!({
                "query": format!("mutation ($m: DealMatch!, $p: DealPatch!) \
                    {{ saved: updateDeal(match: $m, patch: $p) {{ {payload} }} }}"),
                "variables": { "m": wanted, "p": self.values.write(codes) },
            });
        }
        let mut input = self.values.write(codes);
        input["person"] = json!({ "upsert": {
            "match": { "mobilePhone": self.phone }, "input": { "lastName": "x" }, "update": {} } });
        json!({
            "query": format!("mutation ($m: DealMatch!, $i: CreateDealInput!, $u: DealPatch) \
                {{ saved: upsertDeal(match: $m, input: $i, update: $u) {{ personOutcome {payload} }} }}"),
            "variables": { "m": wanted, "i": input, "u": self.update.as_ref().map(|u| u.write(codes)) },
        })
    }

    /// What the deal is to have, whether it is there or not.
    fn wanted(&self, is_there: bool) -> &Values {
        self.update.as_ref().filter(|_| is_there && !self.only_there).unwrap_or(&self.values)
    }
}

#[derive(PartialEq, Debug)]
struct Store {
    deals: BTreeMap<String, Value>,
    persons: BTreeMap<String, Value>,
}

impl Store {
    fn read(gateway: &Gateway) -> Self {
        let by_id = |rows: Vec<Value>| -> BTreeMap<String, Value> {
            rows.into_iter().map(|row| (row["Id"].to_string(), row)).collect()
        };
        Self {
            deals: by_id(gateway.sandbox.deals_json()),
            persons: by_id(gateway.sandbox.contacts_json()),
        }
    }

    /// The deals of a number.
    fn of(&self, number: &str) -> Vec<&Value> {
        self.deals.values().filter(|deal| deal["Fields"][ORDER] == number).collect()
    }
}

fn check(
    op: &Op,
    answer: &Value,
    codes: &[String],
    (before, after): (&Store, &Store),
) -> Result<(), TestCaseError> {
    for number in NUMBERS {
        prop_assert!(after.of(number).len() <= 1, "{number} is there twice");
    }
    for phone in PHONES {
        let of_phone = after.persons.values().filter(|row| row["MobilePhone"] == phone);
        prop_assert!(of_phone.count() <= 1, "{phone} is there twice");
    }
    let is_there = !before.of(op.number).is_empty();
    let wanted = op.wanted(is_there);
    let stored = after.of(op.number).first().copied().cloned().unwrap_or_default();
    // Whatever was done was done to this deal alone.
    let others = |store: &Store| -> Vec<Value> {
        let other = store.deals.values().filter(|deal| deal["Fields"][ORDER] != op.number);
        other.cloned().collect()
    };
    prop_assert_eq!(others(before), others(after));
    let payload = &answer["data"]["saved"];
    let fault = payload["userErrors"][0]["code"].as_str();
    match (payload["outcome"].as_str(), fault) {
        (Some("CREATED"), None) => {
            prop_assert!(!is_there && !op.only_there && wanted.are_of(&stored, codes), "{stored}");
            prop_assert_eq!(&payload["deal"]["id"], &stored["Id"]);
        }
        (Some("UPDATED"), None) => {
            prop_assert!(
                is_there && before.deals != after.deals && wanted.are_of(&stored, codes),
                "{stored}"
            );
        }
        (Some("UNCHANGED"), None) => {
            prop_assert!(
                is_there && before.deals == after.deals && wanted.are_of(&stored, codes),
                "{stored}"
            );
        }
        (None, Some(_)) => prop_assert_eq!(&before.deals, &after.deals),
        (None, None) if payload.is_null() => {
            let code = answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_default();
            let is_done = code == "UNKNOWN_OUTCOME" && wanted.are_of(&stored, codes);
            prop_assert!(!code.is_empty() && (before.deals == after.deals || is_done), "{answer}");
        }
        _ => return Err(TestCaseError::fail(format!("neither done nor refused: {answer}"))),
    }
    let count = after.persons.len() - before.persons.len();
    match payload["personOutcome"].as_str() {
        Some("CREATED") => prop_assert_eq!(count, 1),
        Some(_) => prop_assert_eq!(count, 0),
        None if payload.is_null() => prop_assert!(count <= 1),
        None => prop_assert_eq!(count, 0, "{}", answer),
    }
    Ok(())
}

async fn run(
    switches: Switches,
    steps: Vec<(Op, Option<Fault>)>,
    done: &RefCell<BTreeMap<String, usize>>,
) -> Result<(), TestCaseError> {
    let settings = Settings { contacts: 0, switches, ..Settings::default() };
    let gateway =
        Gateway::with().sandbox(settings).patience(Duration::from_millis(700)).start().await;
    gateway.warm().await;
    gateway.data("{ pipelines { id } users { id } }").await;
    let clean = |row: &Value| {
        let code = row["Code"].as_str().unwrap_or_default();
        (code == code.trim()).then(|| code.to_owned())
    };
    let codes: Vec<_> = gateway.sandbox.products_json().iter().filter_map(clean).collect();
    for (op, fault) in steps {
        gateway.sandbox.clear_faults();
        if let Some(fault) = fault {
            gateway.sandbox.add_fault(fault);
        }
        let before = Store::read(&gateway);
        let answer = gateway.post(&op.request(&codes)).await;
        let after = Store::read(&gateway);
        let outcome = answer["data"]["saved"]["outcome"].to_string();
        *done.borrow_mut().entry(outcome).or_default() += 1;
        check(&op, &answer, &codes, (&before, &after))?;
    }
    Ok(())
}

#[test]
fn whatever_fails_deals_and_their_persons_are_what_the_answers_say() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let config =
        Config { cases: 24, failure_persistence: None, max_shrink_iters: 200, ..Config::default() };
    let done = RefCell::new(BTreeMap::<String, usize>::new());
    let steps = (select(positions()), vec((op(), fault()), 1..16));
    let verdict = TestRunner::new(config)
        .run(&steps, |(switches, steps)| runtime.block_on(run(switches, steps, &done)));
    if let Err(failure) = verdict {
        panic!("{failure}");
    }
    for outcome in ["\"CREATED\"", "\"UPDATED\"", "\"UNCHANGED\"", "null"] {
        assert!(done.borrow().contains_key(outcome), "{outcome}: {done:?}");
    }
}
