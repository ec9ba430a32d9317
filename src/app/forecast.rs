//! What the next request will probably need: tokens, money, and its share of the context window.

use crate::chat::attached::{Attached, marks};
use crate::chat::estimate::{self, Extent};
use crate::chat::generation::Usage;
use crate::chat::ids::{ConversationId, Number};
use crate::chat::price::{self, Dollars};
use crate::chat::request::Request;

use super::state::State;
use super::weight::{Base, Weight, lens};

/// How tokens are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Known {
    /// The service has counted them.
    Counted,
    /// By the length of texts, or by the reply before.
    Estimated,
}

/// What the next request will probably need.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Forecast {
    /// Input tokens.
    pub(crate) tokens: u64,
    /// How they are known.
    pub(crate) known: Known,
    /// What they cost; `None` = the price is unknown.
    pub(crate) cost: Option<Dollars>,
    /// Which share of the context window they take; `None` = it is unknown.
    pub(crate) share: Option<f64>,
}

/// A count of the service, and what it was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Counted {
    tokens: u64,
    basis: Basis,
}

/// What a request is made of, without the conversation itself: its records never change, so their
/// number stands for all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Basis {
    conversation: ConversationId,
    next: Number,
    text: String,
    prefill: String,
    attached: Vec<Attached>,
}

impl Basis {
    fn of(state: &State) -> Self {
        let composer = &state.composer;
        Self {
            conversation: state.conversation.id().clone(),
            next: state.conversation.next_number(),
            text: composer.text(),
            prefill: composer.prefill(),
            attached: composer.chips.list.clone(),
        }
    }
}

impl Counted {
    /// The count of this request; `None` if another one would be made by now.
    pub(crate) fn of(request: &Request, tokens: u64, state: &State) -> Option<Self> {
        let now = super::update::draft_request(state)?;
        (now == *request).then(|| Self {
            tokens,
            basis: Basis::of(state),
        })
    }
}

/// The forecast for the message in the editor; `None` before there is anything to send.
pub(crate) fn forecast(state: &State) -> Option<Forecast> {
    let abilities = state.listed_abilities();
    let (tokens, known) = match counted(state) {
        Some(tokens) => (tokens, Known::Counted),
        None => (estimated(state)?, Known::Estimated),
    };
    Some(Forecast {
        tokens,
        known,
        cost: cost_of_input(state, tokens),
        share: estimate::share_of_context(tokens, &abilities),
    })
}

/// What so many input tokens cost with the settings of the lane; `None` = the price is unknown.
pub(crate) fn cost_of_input(state: &State, tokens: u64) -> Option<Dollars> {
    let usage = Usage {
        input: Some(tokens),
        output: Some(0),
        ..Usage::default()
    };
    let settings = state.settings();
    let tier = settings.service.tier.as_deref();
    price::cost(&usage, &state.listed_abilities().price?, tier)
}

/// The service's count, if nothing has changed since.
fn counted(state: &State) -> Option<u64> {
    let counted = state.service.counted.as_ref()?;
    (counted.basis == Basis::of(state)).then_some(counted.tokens)
}

/// What the reply before took, and the length of all that came after it.
fn estimated(state: &State) -> Option<u64> {
    let weight = Weight::now(state).with_leaf(state);
    let tokens = weight.tokens + own(state);
    let around = match weight.base {
        Base::Reply => 0,
        Base::Texts => estimate::settings_tokens(&state.settings()),
    };
    (tokens > 0).then_some(tokens + around)
}

/// The tokens of what stands in the editor.
fn own(state: &State) -> u64 {
    let composer = &state.composer;
    let known = |hash: &str| {
        let mut own = composer.chips.list.iter();
        own.find(|own| own.hash == hash).map(Extent::of_attached)
    };
    if composer.is_blank() {
        return 0;
    }
    let content = marks::content_of(&composer.text(), &composer.chips.list);
    estimate::content_tokens(&content, lens(state), known)
        + estimate::text_tokens(&composer.prefill())
}

impl Forecast {
    /// As many words as fit: `≈1.2k tokens in · ≈$0.0036 · ≈0.6% of context`.
    pub(crate) fn within(&self, columns: usize) -> Option<String> {
        let parts = self.parts();
        (1..=parts.len())
            .rev()
            .map(|count| parts[..count].join(" · "))
            .find(|text| super::transcript::line::columns(text) <= columns)
    }

    /// What there is to say, the most important first.
    fn parts(&self) -> Vec<String> {
        let about = match self.known {
            Known::Counted => "",
            Known::Estimated => "≈",
        };
        let mut parts = vec![format!("{about}{} tokens in", short(self.tokens))];
        parts.push(match self.cost {
            Some(cost) => format!("{about}{cost}"),
            None => "price unknown".to_owned(),
        });
        if let Some(share) = self.share {
            let about = if share < LEAST_SHARE { "" } else { about };
            parts.push(format!("{about}{} of context", percent(share)));
        }
        parts
    }
}

pub(crate) fn short(tokens: u64) -> String {
    if tokens < 10_000 {
        return tokens.to_string();
    }
    format!("{}k", tokens / 1000)
}

/// A smaller share is told as less than that.
const LEAST_SHARE: f64 = 0.001;

fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if share < LEAST_SHARE {
        "<0.1%".to_owned()
    } else if percent < 10.0 {
        format!("{percent:.1}%")
    } else {
        format!("{percent:.0}%")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fixture::*;

    #[test]
    fn nothing_is_forecast_before_there_is_anything() {
        assert_eq!(forecast(&Play::connected().state), None);
    }

    #[test]
    fn the_reply_before_is_the_base() {
        let mut play = Play::connected();
        play.turn("hello", "hi");
        let before = forecast(&play.state).unwrap();
        assert_eq!(before.known, Known::Estimated);
        play.typed(&"word ".repeat(8));
        let after = forecast(&play.state).unwrap();
        assert_eq!(after.tokens - before.tokens, 14);
    }

    #[test]
    fn an_unknown_price_is_told_and_never_nothing() {
        let mut play = Play::connected();
        play.typed("hello");
        let forecast = forecast(&play.state).unwrap();
        assert_eq!(forecast.cost, None);
        let text = forecast.within(80).unwrap();
        assert!(text.contains("price unknown"), "{text}");
        assert_eq!(forecast.within(14).unwrap(), "≈6 tokens in");
        assert_eq!(forecast.within(3), None);
    }

    #[test]
    fn a_count_holds_until_something_changes() {
        let mut play = Play::connected();
        play.typed("hello");
        let request = super::super::update::draft_request(&play.state).unwrap();
        play.tell(crate::app::msg::Msg::Counted(request.into(), Ok(17)));
        let counted = forecast(&play.state).unwrap();
        assert_eq!((counted.tokens, counted.known), (17, Known::Counted));
        assert_eq!(counted.within(12).unwrap(), "17 tokens in");
        play.typed("!");
        assert_eq!(forecast(&play.state).unwrap().known, Known::Estimated);
    }

    #[test]
    fn shares_have_the_digits_that_matter() {
        assert_eq!(percent(0.00001), "<0.1%");
        assert_eq!(percent(0.0123), "1.2%");
        assert_eq!(percent(0.5), "50%");
    }
}
