//! Sizes of files, in the unit that keeps them short.

/// `640 B`, `92 kB`, `3.8 MB`. Rounded up, so that what is over a limit does not look like it.
pub(crate) fn size(bytes: u64) -> String {
    match bytes {
        0..1000 => format!("{bytes} B"),
        1000..1_000_000 => format!("{} kB", bytes.div_ceil(1000)),
        _ => {
            let tenths = bytes.div_ceil(100_000);
            format!("{}.{} MB", tenths / 10, tenths % 10)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_told_in_the_unit_that_fits() {
        let told = [0, 999, 1000, 999_999, 1_000_000, 12_345_678].map(size);
        assert_eq!(
            told,
            ["0 B", "999 B", "1 kB", "1000 kB", "1.0 MB", "12.4 MB"]
        );
    }
}
