//! Whole turns of tools on the messages wire: each reply goes back with results until no tool is called.

use std::io::Cursor;
use std::time::Instant;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use image::{ImageFormat, Rgb, RgbImage};
use serde_json::{Value, json};

use crate::sandbox::media::examined;
use crate::sandbox::models::Models;
use crate::sandbox::plan::Speech;
use crate::sandbox::script;
use crate::sandbox::validate::{Delivery, validate};
use crate::sandbox::wire::{self, Letterhead};

const MODEL: &str = "outcrop.tool-v1:0";

/// Most rounds of a turn.
const MOST: usize = 40;

/// What was said and called in one reply.
#[derive(Debug)]
struct Said {
    text: String,
    calls: Vec<(String, Value)>,
    stop: String,
    content: Value,
}

fn reply(body: &Value) -> Said {
    let models = Models::built_in().unwrap();
    let model = models.reach(MODEL).unwrap();
    let mut request = wire::read(model, &model.id, body.to_string().as_bytes()).unwrap();
    validate(model, Delivery::Streamed, &request)
        .unwrap_or_else(|refusal| panic!("{}: {body}", refusal.text));
    request.seen = examined(model, &request).unwrap();
    let said = script::reply(model, &request);
    let said = Speech::of(said, &request, model.max_tokens).reply;
    let answer = Letterhead::of(model, &request).whole(&said, Instant::now());
    let content = answer["content"].clone();
    let blocks = content.as_array().unwrap();
    let texts: Vec<&str> = blocks
        .iter()
        .filter_map(|block| block["text"].as_str())
        .collect();
    let calls = blocks.iter().filter(|block| block["type"] == "tool_use");
    Said {
        text: texts.join("\n"),
        calls: calls
            .map(|call| {
                (
                    call["name"].as_str().unwrap().to_owned(),
                    call["input"].clone(),
                )
            })
            .collect(),
        stop: answer["stop_reason"].as_str().unwrap().to_owned(),
        content,
    }
}

fn body(question: &str, members: &Value) -> Value {
    let mut body = json!({"anthropic_version": "bedrock-2023-05-31", "max_tokens": 4000,
        "messages": [{"role": "user", "content": question}]});
    for (name, value) in members.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

/// The replies of a turn; each call is answered by the function.
fn turn(question: &str, members: &Value, answer: impl Fn(&str, &Value) -> Value) -> Vec<Said> {
    let mut body = body(question, members);
    let mut all = Vec::new();
    for _ in 0..MOST {
        let said = reply(&body);
        let blocks = said.content.as_array().unwrap().iter();
        let results: Vec<Value> = blocks
            .filter(|block| block["type"] == "tool_use")
            .map(|call| {
                let mut result = answer(call["name"].as_str().unwrap(), &call["input"]);
                result["type"] = json!("tool_result");
                result["tool_use_id"] = call["id"].clone();
                result
            })
            .collect();
        let more = [
            json!({"role": "assistant", "content": said.content}),
            json!({"role": "user", "content": results}),
        ];
        all.push(said);
        if results.is_empty() {
            return all;
        }
        body["messages"].as_array_mut().unwrap().extend(more);
    }
    panic!("no end: {:?}", all.last());
}

fn text(text: &str) -> Value {
    json!({"content": text})
}

fn radio() -> Value {
    json!({"name": "top_song", "description": "Get the most popular song played on a radio station.", "input_schema":
        {"type": "object", "properties": {"sign": {"type": "string"}}, "required": ["sign"]}})
}

fn dig() -> Value {
    json!({"name": "dig", "input_schema": {"type": "object", "required": ["metres"], "additionalProperties": false,
        "properties": {"metres": {"type": "integer", "minimum": 1, "maximum": 90}}}})
}

fn weigh() -> Value {
    json!({"name": "weigh", "input_schema": {"type": "object", "properties": {"rock": {"type": "string"}}}})
}

fn with(tools: &[Value]) -> Value {
    json!({"tools": tools})
}

fn inputs<'a>(said: &'a [Said], member: &str) -> Vec<&'a str> {
    let calls = said.iter().flat_map(|said| &said.calls);
    calls
        .filter_map(|(_, input)| input[member].as_str())
        .collect()
}

#[test]
fn the_song_of_a_station_is_looked_up() {
    let said = turn(
        "What's the most popular song on WZPZ?",
        &with(&[radio()]),
        |name, input| {
            assert_eq!((name, input), ("top_song", &json!({"sign": "WZPZ"})));
            text("Elemental Hotel")
        },
    );
    assert_eq!(
        (said.len(), said[0].stop.as_str(), said[1].stop.as_str()),
        (2, "tool_use", "end_turn")
    );
    assert!(
        said[1]
            .text
            .starts_with("The most popular song on WZPZ is “Elemental Hotel”.\n\nI got 1 result")
    );
    let answer =
        json!({"content": "{\"song\": \"Elemental Hotel\", \"artist\": \"8 Storey Hike\"}"});
    let said = turn("And on KEXP?", &with(&[dig(), radio()]), |_, _| {
        answer.clone()
    });
    assert!(
        said[1]
            .text
            .starts_with("The most popular song on KEXP is “Elemental Hotel” by 8 Storey Hike.")
    );
}

#[test]
fn a_station_that_fails_or_is_not_told_is_said_to() {
    let error = json!({"content": "Station WKRP not found.", "is_error": true});
    let said = turn("top song of WKRP", &with(&[radio()]), |_, _| error.clone());
    assert!(
        said[1].text.starts_with(
            "I could not learn the most popular song on WKRP: Station WKRP not found."
        )
    );
    let said = turn(
        "What's the most popular song?",
        &with(&[radio()]),
        |_, _| text("x"),
    );
    assert!(said[0].calls.is_empty() && said[0].text.starts_with("Which radio station"));
}

#[test]
fn two_stations_are_asked_at_once_unless_that_is_forbidden() {
    let question = "WZPZ or WKRP?";
    let said = turn(question, &with(&[radio()]), |_, input| {
        text(input["sign"].as_str().unwrap())
    });
    assert_eq!((said.len(), said[0].calls.len()), (2, 2));
    assert!(said[1].text.starts_with(
        "The most popular song on WZPZ is “WZPZ”. The most popular song on WKRP is “WKRP”."
    ));
    let mut alone = with(&[radio()]);
    alone["tool_choice"] = json!({"type": "auto", "disable_parallel_tool_use": true});
    let said = turn(question, &alone, |_, _| text("song"));
    assert_eq!(
        (said.len(), inputs(&said, "sign")),
        (3, vec!["WZPZ", "WKRP"])
    );
}

#[test]
fn a_tool_is_chosen_by_name_or_is_the_first() {
    let tools = with(&[dig(), weigh()]);
    let called = |question: &str| {
        turn(question, &tools, |_, _| text("done"))[0].calls[0]
            .0
            .clone()
    };
    assert_eq!(called("how deep is it?"), "dig");
    assert_eq!(called("weigh it"), "weigh");
    assert!(turn("Hello!", &tools, |_, _| text("x"))[0].calls.is_empty());
    let forced =
        json!({"tools": [dig(), weigh()], "tool_choice": {"type": "tool", "name": "weigh"}});
    assert_eq!(
        turn("Hello!", &forced, |_, _| text("x"))[0].calls[0].0,
        "weigh"
    );
    let none = json!({"tools": [dig()], "tool_choice": {"type": "none"}});
    assert!(turn("dig", &none, |_, _| text("x"))[0].calls.is_empty());
}

#[test]
fn calls_can_be_many_and_go_on_for_rounds() {
    let tools = with(&[dig(), weigh()]);
    let said = turn("go calls=3", &tools, |_, _| text("done"));
    let names: Vec<&str> = said[0]
        .calls
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!((names, said.len()), (vec!["dig", "weigh", "dig"], 2));
    let ids: Vec<&Value> = said[0]
        .content
        .as_array()
        .unwrap()
        .iter()
        .map(|block| &block["id"])
        .collect();
    assert!(ids[1] != ids[2] && ids[2] != ids[3] && ids[1] != ids[3]);
    let said = turn("dig rounds=3 calls=2", &tools, |_, _| text("done"));
    assert_eq!(
        said.iter().map(|said| said.calls.len()).collect::<Vec<_>>(),
        [2, 2, 2, 0]
    );
    assert!(
        said[1].text.starts_with("Round 2 of 3.")
            && said[3].text.starts_with("I got 2 results after 3 rounds")
    );
    let mut alone = tools.clone();
    alone["tool_choice"] = json!({"type": "auto", "disable_parallel_tool_use": true});
    let said = turn("dig calls=2", &alone, |_, _| text("done"));
    assert_eq!(
        said.iter().map(|said| said.calls.len()).collect::<Vec<_>>(),
        [1, 1, 0]
    );
}

#[test]
fn arguments_can_be_given_wrong_or_cut() {
    let tools = with(&[dig()]);
    let first = |question: &str| turn(question, &tools, |_, _| text("done")).remove(0);
    assert_eq!(
        first("args={\"how deep\": [1, \"rate=9\"]}").calls[0].1,
        json!({"how deep": [1, "rate=9"]})
    );
    assert!(first("args=oops").text.contains("is no JSON object"));
    let wrong = first("dig invalid=missing");
    assert_eq!(wrong.calls[0].1, json!({}));
    assert!(
        wrong
            .text
            .ends_with("wrong on purpose: `metres` is missing."),
        "{}",
        wrong.text
    );
    assert_eq!(first("dig invalid").calls[0].1["metres"], "seven");
    assert!(first("dig deaf").calls.is_empty());
    let no_json = reply(&body("dig invalid=json", &tools));
    assert!(
        no_json.calls[0].1.is_string() && no_json.stop == "tool_use",
        "{no_json:?}"
    );
    let cut = reply(&body(
        "dig args={\"metres\": 1, \"why\": \"because of the basalt below\"} cut",
        &tools,
    ));
    assert_eq!(
        (cut.stop.as_str(), &cut.calls[0].1["metres"]),
        ("max_tokens", &json!(1))
    );
    assert_ne!(cut.calls[0].1["why"], "because of the basalt below");
    let mut small = tools.clone();
    small["max_tokens"] = json!(9);
    assert_eq!(
        reply(&body("dig args={\"metres\": 123456789}", &small)).stop,
        "max_tokens"
    );
}

#[test]
fn results_are_told_so_that_nothing_can_be_lost() {
    let long = "granite ".repeat(1000);
    let content =
        json!([{"type": "text", "text": "short"}, {"type": "text", "text": long}, picture(64, 48)]);
    let said = turn("dig", &with(&[dig()]), |_, _| json!({"content": content}));
    let hash = |bytes: &[u8]| match crate::sandbox::media::Bytes::of(bytes) {
        crate::sandbox::media::Bytes::Sent { sha256, .. } => sha256[..8].to_owned(),
        crate::sandbox::media::Bytes::S3(_) => String::new(),
    };
    let png = STANDARD
        .decode(content[2]["source"]["data"].as_str().unwrap())
        .unwrap();
    for part in [
        "1. `dig` (toolu_bdrk_01",
        "success: 3 items: “short” (5 characters, sha256 ",
        &format!("text of 8000 characters, sha256 {}", hash(long.as_bytes())),
        &format!(
            "image png 64x48, {} bytes, sha256 {}",
            png.len(),
            hash(&png)
        ),
    ] {
        assert!(said[1].text.contains(part), "{part}: {}", said[1].text);
    }
    let empty = turn("dig", &with(&[dig()]), |_, _| json!({}));
    assert!(empty[1].text.ends_with("success: nothing"));
}

/// A blue screen with a red button from 60 % to 70 % of both sides.
fn picture(width: u32, height: u32) -> Value {
    let is_button = |at: u32, side: u32| (side * 6 / 10..side * 7 / 10).contains(&at);
    let image = RgbImage::from_fn(width, height, |x, y| {
        Rgb(if is_button(x, width) && is_button(y, height) {
            [255, 0, 0]
        } else {
            [0, 0, 255]
        })
    });
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, ImageFormat::Png).unwrap();
    let data = STANDARD.encode(bytes.into_inner());
    json!({"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": data}})
}

fn desk(date: &str, beta: &str) -> Value {
    let mut tool = json!({"type": format!("computer_{date}"), "name": "computer",
        "display_width_px": 1024, "display_height_px": 768, "display_number": 1});
    if date == "20251124" {
        tool["enable_zoom"] = json!(true);
    }
    json!({"tools": [tool, dig()], "anthropic_beta": [format!("computer-use-{beta}")]})
}

#[test]
fn a_screen_is_used_and_what_stands_there_is_told() {
    let first = ["screenshot", "mouse_move", "left_click", "type", "key"];
    let scroll = ["scroll", "wait"];
    let last = ["left_click_drag", "screenshot"];
    for (date, beta, more) in [
        ("20241022", "2024-10-22", vec![]),
        ("20250124", "2025-01-24", scroll.to_vec()),
        (
            "20251124",
            "2025-11-24",
            [scroll.as_slice(), &["zoom"]].concat(),
        ),
    ] {
        let task = "Open the bookmarks and find the radio station";
        let said = turn(task, &desk(date, beta), |_, input| {
            match input["action"].as_str() {
                Some("screenshot") => json!({"content": [picture(512, 384)]}),
                _ => text("done"),
            }
        });
        assert_eq!(
            inputs(&said, "action"),
            [first.as_slice(), &more, &last].concat()
        );
        let place = &said[1].calls[0].1["coordinate"];
        let (x, y) = (place[0].as_u64().unwrap(), place[1].as_u64().unwrap());
        assert!(
            (614..717).contains(&x) && (460..538).contains(&y),
            "{place}"
        );
        assert_eq!(said[2].calls[0].1["coordinate"], *place);
        assert!(
            said[1]
                .text
                .starts_with("I got a picture of 512x384 pixels of a display of 1024x768.")
        );
        assert!(
            said[2].text.contains("where the screen is red"),
            "{}",
            said[2].text
        );
        let drag = &said[said.len() - 3].calls[0].1;
        assert_eq!(drag.get("start_coordinate").is_some(), date != "20241022");
        let ending = &said[said.len() - 1].text;
        assert!(
            ending.starts_with("I am done.") && ending.contains("image png 512x384"),
            "{ending}"
        );
    }
}

#[test]
fn a_screen_is_used_for_so_many_rounds_and_what_stands_in_for_a_tool_is_not_called() {
    let mut tools = desk("20250124", "2025-01-24");
    tools["tools"].as_array_mut().unwrap().pop();
    tools["tools"].as_array_mut().unwrap().push(
        json!({"name": "placeholder", "description": "Does nothing. Do not call it.",
            "input_schema": {"type": "object"}}),
    );
    let said = turn("click the red square rounds=3", &tools, |_, _| text("x"));
    assert_eq!(
        inputs(&said, "action"),
        ["screenshot", "mouse_move", "left_click"]
    );
    let said = turn("go on calls=2 rounds=2", &tools, |_, _| text("x"));
    let called: Vec<&String> = said
        .iter()
        .flat_map(|it| &it.calls)
        .map(|it| &it.0)
        .collect();
    assert_eq!(called, ["computer"; 4]);
}

#[test]
fn a_song_that_is_asked_for_by_the_name_of_the_tool_is_looked_up() {
    for question in ["use top_song", "please call `top_song` now"] {
        let said = turn(question, &with(&[radio()]), |_, _| text("x"));
        assert_eq!(said[0].calls[0].0, "top_song", "{question}");
    }
}

#[test]
fn a_screen_without_picture_and_a_denied_step_are_told() {
    let tools = desk("20250124", "2025-01-24");
    let mut both = tools.clone();
    both["tools"].as_array_mut().unwrap().push(radio());
    let first = |question: &str| {
        turn(question, &both, |_, _| text("x"))[0].calls[0]
            .0
            .clone()
    };
    assert_eq!(
        (
            first("the top song on WZPZ"),
            first("find the radio station")
        ),
        ("top_song".to_owned(), "computer".to_owned())
    );
    let said = turn("find it", &tools, |_, _| text("no picture today"));
    assert!(said[1].text.starts_with("I have no picture of the screen"));
    assert_eq!(said[1].calls[0].1["coordinate"], json!([512, 384]));
    let denied = json!({"content": "The user does not want this.", "is_error": true});
    let said = turn("find it", &tools, |_, _| denied.clone());
    assert!(
        said[1]
            .text
            .starts_with("The last step failed: “The user does not want this.”. I stop here.")
    );
    assert_eq!(turn("dig", &tools, |_, _| text("x"))[0].calls[0].0, "dig");
}

fn all(date: &str, beta: &str, editor: &str) -> Value {
    json!({"anthropic_beta": [format!("computer-use-{beta}")], "tools": [
        {"type": format!("computer_{date}"), "name": "computer", "display_width_px": 800, "display_height_px": 600},
        {"type": format!("bash_{date}"), "name": "bash"},
        {"type": format!("text_editor_{}", if editor == "str_replace_editor" { date } else { "20250728" }), "name": editor},
    ]})
}

#[test]
fn commands_in_quotes_are_run() {
    let tools = all("20241022", "2024-10-22", "str_replace_editor");
    let said = turn(
        "In the shell, run `ls -l` and then \"echo 'a b'\", but restart it first",
        &tools,
        |name, input| {
            assert_eq!(name, "bash");
            text(&input.to_string())
        },
    );
    let calls: Vec<&Value> = said
        .iter()
        .flat_map(|said| &said.calls)
        .map(|(_, input)| input)
        .collect();
    assert_eq!(
        calls,
        [
            &json!({"restart": true}),
            &json!({"command": "ls -l"}),
            &json!({"command": "echo 'a b'"})
        ]
    );
    assert!(said[3].text.contains("echo 'a b'"));
}

#[test]
fn a_file_is_edited_and_the_change_taken_back() {
    let tools = all("20241022", "2024-10-22", "str_replace_editor");
    let said = turn(
        "Edit the file /tmp/strata.txt, please",
        &tools,
        |_, input| match input["command"].as_str() {
            Some("view") => text("     1\tgranite\n     2\tbasalt\n     3\tgranite\n"),
            _ => text("done"),
        },
    );
    assert_eq!(
        inputs(&said, "command"),
        ["view", "str_replace", "view", "undo_edit"]
    );
    assert!(
        inputs(&said, "path")
            .iter()
            .all(|path| *path == "/tmp/strata.txt")
    );
    let change = &said[1].calls[0].1;
    assert_eq!(
        (&change["old_str"], &change["new_str"]),
        (&json!("basalt"), &json!("basalt (edited)"))
    );
    let tools = all("20250124", "2025-01-24", "str_replace_based_edit_tool");
    let said = turn("edit the file: \"one\" to \"two\"", &tools, |_, _| {
        text("done")
    });
    assert_eq!(inputs(&said, "command"), ["view", "str_replace", "view"]);
    assert_eq!(
        (inputs(&said, "old_str"), inputs(&said, "path")[0]),
        (vec!["one"], "/notes.txt")
    );
    let said = turn("create the file /a.txt with “hello”", &tools, |_, _| {
        text("done")
    });
    assert_eq!(
        (inputs(&said, "command"), inputs(&said, "file_text")),
        (vec!["create", "view"], vec!["hello"])
    );
}

#[test]
fn thoughts_come_before_a_call_if_they_are_asked_for() {
    let tools = json!({"tools": [dig()], "thinking": {"type": "enabled", "budget_tokens": 1024}});
    let said = turn("dig calls=2", &tools, |_, _| text("done"));
    let kinds = |said: &Said| -> Vec<String> {
        let blocks = said.content.as_array().unwrap().iter();
        blocks
            .map(|block| block["type"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        kinds(&said[0]),
        ["thinking", "text", "tool_use", "tool_use"]
    );
    assert_eq!(kinds(&said[1]), ["thinking", "text"]);
}
