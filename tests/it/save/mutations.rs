//! Saves: what is sent, what is answered, and what is refused before.

use didar_sandbox::{ErrorBody, Fault, FaultKind, Settings};
use serde_json::{Value, json};

use crate::support::{Gateway, data, errors};

pub(crate) const SAVE: &str = "contact/save";
pub(crate) const PAYLOAD: &str =
    "outcome contact { id } userErrors { code message field upstreamMessage existing { id } }";

/// A gateway over a few contacts: a person with everything, and a company.
pub(crate) async fn gateway() -> (Gateway, String, String) {
    let gateway =
        Gateway::with().sandbox(Settings { contacts: 0, ..Settings::default() }).start().await;
    let person = gateway.sandbox.insert_contact(json!({
        "Type": "Person", "FirstName": "سارا", "LastName": "رضایی", "MobilePhone": "09120000001",
        "Email": "sara@example.test", "CustomerCode": "C-1", "NationalCode": "0012345679",
        "OwnerId": "b3170000-0000-4000-8000-0000000000e4",
        "Fields": {
            "Field_996_0_8": "old", "Field_996_12_9": 12, "Field_996_4_10": "تهران",
            "Field_996_9_11": ["کتاب", "سفر"], "Field_996_3_12": true,
            "Field_996_5_13": "2025-03-20T20:30:00.000Z",
        },
    }));
    let company =
        gateway.sandbox.insert_contact(json!({ "Type": "Company", "LastName": "شرکت الف" }));
    gateway.warm().await;
    (gateway, person, company)
}

/// The bodies of the saves so far.
pub(crate) fn saved(gateway: &Gateway) -> Vec<Value> {
    let calls = gateway.sandbox.calls().into_iter();
    calls.filter(|call| call.action == SAVE).map(|call| call.body["Contact"].clone()).collect()
}

fn pretty(value: &impl serde::Serialize) -> String {
    serde_json::to_string_pretty(value).expect("serializable")
}

fn stored(gateway: &Gateway, id: &str) -> Value {
    let rows = gateway.sandbox.contacts_json();
    rows.into_iter().find(|row| row["Id"] == id).expect("the contact")
}

async fn update(gateway: &Gateway, id: &str, patch: &str) -> Value {
    let mutation =
        format!("mutation {{ updateContact(id: {id:?}, patch: {patch}) {{ {PAYLOAD} }} }}");
    gateway.data(&mutation).await["updateContact"].clone()
}

/// The codes and paths of a payload's errors.
pub(crate) fn faults(payload: &Value) -> Vec<(String, String)> {
    let errors = payload["userErrors"].as_array().cloned().unwrap_or_default();
    let path = |error: &Value| {
        let parts = error["field"].as_array().cloned().unwrap_or_default();
        parts.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(".")
    };
    errors.iter().map(|e| (e["code"].as_str().unwrap_or_default().to_owned(), path(e))).collect()
}

#[tokio::test]
async fn a_create_sends_what_was_given_in_the_form_that_didar_keeps() {
    let (gateway, ..) = gateway().await;
    let mutation = "mutation ($email: String, $none: String, $fax: String) {
        createContact(input: {
            type: COMPANY, firstName: \" سارا \", lastName: \"رضایی\", title: null,
            mobilePhone: \"+98 912 ۰۰۰ 0009\", workPhone: \"٠٢١-123\", email: $email,
            position: $none, companyName: $fax, nationalCode: \"۰۰۱۲\", visibility: OWNER_GROUP,
            ownerId: \"B3170000-0000-4000-8000-0000000000E4\", birthDate: \"1990-05-01T00:00:00+03:30\",
            custom: { field_996_0_8: \"x\", field_996_12_9: 12, field_996_3_12: false,
                      field_996_5_13: \"2025-03-20T20:30:00.1234567Z\", field_996_1_14: null },
            customFields: [{ key: \"Field_996_4_10\", value: { option: \"تهران\" } },
                           { key: \"field_996_9_11\", value: { options: [\"کتاب\", \"سفر\", \"کتاب\"] } },
                           { key: \"Field_996_12_18\", value: null }]
        }) { outcome contact { id type displayName mobilePhone custom { field_996_12_9 } } userErrors { code field } }
    }";
    let variables = json!({ "email": " a@b.example ", "none": null });
    let answer = data(gateway.ask_with(mutation, &variables).await);
    let payload = &answer["createContact"];
    assert_eq!(payload["outcome"], "CREATED", "{payload:#}");
    assert_eq!(payload["contact"]["custom"]["field_996_12_9"], 12.0);
    insta::assert_snapshot!("create_body", pretty(&saved(&gateway)));
}

#[tokio::test]
async fn an_update_sends_what_changed_with_the_last_name_and_nothing_else() {
    let (gateway, person, company) = gateway().await;
    for (id, patch) in [
        (&person, "{email: \"new@example.test\", firstName: \"سارا\"}"),
        (
            &person,
            "{email: null, ownerId: null, custom: {field_996_0_8: null, field_996_12_9: null, field_996_9_11: null}}",
        ),
        (
            &person,
            "{lastName: \"نو\", customFields: [{key: \"Field_996_3_12\", value: {boolean: false}}]}",
        ),
        (&company, "{workPhone: \"0211\"}"),
    ] {
        assert_eq!(update(&gateway, id, patch).await["outcome"], "UPDATED", "{patch}");
    }
    let readable = |body: Value| -> Value {
        let text = body.to_string().replace(&person, "[person]").replace(&company, "[company]");
        serde_json::from_str(&text).expect("JSON")
    };
    let bodies: Vec<_> = saved(&gateway).into_iter().map(readable).collect();
    insta::assert_snapshot!("update_bodies", pretty(&bodies));
    let row = stored(&gateway, &person);
    assert_eq!((&row["LastName"], &row["FirstName"]), (&json!("نو"), &json!("سارا")));
    assert_eq!(row["MobilePhone"], "09120000001", "what was left out stayed");
    assert_eq!(row["Fields"]["Field_996_4_10"], "تهران");
}

#[tokio::test]
async fn what_is_stored_already_is_not_sent() {
    let (gateway, person, _) = gateway().await;
    let patch = "{firstName: \"سارا\", mobilePhone: \"+989120000001\", custom: {field_996_12_9: 12, \
                 field_996_5_13: \"2025-03-20T20:30:00Z\", field_996_3_12: true}, zipCode: null, \
                 customFields: [{key: \"Field_996_9_11\", value: {options: [\"کتاب\", \"سفر\"]}}]}";
    let payload = update(&gateway, &person, patch).await;
    assert_eq!(
        (&payload["outcome"], &payload["contact"]["id"]),
        (&json!("UNCHANGED"), &json!(person))
    );
    assert!(saved(&gateway).is_empty());
}

#[tokio::test]
async fn a_variable_that_is_left_out_keeps_a_value_and_null_takes_it_away() {
    let (gateway, person, _) = gateway().await;
    let mutation = format!(
        "mutation ($email: String, $code: String, $number: Float, $text: String) {{
            updateContact(id: {person:?}, patch: {{ email: $email, customerCode: $code,
                custom: {{ field_996_12_9: $number, field_996_0_8: $text }} }}) {{ {PAYLOAD} }} }}"
    );
    data(gateway.ask_with(&mutation, &json!({ "email": null, "number": null })).await);
    let row = stored(&gateway, &person);
    assert_eq!((&row["Email"], &row["CustomerCode"]), (&json!(""), &json!("C-1")));
    assert_eq!(row["Fields"].get("Field_996_12_9"), None);
    assert_eq!(row["Fields"]["Field_996_0_8"], "old");

    let whole = format!(
        "mutation ($patch: ContactPatch!) {{ updateContact(id: {person:?}, patch: $patch) {{ {PAYLOAD} }} }}"
    );
    let patch = json!({ "customerCode": null, "custom": { "field_996_0_8": null } });
    data(gateway.ask_with(&whole, &json!({ "patch": patch })).await);
    let row = stored(&gateway, &person);
    assert_eq!((&row["CustomerCode"], &row["MobilePhone"]), (&json!(""), &json!("09120000001")));
    assert_eq!(row["Fields"]["Field_996_0_8"], "");
}

#[tokio::test]
async fn a_patch_that_names_nothing_is_refused_without_a_call() {
    let (gateway, person, _) = gateway().await;
    for patch in ["{}", "{custom: {}}", "{custom: null, customFields: []}", "{customFields: null}"]
    {
        let payload = update(&gateway, &person, patch).await;
        assert_eq!(faults(&payload), [("EMPTY_PATCH".to_owned(), "patch".to_owned())], "{patch}");
    }
    let left_out = format!(
        "mutation ($e: String) {{ updateContact(id: {person:?}, patch: {{email: $e}}) {{ {PAYLOAD} }} }}"
    );
    let payload = data(gateway.ask_with(&left_out, &json!({})).await);
    assert_eq!(faults(&payload["updateContact"])[0].0, "EMPTY_PATCH");
    assert!(gateway.actions().is_empty());
}

#[tokio::test]
async fn every_fault_of_an_input_is_told_at_once_and_nothing_is_asked() {
    let (gateway, ..) = gateway().await;
    let long = "x".repeat(600);
    let mutation = format!(
        "mutation {{ createContact(input: {{
            lastName: \"  \", firstName: {long:?}, mobilePhone: \"call me\", email: \"nobody\",
            ownerId: \"7\", birthDate: \"1404-01-01T00:00:00Z\",
            custom: {{ field_996_5_13: \"1900-01-01T00:00:00Z\", field_996_0_8: \"twice\" }},
            customFields: [
                {{ key: \"Field_996_0_8\", value: {{ text: \"twice\" }} }},
                {{ key: \"Field_996_12_9\", value: {{ text: \"12\" }} }},
                {{ key: \"Field_996_12_15\", value: {{ number: 1 }} }},
                {{ key: \"Field_8783_0_16\", value: {{ text: \"a\" }} }},
                {{ key: \"nonsense\", value: null }},
                {{ key: \"Field_996_4_10\", value: {{ option: \"مریخ\" }} }},
                {{ key: \"Field_996_9_11\", value: {{ options: [\"کتاب\", \"x\"] }} }},
                {{ key: \"Field_996_3_12\" }}
            ]
        }}) {{ {PAYLOAD} }} }}"
    );
    let payload = gateway.data(&mutation).await["createContact"].clone();
    let mut found = faults(&payload);
    found.sort();
    let expected = [
        ("DELETED_FIELD", "input.customFields.2.key"),
        ("INVALID_VALUE", "input.birthDate"),
        ("INVALID_VALUE", "input.customFields.0"),
        ("INVALID_VALUE", "input.customFields.1.value.text"),
        ("INVALID_VALUE", "input.email"),
        ("INVALID_VALUE", "input.mobilePhone"),
        ("INVALID_VALUE", "input.ownerId"),
        ("OUT_OF_RANGE", "input.custom.field_996_5_13"),
        ("OUT_OF_RANGE", "input.firstName"),
        ("REQUIRED", "input.customFields.7"),
        ("REQUIRED", "input.lastName"),
        ("UNKNOWN_FIELD", "input.customFields.3.key"),
        ("UNKNOWN_FIELD", "input.customFields.4.key"),
        ("UNKNOWN_OPTION", "input.customFields.5.value.option"),
        ("UNKNOWN_OPTION", "input.customFields.6.value.options.1"),
    ];
    assert_eq!(found, expected.map(|(code, path)| (code.to_owned(), path.to_owned())));
    assert_eq!((&payload["contact"], &payload["outcome"]), (&Value::Null, &Value::Null));
    assert!(gateway.actions().is_empty());
}

#[tokio::test]
async fn what_the_schema_forbids_is_refused_before_anything_runs() {
    let (gateway, person, _) = gateway().await;
    for mutation in [
        "createContact(input: {firstName: \"a\"})".to_owned(),
        "createContact(input: {lastName: null})".to_owned(),
        "createContact(input: {lastName: \"a\", custom: {field_996_12_9: \"12\"}})".to_owned(),
        "createContact(input: {lastName: \"a\", custom: {field_996_4_10: OPT_NONSENSE}})".to_owned(),
        "createContact(input: {lastName: \"a\", customFields: [{key: \"Field_996_12_9\", value: {number: 1, text: \"1\"}}]})".to_owned(),
        format!("updateContact(id: {person:?}, patch: {{type: COMPANY}})"),
        "upsertContact(match: {email: \"a@b\", mobilePhone: \"1\"}, input: {lastName: \"a\"})".to_owned(),
        "saveContacts(inputs: [{create: {lastName: \"a\"}, update: null}])".to_owned(),
    ] {
        let answer = gateway.ask(&format!("mutation {{ {mutation} {{ outcome }} }}")).await;
        assert!(!errors(&answer).is_empty(), "{mutation}: {answer:#}");
        assert!(saved(&gateway).is_empty(), "{mutation}");
    }
}

#[tokio::test]
async fn a_contact_that_is_not_there_is_not_found() {
    let (gateway, ..) = gateway().await;
    let payload = update(&gateway, "11111111-1111-4111-8111-111111111111", "{email: null}").await;
    assert_eq!(faults(&payload), [("NOT_FOUND".to_owned(), "id".to_owned())]);
    assert!(saved(&gateway).is_empty());
}

#[tokio::test]
async fn a_duplicate_is_answered_with_the_contact_in_the_way() {
    let (gateway, person, company) = gateway().await;
    let create = format!(
        "mutation {{ createContact(input: {{lastName: \"a\", mobilePhone: \"00989120000001\"}}) {{ {PAYLOAD} }} }}"
    );
    let payload = gateway.data(&create).await["createContact"].clone();
    assert_eq!(faults(&payload), [("DUPLICATE".to_owned(), "input.mobilePhone".to_owned())]);
    assert_eq!(payload["userErrors"][0]["existing"]["id"], person);
    assert!(saved(&gateway).is_empty(), "it was found before anything was sent");
    let payload = update(&gateway, &company, "{mobilePhone: \"09120000001\"}").await;
    assert_eq!(faults(&payload), [("DUPLICATE".to_owned(), "patch.mobilePhone".to_owned())]);
    assert_eq!(payload["userErrors"][0]["existing"]["id"], person);
}

#[tokio::test]
async fn an_upsert_finds_the_contact_by_each_of_its_values() {
    let (gateway, person, _) = gateway().await;
    for (at, wanted) in [
        "{mobilePhone: \"۰۰۹۸۹۱۲۰۰۰۰۰۰۱\"}",
        "{email: \"SARA@example.test\"}",
        "{customerCode: \"c-1\"}",
        "{nationalCode: \"۰۰۱۲۳۴۵۶۷۹\"}",
        "{customField: {key: \"Field_996_0_8\", value: \"old\"}}",
        "{customField: {key: \"field_996_12_9\", value: \"۱۲\"}}",
        "{customField: {key: \"Field_996_4_10\", value: \"تهران\"}}",
        "{customField: {key: \"Field_996_3_12\", value: \"true\"}}",
    ]
    .iter()
    .enumerate()
    {
        let mutation = format!(
            "mutation {{ upsertContact(match: {wanted}, input: {{lastName: \"رضایی\", position: \"{at}\"}}) {{ {PAYLOAD} }} }}"
        );
        let payload = gateway.data(&mutation).await["upsertContact"].clone();
        assert_eq!(payload["outcome"], "UPDATED", "{wanted}: {payload:#}");
        assert_eq!(payload["contact"]["id"], person, "{wanted}");
    }
    assert_eq!(gateway.sandbox.contacts_json().len(), 2);
}

#[tokio::test]
async fn an_upsert_creates_what_it_looked_for_and_refuses_to_choose() {
    let (gateway, ..) = gateway().await;
    let upsert = async |wanted: &str| {
        let mutation = format!(
            "mutation {{ upsertContact(match: {wanted}, input: {{lastName: \"a\", email: null}}) {{ {PAYLOAD} }} }}"
        );
        gateway.data(&mutation).await["upsertContact"].clone()
    };
    let created = upsert("{mobilePhone: \"9120000077\"}").await;
    assert_eq!(created["outcome"], "CREATED");
    let row = stored(&gateway, created["contact"]["id"].as_str().expect("an id"));
    assert_eq!(row["MobilePhone"], "09120000077");
    let by_field = upsert("{customField: {key: \"Field_996_0_8\", value: \"only\"}}").await;
    assert_eq!(by_field["outcome"], "CREATED");
    let again = upsert("{customField: {key: \"Field_996_0_8\", value: \"only\"}}").await;
    assert_eq!(again["outcome"], "UNCHANGED");
    for name in ["b", "c"] {
        gateway
            .sandbox
            .insert_contact(json!({ "Type": "Person", "LastName": name, "CustomerCode": "C-2" }));
    }
    let several = upsert("{customerCode: \"C-2\"}").await;
    assert_eq!(faults(&several), [("AMBIGUOUS_MATCH".to_owned(), "match".to_owned())]);
    for (wrong, code) in [
        ("{email: \" \"}", "REQUIRED"),
        ("{customField: {key: \"Field_996_12_9\", value: \"many\"}}", "INVALID_VALUE"),
        ("{customField: {key: \"Field_996_5_13\", value: \"2025\"}}", "INVALID_VALUE"),
        ("{customField: {key: \"Field_996_12_15\", value: \"1\"}}", "DELETED_FIELD"),
    ] {
        assert_eq!(faults(&upsert(wrong).await)[0].0, code, "{wrong}");
    }
}

#[tokio::test]
async fn a_deleted_contact_is_not_brought_back_by_an_upsert() {
    let (gateway, ..) = gateway().await;
    let gone = gateway.sandbox.insert_contact(json!({
        "Type": "Person", "LastName": "gone", "MobilePhone": "09120000066", "IsDeleted": true,
    }));
    let mutation = format!(
        "mutation {{ upsertContact(match: {{mobilePhone: \"09120000066\"}}, input: {{lastName: \"a\"}}) {{ {PAYLOAD} }} }}"
    );
    let payload = gateway.data(&mutation).await["upsertContact"].clone();
    assert_eq!(payload["outcome"], "CREATED", "{payload:#}");
    assert_ne!(payload["contact"]["id"], gone);
}

#[tokio::test]
async fn a_look_up_that_failed_is_never_not_found() {
    let (gateway, person, _) = gateway().await;
    for action in ["contact/getbyphonenumber", "contact/PersonSearch", "contact/GetContactDetail"] {
        gateway.sandbox.add_fault(Fault {
            action: Some(action.to_owned()),
            times: None,
            kind: FaultKind::Html { status: 502 },
        });
    }
    for mutation in [
        "upsertContact(match: {mobilePhone: \"09120000001\"}, input: {lastName: \"a\"})".to_owned(),
        "upsertContact(match: {email: \"x@y\"}, input: {lastName: \"a\"})".to_owned(),
        format!("updateContact(id: {person:?}, patch: {{lastName: \"a\"}})"),
    ] {
        let answer = gateway.ask(&format!("mutation {{ saved: {mutation} {{ outcome }} }}")).await;
        assert_eq!(errors(&answer)[0].0, "UPSTREAM_UNAVAILABLE", "{mutation}");
        assert_eq!(answer["data"]["saved"], Value::Null);
    }
    assert!(saved(&gateway).is_empty());
}

#[tokio::test]
async fn each_refusal_of_didar_has_a_code_in_every_form_of_its_body() {
    let (gateway, person, _) = gateway().await;
    let bodies = [ErrorBody::Error, ErrorBody::Message, ErrorBody::PlainText, ErrorBody::Html];
    for body in bodies {
        for (status, text, code, path) in [
            (400, "Duplicate contacts is not allowed", "DUPLICATE", "patch"),
            (400, "LastName can not be empty", "REQUIRED", "patch.lastName"),
            (404, "Contact's data not found", "NOT_FOUND", "id"),
            (400, "The moon is full", "REJECTED_BY_DIDAR", "patch"),
        ] {
            let kind = FaultKind::Status { status, text: text.to_owned(), body };
            gateway.sandbox.add_fault(Fault {
                action: Some(SAVE.to_owned()),
                times: Some(1),
                kind,
            });
            let payload = update(&gateway, &person, "{position: \"x\"}").await;
            assert_eq!(faults(&payload), [(code.to_owned(), path.to_owned())], "{body:?} {text}");
            assert_eq!(payload["userErrors"][0]["upstreamMessage"], text, "{body:?}");
        }
    }
    let kind = FaultKind::OkError { text: "The moon is full".to_owned() };
    gateway.sandbox.add_fault(Fault { action: Some(SAVE.to_owned()), times: Some(1), kind });
    assert_eq!(
        faults(&update(&gateway, &person, "{position: \"x\"}").await)[0].0,
        "REJECTED_BY_DIDAR"
    );
}

#[tokio::test]
async fn a_list_is_saved_in_order_and_one_that_fails_stops_no_other() {
    let (gateway, person, company) = gateway().await;
    gateway.sandbox.add_fault(Fault {
        action: Some("contact/GetContactDetail".to_owned()),
        times: Some(3),
        kind: FaultKind::Html { status: 502 },
    });
    let mutation = format!(
        "mutation {{ saveContacts(inputs: [
            {{ update: {{ id: {company:?}, patch: {{ position: \"x\" }} }} }},
            {{ create: {{ lastName: \"a\", mobilePhone: \"09120000050\" }} }},
            {{ create: {{ lastName: \"b\", mobilePhone: \"+989120000050\" }} }},
            {{ upsert: {{ match: {{ mobilePhone: \"9120000050\" }}, input: {{ lastName: \"c\" }} }} }},
            {{ create: {{ lastName: \" \" }} }},
            {{ upsert: {{ match: {{ email: \"sara@example.test\" }}, input: {{ lastName: \"رضایی\" }} }} }}
        ]) {{ {PAYLOAD} }} }}"
    );
    let answer = gateway.ask(&mutation).await;
    let payloads = answer["data"]["saveContacts"].as_array().expect("a list");
    let outcomes: Vec<_> = payloads.iter().map(|payload| payload["outcome"].clone()).collect();
    assert_eq!(
        json!(outcomes),
        json!([null, "CREATED", null, null, null, "UNCHANGED"]),
        "{answer:#}"
    );
    assert_eq!(answer["errors"][0]["path"], json!(["saveContacts", 0]));
    assert_eq!(errors(&answer)[0].0, "UPSTREAM_UNAVAILABLE");
    let told = [
        (2, "DUPLICATE", "inputs.2.create.mobilePhone"),
        (3, "DUPLICATE", "inputs.3.upsert.match"),
        (4, "REQUIRED", "inputs.4.create.lastName"),
    ];
    for (at, code, path) in told {
        assert_eq!(faults(&payloads[at]), [(code.to_owned(), path.to_owned())]);
    }
    assert_eq!(payloads[5]["contact"]["id"], person);
    assert_eq!(saved(&gateway).len(), 1);
    let many = vec![json!({ "create": { "lastName": "a" } }); 101];
    let query = format!(
        "mutation ($inputs: [SaveContactInput!]!) {{ saveContacts(inputs: $inputs) {{ {PAYLOAD} }} }}"
    );
    let answer = gateway.ask_with(&query, &json!({ "inputs": many })).await;
    assert_eq!(errors(&answer)[0].0, "BAD_USER_INPUT");
    assert_eq!(saved(&gateway).len(), 1);
}

#[tokio::test]
async fn a_save_is_seen_by_what_is_read_after_it_in_the_same_operation() {
    let (gateway, _, company) = gateway().await;
    let employee = gateway
        .sandbox
        .insert_contact(json!({ "Type": "Person", "LastName": "b", "CompanyId": company }));
    let mutation = format!(
        "mutation {{
            before: updateContact(id: {employee:?}, patch: {{ position: \"x\" }}) {{ contact {{ company {{ position }} }} }}
            save: updateContact(id: {company:?}, patch: {{ position: \"new\", custom: {{ field_996_12_9: 5 }} }}) {{ contact {{ position custom {{ field_996_12_9 }} }} }}
            after: updateContact(id: {employee:?}, patch: {{ position: \"y\" }}) {{ contact {{ company {{ position }} }} }}
        }}"
    );
    let answer = gateway.data(&mutation).await;
    assert_eq!(
        answer["save"]["contact"],
        json!({ "position": "new", "custom": { "field_996_12_9": 5.0 } })
    );
    assert_eq!(answer["before"]["contact"]["company"]["position"], Value::Null);
    assert_eq!(answer["after"]["contact"]["company"]["position"], "new");
}

#[tokio::test]
async fn a_saved_contact_is_answered_though_it_cannot_be_read_again() {
    let (gateway, ..) = gateway().await;
    let create = |name: &str, selection: &str| {
        format!(
            "mutation {{ createContact(input: {{lastName: {name:?}, customerCode: \"c{name}\"}}) {{ outcome contact {{ {selection} }} }} }}"
        )
    };
    let plain = gateway.data(&create("a", "id customerCode")).await;
    assert_eq!(plain["createContact"]["contact"]["customerCode"], "ca");
    assert_eq!(gateway.actions(), ["contact/save"], "nothing else is read for it");
    gateway.sandbox.add_fault(Fault {
        action: Some("contact/GetContactDetail".to_owned()),
        times: None,
        kind: FaultKind::Html { status: 502 },
    });
    let answer = gateway.ask(&create("b", "id lastName custom { field_996_12_9 }")).await;
    let payload = &answer["data"]["createContact"];
    assert_eq!(
        (&payload["outcome"], &payload["contact"]["lastName"]),
        (&json!("CREATED"), &json!("b"))
    );
    assert!(payload["contact"]["id"].is_string(), "{payload}");
    let fault = &errors(&answer)[0];
    assert_eq!(
        (fault.0.as_str(), fault.1.as_str()),
        ("UPSTREAM_UNAVAILABLE", "createContact.contact")
    );
}

#[tokio::test]
async fn an_upsert_is_not_matched_by_an_option_that_is_not_there() {
    let (gateway, ..) = gateway().await;
    let upsert = |value: &str| {
        format!(
            "mutation {{ upsertContact(match: {{customField: {{key: \"Field_996_4_10\", value: {value:?}}}}}, \
             input: {{lastName: \"x\"}}) {{ {PAYLOAD} }} }}"
        )
    };
    let refused = gateway.data(&upsert("nowhere")).await["upsertContact"].clone();
    assert_eq!(
        faults(&refused),
        [("UNKNOWN_OPTION".to_owned(), "match.customField.value".to_owned())]
    );
    assert!(saved(&gateway).is_empty());
    assert_eq!(gateway.data(&upsert("تهران")).await["upsertContact"]["outcome"], "UPDATED");
}
