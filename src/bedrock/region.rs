//! Which region is asked, and who said so.

use std::fmt;

use aws_config::imds;
use aws_config::imds::region::ImdsRegionProvider;
use aws_config::meta::region::ProvideRegion;
use aws_config::profile::region::ProfileFileRegionProvider;
use aws_config::provider_config::ProviderConfig;

use super::lookup::Lookup;

/// The region when nobody names one; the SDK itself has none.
const FALLBACK: &str = "us-east-1";

/// Who named the region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RegionSource {
    /// The user, by a flag or in the configuration.
    Flag,
    /// `AWS_REGION` or `AWS_DEFAULT_REGION`.
    Environment,
    /// The profile's `region`.
    Profile,
    /// The instance that this runs on.
    Instance,
    /// Nobody: it is us-east-1.
    Fallback,
    /// The settings of a lane.
    Lane,
    /// The sandbox, which takes any.
    Sandbox,
}

impl fmt::Display for RegionSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Flag => "flag",
            Self::Environment => "environment",
            Self::Profile => "profile",
            Self::Instance => "instance",
            Self::Fallback => "fallback",
            Self::Lane => "lane",
            Self::Sandbox => "sandbox",
        })
    }
}

/// A region and who named it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    /// Such as `eu-central-1`.
    pub(super) region: String,
    /// Who named it.
    pub(super) source: RegionSource,
}

impl Named {
    /// The region of the flag, the environment or the profile; else us-east-1.
    ///
    /// The order is the SDK's. Its own chain would go on to the metadata address, which takes
    /// seconds where there is none, so that step is separate.
    pub(super) async fn find(flag: Option<&str>, profile: Option<&str>, lookup: &Lookup) -> Self {
        if let Some(region) = flag {
            return Self::new(region, RegionSource::Flag);
        }
        let var = lookup.var("AWS_REGION");
        if let Some(region) = var.or_else(|| lookup.var("AWS_DEFAULT_REGION")) {
            return Self::new(region, RegionSource::Environment);
        }
        let profile = profile.unwrap_or_else(|| lookup.profile());
        let provider = ProfileFileRegionProvider::builder()
            .configure(&ProviderConfig::without_region())
            .profile_name(profile)
            .build();
        match provider.region().await {
            Some(region) => Self::new(region.as_ref(), RegionSource::Profile),
            None => Self::new(FALLBACK, RegionSource::Fallback),
        }
    }

    /// Asks the instance, if nobody else has named a region.
    pub(super) async fn or_instance(self, metadata: imds::Client) -> Self {
        if self.source != RegionSource::Fallback {
            return self;
        }
        let provider = ImdsRegionProvider::builder()
            .configure(&ProviderConfig::without_region())
            .imds_client(metadata)
            .build();
        match provider.region().await {
            Some(region) => Self::new(region.as_ref(), RegionSource::Instance),
            None => self,
        }
    }

    /// The region that a lane names, instead of this one.
    pub(super) fn by_lane(region: &str, instead: &Self) -> Self {
        match instead.source {
            // It takes any, and stays the sandbox.
            RegionSource::Sandbox => Self::new(region, RegionSource::Sandbox),
            RegionSource::Flag
            | RegionSource::Environment
            | RegionSource::Profile
            | RegionSource::Instance
            | RegionSource::Fallback
            | RegionSource::Lane => Self::new(region, RegionSource::Lane),
        }
    }

    /// The region of the sandbox.
    pub(super) fn sandbox() -> Self {
        Self::new(FALLBACK, RegionSource::Sandbox)
    }

    fn new(region: &str, source: RegionSource) -> Self {
        Self {
            region: region.to_owned(),
            source,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bedrock::lookup::Files;

    async fn find(flag: Option<&str>, vars: &[(&str, &str)]) -> Named {
        let lookup = Lookup::made_of(vars, Files::None);
        Named::find(flag, Some("no such profile"), &lookup).await
    }

    #[tokio::test]
    async fn the_flag_wins_then_the_environment_then_the_fallback() {
        let vars = [
            ("AWS_DEFAULT_REGION", "eu-west-1"),
            ("AWS_REGION", "eu-west-3"),
        ];
        let named = find(Some("ca-central-1"), &vars).await;
        assert_eq!(
            (named.region.as_str(), named.source),
            ("ca-central-1", RegionSource::Flag)
        );
        let named = find(None, &vars).await;
        assert_eq!(
            (named.region.as_str(), named.source),
            ("eu-west-3", RegionSource::Environment)
        );
        assert_eq!(find(None, &vars[..1]).await.region, "eu-west-1");
        let named = find(None, &[]).await;
        assert_eq!(
            (named.region.as_str(), named.source),
            ("us-east-1", RegionSource::Fallback)
        );
        assert_eq!(named.source.to_string(), "fallback");
    }
}
