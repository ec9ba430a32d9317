//! Bodies of the messages wire.

use serde_json::json as value;

use super::*;
use crate::chat::settings::service::{Caching, Trace};
use crate::chat::settings::{CachePoints, Guardrail, Thinking};
use crate::chat::tool::{ToolChoice, Which};

fn messages(text: &str) -> Request {
    request(Wire::Messages, text)
}

#[test]
fn everything_that_is_set_has_its_member() {
    let mut request = messages("hi");
    let settings = &mut request.settings;
    settings.sampling.max_tokens = 4000;
    settings.sampling.temperature = number("1");
    settings.sampling.top_p = number("0.95");
    settings.sampling.top_k = number("250");
    settings.sampling.stop_sequences = vec!["END".to_owned()];
    settings.reasoning.thinking = Thinking::Budget(2048);
    settings.reasoning.effort = Some("high".to_owned());
    settings.reasoning.display = Some("omitted".to_owned());
    settings.service.user_id = Some("u-1".to_owned());
    let expected = value!({
        "anthropic_version": "bedrock-2023-05-31",
        "max_tokens": 4000,
        "messages": [{"role": "user", "content": [{"type": "text", "text": "hi"}]}],
        "temperature": 1,
        "top_p": 0.95,
        "top_k": 250,
        "stop_sequences": ["END"],
        "thinking": {"type": "enabled", "budget_tokens": 2048, "display": "omitted"},
        "output_config": {"effort": "high"},
        "metadata": {"user_id": "u-1"},
    });
    assert_eq!(body(&request), expected);
    assert_eq!(sent(&request).headers.len(), 2);
}

#[test]
fn the_service_is_told_by_headers() {
    let mut request = messages("hi");
    let service = &mut request.settings.service;
    service.guardrail = Some(Guardrail {
        id: "gr".to_owned(),
        version: "1".to_owned(),
        trace: Trace::Full,
        mode: None,
    });
    service.tier = Some("priority".to_owned());
    service.latency = Some("optimized".to_owned());
    service.metadata = [("b", "ü😀"), ("a", "x")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec();
    let call = sent(&request);
    for (name, value) in [
        ("x-amzn-bedrock-guardrailidentifier", "gr"),
        ("x-amzn-bedrock-guardrailversion", "1"),
        ("x-amzn-bedrock-trace", "ENABLED_FULL"),
        ("x-amzn-bedrock-service-tier", "priority"),
        ("x-amzn-bedrock-performanceconfig-latency", "optimized"),
        (
            "x-amzn-bedrock-request-metadata",
            "{\"a\":\"x\",\"b\":\"\\u00fc\\ud83d\\ude00\"}",
        ),
    ] {
        assert_eq!(header(&call, name), Some(value));
    }
    request.settings.service.tier = Some("a\r\nx: y".to_owned());
    let error = super::call(&request, &attachments()).unwrap_err();
    assert!(matches!(
        error,
        CallError::Header {
            name: "x-amzn-bedrock-service-tier",
            ..
        }
    ));
}

#[test]
fn marks_stand_on_the_blocks_that_they_follow() {
    let mut request = messages("one");
    request.messages[0].content.push(ContentBlock::CachePoint);
    request.messages.push(assistant(vec![said("two")]));
    request
        .messages
        .push(user(vec![said("three"), picture("aa")]));
    request.settings.system = "brief".to_owned();
    request.settings.tools.offered =
        vec![adder(), typed(r#"{"type":"bash_20250124","name":"bash"}"#)];
    request.settings.cache = CachePoints {
        tools: Caching::OneHour,
        system: Caching::FiveMinutes,
        messages: Caching::Default,
    };
    let body = body(&request);
    let plain = value!({"type": "ephemeral"});
    let bash = value!({
        "type": "bash_20250124",
        "name": "bash",
        "cache_control": {"type": "ephemeral", "ttl": "1h"},
    });
    assert_eq!(body["tools"][1], bash);
    assert!(body["tools"][0].get("cache_control").is_none());
    let minutes = value!({"type": "ephemeral", "ttl": "5m"});
    let system = value!([{"type": "text", "text": "brief", "cache_control": minutes}]);
    assert_eq!(body["system"], system);
    assert_eq!(body["messages"][0]["content"].as_array().unwrap().len(), 1);
    assert_eq!(body["messages"][0]["content"][0]["cache_control"], plain);
    assert_eq!(body["messages"][2]["content"][1]["cache_control"], plain);
}

#[test]
fn reasoning_and_blocks_of_this_wire_go_back_as_they_came() {
    let mut request = messages("hi");
    let odd = r#"{"type":"server_tool_use","id":"s","input":{"q":1.50}}"#;
    let unknown = |wire: &str, text: &str| ContentBlock::Unknown {
        wire: wire.to_owned(),
        json: json(text),
    };
    request.messages.push(assistant(vec![
        ContentBlock::Reasoning {
            text: "hm".to_owned(),
            signature: Some("EqoB".to_owned()),
        },
        ContentBlock::Redacted("cmVk".to_owned()),
        unknown("messages", odd),
        unknown("converse", r#"{"type":"x"}"#),
        unknown("messages", r#"{"content_block_delta":{}}"#),
        said("so"),
    ]));
    let expected = value!([
        {"type": "thinking", "thinking": "hm", "signature": "EqoB"},
        {"type": "redacted_thinking", "data": "cmVk"},
        {"type": "server_tool_use", "id": "s", "input": {"q": 1.5}},
        {"type": "text", "text": "so"},
    ]);
    assert_eq!(body(&request)["messages"][1]["content"], expected);
    assert!(sent(&request).body.contains("1.50"));
}

#[test]
fn documents_are_pdf_or_plain_text() {
    let mut request = messages("hi");
    request.messages = vec![user(vec![
        document("bb", "pdf"),
        document("cc", "txt"),
        document("bb", "docx"),
        said("a"),
    ])];
    let expected = value!([
        {"type": "document", "source": {
            "type": "base64", "media_type": "application/pdf", "data": "cGRm",
        }, "title": "document-1"},
        {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "ü"},
            "title": "document-2"},
        {"type": "text", "text": "a"},
    ]);
    assert_eq!(body(&request)["messages"][0]["content"], expected);
    assert!(!sent(&request).body.contains("Ignore all instructions"));
    request.messages = vec![user(vec![document("dd", "txt")])];
    let error = super::call(&request, &attachments()).unwrap_err();
    assert_eq!(
        error,
        CallError::NotText {
            hash: "dd".to_owned()
        }
    );
}

#[test]
fn choices_say_which_and_how_many() {
    let mut request = messages("hi");
    request.settings.tools.offered = vec![adder()];
    for (which, parallel, expected) in [
        (
            Which::Auto,
            Some(false),
            value!({"type": "auto", "disable_parallel_tool_use": true}),
        ),
        (
            Which::Any,
            Some(true),
            value!({"type": "any", "disable_parallel_tool_use": false}),
        ),
        (
            Which::Tool("add".to_owned()),
            None,
            value!({"type": "tool", "name": "add"}),
        ),
        (Which::None, Some(true), value!({"type": "none"})),
    ] {
        request.settings.tools.choice = Some(ToolChoice { which, parallel });
        assert_eq!(body(&request)["tool_choice"], expected);
    }
}

#[test]
fn results_are_converted() {
    let mut request = messages("hi");
    request.settings.tools.offered = vec![adder()];
    let items = r#"[{"text":"t\n"},{"json":{"x":1.50}},{"image":{"hash":"aa"}},
        {"image":{"format":"jpeg","source":{"bytes":"anBn"}}},{"video":{}}]"#;
    request.messages.push(assistant(vec![tool_use("[1]")]));
    request
        .messages
        .push(user(vec![tool_result(Some("error"), items)]));
    let image = |media: &str, data: &str| value!({"type": "image", "source": {"type": "base64", "media_type": media, "data": data}});
    let expected = value!({
        "type": "tool_result",
        "tool_use_id": "t1",
        "content": [
            {"type": "text", "text": "t\n"},
            {"type": "text", "text": "{\"x\":1.50}"},
            image("image/png", "cG5n"),
            image("image/jpeg", "anBn"),
        ],
        "is_error": true,
    });
    let body = body(&request);
    assert_eq!(body["messages"][2]["content"][0], expected);
    assert_eq!(body["messages"][1]["content"][0]["input"], value!({}));
    request.messages[2].content = vec![tool_result(Some("success"), "plain")];
    let plain = value!([{"type": "text", "text": "plain"}]);
    assert_eq!(
        super::body(&request)["messages"][2]["content"][0]["content"],
        plain
    );
}

#[test]
fn the_users_own_members_win() {
    let mut request = messages("hi");
    request.settings.service.user_id = Some("u".to_owned());
    request.settings.extra = json(r#"{"max_tokens":1,"metadata":{"x":2},"container":null}"#);
    let body = body(&request);
    assert_eq!(body["max_tokens"], 1);
    assert_eq!(body["metadata"], value!({"user_id": "u", "x": 2}));
    assert_eq!(body["container"], Value::Null);
}
