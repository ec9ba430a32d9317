//! The theme: the list of them, and what the terminal says of its background.

use crate::app::effect::Effect;
use crate::app::overlay::Overlay;
use crate::app::page::Page;
use crate::app::state::State;
use crate::app::themes::{Background, Known, Origin, Row, ThemePicker};
use crate::chat::spelling;

/// Opens the list of themes. Files of the user are read again.
pub(super) fn open(state: &mut State) -> Vec<Effect> {
    let picker = ThemePicker::new(&state.view.appearance.themes);
    state.overlays.push(Overlay::Themes(Box::new(picker)));
    vec![Effect::ReadThemes]
}

/// The files were read.
pub(super) fn read(state: &mut State, known: Vec<Known>) -> Vec<Effect> {
    stock(state, known);
    miss(state);
    Vec::new()
}

/// Files were saved while the program runs. It is told of the one that is in use: that it counts, or what is
/// wrong with it; then it is worn as it was.
pub(super) fn saved(state: &mut State, known: Vec<Known>, changed: &[String]) -> Vec<Effect> {
    stock(state, known);
    let themes = &state.view.appearance.themes;
    let name = themes.name_of(&themes.chosen).to_owned();
    if !changed.contains(&name) {
        return Vec::new();
    }
    let now = state.input.now.mono;
    let known = themes.known.iter().rev();
    let mut own = known.filter(|known| known.name == name && known.origin == Origin::Own);
    match own.next().map(|known| &known.background) {
        Some(Ok(_)) => {
            let text = format!("themes/{name}.toml was read: it counts now");
            state.notices.say(text, now);
        }
        Some(Err(why)) => {
            let text = format!("themes/{name}.toml changes nothing: {why}");
            state.notices.error(text, now);
        }
        None => miss(state),
    }
    Vec::new()
}

/// Takes in which themes there are.
fn stock(state: &mut State, known: Vec<Known>) {
    state.view.appearance.themes.known = known;
    for overlay in &mut state.overlays {
        if let Overlay::Themes(picker) = overlay {
            picker.refresh(&state.view.appearance.themes);
        }
    }
}

/// Tells of a theme that is wanted and not there, or faulty.
fn miss(state: &mut State) {
    let themes = &state.view.appearance.themes;
    let name = themes.name_of(&themes.chosen);
    let why = match themes.known.iter().rev().find(|known| known.name == name) {
        Some(Known {
            background: Ok(_), ..
        }) => return,
        Some(Known {
            background: Err(why),
            ..
        }) => format!("the theme {name} cannot be used: {why}"),
        None => {
            let known = themes.known.iter().map(|known| known.name.as_str());
            let advice = spelling::advice(name, known);
            format!("config.toml: there is no theme {name}; {advice} · ^X h lists them")
        }
    };
    state.notices.error(why, state.input.now.mono);
}

/// Keeps the selected theme; of a faulty file, what is wrong with it is shown in full.
pub(super) fn choose(state: &mut State) -> Vec<Effect> {
    let Some(Overlay::Themes(picker)) = state.overlays.last() else {
        return Vec::new();
    };
    let Some(choice) = picker.tried() else {
        if let Some(Row::Theme(Known {
            name,
            background: Err(why),
            ..
        })) = picker.chooser.choice()
        {
            let text = format!("themes/{name}.toml cannot be used.\n\n{why}");
            let page = Page::new("Theme", text);
            state.overlays.push(Overlay::Page(Box::new(page)));
        }
        return Vec::new();
    };
    state.overlays.pop();
    let themes = &mut state.view.appearance.themes;
    if themes.chosen == choice {
        return Vec::new();
    }
    themes.chosen = choice.clone();
    vec![Effect::KeepTheme(choice)]
}

/// The terminal has told its background, now or when it changed.
pub(super) fn background(state: &mut State, background: Background) -> Vec<Effect> {
    state.view.appearance.themes.background = Some(background);
    Vec::new()
}

/// The theme that is selected in the list is looked at as long as the list is there.
pub(super) fn settle(state: &mut State) {
    let mut tried = None;
    for overlay in &state.overlays {
        if let Overlay::Themes(picker) = overlay {
            tried = picker.tried();
        }
    }
    state.view.appearance.themes.tried = tried;
}
