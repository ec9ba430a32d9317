//! What a server has answered, as the answer to the call.

use std::time::Instant;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rmcp::model::{CallToolResult, ContentBlock, ResourceContents};

use super::super::ran::Ran;
use super::super::taken::Taken;
use crate::chat::attached::Kind;
use crate::chat::call::Status;
use crate::chat::json::Value;
use crate::chat::json::same::same;
use crate::chat::tool::invocation::Output;
use crate::chat::tool::set::Limits;
use crate::shell::attach::{Desk, Fetched};

/// The pieces of an answer.
struct Pieces<'a> {
    desk: &'a Desk,
    /// Bytes that there is room for.
    room: u64,
    output: Vec<Output>,
    files: Vec<Fetched>,
    /// How many there was no room for.
    left: usize,
}

/// The most pieces that an answer may have.
const MAX_PIECES: usize = 1000;

/// The answer to a call: its texts, its pictures, and its data where no text says the same.
pub(super) fn ran(result: CallToolResult, limits: Limits, since: Instant, desk: &Desk) -> Ran {
    let status = match result.is_error {
        Some(true) => Status::Error,
        Some(false) | None => Status::Success,
    };
    let mut pieces = Pieces {
        desk,
        room: limits.output,
        output: Vec::new(),
        files: Vec::new(),
        left: 0,
    };
    let data = result.structured_content.map(|data| data.to_string());
    match data {
        Some(data) if is_said(&data, &result.content) => pieces.data(data),
        data => {
            for block in result.content {
                pieces.block(block);
            }
            if let Some(data) = data {
                pieces.data(data);
            }
        }
    }
    if pieces.left > 0 {
        let text = format!("[{} more pieces were left out]", pieces.left);
        pieces.output.push(Output::Text(text));
    }
    let mut ran = Ran::text(String::new(), status, since, None);
    if !pieces.output.is_empty() {
        ran.end.output = pieces.output;
    }
    ran.files = pieces.files;
    ran
}

/// Whether the texts of an answer say nothing but its data.
fn is_said(data: &str, content: &[ContentBlock]) -> bool {
    let Ok(data) = Value::parse(data) else {
        return false;
    };
    content.iter().all(|block| match block {
        ContentBlock::Text(text) => Value::parse(&text.text).is_ok_and(|said| same(&said, &data)),
        _ => false,
    })
}

impl Pieces<'_> {
    fn block(&mut self, block: ContentBlock) {
        if self.room == 0 || self.output.len() >= MAX_PIECES {
            self.left += 1;
            return;
        }
        match block {
            ContentBlock::Text(text) => self.text(&text.text),
            ContentBlock::Image(image) => self.bytes("the picture", &image.data),
            ContentBlock::Audio(audio) => {
                let bytes = audio.data.len() / 4 * 3;
                self.text(&format!(
                    "[a sound was left out: {}, about {bytes} bytes]",
                    audio.mime_type
                ));
            }
            ContentBlock::Resource(embedded) => self.resource(embedded.resource),
            ContentBlock::ResourceLink(link) => {
                self.text(&format!("{} <{}>", link.name, link.uri));
            }
            _ => self.text("[something of a kind that is not known was left out]"),
        }
    }

    fn resource(&mut self, resource: ResourceContents) {
        match resource {
            ResourceContents::TextResourceContents { uri, text, .. } => {
                self.text(&format!("{uri}\n{text}"));
            }
            ResourceContents::BlobResourceContents { uri, blob, .. } => self.bytes(&uri, &blob),
            _ => self.text("[a resource of a kind that is not known was left out]"),
        }
    }

    fn data(&mut self, text: String) {
        if text.len() as u64 > self.room {
            // Half a value is none.
            self.text(&text);
            return;
        }
        self.room -= text.len() as u64;
        self.output.push(Output::Json(text));
    }

    fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let mut taken = Taken::up_to(self.room);
        taken.take(text.as_bytes());
        self.room -= taken.bytes.len() as u64;
        self.output.push(Output::Text(taken.text()));
    }

    /// A file in Base64; what is no picture is told of.
    fn bytes(&mut self, name: &str, data: &str) {
        let size = data.len() as u64 / 4 * 3;
        if size > self.room {
            self.text(&format!(
                "[{name} was left out: it is larger than the output limit]"
            ));
            return;
        }
        let bytes = match STANDARD.decode(data) {
            Ok(bytes) => bytes,
            Err(error) => {
                self.text(&format!("[{name} was left out: it is no Base64: {error}]"));
                return;
            }
        };
        self.room -= bytes.len() as u64;
        match self.desk.written(name, bytes) {
            Ok(file) if matches!(file.attached.kind, Kind::Picture { .. }) => {
                self.output.push(Output::File(file.attached.clone()));
                self.files.push(file);
            }
            Ok(_) => self.text(&format!("[{name} was left out: it is no picture]")),
            Err(not) => self.text(&format!("[{}]", not.why)),
        }
    }
}
