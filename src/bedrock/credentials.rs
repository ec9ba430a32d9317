//! Credentials: found once, before the first request, so that missing ones are known at once.

use std::time::{Duration, SystemTime};

use aws_config::default_provider::credentials::DefaultCredentialsChain;
use aws_config::imds::credentials::ImdsCredentialsProvider;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::{Region, imds};
use aws_credential_types::Credentials;
use aws_credential_types::credential_feature::AwsCredentialFeature;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};

use super::error;
use super::lookup::{Lookup, Source};
use crate::chat::failure::{Failure, FailureKind};

/// How long a provider may take: an SSO refresh, an assumed role, a credential process.
const PATIENCE: Duration = Duration::from_mins(1);

/// How long before their expiry credentials are asked for anew.
const REFRESH: Duration = Duration::from_mins(1);

/// Credentials that were found, and by what name they go.
pub(super) struct Found {
    /// Gives them to the SDK, and renews them.
    pub(super) provider: SharedCredentialsProvider,
    /// For the screen: `env keys`, `profile dev` …
    pub(super) label: String,
    /// What tells one account from another without being secret, for cache keys.
    pub(super) identity: String,
}

/// Where and how to look.
pub(super) struct Search<'a> {
    /// The environment.
    pub(super) lookup: &'a Lookup,
    /// The profile that the user named.
    pub(super) profile: Option<&'a str>,
    /// With the HTTP client for SSO and STS.
    pub(super) config: &'a ProviderConfig,
    /// The region of STS.
    pub(super) region: &'a str,
    /// Asks the metadata address.
    pub(super) metadata: &'a imds::Client,
}

impl Search<'_> {
    /// Finds and loads credentials. An API key needs none and is not taken.
    pub(super) async fn find(&self, source: &Source) -> Result<Found, Failure> {
        let provider =
            match source {
                Source::Profile(name) => SharedCredentialsProvider::new(
                    ProfileFileCredentialsProvider::builder()
                        .configure(&self.regional())
                        .profile_name(name)
                        .build(),
                ),
                Source::Keys { id, secret, token } => SharedCredentialsProvider::new(
                    Credentials::new(id, secret, token.clone(), None, "outcrop"),
                ),
                Source::Chain => SharedCredentialsProvider::new(self.chain().await),
                Source::Metadata => SharedCredentialsProvider::new(
                    ImdsCredentialsProvider::builder()
                        .configure(self.config)
                        .imds_client(self.metadata.clone())
                        .build(),
                ),
                Source::ApiKey(_) | Source::Nothing => return Err(self.nothing()),
            };
        self.load(source, provider).await
    }

    fn regional(&self) -> ProviderConfig {
        let region = Region::new(self.region.to_owned());
        self.config.clone().with_region(Some(region))
    }

    async fn chain(&self) -> DefaultCredentialsChain {
        DefaultCredentialsChain::builder()
            .profile_name(self.lookup.profile())
            .configure(self.config.clone())
            .region(Region::new(self.region.to_owned()))
            .imds_client(self.metadata.clone())
            .build()
            .await
    }

    async fn load(
        &self,
        source: &Source,
        then: SharedCredentialsProvider,
    ) -> Result<Found, Failure> {
        let loaded = tokio::time::timeout(PATIENCE, then.provide_credentials()).await;
        let first = match loaded {
            Ok(Ok(first)) => first,
            Ok(Err(error)) => return Err(self.explain(&error)),
            Err(_) => {
                let message = format!("no answer within {} s", PATIENCE.as_secs());
                return Err(Failure::new(FailureKind::CredentialsUnusable, message));
            }
        };
        let (label, identity) = self.name(source, &first);
        if first.expiry().is_some_and(|end| end <= SystemTime::now()) {
            let message = format!("that of {label}");
            return Err(Failure::new(FailureKind::ExpiredToken, message));
        }
        Ok(Found {
            provider: SharedCredentialsProvider::new(Primed { first, then }),
            label,
            identity,
        })
    }

    fn explain(&self, error: &CredentialsError) -> Failure {
        let profile = self.profile.unwrap_or_else(|| self.lookup.profile());
        let failure = error::of_credentials(error, Some(profile));
        let undefined = format!("profile `{profile}` was not defined");
        let cause = if failure.message.contains(&undefined) {
            undefined
        } else if is_metadata(error) {
            let said = error::deepest(error);
            format!("the metadata address says: {}", said.trim_end_matches('.'))
        } else if failure.kind == FailureKind::NoCredentials {
            return self.nothing();
        } else {
            return failure;
        };
        let looked_for = self.nothing().message;
        Failure::new(FailureKind::NoCredentials, format!("{cause}; {looked_for}"))
    }

    fn nothing(&self) -> Failure {
        let message = self.lookup.looked_for(self.profile);
        Failure::new(FailureKind::NoCredentials, message)
    }

    /// What to call credentials, and what tells them apart without being secret.
    fn name(&self, source: &Source, credentials: &Credentials) -> (String, String) {
        let profile = self.profile.unwrap_or_else(|| self.lookup.profile());
        let (label, identity) = match origin(source, credentials) {
            Origin::Keys => ("env keys", format!("key {}", credentials.access_key_id())),
            Origin::WebIdentity => {
                let role = self.lookup.var("AWS_ROLE_ARN").unwrap_or_default();
                ("web identity", format!("role {role}"))
            }
            Origin::Container => ("container role", "container".to_owned()),
            Origin::Instance => (INSTANCE_ROLE, "instance".to_owned()),
            Origin::Profile => {
                let name = format!("profile {profile}");
                return (name.clone(), name);
            }
        };
        (label.to_owned(), identity)
    }
}

/// What gave credentials.
enum Origin {
    Keys,
    WebIdentity,
    Container,
    Instance,
    Profile,
}

/// What gave these credentials: the SDK marks them with all that took part.
fn origin(source: &Source, credentials: &Credentials) -> Origin {
    use AwsCredentialFeature as Feature;
    let marks = credentials.get_property::<Vec<Feature>>();
    let has = |mark: &Feature| marks.is_some_and(|marks| marks.contains(mark));
    if let Source::Keys { .. } = source {
        Origin::Keys
    } else if has(&Feature::CredentialsProfile) {
        // First of the marks: a profile may itself make use of a web identity, container or role.
        Origin::Profile
    } else if has(&Feature::CredentialsProfileStsWebIdToken) {
        Origin::WebIdentity
    } else if has(&Feature::CredentialsHttp) {
        Origin::Container
    } else if has(&Feature::CredentialsImds) {
        Origin::Instance
    } else {
        Origin::Profile
    }
}

/// Whether it is only that the metadata address, the last one asked, refused or failed.
///
/// Many machines that are no AWS instance answer there, or forbid it.
fn is_metadata(error: &CredentialsError) -> bool {
    matches!(error, CredentialsError::ProviderError(_)) && error::chain(error).contains("IMDS")
}

/// The label of credentials that the instance gave.
pub(super) const INSTANCE_ROLE: &str = "instance role";

/// Hands out credentials that are loaded already, and asks again when they run out.
///
/// Otherwise the first request would load them a second time, and a credential process would ask
/// for its second factor twice.
#[derive(Debug)]
struct Primed {
    first: Credentials,
    then: SharedCredentialsProvider,
}

impl ProvideCredentials for Primed {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        let soon = SystemTime::now() + REFRESH;
        if self.first.expiry().is_none_or(|end| end > soon) {
            future::ProvideCredentials::ready(Ok(self.first.clone()))
        } else {
            self.then.provide_credentials()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(id: &str, expiry: Option<Duration>) -> Credentials {
        let expiry = expiry.map(|left| SystemTime::now() + left);
        Credentials::new(id, "secret", None, expiry, "test")
    }

    async fn given(left: Option<Duration>) -> String {
        let primed = Primed {
            first: keys("first", left),
            then: SharedCredentialsProvider::new(keys("then", None)),
        };
        let given = primed.provide_credentials().await.unwrap();
        given.access_key_id().to_owned()
    }

    #[tokio::test]
    async fn credentials_are_asked_for_again_only_shortly_before_they_run_out() {
        assert_eq!(given(None).await, "first");
        assert_eq!(given(Some(Duration::from_mins(5))).await, "first");
        assert_eq!(given(Some(Duration::from_secs(30))).await, "then");
    }
}
