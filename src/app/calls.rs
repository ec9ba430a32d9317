//! What is going on with calls of tools: programs that are to run or run, and what the user has
//! said about them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::chat::call::turn::open_calls;
use crate::chat::call::{CallId, Scope, Status};
use crate::chat::content::Json;
use crate::chat::ids::{LaneId, MessageId, Number};
use crate::chat::time::Mono;
use crate::chat::tool::invocation::Invocation;
use crate::chat::tool::source::Origin;
use crate::chat::tool::verdict::Verdict;

use super::chips::ArrivalId;
use super::replay::Replay;
use super::state::State;

/// Calls that something is going on with.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Calls {
    /// Programs that are looked for, wait for the user's word, or run; in the order of their calls.
    pub(crate) runs: Vec<Running>,
    /// How many plans were asked for, in all conversations.
    pub(crate) planned: u64,
    /// What the user has allowed for more than one call. It ends when the conversation is left.
    pub(crate) standing: Vec<Standing>,
    /// Calls whose programs are to be asked about later.
    pub(crate) later: BTreeSet<CallId>,
    /// The call whose program the user has just wanted in the pane: it is asked about there.
    pub(crate) wanted: Option<CallId>,
    /// Replies whose calls were stopped: nothing goes on with them by itself.
    pub(crate) halted: BTreeSet<MessageId>,
    /// Arguments that the user has changed, of calls that have no answer yet.
    pub(crate) edited: BTreeMap<CallId, Json>,
    /// Results that were begun and not given.
    pub(crate) written: BTreeMap<CallId, String>,
    /// Lanes in which recorded turns are run again.
    pub(crate) replays: BTreeMap<LaneId, Replay>,
    /// Files that are read to answer calls.
    pub(crate) arriving: Vec<Arriving>,
    /// The server that is asked for its tools.
    pub(crate) talk: Option<Box<Talk>>,
    /// Derived: what is known of arguments, by their call and the number that stands for them; none
    /// while they are checked.
    verdicts: BTreeMap<(CallId, u64), Option<Verdict>>,
}

/// So many verdicts are kept; each key pressed in the editor of arguments makes one.
const VERDICTS: usize = 1000;

/// A file that is read to answer a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Arriving {
    /// What is told by it when it has come.
    pub(crate) id: ArrivalId,
    /// The call.
    pub(crate) call: CallId,
    /// Whether the call went well.
    pub(crate) status: Status,
}

/// How a result that is typed is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Meant {
    /// As text.
    #[default]
    Text,
    /// As a JSON value.
    Json,
}

/// A plan that is being made: for a call, and which one of those that were asked for. A plan that comes
/// late is none for what was asked for since.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct PlanId {
    /// The call.
    pub(crate) call: CallId,
    /// Which one.
    pub(crate) number: u64,
}

/// A program for a call.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Running {
    /// The call.
    pub(crate) call: CallId,
    /// The lane that goes on when it has ended.
    pub(crate) lane: LaneId,
    /// What is told back with its plan.
    pub(crate) number: u64,
    /// Where it stands.
    pub(crate) stage: Stage,
    /// Since when.
    pub(crate) since: Mono,
}

/// Where a program for a call stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Stage {
    /// The shell finds out what exactly would run.
    Planning,
    /// The user is asked.
    Asking(Plan),
    /// The user's word is on its way to disk; it runs once that is there.
    Writing(Plan, Number),
    /// It runs.
    Runs(Plan),
}

/// A server that is asked for its tools.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Talk {
    /// Which of all talks; it is told back.
    pub(crate) id: TalkId,
    /// The server, and the tool set that names it.
    pub(crate) origin: Origin,
    /// How far that is.
    pub(crate) stage: TalkStage,
}

/// A talk with a server, by the number that all plans share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TalkId(pub(crate) u64);

/// How far the talk with a server is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum TalkStage {
    /// The shell finds out what exactly would be done.
    Planning,
    /// The user is asked.
    Asking(Plan),
    /// The server is asked.
    Runs,
}

/// What would run, and the hash that stands for it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Plan {
    /// What would run.
    pub(crate) invocation: Arc<Invocation>,
    /// SHA-256 of its canonical bytes, in hex.
    pub(crate) sha256: String,
}

/// Something that the user has allowed for more than one call.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Standing {
    /// The record that says so.
    pub(crate) record: Number,
    /// How far it reaches.
    pub(crate) scope: Scope,
    /// What was shown.
    pub(crate) plan: Plan,
}

/// What the calls at the end of the lane in focus wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Waiting {
    /// So many of them have no answer.
    Answers(usize),
    /// All have one; they go to the model when the user says so.
    Word,
}

/// What the calls at the end of the lane in focus wait for; `None` = there are none, or something goes on.
pub(crate) fn waiting(state: &State) -> Option<Waiting> {
    let lane = state.lane()?;
    if state.flight.of_lane(lane.id).is_some() || state.calls.works(lane.id) {
        return None;
    }
    let calls = open_calls(&state.conversation, lane.leaf())?;
    Some(
        match calls.iter().filter(|call| call.answer.is_none()).count() {
            0 => Waiting::Word,
            open => Waiting::Answers(open),
        },
    )
}

impl Running {
    /// Whether it goes on by itself: it is looked for, about to run, or runs. One that waits for the user's
    /// word does not.
    pub(crate) fn works(&self) -> bool {
        !matches!(self.stage, Stage::Asking(_))
    }
}

impl Calls {
    /// A file has come: what it was read for, if it is to answer a call.
    pub(crate) fn arrived(&mut self, id: ArrivalId) -> Option<Arriving> {
        let at = self.arriving.iter().position(|it| it.id == id)?;
        Some(self.arriving.remove(at))
    }

    /// The program for a call.
    pub(crate) fn of(&self, call: CallId) -> Option<&Running> {
        self.runs.iter().find(|run| run.call == call)
    }

    /// The program whose plan is being made.
    pub(crate) fn planning(&mut self, id: PlanId) -> Option<&mut Running> {
        let running = self.of_mut(id.call)?;
        (running.number == id.number && running.stage == Stage::Planning).then_some(running)
    }

    /// The same, to change it.
    pub(crate) fn of_mut(&mut self, call: CallId) -> Option<&mut Running> {
        self.runs.iter_mut().find(|run| run.call == call)
    }

    /// What the user is asked about, first things first: a server whose tools are wanted, since that was
    /// just said, and then calls in their order.
    pub(crate) fn asking(&self) -> impl Iterator<Item = &Plan> {
        let of_talk = self.talk.iter().filter_map(|talk| match &talk.stage {
            TalkStage::Asking(plan) => Some(plan),
            TalkStage::Planning | TalkStage::Runs => None,
        });
        let of_calls = self.runs.iter().filter_map(|run| match &run.stage {
            Stage::Asking(plan) => Some(plan),
            Stage::Planning | Stage::Writing(..) | Stage::Runs(_) => None,
        });
        of_talk.chain(of_calls)
    }

    /// Which of the calls that the user is asked about this is, from 1, and how many there are; `None` =
    /// there is no other.
    pub(crate) fn order(&self, call: Option<CallId>) -> Option<(usize, usize)> {
        let asking = self.asking().filter_map(|plan| plan.invocation.call);
        let asking: Vec<CallId> = asking.collect();
        let at = asking.iter().position(|id| Some(*id) == call)?;
        (asking.len() > 1).then_some((at + 1, asking.len()))
    }

    /// What is known of the arguments of a call.
    pub(crate) fn verdict(&self, call: CallId, key: u64) -> Option<&Verdict> {
        self.verdicts.get(&(call, key))?.as_ref()
    }

    /// Whether they were checked, or are on their way to be.
    pub(crate) fn is_checked(&self, call: CallId, key: u64) -> bool {
        self.verdicts.contains_key(&(call, key))
    }

    /// Takes what is known of the arguments of a call; none = they are being checked.
    pub(crate) fn take_verdict(&mut self, call: CallId, key: u64, verdict: Option<Verdict>) {
        if self.verdicts.len() >= VERDICTS {
            self.verdicts.clear();
        }
        self.verdicts.insert((call, key), verdict);
    }

    /// Whether something is going on in a lane.
    pub(crate) fn is_busy(&self, lane: LaneId) -> bool {
        self.runs.iter().any(|run| run.lane == lane)
    }

    /// Whether something goes on by itself in a lane, so that it can be stopped.
    pub(crate) fn works(&self, lane: LaneId) -> bool {
        let mut runs = self.runs.iter();
        runs.any(|run| run.lane == lane && run.works())
    }

    /// Whether something is being done that nothing takes back: a program is about to run or runs, or a server
    /// is spoken with.
    pub(crate) fn acts(&self) -> bool {
        let runs = |run: &Running| matches!(run.stage, Stage::Writing(..) | Stage::Runs(_));
        self.talk.is_some() || self.runs.iter().any(runs)
    }

    /// Puts a program where its call stands among the others.
    pub(crate) fn begin(&mut self, running: Running) {
        let at = self.runs.partition_point(|run| run.call <= running.call);
        self.runs.insert(at, running);
    }

    /// Whether the plan of an earlier call of the same reply is still being made.
    pub(crate) fn is_preceded(&self, call: CallId) -> bool {
        let earlier = |run: &&Running| run.call.message == call.message && run.call < call;
        let mut before = self.runs.iter().filter(earlier);
        before.any(|run| run.stage == Stage::Planning)
    }

    /// Takes out the program for a call.
    pub(crate) fn take(&mut self, call: CallId) -> Option<Running> {
        let at = self.runs.iter().position(|run| run.call == call)?;
        Some(self.runs.remove(at))
    }

    /// Whether what was allowed lets this run without asking.
    pub(crate) fn allows(&self, plan: &Plan) -> bool {
        self.standing.iter().any(|standing| match &standing.scope {
            Scope::Once => false,
            Scope::Exact => standing.plan.sha256 == plan.sha256,
            Scope::Tool(_) => standing.plan.invocation.is_same_tool(&plan.invocation),
        })
    }
}
