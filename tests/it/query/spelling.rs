//! Filters on text find other spellings of it.

use didar_graphql::{
    accounts::CacheOptions,
    graphql::{SchemaOptions, Spelling},
};
use didar_sandbox::Settings;
use serde_json::json;

use crate::support::Gateway;

/// A gateway over three contacts that spell the same in three ways, and one other.
async fn gateway(spelling: Spelling) -> Gateway {
    let gateway = Gateway::with()
        .sandbox(Settings { contacts: 0, ..Settings::default() })
        .cache(CacheOptions {
            schema: SchemaOptions { spelling, ..SchemaOptions::default() },
            ..CacheOptions::default()
        })
        .start()
        .await;
    for text in ["کتاب\u{200c}های علی", "كتاب\u{200c}هاي علي", "کتاب های علی", "دفتر"]
    {
        let fields = json!({ "Field_996_0_8": text, "Field_996_4_10": "تهران" });
        gateway.sandbox.insert_contact(json!({ "LastName": "X", "Fields": fields }));
    }
    gateway
}

async fn count(gateway: &Gateway, test: &str) -> u64 {
    let query =
        format!("{{ contacts(filter: {{custom: {{field_996_0_8: [{test}]}}}}) {{ totalCount }} }}");
    gateway.data(&query).await["contacts"]["totalCount"].as_u64().expect("a number")
}

#[tokio::test]
async fn every_test_on_text_takes_any_spelling() {
    let gateway = gateway(Spelling::Any).await;
    for (test, expected) in [
        ("{in: \"کتاب\u{200c}های علی\"}", 3),
        ("{startsWith: \"كتاب\u{200c}ها\"}", 3),
        ("{containsAny: [\"علی\"]}", 3),
        ("{notIn: [\"کتاب\u{200c}های علی\"]}", 1),
        ("{containsNone: [\"علي\", \"دفتر\"]}", 0),
        ("{isSet: true}", 4),
    ] {
        assert_eq!(count(&gateway, test).await, expected, "{test}");
    }
}

#[tokio::test]
async fn exact_spelling_is_a_setting() {
    let gateway = gateway(Spelling::Exact).await;
    assert_eq!(count(&gateway, "{in: \"کتاب\u{200c}های علی\"}").await, 1);
    assert_eq!(count(&gateway, "{containsAny: [\"علی\"]}").await, 2);
}
