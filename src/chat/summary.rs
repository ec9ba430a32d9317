//! Lanes over a whole conversation: medians and spreads of their replies, totals, errors.

use std::collections::{HashMap, HashSet};

use super::abilities::AbilityTable;
use super::conversation::Conversation;
use super::figures::{Figure, Figures, number};
use super::generation::{Generation, Outcome};
use super::ids::LaneId;
use super::message::Message;
use super::price::Prices;
use super::spread::Spread;

/// Which replies of a lane count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) enum Replies {
    /// All that it has made, in all branches, those in the trash too: they were paid.
    #[default]
    All,
    /// Those that it shows now, and those whose words it shows in a copy or an edit of them.
    Shown,
}

/// What the replies of a lane come to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LaneSummary {
    /// The lane.
    pub(crate) lane: LaneId,
    /// How many replies there are of each kind.
    pub(crate) counts: Counts,
    /// Tokens of all prompts, cached ones too.
    pub(crate) input: Sum,
    /// Tokens of all replies.
    pub(crate) output: Sum,
    /// What all of them cost, in dollars.
    pub(crate) cost: Sum,
    spreads: Vec<(Figure, Spread)>,
}

/// How many replies there are, by how they ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Counts {
    /// Complete ones.
    pub(crate) done: usize,
    /// Those that the user stopped, or the end of the program.
    pub(crate) stopped: usize,
    /// Failed ones.
    pub(crate) failed: usize,
    /// Those on their way. They are in none of the figures.
    pub(crate) open: usize,
}

/// A total of values that may be unknown.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Sum {
    /// What the known ones come to.
    pub(crate) known: f64,
    /// How many are known.
    pub(crate) count: usize,
    /// How many are unknown, so that the total is more, or as much at least.
    pub(crate) unknown: usize,
}

impl LaneSummary {
    /// The middle of a figure and how far its values lie apart; `None` where none is known.
    pub(crate) fn spread(&self, figure: Figure) -> Option<&Spread> {
        let spread = self.spreads.iter().find(|(of, _)| *of == figure);
        spread.map(|(_, spread)| spread)
    }
}

impl Counts {
    /// All that are over.
    pub(crate) fn over(&self) -> usize {
        self.done + self.stopped + self.failed
    }

    fn count(&mut self, outcome: Option<&Outcome>) {
        let kind = match outcome {
            None => &mut self.open,
            Some(Outcome::Done(_)) => &mut self.done,
            Some(Outcome::Cancelled | Outcome::Interrupted) => &mut self.stopped,
            Some(Outcome::Failed(_)) => &mut self.failed,
        };
        *kind += 1;
    }
}

impl Sum {
    fn add(&mut self, value: Option<f64>) {
        match value {
            Some(value) => {
                self.known += value;
                self.count += 1;
            }
            None => self.unknown += 1,
        }
    }

    /// The total as it is written: `≥` before what is a lower bound, `?` where nothing is known.
    pub(crate) fn written(&self, figure: Figure) -> String {
        let known = figure.written(self.known);
        match (self.count, self.unknown) {
            (0, 0) => "–".to_owned(),
            (0, _) => "?".to_owned(),
            (_, 0) => known,
            _ => format!("≥{known}"),
        }
    }
}

/// Sums up these lanes, open or closed, in their order. One walk over all messages, or over the paths
/// of the lanes.
pub(crate) fn of(
    conversation: &Conversation,
    lanes: &[LaneId],
    replies: Replies,
    abilities: &AbilityTable,
) -> Vec<LaneSummary> {
    let mut made: HashMap<LaneId, Vec<&Generation>> = HashMap::new();
    match replies {
        Replies::All => {
            let all = conversation.messages();
            for reply in all.filter_map(|message| message.generation.as_deref()) {
                made.entry(reply.lane).or_default().push(reply);
            }
        }
        Replies::Shown => {
            for lane in lanes {
                made.insert(*lane, shown(conversation, *lane));
            }
        }
    }
    let mut prices = Prices::of(abilities);
    let sum_up = |lane: &LaneId| {
        let replies = made.get(lane).map_or(&[][..], Vec::as_slice);
        summary(*lane, replies, &mut prices)
    };
    lanes.iter().map(sum_up).collect()
}

/// The replies of a lane whose words it shows, each once.
fn shown(conversation: &Conversation, lane: LaneId) -> Vec<&Generation> {
    let Some(path) = conversation.lane(lane).map(|lane| &lane.path) else {
        return Vec::new();
    };
    let mut seen = HashSet::new();
    let makers = path.iter().filter_map(|id| conversation.maker(*id));
    let fresh = makers.filter(|maker: &&Message| seen.insert(maker.id));
    let replies = fresh.filter_map(|maker| maker.generation.as_deref());
    replies.filter(|reply| reply.lane == lane).collect()
}

fn summary<'a>(lane: LaneId, replies: &[&'a Generation], prices: &mut Prices<'a>) -> LaneSummary {
    let mut summary = LaneSummary {
        lane,
        counts: Counts::default(),
        input: Sum::default(),
        output: Sum::default(),
        cost: Sum::default(),
        spreads: Vec::new(),
    };
    let mut values: [Vec<f64>; Figure::ALL.len()] = Default::default();
    for reply in replies {
        let figures = Figures::ended(reply, prices.of_reply(reply).as_ref());
        summary.counts.count(figures.outcome);
        if figures.outcome.is_none() {
            continue;
        }
        summary.input.add(figures.tokens.prompt().map(number));
        summary.output.add(figures.tokens.output.map(number));
        summary.cost.add(figures.cost.map(|cost| cost.0));
        for (figure, values) in Figure::ALL.into_iter().zip(&mut values) {
            values.extend(figures.compared(figure));
        }
    }
    let spreads = Figure::ALL.into_iter().zip(values);
    let known = spreads.filter_map(|(figure, values)| Some((figure, Spread::of(values)?)));
    summary.spreads = known.collect();
    summary
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::chat::abilities::{Abilities, Price};
    use crate::chat::catalog::ModelId;
    use crate::chat::content::ContentBlock;
    use crate::chat::failure::{Failure, FailureKind};
    use crate::chat::generation::{End, Micros, Sent, StopReason, Usage};
    use crate::chat::ids::{ConversationId, GenerationId, MessageId, Turn};
    use crate::chat::message::Role;
    use crate::chat::record::{Body, Record};
    use crate::chat::settings::{ModelChoice, Route, Settings, Wire};
    use crate::chat::stream::{Delta, Piece};
    use crate::chat::time::Wall;

    /// A conversation that is built record by record.
    struct Tree(Conversation);

    impl Tree {
        fn new() -> Self {
            Self(Conversation::new(ConversationId::unbegun()))
        }

        fn add(&mut self, record: Record) -> u64 {
            let entry = self.0.entry(record, Wall(0), None);
            self.0.apply(&entry);
            entry.n.0
        }

        fn lane(&mut self) -> LaneId {
            LaneId(self.add(Record::Lane {
                parent: None,
                settings: Settings::default(),
                index: 0,
                name: None,
            }))
        }

        /// A reply of this lane, below this message, with its first token after so many milliseconds.
        fn reply(
            &mut self,
            lane: LaneId,
            parent: Option<MessageId>,
            first: u64,
            end: Option<End>,
        ) -> MessageId {
            let id = self.add(Record::Generation {
                lane,
                parent,
                turn: Turn(1),
                settings: Settings {
                    model: Some(choice()),
                    ..Settings::default()
                },
                prefill: Vec::new(),
                sent: Sent {
                    wire: Wire::Converse,
                    model: String::new(),
                    region: String::new(),
                    sha256: String::new(),
                },
                case: None,
            });
            let generation = GenerationId(id);
            let deltas = vec![Delta {
                us: Micros(first * 1000),
                block: 0,
                piece: Piece::Text("word".to_owned()),
            }];
            self.add(Record::Deltas { generation, deltas });
            if let Some(end) = end {
                self.add(Record::End { generation, end });
            }
            MessageId(id)
        }
    }

    fn choice() -> ModelChoice {
        ModelChoice {
            model: ModelId::new("a.model-v1:0").unwrap(),
            name: "A Model".to_owned(),
            route: Route::OnDemand("a.model-v1:0".to_owned()),
        }
    }

    fn prices() -> AbilityTable {
        let abilities = Abilities {
            price: Some(Price {
                input: 1e6,
                output: 1e6,
                ..Price::default()
            }),
            ..Abilities::default()
        };
        AbilityTable::new(vec![("a.".to_owned(), abilities)])
    }

    fn end(outcome: Outcome, output: Option<u64>) -> End {
        End {
            us: Micros(9_000_000),
            outcome,
            usage: output.map(|output| Usage {
                input: Some(10),
                output: Some(output),
                ..Usage::default()
            }),
            latency_ms: None,
            metadata: None,
        }
    }

    fn done(output: u64) -> End {
        let reason = StopReason("end_turn".to_owned());
        end(Outcome::Done(reason), Some(output))
    }

    fn failed() -> End {
        let failure = Failure::new(FailureKind::Cut, "cut");
        end(Outcome::Failed(failure), None)
    }

    fn only(tree: &Tree, lane: LaneId, replies: Replies) -> LaneSummary {
        of(&tree.0, &[lane], replies, &prices()).remove(0)
    }

    #[test]
    fn replies_are_counted_by_how_they_ended() {
        let mut tree = Tree::new();
        let (lane, other) = (tree.lane(), tree.lane());
        tree.reply(lane, None, 1, Some(done(5)));
        tree.reply(lane, None, 2, Some(failed()));
        tree.reply(lane, None, 3, Some(end(Outcome::Cancelled, None)));
        tree.reply(lane, None, 4, None);
        tree.reply(other, None, 5, Some(done(7)));
        let both = of(&tree.0, &[other, lane], Replies::All, &prices());
        let counts = Counts {
            done: 1,
            stopped: 1,
            failed: 1,
            open: 1,
        };
        assert_eq!((both[1].lane, both[1].counts), (lane, counts));
        assert_eq!((both[0].lane, both[0].counts.over()), (other, 1));
        let first = both[1].spread(Figure::First).unwrap();
        assert_eq!((first.count, first.median), (3, 0.002));
        assert_eq!(both[1].spread(Figure::Output).unwrap().count, 1);
        assert_eq!(both[1].spread(Figure::Latency), None);
    }

    #[test]
    fn totals_are_lower_bounds_where_something_is_unknown() {
        let mut tree = Tree::new();
        let (lane, nothing) = (tree.lane(), tree.lane());
        assert_eq!(
            only(&tree, lane, Replies::All).cost.written(Figure::Cost),
            "–"
        );
        tree.reply(nothing, None, 1, Some(failed()));
        let unknown = only(&tree, nothing, Replies::All);
        assert_eq!(unknown.output.written(Figure::Output), "?");
        tree.reply(lane, None, 1, Some(done(5)));
        let known = only(&tree, lane, Replies::All);
        assert_eq!(known.cost.written(Figure::Cost), "$15.00");
        tree.reply(lane, None, 1, Some(failed()));
        tree.reply(lane, None, 1, None);
        let known = only(&tree, lane, Replies::All);
        assert_eq!(known.cost.written(Figure::Cost), "≥$15.00");
        assert_eq!(known.input.written(Figure::Input), "≥10");
        assert_eq!(known.output.unknown, 1);
    }

    #[test]
    fn what_is_shown_counts_once_even_as_a_copy() {
        let mut tree = Tree::new();
        let (lane, other) = (tree.lane(), tree.lane());
        tree.reply(lane, None, 1, Some(done(5)));
        let kept = tree.reply(lane, None, 2, Some(done(6)));
        let foreign = tree.reply(other, None, 3, Some(done(7)));
        assert_eq!(only(&tree, lane, Replies::All).counts.done, 2);
        let mut parent = None;
        for body in [
            Body::Same(kept),
            Body::Same(foreign),
            Body::Edited {
                from: kept,
                content: vec![ContentBlock::Text("edited".to_owned())],
                prefill_len: 0,
            },
        ] {
            parent = Some(MessageId(tree.add(Record::Message {
                parent,
                role: Role::Assistant,
                turn: None,
                body,
                case: None,
            })));
        }
        let leaf = Record::Leaf {
            lane,
            message: parent,
        };
        tree.add(leaf);
        let shown = only(&tree, lane, Replies::Shown);
        assert_eq!((shown.counts.done, shown.output.known), (1, 6.0));
    }

    proptest! {
        #[test]
        fn totals_are_those_of_all_replies(
            counts in prop::collection::vec((0_usize..3, prop::option::of(0_u32..1000)), 0..12)
        ) {
            let mut tree = Tree::new();
            let lanes = [tree.lane(), tree.lane(), tree.lane()];
            for (lane, output) in &counts {
                let end = output.map_or_else(failed, |output| done(output.into()));
                tree.reply(lanes[*lane], None, 1, Some(end));
            }
            let all = of(&tree.0, &lanes, Replies::All, &prices());
            for (at, summary) in all.iter().enumerate() {
                let own = counts.iter().filter(|(lane, _)| *lane == at);
                let total: u32 = own.clone().filter_map(|(_, output)| *output).sum();
                let unknown = own.clone().filter(|(_, output)| output.is_none()).count();
                prop_assert!((summary.output.known - f64::from(total)).abs() < 1e-9);
                prop_assert_eq!(summary.output.unknown, unknown);
                prop_assert_eq!(summary.counts.failed, unknown);
                prop_assert_eq!(summary.counts.over(), own.count());
            }
        }
    }
}
