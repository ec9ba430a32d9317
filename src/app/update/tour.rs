//! The tour: shown at the very first start, and never in the way.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::app::action::{Action, Scope};
use crate::app::effect::Effect;
use crate::app::keymap::{self, Meaning};
use crate::app::overlay::Overlay;
use crate::app::state::State;
use crate::app::tour::{Met, Tour};
use crate::app::view::Pane;

use super::{act, key, service};

/// Shows it.
pub(super) fn open(state: &mut State) -> Vec<Effect> {
    close(state);
    state.overlays.push(Overlay::Tour(Tour::default()));
    Vec::new()
}

/// A key was pressed: it scrolls, closes, or means what it means without the tour, which goes then.
/// `None` = there is none.
pub(super) fn pressed(state: &mut State, event: KeyEvent) -> Option<Vec<Effect>> {
    if !is_open(state) {
        return None;
    }
    let key = keymap::combination(event);
    let scopes = [Scope::Tour, Scope::Global];
    Some(match state.input.keymap.meaning(&scopes, &[key]) {
        Meaning::Action(Action::Back) => leave(state),
        Meaning::Action(
            scroll @ (Action::LineUp | Action::LineDown | Action::PageUp | Action::PageDown),
        ) => act::act(state, scroll),
        Meaning::Nothing if is_letter(event) => {
            let mut effects = leave_to_write(state);
            // Elsewhere it would be a command; on what lies below the tour it still would be.
            if state.overlays.is_empty() {
                state.view.focus = Pane::Composer;
                effects.extend(key::pressed(state, event));
            }
            effects
        }
        Meaning::Action(_) | Meaning::Prefix | Meaning::Nothing => {
            let mut effects = leave(state);
            effects.extend(key::pressed(state, event));
            effects
        }
    })
}

fn is_letter(event: KeyEvent) -> bool {
    let held = KeyModifiers::CONTROL | KeyModifiers::ALT;
    matches!(event.code, KeyCode::Char(_)) && !event.modifiers.intersects(held)
}

/// Closes it, if it is open, for a text that goes into the message: on what may lie below it letters are
/// commands, and one would quit.
pub(super) fn leave_to_write(state: &mut State) -> Vec<Effect> {
    if !is_open(state) {
        return Vec::new();
    }
    service::begin_to_write(state);
    leave(state)
}

/// Closes it, if it is open. From then on outcrop was there before.
pub(super) fn leave(state: &mut State) -> Vec<Effect> {
    if !is_open(state) {
        return Vec::new();
    }
    close(state);
    if state.memory.met == Met::Before {
        return Vec::new();
    }
    state.memory.met = Met::Before;
    vec![Effect::SaveMemory(state.memory.clone())]
}

fn is_open(state: &State) -> bool {
    matches!(state.overlays.last(), Some(Overlay::Tour(_)))
}

fn close(state: &mut State) {
    state
        .overlays
        .retain(|overlay| !matches!(overlay, Overlay::Tour(_)));
}

#[cfg(test)]
mod tests {
    use crate::app::action::Action;
    use crate::app::composer::Draft;
    use crate::app::effect::Effect;
    use crate::app::fixture::*;
    use crate::app::layout::Size;
    use crate::app::memory::Memory;
    use crate::app::msg::{Msg, Target};
    use crate::app::overlay::Overlay;
    use crate::app::state::{Opened, Start};
    use crate::app::tour::Met;

    fn first_start() -> Start {
        Start {
            memory: Memory {
                met: Met::Never,
                ..Memory::default()
            },
            ..start()
        }
    }

    fn is_open(play: &Play) -> bool {
        let mut overlays = play.state.overlays.iter();
        overlays.any(|overlay| matches!(overlay, Overlay::Tour(_)))
    }

    fn remembers(effects: &[Effect]) -> bool {
        let met = |effect: &Effect| matches!(effect, Effect::SaveMemory(memory) if memory.met == Met::Before);
        effects.iter().any(met)
    }

    #[test]
    fn it_opens_at_the_very_first_start_only() {
        assert!(is_open(&Play::begin(first_start())));
        assert!(!is_open(&Play::begin(start())));
        let named = Opened::New(conversation_id(1), Some("/rocks.jsonl".into()));
        let start = Start {
            opened: named,
            ..first_start()
        };
        assert!(!is_open(&Play::begin(start)));
        let draft = Draft {
            text: "half".to_owned(),
            ..Draft::default()
        };
        assert!(!is_open(&Play::begin(Start {
            draft,
            ..first_start()
        })));
    }

    #[test]
    fn what_is_typed_reaches_the_message() {
        let mut play = Play::begin(first_start());
        let effects = play.typed("hi");
        assert!(remembers(&effects) && !is_open(&play));
        assert_eq!(play.state.composer.text(), "hi");
        let mut play = Play::begin(first_start());
        play.tell(Msg::Paste("pasted".to_owned()));
        assert!(!is_open(&play));
        assert_eq!(play.state.composer.text(), "pasted");
    }

    #[test]
    fn escape_and_enter_close_it_and_nothing_else() {
        for key in ["esc", "enter"] {
            let mut play = Play::begin(first_start());
            assert!(remembers(&play.key(key)), "{key}");
            assert!(!is_open(&play) && play.state.overlays.is_empty());
            assert_eq!(play.state.view.focus, crate::app::view::Pane::Composer);
        }
    }

    #[test]
    fn keys_that_it_offers_do_what_they_say() {
        let mut play = Play::begin(first_start());
        assert!(remembers(&play.key("ctrl-p")));
        assert!(matches!(play.state.overlays[..], [Overlay::Palette(_)]));
        let mut play = Play::begin(first_start());
        play.key("ctrl-x m");
        assert!(matches!(play.state.overlays[..], [Overlay::Picker(_)]));
        let mut play = Play::begin(first_start());
        let effects = play.tell(Msg::Clicked(Target::Do(Action::OpenHelp)));
        assert!(remembers(&effects));
        assert!(matches!(play.state.overlays[..], [Overlay::Reader(_)]));
    }

    #[test]
    fn what_the_program_does_at_its_start_leaves_it_open() {
        let mut play = Play::begin(first_start());
        play.tell(Msg::Do(Action::UseSandbox));
        play.tell(Msg::Connected(Ok(bedrock())));
        assert!(is_open(&play));
    }

    #[test]
    fn it_comes_back_when_it_is_asked_for_and_is_not_remembered_again() {
        let mut play = Play::connected();
        play.key("ctrl-x ctrl-n");
        assert!(is_open(&play));
        assert!(!remembers(&play.key("esc")));
    }

    #[test]
    fn it_scrolls_where_it_has_no_room() {
        let mut play = Play::begin(first_start());
        let (width, height) = (40, 12);
        play.tell(Msg::Resized(Size { width, height }));
        let first = |play: &Play| {
            let Some(Overlay::Tour(tour)) = play.state.overlays.last() else {
                panic!("the tour is closed");
            };
            tour.first
        };
        for _ in 0..20 {
            play.key("down");
        }
        let last = first(&play);
        assert!(last > 0 && last < 9);
        play.key("up");
        assert_eq!(first(&play), last - 1);
        play.key("pageup");
        assert_eq!(first(&play), 0);
    }

    #[test]
    fn whoever_begins_to_write_is_writing_whatever_had_the_focus() {
        for pane in ["", "esc", "f2"] {
            let mut play = Play::connected();
            play.turn("question", "answer");
            let before = play.state.flight.len();
            if !pane.is_empty() {
                play.key(pane);
            }
            play.key("ctrl-x ctrl-n");
            assert!(is_open(&play));
            play.typed("red");
            assert_eq!(play.state.composer.text(), "red", "{pane}");
            assert!(play.state.overlays.is_empty());
            assert_eq!(play.state.flight.len(), before);
        }
        // On what lies below, a letter would be a command.
        let mut play = Play::connected();
        play.turn("question", "answer");
        play.key("ctrl-x j");
        let below = play.state.overlays.len();
        play.key("ctrl-x ctrl-n");
        play.typed("d");
        assert_eq!((play.state.overlays.len(), below), (1, 1));
        assert!(!is_open(&play) && play.state.composer.is_empty());
    }

    #[test]
    fn whoever_begins_to_write_over_the_welcome_is_writing() {
        for text in ["quit", "s", "/"] {
            let mut play = Play::begin(first_start());
            play.tell(Msg::Connected(Err(no_credentials())));
            assert!(matches!(
                play.state.overlays[..],
                [Overlay::Welcome, Overlay::Tour(_)]
            ));
            let effects = play.typed(text);
            assert!(remembers(&effects), "{text}");
            let below = play.state.overlays.first();
            assert!(!matches!(below, Some(Overlay::Welcome)), "{text}");
            assert_eq!(play.state.composer.text(), text);
            assert!(!effects.contains(&Effect::Quit));
            // What lay there told it.
            assert!(play.state.notices.passing().is_some(), "{text}");
        }
        let mut play = Play::begin(first_start());
        play.tell(Msg::Connected(Err(no_credentials())));
        play.tell(Msg::Paste("pas".to_owned()));
        play.typed("te");
        assert_eq!(play.state.composer.text(), "paste");
        let mut play = Play::begin(first_start());
        play.tell(Msg::Connected(Err(no_credentials())));
        play.key("esc");
        assert!(matches!(play.state.overlays[..], [Overlay::Welcome]));
    }
}
