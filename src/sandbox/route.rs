//! Paths: which call a request is, and in which scenario.

use super::refusal::Refusal;
use super::validate::Delivery;

/// A call of the sandbox. Ids are percent-decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    List(List),
    Model(String, Operation),
    /// STS, which has one path for all its calls.
    Sts,
    Requests,
    Unknown,
}

/// What is asked of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operation {
    Converse(Delivery),
    Invoke(Delivery),
    CountTokens,
}

/// A call of the control plane: something is listed or looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum List {
    Models,
    Model(String),
    Profiles,
    Profile(String),
    Availability(String),
    /// A list that is always empty, by the name of its member.
    Nothing(&'static str),
}

/// A condition that the client asked for with a path prefix, and that holds for all its calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scenario {
    Usual,
    ListingDenied,
    ProfilesDenied,
    Expired,
    BadToken,
    BadSignature,
    NoAccess,
    SlowListing,
    EmptyListing,
}

/// Reads method and path. An unknown scenario is an unknown path.
pub(crate) fn read(method: &str, path: &str) -> (Scenario, Route) {
    let Some(rest) = path.strip_prefix("/scenario/") else {
        return (Scenario::Usual, route(method, path));
    };
    let (name, rest) = rest.split_once('/').unwrap_or((rest, ""));
    match Scenario::named(name) {
        Some(scenario) => (scenario, route(method, &format!("/{rest}"))),
        None => (Scenario::Usual, Route::Unknown),
    }
}

/// Splits first and decodes then, so that `%2F` within an ARN is not taken for a border.
fn route(method: &str, path: &str) -> Route {
    let segments: Vec<String> = path
        .trim_start_matches('/')
        .split('/')
        .map(decoded)
        .collect();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    match (method, segments.as_slice()) {
        ("GET", ["_requests"]) => Route::Requests,
        ("GET", segments) => List::at(segments).map_or(Route::Unknown, Route::List),
        ("POST", ["model", id, operation]) => Operation::named(operation)
            .map_or(Route::Unknown, |operation| {
                Route::Model((*id).to_owned(), operation)
            }),
        ("POST", [""]) => Route::Sts,
        _ => Route::Unknown,
    }
}

/// A text with its `%xx` decoded once. What is no such escape, or no UTF-8, stays as it is.
pub(crate) fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let (byte, after) = escape(rest).map_or((*first, after), |byte| (byte, &rest[3..]));
        bytes.push(byte);
        rest = after;
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

fn escape(bytes: &[u8]) -> Option<u8> {
    let [b'%', high, low, ..] = bytes else {
        return None;
    };
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(*high)? * 16 + digit(*low)?).ok()
}

impl Operation {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "converse" => Self::Converse(Delivery::Whole),
            "converse-stream" => Self::Converse(Delivery::Streamed),
            "invoke" => Self::Invoke(Delivery::Whole),
            "invoke-with-response-stream" => Self::Invoke(Delivery::Streamed),
            "count-tokens" => Self::CountTokens,
            _ => return None,
        })
    }
}

impl Scenario {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "listing-denied" => Self::ListingDenied,
            "profiles-denied" => Self::ProfilesDenied,
            "expired" => Self::Expired,
            "bad-token" => Self::BadToken,
            "bad-signature" => Self::BadSignature,
            "no-access" => Self::NoAccess,
            "slow-listing" => Self::SlowListing,
            "empty-listing" => Self::EmptyListing,
            _ => return None,
        })
    }

    /// The answer of this scenario to a call, if it is a refusal.
    pub(crate) fn refusal(self, route: &Route) -> Option<Refusal> {
        match (self, route) {
            (Self::Expired, _) => Some(Refusal::new(
                403,
                "ExpiredTokenException",
                "The security token included in the request is expired",
            )),
            (Self::BadToken, _) => Some(Refusal::new(
                403,
                "UnrecognizedClientException",
                "The security token included in the request is invalid.",
            )),
            (Self::BadSignature, _) => Some(Refusal::new(
                403,
                "InvalidSignatureException",
                "The request signature we calculated does not match the signature you provided. Check your AWS Secret \
                 Access Key and signing method. Consult the service documentation for details.",
            )),
            (Self::NoAccess, Route::Model(..)) => Some(Refusal::new(
                403,
                "AccessDeniedException",
                "You don't have access to the model with the specified model ID.",
            )),
            (Self::ListingDenied, Route::List(list))
            | (Self::ProfilesDenied, Route::List(list @ (List::Profiles | List::Profile(_)))) => {
                Some(Refusal::not_authorized(list.action()))
            }
            (
                Self::Usual
                | Self::ListingDenied
                | Self::ProfilesDenied
                | Self::NoAccess
                | Self::SlowListing
                | Self::EmptyListing,
                _,
            ) => None,
        }
    }
}

impl List {
    /// The call of a path.
    fn at(segments: &[&str]) -> Option<Self> {
        Some(match segments {
            ["foundation-models"] => Self::Models,
            ["foundation-models", id] => Self::Model((*id).to_owned()),
            ["inference-profiles"] => Self::Profiles,
            ["inference-profiles", id] => Self::Profile((*id).to_owned()),
            ["foundation-model-availability", id] => Self::Availability((*id).to_owned()),
            ["guardrails"] => Self::Nothing("guardrails"),
            ["provisioned-model-throughputs"] => Self::Nothing("provisionedModelSummaries"),
            ["custom-models" | "imported-models"] => Self::Nothing("modelSummaries"),
            ["model-customization", "custom-model-deployments"] => {
                Self::Nothing("modelDeploymentSummaries")
            }
            ["marketplace-model", "endpoints"] => Self::Nothing("marketplaceModelEndpoints"),
            ["prompt-routers"] => Self::Nothing("promptRouterSummaries"),
            _ => return None,
        })
    }

    /// The IAM action that the call needs.
    fn action(&self) -> &'static str {
        match self {
            Self::Models => "ListFoundationModels",
            Self::Model(_) => "GetFoundationModel",
            Self::Profiles => "ListInferenceProfiles",
            Self::Profile(_) => "GetInferenceProfile",
            Self::Availability(_) => "GetFoundationModelAvailability",
            Self::Nothing("guardrails") => "ListGuardrails",
            Self::Nothing("provisionedModelSummaries") => "ListProvisionedModelThroughputs",
            Self::Nothing("modelDeploymentSummaries") => "ListCustomModelDeployments",
            Self::Nothing("marketplaceModelEndpoints") => "ListMarketplaceModelEndpoints",
            Self::Nothing("promptRouterSummaries") => "ListPromptRouters",
            Self::Nothing(_) => "ListCustomModels",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_decoded_once_and_after_the_split() {
        let streamed = |id: &str| {
            (
                Scenario::Usual,
                Route::Model(id.to_owned(), Operation::Converse(Delivery::Streamed)),
            )
        };
        assert_eq!(
            read("POST", "/model/a%3A0/converse-stream"),
            streamed("a:0")
        );
        assert_eq!(read("POST", "/model/a:0/converse-stream"), streamed("a:0"));
        assert_eq!(
            read("POST", "/model/arn%3Aaws%3Ax%2Fy/converse-stream"),
            streamed("arn:aws:x/y")
        );
        assert_eq!(
            read("POST", "/model/a%253A0/converse-stream"),
            streamed("a%3A0")
        );
    }

    #[test]
    fn a_model_has_five_operations() {
        for name in [
            "converse",
            "converse-stream",
            "invoke",
            "invoke-with-response-stream",
            "count-tokens",
        ] {
            let (_, route) = read("POST", &format!("/model/m/{name}"));
            assert!(matches!(route, Route::Model(..)), "{name}");
        }
        assert_eq!(read("POST", "/model/m/sing").1, Route::Unknown);
        assert_eq!(read("GET", "/model/m/invoke").1, Route::Unknown);
    }

    #[test]
    fn a_prefix_names_the_scenario() {
        assert_eq!(
            read("GET", "/scenario/expired/foundation-models"),
            (Scenario::Expired, Route::List(List::Models))
        );
        assert_eq!(
            read("POST", "/scenario/expired"),
            (Scenario::Expired, Route::Sts)
        );
        assert_eq!(
            read("GET", "/scenario/sunny/foundation-models"),
            (Scenario::Usual, Route::Unknown)
        );
        assert_eq!(read("GET", "/model"), (Scenario::Usual, Route::Unknown));
    }

    #[test]
    fn broken_escapes_stay() {
        assert_eq!(decoded("100%"), "100%");
        assert_eq!(decoded("%zz%4"), "%zz%4");
        assert_eq!(decoded("%ff"), "%ff");
    }
}
