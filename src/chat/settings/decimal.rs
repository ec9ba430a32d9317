//! Decimal numbers that stay as they were typed: 0.95 is 0.95 on the wire.

use std::fmt;

/// A number that is not negative, in the digits that a person typed.
///
/// Its text is a JSON number without an exponent.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Decimal(String);

/// Why a text is no decimal number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is no number; type digits with at most one point, such as 0.7")]
pub(crate) struct NoDecimal {
    text: String,
}

/// The most digits that a number may have. No parameter needs more than a few.
const MAX_DIGITS: usize = 18;

impl Decimal {
    /// Takes a number as it was typed or stands in a file.
    ///
    /// `.5` becomes `0.5`, `07` becomes `7` and `1.` becomes `1`, since JSON has no such numbers;
    /// all other digits stay.
    ///
    /// # Errors
    /// The text is something else than digits with at most one point between or before them.
    pub(crate) fn parse(text: &str) -> Result<Self, NoDecimal> {
        let text = text.trim();
        let refused = || NoDecimal {
            text: text.to_owned(),
        };
        let (whole, fraction) = match text.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (text, None),
        };
        let digits = whole.len() + fraction.map_or(0, str::len);
        let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if digits == 0 || digits > MAX_DIGITS || !plain(whole) || !fraction.is_none_or(plain) {
            return Err(refused());
        }
        let whole = whole.trim_start_matches('0');
        let whole = if whole.is_empty() { "0" } else { whole };
        Ok(Self(match fraction {
            Some(fraction) if !fraction.is_empty() => format!("{whole}.{fraction}"),
            _ => whole.to_owned(),
        }))
    }

    /// So many hundredths, without zeros at the end.
    pub(crate) fn hundredths(count: u64) -> Self {
        let text = format!("{}.{:02}", count / 100, count % 100);
        Self(text.trim_end_matches('0').trim_end_matches('.').to_owned())
    }

    /// A whole number.
    pub(crate) fn whole(number: u64) -> Self {
        Self(number.to_string())
    }

    /// The digits.
    pub(crate) fn text(&self) -> &str {
        &self.0
    }

    /// The value, for comparing and drawing; never for the wire.
    pub(crate) fn value(&self) -> f64 {
        self.0.parse().unwrap_or(0.0)
    }

    /// The value as a whole number, if it is one.
    pub(crate) fn as_whole(&self) -> Option<u64> {
        self.0.parse().ok()
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parsed(text: &str) -> Option<String> {
        let number = Decimal::parse(text).ok()?;
        Some(number.text().to_owned())
    }

    #[test]
    fn digits_stay_as_they_were_typed() {
        for text in ["0", "1", "0.95", "0.10", "250", "4096", "0.7000"] {
            assert_eq!(parsed(text).as_deref(), Some(text));
        }
        for (typed, kept) in [(".5", "0.5"), ("1.", "1"), ("007", "7"), (" 0.3 ", "0.3")] {
            assert_eq!(parsed(typed).as_deref(), Some(kept));
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "", ".", "-1", "1e3", "0,5", "1.2.3", "NaN", "1_000", "٣", "+1",
        ] {
            assert_eq!(parsed(text), None, "{text:?}");
        }
        assert_eq!(parsed(&"9".repeat(19)), None);
        let error = Decimal::parse("0,7").unwrap_err().to_string();
        assert!(error.starts_with("\"0,7\" is no number"), "{error}");
    }

    #[test]
    fn hundredths_have_no_zeros_at_the_end() {
        for (count, text) in [(0, "0"), (5, "0.05"), (70, "0.7"), (100, "1"), (250, "2.5")] {
            assert_eq!(Decimal::hundredths(count).text(), text);
        }
    }

    proptest! {
        #[test]
        fn a_number_that_was_taken_is_json_and_is_taken_again(text in "[0-9]{0,9}(\\.[0-9]{0,9})?") {
            if let Ok(number) = Decimal::parse(&text) {
                let json: Result<serde_json::Number, _> = serde_json::from_str(number.text());
                prop_assert!(json.is_ok(), "{}", number);
                prop_assert_eq!(Decimal::parse(number.text()), Ok(number));
            }
        }
    }
}
