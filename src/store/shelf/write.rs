//! Writing a preset: TOML that its owner can go on editing.

use std::fmt::Write as _;

use crate::chat::content::Json;
use crate::chat::json::Value;
use crate::chat::preset::PresetSettings;
use crate::chat::tool;
use crate::store::format::settings::Member;

/// What stands above the keys.
const HEADER: &str = "\
# A preset of outcrop: a whole set of settings. What is absent is not sent.
# Without `model` a lane keeps its own.

";

/// A preset as the text of its file.
pub(super) fn preset(preset: &PresetSettings) -> String {
    let mut text = HEADER.to_owned();
    let settings = &preset.settings;
    if let Some(model) = &preset.model {
        line(&mut text, "model", &basic(model.id.as_str()));
        if let Some(route) = &model.route {
            line(&mut text, "route", &basic(route));
        }
    }
    if let Some(name) = &preset.system_prompt {
        line(&mut text, "system_prompt", &basic(name.as_str()));
    }
    for member in Member::ALL {
        let value = match member {
            Member::Model => continue,
            Member::System if preset.system_prompt.is_some() => continue,
            Member::System if settings.system.is_empty() => continue,
            Member::System => string(&settings.system),
            Member::Tools if settings.tools.offered.is_empty() => continue,
            Member::Tools => string(&tool::print(&settings.tools.offered)),
            Member::Extra if settings.extra.0.is_empty() => continue,
            Member::Extra => string(&pretty(&settings.extra)),
            _ => match member.write(settings) {
                Some(json) => value_of(&json),
                None => continue,
            },
        };
        line(&mut text, member.name(), &value);
    }
    text
}

/// A key and its value.
pub(super) fn line(text: &mut String, key: &str, value: &str) {
    writeln!(text, "{key} = {value}").expect("a string takes everything");
}

fn pretty(json: &Json) -> String {
    Value::parse(&json.0).map_or_else(|_| json.0.clone(), |value| value.pretty())
}

/// A value of ours as TOML on one line.
fn value_of(json: &Json) -> String {
    Value::parse(&json.0).map_or_else(|_| basic(&json.0), |value| inline(&value))
}

fn inline(value: &Value) -> String {
    match value {
        // TOML has no null; no member but `extra`, which stays JSON, can have one.
        Value::Null => basic(""),
        Value::Bool(value) => value.to_string(),
        Value::Number(digits) => digits.clone(),
        Value::Text(text) => basic(text),
        Value::List(values) => {
            let values: Vec<String> = values.iter().map(inline).collect();
            format!("[{}]", values.join(", "))
        }
        Value::Object(members) => {
            let pair =
                |(name, value): &(String, Value)| format!("{} = {}", key(name), inline(value));
            // A key may stand once in TOML; of several the last one counts, as in JSON.
            let last = |at: usize, name: &str| !members[at + 1..].iter().any(|(n, _)| n == name);
            let numbered = members.iter().enumerate();
            let kept = numbered.filter(|(at, (name, _))| last(*at, name));
            let pairs: Vec<String> = kept.map(|(_, member)| pair(member)).collect();
            format!("{{ {} }}", pairs.join(", "))
        }
    }
}

/// A key, in quotes if it needs them.
pub(super) fn key(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !name.is_empty() && name.chars().all(plain) {
        name.to_owned()
    } else {
        basic(name)
    }
}

/// A string, over several lines if it has several.
pub(super) fn string(text: &str) -> String {
    if !text.contains('\n') {
        return basic(text);
    }
    let control = |c: char| c.is_ascii_control() && c != '\n' && c != '\t';
    if text.contains("'''") || text.ends_with('\'') || text.contains(control) {
        format!("\"\"\"\n{}\"\"\"", escaped(text, "\n\t"))
    } else {
        format!("'''\n{text}'''")
    }
}

/// A string on one line.
pub(super) fn basic(text: &str) -> String {
    format!("\"{}\"", escaped(text, ""))
}

/// The text with escapes for all that may not stand in a string, but for what is `left`.
fn escaped(text: &str, left: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            plain if left.contains(plain) || !plain.is_ascii_control() => out.push(plain),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            control => {
                write!(out, "\\u{:04X}", u32::from(control)).expect("a string takes everything");
            }
        }
    }
    out
}
