//! Figures of a reply, so that replies can be compared: times, speed, tokens, cost.
//!
//! What is not known stays unknown: it is no zero, it wins nothing, and it makes a total a lower
//! bound. What is reckoned while a reply streams is marked as such, and wins nothing either.

use std::time::Duration;

use super::abilities::Price;
use super::content::ContentBlock;
use super::estimate::text_tokens;
use super::generation::{Generation, Micros, Outcome, Usage};
use super::message::Message;
use super::price::{self, Dollars};
use super::rank::{Better, ranks};

/// One of the figures of a reply: a column where replies are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Figure {
    /// Time to the first token.
    First,
    /// Output tokens each second.
    Rate,
    /// Tokens of the whole prompt, those read from and written to the cache too.
    Input,
    /// Output tokens, reasoning included.
    Output,
    /// What it cost.
    Cost,
    /// How long the service says it needed.
    Latency,
    /// Time from the request to the end; while it streams, so far.
    Total,
}

/// The figures of one reply.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Figures<'a> {
    /// When the first token came.
    pub(crate) first: Option<Duration>,
    /// When it ended; while it streams, how long that lasts.
    pub(crate) total: Option<Duration>,
    /// How long the service says it needed.
    pub(crate) latency: Option<Duration>,
    /// Output tokens each second.
    pub(crate) rate: Option<f64>,
    /// Tokens in and out.
    pub(crate) tokens: Tokens,
    /// What it cost.
    pub(crate) cost: Option<Dollars>,
    /// How it ended; `None` = it has not.
    pub(crate) outcome: Option<&'a Outcome>,
}

/// Tokens of a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Tokens {
    /// Input tokens, without those read from or written to the cache.
    pub(crate) input: Option<u64>,
    /// Input tokens that came from the prompt cache.
    pub(crate) cache_read: Option<u64>,
    /// Input tokens that were written to the prompt cache.
    pub(crate) cache_write: Option<u64>,
    /// Output tokens; while it streams, an estimate.
    pub(crate) output: Option<u64>,
}

/// Whether a figure was measured or counted, or is an estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exactness {
    /// It was measured, or counted by the service.
    Known,
    /// It was reckoned from the pieces that came so far, or still grows.
    SoFar,
}

/// Which of several replies have the best value, figure by figure.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Best {
    winners: Vec<(Figure, usize)>,
}

impl Figure {
    /// All of them, in the order in which they stand below a reply.
    pub(crate) const ALL: [Self; 7] = [
        Self::First,
        Self::Rate,
        Self::Input,
        Self::Output,
        Self::Cost,
        Self::Latency,
        Self::Total,
    ];

    /// Its name above a column.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::First => "ttft",
            Self::Rate => "tok/s",
            Self::Input => "in",
            Self::Output => "out",
            Self::Cost => "cost",
            Self::Latency => "latency",
            Self::Total => "time",
        }
    }

    /// Which of two values is the better one. Tokens are the better the fewer they are: what is asked
    /// and answered in fewer of them costs less and is sooner read.
    pub(crate) fn better(self) -> Better {
        match self {
            Self::Rate => Better::Larger,
            Self::First | Self::Input | Self::Output | Self::Cost | Self::Latency | Self::Total => {
                Better::Smaller
            }
        }
    }

    /// A value of it as it is written, without its name.
    pub(crate) fn written(self, value: f64) -> String {
        match self {
            Self::First | Self::Latency | Self::Total => {
                short(Duration::try_from_secs_f64(value).unwrap_or_default())
            }
            Self::Rate | Self::Input | Self::Output => format!("{value:.0}"),
            Self::Cost => Dollars(value).to_string(),
        }
    }

    /// A value as fine as it is written, to compare it: what reads the same is as good.
    pub(crate) fn as_read(self, value: f64) -> f64 {
        match self {
            Self::First | Self::Latency | Self::Total if value < 10.0 => (value * 1e3).floor(),
            Self::First | Self::Latency | Self::Total => (value * 10.0).round() * 100.0,
            Self::Rate | Self::Input | Self::Output => value.round_ties_even(),
            Self::Cost if value > 0.0 && value < 0.0001 => 0.5,
            Self::Cost if value < 0.99995 => (value * 1e4).round(),
            Self::Cost => (value * 100.0).round() * 100.0,
        }
    }

    /// A written value with the name of the figure, as it stands below a reply.
    pub(crate) fn labelled(self, value: &str) -> String {
        match self {
            Self::First | Self::Latency | Self::Total => format!("{} {value}", self.name()),
            Self::Rate | Self::Input | Self::Output => format!("{value} {}", self.name()),
            Self::Cost => value.to_owned(),
        }
    }
}

impl<'a> Figures<'a> {
    /// The figures of a reply at the price of its model; `None` of what is no reply.
    ///
    /// `elapsed` is how long ago a reply that is on its way was sent; it counts for no other one.
    pub(crate) fn of(
        reply: &'a Message,
        price: Option<&Price>,
        elapsed: Option<Duration>,
    ) -> Option<Self> {
        let generation = reply.generation.as_deref()?;
        Some(match &generation.end {
            Some(_) => Self::ended(generation, price),
            None => Self::streaming(reply, generation, elapsed),
        })
    }

    /// The figures of what made a reply, at the price of its model. Of one that is on its way little
    /// is known.
    pub(crate) fn ended(generation: &'a Generation, price: Option<&Price>) -> Self {
        let end = generation.end.as_ref();
        let latency = end.and_then(|end| end.latency_ms);
        Self {
            first: generation.first.map(Micros::duration),
            total: end
                .filter(|end| end.us.is_known())
                .map(|end| end.us.duration()),
            latency: latency.map(Duration::from_millis),
            rate: generation.tokens_per_second(),
            tokens: Tokens::of(end.and_then(|end| end.usage.as_ref())),
            cost: price::of_reply(generation, price),
            outcome: end.map(|end| &end.outcome),
        }
    }

    fn streaming(
        reply: &'a Message,
        generation: &'a Generation,
        elapsed: Option<Duration>,
    ) -> Self {
        let output = tokens_so_far(reply, generation);
        Self {
            total: elapsed,
            rate: output.and_then(|tokens| rate_so_far(tokens, generation)),
            tokens: Tokens {
                output,
                ..Tokens::default()
            },
            ..Self::ended(generation, None)
        }
    }

    /// The value of a figure, in seconds, tokens or dollars.
    pub(crate) fn value(&self, figure: Figure) -> Option<f64> {
        match figure {
            Figure::First => self.first.as_ref().map(Duration::as_secs_f64),
            Figure::Latency => self.latency.as_ref().map(Duration::as_secs_f64),
            Figure::Total => self.total.as_ref().map(Duration::as_secs_f64),
            Figure::Rate => self.rate,
            Figure::Input => self.tokens.prompt().map(number),
            Figure::Output => self.tokens.output.map(number),
            Figure::Cost => self.cost.map(|cost| cost.0),
        }
    }

    /// Whether a figure is known for good.
    pub(crate) fn exactness(&self, figure: Figure) -> Exactness {
        match figure {
            Figure::Rate | Figure::Output | Figure::Total if self.outcome.is_none() => {
                Exactness::SoFar
            }
            Figure::First
            | Figure::Rate
            | Figure::Input
            | Figure::Output
            | Figure::Cost
            | Figure::Latency
            | Figure::Total => Exactness::Known,
        }
    }

    /// The value of a figure, if the reply takes part in its comparison: it is known for good, and it
    /// is not small because the reply was cut short.
    pub(crate) fn compared(&self, figure: Figure) -> Option<f64> {
        let complete = matches!(self.outcome, Some(Outcome::Done(_)));
        let takes_part = match figure {
            Figure::First | Figure::Input => true,
            Figure::Rate | Figure::Output | Figure::Cost | Figure::Latency | Figure::Total => {
                complete
            }
        };
        let known = takes_part && self.exactness(figure) == Exactness::Known;
        self.value(figure).filter(|_| known)
    }

    /// A figure as it is written, without its name: `?` = unknown, `~87` = an estimate so far.
    pub(crate) fn text(&self, figure: Figure) -> String {
        let Some(value) = self.value(figure) else {
            return "?".to_owned();
        };
        let text = figure.written(value);
        // Time that has passed is no estimate.
        match self.exactness(figure) {
            Exactness::SoFar if figure != Figure::Total => format!("~{text}"),
            Exactness::SoFar | Exactness::Known => text,
        }
    }

    /// How it ended, in a word or two: the stop reason as the service told it, which is foreign text.
    /// `None` = it has not ended.
    pub(crate) fn ending(&self) -> Option<&'a str> {
        Some(match self.outcome? {
            Outcome::Done(reason) => &reason.0,
            Outcome::Cancelled => "stopped",
            Outcome::Failed(_) => "failed",
            Outcome::Interrupted => "interrupted",
        })
    }
}

impl Tokens {
    fn of(usage: Option<&Usage>) -> Self {
        let Some(usage) = usage else {
            return Self::default();
        };
        Self {
            input: usage.input,
            cache_read: usage.cache_read,
            cache_write: usage.cache_write,
            output: usage.output,
        }
    }

    /// Tokens of the whole prompt; what the service does not tell of a cache was not cached.
    pub(crate) fn prompt(&self) -> Option<u64> {
        let cached = self
            .cache_read
            .unwrap_or(0)
            .saturating_add(self.cache_write.unwrap_or(0));
        self.input.map(|input| input.saturating_add(cached))
    }
}

impl Best {
    /// Whether a reply, by its place, has the best value of a figure, or one as good.
    pub(crate) fn is_best(&self, reply: usize, figure: Figure) -> bool {
        self.winners.contains(&(figure, reply))
    }
}

/// Which of these replies have the best value, figure by figure. Those whose values read the same
/// share it; what only one of them has is the best of nothing.
pub(crate) fn best_of(replies: &[Figures<'_>]) -> Best {
    let mut winners = Vec::new();
    for figure in Figure::ALL {
        let compared = |reply: &Figures<'_>| {
            let value = reply.compared(figure)?;
            Some(figure.as_read(value))
        };
        let values: Vec<Option<f64>> = replies.iter().map(compared).collect();
        let ranks = ranks(&values, figure.better());
        let best = ranks
            .iter()
            .enumerate()
            .filter(|(_, rank)| **rank == Some(1));
        winners.extend(best.map(|(reply, _)| (figure, reply)));
    }
    Best { winners }
}

/// A duration to read: milliseconds below ten seconds.
pub(crate) fn short(duration: Duration) -> String {
    if duration < Duration::from_secs(10) {
        format!("{}ms", duration.as_millis())
    } else {
        format!("{:.1}s", duration.as_secs_f64())
    }
}

/// How many tokens have probably come: by the bytes of what was said, and at least one each delta.
/// The beginning that the user wrote is none of them. Costs as much as there are blocks.
fn tokens_so_far(reply: &Message, generation: &Generation) -> Option<u64> {
    if generation.deltas == 0 {
        return None;
    }
    let said: u64 = reply.content.iter().map(said).sum();
    let begun = text_tokens(reply.prefill());
    Some(said.saturating_sub(begun).max(generation.deltas))
}

/// How many tokens a block of a reply probably has.
fn said(block: &ContentBlock) -> u64 {
    match block {
        ContentBlock::Text(words) | ContentBlock::Reasoning { text: words, .. } => {
            text_tokens(words)
        }
        ContentBlock::ToolUse(call) => text_tokens(&call.input),
        ContentBlock::Image { .. }
        | ContentBlock::Document { .. }
        | ContentBlock::Media { .. }
        | ContentBlock::ToolResult { .. }
        | ContentBlock::Redacted(_)
        | ContentBlock::CachePoint
        | ContentBlock::Unknown { .. } => 0,
    }
}

/// Tokens each second between the first delta and the last.
fn rate_so_far(tokens: u64, generation: &Generation) -> Option<f64> {
    let span = generation.last?.0.checked_sub(generation.first?.0)?;
    let seconds = Duration::from_micros(span).as_secs_f64();
    (span > 0).then(|| number(tokens) / seconds)
}

/// A count as a number to compare and to divide.
pub(crate) fn number(count: u64) -> f64 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "token counts are far below 2^52"
    )]
    let number = count as f64;
    number
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::chat::content::Json;
    use crate::chat::failure::{Failure, FailureKind};
    use crate::chat::generation::{End, Sent, StopReason};
    use crate::chat::ids::{LaneId, MessageId, Turn};
    use crate::chat::message::Role;
    use crate::chat::settings::{Settings, Wire};
    use crate::chat::time::Wall;

    const PRICE: Price = Price {
        input: 3.0,
        output: 15.0,
        cache_read: Some(0.3),
        cache_write: Some(3.75),
    };

    fn done() -> Outcome {
        Outcome::Done(StopReason("end_turn".to_owned()))
    }

    fn usage(input: u64, output: u64) -> Usage {
        Usage {
            input: Some(input),
            output: Some(output),
            ..Usage::default()
        }
    }

    /// A reply whose first delta came after 400 ms and whose last came two seconds later.
    fn reply(text: &str, end: Option<End>) -> Message {
        let sent = Sent {
            wire: Wire::Converse,
            model: String::new(),
            region: String::new(),
            sha256: String::new(),
        };
        let mut generation = Generation::new(LaneId(2), Settings::default(), sent);
        generation.first = Some(Micros(400_000));
        generation.last = Some(Micros(2_400_000));
        generation.deltas = 3;
        generation.end = end;
        Message {
            id: MessageId(4),
            parent: None,
            turn: Turn(3),
            at: Wall(0),
            role: Role::Assistant,
            content: vec![ContentBlock::Text(text.to_owned())],
            prefill_len: 0,
            origin: None,
            generation: Some(Box::new(generation)),
            case: None,
        }
    }

    fn end(outcome: Outcome, usage: Option<Usage>) -> End {
        End {
            us: Micros(2_500_000),
            outcome,
            usage,
            latency_ms: Some(2_311),
            metadata: None,
        }
    }

    fn texts(figures: &Figures<'_>) -> Vec<String> {
        let all = Figure::ALL.into_iter();
        all.map(|figure| figure.labelled(&figures.text(figure)))
            .collect()
    }

    #[test]
    fn a_reply_that_is_over_has_all_figures() {
        let reply = reply("", Some(end(done(), Some(usage(1000, 200)))));
        let figures = Figures::of(&reply, Some(&PRICE), None).unwrap();
        let all = ["ttft 400ms", "100 tok/s", "1000 in", "200 out", "$0.0060"];
        assert_eq!(texts(&figures)[..5], all);
        assert_eq!(texts(&figures)[5..], ["latency 2311ms", "time 2500ms"]);
        assert_eq!(figures.ending(), Some("end_turn"));
    }

    #[test]
    fn the_prompt_has_the_cached_tokens_too() {
        let mut usage = usage(10, 5);
        usage.cache_read = Some(1000);
        usage.raw = Json("{}".to_owned());
        let reply = reply("", Some(end(done(), Some(usage))));
        let figures = Figures::of(&reply, None, None).unwrap();
        assert_eq!(figures.text(Figure::Input), "1010");
        assert_eq!(figures.tokens.input, Some(10));
    }

    #[test]
    fn what_is_unknown_is_no_zero() {
        let reply = reply("a few words", Some(end(Outcome::Cancelled, None)));
        let figures = Figures::of(&reply, Some(&PRICE), None).unwrap();
        for figure in [Figure::Rate, Figure::Input, Figure::Output, Figure::Cost] {
            assert_eq!(figures.value(figure), None);
            assert_eq!(figures.text(figure), "?");
        }
        let counted = self::reply("", Some(end(done(), Some(usage(1, 2)))));
        let unpriced = Figures::of(&counted, None, None).unwrap();
        assert_eq!(unpriced.text(Figure::Cost), "?");
    }

    #[test]
    fn what_streams_is_estimated_and_wins_nothing() {
        let open = reply(&"word".repeat(50), None);
        let live = Figures::of(&open, Some(&PRICE), Some(Duration::from_secs(3))).unwrap();
        let figures = ["400ms", "~25", "?", "~50", "?", "?", "3000ms"];
        assert_eq!(Figure::ALL.map(|figure| live.text(figure)), figures);
        assert_eq!(live.ending(), None);
        let over = reply("", Some(end(done(), Some(usage(10, 500)))));
        let over = Figures::of(&over, Some(&PRICE), None).unwrap();
        let best = best_of(&[live, over]);
        for figure in Figure::ALL {
            let shared = figure == Figure::First;
            assert_eq!(best.is_best(0, figure), shared, "{figure:?}");
            assert_eq!(best.is_best(1, figure), shared, "{figure:?}");
        }
    }

    #[test]
    fn the_beginning_that_the_user_wrote_is_no_output() {
        let mut open = reply(&"word".repeat(50), None);
        open.prefill_len = 160;
        let live = Figures::of(&open, None, None).unwrap();
        assert_eq!(live.tokens.output, Some(10));
        open.prefill_len = 200;
        let live = Figures::of(&open, None, None).unwrap();
        assert_eq!(live.tokens.output, Some(3), "a delta has a token at least");
    }

    #[test]
    fn a_reply_that_was_cut_short_is_not_the_quickest() {
        let failure = Failure::new(FailureKind::Cut, "cut");
        let mut failed = end(Outcome::Failed(failure), Some(usage(10, 1)));
        failed.us = Micros(1);
        let (failed, whole) = (
            reply("", Some(failed)),
            reply("", Some(end(done(), Some(usage(20, 90))))),
        );
        let other = reply("", Some(end(done(), Some(usage(20, 80)))));
        let all = [&failed, &whole, &other];
        let all = all.map(|reply| Figures::of(reply, Some(&PRICE), None).unwrap());
        let best = best_of(&all);
        assert!(!best.is_best(0, Figure::Total) && !best.is_best(0, Figure::Output));
        assert!(best.is_best(2, Figure::Output) && best.is_best(2, Figure::Cost));
        assert!(best.is_best(1, Figure::Rate) && !best.is_best(2, Figure::Rate));
        assert!(best.is_best(0, Figure::Input), "the prompt was as it was");
    }

    #[test]
    fn what_reads_the_same_is_as_good() {
        let as_read = |figure: Figure, value: f64| (figure.written(value), figure.as_read(value));
        for (figure, values) in [
            (
                Figure::First,
                vec![0.0, 0.0213, 0.0219, 0.022, 9.9999, 10.0, 10.04, 10.1],
            ),
            (Figure::Rate, vec![0.2, 59.6, 60.3, 61.0]),
            (
                Figure::Cost,
                vec![
                    0.0, 0.00001, 0.00009, 0.0001, 0.00012, 0.9, 0.99999, 1.001, 1.2,
                ],
            ),
        ] {
            let all: Vec<_> = values
                .into_iter()
                .map(|value| as_read(figure, value))
                .collect();
            for pair in all.windows(2) {
                assert_eq!(pair[0].0 == pair[1].0, pair[0].1 >= pair[1].1, "{pair:?}");
                assert!(pair[0].1 <= pair[1].1, "{pair:?}");
            }
        }
    }

    #[test]
    fn what_is_no_reply_has_no_figures() {
        let mut message = reply("", None);
        message.generation = None;
        assert_eq!(Figures::of(&message, None, None), None);
        assert_eq!(best_of(&[]), Best::default());
    }

    proptest! {
        #[test]
        fn an_unknown_figure_never_wins(counts in prop::collection::vec(
            prop::option::of((0_u64..4, 0_u64..4)), 0..6
        )) {
            let replies: Vec<Message> = counts
                .iter()
                .map(|counts| reply("", Some(end(done(), counts.map(|(a, b)| usage(a, b))))))
                .collect();
            let all: Vec<Figures<'_>> = replies
                .iter()
                .map(|reply| Figures::of(reply, Some(&PRICE), None).unwrap())
                .collect();
            let best = best_of(&all);
            let known = counts.iter().flatten().count();
            for (at, figures) in all.iter().enumerate() {
                for figure in Figure::ALL {
                    let wins = best.is_best(at, figure);
                    prop_assert!(!wins || figures.value(figure).is_some());
                }
                prop_assert!(known > 1 || !best.is_best(at, Figure::Output));
            }
            let least = counts.iter().flatten().map(|(_, output)| output).min();
            for (at, counts) in counts.iter().enumerate() {
                let best = best.is_best(at, Figure::Output);
                let is_least = known > 1 && counts.is_some() && counts.as_ref().map(|it| &it.1) == least;
                prop_assert_eq!(best, is_least);
            }
        }
    }
}
