//! Imports go down only (ARCHITECTURE.md).

use std::{fs, path::Path};

/// From the ground up.
const FLOORS: [&str; 8] =
    ["store", "crm", "didar", "graphql", "accounts", "http", "app", "commands"];
/// Read by the top floors alone.
const TOP_ONLY: [&str; 2] = ["settings", "telemetry"];

/// Every Rust file below `folder`, with its text.
fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).expect("a file");
            found.push((path.display().to_string(), text));
        }
    }
}

fn all_sources() -> Vec<(String, String)> {
    let mut found = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    found
}

/// The floor a file belongs to: the first part of its path below `src`.
fn floor(path: &str) -> Option<usize> {
    let below = path.split("/src/").last()?;
    let name = below.split(['/', '.']).next()?;
    FLOORS.iter().position(|floor| *floor == name)
}

/// The crate's modules that a text names: `crate::name`, also inside `crate::{…}`.
fn imports(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for part in text.split("crate::").skip(1) {
        let group = part.strip_prefix('{');
        let mut depth = 0;
        let mut word = String::new();
        for letter in group.unwrap_or(part).chars() {
            match letter {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' | ' ' | '\n' if depth == 0 && group.is_none() => break,
                ',' if depth == 0 => names.push(std::mem::take(&mut word)),
                letter if depth == 0 => word.push(letter),
                _ => {}
            }
        }
        names.push(word);
    }
    let first = |name: String| {
        name.trim()
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .next()
            .unwrap_or("")
            .to_owned()
    };
    names.into_iter().map(first).collect()
}

#[test]
fn a_floor_imports_only_what_is_below_it() {
    let mut seen = 0;
    for (path, text) in all_sources() {
        let Some(here) = floor(&path) else { continue };
        for name in imports(&text) {
            if let Some(there) = FLOORS.iter().position(|floor| *floor == name) {
                assert!(there <= here, "{path} imports {name}, which is above it");
                seen += 1;
            }
            let top = TOP_ONLY.contains(&name.as_str());
            assert!(!top || here >= 5, "{path} imports {name}, which only the top floors read");
        }
    }
    assert!(seen > 50, "the imports were read");
}

#[test]
fn the_reader_of_imports_finds_them_in_every_form() {
    let text = "use crate::crm::error;\nuse crate::{didar::{a, b}, graphql,\n    http::x};\ncrate::app::y()";
    assert_eq!(imports(text), ["crm", "didar", "graphql", "http", "app"]);
}

#[test]
fn only_the_record_folder_names_the_engine_s_registry() {
    let named: Vec<_> = all_sources()
        .into_iter()
        .filter(|(_, text)| {
            text.contains("async_graphql::registry") || text.contains("registry::Meta")
        })
        .map(|(path, _)| path)
        .filter(|path| !path.contains("/graphql/record/"))
        .collect();
    assert_eq!(named, [""; 0]);
}

#[test]
fn the_gateway_and_the_sandbox_share_no_wire_types() {
    for (path, text) in all_sources() {
        let may = path.contains("/commands/");
        assert!(may || !text.contains("didar_sandbox"), "{path} uses the sandbox");
    }
}
