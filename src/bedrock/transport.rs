//! The SDK as transport: our body goes out, the raw bytes of the reply come in.
//!
//! Signing, credentials, endpoints, proxies and typed errors stay the SDK's. Its view of the stream
//! is not used: it loses what it does not know, and stops for good at the first payload that its
//! own JSON reader refuses, such as half an emoji. So the reply's body is taken out of the answer
//! before the SDK reads it. Answers that are errors are left to the SDK.

use std::error::Error;
use std::mem;

use aws_sdk_bedrockruntime::Client;
use aws_sdk_bedrockruntime::error::ProvideErrorMetadata;
use aws_sdk_bedrockruntime::primitives::Blob;
use aws_sdk_bedrockruntime::types::{CountTokensInput, InvokeModelTokensRequest};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeDeserializationInterceptorContextMut, BeforeTransmitInterceptorContextMut,
};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::Headers;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::ConfigBag;
use bytes::Bytes;
use http_body_util::BodyExt;
use tokio::sync::mpsc;

use super::error;
use super::wires::{Call, Operation};
use crate::chat::content::Json;
use crate::chat::failure::{Failure, FailureKind};
use crate::chat::generation::Usage;

/// An answer with success: what its headers say, and its body, not read yet.
///
/// Dropping it closes the connection, and the service stops.
#[derive(Debug)]
pub(super) struct Answer {
    /// The service's id of the request.
    pub(super) request_id: Option<String>,
    /// HTTP status.
    pub(super) status: u16,
    /// The media type, in lower case; empty if there is none.
    pub(super) media: String,
    /// What the headers of `InvokeModel` tell.
    pub(super) counted: Counted,
    body: SdkBody,
}

/// Token counts and times of an answer that came whole. They are in no model of the API, so they
/// may be missing.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Counted {
    input: Option<u64>,
    output: Option<u64>,
    /// Milliseconds.
    pub(super) latency_ms: Option<u64>,
}

impl Counted {
    fn of(headers: &Headers) -> Self {
        let number = |name: &str| headers.get(name)?.trim().parse().ok();
        Self {
            input: number("x-amzn-bedrock-input-token-count"),
            output: number("x-amzn-bedrock-output-token-count"),
            latency_ms: number("x-amzn-bedrock-invocation-latency"),
        }
    }

    /// The counts; `None` if there are none.
    pub(super) fn usage(self) -> Option<Usage> {
        let (input, output) = (self.input?, self.output?);
        let raw = format!("{{\"inputTokenCount\":{input},\"outputTokenCount\":{output}}}");
        Some(Usage {
            input: Some(input),
            output: Some(output),
            raw: Json(raw),
            ..Usage::default()
        })
    }
}

impl Answer {
    /// The next bytes, as many as came at once. Safe to cancel.
    pub(super) async fn next(&mut self) -> Arrival {
        loop {
            match self.body.frame().await {
                Some(Ok(frame)) => {
                    // What is no data is trailers, which nobody sends here.
                    if let Ok(data) = frame.into_data() {
                        return Arrival::Bytes(data);
                    }
                }
                Some(Err(error)) => return Arrival::Broken(error::of_broken_body(&*error)),
                None => return Arrival::End,
            }
        }
    }

    /// All bytes of an answer that is no stream.
    ///
    /// # Errors
    ///
    /// The connection broke.
    pub(super) async fn all(&mut self) -> Result<Vec<u8>, Failure> {
        let mut all = Vec::new();
        loop {
            match self.next().await {
                Arrival::Bytes(bytes) => all.extend_from_slice(&bytes),
                Arrival::Broken(failure) => return Err(failure),
                Arrival::End => return Ok(all),
            }
        }
    }

    /// What is there already; `None` = one would have to wait.
    ///
    /// The HTTP client hands over one chunk at a time, and the service sends each event in one of
    /// its own. The connection's task gets a turn first, so that it can hand over the next.
    pub(super) async fn next_ready(&mut self) -> Option<Arrival> {
        tokio::task::yield_now().await;
        tokio::select! {
            biased;
            arrival = self.next() => Some(arrival),
            () = std::future::ready(()) => None,
        }
    }
}

/// What a body brings.
#[derive(Debug)]
pub(super) enum Arrival {
    /// Some bytes.
    Bytes(Bytes),
    /// The connection broke.
    Broken(Failure),
    /// Nothing more comes.
    End,
}

/// Sends a call and waits for the headers of the answer.
///
/// The SDK gives an empty body to its own parser, whose opinion is not asked: an answer with success
/// has been taken out by then.
pub(super) async fn send(
    client: &Client,
    call: &Call,
    profile: Option<&str>,
) -> Result<Answer, Failure> {
    // One answer at most: the call has one attempt.
    let (answers, mut answer) = mpsc::channel(1);
    let exchange = Exchange {
        call: call.clone(),
        answers,
    };
    let sent = exchange.over(client, profile).await;
    match (answer.try_recv(), sent) {
        (Ok(answer), _) => Ok(answer),
        (Err(_), Err(failure)) => Err(failure),
        (Err(_), Ok(())) => Err(Failure::new(FailureKind::Unknown, "no answer")),
    }
}

/// Puts our request in place of the SDK's, and takes the body out of an answer with success.
#[derive(Debug)]
struct Exchange {
    call: Call,
    answers: mpsc::Sender<Answer>,
}

impl Exchange {
    /// Each operation has its own errors, and the SDK reads them.
    async fn over(self, client: &Client, profile: Option<&str>) -> Result<(), Failure> {
        let id = self.call.model_id.clone();
        match self.call.operation {
            Operation::Converse => {
                let call = client.converse().model_id(id).customize();
                told(call.interceptor(self).send().await, profile)
            }
            Operation::ConverseStream => {
                let call = client.converse_stream().model_id(id).customize();
                told(call.interceptor(self).send().await, profile)
            }
            Operation::InvokeModel => {
                let call = client.invoke_model().model_id(id).customize();
                told(call.interceptor(self).send().await, profile)
            }
            Operation::InvokeModelWithResponseStream => {
                let call = client.invoke_model_with_response_stream();
                let call = call.model_id(id).customize();
                told(call.interceptor(self).send().await, profile)
            }
            Operation::CountTokens => {
                // The SDK wants some input, and it is replaced as all others.
                let nothing = InvokeModelTokensRequest::builder().body(Blob::new("{}"));
                let nothing = nothing.build().map(CountTokensInput::InvokeModel);
                let call = client.count_tokens().model_id(id).set_input(nothing.ok());
                told(call.customize().interceptor(self).send().await, profile)
            }
        }
    }
}

fn told<T, E>(
    result: Result<T, SdkError<E, HttpResponse>>,
    profile: Option<&str>,
) -> Result<(), Failure>
where
    E: Error + ProvideErrorMetadata + 'static,
{
    match result {
        Ok(_) => Ok(()),
        Err(error) => Err(error::of_sdk(&error, profile)),
    }
}

impl Intercept for Exchange {
    fn name(&self) -> &'static str {
        "outcrop::Exchange"
    }

    /// Runs before signing, so that the signature is over our bytes.
    fn modify_before_signing(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let request = context.request_mut();
        let headers = request.headers_mut();
        for (name, value) in &self.call.headers {
            headers.try_insert(*name, value.clone())?;
        }
        headers.try_insert("content-length", self.call.body.len().to_string())?;
        *request.body_mut() = SdkBody::from(self.call.body.as_str());
        Ok(())
    }

    fn modify_before_deserialization(
        &self,
        context: &mut BeforeDeserializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let response = context.response_mut();
        if response.status().is_success() {
            let headers = response.headers();
            let media = headers.get("content-type").unwrap_or_default();
            let answer = Answer {
                request_id: error::request_id(headers),
                status: response.status().as_u16(),
                media: media.to_ascii_lowercase(),
                counted: Counted::of(headers),
                body: mem::replace(response.body_mut(), SdkBody::empty()),
            };
            // It fails only if the one who asked is gone, and then nobody wants the answer.
            let _ = self.answers.try_send(answer);
        }
        Ok(())
    }
}
