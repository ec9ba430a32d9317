//! Deltas of odd blocks.

use serde_json::json;

use crate::sandbox::event::Event;
use crate::sandbox::reply::tool_input;
use crate::sandbox::request::Request;
use crate::sandbox::tokens;

/// A picture of one pixel.
const PIXEL: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/// What a tool is called if the request brings none.
const DEFAULT_TOOL: &str = "measure_depth";

/// The name of the request's first tool.
pub(super) fn tool_name(request: &Request) -> String {
    let tools = &request.native.tools;
    let name = tools.iter().find_map(|tool| tool.get("name")?.as_str());
    name.unwrap_or(DEFAULT_TOOL).to_owned()
}

/// Two text blocks that stream at the same time.
pub(super) fn interleaved() -> Vec<Event> {
    let first = tokens::deltas("This is the first of two blocks, and it is whole.", 1);
    let second = tokens::deltas(
        "This is the second, sent between the pieces of the first.",
        1,
    );
    let mut events = Vec::new();
    for at in 0..first.len().max(second.len()) {
        events.extend(first.get(at).map(|text| Event::Text(0, text.clone())));
        events.extend(second.get(at).map(|text| Event::Text(1, text.clone())));
    }
    events.extend([Event::BlockStop(0), Event::BlockStop(1)]);
    events
}

/// A tool call whose input comes in these pieces.
pub(super) fn tool(request: &Request, pieces: &[&str]) -> Vec<Event> {
    let id = request.wire.tool_use_id(&mut request.seed.clone());
    let start = json!({"toolUse": {"toolUseId": id, "name": tool_name(request)}});
    let mut events = vec![
        Event::Text(0, "Let me look.".to_owned()),
        Event::BlockStop(0),
        Event::BlockStart(1, start),
    ];
    events.extend(pieces.iter().map(|piece| tool_input(1, piece)));
    events.push(Event::BlockStop(1));
    events
}

/// A tool that the provider runs: its call and its result, both in the assistant's turn.
pub(super) fn server_tool(request: &Request) -> Vec<Event> {
    let id = request.wire.tool_use_id(&mut request.seed.clone());
    let call =
        json!({"toolUse": {"toolUseId": id, "name": "web_survey", "type": "server_tool_use"}});
    let result =
        json!({"toolResult": {"toolUseId": id, "type": "web_survey_result", "status": "success"}});
    let found =
        json!({"toolResult": [{"json": {"layers": ["chalk", "flint"]}}, {"text": "2 layers"}]});
    vec![
        Event::BlockStart(0, call),
        tool_input(0, "{\"query\":"),
        tool_input(0, "\"layers\"}"),
        Event::BlockStop(0),
        Event::BlockStart(1, result),
        Event::Delta(1, found),
        Event::BlockStop(1),
    ]
}

/// Text with a citation of each kind; the last one lacks a title.
pub(super) fn cited() -> Vec<Event> {
    let span = json!({"documentIndex": 0, "start": 12, "end": 57});
    let source = |text: &str| json!([{"text": text}]);
    let citations = [
        json!({"title": "Survey", "sourceContent": source("chalk over flint"), "location": {"documentChar": span}}),
        json!({"title": "Survey", "sourceContent": source("flint over marl"), "location": {"documentChunk": span}}),
        json!({"sourceContent": source("marl"), "location": {"web": {"url": "https://example.com/marl", "domain": "example.com"}}}),
    ];
    let mut events = Vec::new();
    for (text, citation) in [
        "Chalk lies over flint, ",
        "flint over marl, ",
        "and marl over nothing.",
    ]
    .iter()
    .zip(citations)
    {
        events.push(Event::Text(0, (*text).to_owned()));
        events.push(Event::Delta(0, json!({"citation": citation})));
    }
    events.push(Event::BlockStop(0));
    events
}

/// Text, then an image.
pub(super) fn image() -> Vec<Event> {
    vec![
        Event::Text(0, "Here is one pixel of rock.".to_owned()),
        Event::BlockStop(0),
        Event::BlockStart(1, json!({"image": {"format": "png"}})),
        Event::Delta(1, json!({"image": {"source": {"bytes": PIXEL}}})),
        Event::BlockStop(1),
    ]
}

/// A family of emoji whose UTF-16 halves stand in different events. No JSON library writes that, so the bytes are ours.
pub(super) fn surrogates() -> Vec<Event> {
    let pieces = [
        "split: \\ud83d",
        "\\udc68",
        "\\u200d\\ud83d",
        "\\udc69 done",
    ];
    let mut events: Vec<Event> = pieces
        .iter()
        .map(|piece| Event::RawText(0, piece.as_bytes().to_vec()))
        .collect();
    events.push(Event::BlockStop(0));
    events
}

/// Text in Latin-1 where UTF-8 is promised.
pub(super) fn bad_utf8() -> Vec<Event> {
    vec![
        Event::Text(0, "before, ".to_owned()),
        Event::RawText(0, b"caf\xe9 \xff".to_vec()),
        Event::Text(0, ", after".to_owned()),
        Event::BlockStop(0),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::ability::Wire;
    use crate::sandbox::wire::raw_text;

    #[test]
    fn a_lone_surrogate_is_an_escape() {
        let Some(Event::RawText(_, text)) = surrogates().into_iter().next() else {
            panic!("no raw text")
        };
        for wire in [Wire::Converse, Wire::Messages] {
            let payload = raw_text(wire, 0, &text);
            assert!(payload.ends_with(b"split: \\ud83d\"}}"));
            assert!(serde_json::from_slice::<serde_json::Value>(&payload).is_err());
        }
    }
}
