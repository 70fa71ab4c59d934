//! Further phones, addresses, places, segments and days of contacts.

use didar_sandbox::{Settings, Switches, Unproven};
use serde_json::{Value, json};

use super::mutations::{faults, gateway, saved};
use crate::support::Gateway;

const LOCATIONS: &str = "shared/getlocations";
const SEGMENT: &str = "5e000000-0000-4000-8000-000000000001";

const READ: &str = "outcome userErrors { code message field } contact {
    otherPhones { key value } addresses { key value } birthDate birthDay
    provinceId cityId segmentIds }";

async fn places(gateway: &Gateway) -> Vec<Value> {
    let data = gateway.data("{ provinces { id title cities { id title } } }").await;
    data["provinces"].as_array().cloned().expect("a list")
}

async fn update(gateway: &Gateway, id: &str, patch: &str) -> Value {
    let mutation = format!("mutation {{ updateContact(id: {id:?}, patch: {patch}) {{ {READ} }} }}");
    gateway.data(&mutation).await["updateContact"].clone()
}

#[tokio::test]
async fn each_is_sent_in_didar_s_form_and_read_back() {
    let (gateway, person, _) = gateway().await;
    let places = places(&gateway).await;
    let (province, city) = (&places[0], &places[0]["cities"][0]);
    let patch = format!(
        "{{otherPhones: [{{key: \" خانه \", value: \"۰۲۱ ۸۸۷۷۶۶۵۵\"}}, {{value: \"+989120000007\"}}],
          addresses: [{{key: \"دفتر\", value: \"خیابان الف\\nپلاک ۱۲\"}}], birthDay: \"1370/05/01\",
          provinceId: {}, cityId: {}, segmentIds: [{SEGMENT:?}, {SEGMENT:?}]}}",
        province["id"], city["id"]
    );
    let payload = update(&gateway, &person, &patch).await;
    assert_eq!(payload["outcome"], "UPDATED", "{payload:#}");
    let contact = &payload["contact"];
    let phones = json!([
        { "key": "خانه", "value": "02188776655" },
        { "key": "", "value": "09120000007" },
    ]);
    assert_eq!(contact["otherPhones"], phones);
    assert_eq!(contact["addresses"], json!([{ "key": "دفتر", "value": "خیابان الف\nپلاک ۱۲" }]));
    let born = (&contact["birthDay"], &contact["birthDate"]);
    assert_eq!(born, (&json!("1370-05-01"), &json!("1991-07-23T00:00:00.000Z")));
    assert_eq!((&contact["provinceId"], &contact["cityId"]), (&province["id"], &city["id"]));
    assert_eq!(contact["segmentIds"], json!([SEGMENT]));
    let body = &saved(&gateway)[0];
    assert_eq!(body["OtherPhones"]["KeyValues"][1], json!({ "Key": "", "Value": "09120000007" }));
    assert_eq!(body["BirthDate"], "1991-07-23T00:00:00.000Z");

    // What is stored is not sent again; null and an empty list take it away.
    assert_eq!(update(&gateway, &person, &patch).await["outcome"], "UNCHANGED");
    let nothing =
        "{otherPhones: null, addresses: [], birthDay: null, provinceId: null, cityId: null,
                    segmentIds: null}";
    let payload = update(&gateway, &person, nothing).await;
    let contact = &payload["contact"];
    for field in ["birthDay", "provinceId", "cityId"] {
        assert_eq!(contact[field], Value::Null, "{field}");
    }
    for field in ["otherPhones", "addresses", "segmentIds"] {
        let left = contact[field].as_array().map_or(0, Vec::len);
        assert_eq!(left, 0, "{field}");
    }
    assert_eq!(update(&gateway, &person, nothing).await["outcome"], "UNCHANGED");
    assert_eq!(saved(&gateway).len(), 2);
}

#[tokio::test]
async fn what_is_wrong_with_one_is_told_at_its_place_and_nothing_is_sent() {
    let (gateway, person, _) = gateway().await;
    let many = vec!["{value: \"a\"}"; 51].join(", ");
    for (patch, code, path) in [
        (
            "{otherPhones: [{value: \"09120000001\"}, {value: \"call me\"}]}",
            "INVALID_VALUE",
            "otherPhones.1.value",
        ),
        ("{addresses: [{key: \"a\", value: \" \"}]}", "REQUIRED", "addresses.0.value"),
        (&format!("{{addresses: [{many}]}}"), "OUT_OF_RANGE", "addresses"),
        ("{birthDay: \"1404-07-31\"}", "INVALID_VALUE", "birthDay"),
        (
            "{birthDate: \"1990-05-01T00:00:00Z\", birthDay: \"1370-05-01\"}",
            "INVALID_VALUE",
            "birthDay",
        ),
        ("{segmentIds: [\"7\"]}", "INVALID_VALUE", "segmentIds.0"),
        (&format!("{{provinceId: {SEGMENT:?}}}"), "NOT_FOUND", "provinceId"),
        (&format!("{{cityId: {SEGMENT:?}}}"), "NOT_FOUND", "cityId"),
    ] {
        let payload = update(&gateway, &person, patch).await;
        let expected = vec![(code.to_owned(), format!("patch.{path}"))];
        assert_eq!(faults(&payload), expected, "{patch}: {payload:#}");
    }
    assert!(saved(&gateway).is_empty());
}

#[tokio::test]
async fn places_are_asked_for_once() {
    let gateway = Gateway::start().await;
    let all = places(&gateway).await;
    assert!(all.iter().all(|province| province["cities"][0]["title"].is_string()), "{all:#?}");
    places(&gateway).await;
    assert_eq!(gateway.actions(), [LOCATIONS]);
}

/// Whether Didar tells the cities is not proven (F206): then a city's id is taken as it is.
#[tokio::test]
async fn where_didar_tells_no_cities_their_ids_are_not_refused() {
    let switches = Switches { cities: Unproven::Absent, ..Switches::default() };
    let settings = Settings { contacts: 1, switches, ..Settings::default() };
    let gateway = Gateway::with().sandbox(settings).start().await;
    let all = places(&gateway).await;
    assert!(!all.is_empty() && all.iter().all(|province| province["cities"].is_null()));
    let id = gateway.data("{ contacts(first: 1) { nodes { id } } }").await;
    let id = id["contacts"]["nodes"][0]["id"].as_str().expect("an id").to_owned();
    let mutation = format!(
        "mutation {{ updateContact(id: {id:?}, patch: {{cityId: {SEGMENT:?}}})
           {{ outcome userErrors {{ code }} contact {{ cityId }} }} }}"
    );
    let payload = gateway.data(&mutation).await["updateContact"].clone();
    assert_eq!(payload["contact"]["cityId"], SEGMENT, "{payload:#}");
}

/// A number that is stored as this gateway stores it costs one call.
#[tokio::test]
async fn a_match_by_phone_asks_for_other_spellings_only_where_the_usual_one_finds_nobody() {
    let (gateway, person, _) = gateway().await;
    let upsert = async |phone: &str| {
        gateway.sandbox.clear_calls();
        let mutation = format!(
            "mutation {{ upsertContact(match: {{mobilePhone: {phone:?}}}, input: {{lastName: \"x\"}})
               {{ outcome contact {{ id }} userErrors {{ code }} }} }}"
        );
        let payload = gateway.data(&mutation).await["upsertContact"].clone();
        let calls = gateway.actions();
        let asked = calls.iter().filter(|action| *action == "contact/getbyphonenumber").count();
        (payload["outcome"].clone(), payload["contact"]["id"].clone(), asked)
    };
    assert_eq!(upsert("+98 912 000 0001").await, (json!("UPDATED"), json!(person), 1));
    let stored = json!({ "LastName": "x", "MobilePhone": "+989120000002" });
    let other = gateway.sandbox.insert_contact(stored);
    assert_eq!(upsert("09120000002").await, (json!("UNCHANGED"), json!(other), 9));
    // One in the bin is nobody.
    let gone = json!({ "LastName": "x", "MobilePhone": "09120000003", "IsDeleted": true });
    gateway.sandbox.insert_contact(gone);
    let stored = json!({ "LastName": "x", "MobilePhone": "989120000003" });
    let other = gateway.sandbox.insert_contact(stored);
    assert_eq!(upsert("09120000003").await, (json!("UNCHANGED"), json!(other), 9));
    let (outcome, _, asked) = upsert("09120000004").await;
    assert_eq!((outcome, asked), (json!("CREATED"), 9));
}

/// A custom date is a day of the Jalali calendar too, to read and to write, in both forms.
#[tokio::test]
async fn the_day_of_a_custom_date_is_read_and_written() {
    let (gateway, person, _) = gateway().await;
    let read = "outcome userErrors { code field } contact { custom { field_996_5_13 field_996_5_13Day } \
                customFields(keys: [\"Field_996_5_13\"]) { dateTime day raw } }";
    let update = async |patch: &str| {
        let mutation =
            format!("mutation {{ updateContact(id: {person:?}, patch: {patch}) {{ {read} }} }}");
        gateway.data(&mutation).await["updateContact"].clone()
    };
    // 20:30 in UTC is the midnight of Tehran.
    let query = format!(
        "{{ contact(id: {person:?}) {{ custom {{ field_996_5_13 field_996_5_13Day }} }} }}"
    );
    let stored = gateway.data(&query).await["contact"]["custom"].take();
    let expected =
        json!({ "field_996_5_13": "2025-03-20T20:30:00.000Z", "field_996_5_13Day": "1404-01-01" });
    assert_eq!(stored, expected);
    for (patch, day, instant) in [
        ("{custom: {field_996_5_13Day: \"۱۴۰۴/۰۲/۱۵\"}}", "1404-02-15", "2025-05-05T00:00:00.000Z"),
        (
            "{customFields: [{key: \"Field_996_5_13\", value: {day: \"1404-12-29\"}}]}",
            "1404-12-29",
            "2026-03-20T00:00:00.000Z",
        ),
    ] {
        let payload = update(patch).await;
        assert_eq!(payload["outcome"], "UPDATED", "{payload:#}");
        let contact = &payload["contact"];
        let custom = json!({ "field_996_5_13": instant, "field_996_5_13Day": day });
        assert_eq!(contact["custom"], custom, "{patch}");
        assert_eq!(contact["customFields"][0]["day"], day);
        assert_eq!(contact["customFields"][0]["dateTime"], instant);
        assert_eq!(update(patch).await["outcome"], "UNCHANGED", "{patch}");
    }
    for (patch, path) in [
        ("{custom: {field_996_5_13Day: \"1404-07-31\"}}", "custom.field_996_5_13Day"),
        (
            "{custom: {field_996_5_13: \"2025-05-05T00:00:00Z\", field_996_5_13Day: \"1404-02-15\"}}",
            "custom.field_996_5_13Day",
        ),
        (
            "{customFields: [{key: \"Field_996_12_9\", value: {day: \"1404-02-15\"}}]}",
            "customFields.0.value.day",
        ),
    ] {
        let payload = update(patch).await;
        let expected = vec![("INVALID_VALUE".to_owned(), format!("patch.{path}"))];
        assert_eq!(faults(&payload), expected, "{patch}: {payload:#}");
    }
    let payload = update("{custom: {field_996_5_13Day: null}}").await;
    assert_eq!(payload["contact"]["custom"]["field_996_5_13"], Value::Null, "{payload:#}");
}
