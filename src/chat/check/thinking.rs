//! Thinking: its style, its budget, and what does not go with it.
//!
//! Source: Anthropic, extended and adaptive thinking; refusals of the service, collected 2026.

use super::{Case, Change, Finding, Prefill};
use crate::chat::abilities::{Ability, ReasoningStyle};
use crate::chat::settings::range::compare;
use crate::chat::settings::reasoning::MIN_BUDGET;
use crate::chat::settings::{Decimal, Delivery, Field, Param, Reasoning, Thinking, Wire};

/// The most tokens that a model which thinks sends in one piece.
const MOST_IN_ONE_PIECE: u32 = 21_333;

/// The beta that lets thoughts stand between tool calls, whose budget may be above the most tokens.
const INTERLEAVED: &str = "interleaved-thinking";

pub(super) fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    found.extend(style(case));
    if is_anthropic(case) {
        found.extend(deprecated(case));
        budget(case, found);
        if case.settings.reasoning.is_on() {
            beside_sampling(case, found);
            found.extend(beside_prefill(case));
            found.extend(in_one_piece(case));
        }
        found.extend(beside_forced_tools(case));
    }
    found.extend(effort(case));
    found.extend(display(case));
}

/// Whether Anthropic's rules hold: for its own style, and on its own wire where nothing is known.
fn is_anthropic(case: &Case<'_>) -> bool {
    match case.abilities.reasoning.style {
        Some(style) => style == ReasoningStyle::Anthropic,
        None => case.settings.wire == Wire::Messages,
    }
}

/// Whether the model takes this style of thinking at all.
fn style(case: &Case<'_>) -> Option<Finding> {
    let reasoning = &case.abilities.reasoning;
    let thinking = case.settings.reasoning.thinking;
    let (ability, refusal) = match thinking {
        Thinking::NotSent => return None,
        Thinking::Off => (
            reasoning.can_disable,
            "thinking cannot be switched off for this model; leave it out",
        ),
        Thinking::Budget(_) => (reasoning.budget, "this model takes no budget for thinking"),
        Thinking::Adaptive => (reasoning.adaptive, "this model does not think adaptively"),
    };
    match ability {
        Ability::Yes => None,
        Ability::Unknown => Some(
            Finding::unknown(
                Field::Thinking,
                format!(
                    "nobody knows whether this model takes thinking {}; it can be sent",
                    thinking.name()
                ),
            )
            .or_without_it(),
        ),
        Ability::No => Some(Finding::refused(Field::Thinking, refusal).fixed_by(other_style(case))),
    }
}

/// The style that the model takes in place of the one that it does not.
fn other_style(case: &Case<'_>) -> Change {
    let reasoning = &case.abilities.reasoning;
    match case.settings.reasoning.thinking {
        Thinking::Budget(_) if reasoning.adaptive == Ability::Yes => {
            Change::Thinking(Thinking::Adaptive)
        }
        Thinking::Adaptive if reasoning.budget == Ability::Yes => fitting_budget(case),
        Thinking::NotSent | Thinking::Off | Thinking::Budget(_) | Thinking::Adaptive => {
            Change::Unset(Field::Thinking)
        }
    }
}

/// A budget of half the reply, or no thinking where the reply is too short for one.
fn fitting_budget(case: &Case<'_>) -> Change {
    let most = case.settings.sampling.max_tokens;
    Change::Thinking(if most > MIN_BUDGET {
        Thinking::Budget((most / 2).max(MIN_BUDGET))
    } else {
        Thinking::NotSent
    })
}

fn deprecated(case: &Case<'_>) -> Option<Finding> {
    let Reasoning { thinking, .. } = case.settings.reasoning;
    let abilities = &case.abilities.reasoning;
    let are_both_taken = [abilities.budget, abilities.adaptive] == [Ability::Yes; 2];
    (matches!(thinking, Thinking::Budget(_)) && are_both_taken).then(|| {
        Finding::note(
            Field::Thinking,
            "budgets are deprecated for this model; adaptive thinking with an effort is newer",
        )
        .fixed_by(Change::Thinking(Thinking::Adaptive))
    })
}

fn budget(case: &Case<'_>, found: &mut Vec<Finding>) {
    let Thinking::Budget(tokens) = case.settings.reasoning.thinking else {
        return;
    };
    if case.abilities.reasoning.budget == Ability::No {
        return;
    }
    if tokens < MIN_BUDGET {
        let text = format!("the budget must be at least {MIN_BUDGET} tokens");
        let least = Change::Thinking(Thinking::Budget(MIN_BUDGET));
        found.push(Finding::refused(Field::Thinking, text).fixed_by(least));
    }
    let is_interleaved = case
        .settings
        .betas
        .iter()
        .any(|beta| beta.starts_with(INTERLEAVED));
    if tokens >= case.settings.sampling.max_tokens && !is_interleaved {
        let text = "the budget must be smaller than max_tokens; lower it or raise max_tokens";
        found.push(Finding::refused(Field::Thinking, text).fixed_by(fitting_budget(case)));
    }
}

fn beside_sampling(case: &Case<'_>, found: &mut Vec<Finding>) {
    let abilities = &case.abilities.sampling;
    let rules = [
        (
            Param::Temperature,
            &abilities.temperature,
            "beside thinking only temperature 1 is taken; leave it out",
        ),
        (
            Param::TopP,
            &abilities.top_p,
            "beside thinking top_p must lie between 0.95 and 1; raise it or leave it out",
        ),
        (
            Param::TopK,
            &abilities.top_k,
            "beside thinking top_k is not taken; leave it out",
        ),
    ];
    for (param, ability, text) in rules {
        let value = case.settings.sampling.get(param);
        let is_wrong = value.is_some_and(|value| !goes_with_thinking(param, &value));
        if is_wrong && ability.taken != Ability::No {
            found.push(Finding::refused(Field::Param(param), text).or_without_it());
        }
    }
}

fn goes_with_thinking(param: Param, value: &Decimal) -> bool {
    match param {
        Param::Temperature => compare(value, &Decimal::whole(1)).is_eq(),
        Param::TopP => compare(value, &Decimal::hundredths(95)).is_ge(),
        Param::TopK => false,
        Param::MaxTokens => true,
    }
}

fn beside_prefill(case: &Case<'_>) -> Option<Finding> {
    let is_taken = case.abilities.takes.prefill != Ability::No;
    (is_taken && case.content.prefill != Prefill::None).then(|| {
        Finding::refused(
            Field::Prefill,
            "a reply that begins with thinking cannot be begun for the model; drop one of them",
        )
        .fixed_by(Change::Unset(Field::Thinking))
    })
}

fn in_one_piece(case: &Case<'_>) -> Option<Finding> {
    let is_long = case.settings.sampling.max_tokens > MOST_IN_ONE_PIECE;
    (is_long && case.settings.delivery == Delivery::Whole).then(|| {
        let text = format!(
            "beside thinking, more than {MOST_IN_ONE_PIECE} max_tokens must be streamed; stream it or lower them"
        );
        Finding::refused(Field::Delivery, text).fixed_by(Change::Delivery(Delivery::Streaming))
    })
}

/// A model that thinks, asked to or by itself, cannot be made to take a tool.
fn beside_forced_tools(case: &Case<'_>) -> Option<Finding> {
    let (reasoning, abilities) = (&case.settings.reasoning, &case.abilities.reasoning);
    let tools = &case.settings.tools;
    let is_forced = tools
        .choice
        .as_ref()
        .is_some_and(|choice| choice.which.is_forced());
    let thinks_by_itself =
        reasoning.thinking == Thinking::NotSent && abilities.default_on == Ability::Yes;
    if tools.offered.is_empty() || !is_forced || !(reasoning.is_on() || thinks_by_itself) {
        return None;
    }
    let change = if thinks_by_itself && abilities.can_disable == Ability::Yes {
        Change::Thinking(Thinking::Off)
    } else {
        Change::Unset(Field::ToolChoice)
    };
    let text =
        "a model that thinks cannot be made to take a tool; let it choose or switch thinking off";
    Some(Finding::refused(Field::ToolChoice, text).fixed_by(change))
}

fn effort(case: &Case<'_>) -> Option<Finding> {
    let (reasoning, abilities) = (&case.settings.reasoning, &case.abilities.reasoning);
    let effort = reasoning.effort.as_ref()?;
    let refused = |text: String| Some(Finding::refused(Field::Effort, text).or_without_it());
    match &abilities.efforts {
        Some(words) if words.is_empty() => {
            return refused("this model does not take an effort; leave it out".to_owned());
        }
        Some(words) if !words.contains(effort) => {
            let words = words.join(", ");
            return refused(format!("this model takes the efforts {words}"));
        }
        None if effort.is_empty() || effort.chars().count() > 16 => {
            return refused("an effort is a word of at most 16 letters, such as low".to_owned());
        }
        None => {
            let text = "nobody knows which efforts this model takes; it can be sent";
            return Some(Finding::unknown(Field::Effort, text).or_without_it());
        }
        Some(_) => (),
    }
    if abilities.style == Some(ReasoningStyle::Nova) && effort == "high" {
        let text =
            "with effort high this model takes no max_tokens, which are always sent; take medium";
        let medium = Change::Effort("medium".to_owned());
        return Some(Finding::refused(Field::Effort, text).fixed_by(medium));
    }
    let is_capped =
        reasoning.thinking == Thinking::Off && ["xhigh", "max"].contains(&effort.as_str());
    is_capped.then(|| {
        Finding::note(
            Field::Effort,
            "while thinking is off, an effort above high counts as high",
        )
    })
}

fn display(case: &Case<'_>) -> Option<Finding> {
    let word = case.settings.reasoning.display.as_deref()?;
    let field = Field::ThinkingDisplay;
    let finding = if !case.settings.reasoning.is_on() {
        Finding::ignored(field, "it is sent only where the model is asked to think")
    } else if !is_anthropic(case) {
        Finding::ignored(
            field,
            "only models of Anthropic are told what to show of thoughts",
        )
    } else if !["summarized", "omitted"].contains(&word) {
        Finding::refused(field, "what is shown of thoughts is summarized or omitted")
    } else {
        return None;
    };
    Some(finding.or_without_it())
}
