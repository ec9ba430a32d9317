//! Rows that are written: their text, and the text back to a value.

use crate::chat::content::Json;
use crate::chat::json::{self, Value};
use crate::chat::settings::service::Trace;
use crate::chat::settings::{Decimal, Guardrail, Region, Settings};
use crate::chat::tool;

use super::row::Row;

/// The most that a turn can be set to cost, in US dollars.
const MAX_DOLLARS: f64 = 10_000.0;

/// The text of a row, for its editor.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "rows of other kinds have no text"
)]
pub(crate) fn text(row: Row, settings: &Settings) -> String {
    let guardrail = settings.service.guardrail.as_ref();
    match row {
        Row::Region => settings
            .region
            .as_ref()
            .map_or_else(String::new, Region::to_string),
        Row::ImageTurns => settings
            .image_turns
            .map_or_else(String::new, |turns| turns.to_string()),
        Row::ToolBudget => settings
            .tools
            .limits
            .dollars
            .as_ref()
            .map_or_else(String::new, Decimal::to_string),
        Row::System => settings.system.clone(),
        Row::Stop => settings
            .sampling
            .stop_sequences
            .iter()
            .map(|text| escaped(text))
            .collect::<Vec<_>>()
            .join("\n"),
        Row::Tools => tool::print(&settings.tools.offered),
        Row::Metadata => settings
            .service
            .metadata
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect::<Vec<_>>()
            .join("\n"),
        Row::Betas => settings.betas.join("\n"),
        Row::Extra => Value::parse(&settings.extra.0)
            .map_or_else(|_| settings.extra.0.clone(), |value| value.pretty()),
        Row::Guardrail => guardrail.map_or_else(String::new, |it| it.id.clone()),
        Row::GuardrailVersion => guardrail.map_or_else(String::new, |it| it.version.clone()),
        Row::UserId => settings.service.user_id.clone().unwrap_or_default(),
        _ => String::new(),
    }
}

/// Takes the text of a row.
///
/// # Errors
/// What is wrong with it, and where; the settings are then as they were.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "rows of other kinds have no text"
)]
pub(crate) fn set(row: Row, text: &str, settings: &mut Settings) -> Result<(), String> {
    match row {
        Row::Region => settings.region = region(text)?,
        Row::ImageTurns => settings.image_turns = turns(text)?,
        Row::ToolBudget => settings.tools.limits.dollars = dollars(text)?,
        Row::System => text.clone_into(&mut settings.system),
        Row::Stop => {
            let lines = text.lines().filter(|line| !line.is_empty());
            settings.sampling.stop_sequences = lines.map(unescaped).collect();
        }
        Row::Tools => {
            let tools = tool::parse(text)?;
            tool::offer::offer(settings, tools);
        }
        Row::Metadata => settings.service.metadata = pairs(text)?,
        Row::Betas => settings.betas = words(text),
        Row::Extra => settings.extra = object(text)?,
        Row::Guardrail => set_guardrail(text.trim(), settings),
        Row::GuardrailVersion => {
            if let Some(guardrail) = &mut settings.service.guardrail {
                text.trim().clone_into(&mut guardrail.version);
            }
        }
        Row::UserId => {
            let text = text.trim();
            settings.service.user_id = (!text.is_empty()).then(|| text.to_owned());
        }
        _ => {}
    }
    Ok(())
}

/// An empty text is the account's region.
fn region(text: &str) -> Result<Option<Region>, String> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let region = Region::new(text).map_err(|error| error.to_string())?;
    Ok(Some(region))
}

/// An empty text is all turns.
fn turns(text: &str) -> Result<Option<u32>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let turns = text.parse().ok().filter(|turns| *turns > 0).map(Some);
    turns.ok_or_else(|| {
        format!("{text:?} is no number of turns; write it like 3, or nothing for all")
    })
}

/// An empty text is no budget.
fn dollars(text: &str) -> Result<Option<Decimal>, String> {
    let text = text.trim().trim_start_matches('$');
    if text.is_empty() {
        return Ok(None);
    }
    let dollars = Decimal::parse(text).map_err(|error| error.to_string())?;
    if dollars.value() > 0.0 && dollars.value() <= MAX_DOLLARS {
        return Ok(Some(dollars));
    }
    Err(format!(
        "a budget is more than 0 and at most {MAX_DOLLARS} US dollars; write it like 0.50, or nothing for none"
    ))
}

/// Line ends within a stop sequence are written as `\n`, since a line of the editor is one sequence.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('\n', "\\n")
        .replace('\t', "\\t")
}

fn unescaped(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            text.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => text.push('\n'),
            Some('t') => text.push('\t'),
            Some('\\') | None => text.push('\\'),
            Some(other) => text.extend(['\\', other]),
        }
    }
    text
}

fn pairs(text: &str) -> Result<Vec<(String, String)>, String> {
    let lines = (1..).zip(text.lines());
    let written = lines.filter(|(_, line)| !line.trim().is_empty());
    written
        .map(|(number, line)| match line.split_once('=') {
            Some((name, value)) if !name.trim().is_empty() => {
                Ok((name.trim().to_owned(), value.trim().to_owned()))
            }
            Some(_) => Err(format!(
                "line {number}, column 1: a name is missing before the ="
            )),
            None => Err(format!("line {number}: write name=value")),
        })
        .collect()
}

fn words(text: &str) -> Vec<String> {
    text.split([',', '\n', ' '])
        .map(str::trim)
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

fn object(text: &str) -> Result<Json, String> {
    if text.trim().is_empty() {
        return Ok(Json::default());
    }
    let value = json::object(text).map_err(|error| error.to_string())?;
    Ok(if value == Value::Object(Vec::new()) {
        Json::default()
    } else {
        value.compact()
    })
}

fn set_guardrail(id: &str, settings: &mut Settings) {
    if id.is_empty() {
        settings.service.guardrail = None;
        return;
    }
    match &mut settings.service.guardrail {
        Some(guardrail) => id.clone_into(&mut guardrail.id),
        none => {
            *none = Some(Guardrail {
                id: id.to_owned(),
                version: "DRAFT".to_owned(),
                trace: Trace::NotSent,
                mode: None,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn set_to(row: Row, text: &str) -> Settings {
        let mut settings = Settings::default();
        set(row, text, &mut settings).unwrap();
        settings
    }

    fn refused(row: Row, text: &str, part: &str) {
        let mut settings = Settings::default();
        let error = set(row, text, &mut settings).unwrap_err();
        assert!(error.contains(part), "{error}");
        assert_eq!(settings, Settings::default());
    }

    #[test]
    fn texts_come_back() {
        for (row, text) in [
            (Row::System, "Be brief.\n\nVery."),
            (Row::Stop, "\\n\\nHuman:\nEND"),
            (Row::Metadata, "team=rock\ncost=7"),
            (
                Row::Betas,
                "computer-use-2024-10-22\noutput-128k-2025-02-19",
            ),
            (Row::Extra, "{\n  \"top_a\": 0.50\n}"),
            (Row::UserId, "me"),
            (Row::Region, "eu-west-1"),
            (Row::ImageTurns, "3"),
            (Row::Guardrail, "abc"),
            (Row::ToolBudget, "0.50"),
        ] {
            assert_eq!(super::text(row, &set_to(row, text)), text, "{row:?}");
            assert_eq!(set_to(row, ""), Settings::default(), "{row:?}");
        }
        assert_eq!(
            set_to(Row::Stop, "\\n\\nHuman:").sampling.stop_sequences,
            ["\n\nHuman:"]
        );
    }

    #[test]
    fn errors_name_the_place_and_leave_the_value() {
        refused(Row::Extra, "{\"a\": }", "line 1, column 7");
        refused(Row::Extra, "[1]", "an object such as");
        refused(Row::Region, "eu.west", "write it like eu-central-1");
        refused(Row::ImageTurns, "0", "write it like 3");
        refused(Row::ToolBudget, "0", "more than 0");
        refused(Row::ToolBudget, "a lot", "is no number");
        refused(Row::Metadata, "a=1\nb", "line 2");
        refused(Row::Tools, "[{}]", "tool 1");
    }

    #[test]
    fn a_tool_that_is_gone_is_not_chosen_any_more() {
        let tool = r#"{"name":"dig","input_schema":{"type":"object"}}"#;
        let mut settings = set_to(Row::Tools, tool);
        super::super::choice::set(Row::ToolChoice, "dig", &mut settings);
        set(Row::Tools, tool, &mut settings).unwrap();
        assert!(settings.tools.choice.is_some());
        set(Row::Tools, "", &mut settings).unwrap();
        assert!(settings.tools.choice.is_none());
    }

    proptest! {
        #[test]
        fn stop_sequences_come_back(sequences in prop::collection::vec("[a\\\\n\t\n ]{1,6}", 1..4)) {
            let mut settings = Settings::default();
            settings.sampling.stop_sequences.clone_from(&sequences);
            let shown = text(Row::Stop, &settings);
            set(Row::Stop, &shown, &mut settings).unwrap();
            prop_assert_eq!(settings.sampling.stop_sequences, sequences);
        }
    }
}
