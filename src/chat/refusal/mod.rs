//! What models have refused: remembered until the user forgets it, and what to send instead.

mod words;

use super::abilities::{Abilities, Ability};
use super::catalog::ModelId;
use super::settings::sampling::DEFAULT_MAX_TOKENS;
use super::settings::service::{Caching, Trace};
use super::settings::{Delivery, Field, Param, Reasoning, Settings, Thinking, Wire};
use super::tool::Tools;
pub(crate) use words::field_of;
pub(crate) use words::learned_limit;
use words::{Lesson, lesson_of};

/// What stands before the words of a provider on Converse.
const BEFORE: &str = "The model returned the following errors: ";

/// A field that a model has refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// The base model.
    pub(crate) model: ModelId,
    /// The field.
    pub(crate) field: Field,
    /// The service's words.
    pub(crate) message: String,
    /// The day, such as `2026-11-21`.
    pub(crate) on: String,
}

impl Refusal {
    /// What to show of it: the words of the provider, without those that Bedrock puts before them.
    pub(crate) fn text(&self) -> String {
        let message = self.message.strip_prefix(BEFORE).unwrap_or(&self.message);
        format!("refused on {}: {message}", self.on)
    }

    /// Whether it says that the model takes the field in no case. Other refusals are about a value,
    /// or about two fields together.
    pub(crate) fn is_final(&self) -> bool {
        matches!(lesson_of(&self.message), None | Some(Lesson::NotTaken))
    }

    /// Corrects what the data file knows of the model.
    pub(crate) fn teach(&self, abilities: &mut Abilities) {
        match lesson_of(&self.message) {
            None | Some(Lesson::NotTaken) => deny(self.field, abilities),
            Some(Lesson::Nothing) => (),
            Some(Lesson::Exclusive) => abilities.sampling.exclusive = Ability::Yes,
            Some(Lesson::NoBudget) => abilities.reasoning.budget = Ability::No,
            Some(Lesson::NoAdaptive) => abilities.reasoning.adaptive = Ability::No,
            Some(Lesson::NoDisabling) => abilities.reasoning.can_disable = Ability::No,
            Some(Lesson::NoStreamTools) => abilities.takes.stream_tools = Ability::No,
            Some(Lesson::NoForcing) => {
                let kinds = ["auto".to_owned(), "none".to_owned()];
                abilities.takes.tool_choice = Some(kinds.to_vec());
            }
            Some(Lesson::NoCaching) => abilities.cache.taken = Ability::No,
            Some(Lesson::Limit) => {
                let limits = [abilities.max_output, learned_limit(&self.message)];
                abilities.max_output = limits.into_iter().flatten().min();
            }
        }
    }

    /// Changes the settings so that the request can go without what was refused.
    pub(crate) fn send_without(&self, settings: &mut Settings) {
        match (lesson_of(&self.message), learned_limit(&self.message)) {
            (Some(Lesson::Limit), Some(limit)) => {
                let most = &mut settings.sampling.max_tokens;
                *most = limit.min(*most);
            }
            (Some(Lesson::NoCaching), _) => {
                for field in [Field::CacheTools, Field::CacheSystem, Field::CacheMessages] {
                    without(field, settings);
                }
            }
            (Some(_) | None, _) => without(self.field, settings),
        }
    }
}

/// A model does not take a field; where the data have no place for that, nothing changes.
fn deny(field: Field, abilities: &mut Abilities) {
    let (takes, sampling) = (&mut abilities.takes, &mut abilities.sampling);
    match field {
        Field::System => takes.system = Ability::No,
        Field::Images => takes.images = Ability::No,
        Field::Documents => takes.documents = Ability::No,
        Field::Video => takes.video = Ability::No,
        Field::Audio => takes.audio = Ability::No,
        Field::Prefill => takes.prefill = Ability::No,
        Field::Tools => takes.tools = Ability::No,
        Field::ToolChoice => takes.tool_choice = Some(Vec::new()),
        Field::Param(Param::Temperature) => sampling.temperature.taken = Ability::No,
        Field::Param(Param::TopP) => sampling.top_p.taken = Ability::No,
        Field::Param(Param::TopK) => sampling.top_k.taken = Ability::No,
        Field::Effort => abilities.reasoning.efforts = Some(Vec::new()),
        Field::CacheTools => abilities.cache.in_tools = Ability::No,
        Field::Thinking => {
            abilities.reasoning.budget = Ability::No;
            abilities.reasoning.adaptive = Ability::No;
        }
        Field::Model
        | Field::Wire
        | Field::Delivery
        | Field::Param(Param::MaxTokens)
        | Field::StopSequences
        | Field::ThinkingDisplay
        | Field::CacheSystem
        | Field::CacheMessages
        | Field::Guardrail
        | Field::GuardrailTrace
        | Field::GuardrailMode
        | Field::Tier
        | Field::Latency
        | Field::Metadata
        | Field::UserId
        | Field::Betas
        | Field::Extra => (),
    }
}

/// The settings without a field: "send without it". What is always sent goes back to its default;
/// the model, and what stands in messages, stay.
pub(crate) fn without(field: Field, settings: &mut Settings) {
    let Reasoning {
        thinking,
        effort,
        display,
    } = &mut settings.reasoning;
    let service = &mut settings.service;
    match field {
        Field::Model
        | Field::Prefill
        | Field::Images
        | Field::Documents
        | Field::Video
        | Field::Audio => (),
        Field::Wire => settings.wire = Wire::default(),
        Field::Delivery => settings.delivery = Delivery::Whole,
        Field::System => settings.system.clear(),
        Field::Param(Param::MaxTokens) => settings.sampling.max_tokens = DEFAULT_MAX_TOKENS,
        Field::Param(param) => settings.sampling.set(param, None),
        Field::StopSequences => settings.sampling.stop_sequences.clear(),
        Field::Thinking => *thinking = Thinking::NotSent,
        Field::Effort => *effort = None,
        Field::ThinkingDisplay => *display = None,
        Field::CacheTools => settings.cache.tools = Caching::Off,
        Field::CacheSystem => settings.cache.system = Caching::Off,
        Field::CacheMessages => settings.cache.messages = Caching::Off,
        Field::Tools => settings.tools = Tools::default(),
        Field::ToolChoice => settings.tools.choice = None,
        Field::Guardrail => service.guardrail = None,
        Field::GuardrailTrace => {
            if let Some(guardrail) = &mut service.guardrail {
                guardrail.trace = Trace::NotSent;
            }
        }
        Field::GuardrailMode => {
            if let Some(guardrail) = &mut service.guardrail {
                guardrail.mode = None;
            }
        }
        Field::Tier => service.tier = None,
        Field::Latency => service.latency = None,
        Field::Metadata => service.metadata.clear(),
        Field::UserId => service.user_id = None,
        Field::Betas => settings.betas.clear(),
        Field::Extra => settings.extra.0.clear(),
    }
}

/// The refusals of all models, each field of a model once, the newest last.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Refusals(Vec<Refusal>);

impl Refusals {
    /// Takes note of a refusal, in place of an earlier one of that model and field. One that says
    /// nothing of other requests, such as a value that is too large, is not kept.
    pub(crate) fn remember(&mut self, refusal: Refusal) {
        if lesson_of(&refusal.message) == Some(Lesson::Nothing) {
            return;
        }
        self.forget(&refusal.model, refusal.field);
        self.0.push(refusal);
    }

    /// Forgets the refusal of a field, as when the user wants to try again.
    pub(crate) fn forget(&mut self, model: &ModelId, field: Field) {
        self.0
            .retain(|known| known.model != *model || known.field != field);
    }

    /// Those of one model.
    pub(crate) fn of_model<'a>(&'a self, model: &'a ModelId) -> impl Iterator<Item = &'a Refusal> {
        self.0.iter().filter(move |known| known.model == *model)
    }

    /// All of them.
    pub(crate) fn all(&self) -> &[Refusal] {
        &self.0
    }
}

impl FromIterator<Refusal> for Refusals {
    fn from_iter<I: IntoIterator<Item = Refusal>>(refusals: I) -> Self {
        let mut all = Self::default();
        for refusal in refusals {
            all.remember(refusal);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::settings::service::GuardrailMode;
    use crate::chat::settings::{Decimal, Guardrail, Sampling};
    use crate::chat::tool::{ToolChoice, Which};

    fn model(id: &str) -> ModelId {
        ModelId::new(id).unwrap()
    }

    fn refusal(id: &str, message: &str) -> Refusal {
        Refusal {
            model: model(id),
            field: field_of(message).unwrap(),
            message: message.to_owned(),
            on: "2026-11-21".to_owned(),
        }
    }

    #[test]
    fn a_field_of_a_model_is_remembered_once() {
        let mut refusals = Refusals::default();
        refusals.remember(refusal(
            "a.b",
            "`temperature` is deprecated for this model.",
        ));
        refusals.remember(refusal(
            "a.c",
            "`temperature` is deprecated for this model.",
        ));
        let again = refusal("a.b", "`temperature` is not supported");
        refusals.remember(again.clone());
        assert_eq!(refusals.all().len(), 2);
        let of_model = refusals.of_model(&again.model);
        assert_eq!(of_model.collect::<Vec<_>>(), [&again]);
        refusals.remember(refusal(
            "a.b",
            "`top_k` must be unset when thinking is enabled.",
        ));
        assert_eq!(refusals.all().len(), 2);
        refusals.forget(&again.model, again.field);
        assert_eq!(refusals.of_model(&again.model).count(), 0);
        assert_eq!(refusals.all().len(), 1);
    }

    #[test]
    fn refusals_correct_the_data() {
        let mut abilities = Abilities {
            max_output: Some(9000),
            ..Abilities::default()
        };
        for message in [
            "`top_k` is deprecated for this model.",
            "`temperature` and `top_p` cannot both be specified for this model. Please use only one.",
            "The maximum tokens you requested exceeds the model limit of 8192. Try again …",
            "`temperature` may only be set to 1 when thinking is enabled.",
            "\"thinking.type.disabled\" is not supported for this model.",
            "This model doesn\u{2019}t support tool use in streaming mode.",
            "This model doesn't support the toolConfig.toolChoice.any field. Remove toolConfig.toolChoice.any and try again.",
            "You invoked an unsupported model or your request did not allow prompt caching. See the documentation",
        ] {
            refusal("a.b", message).teach(&mut abilities);
        }
        assert_eq!(abilities.sampling.top_k.taken, Ability::No);
        assert_eq!(abilities.sampling.temperature.taken, Ability::Unknown);
        assert_eq!(abilities.sampling.exclusive, Ability::Yes);
        assert_eq!(abilities.max_output, Some(8192));
        assert_eq!(abilities.reasoning.can_disable, Ability::No);
        assert_eq!(abilities.takes.stream_tools, Ability::No);
        assert_eq!(abilities.takes.tools, Ability::Unknown);
        assert_eq!(abilities.takes.tool_choice.unwrap(), ["auto", "none"]);
        assert_eq!(abilities.cache.taken, Ability::No);
    }

    fn full() -> Settings {
        let mut settings = Settings {
            wire: Wire::Messages,
            system: "be brief".to_owned(),
            sampling: Sampling {
                temperature: Some(Decimal::whole(1)),
                top_p: Some(Decimal::whole(1)),
                top_k: Some(Decimal::whole(1)),
                max_tokens: 100_000,
                stop_sequences: vec!["x".to_owned()],
            },
            betas: vec!["x".to_owned()],
            ..Settings::default()
        };
        settings.reasoning.thinking = Thinking::Adaptive;
        settings.reasoning.effort = Some("low".to_owned());
        settings.reasoning.display = Some("omitted".to_owned());
        settings.cache.tools = Caching::OneHour;
        settings.cache.system = Caching::OneHour;
        settings.cache.messages = Caching::Default;
        settings.tools.choice = Some(ToolChoice {
            which: Which::Any,
            parallel: None,
        });
        settings.service.guardrail = Some(Guardrail {
            id: "g".to_owned(),
            version: "1".to_owned(),
            trace: Trace::Full,
            mode: Some(GuardrailMode::Async),
        });
        settings.service.tier = Some("flex".to_owned());
        settings.service.latency = Some("optimized".to_owned());
        settings.service.metadata = vec![("a".to_owned(), "b".to_owned())];
        settings.service.user_id = Some("x".to_owned());
        settings.extra.0 = "{}".to_owned();
        settings
    }

    #[test]
    fn every_field_of_the_settings_can_be_left_out() {
        for field in Field::ALL {
            let mut settings = full();
            without(field, &mut settings);
            let stays = matches!(
                field,
                Field::Model
                    | Field::Prefill
                    | Field::Images
                    | Field::Documents
                    | Field::Video
                    | Field::Audio
            );
            assert_eq!(settings == full(), stays, "{}", field.name());
            let once = settings.clone();
            without(field, &mut settings);
            assert_eq!(settings, once, "{}", field.name());
        }
    }

    #[test]
    fn a_limit_is_kept_to_instead_of_left_out() {
        let mut settings = full();
        refusal("a.b", "max_tokens: 100000 > 8192, which is the maximum allowed number of output tokens for this model")
            .send_without(&mut settings);
        assert_eq!(settings.sampling.max_tokens, 8192);
        refusal("a.b", "your request did not allow prompt caching").send_without(&mut settings);
        assert_eq!(
            settings.cache,
            crate::chat::settings::CachePoints::default()
        );
        refusal(
            "a.b",
            "This model doesn't support tool use in streaming mode.",
        )
        .send_without(&mut settings);
        assert_eq!(settings.delivery, Delivery::Whole);
    }
}
