//! Requests over each of the three wires, made in the interface only.

use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::harness::{Records, Running, Service, outcrop};

/// A run that talks to the test's sandbox, tall enough for all rows of the settings.
fn ready(service: &Service, model: &str) -> Running {
    let outcrop = outcrop().service(service).model(model).size(130, 60);
    let outcrop = outcrop.ready();
    outcrop.informed();
    outcrop
}

/// A run with the only model that speaks nothing but the completions wire.
fn legacy(service: &Service) -> Running {
    let outcrop = outcrop()
        .service(service)
        .arg("--model")
        .arg("outcrop.legacy-v2");
    let outcrop = outcrop.size(130, 60).ready();
    outcrop.informed().turn("wire", "completions");
    outcrop
}

/// Sends a message, and waits for its reply to end, well or not.
#[track_caller]
fn send<'a>(outcrop: &'a Running, text: &str) -> &'a Running {
    outcrop.asks(|outcrop| {
        outcrop.keys(text).keys("<enter>");
    })
}

/// A body of the messages wire with one text and these members.
fn messages(text: &str, members: &Value) -> Value {
    let mut body = json!({
        "anthropic_version": "bedrock-2023-05-31",
        "max_tokens": 4096,
        "messages": [{"role": "user", "content": [{"type": "text", "text": text}]}],
    });
    body.as_object_mut()
        .unwrap()
        .extend(members.as_object().unwrap().clone());
    body
}

/// A body of Converse with one text and these members.
fn converse(text: &str, members: &Value) -> Value {
    let mut body = json!({
        "messages": [{"role": "user", "content": [{"text": text}]}],
        "inferenceConfig": {"maxTokens": 4096},
    });
    body.as_object_mut()
        .unwrap()
        .extend(members.as_object().unwrap().clone());
    body
}

/// What a wire calls for a streamed reply and for a whole one.
const OPERATIONS: [(&str, &str, &str); 3] = [
    ("converse", "converse-stream", "converse"),
    ("messages", "invoke-with-response-stream", "invoke"),
    ("completions", "invoke-with-response-stream", "invoke"),
];

#[test]
fn each_wire_is_answered_streamed_and_whole() {
    let service = Service::start();
    let outcrop = ready(&service, "fault");
    for (wire, streamed, whole) in OPERATIONS {
        outcrop.turn("wire", wire).set("max_tokens", "4000");
        for (word, operation) in [("on", streamed), ("off", whole)] {
            outcrop.turn("streaming", word);
            send(&outcrop, "one reply rate=99999")
                .see(" in / ")
                .see(" out");
            let reason = if wire == "completions" {
                "stop_sequence"
            } else {
                "end_turn"
            };
            outcrop.see(reason);
            let asked = service.last();
            assert_eq!(asked.operation, operation);
            assert_eq!(asked.header("content-type"), Some("application/json"));
            let text = "one reply rate=99999";
            let body = match wire {
                "converse" => converse(text, &json!({"inferenceConfig": {"maxTokens": 4000}})),
                "messages" => messages(text, &json!({"max_tokens": 4000})),
                _ => {
                    json!({"prompt": format!("\n\nHuman: {text}\n\nAssistant:"), "max_tokens_to_sample": 4000})
                }
            };
            assert_eq!(asked.body, body);
            let records = outcrop.finished();
            let generation = records.of_kind("generation")[0];
            assert_eq!(generation["request"]["wire"], wire);
            let end = records.of_kind("end")[0];
            assert_eq!(end["outcome"], "done");
            assert!(records.reply(0).contains("The faults of this model"));
            std::fs::remove_file(outcrop.file()).unwrap();
            outcrop.keys("<ctrl-n>").see("new conversation");
        }
    }
}

#[test]
fn the_conversation_goes_on_over_another_wire() {
    let service = Service::start();
    let outcrop = ready(&service, "fault");
    outcrop.set("max_tokens", "9");
    send(&outcrop, "granite rate=9999").see("max_tokens");
    outcrop.turn("wire", "messages");
    send(&outcrop, "basalt rate=9999");
    let texts: Vec<_> = service.last().messages();
    assert_eq!(texts.len(), 3);
    assert_eq!(
        (texts[0].1.as_str(), texts[2].1.as_str()),
        ("granite rate=9999", "basalt rate=9999")
    );
    outcrop.turn("wire", "completions");
    send(&outcrop, "gneiss rate=9999");
    let prompt = service.last().body["prompt"].clone();
    let (first, second) = (&texts[1].1, outcrop.finished().reply(1));
    let expected = format!(
        "\n\nHuman: granite rate=9999\n\nAssistant: {first}\n\nHuman: basalt rate=9999\n\nAssistant: {second}\
         \n\nHuman: gneiss rate=9999\n\nAssistant:"
    );
    assert_eq!(prompt, expected);
}

#[test]
fn what_the_completions_wire_leaves_out_is_told_before_sending() {
    let service = Service::start();
    let outcrop = ready(&service, "fault");
    outcrop.write("tools", TOOLS).turn("wire", "completions");
    outcrop
        .keys("granite rate=9999<enter>")
        .see("Before sending");
    outcrop.see("the completions wire leaves out the tool weather");
    assert!(service.asked().is_empty());
    outcrop.asks(|outcrop| {
        outcrop.keys("as it is<enter>").see_no("Before sending");
    });
    let body = json!({"prompt": "\n\nHuman: granite rate=9999\n\nAssistant:", "max_tokens_to_sample": 256});
    assert_eq!(service.last().body, body);
    // It was decided once, and is kept for the other wires.
    send(&outcrop, "basalt rate=9999").turn("wire", "messages");
    send(&outcrop, "gneiss rate=9999");
    assert_eq!(service.last().body["tools"][0]["name"], "weather");
}

#[test]
fn what_is_the_services_own_has_its_place_on_each_wire() {
    let service = Service::start();
    let outcrop = ready(&service, "guide");
    outcrop
        .write("guardrail", "gr-1")
        .turn("guardrail trace", "enabled");
    outcrop
        .turn("tier", "flex")
        .write("metadata", "team=rocks")
        .write("user_id", "u-1");
    outcrop.say("granite rate=9999");
    let members = json!({
        "guardrailConfig": {"guardrailIdentifier": "gr-1", "guardrailVersion": "DRAFT", "trace": "enabled"},
        "additionalModelRequestFields": {"metadata": {"user_id": "u-1"}},
        "requestMetadata": {"team": "rocks"},
        "serviceTier": {"type": "flex"},
    });
    assert_eq!(service.last().body, converse("granite rate=9999", &members));
    outcrop
        .keys("<ctrl-n>")
        .see("new conversation")
        .turn("wire", "messages")
        .say("basalt rate=9999");
    let asked = service.last();
    let members = json!({"metadata": {"user_id": "u-1"}});
    assert_eq!(asked.body, messages("basalt rate=9999", &members));
    for (name, value) in [
        ("x-amzn-bedrock-guardrailidentifier", "gr-1"),
        ("x-amzn-bedrock-guardrailversion", "DRAFT"),
        ("x-amzn-bedrock-trace", "ENABLED"),
        ("x-amzn-bedrock-service-tier", "flex"),
        ("x-amzn-bedrock-request-metadata", "{\"team\":\"rocks\"}"),
    ] {
        assert_eq!(asked.header(name), Some(value), "{name}");
    }
}

#[test]
fn faults_on_the_messages_wire_are_told() {
    let service = Service::start();
    let outcrop = ready(&service, "fault");
    outcrop.turn("wire", "messages");
    let faults: [(&str, &[&str], &str); 5] = [
        (
            "throttle twice quickly",
            &["attempt 1:", "attempt 2:", "end_turn"],
            "done",
        ),
        ("access denied", &["IAM does not allow this"], "failed"),
        ("drop after 5 tokens", &["Enter retries"], "failed"),
        (
            "throttling after 5 tokens",
            &["throttled", "Enter retries"],
            "failed",
        ),
        ("error object", &["✗"], "failed"),
    ];
    for (phrase, says, outcome) in faults {
        send(&outcrop, &format!("{phrase} rate=9999"));
        for text in says {
            outcrop.see(text);
        }
        let records = outcrop.finished();
        assert_eq!(records.outcome(), outcome, "{phrase}");
        let sent = records.of_kind("generation")[0];
        assert_eq!(sent["request"]["wire"], "messages");
        assert!(
            outcome == "done" || phrase == "access denied" || !records.reply(0).is_empty(),
            "{phrase}"
        );
        assert_eq!(service.last().operation, "invoke-with-response-stream");
        std::fs::remove_file(outcrop.file()).unwrap();
        outcrop.keys("<ctrl-n>").see("new conversation");
    }
}

#[test]
fn a_chat_with_a_system_message() {
    let service = Service::start();
    let outcrop = ready(&service, "guide");
    outcrop
        .turn("wire", "messages")
        .keys("<ctrl-x>s")
        .see("System prompt");
    outcrop
        .paste("You know rocks.\nAll of them.")
        .keys("<esc>")
        .see_no("System prompt");
    outcrop
        .set("temperature", "0.5")
        .set("max_tokens", "1024")
        .say("granite rate=9999");
    let members =
        json!({"system": "You know rocks.\nAll of them.", "temperature": 0.5, "max_tokens": 1024});
    assert_eq!(service.last().body, messages("granite rate=9999", &members));
    assert_eq!(service.last().operation, "invoke-with-response-stream");
}

#[test]
fn a_streaming_completion() {
    let service = Service::start();
    let outcrop = legacy(&service);
    outcrop
        .set("max_tokens", "300")
        .set("temperature", "0.5")
        .set("top_p", "1")
        .set("top_k", "250");
    outcrop.write("stop sequences", "\\n\\nHuman:");
    send(&outcrop, "granite rate=9999").see("stop_sequence");
    let body = json!({
        "prompt": "\n\nHuman: granite rate=9999\n\nAssistant:",
        "max_tokens_to_sample": 300,
        "temperature": 0.5,
        "top_p": 1,
        "top_k": 250,
        "stop_sequences": ["\n\nHuman:"],
    });
    let asked = service.last();
    assert_eq!(
        (asked.body, asked.operation.as_str()),
        (body, "invoke-with-response-stream")
    );
    assert_eq!(asked.route, "outcrop.legacy-v2");
    assert_eq!(
        outcrop.finished().reply(0).trim_start(),
        "granite rate=9999"
    );
}

#[test]
fn a_prompt_that_was_written_out_goes_as_it_stands() {
    let service = Service::start();
    let outcrop = legacy(&service);
    let prompt = "Be brief.\n\nHuman: granite?\n\nAssistant: Hard.\n\nHuman: basalt? rate=9999\n\nAssistant: So";
    outcrop.paste(prompt).asks(|outcrop| {
        outcrop.keys("<enter>");
    });
    outcrop.see("stop_sequence");
    assert_eq!(
        service.last().body,
        json!({"prompt": prompt, "max_tokens_to_sample": 256})
    );
}

#[test]
fn a_model_of_another_wire_is_mended_before_sending() {
    let service = Service::start();
    let outcrop = outcrop()
        .service(&service)
        .arg("--model")
        .arg("outcrop.legacy-v2")
        .ready();
    outcrop.informed();
    outcrop
        .keys("granite rate=9999<enter>")
        .see("Before sending");
    outcrop
        .see("does not answer on the converse wire")
        .asks(|outcrop| {
            outcrop.keys("<enter>").see_no("Before sending");
        });
    outcrop.see("stop_sequence");
    assert_eq!(service.last().operation, "invoke-with-response-stream");
    let body = &service.last().body;
    assert_eq!(body["prompt"], "\n\nHuman: granite rate=9999\n\nAssistant:");
    assert!(body["max_tokens_to_sample"].is_u64(), "{body}");
}

#[test]
fn a_prefilled_assistant_turn() {
    let service = Service::start();
    let outcrop = ready(&service, "guide");
    for wire in ["messages", "converse"] {
        outcrop
            .turn("wire", wire)
            .keys("granite rate=9999<ctrl-x>f")
            .see("assistant:");
        outcrop
            .keys("# The sandbox <ctrl-x>f<enter>")
            .see("Before sending")
            .see("white space");
        outcrop.asks(|outcrop| {
            outcrop.keys("<enter>").see_no("Before sending");
        });
        outcrop.see("end_turn").keys("<tab>g");
        outcrop
            .see("· prefilled")
            .see("The sandbox guide")
            .keys("i");
        let text = if wire == "messages" {
            json!({"type": "text", "text": "# The sandbox"})
        } else {
            json!({"text": "# The sandbox"})
        };
        let last = &service.last().body["messages"][1];
        assert_eq!(last, &json!({"role": "assistant", "content": [text]}));
        outcrop.keys("<ctrl-n>").see("new conversation");
    }
}

/// Writes a small picture into the home folder.
fn picture(outcrop: &Running) -> (PathBuf, String) {
    let path = outcrop.home().path().join("strata.png");
    image::RgbImage::from_pixel(4, 3, image::Rgb([60, 80, 9]))
        .save(&path)
        .unwrap();
    let data = STANDARD.encode(std::fs::read(&path).unwrap());
    (path, data)
}

#[test]
fn a_picture_goes_along_and_stays_in_the_file() {
    let service = Service::start();
    let first = ready(&service, "either");
    let (path, data) = picture(&first);
    first
        .keys("<ctrl-x>a")
        .see("Attach a file")
        .keys("strata.png<enter>")
        .see("Image #1 strata.png");
    first.say("what is it? rate=9999");
    let image = json!({"image": {"format": "png", "source": {"bytes": data}}});
    let text = json!({"text": "what is it? rate=9999"});
    let said = json!({"role": "user", "content": [image, text]});
    assert_eq!(service.last().body["messages"], json!([said]));
    std::fs::remove_file(path).unwrap();
    first.keys("<ctrl-x>q");
    assert_eq!(first.exit(), 0);

    let second = outcrop()
        .home(first.home())
        .service(&service)
        .arg("--resume");
    let second = second.size(130, 60).open();
    second.see("Enter send").say("and now? rate=9999");
    assert_eq!(service.last().body["messages"][0], said);
    second
        .turn("wire", "messages")
        .say("and over the other wire? rate=9999");
    let source = json!({"type": "base64", "media_type": "image/png", "data": data});
    let image = json!({"type": "image", "source": source});
    let text = json!({"type": "text", "text": "what is it? rate=9999"});
    let said = json!({"role": "user", "content": [image, text]});
    assert_eq!(service.last().body["messages"][0], said);
    assert_eq!(Records::read(&second.file()).count("blob"), 1);
}

/// A tool, as in Anthropic's documentation.
const TOOLS: &str = r#"[
  {
    "name": "weather",
    "description": "Of a city.",
    "input_schema": {
      "type": "object",
      "properties": {"city": {"type": "string"}, "days": {"type": "integer"}},
      "required": ["city"]
    }
  }
]"#;

#[test]
fn a_tool_is_called() {
    let service = Service::start();
    let outcrop = ready(&service, "guide");
    outcrop
        .turn("wire", "messages")
        .write("tools", TOOLS)
        .turn("tool choice", "auto");
    send(&outcrop, "/tool weather {\"city\": \"Oslo\"} rate=9999")
        .see("tool_use")
        .see("▸ weather");
    outcrop.see("Oslo");
    let members = json!({"tools": serde_json::from_str::<Value>(TOOLS).unwrap(), "tool_choice": {"type": "auto"}});
    assert_eq!(
        service.last().body,
        messages("/tool weather {\"city\": \"Oslo\"} rate=9999", &members)
    );
    outcrop
        .keys("<ctrl-n>")
        .see("new conversation")
        .turn("wire", "converse");
    send(&outcrop, "/tool weather rate=9999")
        .see("tool_use")
        .see("▸ weather");
    let tools: Value = serde_json::from_str(TOOLS).unwrap();
    let spec = json!({"toolSpec": {
        "name": "weather",
        "description": "Of a city.",
        "inputSchema": {"json": tools[0]["input_schema"]},
    }});
    let members = json!({"toolConfig": {"tools": [spec], "toolChoice": {"auto": {}}}});
    assert_eq!(
        service.last().body,
        converse("/tool weather rate=9999", &members)
    );
}

#[test]
fn a_model_uses_a_computer() {
    let service = Service::start();
    let outcrop = ready(&service, "guide");
    let tools = json!([
        {"type": "computer_20241022", "name": "computer", "display_width_px": 1024, "display_height_px": 768,
         "display_number": 1},
        {"type": "bash_20241022", "name": "bash"},
        {"type": "text_editor_20241022", "name": "str_replace_editor"},
    ]);
    outcrop
        .turn("wire", "messages")
        .write("tools", &tools.to_string());
    outcrop.write("betas", "computer-use-2024-10-22");
    send(&outcrop, "/tool computer rate=9999")
        .see("tool_use")
        .see("▸ computer")
        .see("screenshot");
    let members = json!({"tools": tools, "anthropic_beta": ["computer-use-2024-10-22"]});
    assert_eq!(
        service.last().body,
        messages("/tool computer rate=9999", &members)
    );
}
