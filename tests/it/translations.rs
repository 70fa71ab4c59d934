//! The Persian documents say what the English ones say: the same code, the same headings and
//! rows, the same names.

use std::{collections::BTreeSet, fs, path::Path};

const DOCUMENTS: [(&str, &str); 2] =
    [("README.md", "README.fa.md"), ("docs/clients.md", "docs/clients.fa.md")];

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect(path)
}

/// Fenced blocks, and the rest without them.
fn apart(text: &str) -> (Vec<String>, String) {
    let (mut blocks, mut prose) = (Vec::new(), String::new());
    for (at, part) in text.split("```").enumerate() {
        if at % 2 == 1 {
            blocks.push(part.to_owned());
        } else {
            prose.push_str(part);
        }
    }
    (blocks, prose)
}

/// What stands in backticks.
fn names(prose: &str) -> BTreeSet<&str> {
    prose.split('`').skip(1).step_by(2).collect()
}

/// The level of each heading, and how many rows and items each has.
fn outline(prose: &str) -> Vec<(usize, usize, usize)> {
    let mut parts = vec![(0, 0, 0)];
    for line in prose.lines() {
        if line.starts_with('#') {
            parts.push((line.bytes().take_while(|byte| *byte == b'#').count(), 0, 0));
        }
        let Some((_, rows, items)) = parts.last_mut() else { continue };
        *rows += usize::from(line.starts_with('|'));
        *items += usize::from(line.starts_with("- "));
    }
    parts
}

#[test]
fn code_headings_rows_and_names_are_the_same() {
    for (english, persian) in DOCUMENTS {
        let (texts, file) = ([read(english), read(persian)], persian);
        let [(code, prose), (its_code, its_prose)] = [apart(&texts[0]), apart(&texts[1])];
        assert_eq!(its_code, code, "{file}");
        assert_eq!(outline(&its_prose), outline(&prose), "{file}");
        let missing: Vec<_> = names(&prose).difference(&names(&its_prose)).copied().collect();
        assert_eq!(missing, Vec::<&str>::new(), "{file} does not speak of these");
    }
}

#[test]
fn links_lead_to_files() {
    for file in DOCUMENTS.iter().flat_map(|(english, persian)| [english, persian]) {
        let text = read(file);
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        let links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for link in links.filter(|link| !link.contains("://")) {
            let to = folder.parent().expect("a folder").join(link);
            assert!(to.exists(), "{file}: {link}");
        }
    }
}
