//! The service as the core knows it: credentials, region, models.

use std::sync::Arc;
use std::time::Duration;

use crate::chat::abilities::AbilityTable;
use crate::chat::catalog::Catalog;
use crate::chat::failure::Failure;

use super::forecast::Counted;
use super::memory::Home;

/// Whom outcrop talks to, once that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Account {
    /// How the credentials were found: `env keys`, `profile dev`, `API key`.
    pub(crate) label: String,
    /// The region.
    pub(crate) region: String,
    /// Whether nobody named the region, so that the default was taken.
    pub(crate) region_note: Option<&'static str>,
    /// The address, where it is not AWS's own.
    pub(crate) endpoint: Option<String>,
    /// The kind of endpoint.
    pub(crate) kind: AccountKind,
}

/// Real or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AccountKind {
    /// Amazon Bedrock, or an endpoint that the user named.
    Bedrock,
    /// The embedded sandbox.
    Sandbox,
}

/// Where the connection stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Link {
    /// Credentials are being looked for.
    Connecting,
    /// The sandbox is being started.
    StartingSandbox,
    /// Requests can be sent.
    Ready(Account),
    /// There are no usable credentials.
    Failed(Failure),
}

/// Where the model list stands.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum Models {
    /// Not asked for yet.
    #[default]
    None,
    /// Being fetched; nothing is known yet.
    Loading,
    /// Known from an earlier run, this long ago; being refreshed.
    Kept(Duration),
    /// Just fetched.
    Fresh,
}

/// Connection and catalog.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Service {
    /// The connection.
    pub(crate) link: Link,
    /// How far the list is.
    pub(crate) models: Models,
    /// The list.
    pub(crate) catalog: Catalog,
    /// What models can do and take.
    pub(crate) abilities: Arc<AbilityTable>,
    /// The tokens of a request, as the service has counted them.
    pub(crate) counted: Option<Counted>,
    /// The model that the command line names, until it was found in the list.
    pub(crate) wanted: Option<String>,
}

impl Service {
    /// Before anything was asked.
    pub(crate) fn new(wanted: Option<String>) -> Self {
        Self {
            link: Link::Connecting,
            models: Models::None,
            catalog: Catalog::default(),
            abilities: Arc::default(),
            counted: None,
            wanted,
        }
    }

    /// Whom outcrop talks to, once that is known.
    pub(crate) fn account(&self) -> Option<&Account> {
        match &self.link {
            Link::Ready(account) => Some(account),
            Link::Connecting | Link::StartingSandbox | Link::Failed(_) => None,
        }
    }

    /// Where the models are that can be called.
    pub(crate) fn home(&self) -> Home {
        match self.account() {
            Some(account) if account.kind == AccountKind::Sandbox => Home::Sandbox,
            Some(account) if account.endpoint.is_some() => Home::Elsewhere,
            Some(_) | None => Home::Bedrock,
        }
    }

    /// Whether requests go to the sandbox.
    pub(crate) fn is_sandbox(&self) -> bool {
        self.account()
            .is_some_and(|account| account.kind == AccountKind::Sandbox)
    }
}
