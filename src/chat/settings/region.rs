//! The region that a lane asks instead of the account's.

use std::fmt;

/// A region of AWS, such as `eu-central-1`.
///
/// It becomes part of a host's name, and a file from somebody else may name it: so it is letters,
/// digits and hyphens only.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Region(String);

/// A text that cannot be the name of a region.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is no region; write it like eu-central-1, or leave it empty for the account's")]
pub(crate) struct NoRegion {
    text: String,
}

/// More than any region's name has, in bytes; AWS's longest has 15.
const MAX_NAME: usize = 32;

impl Region {
    /// Takes a region as it was typed or as a file names it.
    ///
    /// # Errors
    /// It has other characters than a-z, 0-9 and hyphens, begins or ends with one, or is too long.
    pub(crate) fn new(text: &str) -> Result<Self, NoRegion> {
        let text = text.trim();
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let hyphens = text.starts_with('-') || text.ends_with('-');
        if !text.is_empty() && text.len() <= MAX_NAME && !hyphens && text.bytes().all(plain) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NoRegion {
                text: text.to_owned(),
            })
        }
    }

    /// The name.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_stand_in_the_name_of_a_host_is_a_region() {
        assert_eq!(
            Region::new(" us-gov-west-1 ").unwrap().as_str(),
            "us-gov-west-1"
        );
        for text in [
            "",
            "-",
            "eu-west-1-",
            "EU",
            "a.b",
            "x/y",
            "evil.example#",
            "ü",
            &"a".repeat(33),
        ] {
            let error = Region::new(text).unwrap_err().to_string();
            assert!(error.contains("write it like eu-central-1"), "{error}");
        }
    }
}
