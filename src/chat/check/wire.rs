//! Which wire a model answers on, and what a wire cannot carry.

use super::sent::is_sent;
use super::{Case, Change, ContentKinds, Finding};
use crate::chat::refusal::without;
use crate::chat::settings::{Field, Settings, Wire};

/// What has no place on the completions wire: it carries one text.
const TEXT_ONLY: [Field; 15] = [
    Field::Thinking,
    Field::Effort,
    Field::ThinkingDisplay,
    Field::CacheTools,
    Field::CacheSystem,
    Field::CacheMessages,
    Field::Tools,
    Field::ToolChoice,
    Field::GuardrailMode,
    Field::UserId,
    Field::Betas,
    Field::Images,
    Field::Documents,
    Field::Video,
    Field::Audio,
];

/// What a wire cannot carry.
///
/// Source: service model of `bedrock-runtime`; the operations under the messages and completions
/// wires take guardrail, trace, tier, latency and metadata as headers, and no more.
pub(super) fn uncarried(wire: Wire) -> &'static [Field] {
    match wire {
        Wire::Converse => &[],
        Wire::Messages => &[Field::GuardrailMode, Field::Video, Field::Audio],
        Wire::Completions => &TEXT_ONLY,
    }
}

/// The settings and the content without what the wire cannot carry.
pub(super) fn carried(settings: &Settings, content: ContentKinds) -> (Settings, ContentKinds) {
    let (mut settings, mut content) = (settings.clone(), content);
    for field in uncarried(settings.wire) {
        without(*field, &mut settings);
    }
    if settings.wire == Wire::Completions {
        content = ContentKinds {
            prefill: content.prefill,
            ..ContentKinds::default()
        };
    }
    (settings, content)
}

/// What is set and left out, since the wire cannot carry it.
pub(super) fn ignored(settings: &Settings, content: ContentKinds) -> Vec<Finding> {
    let wire = settings.wire.name();
    let sent = |field: &&Field| is_sent(**field, settings, content);
    uncarried(settings.wire)
        .iter()
        .filter(sent)
        .map(|field| {
            let text = format!(
                "the {wire} wire cannot carry {}; the request goes without",
                field.name()
            );
            let finding = Finding::ignored(*field, text);
            if super::fix::can_unset(*field) {
                finding.or_without_it()
            } else {
                finding
            }
        })
        .collect()
}

pub(super) fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let wire = case.settings.wire;
    match &case.abilities.wires {
        Some(wires) if wires.is_empty() => found.push(Finding::refused(
            Field::Model,
            "this model does not answer on this API; choose another one",
        )),
        Some(wires) if !wires.contains(&wire) => {
            let names: Vec<&str> = wires.iter().map(|wire| wire.name()).collect();
            let text = format!(
                "this model does not answer on the {} wire; it takes {}",
                wire.name(),
                names.join(", ")
            );
            let finding = Finding::refused(Field::Wire, text);
            found.extend(
                wires
                    .first()
                    .map(|wire| finding.fixed_by(Change::Wire(*wire))),
            );
        }
        None if wire != Wire::Converse => found.push(
            Finding::unknown(
                Field::Wire,
                "only models of Anthropic take this wire, and this may be none; it can be tried",
            )
            .fixed_by(Change::Wire(Wire::Converse)),
        ),
        Some(_) | None => (),
    }
    if wire == Wire::Completions {
        found.push(Finding::note(
            Field::Wire,
            "all models that spoke this wire have left Bedrock; the sandbox still has one",
        ));
    }
}
