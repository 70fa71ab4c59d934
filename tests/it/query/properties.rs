//! Random filters over random accounts: what the gateway finds, in pages of random sizes
//! from both ends, is what a scan of the store finds.

use didar_sandbox::Settings;
use proptest::{
    collection::vec,
    prelude::*,
    sample::{select, subsequence},
    test_runner::{Config, TestRunner},
};
use serde_json::{Value, json};

use crate::{
    query::operators::{literal, variable},
    query::oracle::{self, custom, scan},
    support::{Gateway, ids},
};

/// What a random field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Number,
    Boolean,
    Date,
    Choice,
    MultiChoice,
}

const KINDS: [Kind; 6] =
    [Kind::Text, Kind::Number, Kind::Boolean, Kind::Date, Kind::Choice, Kind::MultiChoice];
const TEXTS: [&str; 8] = ["س", "سار", "سار ا", "ا", "aB", "ab c", "12", "\"x\" \\ {"];
const NUMBERS: [f64; 7] = [-2.0, 0.0, 1.0, 1.5, 12.0, 100.25, 1e9];
const OPTIONS: [&str; 5] = ["تهران", "شیراز", "red", "Red ", "a:b"];
const INSTANTS: [&str; 6] = [
    "2024-03-19T20:30:00.000Z",
    "2024-03-20T20:29:59.999Z",
    "2025-03-20T20:30:00.000Z",
    "2025-03-21T08:00:00.000Z",
    "2025-03-21T20:29:59.999Z",
    "2025-03-21T20:30:00.000Z",
];

impl Kind {
    /// The control's code in a key (didar-api.md 5.1), or its name where no code is known.
    fn control(self) -> (u32, Option<&'static str>) {
        match self {
            Self::Text => (0, None),
            Self::Number => (12, None),
            Self::Boolean => (3, None),
            Self::Date => (5, Some("DatePicker")),
            Self::Choice => (4, None),
            Self::MultiChoice => (9, None),
        }
    }

    /// The entry of `CustomFieldTest`.
    fn portable(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Date => "dateTime",
            Self::Choice | Self::MultiChoice => "option",
        }
    }

    /// A stored value, or none.
    fn value(self) -> BoxedStrategy<Value> {
        let some = match self {
            Self::Text => select(&TEXTS[..]).prop_map(|text| json!(text)).boxed(),
            Self::Number => (select(&NUMBERS[..]), any::<bool>())
                .prop_map(|(n, text)| if text { json!(n.to_string()) } else { json!(n) })
                .boxed(),
            Self::Boolean => any::<bool>().prop_map(|flag| json!(flag)).boxed(),
            Self::Date => select(&INSTANTS[..]).prop_map(|at| json!(at)).boxed(),
            Self::Choice => select(&OPTIONS[..]).prop_map(|option| json!(option)).boxed(),
            Self::MultiChoice => {
                subsequence(&OPTIONS[..], 0..4).prop_map(|options| json!(options)).boxed()
            }
        };
        prop_oneof![3 => some, 1 => Just(Value::Null)].boxed()
    }

    /// A test in the words of the portable form.
    fn test(self) -> BoxedStrategy<Test> {
        let set = any::<bool>().prop_map(Test::IsSet);
        let of_kind = match self {
            Self::Text => prop_oneof![
                (select(&["in", "notIn", "containsAny", "containsNone"][..]), texts(&TEXTS))
                    .prop_map(|(name, texts)| Test::Texts(name, texts)),
                select(&TEXTS[..]).prop_map(Test::StartsWith),
            ]
            .boxed(),
            Self::Number => prop_oneof![
                (select(&["in", "notIn"][..]), subsequence(&NUMBERS[..], 1..4))
                    .prop_map(|(name, numbers)| Test::Numbers(name, numbers)),
                (select(&["lt", "gt"][..]), select(&NUMBERS[..]))
                    .prop_map(|(name, number)| Test::Compare(name, number)),
                (0..NUMBERS.len(), 0..NUMBERS.len())
                    .prop_map(|(a, b)| { Test::Between(NUMBERS[a.min(b)], NUMBERS[a.max(b)]) }),
            ]
            .boxed(),
            Self::Boolean => any::<bool>().prop_map(Test::Is).boxed(),
            Self::Date => prop_oneof![
                select(&INSTANTS[..]).prop_map(Test::Before),
                select(&INSTANTS[..]).prop_map(Test::After),
                (0..INSTANTS.len(), 0..INSTANTS.len())
                    .prop_map(|(a, b)| { Test::Within(INSTANTS[a.min(b)], INSTANTS[a.max(b)]) }),
            ]
            .boxed(),
            Self::Choice | Self::MultiChoice => (select(&["in", "notIn"][..]), texts(&OPTIONS))
                .prop_map(|(name, texts)| Test::Texts(name, texts))
                .boxed(),
        };
        prop_oneof![1 => set, 4 => of_kind].boxed()
    }
}

fn texts(of: &'static [&'static str]) -> impl Strategy<Value = Vec<&'static str>> {
    subsequence(of, 1..4)
}

/// A test, as a filter says it and as a scan does.
#[derive(Debug, Clone)]
enum Test {
    IsSet(bool),
    Texts(&'static str, Vec<&'static str>),
    StartsWith(&'static str),
    Numbers(&'static str, Vec<f64>),
    Compare(&'static str, f64),
    Between(f64, f64),
    Is(bool),
    Before(&'static str),
    After(&'static str),
    Within(&'static str, &'static str),
}

impl Test {
    fn write(&self) -> Value {
        match self {
            Self::IsSet(set) => json!({ "isSet": set }),
            Self::Texts(name, texts) => json!({ *name: texts }),
            Self::StartsWith(text) => json!({ "startsWith": text }),
            Self::Numbers(name, numbers) => json!({ *name: numbers }),
            Self::Compare(name, number) => json!({ *name: number }),
            Self::Between(from, to) => json!({ "between": { "from": from, "to": to } }),
            Self::Is(flag) => json!({ "is": flag }),
            Self::Before(at) => json!({ "before": at }),
            Self::After(at) => json!({ "after": at }),
            Self::Within(from, to) => json!({ "between": { "from": from, "to": to } }),
        }
    }

    fn holds(&self, value: &Value) -> bool {
        let number = || oracle::number(value);
        match self {
            Self::IsSet(set) => oracle::is_set(value) == *set,
            Self::Texts("in", texts) => oracle::equals_any(value, texts),
            Self::Texts("notIn", texts) => !oracle::equals_any(value, texts),
            Self::Texts("containsAny", texts) => oracle::contains_any(value, texts),
            Self::Texts(_, texts) => !oracle::contains_any(value, texts),
            Self::StartsWith(text) => oracle::starts_with(value, text),
            Self::Numbers("in", numbers) => oracle::equals_any_number(value, numbers),
            Self::Numbers(_, numbers) => !oracle::equals_any_number(value, numbers),
            Self::Compare("lt", limit) => number().is_some_and(|number| number < *limit),
            Self::Compare(_, limit) => number().is_some_and(|number| number > *limit),
            Self::Between(from, to) => oracle::is_between(value, *from, *to),
            Self::Is(flag) => *value == *flag,
            Self::Before(at) => oracle::is_before(value, at),
            Self::After(at) => oracle::is_after(value, at),
            Self::Within(from, to) => oracle::is_within(value, from, to),
        }
    }
}

/// A condition on the field at an index, in the typed form or in the portable one.
#[derive(Debug, Clone)]
struct Condition {
    field: usize,
    any_of: Vec<Test>,
    typed: bool,
}

#[derive(Debug, Clone)]
struct Filter {
    conditions: Vec<Condition>,
    contact_type: Option<&'static str>,
    is_vip: Option<bool>,
    size: usize,
}

/// A random account, and what is asked of it.
#[derive(Debug, Clone)]
struct World {
    kinds: Vec<Kind>,
    /// Type, VIP, the fields' values.
    rows: Vec<(bool, bool, Vec<Value>)>,
    filters: Vec<Filter>,
}

fn worlds() -> impl Strategy<Value = World> {
    vec(select(&KINDS[..]), 1..8).prop_flat_map(|kinds| {
        let values = kinds.iter().map(|kind| kind.value()).collect::<Vec<_>>();
        let rows = vec((any::<bool>(), any::<bool>(), values), 0..60);
        (Just(kinds.clone()), rows, vec(filter(kinds), 8..12))
            .prop_map(|(kinds, rows, filters)| World { kinds, rows, filters })
    })
}

fn filter(kinds: Vec<Kind>) -> impl Strategy<Value = Filter> {
    let fields: Vec<usize> = (0..kinds.len()).collect();
    let most = fields.len().min(3);
    let conditions = subsequence(fields, 0..=most).prop_flat_map(move |chosen| {
        let conditions = chosen.into_iter().map(|field| {
            (vec(kinds[field].test(), 1..4), any::<bool>())
                .prop_map(move |(any_of, typed)| Condition { field, any_of, typed })
        });
        conditions.collect::<Vec<_>>()
    });
    let contact_type = select(vec![None, None, Some("PERSON"), Some("COMPANY")]);
    let is_vip = select(vec![None, None, Some(true), Some(false)]);
    (conditions, contact_type, is_vip, 1_usize..40).prop_map(
        |(conditions, contact_type, is_vip, size)| Filter {
            conditions,
            contact_type,
            is_vip,
            size,
        },
    )
}

fn key(kinds: &[Kind], field: usize) -> String {
    format!("Field_996_{}_{field}", kinds[field].control().0)
}

impl World {
    fn definitions(&self) -> Vec<Value> {
        let definition = |(at, kind): (usize, &Kind)| {
            json!({
                "Id": format!("00000000-0000-4000-8000-{at:012}"), "Key": key(&self.kinds, at),
                "Title": format!("field {at}"), "FieldType": "Contact",
                "ControlType": kind.control().1, "Options": OPTIONS,
            })
        };
        self.kinds.iter().enumerate().map(definition).collect()
    }

    async fn start(&self) -> Gateway {
        let gateway =
            Gateway::with().sandbox(Settings { contacts: 0, ..Settings::default() }).start().await;
        gateway.sandbox.set_definitions_json(self.definitions());
        for (at, (person, vip, values)) in self.rows.iter().enumerate() {
            let fields = values.iter().enumerate();
            let fields = fields.map(|(field, value)| (key(&self.kinds, field), value.clone()));
            gateway.sandbox.insert_contact(json!({
                "Type": if *person { "Person" } else { "Company" },
                "LastName": at.to_string(), "IsVIP": vip,
                "RegisterTime": format!("2025-01-01T00:00:{:02}Z", at % 20),
                "Fields": fields.collect::<serde_json::Map<_, _>>(),
            }));
        }
        gateway
    }

    fn write(&self, filter: &Filter) -> Value {
        let mut written = json!({});
        for condition in &filter.conditions {
            let (kind, key) = (self.kinds[condition.field], key(&self.kinds, condition.field));
            let tests = condition.any_of.iter().map(Test::write);
            if condition.typed && !matches!(kind, Kind::Choice | Kind::MultiChoice) {
                written["custom"][key.to_lowercase()] = tests.collect();
                continue;
            }
            let test = |test: Value| match test.get("isSet") {
                Some(set) => json!({ "isSet": set }),
                None => json!({ kind.portable(): test }),
            };
            let entry = json!({ "key": key, "anyOf": tests.map(test).collect::<Vec<_>>() });
            match written["customFields"].as_array_mut() {
                Some(entries) => entries.push(entry),
                None => written["customFields"] = json!([entry]),
            }
        }
        if let Some(contact_type) = filter.contact_type {
            written["type"] = json!(format!("enum:{contact_type}"));
        }
        if let Some(vip) = filter.is_vip {
            written["isVip"] = json!(vip);
        }
        written
    }

    fn holds(&self, filter: &Filter, row: &Value) -> bool {
        let is_type =
            |wanted: &str| row["Type"].as_str().is_some_and(|t| t.eq_ignore_ascii_case(wanted));
        filter.contact_type.is_none_or(is_type)
            && filter.is_vip.is_none_or(|vip| row["IsVIP"] == vip)
            && filter.conditions.iter().all(|condition| {
                let value = custom(row, &key(&self.kinds, condition.field));
                condition.any_of.iter().any(|test| test.holds(value))
            })
    }
}

/// Walks a filter's pages forwards, the filter in the document.
async fn forwards(gateway: &Gateway, filter: &Value, size: usize) -> Vec<String> {
    let (mut found, mut after) = (Vec::new(), String::new());
    loop {
        let page = gateway
            .data(&format!(
                "{{ contacts(first: {size}{after}, filter: {}) {{ nodes {{ id }} pageInfo \
                 {{ hasNextPage endCursor }} }} }}",
                literal(filter)
            ))
            .await;
        let page = &page["contacts"];
        found.extend(ids(&page["nodes"]));
        if page["pageInfo"]["hasNextPage"] == false {
            return found;
        }
        after = format!(", after: {}", page["pageInfo"]["endCursor"]);
    }
}

/// And backwards, the filter as a variable; returns the list's own order.
async fn backwards(gateway: &Gateway, filter: &Value, size: usize) -> Vec<String> {
    let query = "query ($size: Int, $before: String, $filter: ContactFilter) \
        { contacts(last: $size, before: $before, filter: $filter) \
        { totalCount nodes { id } pageInfo { hasPreviousPage startCursor } } }";
    let (mut found, mut before) = (Vec::new(), Value::Null);
    loop {
        let variables = json!({ "size": size, "before": before, "filter": variable(filter) });
        let page = crate::support::data(gateway.ask_with(query, &variables).await);
        let page = &page["contacts"];
        found.splice(0..0, ids(&page["nodes"]));
        if page["pageInfo"]["hasPreviousPage"] == false {
            assert_eq!(page["totalCount"], found.len());
            return found;
        }
        before = page["pageInfo"]["startCursor"].clone();
    }
}

#[test]
fn random_filters_over_random_accounts_find_what_a_scan_finds() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let config = Config { cases: 24, failure_persistence: None, ..Config::default() };
    let some_found = std::cell::Cell::new(0);
    let verdict = TestRunner::new(config).run(&worlds(), |world| {
        runtime.block_on(async {
            let gateway = world.start().await;
            let rows = gateway.sandbox.contacts_json();
            for filter in &world.filters {
                let written = world.write(filter);
                let expected = scan(&rows, |row| world.holds(filter, row));
                some_found.set(some_found.get() + usize::from(!expected.is_empty()));
                let forwards = forwards(&gateway, &written, filter.size).await;
                prop_assert_eq!(&forwards, &expected, "{}", written);
                let backwards = backwards(&gateway, &written, filter.size).await;
                prop_assert_eq!(&backwards, &expected, "{}", written);
            }
            Ok(())
        })
    });
    if let Err(failure) = verdict {
        panic!("{failure}");
    }
    assert!(some_found.get() > 50, "most filters find something: {}", some_found.get());
}
