//! Names that an operator gives to custom fields.

use std::time::Duration;

use didar_graphql::{
    accounts::{AccountConfig, Directory},
    app::AppOptions,
    graphql::AccountSchema,
};
use didar_sandbox::{Sandbox, Settings};
use serde_json::json;

use crate::support::{Gateway, account, errors};

async fn named(pairs: &[(&str, &str)]) -> Gateway {
    let settings = Settings { contacts: 200, ..Settings::default() };
    let sandbox = Sandbox::start(settings).await.expect("a sandbox");
    let pairs = pairs.iter().map(|(key, alias)| ((*key).to_owned(), (*alias).to_owned()));
    let aliases = AccountSchema::aliases(pairs).expect("usable");
    let directory = Directory::Open(AccountConfig { aliases, ..account(sandbox.api_key()) });
    let options = AppOptions { drain: Duration::from_secs(5), ..AppOptions::default() };
    Gateway::with().over(sandbox).directory(directory).options(options).start().await
}

#[tokio::test]
async fn an_alias_is_the_field_s_name_in_the_typed_form_and_one_of_them_in_the_portable_one() {
    let gateway = named(&[("Field_996_12_9", "budget"), ("Field_996_77_99", "notThere")]).await;
    let page = |filter: &str, selection: &str| {
        format!("{{ contacts(filter: {filter}) {{ totalCount nodes {{ {selection} }} }} }}")
    };
    let typed =
        gateway.data(&page("{custom: {budget: [{gt: 10}]}}", "id value: custom { budget }")).await;
    assert!(typed["contacts"]["totalCount"].as_u64().expect("a number") > 0);
    assert!(typed["contacts"]["nodes"][0]["value"]["budget"].as_f64().expect("a number") > 10.0);
    for name in ["budget", "field_996_12_9", "Field_996_12_9"] {
        let filter =
            format!("{{customFields: [{{key: \"{name}\", anyOf: [{{number: {{gt: 10}}}}]}}]}}");
        let portable = gateway.data(&page(&filter, "id value: custom { budget }")).await;
        assert_eq!(portable, typed, "{name}");
    }
    let old = gateway.ask(&page("{custom: {field_996_12_9: [{gt: 10}]}}", "id")).await;
    assert_eq!(errors(&old)[0].0, "BAD_USER_INPUT", "{old:#}");
    let fields = gateway.data("{ customFields { key name } }").await;
    let fields = fields["customFields"].as_array().expect("a list").clone();
    assert!(fields.contains(&json!({ "key": "Field_996_12_9", "name": "budget" })), "{fields:?}");
}
