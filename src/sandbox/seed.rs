//! Numbers that look random and are the same each time for the same request.

use sha2::{Digest, Sha256};

/// The golden ratio in 64 bits: the step of the `SplitMix64` generator, which visits every state.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// A generator whose numbers depend on nothing but the bytes that it was made from.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seed(u64);

impl Seed {
    /// A generator for these bytes.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let digest = Sha256::digest(bytes);
        let state = digest
            .iter()
            .take(8)
            .fold(0, |sum, byte| (sum << 8) | u64::from(*byte));
        Self(state)
    }

    /// A generator for a number that the user chose.
    pub(crate) fn number(number: u64) -> Self {
        Self(number)
    }

    /// The next number, any of the 64-bit ones.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// The next number below `end`, or 0 if `end` is 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.next() % end).unwrap_or(0)
    }

    /// One of the items; an empty slice gives nothing.
    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        items.get(self.below(items.len()))
    }

    /// The next bytes.
    pub(crate) fn bytes(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| self.next().to_be_bytes()[0]).collect()
    }

    /// A text of the shape of a version 4 UUID.
    pub(crate) fn uuid(&mut self) -> String {
        let (high, low) = (self.next(), self.next());
        format!(
            "{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}",
            high >> 32,
            high >> 16 & 0xffff,
            high & 0xfff,
            low >> 48 & 0xfff,
            low & 0xffff_ffff_ffff
        )
    }

    /// An id: this prefix and 22 letters and digits.
    pub(crate) fn letters(&mut self, prefix: &str) -> String {
        const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        let id: String = (0..22)
            .filter_map(|_| self.pick(LETTERS))
            .map(|letter| char::from(*letter))
            .collect();
        format!("{prefix}{id}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_bytes_give_the_same_numbers() {
        assert_eq!(Seed::of(b"a").next(), Seed::of(b"a").next());
        assert_ne!(Seed::of(b"a").next(), Seed::of(b"b").next());
    }

    #[test]
    fn a_uuid_has_its_shape() {
        let uuid = Seed::of(b"x").uuid();
        let lengths: Vec<usize> = uuid.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
    }
}
