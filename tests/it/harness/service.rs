//! The test's own sandbox, whose requests can be looked at.

use outcrop::sandbox::{Options, Received, Sandbox};
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;

use super::SOON;

/// A sandbox that serves until it is dropped.
pub(crate) struct Service {
    runtime: Runtime,
    sandbox: Sandbox,
}

/// A request to a model.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Asked {
    /// The id in the path, still percent-encoded.
    pub(crate) route: String,
    /// The region that the signature names.
    pub(crate) region: Option<String>,
    /// The last part of the path, such as `converse-stream`.
    pub(crate) operation: String,
    /// Names in small letters, without those that differ from call to call.
    headers: Vec<(String, String)>,
    /// The body to the byte.
    pub(crate) raw: String,
    /// The body.
    pub(crate) body: Value,
}

/// Headers that sign or count a call.
const OF_THE_CALL: [&str; 4] = [
    "amz-sdk-invocation-id",
    "amz-sdk-request",
    "authorization",
    "x-amz-date",
];

/// The operation that only counts the tokens of a request.
const COUNT_TOKENS: &str = "count-tokens";

impl Service {
    /// Starts one.
    pub(crate) fn start() -> Self {
        let mut builder = Builder::new_multi_thread();
        let runtime = builder.worker_threads(1).enable_all().build().unwrap();
        let sandbox = runtime
            .block_on(Sandbox::start(Options::default()))
            .unwrap();
        Self { runtime, sandbox }
    }

    /// Its address.
    pub(crate) fn url(&self) -> String {
        self.sandbox.url()
    }

    /// All requests for replies, in their order.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        let mut all = self.to_models();
        all.retain(|asked| asked.operation != COUNT_TOKENS);
        all
    }

    /// All requests that only count tokens.
    pub(crate) fn counted(&self) -> Vec<Asked> {
        let mut all = self.to_models();
        all.retain(|asked| asked.operation == COUNT_TOKENS);
        all
    }

    fn to_models(&self) -> Vec<Asked> {
        self.sandbox.requests().iter().filter_map(asked).collect()
    }

    /// The last request for a reply.
    pub(crate) fn last(&self) -> Asked {
        self.asked().pop().expect("a request")
    }

    /// How many replies stream now.
    pub(crate) fn open_streams(&self) -> usize {
        self.sandbox.open_streams()
    }

    /// Waits until just so many replies stream.
    #[track_caller]
    pub(crate) fn until_open_streams(&self, count: usize) {
        let waiting = async { timeout(SOON, self.sandbox.until_open_streams(count)).await };
        assert!(
            self.runtime.block_on(waiting).is_ok(),
            "streams are never {count}"
        );
    }
}

impl Asked {
    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let found = headers.find(|(other, _)| other == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Roles and joined texts of the messages.
    pub(crate) fn messages(&self) -> Vec<(String, String)> {
        let messages = self.body["messages"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        messages
            .iter()
            .map(|message| (word(&message["role"]), text(message)))
            .collect()
    }
}

fn text(message: &Value) -> String {
    let blocks = message["content"].as_array().cloned().unwrap_or_default();
    blocks.iter().map(|block| word(&block["text"])).collect()
}

fn word(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// The region in `AWS4-HMAC-SHA256 Credential=key/date/region/service/aws4_request, …`.
fn signed_for((name, value): &(String, String)) -> Option<String> {
    let scope = value.strip_prefix("AWS4-HMAC-SHA256 Credential=")?;
    let region = scope.split('/').nth(2)?;
    (name == "authorization").then(|| region.to_owned())
}

fn asked(request: &Received) -> Option<Asked> {
    let (_, rest) = request.path.split_once("/model/")?;
    let (route, operation) = rest.rsplit_once('/')?;
    let region = request.headers.iter().find_map(signed_for);
    let mut headers = request.headers.clone();
    headers.retain(|(name, _)| !OF_THE_CALL.contains(&name.as_str()));
    Some(Asked {
        route: route.to_owned(),
        region,
        operation: operation.to_owned(),
        headers,
        raw: String::from_utf8_lossy(&request.body).into_owned(),
        body: serde_json::from_slice(&request.body).unwrap_or(Value::Null),
    })
}
