//! Seals of thoughts: signatures and redacted blocks that can be told from forged ones.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::sandbox::seed::Seed;

/// Bytes of a signature before base64.
const SIGNATURE: usize = 96;

/// Bytes of redacted thinking before its own seal.
const HIDDEN: usize = 64;

/// Bytes of the seal at the end of redacted thinking.
const SEAL: usize = 32;

/// The signature of a model under a thought. No other text and no other model has the same.
pub(crate) fn signature(model: &str, thought: &str) -> String {
    let mut seed = Seed::of(format!("thought of {model}: {thought}").as_bytes());
    STANDARD.encode(seed.bytes(SIGNATURE))
}

/// A thought that nobody can read, as random as the seed.
pub(crate) fn sealed(seed: &mut Seed) -> Vec<u8> {
    let mut bytes = seed.bytes(HIDDEN);
    bytes.extend(seal(&bytes));
    bytes
}

/// Whether base64 is a redacted thought of the sandbox, unchanged.
pub(super) fn is_sealed(data: &str) -> bool {
    let bytes = STANDARD.decode(data).unwrap_or_default();
    bytes.len() == HIDDEN + SEAL && bytes[HIDDEN..] == seal(&bytes[..HIDDEN])
}

fn seal(bytes: &[u8]) -> Vec<u8> {
    Seed::of(bytes).bytes(SEAL)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_is_of_one_text_and_one_model() {
        assert_eq!(signature("a", "x"), signature("a", "x"));
        assert_ne!(signature("a", "x"), signature("b", "x"));
        assert_ne!(signature("a", "x"), signature("a", "y"));
    }

    #[test]
    fn a_changed_redacted_thought_is_forged() {
        let mut bytes = sealed(&mut Seed::number(1));
        assert!(is_sealed(&STANDARD.encode(&bytes)));
        bytes[0] ^= 1;
        assert!(!is_sealed(&STANDARD.encode(&bytes)));
        assert!(!is_sealed("AA=="));
    }
}
