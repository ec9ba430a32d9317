//! Tests of the findings: each rule once.

mod agreement;
mod properties;

use super::*;
use crate::chat::abilities::{
    CacheAbilities, ParamAbility, ReasoningAbilities, ReasoningStyle, SamplingAbilities, Takes,
};
use crate::chat::catalog::ModelId;
use crate::chat::content::Json;
use crate::chat::settings::service::{Caching, GuardrailMode, Trace};
use crate::chat::settings::{
    Decimal, Delivery, Guardrail, ModelChoice, Param, Route, Settings, Thinking, Wire,
};
use crate::chat::tool::{CustomTool, Tool, ToolChoice, Which};

const YES: Ability = Ability::Yes;
const NO: Ability = Ability::No;

fn number(text: &str) -> Decimal {
    Decimal::parse(text).unwrap()
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn taken(ends: [&str; 2]) -> ParamAbility {
    ParamAbility {
        taken: YES,
        min: Some(number(ends[0])),
        max: Some(number(ends[1])),
        default: None,
    }
}

/// A model of Anthropic that takes everything.
fn able() -> Abilities {
    Abilities {
        context: Some(200_000),
        max_output: Some(64_000),
        takes: Takes {
            system: YES,
            images: YES,
            max_images: None,
            longest_seen: None,
            documents: YES,
            video: YES,
            audio: YES,
            prefill: YES,
            tools: YES,
            stream_tools: YES,
            tool_choice: Some(words(&["auto", "any", "tool", "none"])),
            own_tools: Some(words(&["bash_20250124", "text_editor_20250728"])),
            tool_result_images: YES,
            tool_result_status: YES,
        },
        sampling: SamplingAbilities {
            temperature: taken(["0", "1"]),
            top_p: taken(["0", "1"]),
            top_k: taken(["0", "500"]),
            exclusive: NO,
            ..SamplingAbilities::default()
        },
        reasoning: ReasoningAbilities {
            style: Some(ReasoningStyle::Anthropic),
            budget: YES,
            adaptive: NO,
            can_disable: YES,
            default_on: NO,
            efforts: Some(words(&["low", "high", "max"])),
        },
        cache: CacheAbilities {
            taken: YES,
            min_tokens: None,
            one_hour: YES,
            in_tools: YES,
        },
        wires: Some(vec![Wire::Converse, Wire::Messages]),
        ..Abilities::default()
    }
}

fn tool(name: &str) -> Tool {
    Tool::Custom(CustomTool {
        name: name.to_owned(),
        ..CustomTool::default()
    })
}

fn choice(which: Which) -> ToolChoice {
    ToolChoice {
        which,
        parallel: None,
    }
}

/// A request and what is known of its model, to be changed by a test.
#[derive(Default)]
struct Trial {
    settings: Settings,
    abilities: Abilities,
    content: ContentKinds,
}

/// What is found, as `level field: text → label`, after `change` was made to a request that all is
/// well with.
fn found(change: impl FnOnce(&mut Trial)) -> Vec<String> {
    let mut trial = Trial {
        abilities: able(),
        ..Trial::default()
    };
    change(&mut trial);
    let found = findings(&trial.settings, &trial.abilities, &[], trial.content);
    found
        .iter()
        .map(|finding| {
            let fix = finding.fix.as_ref().map(|fix| format!(" → {}", fix.label));
            format!(
                "{:?} {}: {}{}",
                finding.level,
                finding.field.name(),
                finding.text,
                fix.unwrap_or_default()
            )
        })
        .collect()
}

/// The one finding begins and ends like this.
#[track_caller]
fn one(change: impl FnOnce(&mut Trial), begins: &str, ends: &str) {
    let found = found(change);
    let [only] = &found[..] else {
        panic!("{found:#?}");
    };
    assert!(only.starts_with(begins) && only.ends_with(ends), "{only}");
}

#[track_caller]
fn none(change: impl FnOnce(&mut Trial)) {
    assert_eq!(found(change), [""; 0]);
}

#[test]
fn with_nothing_set_nothing_is_found() {
    none(|_| ());
    none(|trial| trial.abilities = Abilities::default());
}

#[test]
fn parameters_that_are_not_taken() {
    let temperature = |text: &'static str, taken| {
        move |trial: &mut Trial| {
            trial.settings.sampling.temperature = Some(number(text));
            trial.abilities.sampling.temperature.taken = taken;
        }
    };
    none(temperature("0.7", YES));
    one(
        temperature("7", NO),
        "Refused temperature: this model does not take temperature",
        "→ send without temperature",
    );
    one(
        temperature("0.7", Ability::Unknown),
        "Unknown temperature: nobody knows",
        "→ send without temperature",
    );
    one(
        temperature("7", YES),
        "Refused temperature: temperature must lie between 0 and 1",
        "→ set temperature to 1",
    );
}

#[test]
fn top_k_is_whole_and_its_range_may_be_unknown() {
    one(
        |trial| trial.settings.sampling.top_k = Some(number("40.5")),
        "Refused top_k: top_k must be a whole number",
        "→ set top_k to 40",
    );
    let far = |wire| {
        move |trial: &mut Trial| {
            trial.settings.wire = wire;
            trial.settings.sampling.top_k = Some(number("501"));
            trial.abilities.sampling.top_k.max = None;
        }
    };
    none(far(Wire::Converse));
    one(far(Wire::Messages), "Refused top_k: ", "→ set top_k to 500");
}

#[test]
fn temperature_and_top_p_may_exclude_each_other() {
    let both = |exclusive| {
        move |trial: &mut Trial| {
            trial.settings.sampling.temperature = Some(number("0.5"));
            trial.settings.sampling.top_p = Some(number("0.5"));
            trial.abilities.sampling.exclusive = exclusive;
        }
    };
    none(both(NO));
    one(
        both(YES),
        "Refused top_p: this model takes temperature or top_p, not both",
        "→ send without top_p",
    );
    one(both(Ability::Unknown), "Unknown top_p: ", "top_p");
}

#[test]
fn max_tokens_have_a_limit() {
    let tokens = |count| move |trial: &mut Trial| trial.settings.sampling.max_tokens = count;
    none(tokens(64_000));
    one(
        tokens(64_001),
        "Refused max_tokens: max_tokens is above the limit of 64000",
        "→ set max_tokens to 64000",
    );
    one(
        tokens(0),
        "Refused max_tokens: ",
        "→ set max_tokens to 4096",
    );
    none(|trial| {
        trial.settings.sampling.max_tokens = 10_000_000;
        trial.abilities.max_output = None;
    });
}

#[test]
fn stop_sequences_are_few_and_not_blank() {
    let stops = |stops: Vec<String>| {
        move |trial: &mut Trial| {
            trial.settings.sampling.stop_sequences = stops;
            trial.abilities.sampling.stop_sequences = Some(4);
        }
    };
    none(stops(words(&["a", "b", "c", "d"])));
    one(
        stops(words(&["a", "b", "c", "d", "e"])),
        "Refused stop_sequences: at most 4",
        "→ drop the other stop sequences",
    );
    one(
        stops(words(&["a", "\n"])),
        "Refused stop_sequences: a stop",
        "sequences",
    );
    one(
        |trial| trial.settings.sampling.stop_sequences = vec!["x".to_owned(); 2501],
        "Refused stop_sequences: at most 2500",
        "sequences",
    );
}

#[test]
fn styles_of_thinking() {
    let thinking = |thinking, most| {
        move |trial: &mut Trial| {
            trial.settings.reasoning.thinking = thinking;
            trial.settings.sampling.max_tokens = most;
        }
    };
    none(thinking(Thinking::Budget(1024), 4096));
    none(thinking(Thinking::Off, 4096));
    one(
        thinking(Thinking::Adaptive, 4096),
        "Refused thinking: this model does not think adaptively",
        "→ think with a budget of 2048 tokens",
    );
    one(
        thinking(Thinking::Budget(1000), 4096),
        "Refused thinking: the budget must be at least 1024",
        "→ think with a budget of 1024 tokens",
    );
    one(
        thinking(Thinking::Budget(4096), 4096),
        "Refused thinking: the budget must be smaller than max_tokens",
        "→ think with a budget of 2048 tokens",
    );
    one(
        thinking(Thinking::Budget(1024), 1000),
        "Refused thinking: the budget must be smaller",
        "→ send without thinking",
    );
    none(|trial| {
        thinking(Thinking::Budget(9000), 4096)(trial);
        trial.settings.betas = words(&["interleaved-thinking-2025-05-14"]);
    });
}

#[test]
fn newer_models_think_adaptively() {
    let newer = |thinking| {
        move |trial: &mut Trial| {
            trial.settings.reasoning.thinking = thinking;
            trial.abilities.reasoning.adaptive = YES;
            trial.abilities.reasoning.budget = NO;
            trial.abilities.reasoning.can_disable = NO;
        }
    };
    none(newer(Thinking::Adaptive));
    one(
        newer(Thinking::Budget(1024)),
        "Refused thinking: this model takes no budget",
        "→ let it think adaptively",
    );
    one(
        newer(Thinking::Off),
        "Refused thinking: thinking cannot be switched off",
        "→ send without thinking",
    );
    one(
        |trial| {
            newer(Thinking::Budget(1024))(trial);
            trial.abilities.reasoning.budget = YES;
        },
        "Note thinking: budgets are deprecated",
        "→ let it think adaptively",
    );
}

#[test]
fn what_does_not_go_with_thinking() {
    let thinking = |trial: &mut Trial| {
        trial.settings.reasoning.thinking = Thinking::Budget(1024);
        trial.settings.sampling.temperature = Some(number("1.0"));
        trial.settings.sampling.top_p = Some(number("0.95"));
    };
    none(thinking);
    one(
        |trial| {
            thinking(trial);
            trial.settings.sampling.temperature = Some(number("0.99"));
        },
        "Refused temperature: beside thinking only temperature 1",
        "→ send without temperature",
    );
    one(
        |trial| {
            thinking(trial);
            trial.settings.sampling.top_p = Some(number("0.949"));
        },
        "Refused top_p: beside thinking",
        "→ send without top_p",
    );
    one(
        |trial| {
            thinking(trial);
            trial.settings.sampling.top_k = Some(number("5"));
        },
        "Refused top_k: beside thinking",
        "→ send without top_k",
    );
    one(
        |trial| {
            thinking(trial);
            trial.content.prefill = Prefill::Plain;
        },
        "Refused prefill: a reply that begins with thinking",
        "→ send without thinking",
    );
    one(
        |trial| {
            thinking(trial);
            trial.settings.sampling.max_tokens = 21_334;
            trial.settings.delivery = Delivery::Whole;
        },
        "Refused streaming: beside thinking",
        "→ stream the reply",
    );
}

#[test]
fn a_model_that_thinks_is_not_made_to_take_a_tool() {
    let forced = |trial: &mut Trial| {
        trial.settings.tools.offered = vec![tool("dig")];
        trial.settings.tools.choice = Some(choice(Which::Any));
    };
    none(forced);
    one(
        |trial| {
            forced(trial);
            trial.settings.reasoning.thinking = Thinking::Budget(2000);
        },
        "Refused tool_choice: a model that thinks",
        "→ send without tool_choice",
    );
    one(
        |trial| {
            forced(trial);
            trial.abilities.reasoning.default_on = YES;
        },
        "Refused tool_choice: a model that thinks",
        "→ switch thinking off",
    );
}

#[test]
fn efforts_are_words_of_the_model() {
    let effort = |word: &str| {
        let word = word.to_owned();
        move |trial: &mut Trial| trial.settings.reasoning.effort = Some(word)
    };
    none(effort("max"));
    one(
        effort("medium"),
        "Refused effort: this model takes the efforts low, high, max",
        "→ send without effort",
    );
    one(
        |trial| {
            effort("low")(trial);
            trial.abilities.reasoning.efforts = Some(Vec::new());
        },
        "Refused effort: this model does not take an effort",
        "→ send without effort",
    );
    one(
        |trial| {
            effort("low")(trial);
            trial.abilities.reasoning.efforts = None;
        },
        "Unknown effort: ",
        "→ send without effort",
    );
    one(
        |trial| {
            effort("high")(trial);
            trial.abilities.reasoning.style = Some(ReasoningStyle::Nova);
        },
        "Refused effort: with effort high this model takes no max_tokens",
        "→ set the effort to medium",
    );
    one(
        |trial| {
            effort("max")(trial);
            trial.settings.reasoning.thinking = Thinking::Off;
        },
        "Note effort: ",
        "high",
    );
}

#[test]
fn display_needs_thinking() {
    let display = |word: &str, thinking| {
        let word = word.to_owned();
        move |trial: &mut Trial| {
            trial.settings.reasoning.display = Some(word);
            trial.settings.reasoning.thinking = thinking;
        }
    };
    none(display("omitted", Thinking::Budget(1024)));
    one(
        display("omitted", Thinking::NotSent),
        "Ignored thinking_display: ",
        "→ send without thinking_display",
    );
    one(
        display("loud", Thinking::Budget(1024)),
        "Refused thinking_display: ",
        "→ send without thinking_display",
    );
}

#[test]
fn tools_may_not_be_taken_at_all_or_while_streaming() {
    let tools = |trial: &mut Trial| trial.settings.tools.offered = vec![tool("dig")];
    none(tools);
    one(
        |trial| {
            tools(trial);
            trial.abilities.takes.tools = NO;
            trial.abilities.takes.stream_tools = NO;
        },
        "Refused tools: this model does not take tools",
        "→ send without tools",
    );
    one(
        |trial| {
            tools(trial);
            trial.abilities.takes.stream_tools = NO;
        },
        "Refused streaming: this model takes no tools while it streams",
        "→ take the reply whole",
    );
    none(|trial| {
        tools(trial);
        trial.abilities.takes.stream_tools = NO;
        trial.settings.delivery = Delivery::Whole;
    });
    one(
        |trial| trial.content.tool_blocks = 1,
        "Refused tools: the conversation has calls",
        "leave those messages out",
    );
}

#[test]
fn tools_have_names_of_their_own() {
    let named = |names: &'static [&str]| {
        move |trial: &mut Trial| {
            trial.settings.tools.offered = names.iter().map(|name| tool(name)).collect();
        }
    };
    none(named(&["dig_2", "Dig-3"]));
    one(
        named(&["dig deep"]),
        "Refused tools: \"dig deep\" is no name",
        "_ and -",
    );
    one(named(&[""]), "Refused tools: \"\" is no name", "_ and -");
    one(
        named(&["dig", "dig"]),
        "Refused tools: two tools",
        "another name",
    );
    let long: &'static str = "a1234567890123456789012345678901234567890123456789012345678901234";
    one(
        |trial| trial.settings.tools.offered = vec![tool(long)],
        "Refused tools: ",
        "_ and -",
    );
}

#[test]
fn typed_tools_are_anthropics() {
    let typed = |trial: &mut Trial| {
        trial.settings.tools.offered = vec![Tool::Typed {
            kind: "bash_20250124".to_owned(),
            name: "bash".to_owned(),
            json: Json("{}".to_owned()),
        }];
        trial.settings.betas = words(&["computer-use-2025-01-24"]);
    };
    none(typed);
    one(
        |trial| {
            typed(trial);
            trial.settings.betas.clear();
        },
        "Unknown tools: the tool bash wants the beta computer-use-2025-01-24",
        "→ add the beta computer-use-2025-01-24",
    );
    one(
        |trial| {
            typed(trial);
            trial.abilities.takes.own_tools = Some(words(&["bash_20241022"]));
        },
        "Unknown tools: this model is not known to take bash_20250124, but bash_20241022",
        "it can be tried",
    );
    one(
        |trial| {
            typed(trial);
            trial.abilities.takes.own_tools = None;
        },
        "Unknown tools: nobody knows whether this model takes bash_20250124",
        "it can be tried",
    );
    one(
        |trial| {
            typed(trial);
            trial.settings.betas.clear();
            trial.abilities.wires = Some(vec![Wire::Converse]);
        },
        "Refused tools: only models of Anthropic take the tool bash_20250124",
        "take it out",
    );
    one(
        |trial| {
            trial.settings.tools.offered = vec![Tool::Foreign(Json("{}".to_owned()))];
            trial.settings.wire = Wire::Messages;
        },
        "Ignored tools: ",
        "→ use the converse wire",
    );
}

#[test]
fn kinds_of_tool_choice() {
    let chosen = |which: Which| {
        move |trial: &mut Trial| {
            trial.settings.tools.offered = vec![tool("dig")];
            trial.settings.tools.choice = Some(choice(which));
            trial.settings.wire = Wire::Messages;
        }
    };
    none(chosen(Which::Tool("dig".to_owned())));
    none(chosen(Which::None));
    one(
        chosen(Which::Tool("dug".to_owned())),
        "Refused tool_choice: no tool that is offered is called \"dug\"",
        "→ send without tool_choice",
    );
    one(
        |trial| {
            chosen(Which::Any)(trial);
            trial.abilities.takes.tool_choice = Some(words(&["auto"]));
        },
        "Refused tool_choice: this model does not take the tool choice any",
        "→ send without tool_choice",
    );
    one(
        |trial| {
            chosen(Which::None)(trial);
            trial.settings.wire = Wire::Converse;
        },
        "Ignored tool_choice: the converse wire",
        "→ send without tool_choice",
    );
    one(
        |trial| trial.settings.tools.choice = Some(choice(Which::Auto)),
        "Ignored tool_choice: there is nothing to choose from",
        "→ send without tool_choice",
    );
}

#[test]
fn cache_points_on_models_without_a_cache() {
    let cached = |taken| {
        move |trial: &mut Trial| {
            trial.settings.cache.messages = Caching::Default;
            trial.abilities.cache.taken = taken;
        }
    };
    none(cached(YES));
    one(
        cached(NO),
        "Refused cache_messages: this model has no prompt cache",
        "→ send without cache_messages",
    );
    one(
        cached(Ability::Unknown),
        "Unknown cache_messages: ",
        "→ send without cache_messages",
    );
    one(
        |trial| {
            cached(YES)(trial);
            trial.abilities.cache.min_tokens = Some(1024);
        },
        "Note cache_messages: what is shorter than 1024 tokens",
        "not cached",
    );
    one(
        |trial| trial.settings.cache.tools = Caching::Default,
        "Ignored cache_tools: there is nothing to cache",
        "→ send without cache_tools",
    );
}

#[test]
fn cache_points_have_an_order_and_a_number() {
    let points = |tools, system, messages| {
        move |trial: &mut Trial| {
            trial.settings.tools.offered = vec![tool("dig")];
            trial.settings.system = "be brief".to_owned();
            trial.settings.cache.tools = tools;
            trial.settings.cache.system = system;
            trial.settings.cache.messages = messages;
        }
    };
    let (hour, short) = (Caching::OneHour, Caching::FiveMinutes);
    none(points(hour, hour, short));
    one(
        points(short, Caching::Off, hour),
        "Refused cache_messages: a cache point of an hour must stand before",
        "→ set the cache point to 5m",
    );
    one(
        |trial| {
            points(Caching::Off, Caching::Off, hour)(trial);
            trial.abilities.cache.one_hour = NO;
        },
        "Refused cache_messages: this model caches for five minutes only",
        "→ set the cache point to 5m",
    );
    one(
        |trial| {
            points(short, short, short)(trial);
            trial.content.cache_points = 2;
        },
        "Refused cache_messages: at most 4 cache points are taken, and there are 5",
        "→ send without cache_messages",
    );
    one(
        |trial| {
            points(short, short, short)(trial);
            trial.abilities.cache.in_tools = NO;
        },
        "Refused cache_tools: this model takes no cache point after the tools",
        "→ send without cache_tools",
    );
}

#[test]
fn what_messages_may_not_hold() {
    one(
        |trial| {
            trial.settings.system = "be brief".to_owned();
            trial.abilities.takes.system = NO;
        },
        "Refused system: this model does not take system",
        "→ send without system",
    );
    one(
        |trial| trial.settings.system = " \n".to_owned(),
        "Refused system: the system prompt is blank",
        "→ send without system",
    );
    one(
        |trial| {
            trial.content.prefill = Prefill::of("Sure,");
            trial.abilities.takes.prefill = NO;
        },
        "Refused prefill: this model does not go on",
        "with a reply that you begin",
    );
    // There it is a piece of the one text that the model goes on with.
    one(
        |trial| {
            trial.content.prefill = Prefill::of("Sure,");
            trial.abilities.takes.prefill = NO;
            trial.settings.wire = Wire::Completions;
            trial.abilities.wires = Some(vec![Wire::Completions]);
        },
        "Note wire:",
        "",
    );
    one(
        |trial| trial.content.prefill = Prefill::of("Sure, "),
        "Refused prefill: the beginning of the reply ends in white space",
        "cut it off",
    );
    one(
        |trial| {
            trial.content.images = 1;
            trial.abilities.takes.images = NO;
        },
        "Refused images: this model does not take images",
        "that have some",
    );
    one(
        |trial| trial.content.images = 21,
        "Note images: ",
        "leave some out",
    );
    one(
        |trial| {
            trial.content.images = 9;
            trial.abilities.takes.max_images = Some(8);
        },
        "Refused images: this model takes at most 8 pictures in a request, and there are 9",
        "leave some out",
    );
    one(
        |trial| {
            trial.content.images = 1;
            trial.content.load.large_pictures = 1;
        },
        "Refused images: 1 pictures are larger than 3.75 MB",
        "make them smaller or leave them out",
    );
}

#[test]
fn what_goes_along_may_be_too_much() {
    one(
        |trial| {
            trial.content.documents = 1;
            trial.content.load.wordless = 1;
        },
        "Refused documents: a message with a document needs words",
        "say what to do with it",
    );
    one(
        |trial| {
            trial.content.images = 9;
            trial.content.load.body = 25_000_001;
        },
        "Refused images: the request has about 25.1 MB in base64",
        "leave something out",
    );
    one(
        |trial| {
            trial.content.images = 9;
            trial.content.load.body = 20_000_001;
        },
        "Unknown images: the request has about 20.1 MB in base64",
        "can be tried",
    );
    one(
        |trial| trial.content.documents = 6,
        "Refused documents: at most 5",
        "leave some out",
    );
    one(
        |trial| {
            trial.settings.wire = Wire::Messages;
            trial.content.documents = 2;
            trial.content.office = 1;
        },
        "Ignored documents: Word and Excel files go over Converse only",
        "→ use the converse wire",
    );
    one(
        |trial| {
            trial.settings.wire = Wire::Messages;
            trial.content.documents = 2;
            trial.content.cited = 1;
        },
        "Refused documents: citations are on for some documents",
        "all or none",
    );
    one(
        |trial| {
            trial.content.tool_result_images = 1;
            trial.abilities.takes.tool_result_images = NO;
        },
        "Refused images: this model takes no pictures in results",
        "send them in a message",
    );
}

#[test]
fn wires_that_a_model_does_not_speak() {
    one(
        |trial| {
            trial.settings.wire = Wire::Messages;
            trial.abilities.wires = Some(vec![Wire::Converse]);
        },
        "Refused wire: this model does not answer on the messages wire; it takes converse",
        "→ use the converse wire",
    );
    one(
        |trial| trial.abilities.wires = Some(vec![Wire::Completions]),
        "Refused wire: ",
        "→ use the completions wire",
    );
    one(
        |trial| trial.abilities.wires = Some(Vec::new()),
        "Refused model: this model does not answer on this API",
        "choose another one",
    );
    one(
        |trial| {
            trial.settings.wire = Wire::Messages;
            trial.abilities = Abilities::default();
        },
        "Unknown wire: ",
        "→ use the converse wire",
    );
}

#[test]
fn completions_carry_text_only() {
    let found = found(|trial| {
        trial.settings.wire = Wire::Completions;
        trial.abilities.wires = Some(vec![Wire::Completions]);
        trial.abilities.takes.tools = NO;
        trial.settings.tools.offered = vec![tool("dig")];
        trial.settings.cache.messages = Caching::OneHour;
        trial.settings.sampling.max_tokens = 4097;
        trial.content.images = 1;
        trial.content.tool_blocks = 1;
    });
    let expected = [
        "Note wire: all models that spoke this wire have left Bedrock; the sandbox still has one",
        "Refused max_tokens: max_tokens is above the limit of 4096; lower it → set max_tokens to 4096",
        "Ignored cache_messages: the completions wire cannot carry cache_messages; the request goes without → send without cache_messages",
        "Ignored tools: the completions wire cannot carry tools; the request goes without → send without tools",
        "Ignored images: the completions wire cannot carry images; the request goes without",
    ];
    assert_eq!(found, expected);
}

fn guarded(version: &str) -> Guardrail {
    Guardrail {
        id: "g".to_owned(),
        version: version.to_owned(),
        trace: Trace::NotSent,
        mode: Some(GuardrailMode::Async),
    }
}

#[test]
fn what_the_service_takes() {
    let guardrail = |version: &'static str| {
        move |trial: &mut Trial| trial.settings.service.guardrail = Some(guarded(version))
    };
    none(guardrail("3"));
    none(guardrail("DRAFT"));
    one(
        guardrail(""),
        "Refused guardrail: ",
        "→ use the guardrail's draft",
    );
    one(
        |trial| {
            guardrail("3")(trial);
            trial.settings.wire = Wire::Messages;
        },
        "Ignored guardrail_mode: the messages wire cannot carry",
        "→ send without guardrail_mode",
    );
    none(|trial| trial.settings.service.tier = Some("flex".to_owned()));
    one(
        |trial| trial.settings.service.tier = Some("gold".to_owned()),
        "Refused tier: tier must be one of default, priority, flex, reserved",
        "→ send without tier",
    );
    one(
        |trial| trial.settings.service.latency = Some("optimized".to_owned()),
        "Note latency: few models",
        "latency",
    );
    none(|trial| trial.settings.extra = Json(" {\"a\": 1} ".to_owned()));
    one(
        |trial| trial.settings.extra = Json("[1]".to_owned()),
        "Refused extra: extra must be a JSON object",
        "→ send without extra",
    );
    one(
        |trial| {
            trial.settings.betas = words(&["x"]);
            trial.abilities.wires = Some(vec![Wire::Converse]);
        },
        "Refused betas: only models of Anthropic take betas",
        "→ send without betas",
    );
}

#[test]
fn metadata_are_few_short_and_plain() {
    let pairs = |pairs: Vec<(String, String)>| {
        move |trial: &mut Trial| trial.settings.service.metadata = pairs
    };
    let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    none(pairs(vec![pair("team:a b", "x@y.z/+,-=#$_")]));
    for odd in [
        pair("", "x"),
        pair("ä", "x"),
        pair("a", "x;"),
        pair("a", &"x".repeat(257)),
    ] {
        one(
            pairs(vec![odd]),
            "Refused metadata: the pair",
            "→ drop the other pairs",
        );
    }
    let many = (0..17).map(|no| pair(&format!("k{no}"), "")).collect();
    one(
        pairs(many),
        "Refused metadata: at most 16",
        "→ drop the other pairs",
    );
}

fn refusal(field: Field, message: &str) -> Refusal {
    Refusal {
        model: ModelId::new("a.b").unwrap(),
        field,
        message: message.to_owned(),
        on: "2026-11-21".to_owned(),
    }
}

fn chosen_model(id: &str) -> ModelChoice {
    ModelChoice {
        model: ModelId::new(id).unwrap(),
        name: id.to_owned(),
        route: Route::OnDemand(id.to_owned()),
    }
}

#[test]
fn what_a_model_has_refused_is_told_in_its_words() {
    let mut settings = Settings {
        model: Some(chosen_model("a.b")),
        ..Settings::default()
    };
    let deprecated = refusal(
        Field::Param(Param::TopK),
        "`top_k` is deprecated for this model.",
    );
    let known = able();
    let found = |settings: &Settings| {
        findings(
            settings,
            &known,
            std::slice::from_ref(&deprecated),
            ContentKinds::default(),
        )
    };
    assert_eq!(found(&settings), []);
    settings.sampling.top_k = Some(number("999"));
    let told = found(&settings);
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].level, Level::Refused);
    assert_eq!(
        told[0].text,
        "refused on 2026-11-21: `top_k` is deprecated for this model."
    );
    assert_eq!(told[0].fix, Some(Fix::new(Change::Unset(told[0].field))));
    settings.model = Some(chosen_model("a.c"));
    settings.sampling.top_k = Some(number("9"));
    assert_eq!(found(&settings), []);
}

#[test]
fn a_limit_that_was_learned_counts() {
    let settings = Settings {
        model: Some(chosen_model("a.b")),
        ..Settings::default()
    };
    let limit = refusal(
        Field::Param(Param::MaxTokens),
        "The maximum tokens you requested exceeds the model limit of 2048. …",
    );
    let found = findings(&settings, &able(), &[limit], ContentKinds::default());
    assert_eq!(found.len(), 1);
    assert!(found[0].text.contains("limit of 2048"), "{}", found[0].text);
}

#[test]
fn kinds_of_content_are_counted() {
    use crate::chat::content::ContentBlock;
    use crate::chat::message::Role;
    use crate::chat::request::Turned;
    let image = ContentBlock::Image {
        hash: String::new(),
        format: "png".to_owned(),
    };
    let turned = Turned {
        role: Role::User,
        content: vec![image.clone(), image, ContentBlock::CachePoint],
    };
    let mut kinds = ContentKinds {
        prefill: Prefill::of("Sure, "),
        ..ContentKinds::default()
    };
    kinds.add(&turned.content);
    assert_eq!(
        (kinds.images, kinds.documents, kinds.cache_points),
        (2, 0, 1)
    );
    assert_eq!(kinds.prefill, Prefill::TrailingSpace);
}
