//! Rows with a few words to choose from.

use crate::chat::abilities::Abilities;
use crate::chat::settings::reasoning::MIN_BUDGET;
use crate::chat::settings::service::{Caching, GuardrailMode, Trace};
use crate::chat::settings::{Delivery, Settings, Thinking, Wire};
use crate::chat::tool::{ToolChoice, Which};

use super::row::Row;

/// The word for what is not sent.
pub(crate) const NOT_SENT: &str = "not sent";

/// Words for an effort where the model's own are not known.
const EFFORTS: [&str; 5] = ["low", "medium", "high", "xhigh", "max"];

/// The words of a row, in order. What the model takes not is among them: others may know better.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "rows of other kinds have no words"
)]
pub(crate) fn words(row: Row, settings: &Settings, abilities: &Abilities) -> Vec<String> {
    let plain = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
    match row {
        Row::Wire => plain(&Wire::ALL.map(Wire::name)),
        Row::Delivery => plain(&["on", "off"]),
        Row::Thinking => plain(&[NOT_SENT, "off", "budget", "adaptive"]),
        Row::Effort => efforts(abilities),
        Row::Display => plain(&[NOT_SENT, "summarized", "omitted"]),
        Row::CacheTools | Row::CacheSystem | Row::CacheMessages => {
            plain(&Caching::ALL.map(Caching::name))
        }
        Row::ToolChoice => tool_choices(settings),
        Row::Parallel => plain(&[NOT_SENT, "on", "off"]),
        Row::Trace => plain(&Trace::ALL.map(Trace::name)),
        Row::Mode => plain(&[NOT_SENT, "sync", "async"]),
        Row::Tier => plain(&[NOT_SENT, "default", "priority", "flex", "reserved"]),
        Row::Latency => plain(&[NOT_SENT, "standard", "optimized"]),
        _ => Vec::new(),
    }
}

fn efforts(abilities: &Abilities) -> Vec<String> {
    let known = abilities.reasoning.efforts.clone();
    let known = known.filter(|efforts| !efforts.is_empty());
    let words = known.unwrap_or_else(|| EFFORTS.map(str::to_owned).to_vec());
    std::iter::once(NOT_SENT.to_owned()).chain(words).collect()
}

fn tool_choices(settings: &Settings) -> Vec<String> {
    let kinds = [NOT_SENT, "auto", "any", "none"].map(str::to_owned);
    let tools = settings
        .tools
        .offered
        .iter()
        .map(crate::chat::tool::Tool::name);
    let named = tools.filter(|name| !name.is_empty()).map(str::to_owned);
    kinds.into_iter().chain(named).collect()
}

/// The word that is set now.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "rows of other kinds have no words"
)]
pub(crate) fn word(row: Row, settings: &Settings) -> String {
    let guardrail = settings.service.guardrail.as_ref();
    let or_not_sent = |word: &Option<String>| word.clone().unwrap_or_else(|| NOT_SENT.to_owned());
    match row {
        Row::Wire => settings.wire.name().to_owned(),
        Row::Delivery => match settings.delivery {
            Delivery::Streaming => "on".to_owned(),
            Delivery::Whole => "off".to_owned(),
        },
        Row::Thinking => settings.reasoning.thinking.name().to_owned(),
        Row::Effort => or_not_sent(&settings.reasoning.effort),
        Row::Display => or_not_sent(&settings.reasoning.display),
        Row::CacheTools => settings.cache.tools.name().to_owned(),
        Row::CacheSystem => settings.cache.system.name().to_owned(),
        Row::CacheMessages => settings.cache.messages.name().to_owned(),
        Row::ToolChoice => tool_choice(settings.tools.choice.as_ref()),
        Row::Parallel => switch(
            settings
                .tools
                .choice
                .as_ref()
                .and_then(|choice| choice.parallel),
        ),
        Row::Trace => guardrail
            .map_or(Trace::NotSent, |it| it.trace)
            .name()
            .to_owned(),
        Row::Mode => guardrail
            .and_then(|guardrail| guardrail.mode)
            .map_or(NOT_SENT, GuardrailMode::name)
            .to_owned(),
        Row::Tier => or_not_sent(&settings.service.tier),
        Row::Latency => or_not_sent(&settings.service.latency),
        _ => String::new(),
    }
}

fn tool_choice(choice: Option<&ToolChoice>) -> String {
    match choice.map(|choice| &choice.which) {
        None => NOT_SENT.to_owned(),
        Some(Which::Tool(name)) => name.clone(),
        Some(which) => which.name().to_owned(),
    }
}

fn switch(on: Option<bool>) -> String {
    match on {
        None => NOT_SENT,
        Some(true) => "on",
        Some(false) => "off",
    }
    .to_owned()
}

/// Sets a row to one of its words.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "rows of other kinds have no words"
)]
pub(crate) fn set(row: Row, word: &str, settings: &mut Settings) {
    let sent = (word != NOT_SENT).then(|| word.to_owned());
    match row {
        Row::Wire => settings.wire = Wire::named(word).unwrap_or_default(),
        Row::Delivery => {
            settings.delivery = match word {
                "off" => Delivery::Whole,
                _ => Delivery::Streaming,
            }
        }
        Row::Thinking => settings.reasoning.thinking = thinking(word),
        Row::Effort => settings.reasoning.effort = sent,
        Row::Display => settings.reasoning.display = sent,
        Row::CacheTools => settings.cache.tools = Caching::named(word).unwrap_or_default(),
        Row::CacheSystem => settings.cache.system = Caching::named(word).unwrap_or_default(),
        Row::CacheMessages => settings.cache.messages = Caching::named(word).unwrap_or_default(),
        Row::ToolChoice => set_tool_choice(word, settings),
        Row::Parallel => {
            if let Some(choice) = &mut settings.tools.choice {
                choice.parallel = sent.map(|word| word == "on");
            }
        }
        Row::Trace | Row::Mode => set_guardrail(row, word, settings),
        Row::Tier => settings.service.tier = sent,
        Row::Latency => settings.service.latency = sent,
        _ => {}
    }
}

fn thinking(word: &str) -> Thinking {
    match word {
        "off" => Thinking::Off,
        "budget" => Thinking::Budget(MIN_BUDGET),
        "adaptive" => Thinking::Adaptive,
        _ => Thinking::NotSent,
    }
}

fn set_tool_choice(word: &str, settings: &mut Settings) {
    let which = match word {
        NOT_SENT => None,
        "auto" => Some(Which::Auto),
        "any" => Some(Which::Any),
        "none" => Some(Which::None),
        name => Some(Which::Tool(name.to_owned())),
    };
    let parallel = settings
        .tools
        .choice
        .as_ref()
        .and_then(|choice| choice.parallel);
    settings.tools.choice = which.map(|which| ToolChoice { which, parallel });
}

fn set_guardrail(row: Row, word: &str, settings: &mut Settings) {
    let Some(guardrail) = &mut settings.service.guardrail else {
        return;
    };
    if row == Row::Trace {
        guardrail.trace = Trace::named(word).unwrap_or_default();
    } else {
        guardrail.mode = GuardrailMode::named(word);
    }
}

#[cfg(test)]
mod tests {
    use super::super::row::{Kind, rows};
    use super::*;
    use crate::chat::settings::Guardrail;
    use crate::chat::tool;

    /// Settings with which every row is shown.
    fn settings() -> Settings {
        let mut settings = Settings::default();
        settings.service.guardrail = Some(Guardrail {
            id: "g".to_owned(),
            version: "1".to_owned(),
            trace: Trace::NotSent,
            mode: None,
        });
        settings.tools.offered =
            tool::parse(r#"{"name":"dig","input_schema":{"type":"object"}}"#).unwrap();
        set(Row::ToolChoice, "auto", &mut settings);
        settings
    }

    #[test]
    fn every_word_of_every_row_can_be_set_and_is_told_again() {
        let mut count = 0;
        for row in rows(&settings()) {
            let words = words(row, &settings(), &Abilities::default());
            assert_eq!(words.is_empty(), row.kind() != Kind::Choice, "{row:?}");
            for wanted in words {
                let mut settings = settings();
                set(row, &wanted, &mut settings);
                assert_eq!(word(row, &settings), wanted, "{row:?}");
                count += 1;
            }
        }
        assert!(count > 40, "{count}");
    }

    #[test]
    fn the_default_is_not_sent() {
        let settings = Settings::default();
        for row in [
            Row::Thinking,
            Row::Effort,
            Row::Display,
            Row::ToolChoice,
            Row::Tier,
        ] {
            assert_eq!(word(row, &settings), NOT_SENT);
        }
    }

    #[test]
    fn a_models_own_efforts_come_first() {
        let mut abilities = Abilities::default();
        abilities.reasoning.efforts = Some(vec!["tiny".to_owned()]);
        let words = words(Row::Effort, &Settings::default(), &abilities);
        assert_eq!(words, [NOT_SENT, "tiny"]);
    }
}
