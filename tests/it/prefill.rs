//! Replies that the user begins: what goes out, what grows out of it, and what works where a model refuses it.

use serde_json::{Value, json};

use crate::harness::{Running, Service, outcrop};

/// What the user begins.
const PREFILL: &str = "Here is my JSON description:\n{";

/// What the service says where it takes none.
const REFUSAL: &str = "This model does not support assistant message prefill.";

/// A run on a wire with a model of which it is known what it takes.
fn on(service: &Service, model: &str, wire: &str) -> Running {
    let outcrop = outcrop().service(service).model(model).size(130, 60);
    let outcrop = outcrop.ready();
    outcrop.informed().turn("wire", wire);
    outcrop
}

/// Writes a message and the beginning of its reply.
#[track_caller]
fn write<'a>(outcrop: &'a Running, lamp: &str) -> &'a Running {
    outcrop
        .keys("granite rate=9999<ctrl-x>f")
        .see("assistant:")
        .paste(PREFILL)
        .see("JSON description:")
        .keys("<ctrl-x>f");
    outcrop.see(lamp)
}

/// A message with a text, as a body has it.
fn message(role: &str, text: &str, wire: &str) -> Value {
    let content = match wire {
        "messages" => json!({"type": "text", "text": text}),
        _ => json!({"text": text}),
    };
    json!({"role": role, "content": [content]})
}

/// The system prompt of a body.
fn system(body: &Value) -> String {
    match &body["system"] {
        Value::String(text) => text.clone(),
        blocks => blocks[0]["text"].as_str().unwrap_or_default().to_owned(),
    }
}

#[test]
fn a_reply_grows_out_of_what_the_user_wrote() {
    for wire in ["converse", "messages"] {
        let service = Service::start();
        let outcrop = on(&service, "guide", wire);
        write(&outcrop, "✓ this model takes it");
        outcrop.asks(|outcrop| {
            outcrop.keys("<enter>").see_no("Before sending");
        });
        let sent = service.last().body["messages"].clone();
        let expected = [
            message("user", "granite rate=9999", wire),
            message("assistant", PREFILL, wire),
        ];
        assert_eq!(sent, json!(expected), "{wire}");
        // It and the model's words are one line of one message.
        outcrop.see("end_turn").keys("<tab>g").see("· prefilled");
        outcrop.see("Here is my JSON description: { … (that much was your prefill)");
        let records = outcrop.finished();
        let generation = records.of_kind("generation")[0].clone();
        assert_eq!(generation["prefill"], json!([{"text": PREFILL}]));
        assert!(
            records
                .reply(0)
                .starts_with(" … (that much was your prefill)")
        );
        // The next request has it as one message, too.
        outcrop.keys("i").say("and basalt? rate=9999");
        let (role, text) = service.last().messages()[1].clone();
        assert_eq!(role, "assistant");
        assert!(
            text.starts_with(&format!("{PREFILL} … (that much")),
            "{text}"
        );
    }
}

#[test]
fn the_file_tells_prefill_and_reply_apart_after_a_restart() {
    let service = Service::start();
    let first = on(&service, "guide", "converse");
    write(&first, "✓ this model takes it").asks(|outcrop| {
        outcrop.keys("<enter>");
    });
    first.see("end_turn").keys("<ctrl-x>q");
    assert_eq!(first.exit(), 0);
    let second = outcrop().service(&service).home(first.home());
    let second = second.arg("--resume").size(130, 60).open();
    second.see("Enter send").keys("<tab>g").see("· prefilled");
    // The user's words are underlined, the model's are not.
    let underlined = |raw: &[u8]| {
        let text = String::from_utf8_lossy(raw);
        let places = text.match_indices("description:").map(|(at, _)| at);
        places.into_iter().any(|at| {
            let before = text[..at].rfind("assistant · ").map_or(0, |from| from);
            text[before..at].contains("\x1b[4m") || text[before..at].contains(";4m")
        })
    };
    second.until_raw("the prefill is underlined", underlined);
}

/// A run in which a model has refused the beginning of a reply.
fn refused(service: &Service, wire: &str) -> Running {
    let outcrop = on(service, "modern", wire);
    write(&outcrop, "✗ this model refuses it");
    outcrop.keys("<enter>").see("Before sending");
    outcrop.asks(|outcrop| {
        outcrop.keys("as it is<enter>").see_no("Before sending");
    });
    outcrop
        .see(REFUSAL)
        .see("F6 shows what works instead of the prefill");
    assert_eq!(service.last().messages().len(), 2);
    outcrop
}

#[test]
fn after_a_refusal_the_system_prompt_asks_for_the_same() {
    for wire in ["converse", "messages"] {
        let service = Service::start();
        let outcrop = refused(&service, wire);
        outcrop.asks(|outcrop| {
            outcrop
                .keys("<f6>")
                .see("Instead of beginning the reply")
                .keys("<enter>");
        });
        outcrop.see("end_turn").keys("<tab>g").see("‹2/2›");
        let body = service.last().body;
        let question = message("user", "granite rate=9999", wire);
        assert_eq!(body["messages"], json!([question]), "{wire}");
        let asked = system(&body);
        assert!(
            asked.starts_with("Begin your reply with exactly"),
            "{asked}"
        );
        assert!(asked.contains(&format!(">{PREFILL}</")), "{asked}");
        // The settings say so, and the file.
        outcrop.row("system").see("Begin your reply");
        let lanes = outcrop.records().of_kind("lane_set").len();
        assert!(lanes > 0);
    }
}

#[test]
fn after_a_refusal_json_comes_by_a_tool() {
    for (wire, choice) in [
        ("converse", "/toolConfig/toolChoice/tool/name"),
        ("messages", "/tool_choice/name"),
    ] {
        let service = Service::start();
        let outcrop = refused(&service, wire);
        outcrop.asks(|outcrop| {
            outcrop
                .keys("<f6>")
                .see("make it reply as JSON")
                .keys("tool<enter>");
        });
        outcrop.see("▸ reply_as_json");
        let body = service.last().body;
        assert_eq!(
            body.pointer(choice),
            Some(&json!("reply_as_json")),
            "{body}"
        );
        assert_eq!(body["messages"].as_array().map(Vec::len), Some(1));
        assert_eq!(system(&body), "");
    }
}

#[test]
fn before_sending_one_key_takes_the_best_way() {
    let service = Service::start();
    let outcrop = on(&service, "modern", "converse");
    write(&outcrop, "✗ this model refuses it");
    outcrop
        .keys("<enter>")
        .see("ask for it in the system prompt");
    assert!(service.asked().is_empty());
    outcrop.asks(|outcrop| {
        outcrop
            .keys("<enter>")
            .see("from here on the system prompt asks for it");
    });
    outcrop.see("end_turn").see_no("Before sending");
    assert_eq!(service.asked().len(), 1);
    assert!(system(&service.last().body).contains(PREFILL));
    assert_eq!(outcrop.screen().editor().concat(), "");
}

#[test]
fn another_model_is_asked_with_the_same_beginning() {
    let service = Service::start();
    let outcrop = refused(&service, "converse");
    outcrop
        .keys("<f6>")
        .see("choose another one")
        .keys("another<enter>");
    outcrop.see("Sandbox Either").asks(|outcrop| {
        outcrop.keys("either<enter>");
    });
    outcrop.see("end_turn").keys("<tab>g").see("‹2/2›");
    let last = service.last();
    assert_eq!(last.route, "outcrop.either-v1%3A0");
    assert_eq!(last.messages()[1].1, PREFILL);
}

#[test]
fn what_nobody_knows_is_said_and_tried() {
    let service = Service::start();
    let outcrop = outcrop()
        .service(&service)
        .model("echo")
        .size(50, 15)
        .ready();
    write(&outcrop, "? nobody knows whether this model takes it");
    outcrop.asks(|outcrop| {
        outcrop.keys("<enter>");
    });
    assert_eq!(service.last().messages()[1].1, PREFILL);
}
