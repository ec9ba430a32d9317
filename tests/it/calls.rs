//! Calls of tools, answered by hand: what goes back to the model, and what stands in the file.

use serde_json::{Value, json};

use crate::attaching::png;
use crate::harness::{Running, Service, outcrop};

/// A tool that tells what is played on a station.
const TOOLS: &str = r#"[{"name": "top_song", "description": "The most popular song on a radio station.",
  "input_schema": {"type": "object", "properties": {"sign": {"type": "string"}}, "required": ["sign"]}}]"#;

/// A run in which the model has called a tool.
fn called(service: &Service, wire: &str, input: &str) -> Running {
    let outcrop = outcrop().service(service).model("guide").size(130, 60);
    let outcrop = outcrop.ready();
    outcrop.informed();
    outcrop.turn("wire", wire).write("tools", TOOLS);
    outcrop.asks(|outcrop| {
        outcrop.keys(&format!("/tool top_song {input} rate=9999<enter>"));
    });
    outcrop
        .see("a tool call waits: ^X t")
        .keys("<ctrl-x>t")
        .see("1 tool call · 1 waits");
    outcrop
}

/// The result in the last request, as the wire has it: its status and its content.
fn result(service: &Service, wire: &str) -> (Value, Value) {
    let body = service.last().body;
    let message = body["messages"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(message["role"], "user", "{body}");
    let block = &message["content"][0];
    if wire == "messages" {
        (block["is_error"].clone(), block["content"].clone())
    } else {
        let result = &block["toolResult"];
        (result["status"].clone(), result["content"].clone())
    }
}

/// The arguments of the call in the last request.
fn arguments(service: &Service, wire: &str) -> Value {
    let body = service.last().body;
    let calls = body["messages"][1]["content"].as_array().unwrap().clone();
    let call = calls.last().unwrap();
    if wire == "messages" {
        call["input"].clone()
    } else {
        call["toolUse"]["input"].clone()
    }
}

#[test]
fn a_text_is_the_answer_on_both_wires() {
    for wire in ["converse", "messages"] {
        let service = Service::start();
        let outcrop = called(&service, wire, "{\"sign\": \"WZPZ\"}");
        outcrop.see("✓ valid").see("sign: \"WZPZ\"");
        outcrop.keys("a").see("Result of the call, as text");
        outcrop.keys("Elemental Hotel");
        outcrop.asks(|outcrop| {
            outcrop.keys("<ctrl-s>");
        });
        outcrop
            .see("given back")
            .keys("<esc>")
            .keys("<ctrl-home>")
            .see("result of top_song");
        let (_, content) = result(&service, wire);
        assert_eq!(content[0]["text"], "Elemental Hotel", "{wire} {content}");
        assert_eq!(arguments(&service, wire), json!({"sign": "WZPZ"}));
        assert_eq!(outcrop.records().count("answer"), 1);
    }
}

#[test]
fn an_error_json_and_a_picture_are_answers() {
    let service = Service::start();
    let outcrop = called(&service, "converse", "{\"sign\": 7}");
    outcrop.see("✗ /sign: 7 is not of type \"string\"");
    outcrop
        .keys("a")
        .see("as text")
        .keys("<ctrl-t>")
        .see("as JSON");
    outcrop.keys("<ctrl-e>").see("as JSON, an error");
    outcrop
        .keys("{\"why\": ")
        .keys("<ctrl-s>")
        .see("a value is missing");
    outcrop.keys("\"no station\"}");
    outcrop.asks(|outcrop| {
        outcrop.keys("<ctrl-s>");
    });
    let (status, content) = result(&service, "converse");
    assert_eq!(status, "error");
    assert_eq!(content, json!([{"json": {"why": "no station"}}]));

    let outcrop = called(&service, "converse", "{\"sign\": \"WKRP\"}");
    let path = outcrop.home().path().join("cover.png");
    std::fs::write(&path, png(3, 2, [200, 0, 0])).unwrap();
    outcrop.keys("f").see("Answer the call with a file");
    outcrop.paste(&path.display().to_string());
    outcrop.asks(|outcrop| {
        outcrop.keys("<enter>");
    });
    let (_, content) = result(&service, "converse");
    assert_eq!(content[0]["image"]["format"], "png", "{content}");
    outcrop.see("image, png 3×2");
}

#[test]
fn changed_arguments_reach_the_model() {
    let service = Service::start();
    let outcrop = called(&service, "converse", "{\"sign\": 7}");
    outcrop.keys("e").see("Arguments of the call, as JSON");
    outcrop.see("✗ /sign");
    outcrop.keys("<ctrl-end>");
    outcrop.keys(&"<backspace>".repeat(20));
    outcrop.paste("{\"sign\": \"WKRP\"}");
    outcrop.see("keeps to the schema").keys("<esc>");
    outcrop.see("waiting, edited").see("changed by you");
    outcrop.keys("a").see("Result of the call").keys("a song");
    outcrop.asks(|outcrop| {
        outcrop.keys("<ctrl-s>");
    });
    assert_eq!(arguments(&service, "converse"), json!({"sign": "WKRP"}));
    // What the model said stays what it said.
    let records = outcrop.records();
    let all = serde_json::to_string(&records.of_kind("deltas")).unwrap();
    assert!(!all.contains("WKRP"), "{all}");
}

#[test]
fn a_call_is_skipped_or_denied() {
    for (keys, told) in [
        ("s", "The user skipped this call: nothing was run."),
        ("dtoo loud<enter>", "The user denied this call: too loud"),
    ] {
        let service = Service::start();
        let outcrop = called(&service, "messages", "{\"sign\": \"WZPZ\"}");
        outcrop.asks(|outcrop| {
            outcrop.keys(keys);
        });
        let (_, content) = result(&service, "messages");
        assert_eq!(content[0]["text"], told, "{content}");
    }
}

#[test]
fn a_call_waits_until_the_file_is_opened_again() {
    let service = Service::start();
    let first = called(&service, "converse", "{\"sign\": \"WZPZ\"}");
    let file = first.file();
    first.keys("<esc>").keys("<ctrl-x>q");
    assert_eq!(first.exit(), 0);
    let home = first.home().clone();
    let second = outcrop().home(&home).service(&service).model("guide");
    let second = second.size(130, 60).arg(file.display().to_string());
    let second = second.open();
    second
        .see("a tool call waits: ^X t")
        .keys("<ctrl-x>t")
        .see("1 tool call · 1 waits")
        .keys("a")
        .see("Result of the call")
        .keys("Elemental Hotel");
    second.asks(|outcrop| {
        outcrop.keys("<ctrl-s>");
    });
    second.see("given back");
    let (_, content) = result(&service, "converse");
    assert_eq!(content[0]["text"], "Elemental Hotel");
}

/// A run in which the model has called the tool three times in one reply, and the list of them.
fn called_thrice(service: &Service) -> Running {
    let outcrop = outcrop()
        .service(service)
        .model("tool")
        .size(130, 50)
        .ready();
    outcrop.informed();
    outcrop.write("tools", TOOLS);
    outcrop.asks(|outcrop| {
        outcrop.keys("top_song, please: calls=3<enter>");
    });
    outcrop
        .see("3 tool calls wait for answers")
        .keys("<ctrl-x>t")
        .see("3 tool calls · 3 wait");
    outcrop
}

/// Types an answer for the selected call.
fn typed<'a>(outcrop: &'a Running, text: &str) -> &'a Running {
    outcrop.keys("a").see("Result of the call, as text");
    outcrop.keys(text).see(text).keys("<ctrl-s>")
}

/// The texts of all results in the last request, in their order.
fn all_results(service: &Service) -> Vec<String> {
    let body = service.last().body;
    let message = body["messages"].as_array().unwrap().last().unwrap();
    let blocks = message["content"].as_array().unwrap().iter();
    let texts = blocks.map(|block| block["toolResult"]["content"][0]["text"].clone());
    texts
        .map(|text| text.as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn three_calls_are_answered_backwards_and_go_back_in_their_order() {
    let service = Service::start();
    let outcrop = called_thrice(&service);
    outcrop.keys("<down><down>");
    typed(&outcrop, "the third").see("3 tool calls · 2 wait");
    outcrop.keys("<end><up>");
    typed(&outcrop, "the second").see("3 tool calls · 1 waits");
    let requests = service.asked().len();
    assert_eq!(
        outcrop.records().count("answer"),
        2,
        "nothing has gone back"
    );
    outcrop.asks(|outcrop| {
        typed(outcrop, "the first");
    });
    assert_eq!(service.asked().len(), requests + 1);
    assert_eq!(
        all_results(&service),
        ["the first", "the second", "the third"]
    );
    let records = outcrop.finished();
    let blocks: Vec<u64> = records
        .of_kind("answer")
        .iter()
        .map(|answer| answer["call"][1].as_u64().unwrap())
        .collect();
    assert!(blocks[0] > blocks[1] && blocks[1] > blocks[2], "{blocks:?}");
}

#[test]
fn calls_wait_over_a_restart_for_the_rest_of_their_answers() {
    let service = Service::start();
    let first = called_thrice(&service);
    first.keys("<down>");
    typed(&first, "the second").see("3 tool calls · 2 wait");
    first.keys("<esc><ctrl-x>q");
    assert_eq!(first.exit(), 0);
    let again = outcrop().service(&service).home(first.home());
    let second = again.arg("--resume").size(130, 50).open();
    second
        .see("2 tool calls wait: ^X t")
        .keys("<ctrl-x>t")
        .see("3 tool calls · 2 wait");
    typed(&second, "the first").see("3 tool calls · 1 waits");
    second.asks(|outcrop| {
        typed(outcrop, "the third");
    });
    assert_eq!(
        all_results(&service),
        ["the first", "the second", "the third"]
    );
    second.keys("<esc>").see("I got 3 results");
    assert_eq!(second.finished().count("answer"), 3);
}
