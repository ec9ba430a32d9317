//! The client: region, credentials and transport of both Bedrock services.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use aws_config::provider_config::ProviderConfig;
use aws_config::retry::RetryConfig;
use aws_config::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, ConfigLoader, Region, SdkConfig, imds};
use aws_credential_types::Token;
use aws_smithy_http_client::tls::TlsContext;
use aws_smithy_runtime_api::client::auth::AuthSchemeId;
use aws_smithy_runtime_api::client::http::SharedHttpClient;

use super::access::Access;
use super::credentials::{INSTANCE_ROLE, Search};
use super::http;
use super::lookup::{Lookup, Source};
use super::region::{Named, RegionSource};
use super::services::{self, CONNECT, Endpoints, FREE_ATTEMPTS};
use super::wires::sha256_hex;
use crate::chat::failure::Failure;
use crate::chat::settings;

/// How long the metadata address may take to answer; on an instance it takes milliseconds.
const METADATA: Duration = Duration::from_secs(1);

/// A connection to Bedrock. Cheap to clone; clones share connections and credentials.
#[derive(Clone)]
pub(crate) struct Client {
    /// The data plane.
    pub(super) runtime: aws_sdk_bedrockruntime::Client,
    /// The control plane.
    pub(super) control: aws_sdk_bedrock::Client,
    place: Arc<Place>,
}

/// Where requests go and in whose name.
struct Place {
    region: Named,
    label: String,
    cache_key: String,
}

impl Client {
    /// The region that is asked.
    pub(crate) fn region(&self) -> &str {
        &self.place.region.region
    }

    /// The same credentials and connections, for another region; itself where it is there already.
    ///
    /// An endpoint that somebody named stays: only the signature names the other region then.
    pub(crate) fn in_region(&self, region: Option<&settings::Region>) -> Self {
        let Some(region) = region.filter(|region| region.as_str() != self.region()) else {
            return self.clone();
        };
        let place = &self.place;
        let there = || Region::new(region.as_str().to_owned());
        let runtime = self.runtime.config().to_builder().region(there()).build();
        let control = self.control.config().to_builder().region(there()).build();
        Self {
            runtime: aws_sdk_bedrockruntime::Client::from_conf(runtime),
            control: aws_sdk_bedrock::Client::from_conf(control),
            place: Arc::new(Place {
                region: Named::by_lane(region.as_str(), &place.region),
                label: place.label.clone(),
                cache_key: sha256_hex(&format!("{} in {region}", place.cache_key)),
            }),
        }
    }

    /// Who named the region.
    pub(crate) fn region_source(&self) -> RegionSource {
        self.place.region.source
    }

    /// How the credentials were found: `env keys`, `profile dev`, `API key`, `sandbox` …
    pub(crate) fn label(&self) -> &str {
        &self.place.label
    }

    /// Names the account, region and endpoint, for what is cached about them. 64 hex digits.
    ///
    /// An account is known by its access key id, profile name or the hash of its API key, so that
    /// the session keys of one profile share a cache.
    pub(crate) fn cache_key(&self) -> &str {
        &self.place.cache_key
    }

    /// The profile that gave the credentials, if one did: for `aws sso login --profile …`.
    pub(crate) fn profile(&self) -> Option<&str> {
        self.label().strip_prefix("profile ")
    }

    /// Region and credentials in words.
    pub(super) fn place(&self) -> String {
        format!("{}, {}", self.region(), self.label())
    }
}

/// Without the SDK's clients, whose output is long and may hold what is nobody's business.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("region", &self.region())
            .field("label", &self.label())
            .finish_non_exhaustive()
    }
}

/// Finds region and credentials and makes the clients. Sends nothing to Bedrock.
///
/// Credentials are loaded here, so that missing or expired ones are known before the first send.
///
/// # Errors
///
/// `NoCredentials`, `CredentialsUnusable`, `ExpiredToken`; `Connection` for an `AWS_CA_BUNDLE`
/// that cannot be used.
pub(crate) async fn connect(access: &Access) -> Result<Client, Failure> {
    match access {
        Access::Sandbox { url } => Ok(sandbox(url)),
        Access::Aws {
            profile,
            region,
            endpoint_url,
        } => {
            let flags = Flags {
                profile: profile.as_deref(),
                region: region.as_deref(),
                endpoint: endpoint_url.as_deref(),
            };
            aws(&flags, &Lookup::of_process()).await
        }
    }
}

fn sandbox(url: &str) -> Client {
    let region = Named::sandbox();
    let (runtime, control) = services::sandbox(url, &region.region);
    Client {
        runtime,
        control,
        place: Arc::new(Place {
            region,
            label: "sandbox".to_owned(),
            cache_key: sha256_hex(&format!("sandbox {url}")),
        }),
    }
}

/// What the user said on the command line or in the configuration.
struct Flags<'a> {
    profile: Option<&'a str>,
    region: Option<&'a str>,
    endpoint: Option<&'a str>,
}

/// In whose name requests go, and how the SDK is told.
struct Identity {
    region: Named,
    label: String,
    /// Tells accounts apart without being secret.
    key: String,
    loader: ConfigLoader,
}

async fn aws(flags: &Flags<'_>, lookup: &Lookup) -> Result<Client, Failure> {
    let trust = http::trust(lookup.var("AWS_CA_BUNDLE"));
    let trust = trust.map_err(|failure| failure.at("connect", ""))?;
    let region = Named::find(flags.region, flags.profile, lookup).await;
    let place = format!("region {}", region.region);
    let identity = identify(flags, lookup, &trust, region).await;
    let identity = identity.map_err(|failure| failure.at("find credentials", place))?;
    let region = identity.region;
    let sdk = load(identity.loader, flags, &region, &trust).await;
    let endpoints = Endpoints::of(flags.endpoint, lookup, &sdk);
    let cached = [identity.key, region.region.clone(), endpoints.identity()];
    Ok(Client {
        runtime: endpoints.runtime(&sdk, &trust),
        control: endpoints.control(&sdk, &trust),
        place: Arc::new(Place {
            region,
            label: identity.label,
            cache_key: sha256_hex(&cached.join("\n")),
        }),
    })
}

async fn identify(
    flags: &Flags<'_>,
    lookup: &Lookup,
    trust: &TlsContext,
    region: Named,
) -> Result<Identity, Failure> {
    let source = lookup.source(flags.profile);
    if let Source::ApiKey(key) = source {
        return Ok(Identity::of_key(key, region));
    }
    let metadata = metadata_client();
    let search = Search {
        lookup,
        profile: flags.profile,
        config: &provider_config(http::client(None, trust)),
        region: &region.region,
        metadata: &metadata,
    };
    let found = search.find(&source).await?;
    let region = if found.label == INSTANCE_ROLE {
        region.or_instance(metadata).await
    } else {
        region
    };
    // The preference keeps an API key in the environment from winning over a profile.
    let loader = aws_config::defaults(BehaviorVersion::latest())
        .auth_scheme_preference([AuthSchemeId::from("sigv4")])
        .credentials_provider(found.provider);
    Ok(Identity {
        region,
        label: found.label,
        key: found.identity,
        loader,
    })
}

impl Identity {
    fn of_key(key: String, region: Named) -> Self {
        Self {
            region,
            label: "API key".to_owned(),
            key: format!("bearer {}", sha256_hex(&key)),
            loader: aws_config::defaults(BehaviorVersion::latest())
                .auth_scheme_preference([AuthSchemeId::from("httpBearerAuth")])
                .token_provider(Token::new(key, None))
                .no_credentials(),
        }
    }
}

async fn load(
    loader: ConfigLoader,
    flags: &Flags<'_>,
    region: &Named,
    trust: &TlsContext,
) -> SdkConfig {
    let mut loader = loader
        .region(Region::new(region.region.clone()))
        .http_client(http::client(None, trust))
        // Without one of ours the SDK reads the retry mode of the profile, and panics on `legacy`.
        .retry_config(RetryConfig::standard().with_max_attempts(FREE_ATTEMPTS))
        .timeout_config(TimeoutConfig::builder().connect_timeout(CONNECT).build())
        // It would take a model that thinks for a stalled connection, and pay for it again.
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled());
    if let Some(profile) = flags.profile {
        loader = loader.profile_name(profile);
    }
    loader.load().await
}

fn provider_config(client: SharedHttpClient) -> ProviderConfig {
    ProviderConfig::without_region()
        .with_http_client(client)
        .with_behavior_version(Some(BehaviorVersion::latest()))
        .with_timeout_config(TimeoutConfig::builder().connect_timeout(CONNECT).build())
}

/// Asks the metadata address once and briefly: by default that takes four tries and as many
/// seconds. Never through a proxy.
fn metadata_client() -> imds::Client {
    imds::Client::builder()
        .configure(&provider_config(http::plain()))
        .max_attempts(1)
        .connect_timeout(METADATA)
        .read_timeout(METADATA)
        .operation_attempt_timeout(METADATA)
        .operation_timeout(METADATA)
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bedrock::fixture::{answer, serve};
    use crate::bedrock::lookup::Files;
    use crate::chat::failure::FailureKind;

    const KEYS: [(&str, &str); 3] = [
        ("AWS_ACCESS_KEY", "AKIDEXAMPLE"),
        ("AWS_SECRET_KEY", "wJalrSECRET"),
        ("AWS_SESSION_TOKEN", "FwoTOKEN"),
    ];

    fn flags(endpoint: Option<&str>) -> Flags<'_> {
        Flags {
            profile: None,
            region: Some("eu-west-1"),
            endpoint,
        }
    }

    /// The head of the request with which a client of this environment lists models.
    async fn head(vars: &[(&str, &str)]) -> (Client, String) {
        let mut server = serve(answer("200 OK", "", "{\"modelSummaries\":[]}")).await;
        let lookup = Lookup::made_of(vars, Files::None);
        let client = aws(&flags(Some(&server.url)), &lookup).await.unwrap();
        client
            .control
            .list_foundation_models()
            .send()
            .await
            .unwrap();
        (client, server.requests.recv().await.unwrap().0)
    }

    #[tokio::test]
    async fn keys_of_the_environment_sign_the_request() {
        let (client, head) = head(&KEYS).await;
        assert!(head.contains("Credential=AKIDEXAMPLE/"), "{head}");
        assert!(head.contains("/eu-west-1/bedrock/aws4_request"), "{head}");
        assert!(head.contains("x-amz-security-token: FwoTOKEN"), "{head}");
        assert_eq!((client.label(), client.region()), ("env keys", "eu-west-1"));
        assert_eq!(client.region_source(), RegionSource::Flag);
        assert_eq!(client.profile(), None);
    }

    #[tokio::test]
    async fn a_lane_may_ask_another_region_in_the_same_name() {
        let mut server = serve(answer("200 OK", "", "{\"modelSummaries\":[]}")).await;
        let lookup = Lookup::made_of(&KEYS, Files::None);
        let here = aws(&flags(Some(&server.url)), &lookup).await.unwrap();
        let region = settings::Region::new("ap-south-1").unwrap();
        let there = here.in_region(Some(&region));
        assert_eq!((there.label(), there.region()), ("env keys", "ap-south-1"));
        assert_eq!(there.region_source(), RegionSource::Lane);
        assert_ne!(there.cache_key(), here.cache_key());
        let asked = there.control.list_foundation_models().send().await;
        asked.unwrap();
        let head = server.requests.recv().await.unwrap().0;
        assert!(head.contains("Credential=AKIDEXAMPLE/"), "{head}");
        assert!(head.contains("/ap-south-1/bedrock/aws4_request"), "{head}");
        let own = here.in_region(None);
        assert_eq!(own.cache_key(), here.cache_key());
        let host = aws(&flags(None), &lookup).await.unwrap();
        let host = host.in_region(Some(&region));
        assert!(host.place().starts_with("ap-south-1, env keys"));
    }

    #[tokio::test]
    async fn an_api_key_beats_keys_and_needs_none() {
        let mut vars = KEYS.to_vec();
        vars.push(("AWS_BEARER_TOKEN_BEDROCK", "ABSK-secret"));
        let (client, head) = head(&vars).await;
        assert!(head.contains("authorization: Bearer ABSK-secret"), "{head}");
        assert_eq!(client.label(), "API key");
    }

    #[tokio::test]
    async fn nothing_that_is_shown_or_cached_holds_a_secret() {
        let lookup = Lookup::made_of(&KEYS, Files::None);
        let keys = aws(&flags(None), &lookup).await.unwrap();
        let lookup = Lookup::made_of(&[("AWS_BEARER_TOKEN_BEDROCK", "ABSK-secret")], Files::None);
        let bearer = aws(&flags(None), &lookup).await.unwrap();
        for client in [keys, bearer] {
            let shown = format!("{client:?} {} {}", client.cache_key(), client.place());
            for secret in ["wJalrSECRET", "FwoTOKEN", "ABSK-secret", "AKIDEXAMPLE"] {
                assert!(!shown.contains(secret), "{shown}");
            }
        }
    }

    #[tokio::test]
    async fn cache_keys_tell_accounts_regions_and_endpoints_apart() {
        let key = async |id: &str, region: &str, endpoint: Option<&str>| {
            let vars = [("AWS_ACCESS_KEY", id), ("AWS_SECRET_KEY", "s")];
            let flags = Flags {
                profile: None,
                region: Some(region),
                endpoint,
            };
            let lookup = Lookup::made_of(&vars, Files::None);
            let client = aws(&flags, &lookup).await.unwrap();
            client.cache_key().to_owned()
        };
        let one = key("a", "eu-west-1", None).await;
        assert_eq!(one.len(), 64);
        assert_eq!(one, key("a", "eu-west-1", None).await);
        assert_ne!(one, key("b", "eu-west-1", None).await);
        assert_ne!(one, key("a", "eu-west-2", None).await);
        assert_ne!(one, key("a", "eu-west-1", Some("http://127.0.0.1:1")).await);
    }

    #[tokio::test]
    async fn without_any_credentials_it_says_at_once_where_it_looked() {
        let vars = [("AWS_EC2_METADATA_DISABLED", "true"), ("HOME", "/nowhere")];
        let lookup = Lookup::made_of(&vars, Files::None);
        let failure = aws(&flags(None), &lookup).await.unwrap_err();
        assert_eq!(failure.kind, FailureKind::NoCredentials);
        assert!(failure.message.contains("AWS_ACCESS_KEY_ID"), "{failure}");
        assert!(
            failure
                .message
                .contains("profile default in /nowhere/.aws/config"),
            "{failure}"
        );
        assert_eq!(failure.place, "region eu-west-1");
    }

    #[tokio::test]
    async fn an_unknown_profile_is_named() {
        let flags = Flags {
            profile: Some("no such profile"),
            ..flags(None)
        };
        let lookup = Lookup::made_of(&[], Files::None);
        let failure = aws(&flags, &lookup).await.unwrap_err();
        assert_eq!(failure.kind, FailureKind::NoCredentials);
        assert!(failure.message.contains("no such profile"), "{failure}");
    }
}
