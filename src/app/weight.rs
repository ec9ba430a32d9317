//! What the messages of a lane hold and how long they are, but for the last one.
//!
//! The last one may still grow; those before it never change. So they are gone through once for each
//! leaf, and a frame looks at the last one only.

use std::borrow::Cow;

use crate::chat::check::ContentKinds;
use crate::chat::estimate::{self, Extent, Lens};
use crate::chat::ids::{MessageId, Number};
use crate::chat::message::{Message, Role};
use crate::chat::request::{Age, ages};

use super::state::State;

/// What stands before the leaf of the lane. Derived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Weight {
    /// The leaf that all of it stands before, and the shape of the conversation then.
    before: (Option<MessageId>, Number),
    /// What the messages hold.
    pub(crate) kinds: ContentKinds,
    /// Input tokens of the messages.
    pub(crate) tokens: u64,
    /// Where the tokens are known from.
    pub(crate) base: Base,
    counts: Counts,
    /// Whether the pictures of the leaf still go along.
    leaf: Age,
}

/// Whether the service's counts tell what is sent next time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Counts {
    /// They do.
    Hold,
    /// Messages or pictures are left out that may have been counted.
    Mislead,
}

/// Where tokens are known from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Base {
    /// The service counted them with a reply; system prompt and tools are among them.
    Reply,
    /// The texts are so long.
    Texts,
}

impl Weight {
    /// What stands before the leaf now: what is known already, or found by going through it.
    pub(crate) fn now(state: &State) -> Self {
        let leaf = state.lane().and_then(crate::chat::lane::Lane::leaf);
        match &state.view.transcript.weight {
            Some(known) if known.before == (leaf, state.conversation.shape()) => known.clone(),
            Some(_) | None => Self::of(state, leaf),
        }
    }

    fn of(state: &State, leaf: Option<MessageId>) -> Self {
        let path = state.lane().map_or(&[][..], |lane| lane.path.as_slice());
        let before = path.split_last().map_or(&[][..], |(_, before)| before);
        let age = ages(&state.conversation, state.settings().image_turns, path);
        let lost = |(at, id): (usize, &MessageId)| {
            let message = state.conversation.message(*id);
            let loses = |message: &Message| {
                let sent = age(at).content(&message.content);
                matches!(sent, Cow::Owned(_))
            };
            is_left_out(state, *id) || message.is_some_and(loses)
        };
        let out = path.iter().enumerate().any(lost);
        let mut weight = Self {
            before: (leaf, state.conversation.shape()),
            counts: if out { Counts::Mislead } else { Counts::Hold },
            kinds: ContentKinds::default(),
            tokens: 0,
            base: Base::Texts,
            leaf: age(before.len()),
        };
        let sent = before.iter().enumerate().rev();
        for (at, id) in sent.filter(|(_, id)| !is_left_out(state, **id)) {
            if let Some(message) = state.conversation.message(*id) {
                weight.hold(message, age(at), state);
                weight.add(message, age(at), state);
            }
        }
        weight
    }

    /// Takes in a message, the latest first. With the first reply that was counted all is known.
    fn add(&mut self, message: &Message, age: Age, state: &State) {
        if self.base == Base::Reply {
            return;
        }
        if let Some(counted) = self.used(message) {
            self.tokens += counted;
            self.base = Base::Reply;
        } else {
            self.tokens += tokens(message, age, state);
        }
    }

    /// Counts what a message holds.
    fn hold(&mut self, message: &Message, age: Age, state: &State) {
        let blob_of = |hash: &str| state.conversation.blob(hash);
        let content = age.content(&message.content);
        self.kinds.add(content.iter());
        // Attachments of replies are not sent.
        if message.role == Role::User {
            self.kinds.load.add(&content, blob_of);
            self.kinds.add_results(&content, blob_of);
        }
    }

    /// All tokens that the request of a reply and the reply itself had; all of them are sent next time.
    fn used(&self, message: &Message) -> Option<u64> {
        if self.counts == Counts::Mislead {
            return None;
        }
        let usage = message.generation.as_ref()?.end.as_ref()?.usage.as_ref()?;
        let cached = usage.cache_read.unwrap_or(0) + usage.cache_write.unwrap_or(0);
        Some(usage.input? + cached + usage.output?)
    }

    /// The same with the leaf as far as it has come.
    pub(crate) fn with_leaf(mut self, state: &State) -> Self {
        let leaf = self.before.0.filter(|leaf| !is_left_out(state, *leaf));
        let message = leaf.and_then(|leaf| state.conversation.message(leaf));
        let Some(message) = message else {
            return self;
        };
        let age = self.leaf;
        self.hold(message, age, state);
        if let Some(counted) = self.used(message) {
            (self.tokens, self.base) = (counted, Base::Reply);
        } else {
            self.tokens += tokens(message, age, state);
        }
        self
    }
}

/// How the model of the lane sees what is sent.
pub(crate) fn lens(state: &State) -> Lens {
    Lens::of(&state.listed_abilities(), state.settings().wire)
}

/// How many tokens a message probably has.
fn tokens(message: &Message, age: Age, state: &State) -> u64 {
    let known = |hash: &str| state.conversation.blob(hash).map(Extent::of_blob);
    estimate::content_tokens(&age.content(&message.content), lens(state), known)
}

/// Goes through the messages before the leaf, if it is another one than before. For `prepare`.
pub(crate) fn prepare(state: &mut State) {
    state.view.transcript.weight = Some(Weight::now(state));
}

/// Whether a message stays out of the requests of the lane.
fn is_left_out(state: &State, id: MessageId) -> bool {
    let lane = state.lane_id();
    lane.is_some_and(|lane| state.conversation.is_left_out(id, lane))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fixture::*;

    /// What was kept is what going through all of it gives.
    fn check(play: &Play) {
        let leaf = play.state.lane().unwrap().leaf();
        assert_eq!(Weight::now(&play.state), Weight::of(&play.state, leaf));
    }

    #[test]
    fn what_is_kept_is_what_is_there() {
        let mut play = Play::connected();
        check(&play);
        play.attach(Ok(picture()));
        let id = play.ask("what is this?");
        check(&play);
        for text in ["a", " rock", "\n"] {
            play.streamed(id, text);
            check(&play);
        }
        play.ended(id);
        check(&play);
        play.turn("and now?", "a stone");
        check(&play);
        let weight = Weight::now(&play.state).with_leaf(&play.state);
        assert_eq!((weight.kinds.images, weight.base), (1, Base::Reply));
    }

    #[test]
    fn pictures_that_are_too_old_weigh_nothing() {
        let mut play = Play::connected();
        play.attach(Ok(picture()));
        play.turn("what is this?", "a rock");
        play.turn("and now?", "a stone");
        let images = |play: &Play| Weight::now(&play.state).with_leaf(&play.state).kinds.images;
        assert_eq!(images(&play), 1);
        for (turns, left) in [(3, 1), (2, 0), (1, 0)] {
            let mut settings = play.settings();
            settings.image_turns = Some(turns);
            play.set(settings);
            assert_eq!(images(&play), left, "{turns}");
        }
        assert_eq!(Weight::now(&play.state).base, Base::Texts);
    }

    #[test]
    fn a_reply_without_a_count_goes_by_its_length() {
        let mut play = Play::connected();
        let id = play.ask(&"rock ".repeat(8));
        play.streamed(id, &"stone ".repeat(10));
        play.key("esc");
        let weight = Weight::now(&play.state).with_leaf(&play.state);
        assert_eq!((weight.tokens, weight.base), (4 + 10 + 4 + 15, Base::Texts));
    }
}
