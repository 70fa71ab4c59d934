//! Every filter that can be written finds what a scan of the rows finds.

use std::collections::{BTreeMap, BTreeSet};

use didar_sandbox::Settings;
use serde_json::{Value, json};

use crate::{
    query::oracle::{self, custom, scan},
    support::{Gateway, ids},
};

const REMARK: &str = "Field_996_0_8";
const NOTE: &str = "Field_996_1_14";
const BUDGET: &str = "Field_996_12_9";
const LOYALTY: &str = "Field_996_12_18";
const MEMBER: &str = "Field_996_3_12";
const CONTRACT: &str = "Field_996_5_13";
const CITY: &str = "Field_996_4_10";
const INTERESTS: &str = "Field_996_9_11";
const PLACE: &str = "Field_996_77_17";

/// A text that is hard to carry through a document and through JSON.
const AWKWARD: &str = "\"نقل\" \\ {x: 1}\n# ۱۲";

/// Marks a text that is an enumeration value, which a document writes bare.
const ENUM: &str = "enum:";

/// A value as a document writes it.
pub(crate) fn literal(value: &Value) -> String {
    match value {
        Value::Object(entries) => {
            let entries = entries.iter().map(|(name, value)| format!("{name}: {}", literal(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        Value::Array(items) => {
            format!("[{}]", items.iter().map(literal).collect::<Vec<_>>().join(", "))
        }
        Value::String(text) => text.strip_prefix(ENUM).map_or(value.to_string(), str::to_owned),
        _ => value.to_string(),
    }
}

/// A value as variables carry it.
pub(crate) fn variable(value: &Value) -> Value {
    match value {
        Value::Object(entries) => {
            entries.iter().map(|(name, value)| (name.clone(), variable(value))).collect()
        }
        Value::Array(items) => items.iter().map(variable).collect(),
        Value::String(text) => json!(text.strip_prefix(ENUM).unwrap_or(text)),
        _ => value.clone(),
    }
}

/// The gateway that a table is walked over: the seeded account, and contacts at the
/// edges of what the tables ask.
struct Subject {
    gateway: Gateway,
    rows: Vec<Value>,
}

impl Subject {
    async fn start() -> Self {
        let gateway = Gateway::start().await;
        plant_edges(&gateway);
        let rows = gateway.sandbox.contacts_json();
        Self { gateway, rows }
    }

    /// Walks all pages of a filter, written into the document.
    async fn written(&self, case: &str, filter: &Value) -> Vec<String> {
        let arguments = format!("filter: {}", literal(filter));
        self.walk(case, "$after: String", &arguments, json!({})).await
    }

    /// Walks all pages of a filter, given as a variable.
    async fn given(&self, case: &str, filter: &Value) -> Vec<String> {
        let variables = json!({ "filter": variable(filter) });
        let declared = "$after: String, $filter: ContactFilter";
        self.walk(case, declared, "filter: $filter", variables).await
    }

    async fn walk(
        &self,
        case: &str,
        declared: &str,
        arguments: &str,
        mut variables: Value,
    ) -> Vec<String> {
        let query = format!(
            "query({declared}) {{ contacts(first: 100, after: $after, includeDeleted: true, {arguments}) {{ totalCount \
             nodes {{ id }} pageInfo {{ hasNextPage endCursor }} }} }}"
        );
        let (mut found, mut totals) = (Vec::new(), Vec::new());
        loop {
            let answer = self.gateway.ask_with(&query, &variables).await;
            assert_eq!(answer.get("errors"), None, "{case}: {answer:#}");
            let page = &answer["data"]["contacts"];
            found.extend(ids(&page["nodes"]));
            totals.push(page["totalCount"].clone());
            variables["after"] = page["pageInfo"]["endCursor"].clone();
            if page["pageInfo"]["hasNextPage"] == false || found.len() > self.rows.len() {
                break;
            }
        }
        assert!(totals.iter().all(|total| *total == found.len()), "{case}: {totals:?} on pages");
        found
    }

    /// What a scan finds: some of the rows and not all, so that no case is empty talk.
    fn expected(&self, case: &str, holds: impl Fn(&Value) -> bool) -> Vec<String> {
        let expected = scan(&self.rows, holds);
        let some = !expected.is_empty() && expected.len() < self.rows.len();
        assert!(some, "{case}: {} of {} rows say nothing", expected.len(), self.rows.len());
        expected
    }

    /// Walks each filter both ways and compares with the scan.
    async fn compare(&self, cases: Vec<Case>) {
        for Case { filter, holds } in cases {
            let case = literal(&filter);
            let expected = self.expected(&case, holds);
            assert_eq!(self.written(&case, &filter).await, expected, "in the document: {case}");
            assert_eq!(self.given(&case, &filter).await, expected, "as a variable: {case}");
        }
    }
}

/// Contacts around the midnights that the tables ask for, one half of them companies, and
/// with values that the seeded account lacks.
fn plant_edges(gateway: &Gateway) {
    let instants = [
        "2021-07-22T19:29:59.999Z",
        "2021-07-22T19:30:00.0000000Z",
        "2021-07-23T19:29:59.999Z",
        "2021-07-23T19:30:00",
        "2025-03-19T20:29:59",
        "2025-03-19T20:30:00Z",
        "2025-03-20T20:29:59.999Z",
        "2025-03-20T20:30:00.0000000Z",
        "2025-03-21T20:29:59.999Z",
        "2025-03-21T20:30:00.000Z",
    ];
    // Each value is a part of others'.
    gateway.sandbox.insert_contact(json!({
        "Type": "Person", "LastName": "Part", "MobilePhone": "0912000028",
        "Email": "contact28@example", "CustomerCode": "C-1002",
    }));
    for (at, instant) in instants.iter().enumerate() {
        gateway.sandbox.insert_contact(json!({
            "Type": if at % 2 == 0 { "Person" } else { "Company" },
            "LastName": format!("Edge {at}"),
            "RegisterTime": instant,
            "OwnerId": "b3170000-0000-4000-8000-0000000000e1",
            "Fields": {
                CONTRACT: instant,
                REMARK: if at % 2 == 0 { "Vip LOUNGE" } else { AWKWARD },
                NOTE: AWKWARD,
                BUDGET: if at % 2 == 0 { json!(12.5) } else { json!("12.5") },
                LOYALTY: -1,
            },
        }));
    }
}

type Holds = Box<dyn Fn(&Value) -> bool>;

/// A filter, and what it says about a row.
struct Case {
    filter: Value,
    holds: Holds,
}

fn case(filter: Value, holds: impl Fn(&Value) -> bool + 'static) -> Case {
    Case { filter, holds: Box::new(holds) }
}

/// A test on a field in both forms, and what it says about the field's value.
struct Test {
    typed: Value,
    portable: Value,
    holds: Holds,
}

fn test(written: Value, holds: impl Fn(&Value) -> bool + 'static) -> Test {
    Test { typed: written.clone(), portable: written, holds: Box::new(holds) }
}

/// `isSet`, which every kind has.
fn presence() -> [Test; 2] {
    [
        test(json!({ "isSet": true }), oracle::is_set),
        test(json!({ "isSet": false }), |value| !oracle::is_set(value)),
    ]
}

/// A field and the tests to ask of it.
struct Field {
    key: &'static str,
    /// The entry of `CustomFieldTest` its tests are written under.
    kind: &'static str,
    tests: Vec<Test>,
}

impl Field {
    fn new(key: &'static str, kind: &'static str, tests: impl IntoIterator<Item = Test>) -> Self {
        Self { key, kind, tests: presence().into_iter().chain(tests).collect() }
    }

    fn name(&self) -> String {
        self.key.to_lowercase()
    }
}

fn text(
    key: &'static str,
    whole: [&'static str; 2],
    parts: [&'static str; 2],
    start: &'static str,
) -> Field {
    let tests = [
        test(json!({ "in": whole }), move |value| oracle::equals_any(value, &whole)),
        test(json!({ "in": [whole[1]] }), move |value| oracle::equals_any(value, &whole[1..])),
        test(json!({ "notIn": whole }), move |value| !oracle::equals_any(value, &whole)),
        test(json!({ "containsAny": parts }), move |value| oracle::contains_any(value, &parts)),
        test(json!({ "containsAny": [parts[0]] }), move |value| {
            oracle::contains_any(value, &parts[..1])
        }),
        test(json!({ "containsNone": parts }), move |value| !oracle::contains_any(value, &parts)),
        test(json!({ "startsWith": start }), move |value| oracle::starts_with(value, start)),
    ];
    Field::new(key, "text", tests)
}

fn number(key: &'static str, some: [f64; 3], low: f64, high: f64) -> Field {
    let above = |value: &Value, limit| oracle::number(value).is_some_and(|number| number > limit);
    let below = |value: &Value, limit| oracle::number(value).is_some_and(|number| number < limit);
    let tests = [
        test(json!({ "in": some }), move |value| oracle::equals_any_number(value, &some)),
        test(json!({ "in": [some[2]] }), move |value| oracle::equals_any_number(value, &some[2..])),
        test(json!({ "notIn": some }), move |value| !oracle::equals_any_number(value, &some)),
        test(json!({ "lt": low }), move |value| below(value, low)),
        test(json!({ "lt": high }), move |value| below(value, high)),
        test(json!({ "gt": low }), move |value| above(value, low)),
        test(json!({ "gt": high }), move |value| above(value, high)),
        test(json!({ "between": { "from": low, "to": high } }), move |value| {
            oracle::is_between(value, low, high)
        }),
        test(json!({ "between": { "from": low, "to": low } }), move |value| {
            oracle::equals_any_number(value, &[low])
        }),
    ];
    Field::new(key, "number", tests)
}

fn boolean() -> Field {
    let tests = [true, false].map(|flag| test(json!({ "is": flag }), move |value| *value == flag));
    Field::new(MEMBER, "boolean", tests)
}

/// Instants: literal ones, written with and without an offset.
fn instants() -> Vec<Test> {
    let range = |from, to| json!({ "between": { "from": from, "to": to } });
    vec![
        test(json!({ "before": "2025-03-20T20:30:00Z" }), |value| {
            oracle::is_before(value, "2025-03-20T20:30:00Z")
        }),
        test(json!({ "before": "2025-03-21T00:00:00+03:30" }), |value| {
            oracle::is_before(value, "2025-03-20T20:30:00Z")
        }),
        test(json!({ "after": "2025-03-20T20:30:00.000Z" }), |value| {
            oracle::is_after(value, "2025-03-20T20:30:00Z")
        }),
        test(json!({ "after": "۲۰۲۵-۰۳-۲۰T20:29:59.999Z" }), |value| {
            oracle::is_after(value, "2025-03-20T20:29:59.999Z")
        }),
        test(range("2025-03-20T20:30:00Z", "2025-03-21T20:30:00Z"), |value| {
            oracle::is_within(value, "2025-03-20T20:30:00Z", "2025-03-21T20:30:00Z")
        }),
        test(range("2025-03-20T20:30:00Z", "2025-03-20T20:30:00Z"), |value| {
            oracle::is_within(value, "2025-03-20T20:30:00Z", "2025-03-20T20:30:00Z")
        }),
        test(json!({ "between": { "from": "2025-03-20T20:30:00Z" } }), |value| {
            oracle::is_set(value) && !oracle::is_before(value, "2025-03-20T20:30:00Z")
        }),
        test(json!({ "between": { "to": "2021-07-22T19:30:00Z" } }), |value| {
            oracle::is_set(value) && !oracle::is_after(value, "2021-07-22T19:30:00Z")
        }),
    ]
}

/// The first instants of days in Tehran, looked up and not computed: 1403 is a leap
/// year, and in the summer of 1400 clocks stood an hour ahead.
const SUMMER_DAY: [&str; 2] = ["2021-07-22T19:30:00Z", "2021-07-23T19:29:59.999Z"];
const LEAP_DAY: [&str; 2] = ["2025-03-19T20:30:00Z", "2025-03-20T20:29:59.999Z"];
const NEW_YEAR: [&str; 2] = ["2025-03-20T20:30:00Z", "2025-03-21T20:29:59.999Z"];
const END_OF_FARVARDIN: &str = "2025-04-20T20:29:59.999Z";

/// Days in Tehran.
fn days() -> Vec<Test> {
    let within =
        |[from, to]: [&'static str; 2]| move |value: &Value| oracle::is_within(value, from, to);
    vec![
        test(json!({ "onDay": "1404-01-01" }), within(NEW_YEAR)),
        test(json!({ "onDay": "۱۴۰۴/۰۱/۰۱" }), within(NEW_YEAR)),
        test(json!({ "onDay": "1403-12-30" }), within(LEAP_DAY)),
        test(json!({ "onDay": "1400-05-01" }), within(SUMMER_DAY)),
        test(
            json!({ "betweenDays": { "from": "1404-01-01", "to": "1404-01-31" } }),
            within([NEW_YEAR[0], END_OF_FARVARDIN]),
        ),
        test(
            json!({ "betweenDays": { "from": "1403-12-30", "to": "1404/1/1" } }),
            within([LEAP_DAY[0], NEW_YEAR[1]]),
        ),
        test(
            json!({ "betweenDays": { "from": "1400-05-01", "to": "1400-05-01" } }),
            within(SUMMER_DAY),
        ),
        test(json!({ "betweenDays": { "from": "1404-01-01" } }), |value| {
            oracle::is_set(value) && !oracle::is_before(value, NEW_YEAR[0])
        }),
        test(json!({ "betweenDays": { "to": "1400-05-01" } }), |value| {
            oracle::is_set(value) && !oracle::is_after(value, SUMMER_DAY[1])
        }),
    ]
}

/// The options' enumeration values by their texts.
type Names = BTreeMap<String, String>;

/// A test by options, in both forms.
fn options(
    names: &Names,
    operator: &str,
    texts: &'static [&'static str],
    holds: fn(&Value, &[&str]) -> bool,
) -> Test {
    let enumerated: Vec<_> = texts.iter().map(|text| format!("{ENUM}{}", names[*text])).collect();
    Test {
        typed: json!({ operator: enumerated }),
        portable: json!({ operator: texts }),
        holds: Box::new(move |value| holds(value, texts)),
    }
}

fn equals_none(value: &Value, wanted: &[&str]) -> bool {
    !oracle::equals_any(value, wanted)
}

fn choice(
    key: &'static str,
    names: &Names,
    one: &'static [&'static str],
    two: &'static [&'static str],
) -> Field {
    let tests = [
        options(names, "in", one, oracle::equals_any),
        options(names, "in", two, oracle::equals_any),
        options(names, "notIn", one, equals_none),
        options(names, "notIn", two, equals_none),
    ];
    Field::new(key, "option", tests)
}

async fn option_names(gateway: &Gateway) -> Names {
    let data = gateway.data("{ customFields { options { name value } } }").await;
    let fields = data["customFields"].as_array().expect("definitions");
    let options = fields.iter().flat_map(|field| field["options"].as_array().expect("options"));
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    options.map(|option| (text(&option["value"]), text(&option["name"]))).collect()
}

/// Every kind of custom field with every test it offers.
fn fields(names: &Names) -> Vec<Field> {
    vec![
        text(REMARK, ["vip", AWKWARD], ["سایت", "LOUNGE"], "س"),
        text(NOTE, ["سه شعبه دارد:\r\nتهران\r\nکرج\r\nرشت", AWKWARD], ["شعبه", "هفته"], "مشتر"),
        text(PLACE, ["35.86,51.55", "35.61,51.35"], ["51.5", "35.6"], "35.7"),
        number(BUDGET, [5.0, 12.0, 12.5], 12.0, 500_000.0),
        number(LOYALTY, [0.0, -1.0, 34.0], 34.0, 96.0),
        boolean(),
        Field::new(CONTRACT, "dateTime", instants().into_iter().chain(days())),
        choice(CITY, names, &["تهران"], &["شیراز", "تبریز"]),
        choice(INTERESTS, names, &["فیلم"], &["کتاب", "سفر"]),
    ]
}

#[tokio::test]
async fn each_test_of_each_kind_finds_what_a_scan_finds() {
    let subject = Subject::start().await;
    let names = option_names(&subject.gateway).await;
    for field in fields(&names) {
        let (key, name, kind) = (field.key, field.name(), field.kind);
        let id = definition_id(&subject.gateway, key);
        let spellings = [key, &name, &id].into_iter().cycle();
        for (Test { typed, portable, holds }, spelling) in field.tests.iter().zip(spellings) {
            let case = format!("{key} {}", literal(typed));
            let expected = subject.expected(&case, |row| holds(custom(row, key)));
            let filter = json!({ "custom": { &name: [typed] } });
            assert_eq!(subject.written(&case, &filter).await, expected, "typed: {case}");
            let portable = json!({ kind: portable });
            let filter = json!({ "customFields": [{ "key": spelling, "anyOf": [portable] }] });
            let found = subject.given(&case, &filter).await;
            assert_eq!(found, expected, "portable, by {spelling}: {case}");
        }
    }
}

fn definition_id(gateway: &Gateway, key: &str) -> String {
    let definitions = gateway.sandbox.definitions_json();
    let definition = definitions.iter().find(|known| known["Key"] == key).expect("a definition");
    definition["Id"].as_str().expect("an id").to_owned()
}

/// The entries of an input type.
async fn entries(gateway: &Gateway, type_name: &str) -> BTreeSet<String> {
    let query = format!("{{ __type(name: {type_name:?}) {{ inputFields {{ name }} }} }}");
    let data = gateway.data(&query).await;
    let fields = data["__type"]["inputFields"].as_array().expect("an input type");
    fields.iter().map(|field| field["name"].as_str().expect("a name").to_owned()).collect()
}

fn first_entry(written: &Value) -> String {
    written.as_object().and_then(|entries| entries.keys().next()).expect("an entry").clone()
}

#[tokio::test]
async fn the_tables_ask_every_test_and_every_criterion_that_the_schema_offers() {
    let gateway = Gateway::start().await;
    let names = option_names(&gateway).await;
    for field in fields(&names) {
        let asked: BTreeSet<_> = field.tests.iter().map(|test| first_entry(&test.typed)).collect();
        let (typed, portable) = match field.kind {
            "text" => ("TextTest".to_owned(), "TextTest"),
            "number" => ("NumberTest".to_owned(), "NumberTest"),
            "boolean" => ("BooleanTest".to_owned(), "BooleanTest"),
            "dateTime" => ("DateTimeTest".to_owned(), "DateTimeTest"),
            _ => (format!("Contact{}_Test", field.key), "OptionTest"),
        };
        assert_eq!(asked, entries(&gateway, &typed).await, "{typed} of {}", field.key);
        assert_eq!(asked, entries(&gateway, portable).await, "{portable} of {}", field.key);
    }
    let cases = native().into_iter().chain(registration());
    let mut asked: BTreeSet<_> = cases.map(|case| first_entry(&case.filter)).collect();
    asked.extend(["isPinned", "custom", "customFields"].map(str::to_owned));
    assert_eq!(asked, entries(&gateway, "ContactFilter").await);
}

#[tokio::test]
async fn an_option_is_named_by_its_text_or_its_enumeration_value_even_when_it_is_gone() {
    let subject = Subject::start().await;
    let names = option_names(&subject.gateway).await;
    let portable = |operands: Value| {
        let test = json!({ "option": { "in": operands } });
        json!({ "customFields": [{ "key": CITY, "anyOf": [test] }] })
    };
    let in_any = |cities: &'static [&'static str]| {
        move |row: &Value| oracle::equals_any(custom(row, CITY), cities)
    };
    let both = json!([names["تهران"], "شیراز"]);
    let cases = vec![
        case(portable(both), in_any(&["تهران", "شیراز"])),
        case(portable(json!(["بندر انزلی"])), in_any(&["بندر انزلی"])),
    ];
    subject.compare(cases).await;
}

/// Tests joined by OR inside a field.
fn alternatives() -> Vec<Case> {
    let remarks = json!([{ "in": ["vip"] }, { "isSet": false }, { "startsWith": "سا" }]);
    let portable = json!([{ "isSet": false }, { "number": { "lt": 20 } }]);
    vec![
        case(json!({ "custom": { "field_996_12_9": [{ "lt": 12 }, { "in": [12] }] } }), |row| {
            oracle::number(custom(row, BUDGET)).is_some_and(|budget| budget <= 12.0)
        }),
        case(json!({ "custom": { "field_996_0_8": remarks } }), |row| {
            let remark = custom(row, REMARK);
            !oracle::is_set(remark)
                || oracle::equals_any(remark, &["vip"])
                || oracle::starts_with(remark, "سا")
        }),
        case(json!({ "customFields": [{ "key": BUDGET, "anyOf": portable }] }), |row| {
            let budget = custom(row, BUDGET);
            !oracle::is_set(budget) || oracle::number(budget).is_some_and(|budget| budget < 20.0)
        }),
    ]
}

/// Fields and criteria joined by AND, in one form and across both.
fn conjunctions(names: &Names) -> Vec<Case> {
    let option = |text: &str| format!("{ENUM}{}", names[text]);
    let three_fields = json!({
        "field_996_4_10": [{ "notIn": [option("تهران")] }],
        "field_996_9_11": [{ "in": [option("فیلم")] }, { "isSet": false }],
        "field_996_3_12": [{ "is": true }],
    });
    let both_forms = json!({
        "type": "enum:PERSON",
        "isDeleted": false,
        "customFields": [{ "key": LOYALTY, "anyOf": [{ "number": { "gt": 50 } }] }],
        "custom": { "field_996_5_13": [{ "isSet": true }] },
    });
    vec![
        case(json!({ "custom": three_fields }), |row| {
            let interests = custom(row, INTERESTS);
            !oracle::equals_any(custom(row, CITY), &["تهران"])
                && (oracle::equals_any(interests, &["فیلم"]) || !oracle::is_set(interests))
                && *custom(row, MEMBER) == true
        }),
        case(both_forms, |row| {
            row["Type"] == "Person"
                && row["IsDeleted"] == false
                && oracle::number(custom(row, LOYALTY)).is_some_and(|points| points > 50.0)
                && oracle::is_set(custom(row, CONTRACT))
        }),
    ]
}

#[tokio::test]
async fn fields_are_joined_with_and_and_the_tests_inside_a_field_with_or() {
    let subject = Subject::start().await;
    let names = option_names(&subject.gateway).await;
    subject.compare(alternatives()).await;
    subject.compare(conjunctions(&names)).await;
}

#[tokio::test]
async fn the_example_of_didars_own_documentation_finds_what_a_scan_finds() {
    let subject = Subject::start().await;
    let filter = json!({ "custom": {
        "field_996_12_9": [{ "isSet": false }, { "in": [12] }],
        "field_996_0_8": [{ "startsWith": "س" }],
    } });
    let holds = |row: &Value| {
        let budget = custom(row, BUDGET);
        (!oracle::is_set(budget) || oracle::equals_any_number(budget, &[12.0]))
            && oracle::starts_with(custom(row, REMARK), "س")
    };
    subject.compare(vec![case(filter, holds)]).await;
}

const OWNER: &str = "b3170000-0000-4000-8000-0000000000e4";
/// A company with people of the seeded account.
const COMPANY: &str = "f7c0f7db-b2f9-4a08-97f4-32cd8735ace2";

/// A criterion on a text of the row. The sandbox finds whatever contains it; what is
/// found must be equal.
fn attribute(name: &str, key: &'static str, written: &str, wanted: &'static str) -> Case {
    case(json!({ name: written }), move |row| row[key] == wanted)
}

fn keywords(wanted: &'static str) -> Case {
    case(json!({ "keywords": wanted }), move |row| oracle::has_keywords(row, wanted))
}

/// Didar's own criteria.
fn native() -> Vec<Case> {
    let flag = |name: &str, key: &'static str, wanted: bool| {
        case(json!({ name: wanted }), move |row| row[key] == wanted)
    };
    vec![
        case(json!({ "type": "enum:PERSON" }), |row| row["Type"] == "Person"),
        case(json!({ "type": "enum:COMPANY" }), |row| row["Type"] == "Company"),
        keywords("سارا"),
        keywords("شرکت 0912"),
        keywords("CONTACT1 021"),
        keywords("9120000"),
        attribute("mobilePhone", "MobilePhone", "09120000286", "09120000286"),
        attribute("mobilePhone", "MobilePhone", "0912000028", "0912000028"),
        attribute("mobilePhone", "MobilePhone", "+98 912 000 0375", "+98 912 000 0375"),
        attribute("mobilePhone", "MobilePhone", " ۰۹۱۲۰۰۰۰۲۸۶ ", "09120000286"),
        attribute("workPhone", "WorkPhone", "02100000276", "02100000276"),
        attribute("workPhone", "WorkPhone", "٠٢١٠٠٠٠٠٢٧٦", "02100000276"),
        attribute("email", "Email", "CONTACT286@example.test", "contact286@example.test"),
        attribute("email", "Email", "contact28@example", "contact28@example"),
        attribute("customerCode", "CustomerCode", "c-100276", "C-100276"),
        attribute("customerCode", "CustomerCode", "C-1002", "C-1002"),
        attribute("nationalCode", "NationalCode", "0001060433", "0001060433"),
        attribute("nationalCode", "NationalCode", "۰۰۰۱۰۶۰۴۳۳", "0001060433"),
        attribute("zipCode", "ZipCode", "0000061708", "0000061708"),
        case(json!({ "ownerId": OWNER }), |row| row["OwnerId"] == OWNER),
        case(json!({ "ownerId": OWNER.to_uppercase() }), |row| row["OwnerId"] == OWNER),
        case(json!({ "companyId": COMPANY }), |row| row["CompanyId"] == COMPANY),
        flag("isVip", "IsVIP", true),
        flag("isVip", "IsVIP", false),
        flag("isDeleted", "IsDeleted", true),
        flag("isDeleted", "IsDeleted", false),
    ]
}

fn registered(filter: Value, from: Option<&'static str>, to: Option<&'static str>) -> Case {
    case(filter, move |row| {
        let time = &row["RegisterTime"];
        from.is_none_or(|from| !oracle::is_before(time, from))
            && to.is_none_or(|to| !oracle::is_after(time, to))
    })
}

/// When a contact was created, by instants and by days.
fn registration() -> Vec<Case> {
    let [from, to] = NEW_YEAR;
    let [summer_from, summer_to] = SUMMER_DAY;
    let day = |from: &str, to: &str| json!({ "registeredOn": { "from": from, "to": to } });
    vec![
        registered(json!({ "registeredAt": { "from": from } }), Some(from), None),
        registered(json!({ "registeredAt": { "to": to } }), None, Some(to)),
        registered(json!({ "registeredAt": { "from": from, "to": to } }), Some(from), Some(to)),
        registered(
            json!({ "registeredAt": { "from": "2025-03-21T00:00:00+03:30" } }),
            Some(from),
            None,
        ),
        registered(day("1404-01-01", "1404-01-01"), Some(from), Some(to)),
        registered(day("۱۴۰۰/۰۵/۰۱", "1400-05-01"), Some(summer_from), Some(summer_to)),
        registered(day("1403-12-30", "1404-01-01"), Some(LEAP_DAY[0]), Some(to)),
        registered(json!({ "registeredOn": { "from": "1404-01-01" } }), Some(from), None),
        registered(json!({ "registeredOn": { "to": "1400-05-01" } }), None, Some(summer_to)),
        registered(
            json!({
                "registeredAt": { "from": summer_from, "to": to },
                "registeredOn": { "from": "1403-12-30" },
            }),
            Some(LEAP_DAY[0]),
            Some(to),
        ),
        registered(
            json!({
                "registeredOn": { "from": "1400-05-01", "to": "1404-01-31" },
                "registeredAt": { "from": from, "to": to },
            }),
            Some(from),
            Some(to),
        ),
    ]
}

#[tokio::test]
async fn each_criterion_of_didars_own_finds_what_a_scan_finds() {
    let subject = Subject::start().await;
    let mut cases = native();
    cases.extend(registration());
    cases.push(case(json!({ "keywords": "example", "isVip": true, "ownerId": OWNER }), |row| {
        oracle::has_keywords(row, "example") && row["IsVIP"] == true && row["OwnerId"] == OWNER
    }));
    subject.compare(cases).await;
}

/// A row does not say whether it is pinned, so these are planted.
#[tokio::test]
async fn pinned_contacts_are_told_from_the_others() {
    let gateway =
        Gateway::with().sandbox(Settings { contacts: 0, ..Settings::default() }).start().await;
    let plant = |name: &str, kind: &str, pinned: bool| {
        let row = json!({ "LastName": name, "Type": kind, "IsPinned": pinned });
        gateway.sandbox.insert_contact(row)
    };
    plant("a", "Person", false);
    let pinned = [plant("b", "Company", true), plant("c", "Person", true)];
    plant("d", "Company", false);
    let rows = gateway.sandbox.contacts_json();
    let subject = Subject { gateway, rows };
    let is_pinned = move |row: &Value| pinned.iter().any(|id| row["Id"] == *id);
    let is_loose = {
        let is_pinned = is_pinned.clone();
        move |row: &Value| !is_pinned(row)
    };
    let cases = vec![
        case(json!({ "isPinned": true }), is_pinned),
        case(json!({ "isPinned": false }), is_loose),
    ];
    subject.compare(cases).await;
}
