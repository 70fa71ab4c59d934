//! What each file of `src` imports of the crate, read from its text.
//!
//! A module is the path of its file. An import leads to the file that the longest part of
//! its path names, so what a `mod.rs` hands on counts as an import of that `mod.rs`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// `["graphql", "model", "table"]`; of the crate's root, nothing.
pub(crate) type Module = Vec<String>;

/// A file.
pub(crate) struct Source {
    pub(crate) text: String,
    /// The other files that it imports.
    pub(crate) imports: BTreeSet<Module>,
}

/// Every file below `src`.
pub(crate) fn read() -> BTreeMap<Module, Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut texts = BTreeMap::new();
    add(&root, &root, &mut texts);
    let modules: BTreeSet<Module> = texts.keys().cloned().collect();
    let sources = texts.into_iter().map(|(module, text)| {
        let files = paths(&text, &module).into_iter().filter_map(|path| file(&path, &modules));
        let imports = files.filter(|there| *there != module).collect();
        (module, Source { text, imports })
    });
    sources.collect()
}

fn add(folder: &Path, root: &Path, texts: &mut BTreeMap<Module, String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            add(&path, root, texts);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let below = path.strip_prefix(root).expect("below the root").with_extension("");
            let mut module: Module =
                below.iter().map(|part| part.to_string_lossy().into_owned()).collect();
            module.pop_if(|last| ["mod", "lib", "main"].contains(&last.as_str()));
            texts.insert(module, fs::read_to_string(&path).expect("a file"));
        }
    }
}

/// The file that a path names: that of its longest part that is one.
fn file(path: &[String], modules: &BTreeSet<Module>) -> Option<Module> {
    let parts = (1..=path.len()).rev().map(|end| path[..end].to_vec());
    parts.into_iter().find(|part| modules.contains(part))
}

/// A text without its comments and without its unit tests, which may look anywhere.
pub(crate) fn code(text: &str) -> String {
    let end = text.find("#[cfg(test)]\nmod tests").unwrap_or(text.len());
    let lines = text[..end].lines().map(|line| line.split("//").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

/// The paths of the crate that a text of this module names, from the crate's root. A `use`
/// without `crate`, `self` or `super` is read as one of the module's own children; where it
/// is a library, no file has its name.
pub(crate) fn paths(text: &str, module: &[String]) -> BTreeSet<Module> {
    let code = code(text);
    let mut found = BTreeSet::new();
    let mut rest = String::new();
    for statement in code.split_inclusive(';') {
        let Some((before, tree)) = use_tree(statement) else {
            rest.push_str(statement);
            continue;
        };
        rest.push_str(before);
        found.extend(leaves(&tree).iter().map(|leaf| absolute(leaf, module)));
    }
    for start in ["crate::", "super::"] {
        for (at, _) in rest.match_indices(start) {
            let is_restriction = rest[..at].ends_with("pub(in ");
            let is_inside = rest[..at].ends_with("::");
            if !is_restriction && !is_inside {
                let end = rest[at..]
                    .find(|c: char| !c.is_alphanumeric() && c != '_' && c != ':')
                    .map_or(rest.len(), |end| at + end);
                found.insert(absolute(rest[at..end].trim_end_matches(':'), module));
            }
        }
    }
    found
}

/// What stands before a `use`, and its tree without white space: `a::{b,c@d}` of
/// `a::{b, c as d}`. `None` where a statement is no `use`.
fn use_tree(statement: &str) -> Option<(&str, String)> {
    let at = statement.rfind("use ")?;
    let (before, tree) = (&statement[..at], &statement[at + "use ".len()..]);
    let is_word = before.chars().next_back().is_none_or(char::is_whitespace);
    let is_tree = |letter: char| letter.is_alphanumeric() || "_:{},*; \n".contains(letter);
    if !is_word || !tree.chars().all(is_tree) {
        return None;
    }
    let tree = tree.replace(" as ", "@");
    Some((before, tree.chars().filter(|letter| !" \n;".contains(*letter)).collect()))
}

/// The paths of a tree: `a::{b, c::{d, e}}` has three.
fn leaves(tree: &str) -> Vec<String> {
    let Some(open) = tree.find('{') else {
        return vec![tree.split('@').next().unwrap_or_default().to_owned()];
    };
    let (start, inner) = (&tree[..open], &tree[open + 1..tree.rfind('}').expect("closed")]);
    let mut depth = 0;
    let parts = inner.split(|letter| {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        letter == ',' && depth == 0
    });
    let parts = parts.filter(|part| !part.is_empty());
    parts.flat_map(leaves).map(|leaf| format!("{start}{leaf}")).collect()
}

fn absolute(path: &str, module: &[String]) -> Module {
    let mut words = path.split("::").filter(|word| !word.is_empty()).peekable();
    let mut base = module.to_vec();
    if words.next_if_eq(&"crate").is_some() {
        base.clear();
    }
    words.next_if_eq(&"self");
    while words.next_if_eq(&"super").is_some() {
        base.pop();
    }
    base.extend(words.filter(|word| *word != "self").map(str::to_owned));
    base
}

/// Walks down from a module.
///
/// # Panics
/// Where the walk comes back to a module that it is on.
pub(crate) fn visit<'s>(
    module: &'s Module,
    sources: &'s BTreeMap<Module, Source>,
    done: &mut BTreeSet<&'s Module>,
    way: &mut Vec<&'s Module>,
) {
    assert!(!way.contains(&module), "{module:?} stands in a circle: {way:?}");
    if !done.insert(module) {
        return;
    }
    way.push(module);
    for there in &sources[module].imports {
        visit(there, sources, done, way);
    }
    way.pop();
}
