//! The table by which errors of the service are classified.
//!
//! The exception's name decides, then the HTTP status; words only tell kinds of one exception apart,
//! since their wording changes. Texts and codes were collected from the service model and from
//! public reports about the live service, 2024 to 2026.

use crate::chat::failure::FailureKind::{
    self, AccessDenied, BadSignature, Connection, ContextOverflow, DailyQuota, ExpiredToken,
    Internal, InvalidToken, MaxTokensOverLimit, ModelError, ModelTimeout, NeedsProfile,
    NoModelAccess, NotReady, QuotaExceeded, Retired, Throttled, Unavailable, Unknown, UnknownModel,
    Validation,
};

/// What an exception means, by its name without `Exception`, in lower case.
const CODES: [(&str, FailureKind); 39] = [
    ("expiredtoken", ExpiredToken),
    ("requestexpired", ExpiredToken),
    ("unrecognizedclient", InvalidToken),
    ("invalidclienttokenid", InvalidToken),
    ("invalidsignature", BadSignature),
    ("signaturedoesnotmatch", BadSignature),
    ("incompletesignature", BadSignature),
    ("missingauthenticationtoken", BadSignature),
    ("requesttimetooskewed", BadSignature),
    ("accessdenied", AccessDenied),
    ("notauthorized", AccessDenied),
    ("optinrequired", AccessDenied),
    ("ftuformnotfilled", NoModelAccess),
    ("resourcenotfound", UnknownModel),
    ("validation", Validation),
    ("validationerror", Validation),
    ("conflict", Validation),
    ("servicequotaexceeded", QuotaExceeded),
    ("throttling", Throttled),
    ("throttled", Throttled),
    ("toomanyrequests", Throttled),
    ("modelnotready", NotReady),
    ("modeltimeout", ModelTimeout),
    ("modelerror", ModelError),
    ("modelstreamerror", ModelError),
    ("internalserver", Internal),
    ("internalservererror", Internal),
    ("internalfailure", Internal),
    ("serviceunavailable", Unavailable),
    // Anthropic's own, in the midst of a reply.
    ("invalid_request_error", Validation),
    ("request_too_large", Validation),
    ("authentication_error", AccessDenied),
    ("permission_error", AccessDenied),
    ("billing_error", QuotaExceeded),
    ("not_found_error", UnknownModel),
    ("rate_limit_error", Throttled),
    ("timeout_error", ModelTimeout),
    ("api_error", Internal),
    ("overloaded_error", Unavailable),
];

/// What a status means where no known exception is named, as with a gateway in between.
const STATUSES: [(u16, FailureKind); 14] = [
    (400, Validation),
    (401, AccessDenied),
    (403, AccessDenied),
    (407, Connection),
    (408, ModelTimeout),
    (413, Validation),
    (422, Validation),
    (424, ModelError),
    (429, Throttled),
    (500, Internal),
    (502, Unavailable),
    (503, Unavailable),
    (504, Unavailable),
    (529, Unavailable),
];

/// Words that tell a kind of its own from the one that code and status give. The first row wins.
///
/// In lower case, with a plain apostrophe: the service writes U+2019 in some texts.
const WORDS: [(FailureKind, &str, FailureKind); 29] = [
    (AccessDenied, "marked by provider as legacy", Retired),
    (
        AccessDenied,
        "don't have access to the model",
        NoModelAccess,
    ),
    (AccessDenied, "model access is denied", NoModelAccess),
    (AccessDenied, "aws-marketplace:", NoModelAccess),
    (AccessDenied, "invalid_payment_instrument", NoModelAccess),
    (AccessDenied, "use case details", NoModelAccess),
    (AccessDenied, "did not allow prompt caching", Validation),
    (AccessDenied, "token has expired", ExpiredToken),
    (
        AccessDenied,
        "token included in the request is expired",
        ExpiredToken,
    ),
    (
        AccessDenied,
        "token included in the request is invalid",
        InvalidToken,
    ),
    (AccessDenied, "api key is valid", InvalidToken),
    (
        AccessDenied,
        "request signature we calculated",
        BadSignature,
    ),
    (UnknownModel, "marked by provider as legacy", Retired),
    (UnknownModel, "end of its life", Retired),
    (UnknownModel, "use case details", NoModelAccess),
    (Validation, "on-demand throughput isn", NeedsProfile),
    (Validation, "model identifier is invalid", UnknownModel),
    (Validation, "marked by provider as legacy", Retired),
    (Validation, "end of its life", Retired),
    (Validation, "input is too long", ContextOverflow),
    (Validation, "prompt is too long", ContextOverflow),
    (Validation, "exceed context limit", ContextOverflow),
    (Validation, "too many total text bytes", ContextOverflow),
    (Validation, "maximum context length", ContextOverflow),
    (
        Validation,
        "maximum tokens you requested exceeds",
        MaxTokensOverLimit,
    ),
    (
        Validation,
        "which is the maximum allowed",
        MaxTokensOverLimit,
    ),
    (Throttled, "per day", DailyQuota),
    (Throttled, "is not ready", NotReady),
    (Unknown, "end of its life", Retired),
];

/// The kind of an error, by exception, status and words.
pub(super) fn kind(code: Option<&str>, status: Option<u16>, message: &str) -> FailureKind {
    let by_status = || status.and_then(by_status);
    let base = code.and_then(by_code).or_else(by_status);
    let base = base.unwrap_or(Unknown);
    let message = plain(message);
    WORDS
        .iter()
        .find(|(from, words, _)| *from == base && message.contains(words))
        .map_or(base, |(_, _, kind)| *kind)
}

/// In lower case and with plain apostrophes.
pub(super) fn plain(text: &str) -> String {
    text.to_lowercase().replace('\u{2019}', "'")
}

fn by_code(code: &str) -> Option<FailureKind> {
    let name = code.to_ascii_lowercase();
    let name = name.strip_suffix("exception").unwrap_or(&name);
    let row = CODES.iter().find(|(other, _)| *other == name)?;
    Some(row.1)
}

fn by_status(status: u16) -> Option<FailureKind> {
    let row = STATUSES.iter().find(|(other, _)| *other == status);
    row.map(|(_, kind)| *kind)
        .or_else(|| (status >= 500).then_some(Internal))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Code, status, text, kind: rows of the service's documentation and of public reports.
    #[rustfmt::skip]
    const KNOWN: [(&str, u16, &str, FailureKind); 34] = [
        ("ExpiredTokenException", 403, "The security token included in the request is expired", ExpiredToken),
        ("UnrecognizedClientException", 403, "The security token included in the request is invalid.", InvalidToken),
        ("InvalidSignatureException", 403, "The request signature we calculated does not match …", BadSignature),
        ("InvalidSignatureException", 403, "Signature expired: 20261121T090000Z is now earlier than …", BadSignature),
        ("IncompleteSignature", 400, "Authorization header requires 'Credential' parameter.", BadSignature),
        ("MissingAuthenticationToken", 400, "Missing Authentication Token", BadSignature),
        ("AccessDeniedException", 403, "User: arn:aws:iam::1:user/a is not authorized to perform: bedrock:InvokeModelWithResponseStream on resource: arn:…", AccessDenied),
        ("AccessDeniedException", 403, "You don\u{2019}t have access to the model with the specified model ID.", NoModelAccess),
        ("AccessDeniedException", 403, "Model access is denied due to IAM user or service role is not authorized to perform the required AWS Marketplace actions (aws-marketplace:ViewSubscriptions, aws-marketplace:Subscribe) …", NoModelAccess),
        ("AccessDeniedException", 403, "… INVALID_PAYMENT_INSTRUMENT …", NoModelAccess),
        ("AccessDeniedException", 403, "You invoked an unsupported model or your request did not allow prompt caching. See the documentation …", Validation),
        ("FTUFormNotFilled", 404, "Anthropic use-case form not submitted", NoModelAccess),
        ("ResourceNotFoundException", 404, "Access denied. This Model is marked by provider as Legacy and you have not been actively using the model in the last 30 days.", Retired),
        ("ResourceNotFoundException", 404, "This model version has reached the end of its life.", Retired),
        ("ResourceNotFoundException", 404, "Model use case details have not been submitted for this account.", NoModelAccess),
        ("ResourceNotFoundException", 404, "Could not resolve the foundation model", UnknownModel),
        ("ValidationException", 400, "This model version has reached the end of its life.", Retired),
        ("ValidationException", 400, "Invocation of model ID x with on-demand throughput isn\u{2019}t supported. Retry your request with the ID or ARN of an inference profile that contains this model.", NeedsProfile),
        ("ValidationException", 400, "The provided model identifier is invalid.", UnknownModel),
        ("ValidationException", 400, "Input is too long for requested model", ContextOverflow),
        ("ValidationException", 400, "prompt is too long: 210000 tokens > 200000 maximum", ContextOverflow),
        ("ValidationException", 400, "input length and `max_tokens` exceed context limit: 1 + 2 > 2", ContextOverflow),
        ("ValidationException", 400, "The maximum tokens you requested exceeds the model limit of 4096.", MaxTokensOverLimit),
        ("ValidationException", 400, "This model doesn't support tool use.", Validation),
        ("ServiceQuotaExceededException", 400, "", QuotaExceeded),
        ("ThrottlingException", 429, "Too many tokens, please wait before trying again.", Throttled),
        ("ThrottlingException", 429, "Too many tokens per day, please wait before trying again.", DailyQuota),
        ("ModelNotReadyException", 429, "Model is not ready for inference.", NotReady),
        ("ModelTimeoutException", 408, "", ModelTimeout),
        ("ModelErrorException", 424, "", ModelError),
        ("ModelStreamErrorException", 424, "", ModelError),
        ("InternalServerException", 500, "", Internal),
        ("ServiceUnavailableException", 503, "Bedrock is unable to process your request.", Unavailable),
        ("SomethingNewException", 400, "?", Validation),
    ];

    #[test]
    fn every_known_error_has_its_kind() {
        for (code, status, text, kind_of_it) in KNOWN {
            assert_eq!(
                kind(Some(code), Some(status), text),
                kind_of_it,
                "{code}: {text}"
            );
        }
    }

    #[test]
    fn the_status_decides_where_no_exception_is_named() {
        assert_eq!(kind(None, Some(502), ""), Unavailable);
        assert_eq!(kind(None, Some(599), ""), Internal);
        assert_eq!(kind(None, Some(418), ""), Unknown);
        assert_eq!(kind(None, None, ""), Unknown);
        let text = "prompt is too long: 3 tokens > 2 maximum";
        assert_eq!(kind(None, Some(400), text), ContextOverflow);
    }

    #[test]
    fn exceptions_of_a_stream_are_the_same() {
        assert_eq!(
            kind(Some("throttlingException"), None, "per day"),
            DailyQuota
        );
        assert_eq!(
            kind(Some("modelStreamErrorException"), None, ""),
            ModelError
        );
        assert_eq!(kind(Some("overloaded_error"), None, ""), Unavailable);
        assert_eq!(kind(Some("rate_limit_error"), None, ""), Throttled);
    }
}
