//! The right contact and the right value: numbers to the last digit, texts as people see
//! them, phones in any spelling, days of our calendar.

use didar_sandbox::Settings;
use serde_json::{Value, json};

use crate::{
    save::mutations::{PAYLOAD, faults, saved},
    support::{Gateway, errors, ids},
};

const NUMBER: &str = "Field_996_12_2";
const TEXT: &str = "Field_996_0_3";
const CITY: &str = "Field_996_4_4";
const TAGS: &str = "Field_996_9_5";
const DAY: &str = "Field_996_5_6";

/// A gateway over an account with a field of each kind and no contacts.
async fn gateway() -> Gateway {
    let gateway =
        Gateway::with().sandbox(Settings { contacts: 0, ..Settings::default() }).start().await;
    let definition = |key: &str, control: Value, options: Value| {
        json!({
            "Id": format!("00000000-0000-4000-8000-0000000000{}", &key[key.len() - 2..].replace('_', "0")),
            "Key": key, "Title": key, "FieldType": "Contact", "ControlType": control,
            "Options": options,
        })
    };
    gateway.sandbox.set_definitions_json(vec![
        definition(NUMBER, Value::Null, Value::Null),
        definition(TEXT, Value::Null, Value::Null),
        definition(CITY, Value::Null, json!(["تهران", "شیراز"])),
        definition(TAGS, Value::Null, json!(["a", "b", "c"])),
        definition(DAY, json!("DatePicker"), Value::Null),
    ]);
    gateway.warm().await;
    gateway
}

fn insert(gateway: &Gateway, key: &str, value: impl Into<Value>) -> String {
    let value = value.into();
    gateway.sandbox.insert_contact(json!({
        "Type": "Person", "LastName": "stored", "Fields": { key: value },
    }))
}

/// The payload of a mutation; `call` is the field with its arguments.
async fn save(gateway: &Gateway, call: &str) -> Value {
    let answer = gateway.data(&format!("mutation {{ saved: {call} {{ {PAYLOAD} }} }}")).await;
    answer["saved"].clone()
}

async fn create(gateway: &Gateway, input: &str) -> Value {
    save(gateway, &format!("createContact(input: {{{input}}})")).await
}

async fn upsert(gateway: &Gateway, wanted: &str, input: &str) -> Value {
    save(gateway, &format!("upsertContact(match: {{{wanted}}}, input: {{{input}}})")).await
}

fn custom(key: &str, value: &str) -> String {
    format!("customField: {{key: {key:?}, value: {value:?}}}")
}

fn count(gateway: &Gateway) -> usize {
    gateway.sandbox.contacts_json().len()
}

async fn found(gateway: &Gateway, filter: &str) -> Vec<String> {
    let query = format!("{{ contacts(filter: {{{filter}}}) {{ nodes {{ id }} }} }}");
    ids(&gateway.data(&query).await["contacts"]["nodes"])
}

#[tokio::test]
async fn an_upsert_by_a_long_number_never_takes_its_neighbour() {
    let gateway = gateway().await;
    let neighbour = insert(&gateway, NUMBER, json!(12_345_678_901_234_568_u64));
    let wanted = custom(NUMBER, "12345678901234567");
    let payload = upsert(&gateway, &wanted, "lastName: \"NEW\"").await;
    assert_eq!(payload["outcome"], "CREATED", "{payload}");
    assert_ne!(payload["contact"]["id"], neighbour);
    // Now both are stored.
    let again = upsert(&gateway, &wanted, "lastName: \"NEWER\"").await;
    assert_eq!((&again["outcome"], &again["contact"]), (&json!("UPDATED"), &payload["contact"]));
    let other = "custom: {field_996_12_2: [{in: [12345678901234568]}]}";
    assert!(found(&gateway, other).await.contains(&neighbour));
}

#[tokio::test]
async fn a_number_is_saved_and_compared_to_its_last_digit() {
    let gateway = gateway().await;
    let fields = |number: &str| format!("custom: {{field_996_12_2: {number}}}");
    for (written, sent) in [
        ("9007199254740993", "9007199254740993"),
        ("12345678901234568.5", "12345678901234568.5"),
        ("0.10000000000000000001", "0.10000000000000000001"),
        ("1.5e3", "1500"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
    ] {
        gateway.sandbox.clear_calls();
        let payload = create(&gateway, &format!("lastName: \"a\", {}", fields(written))).await;
        assert_eq!(payload["outcome"], "CREATED", "{written}: {payload}");
        assert_eq!(saved(&gateway)[0]["Fields"][NUMBER].to_string(), sent, "{written}");
        // As a variable too, and what is stored already is not sent again.
        let body = format!(
            "{{\"query\": \"mutation($id: ID!, $n: Float) {{ updateContact(id: $id, patch: {{custom: \
             {{field_996_12_2: $n}}}}) {{ outcome }} }}\", \"variables\": {{\"id\": {}, \"n\": {written}}}}}",
            payload["contact"]["id"]
        );
        let request = gateway.request(reqwest::Method::POST, "/graphql");
        let request = request.header("content-type", "application/json").body(body);
        let answer: Value = request.send().await.expect("sent").json().await.expect("JSON");
        assert_eq!(answer["data"]["updateContact"]["outcome"], "UNCHANGED", "{written}: {answer}");
    }
    let id = insert(&gateway, NUMBER, json!(9_007_199_254_740_993_u64));
    let patch = format!("updateContact(id: {id:?}, patch: {{{}}})", fields("9007199254740992"));
    assert_eq!(save(&gateway, &patch).await["outcome"], "UPDATED");
    let answer = gateway
        .ask(&format!(
            "mutation {{ createContact(input: {{lastName: \"a\", {}}}) {{ {PAYLOAD} }} }}",
            fields("1e999")
        ))
        .await;
    let refused = &answer["data"]["createContact"];
    assert_eq!(
        faults(refused),
        [("INVALID_VALUE".to_owned(), "input.custom.field_996_12_2".to_owned())],
        "{answer}"
    );
}

#[tokio::test]
async fn numbers_are_read_as_people_type_them_and_dates_of_another_calendar_are_not() {
    let gateway = gateway().await;
    for (stored, number) in
        [("۱۲٫۵", 12.5), ("1,250,000", 1_250_000.0), ("۱٬۲۵۰٬۰۰۰", 1_250_000.0), ("1 250", 1250.0)]
    {
        let id = insert(&gateway, NUMBER, json!(stored));
        let query = format!(
            "{{ contact(id: {id:?}) {{ custom {{ field_996_12_2 }} customFields(keys: [{NUMBER:?}]) \
             {{ raw number }} }} }}"
        );
        let contact = gateway.data(&query).await["contact"].clone();
        assert_eq!(contact["custom"]["field_996_12_2"], number, "{stored}");
        assert_eq!(contact["customFields"][0], json!({ "raw": stored, "number": number }));
    }
    for stored in ["1404-02-15", "1889-01-01T00:00:00Z", "1929-12-31"] {
        let id = insert(&gateway, DAY, json!(stored));
        let query = format!(
            "{{ contact(id: {id:?}) {{ custom {{ field_996_5_6 }} customFields(keys: [{DAY:?}]) \
             {{ raw }} }} }}"
        );
        let answer = gateway.ask(&query).await;
        let contact = &answer["data"]["contact"];
        assert_eq!(contact["custom"]["field_996_5_6"], Value::Null, "{stored}");
        assert_eq!(contact["customFields"][0]["raw"], stored);
        let (code, path, _) = errors(&answer).remove(0);
        assert_eq!(
            (code.as_str(), path.as_str()),
            ("UPSTREAM_MALFORMED", "contact.custom.field_996_5_6")
        );
    }
    let old = gateway.sandbox.insert_contact(json!({
        "Type": "Person", "LastName": "old", "BirthDate": "1889-05-01T00:00:00Z",
    }));
    let answer = gateway.ask(&format!("{{ contact(id: {old:?}) {{ birthDate }} }}")).await;
    if answer["data"]["contact"]["birthDate"].is_null() {
        assert_eq!(errors(&answer).len(), usize::from(answer.get("errors").is_some()));
    } else {
        panic!("outside the scalar's range: {answer}");
    }
}

#[tokio::test]
async fn marks_that_nobody_sees_make_no_other_contact_and_are_not_stored() {
    let gateway = gateway().await;
    let email = |mark: &str| format!("email: \"{mark}sara@example.com\"");
    let first = upsert(&gateway, &email(""), "lastName: \"a\"").await;
    let second = upsert(&gateway, &email("\u{200f}"), "lastName: \"b\"").await;
    assert_eq!(first["outcome"], "CREATED");
    assert_eq!((&second["outcome"], &second["contact"]), (&json!("UPDATED"), &first["contact"]));
    for (name, code) in [
        ("\\u200b", "REQUIRED"),
        ("\\u3164\\u2800", "REQUIRED"),
        ("\\u0000", "INVALID_VALUE"),
        ("a\\u001bb", "INVALID_VALUE"),
    ] {
        let payload = create(&gateway, &format!("lastName: \"{name}\"")).await;
        assert_eq!(faults(&payload)[0], (code.to_owned(), "input.lastName".to_owned()), "{name}");
    }
    create(&gateway, "lastName: \"a\\u200b\\u00a0b\", customerCode: \"C\\u200b-1\"").await;
    let sent = saved(&gateway).pop().expect("sent");
    assert_eq!((&sent["LastName"], &sent["CustomerCode"]), (&json!("a b"), &json!("C-1")));
    assert_eq!(count(&gateway), 2);
}

#[tokio::test]
async fn an_option_is_known_by_what_people_see_and_stored_as_didar_has_it() {
    let gateway = gateway().await;
    let query = "{ contacts { nodes { id custom { field_996_4_4 { option label } } } } }";
    let enumerated = async |value: &str| {
        let id = insert(&gateway, CITY, json!(value));
        let page = gateway.data(query).await["contacts"]["nodes"].clone();
        let nodes = page.as_array().expect("a list").clone();
        let node = nodes.into_iter().find(|node| node["id"] == id).expect("the contact");
        node["custom"]["field_996_4_4"].clone()
    };
    let shiraz = enumerated("شیراز").await;
    assert!(shiraz["option"].is_string(), "{shiraz}");
    for spelling in ["شيراز", "شیراز ", "شیراز\u{200f}"] {
        assert_eq!(enumerated(spelling).await, shiraz, "{spelling}");
    }
    assert_eq!(enumerated("مشهد").await, json!({ "option": null, "label": "مشهد" }));
    let input =
        format!("lastName: \"a\", customFields: [{{key: {CITY:?}, value: {{option: \"شيراز\"}}}}]");
    assert_eq!(create(&gateway, &input).await["outcome"], "CREATED");
    assert_eq!(saved(&gateway)[0]["Fields"][CITY], "شیراز");
    let filter =
        format!("customFields: [{{key: {CITY:?}, anyOf: [{{option: {{in: [\"شیراز\"]}}}}]}}]");
    assert!(found(&gateway, &filter).await.len() >= 3, "stored in either letters");
}

#[tokio::test]
async fn a_text_is_found_and_matched_in_the_spellings_of_either_keyboard() {
    let gateway = gateway().await;
    let maryam = gateway.sandbox.insert_contact(json!({
        "Type": "Person", "LastName": "مریم", "MobilePhone": "09121234567",
    }));
    assert_eq!(found(&gateway, "keywords: \"مريم\"").await, std::slice::from_ref(&maryam));
    assert_eq!(found(&gateway, "keywords: \"۰۹۱۲\"").await, [maryam]);
    let plate = insert(&gateway, TEXT, json!("پلاک 12"));
    let filter = |text: &str| format!("custom: {{field_996_0_3: [{{in: [{text:?}]}}]}}");
    assert_eq!(found(&gateway, &filter("پلاک ۱۲")).await, std::slice::from_ref(&plate));
    let matched = upsert(&gateway, &custom(TEXT, "پلاک ۱۲"), "lastName: \"a\"").await;
    assert_eq!(
        (&matched["outcome"], &matched["contact"]["id"]),
        (&json!("UPDATED"), &json!(plate))
    );
    let ali = insert(&gateway, TEXT, json!("علی"));
    let matched = upsert(&gateway, &custom(TEXT, "علي"), "lastName: \"b\"").await;
    assert_eq!(matched["contact"]["id"], ali);
    let equal = "lastName: \"c\", custom: {field_996_0_3: \"کد 12\"}";
    let created = upsert(&gateway, &custom(TEXT, "کد ۱۲"), equal).await;
    assert_eq!(created["outcome"], "CREATED", "the same text: {created}");
    let central = insert(&gateway, TEXT, json!("مرکزی"));
    assert_eq!(found(&gateway, &filter(" مرکزی ")).await, [central]);
}

#[tokio::test]
async fn the_options_of_a_multiple_choice_have_no_order() {
    let gateway = gateway().await;
    let id = insert(&gateway, TAGS, json!(["a", "b"]));
    let patch = format!(
        "updateContact(id: {id:?}, patch: {{customFields: [{{key: {TAGS:?}, value: {{options: [\"b\", \"a\"]}}}}]}})"
    );
    assert_eq!(save(&gateway, &patch).await["outcome"], "UNCHANGED");
    let patch = patch.replace("\"a\"]", "\"c\"]");
    assert_eq!(save(&gateway, &patch).await["outcome"], "UPDATED");
}

#[tokio::test]
async fn one_phone_in_two_spellings_is_one_contact() {
    let gateway = gateway().await;
    let spellings = [
        "0912.123.4567",
        "09121234567",
        "0912\u{2011}123\u{2011}4567",
        "0989121234567",
        "+00989121234567",
        "\u{202a}09121234567\u{202c}",
        "0912\u{200b}1234567",
        "0912\u{fe0f}1234567",
        "tel:+98-912-123-4567",
    ];
    let first =
        create(&gateway, &format!("lastName: \"a\", mobilePhone: {:?}", spellings[0])).await;
    assert_eq!(first["outcome"], "CREATED", "{first}");
    assert_eq!(saved(&gateway)[0]["MobilePhone"], "09121234567");
    for spelling in &spellings[1..] {
        let payload =
            create(&gateway, &format!("lastName: \"b\", mobilePhone: {}", json!(spelling))).await;
        assert_eq!(faults(&payload)[0].0, "DUPLICATE", "{spelling}: {payload}");
        assert_eq!(payload["userErrors"][0]["existing"], first["contact"]);
    }
    let list = "mutation { saveContacts(inputs: [{create: {lastName: \"a\", mobilePhone: \"0935.123.4567\"}}, \
                {create: {lastName: \"b\", mobilePhone: \"09351234567\"}}]) { outcome userErrors { code } } }";
    let list = gateway.data(list).await["saveContacts"].clone();
    assert_eq!(list[0]["outcome"], "CREATED");
    assert_eq!(list[1]["userErrors"][0]["code"], "DUPLICATE");
}

#[tokio::test]
async fn a_contact_stored_in_another_spelling_is_found_by_creates_upserts_and_filters() {
    let gateway = gateway().await;
    let stored = |phone: &str| json!({ "Type": "Person", "LastName": "x", "MobilePhone": phone });
    let id = gateway.sandbox.insert_contact(stored("+989121234567"));
    let payload = create(&gateway, "lastName: \"a\", mobilePhone: \"09121234567\"").await;
    assert_eq!(payload["userErrors"][0]["existing"]["id"], id, "{payload}");
    let payload = upsert(&gateway, "mobilePhone: \"09121234567\"", "lastName: \"a\"").await;
    assert_eq!((&payload["outcome"], &payload["contact"]["id"]), (&json!("UPDATED"), &json!(id)));
    let payload = upsert(
        &gateway,
        "email: \"a@b.example\"",
        "lastName: \"a\", mobilePhone: \"0912 123 4567\"",
    )
    .await;
    assert_eq!(faults(&payload)[0], ("DUPLICATE".to_owned(), "input.mobilePhone".to_owned()));
    let plain = gateway.sandbox.insert_contact(stored("09120001797"));
    assert_eq!(found(&gateway, "mobilePhone: \"+989120001797\"").await, [plain]);
    let desk = gateway.sandbox.insert_contact(stored("02188776655"));
    for spelling in ["021-88776655", "+98 21 8877 6655", "0098 (21) 88776655", "۰۲۱۸۸۷۷۶۶۵۵"]
    {
        let query = format!("{{ contactsByPhone(phone: {spelling:?}) {{ id }} }}");
        assert_eq!(
            ids(&gateway.data(&query).await["contactsByPhone"]),
            std::slice::from_ref(&desk),
            "{spelling}"
        );
    }
}

#[tokio::test]
async fn what_is_no_number_is_no_phone_and_an_extension_is_kept_where_it_can_be() {
    let gateway = gateway().await;
    for phone in ["12", "9800912345678", "88776655", "ندارد", "02188776655 داخلی ۱۲"] {
        let payload = create(&gateway, &format!("lastName: \"a\", mobilePhone: {phone:?}")).await;
        let fault = ("INVALID_VALUE".to_owned(), "input.mobilePhone".to_owned());
        assert_eq!(faults(&payload), [fault], "{phone}");
    }
    let payload = create(&gateway, "lastName: \"a\", workPhone: \"02188776655 داخلی ۱۲\"").await;
    assert_eq!(payload["outcome"], "CREATED");
    assert_eq!(saved(&gateway)[0]["WorkPhone"], "02188776655 داخلی 12");
    let desk = payload["contact"]["id"].as_str().expect("an id").to_owned();
    assert_eq!(found(&gateway, "workPhone: \"021-88776655 ext. 12\"").await, [desk]);
    let hint = gateway.ask("{ contacts(filter: {email: \"\"}) { totalCount } }").await;
    let (_, path, message) = errors(&hint).remove(0);
    assert_eq!(path, "filter.email");
    assert!(message.contains("leave it out") && !message.contains("isSet"), "{message}");
    let hint =
        "{ contacts(filter: {custom: {field_996_0_3: [{in: [\"\\u200b\"]}]}}) { totalCount } }";
    assert!(errors(&gateway.ask(hint).await)[0].2.contains("isSet"));
}
