//! Prompt caching: what a request's cache points read and write.

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::anthropic::Verdict;
use super::ledger::Ledger;
use super::models::Model;
use super::request::{Request, block_tokens};
use super::usage::{CacheUse, Usage};

/// Most cache points of a request.
const MAX_POINTS: usize = 4;

/// A piece of a prompt in the order of the cache: tools, system, messages.
struct Piece {
    /// Stands for this piece and all before it.
    key: u64,
    /// Tokens of this piece and all before it.
    tokens: usize,
    point: Option<Ttl>,
}

/// How long an entry lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ttl {
    Short,
    Long,
}

/// Refuses too many cache points, and an hour after five minutes.
pub(crate) fn check(request: &Request) -> Verdict {
    let points = points(request);
    let count = points.len();
    if count > MAX_POINTS {
        return Err(format!(
            "A maximum of {MAX_POINTS} blocks with cache_control may be provided. Found {count}."
        ));
    }
    if points
        .windows(2)
        .any(|pair| pair == [Ttl::Short, Ttl::Long])
    {
        return Err(
            "a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block. Note that blocks are \
             processed in the following order: `tools`, `system`, `messages`."
                .to_owned(),
        );
    }
    Ok(())
}

/// Whether a request has a cache point anywhere.
pub(crate) fn has_points(request: &Request) -> bool {
    !points(request).is_empty()
}

/// The cache points in the order of the cache.
fn points(request: &Request) -> Vec<Ttl> {
    let tools = request
        .native
        .tools
        .iter()
        .filter_map(|tool| tool.get("cache_control"));
    let said = request
        .body
        .messages
        .iter()
        .flat_map(|message| &message.content);
    let blocks = request
        .body
        .system
        .iter()
        .chain(said)
        .filter_map(|block| block.get("cachePoint"));
    tools.chain(blocks).map(Ttl::of).collect()
}

/// What a request reads from the cache and is going to write to it.
pub(crate) fn usage(model: &Model, request: &Request, ledger: &Ledger) -> Usage {
    let total = request.input_tokens();
    // Without a point nothing is hashed, however large the request is.
    if !has_points(request) {
        return Usage::uncached(total);
    }
    let pieces = pieces(&model.id, request);
    let Some(last) = pieces.iter().rposition(|piece| piece.point.is_some()) else {
        return Usage::uncached(total);
    };
    // Below its minimum a prefix is silently not cached.
    if pieces[last].tokens < model.cache_from {
        return Usage {
            input: total,
            cache: Some(CacheUse::default()),
        };
    }
    let known = pieces[..=last]
        .iter()
        .rev()
        .find(|piece| ledger.is_cached(piece.key));
    let mut cache = CacheUse {
        read: known.map_or(0, |piece| piece.tokens),
        ..CacheUse::default()
    };
    let mut before = cache.read;
    for piece in pieces.iter().filter(|piece| piece.tokens > cache.read) {
        match piece.point {
            Some(Ttl::Short) => cache.short += piece.tokens - before,
            Some(Ttl::Long) => cache.long += piece.tokens - before,
            None => continue,
        }
        before = piece.tokens;
    }
    Usage {
        input: total - cache.read - cache.written(),
        cache: Some(cache),
    }
}

/// Keeps what an answered request has written.
pub(crate) fn keep(model: &Model, request: &Request, ledger: &Ledger) {
    if request.usage.cache.is_none_or(|cache| cache.written() == 0) {
        return;
    }
    for piece in pieces(&model.id, request)
        .iter()
        .filter(|piece| piece.point.is_some())
    {
        ledger.cache(piece.key);
    }
}

fn pieces(model: &str, request: &Request) -> Vec<Piece> {
    let mut prefix = Prefix {
        hash: Sha256::new_with_prefix(model),
        pieces: Vec::new(),
        tokens: 0,
    };
    for tool in &request.native.tools {
        let mut plain = tool.clone();
        let control = plain.remove("cache_control");
        prefix.add("tool", &plain);
        prefix.mark(control.as_ref());
    }
    for block in &request.body.system {
        prefix.block("system", block);
    }
    for message in &request.body.messages {
        for block in &message.content {
            prefix.block(&message.role, block);
        }
    }
    prefix.pieces
}

impl Ttl {
    fn of(point: &Value) -> Self {
        if point["ttl"] == "1h" {
            Self::Long
        } else {
            Self::Short
        }
    }
}

/// A prompt while its pieces are counted.
struct Prefix {
    hash: Sha256,
    pieces: Vec<Piece>,
    tokens: usize,
}

impl Prefix {
    fn block(&mut self, role: &str, block: &Map<String, Value>) {
        match block.get("cachePoint") {
            Some(point) => self.mark(Some(point)),
            None => self.add(role, block),
        }
    }

    fn add(&mut self, role: &str, block: &Map<String, Value>) {
        self.tokens += block_tokens(block);
        self.hash.update(role);
        self.hash.update([0]);
        self.hash.update(Value::Object(block.clone()).to_string());
        let digest = self.hash.clone().finalize();
        let key = digest
            .iter()
            .take(8)
            .fold(0, |sum, byte| (sum << 8) | u64::from(*byte));
        self.pieces.push(Piece {
            key,
            tokens: self.tokens,
            point: None,
        });
    }

    /// A cache point covers the piece before it.
    fn mark(&mut self, point: Option<&Value>) {
        if let (Some(point), Some(piece)) = (point, self.pieces.last_mut()) {
            piece.point = Some(Ttl::of(point));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::sandbox::models::Models;

    /// What a request with these texts reads and writes, a cache point behind each of them.
    fn used(ledger: &Ledger, model: &str, texts: &[&str]) -> CacheUse {
        let models = Models::built_in().unwrap();
        let model = models.model(model).unwrap();
        let point = json!({"cachePoint": {"type": "default"}});
        let blocks: Vec<Value> = texts
            .iter()
            .flat_map(|text| [json!({"text": text}), point.clone()])
            .collect();
        let body = json!({"messages": [{"role": "user", "content": blocks}]});
        let mut request = Request::converse(model, &model.id, body.to_string().as_bytes()).unwrap();
        request.usage = usage(model, &request, ledger);
        keep(model, &request, ledger);
        request.usage.cache.unwrap()
    }

    #[test]
    fn what_is_written_is_read_the_next_time() {
        let ledger = Ledger::new();
        let guide = "outcrop.guide-v1:0";
        assert_eq!(
            used(&ledger, guide, &["one two"]),
            CacheUse {
                read: 0,
                short: 2,
                long: 0
            }
        );
        assert_eq!(
            used(&ledger, guide, &["one two"]),
            CacheUse {
                read: 2,
                short: 0,
                long: 0
            }
        );
        assert_eq!(
            used(&ledger, guide, &["one two", "three"]),
            CacheUse {
                read: 2,
                short: 1,
                long: 0
            }
        );
        assert_eq!(
            used(&ledger, guide, &["other", "three"]),
            CacheUse {
                read: 0,
                short: 2,
                long: 0
            }
        );
        assert_eq!(used(&ledger, "outcrop.echo-v1:0", &["one two"]).read, 0);
    }

    #[test]
    fn a_short_prefix_is_silently_not_cached() {
        assert_eq!(
            used(&Ledger::new(), "outcrop.modern-v1:0", &["one two"]),
            CacheUse::default()
        );
    }
}
