//! What differs between the settings of two lanes, in words short enough for a header.

use super::settings::{Delivery, ModelChoice, Param, Reasoning, Region, Settings, Thinking};

/// One thing in which the settings of a lane differ from those of another.
///
/// The words may hold what a person typed or a file names; on the screen they are foreign text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Difference {
    /// What differs, and how it is in this lane: `temperature 0.2`.
    pub(crate) telling: String,
    /// Only what differs: `temperature`.
    pub(crate) brief: String,
}

impl Difference {
    fn new(brief: &str, telling: impl Into<String>) -> Self {
        Self {
            telling: telling.into(),
            brief: brief.to_owned(),
        }
    }

    fn plain(words: &str) -> Self {
        Self::new(words, words)
    }
}

/// What stands between two differences.
const BETWEEN: &str = " · ";

/// What the settings of a lane have otherwise than those of the first one, what matters most first.
pub(crate) fn differences(first: &Settings, other: &Settings) -> Vec<Difference> {
    let mut found = Vec::new();
    callee(first, other, &mut found);
    manner(first, other, &mut found);
    found
}

/// What stands in the head of a lane behind its model: its route, a region of its own, and what else
/// it has otherwise than the first lane, if it is another one.
pub(crate) fn heading(first: Option<&Settings>, own: &Settings) -> Vec<Difference> {
    let route = own.model.as_ref().map(ModelChoice::route_label);
    let region = own.region.as_ref().map(Region::as_str);
    let mut found: Vec<Difference> = route
        .as_deref()
        .map(Difference::plain)
        .into_iter()
        .collect();
    match first {
        Some(first) if first.region != own.region => found.push(other_region(region)),
        Some(_) | None => found.extend(region.map(Difference::plain)),
    }
    if let Some(first) = first {
        manner(first, own, &mut found);
    }
    found
}

/// All but who is called, and where.
fn manner(first: &Settings, other: &Settings, found: &mut Vec<Difference>) {
    way(first, other, found);
    words(first, other, found);
    sampling(first, other, found);
    reasoning(&first.reasoning, &other.reasoning, found);
    tools(first, other, found);
    service(first, other, found);
    rest(first, other, found);
}

/// As many differences as go into so many columns, and how many more there are: `model · tools · +2`.
///
/// Each is named before any is told in full; then they are told in full from the first one on, as far
/// as there is room. `width` measures a text as the screen will show it.
pub(crate) fn fit(all: &[Difference], room: usize, width: impl Fn(&str) -> usize) -> String {
    let brief = |count: usize| all[..count].iter().map(|it| it.brief.as_str()).collect();
    let fits = |parts: &Vec<&str>| width(&joined(parts, all.len())) <= room;
    let most = (0..=all.len()).rev().map(brief).find(fits);
    let Some(mut parts) = most else {
        return String::new();
    };
    for at in 0..parts.len() {
        let kept = std::mem::replace(&mut parts[at], &all[at].telling);
        if !fits(&parts) {
            parts[at] = kept;
        }
    }
    joined(&parts, all.len())
}

fn joined(parts: &[&str], of: usize) -> String {
    let mut text = parts.join(BETWEEN);
    let left = of - parts.len();
    if left > 0 {
        if !parts.is_empty() {
            text.push(' ');
        }
        text.push('+');
        text.push_str(&left.to_string());
    }
    text
}

/// Model, route and region.
fn callee(first: &Settings, other: &Settings, found: &mut Vec<Difference>) {
    let (before, now) = (&first.model, &other.model);
    match (before, now) {
        (_, None) if before.is_some() => found.push(Difference::new("model", "no model")),
        (None, Some(choice)) => found.push(model(&choice.name)),
        (Some(before), Some(now)) if before.model != now.model => found.push(model(&now.name)),
        (Some(before), Some(now)) if before.route != now.route => {
            let label = now.route_label();
            found.push(Difference::new("route", format!("route {label}")));
        }
        (Some(_), Some(_)) | (None | Some(_), None) => {}
    }
    if first.region != other.region {
        found.push(other_region(other.region.as_ref().map(Region::as_str)));
    }
}

fn other_region(region: Option<&str>) -> Difference {
    let region = region.unwrap_or("of the account");
    Difference::new("region", format!("region {region}"))
}

/// The wire, and how the reply comes.
fn way(first: &Settings, other: &Settings, found: &mut Vec<Difference>) {
    if first.wire != other.wire {
        let name = other.wire.name();
        found.push(Difference::new("wire", format!("wire {name}")));
    }
    if first.delivery != other.delivery {
        found.push(Difference::plain(match other.delivery {
            Delivery::Streaming => "streamed",
            Delivery::Whole => "whole",
        }));
    }
}

/// A header names the model anyway, and so does its difference.
fn model(name: &str) -> Difference {
    Difference::new("model", format!("model {name}"))
}

/// The system prompt and the stop sequences.
fn words(first: &Settings, other: &Settings, found: &mut Vec<Difference>) {
    if first.system != other.system {
        let telling = if other.system.is_empty() {
            "no system prompt"
        } else {
            "system prompt"
        };
        found.push(Difference::new("system", telling));
    }
    let stops = (
        &first.sampling.stop_sequences,
        &other.sampling.stop_sequences,
    );
    if stops.0 != stops.1 {
        found.push(counted("stop sequence", stops.0.len(), stops.1.len()));
    }
}

fn sampling(first: &Settings, other: &Settings, found: &mut Vec<Difference>) {
    for param in Param::ALL {
        let value = other.sampling.get(param);
        // 0.7 and 0.70 are two texts and one value.
        let number = |settings: &Settings| settings.sampling.get(param).map(|it| it.value());
        if number(first) != number(other) {
            let name = param.name();
            let value = value.map_or_else(|| "not sent".to_owned(), |value| value.to_string());
            found.push(Difference::new(name, format!("{name} {value}")));
        }
    }
}

fn reasoning(first: &Reasoning, other: &Reasoning, found: &mut Vec<Difference>) {
    if first.thinking != other.thinking {
        let telling = match other.thinking {
            Thinking::Budget(tokens) => format!("thinking {tokens}"),
            Thinking::NotSent | Thinking::Off | Thinking::Adaptive => {
                format!("thinking {}", other.thinking.name())
            }
        };
        found.push(Difference::new("thinking", telling));
    }
    optional(
        "effort",
        first.effort.as_ref(),
        other.effort.as_ref(),
        found,
    );
    optional(
        "thinking display",
        first.display.as_ref(),
        other.display.as_ref(),
        found,
    );
}

fn tools(first: &Settings, other: &Settings, found: &mut Vec<Difference>) {
    let (before, now) = (&first.tools.offered, &other.tools.offered);
    if before != now {
        found.push(counted("tool", before.len(), now.len()));
    }
    if first.tools.choice != other.tools.choice {
        let choice = other.tools.choice.as_ref();
        let name = choice.map_or("not sent", |choice| choice.which.name());
        found.push(Difference::new(
            "tool choice",
            format!("tool choice {name}"),
        ));
    }
}

/// What the service does around the model.
fn service(first: &Settings, other: &Settings, found: &mut Vec<Difference>) {
    let (before, now) = (&first.service, &other.service);
    if before.guardrail != now.guardrail {
        found.push(Difference::new(
            "guardrail",
            match now.guardrail {
                Some(_) => "guardrail",
                None => "no guardrail",
            },
        ));
    }
    optional("tier", before.tier.as_ref(), now.tier.as_ref(), found);
    optional(
        "latency",
        before.latency.as_ref(),
        now.latency.as_ref(),
        found,
    );
    if first.cache != other.cache {
        found.push(Difference::plain("cache points"));
    }
}

/// What changes replies least, or in a way that no short word tells.
fn rest(first: &Settings, other: &Settings, found: &mut Vec<Difference>) {
    let (before, now) = (&first.service, &other.service);
    let rest = [
        ("image turns", first.image_turns != other.image_turns),
        (
            "limits of the tool loop",
            first.tools.limits != other.tools.limits,
        ),
        ("betas", first.betas != other.betas),
        (
            "extra fields",
            first.extra != other.extra || first.other != other.other,
        ),
        ("metadata", before.metadata != now.metadata),
        ("user id", before.user_id != now.user_id),
    ];
    let differ = rest.into_iter().filter(|(_, differs)| *differs);
    found.extend(differ.map(|(name, _)| Difference::plain(name)));
}

fn optional(
    name: &str,
    before: Option<&String>,
    now: Option<&String>,
    found: &mut Vec<Difference>,
) {
    if before != now {
        let value = now.map_or("not sent", String::as_str);
        found.push(Difference::new(name, format!("{name} {value}")));
    }
}

/// A list is other than before: its length tells, unless that is the same.
fn counted(name: &str, before: usize, now: usize) -> Difference {
    let all = format!("{name}s");
    let telling = match now {
        0 => format!("no {all}"),
        _ if now == before => format!("other {all}"),
        1 => format!("1 {name}"),
        _ => format!("{now} {all}"),
    };
    Difference::new(&all, telling)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::chat::catalog::ModelId;
    use crate::chat::content::Json;
    use crate::chat::settings::{Decimal, ModelChoice, Route, Wire};
    use crate::chat::tool::Tool;

    fn choice(model: &str, route: &str) -> ModelChoice {
        ModelChoice {
            model: ModelId::new(model).unwrap(),
            name: model.to_owned(),
            route: Route::Profile(route.to_owned()),
        }
    }

    fn settings() -> Settings {
        Settings {
            model: Some(choice("nova", "us.nova")),
            system: "Be brief.".to_owned(),
            ..Settings::default()
        }
    }

    /// What differs after this change.
    fn after(change: impl Fn(&mut Settings)) -> Vec<String> {
        let mut other = settings();
        change(&mut other);
        let all = differences(&settings(), &other).into_iter();
        all.map(|difference| difference.telling).collect()
    }

    #[test]
    fn what_is_the_same_does_not_differ() {
        assert!(after(|_| {}).is_empty());
        let typed = |text: &str| {
            let mut settings = settings();
            settings.sampling.temperature = Decimal::parse(text).ok();
            settings
        };
        assert!(differences(&typed("0.7"), &typed("0.70")).is_empty());
    }

    #[test]
    fn a_word_or_two_tell_what_differs() {
        assert_eq!(
            after(|it| it.model = Some(choice("nova", "eu.nova"))),
            ["route eu."]
        );
        assert_eq!(
            after(|it| it.model = Some(choice("opus", "us.opus"))),
            ["model opus"]
        );
        assert_eq!(after(|it| it.model = None), ["no model"]);
        assert_eq!(after(|it| it.wire = Wire::Messages), ["wire messages"]);
        assert_eq!(after(|it| it.delivery = Delivery::Whole), ["whole"]);
        assert_eq!(after(|it| it.system.clear()), ["no system prompt"]);
        assert_eq!(after(|it| it.system.push('!')), ["system prompt"]);
        let temperature = |it: &mut Settings| it.sampling.temperature = Decimal::parse("0.20").ok();
        assert_eq!(after(temperature), ["temperature 0.20"]);
        let mut cold = settings();
        temperature(&mut cold);
        assert_eq!(
            differences(&cold, &settings())[0].telling,
            "temperature not sent"
        );
        let tools = |it: &mut Settings| it.tools.offered.push(Tool::Foreign(Json("{}".to_owned())));
        assert_eq!(after(tools), ["1 tool"]);
        assert_eq!(
            after(|it| {
                it.reasoning.thinking = Thinking::Budget(2048);
                it.service.tier = Some("flex".to_owned());
                it.sampling.max_tokens = 10;
                it.extra = Json("{}".to_owned());
            }),
            [
                "max_tokens 10",
                "thinking 2048",
                "tier flex",
                "extra fields"
            ]
        );
    }

    #[test]
    fn as_many_fit_as_there_is_room_for() {
        let mut other = settings();
        other.system.clear();
        other.sampling.temperature = Decimal::parse("0.2").ok();
        other.service.tier = Some("flex".to_owned());
        let all = differences(&settings(), &other);
        let fitted = |room| fit(&all, room, str::len);
        let whole = "no system prompt · temperature 0.2 · tier flex";
        assert_eq!(fitted(100), whole);
        assert_eq!(fitted(whole.len()), whole);
        assert_eq!(
            fitted(whole.len() - 1),
            "no system prompt · temperature 0.2 · tier"
        );
        assert_eq!(fitted(29), "system · temperature · tier");
        assert_eq!(fitted(24), "system · temperature +1");
        assert_eq!(fitted(9), "system +2");
        assert_eq!(fitted(4), "+3");
        assert_eq!(fitted(1), "");
        assert_eq!(fit(&[], 0, str::len), "");
    }

    proptest! {
        #[test]
        fn it_never_takes_more_room_than_there_is(
            words in prop::collection::vec("[a-z]{0,9}", 0..6), room in 0_usize..60
        ) {
            let all: Vec<Difference> = words
                .iter()
                .map(|word| Difference::new(word, format!("{word} value")))
                .collect();
            let text = fit(&all, room, str::len);
            prop_assert!(text.len() <= room);
        }
    }
}
