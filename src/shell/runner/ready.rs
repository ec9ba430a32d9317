//! Whether what tool sets name can run here. Nothing is started for that.

use std::path::Path;
use std::sync::Arc;

use super::surroundings::{Absent, Surroundings};
use crate::app::msg::Msg;
use crate::chat::preset::Shelf;
use crate::chat::tool::set::{Command, Part, Program, Reach, ToolSet, Unready};
use crate::shell::event::Event;
use crate::shell::tasks::Tasks;

impl Tasks {
    /// Looks for the programs and folders of these tool sets.
    pub(in crate::shell) fn look_for_programs(&mut self, of: Arc<Shelf>) {
        self.aside(move || {
            let unready = unready(&of.tools, Names::Short);
            Event::Core(Msg::ProgramsLookedFor(of, unready))
        });
    }
}

/// How programs that are not there are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Names {
    /// By the last name of their path, where a line has little room.
    Short,
    /// As the tool set has them.
    AsGiven,
}

/// What of these tool sets cannot run here, in their order. Files are looked at; nothing is started.
pub(crate) fn unready(sets: &[ToolSet], names: Names) -> Vec<Unready> {
    let around = &Place {
        around: Surroundings::here(),
        names,
    };
    let of_set = |set: &ToolSet| {
        let runners = set.runners.iter().map(|(name, runner)| {
            let found = program(&runner.program, around);
            (Part::Runner(name.clone()), found)
        });
        let servers = set.servers.iter().map(|server| {
            let found = match &server.reach {
                Reach::Command(it) => command(it, around),
                Reach::Http { .. } => Ok(()),
            };
            (Part::Server(server.name.clone()), found)
        });
        let lacking = runners.chain(servers).filter_map(|(part, found)| {
            let set = set.name.clone();
            found.err().map(|what| Unready { set, part, what })
        });
        lacking.collect::<Vec<_>>()
    };
    sets.iter().flat_map(of_set).collect()
}

/// Where programs are looked for, and how they are told.
struct Place {
    around: Surroundings,
    names: Names,
}

impl Place {
    fn tell(&self, absent: &Absent) -> String {
        match self.names {
            Names::Short => absent.short(),
            Names::AsGiven => absent.to_string(),
        }
    }
}

fn program(program: &Program, place: &Place) -> Result<(), String> {
    match program {
        Program::Command(it) => command(it, place),
        Program::Shell { folder: at } | Program::TextEditor { folder: at } => folder(at),
        // That is told of the server.
        Program::Server { .. } => Ok(()),
    }
}

fn command(command: &Command, place: &Place) -> Result<(), String> {
    let name = command.argv.first().map_or("", String::as_str);
    let found = place.around.find(name);
    found.map_err(|absent| place.tell(&absent))?;
    command.folder.as_deref().map_or(Ok(()), folder)
}

fn folder(path: &str) -> Result<(), String> {
    if Path::new(path).is_dir() {
        Ok(())
    } else {
        Err(format!("folder not found: {path}"))
    }
}
