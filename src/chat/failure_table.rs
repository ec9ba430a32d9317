//! The table of failures: what each kind is called, who may retry, what is said.

use super::failure::FailureKind as Kind;
use super::failure::Retry::{self, Automatic, ByHand, Never};

/// What is known about one kind of failure.
pub(super) struct Row {
    /// The kind.
    pub(super) kind: Kind,
    /// Its name in files.
    pub(super) name: &'static str,
    /// Who may send the request again.
    pub(super) retry: Retry,
    /// What happened, in a few words.
    pub(super) summary: &'static str,
    /// What to do next.
    pub(super) advice: &'static str,
}

const fn row(
    kind: Kind,
    name: &'static str,
    retry: Retry,
    [summary, advice]: [&'static str; 2],
) -> Row {
    Row {
        kind,
        name,
        retry,
        summary,
        advice,
    }
}

/// All kinds, in the order of the variants.
pub(super) const TABLE: [Row; 27] = [
    row(
        Kind::NoCredentials,
        "no_credentials",
        ByHand,
        [
            "no credentials found",
            "set AWS keys, a profile or an API key, then retry; or use the sandbox",
        ],
    ),
    row(
        Kind::CredentialsUnusable,
        "credentials_unusable",
        ByHand,
        [
            "the credentials could not be loaded",
            "run `aws sso login` or mend the profile, then retry",
        ],
    ),
    row(
        Kind::ExpiredToken,
        "expired_token",
        ByHand,
        [
            "the security token has expired",
            "run `aws sso login` or get a new session token, then retry",
        ],
    ),
    row(
        Kind::InvalidToken,
        "invalid_token",
        ByHand,
        [
            "AWS does not know these credentials",
            "check the key id, and that it belongs to this partition, then retry",
        ],
    ),
    row(
        Kind::BadSignature,
        "bad_signature",
        ByHand,
        [
            "the request's signature is wrong",
            "check the secret key and this machine's clock, then retry",
        ],
    ),
    row(
        Kind::AccessDenied,
        "access_denied",
        ByHand,
        [
            "IAM does not allow this",
            "ask for a policy with the action and resource named here, then retry",
        ],
    ),
    row(
        Kind::NoModelAccess,
        "no_model_access",
        ByHand,
        [
            "the account has no access to the model",
            "open the model once in the Bedrock console, or choose another one",
        ],
    ),
    row(
        Kind::NeedsProfile,
        "needs_profile",
        Never,
        [
            "the model is not offered on demand",
            "choose one of its inference profiles in the model picker",
        ],
    ),
    row(
        Kind::UnknownModel,
        "unknown_model",
        Never,
        [
            "the region has no such model",
            "check the id and the region, or choose another model",
        ],
    ),
    row(
        Kind::Retired,
        "retired",
        Never,
        [
            "the model is legacy or has reached its end of life",
            "choose a newer model",
        ],
    ),
    row(
        Kind::ContextOverflow,
        "context_overflow",
        Never,
        [
            "the prompt does not fit the context window",
            "start a new conversation or leave out earlier messages",
        ],
    ),
    row(
        Kind::MaxTokensOverLimit,
        "max_tokens_over_limit",
        Never,
        ["max tokens is above the model's limit", "lower max tokens"],
    ),
    row(
        Kind::Validation,
        "validation",
        ByHand,
        [
            "the service refused the request",
            "change what it names, then send again",
        ],
    ),
    row(
        Kind::Throttled,
        "throttled",
        Automatic,
        [
            "throttled",
            "wait; the quota of tokens or requests a minute is used up",
        ],
    ),
    row(
        Kind::DailyQuota,
        "daily_quota",
        ByHand,
        [
            "the tokens of the day are used up",
            "go on tomorrow, choose another model or region, or ask for a higher quota",
        ],
    ),
    row(
        Kind::QuotaExceeded,
        "quota_exceeded",
        ByHand,
        [
            "a quota of the account is used up",
            "ask for a higher quota",
        ],
    ),
    row(
        Kind::NotReady,
        "not_ready",
        Automatic,
        ["the model is warming up", "wait; it can take minutes"],
    ),
    row(
        Kind::ModelTimeout,
        "model_timeout",
        ByHand,
        ["the model took too long", "retry, or ask for less at once"],
    ),
    row(
        Kind::ModelError,
        "model_error",
        ByHand,
        ["the model failed", "retry"],
    ),
    row(
        Kind::Internal,
        "internal",
        Automatic,
        ["the service failed", "retry"],
    ),
    row(
        Kind::Unavailable,
        "unavailable",
        Automatic,
        ["the service is overloaded", "retry in a while"],
    ),
    row(
        Kind::Connection,
        "connection",
        Automatic,
        [
            "no connection",
            "check the network, the proxy and the endpoint, then retry",
        ],
    ),
    row(
        Kind::Cut,
        "cut",
        ByHand,
        [
            "the connection broke in the middle of the reply",
            "what came is kept; retry for a new one",
        ],
    ),
    row(
        Kind::EndedEarly,
        "ended_early",
        ByHand,
        [
            "the stream ended without a stop reason",
            "what came is kept and may be incomplete; retry for a new one",
        ],
    ),
    row(
        Kind::Silent,
        "silent",
        ByHand,
        [
            "the service has gone silent",
            "what came is kept; retry for a new one",
        ],
    ),
    row(
        Kind::Damaged,
        "damaged",
        ByHand,
        [
            "a frame of the stream was damaged",
            "what came before it is kept; retry for a new one",
        ],
    ),
    row(
        Kind::Unknown,
        "unknown",
        ByHand,
        ["the request failed", "read the message, then retry"],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stand_in_the_order_of_the_variants() {
        for (at, row) in TABLE.iter().enumerate() {
            assert_eq!(row.kind as usize, at, "{}", row.name);
        }
    }

    #[test]
    fn names_lead_back_to_their_kind() {
        for row in &TABLE {
            assert_eq!(Kind::named(row.name), row.kind);
        }
    }
}
