//! The SDK as transport: our body goes out, the raw bytes of the reply come in.
//!
//! Signing, credentials, endpoints, proxies and typed errors stay the SDK's. Its view of the stream
//! is not used: it loses what it does not know, and stops for good at the first payload that its
//! own JSON reader refuses, such as half an emoji. So the reply's body is taken out of the answer
//! before the SDK reads it. Answers that are errors are left to the SDK.

use std::mem;

use aws_sdk_bedrockruntime::operation::converse_stream::ConverseStreamError;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::BeforeDeserializationInterceptorContextMut;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::ConfigBag;
use bytes::Bytes;
use http_body_util::BodyExt;
use tokio::sync::mpsc;

use super::error;
use crate::chat::failure::Failure;

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
    body: SdkBody,
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

/// Sends `body` to `ConverseStream` and waits for the headers of the answer.
pub(super) async fn converse_stream(
    client: &aws_sdk_bedrockruntime::Client,
    model_id: &str,
    body: String,
) -> Result<Option<Answer>, SdkError<ConverseStreamError, HttpResponse>> {
    // One answer at most: the call has one attempt.
    let (answers, mut answer) = mpsc::channel(1);
    client
        .converse_stream()
        .model_id(model_id)
        .customize()
        // Runs before signing, so that the signature is over our bytes.
        .mutate_request(move |request| {
            request
                .headers_mut()
                .insert("content-length", body.len().to_string());
            *request.body_mut() = SdkBody::from(body.as_str());
        })
        .interceptor(Diversion { answers })
        .send()
        .await?;
    Ok(answer.try_recv().ok())
}

/// Takes the body out of an answer with success.
#[derive(Debug)]
struct Diversion {
    answers: mpsc::Sender<Answer>,
}

impl Intercept for Diversion {
    fn name(&self) -> &'static str {
        "outcrop::Diversion"
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
                body: mem::replace(response.body_mut(), SdkBody::empty()),
            };
            // It fails only if the one who asked is gone, and then nobody wants the answer.
            let _ = self.answers.try_send(answer);
        }
        Ok(())
    }
}
