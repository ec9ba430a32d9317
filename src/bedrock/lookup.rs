//! What the environment offers, so that credentials are not looked for where there are none.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Another name of the secret key that the SDK takes.
const PLAIN_SECRET: &str = "SECRET_ACCESS_KEY";

/// The variables and files that decide where credentials come from.
///
/// Plain data, and without `Debug`: it holds secrets.
#[derive(Default)]
pub(super) struct Lookup {
    vars: BTreeMap<String, String>,
    files: Files,
}

/// Whether any of the files that hold profiles exists.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Files {
    /// `config` or `credentials`, or both.
    Some,
    /// Neither.
    #[default]
    None,
}

/// Where credentials are to be taken from.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Source {
    /// The profile that the user named; nothing else is tried.
    Profile(String),
    /// A Bedrock API key. It beats all keys, as in every AWS SDK.
    ApiKey(String),
    /// Keys of the environment: under the SDK's names, else `AWS_ACCESS_KEY` and `AWS_SECRET_KEY`,
    /// which the SDK does not read.
    Keys {
        /// The access key id.
        id: String,
        /// The secret key.
        secret: String,
        /// `AWS_SESSION_TOKEN`.
        token: Option<String>,
    },
    /// The SDK's chain: profile, web identity, container, instance metadata.
    Chain,
    /// Nothing but the instance's metadata address is left to ask.
    Metadata,
    /// Nothing at all.
    Nothing,
}

impl Lookup {
    /// Looks at the environment of this process and at the file system.
    pub(super) fn of_process() -> Self {
        let wanted = |name: &str| {
            name.starts_with("AWS_") || ["HOME", "USERPROFILE", PLAIN_SECRET].contains(&name)
        };
        let vars = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .filter(|(name, _)| wanted(name))
            .collect();
        let mut lookup = Self {
            vars,
            files: Files::None,
        };
        if lookup.paths().iter().any(|path| path.exists()) {
            lookup.files = Files::Some;
        }
        lookup
    }

    /// The value of a variable. Blank counts as unset, as it does in the SDK.
    pub(super) fn var(&self, name: &str) -> Option<&str> {
        let value = self.vars.get(name)?.trim();
        (!value.is_empty()).then_some(value)
    }

    /// Whether a variable says `true`.
    pub(super) fn says_yes(&self, name: &str) -> bool {
        self.var(name)
            .is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// The profile that is used when none is named.
    pub(super) fn profile(&self) -> &str {
        self.var("AWS_PROFILE").unwrap_or("default")
    }

    /// The endpoint that the environment names for a service, by the suffix of its variable.
    pub(super) fn endpoint(&self, suffix: &str) -> Option<&str> {
        if self.says_yes("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") {
            return None;
        }
        self.var(&format!("AWS_ENDPOINT_URL_{suffix}"))
            .or_else(|| self.var("AWS_ENDPOINT_URL"))
    }

    /// Decides where to take credentials from. Pure: asks neither a file nor the network.
    pub(super) fn source(&self, profile: Option<&str>) -> Source {
        if let Some(profile) = profile {
            return Source::Profile(profile.to_owned());
        }
        if let Some(key) = self.api_key() {
            return Source::ApiKey(key.to_owned());
        }
        let standard = self.keys(
            "AWS_ACCESS_KEY_ID",
            &["AWS_SECRET_ACCESS_KEY", PLAIN_SECRET],
        );
        let short = || self.keys("AWS_ACCESS_KEY", &["AWS_SECRET_KEY"]);
        if let Some(keys) = standard.or_else(short) {
            return keys;
        }
        if self.files == Files::Some || self.has_role() {
            Source::Chain
        } else if self.says_yes("AWS_EC2_METADATA_DISABLED") {
            Source::Nothing
        } else {
            Source::Metadata
        }
    }

    /// The plain name is a fallback that the SDK knows as well.
    fn api_key(&self) -> Option<&str> {
        self.var("AWS_BEARER_TOKEN_BEDROCK")
            .or_else(|| self.var("AWS_BEARER_TOKEN"))
    }

    fn keys(&self, id: &str, secrets: &[&str]) -> Option<Source> {
        let secret = secrets.iter().find_map(|name| self.var(name))?;
        Some(Source::Keys {
            id: self.var(id)?.to_owned(),
            secret: secret.to_owned(),
            token: self.var("AWS_SESSION_TOKEN").map(str::to_owned),
        })
    }

    fn has_role(&self) -> bool {
        [
            "AWS_WEB_IDENTITY_TOKEN_FILE",
            "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
            "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        ]
        .iter()
        .any(|name| self.var(name).is_some())
    }

    /// What was looked at, for the message that nothing was found.
    pub(super) fn looked_for(&self, profile: Option<&str>) -> String {
        let profile = profile.unwrap_or_else(|| self.profile());
        let [config, credentials] = self.paths();
        format!(
            "looked for AWS_ACCESS_KEY_ID, AWS_ACCESS_KEY and AWS_BEARER_TOKEN_BEDROCK in the \
             environment, profile {profile} in {} and {}, a web identity, a container role and an \
             instance role",
            config.display(),
            credentials.display()
        )
    }

    fn paths(&self) -> [PathBuf; 2] {
        [
            self.path("AWS_CONFIG_FILE", "config"),
            self.path("AWS_SHARED_CREDENTIALS_FILE", "credentials"),
        ]
    }

    fn path(&self, var: &str, name: &str) -> PathBuf {
        let home = self.var("HOME").or_else(|| self.var("USERPROFILE"));
        let home = Path::new(home.unwrap_or("~"));
        match self.var(var) {
            Some(path) => match path.strip_prefix("~/") {
                Some(rest) => home.join(rest),
                None => PathBuf::from(path),
            },
            None => home.join(".aws").join(name),
        }
    }
}

#[cfg(test)]
impl Lookup {
    /// An environment of these variables, with or without files.
    pub(super) fn made_of(vars: &[(&str, &str)], files: Files) -> Self {
        let vars = vars
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        Self { vars, files }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(vars: &[(&str, &str)], files: Files, profile: Option<&str>) -> &'static str {
        match Lookup::made_of(vars, files).source(profile) {
            Source::Profile(_) => "profile",
            Source::ApiKey(_) => "api key",
            Source::Keys { id, .. } => match id.as_str() {
                "long" => "long keys",
                _ => "short keys",
            },
            Source::Chain => "chain",
            Source::Metadata => "metadata",
            Source::Nothing => "nothing",
        }
    }

    #[test]
    fn the_first_source_wins() {
        let key = ("AWS_BEARER_TOKEN_BEDROCK", "b");
        let [id, secret] = [
            ("AWS_ACCESS_KEY_ID", "long"),
            ("AWS_SECRET_ACCESS_KEY", "s"),
        ];
        let short = [("AWS_ACCESS_KEY", "short"), ("AWS_SECRET_KEY", "s")];
        let all = [key, id, secret, short[0], short[1]];
        assert_eq!(source(&all, Files::Some, Some("dev")), "profile");
        assert_eq!(source(&all, Files::Some, None), "api key");
        assert_eq!(source(&all[1..], Files::None, None), "long keys");
        assert_eq!(source(&short, Files::Some, None), "short keys");
        assert_eq!(source(&short[..1], Files::Some, None), "chain");
        assert_eq!(source(&[id], Files::Some, None), "chain");
        let plain = [id, ("SECRET_ACCESS_KEY", "s")];
        assert_eq!(source(&plain, Files::None, None), "long keys");
        let bearer = [("AWS_BEARER_TOKEN", "b")];
        assert_eq!(source(&bearer, Files::None, None), "api key");
    }

    #[test]
    fn nothing_leaves_the_metadata_address_unless_it_is_switched_off() {
        assert_eq!(source(&[], Files::None, None), "metadata");
        let off = ("AWS_EC2_METADATA_DISABLED", "TRUE");
        assert_eq!(source(&[off], Files::None, None), "nothing");
        let blank = [off, ("AWS_BEARER_TOKEN_BEDROCK", " ")];
        assert_eq!(source(&blank, Files::None, None), "nothing");
        let web = [off, ("AWS_WEB_IDENTITY_TOKEN_FILE", "/t")];
        assert_eq!(source(&web, Files::None, None), "chain");
        assert_eq!(source(&[off], Files::Some, None), "chain");
    }

    #[test]
    fn the_message_names_profile_and_files() {
        let vars = [
            ("HOME", "/home/ann"),
            ("AWS_PROFILE", "dev"),
            ("AWS_CONFIG_FILE", "~/aws.ini"),
        ];
        let text = Lookup::made_of(&vars, Files::None).looked_for(None);
        assert!(text.contains("profile dev in /home/ann/aws.ini and /home/ann/.aws/credentials"));
        assert!(text.contains("AWS_ACCESS_KEY_ID") && text.contains("AWS_BEARER_TOKEN_BEDROCK"));
    }

    #[test]
    fn endpoints_of_the_environment_can_be_ignored() {
        let mut vars = vec![
            ("AWS_ENDPOINT_URL", "http://all"),
            ("AWS_ENDPOINT_URL_BEDROCK", "http://control"),
        ];
        let lookup = Lookup::made_of(&vars, Files::None);
        assert_eq!(lookup.endpoint("BEDROCK"), Some("http://control"));
        assert_eq!(lookup.endpoint("BEDROCK_RUNTIME"), Some("http://all"));
        vars.push(("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"));
        assert_eq!(
            Lookup::made_of(&vars, Files::None).endpoint("BEDROCK"),
            None
        );
    }
}
