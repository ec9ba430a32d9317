//! Reading a preset.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Fault;
use super::shape::{KEYS, check_table};
use super::value::json;
use crate::chat::catalog::ModelId;
use crate::chat::content::Json;
use crate::chat::json;
use crate::chat::preset::{PresetModel, PresetSettings, ShelfName};
use crate::chat::settings::{Region, Thinking};
use crate::chat::tool::Tool;
use crate::store::format::settings::{Member, Taken};
use crate::store::tools::tools_of_json;

/// What a text in TOML says.
pub(super) fn preset(text: &str) -> Result<PresetSettings, Fault> {
    let table = DeTable::parse(text).map_err(|error| Fault {
        at: error.span().map(|span| span.start),
        what: error.message().to_owned(),
    })?;
    let table = table.get_ref();
    check_table(table, &KEYS)?;
    check_together(table)?;
    let mut read = PresetSettings {
        model: model(table)?,
        ..PresetSettings::default()
    };
    for (key, value) in table {
        match &**key.get_ref() {
            "system_prompt" => read.system_prompt = Some(prompt_name(value)?),
            "tools" => read.settings.tools.offered = tools(text, value)?,
            "extra" => read.settings.extra = extra(text, value)?,
            name => take(name, value, &mut read)?,
        }
    }
    Ok(read)
}

fn take(name: &str, value: &Spanned<DeValue<'_>>, read: &mut PresetSettings) -> Result<(), Fault> {
    if let Some(member) = Member::named(name).filter(|member| *member != Member::Model) {
        let taken = member.take(&json(value)?.0, &mut read.settings);
        // The shape of a value was checked; only a text can still be the wrong one.
        if taken == Taken::InPart && member == Member::Region {
            let text = value.get_ref().as_str().unwrap_or_default();
            let why = Region::new(text).err().map(|error| error.to_string());
            return Err(Fault::at(value.span().start, why.unwrap_or_default()));
        }
    }
    Ok(())
}

/// What the keys by themselves do not say.
fn check_together(table: &DeTable<'_>) -> Result<(), Fault> {
    let text_in = |group: &str, key: &str| {
        let group = table.get(group)?.get_ref().as_table()?;
        group.get(key)?.get_ref().as_str().map(str::to_owned)
    };
    let has = |group: &str, key: &str| {
        let group = table
            .get(group)
            .and_then(|group| group.get_ref().as_table());
        group.is_some_and(|group| group.contains_key(key))
    };
    let wrong = |key: &str, what: &str| {
        let at = table.get(key).map(|value| value.span().start);
        Err(Fault {
            at,
            what: what.to_owned(),
        })
    };
    let budget = text_in("thinking", "mode").as_deref() == Some(Thinking::Budget(0).name());
    if budget != has("thinking", "budget") {
        return wrong(
            "thinking",
            "`mode = \"budget\"` and `budget` want each other",
        );
    }
    let named = text_in("tool_choice", "which").as_deref() == Some("tool");
    if named != has("tool_choice", "name") {
        return wrong(
            "tool_choice",
            "`which = \"tool\"` and `name` want each other",
        );
    }
    if table.contains_key("system") && table.contains_key("system_prompt") {
        return wrong(
            "system_prompt",
            "there is `system` too; one of them is enough",
        );
    }
    Ok(())
}

fn model(table: &DeTable<'_>) -> Result<Option<PresetModel>, Fault> {
    let text = |name: &str| table.get(name).and_then(|value| value.get_ref().as_str());
    let route = text("route").map(str::to_owned);
    let at = |name: &str| table.get(name).map(|value| value.span().start);
    let wrong = |name, what: &str| Fault {
        at: at(name),
        what: what.to_owned(),
    };
    let Some(id) = text("model") else {
        return match route {
            Some(_) => Err(wrong("route", "`route` wants `model` too")),
            None => Ok(None),
        };
    };
    let id = ModelId::new(id).ok_or_else(|| wrong("model", "`model` is empty"))?;
    Ok(Some(PresetModel { id, route }))
}

fn prompt_name(value: &Spanned<DeValue<'_>>) -> Result<ShelfName, Fault> {
    let text = value.get_ref().as_str().unwrap_or_default();
    ShelfName::new(text).map_err(|error| Fault::at(value.span().start, error.to_string()))
}

/// Tools as tables, or as JSON in a string.
pub(super) fn tools(text: &str, value: &Spanned<DeValue<'_>>) -> Result<Vec<Tool>, Fault> {
    if let Some(typed) = value.get_ref().as_str() {
        return tools_of_json(typed)
            .map_err(|error| within(text, value, (error.line, error.column), &error.to_string()));
    }
    tools_of_json(&json(value)?.0).map_err(|error| {
        let tables = value.get_ref().as_array();
        let number = error.tool.unwrap_or(1);
        let tool = tables.and_then(|tables| tables.get(number - 1));
        let at = place_of(tool.unwrap_or(value), error.member);
        Fault::at(at, format!("tool {number}: {}", error.what))
    })
}

/// Where the value of a member begins. If it is missing, where the keys begin of the table that should
/// have it.
fn place_of(value: &Spanned<DeValue<'_>>, way: &[&str]) -> usize {
    let at = value.span().start;
    let (Some((step, rest)), Some(table)) = (way.split_first(), value.get_ref().as_table()) else {
        return at;
    };
    match table.get(*step) {
        Some(inner) => place_of(inner, rest),
        None => table.keys().next().map_or(at, |key| key.span().start),
    }
}

/// Extra fields as a table, or as a JSON object in a string.
fn extra(text: &str, value: &Spanned<DeValue<'_>>) -> Result<Json, Fault> {
    let Some(typed) = value.get_ref().as_str() else {
        return match value.get_ref() {
            DeValue::Table(table) if table.is_empty() => Ok(Json::default()),
            DeValue::Table(_) => json(value),
            _ => Err(Fault::at(value.span().start, "`extra` wants a table")),
        };
    };
    if typed.trim().is_empty() {
        return Ok(Json::default());
    }
    json::object(typed)
        .map(|value| value.compact())
        .map_err(|error| within(text, value, (error.line, error.column), &error.to_string()))
}

/// A fault at a place of JSON that stands in a string of the file.
///
/// In a string over several lines, whose text begins on its second one, the place is found; in
/// others it is told in words.
fn within(
    text: &str,
    value: &Spanned<DeValue<'_>>,
    (line, column): (usize, usize),
    told: &str,
) -> Fault {
    let span = value.span();
    let source = text.get(span.clone()).unwrap_or_default();
    let plain = source
        .strip_prefix("'''")
        .filter(|inner| inner.starts_with('\n'));
    let (Some(inner), Some((_, what))) = (plain, told.split_once(": ")) else {
        return Fault::at(span.start, format!("in the JSON, {told}"));
    };
    let lines = inner[1..].split_inclusive('\n');
    let before: usize = lines.clone().take(line - 1).map(str::len).sum();
    let in_line = lines.skip(line - 1).flat_map(str::chars).take(column - 1);
    let into: usize = in_line.map(char::len_utf8).sum();
    Fault::at(span.start + 4 + before + into, what)
}
