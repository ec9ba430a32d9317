//! The file of keys: what it says counts at once; what cannot be taken changes nothing.

use crate::app::keymap::Keymap;
use crate::app::state::State;

/// The name of the file.
const NAME: &str = "keys.toml";

/// The file was read at the start.
pub(super) fn keyed(state: &mut State, result: Result<Box<Keymap>, Vec<String>>) {
    match result {
        Ok(map) => take(state, *map),
        Err(faults) => refuse(state, &faults, "the default keys count"),
    }
}

/// The file was written while the program runs.
pub(super) fn rekeyed(state: &mut State, result: Result<Box<Keymap>, Vec<String>>) {
    match result {
        Ok(map) => {
            take(state, *map);
            let text = format!("{NAME} was read: its keys count now");
            state.notices.say(text, state.input.now.mono);
        }
        Err(faults) => refuse(state, &faults, "it changes nothing"),
    }
}

fn take(state: &mut State, map: Keymap) {
    let enter = state.input.keymap.enter;
    state.input.keymap = map;
    state.input.keymap.set_enter(enter);
    state.input.drop_pending();
}

/// Tells the first fault in passing, and keeps all of them for the reader.
fn refuse(state: &mut State, faults: &[String], so: &str) {
    let now = state.input.now.mono;
    let all = faults.join("\n");
    let first = faults.first().map_or("", String::as_str);
    let text = match faults.len() {
        0 | 1 => format!("{NAME}: {so}: {first}"),
        count => {
            let more = count - 1;
            format!("{NAME}: {so}: {first}; {more} more, ^X ! tells all")
        }
    };
    let full = format!("{NAME}: {so}\n\n{all}");
    state.notices.error_in_short(text, full, now);
}
