//! Which of several values is the best, and in which order the others follow.

/// Which of two values of a kind is the better one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Better {
    /// The smaller one, as of a time.
    Smaller,
    /// The larger one, as of a speed.
    Larger,
}

impl Better {
    /// The value as one of which the smaller is the better.
    pub(crate) fn ascending(self, value: f64) -> f64 {
        match self {
            Self::Smaller => value,
            Self::Larger => -value,
        }
    }
}

/// The place of each value, 1 = the best. Equal values share a place, and the next one comes after
/// all of them. An unknown value has no place and takes none from the others; where fewer than two
/// are known there is nothing to compare, so that nothing has a place.
pub(crate) fn ranks(values: &[Option<f64>], better: Better) -> Vec<Option<usize>> {
    if values.iter().flatten().nth(1).is_none() {
        return vec![None; values.len()];
    }
    let place = |value: f64| {
        let own = better.ascending(value);
        let others = values.iter().flatten();
        1 + others
            .filter(|other| better.ascending(**other) < own)
            .count()
    };
    values.iter().map(|value| value.map(place)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn equal_values_share_a_place() {
        let values = [Some(3.0), Some(1.0), None, Some(1.0), Some(2.0)];
        let smaller = [Some(4), Some(1), None, Some(1), Some(3)];
        assert_eq!(ranks(&values, Better::Smaller), smaller);
        let larger = [Some(1), Some(3), None, Some(3), Some(2)];
        assert_eq!(ranks(&values, Better::Larger), larger);
    }

    #[test]
    fn one_value_is_not_the_best_of_anything() {
        for better in [Better::Smaller, Better::Larger] {
            assert_eq!(ranks(&[None, Some(1.0)], better), [None, None]);
            assert_eq!(ranks(&[None, None], better), [None, None]);
            assert!(ranks(&[], better).is_empty());
        }
    }

    proptest! {
        #[test]
        fn the_best_is_known_and_none_is_better(
            values in prop::collection::vec(prop::option::of(0_u8..6), 0..9)
        ) {
            let values: Vec<Option<f64>> = values.into_iter().map(|it| it.map(f64::from)).collect();
            let known: Vec<f64> = values.iter().flatten().copied().collect();
            let ranks = ranks(&values, Better::Smaller);
            for (value, rank) in values.iter().zip(&ranks) {
                prop_assert_eq!(rank.is_some(), value.is_some() && known.len() > 1);
                let least = known.iter().all(|other| value.is_some_and(|value| value <= *other));
                prop_assert_eq!(*rank == Some(1), least && known.len() > 1);
            }
        }
    }
}
