//! The rules of Anthropic's models, each with the words of its refusal, and on both wires where both have it.

use serde_json::{Value, json};

use super::signature;
use crate::sandbox::models::Models;
use crate::sandbox::request::Request;
use crate::sandbox::validate::{Delivery, validate};
use crate::sandbox::wire;

/// What a model says to a request; nothing if it takes it.
fn verdict(model: &str, body: &Value) -> String {
    let models = Models::built_in().unwrap();
    let model = models.reach(&format!("outcrop.{model}-v1:0")).unwrap();
    let bytes = body.to_string();
    let request = if body.get("anthropic_version").is_some() {
        wire::read(model, &model.id, bytes.as_bytes())
    } else {
        Request::converse(model, &model.id, bytes.as_bytes())
    };
    let verdict = request.and_then(|request| validate(model, Delivery::Streamed, &request));
    verdict
        .err()
        .map(|refusal| refusal.text)
        .unwrap_or_default()
}

fn hello() -> Value {
    json!([{"role": "user", "content": [{"type": "text", "text": "hello"}]}])
}

/// A body of the messages wire with these members.
fn body(members: &Value) -> Value {
    let mut body =
        json!({"anthropic_version": "bedrock-2023-05-31", "max_tokens": 4000, "messages": hello()});
    for (name, value) in members.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

/// A request of Converse with these additional fields.
fn converse(fields: &Value) -> Value {
    json!({
        "messages": [{"role": "user", "content": [{"text": "hello"}]}],
        "inferenceConfig": {"maxTokens": 4000},
        "additionalModelRequestFields": fields,
    })
}

/// The same words on both wires; on Converse it is said whose they are.
fn check_both(model: &str, members: &Value, words: &str) {
    let said = verdict(model, &body(members));
    assert!(
        said.contains(words) && said.is_empty() == words.is_empty(),
        "{members}: {said:?}"
    );
    let said = verdict(model, &converse(members));
    assert!(
        said.contains(words) && said.is_empty() == words.is_empty(),
        "{members}: {said:?}"
    );
    assert!(
        words.is_empty() || said.starts_with("The model returned the following errors: "),
        "{said:?}"
    );
}

fn check(model: &str, members: &Value, words: &str) {
    let said = verdict(model, &body(members));
    assert!(
        said.contains(words) && said.is_empty() == words.is_empty(),
        "{members}: {said:?}"
    );
}

fn budget(tokens: i64) -> Value {
    json!({"type": "enabled", "budget_tokens": tokens})
}

fn dig() -> Value {
    json!({"name": "dig", "input_schema": {"type": "object"}})
}

#[test]
fn betas_are_known_ones() {
    check_both(
        "guide",
        &json!({"anthropic_beta": ["interleaved-thinking-2025-05-14"]}),
        "",
    );
    check_both(
        "guide",
        &json!({"anthropic_beta": ["rocks-2026-01-01"]}),
        "invalid beta flag",
    );
}

#[test]
fn sampling_keeps_its_ranges() {
    check_both(
        "guide",
        &json!({"temperature": 1, "top_p": 0.5, "top_k": 500}),
        "",
    );
    check_both(
        "guide",
        &json!({"temperature": 1.5}),
        "temperature: Input should be less than or equal to 1",
    );
    check_both(
        "guide",
        &json!({"top_p": -0.5}),
        "top_p: Input should be greater than or equal to 0",
    );
    check_both(
        "guide",
        &json!({"top_k": 501}),
        "top_k: Input should be less than or equal to 500",
    );
    check_both(
        "guide",
        &json!({"top_k": -1}),
        "top_k: Input should be greater than or equal to 0",
    );
}

#[test]
fn counts_keep_their_limits() {
    check(
        "guide",
        &json!({"max_tokens": 0}),
        "max_tokens: Input should be greater than or equal to 1",
    );
    check(
        "guide",
        &json!({"max_tokens": 8193}),
        "max_tokens: 8193 > 8192, which is the maximum allowed number of output",
    );
    check(
        "guide",
        &json!({"stop_sequences": [" "]}),
        "each stop sequence must contain non-whitespace",
    );
    let many: Vec<String> = (0..8_192).map(|number| number.to_string()).collect();
    check(
        "guide",
        &json!({"stop_sequences": many}),
        "List should have at most 8191 items after validation, not 8192",
    );
}

#[test]
fn newer_models_take_no_sampling() {
    for name in ["temperature", "top_p", "top_k"] {
        check_both(
            "modern",
            &json!({name: 1}),
            &format!("`{name}` is deprecated for this model."),
        );
    }
    let either = json!({"temperature": 0.5, "top_p": 0.5});
    check_both(
        "either",
        &either,
        "`temperature` and `top_p` cannot both be specified for this model. Please use only one.",
    );
    check_both("either", &json!({"temperature": 0.5}), "");
}

#[test]
fn a_prefill_is_a_matter_of_the_model() {
    let said = |text: &str| {
        let reply = json!({"role": "assistant", "content": text});
        json!({"messages": [hello()[0], reply]})
    };
    check("either", &said("Sure,"), "");
    check(
        "either",
        &said("Sure, "),
        "messages: final assistant content cannot end with trailing whitespace",
    );
    check(
        "modern",
        &said("Sure,"),
        "This model does not support assistant message prefill. The conversation must end with a user message.",
    );
    let blank = json!({"messages": [{"role": "user", "content": " "}]});
    check(
        "either",
        &blank,
        "messages: text content blocks must contain non-whitespace text",
    );
}

#[test]
fn thinking_has_its_rules() {
    let with = |name: &str, value: Value| json!({"thinking": budget(2000), name: value});
    check_both("thinker", &json!({"thinking": budget(1024)}), "");
    check_both(
        "thinker",
        &json!({"thinking": budget(1000)}),
        "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024",
    );
    check_both(
        "thinker",
        &json!({"thinking": {"type": "enabled"}}),
        "thinking.enabled.budget_tokens: Field required",
    );
    check_both(
        "thinker",
        &json!({"thinking": budget(4000)}),
        "`max_tokens` must be greater than `thinking.budget_tokens`",
    );
    check_both(
        "thinker",
        &with("temperature", json!(0.5)),
        "`temperature` may only be set to 1 when thinking is enabled",
    );
    check_both("thinker", &with("temperature", json!(1)), "");
    check_both(
        "thinker",
        &with("top_k", json!(3)),
        "`top_k` must be unset when thinking is enabled",
    );
    check_both(
        "thinker",
        &with("top_p", json!(0.5)),
        "`top_p` must be greater than or equal to 0.95 or unset",
    );
}

#[test]
fn thinking_does_not_go_with_everything() {
    let forced =
        json!({"thinking": budget(2000), "tools": [dig()], "tool_choice": {"type": "any"}});
    check_both(
        "thinker",
        &forced,
        "Thinking may not be enabled when tool_choice forces tool use.",
    );
    let sometimes = json!({"thinking": {"type": "sometimes"}});
    check_both(
        "thinker",
        &sometimes,
        "thinking: Input tag 'sometimes' found using 'type'",
    );
    let shown = json!({"thinking": {"type": "enabled", "budget_tokens": 2000, "display": "all"}});
    check_both(
        "thinker",
        &shown,
        "display: Input should be 'summarized' or 'omitted'",
    );
    let prefill = json!([hello()[0], {"role": "assistant", "content": "Sure,"}]);
    check(
        "thinker",
        &json!({"thinking": budget(2000), "messages": prefill}),
        "Expected `thinking` or `redacted_thinking`, but found `text`",
    );
}

#[test]
fn styles_of_thinking_are_a_matter_of_the_model() {
    check_both(
        "modern",
        &json!({"thinking": budget(2000)}),
        "\"thinking.type.enabled\" is not supported for this model. Use \"thinking.type.adaptive\"",
    );
    let adaptive = json!({"thinking": {"type": "adaptive"}, "output_config": {"effort": "max"}});
    check_both("modern", &adaptive, "");
    check_both(
        "thinker",
        &json!({"thinking": {"type": "adaptive"}}),
        "adaptive thinking is not supported on this model",
    );
    let effort = |level: &str| json!({"output_config": {"effort": level}});
    check_both(
        "thinker",
        &effort("low"),
        "This model does not support the effort parameter.",
    );
    check_both(
        "modern",
        &effort("giant"),
        "output_config.effort: Input should be 'low', 'medium'",
    );
}

#[test]
fn thoughts_come_back_unchanged_within_a_tool_turn() {
    let turn = |thought: Value| {
        let call = json!({"type": "tool_use", "id": "t1", "name": "dig", "input": {}});
        let result = json!({"type": "tool_result", "tool_use_id": "t1", "content": "rock"});
        let said = if thought.is_null() {
            json!([call])
        } else {
            json!([thought, call])
        };
        let messages = json!([hello()[0], {"role": "assistant", "content": said}, {"role": "user", "content": [result]}]);
        json!({"thinking": budget(2000), "tools": [dig()], "messages": messages})
    };
    let thought = |text: &str, signed: &str| {
        let signature = signature("outcrop.thinker-v1:0", signed);
        json!({"type": "thinking", "thinking": text, "signature": signature})
    };
    check("thinker", &turn(thought("deep", "deep")), "");
    check(
        "thinker",
        &turn(thought("deeper", "deep")),
        "messages.1.content.0: Invalid `signature` in `thinking` block",
    );
    check(
        "thinker",
        &turn(Value::Null),
        "messages.1.content.0.type: Expected `thinking` or `redacted_thinking`, but found `tool_use`",
    );
    let forged = json!({"type": "redacted_thinking", "data": "AAAA"});
    check(
        "thinker",
        &turn(forged),
        "Invalid `data` in `redacted_thinking` block",
    );
}

#[test]
fn earlier_turns_are_not_looked_at() {
    let thought = json!({"type": "thinking", "thinking": "old", "signature": "forged"});
    let reply = json!({"role": "assistant", "content": [thought, {"type": "text", "text": "yes"}]});
    check(
        "thinker",
        &json!({"thinking": budget(2000), "messages": [hello()[0], reply, hello()[0]]}),
        "",
    );
}

#[test]
fn tools_are_well_described() {
    let with = |tool: Value| json!({"tools": [tool]});
    check_both("guide", &with(dig()), "");
    check_both(
        "guide",
        &with(json!({"name": "dig"})),
        "tools.0.custom.input_schema: Field required",
    );
    check_both(
        "guide",
        &with(json!({"input_schema": {}})),
        "tools.0.custom.name: Field required",
    );
    check_both(
        "guide",
        &with(json!({"name": "a b", "input_schema": {"type": "object"}})),
        "String should match pattern",
    );
    check_both(
        "guide",
        &with(json!({"name": "a", "input_schema": {"type": "array"}})),
        "Input should be 'object'",
    );
    check_both(
        "guide",
        &with(json!({"name": "a", "input_schema": {"type": "object"}, "x": 1})),
        "tools.0.custom.x: Extra inputs",
    );
    check_both(
        "guide",
        &json!({"tools": [dig(), dig()]}),
        "tools: Tool names must be unique.",
    );
}

#[test]
fn typed_tools_need_their_beta() {
    let screen = |kind: &str| json!({"type": kind, "name": "computer", "display_width_px": 1024, "display_height_px": 768});
    let types = [
        (screen("computer_20241022"), "computer-use-2024-10-22"),
        (screen("computer_20250124"), "computer-use-2025-01-24"),
        (screen("computer_20251124"), "computer-use-2025-11-24"),
        (
            json!({"type": "bash_20241022", "name": "bash"}),
            "computer-use-2024-10-22",
        ),
        (
            json!({"type": "bash_20250124", "name": "bash"}),
            "computer-use-2025-01-24",
        ),
        (
            json!({"type": "text_editor_20241022", "name": "str_replace_editor"}),
            "computer-use-2024-10-22",
        ),
        (
            json!({"type": "text_editor_20250124", "name": "str_replace_editor"}),
            "computer-use-2025-01-24",
        ),
        (
            json!({"type": "memory_20250818", "name": "memory"}),
            "context-management-2025-06-27",
        ),
    ];
    for (tool, beta) in types {
        check_both(
            "guide",
            &json!({"tools": [tool], "anthropic_beta": [beta]}),
            "",
        );
        check_both(
            "guide",
            &json!({"tools": [tool]}),
            "does not match any of the expected tags: 'custom'",
        );
    }
}

#[test]
fn newer_types_need_no_beta_and_some_no_converse() {
    let editor = json!({"type": "text_editor_20250728", "name": "str_replace_based_edit_tool", "max_characters": 9});
    check_both("guide", &json!({"tools": [editor]}), "");
    let search = json!({"tools": [{"type": "tool_search_tool_regex_20251119", "name": "tool_search_tool_regex"}],
        "anthropic_beta": ["tool-search-tool-2025-10-19"]});
    check("guide", &search, "");
    assert!(
        verdict("guide", &converse(&search))
            .contains("Input tag 'tool_search_tool_regex_20251119'")
    );
}

#[test]
fn typed_tools_have_fixed_members() {
    let with =
        |tool: Value| json!({"tools": [tool], "anthropic_beta": ["computer-use-2025-01-24"]});
    let screen = |name: &str, width: i64| json!({"type": "computer_20250124", "name": name, "display_width_px": width, "display_height_px": 1});
    check_both(
        "guide",
        &with(screen("screen", 1)),
        "tools.0.computer_20250124.name: Input should be 'computer'",
    );
    check_both(
        "guide",
        &with(screen("computer", 0)),
        "display_width_px: Input should be greater than or equal to 1",
    );
    let bare = json!({"type": "computer_20250124", "name": "computer"});
    check_both(
        "guide",
        &with(bare),
        "tools.0.computer_20250124.display_width_px: Field required",
    );
    let odd = json!({"type": "bash_20250124", "name": "bash", "input_schema": {}});
    check_both(
        "guide",
        &with(odd),
        "tools.0.bash_20250124.input_schema: Extra inputs are not permitted",
    );
}

#[test]
fn a_choice_is_of_an_offered_tool() {
    let with = |choice: Value| json!({"tools": [dig()], "tool_choice": choice});
    for kind in ["auto", "any", "none"] {
        check_both("guide", &with(json!({"type": kind})), "");
    }
    check_both("guide", &with(json!({"type": "tool", "name": "dig"})), "");
    check_both(
        "guide",
        &with(json!({"type": "tool", "name": "fly"})),
        "Tool 'fly' not found in provided tools",
    );
    check_both(
        "guide",
        &with(json!({"type": "maybe"})),
        "tool_choice: Input tag 'maybe' found using 'type'",
    );
    check_both(
        "guide",
        &json!({"tool_choice": {"type": "auto"}}),
        "may only be specified while providing tools",
    );
}

#[test]
fn calls_and_results_come_in_pairs() {
    let call = json!({"role": "assistant", "content": [{"type": "tool_use", "id": "t1", "name": "dig", "input": {}}]});
    let result = json!({"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t1", "content": "rock"}]});
    let with = |messages: Value| json!({"tools": [dig()], "messages": messages});
    check("guide", &with(json!([hello()[0], call, result])), "");
    check(
        "guide",
        &with(json!([hello()[0], call, hello()[0]])),
        "ids were found without `tool_result` blocks",
    );
    check(
        "guide",
        &with(json!([result])),
        "unexpected `tool_use_id` found in `tool_result` blocks: t1",
    );
    check(
        "guide",
        &json!({"messages": [hello()[0], call, result]}),
        "must define tools",
    );
}

#[test]
fn cache_points_are_few_and_the_long_ones_come_first() {
    let texts = |ttls: &[&str]| -> Value {
        let block = |ttl: &&str| json!({"type": "text", "text": "a", "cache_control": {"type": "ephemeral", "ttl": ttl}});
        json!({"messages": [{"role": "user", "content": ttls.iter().map(block).collect::<Vec<_>>()}]})
    };
    check("guide", &texts(&["1h", "5m", "5m", "5m"]), "");
    check(
        "guide",
        &texts(&["5m"; 5]),
        "A maximum of 4 blocks with cache_control may be provided. Found 5.",
    );
    check(
        "guide",
        &texts(&["5m", "1h"]),
        "a ttl='1h' cache_control block must not come after a ttl='5m'",
    );
}

#[test]
fn output_keeps_to_a_closed_schema() {
    let with = |schema: Value| json!({"output_config": {"format": {"type": "json_schema", "schema": schema}}});
    check_both(
        "guide",
        &with(json!({"type": "object", "additionalProperties": false})),
        "",
    );
    check_both(
        "guide",
        &with(json!({"type": "object"})),
        "'additionalProperties' must be explicitly set to false",
    );
    check_both(
        "guide",
        &json!({"output_config": {"format": {"type": "xml"}}}),
        "Input should be 'json_schema'",
    );
}

#[test]
fn an_image_is_a_matter_of_the_model() {
    let image = json!({"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AA=="}});
    let with = json!({"messages": [{"role": "user", "content": [image]}]});
    check(
        "guide",
        &with,
        "This model doesn't support the image field for user messages.",
    );
    check("sight", &with, "");
    let many = json!({"messages": [{"role": "user", "content": vec![image; 21]}]});
    check("sight", &many, "too many images and documents: 21 + 0 > 20");
}

#[test]
fn a_long_prompt_is_too_long() {
    let long = json!({"messages": [{"role": "user", "content": "granite ".repeat(10_000)}], "max_tokens": 10});
    check("basic", &long, "prompt is too long: ");
}

#[test]
fn bodies_go_to_models_that_know_them() {
    let prompt =
        json!({"anthropic_version": "bedrock-2023-05-31", "prompt": "\n\nHuman: a\n\nAssistant:"});
    assert_eq!(
        verdict("guide", &prompt),
        "\"outcrop.guide-v1:0\" is not supported on this API. Please use the Messages API instead."
    );
    assert!(
        verdict("notools", &body(&json!({})))
            .contains("extraneous key [messages] is not permitted")
    );
    assert!(verdict("embed", &body(&json!({}))).contains("supported text or chat model"));
    assert!(verdict("whole", &body(&json!({}))).contains("unsupported for streaming"));
    assert!(
        verdict("basic", &body(&json!({"system": "be brief"})))
            .contains("doesn't support system messages")
    );
}

#[test]
fn newer_models_do_not_take_older_tools() {
    let screen = json!({"tools": [{"type": "computer_20241022", "name": "computer", "display_width_px": 9, "display_height_px": 9}],
        "anthropic_beta": ["computer-use-2024-10-22"]});
    check_both(
        "modern",
        &screen,
        "'outcrop.modern-v1:0' does not support tool types: computer_20241022. Did you mean one of bash_20250124, \
         computer_20251124, custom, ",
    );
    check_both("either", &screen, "");
}

#[test]
fn options_of_typed_tools_have_values() {
    let tool = |member: &str, value: Value| {
        let mut tool = json!({"type": "computer_20251124", "name": "computer", "display_width_px": 9, "display_height_px": 9});
        tool[member] = value;
        json!({"tools": [tool], "anthropic_beta": ["computer-use-2025-11-24"]})
    };
    check_both("either", &tool("enable_zoom", json!(true)), "");
    check_both(
        "either",
        &tool("enable_zoom", json!("yes")),
        "tools.0.computer_20251124.enable_zoom: Input should be a valid boolean",
    );
    check_both(
        "either",
        &tool("display_number", json!(-1)),
        "tools.0.computer_20251124.display_number: Input should be greater than or equal to 0",
    );
    let editor = json!({"tools": [{"type": "text_editor_20250728", "name": "str_replace_based_edit_tool", "max_characters": 0}]});
    check_both(
        "either",
        &editor,
        "max_characters: Input should be greater than or equal to 1",
    );
}

/// A turn of tools on the messages wire: these calls, then these results.
fn tool_turn(calls: &Value, results: &Value) -> Value {
    body(
        &json!({"tools": [{"name": "dig", "input_schema": {"type": "object"}}], "messages": [
            {"role": "user", "content": "dig"},
            {"role": "assistant", "content": calls},
            {"role": "user", "content": results},
        ]}),
    )
}

#[test]
fn calls_and_results_are_as_they_have_to_be() {
    let call = |id: &str| json!({"type": "tool_use", "id": id, "name": "dig", "input": {}});
    let result = |id: &str, content: Value| json!({"type": "tool_result", "tool_use_id": id, "content": content});
    let check = |calls: Value, results: Value, words: &str| {
        let said = verdict("guide", &tool_turn(&calls, &results));
        assert!(
            said.contains(words) && said.is_empty() == words.is_empty(),
            "{said:?}"
        );
    };
    let rock = |id: &str| result(id, json!("rock"));
    check(
        json!([call("a"), call("b")]),
        json!([rock("b"), rock("a")]),
        "",
    );
    check(json!([call("a")]), json!([result("a", json!(""))]), "");
    check(json!([call("a")]), json!([result("a", json!([]))]), "");
    check(
        json!([call("a")]),
        json!([{"type": "text", "text": "first"}, rock("a")]),
        "messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: a.",
    );
    check(
        json!([call("a")]),
        json!([rock("a"), rock("a")]),
        "messages.2.content.1: each tool_use must have a single result. Found multiple `tool_result` blocks with id: a",
    );
    check(
        json!([call("a"), call("a")]),
        json!([rock("a")]),
        "messages.1.content.1: `tool_use` ids must be unique",
    );
    check(
        json!([call("a")]),
        json!([rock("a"), rock("c")]),
        "unexpected `tool_use_id` found in `tool_result` blocks: c.",
    );
    check(
        json!([call("a b")]),
        json!([rock("a b")]),
        "messages.1.content.0.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'",
    );
    check(
        json!([{"type": "tool_use", "id": "a", "name": "dig!", "input": {}}]),
        json!([rock("a")]),
        "messages.1.content.0.tool_use.name: String should match pattern",
    );
    check(
        json!([{"type": "tool_use", "id": "a", "name": "dig", "input": "{}"}]),
        json!([rock("a")]),
        "messages.1.content.0.tool_use.input: Input should be a valid dictionary",
    );
    check(
        json!([call("a")]),
        json!([result("a", json!([{"type": "text", "text": ""}]))]),
        "messages: text content blocks must be non-empty",
    );
}
