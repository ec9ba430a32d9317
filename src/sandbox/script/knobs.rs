//! Wishes that a prompt holds, such as `tokens=500`.

use std::str::FromStr;

/// The `name=value` words of a prompt. The last one of a name counts.
pub(super) struct Knobs<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Knobs<'a> {
    /// The wishes of a text.
    pub(super) fn of(text: &'a str) -> Self {
        Self(
            text.split_whitespace()
                .filter_map(|word| word.split_once('='))
                .collect(),
        )
    }

    /// The value of a wish as it was written.
    pub(super) fn word(&self, name: &str) -> Option<&'a str> {
        self.0
            .iter()
            .rev()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| *value)
    }

    /// A wish that counts something.
    pub(super) fn count<T: FromStr>(&self, name: &str) -> Option<T> {
        self.word(name)?
            .trim_end_matches(|end: char| !end.is_ascii_digit())
            .parse()
            .ok()
    }

    /// A wish that may have a fraction.
    pub(super) fn number(&self, name: &str) -> Option<f64> {
        self.word(name)?
            .parse()
            .ok()
            .filter(|number: &f64| number.is_finite())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_with_an_equals_sign_are_wishes() {
        let knobs = Knobs::of("go on, tokens=200, rate=2.5 shape=code tokens=300.");
        assert_eq!(knobs.count("tokens"), Some(300));
        assert_eq!(knobs.number("rate"), Some(2.5));
        assert_eq!(knobs.word("shape"), Some("code"));
        assert_eq!(knobs.count::<usize>("seed"), None);
    }
}
