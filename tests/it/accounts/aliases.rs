//! Names that an operator gives to custom fields and options.

use std::collections::BTreeMap;

use didar_graphql::{
    accounts::{AccountConfig, Directory},
    graphql::{AccountSchema, Aliases},
};
use didar_sandbox::{Sandbox, Settings};
use serde_json::{Value, json};

use crate::support::{Gateway, account, errors};

const CITY: &str = "Field_996_4_10";

async fn over(aliases: Aliases) -> Gateway {
    let settings = Settings { contacts: 200, ..Settings::default() };
    let sandbox = Sandbox::start(settings).await.expect("a sandbox");
    let directory = Directory::Open(AccountConfig { aliases, ..account(sandbox.api_key()) });
    Gateway::with().over(sandbox).directory(directory).start().await
}

fn named(pairs: &[(&str, &str)]) -> Aliases {
    let pairs = pairs.iter().map(|(key, alias)| ((*key).to_owned(), (*alias).to_owned()));
    AccountSchema::aliases(pairs).expect("usable")
}

/// With names for two of the cities.
fn with_cities(aliases: Aliases) -> Aliases {
    let names = [("تهران", "TEHRAN"), ("شيراز", "SHIRAZ"), ("نیویورک", "NEW_YORK")];
    let names = names.map(|(text, name)| (text.to_owned(), name.to_owned()));
    aliases.naming(BTreeMap::from([(CITY.to_owned(), names.into())])).expect("usable")
}

fn page(filter: &str, selection: &str) -> String {
    format!("{{ contacts(filter: {filter}) {{ totalCount nodes {{ {selection} }} }} }}")
}

#[tokio::test]
async fn an_alias_is_the_field_s_name_in_the_typed_form_and_one_of_them_in_the_portable_one() {
    let aliases = named(&[("Field_996_12_9", "budget"), ("Field_996_77_99", "notThere")]);
    let gateway = over(aliases).await;
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
    let fields = gateway.data("{ customFields { key name } }").await;
    let fields = fields["customFields"].as_array().expect("a list").clone();
    assert!(fields.contains(&json!({ "key": "Field_996_12_9", "name": "budget" })), "{fields:?}");
}

#[tokio::test]
async fn types_and_options_are_called_as_the_settings_say() {
    let gateway = over(with_cities(named(&[(CITY, "city")]))).await;
    let in_cities = |list: &str| page(&format!("{{custom: {{city: [{{in: [{list}]}}]}}}}"), "id");
    let query = page(
        "{custom: {city: [{in: [TEHRAN]}]}}",
        "id custom { city { __typename option label } } customFields(keys: [\"شهر\"]) { options { name value } }",
    );
    let found = gateway.data(&query).await;
    let nodes = found["contacts"]["nodes"].as_array().expect("a list");
    assert!(!nodes.is_empty());
    for node in nodes {
        let city =
            json!({ "__typename": "ContactCityChoice", "option": "TEHRAN", "label": "تهران" });
        assert_eq!(node["custom"]["city"], city);
        let option = json!({ "name": "TEHRAN", "value": "تهران" });
        assert_eq!(node["customFields"][0]["options"], json!([option]));
    }
    // Named in another keyboard's letters than Didar has them in.
    let shiraz = gateway.data(&in_cities("SHIRAZ")).await;
    assert!(shiraz["contacts"]["totalCount"].as_u64() > Some(0));
    let unnamed = gateway.data(&in_cities("OPT_SP23BHDW")).await;
    assert!(unnamed["contacts"]["totalCount"].as_u64() > Some(0), "one without a name has its own");
    let portable = |list: &str| {
        page(
            &format!(
                "{{customFields: [{{key: \"city\", anyOf: [{{option: {{in: [{list}]}}}}]}}]}}"
            ),
            "id",
        )
    };
    let unknown = errors(&gateway.ask(&portable("\"تهرن\"")).await);
    assert_eq!(unknown[0].0, "BAD_USER_INPUT", "{unknown:?}");
    assert!(unknown[0].1.ends_with("in.0") && unknown[0].2.contains("there are \"تهران\""));
    let known = gateway.data(&portable("\"تهرن\", \"تهران\"")).await;
    assert!(known["contacts"]["totalCount"].as_u64() > Some(0));
    let key =
        gateway.ask(&page("{customFields: [{key: \"شهرر\", anyOf: [{isSet: true}]}]}", "id")).await;
    assert!(errors(&key)[0].2.contains("there are شهر (Field_996_4_10), "), "{key}");
    let nowhere = errors(&gateway.ask(&in_cities("NEW_YORK")).await);
    assert!(nowhere[0].0 != "INTERNAL" && !nowhere.is_empty(), "{nowhere:?}");
    let save = |city: &str| {
        format!(
            "mutation {{ createContact(input: {{ lastName: \"ن\", {city} }}) {{ contact {{ custom \
             {{ city {{ option }} }} }} userErrors {{ message }} }} }}"
        )
    };
    for city in [
        "custom: { city: TEHRAN }",
        "customFields: [{ key: \"city\", value: { option: \"TEHRAN\" } }]",
        "customFields: [{ key: \"شهر\", value: { option: \"تهران\" } }]",
    ] {
        let saved = gateway.data(&save(city)).await["createContact"].take();
        assert_eq!(saved["contact"]["custom"]["city"]["option"], "TEHRAN", "{city}: {saved}");
    }
}

#[tokio::test]
async fn documents_with_old_names_get_the_answers_they_got_before() {
    let old = over(Aliases::default()).await;
    let new = over(with_cities(named(&[(CITY, "city"), ("Field_996_5_13", "contractDate")]))).await;
    let selection = "id custom { field_996_4_10 { __typename option label } field_996_5_13 \
                     field_996_5_13Day }";
    for query in [
        page("{custom: {field_996_4_10: [{in: [OPT_DN68RG30, OPT_EC4NVB47]}]}}", selection),
        page("{custom: {field_996_5_13: [{isSet: true}]}}", selection),
        "mutation { createContact(input: { lastName: \"ن\", custom: { field_996_4_10: OPT_DN68RG30, \
         field_996_5_13Day: \"1404-01-02\" } }) { contact { custom { field_996_4_10 { option } \
         field_996_5_13 } } userErrors { message } } }"
            .to_owned(),
    ] {
        let before = old.data(&query).await;
        assert_eq!(new.data(&query).await, before, "{query}");
    }
    let types = "query($type: String!) { __type(name: $type) { fields(includeDeprecated: true) { \
                 name isDeprecated deprecationReason } enumValues(includeDeprecated: true) { name \
                 isDeprecated deprecationReason } } }";
    let of = async |name: &str| new.ask_with(types, &json!({ "type": name })).await["data"].take();
    let deprecated = |list: &Value, name: &str| {
        let list = list.as_array().expect("a list").clone();
        let found = list.into_iter().find(|it| it["name"] == name).expect("it is there");
        (found["isDeprecated"] == true).then(|| found["deprecationReason"].clone())
    };
    let custom = of("ContactCustomFields").await;
    let fields = &custom["__type"]["fields"];
    for (name, reason) in [
        ("city", None),
        ("field_996_4_10", Some("Use `city`.")),
        ("field_996_5_13Day", Some("Use `contractDateDay`.")),
        ("field_996_12_9", None),
    ] {
        assert_eq!(deprecated(fields, name), reason.map(Value::from), "{name}");
    }
    let city = of("ContactCity").await;
    let options = &city["__type"]["enumValues"];
    assert_eq!(deprecated(options, "TEHRAN"), None);
    assert_eq!(deprecated(options, "OPT_DN68RG30"), Some("Use `TEHRAN`.".into()));
    // Both names of a field are one field.
    let both = page("{custom: {city: [{in: [TEHRAN]}], field_996_4_10: [{isSet: true}]}}", "id");
    let refused = errors(&new.ask(&both).await);
    assert_eq!(refused[0].0, "BAD_USER_INPUT", "{refused:?}");
    assert!(refused[0].2.contains("filter.custom.city"), "{refused:?}");
}

#[tokio::test]
async fn old_names_go_when_the_settings_say_so() {
    let gateway = over(with_cities(named(&[(CITY, "city")])).keeping_old(false)).await;
    for filter in
        ["{custom: {field_996_4_10: [{isSet: true}]}}", "{custom: {city: [{in: [OPT_DN68RG30]}]}}"]
    {
        let refused = errors(&gateway.ask(&page(filter, "id")).await);
        assert!(!refused.is_empty(), "{filter}");
    }
    let sdl = gateway.request(reqwest::Method::GET, "/graphql/schema").send().await;
    let sdl = sdl.expect("an answer").text().await.expect("a text");
    assert!(sdl.contains("enum ContactCity {") && !sdl.contains("field_996_4_10"));
    // The portable form knows every name.
    let portable = page(
        "{customFields: [{key: \"field_996_4_10\", anyOf: [{option: {in: [\"OPT_DN68RG30\", \"SHIRAZ\"]}}]}]}",
        "id",
    );
    let found = gateway.data(&portable).await;
    assert!(found["contacts"]["totalCount"].as_u64() > Some(0));
}

#[test]
fn an_alias_that_would_make_the_name_of_a_core_type_is_refused() {
    for alias in ["filter", "edge", "connection", "customFieldsInput", "_"] {
        let refused = AccountSchema::aliases([(CITY.to_owned(), alias.to_owned())]);
        let refused = refused.expect_err(alias).to_string();
        assert!(refused.contains("a type of the name"), "{alias}: {refused}");
    }
}

#[tokio::test]
async fn two_names_that_make_one_type_leave_the_second_its_key() {
    let names = named(&[(CITY, "city"), ("Field_996_9_11", "City")]);
    let gateway = over(names.keeping_old(false)).await;
    let query = page("{}", "custom { city { __typename label } City { __typename label option } }");
    let found = gateway.data(&query).await["contacts"]["nodes"].take();
    let found = found.as_array().expect("a list").iter().map(|node| &node["custom"]);
    let names: Vec<_> = found
        .flat_map(|custom| [&custom["city"]["__typename"], &custom["City"][0]["__typename"]])
        .filter(|name| !name.is_null())
        .collect();
    assert!(names.contains(&&json!("ContactCityChoice")), "{names:?}");
    assert!(names.contains(&&json!("ContactField_996_9_11_Choice")), "{names:?}");
}

#[test]
fn only_what_has_types_of_its_own_cannot_be_called_like_one() {
    let named = |key: &str, alias: &str| {
        AccountSchema::aliases([(key.to_owned(), alias.to_owned())]).is_ok()
    };
    // A text has no types, and there is no `ContactGroup`.
    assert!(named("Field_996_0_8", "filter") && named(CITY, "group"));
    assert!(!named(CITY, "filter") && !named("Field_8783_4_19", "group"));
}
