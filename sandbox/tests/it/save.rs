//! Create and update (4.5).

use didar_sandbox::{Sandbox, Settings};
use serde_json::{Value, json};

use crate::support::*;

async fn save(sandbox: &Sandbox, contact: Value) -> Reply {
    call(sandbox, "contact/save", &json!({ "Contact": contact })).await
}

async fn detail(sandbox: &Sandbox, id: &Value) -> Value {
    call(sandbox, "contact/GetContactDetail", &json!({ "Id": id })).await.response()
}

#[tokio::test]
async fn a_create_answers_the_whole_contact_without_fields() {
    let sandbox = sandbox(10).await;
    let saved = save(
        &sandbox,
        json!({ "FirstName": " Sara", "LastName": "Example", "type": "company", "VisibilityType": 2,
            "MobilePhone": "09120009999", "DisplayName": "ignored", "Code": 5, "IsDeleted": true,
            "SegmentIds": ["00000000-0000-4000-8000-000000000009"],
            "Addresses": { "KeyValues": [{ "Key": "home", "Value": "street" }] },
            "Fields": { BUDGET: "248", "Field_996_0_999": "unknown", OLD_CODE: 5 } }),
    )
    .await
    .response();
    assert_eq!(saved["DisplayName"], "Sara Example");
    assert_eq!(saved["Type"], "Company");
    assert_eq!(saved["VisibilityType"], "OwnerGroup");
    assert_eq!(saved["Code"], 1011);
    assert_eq!(saved["IsDeleted"], false);
    assert_eq!(saved["CustomFieldValues"], json!([]));
    assert_eq!(saved.get("Fields"), None);
    assert_eq!(saved["Segments"][0]["Id"], "00000000-0000-4000-8000-000000000009");
    assert_eq!(saved["Addresses"]["KeyValues"][0]["Value"], "street");
    let row = detail(&sandbox, &saved["Id"]).await;
    assert_eq!(row["Fields"], json!({ BUDGET: 248 }));
    assert_eq!(row.get("CustomFieldValues"), None);
}

#[tokio::test]
async fn a_last_name_is_required_on_create_and_on_update() {
    let sandbox = sandbox(1).await;
    let id = sandbox.contacts_json()[0]["Id"].clone();
    for contact in [
        json!({ "FirstName": "Sara" }),
        json!({ "LastName": "  " }),
        json!({ "LastName": null }),
        json!({ "Id": id, "FirstName": "Sara" }),
    ] {
        let reply = save(&sandbox, contact).await;
        assert_eq!((reply.status, reply.error().as_str()), (400, "LastName can not be empty"));
    }
    assert_eq!(call(&sandbox, "contact/save", &json!({})).await.status, 400);
    assert_eq!(sandbox.contacts_json().len(), 1);
}

#[tokio::test]
async fn an_update_keeps_what_it_does_not_name() {
    let sandbox = sandbox(0).await;
    let id = sandbox.insert_contact(json!({
        "FirstName": "Sara", "LastName": "Old", "MobilePhone": "0912", "Email": "a@example.test",
        "Position": "x", "IsVIP": true, "RegisterTime": "2023-01-01T00:00:00.5Z", "Code": 9,
        "BirthDate": "1990-02-03T00:00:00",
        "Fields": { BUDGET: 5, CITY: "تهران", REMARK: "سایت" },
    }));
    let change = json!({ "id": id, "Lastname": "New", "Email": "", "Position": null,
        "Fields": { CITY: "شیراز", BUDGET: null, REMARK: "" } });
    let saved = save(&sandbox, change).await.response();
    assert_eq!(saved["Id"], json!(id));
    let row = detail(&sandbox, &json!(id)).await;
    for (name, expected) in [
        ("DisplayName", json!("Sara New")),
        ("MobilePhone", json!("0912")),
        ("Email", json!("")),
        ("Position", json!(null)),
        ("IsVIP", json!(true)),
        ("Code", json!(9)),
        ("RegisterTime", json!("2023-01-01T00:00:00.5000000Z")),
        ("BirthDate", json!("1990-02-03T00:00:00")),
        ("BirthDateisValid", json!(true)),
        ("Fields", json!({ CITY: "شیراز", REMARK: "" })),
    ] {
        assert_eq!(row[name], expected, "{name}");
    }
}

#[tokio::test]
async fn an_unknown_id_is_refused_in_the_reason_phrase() {
    let sandbox = sandbox(0).await;
    for id in ["11111111-1111-4111-8111-111111111111", "garbage"] {
        let reply = save(&sandbox, json!({ "Id": id, "LastName": "x" })).await;
        assert_eq!(reply.status, 400);
        assert_eq!(reply.reason, "Contact's data not found");
    }
    let nil = json!({ "Id": "00000000-0000-0000-0000-000000000000", "LastName": "x" });
    assert_eq!(save(&sandbox, nil).await.status, 200);
    assert_eq!(sandbox.contacts_json().len(), 1);
}

#[tokio::test]
async fn a_stored_mobile_number_blocks_a_second_contact() {
    let sandbox = sandbox(0).await;
    sandbox.insert_contact(json!({ "LastName": "Gone", "MobilePhone": "0900", "IsDeleted": true }));
    let first =
        json!({ "LastName": "A", "MobilePhone": "0912", "CustomerCode": "C", "Email": "e" });
    let id = save(&sandbox, first.clone()).await.response()["Id"].clone();
    let again = save(&sandbox, first).await;
    assert_eq!((again.status, again.reason.as_str()), (400, "Duplicate contacts is not allowed"));
    for allowed in [
        json!({ "LastName": "B", "MobilePhone": "+98912" }),
        json!({ "LastName": "C", "CustomerCode": "C", "Email": "e" }),
        json!({ "LastName": "D", "MobilePhone": "" }),
        json!({ "LastName": "E", "MobilePhone": "0900" }),
        json!({ "Id": id, "LastName": "A2", "MobilePhone": "0912" }),
    ] {
        assert_eq!(save(&sandbox, allowed.clone()).await.status, 200, "{allowed}");
    }
    let taken = json!({ "Id": id, "LastName": "A3", "MobilePhone": "+98912" });
    assert_eq!(save(&sandbox, taken).await.status, 400);
    assert_eq!(detail(&sandbox, &id).await["LastName"], "A2");
}

#[tokio::test]
async fn the_duplicate_rule_can_look_at_codes_and_addresses() {
    let settings = Settings { contacts: 0, wide_duplicate_rule: true, ..Settings::default() };
    let sandbox = start(settings).await;
    let first = json!({ "LastName": "A", "CustomerCode": "C", "Email": "e" });
    let id = save(&sandbox, first).await.response()["Id"].clone();
    for (key, value) in [("CustomerCode", "C"), ("Email", "e")] {
        assert_eq!(save(&sandbox, json!({ "LastName": "B", key: value })).await.status, 400);
    }
    let other = save(&sandbox, json!({ "LastName": "B", "Email": "f" })).await.response();
    let update = json!({ "Id": id, "LastName": "A", "Email": "f" });
    assert_eq!(save(&sandbox, update).await.status, 400);
    assert_eq!(other["DisplayName"], "B");
}

#[tokio::test]
async fn values_that_mean_nothing_are_refused_and_nothing_is_stored() {
    let sandbox = sandbox(0).await;
    for (key, value) in [
        ("Type", json!("Robot")),
        ("VisibilityType", json!(9)),
        ("OwnerId", json!("me")),
        ("BirthDate", json!("someday")),
        ("SegmentIds", json!(["x"])),
    ] {
        let reply = save(&sandbox, json!({ "LastName": "x", key: value })).await;
        assert_eq!(reply.status, 400, "{key}");
        assert!(reply.error().contains(key));
    }
    assert!(sandbox.contacts_json().is_empty());
}

#[tokio::test]
async fn a_new_contact_is_found_and_leads_the_listing() {
    let sandbox = sandbox(100).await;
    let saved =
        save(&sandbox, json!({ "LastName": "New", "MobilePhone": "0999" })).await.response();
    let newest = call(&sandbox, "contact/PersonSearch", &json!({ "Limit": 1 })).await.response();
    assert_eq!(newest["List"][0]["Id"], saved["Id"]);
    let phone = json!({ "mobilephone": "0999" });
    let found = call(&sandbox, "Contact/GetByPhoneNumber", &phone).await.response();
    assert_eq!(found[0]["Id"], saved["Id"]);
    let other = json!({ "MobilePhone": "999" });
    let none = call(&sandbox, "contact/getbyphonenumber", &other).await.response();
    assert_eq!(none, json!([]));
}
