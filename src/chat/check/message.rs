//! System prompt, prefill, pictures and documents.

use super::{Case, Change, Finding, Prefill, taken};
use crate::chat::abilities::Ability;
use crate::chat::settings::{Field, Wire};

/// The most pictures and documents that any model is sure to take. Source: Bedrock API reference,
/// type `Message`: 20 pictures, 5 documents; the check is per model, and some take more pictures.
const MOST_ATTACHMENTS: usize = 20;

/// What is said of a prefill that ends in white space.
pub(crate) const BLANK_END: &str = "the beginning of the reply ends in white space; cut it off";

/// The most documents. Same source.
const MOST_DOCUMENTS: usize = 5;

pub(super) fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let takes = &case.abilities.takes;
    found.extend(
        case.taken(takes.system, Field::System)
            .map(Finding::or_without_it),
    );
    found.extend(blank_system(case));
    prefill(case, found);
    found.extend(case.taken(takes.images, Field::Images));
    found.extend(case.taken(takes.documents, Field::Documents));
    found.extend(case.taken(takes.video, Field::Video));
    found.extend(case.taken(takes.audio, Field::Audio));
    attachments(case, found);
}

/// Source: "The text field in the `ContentBlock` object at … is blank."
fn blank_system(case: &Case<'_>) -> Option<Finding> {
    let system = &case.settings.system;
    (!system.is_empty() && system.trim().is_empty()).then(|| {
        let text = "the system prompt is blank; write something or leave it out";
        Finding::refused(Field::System, text).or_without_it()
    })
}

fn prefill(case: &Case<'_>, found: &mut Vec<Finding>) {
    let field = Field::Prefill;
    if case.content.prefill == Prefill::None {
        return;
    }
    match taken(field, case.settings.wire, case.abilities) {
        Ability::Yes => (),
        Ability::No => found.push(Finding::refused(
            field,
            "this model does not go on with a reply that you begin",
        )),
        Ability::Unknown => found.push(Finding::unknown(
            field,
            "nobody knows whether this model goes on with a reply that you begin; it can be sent",
        )),
    }
    if case.content.prefill == Prefill::TrailingSpace {
        found.push(Finding::refused(field, BLANK_END));
    }
}

fn attachments(case: &Case<'_>, found: &mut Vec<Finding>) {
    let content = case.content;
    if content.tool_result_images > 0 && case.abilities.takes.tool_result_images == Ability::No {
        let text = "this model takes no pictures in results of tools; send them in a message";
        found.push(Finding::refused(Field::Images, text));
    }
    let is_known = case.abilities.takes.max_images.is_some();
    if !is_known && content.images + content.documents > MOST_ATTACHMENTS {
        let text = format!(
            "most models refuse more than {MOST_ATTACHMENTS} pictures and documents; leave some out"
        );
        found.push(Finding::note(Field::Images, text));
    }
    documents(case, found);
    if content.documents > MOST_DOCUMENTS {
        let text = format!("at most {MOST_DOCUMENTS} documents are taken; leave some out");
        found.push(Finding::refused(Field::Documents, text));
    }
}

/// Documents that the messages wire has no form for, and those of which only some are cited.
///
/// Source: Anthropic, citations: they are on for all documents of a request or for none.
fn documents(case: &Case<'_>, found: &mut Vec<Finding>) {
    let content = case.content;
    let is_messages = case.settings.wire == Wire::Messages;
    if is_messages && content.office > 0 {
        let text = "Word and Excel files go over Converse only; the request goes without them";
        let finding = Finding::ignored(Field::Documents, text);
        found.push(finding.fixed_by(Change::Wire(Wire::Converse)));
    }
    let is_anthropic = is_messages || case.abilities.is_anthropic() == Ability::Yes;
    if is_anthropic && content.cited > 0 && content.cited < content.documents {
        let text = "citations are on for some documents; this model wants them on for all or none";
        found.push(Finding::refused(Field::Documents, text));
    }
}
