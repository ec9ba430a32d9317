//! The clients of the two Bedrock services: endpoints, retries and timeouts.

use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_sdk_bedrock::Client as Control;
use aws_sdk_bedrock::config::Builder as ControlConfig;
use aws_sdk_bedrockruntime::Client as Runtime;
use aws_sdk_bedrockruntime::config::Builder as RuntimeConfig;
use aws_smithy_http_client::tls::TlsContext;

use super::http;
use super::lookup::Lookup;

/// How long a connection may take to be made.
pub(super) const CONNECT: Duration = Duration::from_millis(3100);

/// How often a call that costs nothing is tried.
pub(super) const FREE_ATTEMPTS: u32 = 3;

/// How often a call that costs money is tried. Trying again is ours to do, for all to see.
const PAID_ATTEMPTS: u32 = 1;

/// How long a call of the control plane may take, all attempts together.
const LISTING: Duration = Duration::from_mins(1);

/// The endpoints that somebody named; `None` = the service's own.
pub(super) struct Endpoints {
    flag: Option<String>,
    runtime: Option<String>,
    control: Option<String>,
}

impl Endpoints {
    /// The endpoints of the flag, the environment or the profile.
    pub(super) fn of(flag: Option<&str>, lookup: &Lookup, sdk: &SdkConfig) -> Self {
        let pick = |suffix: &str| {
            let named = flag.or_else(|| lookup.endpoint(suffix));
            named.or(sdk.endpoint_url()).map(str::to_owned)
        };
        Self {
            flag: flag.map(str::to_owned),
            runtime: pick("BEDROCK_RUNTIME"),
            control: pick("BEDROCK"),
        }
    }

    /// What tells one set of endpoints from another.
    pub(super) fn identity(&self) -> String {
        let own = "";
        let runtime = self.runtime.as_deref().unwrap_or(own);
        let control = self.control.as_deref().unwrap_or(own);
        format!("{runtime} {control}")
    }

    /// The data plane.
    pub(super) fn runtime(&self, sdk: &SdkConfig, trust: &TlsContext) -> Runtime {
        let mut config = RuntimeConfig::from(sdk)
            .retry_config(RetryConfig::standard().with_max_attempts(PAID_ATTEMPTS))
            .http_client(http::client(self.runtime.as_deref(), trust));
        // Set here and not in the shared configuration, where it would redirect STS and SSO. The
        // environment's endpoints the SDK takes by itself.
        if self.flag.is_some() {
            config.set_endpoint_url(self.flag.clone());
        }
        Runtime::from_conf(config.build())
    }

    /// The control plane.
    pub(super) fn control(&self, sdk: &SdkConfig, trust: &TlsContext) -> Control {
        let mut config = ControlConfig::from(sdk)
            .timeout_config(listing())
            .http_client(http::client(self.control.as_deref(), trust));
        if self.flag.is_some() {
            config.set_endpoint_url(self.flag.clone());
        }
        Control::from_conf(config.build())
    }
}

/// The SDK has no read timeout, so a list that never comes would be waited for without end.
fn listing() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(CONNECT)
        .operation_timeout(LISTING)
        .build()
}

/// Both clients of the sandbox. The environment is not looked at, not even for an API key.
pub(super) fn sandbox(url: &str, region: &str) -> (Runtime, Control) {
    let keys = || Credentials::new("SANDBOX", "sandbox", None, None, "sandbox");
    let region = Region::new(region.to_owned());
    let runtime = aws_sdk_bedrockruntime::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(region.clone())
        .endpoint_url(url)
        .credentials_provider(keys())
        .retry_config(RetryConfig::standard().with_max_attempts(PAID_ATTEMPTS))
        .timeout_config(TimeoutConfig::builder().connect_timeout(CONNECT).build())
        .http_client(http::plain());
    let control = aws_sdk_bedrock::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(region)
        .endpoint_url(url)
        .credentials_provider(keys())
        .retry_config(RetryConfig::standard().with_max_attempts(FREE_ATTEMPTS))
        .timeout_config(listing())
        .http_client(http::plain());
    (
        Runtime::from_conf(runtime.build()),
        Control::from_conf(control.build()),
    )
}
