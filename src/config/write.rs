//! What is written of settings: the commented file to begin with, a changed value, the schema.

use std::fmt::Write as _;

use serde_json::{Map, json};
use toml_edit::{DocumentMut, Item, Table, Value};

use super::setting::{self, Kind, TABLE};
use super::{Problem, read};

/// A file with all settings, none of them set.
pub(crate) fn commented() -> String {
    let mut text = String::from(
        "# Settings of outcrop. Take away the first # of a line to set it; what is not set is as told.\n\
         # `outcrop config check` looks whether all is well, `outcrop config show --origin` what counts.\n",
    );
    let mut table = "";
    for setting in TABLE {
        let (within, name) = setting.key.rsplit_once('.').unwrap_or(("", setting.key));
        if within != table {
            table = within;
            writeln!(text, "\n[{table}]").ok();
        }
        let (help, unset, when) = (setting.help, setting.unset, setting.when.words());
        writeln!(text, "\n# {help}").ok();
        writeln!(text, "# takes {}", setting.kind.words().replace('`', "")).ok();
        writeln!(text, "# not set: {unset} · counts {when}").ok();
        writeln!(text, "# {name} = {}", setting.example).ok();
    }
    text
}

/// A text of `config.toml` with a setting changed, or taken out; everything else stays as it is.
///
/// # Errors
/// The text is no TOML, or the setting does not take the value; a sentence.
pub(crate) fn changed(text: &str, key: &str, value: Option<&str>) -> Result<String, String> {
    let mut document: DocumentMut = text
        .parse()
        .map_err(|error: toml_edit::TomlError| error.message().to_owned())?;
    let (within, name) = key.rsplit_once('.').unwrap_or(("", key));
    let table = if within.is_empty() {
        Some(document.as_table_mut())
    } else {
        let item = document
            .entry(within)
            .or_insert_with(|| Item::Table(Table::new()));
        item.as_table_mut()
    };
    let table = table.ok_or_else(|| format!("`{within}` is no table"))?;
    match value {
        Some(value) => put(table, name, value)?,
        None => {
            table.remove(name);
        }
    }
    let text = document.to_string();
    let (_, problems) = read::read(&text);
    // Others are those that were there before; they are not this change's.
    let line = |problem: &&Problem| problem.what.contains(&format!("`{key}`"));
    match problems.iter().find(line) {
        Some(problem) => Err(problem.what.clone()),
        None => Ok(text),
    }
}

/// Puts a value in the place of the one before, whose comment stays.
fn put(table: &mut Table, name: &str, value: &str) -> Result<(), String> {
    let mut value: Value = value
        .parse()
        .map_err(|_| format!("{value} is no value of TOML"))?;
    if let Some(before) = table.get(name).and_then(Item::as_value) {
        *value.decor_mut() = before.decor().clone();
    }
    match table.get_mut(name) {
        Some(item) => *item = Item::Value(value),
        None => {
            table.insert(name, Item::Value(value));
        }
    }
    Ok(())
}

/// What a person has typed as a value: TOML, or a word that needs no quotes.
pub(crate) fn typed(key: &str, word: &str) -> String {
    let wants_text =
        setting::of(key).is_some_and(|setting| matches!(setting.kind, Kind::Text | Kind::One(_)));
    let is_quoted = word.starts_with(['"', '\'']);
    if wants_text && !is_quoted {
        Value::from(word).to_string()
    } else {
        word.to_owned()
    }
}

/// The JSON Schema of the file, for editors.
pub(crate) fn schema() -> String {
    let mut root = Map::new();
    for setting in TABLE {
        let mut property = match setting.kind {
            Kind::Text => json!({"type": "string", "minLength": 1}),
            Kind::Texts => json!({"type": "array", "items": {"type": "string"}}),
            Kind::Flag => json!({"type": "boolean"}),
            Kind::Whole(least, most) => {
                json!({"type": "integer", "minimum": least, "maximum": most})
            }
            Kind::One(all) => json!({"enum": all}),
        };
        property["description"] = json!(format!("{} (not set: {})", setting.help, setting.unset));
        match setting.key.split_once('.') {
            None => {
                root.insert(setting.key.to_owned(), property);
            }
            Some((within, name)) => {
                let table = root.entry(within).or_insert_with(
                    || json!({"type": "object", "additionalProperties": false, "properties": {}}),
                );
                table["properties"][name] = property;
            }
        }
    }
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "config.toml of outcrop",
        "type": "object",
        "additionalProperties": false,
        "properties": root,
    });
    format!("{schema:#}")
}
