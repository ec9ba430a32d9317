//! The sandbox: an endpoint on this machine that speaks Bedrock's protocol, offline.
//!
//! It is a real server, so a client below which it is put runs all of its own code: signing, HTTP, frames, errors. Its
//! models answer from scripts; one of them fails in the way that the prompt names. It depends on nothing else of outcrop.
//!
//! The way of a request: `server` reads it, `route` names the call, `world` answers it. A request to a model is decoded
//! (`request`, `wire`), checked (`validate`, `anthropic`), planned (`script`, `fault`, `plan`), and sent (`play`, `frame`)
//! or told in one JSON. Within, everything has the form of Converse; `anthropic` and `completions` know the other wires.

mod ability;
mod answer;
mod anthropic;
mod arguments;
mod cache;
mod completions;
mod decision;
mod event;
mod fault;
mod frame;
mod guardrail;
mod ledger;
mod limit;
mod listing;
mod media;
mod models;
mod plan;
mod play;
mod profile;
mod query;
mod refusal;
mod reply;
mod request;
mod route;
mod script;
mod seed;
mod server;
mod service;
mod socket;
mod tokens;
mod usage;
mod validate;
mod wire;
mod world;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use ledger::Ledger;
pub use ledger::Received;
pub use listing::Listing;
use world::World;

/// A sandbox that serves until it is dropped.
#[derive(Debug)]
pub struct Sandbox {
    address: SocketAddr,
    ledger: Ledger,
    task: JoinHandle<()>,
}

/// How a sandbox is to be. The default is a random port and the built-in models.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Port on 127.0.0.1; 0 lets the system choose.
    pub port: u16,
    /// What the lists of models and profiles hold.
    pub listing: Listing,
    /// A table of models to serve instead of the built-in ones, in the form of `assets/sandbox/models.toml`.
    pub models: Option<String>,
}

impl Sandbox {
    /// Starts to serve.
    ///
    /// # Errors
    /// It fails if the port is taken, if a given listing is not the JSON of a listing, or if a given table of models is
    /// not one.
    pub async fn start(options: Options) -> io::Result<Self> {
        let world = World::new(&options)?;
        let ledger = world.ledger.clone();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).await?;
        let address = listener.local_addr()?;
        let task = tokio::spawn(server::serve(listener, Arc::new(world)));
        Ok(Self {
            address,
            ledger,
            task,
        })
    }

    /// The endpoint: `http://127.0.0.1:PORT`.
    ///
    /// With `/scenario/NAME` behind it, each call of the client goes wrong in one way; the names are `listing-denied`,
    /// `profiles-denied`, `expired`, `bad-token`, `bad-signature`, `no-access`, `slow-listing` and `empty-listing`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The last 64 requests, oldest first, with their credentials as they came.
    #[must_use]
    pub fn requests(&self) -> Vec<Received> {
        self.ledger.requests()
    }

    /// How many streams are being sent now.
    #[must_use]
    pub fn open_streams(&self) -> usize {
        self.ledger.open_streams()
    }

    /// Waits until just so many streams are being sent.
    pub async fn until_open_streams(&self, count: usize) {
        self.ledger.until_open_streams(count).await;
    }

    /// Serves for as long as the program runs.
    pub async fn serve_forever(mut self) {
        // The task ends only if it panics, which tokio has reported by then.
        let _ = (&mut self.task).await;
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What a model of the sandbox that takes everything says to a body.
///
/// # Errors
/// The words of its refusal.
#[cfg(test)]
pub(crate) fn validated(wire: &str, body: &[u8]) -> Result<(), String> {
    let models = models::Models::built_in().unwrap();
    let model = models.reach("outcrop.either-v1:0").unwrap();
    let request = match wire {
        "messages" => self::wire::read(model, &model.id, body),
        _ => request::Request::converse(model, &model.id, body),
    };
    let verdict =
        request.and_then(|request| validate::validate(model, validate::Delivery::Whole, &request));
    verdict.map_err(|refusal| refusal.text)
}
