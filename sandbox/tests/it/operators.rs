//! Each operator of F42 on each kind of field, over rows written by hand.

use crate::support::*;
use didar_sandbox::Sandbox;
use serde_json::{Value, json};

/// Rows named after what they hold, the one without values last.
async fn with_values(key: &str, rows: &[(&str, Value)]) -> Sandbox {
    let sandbox = sandbox(0).await;
    for (at, (name, value)) in rows.iter().enumerate() {
        let time = format!("2024-01-01T00:00:{:02}Z", 59 - at);
        let fields = json!({ key: value });
        let row = json!({ "LastName": name, "RegisterTime": time, "Fields": fields });
        sandbox.insert_contact(row);
    }
    let none = json!({ "LastName": "none", "RegisterTime": "2024-01-01T00:00:00Z" });
    sandbox.insert_contact(none);
    sandbox
}

/// Checks a table of operator, operands and expected names.
async fn check(key: &str, rows: &[(&str, Value)], cases: &[(&str, Value, &[&str])]) {
    let sandbox = with_values(key, rows).await;
    for (operator, operands, expected) in cases {
        let entry = on(&sandbox, key, operator, operands.clone());
        let found = names(&sandbox, json!({ "CustomFields": [entry] })).await;
        assert_eq!(found, *expected, "{operator} {operands}");
    }
}

#[tokio::test]
async fn text() {
    let rows = [
        ("order", json!("سفارش تلفنی")),
        ("site", json!("سایت")),
        ("latin", json!("VIP Lounge")),
        ("digits", json!("123")),
        ("arabic", json!("علي")),
        ("empty", json!("")),
        ("null", Value::Null),
    ];
    let cases: [(&str, Value, &[&str]); 14] = [
        ("Set", json!([]), &["order", "site", "latin", "digits", "arabic"]),
        ("NotSet", json!([]), &["empty", "null", "none"]),
        ("EqualToAny", json!(["سایت", "vip lounge"]), &["site", "latin"]),
        ("EqualToAny", json!([123]), &["digits"]),
        ("EqualToAny", json!(["علی"]), &[]),
        (
            "NotEqualToAny",
            json!(["سایت", "123"]),
            &["order", "latin", "arabic", "empty", "null", "none"],
        ),
        ("ContainsAnyString", json!(["تلفن", "LOUNGE"]), &["order", "latin"]),
        ("ContainsAnyString", json!([2]), &["digits"]),
        ("NotContainsAnyString", json!(["س", "2"]), &["latin", "arabic", "empty", "null", "none"]),
        ("StartWith", json!(["س"]), &["order", "site"]),
        ("startwith", json!(["vip"]), &["latin"]),
        ("GreaterThan", json!([122]), &["digits"]),
        ("LessThan", json!([122]), &[]),
        ("Between", json!([123, 123]), &["digits"]),
    ];
    check(REMARK, &rows, &cases).await;
}

#[tokio::test]
async fn number() {
    let rows = [
        ("twelve", json!(12)),
        ("text", json!("12")),
        ("half", json!(12.5)),
        ("big", json!(1_500_000)),
        ("negative", json!("-3")),
        ("word", json!("Test")),
        ("empty", json!("")),
    ];
    let cases: [(&str, Value, &[&str]); 13] = [
        ("Set", json!([]), &["twelve", "text", "half", "big", "negative", "word"]),
        ("NotSet", json!([]), &["empty", "none"]),
        ("EqualToAny", json!([12]), &["twelve", "text"]),
        ("EqualToAny", json!(["12.0", "12.5"]), &["twelve", "text", "half"]),
        ("EqualToAny", json!(["test"]), &["word"]),
        ("NotEqualToAny", json!(["12"]), &["half", "big", "negative", "word", "empty", "none"]),
        ("ContainsAnyString", json!(["12"]), &["twelve", "text", "half"]),
        ("NotContainsAnyString", json!(["1"]), &["negative", "word", "empty", "none"]),
        ("StartWith", json!(["15"]), &["big"]),
        ("LessThan", json!([12]), &["negative"]),
        ("GreaterThan", json!(["12"]), &["half", "big"]),
        ("Between", json!([12, "12.5"]), &["twelve", "text", "half"]),
        ("Between", json!([12.5, 12]), &[]),
    ];
    check(BUDGET, &rows, &cases).await;
}

#[tokio::test]
async fn boolean() {
    let rows = [
        ("yes", json!(true)),
        ("no", json!(false)),
        ("text", json!("True")),
        ("one", json!(1)),
        ("null", Value::Null),
    ];
    let cases: [(&str, Value, &[&str]); 6] = [
        ("Set", json!([]), &["yes", "no", "text", "one"]),
        ("NotSet", json!([]), &["null", "none"]),
        ("EqualToAny", json!([true]), &["yes", "text", "one"]),
        ("EqualToAny", json!(["1"]), &["yes", "text", "one"]),
        ("EqualToAny", json!(["false"]), &["no"]),
        ("NotEqualToAny", json!([true]), &["no", "null", "none"]),
    ];
    check(MEMBER, &rows, &cases).await;
}

#[tokio::test]
async fn single_choice() {
    let rows =
        [("tehran", json!("تهران")), ("shiraz", json!("شیراز")), ("former", json!("بندر انزلی"))];
    let cases: [(&str, Value, &[&str]); 5] = [
        ("EqualToAny", json!(["تهران", "بندر انزلی"]), &["tehran", "former"]),
        ("NotEqualToAny", json!(["تهران"]), &["shiraz", "former", "none"]),
        ("ContainsAnyString", json!(["انزلی"]), &["former"]),
        ("StartWith", json!(["ش"]), &["shiraz"]),
        ("NotSet", json!([]), &["none"]),
    ];
    check(CITY, &rows, &cases).await;
}

#[tokio::test]
async fn multiple_choice() {
    let rows = [
        ("both", json!(["کتاب", "سفر"])),
        ("book", json!(["کتاب"])),
        ("film", json!(["فیلم"])),
        ("text", json!("سفر")),
        ("empty", json!([])),
        ("null", Value::Null),
    ];
    let cases: [(&str, Value, &[&str]); 7] = [
        ("Set", json!([]), &["both", "book", "film", "text"]),
        ("NotSet", json!([]), &["empty", "null", "none"]),
        ("EqualToAny", json!(["سفر", "فیلم"]), &["both", "film", "text"]),
        ("NotEqualToAny", json!(["کتاب"]), &["film", "text", "empty", "null", "none"]),
        ("ContainsAnyString", json!(["تاب"]), &["both", "book"]),
        ("NotContainsAnyString", json!(["ف"]), &["book", "empty", "null", "none"]),
        ("StartWith", json!(["سف"]), &["both", "text"]),
    ];
    check(INTEREST, &rows, &cases).await;
}

#[tokio::test]
async fn date() {
    let rows = [
        ("plain", json!("2025-03-01T00:00:00")),
        ("zulu", json!("2025-03-01T00:00:00.000Z")),
        ("later", json!("2025-03-02T10:30:00.1234567Z")),
        ("jalali", json!("1404/02/15")),
    ];
    let cases: [(&str, Value, &[&str]); 7] = [
        ("EqualToAny", json!(["2025-03-01"]), &["plain", "zulu"]),
        ("EqualToAny", json!(["1404/02/15"]), &["jalali"]),
        ("NotEqualToAny", json!(["2025-03-01T03:30:00+03:30"]), &["later", "jalali", "none"]),
        ("LessThan", json!(["2025-03-02T00:00:00Z"]), &["plain", "zulu"]),
        ("GreaterThan", json!(["2025-03-01T00:00:00Z"]), &["later"]),
        (
            "Between",
            json!(["2025-03-01", "2025-03-02T10:30:00.1234567"]),
            &["plain", "zulu", "later"],
        ),
        ("StartWith", json!(["2025-03-02"]), &["later"]),
    ];
    check(CONTRACT, &rows, &cases).await;
}

#[tokio::test]
async fn unknown_control_and_odd_values() {
    let rows = [
        ("point", json!("35.70,51.40")),
        ("object", json!({ "lat": 35 })),
        ("mixed", json!(["a", 7])),
    ];
    let cases: [(&str, Value, &[&str]); 4] = [
        ("Set", json!([]), &["point", "object", "mixed"]),
        ("EqualToAny", json!(["7"]), &["mixed"]),
        ("StartWith", json!(["35"]), &["point"]),
        ("NotContainsAnyString", json!(["a", "35"]), &["object", "none"]),
    ];
    check(PLACE, &rows, &cases).await;
}

#[tokio::test]
async fn entries_are_joined_with_and_and_conditions_with_or() {
    let sandbox = sandbox(0).await;
    for (name, budget, remark) in [
        ("a", json!(12), "سایت"),
        ("b", json!(13), "سایت"),
        ("c", Value::Null, "سفارش"),
        ("d", json!(12), "معرفی"),
    ] {
        let fields = json!({ BUDGET: budget, REMARK: remark });
        sandbox.insert_contact(json!({ "LastName": name, "Fields": fields }));
    }
    let official = json!({ "CustomFields": [
        { "CustomFieldId": field_id(&sandbox, BUDGET), "OR": [
            { "Type": "NotSet", "Value": [] }, { "Type": "EqualToAny", "Value": [12] } ] },
        { "CustomFieldId": field_id(&sandbox, REMARK), "OR": [
            { "Type": "StartWith", "Value": ["س"] } ] },
    ]});
    let mut found = names(&sandbox, official).await;
    found.sort();
    assert_eq!(found, ["a", "c"]);
}
