//! Files in, a shelf out, and back.

use std::fs;

use proptest::prelude::*;

use super::*;
use crate::chat::catalog::{Catalog, ModelId};
use crate::chat::content::Json;
use crate::chat::json::Value;
use crate::chat::preset::PresetModel;
use crate::chat::settings::reasoning::Thinking;
use crate::chat::settings::service::Caching;
use crate::chat::settings::{Decimal, Delivery, Param, Settings, Wire};
use crate::chat::tool::{CustomTool, Tool, Which};
use crate::store::generate;

/// Everything that a preset can say, with comments.
const FULL: &str = r#"
# For reviews.
model = "anthropic.claude-3-5-sonnet-20241022-v2:0"
route = "us.anthropic.claude-3-5-sonnet-20241022-v2:0" # the cheap one
region = "eu-west-1"
wire = "messages"
stream = false
system = "Be brief."
max_tokens = 1_024
temperature = 0.70
top_p = 1
top_k = 250
stop_sequences = ["END", "\n\n"]
tier = "flex"
latency = "optimized"
user_id = "u-1"
betas = ["computer-use-2024-10-22"]

[thinking]
mode = "budget"
budget = 2048
effort = "high"

[cache]
system = "5m"
tools = "off"

[tool_choice]
which = "tool"
name = "weather"
parallel = false

[guardrail]
id = "gr-1"
version = "DRAFT"
trace = "enabled_full"
mode = "sync"

[metadata]
team = "rocks"
cost = "7"

[[tools]]
name = "weather"
description = "Of a city."
input_schema = { type = "object", properties = { z = { type = "string" }, a = { type = "number" } } }
strict = true

[[tools]]
type = "computer_20241022"
name = "computer"
display_width_px = 1024
display_height_px = 768

[extra]
z = 1.50
a = { y = [1, -2, 1e3], b = 0x10 }
"#;

#[test]
fn every_key_is_read() {
    let PresetSettings {
        model, settings, ..
    } = read::preset(FULL).unwrap();
    let model = model.unwrap();
    assert!(model.id.as_str().starts_with("anthropic."));
    assert!(model.route.unwrap().starts_with("us."));
    assert_eq!(
        (settings.wire, settings.delivery, &*settings.system),
        (Wire::Messages, Delivery::Whole, "Be brief.")
    );
    let sampling = &settings.sampling;
    let digits = |param| sampling.get(param).map(|number| number.text().to_owned());
    let numbers = Param::ALL.map(|param| digits(param).unwrap());
    assert_eq!(numbers, ["0.70", "1", "250", "1024"]);
    assert_eq!(sampling.stop_sequences, ["END", "\n\n"]);
    assert_eq!(settings.reasoning.thinking, Thinking::Budget(2048));
    let cache = settings.cache;
    assert_eq!(
        (cache.tools, cache.system),
        (Caching::Off, Caching::FiveMinutes)
    );
    let choice = settings.tools.choice.unwrap();
    assert_eq!(choice.which, Which::Tool("weather".into()));
    let schema = r#"{"type":"object","properties":{"z":{"type":"string"},"a":{"type":"number"}}}"#;
    let weather = Tool::Custom(CustomTool {
        name: "weather".into(),
        description: "Of a city.".into(),
        schema: Json(schema.into()),
        strict: Some(true),
    });
    assert_eq!(settings.tools.offered[0], weather);
    assert!(
        matches!(&settings.tools.offered[1], Tool::Typed { json, .. }
        if json.0.ends_with(r#""display_width_px":1024,"display_height_px":768}"#))
    );
    let service = settings.service;
    assert_eq!(service.metadata[0], ("team".to_owned(), "rocks".to_owned()));
    assert_eq!(service.guardrail.unwrap().version, "DRAFT");
    assert_eq!(
        settings.extra.0,
        r#"{"z":1.50,"a":{"y":[1,-2,1e3],"b":16}}"#
    );
}

#[test]
fn the_documented_example_is_read_and_has_every_key() {
    let page = include_str!("../../../docs/configuration.md");
    let section = page.split("## Presets and system prompts").nth(1).unwrap();
    let example = section.split("```toml\n").nth(1).unwrap();
    let example = example.split("```").next().unwrap();
    assert!(read::preset(example).is_ok(), "{:?}", read::preset(example));
    for (key, _) in shape::KEYS {
        assert!(example.contains(key), "{key}");
    }
}

#[test]
fn an_empty_file_is_a_preset_of_defaults() {
    assert_eq!(read::preset("# nothing\n"), Ok(PresetSettings::default()));
    let explicit = "wire = \"converse\"\nstream = true\nextra = \"\"\ntools = []\nbetas = []\n";
    assert_eq!(read::preset(explicit), Ok(PresetSettings::default()));
}

#[test]
fn tools_and_extra_fields_may_be_json() {
    let text = r#"
tools = '''
[{"systemTool": {"name": "nova_grounding"}}]
'''
extra = "{\"z\": 1.0, \"a\": null}"
"#;
    let settings = read::preset(text).unwrap().settings;
    assert!(matches!(&settings.tools.offered[..], [Tool::Foreign(_)]));
    assert_eq!(settings.extra.0, r#"{"z":1.0,"a":null}"#);
}

#[track_caller]
fn refused(text: &str, line_and_column: (usize, usize), part: &str) {
    let fault = read::preset(text).unwrap_err();
    assert!(fault.what.contains(part), "{}", fault.what);
    let found = place(text, fault.at.unwrap());
    assert_eq!(found, line_and_column, "{}", fault.what);
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    refused("\ntemprature = 1", (2, 1), "did you mean `temperature`?");
    refused("colour = 1", (1, 1), "those that exist are model, route");
    refused("[thinking]\nbuget = 1", (2, 1), "did you mean `budget`?");
    refused("wire = \"mesages\"", (1, 8), "did you mean `messages`?");
    refused("region = \"EU\"", (1, 10), "write it like eu-central-1");
    refused("temperature = \"0.7\"", (1, 15), "a number such as 0.7");
    refused("temperature = -1", (1, 15), "is no number");
    refused("top_p = 1e-1", (1, 9), "is no number");
    refused("max_tokens = 0.5", (1, 14), "a whole number");
    refused("max_tokens = 5000000000", (1, 14), "4294967295");
    refused("betas = [\"a\", 1]", (1, 15), "a string in quotes");
    refused("metadata = { a = 1 }", (1, 18), "`a` wants a string");
    refused("guardrail = { id = \"a\" }", (1, 13), "`version` too");
    refused("[thinking]\nmode = \"budget\"", (1, 1), "want each other");
    refused(
        "tool_choice = { which = \"any\", name = \"a\" }",
        (1, 15),
        "want each other",
    );
    refused(
        "system = \"a\"\nsystem_prompt = \"b\"",
        (2, 17),
        "one of them",
    );
    refused("system_prompt = \"../b\"", (1, 17), "is no name");
    refused("route = \"us.a\"", (1, 9), "wants `model` too");
    refused("model = \"\"", (1, 9), "empty");
    refused("a = \n", (1, 5), "");
    refused("top_k = 1\ntop_k = 2", (2, 1), "duplicate");
}

#[test]
fn what_is_wrong_within_tools_and_extra_fields_is_told_too() {
    refused("extra = [1]", (1, 9), "wants a table");
    refused("extra = '[1]'", (1, 9), "in the JSON, line 1, column 1");
    refused(
        "extra = '''\n{\n  \"ä\": }\n'''",
        (3, 8),
        "a value is missing",
    );
    refused("[extra]\nat = 2026-01-01", (2, 6), "in quotes");
    refused("[extra]\na = [inf]", (2, 6), "no such number");
    let tool =
        |name: &str| format!("[[tools]]\nname = \"{name}\"\ninput_schema.type = \"object\"\n");
    refused(
        &(tool("a") + &tool("b c")),
        (5, 8),
        "tool 2: \"b c\" is no name",
    );
    refused(
        "tools = '''\n[{\"name\": \"a\"},\n 2]'''",
        (2, 2),
        "tool 1: a has no input_schema",
    );
}

/// Settings that a preset can say: tools that are right, JSON in its short form.
fn sayable() -> impl Strategy<Value = Settings> {
    generate::settings().prop_map(|mut settings| {
        let compact = |json: &Json| match Value::parse(&json.0) {
            Ok(value) => value.compact(),
            Err(_) => Json::default(),
        };
        settings.extra = compact(&settings.extra);
        for (no, tool) in settings.tools.offered.iter_mut().enumerate() {
            let name = format!("tool-{no}");
            match tool {
                Tool::Custom(custom) => {
                    custom.schema = Json(format!(r#"{{"type":"object","no":{no}}}"#));
                    custom.name = name;
                }
                Tool::Typed {
                    kind,
                    name: old,
                    json,
                } => {
                    *json = Json(format!(r#"{{"type":"{kind}","name":"{name}","a":[]}}"#));
                    *old = name;
                }
                Tool::Foreign(json) => *json = compact(json),
            }
        }
        settings
            .tools
            .offered
            .retain(|tool| !matches!(tool, Tool::Typed { kind, .. } if kind == "custom"));
        let mut seen = std::collections::HashSet::new();
        let metadata = &mut settings.service.metadata;
        metadata.retain(|(name, _)| seen.insert(name.clone()));
        settings
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(settings in sayable()) {
        let preset = PresetSettings::of(&settings);
        let text = write::preset(&preset);
        prop_assert_eq!(read::preset(&text), Ok(preset), "{}", text);
    }

    #[test]
    fn no_text_brings_it_down(text in "(tools|extra|model|[a-z_]{1,9}|\\[|\\]|=|\"|'''|\\{|\\}|[0-9.]|\n| ){0,30}") {
        let _ = read::preset(&text);
    }
}

#[test]
fn a_written_preset_is_readable() {
    let name = ShelfName::new("review").unwrap();
    let mut settings = read::preset(FULL).unwrap();
    settings.settings.system = "Be brief.\nSay \"no\" often.".into();
    settings.settings.tools.offered.truncate(1);
    insta::assert_snapshot!(write::preset(&settings), @r##"
    # A preset of outcrop: a whole set of settings. What is absent is not sent.
    # Without `model` a lane keeps its own.

    model = "anthropic.claude-3-5-sonnet-20241022-v2:0"
    route = "us.anthropic.claude-3-5-sonnet-20241022-v2:0"
    region = "eu-west-1"
    wire = "messages"
    stream = false
    system = '''
    Be brief.
    Say "no" often.'''
    max_tokens = 1024
    temperature = 0.70
    top_p = 1
    top_k = 250
    stop_sequences = ["END", "\n\n"]
    thinking = { mode = "budget", budget = 2048, effort = "high" }
    cache = { system = "5m" }
    tools = '''
    [
      {
        "name": "weather",
        "description": "Of a city.",
        "input_schema": {
          "type": "object",
          "properties": {
            "z": {
              "type": "string"
            },
            "a": {
              "type": "number"
            }
          }
        },
        "strict": true
      }
    ]'''
    tool_choice = { which = "tool", name = "weather", parallel = false }
    guardrail = { id = "gr-1", version = "DRAFT", trace = "enabled_full", mode = "sync" }
    tier = "flex"
    latency = "optimized"
    metadata = { team = "rocks", cost = "7" }
    user_id = "u-1"
    betas = ["computer-use-2024-10-22"]
    extra = '''
    {
      "z": 1.50,
      "a": {
        "y": [
          1,
          -2,
          1e3
        ],
        "b": 16
      }
    }'''
    "##);
    let folder = tempfile::tempdir().unwrap();
    let folders = Folders::below(folder.path());
    save_preset(
        &folders,
        &Preset {
            name,
            settings: settings.clone(),
        },
    )
    .unwrap();
    assert_eq!(
        Shelf::load(&folders).preset("review").unwrap().settings,
        settings
    );
}

fn in_folders(files: &[(&str, &str)]) -> (tempfile::TempDir, Folders) {
    let root = tempfile::tempdir().unwrap();
    let folders = Folders::below(root.path());
    for (name, text) in files {
        let path = folders.config.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    (root, folders)
}

#[test]
fn one_broken_file_does_not_cost_the_others() {
    let large = "a".repeat(1 << 20);
    let (_root, folders) = in_folders(&[
        ("presets/b.toml", "temperature = 0.2"),
        ("presets/A.toml", "system_prompt = \"critc\""),
        ("presets/broken.toml", "\n tier = 1"),
        ("presets/un:named.toml", ""),
        ("presets/ a .toml", ""),
        ("presets/.hidden.toml", "tier = 1"),
        ("presets/notes.txt", "tier = 1"),
        ("presets/c.toml.bak", "tier = 1"),
        ("prompts/critic.md", "\u{feff}Criticise.\n\n"),
        ("prompts/large.md", &(large.clone() + "a")),
        ("prompts/largest.md", &large),
    ]);
    fs::write(folders.prompts().join("bytes.md"), b"\xff").unwrap();
    fs::create_dir(folders.presets().join("folder.toml")).unwrap();
    let shelf = Shelf::load(&folders);
    let names: Vec<&str> = shelf
        .presets
        .iter()
        .map(|preset| preset.name.as_str())
        .collect();
    assert_eq!(names, ["A", "b"]);
    let prompts: Vec<&str> = shelf
        .prompts
        .iter()
        .map(|prompt| prompt.name.as_str())
        .collect();
    assert_eq!(prompts, ["critic", "largest"]);
    assert_eq!(shelf.prompt("critic").unwrap().text, "Criticise.\n");
    let told: Vec<String> = shelf.problems.iter().map(ToString::to_string).collect();
    let expected = [
        "bytes.md: it is not UTF-8",
        "large.md: it is larger than 1024 KiB",
        "presets/un:named.toml: \"un:named\" is no name",
        " a .toml: call the file `a.toml`",
        "A.toml: there is no system prompt `critc`; did you mean `critic`?",
        "broken.toml, line 2, column 9: `tier` wants a string in quotes",
        "folder.toml: it is not a regular file",
    ];
    for part in expected {
        assert!(
            told.iter().any(|text| text.contains(part)),
            "{part}: {told:#?}"
        );
    }
    assert_eq!(told.len(), expected.len(), "{told:#?}");
    let broken = shelf
        .problems
        .iter()
        .find(|problem| problem.name == "broken")
        .unwrap();
    assert_eq!(
        (broken.kind, broken.place),
        (ShelfKind::Preset, Some((2, 9)))
    );
}

#[test]
fn nothing_kept_is_no_problem() {
    let (_root, folders) = in_folders(&[]);
    assert_eq!(Shelf::load(&folders), Shelf::default());
    assert!(!folders.config.exists());
    let (_root, folders) = in_folders(&[("presets", "a file")]);
    assert_eq!(Shelf::load(&folders).problems.len(), 1);
}

#[test]
fn a_folder_without_end_is_read_in_part() {
    let (_root, folders) = in_folders(&[("prompts/0.md", "")]);
    for no in 1..=folder::MAX_FILES {
        fs::write(folders.prompts().join(format!("{no}.md")), "").unwrap();
    }
    let shelf = Shelf::load(&folders);
    assert_eq!(shelf.prompts.len(), folder::MAX_FILES);
    assert!(shelf.problems[0].what.contains("501 files"));
}

#[test]
fn prompts_are_written_replaced_and_removed() {
    let (_root, folders) = in_folders(&[]);
    let name = ShelfName::new("My critic 2.0").unwrap();
    for text in ["Criticise.", "", "a\nb\n", "\n"] {
        let prompt = SystemPrompt {
            name: name.clone(),
            text: text.to_owned(),
        };
        save_prompt(&folders, &prompt).unwrap();
        assert_eq!(Shelf::load(&folders).prompts, [prompt]);
    }
    remove(&folders, ShelfKind::SystemPrompt, &name).unwrap();
    assert_eq!(Shelf::load(&folders), Shelf::default());
    let kept = folders.prompts().join("My critic 2.0.md.bak");
    assert_eq!(fs::read_to_string(kept).unwrap(), "\n\n");
    assert!(remove(&folders, ShelfKind::SystemPrompt, &name).is_err());
}

#[test]
fn a_replaced_preset_is_kept_with_its_comments() {
    let (_root, folders) = in_folders(&[("presets/a.toml", "# mine\ntop_k = 1\n")]);
    let mut shelf = Shelf::load(&folders);
    let mut preset = shelf.presets.remove(0);
    preset.settings.settings.sampling.top_k = Decimal::parse("2").ok();
    preset.settings.model = Some(PresetModel {
        id: ModelId::new("a.b").unwrap(),
        route: None,
    });
    for _ in 0..2 {
        save_preset(&folders, &preset).unwrap();
    }
    let shelf = Shelf::load(&folders);
    assert_eq!(shelf.presets, [preset]);
    let old = fs::read_to_string(folders.presets().join("a.toml.bak")).unwrap();
    assert!(old.starts_with("# mine"));
    let taken =
        shelf.presets[0]
            .settings
            .taken_by(&Settings::default(), &Catalog::default(), &shelf);
    assert_eq!(taken.unwrap().model.unwrap().route.id(), "a.b");
}
