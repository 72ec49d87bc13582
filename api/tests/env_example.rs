//! `.env.example` names every key that a program reads, and no other.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The `env = "…"` of every clap definition under a folder.
fn keys_read_by(folder: &Path, keys: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            keys_read_by(&path, keys);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let source = std::fs::read_to_string(&path).unwrap();
            let names = source.split("env = \"").skip(1).filter_map(|rest| rest.split('"').next());
            keys.extend(names.map(str::to_owned));
        }
    }
}

/// Keys stand at the start of a line, commented out where they have a default.
fn keys_in_the_example() -> Vec<String> {
    let text = std::fs::read_to_string(workspace().join(".env.example")).unwrap();
    let lines = text.lines().map(|line| line.strip_prefix('#').unwrap_or(line));
    let names = lines.filter_map(|line| line.split_once('=')).map(|(name, _)| name);
    let is_key = |name: &&str| {
        !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
    };
    names.filter(is_key).map(str::to_owned).collect()
}

#[test]
fn every_key_is_documented_once() {
    let mut read = BTreeSet::new();
    for folder in ["api/src", "shared/src", "worker/src"] {
        keys_read_by(&workspace().join(folder), &mut read);
    }
    let documented = keys_in_the_example();
    let unique: BTreeSet<String> = documented.iter().cloned().collect();
    assert_eq!(documented.len(), unique.len(), "a key stands twice in .env.example");
    let missing: Vec<_> = read.difference(&unique).collect();
    assert!(missing.is_empty(), "not in .env.example: {missing:?}");
    let unknown: Vec<_> = unique.difference(&read).collect();
    assert!(unknown.is_empty(), "nobody reads these keys of .env.example: {unknown:?}");
}
