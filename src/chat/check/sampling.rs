//! Temperature, `top_p`, `top_k`, the most tokens, and stop sequences.

use super::{Case, Change, Finding};
use crate::chat::abilities::{Ability, ParamAbility};
use crate::chat::settings::{Decimal, Field, Param, Range, Wire, max_tokens_for};

pub(super) fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let sampling = &case.abilities.sampling;
    for (param, ability) in [
        (Param::Temperature, &sampling.temperature),
        (Param::TopP, &sampling.top_p),
        (Param::TopK, &sampling.top_k),
    ] {
        check_param(case, param, ability, found);
    }
    found.extend(exclusive(case));
    found.extend(max_tokens(case));
    found.extend(stop_sequences(case));
    found.extend(too_many_stop_sequences(case));
}

fn check_param(case: &Case<'_>, param: Param, ability: &ParamAbility, found: &mut Vec<Finding>) {
    let Some(value) = case.settings.sampling.get(param) else {
        return;
    };
    let field = Field::Param(param);
    found.extend(case.taken(ability.taken, field).map(Finding::or_without_it));
    if ability.taken == Ability::No {
        return;
    }
    if param.is_whole() && value.as_whole().is_none() {
        let text = format!("{} must be a whole number", param.name());
        let finding = Finding::refused(field, text);
        found.push(finding.fixed_by(Change::Param(param, whole_part(&value))));
    }
    let range = Range::of(param, case.settings.wire, case.abilities);
    if has_known_range(case, param, ability) && !range.contains(&value) {
        let text = format!(
            "{} must lie between {} and {}",
            param.name(),
            range.min,
            range.max
        );
        let finding = Finding::refused(field, text);
        found.push(finding.fixed_by(Change::Param(param, range.clamp(&value))));
    }
}

/// Converse checks temperature and `top_p` itself, but has no `top_k`, whose range is the model's.
fn has_known_range(case: &Case<'_>, param: Param, ability: &ParamAbility) -> bool {
    param != Param::TopK
        || case.settings.wire != Wire::Converse
        || (ability.min.is_some() && ability.max.is_some())
}

fn whole_part(value: &Decimal) -> Decimal {
    let digits = value.text().split('.').next().unwrap_or_default();
    Decimal::parse(digits).unwrap_or_else(|_| Decimal::whole(0))
}

fn exclusive(case: &Case<'_>) -> Option<Finding> {
    let (sampling, abilities) = (&case.settings.sampling, &case.abilities.sampling);
    let are_both_sent = sampling.temperature.is_some() && sampling.top_p.is_some();
    let taken = [abilities.temperature.taken, abilities.top_p.taken];
    let field = Field::Param(Param::TopP);
    let finding = match abilities.exclusive {
        _ if !are_both_sent || taken.contains(&Ability::No) => return None,
        Ability::No => return None,
        Ability::Unknown if taken.contains(&Ability::Unknown) => return None,
        Ability::Unknown => Finding::unknown(
            field,
            "this model may not take temperature and top_p together; change only one of them",
        ),
        Ability::Yes => Finding::refused(
            field,
            "this model takes temperature or top_p, not both; leave one of them out",
        ),
    };
    Some(finding.or_without_it())
}

fn max_tokens(case: &Case<'_>) -> Option<Finding> {
    let (wire, asked) = (case.settings.wire, case.settings.sampling.max_tokens);
    let field = Field::Param(Param::MaxTokens);
    if asked == 0 && wire != Wire::Completions {
        let usual = max_tokens_for(case.abilities, wire).max(1);
        let change = Change::Param(Param::MaxTokens, Decimal::whole(usual.into()));
        return Some(Finding::refused(field, "max_tokens must be at least 1").fixed_by(change));
    }
    if case.abilities.max_output.is_none() && wire != Wire::Completions {
        return None;
    }
    let range = Range::of(Param::MaxTokens, wire, case.abilities);
    let value = Decimal::whole(asked.into());
    if range.contains(&value) {
        return None;
    }
    let text = format!("max_tokens is above the limit of {}; lower it", range.max);
    let change = Change::Param(Param::MaxTokens, range.clamp(&value));
    Some(Finding::refused(field, text).fixed_by(change))
}

/// Source: service model, items of at least one character; Anthropic refuses white space alone.
fn stop_sequences(case: &Case<'_>) -> Option<Finding> {
    let sequences = &case.settings.sampling.stop_sequences;
    let is_anthropic = case.abilities.is_anthropic() == Ability::Yes;
    let is_blank = |text: &String| text.is_empty() || (is_anthropic && text.trim().is_empty());
    if !sequences.iter().any(is_blank) {
        return None;
    }
    let remaining = sequences.iter().filter(|text| !is_blank(text));
    let finding = Finding::refused(
        Field::StopSequences,
        "a stop sequence is blank; write something or drop it",
    );
    Some(finding.fixed_by(Change::StopSequences(remaining.cloned().collect())))
}

fn too_many_stop_sequences(case: &Case<'_>) -> Option<Finding> {
    let sequences = &case.settings.sampling.stop_sequences;
    let of_wire = match case.settings.wire {
        Wire::Converse => 2500,
        Wire::Messages | Wire::Completions => 8191,
    };
    let of_model = case.abilities.sampling.stop_sequences;
    let limit = of_model.unwrap_or(u32::MAX).min(of_wire);
    let count = usize::try_from(limit).unwrap_or(usize::MAX);
    if sequences.len() <= count {
        return None;
    }
    let text = format!("at most {limit} stop sequences are taken; drop some");
    let remaining = sequences[..count].to_vec();
    Some(Finding::refused(Field::StopSequences, text).fixed_by(Change::StopSequences(remaining)))
}
