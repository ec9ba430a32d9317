//! Writing a tool set: TOML that its owner can go on editing.

use super::super::write::{basic, key, line, string};
use crate::chat::tool;
use crate::chat::tool::set::{
    Command, Limits, Passing, Program, Reach, ResultForm, Server, ToolSet, limits_of,
};

/// What stands above the keys.
const HEADER: &str = "\
# A tool set of outcrop: tools that can be offered to a model, and the programs that answer its calls.
# Nothing runs before you have seen and allowed it.
";

/// A tool set as the text of its file.
pub(super) fn set(set: &ToolSet) -> String {
    let mut text = HEADER.to_owned();
    if !set.tools.is_empty() {
        text.push('\n');
        line(&mut text, "tools", &string(&tool::print(&set.tools)));
    }
    for (name, runner) in &set.runners {
        let mut usual = Limits::default();
        table(&mut text, "runners", name);
        match &runner.program {
            Program::Command(it) => command(&mut text, it),
            Program::Shell { folder } => line(&mut text, "shell", &basic(folder)),
            Program::TextEditor { folder } => line(&mut text, "text_editor", &basic(folder)),
            Program::Server { server, tool } => {
                line(&mut text, "server", &basic(server));
                line(&mut text, "tool", &basic(tool));
                usual = limits_of(&set.servers, server);
            }
        }
        limits(&mut text, runner.limits, usual);
    }
    for it in &set.servers {
        server(&mut text, it);
    }
    text
}

fn table(text: &mut String, group: &str, name: &str) {
    for part in ["\n[", group, ".", &key(name), "]\n"] {
        text.push_str(part);
    }
}

fn server(text: &mut String, server: &Server) {
    table(text, "servers", &server.name);
    match &server.reach {
        Reach::Command(it) => command(text, it),
        Reach::Http { url, headers } => {
            line(text, "url", &basic(url));
            pairs(text, "headers", headers);
        }
    }
    limits(text, server.limits, Limits::default());
}

fn command(text: &mut String, command: &Command) {
    line(text, "command", &list(&command.argv));
    match command.arguments {
        Passing::Input => {}
        Passing::Argument => line(text, "arguments", &basic("argv")),
    }
    if let Some(folder) = &command.folder {
        line(text, "folder", &basic(folder));
    }
    if !command.pass.is_empty() {
        line(text, "pass", &list(&command.pass));
    }
    pairs(text, "set", &command.set);
    match command.result {
        ResultForm::Text => {}
        ResultForm::Json => line(text, "result", &basic("json")),
        ResultForm::Image => line(text, "result", &basic("image")),
    }
}

fn limits(text: &mut String, limits: Limits, usual: Limits) {
    if limits.time != usual.time {
        line(text, "time_limit", &limits.time.as_secs().to_string());
    }
    if limits.output != usual.output {
        line(text, "output_limit", &limits.output.to_string());
    }
}

fn list(words: &[String]) -> String {
    let words: Vec<String> = words.iter().map(|word| basic(word)).collect();
    format!("[{}]", words.join(", "))
}

fn pairs(text: &mut String, name: &str, pairs: &[(String, String)]) {
    if pairs.is_empty() {
        return;
    }
    let each = pairs
        .iter()
        .map(|(name, value)| format!("{} = {}", key(name), basic(value)));
    let each: Vec<String> = each.collect();
    line(text, name, &format!("{{ {} }}", each.join(", ")));
}
