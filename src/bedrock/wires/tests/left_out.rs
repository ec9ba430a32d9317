//! What is named as left out is exactly what is not in the call.

use proptest::prelude::*;

use super::*;
use crate::chat::abilities::{Ability, ReasoningStyle};
use crate::chat::carried::{LeftOut, carried, left_out};
use crate::chat::settings::service::{Caching, GuardrailMode, Trace};
use crate::chat::settings::{Field, Guardrail, Param, Thinking};
use crate::chat::tool::{ToolChoice, Which};

/// Something that a request may have.
#[derive(Debug)]
struct Feature {
    field: Field,
    /// Any of these is in the call if it is sent.
    sent: &'static [&'static str],
    /// Any of these is in the word about what was left out, itself or what it stood in.
    left: &'static [&'static str],
    put: fn(&mut Request),
}

impl Feature {
    fn is_sent(&self, call: &Call) -> bool {
        let headers = call.headers.iter().map(|(_, value)| value);
        headers
            .chain([&call.body])
            .any(|text| self.sent.iter().any(|sent| text.contains(sent)))
    }

    fn is_named_by(&self, left: &LeftOut) -> bool {
        left.field == self.field && self.left.iter().any(|words| left.what.contains(words))
    }
}

fn offer(request: &mut Request, tool: Tool) {
    request.settings.tools.offered.push(tool);
}

fn custom(name: &str, schema: &str) -> Tool {
    Tool::Custom(CustomTool {
        name: name.to_owned(),
        schema: json(schema),
        ..CustomTool::default()
    })
}

fn choice(request: &mut Request) -> &mut ToolChoice {
    request.settings.tools.choice.get_or_insert(ToolChoice {
        which: Which::Tool("choice-1".to_owned()),
        parallel: None,
    })
}

fn guardrail(request: &mut Request) -> &mut Guardrail {
    let guardrail = &mut request.settings.service.guardrail;
    guardrail.get_or_insert_with(|| Guardrail {
        id: "guard-1".to_owned(),
        version: "1".to_owned(),
        trace: Trace::Enabled,
        mode: None,
    })
}

fn asked(request: &mut Request, block: ContentBlock) {
    push_turn(&mut request.messages, user(vec![block]));
}

fn replied(request: &mut Request, block: ContentBlock) {
    push_turn(&mut request.messages, assistant(vec![block]));
}

fn called(request: &mut Request, name: &str, input: &str) {
    let call = ToolUse {
        id: format!("id of {name}"),
        name: name.to_owned(),
        input: input.to_owned(),
    };
    replied(request, ContentBlock::ToolUse(call));
}

fn answered(request: &mut Request, id: &str, status: Option<&str>, content: &str) {
    let result = ContentBlock::ToolResult {
        id: id.to_owned(),
        status: status.map(str::to_owned),
        content: json(content),
    };
    asked(request, result);
}

fn unknown(wire: Wire, text: &str) -> ContentBlock {
    ContentBlock::Unknown {
        wire: wire.name().to_owned(),
        json: json(text),
    }
}

const fn row(
    field: Field,
    sent: &'static [&'static str],
    left: &'static [&'static str],
    put: fn(&mut Request),
) -> Feature {
    Feature {
        field,
        sent,
        left,
        put,
    }
}

#[rustfmt::skip]
static FEATURES: [Feature; 43] = [
    row(Field::System, &["system-1"], &["system prompt"], |r| r.settings.system = "system-1".to_owned()),
    row(Field::Param(Param::Temperature), &["0.111"], &[], |r| r.settings.sampling.temperature = number("0.111")),
    row(Field::Param(Param::TopP), &["0.2220"], &[], |r| r.settings.sampling.top_p = number("0.2220")),
    row(Field::Param(Param::TopK), &[":333"], &[], |r| r.settings.sampling.top_k = number("333")),
    row(Field::Param(Param::MaxTokens), &[":4444"], &[], |r| r.settings.sampling.max_tokens = 4444),
    row(Field::StopSequences, &["stop-1"], &[], |r| r.settings.sampling.stop_sequences = vec!["stop-1".to_owned()]),
    row(Field::Thinking, &["7777"], &["budget"], |r| r.settings.reasoning.thinking = Thinking::Budget(7777)),
    row(Field::Effort, &["effort-1"], &["effort-1"], |r| r.settings.reasoning.effort = Some("effort-1".to_owned())),
    row(Field::ThinkingDisplay, &["display-1"], &["display-1"], |r| r.settings.reasoning.display = Some("display-1".to_owned())),
    row(Field::CacheTools, &["\"ttl\":\"1h\""], &["after the tools"], |r| r.settings.cache.tools = Caching::OneHour),
    row(Field::CacheSystem, &["\"ttl\":\"5m\""], &["after the system prompt"], |r| r.settings.cache.system = Caching::FiveMinutes),
    row(Field::CacheMessages, &["{\"type\":\"default\"}", "{\"type\":\"ephemeral\"}"], &["after the last message"],
        |r| r.settings.cache.messages = Caching::Default),
    row(Field::Tools, &["tool-custom"], &["tool-custom"], |r| offer(r, custom("tool-custom", "{}"))),
    row(Field::Tools, &["tool-bad"], &["tool-bad"], |r| offer(r, custom("tool-bad", "[]"))),
    row(Field::Tools, &["tool-typed"], &["tool-typed"], |r| offer(r, typed(r#"{"type":"bash","name":"tool-typed"}"#))),
    row(Field::Tools, &["tool-foreign"], &["a tool of the converse wire"],
        |r| offer(r, Tool::Foreign(json(r#"{"systemTool":{"name":"tool-foreign"}}"#)))),
    row(Field::Tools, &["tool-broken"], &["tool-broken"], |r| offer(r, Tool::Typed {
        kind: "bash".to_owned(), name: "tool-broken".to_owned(), json: json("tool-broken{") })),
    row(Field::ToolChoice, &["choice-1"], &["tool choice tool"], |r| { choice(r); }),
    row(Field::ToolChoice, &["\"type\":\"none\""], &["tool choice none"], |r| choice(r).which = Which::None),
    row(Field::ToolChoice, &["disable_parallel_tool_use"], &["at once", "tool choice"], |r| choice(r).parallel = Some(false)),
    row(Field::Guardrail, &["guard-1"], &[], |r| { guardrail(r); }),
    row(Field::GuardrailMode, &["streamProcessingMode"], &["mode async"], |r| guardrail(r).mode = Some(GuardrailMode::Async)),
    row(Field::Tier, &["tier-1"], &[], |r| r.settings.service.tier = Some("tier-1".to_owned())),
    row(Field::Latency, &["latency-1"], &[], |r| r.settings.service.latency = Some("latency-1".to_owned())),
    row(Field::Metadata, &["meta-1"], &["meta-1"], |r| r.settings.service.metadata.insert(0, ("m".to_owned(), "meta-1".to_owned()))),
    row(Field::Metadata, &["meta-2"], &["meta-2"], |r| r.settings.service.metadata.push(("m".to_owned(), "meta-2".to_owned()))),
    row(Field::UserId, &["user-1"], &["user id"], |r| r.settings.service.user_id = Some("user-1".to_owned())),
    row(Field::Betas, &["beta-1"], &["beta-1"], |r| r.settings.betas.push("beta-1".to_owned())),
    row(Field::Betas, &["beta-2"], &["beta-2"], |r| r.settings.betas.push("beta-2".to_owned())),
    row(Field::Extra, &["extra-1"], &["extra"], |r| r.settings.extra = json(r#"{"x":"extra-1"}"#)),
    row(Field::Prefill, &["prefill-1"], &["the prefill"], |r| r.prefill = "prefill-1 ".to_owned()),
    row(Field::Images, &["cG5n"], &["a picture"], |r| asked(r, picture("aa"))),
    row(Field::Documents, &["cGRm"], &["Ignore all"], |r| asked(r, document("bb", "pdf"))),
    row(Field::Documents, &["w7w="], &["Ignore all"], |r| asked(r, document("cc", "docx"))),
    row(Field::Tools, &["call-1"], &["the call of call-1"], |r| called(r, "call-1", "{\"x\":1}")),
    row(Field::Tools, &["call-2-input"], &["the arguments of call-2", "the call of call-2"], |r| called(r, "call-2", "[\"call-2-input\"]")),
    row(Field::Tools, &["result-1"], &["the result of the call r1"], |r| answered(r, "r1", None, r#"[{"text":"result-1"}]"#)),
    row(Field::Tools, &["result-2"], &["the result of the call r2"], |r| answered(r, "r2", None, r#"[{"video":"result-2"}]"#)),
    row(Field::Tools, &["\"error\"", "is_error"], &["the status error of the call r3", "the result of the call r3"], |r| answered(r, "r3", Some("error"), "")),
    row(Field::Thinking, &["signature-1"], &["what the model thought"], |r| replied(r, ContentBlock::Reasoning {
        text: String::new(), signature: Some("signature-1".to_owned()) })),
    row(Field::Thinking, &["redacted-1"], &["what the model thought"], |r| replied(r, ContentBlock::Redacted("redacted-1".to_owned()))),
    row(Field::Wire, &["unknown-1"], &["over messages"], |r| replied(r, unknown(Wire::Messages, r#"{"type":"unknown-1"}"#))),
    row(Field::Wire, &["unknown-2"], &["over converse"], |r| replied(r, unknown(Wire::Converse, r#"{"type":"unknown-2"}"#))),
];

/// Requests of every wire and form, and their features.
fn requests() -> impl Strategy<Value = (Request, Vec<&'static Feature>)> {
    let texts = [
        "hello",
        "\n\nHuman: hello",
        "\n\nHuman: hello\n\nAssistant:",
    ];
    let styles = [
        None,
        Some(ReasoningStyle::None),
        Some(ReasoningStyle::Anthropic),
        Some(ReasoningStyle::EffortFlat),
        Some(ReasoningStyle::EffortNested),
        Some(ReasoningStyle::ReasoningConfig),
        Some(ReasoningStyle::Nova),
    ];
    let statuses = [Ability::Yes, Ability::No, Ability::Unknown];
    let features = prop::sample::subsequence((0..FEATURES.len()).collect::<Vec<_>>(), 0..12);
    let form = (
        prop::sample::select(styles.to_vec()),
        prop::sample::select(statuses.to_vec()),
    );
    (
        prop::sample::select(&Wire::ALL[..]),
        any::<bool>(),
        prop::sample::select(texts.to_vec()),
        form,
        features,
    )
        .prop_map(|(wire, whole, text, (style, status), features)| {
            let mut made = request(wire, text);
            made.form.reasoning = style;
            made.form.tool_result_status = status;
            if whole {
                made.settings.delivery = Delivery::Whole;
            }
            let features: Vec<_> = features.into_iter().map(|at| &FEATURES[at]).collect();
            for feature in &features {
                (feature.put)(&mut made);
            }
            (made, features)
        })
}

/// Whether a later feature took the place of this one in the request.
fn is_replaced(feature: &Feature, request: &Request) -> bool {
    let choice = request.settings.tools.choice.as_ref();
    let none = choice.is_some_and(|choice| choice.which == Which::None);
    feature.sent == ["choice-1"] && none
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn what_is_named_is_exactly_what_is_not_sent((request, features) in requests()) {
        let call = call(&request, &attachments()).unwrap();
        let left = left_out(&request);
        for feature in features.iter().filter(|feature| !is_replaced(feature, &request)) {
            let named = left.iter().any(|left| feature.is_named_by(left));
            // Two things of one kind are named once, so the other one may stand in the call.
            let alone = features.iter().filter(|other| other.left == feature.left).count() == 1;
            if alone || !named {
                prop_assert_eq!(feature.is_sent(&call), !named, "{:?} {:?} {}", feature.sent, left, call.body);
            }
        }
        for left in &left {
            prop_assert!(features.iter().any(|feature| feature.is_named_by(left)), "{left:?}");
        }
    }

    #[test]
    fn what_was_cut_down_is_carried_whole((request, _) in requests()) {
        let once = carried(&request).request;
        prop_assert_eq!(left_out(&once), []);
        prop_assert_eq!(&carried(&once).request, &once);
        prop_assert_eq!(sent(&once), sent(&request));
    }
}
