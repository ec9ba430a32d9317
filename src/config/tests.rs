//! Settings: read, checked, changed, documented.

use std::path::Path;

use proptest::prelude::*;

use super::setting::{self, TABLE};
use super::*;

fn errors(text: &str) -> Vec<String> {
    let (_, problems) = Config::read(text);
    problems.iter().map(ToString::to_string).collect()
}

fn sound(text: &str) -> Config {
    let (config, problems) = Config::read(text);
    assert!(problems.is_empty(), "{problems:?}");
    config
}

#[test]
fn an_unknown_member_is_told_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    std::fs::write(&path, "theme = \"dark\"\nregoin = \"eu-west-1\"\n").unwrap();
    let error = Config::load(&path).unwrap_err().to_string();
    assert!(error.contains("line 2, column 1"), "{error}");
    assert!(error.ends_with("did you mean `region`?"), "{error}");
    std::fs::write(&path, "[timers]\nheader = 3\n").unwrap();
    let error = Config::load(&path).unwrap_err().to_string();
    assert!(error.ends_with("did you mean `headers`?"), "{error}");
    std::fs::write(&path, "preset = 3\n").unwrap();
    let error = Config::load(&path).unwrap_err().to_string();
    assert!(!error.contains("did you mean"), "{error}");
}

#[test]
fn everything_that_is_wrong_is_told_at_once_and_the_rest_counts() {
    let text =
        "regoin = 1\nmodel = 3\nregion = \"eu-west-1\"\n[timers]\nheaders = 0\n[other]\na = 1\n";
    let (config, problems) = Config::read(text);
    assert_eq!(config.region.as_deref(), Some("eu-west-1"));
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "line 1, column 1: unknown key `regoin`; did you mean `region`?",
            "line 2, column 9: `model` wants a string in quotes",
            "line 5, column 11: `timers.headers` wants a whole number from 1 to 31536000",
            "line 6, column 2: unknown key `other`; `outcrop config init --print` shows all that exist",
        ]
    );
    assert_eq!(
        errors("timers = 3"),
        ["line 1, column 10: `timers` is a table"]
    );
    assert!(errors("theme = \nmodel = \"m\"")[0].starts_with("line 1, column"));
    let images = errors("images = \"sixl\"");
    assert!(
        images[0].contains("one of \"kitty\", \"iterm2\", \"sixel\""),
        "{images:?}"
    );
}

#[test]
fn the_preset_of_new_conversations_is_named() {
    let config = sound("preset = \"careful\"");
    assert_eq!(config.preset.as_deref(), Some("careful"));
}

#[test]
fn a_file_that_is_not_there_is_empty() {
    assert_eq!(
        Config::load(Path::new("/nonexistent/config.toml")).unwrap(),
        Config::default()
    );
}

#[test]
fn timers_are_taken_in_seconds() {
    let config = sound("in_flight = 3\n");
    assert_eq!(config.in_flight(), Some(3));
    assert_eq!(errors("in_flight = 0\n").len(), 1);
    let config = sound("[timers]\nfirst_event = 2\n");
    assert_eq!(config.in_flight(), None);
    assert_eq!(config.timers().first, Duration::from_secs(2));
    assert_eq!(config.timers().between, Timers::default().between);
}

#[test]
fn what_holds_without_a_setting_is_what_is_told() {
    let built_in = Timers::default();
    for (key, seconds) in [
        ("timers.headers", built_in.headers),
        ("timers.first_event", built_in.first),
        ("timers.between_events", built_in.between),
    ] {
        let unset = setting::of(key).unwrap().unset;
        assert_eq!(unset, seconds.as_secs().to_string(), "{key}");
    }
}

#[test]
fn every_example_is_taken_and_the_commented_file_sets_nothing() {
    let commented = write::commented();
    assert!(sound(&commented).given.is_empty());
    // With the # of all examples taken away, everything is set.
    let mut set = String::new();
    for line in commented.lines() {
        let example = line.strip_prefix("# ").filter(|line| {
            let names = TABLE.iter().map(|it| it.key.rsplit('.').next().unwrap());
            names
                .into_iter()
                .any(|name| line.starts_with(&format!("{name} = ")))
        });
        set.push_str(example.unwrap_or(line));
        set.push('\n');
    }
    let config = sound(&set);
    let keys: Vec<&str> = config.given.iter().map(|given| given.key).collect();
    let all: Vec<&str> = TABLE.iter().map(|setting| setting.key).collect();
    assert_eq!(keys, all);
}

#[test]
fn a_change_leaves_everything_else_as_it_was() {
    let text = "# mine\n\nmodel = \"a\"   # the good one\n\n[timers] # long\nheaders = 5\n";
    let changed = |text: &str, key, value| write::changed(text, key, value).unwrap();
    assert_eq!(
        changed(text, "model", Some("\"b\"")),
        text.replace("\"a\"", "\"b\"")
    );
    assert_eq!(
        changed(text, "timers.headers", Some("9")),
        text.replace("= 5", "= 9")
    );
    let more = changed(text, "theme", Some("\"light\""));
    assert!(
        more.contains("# the good one\ntheme = \"light\"\n"),
        "{more}"
    );
    assert_eq!(changed(&more, "theme", None), text);
    assert_eq!(
        changed("", "timers.headers", Some("3")),
        "[timers]\nheaders = 3\n"
    );
    let why = write::changed(text, "in_flight", Some("0")).unwrap_err();
    assert_eq!(why, "`in_flight` wants a whole number from 1 to 1000");
    assert!(write::changed("a = ", "model", Some("\"b\"")).is_err());
    // What was wrong before is left alone.
    assert!(write::changed("regoin = 1\n", "theme", Some("\"light\"")).is_ok());
}

#[test]
fn words_that_are_typed_need_no_quotes() {
    assert_eq!(write::typed("theme", "nord"), "\"nord\"");
    assert_eq!(write::typed("theme", "\"nord\""), "\"nord\"");
    assert_eq!(write::typed("in_flight", "8"), "8");
    assert_eq!(write::typed("keep_location", "true"), "true");
}

#[test]
fn the_schema_agrees_with_the_table() {
    let schema: serde_json::Value = serde_json::from_str(&write::schema()).unwrap();
    for setting in TABLE {
        let path = format!("/properties/{}", setting.key.replace('.', "/properties/"));
        assert!(schema.pointer(&path).is_some(), "{path}");
    }
    let checker = jsonschema::validator_for(&schema).unwrap();
    let good = serde_json::json!({"theme": "dark", "timers": {"headers": 3}, "images": "off"});
    assert!(checker.is_valid(&good));
    for bad in [
        serde_json::json!({"regoin": 1}),
        serde_json::json!({"timers": {"headers": 0}}),
        serde_json::json!({"images": "sixl"}),
    ] {
        assert!(!checker.is_valid(&bad), "{bad}");
    }
}

#[test]
fn the_documentation_has_every_setting() {
    let page = include_str!("../../docs/configuration.md");
    for setting in TABLE {
        let row = format!(
            "| `{}` | {} | {} | {} |",
            setting.key,
            setting.unset.replace('"', ""),
            setting.help,
            setting.when.words()
        );
        assert!(page.contains(&row), "docs/configuration.md lacks:\n{row}");
    }
}

#[test]
fn what_differs_is_told_by_key() {
    let before = sound("theme = \"dark\"\nin_flight = 2\n");
    let after = sound("model = \"m\"\nin_flight = 2\n");
    assert_eq!(after.differs_in(&before), ["theme", "model"]);
}

proptest! {
    #[test]
    fn no_text_is_too_strange(text in any::<String>()) {
        Config::read(&text);
    }

    #[test]
    fn no_lines_are_too_strange(text in "([a-z_.]{1,8} ?= ?[\\[\\]\"0-9a-z{},]{0,9}\n|\\[[a-z.]{0,9}\\]\n){0,8}") {
        let (config, problems) = Config::read(&text);
        for given in &config.given {
            prop_assert!(given.place.0 <= text.lines().count());
        }
        for problem in problems {
            prop_assert!(problem.place.0 <= text.lines().count().max(1) + 1);
        }
    }
}
