//! What is generated and committed: the schema files, and the operations made for them.

use std::{fs, path::PathBuf, process::Command};

use async_graphql::parser::{
    parse_schema,
    types::{InterfaceType, ObjectType, TypeDefinition, TypeKind, TypeSystemDefinition},
};
use didar_graphql::graphql::Code;
use serde_json::{Value, json};

use crate::support::{Gateway, data, parsable};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn committed(file: &str) -> String {
    fs::read_to_string(root().join("schema").join(file)).expect("a schema file")
}

fn generated(flag: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_didar-graphql")).args(["schema", flag]).output();
    let output = output.expect("the binary runs");
    assert!(output.status.success());
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn the_committed_schema_is_what_the_binary_prints() {
    for (file, flag) in [("core.graphql", "--core"), ("demo.graphql", "--demo")] {
        let same = committed(file) == generated(flag);
        assert!(same, "schema/{file} is out of date: run `just schema`");
    }
}

#[test]
fn the_readme_says_what_every_code_means() {
    let readme = fs::read_to_string(root().join("README.md")).expect("the README");
    let rows = readme.lines().filter(|line| line.starts_with("| `"));
    let rows: Vec<_> = rows.filter_map(|row| row.split('|').nth(1)).collect();
    let codes = Code::ALL.map(Code::as_str);
    for code in codes {
        let quoted = format!("`{code}`");
        assert_eq!(rows.iter().filter(|row| row.contains(&quoted)).count(), 1, "{code}");
    }
    let distinct: std::collections::BTreeSet<_> = codes.into_iter().collect();
    assert_eq!(distinct.len(), codes.len());
}

/// A name and whether it is described, for a type and all that is in it.
fn descriptions(definition: &TypeDefinition) -> Vec<(String, bool)> {
    let name = &definition.name.node;
    let mut found = vec![(name.to_string(), definition.description.is_some())];
    let mut add = |part: &str, described: bool| found.push((format!("{name}.{part}"), described));
    match &definition.kind {
        TypeKind::Object(ObjectType { fields, .. })
        | TypeKind::Interface(InterfaceType { fields, .. }) => {
            for field in fields.iter().map(|field| &field.node) {
                add(&field.name.node, field.description.is_some());
                for argument in field.arguments.iter().map(|argument| &argument.node) {
                    let at = format!("{}({})", field.name.node, argument.name.node);
                    add(&at, argument.description.is_some());
                }
            }
        }
        TypeKind::InputObject(input) => {
            for field in input.fields.iter().map(|field| &field.node) {
                add(&field.name.node, field.description.is_some());
            }
        }
        TypeKind::Enum(enumeration) => {
            for value in enumeration.values.iter().map(|value| &value.node) {
                add(&value.value.node, value.description.is_some());
            }
        }
        TypeKind::Scalar | TypeKind::Union(_) => {}
    }
    found
}

#[test]
fn everything_in_the_schema_is_described() {
    for file in ["core.graphql", "demo.graphql"] {
        let document = parse_schema(parsable(&committed(file))).expect("valid SDL");
        let types = document.definitions.iter().filter_map(|definition| match definition {
            TypeSystemDefinition::Type(definition) => Some(&definition.node),
            _ => None,
        });
        let found: Vec<_> = types.flat_map(descriptions).collect();
        assert!(found.len() > 150, "{file} was read");
        let missing: Vec<_> = found.iter().filter(|(_, described)| !described).collect();
        assert!(missing.is_empty(), "{file}: {missing:?}");
    }
}

#[tokio::test]
async fn every_operation_file_runs_against_the_demo_account() {
    let gateway = Gateway::with().contacts(400).named().start().await;
    let id = gateway.data("{ contacts(first: 1) { nodes { id } } }").await;
    let deal = gateway.data("{ deals(first: 1) { nodes { id stageId } } }").await["deals"].take();
    let id = &id["contacts"]["nodes"][0]["id"];
    let deal = &deal["nodes"][0];
    // What any of them declares; the others are ignored.
    let variables = json!({
        "id": id, "deal": deal["id"], "stage": deal["stageId"], "label": id, "call": id, "number": "1",
        "name": "x", "title": "t", "text": "y", "key": "k", "phone": "09121234567", "price": 1, "score": 1, "products": [],
        "due": "1405-01-01", "why": "z", "items": [], "after": null,
        "person": { "match": { "mobilePhone": "09121234567" }, "input": { "lastName": "x" } },
    });
    let mut count = 0;
    for entry in fs::read_dir(root().join("schema/operations")).expect("a folder") {
        let path = entry.expect("an entry").path();
        let query = fs::read_to_string(&path).expect("an operation");
        let found = data(gateway.ask_with(&query, &variables).await);
        let answers = found.as_object().expect("an object");
        assert!(
            !answers.is_empty() && answers.values().all(|a| !a.is_null()),
            "{}",
            path.display()
        );
        count += 1;
    }
    assert!(count >= 6);
}

/// The first block of the README in a language.
fn block(readme: &str, language: &str) -> String {
    let start = format!("```{language}\n");
    let rest = readme.split_once(&start).expect("a block").1;
    rest.split_once("```").expect("an end").0.to_owned()
}

#[tokio::test]
async fn the_readme_s_first_query_has_the_answer_that_it_shows() {
    let gateway = Gateway::with().contacts(2000).named().start().await;
    let readme = fs::read_to_string(root().join("README.md")).expect("the README");
    let shown: Value = serde_json::from_str(&block(&readme, "json")).expect("JSON");
    assert_eq!(gateway.ask(&block(&readme, "graphql")).await, shown);
}

#[tokio::test]
async fn the_playground_s_tabs_run_as_they_are_and_find_something() {
    let gateway = Gateway::with().contacts(400).named().start().await;
    let tabs = gateway.request(reqwest::Method::GET, "/graphiql-tabs.json").send().await;
    let tabs: Value = tabs.expect("an answer").json().await.expect("JSON");
    let tabs = tabs.as_array().expect("a list").clone();
    assert_eq!(tabs.len(), 5);
    for tab in tabs {
        let variables = tab["variables"].as_str().unwrap_or("{}");
        let variables: Value = serde_json::from_str(variables).expect("JSON");
        let query = tab["query"].as_str().expect("a query");
        let found = data(gateway.ask_with(query, &variables).await);
        let some = found["contacts"]["totalCount"].as_u64() > Some(0)
            || found["deals"]["totalCount"].as_u64() > Some(0)
            || found["customFields"].as_array().is_some_and(|fields| !fields.is_empty())
            // The mutation saves nothing until its phone number is filled in.
            || found["createDeal"]["userErrors"][0]["code"] == "REQUIRED";
        assert!(some, "{tab}: {found}");
    }
    let custom = gateway.request(reqwest::Method::GET, "/graphiql-tabs.json").send().await;
    let text = custom.expect("an answer").text().await.expect("text");
    assert!(text.contains("توضیح مشتری") && text.contains("remark: ["));
}

/// The dashboard and the runbook speak of metrics that exist.
#[tokio::test]
async fn what_operators_read_names_the_metrics_that_are_counted() {
    let gateway = Gateway::start().await;
    gateway.data("mutation { createContact(input: {lastName: \"a\"}) { outcome } }").await;
    let query = "{ contacts { totalCount } }";
    tokio::join!(gateway.data(query), gateway.data(query));
    let metrics = gateway.request(reqwest::Method::GET, "/metrics").send().await;
    let metrics = metrics.expect("an answer").text().await.expect("text");
    let read = |path: &str| fs::read_to_string(root().join(path)).expect("a file");
    let files = ["docs/operating.md", "deploy/grafana.json", "deploy/alerts.yaml"];
    let texts = files.map(read).concat();
    let words = texts.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
    let named: std::collections::BTreeSet<_> = words
        .filter(|word| {
            word.ends_with("_total")
                || word.ends_with("_seconds")
                || word.starts_with("didar_graphql_calls")
        })
        .filter(|word| !word.starts_with('-') && word.contains('_'))
        .collect();
    assert!(named.len() >= 9, "{named:?}");
    // Counted only where something fails or ages.
    let rare = [
        "didar_graphql_accounts_evicted_total",
        "didar_graphql_definitions_refreshes_total",
        "didar_graphql_idempotency_keys_refused_total",
    ];
    for name in named.iter().filter(|name| !rare.contains(name)) {
        assert!(metrics.contains(*name), "{name}");
    }
}
