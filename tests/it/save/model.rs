//! Random saves with random faults: after each, the store is what a model says, no contact
//! is there twice, and every answer is true.

use std::{collections::BTreeMap, time::Duration};

use didar_sandbox::{ErrorBody, Fault, FaultKind};
use proptest::{
    collection::vec,
    option,
    prelude::*,
    sample::select,
    test_runner::{Config, TestCaseError, TestRunner},
};
use serde_json::{Value, json};

use crate::{
    save::mutations::{PAYLOAD, SAVE},
    support::Gateway,
};

/// How long the gateway waits for Didar.
const TIMEOUT: Duration = Duration::from_millis(700);

/// What the model knows of a contact: last name, mobile, e-mail, budget.
#[derive(Debug, Clone, PartialEq, Default)]
struct Contact {
    name: String,
    mobile: String,
    email: String,
    budget: Option<f64>,
}

type Store = BTreeMap<String, Contact>;

/// The values of a save: left out, taken away, or given.
#[derive(Debug, Clone)]
#[expect(clippy::option_option, reason = "left out and null are two things")]
struct Values {
    name: Option<&'static str>,
    mobile: Option<Option<&'static str>>,
    email: Option<Option<&'static str>>,
    budget: Option<Option<f64>>,
}

#[derive(Debug, Clone)]
enum Op {
    Create(Values),
    /// Of the contact at an index, modulo how many there are.
    Update(usize, Values),
    Upsert(&'static str, Values),
}

const NAMES: [&str; 4] = ["رضایی", "a", "b", "\"c\" \\"];
/// Two spellings each of three numbers.
const MOBILES: [&str; 6] = [
    "09120000001",
    "+98 912 000 0001",
    "09120000002",
    "۰۹۱۲۰۰۰۰۰۰۲",
    "09120000003",
    "00989120000003",
];
const EMAILS: [&str; 2] = ["a@example.test", "b@example.test"];

fn values(named: bool) -> impl Strategy<Value = Values> {
    let name = if named {
        select(&NAMES[..]).prop_map(Some).boxed()
    } else {
        option::of(select(&NAMES[..])).boxed()
    };
    let mobile = option::of(option::of(select(&MOBILES[..])));
    let email = option::of(option::of(select(&EMAILS[..])));
    let budget = option::of(option::of(select(vec![0.0, 12.5, 7.0])));
    (name, mobile, email, budget).prop_map(|(name, mobile, email, budget)| Values {
        name,
        mobile,
        email,
        budget,
    })
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        2 => values(true).prop_map(Op::Create),
        3 => (any::<usize>(), values(false)).prop_map(|(at, values)| Op::Update(at, values)),
        3 => (select(&MOBILES[..]), values(true)).prop_map(|(mobile, values)| Op::Upsert(mobile, values)),
    ]
}

/// A fault of the save itself, or of what is read for it.
fn fault() -> impl Strategy<Value = Option<Fault>> {
    let status =
        |status| FaultKind::Status { status, text: "no".to_owned(), body: ErrorBody::Error };
    let kinds = vec![
        FaultKind::LostAnswer,
        FaultKind::CutBody,
        FaultKind::Reset,
        FaultKind::Html { status: 502 },
        FaultKind::Empty { status: 200 },
        FaultKind::OkError { text: "no".to_owned() },
        FaultKind::RateLimited { retry_after: None },
        status(400),
        status(500),
    ];
    let late = FaultKind::Late(TIMEOUT + Duration::from_millis(100));
    let late = Fault { action: Some(SAVE.to_owned()), times: Some(1), kind: late };
    let on_save = select(kinds.clone()).prop_map(|kind| (SAVE, Some(1), kind));
    let on_read =
        (select(vec!["contact/GetContactDetail", "contact/getbyphonenumber"]), select(kinds))
            .prop_map(|(action, kind)| (action, None, kind));
    let fault = prop_oneof![3 => on_save, 1 => on_read];
    let fault = fault.prop_map(|(action, times, kind)| Fault {
        action: Some(action.to_owned()),
        times,
        kind,
    });
    prop_oneof![12 => Just(None), 24 => fault.prop_map(Some), 1 => Just(Some(late))]
}

fn digits(mobile: &str) -> String {
    let last = mobile.chars().last().and_then(|digit| match digit {
        '۰'..='۹' => char::from_digit(u32::from(digit) - u32::from('۰'), 10),
        digit => Some(digit),
    });
    last.map(|digit| format!("0912000000{digit}")).unwrap_or_default()
}

impl Values {
    fn write(&self) -> Value {
        let mut written = json!({});
        if let Some(name) = self.name {
            written["lastName"] = json!(name);
        }
        if let Some(mobile) = self.mobile {
            written["mobilePhone"] = json!(mobile);
        }
        if let Some(email) = self.email {
            written["email"] = json!(email);
        }
        if let Some(budget) = self.budget {
            written["custom"] = json!({ "field_996_12_9": budget });
        }
        written
    }

    fn over(&self, old: &Contact) -> Contact {
        let text = |new: &Option<Option<&str>>, old: &str| {
            new.map_or(old.to_owned(), |new| new.unwrap_or_default().to_owned())
        };
        Contact {
            name: self.name.map_or(old.name.clone(), str::to_owned),
            mobile: self
                .mobile
                .map_or(old.mobile.clone(), |new| new.map(digits).unwrap_or_default()),
            email: text(&self.email, &old.email),
            budget: self.budget.unwrap_or(old.budget),
        }
    }
}

/// What the operation does to a store where nothing fails.
#[derive(Debug, PartialEq)]
enum Effect {
    Create(Contact),
    Update(String, Contact),
    Same(String),
    /// The mobile belongs to another contact.
    Duplicate,
    Refused,
}

impl Op {
    fn effect(&self, store: &Store) -> Effect {
        let owner = |mobile: &str| {
            store
                .iter()
                .find(|(_, known)| !mobile.is_empty() && known.mobile == mobile)
                .map(|(id, _)| id)
        };
        let create = |new: Contact| match owner(&new.mobile) {
            Some(_) => Effect::Duplicate,
            None => Effect::Create(new),
        };
        let update = |id: &String, values: &Values| {
            let (old, new) = (&store[id], values.over(&store[id]));
            match owner(&new.mobile) {
                _ if new == *old => Effect::Same(id.clone()),
                Some(other) if other != id && new.mobile != old.mobile => Effect::Duplicate,
                _ => Effect::Update(id.clone(), new),
            }
        };
        match self {
            Self::Create(values) => create(values.over(&Contact::default())),
            Self::Update(at, values) => match store.keys().nth(at % store.len().max(1)) {
                Some(_) if values.write() == json!({}) => Effect::Refused,
                Some(id) => update(id, values),
                None => Effect::Refused,
            },
            Self::Upsert(mobile, values) => match owner(&digits(mobile)) {
                Some(id) => update(id, values),
                None => {
                    let mut new = values.over(&Contact::default());
                    if new.mobile.is_empty() {
                        new.mobile = digits(mobile);
                    }
                    if new.mobile != digits(mobile) {
                        return Effect::Refused;
                    }
                    create(new)
                }
            },
        }
    }

    fn request(&self, store: &Store) -> Value {
        let (mutation, variables) = match self {
            Self::Create(values) => (
                "mutation ($input: CreateContactInput!) { saved: createContact(input: $input)",
                json!({ "input": values.write() }),
            ),
            Self::Update(at, values) => {
                let id = store.keys().nth(at % store.len().max(1));
                let unknown = "11111111-1111-4111-8111-111111111111".to_owned();
                (
                    "mutation ($id: ID!, $patch: ContactPatch!) { saved: updateContact(id: $id, patch: $patch)",
                    json!({ "id": id.unwrap_or(&unknown), "patch": values.write() }),
                )
            }
            Self::Upsert(mobile, values) => (
                "mutation ($m: ContactMatch!, $i: CreateContactInput!) { saved: upsertContact(match: $m, input: $i)",
                json!({ "m": { "mobilePhone": mobile }, "i": values.write() }),
            ),
        };
        json!({ "query": format!("{mutation} {{ {PAYLOAD} }} }}"), "variables": variables })
    }
}

fn read(gateway: &Gateway) -> Store {
    let rows = gateway.sandbox.contacts_json().into_iter();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let contact = |row: Value| {
        let contact = Contact {
            name: text(&row["LastName"]),
            mobile: text(&row["MobilePhone"]),
            email: text(&row["Email"]),
            budget: row["Fields"]["Field_996_12_9"].as_f64(),
        };
        (text(&row["Id"]), contact)
    };
    rows.map(contact).collect()
}

/// Whether the store is as the effect leaves it.
fn was_done(effect: &Effect, before: &Store, after: &Store) -> bool {
    match effect {
        Effect::Create(new) => {
            let mut added = after.iter().filter(|(id, _)| !before.contains_key(*id));
            after.len() == before.len() + 1
                && added.next().is_some_and(|(_, contact)| contact == new)
                && before.iter().all(|(id, contact)| after.get(id) == Some(contact))
        }
        Effect::Update(id, new) => {
            let mut expected = before.clone();
            expected.insert(id.clone(), new.clone());
            *after == expected
        }
        Effect::Same(_) | Effect::Duplicate | Effect::Refused => after == before,
    }
}

fn check(
    answer: &Value,
    effect: &Effect,
    before: &Store,
    after: &Store,
) -> Result<(), TestCaseError> {
    let mobiles: Vec<_> = after.values().map(|c| &c.mobile).filter(|m| !m.is_empty()).collect();
    let distinct: std::collections::BTreeSet<_> = mobiles.iter().collect();
    prop_assert_eq!(mobiles.len(), distinct.len(), "a number is there twice");

    let payload = &answer["data"]["saved"];
    if payload.is_null() {
        let code = answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_default();
        let done = was_done(effect, before, after);
        let honest = before == after || (code == "UNKNOWN_OUTCOME" && done);
        prop_assert!(!code.is_empty() && honest, "{} {:?}", answer, effect);
        return Ok(());
    }
    let id = payload["contact"]["id"].as_str().unwrap_or_default();
    let fault = payload["userErrors"][0]["code"].as_str();
    match (payload["outcome"].as_str(), fault, effect) {
        (Some("CREATED"), None, Effect::Create(new)) => {
            prop_assert!(was_done(effect, before, after) && after.get(id) == Some(new));
        }
        (Some("UPDATED"), None, Effect::Update(known, _)) => {
            prop_assert!(was_done(effect, before, after) && id == known);
        }
        (Some("UNCHANGED"), None, Effect::Same(known)) => {
            prop_assert!(before == after && id == known);
        }
        (None, Some("DUPLICATE"), Effect::Duplicate) => {
            let existing = payload["userErrors"][0]["existing"]["id"].as_str();
            prop_assert!(before == after && existing.is_none_or(|id| before.contains_key(id)));
        }
        (None, Some("REJECTED_BY_DIDAR" | "EMPTY_PATCH" | "NOT_FOUND" | "INVALID_VALUE"), _) => {
            prop_assert_eq!(before, after);
        }
        _ => return Err(TestCaseError::fail(format!("not true of {effect:?}: {payload}"))),
    }
    Ok(())
}

/// Creates in one list: which of them a fault strikes is open, and they are side by side.
async fn check_list(gateway: &Gateway, list: &[Values]) -> Result<(), TestCaseError> {
    let before = read(gateway);
    let inputs: Vec<_> = list.iter().map(|values| json!({ "create": values.write() })).collect();
    let mutation = format!(
        "mutation ($inputs: [SaveContactInput!]!) {{ saveContacts(inputs: $inputs) {{ {PAYLOAD} }} }}"
    );
    let answer = gateway.ask_with(&mutation, &json!({ "inputs": inputs })).await;
    let after = read(gateway);
    let payloads = answer["data"]["saveContacts"].as_array().cloned().unwrap_or_default();
    prop_assert_eq!(payloads.len(), list.len(), "{}", answer);
    let (mut created, mut unknown) = (0, 0);
    for (values, payload) in list.iter().zip(&payloads) {
        let new = values.over(&Contact::default());
        match (payload.is_null(), payload["outcome"].as_str()) {
            (true, _) => unknown += 1,
            (false, Some("CREATED")) => {
                let id = payload["contact"]["id"].as_str().unwrap_or_default();
                prop_assert!(
                    !before.contains_key(id) && after.get(id) == Some(&new),
                    "{}",
                    payload
                );
                created += 1;
            }
            (false, Some(other)) => return Err(TestCaseError::fail(other.to_owned())),
            (false, None) => prop_assert!(payload["userErrors"][0]["code"].is_string()),
        }
    }
    let added = after.len() - before.len();
    prop_assert!((created..=created + unknown).contains(&added), "{} {}", added, answer);
    let errors = answer["errors"].as_array().map_or(0, Vec::len);
    prop_assert_eq!(errors, unknown, "each null has its error: {}", answer);
    let mobiles: Vec<_> = after.values().map(|c| &c.mobile).filter(|m| !m.is_empty()).collect();
    let distinct: std::collections::BTreeSet<_> = mobiles.iter().collect();
    prop_assert_eq!(mobiles.len(), distinct.len(), "a number is there twice");
    Ok(())
}

#[test]
fn whatever_fails_the_store_is_what_the_answers_say() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let config =
        Config { cases: 24, failure_persistence: None, max_shrink_iters: 200, ..Config::default() };
    let done = std::cell::RefCell::new(BTreeMap::<String, usize>::new());
    let lists = option::of(vec(values(true), 1..6));
    let steps = vec((op(), fault(), lists), 1..25);
    let verdict = TestRunner::new(config).run(&steps, |steps| {
        runtime.block_on(async {
            let gateway = Gateway::with().contacts(0).patience(TIMEOUT).start().await;
            gateway.warm().await;
            for (op, fault, list) in steps {
                gateway.sandbox.clear_faults();
                let is_late = matches!(&fault, Some(Fault { kind: FaultKind::Late(_), .. }));
                if let Some(fault) = fault {
                    gateway.sandbox.add_fault(fault);
                }
                if let Some(list) = list.filter(|_| !is_late) {
                    check_list(&gateway, &list).await?;
                    continue;
                }
                let before = read(&gateway);
                let effect = op.effect(&before);
                let sent = gateway.sandbox.call_count(SAVE);
                let answer = gateway.post(&op.request(&before)).await;
                let outcome = &answer["data"]["saved"]["outcome"];
                // An upsert is not sent beside an earlier create that may still be done.
                let is_under_way = is_late && gateway.sandbox.call_count(SAVE) > sent;
                while is_under_way && !was_done(&effect, &before, &read(&gateway)) {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                *done.borrow_mut().entry(outcome.to_string()).or_default() += 1;
                check(&answer, &effect, &before, &read(&gateway))?;
            }
            Ok(())
        })
    });
    if let Err(failure) = verdict {
        panic!("{failure}");
    }
    for outcome in ["\"CREATED\"", "\"UPDATED\"", "null"] {
        assert!(done.borrow().contains_key(outcome), "{outcome}: {done:?}");
    }
}
