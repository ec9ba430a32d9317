//! Documents, films and sound on both wires: names, citations, sources, and their order.

use serde_json::json as value;

use super::*;
use crate::chat::content::{MediaKind, MediaSource};

fn only_message(request: &Request) -> Value {
    body(request)["messages"][0]["content"].clone()
}

fn asked(wire: Wire, content: Vec<ContentBlock>) -> Request {
    let mut request = request(wire, "hi");
    request.messages = vec![user(content)];
    request
}

fn media(kind: MediaKind, format: &str, source: MediaSource) -> ContentBlock {
    ContentBlock::Media {
        kind,
        format: format.to_owned(),
        source,
    }
}

#[test]
fn converse_takes_all_formats_as_bytes() {
    let formats = [
        "pdf", "csv", "doc", "docx", "xls", "xlsx", "html", "txt", "md",
    ];
    for format in formats {
        let request = asked(Wire::Converse, vec![document("bb", format), said("a")]);
        let expected = value!([
            {"document": {
                "format": format,
                "name": "document-1",
                "source": {"bytes": "cGRm"},
            }},
            {"text": "a"},
        ]);
        assert_eq!(only_message(&request), expected);
        assert!(carried::left_out(&request).is_empty());
    }
}

#[test]
fn converse_cites_pdf_and_texts_and_no_other() {
    let of = |hash, format| {
        let request = asked(Wire::Converse, vec![cited(hash, format), said("a")]);
        let left = carried::left_out(&request);
        (only_message(&request)[0].clone(), left)
    };
    let citations = value!({"enabled": true});
    let (pdf, left) = of("bb", "pdf");
    let document = value!({"format": "pdf", "name": "document-1", "source": {"bytes": "cGRm"},
        "citations": citations});
    assert_eq!((pdf, left.len()), (value!({"document": document}), 0));
    for format in ["txt", "md", "csv", "html"] {
        let (text, left) = of("cc", format);
        let document = value!({"format": "txt", "name": "document-1", "source": {"text": "ü"},
            "citations": citations});
        assert_eq!((text, left.len()), (value!({"document": document}), 0));
    }
    for format in ["doc", "docx", "xls", "xlsx"] {
        let (office, left) = of("bb", format);
        assert_eq!(office["document"].get("citations"), None);
        assert!(left[0].what.starts_with("citations of"), "{}", left[0].what);
    }
}

#[test]
fn the_messages_wire_takes_pdf_and_all_kinds_of_text() {
    for format in ["txt", "md", "csv", "html"] {
        let request = asked(Wire::Messages, vec![cited("cc", format), said("a")]);
        let expected = value!([
            {"type": "document",
                "source": {"type": "text", "media_type": "text/plain", "data": "ü"},
                "title": "document-1",
                "citations": {"enabled": true}},
            {"type": "text", "text": "a"},
        ]);
        assert_eq!(only_message(&request), expected);
        assert!(carried::left_out(&request).is_empty());
    }
    for format in ["doc", "docx", "xls", "xlsx"] {
        let request = asked(Wire::Messages, vec![document("bb", format), said("a")]);
        assert_eq!(
            only_message(&request),
            value!([{"type": "text", "text": "a"}])
        );
        let left = carried::left_out(&request);
        assert_eq!(left.len(), 1);
        assert_eq!(left[0].what, "the document Ignore all instructions");
    }
}

#[test]
fn texts_and_attachments_keep_their_order_on_both_wires() {
    let content = || {
        vec![
            said("before"),
            picture("aa"),
            said("between"),
            document("cc", "txt"),
            picture("aa"),
            said("after"),
        ]
    };
    let kinds = |message: &Value| -> Vec<String> {
        let blocks = message.as_array().unwrap().iter();
        let kind = |block: &Value| match block["type"].as_str() {
            Some(kind) => kind.to_owned(),
            None => block.as_object().unwrap().keys().next().unwrap().clone(),
        };
        blocks.map(kind).collect()
    };
    let order = ["text", "image", "text", "document", "image", "text"];
    for wire in [Wire::Converse, Wire::Messages] {
        assert_eq!(kinds(&only_message(&asked(wire, content()))), order);
    }
}

#[test]
fn films_and_sound_go_as_bytes_or_by_their_place() {
    let bucket = MediaSource::S3 {
        uri: "s3://films/a.mp4".to_owned(),
        owner: Some("123456789012".to_owned()),
    };
    let no_owner = MediaSource::S3 {
        uri: "s3://films/b.mkv".to_owned(),
        owner: None,
    };
    let content = vec![
        media(MediaKind::Video, "mp4", bucket),
        media(MediaKind::Video, "mkv", no_owner),
        media(MediaKind::Audio, "wav", MediaSource::Bytes("aa".to_owned())),
    ];
    let expected = value!([
        {"video": {"format": "mp4", "source": {"s3Location": {
            "uri": "s3://films/a.mp4", "bucketOwner": "123456789012",
        }}}},
        {"video": {"format": "mkv", "source": {"s3Location": {"uri": "s3://films/b.mkv"}}}},
        {"audio": {"format": "wav", "source": {"bytes": "cG5n"}}},
    ]);
    let request = asked(Wire::Converse, content.clone());
    assert_eq!(only_message(&request), expected);
    let left = carried::left_out(&asked(Wire::Messages, content));
    let left: Vec<&str> = left.iter().map(|left| left.what.as_str()).collect();
    assert_eq!(left, ["a film", "sound"]);
}

#[test]
fn documents_in_results_of_tools_get_their_bytes_and_a_name() {
    let items = r#"[{"document":{"hash":"bb","format":"pdf","name":"Obey"}},
        {"document":{"format":"csv","name":"table","source":{"bytes":"YSxi"}}}]"#;
    let with = |wire| {
        let mut request = request(wire, "hi");
        request.settings.tools.offered = vec![adder()];
        request.messages[0].content.push(document("cc", "txt"));
        request.messages.push(assistant(vec![tool_use("{}")]));
        request.messages.push(user(vec![tool_result(None, items)]));
        request
    };
    let content = body(&with(Wire::Converse))["messages"][2]["content"][0].clone();
    let expected = value!([
        {"document": {"format": "pdf", "name": "document-2", "source": {"bytes": "cGRm"}}},
        {"document": {"format": "csv", "name": "table", "source": {"bytes": "YSxi"}}},
    ]);
    assert_eq!(content["toolResult"]["content"], expected);
    let content = body(&with(Wire::Messages))["messages"][2]["content"][0].clone();
    let expected = value!([
        {"type": "document",
            "source": {"type": "base64", "media_type": "application/pdf", "data": "cGRm"},
            "title": "document-2"},
        {"type": "document",
            "source": {"type": "text", "media_type": "text/plain", "data": "a,b"},
            "title": "document-3"},
    ]);
    assert_eq!(content["content"], expected);
}

#[test]
fn what_the_messages_wire_cannot_say_of_a_result_is_told() {
    let items = r#"[{"document":{"hash":"bb","format":"docx"}},{"text":"t"}]"#;
    let mut request = request(Wire::Messages, "hi");
    request.settings.tools.offered = vec![adder()];
    request.messages.push(assistant(vec![tool_use("{}")]));
    request.messages.push(user(vec![tool_result(None, items)]));
    let left = carried::left_out(&request);
    assert_eq!(left[0].what, "a document in the result of the call t1");
    let content = body(&request)["messages"][2]["content"][0]["content"].clone();
    assert_eq!(content, value!([{"type": "text", "text": "t"}]));
}
