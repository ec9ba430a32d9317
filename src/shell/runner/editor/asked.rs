//! What a call of Anthropic's text editor asks for.
//!
//! Source: bedrock.md §5.3: `text_editor_20241022` and `_20250124` know `undo_edit`, later ones do not;
//! `_20250728` has `max_characters`, and calls the text of an insertion `insert_text`.

use std::path::{Component, Path};

use crate::chat::json::Value;
use crate::chat::tool::Tool;
use crate::chat::tool::invocation::Edit;

/// An edit of a file in the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked {
    /// The path from the folder; empty = the folder itself.
    pub(super) path: String,
    /// What is done; the text of an undo is found later.
    pub(super) edit: Edit,
}

/// Reads the arguments of a call.
///
/// # Errors
/// What is wrong with them, in words for the model.
pub(super) fn asked(tool: &Tool, folder: &str, args: &str) -> Result<Asked, String> {
    let args = Value::parse(args).map_err(|error| error.to_string())?;
    let path = inside(folder, &text(&args, "path")?)?;
    let command = text(&args, "command")?;
    let edit = match command.as_str() {
        "view" => Edit::View(range(&args)?),
        "create" => Edit::Create(text(&args, "file_text")?),
        "str_replace" => Edit::Replace(
            text(&args, "old_str")?,
            text(&args, "new_str").or_else(|why| absent(&args, "new_str", why))?,
        ),
        "insert" => insert(&args)?,
        "undo_edit" if knows_undo(tool) => Edit::Undo(String::new()),
        other => {
            let undo = if knows_undo(tool) { ", undo_edit" } else { "" };
            return Err(format!(
                "there is no command {other:?}: view, create, str_replace, insert{undo}"
            ));
        }
    };
    if path.is_empty() && !matches!(edit, Edit::View(_)) {
        return Err("`path` is the folder itself, which can only be viewed".to_owned());
    }
    Ok(Asked { path, edit })
}

/// How many characters a view may have, if the tool says so.
pub(super) fn max_characters(tool: &Tool) -> Option<u64> {
    let Tool::Typed { json, .. } = tool else {
        return None;
    };
    match Value::parse(&json.0).ok()?.get("max_characters")? {
        Value::Number(digits) => digits.parse().ok().filter(|most| *most > 0),
        _ => None,
    }
}

fn knows_undo(tool: &Tool) -> bool {
    match tool {
        Tool::Typed { kind, .. } => kind.ends_with("_20241022") || kind.ends_with("_20250124"),
        Tool::Custom(_) | Tool::Foreign(_) => true,
    }
}

/// The path of a file from the folder, which it must not leave.
fn inside(folder: &str, path: &str) -> Result<String, String> {
    let outside =
        || format!("{path:?} lies outside of {folder}; only files below {folder} can be edited");
    let typed = Path::new(path);
    let below = if typed.is_absolute() {
        let real = std::fs::canonicalize(folder).ok();
        let real = real.and_then(|real| typed.strip_prefix(real).ok().map(Path::to_owned));
        let named = typed.strip_prefix(folder).ok().map(Path::to_owned);
        named.or(real).ok_or_else(outside)?
    } else {
        typed.to_owned()
    };
    let mut names = Vec::new();
    for component in below.components() {
        match component {
            Component::Normal(name) => names.push(name.to_string_lossy().into_owned()),
            Component::CurDir => {}
            Component::ParentDir | Component::RootDir | Component::Prefix(_) => {
                return Err(outside());
            }
        }
    }
    if path.contains('\0') {
        return Err("`path` has the character U+0000".to_owned());
    }
    Ok(names.join("/"))
}

fn text(args: &Value, name: &str) -> Result<String, String> {
    let text = args.get(name).and_then(Value::as_text);
    text.map(str::to_owned)
        .ok_or_else(|| format!("`{name}` is missing: a string is wanted"))
}

/// A text that may be left out.
fn absent(args: &Value, name: &str, why: String) -> Result<String, String> {
    match args.get(name) {
        None | Some(Value::Null) => Ok(String::new()),
        Some(_) => Err(why),
    }
}

fn insert(args: &Value) -> Result<Edit, String> {
    let wrong = || "`insert_line` wants a whole number from 0".to_owned();
    let line = args.get("insert_line").and_then(number).ok_or_else(wrong)?;
    let line = u64::try_from(line).map_err(|_| wrong())?;
    let text = text(args, "insert_text").or_else(|_| text(args, "new_str"));
    Ok(Edit::Insert(
        line,
        text.map_err(|_| "`insert_text` is missing: a string is wanted".to_owned())?,
    ))
}

fn range(args: &Value) -> Result<Option<(u64, i64)>, String> {
    let wrong = || "`view_range` wants two whole numbers, from 1; -1 is the end".to_owned();
    match args.get("view_range") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::List(ends)) if ends.len() == 2 => {
            let from = number(&ends[0]).filter(|from| *from >= 1);
            let from = from.and_then(|from| u64::try_from(from).ok());
            let to = number(&ends[1]).filter(|to| *to >= 1 || *to == -1);
            Ok(Some((from.ok_or_else(wrong)?, to.ok_or_else(wrong)?)))
        }
        Some(_) => Err(wrong()),
    }
}

fn number(value: &Value) -> Option<i64> {
    match value {
        Value::Number(digits) => digits.parse().ok(),
        _ => None,
    }
}
