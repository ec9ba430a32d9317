//! Whether a model takes a field at all, whatever is sent now.

use super::wire::uncarried;
use crate::chat::abilities::{Abilities, Ability, ReasoningStyle};
use crate::chat::settings::{Field, Param, Wire};

/// Whether a model takes a field on a wire. Fields of the service itself are taken: only the
/// service knows better.
pub(crate) fn taken(field: Field, wire: Wire, abilities: &Abilities) -> Ability {
    if uncarried(wire).contains(&field) {
        return Ability::No;
    }
    let sampling = &abilities.sampling;
    match field {
        Field::Param(Param::Temperature) => sampling.temperature.taken,
        Field::Param(Param::TopP) => sampling.top_p.taken,
        Field::Param(Param::TopK) => sampling.top_k.taken,
        Field::System => abilities.takes.system,
        Field::Tools => abilities.takes.tools,
        Field::ToolChoice => tool_choice(abilities),
        Field::Thinking => thinking(abilities),
        Field::Effort => effort(abilities),
        Field::ThinkingDisplay => display(abilities),
        Field::CacheSystem | Field::CacheMessages => abilities.cache.taken,
        Field::CacheTools if abilities.cache.taken == Ability::No => Ability::No,
        Field::CacheTools => abilities.cache.in_tools,
        // There it is a piece of the one text that the model goes on with.
        Field::Prefill if wire == Wire::Completions => Ability::Yes,
        Field::Prefill => abilities.takes.prefill,
        Field::Images => abilities.takes.images,
        Field::Documents => abilities.takes.documents,
        Field::Video => abilities.takes.video,
        Field::Audio => abilities.takes.audio,
        Field::Betas | Field::UserId => abilities.is_anthropic(),
        Field::Wire => spoken(wire, abilities),
        Field::Model
        | Field::Delivery
        | Field::Param(Param::MaxTokens)
        | Field::StopSequences
        | Field::Guardrail
        | Field::GuardrailTrace
        | Field::GuardrailMode
        | Field::Tier
        | Field::Latency
        | Field::Metadata
        | Field::Extra => Ability::Yes,
    }
}

fn spoken(wire: Wire, abilities: &Abilities) -> Ability {
    match &abilities.wires {
        None if wire == Wire::Converse => Ability::Yes,
        None => Ability::Unknown,
        Some(wires) if wires.contains(&wire) => Ability::Yes,
        Some(_) => Ability::No,
    }
}

fn tool_choice(abilities: &Abilities) -> Ability {
    match &abilities.takes.tool_choice {
        None => abilities.takes.tools,
        Some(kinds) if kinds.is_empty() => Ability::No,
        Some(_) => Ability::Yes,
    }
}

fn thinking(abilities: &Abilities) -> Ability {
    let reasoning = &abilities.reasoning;
    let ways = [reasoning.budget, reasoning.adaptive, reasoning.can_disable];
    match reasoning.style {
        Some(ReasoningStyle::Anthropic) if ways == [Ability::No; 3] => Ability::No,
        Some(ReasoningStyle::Anthropic) => Ability::Yes,
        Some(_) => Ability::No,
        None => Ability::Unknown,
    }
}

fn effort(abilities: &Abilities) -> Ability {
    match (&abilities.reasoning.efforts, abilities.reasoning.style) {
        (Some(words), _) if words.is_empty() => Ability::No,
        (Some(_), _) => Ability::Yes,
        (None, Some(ReasoningStyle::None)) => Ability::No,
        (None, _) => Ability::Unknown,
    }
}

fn display(abilities: &Abilities) -> Ability {
    match abilities.reasoning.style {
        Some(ReasoningStyle::Anthropic) => Ability::Yes,
        Some(_) => Ability::No,
        None => Ability::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_knows_is_neither_yes_nor_no() {
        let nothing = Abilities::default();
        let of = |field| taken(field, Wire::Converse, &nothing);
        assert_eq!(of(Field::Param(Param::TopK)), Ability::Unknown);
        assert_eq!(of(Field::Thinking), Ability::Unknown);
        assert_eq!(of(Field::Tier), Ability::Yes);
    }

    #[test]
    fn the_legacy_wire_has_no_place_for_tools() {
        let nothing = Abilities::default();
        for field in [Field::Tools, Field::Thinking, Field::CacheSystem] {
            assert_eq!(taken(field, Wire::Completions, &nothing), Ability::No);
        }
        let temperature = Field::Param(Param::Temperature);
        assert_ne!(taken(temperature, Wire::Completions, &nothing), Ability::No);
    }

    #[test]
    fn the_legacy_wire_is_all_prefill() {
        let mut abilities = Abilities::default();
        abilities.takes.prefill = Ability::No;
        let on = |wire| taken(Field::Prefill, wire, &abilities);
        assert_eq!(on(Wire::Completions), Ability::Yes);
        assert_eq!(on(Wire::Messages), Ability::No);
    }

    #[test]
    fn an_empty_list_of_efforts_is_a_no() {
        let mut abilities = Abilities::default();
        abilities.reasoning.efforts = Some(Vec::new());
        assert_eq!(
            taken(Field::Effort, Wire::Converse, &abilities),
            Ability::No
        );
    }
}
