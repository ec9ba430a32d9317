//! Settings that have changed while the program runs.

use crate::app::code::CodeLines;
use crate::app::effect::{Capture, Effect};
use crate::app::flight::Most;
use crate::app::overlay::Overlay;
use crate::app::preferences::{Preferences, Reconfigured};
use crate::app::state::State;
use crate::app::themes::Themes;
use crate::app::vim::Editing;

/// Takes what a person has set.
pub(crate) fn prefer(state: &mut State, preferences: Preferences) {
    state.flight.most = preferences.in_flight.map_or_else(Most::default, Most);
    state.memory.preset = preferences.preset;
    state.view.modes.mouse = preferences.mouse;
    let appearance = &mut state.view.appearance;
    let built_in = Themes::default();
    appearance.themes.chosen = preferences.theme;
    appearance.themes.dark = preferences.theme_dark.unwrap_or(built_in.dark);
    appearance.themes.light = preferences.theme_light.unwrap_or(built_in.light);
    appearance.look.motion = preferences.motion;
    state.view.modes.code.lines = preferences.code_lines;
    state.view.outward.wishes = preferences.wishes;
    state.input.keymap.set_enter(preferences.enter);
    edit_so(state, preferences.editing);
}

/// Texts are edited so from now on; what is written stays.
fn edit_so(state: &mut State, editing: Editing) {
    match editing {
        Editing::Vim => {
            state.input.modal.get_or_insert_default();
            return;
        }
        Editing::Plain if state.input.modal.is_none() => return,
        Editing::Plain => {}
    }
    state.input.modal = None;
    state.composer.end_steps();
    for overlay in &mut state.overlays {
        if let Overlay::Editor(editor) = overlay {
            editor.pad.end_steps();
        }
    }
}

/// What a key turns while the program runs. It stays so until it is set anew.
struct Turned {
    mouse: Capture,
    code_lines: CodeLines,
}

impl Turned {
    fn of(state: &State) -> Self {
        let modes = &state.view.modes;
        Self {
            mouse: modes.mouse,
            code_lines: modes.code.lines,
        }
    }

    /// Turns everything as it was, but for what has changed in the file.
    fn keep(self, state: &mut State, changed: &[&str]) {
        let modes = &mut state.view.modes;
        if !changed.contains(&"mouse") {
            modes.mouse = self.mouse;
        }
        if !changed.contains(&"code_lines") {
            modes.code.lines = self.code_lines;
        }
    }
}

/// The file of settings was written, or cannot be taken.
pub(super) fn changed(state: &mut State, result: Result<Box<Reconfigured>, String>) -> Vec<Effect> {
    let now = state.input.now.mono;
    let Reconfigured {
        preferences,
        changed,
        later,
    } = match result {
        Ok(reconfigured) => *reconfigured,
        Err(why) => {
            state.notices.error(why, now);
            return Vec::new();
        }
    };
    let captures = changed.contains(&"mouse");
    let turned = Turned::of(state);
    let worn = state.view.appearance.themes.chosen.clone();
    prefer(state, preferences);
    turned.keep(state, &changed);
    let captures = captures.then_some(Effect::CaptureMouse(state.view.modes.mouse));
    let is_theme = |key: &&str| key.starts_with("theme");
    let reads = changed.iter().any(is_theme).then_some(Effect::ReadThemes);
    let mut told: Vec<String> = Vec::new();
    let at_once = changed.into_iter().filter(|key| !later.contains(key));
    let at_once: Vec<&str> = at_once.collect();
    if !at_once.is_empty() {
        told.push(at_once.join(", "));
    }
    if !later.is_empty() {
        let keys = later.join(", ");
        told.push(format!("{keys} counts from the next start on"));
    }
    if told.is_empty() {
        told.push("nothing is different".to_owned());
    }
    // What was chosen on the screen is written there by outcrop itself.
    let is_own = told == ["theme"] && worn == state.view.appearance.themes.chosen;
    if !is_own {
        let text = format!("config.toml was read: {}", told.join("; "));
        state.notices.say(text, now);
    }
    reads.into_iter().chain(captures).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fixture::*;
    use crate::app::msg::Msg;
    use crate::app::themes::Choice;

    fn told(play: &Play) -> String {
        play.state.notices.passing().unwrap_or_default().to_owned()
    }

    fn written(keys: &[&'static str], later: &[&'static str]) -> Msg {
        Msg::Reconfigured(Ok(Box::new(Reconfigured {
            preferences: Preferences {
                in_flight: Some(2),
                preset: Some("brief".to_owned()),
                theme: Choice::of("nord"),
                ..Preferences::default()
            },
            changed: keys.to_vec(),
            later: later.to_vec(),
        })))
    }

    #[test]
    fn what_outcrop_has_written_itself_is_not_told() {
        let mut play = Play::connected();
        play.tell(written(&["theme"], &[]));
        assert_eq!(told(&play), "config.toml was read: theme");
        play.state.notices.clear();
        play.tell(written(&["theme"], &[]));
        assert_eq!(told(&play), "");
        play.tell(written(&["theme", "preset"], &[]));
        assert_eq!(told(&play), "config.toml was read: theme, preset");
    }

    #[test]
    fn what_has_changed_counts_and_is_told() {
        let mut play = Play::connected();
        play.tell(written(&["in_flight", "preset"], &[]));
        assert_eq!(play.state.flight.most, Most(2));
        assert_eq!(play.state.memory.preset.as_deref(), Some("brief"));
        assert_eq!(told(&play), "config.toml was read: in_flight, preset");
        assert_eq!(play.state.view.appearance.themes.shown(), "nord");
        let effects = play.tell(written(&["theme"], &[]));
        assert!(effects.contains(&Effect::ReadThemes), "{effects:?}");
        play.tell(written(&["region"], &["region"]));
        assert_eq!(
            told(&play),
            "config.toml was read: region counts from the next start on"
        );
        play.tell(written(&["preset", "region"], &["region"]));
        assert_eq!(
            told(&play),
            "config.toml was read: preset; region counts from the next start on"
        );
        play.tell(written(&[], &[]));
        assert_eq!(told(&play), "config.toml was read: nothing is different");
        let mouse = |mouse, keys: &[&'static str]| {
            Msg::Reconfigured(Ok(Box::new(Reconfigured {
                preferences: Preferences {
                    in_flight: Some(2),
                    mouse,
                    ..Preferences::default()
                },
                changed: keys.to_vec(),
                later: Vec::new(),
            })))
        };
        let effects = play.tell(mouse(Capture::Terminals, &["mouse"]));
        assert_eq!(effects, [Effect::CaptureMouse(Capture::Terminals)]);
        play.key("ctrl-x k");
        assert_eq!(play.tell(mouse(Capture::Terminals, &["in_flight"])), []);
        assert_eq!(play.state.view.modes.mouse, Capture::Ours);
        let lines = |lines, keys: &[&'static str]| {
            Msg::Reconfigured(Ok(Box::new(Reconfigured {
                preferences: Preferences {
                    in_flight: Some(2),
                    code_lines: lines,
                    ..Preferences::default()
                },
                changed: keys.to_vec(),
                later: Vec::new(),
            })))
        };
        play.state.view.modes.code.lines = CodeLines::Scroll;
        play.tell(lines(CodeLines::Wrap, &["title"]));
        assert_eq!(play.state.view.modes.code.lines, CodeLines::Scroll);
        play.tell(lines(CodeLines::Wrap, &["code_lines"]));
        assert_eq!(play.state.view.modes.code.lines, CodeLines::Wrap);
        play.tell(Msg::Reconfigured(Err("line 2".to_owned())));
        assert_eq!(told(&play), "line 2");
        assert_eq!(play.state.flight.most, Most(2));
    }
}
