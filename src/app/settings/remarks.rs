//! What is to be said about the settings before they are sent: by the rules, and by the wire.

use crate::app::state::State;
use crate::app::weight::Weight;
use crate::chat::attached::{Attached, marks};
use crate::chat::check::{self, ContentKinds, Finding, Level, Prefill};
use crate::chat::content::ContentBlock;
use crate::chat::settings::Settings;

use super::row::Row;

/// Everything that is to be said about the message in the editor, sent now with these settings.
pub(crate) fn all(settings: &Settings, state: &State) -> Vec<Finding> {
    let composer = &state.composer;
    of_message(
        settings,
        state,
        (&composer.text(), &composer.chips.list),
        Prefill::of(&composer.prefill()),
    )
}

/// The same about a message with this text, these attachments and this beginning of the reply.
pub(crate) fn of_message(
    settings: &Settings,
    state: &State,
    (text, attached): (&str, &[Attached]),
    prefill: Prefill,
) -> Vec<Finding> {
    let mut content = Weight::now(state).with_leaf(state).kinds;
    for own in attached {
        content.attach(own);
    }
    content.load.say(&marks::words_of(text, attached), attached);
    content.prefill = prefill;
    of_content(settings, state, content)
}

/// The same about results of tools that go back by themselves.
pub(crate) fn of_results(
    settings: &Settings,
    state: &State,
    results: &[ContentBlock],
    prefill: Prefill,
) -> Vec<Finding> {
    let mut content = Weight::now(state).with_leaf(state).kinds;
    content.add(results);
    content.add_results(results, |hash| state.conversation.blob(hash));
    content.prefill = prefill;
    of_content(settings, state, content)
}

fn of_content(settings: &Settings, state: &State, content: ContentKinds) -> Vec<Finding> {
    let refusals: Vec<_> = match &settings.model {
        Some(choice) => state
            .memory
            .refusals
            .of_model(&choice.model)
            .cloned()
            .collect(),
        None => Vec::new(),
    };
    check::findings(settings, &state.listed_abilities(), &refusals, content)
}

/// The findings on a row. One without a row of its own is told where it can be mended.
pub(crate) fn of_row(row: Row, findings: &[Finding]) -> Vec<&Finding> {
    let field = row.field();
    let own = |finding: &&Finding| Some(finding.field) == field;
    findings.iter().filter(own).collect()
}

/// The gravest level of some findings.
pub(crate) fn gravest(findings: &[&Finding]) -> Option<Level> {
    findings.iter().map(|finding| finding.level).min()
}
