//! Bodies of Converse.

use serde_json::json as value;

use super::*;
use crate::chat::abilities::{Ability, ReasoningStyle, TopKForm};
use crate::chat::settings::service::{Caching, GuardrailMode, Trace};
use crate::chat::settings::{CachePoints, Guardrail, Thinking};
use crate::chat::tool::{ToolChoice, Which};

fn converse(text: &str) -> Request {
    request(Wire::Converse, text)
}

/// The member `additionalModelRequestFields`.
fn fields(request: &Request) -> Value {
    body(request)["additionalModelRequestFields"].clone()
}

fn of_another(text: &str) -> Request {
    let mut request = fixture::request(text);
    request.settings.sampling.stop_sequences = vec!["END".to_owned()];
    request
}

#[test]
fn a_blank_system_prompt_is_not_sent() {
    let mut request = converse("hi");
    request.settings.system = " \n".to_owned();
    assert!(body(&request).get("system").is_none());
}

#[test]
fn reasoning_goes_back_unchanged() {
    let mut request = converse("hi");
    request.messages.push(assistant(vec![
        ContentBlock::Reasoning {
            text: String::new(),
            signature: Some("EqoB".to_owned()),
        },
        ContentBlock::Redacted("cmVk".to_owned()),
        said("so"),
    ]));
    let expected = value!([
        {"reasoningContent": {"reasoningText": {"text": "", "signature": "EqoB"}}},
        {"reasoningContent": {"redactedContent": "cmVk"}},
        {"text": "so"},
    ]);
    assert_eq!(body(&request)["messages"][1]["content"], expected);
    request.form.reasoning = Some(ReasoningStyle::EffortFlat);
    let only = value!([{"text": "so"}]);
    assert_eq!(body(&request)["messages"][1]["content"], only);
}

#[test]
fn all_of_the_service_has_its_member() {
    let mut request = converse("hi");
    request.settings.sampling.stop_sequences = vec!["END".to_owned()];
    let service = &mut request.settings.service;
    service.guardrail = Some(Guardrail {
        id: "gr".to_owned(),
        version: "DRAFT".to_owned(),
        trace: Trace::Full,
        mode: Some(GuardrailMode::Async),
    });
    service.tier = Some("flex".to_owned());
    service.latency = Some("optimized".to_owned());
    service.metadata = vec![("team".to_owned(), "rock".to_owned())];
    service.user_id = Some("u-1".to_owned());
    let expected = value!({
        "messages": [{"role": "user", "content": [{"text": "hi"}]}],
        "inferenceConfig": {"maxTokens": 4096, "stopSequences": ["END"]},
        "guardrailConfig": {
            "guardrailIdentifier": "gr",
            "guardrailVersion": "DRAFT",
            "trace": "enabled_full",
            "streamProcessingMode": "async",
        },
        "additionalModelRequestFields": {"metadata": {"user_id": "u-1"}},
        "additionalModelResponseFieldPaths": ["/stop_sequence"],
        "requestMetadata": {"team": "rock"},
        "performanceConfig": {"latency": "optimized"},
        "serviceTier": {"type": "flex"},
    });
    assert_eq!(body(&request), expected);
    request.settings.delivery = Delivery::Whole;
    let whole = body(&request);
    assert!(
        whole["guardrailConfig"]
            .get("streamProcessingMode")
            .is_none()
    );
}

#[test]
fn only_models_of_anthropic_are_asked_for_the_sequence_that_stopped_them() {
    let body = body(&of_another("hi"));
    assert!(body.get("additionalModelResponseFieldPaths").is_none());
}

#[test]
fn top_k_stands_where_the_model_wants_it() {
    let mut request = converse("hi");
    request.settings.sampling.top_k = number("40");
    for (form, expected) in [
        (None, value!({"top_k": 40})),
        (Some(TopKForm::TopK), value!({"top_k": 40})),
        (
            Some(TopKForm::Nova),
            value!({"inferenceConfig": {"topK": 40}}),
        ),
        (Some(TopKForm::Cohere), value!({"k": 40})),
    ] {
        request.form.top_k = form;
        assert_eq!(fields(&request), expected);
    }
}

#[test]
fn every_style_of_reasoning_has_its_form() {
    use ReasoningStyle::{Anthropic, EffortFlat, EffortNested, Nova, ReasoningConfig};
    let low = || Some("low".to_owned());
    let rows = [
        (
            Some(Anthropic),
            Thinking::Budget(2048),
            None,
            value!({"thinking": {"type": "enabled", "budget_tokens": 2048}}),
        ),
        (
            Some(Anthropic),
            Thinking::Off,
            low(),
            value!({"thinking": {"type": "disabled"}, "output_config": {"effort": "low"}}),
        ),
        (
            Some(EffortFlat),
            Thinking::NotSent,
            low(),
            value!({"reasoning_effort": "low"}),
        ),
        (
            Some(EffortNested),
            Thinking::NotSent,
            low(),
            value!({"reasoning": {"effort": "low"}}),
        ),
        (
            Some(EffortNested),
            Thinking::Off,
            None,
            value!({"reasoning": {"effort": "none"}}),
        ),
        (
            Some(ReasoningConfig),
            Thinking::NotSent,
            low(),
            value!({"reasoning_config": "low"}),
        ),
        (
            Some(Nova),
            Thinking::NotSent,
            low(),
            value!({"reasoningConfig": {"type": "enabled", "maxReasoningEffort": "low"}}),
        ),
        (
            Some(Nova),
            Thinking::Adaptive,
            None,
            value!({"reasoningConfig": {"type": "enabled"}}),
        ),
        (
            Some(Nova),
            Thinking::Off,
            low(),
            value!({"reasoningConfig": {"type": "disabled"}}),
        ),
        (
            None,
            Thinking::NotSent,
            low(),
            value!({"output_config": {"effort": "low"}}),
        ),
        (
            Some(ReasoningStyle::None),
            Thinking::Adaptive,
            None,
            value!({"thinking": {"type": "adaptive"}}),
        ),
    ];
    for (style, thinking, effort, expected) in rows {
        let mut request = converse("hi");
        request.form.reasoning = style;
        request.settings.reasoning.thinking = thinking;
        request.settings.reasoning.effort = effort;
        assert_eq!(fields(&request), expected, "{style:?}");
    }
    let mut unknown = of_another("hi");
    unknown.settings.reasoning.effort = low();
    assert_eq!(fields(&unknown), value!({"reasoning_effort": "low"}));
    let mut shown = converse("hi");
    shown.settings.reasoning.thinking = Thinking::Adaptive;
    shown.settings.reasoning.display = Some("summarized".to_owned());
    let expected = value!({"thinking": {"type": "adaptive", "display": "summarized"}});
    assert_eq!(fields(&shown), expected);
}

#[test]
fn the_users_own_members_win_in_depth() {
    let mut request = converse("hi");
    request.form.top_k = Some(TopKForm::Nova);
    request.settings.sampling.top_k = number("40");
    request.settings.betas = vec!["b".to_owned()];
    request.settings.extra =
        json(r#"{"inferenceConfig":{"topK":1,"x":2},"anthropic_beta":["c"],"y":[]}"#);
    assert_eq!(
        fields(&request),
        value!({"inferenceConfig": {"topK": 1, "x": 2}, "anthropic_beta": ["c"], "y": []})
    );
}

#[test]
fn cache_points_stand_after_tools_system_and_the_last_user_message() {
    let mut request = converse("one");
    request.messages.push(assistant(vec![said("two")]));
    request.messages.push(user(vec![said("three")]));
    request.prefill = "four".to_owned();
    request.settings.system = "brief".to_owned();
    request.settings.tools.offered = vec![adder()];
    request.settings.cache = CachePoints {
        tools: Caching::OneHour,
        system: Caching::FiveMinutes,
        messages: Caching::Default,
    };
    let body = body(&request);
    let hour = value!({"cachePoint": {"type": "default", "ttl": "1h"}});
    assert_eq!(body["toolConfig"]["tools"][1], hour);
    let minutes = value!({"cachePoint": {"type": "default", "ttl": "5m"}});
    assert_eq!(body["system"][1], minutes);
    let plain = value!([{"text": "three"}, {"cachePoint": {"type": "default"}}]);
    assert_eq!(body["messages"][2]["content"], plain);
    assert_eq!(body["messages"][0]["content"], value!([{"text": "one"}]));
}

#[test]
fn tools_of_all_kinds_have_their_place() {
    let mut request = converse("hi");
    let system_tool = r#"{"systemTool":{"name":"nova_grounding"}}"#;
    let bash = r#"{"type":"bash_20250124","name":"bash"}"#;
    let strict = Tool::Custom(CustomTool {
        name: "add".to_owned(),
        schema: json("{}"),
        strict: Some(true),
        ..CustomTool::default()
    });
    request.settings.tools.offered = vec![strict, Tool::Foreign(json(system_tool)), typed(bash)];
    request.settings.tools.choice = Some(ToolChoice {
        which: Which::Tool("add".to_owned()),
        parallel: None,
    });
    let body = body(&request);
    let expected = value!({
        "tools": [
            {"toolSpec": {"name": "add", "inputSchema": {"json": {}}, "strict": true}},
            {"systemTool": {"name": "nova_grounding"}},
        ],
        "toolChoice": {"tool": {"name": "add"}},
    });
    assert_eq!(body["toolConfig"], expected);
    let bash = value!([{"type": "bash_20250124", "name": "bash"}]);
    assert_eq!(body["additionalModelRequestFields"]["tools"], bash);
    for (which, expected) in [
        (Which::Auto, value!({"auto": {}})),
        (Which::Any, value!({"any": {}})),
    ] {
        let parallel = None;
        request.settings.tools.choice = Some(ToolChoice { which, parallel });
        assert_eq!(super::body(&request)["toolConfig"]["toolChoice"], expected);
    }
}

#[test]
fn calls_in_the_history_need_a_tool_even_if_all_are_typed() {
    let mut request = converse("hi");
    request.settings.tools.offered = vec![typed(r#"{"type":"bash_20250124","name":"bash"}"#)];
    assert!(body(&request).get("toolConfig").is_none());
    request.messages.push(assistant(vec![tool_use("{}")]));
    request.messages.push(user(vec![tool_result(None, "[]")]));
    let tools = body(&request)["toolConfig"]["tools"].clone();
    assert_eq!(tools.as_array().unwrap().len(), 1);
    assert_eq!(tools[0]["toolSpec"]["name"], "placeholder");
}

#[test]
fn documents_have_neutral_names_of_their_own() {
    let mut request = converse("hi");
    request.messages = vec![
        user(vec![document("bb", "pdf"), said("a")]),
        assistant(vec![said("b")]),
        user(vec![document("cc", "md"), said("c")]),
    ];
    let body = body(&request);
    let first = value!({"document": {
        "format": "pdf", "name": "document-1", "source": {"bytes": "cGRm"},
    }});
    assert_eq!(body["messages"][0]["content"][0], first);
    assert_eq!(
        body["messages"][2]["content"][0]["document"]["name"],
        "document-2"
    );
}

#[test]
fn results_stand_as_they_are_and_pictures_get_their_bytes() {
    let mut request = converse("hi");
    request.settings.tools.offered = vec![adder()];
    let items = r#"[{"json":{"x":1.50}},{"image":{"hash":"aa","format":"png"}},{"text":"t"}]"#;
    request.messages.push(assistant(vec![tool_use("")]));
    request.messages.push(user(vec![tool_result(None, items)]));
    let sent = sent(&request).body;
    assert!(sent.contains("{\"x\":1.50}"), "{sent}");
    assert!(sent.contains("\"name\":\"add\",\"input\":{}"), "{sent}");
    let content = body(&request)["messages"][2]["content"][0]["toolResult"]["content"].clone();
    let image = value!({"image": {"format": "png", "source": {"bytes": "cG5n"}}});
    assert_eq!(content[1], image);
    request.messages[2].content = vec![tool_result(None, "plain")];
    let content = body(&request)["messages"][2]["content"][0]["toolResult"]["content"].clone();
    assert_eq!(content, value!([{"text": "plain"}]));
}

#[test]
fn a_status_goes_where_the_model_takes_it() {
    let status = |ability, status| {
        let mut request = converse("hi");
        request.form.tool_result_status = ability;
        request.messages.push(assistant(vec![tool_use("{}")]));
        request
            .messages
            .push(user(vec![tool_result(Some(status), "[]")]));
        body(&request)["messages"][2]["content"][0]["toolResult"]["status"].clone()
    };
    assert_eq!(status(Ability::Yes, "success"), "success");
    assert_eq!(status(Ability::Unknown, "success"), Value::Null);
    assert_eq!(status(Ability::Unknown, "error"), "error");
    assert_eq!(status(Ability::No, "error"), Value::Null);
}
