//! Odd definitions: what an account may call its fields.

use async_graphql::parser::parse_schema;
use didar_graphql::{accounts::CacheOptions, graphql::SchemaOptions, http::EdgeOptions};
use didar_sandbox::Settings;
use serde_json::{Value, json};

use crate::support::{Gateway, parsable};

/// A text field of contacts.
fn field(number: u32, key: &str, title: &str) -> Value {
    json!({ "Id": format!("00000000-0000-4000-8000-{number:012}"), "Key": key, "Title": title,
            "FieldType": "Contact", "ControlType": "TextBox" })
}

/// A gateway over these definitions.
async fn with(definitions: Vec<Value>) -> Gateway {
    let gateway = Gateway::start().await;
    gateway.sandbox.set_definitions_json(definitions);
    gateway
}

#[tokio::test]
async fn a_title_of_any_kind_documents_its_field() {
    let titles =
        ["\"\"\"", "\"", "a\\", "\\u0041", "\u{200f}راست\u{202e}", "🎈\n\tx", "", "#", "{}", "شهر"];
    let fields = titles.iter().zip(1..);
    let fields = fields.map(|(title, n)| field(n, &format!("Field_996_0_{n}"), title)).collect();
    let gateway = with(fields).await;
    let found = gateway
        .data("{ __type(name: \"ContactCustomFields\") { fields { name description } } }")
        .await;
    let fields = found["__type"]["fields"].as_array().expect("fields").clone();
    assert_eq!(fields.len(), titles.len());
    assert_eq!(fields[4]["description"], "راست (Field_996_0_5)");
    gateway
        .data("{ contacts(first: 1) { nodes { custom { field_996_0_1 field_996_0_10 } } } }")
        .await;
}

#[tokio::test]
async fn a_definition_that_cannot_be_typed_disables_itself_alone() {
    let gateway = with(vec![
        field(1, "Field_996_0_1", "good"),
        field(2, "Field 996 0 2", "no name"),
        field(3, "FIELD_996_0_1", "taken name"),
        field(4, "__typename", "reserved"),
        json!({ "Id": 5, "Key": { "odd": true } }),
        json!("not an object"),
        json!({ "Id": "00000000-0000-4000-8000-000000000006", "Key": "Field_996_4_6", "FieldType": "Contact",
                "Options": [] }),
        json!({ "Id": "00000000-0000-4000-8000-000000000007", "Key": "Field_996_9_7",
                "Options": { "odd": [] } }),
    ])
    .await;
    let found = gateway.data("{ customFields { key name } }").await;
    let names: Vec<_> = found["customFields"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| one["name"].as_str().unwrap_or("-").to_owned())
        .collect();
    assert_eq!(names, ["field_996_0_1", "-", "-", "-", "field_996_4_6", "field_996_9_7"]);
    let query = "{ contacts(first: 1, filter: {custom: {field_996_4_6: [{isSet: false}]}, customFields: \
                 [{key: \"Field 996 0 2\", anyOf: [{text: {startsWith: \"x\"}}]}]}) \
                 { totalCount nodes { custom { field_996_0_1 field_996_4_6 field_996_9_7 } } } }";
    assert_eq!(gateway.data(query).await["contacts"]["totalCount"], 0);
}

#[tokio::test]
async fn an_account_without_custom_fields_has_the_core_schema() {
    let gateway = with(vec![]).await;
    let found = gateway.data("{ __type(name: \"Contact\") { fields { name } } }").await;
    let names = found["__type"]["fields"].to_string();
    assert!(names.contains("customFields") && !names.contains("\"custom\""), "{names}");
    gateway.data("{ contacts(first: 1) { nodes { customFields { key } } } }").await;
}

#[tokio::test]
async fn the_list_of_definitions_is_read_in_each_of_its_shapes() {
    let list = json!([field(1, "Field_996_0_1", "one")]);
    for shape in [list.clone(), json!({ "List": list }), json!({ "Field_996_0_1": list[0] })] {
        let gateway = Gateway::start().await;
        gateway.fault(didar_sandbox::FaultKind::Raw {
            status: 200,
            body: json!({ "Response": shape }).to_string(),
        });
        let found = gateway.data("{ customFields { key } }").await;
        assert_eq!(found["customFields"], json!([{ "key": "Field_996_0_1" }]), "{shape}");
    }
}

#[test]
fn the_schema_of_odd_options_is_valid_sdl() {
    use didar_graphql::{
        crm::account_tag::AccountTag,
        crm::{
            catalogue::Catalogue,
            entity::Entity,
            field::{FieldDefinition, FieldKind, FieldOption},
        },
        graphql::{AccountFacts, AccountSchema},
    };
    let texts = ["\"\"\"", "\\", "x\ny", " ", "true", "null", "شهر", "🎈"];
    let option = |text: &str| FieldOption { value: text.to_owned(), label: text.to_owned() };
    let definition = FieldDefinition {
        id: "a".to_owned(),
        key: "Field_996_9_1".to_owned(),
        title: "\"\"\" \\ \u{202e}".to_owned(),
        entity: Entity::Contact,
        kind: FieldKind::MultiChoice,
        is_deleted: false,
        is_searchable: true,
        is_required: false,
        excluded_in: Vec::new(),
        required_in: Vec::new(),
        options: texts.into_iter().map(option).collect(),
    };
    let facts = AccountFacts { name: String::new(), freshness: Default::default() };
    let catalogue = Catalogue::new(vec![definition]);
    let schema = AccountSchema::build(
        Some(catalogue),
        facts,
        AccountTag([0; 32]),
        &didar_graphql::graphql::Aliases::default(),
        didar_graphql::graphql::SchemaOptions::default(),
    );
    parse_schema(parsable(&schema.sdl())).expect("valid SDL");
    assert_eq!(schema.sdl().matches("  OPT_").count(), texts.len());
}

/// Keys that are not of Didar's usual form: the types made from them have names of their own.
#[tokio::test]
async fn choices_whose_types_would_share_a_name_stay_apart() {
    let gateway =
        Gateway::with().sandbox(Settings { contacts: 0, ..Settings::default() }).start().await;
    let keys = ["City", "Field_City", "City_Choice", "City_Test"];
    let definition = |(at, key): (usize, &&str)| {
        json!({
            "Id": format!("00000000-0000-4000-8000-{at:012}"), "Key": key, "Title": key,
            "FieldType": "Contact", "ControlType": "DropDown", "Options": [format!("of {key}")],
        })
    };
    gateway.sandbox.set_definitions_json(keys.iter().enumerate().map(definition).collect());
    let values: serde_json::Map<_, _> =
        keys.iter().map(|key| ((*key).to_owned(), json!(format!("of {key}")))).collect();
    gateway.sandbox.insert_contact(json!({ "Type": "Person", "LastName": "a", "Fields": values }));
    let names = keys.map(str::to_lowercase);
    let selection = names.each_ref().map(|name| format!("{name} {{ option label }}")).join(" ");
    let page =
        gateway.data(&format!("{{ contacts {{ nodes {{ custom {{ {selection} }} }} }} }}")).await;
    let custom = &page["contacts"]["nodes"][0]["custom"];
    for (key, name) in keys.iter().zip(&names) {
        assert_eq!(custom[name]["label"], format!("of {key}"));
        let option = custom[name]["option"].as_str().expect("an option");
        let filter = format!("{{custom: {{{name}: [{{in: [{option}]}}]}}}}");
        let found =
            gateway.data(&format!("{{ contacts(filter: {filter}) {{ totalCount }} }}")).await;
        assert_eq!(found["contacts"]["totalCount"], 1, "{name}");
    }
    let sdl = gateway.request(reqwest::Method::GET, "/graphql/schema").send().await;
    let sdl = sdl.expect("an answer").text().await.expect("text");
    parse_schema(parsable(&sdl)).expect("valid SDL");
}

#[tokio::test]
async fn a_router_is_told_the_schema_where_that_is_switched_on_and_the_schema_may_be_told() {
    let query = "{ _service { sdl } }";
    for (federation, introspection, code) in [
        (true, true, None),
        (true, false, Some("INTROSPECTION_DISABLED")),
        (false, true, Some("GRAPHQL_VALIDATION_FAILED")),
    ] {
        let schema = SchemaOptions { federation, ..SchemaOptions::default() };
        let gateway = Gateway::with()
            .cache(CacheOptions { schema, ..CacheOptions::default() })
            .edge(EdgeOptions { introspection, ..EdgeOptions::default() })
            .start()
            .await;
        let answer = gateway.ask(query).await;
        let found = answer["errors"][0]["extensions"]["code"].as_str();
        assert_eq!(found, code, "{answer:#}");
        if code.is_none() {
            let sdl = answer["data"]["_service"]["sdl"].as_str().expect("a schema");
            assert!(sdl.contains("field_996_12_9") && !sdl.contains("_Service"), "{sdl}");
        }
    }
}
