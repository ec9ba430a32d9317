//! Values of settings, read from TOML and checked against what a setting takes.

use toml::de::DeValue;

use super::setting::{Kind, Setting};

/// A value of the kind that its setting takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// A string.
    Text(String),
    /// An array of strings.
    Texts(Vec<String>),
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Whole(u64),
}

impl Value {
    /// A value of TOML for a setting.
    ///
    /// # Errors
    /// It is of another kind; what the setting takes.
    pub(super) fn read(setting: &Setting, value: &DeValue<'_>) -> Result<Self, String> {
        let wrong = || format!("`{}` wants {}", setting.key, setting.kind.words());
        match (setting.kind, value) {
            (Kind::Text, DeValue::String(text)) if !text.is_empty() => {
                Ok(Self::Text(text.to_string()))
            }
            (Kind::One(all), DeValue::String(text)) if all.contains(&text.as_ref()) => {
                Ok(Self::Text(text.to_string()))
            }
            (Kind::Flag, DeValue::Boolean(flag)) => Ok(Self::Flag(*flag)),
            (Kind::Whole(least, most), DeValue::Integer(number)) if number.radix() == 10 => {
                let number: Option<u64> = number.as_str().replace('_', "").parse().ok();
                let number = number.filter(|number| (least..=most).contains(number));
                number.map(Self::Whole).ok_or_else(wrong)
            }
            (Kind::Texts, DeValue::Array(values)) => {
                let texts = values.iter().map(|value| match value.get_ref() {
                    DeValue::String(text) => Some(text.to_string()),
                    _ => None,
                });
                let texts: Option<Vec<String>> = texts.collect();
                texts.map(Self::Texts).ok_or_else(wrong)
            }
            _ => Err(wrong()),
        }
    }

    /// The string.
    pub(super) fn text(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text),
            Self::Texts(_) | Self::Flag(_) | Self::Whole(_) => None,
        }
    }

    /// The strings.
    pub(super) fn texts(self) -> Vec<String> {
        match self {
            Self::Texts(texts) => texts,
            Self::Text(_) | Self::Flag(_) | Self::Whole(_) => Vec::new(),
        }
    }

    /// Whether it is yes.
    pub(super) fn flag(self) -> bool {
        self == Self::Flag(true)
    }

    /// The number.
    pub(super) fn whole(self) -> Option<u64> {
        match self {
            Self::Whole(number) => Some(number),
            Self::Text(_) | Self::Texts(_) | Self::Flag(_) => None,
        }
    }
}
