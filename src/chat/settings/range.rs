//! The range of a parameter: where its slider ends, how it steps, where it begins.

use std::cmp::Ordering;

use super::decimal::Decimal;
use super::sampling::{DEFAULT_MAX_TOKENS, Param};
use super::wire::Wire;
use crate::chat::abilities::{Abilities, ParamAbility};

/// The values of a parameter that a slider offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Range {
    /// Smallest value.
    pub(crate) min: Decimal,
    /// Largest value.
    pub(crate) max: Decimal,
    /// A small step.
    pub(crate) fine: Decimal,
    /// A large step.
    pub(crate) coarse: Decimal,
    /// What counts when nothing is sent; `None` = unknown or nothing.
    pub(crate) default: Option<Decimal>,
}

/// How far a step goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stride {
    /// The smallest step.
    Fine,
    /// Ten to 25 of them.
    Coarse,
}

/// Where a step goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    /// To smaller values.
    Down,
    /// To larger values.
    Up,
}

/// The most tokens that a slider offers for a model whose limit is unknown: the largest limit that
/// most current models have.
const MOST_TOKENS: u32 = 128_000;

/// The most tokens of a completion, and what is asked for unless the user says otherwise.
///
/// Source: Bedrock user guide, Anthropic Claude Text Completions, `max_tokens_to_sample`.
const COMPLETION_TOKENS: (u32, u32) = (4096, 256);

/// How many tokens a reply may have unless the user says otherwise, or the model's limit if that is
/// smaller.
pub(crate) fn max_tokens_for(abilities: &Abilities, wire: Wire) -> u32 {
    let usual = match wire {
        Wire::Converse | Wire::Messages => DEFAULT_MAX_TOKENS,
        Wire::Completions => COMPLETION_TOKENS.1,
    };
    usual.min(abilities.max_output.unwrap_or(u32::MAX))
}

impl Range {
    /// The range of a parameter for a model on a wire.
    pub(crate) fn of(param: Param, wire: Wire, abilities: &Abilities) -> Self {
        let sampling = &abilities.sampling;
        let (own, general) = match param {
            Param::MaxTokens => return Self::of_max_tokens(wire, abilities),
            Param::Temperature => (&sampling.temperature, Self::new(["0", "1", "0.01", "0.1"])),
            Param::TopP => (&sampling.top_p, Self::new(["0", "1", "0.01", "0.1"])),
            Param::TopK => (&sampling.top_k, Self::new(["0", "500", "1", "25"])),
        };
        match wire {
            Wire::Completions => Self {
                default: Some(completion_default(param)),
                ..general
            },
            Wire::Converse | Wire::Messages => general.narrowed(own),
        }
    }

    fn of_max_tokens(wire: Wire, abilities: &Abilities) -> Self {
        let limit = abilities.max_output.unwrap_or(MOST_TOKENS).max(1);
        let (min, max) = match wire {
            Wire::Converse | Wire::Messages => (1, limit),
            Wire::Completions => (0, limit.min(COMPLETION_TOKENS.0)),
        };
        let whole = |number: u32| Decimal::whole(number.into());
        Self {
            min: whole(min),
            max: whole(max),
            fine: whole(256),
            coarse: whole(4096),
            default: Some(whole(max_tokens_for(abilities, wire).clamp(min, max))),
        }
    }

    fn new(digits: [&str; 4]) -> Self {
        let [min, max, fine, coarse] =
            digits.map(|text| Decimal::parse(text).expect("the ranges of this file are numbers"));
        Self {
            min,
            max,
            fine,
            coarse,
            default: None,
        }
    }

    /// With the ends and the default of a model; ends that cross each other say nothing.
    fn narrowed(self, own: &ParamAbility) -> Self {
        let min = own.min.clone().unwrap_or_else(|| self.min.clone());
        let max = own.max.clone().unwrap_or_else(|| self.max.clone());
        let ends = if units(&min) <= units(&max) {
            Self { min, max, ..self }
        } else {
            self
        };
        let default = own.default.as_ref().map(|value| ends.clamp(value));
        Self { default, ..ends }
    }

    /// Whether a value lies between the ends.
    pub(crate) fn contains(&self, value: &Decimal) -> bool {
        (units(&self.min)..=units(&self.max)).contains(&units(value))
    }

    /// The value, or the end that is nearest.
    pub(crate) fn clamp(&self, value: &Decimal) -> Decimal {
        if self.contains(value) {
            value.clone()
        } else if units(value) < units(&self.min) {
            self.min.clone()
        } else {
            self.max.clone()
        }
    }

    /// The value one step away, within the ends. A value that is not sent steps from where the
    /// slider begins.
    ///
    /// From an end that is no whole number of steps, such as 1 token, it goes to the next whole
    /// number: 1, 4096, 8192, and back.
    pub(crate) fn step(
        &self,
        value: Option<&Decimal>,
        stride: Stride,
        towards: Direction,
    ) -> Decimal {
        let step = units(match stride {
            Stride::Fine => &self.fine,
            Stride::Coarse => &self.coarse,
        });
        let (min, max) = (units(&self.min), units(&self.max));
        let from = value.map_or_else(|| units(&self.beginning()), units);
        let from = from.clamp(min, max);
        let to = match towards {
            Direction::Up if from == min => (from / step + 1) * step,
            Direction::Up => from + step,
            Direction::Down if from == max => from.saturating_sub(1) / step * step,
            Direction::Down => from.saturating_sub(step),
        };
        decimal(to.clamp(min, max))
    }

    /// Where the slider stands when nothing is sent: at the default; where none is known, in the
    /// middle, and for whole numbers at the smallest.
    pub(crate) fn beginning(&self) -> Decimal {
        if let Some(default) = &self.default {
            return default.clone();
        }
        let fine = units(&self.fine);
        if fine >= ONE {
            return self.min.clone();
        }
        let (min, max) = (units(&self.min), units(&self.max));
        let middle = min.midpoint(max) / fine * fine;
        decimal(middle.clamp(min, max))
    }

    /// How far along the slider a value stands, 0 to 1.
    pub(crate) fn ratio(&self, value: &Decimal) -> f64 {
        let (min, max) = (self.min.value(), self.max.value());
        if max <= min {
            return 0.0;
        }
        ((value.value() - min) / (max - min)).clamp(0.0, 1.0)
    }

    /// The value at a place of the slider, 0 to 1: a whole number of fine steps, or an end.
    pub(crate) fn at(&self, ratio: f64) -> Decimal {
        let ratio = if ratio.is_nan() {
            0.0
        } else {
            ratio.clamp(0.0, 1.0)
        };
        let (min, max) = (units(&self.min), units(&self.max));
        if ratio >= 1.0 {
            return self.max.clone();
        }
        let fine = units(&self.fine);
        let (low, high) = (self.min.value(), self.max.value());
        let steps = ((low + (high - low) * ratio) / self.fine.value()).round();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "not negative, and a float saturates when it is cast"
        )]
        let steps = steps as u64;
        decimal((u128::from(steps) * fine).clamp(min, max))
    }
}

fn completion_default(param: Param) -> Decimal {
    Decimal::whole(match param {
        Param::Temperature | Param::TopP => 1,
        Param::TopK => 250,
        Param::MaxTokens => COMPLETION_TOKENS.1.into(),
    })
}

/// Which of two numbers is larger, exactly: 0.95 is smaller than 0.9500000001, and 1.0 is 1.
pub(crate) fn compare(one: &Decimal, other: &Decimal) -> Ordering {
    units(one).cmp(&units(other))
}

/// The digits after the point that are counted with: as many as a number can have.
const PLACES: usize = 18;

/// How many units one is.
const ONE: u128 = 10_u128.pow(18);

/// The value in units of 10⁻¹⁸, exactly: numbers have at most 18 digits.
fn units(value: &Decimal) -> u128 {
    let (whole, fraction) = value.text().split_once('.').unwrap_or((value.text(), ""));
    let number = |digits: &str| digits.parse::<u128>().unwrap_or(0);
    number(whole) * ONE + number(&format!("{fraction:0<PLACES$}"))
}

/// The number of so many units, without zeros at the end, in as many digits as a number can have.
fn decimal(units: u128) -> Decimal {
    let whole = (units / ONE).to_string();
    let mut fraction = format!("{:0PLACES$}", units % ONE);
    fraction.truncate(PLACES.saturating_sub(whole.len()));
    let text = format!("{whole}.{fraction}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    Decimal::parse(text).expect("at most 18 digits with one point are a number")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::chat::abilities::SamplingAbilities;

    fn number(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    fn range(param: Param) -> Range {
        Range::of(param, Wire::Converse, &Abilities::default())
    }

    fn stepped(param: Param, from: Option<&str>, steps: &[(Stride, Direction)]) -> String {
        let range = range(param);
        let mut value = from.map(number);
        for (stride, towards) in steps {
            value = Some(range.step(value.as_ref(), *stride, *towards));
        }
        value.unwrap().text().to_owned()
    }

    use Direction::{Down, Up};
    use Stride::{Coarse, Fine};

    #[test]
    fn steps_are_exact() {
        let tenth = (Coarse, Up);
        assert_eq!(
            stepped(Param::Temperature, Some("0"), &[tenth, tenth, tenth]),
            "0.3"
        );
        assert_eq!(
            stepped(Param::TopP, Some("0.95"), &[(Fine, Up), (Fine, Up)]),
            "0.97"
        );
        assert_eq!(
            stepped(Param::Temperature, Some("0.333"), &[(Fine, Up)]),
            "0.343"
        );
        assert_eq!(stepped(Param::TopK, Some("40"), &[(Coarse, Up)]), "65");
        assert_eq!(stepped(Param::TopK, Some("40"), &[(Fine, Down)]), "39");
    }

    #[test]
    fn steps_end_at_the_ends() {
        assert_eq!(
            stepped(Param::Temperature, Some("0.95"), &[(Coarse, Up)]),
            "1"
        );
        assert_eq!(stepped(Param::TopK, Some("3"), &[(Coarse, Down)]), "0");
        assert_eq!(stepped(Param::Temperature, Some("7"), &[(Fine, Up)]), "1");
    }

    #[test]
    fn from_one_token_the_steps_are_round() {
        let steps = [(Coarse, Down), (Coarse, Up), (Coarse, Up)];
        assert_eq!(stepped(Param::MaxTokens, Some("4096"), &steps[..1]), "1");
        assert_eq!(stepped(Param::MaxTokens, Some("4096"), &steps[..2]), "4096");
        assert_eq!(stepped(Param::MaxTokens, Some("4096"), &steps), "8192");
        assert_eq!(stepped(Param::MaxTokens, Some("1"), &[(Fine, Up)]), "256");
    }

    #[test]
    fn what_is_not_sent_steps_from_where_the_slider_begins() {
        assert_eq!(stepped(Param::Temperature, None, &[(Fine, Up)]), "0.51");
        assert_eq!(stepped(Param::TopK, None, &[(Coarse, Up)]), "25");
        let sampling = SamplingAbilities {
            temperature: ParamAbility {
                default: Some(number("0.7")),
                ..ParamAbility::default()
            },
            ..SamplingAbilities::default()
        };
        let abilities = Abilities {
            sampling,
            ..Abilities::default()
        };
        let range = Range::of(Param::Temperature, Wire::Messages, &abilities);
        assert_eq!(range.step(None, Coarse, Down).text(), "0.6");
    }

    #[test]
    fn completions_have_a_table_of_their_own() {
        let abilities = Abilities {
            max_output: Some(100_000),
            ..Abilities::default()
        };
        let found = Param::ALL.map(|param| {
            let range = Range::of(param, Wire::Completions, &abilities);
            [range.min, range.max, range.default.unwrap()].map(|number| number.text().to_owned())
        });
        let expected = [
            ["0", "1", "1"],
            ["0", "1", "1"],
            ["0", "500", "250"],
            ["0", "4096", "256"],
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_model_narrows_the_range() {
        let abilities = Abilities {
            max_output: Some(2048),
            sampling: SamplingAbilities {
                top_k: ParamAbility {
                    min: Some(number("1")),
                    max: Some(number("128")),
                    ..ParamAbility::default()
                },
                ..SamplingAbilities::default()
            },
            ..Abilities::default()
        };
        let top_k = Range::of(Param::TopK, Wire::Converse, &abilities);
        assert_eq!((top_k.min.text(), top_k.max.text()), ("1", "128"));
        assert_eq!(max_tokens_for(&abilities, Wire::Converse), 2048);
        assert_eq!(max_tokens_for(&abilities, Wire::Completions), 256);
        let unknown = Abilities::default();
        assert_eq!(max_tokens_for(&unknown, Wire::Messages), 4096);
        assert_eq!(range(Param::MaxTokens).max.text(), "128000");
    }

    #[test]
    fn places_of_a_slider_are_values() {
        let temperature = range(Param::Temperature);
        for (ratio, text) in [(0.0, "0"), (0.333, "0.33"), (0.7, "0.7"), (1.0, "1")] {
            assert_eq!(temperature.at(ratio).text(), text);
        }
        let tokens = range(Param::MaxTokens);
        for (ratio, text) in [(0.0, "1"), (0.5, "64000"), (1.0, "128000"), (7.0, "128000")] {
            assert_eq!(tokens.at(ratio).text(), text);
        }
        assert_eq!(temperature.at(f64::NAN).text(), "0");
        assert!((tokens.ratio(&number("64000")) - 0.5).abs() < 0.001);
    }

    fn params() -> impl Strategy<Value = Param> {
        prop::sample::select(Param::ALL.to_vec())
    }

    fn wires() -> impl Strategy<Value = Wire> {
        prop::sample::select(Wire::ALL.to_vec())
    }

    fn strides() -> impl Strategy<Value = Stride> {
        prop::sample::select(vec![Fine, Coarse])
    }

    fn directions() -> impl Strategy<Value = Direction> {
        prop::sample::select(vec![Down, Up])
    }

    fn numbers() -> impl Strategy<Value = Decimal> {
        "[0-9]{1,9}(\\.[0-9]{1,9})?".prop_map(|text| number(&text))
    }

    prop_compose! {
        /// Abilities whose ends may be anything, even cross each other.
        fn abilities()(
            max_output in prop::option::of(any::<u32>()),
            ends in prop::collection::vec(prop::option::of(numbers()), 9),
        ) -> Abilities {
            let ability = |at: usize| ParamAbility {
                min: ends[at].clone(),
                max: ends[at + 1].clone(),
                default: ends[at + 2].clone(),
                ..ParamAbility::default()
            };
            Abilities {
                max_output,
                sampling: SamplingAbilities {
                    temperature: ability(0),
                    top_p: ability(3),
                    top_k: ability(6),
                    ..SamplingAbilities::default()
                },
                ..Abilities::default()
            }
        }
    }

    proptest! {
        #[test]
        fn nothing_leaves_the_range(
            (param, wire) in (params(), wires()),
            abilities in abilities(),
            value in prop::option::of(numbers()),
            (stride, towards) in (strides(), directions()),
            ratio in any::<f64>(),
        ) {
            let range = Range::of(param, wire, &abilities);
            let stepped = range.step(value.as_ref(), stride, towards);
            prop_assert!(range.contains(&stepped), "{stepped} in {range:?}");
            prop_assert!(range.contains(&range.at(ratio)));
            prop_assert!(range.contains(&range.beginning()));
            prop_assert!(range.default.as_ref().is_none_or(|value| range.contains(value)));
            prop_assert!((0.0..=1.0).contains(&range.ratio(&stepped)));
            if let Some(value) = value {
                prop_assert!(range.contains(&range.clamp(&value)));
            }
        }

        #[test]
        fn a_step_can_be_taken_back(
            (param, stride) in (params(), strides()),
            count in 1_u64..100,
            towards in directions(),
        ) {
            let range = range(param);
            let step = units(match stride { Fine => &range.fine, Coarse => &range.coarse });
            let value = decimal(step * u128::from(count));
            let there = range.step(Some(&value), stride, towards);
            let back = match towards { Up => Down, Down => Up };
            if range.contains(&value) && there != value {
                prop_assert_eq!(range.step(Some(&there), stride, back), value);
            }
        }

        #[test]
        fn a_place_on_the_slider_comes_back(param in params(), ratio in 0.0..=1.0_f64) {
            let range = range(param);
            let value = range.at(ratio);
            prop_assert_eq!(range.at(range.ratio(&value)), value);
        }

        #[test]
        fn units_come_back(value in numbers()) {
            prop_assert_eq!(units(&decimal(units(&value))), units(&value));
        }
    }
}
