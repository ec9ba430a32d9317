//! The middle of several values, and how far they lie apart.

/// Fewest values whose middle half is told. Of fewer, quartiles would be made up between them.
const ENOUGH: usize = 4;

/// The middle of several values, and how far they lie apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Spread {
    /// How many values there are.
    pub(crate) count: usize,
    /// As many are smaller as are larger.
    pub(crate) median: f64,
    /// The lower end.
    pub(crate) low: f64,
    /// The upper end.
    pub(crate) high: f64,
    /// What lies between the ends.
    pub(crate) within: Within,
}

/// Which of the values lie between the ends of a spread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Within {
    /// All of them.
    All,
    /// The middle half of them: the ends are the quartiles.
    Half,
}

impl Spread {
    /// The spread of values in any order; `None` where there are none.
    pub(crate) fn of(mut values: Vec<f64>) -> Option<Self> {
        values.sort_by(f64::total_cmp);
        let (first, last) = (*values.first()?, *values.last()?);
        let count = values.len();
        let (low, high, within) = if count < ENOUGH {
            (first, last, Within::All)
        } else {
            (quarter(&values, 1), quarter(&values, 3), Within::Half)
        };
        Some(Self {
            count,
            median: quarter(&values, 2),
            low,
            high,
            within,
        })
    }
}

/// The value that so many quarters of the sorted values lie below, on the line between its
/// neighbours. This is the rule that spreadsheets call inclusive.
fn quarter(sorted: &[f64], quarters: usize) -> f64 {
    let steps = sorted.len().saturating_sub(1) * quarters;
    let (at, rest) = (steps / 4, steps % 4);
    let below = sorted.get(at).copied().unwrap_or_default();
    let above = sorted.get(at + 1).copied().unwrap_or(below);
    #[expect(clippy::cast_precision_loss, reason = "it is below four")]
    let share = rest as f64 / 4.0;
    below + (above - below) * share
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn told(values: &[f64]) -> Option<(f64, f64, f64, Within)> {
        let spread = Spread::of(values.to_vec())?;
        assert_eq!(spread.count, values.len());
        Some((spread.median, spread.low, spread.high, spread.within))
    }

    #[test]
    fn few_values_have_a_range() {
        assert_eq!(told(&[]), None);
        assert_eq!(told(&[5.0]), Some((5.0, 5.0, 5.0, Within::All)));
        assert_eq!(told(&[9.0, 1.0]), Some((5.0, 1.0, 9.0, Within::All)));
        assert_eq!(told(&[9.0, 1.0, 2.0]), Some((2.0, 1.0, 9.0, Within::All)));
    }

    #[test]
    fn more_values_have_quartiles() {
        let four = [4.0, 1.0, 3.0, 2.0];
        assert_eq!(told(&four), Some((2.5, 1.75, 3.25, Within::Half)));
        let five = [1.0, 2.0, 3.0, 4.0, 100.0];
        assert_eq!(told(&five), Some((3.0, 2.0, 4.0, Within::Half)));
    }

    /// The share of the values that lie at or below this one, in another way: by position.
    fn naive(values: &[f64], share: f64) -> f64 {
        let mut sorted = values.to_vec();
        sorted.sort_by(|a, b| a.partial_cmp(b).unwrap());
        #[expect(clippy::cast_precision_loss, reason = "a handful")]
        let position = share * (sorted.len() - 1) as f64;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "within the list"
        )]
        let (floor, ceiling) = (position.floor() as usize, position.ceil() as usize);
        let weight = position - position.floor();
        sorted[floor] * (1.0 - weight) + sorted[ceiling] * weight
    }

    proptest! {
        #[test]
        fn it_is_what_a_naive_count_gives(values in prop::collection::vec(0.0..1e6_f64, 1..40)) {
            let spread = Spread::of(values.clone()).unwrap();
            let near = |a: f64, b: f64| (a - b).abs() < 1e-6;
            prop_assert!(near(spread.median, naive(&values, 0.5)));
            let (low, high) = if values.len() < 4 { (0.0, 1.0) } else { (0.25, 0.75) };
            prop_assert!(near(spread.low, naive(&values, low)));
            prop_assert!(near(spread.high, naive(&values, high)));
            prop_assert!(spread.low <= spread.median && spread.median <= spread.high);
        }
    }
}
