//! What a model can do and takes, as far as the data file knows.
//!
//! Neither context length, output limit, tool support nor price is in any answer of the service, so
//! all of it comes from a dated file. What the file does not say is unknown, which is neither yes nor
//! no: it can be sent, and is marked.

use super::catalog::ModelId;
use super::settings::{Decimal, Wire};

/// What is known of all models.
///
/// An entry holds for the ids that begin with its text, and for none of them that a longer entry
/// covers too; whoever makes the table has merged what shorter entries say into longer ones.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct AbilityTable {
    /// Beginnings of base ids, the longest first.
    entries: Vec<(String, Abilities)>,
}

impl AbilityTable {
    /// The table of these entries. Of two with one beginning, the first counts.
    pub(crate) fn new(mut entries: Vec<(String, Abilities)>) -> Self {
        entries.sort_by_key(|(beginning, _)| std::cmp::Reverse(beginning.len()));
        Self { entries }
    }

    /// What is known of a model, by its base id: never that of a profile, which begins elsewhere.
    pub(crate) fn of(&self, model: &ModelId) -> Abilities {
        self.entries
            .iter()
            .find(|(beginning, _)| model.as_str().starts_with(beginning))
            .map_or_else(Abilities::default, |(_, abilities)| abilities.clone())
    }
}

/// What is known of a model. Everything may be unknown.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Abilities {
    /// Tokens of prompt and reply together.
    pub(crate) context: Option<u64>,
    /// The most tokens of a reply.
    pub(crate) max_output: Option<u32>,
    /// What a message may hold.
    pub(crate) takes: Takes,
    /// How it draws its tokens.
    pub(crate) sampling: SamplingAbilities,
    /// How it thinks.
    pub(crate) reasoning: ReasoningAbilities,
    /// How prompts are cached.
    pub(crate) cache: CacheAbilities,
    /// The wires that it answers on; `None` = unknown.
    pub(crate) wires: Option<Vec<Wire>>,
    /// What it costs.
    pub(crate) price: Option<Price>,
    /// When and from where this is known.
    pub(crate) origin: Origin,
}

impl Abilities {
    /// Whether it is a model of Anthropic: one that answers on a wire that only those have.
    pub(crate) fn is_anthropic(&self) -> Ability {
        match &self.wires {
            None => Ability::Unknown,
            Some(wires) if wires.iter().any(|wire| *wire != Wire::Converse) => Ability::Yes,
            Some(_) => Ability::No,
        }
    }
}

/// Whether a model can do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) enum Ability {
    /// It can.
    Yes,
    /// It cannot: the service refuses it.
    No,
    /// Nobody knows.
    #[default]
    Unknown,
}

/// What a message of a request may hold.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Takes {
    /// A system prompt.
    pub(crate) system: Ability,
    /// Pictures.
    pub(crate) images: Ability,
    /// The most pictures of a request; `None` = unknown, and then the service's own limit holds.
    pub(crate) max_images: Option<u32>,
    /// The longest side of a picture that the model sees, in pixels; it scales larger ones down.
    pub(crate) longest_seen: Option<u32>,
    /// Documents.
    pub(crate) documents: Ability,
    /// Films.
    pub(crate) video: Ability,
    /// Sound.
    pub(crate) audio: Ability,
    /// The beginning of the reply.
    pub(crate) prefill: Ability,
    /// Tools.
    pub(crate) tools: Ability,
    /// Tools while the reply streams.
    pub(crate) stream_tools: Ability,
    /// The kinds of tool choice, by name; `None` = unknown.
    pub(crate) tool_choice: Option<Vec<String>>,
    /// The kinds of Anthropic's own tools, by their `type`; `None` = unknown.
    pub(crate) own_tools: Option<Vec<String>>,
    /// Pictures in the results of tools.
    pub(crate) tool_result_images: Ability,
    /// A `status` in the results of tools.
    pub(crate) tool_result_status: Ability,
}

/// How a model draws its tokens.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct SamplingAbilities {
    /// `temperature`
    pub(crate) temperature: ParamAbility,
    /// `top_p`
    pub(crate) top_p: ParamAbility,
    /// `top_k`
    pub(crate) top_k: ParamAbility,
    /// Whether temperature and `top_p` exclude each other.
    pub(crate) exclusive: Ability,
    /// Where `top_k` stands on the converse wire; `None` = unknown, and then it is sent as `top_k`.
    pub(crate) top_k_form: Option<TopKForm>,
    /// The most stop sequences; `None` = unknown.
    pub(crate) stop_sequences: Option<u32>,
}

/// Whether a model takes a parameter, and in which range.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct ParamAbility {
    /// Whether it takes it.
    pub(crate) taken: Ability,
    /// Smallest value.
    pub(crate) min: Option<Decimal>,
    /// Largest value.
    pub(crate) max: Option<Decimal>,
    /// What the model takes when it is not sent; `None` = unknown or none.
    pub(crate) default: Option<Decimal>,
}

/// Where `top_k` stands in `additionalModelRequestFields`; Converse has no member for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) enum TopKForm {
    /// `{"top_k": 40}`, as Anthropic, Mistral and most others have it.
    #[default]
    TopK,
    /// `{"inferenceConfig": {"topK": 40}}`, as Nova has it.
    Nova,
    /// `{"k": 40}`, as Cohere has it.
    Cohere,
}

/// How a model thinks.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct ReasoningAbilities {
    /// How it is asked to; `None` = unknown.
    pub(crate) style: Option<ReasoningStyle>,
    /// With a budget of tokens.
    pub(crate) budget: Ability,
    /// As much as it finds right.
    pub(crate) adaptive: Ability,
    /// Whether it can be told not to.
    pub(crate) can_disable: Ability,
    /// Whether it thinks when nothing is sent.
    pub(crate) default_on: Ability,
    /// The words that it takes for its effort; `None` = unknown, empty = none.
    pub(crate) efforts: Option<Vec<String>>,
}

/// How a model is asked to think.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum ReasoningStyle {
    /// It cannot think, or cannot be asked to.
    None,
    /// Anthropic: `thinking`, and `output_config.effort`.
    Anthropic,
    /// `{"reasoning_effort": "low"}`, as gpt-oss and Kimi.
    EffortFlat,
    /// `{"reasoning": {"effort": "low"}}`, as GPT-5.6 and later.
    EffortNested,
    /// `{"reasoning_config": "low"}`, as `DeepSeek` V3.
    ReasoningConfig,
    /// `{"reasoningConfig": {"type": "enabled", "maxReasoningEffort": "low"}}`, as Nova 2.
    Nova,
}

/// How a model's prompts are cached.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct CacheAbilities {
    /// Whether it takes cache points at all.
    pub(crate) taken: Ability,
    /// Fewest tokens of a cached prefix; shorter ones are silently not cached.
    pub(crate) min_tokens: Option<u64>,
    /// Whether it takes points of one hour.
    pub(crate) one_hour: Ability,
    /// Whether it takes them after the tools.
    pub(crate) in_tools: Ability,
}

/// What a model costs, in US dollars for a million tokens.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Price {
    /// Input tokens.
    pub(crate) input: f64,
    /// Output tokens, reasoning included.
    pub(crate) output: f64,
    /// Input tokens read from the cache.
    pub(crate) cache_read: Option<f64>,
    /// Input tokens written to the cache for five minutes.
    pub(crate) cache_write: Option<f64>,
}

/// Since when and from where something is known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Origin {
    /// The date, such as `2026-07-02`.
    pub(crate) as_of: Option<String>,
    /// Where it was read.
    pub(crate) source: Option<String>,
}
