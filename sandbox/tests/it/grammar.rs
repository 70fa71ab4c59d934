//! Filters that are refused, and the two leniencies.

use crate::support::*;
use didar_sandbox::Settings;
use serde_json::{Value, json};

#[tokio::test]
async fn malformed_filters_are_refused_with_a_readable_text() {
    let sandbox = sandbox(0).await;
    let id = field_id(&sandbox, BUDGET);
    let one = |operator: &str, value: Value| on(&sandbox, BUDGET, operator, value);
    let cases = [
        (json!({}), "CustomFields must be an array"),
        (json!([{ "CustomFieldId": id, "OR": {} }]), "OR must be an array"),
        (json!([{ "CustomFieldId": id }]), "OR must be an array"),
        (json!([{ "CustomFieldId": id, "OR": [] }]), "OR needs at least one"),
        (json!([{ "OR": [] }]), "needs a CustomFieldId"),
        (json!([one("EqualToAny", json!(5))]), "Value must be an array"),
        (json!([one("Set", json!(null))]), "Value must be an array"),
        (json!([one("Set", json!([])), one("NotSet", json!([]))]), "more than one entry"),
        (json!([one("Equals", json!([5]))]), "'Equals' is unknown"),
        (json!([one("EqualToAny", json!([[5]]))]), "texts, numbers and booleans only"),
    ];
    for (custom_fields, expected) in cases {
        let criteria = json!({ "CustomFields": custom_fields });
        let reply = search(&sandbox, criteria.clone()).await;
        assert_eq!(reply.status, 400, "{criteria}");
        assert!(reply.error().contains(expected), "{criteria}: {}", reply.error());
        assert_eq!(reply.reason, reply.error());
    }
}

#[tokio::test]
async fn every_operator_insists_on_its_operand_count() {
    let sandbox = sandbox(0).await;
    let cases = [
        ("Set", 0..=0),
        ("NotSet", 0..=0),
        ("EqualToAny", 1..=3),
        ("NotEqualToAny", 1..=3),
        ("ContainsAnyString", 1..=3),
        ("NotContainsAnyString", 1..=3),
        ("StartWith", 1..=1),
        ("LessThan", 1..=1),
        ("GreaterThan", 1..=1),
        ("Between", 2..=2),
    ];
    for (operator, fits) in cases {
        for count in 0..=3 {
            let entry = on(&sandbox, BUDGET, operator, json!(vec![1; count]));
            let reply = search(&sandbox, json!({ "CustomFields": [entry] })).await;
            let expected = if fits.contains(&count) { 200 } else { 400 };
            assert_eq!(reply.status, expected, "{operator} with {count}");
        }
    }
}

#[tokio::test]
async fn fields_unknown_deleted_or_of_deals_are_refused() {
    let sandbox = sandbox(0).await;
    for key in [OLD_CODE, "Field_8783_0_16"] {
        let entry = on(&sandbox, key, "Set", json!([]));
        let reply = search(&sandbox, json!({ "CustomFields": [entry] })).await;
        assert_eq!(reply.status, 400, "{key}");
        assert!(reply.error().contains("no contact field"));
    }
    let nobody = json!({ "CustomFieldId": "nobody", "OR": [] });
    let reply = search(&sandbox, json!({ "CustomFields": [nobody] })).await;
    assert!(reply.error().contains("'nobody'"));
}

#[tokio::test]
async fn unknown_fields_can_be_ignored_instead() {
    let settings =
        Settings { contacts: 0, ignore_unknown_filter_fields: true, ..Settings::default() };
    let sandbox = start(settings).await;
    sandbox.insert_contact(json!({ "LastName": "a" }));
    let nobody = json!({ "CustomFieldId": "nobody", "OR": [{ "Type": "Set", "Value": [] }] });
    assert_eq!(names(&sandbox, json!({ "CustomFields": [nobody] })).await, ["a"]);
}

#[tokio::test]
async fn a_field_may_be_named_by_its_key_but_only_once_in_all() {
    let sandbox = sandbox(0).await;
    sandbox.insert_contact(json!({ "LastName": "a", "Fields": { BUDGET: 5 } }));
    sandbox.insert_contact(json!({ "LastName": "b" }));
    let by_key =
        json!({ "customfieldid": BUDGET.to_lowercase(), "or": [{ "type": "Set", "value": [] }] });
    assert_eq!(names(&sandbox, json!({ "customfields": [by_key] })).await, ["a"]);
    let both = json!([by_key, on(&sandbox, BUDGET, "Set", json!([]))]);
    assert_eq!(search(&sandbox, json!({ "CustomFields": both })).await.status, 400);
}

#[tokio::test]
async fn definitions_are_served_and_used_as_they_are_replaced() {
    let sandbox = sandbox(0).await;
    sandbox.insert_contact(json!({ "LastName": "a", "Fields": { "Field_996_12_77": "8" } }));
    let definitions = vec![
        json!({ "Id": "9c6ec6f1-0000-4000-8000-000000000077", "Key": "Field_996_12_77", "FieldType": "contact" }),
        json!("odd"),
        json!({ "Key": 5, "Options": 7 }),
    ];
    sandbox.set_definitions_json(definitions.clone());
    let served = call(&sandbox, "CustomField/getcustomfieldlist", &json!([])).await;
    assert_eq!(served.response(), json!(definitions));
    let entry = on(&sandbox, "Field_996_12_77", "LessThan", json!([10]));
    assert_eq!(names(&sandbox, json!({ "CustomFields": [entry] })).await, ["a"]);
}
