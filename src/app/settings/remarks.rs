//! What is to be said about the settings before they are sent: by the rules, and by the wire.

use crate::app::state::State;
use crate::app::weight::Weight;
use crate::chat::check::{self, ContentKinds, Finding, Level, Prefill};
use crate::chat::settings::Settings;

use super::row::Row;

/// Everything that is to be said about a message that would be sent now with these settings.
pub(crate) fn all(settings: &Settings, state: &State) -> Vec<Finding> {
    let refusals: Vec<_> = match &settings.model {
        Some(choice) => state
            .memory
            .refusals
            .of_model(&choice.model)
            .cloned()
            .collect(),
        None => Vec::new(),
    };
    let content = content(state);
    check::findings(settings, &state.listed_abilities(), &refusals, content)
}

/// What the messages of the lane hold, the one in the editor included.
fn content(state: &State) -> ContentKinds {
    let held = Weight::now(state).with_leaf(state).kinds;
    ContentKinds {
        images: held.images + state.composer.pictures.len(),
        prefill: Prefill::of(&state.composer.prefill()),
        ..held
    }
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
