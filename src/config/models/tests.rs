//! Tests of the model data: the form of the file, and what the built-in data say.

use std::fmt::Write as _;
use std::path::PathBuf;

use proptest::prelude::*;

use super::*;
use crate::chat::abilities::{Ability, ReasoningStyle, TopKForm};
use crate::chat::catalog::ModelId;
use crate::chat::settings::{Decimal, Wire};

fn of(data: &ModelData, id: &str) -> Abilities {
    data.table.of(&ModelId::new(id).unwrap())
}

/// The data with a file of the user that holds this.
fn with(text: &str) -> ModelData {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("models.toml");
    std::fs::write(&path, text).unwrap();
    ModelData::load(&path)
}

fn error(text: &str) -> String {
    let data = with(text);
    assert_eq!(data.table, ModelData::built_in().table);
    let error = data.error.unwrap().to_string();
    assert!(error.contains("models.toml"), "{error}");
    error
}

#[test]
fn the_built_in_data_are_dated_and_have_a_source() {
    let data = ModelData::built_in();
    let origin = of(&data, "anthropic.claude-opus-4-8").origin;
    assert_eq!(origin.as_of.as_deref(), Some("2026-11-21"));
    assert!(origin.source.unwrap().contains("models.dev"));
    let page = of(&data, "anthropic.claude-opus-5-5").origin.source;
    assert!(page.unwrap().contains("opus-5-5"));
}

#[test]
fn every_model_of_the_real_listings_is_looked_up() {
    let text = include_str!(
        "../../../tests/data/bedrock-models/list-foundation-models.all-regions.2026-08.json"
    );
    let listing: serde_json::Value = serde_json::from_str(text).unwrap();
    let data = ModelData::built_in();
    let models = listing["modelSummaries"].as_array().unwrap();
    assert!(models.len() > 100);
    let mut chat = 0;
    for model in models {
        let id = model["modelId"].as_str().unwrap();
        let abilities = of(&data, id);
        let known = abilities != Abilities::default();
        assert_eq!(known, abilities.origin.as_of.is_some(), "{id}");
        chat += usize::from(known && abilities.wires.is_some_and(|wires| !wires.is_empty()));
    }
    assert!(chat > 80, "only {chat} are known");
}

#[test]
fn what_is_not_listed_is_unknown() {
    let data = ModelData::built_in();
    for id in ["acme.granite-v1:0", "outcrop.echo-v1:0", "x"] {
        assert_eq!(of(&data, id), Abilities::default(), "{id}");
    }
}

const YES: Ability = Ability::Yes;
const NO: Ability = Ability::No;
const UNKNOWN: Ability = Ability::Unknown;

/// Id, temperature, temperature xor `top_p`, prefill, budget, adaptive, can be told not to think.
#[rustfmt::skip]
const CLAUDE: [(&str, [Ability; 6]); 18] = [
    ("anthropic.claude-3-haiku-20240307-v1:0", [YES, NO, YES, NO, NO, NO]),
    ("anthropic.claude-3-7-sonnet-20250219-v1:0", [YES, NO, YES, YES, NO, YES]),
    ("anthropic.claude-sonnet-4-20250514-v1:0", [YES, UNKNOWN, YES, YES, NO, YES]),
    ("anthropic.claude-opus-4-1-20250805-v1:0", [YES, UNKNOWN, YES, YES, NO, YES]),
    ("anthropic.claude-haiku-4-5-20251001-v1:0", [YES, YES, YES, YES, NO, YES]),
    ("anthropic.claude-sonnet-4-5-20250929-v1:0", [YES, YES, YES, YES, NO, YES]),
    ("anthropic.claude-opus-4-5-20251101-v1:0", [YES, YES, YES, YES, NO, YES]),
    ("anthropic.claude-sonnet-4-6", [YES, YES, NO, YES, YES, YES]),
    ("anthropic.claude-opus-4-6-v1", [YES, YES, NO, YES, YES, YES]),
    ("anthropic.claude-opus-4-7", [NO, UNKNOWN, NO, NO, YES, YES]),
    ("anthropic.claude-opus-4-8", [NO, UNKNOWN, NO, NO, YES, YES]),
    ("anthropic.claude-sonnet-5", [NO, UNKNOWN, NO, NO, YES, YES]),
    ("anthropic.claude-sonnet-5-5", [NO, UNKNOWN, NO, NO, YES, UNKNOWN]),
    ("anthropic.claude-opus-5", [NO, UNKNOWN, NO, NO, YES, UNKNOWN]),
    ("anthropic.claude-opus-5-5", [NO, UNKNOWN, NO, NO, YES, NO]),
    ("anthropic.claude-fable-5-1", [NO, UNKNOWN, NO, NO, YES, NO]),
    ("anthropic.claude-haiku-9", [NO, UNKNOWN, NO, NO, YES, NO]),
    ("anthropic.claude-v2:1", [YES, NO, YES, NO, NO, NO]),
];

#[test]
fn generations_of_claude_differ_in_what_they_take() {
    let data = ModelData::built_in();
    for (id, expected) in CLAUDE {
        let abilities = of(&data, id);
        let reasoning = &abilities.reasoning;
        let found = [
            abilities.sampling.temperature.taken,
            abilities.sampling.exclusive,
            abilities.takes.prefill,
            reasoning.budget,
            reasoning.adaptive,
            reasoning.can_disable,
        ];
        assert_eq!(found, expected, "{id}");
    }
}

/// Id, context, most output, dollars for a million input tokens.
#[rustfmt::skip]
const SIZES: [(&str, u64, u32, f64); 12] = [
    ("anthropic.claude-haiku-4-5-20251001-v1:0", 200_000, 64_000, 1.0),
    ("anthropic.claude-sonnet-4-6", 1_000_000, 64_000, 3.0),
    ("anthropic.claude-opus-4-1-20250805-v1:0", 200_000, 32_000, 15.0),
    ("anthropic.claude-opus-4-6-v1", 1_000_000, 128_000, 5.0),
    ("anthropic.claude-opus-5-5", 1_000_000, 128_000, 4.0),
    ("amazon.nova-pro-v1:0", 300_000, 8192, 0.8),
    ("amazon.nova-lite-v1:0:24k", 24_000, 8192, 0.06),
    ("deepseek.v3.2", 164_000, 82_000, 0.62),
    ("meta.llama3-3-70b-instruct-v1:0", 128_000, 4096, 0.72),
    ("openai.gpt-oss-120b-1:0", 128_000, 16_000, 0.15),
    ("qwen.qwen3-32b-v1:0", 16_000, 16_000, 0.15),
    ("zai.glm-4.7-flash", 200_000, 131_000, 0.07),
];

#[test]
fn limits_and_prices_are_those_of_the_table() {
    let data = ModelData::built_in();
    for (id, context, output, price) in SIZES {
        let abilities = of(&data, id);
        assert_eq!(abilities.context, Some(context), "{id}");
        assert_eq!(abilities.max_output, Some(output), "{id}");
        let input = abilities.price.unwrap().input;
        assert!((input - price).abs() < 1e-9, "{id}: {input}");
    }
    assert_eq!(of(&data, "openai.gpt-5.6-sol").price, None);
    assert_eq!(of(&data, "anthropic.claude-v2").price, None);
    let newest = of(&data, "anthropic.claude-opus-5-5").price.unwrap();
    assert_eq!(newest.cache_read, None, "a price is replaced as a whole");
}

/// Id, system, tools, tools while streaming, images, cache points.
#[rustfmt::skip]
const TAKES: [(&str, [Ability; 5]); 13] = [
    ("anthropic.claude-3-5-haiku-20241022-v1:0", [YES, YES, YES, NO, UNKNOWN]),
    ("anthropic.claude-instant-v1:2:100k", [YES, NO, NO, NO, NO]),
    ("amazon.nova-micro-v1:0", [YES, YES, YES, NO, YES]),
    ("amazon.nova-2-lite-v1:0", [YES, YES, YES, YES, UNKNOWN]),
    ("amazon.titan-text-express-v1", [NO, NO, NO, NO, UNKNOWN]),
    ("deepseek.r1-v1:0", [YES, NO, NO, NO, NO]),
    ("meta.llama3-3-70b-instruct-v1:0", [YES, YES, NO, NO, UNKNOWN]),
    ("meta.llama4-scout-17b-instruct-v1:0", [YES, YES, NO, YES, UNKNOWN]),
    ("mistral.mistral-7b-instruct-v0:2", [NO, NO, NO, NO, UNKNOWN]),
    ("mistral.mistral-large-3-675b-instruct", [YES, YES, UNKNOWN, YES, UNKNOWN]),
    ("moonshotai.kimi-k2.5", [YES, YES, YES, YES, UNKNOWN]),
    ("outcrop.basic-v1:0", [NO, YES, YES, NO, YES]),
    ("outcrop.notools-v1:0", [YES, NO, NO, NO, NO]),
];

#[test]
fn families_differ_in_what_messages_may_hold() {
    let data = ModelData::built_in();
    for (id, expected) in TAKES {
        let Abilities { takes, cache, .. } = of(&data, id);
        let found = [
            takes.system,
            takes.tools,
            takes.stream_tools,
            takes.images,
            cache.taken,
        ];
        assert_eq!(found, expected, "{id}");
    }
}

#[test]
fn pictures_are_counted_and_seen_by_model() {
    let data = ModelData::built_in();
    let takes = |id: &str| of(&data, id).takes;
    let seen = |id: &str| takes(id).longest_seen;
    assert_eq!(takes("meta.llama3-2-11b-instruct-v1:0").max_images, Some(1));
    assert_eq!(
        takes("meta.llama4-scout-17b-instruct-v1:0").max_images,
        Some(8)
    );
    assert_eq!(takes("anthropic.claude-sonnet-5").max_images, None);
    assert_eq!(seen("anthropic.claude-opus-4-7"), Some(2576));
    assert_eq!(seen("anthropic.claude-sonnet-5"), Some(2576));
    assert_eq!(seen("anthropic.claude-sonnet-4-6"), Some(1568));
    assert_eq!(seen("anthropic.claude-opus-4-6-v1"), Some(1568));
    assert_eq!(seen("anthropic.claude-3-haiku-20240307-v1:0"), Some(1568));
    assert_eq!(seen("amazon.nova-lite-v1:0"), None);
}

#[test]
fn forms_and_wires_are_told() {
    let data = ModelData::built_in();
    let nova = of(&data, "amazon.nova-lite-v1:0");
    assert_eq!(nova.sampling.top_k_form, Some(TopKForm::Nova));
    assert_eq!(nova.sampling.top_k.max, Some(Decimal::whole(128)));
    assert_eq!(nova.is_anthropic(), NO);
    let claude = of(&data, "anthropic.claude-sonnet-5");
    assert_eq!(claude.wires, Some(vec![Wire::Converse, Wire::Messages]));
    assert_eq!(claude.is_anthropic(), YES);
    assert_eq!(claude.reasoning.efforts.unwrap().len(), 5);
    let old = of(&data, "anthropic.claude-opus-4-5-20251101-v1:0");
    assert_eq!(old.reasoning.efforts.unwrap(), ["low", "medium", "high"]);
    let flat = of(&data, "openai.gpt-oss-20b-1:0").reasoning.style;
    assert_eq!(flat, Some(ReasoningStyle::EffortFlat));
    let legacy = of(&data, "outcrop.legacy-v2").wires;
    assert_eq!(legacy, Some(vec![Wire::Completions]));
    assert_eq!(of(&data, "openai.gpt-5.4").wires, Some(vec![]));
    assert_eq!(of(&data, "acme.x").is_anthropic(), UNKNOWN);
    let top_p = of(&data, "anthropic.claude-3-haiku-20240307-v1:0").sampling;
    assert_eq!(top_p.top_p.default.unwrap().text(), "0.999");
}

#[test]
fn a_file_of_the_user_wins_member_by_member() {
    let data = with(
        "as_of = \"2027-01-02\"\n[[model]]\nmatch = \"anthropic.claude\"\nmax_output = 7\n\
         takes.prefill = true\n[[model]]\nmatch = \"acme.\"\ncontext = 10\nas_of = \"2027-02-03\"\n",
    );
    assert_eq!(data.error, None);
    let claude = of(&data, "anthropic.claude-opus-4-6-v1");
    assert_eq!(claude.max_output, Some(7));
    assert_eq!(claude.takes.prefill, YES);
    assert_eq!(claude.context, Some(1_000_000));
    assert_eq!(claude.origin.as_of.as_deref(), Some("2027-01-02"));
    assert_eq!(claude.origin.source, None);
    let acme = of(&data, "acme.granite-v1:0");
    assert_eq!(acme.context, Some(10));
    assert_eq!(acme.origin.as_of.as_deref(), Some("2027-02-03"));
    let other = of(&data, "amazon.nova-pro-v1:0");
    assert_eq!(other, of(&ModelData::built_in(), "amazon.nova-pro-v1:0"));
}

#[test]
fn the_documented_example_is_read() {
    let page = include_str!("../../../docs/settings.md");
    let (_, rest) = page.split_once("```toml\nas_of").unwrap();
    let (example, _) = rest.split_once("```").unwrap();
    let data = with(&format!("as_of{example}"));
    assert_eq!(data.error, None);
    let sonnet = of(&data, "anthropic.claude-sonnet-4-5-20250929-v1:0");
    assert_eq!(sonnet.max_output, Some(32_000));
    assert_eq!(sonnet.takes.prefill, NO);
}

#[test]
fn unknown_takes_back_what_is_known() {
    let data = with(
        "[[model]]\nmatch = [\"amazon.nova-pro\", \"amazon.nova-lite\"]\ncontext = \"unknown\"\n\
         takes.tools = \"unknown\"\ntakes.tool_choice = \"unknown\"\nprice = \"unknown\"\n\
         sampling.top_k = { min = \"unknown\" }\n",
    );
    for id in ["amazon.nova-pro-v1:0", "amazon.nova-lite-v1:0"] {
        let nova = of(&data, id);
        assert_eq!((nova.context, nova.price), (None, None));
        assert_eq!(nova.takes.tools, UNKNOWN);
        assert_eq!(nova.takes.tool_choice, None);
        assert_eq!(nova.sampling.top_k.min, None);
        assert_eq!(nova.max_output, Some(8192));
    }
}

#[test]
fn a_misspelt_member_is_told_with_its_place_and_what_was_meant() {
    let text = error("[[model]]\nmatch = \"a\"\nmax_ouput = 7\n");
    assert!(text.contains("line 3, column 1"), "{text}");
    assert!(
        text.contains("unknown member `max_ouput`; did you mean `max_output`?"),
        "{text}"
    );
    let text = error("[[model]]\nmatch = \"a\"\ntakes.sytem = true\n");
    assert!(text.contains("line 3"), "{text}");
    assert!(text.contains("did you mean `system`?"), "{text}");
    let text = error("[[model]]\nmatch = \"a\"\nreasoning.style = \"antropic\"\n");
    assert!(text.contains("line 3"), "{text}");
    assert!(
        text.contains("unknown word `antropic`; did you mean `anthropic`?"),
        "{text}"
    );
    let text = error("[[model]]\nmatch = \"a\"\nwires = [\"converse\", \"quux\"]\n");
    assert!(text.contains("those that exist are converse"), "{text}");
    assert!(text.ends_with("the built-in model data stay in use"));
}

#[test]
fn other_errors_are_told_with_their_place() {
    for (text, place, words) in [
        ("[[model]\n", "line 1", ""),
        (
            "\n[[model]]\ncontext = 1\n",
            "line 2, column 1",
            "missing field `match`",
        ),
        (
            "[[model]]\nmatch = 7\n",
            "line 2, column 9",
            "the beginning of model ids",
        ),
        (
            "[[model]]\nmatch = \"a\"\ncontext = \"wide\"\n",
            "line 3, column 11",
            "invalid type",
        ),
        (
            "[[model]]\nmatch = \"a\"\nsampling.top_p = { min = -1 }\n",
            "line 3",
            "is no number",
        ),
        (
            "[[model]]\nmatch = \"a\"\nprice = { input = 1 }\n",
            "line 3",
            "missing field `output`",
        ),
    ] {
        let error = error(text);
        assert!(error.contains(place) && error.contains(words), "{error}");
    }
}

#[test]
fn a_file_that_is_not_there_says_nothing() {
    let data = ModelData::load(&PathBuf::from("/nonexistent/models.toml"));
    assert_eq!(data, ModelData::built_in());
    let folder = tempfile::tempdir().unwrap();
    let unread = ModelData::load(folder.path()).error.unwrap().to_string();
    assert!(unread.contains("stay in use"), "{unread}");
}

proptest! {
    /// Entries for beginnings of one id, each saying something of one of three members.
    #[test]
    fn lookups_cascade(rows in prop::collection::vec((0_usize..6, 0_usize..3, 1_u32..9), 0..12)) {
        let id = "abcde-v1:0";
        let names = ["context", "max_output", "cache.min_tokens"];
        let mut text = String::new();
        for (length, member, value) in &rows {
            let (beginning, member) = (&id[..*length], names[*member]);
            writeln!(text, "[[model]]\nmatch = {beginning:?}\n{member} = {value}").unwrap();
        }
        let file: File = toml::from_str(&text).unwrap();
        let found = table(&[&file]).of(&ModelId::new(id).unwrap());
        // Of the longest entries that say something of a member, the last one counts.
        let expected = |member| {
            rows.iter()
                .filter(|row| row.1 == member)
                .max_by_key(|row| row.0)
                .map(|row| row.2)
        };
        prop_assert_eq!(found.context, expected(0).map(u64::from));
        prop_assert_eq!(found.max_output, expected(1));
        prop_assert_eq!(found.cache.min_tokens, expected(2).map(u64::from));
    }
}
