//! Where a reply has to end early: stop sequences and `maxTokens`.

use std::mem;

use serde_json::{Value, json};

use super::reply::{Block, Reply, Stop};
use super::request::Request;
use super::tokens;

/// The path that asks Bedrock for the stop sequence that was met.
const STOP_SEQUENCE_PATH: &str = "/stop_sequence";

/// The reply as far as the request lets it go.
pub(crate) fn limited(reply: Reply, request: &Request, max_tokens: usize) -> Reply {
    let reply = stopped(reply, request);
    if reply.output_tokens() > max_tokens {
        cut(reply, max_tokens)
    } else {
        reply
    }
}

/// Ends the reply before the first stop sequence in its text.
fn stopped(mut reply: Reply, request: &Request) -> Reply {
    let sequences = &request.native.stop_sequences;
    let met = reply
        .blocks
        .iter()
        .enumerate()
        .find_map(|(index, block)| match block {
            Block::Text(text) | Block::Cited { text, .. } => {
                first_of(text, sequences).map(|(at, sequence)| (index, at, sequence))
            }
            Block::Reasoning { .. }
            | Block::Redacted(_)
            | Block::ToolUse { .. }
            | Block::Torn { .. } => None,
        });
    let Some((index, at, sequence)) = met else {
        return reply;
    };
    reply.blocks.truncate(index + 1);
    if let Some(Block::Text(text) | Block::Cited { text, .. }) = reply.blocks.last_mut() {
        text.truncate(at);
    }
    drop_empty_end(&mut reply);
    reply.stop = Stop {
        reason: "stop_sequence".to_owned(),
        fields: stop_fields(request, sequence),
        sequence: Some(sequence.clone()),
    };
    reply
}

/// The first place of any of the sequences; of two at one place the longer.
fn first_of<'a>(text: &str, sequences: &'a [String]) -> Option<(usize, &'a String)> {
    let places = sequences
        .iter()
        .filter_map(|sequence| text.find(sequence.as_str()).map(|at| (at, sequence)));
    places.min_by_key(|(at, sequence)| (*at, usize::MAX - sequence.len()))
}

fn stop_fields(request: &Request, sequence: &str) -> Option<Value> {
    let asked = request
        .body
        .additional_model_response_field_paths
        .iter()
        .any(|path| path == STOP_SEQUENCE_PATH);
    asked.then(|| json!({"stop_sequence": sequence}))
}

/// Cuts the reply after so many tokens. A call is cut within its arguments, and what stands behind the cut is dropped.
pub(crate) fn cut(mut reply: Reply, max_tokens: usize) -> Reply {
    let mut left = max_tokens;
    let mut blocks = Vec::new();
    for block in reply.blocks {
        if left == 0 {
            break;
        }
        let block = first(block, left);
        left = left.saturating_sub(block.tokens());
        blocks.push(block);
    }
    reply.blocks = blocks;
    reply.stop = Stop::because("max_tokens");
    reply
}

/// As much of a block as so many tokens let through.
fn first(mut block: Block, limit: usize) -> Block {
    match &mut block {
        Block::Text(text) | Block::Cited { text, .. } | Block::Reasoning { text, .. } => {
            *text = tokens::first(text, limit).to_owned();
        }
        Block::ToolUse { id, name, input } => {
            let whole = input.to_string();
            let begun = tokens::first(&whole, limit);
            if begun.len() < whole.len() {
                let (id, name) = (mem::take(id), mem::take(name));
                let input = begun.to_owned();
                return Block::Torn { id, name, input };
            }
        }
        Block::Torn { input, .. } => *input = tokens::first(input, limit).to_owned(),
        Block::Redacted(_) => {}
    }
    block
}

fn drop_empty_end(reply: &mut Reply) {
    if matches!(reply.blocks.last(), Some(Block::Text(text) | Block::Cited { text, .. }) if text.is_empty())
    {
        reply.blocks.pop();
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::sandbox::models::Models;
    use crate::sandbox::reply::Pace;
    use crate::sandbox::service::Service;
    use crate::sandbox::usage::Usage;

    fn reply(text: &str) -> Reply {
        Reply {
            blocks: vec![Block::Text(text.to_owned())],
            stop: Stop::because("end_turn"),
            usage: Usage::uncached(1),
            pace: Pace {
                first: Duration::ZERO,
                delta: Duration::ZERO,
                per_delta: 1,
            },
            service: Service::default(),
            trace: None,
            is_continuation: false,
        }
    }

    fn request(stop_sequences: &[&str]) -> Request {
        let body = json!({
            "inferenceConfig": {"stopSequences": stop_sequences},
            "additionalModelResponseFieldPaths": ["/stop_sequence"],
        });
        let models = Models::built_in().unwrap();
        let model = models.model("outcrop.echo-v1:0").unwrap();
        Request::converse(model, &model.id, body.to_string().as_bytes()).unwrap()
    }

    #[test]
    fn max_tokens_is_kept_to_the_token() {
        let cut = limited(reply("one two three four"), &request(&[]), 3);
        assert_eq!(cut.blocks, [Block::Text("one two three".to_owned())]);
        assert_eq!(cut.stop.reason, "max_tokens");
        assert_eq!(cut.output_tokens(), 3);
    }

    #[test]
    fn a_reply_of_just_the_limit_is_whole() {
        assert_eq!(
            limited(reply("one two"), &request(&[]), 2).stop.reason,
            "end_turn"
        );
    }

    #[test]
    fn a_call_is_cut_within_its_arguments() {
        let call = |sign: &str| Block::ToolUse {
            id: "t".to_owned(),
            name: "top_song".to_owned(),
            input: json!({"sign": sign}),
        };
        let mut both = reply("one two");
        both.blocks.extend([call("WZPZ"), call("WKRP")]);
        let cut = limited(both, &request(&[]), 4);
        let Block::Torn { input, .. } = &cut.blocks[1] else {
            panic!("{:?}", cut.blocks);
        };
        assert!(
            json!({"sign": "WZPZ"})
                .to_string()
                .starts_with(input.as_str()),
            "{input}"
        );
        assert_eq!((cut.blocks.len(), cut.output_tokens()), (2, 4));
        assert_eq!(cut.stop.reason, "max_tokens");
    }

    #[test]
    fn the_first_stop_sequence_ends_the_text() {
        let cut = limited(
            reply("one two three four"),
            &request(&["four", "three"]),
            100,
        );
        assert_eq!(cut.blocks, [Block::Text("one two ".to_owned())]);
        assert_eq!(cut.stop.fields, Some(json!({"stop_sequence": "three"})));
    }
}
