//! Contacts by phone.

use serde_json::{Value, json};

use crate::support::{Gateway, errors, ids};

async fn by_phone(gateway: &Gateway, phone: &str) -> Vec<String> {
    let query = format!("{{ contactsByPhone(phone: {}) {{ id mobilePhoneE164 }} }}", json!(phone));
    let mut found = ids(&gateway.data(&query).await["contactsByPhone"]);
    found.sort_unstable();
    found
}

#[tokio::test]
async fn a_contact_is_found_by_any_spelling_of_a_number_stored_in_any() {
    let gateway = Gateway::start().await;
    let stored = [
        "09351112233",
        "+989351112233",
        "989351112233",
        "00989351112233",
        "9351112233",
        "۰۹۳۵۱۱۱۲۲۳۳",
    ];
    let insert = |phone: &&str| {
        gateway.sandbox.insert_contact(json!({ "LastName": "Phone", "MobilePhone": phone }))
    };
    let mut expected: Vec<_> = stored.iter().map(insert).collect();
    expected.sort_unstable();
    for asked in stored.iter().chain(&["٠٩٣٥١١١٢٢٣٣", "0935 111-2233", "+98 (0)935 111 2233"])
    {
        assert_eq!(by_phone(&gateway, asked).await, expected, "{asked}");
    }
    assert_eq!(by_phone(&gateway, "09350000000").await, [""; 0]);
}

#[tokio::test]
async fn a_landline_is_asked_for_in_its_usual_spellings_and_what_has_no_area_as_it_is() {
    let gateway = Gateway::start().await;
    let id =
        gateway.sandbox.insert_contact(json!({ "LastName": "Desk", "MobilePhone": "02112345678" }));
    gateway.warm().await;
    assert_eq!(by_phone(&gateway, "۰۲۱۱۲۳۴۵۶۷۸").await, [id]);
    assert_eq!(gateway.actions(), ["contact/getbyphonenumber"; 8]);
    gateway.sandbox.clear_calls();
    assert_eq!(by_phone(&gateway, "12345678").await, [""; 0]);
    // With Latin and with Persian digits.
    assert_eq!(gateway.actions(), ["contact/getbyphonenumber"; 2]);
}

#[tokio::test]
async fn a_look_up_that_failed_is_not_nobody() {
    let gateway = Gateway::start().await;
    gateway.warm().await;
    gateway.sandbox.add_fault(didar_sandbox::Fault {
        action: None,
        times: Some(1),
        kind: didar_sandbox::FaultKind::OkError { text: "no".to_owned() },
    });
    let answer = gateway.ask("{ contactsByPhone(phone: \"09351112233\") { id } }").await;
    assert_eq!(answer["data"]["contactsByPhone"], Value::Null);
    assert_eq!(errors(&answer)[0].0, "UPSTREAM_REJECTED");
    let nonsense = gateway.ask("{ contactsByPhone(phone: \"nobody\") { id } }").await;
    assert_eq!(errors(&nonsense)[0].1, "phone");
}
