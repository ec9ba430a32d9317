//! HTTP answers.

use bytes::Bytes;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use hyper::header::{CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER};
use hyper::{Response, StatusCode};
use serde_json::{Value, json};

use super::models::ACCOUNT;
use super::plan::Page;
use super::play::{Cut, Play};
use super::refusal::Refusal;
use super::reply::Reply;
use super::service::Service;

/// An answer whose body may be cut on purpose.
pub(crate) type Answer = Response<UnsyncBoxBody<Bytes, Cut>>;

/// The header that names an error.
const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");

/// The header that every answer has.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");

/// What the service puts behind the name of an error.
const ERROR_NAMESPACE: &str = "http://internal.amazon.com/coral/com.amazon.bedrock/";

/// 200 with JSON.
pub(crate) fn json(value: &Value) -> Answer {
    whole(200, "application/json", value.to_string())
}

/// An error as Bedrock sends it.
pub(crate) fn refused(refusal: &Refusal) -> Answer {
    let mut answer = whole(
        refusal.status,
        "application/json",
        refusal.body().to_string(),
    );
    put(
        &mut answer,
        ERROR_TYPE,
        &format!("{}:{ERROR_NAMESPACE}", refusal.name),
    );
    if let Some(seconds) = refusal.retry_after {
        put(&mut answer, RETRY_AFTER, &seconds.to_string());
    }
    answer
}

/// 404 of a path that no call has.
pub(crate) fn unknown_operation() -> Answer {
    let mut answer = whole(404, "application/json", json!({}).to_string());
    put(&mut answer, ERROR_TYPE, "UnknownOperationException");
    answer
}

/// An error in a shape of its own.
pub(crate) fn page(page: &Page) -> Answer {
    whole(page.status, &page.kind, page.html.clone())
}

/// What `InvokeModel` says in headers, because its body is the provider's.
pub(crate) fn invoked(mut answer: Answer, reply: &Reply, milliseconds: u64) -> Answer {
    let counts = [
        (
            "x-amzn-bedrock-input-token-count",
            reply.usage.input.to_string(),
        ),
        (
            "x-amzn-bedrock-output-token-count",
            reply.output_tokens().to_string(),
        ),
        (
            "x-amzn-bedrock-invocation-latency",
            milliseconds.to_string(),
        ),
    ];
    for (name, count) in counts {
        put(&mut answer, HeaderName::from_static(name), &count);
    }
    served(answer, &reply.service)
}

/// What the stream of `InvokeModelWithResponseStream` says in headers.
pub(crate) fn invoked_stream(mut answer: Answer, service: &Service) -> Answer {
    let kind = HeaderName::from_static("x-amzn-bedrock-content-type");
    put(&mut answer, kind, "application/json");
    served(answer, service)
}

fn served(mut answer: Answer, service: &Service) -> Answer {
    let echoes = [
        ("x-amzn-bedrock-performanceconfig-latency", &service.latency),
        ("x-amzn-bedrock-service-tier", &service.tier),
    ];
    for (name, value) in echoes {
        if let Some(value) = value {
            put(&mut answer, HeaderName::from_static(name), value);
        }
    }
    answer
}

/// 200 with a stream of frames.
pub(crate) fn stream(play: Play) -> Answer {
    let mut answer = Response::new(play.boxed_unsync());
    put(
        &mut answer,
        CONTENT_TYPE,
        "application/vnd.amazon.eventstream",
    );
    answer
}

/// The answer of STS to `GetCallerIdentity`.
pub(crate) fn caller(request_id: &str) -> Answer {
    let xml = format!(
        "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>\
         <Arn>arn:aws:sts::{ACCOUNT}:assumed-role/outcrop-sandbox/you</Arn><UserId>AROASANDBOX:you</UserId>\
         <Account>{ACCOUNT}</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>{request_id}</RequestId>\
         </ResponseMetadata></GetCallerIdentityResponse>"
    );
    whole(200, "text/xml", xml)
}

/// An error as STS sends it: XML, and with names of its own.
pub(crate) fn sts_refused(refusal: &Refusal, request_id: &str) -> Answer {
    let code = match refusal.name.as_str() {
        "ExpiredTokenException" => "ExpiredToken",
        "UnrecognizedClientException" => "InvalidClientTokenId",
        "InvalidSignatureException" => "SignatureDoesNotMatch",
        "MissingAuthenticationTokenException" => "MissingAuthenticationToken",
        other => other,
    };
    let xml = format!(
        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type><Code>{code}</Code>\
         <Message>{}</Message></Error><RequestId>{request_id}</RequestId></ErrorResponse>",
        refusal.text.replace('&', "&amp;").replace('<', "&lt;")
    );
    whole(refusal.status, "text/xml", xml)
}

/// The answer with the number of open streams, for a test in another process.
pub(crate) fn counting(mut answer: Answer, open_streams: usize) -> Answer {
    put(
        &mut answer,
        HeaderName::from_static("x-outcrop-open-streams"),
        &open_streams.to_string(),
    );
    answer
}

/// The answer with its request id.
pub(crate) fn with_request_id(mut answer: Answer, request_id: &str) -> Answer {
    put(&mut answer, REQUEST_ID, request_id);
    answer
}

fn whole(status: u16, kind: &str, body: String) -> Answer {
    let body = Full::new(Bytes::from(body)).map_err(|never| match never {});
    let mut answer = Response::new(body.boxed_unsync());
    *answer.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    put(&mut answer, CONTENT_TYPE, kind);
    answer
}

/// Sets a header; a value that no header can have is left out.
fn put(answer: &mut Answer, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        answer.headers_mut().insert(name, value);
    }
}
