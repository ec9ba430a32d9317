//! What the sandbox has seen: the last requests, open streams, repeated requests.

use std::collections::{HashMap, VecDeque};

use bytes::Bytes;
use serde_json::{Value, json};
use tokio::sync::watch;

/// Requests that are kept.
const KEPT: usize = 64;

/// Bytes of bodies that are kept in all; older requests go first.
const KEPT_BYTES: usize = 64 * 1024 * 1024;

/// Different requests whose repetitions are counted, before counting starts anew.
const COUNTED: usize = 4_096;

/// Prefixes that the prompt cache keeps; the oldest goes first.
const CACHED: usize = 256;

/// A request as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// The method in capitals.
    pub method: String,
    /// Path and query, still percent-encoded, with the scenario's prefix.
    pub path: String,
    /// Names in small letters, in the order in which they came.
    pub headers: Vec<(String, String)>,
    /// The whole body; empty if it was refused before it was read.
    pub body: Bytes,
}

/// A handle to the record of one sandbox; clones share it.
#[derive(Debug, Clone)]
pub(crate) struct Ledger(watch::Sender<Seen>);

#[derive(Debug, Default)]
struct Seen {
    requests: VecDeque<Received>,
    open_streams: usize,
    attempts: HashMap<u64, usize>,
    answers: u64,
    cached: VecDeque<u64>,
}

/// Counts as an open stream until it is dropped.
pub(crate) struct OpenStream(Ledger);

impl Ledger {
    /// An empty record.
    pub(crate) fn new() -> Self {
        Self(watch::Sender::new(Seen::default()))
    }

    /// Keeps a request, and lets old ones go.
    pub(crate) fn keep(&self, request: Received) {
        self.0.send_modify(|seen| {
            seen.requests.push_back(request);
            while seen.is_over_full() {
                seen.requests.pop_front();
            }
        });
    }

    /// The kept requests, oldest first.
    pub(crate) fn requests(&self) -> Vec<Received> {
        self.0.borrow().requests.iter().cloned().collect()
    }

    /// How often a request with this key came before; counts it.
    pub(crate) fn attempt(&self, key: u64) -> usize {
        let mut before = 0;
        self.0.send_modify(|seen| {
            if seen.attempts.len() >= COUNTED {
                seen.attempts.clear();
            }
            let count = seen.attempts.entry(key).or_default();
            before = *count;
            *count += 1;
        });
        before
    }

    /// The number of the next answer, from 1.
    pub(crate) fn answer(&self) -> u64 {
        let mut number = 0;
        self.0.send_modify(|seen| {
            seen.answers += 1;
            number = seen.answers;
        });
        number
    }

    /// Whether the prompt cache holds a prefix.
    pub(crate) fn is_cached(&self, key: u64) -> bool {
        self.0.borrow().cached.contains(&key)
    }

    /// Puts a prefix into the prompt cache.
    pub(crate) fn cache(&self, key: u64) {
        self.0.send_modify(|seen| {
            if !seen.cached.contains(&key) {
                seen.cached.push_back(key);
            }
            if seen.cached.len() > CACHED {
                seen.cached.pop_front();
            }
        });
    }

    /// Counts a stream.
    pub(crate) fn open(&self) -> OpenStream {
        self.0.send_modify(|seen| seen.open_streams += 1);
        OpenStream(self.clone())
    }

    /// How many streams are open now.
    pub(crate) fn open_streams(&self) -> usize {
        self.0.borrow().open_streams
    }

    /// Waits until just so many streams are open.
    pub(crate) async fn until_open_streams(&self, count: usize) {
        // It cannot fail: the sender of this very handle is alive.
        let _ = self
            .0
            .subscribe()
            .wait_for(|seen| seen.open_streams == count)
            .await;
    }
}

impl Seen {
    fn is_over_full(&self) -> bool {
        let bytes: usize = self.requests.iter().map(|request| request.body.len()).sum();
        self.requests.len() > KEPT || (bytes > KEPT_BYTES && self.requests.len() > 1)
    }
}

impl Drop for OpenStream {
    fn drop(&mut self) {
        self.0.0.send_modify(|seen| seen.open_streams -= 1);
    }
}

impl Received {
    /// The request for a reader over HTTP. What could be used elsewhere, a bearer token or a session token, is left out.
    pub(crate) fn json(&self) -> Value {
        let headers: Vec<Value> = self
            .headers
            .iter()
            .map(|(name, value)| json!([name, shown(name, value)]))
            .collect();
        json!({
            "method": self.method,
            "path": self.path,
            "headers": headers,
            "body": String::from_utf8_lossy(&self.body),
        })
    }
}

fn shown(name: &str, value: &str) -> String {
    let scheme = value.split(' ').next().unwrap_or_default();
    match name {
        "authorization" if scheme.starts_with("AWS4-") => value.to_owned(),
        "authorization" => format!("{scheme} ({} characters)", value.len() - scheme.len()),
        "x-amz-security-token" => format!("({} characters)", value.len()),
        _ => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(path: &str) -> Received {
        Received {
            method: "GET".to_owned(),
            path: path.to_owned(),
            headers: Vec::new(),
            body: Bytes::new(),
        }
    }

    #[test]
    fn old_requests_go_first() {
        let ledger = Ledger::new();
        for number in 0..70 {
            ledger.keep(request(&number.to_string()));
        }
        let requests = ledger.requests();
        assert_eq!((requests.len(), requests[0].path.as_str()), (64, "6"));
    }

    #[test]
    fn a_dropped_stream_is_not_open() {
        let ledger = Ledger::new();
        let stream = ledger.open();
        assert_eq!(ledger.open_streams(), 1);
        drop(stream);
        assert_eq!(ledger.open_streams(), 0);
    }

    #[test]
    fn tokens_are_not_shown() {
        let secret = Received {
            headers: vec![("authorization".to_owned(), "Bearer ABSKsecret".to_owned())],
            ..request("/")
        };
        assert!(!secret.json().to_string().contains("secret"));
    }
}
