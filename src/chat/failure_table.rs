//! The table of failures: what each kind is called, who may retry, what is said.

use super::failure::FailureKind::{self, *};
use super::failure::Retry::{self, Automatic, ByHand, Never};

/// What is known about one kind of failure.
pub(super) struct Row {
    /// The kind.
    pub(super) kind: FailureKind,
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
    kind: FailureKind,
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
        NoCredentials,
        "no_credentials",
        ByHand,
        [
            "no credentials found",
            "set AWS keys, a profile or an API key, then retry; or use the sandbox",
        ],
    ),
    row(
        CredentialsUnusable,
        "credentials_unusable",
        ByHand,
        [
            "the credentials could not be loaded",
            "run `aws sso login` or mend the profile, then retry",
        ],
    ),
    row(
        ExpiredToken,
        "expired_token",
        ByHand,
        [
            "the security token has expired",
            "run `aws sso login` or get a new session token, then retry",
        ],
    ),
    row(
        InvalidToken,
        "invalid_token",
        ByHand,
        [
            "AWS does not know these credentials",
            "check the key id, and that it belongs to this partition, then retry",
        ],
    ),
    row(
        BadSignature,
        "bad_signature",
        ByHand,
        [
            "the request's signature is wrong",
            "check the secret key and this machine's clock, then retry",
        ],
    ),
    row(
        AccessDenied,
        "access_denied",
        ByHand,
        [
            "IAM does not allow this",
            "ask for a policy with the action and resource named here, then retry",
        ],
    ),
    row(
        NoModelAccess,
        "no_model_access",
        ByHand,
        [
            "the account has no access to the model",
            "open the model once in the Bedrock console, or choose another one",
        ],
    ),
    row(
        NeedsProfile,
        "needs_profile",
        Never,
        [
            "the model is not offered on demand",
            "choose one of its inference profiles in the model picker",
        ],
    ),
    row(
        UnknownModel,
        "unknown_model",
        Never,
        [
            "the region has no such model",
            "check the id and the region, or choose another model",
        ],
    ),
    row(
        Retired,
        "retired",
        Never,
        [
            "the model is legacy or has reached its end of life",
            "choose a newer model",
        ],
    ),
    row(
        ContextOverflow,
        "context_overflow",
        Never,
        [
            "the prompt does not fit the context window",
            "start a new conversation or leave out earlier messages",
        ],
    ),
    row(
        MaxTokensOverLimit,
        "max_tokens_over_limit",
        Never,
        ["max tokens is above the model's limit", "lower max tokens"],
    ),
    row(
        Validation,
        "validation",
        ByHand,
        [
            "the service refused the request",
            "change what it names, then send again",
        ],
    ),
    row(
        Throttled,
        "throttled",
        Automatic,
        [
            "throttled",
            "wait; the quota of tokens or requests a minute is used up",
        ],
    ),
    row(
        DailyQuota,
        "daily_quota",
        ByHand,
        [
            "the tokens of the day are used up",
            "go on tomorrow, choose another model or region, or ask for a higher quota",
        ],
    ),
    row(
        QuotaExceeded,
        "quota_exceeded",
        ByHand,
        [
            "a quota of the account is used up",
            "ask for a higher quota",
        ],
    ),
    row(
        NotReady,
        "not_ready",
        Automatic,
        ["the model is warming up", "wait; it can take minutes"],
    ),
    row(
        ModelTimeout,
        "model_timeout",
        ByHand,
        ["the model took too long", "retry, or ask for less at once"],
    ),
    row(
        ModelError,
        "model_error",
        ByHand,
        ["the model failed", "retry"],
    ),
    row(
        Internal,
        "internal",
        Automatic,
        ["the service failed", "retry"],
    ),
    row(
        Unavailable,
        "unavailable",
        Automatic,
        ["the service is overloaded", "retry in a while"],
    ),
    row(
        Connection,
        "connection",
        Automatic,
        [
            "no connection",
            "check the network, the proxy and the endpoint, then retry",
        ],
    ),
    row(
        Cut,
        "cut",
        ByHand,
        [
            "the connection broke in the middle of the reply",
            "what came is kept; retry for a new one",
        ],
    ),
    row(
        EndedEarly,
        "ended_early",
        ByHand,
        [
            "the stream ended without a stop reason",
            "what came is kept and may be incomplete; retry for a new one",
        ],
    ),
    row(
        Silent,
        "silent",
        ByHand,
        [
            "the service has gone silent",
            "what came is kept; retry for a new one",
        ],
    ),
    row(
        Damaged,
        "damaged",
        ByHand,
        [
            "a frame of the stream was damaged",
            "what came before it is kept; retry for a new one",
        ],
    ),
    row(
        Unknown,
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
            assert_eq!(FailureKind::named(row.name), row.kind);
        }
    }
}
