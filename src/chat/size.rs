//! Sizes of files, in the unit that keeps them short; and large numbers.

/// `640 B`, `1.4 kB`, `92 kB`, `3.8 MB`, `120 MB`, `2.5 GB`.
///
/// Limits of the service are told in MB: from there on sizes are rounded up, so that what is over a limit
/// does not look like it.
pub(crate) fn size(bytes: u64) -> String {
    const LARGE: [&str; 3] = ["MB", "GB", "TB"];
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    let nearest = |to: u64| bytes.saturating_add(to / 2) / to;
    if nearest(100) < 100 {
        return format!("{} kB", tenths(nearest(100)));
    }
    if nearest(1000) < 1000 {
        return format!("{} kB", nearest(1000));
    }
    let mut unit = 1_000_000_u64;
    let mut names = LARGE.into_iter();
    let mut name = names.next().unwrap_or_default();
    for larger in names {
        if bytes.div_ceil(unit) < 1000 {
            break;
        }
        unit *= 1000;
        name = larger;
    }
    match bytes.div_ceil(unit / 10) {
        few @ ..1000 => format!("{} {name}", tenths(few)),
        _ => format!("{} {name}", bytes.div_ceil(unit)),
    }
}

/// A number with a comma before each three digits.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

fn tenths(count: u64) -> String {
    format!("{}.{}", count / 10, count % 10)
}

#[cfg(test)]
mod tests {
    use super::{grouped, size};

    #[test]
    fn large_numbers_are_told_in_groups() {
        assert_eq!([0, 999, 1000].map(grouped), ["0", "999", "1,000"]);
        assert_eq!(grouped(1_234_567), "1,234,567");
    }

    #[test]
    fn sizes_are_told_in_the_unit_that_fits() {
        for (bytes, told) in [
            (0, "0 B"),
            (999, "999 B"),
            (1000, "1.0 kB"),
            (1447, "1.4 kB"),
            (4188, "4.2 kB"),
            (9949, "9.9 kB"),
            (9950, "10 kB"),
            (31_400, "31 kB"),
            (999_499, "999 kB"),
            (999_500, "1.0 MB"),
            (4_500_001, "4.6 MB"),
            (12_345_678, "12.4 MB"),
            (99_900_001, "100 MB"),
            (120_000_001, "121 MB"),
            (999_000_001, "1.0 GB"),
            (2_500_000_000, "2.5 GB"),
            (7_000_000_000_000_000, "7000 TB"),
        ] {
            assert_eq!(size(bytes), told, "{bytes}");
        }
    }
}
