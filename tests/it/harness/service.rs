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
    /// The body.
    pub(crate) body: Value,
}

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

    /// All requests to models, in their order.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.sandbox.requests().iter().filter_map(asked).collect()
    }

    /// The last request to a model.
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

fn asked(request: &Received) -> Option<Asked> {
    let (_, rest) = request.path.split_once("/model/")?;
    let (route, _) = rest.split_once("/converse")?;
    Some(Asked {
        route: route.to_owned(),
        body: serde_json::from_slice(&request.body).unwrap_or(Value::Null),
    })
}
