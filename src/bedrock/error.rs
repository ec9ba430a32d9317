//! Errors of the SDK, of the stream and of credentials, as failures.

use std::error::Error;
use std::time::Duration;

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::http::Headers;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::rules;
use super::wording::Wording;
use crate::chat::failure::{Failure, FailureKind};

/// What the SDK says about a call that failed.
///
/// `profile` is the one that gave the credentials, for the advice to log in again.
pub(super) fn of_sdk<E>(error: &SdkError<E, HttpResponse>, profile: Option<&str>) -> Failure
where
    E: Error + ProvideErrorMetadata + 'static,
{
    match error.raw_response() {
        Some(response) => of_response(error, response),
        None => not_sent(error, profile),
    }
}

/// An exception or error in the middle of a stream.
pub(super) fn of_exception(code: &str, body: &str) -> Failure {
    let message = Wording::of(body).message;
    let mut failure = Failure::new(rules::kind(Some(code), None, &message), message);
    failure.code = Some(code.to_owned());
    failure
}

/// An error of the provider in the midst of its reply: `{"type":"error","error":{"type":…}}`.
pub(super) fn of_provider(json: &str) -> Failure {
    let object: serde_json::Value = serde_json::from_str(json).unwrap_or_default();
    let code = object.pointer("/error/type");
    let code = code.and_then(serde_json::Value::as_str).unwrap_or("error");
    of_exception(code, json)
}

/// The connection broke while the reply was read.
pub(super) fn of_broken_body(error: &(dyn Error + 'static)) -> Failure {
    Failure::new(FailureKind::Cut, deepest(error))
}

/// Credentials that could not be loaded.
pub(super) fn of_credentials(error: &CredentialsError, profile: Option<&str>) -> Failure {
    if matches!(error, CredentialsError::CredentialsNotLoaded(_)) {
        return Failure::new(FailureKind::NoCredentials, chain(error));
    }
    let mut message = chain(error);
    let words = rules::plain(&message);
    if words.contains("sso") {
        let login = profile.map_or_else(String::new, |name| format!(" --profile {name}"));
        message = format!("{message}; run `aws sso login{login}`");
    }
    Failure::new(FailureKind::CredentialsUnusable, message)
}

fn of_response<E>(error: &SdkError<E, HttpResponse>, response: &HttpResponse) -> Failure
where
    E: Error + ProvideErrorMetadata + 'static,
{
    let headers = response.headers();
    let status = response.status().as_u16();
    let body = String::from_utf8_lossy(response.body().bytes().unwrap_or_default());
    let said = Wording::of(&body);
    let metadata = error.as_service_error().map(ProvideErrorMetadata::meta);
    let code = headers.get("x-amzn-errortype").map(bare_name);
    let code = code
        .or_else(|| metadata.and_then(|meta| meta.code().map(str::to_owned)))
        .or(said.code);
    let message = if status < 300 && said.message.is_empty() {
        chain(error)
    } else {
        said.message
    };
    let mut failure = Failure::new(
        rules::kind(code.as_deref(), Some(status), &message),
        message,
    );
    failure.code = code;
    failure.status = Some(status);
    failure.request_id = request_id(headers);
    failure.retry_after = retry_after(headers);
    failure
}

/// The service's id of a request.
pub(super) fn request_id(headers: &Headers) -> Option<String> {
    let id = headers
        .get("x-amzn-requestid")
        .or_else(|| headers.get("x-amz-request-id"));
    id.map(str::to_owned)
}

/// `ThrottlingException:http://internal.amazon.com/coral/…` without what follows the name.
fn bare_name(header: &str) -> String {
    let name = header.split(':').next().unwrap_or(header);
    name.rsplit('#').next().unwrap_or(name).trim().to_owned()
}

/// How long the service asks to wait. Dates, which `retry-after` may hold as well, are passed over.
fn retry_after(headers: &Headers) -> Option<Duration> {
    let number = |name: &str| headers.get(name)?.trim().parse::<u32>().ok();
    let millis = number("x-amz-retry-after").map(|ms| Duration::from_millis(ms.into()));
    millis.or_else(|| number("retry-after").map(|s| Duration::from_secs(s.into())))
}

fn not_sent<E>(error: &SdkError<E, HttpResponse>, profile: Option<&str>) -> Failure
where
    E: Error + 'static,
{
    if let Some(cause) = find::<CredentialsError>(error) {
        return of_credentials(cause, profile);
    }
    let words = rules::plain(&chain(error));
    let known = SENTENCES
        .iter()
        .find(|(parts, _)| parts.iter().any(|part| words.contains(part)));
    let message = match known {
        Some((_, sentence)) => format!("{sentence} ({})", deepest(error)),
        None => chain(error),
    };
    Failure::new(FailureKind::Connection, message)
}

/// What went wrong before an answer came, by words of the libraries below. The first row wins.
const SENTENCES: [(&[&str], &str); 10] = [
    (
        &[
            "failed to apply endpoint",
            "invalid uri",
            "invalid endpoint",
        ],
        "the endpoint URL cannot be used",
    ),
    (
        &["dns error", "failed to lookup address"],
        "the endpoint's name has no address",
    ),
    (
        &["proxy authorization required", "407"],
        "the proxy asks for a user and a password",
    ),
    (&["proxy", "tunnel"], "the proxy refused the connection"),
    (
        &["certificate", "unknownissuer"],
        "the server's certificate is not trusted; AWS_CA_BUNDLE can name its issuer",
    ),
    (
        &["tls handshake", "corrupt message"],
        "the endpoint does not speak TLS, or something stands in between",
    ),
    (&["connection refused"], "the connection was refused"),
    (
        &[
            "network is unreachable",
            "no route to host",
            "host is unreachable",
        ],
        "the network is not reachable",
    ),
    (&["timed out", "timeout"], "no answer in time"),
    (
        &[
            "reset by peer",
            "connection closed",
            "incomplete message",
            "broken pipe",
            "eof",
        ],
        "the connection was closed before an answer came",
    ),
];

/// All causes of an error in one line; a cause that its effect has already told is left out.
pub(super) fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    for cause in causes(error).skip(1) {
        let cause = cause.to_string();
        if !text.contains(&cause) {
            text = format!("{text}: {cause}");
        }
    }
    text
}

/// The innermost cause.
pub(super) fn deepest(error: &(dyn Error + 'static)) -> String {
    causes(error).last().unwrap_or(error).to_string()
}

fn find<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    causes(error).find_map(<dyn Error>::downcast_ref)
}

/// The error and its causes, outermost first.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| error.source())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_sso_login_that_ran_out_comes_with_the_command() {
        let error = CredentialsError::provider_error("failed to load the cached SSO token");
        let failure = of_credentials(&error, Some("dev"));
        assert_eq!(failure.kind, FailureKind::CredentialsUnusable);
        let words = &failure.message;
        assert!(
            words.contains("failed to load the cached SSO token"),
            "{words}"
        );
        assert!(
            words.ends_with("run `aws sso login --profile dev`"),
            "{words}"
        );
    }

    #[test]
    fn other_causes_have_no_such_advice() {
        let error = CredentialsError::invalid_configuration("could not parse profile file");
        let failure = of_credentials(&error, Some("dev"));
        assert_eq!(failure.kind, FailureKind::CredentialsUnusable);
        assert!(!failure.message.contains("aws sso login"), "{failure}");
        let error = CredentialsError::not_loaded("no providers in chain");
        assert_eq!(
            of_credentials(&error, None).kind,
            FailureKind::NoCredentials
        );
    }

    #[test]
    fn names_lose_what_stands_around_them() {
        assert_eq!(
            bare_name("ThrottlingException:http://internal/"),
            "ThrottlingException"
        );
        assert_eq!(
            bare_name("aws.proto#ThrottlingException"),
            "ThrottlingException"
        );
    }

    #[test]
    fn waits_are_read_in_both_units() {
        let wait = |name: &'static str, value: &'static str| {
            let mut headers = Headers::new();
            headers.insert(name, value);
            retry_after(&headers)
        };
        assert_eq!(wait("retry-after", "2"), Some(Duration::from_secs(2)));
        assert_eq!(
            wait("x-amz-retry-after", "1500"),
            Some(Duration::from_millis(1500))
        );
        assert_eq!(wait("retry-after", "Wed, 21 Oct 2026 07:28:00 GMT"), None);
    }
}
