//! Where to send requests: what the user picked.

/// What the user picked; flags win over the environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Access {
    /// Amazon Bedrock, or an endpoint that stands in for it.
    Aws {
        /// The profile of the AWS configuration; `None` = whatever the environment gives.
        profile: Option<String>,
        /// The region; `None` = the environment's, the profile's, else us-east-1.
        region: Option<String>,
        /// The endpoint of both Bedrock services. Other services, such as STS, keep their own.
        endpoint_url: Option<String>,
    },
    /// The sandbox, without credentials, proxies or any look at the environment.
    Sandbox {
        /// Its address, such as `http://127.0.0.1:8087`.
        url: String,
    },
}
