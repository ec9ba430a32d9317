//! The beginning of the reply that the user writes: whether the lane's model takes it, and which ways are left where
//! it does not.

use crate::chat::abilities::Ability;
use crate::chat::check::{self, BLANK_END, Finding, Level, Prefill};
use crate::chat::prefill::Instead;
use crate::chat::settings::{Field, Settings, Wire};

use super::menu::{Entry, Pick};
use super::picker::Then;
use super::settings::remarks;
use super::state::State;

/// Whether the lane's model goes on with a reply that the user begins, with the settings as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lamp {
    /// It does.
    Takes,
    /// The service refuses it.
    Refuses,
    /// The model would, if it were not asked to think.
    BesideThinking,
    /// Nobody knows.
    Unknown,
}

impl Lamp {
    /// What stands on the screen, the longest wording first.
    pub(crate) fn words(self) -> &'static [&'static str] {
        match self {
            Self::Takes => &["✓ this model takes it", "✓ taken"],
            Self::Refuses => &[
                "✗ this model refuses it · Enter shows what works instead",
                "✗ refused · Enter shows what works",
                "✗ refused",
            ],
            Self::BesideThinking => &[
                "✗ not while the model thinks · Enter shows what works instead",
                "✗ not beside thinking · Enter shows ways",
                "✗ not beside thinking",
            ],
            Self::Unknown => &[
                "? nobody knows whether this model takes it",
                "? nobody knows whether it is taken",
                "? unknown",
            ],
        }
    }
}

/// The lamp, while there is a field for the beginning of the reply and a model.
pub(crate) fn lamp(state: &State) -> Option<Lamp> {
    state.composer.prefill_area()?;
    state.model()?;
    let found = about_prefill(&state.settings(), state);
    let gravest = found.iter().min_by_key(|finding| finding.level);
    Some(match gravest {
        None => Lamp::Takes,
        Some(finding) => match finding.level {
            Level::Refused if finding.fix.is_some() => Lamp::BesideThinking,
            Level::Refused => Lamp::Refuses,
            Level::Unknown => Lamp::Unknown,
            Level::Ignored | Level::Note => Lamp::Takes,
        },
    })
}

/// What the rules say of a beginning of the reply as such, whatever stands in it.
fn about_prefill(settings: &Settings, state: &State) -> Vec<Finding> {
    let said = (&*state.composer.text(), &*state.composer.chips.list);
    let mut found = remarks::of_message(settings, state, said, Prefill::Plain);
    found.retain(|finding| finding.field == Field::Prefill);
    found
}

/// Whether a finding says that the model does not go on with what the user has begun. White space at the end of it is
/// another matter.
pub(crate) fn is_refusal(finding: &Finding) -> bool {
    finding.field == Field::Prefill && finding.level == Level::Refused && finding.text != BLANK_END
}

/// The ways that work for a message that begins its reply so, the best first: with the settings that they make the
/// rules find nothing that they do not find now.
pub(crate) fn ways(prefill: &str, state: &State) -> Vec<Instead> {
    let (settings, abilities) = (state.settings(), state.abilities());
    let refused = |settings: &Settings, prefill: &str| {
        let said = (&*state.composer.text(), &*state.composer.chips.list);
        let found = remarks::of_message(settings, state, said, Prefill::of(prefill));
        let texts = found
            .into_iter()
            .filter(|finding| finding.level == Level::Refused);
        texts
            .map(|finding| (finding.field, finding.text))
            .collect::<Vec<_>>()
    };
    let standing = refused(&settings, "");
    let is_refused = refused(&settings, "begun") != standing;
    let can_go = |wire: Wire| {
        let speaks = check::taken(Field::Wire, wire, &abilities) == Ability::Yes;
        is_refused && wire != settings.wire && speaks
    };
    let works = |instead: &Instead| {
        let mut changed = settings.clone().into_owned();
        instead.change(prefill, &abilities, &mut changed);
        let found = refused(&changed, instead.keeps(prefill));
        let goes = !matches!(instead, Instead::Wire(wire) if !can_go(*wire));
        goes && found.iter().all(|finding| standing.contains(finding))
    };
    let mut ways: Vec<Instead> = Instead::ways(prefill).into_iter().filter(works).collect();
    ways.dedup_by_key(|instead| instead.name());
    ways
}

/// What follows once a way was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum After {
    /// The message in the editor is sent.
    Send,
    /// The last question is asked again.
    AskAgain,
    /// A reply is gone on with.
    GoOn,
}

/// What the rules say against a reply that the user begins, for the lane as it is.
pub(crate) fn refused(state: &State) -> Option<Finding> {
    let mut found = about_prefill(&state.settings(), state).into_iter();
    found.find(is_refusal)
}

/// The rows of the ways, and the one that leads to another model.
pub(crate) fn rows(ways: &[Instead], after: After, pick: impl Fn(Instead) -> Pick) -> Vec<Entry> {
    let (then, elsewhere, next) = match after {
        After::Send => ("and send", "; the message stays in the editor", Then::Stay),
        After::AskAgain => ("and ask again", ", and ask it again", Then::AskAgain),
        After::GoOn => ("and ask", "; then go on again", Then::Stay),
    };
    let row = |instead: &Instead| Entry {
        label: format!("  {}", instead.name()),
        detail: format!("{}, {then}", instead.order()),
        pick: pick(*instead),
    };
    let model = Entry {
        label: "  model".to_owned(),
        detail: format!("choose another one{elsewhere}"),
        pick: Pick::Model(next),
    };
    let (without, others): (Vec<&Instead>, Vec<&Instead>) =
        ways.iter().partition(|way| **way == Instead::Nothing);
    let mut rows: Vec<Entry> = others.into_iter().map(row).collect();
    rows.push(model);
    rows.extend(without.into_iter().map(row));
    rows
}
