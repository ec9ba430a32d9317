//! Settings that have changed while the program runs.

use crate::app::effect::Effect;
use crate::app::flight::Most;
use crate::app::preferences::{Preferences, Reconfigured};
use crate::app::state::State;
use crate::app::themes::Themes;

/// Takes what a person has set.
pub(crate) fn prefer(state: &mut State, preferences: Preferences) {
    state.flight.most = preferences.in_flight.map_or_else(Most::default, Most);
    state.memory.preset = preferences.preset;
    let appearance = &mut state.view.appearance;
    let built_in = Themes::default();
    appearance.themes.chosen = preferences.theme;
    appearance.themes.dark = preferences.theme_dark.unwrap_or(built_in.dark);
    appearance.themes.light = preferences.theme_light.unwrap_or(built_in.light);
    appearance.look.motion = preferences.motion;
    state.view.outward.wishes = preferences.wishes;
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
    prefer(state, preferences);
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
    let text = format!("config.toml was read: {}", told.join("; "));
    state.notices.say(text, now);
    reads.into_iter().collect()
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
        play.tell(Msg::Reconfigured(Err("line 2".to_owned())));
        assert_eq!(told(&play), "line 2");
        assert_eq!(play.state.flight.most, Most(2));
    }
}
