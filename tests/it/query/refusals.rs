//! A filter that is wrong is refused where it is wrong, before Didar is asked anything.

use serde_json::{Value, json};

use crate::{
    query::operators::{literal, variable},
    support::{Gateway, errors},
};

/// An answer must be nothing but errors with one of these codes, and Didar must not
/// have been called. Returns the errors as paths and messages.
fn refusals(
    gateway: &Gateway,
    case: &str,
    answer: &Value,
    codes: &[&str],
) -> Vec<(String, String)> {
    let data = answer["data"].as_object().into_iter().flat_map(|fields| fields.values());
    assert!(data.into_iter().all(Value::is_null), "{case} was answered: {answer:#}");
    let found = errors(answer);
    assert!(!found.is_empty(), "{case} is not an error: {answer:#}");
    assert_eq!(gateway.actions(), [""; 0], "{case}: Didar was called");
    let told = found.into_iter().map(|(code, path, message)| {
        assert!(codes.contains(&code.as_str()), "{case}: the code of {message:?} is {code:?}");
        (path, message)
    });
    told.collect()
}

/// The first of the errors must lead to the fault: by its `argumentPath`, or by a path
/// that ends on the way and a sentence that names the rest.
fn assert_refused(gateway: &Gateway, case: &str, answer: &Value, codes: &[&str], fault: &str) {
    let (path, message) = &refusals(gateway, case, answer, codes)[0];
    let rest = fault.strip_prefix(path.as_str());
    let leads = rest.is_some_and(|rest| rest.split('.').all(|segment| message.contains(segment)));
    assert!(leads, "{case}: the error at {path:?} does not lead to {fault}: {message:?}");
}

/// One of the errors must name the fault.
fn assert_named(gateway: &Gateway, case: &str, answer: &Value, codes: &[&str], fault: &str) {
    let told = refusals(gateway, case, answer, codes);
    let named = told.iter().any(|(path, message)| path.ends_with(fault) || message.contains(fault));
    assert!(named, "{case}: {told:?} does not name {fault}");
}

const INPUT: &[&str] = &["BAD_USER_INPUT"];
const INPUT_OR_VALIDATION: &[&str] = &["BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED"];

/// A filter, and the path of what is under test in it.
type Placed = (Value, &'static str);

/// Sends each wrong filter in the document and as a variable. The last part of a case is
/// where the fault is, below the place that is under test.
async fn refuse_each(cases: impl IntoIterator<Item = (&str, Placed, &str)>) {
    let gateway = Gateway::start().await;
    gateway.warm().await;
    for (name, (filter, place), below) in cases {
        let fault = format!("{place}.{below}");
        let fault = fault.trim_end_matches('.');
        let answer = gateway.ask(&contacts(&literal(&filter))).await;
        let case = format!("{name}, in the document");
        assert_refused(&gateway, &case, &answer, INPUT_OR_VALIDATION, fault);

        let variables = json!({ "filter": variable(&filter) });
        let answer = gateway.ask_with(GIVEN, &variables).await;
        assert_refused(&gateway, &format!("{name}, as a variable"), &answer, INPUT, fault);
    }
}

/// A query of the contacts under a filter.
fn contacts(filter: &str) -> String {
    format!("{{ contacts(filter: {filter}) {{ totalCount }} }}")
}

/// The same, with variables.
fn contacts_with(declared: &str, filter: &str) -> String {
    format!("query({declared}) {}", contacts(filter))
}

const GIVEN: &str = "query($filter: ContactFilter) { contacts(filter: $filter) { totalCount } }";

fn whole(filter: Value) -> Placed {
    (filter, "filter")
}

/// An object of one entry.
fn under(name: &str, value: Value) -> Value {
    Value::Object([(name.to_owned(), value)].into_iter().collect())
}

fn text(tests: Value) -> Placed {
    (under("custom", under("field_996_0_8", tests)), "filter.custom.field_996_0_8")
}

fn number(tests: Value) -> Placed {
    (under("custom", under("field_996_12_9", tests)), "filter.custom.field_996_12_9")
}

fn date(test: Value) -> Placed {
    let tests = Value::Array(vec![test]);
    (under("custom", under("field_996_5_13", tests)), "filter.custom.field_996_5_13")
}

fn city(test: Value) -> Placed {
    let tests = Value::Array(vec![test]);
    (under("custom", under("field_996_4_10", tests)), "filter.custom.field_996_4_10")
}

fn portable(key: &str, any_of: Value) -> Placed {
    let mut condition = under("anyOf", any_of);
    condition["key"] = json!(key);
    (under("customFields", Value::Array(vec![condition])), "filter.customFields.0")
}

#[tokio::test]
async fn a_name_that_the_account_does_not_have_is_refused() {
    let is_set = json!([{ "isSet": true }]);
    refuse_each([
        (
            "an unknown custom field",
            whole(json!({ "custom": { "field_996_0_99": is_set } })),
            "custom.field_996_0_99",
        ),
        (
            "a deleted custom field",
            whole(json!({ "custom": { "field_996_12_15": is_set } })),
            "custom.field_996_12_15",
        ),
        (
            "a deal's custom field",
            whole(json!({ "custom": { "field_8783_0_16": is_set } })),
            "custom.field_8783_0_16",
        ),
        ("an unknown criterion", whole(json!({ "nickname": "x" })), "nickname"),
        ("an unknown type", whole(json!({ "type": "enum:ROBOT" })), "type"),
        ("an unknown option", city(json!({ "in": ["enum:OPT_00000000"] })), "0.in.0"),
        (
            "an option of another field",
            city(json!({ "notIn": ["enum:OPT_DN68RG30", "enum:OPT_0B007F24"] })),
            "0.notIn.1",
        ),
        ("an option's text in the typed form", city(json!({ "in": ["تهران"] })), "0.in.0"),
        (
            "an entry that a range does not have",
            number(json!([{ "between": { "from": 1, "to": 2, "step": 1 } }])),
            "0.between.step",
        ),
    ])
    .await;
}

#[tokio::test]
async fn a_test_of_another_kind_and_an_operand_of_another_type_are_refused() {
    refuse_each([
        ("startsWith on a number", number(json!([{ "startsWith": "1" }])), "0.startsWith"),
        ("lt on a text", text(json!([{ "lt": 1 }])), "0.lt"),
        ("gt on a date", date(json!({ "gt": 1 })), "0.gt"),
        ("containsAny on a choice", city(json!({ "containsAny": ["x"] })), "0.containsAny"),
        ("a text for a number", number(json!([{ "gt": "5" }])), "0.gt"),
        ("a text among numbers", number(json!([{ "in": [5, "6"] }])), "0.in.1"),
        ("a list among numbers", number(json!([{ "in": [[5]] }])), "0.in.0"),
        ("a boolean for a number", number(json!([{ "lt": true }])), "0.lt"),
        ("a number for a text", text(json!([{ "startsWith": 5 }])), "0.startsWith"),
        ("a number among texts", text(json!([{ "in": ["a", 5] }])), "0.in.1"),
        (
            "a number for a boolean",
            whole(json!({ "custom": { "field_996_3_12": [{ "is": 1 }] } })),
            "custom.field_996_3_12.0.is",
        ),
        ("a text for isSet", number(json!([{ "isSet": "true" }])), "0.isSet"),
        ("a number for an instant", date(json!({ "after": 5 })), "0.after"),
        ("a number for a day", date(json!({ "onDay": 14_040_101 })), "0.onDay"),
        ("a text for a range", number(json!([{ "between": "1..2" }])), "0.between"),
        ("a second test of a wrong type", number(json!([{ "gt": 1 }, { "lt": "x" }])), "1.lt"),
        ("a text for a flag", whole(json!({ "isVip": "true" })), "isVip"),
        ("a number for an e-mail address", whole(json!({ "email": 5 })), "email"),
        ("a text for the whole filter", whole(json!("x")), ""),
        ("several filters", whole(json!([{ "isVip": true }, { "isVip": false }])), ""),
    ])
    .await;
}

#[tokio::test]
async fn a_test_says_exactly_one_thing() {
    let key = "Field_996_12_9";
    let range = |range: Value| number(json!([{ "between": range }]));
    refuse_each([
        ("two tests in one", number(json!([{ "gt": 1, "lt": 2 }])), "0"),
        ("a test beside null", number(json!([{ "gt": 1, "lt": null }])), "0"),
        ("no test", number(json!([{}])), "0"),
        (
            "two kinds in one",
            portable(key, json!([{ "number": { "gt": 1 }, "isSet": true }])),
            "anyOf.0",
        ),
        ("no kind", portable(key, json!([{}])), "anyOf.0"),
        (
            "two tests in one kind",
            portable(key, json!([{ "number": { "gt": 1, "lt": 2 } }])),
            "anyOf.0.number",
        ),
        ("no test in a kind", portable(key, json!([{ "number": {} }])), "anyOf.0.number"),
        ("a range without its end", range(json!({ "from": 1 })), "0.between.to"),
        ("a range without its start", range(json!({ "to": 1 })), "0.between.from"),
        (
            "a condition without a key",
            whole(json!({ "customFields": [{ "anyOf": [{ "isSet": true }] }] })),
            "customFields.0.key",
        ),
        (
            "a condition without tests",
            whole(json!({ "customFields": [{ "key": key }] })),
            "customFields.0.anyOf",
        ),
    ])
    .await;
}

#[tokio::test]
async fn null_is_no_condition_wherever_it_stands() {
    let key = "Field_996_12_9";
    refuse_each([
        ("a null operand", number(json!([{ "gt": null }])), "0"),
        ("a null isSet", number(json!([{ "isSet": null }])), "0"),
        ("a null list of operands", number(json!([{ "in": null }])), "0"),
        ("null among numbers", number(json!([{ "in": [1, null] }])), "0.in.1"),
        ("null among texts", text(json!([{ "containsAny": ["a", null] }])), "0.containsAny.1"),
        ("null among options", city(json!({ "in": [null] })), "0.in.0"),
        ("a null test", number(json!([null])), "0"),
        ("a null list of tests", number(json!(null)), ""),
        ("a null range", number(json!([{ "between": null }])), "0"),
        (
            "a null end of numbers",
            number(json!([{ "between": { "from": 1, "to": null } }])),
            "0.between.to",
        ),
        (
            "a null end of instants",
            date(json!({ "between": { "from": "2025-01-01T00:00:00Z", "to": null } })),
            "0.between.to",
        ),
        (
            "a null end of days",
            date(json!({ "betweenDays": { "from": null, "to": "1404-01-01" } })),
            "0.betweenDays.from",
        ),
        ("null for custom", whole(json!({ "custom": null })), "custom"),
        ("null for customFields", whole(json!({ "customFields": null })), "customFields"),
        ("a null condition", whole(json!({ "customFields": [null] })), "customFields.0"),
        (
            "a null key",
            whole(json!({ "customFields": [{ "key": null, "anyOf": [{ "isSet": true }] }] })),
            "customFields.0.key",
        ),
        ("a null anyOf", portable(key, json!(null)), "anyOf"),
        ("a null kind", portable(key, json!([{ "number": null }])), "anyOf.0"),
        (
            "a null operand in the portable form",
            portable(key, json!([{ "number": { "gt": null } }])),
            "anyOf.0.number",
        ),
        (
            "a null end of registeredAt",
            whole(json!({ "registeredAt": { "from": null } })),
            "registeredAt.from",
        ),
    ])
    .await;
}

#[tokio::test]
async fn no_criterion_may_be_null() {
    let gateway = Gateway::start().await;
    let data = gateway.data("{ __type(name: \"ContactFilter\") { inputFields { name } } }").await;
    let criteria = data["__type"]["inputFields"].as_array().expect("criteria");
    let names = criteria.iter().map(|criterion| criterion["name"].as_str().expect("a name"));
    refuse_each(names.map(|name| (name, whole(json!({ name: null })), name))).await;
}

#[tokio::test]
async fn what_is_empty_is_no_condition() {
    refuse_each([
        ("no tests", number(json!([])), ""),
        ("no texts", text(json!([{ "in": [] }])), "0.in"),
        ("no parts", text(json!([{ "containsNone": [] }])), "0.containsNone"),
        ("no numbers", number(json!([{ "notIn": [] }])), "0.notIn"),
        ("no options", city(json!({ "in": [] })), "0.in"),
        ("no conditions", whole(json!({ "customFields": [] })), "customFields"),
        ("no portable tests", portable("Field_996_12_9", json!([])), "anyOf"),
        ("an empty start", text(json!([{ "startsWith": "" }])), "0.startsWith"),
        (
            "an empty text among others",
            text(json!([{ "containsAny": ["a", ""] }])),
            "0.containsAny.1",
        ),
        ("an empty e-mail address", whole(json!({ "email": "" })), "email"),
        ("an empty phone", whole(json!({ "mobilePhone": "" })), "mobilePhone"),
        ("blank keywords", whole(json!({ "keywords": " \t " })), "keywords"),
        ("an empty owner", whole(json!({ "ownerId": "" })), "ownerId"),
        ("an empty key", portable("", json!([{ "isSet": true }])), "key"),
        ("instants without an end", date(json!({ "between": {} })), "0.between"),
        ("days without an end", date(json!({ "betweenDays": {} })), "0.betweenDays"),
        ("registeredAt without an end", whole(json!({ "registeredAt": {} })), "registeredAt"),
        ("registeredOn without an end", whole(json!({ "registeredOn": {} })), "registeredOn"),
    ])
    .await;
}

#[tokio::test]
async fn a_range_the_wrong_way_round_is_refused() {
    let range = |from: &str, to: &str| json!({ "from": from, "to": to });
    let late_first = range("2025-01-02T00:00:00Z", "2025-01-01T00:00:00Z");
    let late_day_first = range("1404-01-02", "1404-01-01");
    refuse_each([
        (
            "numbers the wrong way round",
            number(json!([{ "between": { "from": 5, "to": 1 } }])),
            "0.between",
        ),
        ("instants the wrong way round", date(json!({ "between": late_first })), "0.between"),
        (
            "days the wrong way round",
            date(json!({ "betweenDays": late_day_first })),
            "0.betweenDays",
        ),
        (
            "registeredAt the wrong way round",
            whole(json!({ "registeredAt": late_first })),
            "registeredAt",
        ),
        (
            "registeredOn the wrong way round",
            whole(json!({ "registeredOn": late_day_first })),
            "registeredOn",
        ),
    ])
    .await;
}

#[tokio::test]
async fn a_value_outside_its_range_is_refused() {
    refuse_each([
        (
            "a Jalali year in an instant",
            date(json!({ "before": "1404-02-15T00:00:00Z" })),
            "0.before",
        ),
        (
            "a Jalali year in Persian digits",
            date(json!({ "before": "۱۴۰۴-۰۲-۱۵T00:00:00Z" })),
            "0.before",
        ),
        ("an instant too early", date(json!({ "after": "1929-12-31T23:59:59.999Z" })), "0.after"),
        (
            "an instant too late",
            date(json!({ "between": { "to": "9999-12-01T00:00:00.001Z" } })),
            "0.between.to",
        ),
        (
            "an instant without an offset",
            date(json!({ "after": "2025-01-01T00:00:00" })),
            "0.after",
        ),
        (
            "a date for an instant",
            whole(json!({ "registeredAt": { "from": "2025-01-01" } })),
            "registeredAt.from",
        ),
        ("a word for an instant", date(json!({ "after": "yesterday" })), "0.after"),
        ("a thirteenth month", date(json!({ "onDay": "1404-13-01" })), "0.onDay"),
        ("a leap day in a common year", date(json!({ "onDay": "1404-12-30" })), "0.onDay"),
        ("a Gregorian day", date(json!({ "onDay": "2025-03-20" })), "0.onDay"),
        (
            "no day in a range",
            whole(json!({ "registeredOn": { "to": "1404-13-01" } })),
            "registeredOn.to",
        ),
        (
            "a month's 32nd day",
            date(json!({ "betweenDays": { "from": "1404-01-32" } })),
            "0.betweenDays.from",
        ),
        ("an owner that is no GUID", whole(json!({ "ownerId": "nope" })), "ownerId"),
        ("a number for an owner", whole(json!({ "ownerId": 5 })), "ownerId"),
    ])
    .await;
}

/// Didar takes the zero GUID for "anyone": a filter by owner would find every contact.
#[tokio::test]
async fn the_owner_that_nobody_is_must_not_silently_mean_everybody() {
    let nobody = json!({ "ownerId": "00000000-0000-0000-0000-000000000000" });
    refuse_each([("the zero GUID", whole(nobody), "ownerId")]).await;
}

#[tokio::test]
async fn the_portable_form_is_checked_against_the_account() {
    let is_set = || json!([{ "isSet": true }]);
    let starts_with = || json!([{ "text": { "startsWith": "1" } }]);
    refuse_each([
        ("an unknown key", portable("Field_996_0_99", is_set()), "key"),
        ("a deleted field", portable("Field_996_12_15", is_set()), "key"),
        ("a deleted field by its name", portable("field_996_12_15", is_set()), "key"),
        (
            "a deleted field by its id",
            portable("f1e1d000-0000-4000-8000-000000000015", is_set()),
            "key",
        ),
        ("a deal's field", portable("Field_8783_0_16", is_set()), "key"),
        ("an unknown id", portable("f1e1d000-0000-4000-8000-0000000000ff", is_set()), "key"),
        ("a text test on a number", portable("Field_996_12_9", starts_with()), "anyOf.0.text"),
        (
            "a number test on a text",
            portable("Field_996_0_8", json!([{ "number": { "gt": 1 } }])),
            "anyOf.0.number",
        ),
        ("a text test on a choice", portable("Field_996_4_10", starts_with()), "anyOf.0.text"),
        (
            "an option test on a text",
            portable("Field_996_0_8", json!([{ "option": { "in": ["x"] } }])),
            "anyOf.0.option",
        ),
        (
            "a number test on a field of unknown kind",
            portable("Field_996_77_17", json!([{ "number": { "gt": 1 } }])),
            "anyOf.0.number",
        ),
        (
            "a text for a number",
            portable("Field_996_12_9", json!([{ "number": { "gt": "5" } }])),
            "anyOf.0.number.gt",
        ),
        (
            "no instant",
            portable("Field_996_5_13", json!([{ "dateTime": { "after": "soon" } }])),
            "anyOf.0.dateTime.after",
        ),
        (
            "a wrong second test",
            portable("Field_996_12_9", json!([{ "isSet": false }, { "text": { "in": ["5"] } }])),
            "anyOf.1.text",
        ),
    ])
    .await;
}

#[tokio::test]
async fn a_field_that_didars_search_does_not_take_cannot_be_filtered_by() {
    let gateway = Gateway::start().await;
    let mut definitions = gateway.sandbox.definitions_json();
    let budget = definitions.iter_mut().find(|definition| definition["Key"] == "Field_996_12_9");
    budget.expect("a definition")["IsSearchable"] = json!(false);
    gateway.sandbox.set_definitions_json(definitions);
    gateway.warm().await;
    let is_set = || json!([{ "isSet": true }]);
    for ((filter, place), below) in
        [(number(is_set()), ""), (portable("Field_996_12_9", is_set()), ".key")]
    {
        let query = contacts(&literal(&filter));
        let answer = gateway.ask(&query).await;
        let fault = format!("{place}{below}");
        assert_refused(&gateway, &query, &answer, INPUT_OR_VALIDATION, &fault);
    }
}

#[tokio::test]
async fn two_conditions_on_one_field_are_refused_and_the_error_names_both_places() {
    let gateway = Gateway::start().await;
    gateway.warm().await;
    let by = |key: &str| json!({ "key": key, "anyOf": [{ "number": { "gt": 1 } }] });
    let id = "f1e1d000-0000-4000-8000-000000000009";
    let typed = json!({ "field_996_12_9": [{ "lt": 5 }] });
    let typed_at = "filter.custom.field_996_12_9";
    for (filter, places) in [
        (
            json!({ "custom": typed, "customFields": [by("Field_996_12_9")] }),
            [typed_at, "filter.customFields.0"],
        ),
        (
            json!({ "customFields": [by("Field_996_12_18"), by(id)], "custom": typed }),
            [typed_at, "filter.customFields.1"],
        ),
        (
            json!({ "customFields": [by("Field_996_12_9"), by("Field_996_12_9")] }),
            ["filter.customFields.0", "filter.customFields.1"],
        ),
        (
            json!({ "customFields": [by("field_996_12_9"), by(id)] }),
            ["filter.customFields.0", "filter.customFields.1"],
        ),
    ] {
        let case = literal(&filter);
        let written = gateway.ask(&contacts(&case)).await;
        let given = gateway.ask_with(GIVEN, &json!({ "filter": filter })).await;
        for answer in [written, given] {
            let (path, message) = &refusals(&gateway, &case, &answer, INPUT)[0];
            assert!(places.contains(&path.as_str()), "{case}: {path}");
            assert!(places.iter().all(|place| message.contains(place)), "{case}: {message}");
            assert!(message.contains("Field_996_12_9"), "{case}: {message}");
        }
    }
}

/// Specification, 5.6.3: of two entries with one name, one would be lost without a word.
#[tokio::test]
async fn the_same_entry_twice_in_one_object_is_refused() {
    let gateway = Gateway::start().await;
    gateway.warm().await;
    for (filter, name) in [
        ("{isVip: true, isVip: false}", "isVip"),
        (
            "{custom: {field_996_12_9: [{gt: 1}]}, custom: {field_996_0_8: [{isSet: true}]}}",
            "custom",
        ),
        ("{custom: {field_996_12_9: [{gt: 1}], field_996_12_9: [{lt: 9}]}}", "field_996_12_9"),
        ("{custom: {field_996_12_9: [{gt: 1, gt: 9}]}}", "gt"),
    ] {
        let answer = gateway.ask(&contacts(filter)).await;
        assert_named(&gateway, filter, &answer, INPUT_OR_VALIDATION, name);
    }
}

#[tokio::test]
async fn every_fault_of_a_filter_is_told_at_once() {
    let gateway = Gateway::start().await;
    gateway.warm().await;
    let filter = json!({
        "email": "",
        "ownerId": "x",
        "custom": { "field_996_12_9": [{ "in": [] }] },
        "customFields": [{ "key": "nope", "anyOf": [{ "isSet": true }] }],
    });
    let answer = gateway.ask(&contacts(&literal(&filter))).await;
    let mut paths: Vec<_> = errors(&answer).into_iter().map(|(_, path, _)| path).collect();
    paths.sort();
    let expected = [
        "filter.custom.field_996_12_9.0.in",
        "filter.customFields.0.key",
        "filter.email",
        "filter.ownerId",
    ];
    assert_eq!(paths, expected);
    assert_eq!(gateway.actions(), [""; 0]);
}

#[tokio::test]
async fn a_page_of_an_impossible_size_is_refused() {
    let gateway = Gateway::start().await;
    gateway.warm().await;
    for size in [json!(301), json!(i32::MAX), json!(-1), json!(i32::MIN), json!(1.5), json!("5")] {
        let written = format!("{{ contacts(first: {size}) {{ totalCount }} }}");
        let answer = gateway.ask(&written).await;
        assert_refused(&gateway, &written, &answer, INPUT, "first");
        let given = "query($first: Int) { contacts(first: $first) { totalCount } }";
        let answer = gateway.ask_with(given, &json!({ "first": size })).await;
        assert_refused(&gateway, &format!("$first: {size}"), &answer, INPUT, "first");
    }
}

#[tokio::test]
async fn an_id_that_is_no_guid_is_refused() {
    let gateway = Gateway::start().await;
    gateway.warm().await;
    for field in ["contact", "node"] {
        for id in ["nope", "", "0a0c0158-12a1-46b7-930f-5301193b6ef"] {
            let written = format!("{{ {field}(id: {id:?}) {{ id }} }}");
            let given = format!("query($id: ID!) {{ {field}(id: $id) {{ id }} }}");
            for answer in
                [gateway.ask(&written).await, gateway.ask_with(&given, &json!({ "id": id })).await]
            {
                assert_refused(&gateway, &written, &answer, INPUT, "id");
            }
        }
    }
}

/// The cursor of the first contact under a filter.
async fn cursor(gateway: &Gateway, filter: &str) -> String {
    let query =
        format!("{{ contacts(first: 1, filter: {filter}) {{ pageInfo {{ endCursor }} }} }}");
    let data = gateway.data(&query).await;
    gateway.sandbox.clear_calls();
    data["contacts"]["pageInfo"]["endCursor"].as_str().expect("a cursor").to_owned()
}

const AFTER: &str = "query($after: String) { contacts(after: $after) { totalCount } }";

#[tokio::test]
async fn a_cursor_that_was_damaged_or_made_up_is_refused() {
    let gateway = Gateway::start().await;
    let cursor = cursor(&gateway, "{}").await;
    let flipped: Vec<String> = (0..cursor.len())
        .map(|at| {
            let other = if &cursor[at..=at] == "B" { "C" } else { "B" };
            format!("{}{other}{}", &cursor[..at], &cursor[at + 1..])
        })
        .collect();
    let made_up = ["", " ", "0", "abc", "!!", "YXJyYXljb25uZWN0aW9uOjA=", "سلام"];
    let cut = [&cursor[1..], &cursor[..cursor.len() - 1], &cursor[..8]].map(str::to_owned);
    let grown = [format!("{cursor}A"), format!(" {cursor}"), format!("{cursor}{cursor}")];
    let wrong = made_up.map(str::to_owned).into_iter().chain(cut).chain(grown).chain(flipped);
    for after in wrong {
        let answer = gateway.ask_with(AFTER, &json!({ "after": after })).await;
        assert_refused(&gateway, &after, &answer, &["INVALID_CURSOR"], "after");
        let reason = &answer["errors"][0]["extensions"]["reason"];
        assert!(
            ["MALFORMED", "OTHER_VERSION"].map(Value::from).contains(reason),
            "{after}: {reason}"
        );
    }
    assert_eq!(gateway.ask_with(AFTER, &json!({ "after": cursor })).await.get("errors"), None);
}

#[tokio::test]
async fn a_cursor_serves_its_own_filter_in_any_spelling_and_no_other() {
    let gateway = Gateway::start().await;
    gateway.sandbox.insert_contact(json!({
        "Type": "Person", "LastName": "a", "ZipCode": "0",
        "Fields": { "Field_996_12_9": 6, "Field_996_0_8": "a" },
    }));
    let budget = "field_996_12_9: [{gt: 5}]";
    let remark = "field_996_0_8: [{isSet: true}]";
    let portable = "customFields: [{key: \"Field_996_12_9\", anyOf: [{number: {gt: 5.0}}]}]";
    let groups = [
        vec!["{}".to_owned()],
        vec!["{isVip: true}".to_owned()],
        vec!["{isVip: false}".to_owned()],
        vec!["{type: PERSON}".to_owned()],
        vec![
            format!("{{zipCode: \"0\", custom: {{{budget}, {remark}}}}}"),
            format!("{{custom: {{{remark}, {budget}}}, zipCode: \"۰\"}}"),
            format!("{{zipCode: \"0\", custom: {{{remark}}}, {portable}}}"),
        ],
        vec![format!("{{zipCode: \"0\", custom: {{{budget}}}}}")],
    ];
    for (own, group) in groups.iter().enumerate() {
        let after = cursor(&gateway, &group[0]).await;
        for (other, filters) in groups.iter().enumerate() {
            for filter in filters {
                let query =
                    format!("{{ contacts(after: {after:?}, filter: {filter}) {{ totalCount }} }}");
                let answer = gateway.ask(&query).await;
                if own == other {
                    assert_eq!(answer.get("errors"), None, "{} under {filter}", group[0]);
                    gateway.sandbox.clear_calls();
                    continue;
                }
                let case = format!("a cursor of {} under {filter}", group[0]);
                assert_refused(&gateway, &case, &answer, &["INVALID_CURSOR"], "after");
                assert_eq!(answer["errors"][0]["extensions"]["reason"], "OTHER_FILTER", "{case}");
            }
        }
    }
}

/// The criteria that a query with these variables sends to Didar.
async fn criteria(gateway: &Gateway, query: &str, variables: &Value) -> Value {
    gateway.sandbox.clear_calls();
    let answer = gateway.ask_with(query, variables).await;
    assert_eq!(answer.get("errors"), None, "{query} {variables}: {answer:#}");
    let calls = gateway.sandbox.calls();
    let call = calls.first().expect("a call");
    call.body["Criteria"].clone()
}

#[tokio::test]
async fn a_variable_that_is_left_out_is_an_entry_that_is_not_there() {
    let gateway = Gateway::start().await;
    gateway.warm().await;
    let email = json!({ "Email": "example", "IsDeleted": 0 });
    let since = json!({ "SearchFromTime": "2025-01-01T00:00:00.000Z", "IsDeleted": 0 });
    for (declared, filter, expected) in [
        ("$v: Boolean", "{isVip: $v, email: \"example\"}", &email),
        ("$v: String", "{email: \"example\", keywords: $v}", &email),
        ("$v: ContactType", "{email: \"example\", type: $v}", &email),
        ("$v: ID", "{email: \"example\", ownerId: $v}", &email),
        ("$v: DateTimeRange", "{email: \"example\", registeredAt: $v}", &email),
        ("$v: ContactCustomFieldsFilter", "{email: \"example\", custom: $v}", &email),
        ("$v: [CustomFieldCondition!]", "{email: \"example\", customFields: $v}", &email),
        ("$v: [NumberTest!]", "{email: \"example\", custom: {field_996_12_9: $v}}", &email),
        ("$v: DateTime", "{registeredAt: {from: \"2025-01-01T00:00:00Z\", to: $v}}", &since),
        (
            "$v: JalaliDateRange",
            "{registeredAt: {from: \"2025-01-01T00:00:00Z\"}, registeredOn: $v}",
            &since,
        ),
        ("$v: ContactFilter", "$v", &json!({ "IsDeleted": 0 })),
    ] {
        let query = contacts_with(declared, filter);
        assert_eq!(criteria(&gateway, &query, &json!({})).await, *expected, "{query}");
    }
}

#[tokio::test]
async fn a_variable_that_is_left_out_has_its_default_and_null_is_not_left_out() {
    let gateway = Gateway::start().await;
    gateway.warm().await;
    let vip = contacts_with("$v: Boolean = true", "{isVip: $v}");
    assert_eq!(criteria(&gateway, &vip, &json!({})).await, json!({ "IsVIP": 1, "IsDeleted": 0 }));
    assert_eq!(
        criteria(&gateway, &vip, &json!({ "v": false })).await,
        json!({ "IsVIP": 0, "IsDeleted": 0 })
    );
    let budget = contacts_with("$v: Float = 40", "{custom: {field_996_12_9: [{gt: $v}]}}");
    let sent = criteria(&gateway, &budget, &json!({})).await;
    assert_eq!(sent["CustomFields"][0]["OR"], json!([{ "Type": "GreaterThan", "Value": [40] }]));

    gateway.sandbox.clear_calls();
    for (declared, variables) in [
        ("$v: Boolean = true", json!({ "v": null })),
        ("$v: Boolean", json!({ "v": null })),
        ("$v: Boolean = null", json!({})),
    ] {
        let answer = gateway.ask_with(&contacts_with(declared, "{isVip: $v}"), &variables).await;
        let case = format!("{declared} {variables}");
        assert_refused(&gateway, &case, &answer, INPUT, "filter.isVip");
    }
}

/// Leaving out what a test needs must not widen the filter to everything.
#[tokio::test]
async fn a_variable_that_is_left_out_where_something_must_stand_is_refused() {
    let gateway = Gateway::start().await;
    gateway.warm().await;
    let number = |tests: &str| format!("{{custom: {{field_996_12_9: {tests}}}}}");
    for (declared, filter, fault) in [
        ("$v: Float", number("[{gt: $v}]"), "filter.custom.field_996_12_9.0"),
        ("$v: Boolean", number("[{isSet: $v}]"), "filter.custom.field_996_12_9.0"),
        ("$v: [Float!]", number("[{in: $v}]"), "filter.custom.field_996_12_9.0"),
        ("$v: Float", number("[{in: [1, $v]}]"), "filter.custom.field_996_12_9.0.in.1"),
        ("$v: NumberTest", number("[{gt: 1}, $v]"), "filter.custom.field_996_12_9.1"),
        (
            "$v: Float",
            number("[{between: {from: 1, to: $v}}]"),
            "filter.custom.field_996_12_9.0.between.to",
        ),
        ("$v: DateTime", "{registeredAt: {from: $v}}".to_owned(), "filter.registeredAt"),
        (
            "$v: String",
            "{customFields: [{key: $v, anyOf: [{isSet: true}]}]}".to_owned(),
            "filter.customFields.0.key",
        ),
    ] {
        let query = contacts_with(declared, &filter);
        for variables in [json!({}), json!({ "other": 1 })] {
            let answer = gateway.ask_with(&query, &variables).await;
            assert_refused(&gateway, &query, &answer, INPUT_OR_VALIDATION, fault);
        }
    }
}

/// A fault elsewhere in the argument is still found when a variable is left out of it.
#[tokio::test]
async fn a_variable_that_is_left_out_does_not_hide_a_fault_beside_it() {
    let gateway = Gateway::start().await;
    gateway.warm().await;
    for (beside, fault) in [
        ("nickname: \"x\"", "filter.nickname"),
        ("custom: {field_996_12_9: [{gt: \"x\"}]}", "filter.custom.field_996_12_9.0.gt"),
        ("custom: {field_996_0_99: [{isSet: true}]}", "filter.custom.field_996_0_99"),
        ("custom: {field_996_12_9: [{gt: 1, lt: 2}]}", "filter.custom.field_996_12_9.0"),
        ("email: null", "filter.email"),
    ] {
        let query = format!(
            "query($v: Boolean) {{ contacts(filter: {{isVip: $v, {beside}}}) {{ totalCount }} }}"
        );
        let answer = gateway.ask_with(&query, &json!({})).await;
        assert_refused(&gateway, &query, &answer, INPUT_OR_VALIDATION, fault);
    }
}

#[tokio::test]
async fn a_required_variable_that_is_left_out_or_null_is_refused() {
    let gateway = Gateway::start().await;
    gateway.warm().await;
    for (declared, filter) in [
        ("$v: ContactFilter!", "$v"),
        ("$v: Boolean!", "{isVip: $v}"),
        ("$v: Float!", "{custom: {field_996_12_9: [{gt: $v}]}}"),
        ("$v: [String!]!", "{custom: {field_996_0_8: [{in: $v}]}}"),
    ] {
        let query = contacts_with(declared, filter);
        for variables in [json!({}), json!({ "v": null })] {
            let answer = gateway.ask_with(&query, &variables).await;
            assert_named(&gateway, &format!("{query} {variables}"), &answer, INPUT, "$v");
        }
    }
}

#[tokio::test]
async fn a_variable_of_no_input_type_is_refused_whether_it_is_given_or_not() {
    let gateway = Gateway::start().await;
    gateway.warm().await;
    for name in ["Nope", "Contact"] {
        let query = contacts_with(&format!("$v: {name}"), "{isVip: $v}");
        for variables in [json!({ "v": true }), json!({})] {
            let answer = gateway.ask_with(&query, &variables).await;
            let case = format!("{query} {variables}");
            assert_named(&gateway, &case, &answer, INPUT_OR_VALIDATION, name);
        }
    }
}

/// Specification, 5.8.5: whether a variable fits where it stands is a property of the
/// document, not of the values it is sent with.
#[tokio::test]
async fn a_variable_where_another_type_is_expected_is_refused_whether_it_is_given_or_not() {
    let gateway = Gateway::start().await;
    gateway.warm().await;
    for query in [
        "query($v: String) { contacts(first: $v) { totalCount } }".to_owned(),
        contacts_with("$v: ContactType", "$v"),
        contacts_with("$v: String", "{isVip: $v}"),
        contacts_with("$v: String", "{custom: {field_996_3_12: [{is: true}, {is: $v}]}}"),
    ] {
        for variables in [json!({ "v": "PERSON" }), json!({})] {
            let answer = gateway.ask_with(&query, &variables).await;
            refusals(&gateway, &format!("{query} {variables}"), &answer, INPUT_OR_VALIDATION);
        }
    }
}

#[tokio::test]
async fn a_variable_that_is_not_declared_is_refused() {
    let gateway = Gateway::start().await;
    gateway.warm().await;
    for filter in ["{isVip: $v}", "{custom: {field_996_12_9: [{in: [1, $v]}]}}", "$v"] {
        let query = contacts(filter);
        for variables in [json!({}), json!({ "v": true })] {
            let answer = gateway.ask_with(&query, &variables).await;
            assert_named(&gateway, &query, &answer, INPUT_OR_VALIDATION, "$v");
        }
    }
}
