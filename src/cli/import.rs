//! `outcrop import`: conversations of other programs.

use std::io::Write as _;

use anyhow::Context as _;

use crate::app::export::Imported;
use crate::chat::import::Source;
use crate::chat::shown::Shown;
use crate::chat::spelling;
use crate::chat::time::Wall;
use crate::shell::import::{Aim, import};
use crate::store::paths::Folders;

use super::args::ImportArgs;
use super::counter::Counter;

/// Some files could not be read, or not whole.
const PARTLY: u8 = 1;

/// Makes a conversation file of each conversation in these files; a line is printed for each.
pub(super) fn run(args: &ImportArgs) -> anyhow::Result<u8> {
    let source = args.format.as_deref().map(source).transpose()?;
    let aim = if args.list {
        Aim::Tell
    } else {
        let folders =
            Folders::find().context("there is no home folder to keep conversations in")?;
        Aim::Make(folders.conversations())
    };
    let at = Wall(jiff::Timestamp::now().as_millisecond());
    let mut code = 0;
    for file in &args.files {
        let counter = Counter::new();
        let result = import(file, source, &aim, (at, &counter));
        counter.clear();
        match result {
            Ok(imported) => {
                tell(&imported)?;
                if !imported.problems.is_empty() {
                    code = PARTLY;
                }
            }
            Err(why) => {
                tell!("outcrop: {}", Shown::label(&why));
                code = PARTLY;
            }
        }
    }
    Ok(code)
}

/// A line for each conversation; what could not be read and what was left out goes to standard error.
fn tell(imported: &Imported) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    for one in &imported.made {
        let told = one.told();
        let path = one.path.display().to_string();
        let path = if path.is_empty() {
            String::new()
        } else {
            format!("\t{}", Shown::label(&path))
        };
        writeln!(out, "{}{path}", Shown::label(&told))?;
    }
    out.flush()?;
    let problems = imported.problems.iter().map(|it| format!("not read: {it}"));
    let notes = imported.notes.iter().map(|it| format!("left out: {it}"));
    for what in problems.chain(notes) {
        let text = format!("{}: {what}", imported.from.display());
        tell!("outcrop: {}", Shown::label(&text));
    }
    Ok(())
}

fn source(name: &str) -> anyhow::Result<Source> {
    let found = Source::ALL.into_iter().find(|source| source.name() == name);
    found.with_context(|| {
        let advice = spelling::advice(name, Source::ALL.map(Source::name));
        format!("there is no form {name:?}; {advice}")
    })
}
