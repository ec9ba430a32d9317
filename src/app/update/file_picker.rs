//! The file picker: opening it, going through folders, attaching what was picked.

use std::path::{Path, PathBuf};

use crate::app::bucket;
use crate::app::chips::Wanted;
use crate::app::dropped;
use crate::app::effect::Effect;
use crate::app::file_picker::{
    Browse, Browsed, Chosen, EntryKind, FilePicker, OnFiles, Purpose, Standing,
};
use crate::app::overlay::Overlay;
use crate::app::state::State;
use crate::chat::call::Status;

use super::calls::by_hand;
use super::{attach, key};

/// Opens the file picker in the folder that was used last.
pub(super) fn open(state: &mut State) -> Vec<Effect> {
    open_for(state, Purpose::Attach)
}

/// Opens it there for something.
pub(super) fn open_for(state: &mut State, purpose: Purpose) -> Vec<Effect> {
    let (picker, browse) = FilePicker::new(state.memory.folder.clone(), purpose);
    state.overlays.push(Overlay::Files(Box::new(picker)));
    vec![Effect::Browse(browse)]
}

fn top(state: &mut State) -> Option<&mut FilePicker> {
    match state.overlays.last_mut() {
        Some(Overlay::Files(picker)) => Some(picker),
        Some(_) | None => None,
    }
}

/// Does something in the file picker.
pub(super) fn act(state: &mut State, what: OnFiles) -> Vec<Effect> {
    if what == OnFiles::Up {
        return up(state);
    }
    let Some(picker) = top(state) else {
        return Vec::new();
    };
    match what {
        OnFiles::Up => {}
        OnFiles::Into => {
            let entry = picker.entry();
            if entry.is_some_and(|entry| entry.kind == EntryKind::Folder) {
                return choose_row(state);
            }
        }
        // The account of its owner follows behind a blank.
        OnFiles::Mark if is_address(&picker.list.filter) => picker.list.filter.push(' '),
        OnFiles::Mark if picker.purpose != Purpose::Attach => {
            let text = "one file answers a call; Enter takes it";
            state.notices.say(text, state.input.now.mono);
        }
        OnFiles::Mark => {
            let is_marked = picker.entry().is_some_and(|entry| picker.is_marked(entry));
            if !is_marked && let Some(why) = picker.refusal() {
                state.notices.error(why, state.input.now.mono);
                return Vec::new();
            }
            picker.mark();
        }
        OnFiles::ToggleHidden => picker.toggle_hidden(),
        OnFiles::Sort => picker.sort(),
    }
    Vec::new()
}

/// Goes to the folder above.
pub(super) fn up(state: &mut State) -> Vec<Effect> {
    let Some(picker) = top(state) else {
        return Vec::new();
    };
    let above = picker.parent();
    above.map_or_else(Vec::new, |above| go(picker, &above))
}

fn go(picker: &mut FilePicker, folder: &Path) -> Vec<Effect> {
    vec![Effect::Browse(picker.go_to(folder))]
}

/// The filter has changed; one that names a folder leads there.
pub(super) fn filter_changed(state: &mut State) -> Vec<Effect> {
    let picker = top(state).filter(|picker| !is_address(&picker.list.filter));
    let browse = picker.and_then(FilePicker::filter_changed);
    browse.map(Effect::Browse).into_iter().collect()
}

/// Whether a place in S3 is being typed, and no path.
fn is_address(typed: &str) -> bool {
    typed.starts_with("s3:/")
}

/// Something was pasted or dropped. One path is gone to; several are attached as if they were dropped
/// on the message, and where one answers a call, it is the first. `None` = it is none of both.
pub(super) fn pasted(state: &mut State, text: &str) -> Option<Vec<Effect>> {
    let readings = dropped::readings(text);
    let first = readings.first()?.first()?;
    let several = readings.iter().any(|reading| reading.len() > 1);
    if several && top(state)?.purpose == Purpose::Attach {
        state.overlays.pop();
        return Some(key::pasted(state, text));
    }
    let path = first.path.to_str()?.to_owned();
    let picker = top(state)?;
    picker.list.filter = path;
    Some(filter_changed(state))
}

/// Goes into the selected folder, whatever is marked.
fn choose_row(state: &mut State) -> Vec<Effect> {
    let Some(picker) = top(state) else {
        return Vec::new();
    };
    let entry = picker.entry().map(|entry| picker.folder.join(&entry.name));
    entry.map_or_else(Vec::new, |folder| go(picker, &folder))
}

/// Goes into the selected folder, or attaches what is marked or selected.
pub(super) fn choose(state: &mut State) -> Vec<Effect> {
    let Some(picker) = top(state) else {
        return Vec::new();
    };
    let typed = picker.list.filter.trim().to_owned();
    if typed.starts_with("s3://") {
        let purpose = picker.purpose;
        return from_bucket(state, &typed, purpose);
    }
    match picker.chosen() {
        Chosen::Nothing => Vec::new(),
        Chosen::Unfit(name) => {
            let text = format!("{name} is no file: it cannot be taken");
            state.notices.say(text, state.input.now.mono);
            Vec::new()
        }
        Chosen::Folder(folder) => go(picker, &folder),
        Chosen::Files(files) => {
            let refused = picker.marked.is_empty() && picker.purpose == Purpose::Attach;
            if let Some(why) = refused.then(|| picker.refusal()).flatten() {
                state.notices.error(why, state.input.now.mono);
                return Vec::new();
            }
            let folder = picker.folder.clone();
            let read = picker.standing == Standing::Read;
            let purpose = picker.purpose;
            state.overlays.pop();
            let mut wanted = files.into_iter().map(Wanted::file);
            let mut effects = match purpose {
                Purpose::Attach => attach::fetch(state, wanted.collect()),
                Purpose::Answer(id) => {
                    by_hand::with_file(state, id, (wanted.next(), Status::Success))
                }
            };
            if read {
                effects.extend(remember(state, folder));
            }
            effects
        }
    }
}

/// Attaches what lies at an address in S3.
fn from_bucket(state: &mut State, typed: &str, purpose: Purpose) -> Vec<Effect> {
    if purpose != Purpose::Attach {
        let text = "a result takes files of this machine; s3:// goes along with messages only";
        state.notices.error(text.to_owned(), state.input.now.mono);
        return Vec::new();
    }
    match bucket::wanted(typed) {
        Ok(wanted) => {
            state.overlays.pop();
            attach::fetch(state, vec![wanted])
        }
        Err(problem) => {
            state.notices.error(problem, state.input.now.mono);
            Vec::new()
        }
    }
}

/// Keeps the folder in which one begins next time.
fn remember(state: &mut State, folder: PathBuf) -> Option<Effect> {
    let folder = Some(folder);
    if state.memory.folder == folder {
        return None;
    }
    state.memory.folder = folder;
    Some(Effect::SaveMemory(state.memory.clone()))
}

/// The shell has looked at a folder or a file.
pub(super) fn browsed(state: &mut State, browsed: Browsed) -> Vec<Effect> {
    // Help or an error may lie over it.
    let mut overlays = state.overlays.iter_mut();
    let picker = overlays.find_map(|overlay| {
        if let Overlay::Files(picker) = overlay {
            Some(picker)
        } else {
            None
        }
    });
    if let Some(picker) = picker {
        match browsed {
            Browsed::Folder(asked, folder, result) => picker.was_read((asked, folder), result),
            Browsed::File(path, glimpse) => picker.was_seen(path, glimpse),
        }
    }
    Vec::new()
}

/// Lets the selected file be looked at.
pub(super) fn settle(state: &mut State) -> Vec<Effect> {
    let unseen = top(state).and_then(FilePicker::unseen);
    let browse = unseen.map(|path| Effect::Browse(Browse::File(path)));
    browse.into_iter().collect()
}
