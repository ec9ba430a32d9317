//! The rules of the source tree that the compiler does not know.

use std::fs;
use std::path::{Path, PathBuf};

/// Which modules a module may use. `shell` and `cli` may use all.
const ARROWS: [(&str, &[&str]); 7] = [
    ("chat", &[]),
    ("app", &["chat"]),
    ("ui", &["app", "chat"]),
    ("bedrock", &["chat"]),
    ("store", &["chat"]),
    ("sandbox", &[]),
    ("config", &["bedrock", "chat"]),
];

/// The longest a file may be, without its tests.
const MAX_LINES: usize = 400;

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// All Rust files below the source folder, with their path from there and their text.
fn files() -> Vec<(String, String)> {
    let mut found = Vec::new();
    collect(&source(), &mut found);
    assert!(found.len() > 50, "only {} files were found", found.len());
    found
}

fn collect(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.strip_prefix(source()).unwrap().display().to_string();
            found.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
}

/// The text without its test module.
fn without_tests(text: &str) -> &str {
    text.split("\n#[cfg(test)]\nmod ").next().unwrap_or(text)
}

fn is_test(name: &str) -> bool {
    name.contains("tests/") || name.ends_with("tests.rs") || name.ends_with("fixture.rs")
}

fn assert_none(what: &str, found: impl IntoIterator<Item = String>) {
    let found: Vec<String> = found.into_iter().collect();
    assert!(
        found.is_empty(),
        "{what}:
{}",
        found.join(
            "
"
        )
    );
}

#[test]
fn modules_use_only_what_the_arrows_allow() {
    let mut found = Vec::new();
    for (name, text) in files() {
        let module = name.split(['/', '.']).next().unwrap_or_default();
        let Some((_, allowed)) = ARROWS.iter().find(|(from, _)| *from == module) else {
            continue;
        };
        for (to, _) in ARROWS
            .iter()
            .chain(&[("shell", &[] as &[&str]), ("cli", &[])])
        {
            let uses = text.contains(&format!("crate::{to}::"));
            if uses && *to != module && !allowed.contains(to) {
                found.push(format!("{name} uses {to}"));
            }
        }
    }
    assert_none("arrows that point the wrong way", found);
}

#[test]
fn every_file_says_what_it_is_for() {
    let found = files()
        .into_iter()
        .filter(|(_, text)| !text.starts_with("//!"))
        .map(|(name, _)| name);
    assert_none("files without a module doc", found);
}

#[test]
fn files_are_short() {
    let mut found = Vec::new();
    for (name, text) in files().into_iter().filter(|(name, _)| !is_test(name)) {
        let lines = without_tests(&text).lines().count();
        if lines > MAX_LINES {
            found.push(format!("{name}: {lines} lines"));
        }
    }
    assert_none("files that are too long", found);
}

#[test]
fn nothing_is_a_grab_bag() {
    let names = [
        "utils", "util", "helpers", "common", "misc", "manager", "handler",
    ];
    let found = files().into_iter().map(|(name, _)| name).filter(|name| {
        name.split('/')
            .any(|part| names.contains(&part.trim_end_matches(".rs")))
    });
    assert_none("modules without a name of their own", found);
}

#[test]
fn colours_stand_in_themes_only() {
    let found = files().into_iter().filter(|(name, text)| {
        !name.starts_with("ui/theme/") && !is_test(name) && without_tests(text).contains("Color::")
    });
    assert_none("colours outside the theme", found.map(|(name, _)| name));
}

#[test]
fn the_sdk_is_named_in_bedrock_only() {
    let found = files().into_iter().filter(|(name, text)| {
        !name.starts_with("bedrock/") && (text.contains("aws_sdk_") || text.contains("aws_config"))
    });
    assert_none("the SDK outside bedrock", found.map(|(name, _)| name));
}

#[test]
fn the_core_does_no_io() {
    let words = [
        "std::fs",
        "std::net",
        "std::thread",
        "tokio::",
        "Instant::now",
        "SystemTime::now",
        "async ",
    ];
    let mut found = Vec::new();
    let inner = |name: &str| name.starts_with("chat/") || name.starts_with("app/");
    for (name, text) in files()
        .into_iter()
        .filter(|(name, _)| inner(name) && !is_test(name))
    {
        let code = without_tests(&text)
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        let code: String = code.collect::<Vec<_>>().join("\n");
        found.extend(
            words
                .iter()
                .filter(|word| code.contains(**word))
                .map(|word| format!("{name}: {word}")),
        );
    }
    assert_none("the core reaches outside", found);
}

#[test]
fn serde_stands_at_the_borders_only() {
    let borders = ["config/", "store/", "bedrock/", "sandbox/", "ui/theme/"];
    let found = files().into_iter().filter(|(name, text)| {
        !borders.iter().any(|border| name.starts_with(border))
            && !is_test(name)
            && (without_tests(text).contains("use serde") || text.contains("serde::"))
    });
    assert_none("serde inside", found.map(|(name, _)| name));
}

#[test]
fn tests_wait_for_states_and_not_for_time() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut all = files();
    collect_from(&folder, &mut all);
    // Spelt in two pieces, so that this file does not find itself.
    let words = [concat!("thread::", "sleep"), concat!("#[", "ignore")];
    let found = all
        .into_iter()
        .filter(|(_, text)| words.iter().any(|word| text.contains(word)));
    assert_none(
        "tests that sleep or do not run",
        found.map(|(name, _)| name),
    );
}

fn collect_from(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect_from(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push((
                path.display().to_string(),
                fs::read_to_string(&path).unwrap(),
            ));
        }
    }
}
