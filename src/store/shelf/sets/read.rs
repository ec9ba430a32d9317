//! Reading a tool set.

use std::time::Duration;

use serde_json::value::RawValue;
use toml::de::DeTable;

use super::super::Fault;
use super::super::read::tools as tools_of_toml;
use super::node::{Node, Table, offset};
use crate::chat::json::Value;
use crate::chat::preset::ShelfName;
use crate::chat::spelling;
use crate::chat::tool::Tool;
use crate::chat::tool::set::{
    Command, Limits, MAX_OUTPUT, MAX_TIME, Passing, Program, Reach, ResultForm, Runner, Server,
    ToolSet, is_here, is_secret, limits_of,
};
use crate::chat::tool::source::server::MAX_TOOLS;
use crate::store::tools::tools_of_json;

/// How many runners or servers a set may have, and how many words a command: all tools of a server can
/// be kept.
const MAX_ENTRIES: usize = MAX_TOOLS;

const TOP: [&str; 3] = ["tools", "runners", "servers"];

const LIMITS: [&str; 2] = ["time_limit", "output_limit"];

/// What only a command has.
const OF_COMMAND: [&str; 5] = ["arguments", "folder", "pass", "set", "result"];

/// What can answer calls, one of them for each tool.
const PROGRAMS: [&str; 4] = ["command", "shell", "text_editor", "server"];

/// What a text in TOML says. Name and path are for the caller to fill in.
pub(super) fn toml(text: &str) -> Result<ToolSet, Fault> {
    let table = DeTable::parse(text).map_err(|error| Fault {
        at: error.span().map(|span| span.start),
        what: error.message().to_owned(),
    })?;
    let tools = table.get_ref().get("tools");
    let tools = tools.map(|value| tools_of_toml(text, value)).transpose()?;
    let root = Table::of_toml(0, table.get_ref());
    set(&root, tools.unwrap_or_default())
}

/// What a text in JSON says.
pub(super) fn json(text: &str) -> Result<ToolSet, Fault> {
    Value::parse(text).map_err(|error| Fault {
        at: Some(byte_of(text, error.line, error.column)),
        what: error.what,
    })?;
    let root = Table::of_json(text)?;
    let tools = match root.get("tools") {
        Some(node) => tools_at(text, node.at)?,
        None => Vec::new(),
    };
    set(&root, tools)
}

/// The tools of a JSON text that begin at this byte.
fn tools_at(text: &str, at: usize) -> Result<Vec<Tool>, Fault> {
    let rest = text.get(at..).unwrap_or_default();
    let mut values = serde_json::Deserializer::from_str(rest).into_iter::<&RawValue>();
    let Some(Ok(raw)) = values.next() else {
        return Err(Fault::at(at, "`tools` wants an array"));
    };
    let raw = raw.get();
    tools_of_json(raw).map_err(|error| {
        let begin = offset(text, raw) + byte_of(raw, error.line, error.column);
        let number = error.tool.map(|number| format!("tool {number}: "));
        Fault::at(begin, number.unwrap_or_default() + &error.what)
    })
}

/// The byte at a line and column, both from 1.
fn byte_of(text: &str, line: usize, column: usize) -> usize {
    let lines = text.split_inclusive('\n');
    let before: usize = lines.clone().take(line - 1).map(str::len).sum();
    let in_line = lines.skip(line - 1).flat_map(str::chars).take(column - 1);
    before + in_line.map(char::len_utf8).sum::<usize>()
}

fn set(root: &Table, tools: Vec<Tool>) -> Result<ToolSet, Fault> {
    root.only(&TOP)?;
    let mut servers = Vec::new();
    for (name, _, node) in entries(root, "servers")? {
        servers.push(server(name, node)?);
    }
    let mut runners = Vec::new();
    for (name, at, node) in entries(root, "runners")? {
        if !tools.is_empty() && !tools.iter().any(|tool| tool.name() == name) {
            let advice = spelling::advice(name, tools.iter().map(Tool::name));
            let what = format!("this set has no tool `{name}`; {advice}");
            return Err(Fault::at(*at, what));
        }
        runners.push((name.clone(), runner(name, node, &servers)?));
    }
    Ok(ToolSet {
        name: ShelfName::new("unnamed").map_err(|error| Fault::at(0, error.to_string()))?,
        path: String::new(),
        tools,
        runners,
        servers,
    })
}

/// The members of a table of tables.
fn entries<'a>(root: &'a Table, key: &str) -> Result<&'a [(String, usize, Node)], Fault> {
    let Some(node) = root.get(key) else {
        return Ok(&[]);
    };
    let table = node.table(key)?;
    if table.members.len() > MAX_ENTRIES {
        let what = format!("`{key}` has more than {MAX_ENTRIES} entries");
        return Err(Fault::at(table.at, what));
    }
    Ok(&table.members)
}

fn runner(name: &str, node: &Node, servers: &[Server]) -> Result<Runner, Fault> {
    let table = node.table(name)?;
    let all: Vec<&str> = [&PROGRAMS[..], &OF_COMMAND, &["tool"], &LIMITS].concat();
    table.only(&all)?;
    let given: Vec<&str> = PROGRAMS
        .into_iter()
        .filter(|key| table.get(key).is_some())
        .collect();
    let [kind] = given[..] else {
        let what = format!(
            "`{name}` wants one of `command`, `shell`, `text_editor` and `server`, and has {}",
            if given.is_empty() { "none" } else { "several" }
        );
        return Err(Fault::at(node.at, what));
    };
    let fits: Vec<&str> = match kind {
        "command" => [&[kind][..], &OF_COMMAND, &LIMITS].concat(),
        "server" => [&[kind, "tool"][..], &LIMITS].concat(),
        _ => [&[kind][..], &LIMITS].concat(),
    };
    if let Some((key, at, _)) = table
        .members
        .iter()
        .find(|(key, ..)| !fits.contains(&key.as_str()))
    {
        let what = format!("`{key}` does not go with `{kind}`");
        return Err(Fault::at(*at, what));
    }
    let program = match kind {
        "command" => Program::Command(command(table)?),
        "shell" => Program::Shell {
            folder: folder(table, kind)?.unwrap_or_default(),
        },
        "text_editor" => Program::TextEditor {
            folder: folder(table, kind)?.unwrap_or_default(),
        },
        _ => of_server(name, table, servers)?,
    };
    let usual = match &program {
        Program::Server { server, .. } => limits_of(servers, server),
        Program::Command(_) | Program::Shell { .. } | Program::TextEditor { .. } => {
            Limits::default()
        }
    };
    Ok(Runner {
        program,
        limits: limits(table, usual)?,
    })
}

fn of_server(name: &str, table: &Table, servers: &[Server]) -> Result<Program, Fault> {
    let (at, server) = text(table, "server")?.unwrap_or_default();
    if !servers.iter().any(|known| known.name == server) {
        let advice = spelling::advice(&server, servers.iter().map(|known| known.name.as_str()));
        let what = format!("this set has no server `{server}`; {advice}");
        return Err(Fault::at(at, what));
    }
    let tool = text(table, "tool")?.map(|(_, tool)| tool);
    Ok(Program::Server {
        server,
        tool: tool.unwrap_or_else(|| name.to_owned()),
    })
}

fn server(name: &str, node: &Node) -> Result<Server, Fault> {
    let table = node.table(name)?;
    let own = ["command", "folder", "pass", "set", "url", "headers"];
    table.only(&[&own[..], &LIMITS].concat())?;
    let reach = match (table.get("command"), table.get("url")) {
        (Some(_), None) if table.get("headers").is_none() => Reach::Command(command(table)?),
        (None, Some(_)) => http(table)?,
        _ => {
            let what = format!(
                "server `{name}` wants either `command` or `url`; `headers` goes with `url`"
            );
            return Err(Fault::at(node.at, what));
        }
    };
    Ok(Server {
        name: name.to_owned(),
        reach,
        limits: limits(table, Limits::default())?,
    })
}

fn http(table: &Table) -> Result<Reach, Fault> {
    for key in ["folder", "pass", "set"] {
        if let Some(node) = table.get(key) {
            let what = format!("`{key}` does not go with `url`");
            return Err(Fault::at(node.at, what));
        }
    }
    let (at, url) = text(table, "url")?.unwrap_or_default();
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    if !rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace)) {
        let what = "`url` wants an address that begins with https:// or http://";
        return Err(Fault::at(at, what));
    }
    let headers = pairs(table, "headers")?;
    if !headers.is_empty() && url.starts_with("http://") && !is_here(&url) {
        let what =
            "`headers` go over https:// only, or to this machine: anybody between could read them";
        return Err(Fault::at(at, what));
    }
    Ok(Reach::Http { url, headers })
}

fn command(table: &Table) -> Result<Command, Fault> {
    let argv = argv(table)?;
    let pass = match table.get("pass") {
        Some(node) => node.texts("pass")?,
        None => Vec::new(),
    };
    for (at, name) in &pass {
        variable(*at, name)?;
    }
    if let Some(node) = table.get("set") {
        for (name, at, _) in &node.table("set")?.members {
            variable(*at, name)?;
        }
    }
    let arguments = one_of(table, "arguments", &["stdin", "argv"])?;
    let result = one_of(table, "result", &["text", "json", "image"])?;
    Ok(Command {
        argv,
        arguments: match arguments {
            Some("argv") => Passing::Argument,
            _ => Passing::Input,
        },
        folder: folder(table, "folder")?,
        pass: pass.into_iter().map(|(_, name)| name).collect(),
        set: pairs(table, "set")?,
        result: match result {
            Some("json") => ResultForm::Json,
            Some("image") => ResultForm::Image,
            _ => ResultForm::Text,
        },
    })
}

fn argv(table: &Table) -> Result<Vec<String>, Fault> {
    let Some(node) = table.get("command") else {
        return Ok(Vec::new());
    };
    let argv = node.texts("command")?;
    let Some((at, program)) = argv.first() else {
        let what = "`command` wants a program: [\"/path/of/program\", \"argument\"]";
        return Err(Fault::at(node.at, what));
    };
    if argv.len() > MAX_ENTRIES {
        let what = format!("`command` has more than {MAX_ENTRIES} words");
        return Err(Fault::at(node.at, what));
    }
    if program.is_empty() || (program.contains('/') && !program.starts_with('/')) {
        let what = format!(
            "{program:?} is no program: an absolute path, or a name without / that stands in PATH"
        );
        return Err(Fault::at(*at, what));
    }
    Ok(argv.into_iter().map(|(_, word)| word).collect())
}

/// Complains of a variable that no program is given.
fn variable(at: usize, name: &str) -> Result<(), Fault> {
    if name.is_empty() || name.contains(['=', '\0']) {
        return Err(Fault::at(at, format!("{name:?} is no name of a variable")));
    }
    if is_secret(name) {
        let what = format!(
            "`{name}` is kept from programs: outcrop hands on no variable that begins with AWS_ or has TOKEN, SECRET, KEY, PASSWORD, AUTH or CREDENTIAL in its name"
        );
        return Err(Fault::at(at, what));
    }
    Ok(())
}

/// The limits of a table; what it does not say is as usual.
fn limits(table: &Table, mut limits: Limits) -> Result<Limits, Fault> {
    if let Some(node) = table.get("time_limit") {
        limits.time = Duration::from_secs(node.whole("time_limit", 1, MAX_TIME.as_secs())?);
    }
    if let Some(node) = table.get("output_limit") {
        limits.output = node.whole("output_limit", 1, MAX_OUTPUT)?;
    }
    Ok(limits)
}

fn text(table: &Table, key: &str) -> Result<Option<(usize, String)>, Fault> {
    let node = table.get(key);
    node.map(|node| Ok((node.at, node.text(key)?.to_owned())))
        .transpose()
}

fn folder(table: &Table, key: &str) -> Result<Option<String>, Fault> {
    match text(table, key)? {
        Some((at, path)) if !path.starts_with('/') => {
            let what = format!("`{key}` wants an absolute path, and {path:?} is none");
            Err(Fault::at(at, what))
        }
        found => Ok(found.map(|(_, path)| path)),
    }
}

fn one_of<'a>(table: &Table, key: &str, known: &[&'a str]) -> Result<Option<&'a str>, Fault> {
    let Some((at, typed)) = text(table, key)? else {
        return Ok(None);
    };
    let Some(name) = known.iter().find(|name| **name == typed) else {
        let advice = spelling::advice(&typed, known.iter().copied());
        return Err(Fault::at(at, format!("`{key}` is `{typed}`; {advice}")));
    };
    Ok(Some(name))
}

fn pairs(table: &Table, key: &str) -> Result<Vec<(String, String)>, Fault> {
    let Some(node) = table.get(key) else {
        return Ok(Vec::new());
    };
    let members = node.table(key)?.members.iter();
    members
        .map(|(name, _, value)| Ok((name.clone(), value.text(name)?.to_owned())))
        .collect()
}
