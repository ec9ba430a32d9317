//! The menus of tool sets and of tools that were found in a file.

use std::sync::Arc;

use crate::app::effect::Effect;
use crate::app::menu::{Asked, Entry, MenuKind, Pick};
use crate::app::overlay::Overlay;
use crate::app::settings::choice;
use crate::app::settings::row::Row;
use crate::app::state::State;
use crate::app::tools::ToolPick;
use crate::chat::preset::ShelfKind;
use crate::chat::tool::Tool;
use crate::chat::tool::offer::{Standing, standing};
use crate::chat::tool::set::{Part, Program, Reach, Server, ToolSet, Unready};
use crate::chat::tool::source::{Origin, SourceKind, ToolSource};

use super::show;
use crate::app::update::menu::problems;

/// Opens the list of tool sets, each with its tools, and of what else can be done about tools.
pub(in crate::app::update) fn open(state: &mut State) -> Vec<Effect> {
    let shelf = Arc::clone(&state.memory.shelf);
    let offered = state.settings().tools.offered.clone();
    let mut rows = Rows::default();
    for set in &shelf.tools {
        let unready = Lacking::of(set, &state.memory.unready);
        rows.push(of_set(set, &offered), unready.any());
        for (at, tool) in set.tools.iter().enumerate() {
            let pick = ToolPick::OfSet(set.name.as_str().to_owned(), at);
            // Found by a filter, it stands without its set above it.
            let about = if shelf.tools.len() > 1 {
                format!("of {} · {}", set.name, about(tool))
            } else {
                about(tool).to_owned()
            };
            let label = format!("  {} {}", mark(tool, &offered), called(tool));
            rows.push(entry(&label, about, pick), unready.of_tool(called(tool)));
        }
        for server in &set.servers {
            rows.push(of_server(set, server), unready.of_server(&server.name));
        }
    }
    let Rows {
        mut entries,
        warned,
    } = rows;
    entries.extend(problems(&shelf, ShelfKind::ToolSet));
    let alone = |tool: &Tool| !shelf.tools.iter().any(|set| set.tools.contains(tool));
    let others = offered.iter().enumerate().filter(|(_, tool)| alone(tool));
    entries.extend(others.map(|(at, tool)| {
        let detail = format!("of this lane only · {}", about(tool));
        entry(
            &format!("[x] {}", called(tool)),
            detail,
            ToolPick::Offered(at),
        )
    }));
    entries.extend(actions(state));
    show(state, MenuKind::Tools, entries);
    if let Some(Overlay::Menu(menu)) = state.overlays.last_mut() {
        menu.warned = warned;
    }
    vec![Effect::LoadShelf]
}

/// Rows, and those of them that begin with a warning.
#[derive(Default)]
struct Rows {
    entries: Vec<Entry>,
    warned: Vec<(Pick, usize)>,
}

impl Rows {
    fn push(&mut self, mut entry: Entry, warning: Option<&str>) {
        if let Some(warning) = warning {
            entry.detail = format!("{warning} · {}", entry.detail);
            self.warned.push((entry.pick.clone(), warning.len()));
        }
        self.entries.push(entry);
    }
}

/// What of a tool set cannot run here.
struct Lacking<'a> {
    set: &'a ToolSet,
    unready: Vec<&'a Unready>,
}

impl<'a> Lacking<'a> {
    fn of(set: &'a ToolSet, unready: &'a [Unready]) -> Self {
        let unready = unready.iter().filter(|it| it.set == set.name).collect();
        Self { set, unready }
    }

    fn any(&self) -> Option<&'a str> {
        self.unready.first().map(|it| it.what.as_str())
    }

    fn of_server(&self, name: &str) -> Option<&'a str> {
        self.what(|part| matches!(part, Part::Server(server) if server == name))
    }

    /// Of the program for a tool, or of the server that answers it.
    fn of_tool(&self, tool: &str) -> Option<&'a str> {
        let mut runners = self.set.runners.iter();
        let (_, runner) = runners.find(|(name, _)| name == tool)?;
        match &runner.program {
            Program::Server { server, .. } => self.of_server(server),
            Program::Command(_) | Program::Shell { .. } | Program::TextEditor { .. } => {
                self.what(|part| matches!(part, Part::Runner(name) if name == tool))
            }
        }
    }

    fn what(&self, is: impl Fn(&Part) -> bool) -> Option<&'a str> {
        let mut unready = self.unready.iter();
        let found = unready.find(|it| is(&it.part));
        found.map(|it| it.what.as_str())
    }
}

fn actions(state: &State) -> Vec<Entry> {
    let settings = state.settings();
    let word = choice::word(Row::ToolChoice, &settings);
    let mut entries = vec![
        entry(
            "✎ edit",
            "edit these tools as JSON".to_owned(),
            ToolPick::Edit,
        ),
        entry(
            "＋ Anthropic's",
            "add computer, bash, text editor or memory".to_owned(),
            ToolPick::ListOwn,
        ),
        Entry {
            label: "＋ import".to_owned(),
            detail: "from a request body or an OpenAPI description".to_owned(),
            pick: Pick::Ask(Asked::ImportTools),
        },
    ];
    if !settings.tools.offered.is_empty() {
        entries.push(Entry {
            label: "＋ keep".to_owned(),
            detail: "keep these tools as a set".to_owned(),
            pick: Pick::Ask(Asked::ToolSetName),
        });
        entries.push(entry(
            "→ choice",
            format!("which tool the model must take: {word}"),
            ToolPick::ListChoices,
        ));
    }
    entries
}

fn of_set(set: &ToolSet, offered: &[Tool]) -> Entry {
    let count = set
        .tools
        .iter()
        .filter(|tool| offered.contains(tool))
        .count();
    let mark = match count {
        0 => "○",
        all if all == set.tools.len() => "●",
        _ => "◐",
    };
    let tools = match set.tools.len() {
        0 => "no tools".to_owned(),
        all => format!("{count} of {all} offered"),
    };
    let programs: Vec<String> = set
        .runners
        .iter()
        .map(|(name, runner)| format!("{name} by {}", program(&runner.program)))
        .collect();
    let servers = set
        .servers
        .iter()
        .map(|server| format!("server {}", server.name));
    let parts: Vec<String> = std::iter::once(tools)
        .chain(programs)
        .chain(servers)
        .collect();
    let name = set.name.as_str();
    let pick = ToolPick::Set(name.to_owned());
    entry(&format!("{mark} {name}"), parts.join(" · "), pick)
}

fn of_server(set: &ToolSet, server: &Server) -> Entry {
    let way = match &server.reach {
        Reach::Command(command) => command.argv.join(" "),
        Reach::Http { url, .. } => url.clone(),
    };
    let origin = Origin {
        set: set.name.clone(),
        server: server.name.clone(),
    };
    entry(
        &format!("  ＋ from {}", server.name),
        format!("ask this server for its tools: {way}"),
        ToolPick::Ask(origin),
    )
}

fn program(program: &Program) -> String {
    match program {
        Program::Command(command) => {
            let first = command.argv.first();
            format!("command {}", first.map_or("", String::as_str))
        }
        Program::Shell { .. } => "a shell".to_owned(),
        Program::TextEditor { .. } => "the text editor".to_owned(),
        Program::Server { server, .. } => format!("server {server}"),
    }
}

/// Opens the list of the tools that were found in a file.
pub(super) fn found(state: &mut State, source: &Arc<ToolSource>) {
    let offered = state.settings().tools.offered.clone();
    let count = source.tools.len();
    let detail = format!("{} · {}", source.name, source.kind.label());
    let all = match count {
        1 => "the only tool".to_owned(),
        count => format!("all {count} tools"),
    };
    let mut entries = vec![entry(&all, detail, ToolPick::Source(Arc::clone(source)))];
    entries.extend(source.tools.iter().enumerate().map(|(at, found)| {
        let label = format!("{} {}", mark(&found.tool, &offered), called(&found.tool));
        let mut detail = about(&found.tool).to_owned();
        if found.told != called(&found.tool) {
            detail = format!("{} · {detail}", found.told);
        }
        if !found.left.is_empty() {
            detail = format!("{detail} · without {}", found.left.join(", "));
        }
        entry(&label, detail, ToolPick::OfSource(Arc::clone(source), at))
    }));
    let left = source.left().len();
    if left > 0 {
        let pick = ToolPick::Left(Arc::clone(source));
        entries.push(entry(
            "! left out",
            match left {
                1 => "a thing was left out; Enter tells it".to_owned(),
                left => format!("{left} things were left out; Enter lists them"),
            },
            pick,
        ));
    }
    // Those of a server are kept in the set that names it.
    if !matches!(source.kind, SourceKind::Server(_)) {
        entries.push(Entry {
            label: "＋ keep".to_owned(),
            detail: "keep the tools of the lane as a set".to_owned(),
            pick: Pick::Ask(Asked::ToolSetName),
        });
    }
    show(state, MenuKind::ToolSource, entries);
}

/// A row about tools.
pub(super) fn entry(label: &str, detail: String, pick: ToolPick) -> Entry {
    Entry {
        label: label.to_owned(),
        detail,
        pick: Pick::Tools(pick),
    }
}

fn mark(tool: &Tool, offered: &[Tool]) -> &'static str {
    match standing(tool, offered) {
        Standing::Offered => "[x]",
        Standing::Other => "[~]",
        Standing::Absent => "[ ]",
    }
}

fn called(tool: &Tool) -> &str {
    match tool {
        Tool::Custom(tool) => &tool.name,
        Tool::Typed { name, .. } => name,
        Tool::Foreign(json) => &json.0,
    }
}

/// The first line of what a tool is for.
fn about(tool: &Tool) -> &str {
    match tool {
        Tool::Custom(tool) => tool.description.lines().next().unwrap_or("no description"),
        Tool::Typed { kind, .. } => kind,
        Tool::Foreign(_) => "of the converse wire",
    }
}
