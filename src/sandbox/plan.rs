//! What the sandbox is going to do about a request to a model.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::event::Event;
use super::limit::limited;
use super::refusal::Refusal;
use super::reply::Reply;
use super::request::Request;

/// A decision, made before the first byte is sent.
#[derive(Debug, Clone)]
pub(crate) enum Plan {
    Refuse(Refusal),
    /// An error page, as a gateway between client and Bedrock would send it.
    Page(Page),
    Hold(Hold),
    Speak(Box<Speech>),
}

/// An error in a shape that is not Bedrock's.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) html: String,
    /// Content type.
    #[serde(default = "html")]
    pub(crate) kind: String,
}

/// What happens instead of response headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Hold {
    Close,
    Silence,
}

/// A reply, its events, and what breaks while they are sent.
#[derive(Debug, Clone)]
pub(crate) struct Speech {
    pub(crate) reply: Reply,
    /// The events of the stream. For an odd reply they are not those of `reply`.
    pub(crate) events: Vec<Event>,
    pub(crate) damage: Option<Damage>,
}

/// How a stream breaks, and after how many deltas.
#[derive(Debug, Clone)]
pub(crate) struct Damage {
    pub(crate) after: usize,
    pub(crate) kind: DamageKind,
}

/// How a stream breaks.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum DamageKind {
    /// Response headers, then nothing.
    HeadersOnly,
    /// Nothing more, with the connection open.
    Silence,
    /// Half a frame, then the connection ends in the middle of the body.
    Drop,
    /// Half a frame, then the connection is reset.
    Reset,
    /// A clean end of the body without `messageStop`.
    End,
    Exception(Exception),
    ErrorFrame,
    BadCrc,
    BadPrelude,
    /// Nothing is missing, but each byte travels alone.
    ByteByByte,
}

/// An exception inside of a stream.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Exception {
    /// Value of the header `:exception-type`.
    pub(crate) name: String,
    pub(crate) text: String,
    #[serde(default)]
    pub(crate) members: Map<String, Value>,
}

impl Plan {
    /// Says a reply, as far as the request's limits let it go.
    pub(crate) fn say(reply: Reply, request: &Request, max_tokens: usize) -> Self {
        Self::Speak(Box::new(Speech::of(reply, request, max_tokens)))
    }
}

impl Speech {
    /// An undamaged reply within the request's limits.
    pub(crate) fn of(reply: Reply, request: &Request, model_limit: usize) -> Self {
        let wanted = request
            .native
            .max_tokens
            .and_then(|tokens| usize::try_from(tokens).ok());
        let reply = limited(reply, request, wanted.unwrap_or(model_limit));
        Self {
            events: reply.events(),
            reply,
            damage: None,
        }
    }
}

impl Exception {
    /// The same error as an HTTP answer, for a reply that is not streamed.
    pub(crate) fn refusal(&self) -> Refusal {
        let (status, name) = match self.name.as_str() {
            "throttlingException" => (429, "ThrottlingException"),
            "validationException" => (400, "ValidationException"),
            "modelStreamErrorException" => (424, "ModelErrorException"),
            "serviceUnavailableException" => (503, "ServiceUnavailableException"),
            "modelTimeoutException" => (408, "ModelTimeoutException"),
            _ => (500, "InternalServerException"),
        };
        Refusal {
            members: self.members.clone().into_iter().collect(),
            ..Refusal::new(status, name, self.text.clone())
        }
    }
}

fn html() -> String {
    "text/html".to_owned()
}
