//! How a model draws its tokens: the parameters with sliders, and stop sequences.

use super::decimal::Decimal;

/// How many tokens a reply may have, unless the user says otherwise.
///
/// Always sent: the service reserves it from the quota at admission, and its own default is the
/// model's maximum.
pub(crate) const DEFAULT_MAX_TOKENS: u32 = 4096;

/// How a model draws its tokens, and where it stops. `None` = not sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sampling {
    /// How evenly tokens are drawn.
    pub(crate) temperature: Option<Decimal>,
    /// Tokens are drawn from the likeliest ones that have this much probability together.
    pub(crate) top_p: Option<Decimal>,
    /// Tokens are drawn from so many likeliest ones.
    pub(crate) top_k: Option<Decimal>,
    /// The most tokens that a reply may have.
    pub(crate) max_tokens: u32,
    /// Texts after which the model stops.
    pub(crate) stop_sequences: Vec<String>,
}

impl Default for Sampling {
    fn default() -> Self {
        Self {
            temperature: None,
            top_p: None,
            top_k: None,
            max_tokens: DEFAULT_MAX_TOKENS,
            stop_sequences: Vec::new(),
        }
    }
}

/// A parameter with a slider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Param {
    /// `temperature`
    Temperature,
    /// `top_p`
    TopP,
    /// `top_k`
    TopK,
    /// `max_tokens`
    MaxTokens,
}

impl Param {
    /// All of them, in the order of the settings pane.
    pub(crate) const ALL: [Self; 4] = [Self::Temperature, Self::TopP, Self::TopK, Self::MaxTokens];

    /// The name on screen and in files.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Temperature => "temperature",
            Self::TopP => "top_p",
            Self::TopK => "top_k",
            Self::MaxTokens => "max_tokens",
        }
    }

    /// Whether only whole numbers are meant.
    pub(crate) fn is_whole(self) -> bool {
        match self {
            Self::Temperature | Self::TopP => false,
            Self::TopK | Self::MaxTokens => true,
        }
    }
}

impl Sampling {
    /// The value of a parameter; `None` = not sent.
    pub(crate) fn get(&self, param: Param) -> Option<Decimal> {
        match param {
            Param::Temperature => self.temperature.clone(),
            Param::TopP => self.top_p.clone(),
            Param::TopK => self.top_k.clone(),
            Param::MaxTokens => Some(Decimal::whole(self.max_tokens.into())),
        }
    }

    /// Sets a parameter, or leaves it unsent. Without a value the most tokens stay what they are,
    /// since they are always sent.
    pub(crate) fn set(&mut self, param: Param, value: Option<Decimal>) {
        match param {
            Param::Temperature => self.temperature = value,
            Param::TopP => self.top_p = value,
            Param::TopK => self.top_k = value,
            Param::MaxTokens => {
                let number = value.and_then(|value| value.as_whole());
                if let Some(number) = number.and_then(|number| u32::try_from(number).ok()) {
                    self.max_tokens = number;
                }
            }
        }
    }
}
