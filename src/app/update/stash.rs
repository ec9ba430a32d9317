//! Drafts that are put aside, and taken back.

use crate::app::effect::Effect;
use crate::app::state::State;
use crate::app::unsent::MAX_ASIDE;
use crate::app::view::Pane;

use super::{attach, draft, modal, pin};

/// Puts the draft aside; with nothing written, takes the last one back.
pub(super) fn toggle(state: &mut State) -> Vec<Effect> {
    state.view.focus = Pane::Composer;
    if state.composer.is_blank() && pin::is_usual(state) {
        return take_back(state);
    }
    put_aside(state);
    Vec::new()
}

fn put_aside(state: &mut State) {
    let now = state.input.now.mono;
    if let Some(arriving) = state.composer.chips.arriving.first() {
        let text = format!(
            "{} is still being read; then it can be put aside",
            arriving.name
        );
        state.notices.say(text, now);
        return;
    }
    if state.file.follows() {
        let text = "another outcrop keeps the drafts of this file; take it over first";
        state.notices.say(text, now);
        return;
    }
    let Some(count) = state.composer.put_aside() else {
        let text = format!("{MAX_ASIDE} drafts are put aside; empty the message and take one back");
        state.notices.say(text, now);
        return;
    };
    pin::rest(state);
    modal::afresh(state);
    draft::changed(state);
    let text = match count {
        1 => "put aside; the same key takes it back".to_owned(),
        _ => format!("put aside, {count} in all; the same key takes the last one back"),
    };
    state.notices.say(text, now);
}

fn take_back(state: &mut State) -> Vec<Effect> {
    let Some(aside) = state.composer.take_back() else {
        let text = "nothing is put aside";
        state.notices.say(text, state.input.now.mono);
        return Vec::new();
    };
    modal::afresh(state);
    draft::changed(state);
    let text = match state.composer.aside.len() {
        0 => "the draft is back".to_owned(),
        1 => "the draft is back; one more is put aside".to_owned(),
        more => format!("the draft is back; {more} more are put aside"),
    };
    state.notices.say(text, state.input.now.mono);
    attach::restore(state, aside.attached)
}

#[cfg(test)]
mod tests {
    use crate::app::chips::Wanted;
    use crate::app::composer::Draft;
    use crate::app::effect::Effect;
    use crate::app::fixture::*;
    use crate::app::state::Start;

    fn told(play: &Play) -> String {
        play.state.notices.passing().unwrap_or_default().to_owned()
    }

    #[test]
    fn drafts_are_put_aside_and_come_back_the_last_one_first() {
        let mut play = Play::connected();
        play.key("ctrl-s");
        assert_eq!(told(&play), "nothing is put aside");
        for text in ["one", "two"] {
            play.typed(text);
            play.key("ctrl-s");
            assert_eq!(play.state.composer.text(), "");
        }
        assert_eq!(play.state.composer.aside.len(), 2);
        play.key("ctrl-s");
        assert_eq!(play.state.composer.text(), "two");
        assert_eq!(told(&play), "the draft is back; one more is put aside");
        play.key("ctrl-u ctrl-s");
        assert_eq!(told(&play), "the draft is back");
        assert_eq!(play.state.composer.text(), "one");
        assert!(play.state.composer.aside.is_empty());
    }

    #[test]
    fn no_more_than_nine_and_none_is_lost() {
        let mut play = Play::connected();
        for no in 0..9 {
            play.typed(&no.to_string());
            play.key("ctrl-s");
        }
        play.typed("ten");
        play.key("ctrl-s");
        assert_eq!(play.state.composer.text(), "ten");
        assert!(
            told(&play).contains("9 drafts are put aside"),
            "{}",
            told(&play)
        );
    }

    #[test]
    fn what_goes_along_goes_aside_too() {
        let mut play = Play::connected();
        play.attach(Ok(picture()));
        play.typed("what is it");
        play.key("ctrl-s");
        assert!(play.state.composer.chips.is_empty());
        let draft = play.state.composer.draft();
        assert_eq!(draft.aside[0].text, "what is it");
        assert_eq!(draft.aside[0].attached.len(), 1);
        let effects = play.key("ctrl-s");
        let wanted = [Wanted::file("/pictures/gneiss.png".into())];
        let asks = |effect: &Effect| matches!(effect, Effect::Restore(_, asked) if asked.len() == wanted.len());
        assert!(effects.iter().any(asks), "{effects:?}");
    }

    #[test]
    fn they_are_kept_with_the_draft_and_come_from_it() {
        let mut play = Play::connected();
        play.typed("later");
        play.key("ctrl-s");
        let draft = play.state.composer.draft();
        let again = Play::begin(Start { draft, ..start() });
        assert_eq!(again.state.composer.aside[0].text, "later");
        assert_ne!(again.state.composer.draft(), Draft::default());
    }

    #[test]
    fn the_first_message_does_not_leave_them_behind() {
        let mut play = Play::connected();
        play.typed("later");
        play.key("ctrl-s");
        play.typed("now");
        let effects = play.key("enter");
        let saved = effects.iter().filter_map(|effect| {
            if let Effect::SaveDraft(id, draft) = effect {
                return Some((id.clone(), draft.aside.len()));
            }
            None
        });
        let saved: Vec<_> = saved.collect();
        let own = play.state.conversation.id().clone();
        assert_eq!(saved[0], (own, 1));
        assert_eq!(saved[1].1, 0);
    }

    #[test]
    fn what_comes_back_is_the_text_of_ones_own() {
        let mut play = Play::connected();
        play.turn("one", "first");
        play.typed("mine");
        play.key("ctrl-s up");
        assert_eq!(play.state.composer.text(), "one");
        play.key("ctrl-u ctrl-s down");
        assert_eq!(play.state.composer.text(), "mine");
        play.key("ctrl-s up ctrl-s down");
        assert_eq!(play.state.composer.text(), "");
    }

    #[test]
    fn the_beginning_of_the_reply_comes_back_as_it_was() {
        let mut play = Play::connected();
        play.turn("one", "first");
        play.key("ctrl-x f");
        play.typed("{");
        play.key("ctrl-x ctrl-f ctrl-x f backspace ctrl-x f");
        play.typed("without");
        play.key("ctrl-s");
        assert_eq!(play.state.composer.prefill(), "{");
        play.key("ctrl-s");
        assert_eq!(play.state.composer.text(), "without");
        assert_eq!(play.state.composer.prefill(), "");
    }
}
