//! The form of the model data file: entries that say something of the ids they match.

use serde::Deserialize;

use super::member::{Member, Number, OneOrMany};
use super::words::{ChoiceWord, StyleWord, TopKWord, WireWord};
use crate::chat::abilities::{
    Abilities, CacheAbilities, ParamAbility, Price, ReasoningAbilities, SamplingAbilities, Takes,
};

/// A whole file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) as_of: Option<String>,
    pub(super) source: Option<String>,
    #[serde(default, rename = "model")]
    pub(super) models: Vec<Row>,
}

/// An entry. What is absent says nothing.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Row {
    #[serde(rename = "match")]
    matches: OneOrMany,
    #[serde(default)]
    context: Member<u64>,
    #[serde(default)]
    max_output: Member<u32>,
    #[serde(default)]
    wires: Member<Vec<WireWord>>,
    #[serde(default)]
    takes: TakesForm,
    #[serde(default)]
    sampling: SamplingForm,
    #[serde(default)]
    reasoning: ReasoningForm,
    #[serde(default)]
    cache: CacheForm,
    #[serde(default)]
    price: Member<PriceForm>,
    as_of: Option<String>,
    source: Option<String>,
}

impl Row {
    /// The beginnings of the ids that it matches.
    pub(super) fn beginnings(&self) -> impl Iterator<Item = &str> {
        self.matches.all().iter().map(String::as_str)
    }

    /// Overrides what it says something of.
    pub(super) fn apply(&self, to: &mut Abilities) {
        self.context.apply(&mut to.context);
        self.max_output.apply(&mut to.max_output);
        list(&self.wires, &mut to.wires);
        self.takes.apply(&mut to.takes);
        self.sampling.apply(&mut to.sampling);
        self.reasoning.apply(&mut to.reasoning);
        self.cache.apply(&mut to.cache);
        self.price.apply(&mut to.price);
        if self.as_of.is_some() {
            to.origin.as_of.clone_from(&self.as_of);
        }
        if self.source.is_some() {
            to.origin.source.clone_from(&self.source);
        }
    }
}

/// Overrides a list of words.
fn list<T: Copy, U: From<T>>(says: &Member<Vec<T>>, to: &mut Option<Vec<U>>) {
    match says {
        Member::Absent => (),
        Member::Unknown => *to = None,
        Member::Known(words) => *to = Some(words.iter().copied().map(U::from).collect()),
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct TakesForm {
    system: Member<bool>,
    images: Member<bool>,
    max_images: Member<u32>,
    longest_seen: Member<u32>,
    documents: Member<bool>,
    video: Member<bool>,
    audio: Member<bool>,
    prefill: Member<bool>,
    tools: Member<bool>,
    stream_tools: Member<bool>,
    tool_choice: Member<Vec<ChoiceWord>>,
    own_tools: Member<Vec<String>>,
    tool_result_images: Member<bool>,
    tool_result_status: Member<bool>,
}

impl TakesForm {
    fn apply(&self, to: &mut Takes) {
        self.system.answer(&mut to.system);
        self.images.answer(&mut to.images);
        self.max_images.apply(&mut to.max_images);
        self.longest_seen.apply(&mut to.longest_seen);
        self.documents.answer(&mut to.documents);
        self.video.answer(&mut to.video);
        self.audio.answer(&mut to.audio);
        self.prefill.answer(&mut to.prefill);
        self.tools.answer(&mut to.tools);
        self.stream_tools.answer(&mut to.stream_tools);
        list(&self.tool_choice, &mut to.tool_choice);
        self.own_tools.apply(&mut to.own_tools);
        self.tool_result_images.answer(&mut to.tool_result_images);
        self.tool_result_status.answer(&mut to.tool_result_status);
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct SamplingForm {
    temperature: ParamForm,
    top_p: ParamForm,
    top_k: ParamForm,
    exclusive: Member<bool>,
    top_k_form: Member<TopKWord>,
    stop_sequences: Member<u32>,
}

impl SamplingForm {
    fn apply(&self, to: &mut SamplingAbilities) {
        self.temperature.apply(&mut to.temperature);
        self.top_p.apply(&mut to.top_p);
        self.top_k.apply(&mut to.top_k);
        self.exclusive.answer(&mut to.exclusive);
        self.top_k_form.apply(&mut to.top_k_form);
        self.stop_sequences.apply(&mut to.stop_sequences);
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ParamForm {
    taken: Member<bool>,
    min: Member<Number>,
    max: Member<Number>,
    default: Member<Number>,
}

impl ParamForm {
    fn apply(&self, to: &mut ParamAbility) {
        self.taken.answer(&mut to.taken);
        self.min.apply(&mut to.min);
        self.max.apply(&mut to.max);
        self.default.apply(&mut to.default);
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ReasoningForm {
    style: Member<StyleWord>,
    budget: Member<bool>,
    adaptive: Member<bool>,
    can_disable: Member<bool>,
    default_on: Member<bool>,
    efforts: Member<Vec<String>>,
}

impl ReasoningForm {
    fn apply(&self, to: &mut ReasoningAbilities) {
        self.style.apply(&mut to.style);
        self.budget.answer(&mut to.budget);
        self.adaptive.answer(&mut to.adaptive);
        self.can_disable.answer(&mut to.can_disable);
        self.default_on.answer(&mut to.default_on);
        self.efforts.apply(&mut to.efforts);
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct CacheForm {
    taken: Member<bool>,
    min_tokens: Member<u64>,
    one_hour: Member<bool>,
    in_tools: Member<bool>,
}

impl CacheForm {
    fn apply(&self, to: &mut CacheAbilities) {
        self.taken.answer(&mut to.taken);
        self.min_tokens.apply(&mut to.min_tokens);
        self.one_hour.answer(&mut to.one_hour);
        self.in_tools.answer(&mut to.in_tools);
    }
}

/// A price replaces another as a whole: half of an old one beside half of a new one is wrong.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct PriceForm {
    input: f64,
    output: f64,
    cache_read: Option<f64>,
    cache_write: Option<f64>,
}

impl From<PriceForm> for Price {
    fn from(form: PriceForm) -> Self {
        Self {
            input: form.input,
            output: form.output,
            cache_read: form.cache_read,
            cache_write: form.cache_write,
        }
    }
}
