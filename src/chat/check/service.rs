//! Guardrail, tier, latency, metadata, Anthropic's own members, and extra members.
//!
//! Source: service model of `bedrock-runtime`.

use super::{Case, Change, Finding};
use crate::chat::abilities::Ability;
use crate::chat::settings::{Delivery, Field};

const TIERS: [&str; 4] = ["default", "priority", "flex", "reserved"];

const LATENCIES: [&str; 2] = ["standard", "optimized"];

/// The most pairs of metadata.
const MOST_PAIRS: usize = 16;

/// The longest key or value of metadata, in characters.
const LONGEST: usize = 256;

pub(super) fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let service = &case.settings.service;
    guardrail(case, found);
    found.extend(word(Field::Tier, service.tier.as_deref(), &TIERS));
    found.extend(word(Field::Latency, service.latency.as_deref(), &LATENCIES));
    found.extend((service.latency.as_deref() == Some("optimized")).then(|| {
        let text = "few models and regions have optimized latency";
        Finding::note(Field::Latency, text)
    }));
    found.extend(pairs(case));
    found.extend(too_many_pairs(case));
    found.extend(anthropic_only(case, Field::Betas));
    found.extend(anthropic_only(case, Field::UserId));
    found.extend(extra(case));
}

fn guardrail(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Some(guardrail) = &case.settings.service.guardrail else {
        return;
    };
    if guardrail.id.trim().is_empty() {
        let text = "the guardrail has no id; name it or leave it out";
        found.push(Finding::refused(Field::Guardrail, text).or_without_it());
    }
    let version = &guardrail.version;
    let is_number = !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number && version != "DRAFT" {
        let text = "a guardrail needs a version, a number or DRAFT";
        found.push(Finding::refused(Field::Guardrail, text).fixed_by(Change::DraftGuardrail));
    }
    if guardrail.mode.is_some() && case.settings.delivery == Delivery::Whole {
        let text = "a reply that comes whole is always seen by the guardrail first";
        found.push(Finding::ignored(Field::GuardrailMode, text).or_without_it());
    }
}

fn word(field: Field, word: Option<&str>, words: &[&str]) -> Option<Finding> {
    let word = word?;
    (!words.contains(&word)).then(|| {
        let text = format!("{} must be one of {}", field.name(), words.join(", "));
        Finding::refused(field, text).or_without_it()
    })
}

fn pairs(case: &Case<'_>) -> Option<Finding> {
    let pairs = &case.settings.service.metadata;
    let fits =
        |(key, value): &&(String, String)| !key.is_empty() && is_plain(key) && is_plain(value);
    let (key, _) = pairs.iter().find(|pair| !fits(pair))?;
    let text = format!(
        "the pair {key:?} must have a key, at most {LONGEST} characters, and only letters, digits, spaces and _.:/=+$@#,-"
    );
    let remaining = pairs.iter().filter(fits).cloned().collect();
    Some(Finding::refused(Field::Metadata, text).fixed_by(Change::Metadata(remaining)))
}

fn is_plain(text: &str) -> bool {
    let fits = |letter: char| {
        letter.is_ascii_alphanumeric()
            || letter.is_ascii_whitespace()
            || ":_@$#=/+,-.".contains(letter)
    };
    text.chars().count() <= LONGEST && text.chars().all(fits)
}

fn too_many_pairs(case: &Case<'_>) -> Option<Finding> {
    let pairs = &case.settings.service.metadata;
    let remaining = pairs.get(..MOST_PAIRS)?;
    (pairs.len() > MOST_PAIRS).then(|| {
        let text = format!("at most {MOST_PAIRS} pairs of metadata are taken; drop some");
        Finding::refused(Field::Metadata, text).fixed_by(Change::Metadata(remaining.to_vec()))
    })
}

fn anthropic_only(case: &Case<'_>, field: Field) -> Option<Finding> {
    if case.abilities.is_anthropic() != Ability::No {
        return None;
    }
    let finding = case.taken(Ability::No, field)?;
    let text = format!(
        "only models of Anthropic take {}; leave it out",
        field.name()
    );
    Some(Finding { text, ..finding }.or_without_it())
}

/// The text is JSON; whoever took it has seen to that.
fn extra(case: &Case<'_>) -> Option<Finding> {
    let text = case.settings.extra.0.trim();
    let is_object = text.starts_with('{') && text.ends_with('}');
    (!text.is_empty() && !is_object).then(|| {
        let text = "extra must be a JSON object, in braces";
        Finding::refused(Field::Extra, text).or_without_it()
    })
}
