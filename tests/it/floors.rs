//! Imports go down only (ARCHITECTURE.md).

use std::collections::{BTreeMap, BTreeSet};

use crate::support::imports::{self, Module, Source};

/// From the ground up.
const FLOORS: [&str; 10] = [
    "trace_context",
    "message",
    "store",
    "crm",
    "didar",
    "graphql",
    "accounts",
    "http",
    "app",
    "commands",
];
/// Read by the top floors alone.
const TOP_ONLY: [&str; 2] = ["settings", "telemetry"];
/// The lowest floor that may read these.
const LOWEST_READER: &str = "app";

/// The floors inside `graphql`, from the ground up. Of one floor, neither imports the other.
const GRAPHQL: [&[&str]; 12] = [
    &["code", "notes"],
    &["error"],
    &["argument", "allowance"],
    &["engine"],
    &["request", "model"],
    &["record"],
    &["search"],
    &["save", "prepared"],
    &["entities"],
    &["root"],
    &["schema"],
    &["execute", "examples"],
];

/// The folders that serve every entity and so know none.
const OF_NO_ENTITY: [&str; 7] =
    ["engine", "request", "model", "record", "search", "save", "prepared"];
/// What an entity's files and types are called by.
const ENTITIES: [&str; 2] = ["contact", "deal"];

fn sources() -> BTreeMap<Module, Source> {
    let sources = imports::read();
    assert!(sources.len() > 100, "the sources were read");
    sources
}

fn floor(name: Option<&String>) -> Option<usize> {
    FLOORS.iter().position(|floor| Some(*floor) == name.map(String::as_str))
}

#[test]
fn a_floor_imports_only_what_is_below_it() {
    let lowest_reader = floor(Some(&LOWEST_READER.to_owned()));
    let mut seen = 0;
    for (module, source) in sources() {
        let Some(here) = floor(module.first()) else { continue };
        for there in &source.imports {
            if let Some(above) = floor(there.first()) {
                assert!(above <= here, "{module:?} imports {there:?}, which is above it");
                seen += 1;
            }
            let is_top = there.first().is_some_and(|name| TOP_ONLY.contains(&name.as_str()));
            assert!(
                !is_top || Some(here) >= lowest_reader,
                "{module:?} imports {there:?}, which only the top floors read"
            );
        }
    }
    assert!(seen > 50, "the imports were read");
}

#[test]
fn the_floors_inside_graphql_import_only_what_is_below_them() {
    let floor = |module: &Module| {
        let name = module.get(1)?;
        let floor = GRAPHQL.iter().position(|names| names.contains(&name.as_str()));
        Some(floor.unwrap_or_else(|| panic!("{name} stands on no floor")))
    };
    let in_graphql = |module: &Module| module.first().is_some_and(|name| name == "graphql");
    let mut seen = 0;
    for (module, source) in sources().into_iter().filter(|(module, _)| in_graphql(module)) {
        let Some(here) = floor(&module) else { continue };
        for there in source.imports.iter().filter(|there| in_graphql(there)) {
            let above = floor(there).unwrap_or_else(|| panic!("{module:?} imports the top"));
            let is_own = module.get(1) == there.get(1);
            assert!(is_own || above < here, "{module:?} imports {there:?}, which is not below it");
            seen += 1;
        }
    }
    assert!(seen > 150, "the imports were read");
}

#[test]
fn no_file_imports_itself_through_others() {
    let sources = sources();
    let mut done = BTreeSet::new();
    for module in sources.keys() {
        imports::visit(module, &sources, &mut done, &mut Vec::new());
    }
}

#[test]
#[should_panic(expected = "stands in a circle")]
fn a_circle_is_found() {
    let module = |name: &str| vec![name.to_owned()];
    let file = |import: &str| Source {
        text: String::new(),
        imports: [module(import)].into_iter().collect(),
    };
    let sources = BTreeMap::from([(module("a"), file("b")), (module("b"), file("a"))]);
    let first = sources.keys().next().expect("one");
    imports::visit(first, &sources, &mut BTreeSet::new(), &mut Vec::new());
}

#[test]
fn the_reader_of_imports_finds_them_in_every_form() {
    let text = "pub use self::own::A;\nuse child::B;\nuse std::fmt;\nuse super::{near, far::{self, C}};\n\
                use crate::{\n    didar::{a, b as c},\n    x,\n};\n// crate::no::comment\n\
                pub(in crate::no) fn f() { super::y::z(); }\n#[cfg(test)]\nmod tests { use crate::no; }";
    let here = ["graphql", "here"].map(str::to_owned);
    let found = imports::paths(text, &here).into_iter().map(|path| path.join("::"));
    let expected = [
        "didar::a",
        "didar::b",
        "graphql::far",
        "graphql::far::C",
        "graphql::here::child::B",
        "graphql::here::own::A",
        "graphql::here::std::fmt",
        "graphql::near",
        "graphql::y::z",
        "x",
    ];
    assert_eq!(found.collect::<Vec<_>>(), expected);
}

#[test]
fn what_serves_every_entity_names_none() {
    let mut seen = 0;
    for (module, source) in sources() {
        let folder = module.get(1).filter(|_| module.first().is_some_and(|name| name == "graphql"));
        if !folder.is_some_and(|name| OF_NO_ENTITY.contains(&name.as_str())) {
            continue;
        }
        seen += 1;
        let code = imports::code(&source.text).to_lowercase();
        for entity in ENTITIES {
            assert!(!code.contains(entity), "{module:?} names {entity}");
        }
    }
    assert!(seen > 10, "the folders were read");
}

#[test]
fn only_the_engine_folder_names_the_engine_s_registry() {
    let named: Vec<_> = sources()
        .into_iter()
        .filter(|(_, source)| {
            let text = &source.text;
            text.contains("async_graphql::registry") || text.contains("registry::Meta")
        })
        .map(|(module, _)| module)
        .filter(|module| !module.starts_with(&["graphql", "engine"].map(str::to_owned)))
        .collect();
    assert!(named.is_empty(), "{named:?} name it");
}

#[test]
fn the_gateway_and_the_sandbox_share_no_wire_types() {
    for (module, source) in sources() {
        let may = module.first().is_some_and(|name| name == "commands");
        assert!(may || !source.text.contains("didar_sandbox"), "{module:?} uses the sandbox");
    }
}
