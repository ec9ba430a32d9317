//! The writer keeps to `docs/conversation.schema.json`.

use std::sync::LazyLock;

use jsonschema::Validator;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::store::generate;

static SCHEMA: LazyLock<Validator> = LazyLock::new(|| {
    let text = include_str!("../../../../docs/conversation.schema.json");
    let schema: Value = serde_json::from_str(text).unwrap();
    jsonschema::draft202012::meta::validate(&schema).unwrap();
    jsonschema::draft202012::new(&schema).unwrap()
});

/// A line is what the schema says.
#[track_caller]
pub(super) fn assert_valid(line: &str) {
    let value: Value = serde_json::from_str(line).unwrap();
    let errors = SCHEMA.iter_errors(&value).map(|error| error.to_string());
    let errors: Vec<String> = errors.collect();
    assert!(errors.is_empty(), "{line}\n{errors:#?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn every_line_that_is_written_is_valid(
        entries in generate::file(12),
        talk in generate::talk(12),
    ) {
        for entry in entries.iter().chain(&talk) {
            assert_valid(&generate::line(entry));
        }
    }
}

#[test]
fn every_line_of_released_versions_is_valid_or_of_a_later_one() {
    for (_, text) in super::released::FILES {
        for line in text.lines().filter(|line| !line.contains("telepathy")) {
            assert_valid(line);
        }
    }
}

/// Each member that a record must have, taken away or of another type, makes the line invalid.
#[test]
fn a_line_with_something_missing_or_wrong_is_refused() {
    let (_, text) = super::released::FILES[0];
    let mut refused = 0;
    for line in text.lines().filter(|line| !is_of_later_kind(line)) {
        let value: Value = serde_json::from_str(line).unwrap();
        let members = value.as_object().unwrap();
        for name in ["n", "at", "act", "k", "c"] {
            let mut less = members.clone();
            less.shift_remove(name);
            assert!(!SCHEMA.is_valid(&Value::Object(less)), "{line}: {name}");
        }
        for name in members.keys() {
            // No member of any kind may be an array of booleans.
            let mut wrong = members.clone();
            wrong[name] = json!([true]);
            let any = ["mood", "metadata", "pin", "tags"].contains(&name.as_str());
            assert!(
                any || !SCHEMA.is_valid(&Value::Object(wrong)),
                "{line}: {name}"
            );
            refused += 1;
        }
    }
    assert!(refused > 200, "{refused}");
}

fn is_of_later_kind(line: &str) -> bool {
    ["frames", "answer", "ballad"]
        .iter()
        .any(|kind| line.contains(&format!(r#""k":"{kind}""#)))
}

#[test]
fn what_no_writer_writes_is_refused() {
    let envelope = |members: &str| format!(r#"{{"n":1,"at":1,"act":1,{members},"c":"00000000"}}"#);
    for members in [
        r#""k":"message","parent":null,"role":"user""#,
        r#""k":"message","parent":-1,"role":"user","content":[]"#,
        r#""k":"message","parent":null,"role":"user","content":[{"text":7}]"#,
        r#""k":"message","parent":null,"role":"user","content":[{"image":{"hash":"h"}}]"#,
        r#""k":"message","parent":null,"role":"user","content":[{"text":"a","redacted":"b"}]"#,
        r#""k":"deltas","gen":1,"d":[[1,0]]"#,
        r#""k":"deltas","gen":1,"d":[[1,0,"text"]]"#,
        r#""k":"deltas","gen":1,"d":[[1,0,"text",7]]"#,
        r#""k":"deltas","gen":1,"d":[["1",0,"text","a"]]"#,
        r#""k":"lane","index":0,"settings":{"max_tokens":"many"}"#,
        r#""k":"lane","index":0,"settings":{"stream":true}"#,
        r#""k":"blob","hash":"md5:00","media":"a/b","size":1,"data":"YQ==""#,
        r#""k":"header","format":"somebody.else","version":[1,0],"id":"a","by":"b""#,
        r#""k":"header","format":"outcrop.conversation","version":"1.0","id":"a","by":"b""#,
        r#""k":"vote","turn":1,"winner":1"#,
    ] {
        let line = envelope(members);
        let value: Value = serde_json::from_str(&line).unwrap();
        assert!(!SCHEMA.is_valid(&value), "{line}");
    }
    assert_valid(&envelope(r#""k":"ballad","verses":[]"#));
}
