//! `outcrop export`: a conversation in another form.

use std::io::{ErrorKind, IsTerminal as _, Write as _};
use std::path::Path;

use anyhow::{Context as _, anyhow, bail};

use crate::app::themes::Richness;
use crate::chat::conversation::Conversation;
use crate::chat::export::{Format, What};
use crate::chat::ids::MessageId;
use crate::chat::progress::Patient;
use crate::chat::shown::Shown;
use crate::chat::spelling;
use crate::chat::time::Wall;
use crate::config::Config;
use crate::config::models::ModelData;
use crate::shell::blobs::Blobs;
use crate::shell::export::{Made, Source, made};
use crate::store::export::write_new;
use crate::store::load;
use crate::store::paths::Folders;
use crate::ui::theme::look;

use super::args::ExportArgs;
use super::themes::themes;

/// Writes the export; what it does not hold is told on standard error.
pub(super) fn run(args: &ExportArgs) -> anyhow::Result<u8> {
    let format = format(args)?;
    let loaded = load::read(&args.file)?;
    for damage in &loaded.health.damage {
        tell!(
            "outcrop: line {} is left out: {}",
            damage.line,
            Shown::label(&damage.reason.to_string())
        );
    }
    let conversation = &loaded.conversation;
    let what = what(&args.what, conversation)?;
    let folders = Folders::find();
    let config = match &folders {
        Some(folders) => Config::load(&folders.config.join("config.toml"))?,
        None => Config::default(),
    };
    let (worn, wardrobe) = themes(&config, folders.as_ref(), Richness::All)?;
    let data = match &folders {
        Some(folders) => ModelData::load(&folders.model_data()),
        None => ModelData::built_in(),
    };
    let blobs = Blobs::of_file(Some(args.file.clone()), loaded.blobs);
    let source = Source {
        conversation,
        file: &args.file,
        blobs: &blobs,
        table: &data.table,
        look: &look(&wardrobe.for_pages(&worn)),
        at: Wall(jiff::Timestamp::now().as_millisecond()),
        monitor: &Patient,
    };
    let made = made(&source, what, format).map_err(|why| anyhow!(why))?;
    write(&made, args.output.as_deref())?;
    for lost in &made.lost {
        tell!("outcrop: not in it: {}", Shown::label(lost));
    }
    Ok(0)
}

fn write(made: &Made, to: Option<&Path>) -> anyhow::Result<()> {
    if let Some(path) = to {
        return write_new(path, &made.bytes).map_err(|why| anyhow!(why));
    }
    let mut out = std::io::stdout().lock();
    if out.is_terminal() {
        // What a model wrote could move the cursor or worse.
        let text = String::from_utf8_lossy(&made.bytes);
        out.write_all(Shown::code(&text).to_string().as_bytes())
    } else {
        out.write_all(&made.bytes)
    }
    .and_then(|()| out.flush())
    .or_else(|error| match error.kind() {
        // Who reads has seen enough, as `head` does.
        ErrorKind::BrokenPipe => Ok(()),
        _ => Err(error),
    })
    .context("could not write to standard output")
}

fn format(args: &ExportArgs) -> anyhow::Result<Format> {
    let Some(named) = &args.format else {
        let out = args.output.as_ref().and_then(|out| out.file_name());
        let by_name = out.and_then(|name| Format::of_name(&name.to_string_lossy()));
        return Ok(by_name.unwrap_or(Format::Markdown));
    };
    let found = Format::ALL.into_iter().find(|it| it.name() == named);
    found.with_context(|| {
        let known = Format::ALL.map(Format::name);
        let advice = spelling::advice(named, known);
        format!("there is no form {named:?}; {advice}")
    })
}

/// `path`, `lanes`, `tree`, `lane=N`, `message=N`.
fn what(text: &str, conversation: &Conversation) -> anyhow::Result<What> {
    let mut lanes = conversation.lanes().map(|lane| lane.id);
    let (name, number) = match text.split_once('=') {
        Some((name, number)) => (name, Some(number)),
        None => (text, None),
    };
    let number = match number {
        Some(number) => {
            let parsed: Result<u64, _> = number.parse();
            Some(parsed.with_context(|| format!("{number:?} in --what is no number"))?)
        }
        None => None,
    };
    match (name, number) {
        ("path", None) => {
            let first = lanes.next().context("the conversation has no lane")?;
            Ok(What::Path(first))
        }
        ("lanes", None) => Ok(What::Lanes),
        ("tree", None) => Ok(What::Tree),
        ("lane", Some(number)) => {
            let count = conversation.lanes().count();
            let at = usize::try_from(number)
                .ok()
                .and_then(|it| it.checked_sub(1));
            let lane = at.and_then(|at| lanes.nth(at));
            let lane = lane.with_context(|| {
                format!("there is no lane {number}; the conversation has {count}, from 1")
            })?;
            Ok(What::Path(lane))
        }
        ("message", Some(number)) => branch(conversation, MessageId(number)),
        _ => bail!(
            "there is no part {text:?}; those that exist are path, lanes, tree, lane=N, message=N"
        ),
    }
}

/// The branch of a message, in a lane that shows it if one does.
fn branch(conversation: &Conversation, id: MessageId) -> anyhow::Result<What> {
    if conversation.message(id).is_none() {
        bail!(
            "there is no message {}; `outcrop export --what tree` tells the numbers",
            id.0
        );
    }
    let shows = conversation.lanes().find(|lane| lane.path.contains(&id));
    let lane = shows.or_else(|| conversation.lanes().next());
    let lane = lane.context("the conversation has no lane")?;
    Ok(What::Branch(lane.id, id))
}
