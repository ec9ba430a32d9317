//! STUB
use super::Decimal;

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Range {
    pub(crate) min: Decimal,
    pub(crate) max: Decimal,
    pub(crate) default: Option<Decimal>,
    pub(crate) fine: Decimal,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Less,
    More,
    MuchLess,
    MuchMore,
    Least,
    Most,
}

impl Range {
    pub(crate) fn stepped(&self, value: Option<&Decimal>, step: Step) -> Decimal {
        let fine = self.fine.to_hundredths();
        let (min, max) = (self.min.to_hundredths(), self.max.to_hundredths());
        let now = value
            .or(self.default.as_ref())
            .map_or(min, Decimal::to_hundredths);
        let next = match step {
            Step::Less => now.saturating_sub(fine),
            Step::More => now + fine,
            Step::MuchLess => now.saturating_sub(fine * 10),
            Step::MuchMore => now + fine * 10,
            Step::Least => min,
            Step::Most => max,
        };
        Decimal::hundredths(next.clamp(min, max))
    }

    pub(crate) fn at(&self, permille: u16) -> Decimal {
        let (min, max) = (self.min.to_hundredths(), self.max.to_hundredths());
        let fine = self.fine.to_hundredths().max(1);
        let value = min + (max - min) * u64::from(permille.min(1000)) / 1000;
        Decimal::hundredths(value / fine * fine)
    }

    pub(crate) fn permille(&self, value: &Decimal) -> u16 {
        let (min, max) = (self.min.to_hundredths(), self.max.to_hundredths());
        let value = value.to_hundredths().clamp(min, max);
        u16::try_from((value - min) * 1000 / (max - min).max(1)).unwrap_or(1000)
    }

    pub(crate) fn contains(&self, value: &Decimal) -> bool {
        (self.min.value()..=self.max.value()).contains(&value.value())
    }
}
