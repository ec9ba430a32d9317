//! Paths in JSON: as text, or, where they are not UTF-8, as an address with percent signs.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize as _, Deserializer, Serializer};

/// What an address of a file begins with. No path of ours does.
const SCHEME: &str = "file://";

/// Writes a path.
pub(super) fn serialize<S: Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&written(path))
}

/// Reads one.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PathBuf, D::Error> {
    let text = String::deserialize(deserializer)?;
    Ok(read(&text))
}

fn written(path: &Path) -> String {
    if let Some(text) = path.to_str() {
        return text.to_owned();
    }
    let mut text = SCHEME.to_owned();
    for byte in path.as_os_str().as_bytes() {
        match byte {
            b'/' | b'.' | b'-' | b'_' => text.push(char::from(*byte)),
            byte if byte.is_ascii_alphanumeric() => text.push(char::from(*byte)),
            byte => {
                write!(text, "%{byte:02X}").ok();
            }
        }
    }
    text
}

fn read(text: &str) -> PathBuf {
    let Some(address) = text.strip_prefix(SCHEME) else {
        return PathBuf::from(text);
    };
    let mut bytes = Vec::new();
    let mut rest = address;
    while let Some(byte) = rest.bytes().next() {
        let digits = rest.get(1..3).filter(|_| byte == b'%');
        let escaped = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        let end = match escaped {
            Some(_) => 3,
            None => rest.chars().next().map_or(1, char::len_utf8),
        };
        match escaped {
            Some(byte) => bytes.push(byte),
            None => bytes.extend_from_slice(&rest.as_bytes()[..end]),
        }
        rest = &rest[end..];
    }
    PathBuf::from(OsString::from_vec(bytes))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_path_comes_back(name in prop::collection::vec(any::<u8>(), 0..24)) {
            let path = Path::new("/").join(OsString::from_vec(name));
            prop_assert_eq!(read(&written(&path)), path);
        }

        #[test]
        fn any_text_can_be_read(text in "(file://)?[%a-f0-9é/]{0,12}") {
            read(&text);
        }
    }
}
