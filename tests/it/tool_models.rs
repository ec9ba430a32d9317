//! The sandbox's model that calls tools, over HTTP on both wires, and through the whole program.

#![expect(
    clippy::unwrap_used,
    reason = "a test may panic anywhere, the functions that it calls included"
)]

use std::io::Cursor;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use image::{ImageFormat, Rgb, RgbImage};
use outcrop::sandbox::Sandbox;
use serde_json::{Value, json};

use crate::harness::{Service, outcrop};
use crate::sandbox::{Answer, exchange, request, sandbox};

const QUESTION: &str = "What's the most popular song on WZPZ?";

async fn post(sandbox: &Sandbox, operation: &str, body: &Value) -> Answer {
    let path = format!("/model/outcrop.tool-v1:0/{operation}");
    exchange(sandbox, &request("POST", &path, &body.to_string())).await
}

fn schema() -> Value {
    json!({"type": "object", "properties": {"sign": {"type": "string"}}, "required": ["sign"]})
}

/// A request of Converse with the messages and the tool of a radio.
fn converse(messages: &[Value]) -> Value {
    let spec =
        json!({"name": "top_song", "description": "Songs.", "inputSchema": {"json": schema()}});
    json!({"messages": messages, "toolConfig": {"tools": [{"toolSpec": spec}]}})
}

/// The same for the messages wire.
fn messages(messages: &[Value]) -> Value {
    json!({"anthropic_version": "bedrock-2023-05-31", "max_tokens": 4000, "messages": messages,
        "tools": [{"name": "top_song", "description": "Songs.", "input_schema": schema()}]})
}

/// The objects of a stream of the messages wire.
fn objects(answer: &Answer) -> Vec<Value> {
    let chunks = answer
        .events()
        .into_iter()
        .filter(|(name, _)| name == "chunk");
    let bytes = chunks.map(|(_, chunk)| STANDARD.decode(chunk["bytes"].as_str().unwrap()).unwrap());
    bytes
        .map(|bytes| serde_json::from_slice(&bytes).unwrap())
        .collect()
}

/// The pieces of the input of the calls.
fn pieces(events: &[Value], pointer: &str) -> Vec<String> {
    let found = events
        .iter()
        .filter_map(|event| event.pointer(pointer)?.as_str());
    found
        .filter(|piece| !piece.is_empty())
        .map(str::to_owned)
        .collect()
}

#[tokio::test]
async fn a_station_is_looked_up_on_converse() {
    let sandbox = sandbox().await;
    let question = json!({"role": "user", "content": [{"text": QUESTION}]});
    let streamed = post(
        &sandbox,
        "converse-stream",
        &converse(std::slice::from_ref(&question)),
    )
    .await;
    let events: Vec<Value> = streamed
        .events()
        .into_iter()
        .map(|(_, event)| event)
        .collect();
    let pieces = pieces(&events, "/delta/toolUse/input");
    assert!(
        pieces.len() > 2 && pieces.concat() == "{\"sign\":\"WZPZ\"}",
        "{pieces:?}"
    );
    assert!(events.iter().any(|event| event["stopReason"] == "tool_use"));
    let whole = post(
        &sandbox,
        "converse",
        &converse(std::slice::from_ref(&question)),
    )
    .await
    .json();
    let said = &whole["output"]["message"];
    assert_eq!(
        said["content"][1]["toolUse"]["input"],
        json!({"sign": "WZPZ"})
    );
    let id = &said["content"][1]["toolUse"]["toolUseId"];
    for (content, status, words) in [
        (
            json!([{"text": "Elemental Hotel"}]),
            "success",
            "The most popular song on WZPZ is “Elemental Hotel”.",
        ),
        (
            json!([{"json": {"song": "Elemental Hotel"}}]),
            "success",
            "The most popular song on WZPZ is “Elemental Hotel”.",
        ),
        (
            json!([{"text": "no such station"}]),
            "error",
            "I could not learn the most popular song on WZPZ: no such station",
        ),
    ] {
        let result = json!({"toolResult": {"toolUseId": id, "content": content, "status": status}});
        let turn = [
            question.clone(),
            said.clone(),
            json!({"role": "user", "content": [result]}),
        ];
        let answer = post(&sandbox, "converse-stream", &converse(&turn)).await;
        assert!(answer.text().starts_with(words), "{}", answer.text());
        assert!(
            answer
                .text()
                .contains(&format!("({}), {status}", id.as_str().unwrap()))
        );
    }
}

#[tokio::test]
async fn a_station_is_looked_up_on_the_messages_wire() {
    let sandbox = sandbox().await;
    let question = json!({"role": "user", "content": QUESTION});
    let body = messages(std::slice::from_ref(&question));
    let streamed = objects(&post(&sandbox, "invoke-with-response-stream", &body).await);
    let pieces = pieces(&streamed, "/delta/partial_json");
    assert!(
        pieces.len() > 2 && pieces.concat() == "{\"sign\":\"WZPZ\"}",
        "{pieces:?}"
    );
    let whole = post(&sandbox, "invoke", &body).await.json();
    assert_eq!(
        (&whole["stop_reason"], &whole["content"][1]["input"]),
        (&json!("tool_use"), &json!({"sign": "WZPZ"}))
    );
    let result = json!({"type": "tool_result", "tool_use_id": whole["content"][1]["id"], "content": "Elemental Hotel"});
    let turn = [
        question,
        json!({"role": "assistant", "content": whole["content"]}),
        json!({"role": "user", "content": [result]}),
    ];
    let answer = post(&sandbox, "invoke", &messages(&turn)).await.json();
    let text = answer["content"][0]["text"].as_str().unwrap();
    assert!(
        text.starts_with("The most popular song on WZPZ is “Elemental Hotel”."),
        "{text}"
    );
}

#[tokio::test]
async fn a_call_is_cut_or_no_json_on_both_wires() {
    let sandbox = sandbox().await;
    for (wish, stop) in [("cut", "max_tokens"), ("invalid=json", "tool_use")] {
        let text = format!("{QUESTION} {wish}");
        let body = messages(&[json!({"role": "user", "content": text})]);
        let streamed = objects(&post(&sandbox, "invoke-with-response-stream", &body).await);
        let input = pieces(&streamed, "/delta/partial_json").concat();
        assert!(
            !input.is_empty() && serde_json::from_str::<Value>(&input).is_err(),
            "{input}"
        );
        assert!(
            streamed
                .iter()
                .any(|object| object["delta"]["stop_reason"] == stop)
        );
        let body = converse(&[json!({"role": "user", "content": [{"text": text}]})]);
        let events = post(&sandbox, "converse-stream", &body).await.events();
        let events: Vec<Value> = events.into_iter().map(|(_, event)| event).collect();
        let input = pieces(&events, "/delta/toolUse/input").concat();
        assert!(
            !input.is_empty() && serde_json::from_str::<Value>(&input).is_err(),
            "{input}"
        );
        assert_eq!(
            post(&sandbox, "converse", &body).await.json()["stopReason"],
            stop
        );
    }
}

#[tokio::test]
async fn rounds_go_on_for_as_long_as_they_are_asked_for() {
    let sandbox = sandbox().await;
    let mut turn =
        vec![json!({"role": "user", "content": [{"text": "top_song rounds=99 calls=2"}]})];
    for round in 1..=12 {
        let said =
            post(&sandbox, "converse", &converse(&turn)).await.json()["output"]["message"].clone();
        let blocks = said["content"].as_array().unwrap();
        let text = blocks[0]["text"].as_str().unwrap();
        assert!(text.starts_with(&format!("Round {round} of 99.")), "{text}");
        let results: Vec<Value> = blocks[1..]
            .iter()
            .map(|call| json!({"toolResult": {"toolUseId": call["toolUse"]["toolUseId"], "content": [{"text": "x"}]}}))
            .collect();
        assert_eq!(results.len(), 2);
        turn.push(said);
        turn.push(json!({"role": "user", "content": results}));
    }
}

#[tokio::test]
async fn a_picture_and_a_place_belong_together() {
    let sandbox = sandbox().await;
    // Left yellow, right green with one purple button: on a display twice as large.
    let image = RgbImage::from_fn(400, 300, |x, y| {
        Rgb(match (x, y) {
            (300..340, 200..240) => [128, 0, 128],
            (0..200, _) => [255, 255, 0],
            _ => [0, 128, 0],
        })
    });
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, ImageFormat::Png).unwrap();
    let data = STANDARD.encode(bytes.into_inner());
    let picture = json!({"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": data}});
    let mut body = messages(&[
        json!({"role": "user", "content": "Open the bookmarks and find the radio station"}),
    ]);
    body["tools"] = json!([{"type": "computer_20241022", "name": "computer", "display_width_px": 800,
        "display_height_px": 600, "display_number": 1}]);
    body["anthropic_beta"] = json!(["computer-use-2024-10-22"]);
    let mut actions = Vec::new();
    let mut texts = Vec::new();
    loop {
        let answer = post(&sandbox, "invoke", &body).await.json();
        let content = answer["content"].as_array().unwrap().clone();
        texts.push(content[0]["text"].as_str().unwrap().to_owned());
        let Some(call) = content.get(1) else {
            break;
        };
        actions.push(call["input"].clone());
        let content_of_result = match call["input"]["action"].as_str().unwrap() {
            "screenshot" => json!([picture]),
            _ => json!("done"),
        };
        let result =
            json!({"type": "tool_result", "tool_use_id": call["id"], "content": content_of_result});
        let turn = body["messages"].as_array_mut().unwrap();
        turn.push(json!({"role": "assistant", "content": content}));
        turn.push(json!({"role": "user", "content": [result]}));
    }
    let place = actions[2]["coordinate"].as_array().unwrap();
    let (x, y) = (place[0].as_u64().unwrap(), place[1].as_u64().unwrap());
    assert!(
        (600..680).contains(&x) && (400..480).contains(&y),
        "{x} {y}"
    );
    assert!(texts[2].contains("the screen is purple"), "{}", texts[2]);
    assert!(
        texts.last().unwrap().contains("the screen is purple now"),
        "{texts:?}"
    );
}

#[tokio::test]
async fn broken_tool_turns_are_refused_in_the_words_of_the_service() {
    let sandbox = sandbox().await;
    let question = json!({"role": "user", "content": [{"text": QUESTION}]});
    let said = json!({"role": "assistant", "content": [{"toolUse": {"toolUseId": "t1", "name": "top_song", "input": {}}}]});
    let result = |content: Value| {
        let result = json!({"toolUseId": "t1", "content": content, "status": "error"});
        json!({"role": "user", "content": [{"toolResult": result}]})
    };
    for (turn, words) in [
        (
            vec![question.clone(), said.clone(), question.clone()],
            "The model returned the following errors: messages.1: `tool_use` ids were found without `tool_result` \
             blocks immediately after: t1.",
        ),
        (
            vec![question.clone(), said.clone(), result(json!([]))],
            "The content field at messages.2.content.0.toolResult cannot be empty when status value is error.",
        ),
        (
            vec![question.clone(), said.clone(), result(json!([{"json": 5}]))],
            "The format of the value at messages.2.content.0.toolResult.content.0.json is invalid.",
        ),
    ] {
        let answer = post(&sandbox, "converse-stream", &converse(&turn)).await;
        assert_eq!(answer.status, 400);
        let message = answer.json()["message"].as_str().unwrap().to_owned();
        assert!(message.starts_with(words), "{message}");
    }
    let mut bare = converse(&[question, said, result(json!([{"text": "x"}]))]);
    bare.as_object_mut().unwrap().remove("toolConfig");
    let message = post(&sandbox, "converse", &bare).await.json()["message"].clone();
    assert_eq!(
        message,
        "The toolConfig field must be defined when using toolUse and toolResult content blocks."
    );
}

#[test]
fn the_program_sees_the_call_on_both_wires() {
    let service = Service::start();
    let outcrop = outcrop()
        .service(&service)
        .model("tool")
        .size(130, 60)
        .ready();
    outcrop.informed();
    let tools = messages(&[])["tools"].to_string();
    for wire in ["converse", "messages"] {
        outcrop
            .keys("<ctrl-n>")
            .see("new conversation")
            .turn("wire", wire)
            .write("tools", &tools);
        outcrop.asks(|outcrop| {
            outcrop.keys(QUESTION).keys("<enter>");
        });
        outcrop
            .see("I look up the most popular song on WZPZ.")
            .see("top_song");
        outcrop.see("tool_use");
    }
}
