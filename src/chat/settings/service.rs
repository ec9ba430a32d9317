//! What Bedrock does around the model: caching, guardrail, tier, latency, log entries.

/// Which parts of the prompt may be cached: a mark stands behind each. The order on the wire is
/// tools, system, messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct CachePoints {
    /// After the tools.
    pub(crate) tools: Caching,
    /// After the system prompt.
    pub(crate) system: Caching,
    /// After the last message of the user.
    pub(crate) messages: Caching,
}

/// Whether a part of the prompt is cached, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) enum Caching {
    /// No mark.
    #[default]
    Off,
    /// A mark without a time: the service's default, five minutes.
    Default,
    /// Five minutes.
    FiveMinutes,
    /// One hour. Must stand before marks of five minutes.
    OneHour,
}

impl Caching {
    /// In the order of the settings pane.
    pub(crate) const ALL: [Self; 4] = [Self::Off, Self::Default, Self::FiveMinutes, Self::OneHour];

    /// The name on screen and in files.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Default => "on",
            Self::FiveMinutes => "5m",
            Self::OneHour => "1h",
        }
    }

    /// The kind with this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|caching| caching.name() == name)
    }

    /// The time as it stands on the wire; `None` = none is named.
    pub(crate) fn ttl(self) -> Option<&'static str> {
        match self {
            Self::Off | Self::Default => None,
            Self::FiveMinutes | Self::OneHour => Some(self.name()),
        }
    }

    /// Whether a mark is set.
    pub(crate) fn is_on(self) -> bool {
        self != Self::Off
    }
}

/// What Bedrock does around the model. `None` or empty = not sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct ServiceOptions {
    /// What watches over prompt and reply.
    pub(crate) guardrail: Option<Guardrail>,
    /// `default`, `priority`, `flex` or `reserved`.
    pub(crate) tier: Option<String>,
    /// `standard` or `optimized`.
    pub(crate) latency: Option<String>,
    /// Pairs that end up in the account's invocation logs.
    pub(crate) metadata: Vec<(String, String)>,
    /// Who asks, in Anthropic's member `metadata.user_id`.
    pub(crate) user_id: Option<String>,
}

/// A guardrail of the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Guardrail {
    /// Its id or ARN.
    pub(crate) id: String,
    /// A number, or `DRAFT`.
    pub(crate) version: String,
    /// What is told of its work.
    pub(crate) trace: Trace,
    /// Whether it sees the reply before the user does; `None` = not sent.
    pub(crate) mode: Option<GuardrailMode>,
}

/// What is told of a guardrail's work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) enum Trace {
    /// Not sent: the service tells nothing.
    #[default]
    NotSent,
    /// Nothing.
    Disabled,
    /// What it found.
    Enabled,
    /// Also what it looked at without finding anything.
    Full,
}

impl Trace {
    /// In the order of the settings pane.
    pub(crate) const ALL: [Self; 4] = [Self::NotSent, Self::Disabled, Self::Enabled, Self::Full];

    /// The name on screen, in files and in a Converse body.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::NotSent => "not sent",
            Self::Disabled => "disabled",
            Self::Enabled => "enabled",
            Self::Full => "enabled_full",
        }
    }

    /// The kind with this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|trace| trace.name() == name)
    }
}

/// Whether a guardrail sees a streamed reply before the user does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum GuardrailMode {
    /// It does, so the text comes in lumps.
    Sync,
    /// It does not: text may have to be taken back.
    Async,
}

impl GuardrailMode {
    /// The name on screen, in files and in a Converse body.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sync => "sync",
            Self::Async => "async",
        }
    }

    /// The mode with this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        [Self::Sync, Self::Async]
            .into_iter()
            .find(|mode| mode.name() == name)
    }
}
