//! `outcrop.fault`: fails in the way that the prompt names.

mod odd;

use std::fmt::Write;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::models::Model;
use super::plan::{Damage, DamageKind, Hold, Page, Plan, Speech};
use super::refusal::Refusal;
use super::reply::Block;
use super::request::Request;
use super::script::prose::{Prose, Shape};
use super::script::{called, spoken};
use super::tokens;
use odd::Odd;

/// All faults, as a table.
const TABLE: &str = include_str!("../../../assets/sandbox/faults.toml");

/// Deltas before a fault whose phrase names no number.
const SOON: usize = 5;

/// Tokens of a faulty reply beyond the number in its phrase, so that something is missing when it breaks.
const BEYOND: usize = 40;

/// Largest number of a phrase that is taken at its word, so that a prompt cannot ask for endless text.
const MOST: usize = 100_000;

/// The faults that can be asked for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Faults {
    #[serde(rename = "fault")]
    faults: Vec<Fault>,
}

#[derive(Debug, Clone, Deserialize)]
struct Fault {
    phrase: String,
    does: String,
    #[serde(flatten)]
    act: Act,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Act {
    Refuse(Refuse),
    Page(Page),
    Hold(Hold),
    Break(DamageKind),
    Odd(Odd),
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Refuse {
    status: u16,
    name: String,
    text: String,
    #[serde(default)]
    members: Map<String, Value>,
    retry_after: Option<u64>,
    /// How often one request is refused before it is answered; `None` is always.
    times: Option<usize>,
}

impl Faults {
    /// The built-in faults.
    pub(crate) fn built_in() -> Result<Self, toml::de::Error> {
        toml::from_str(TABLE)
    }

    /// What to do about a request. `attempt` counts equal requests before this one.
    pub(crate) fn plan(&self, model: &Model, request: &Request, attempt: usize) -> Plan {
        let question = request.question();
        let Some((fault, number)) = self.find(&question) else {
            let blocks = called(request).unwrap_or_else(|| vec![Block::Text(self.table())]);
            return Plan::say(spoken(blocks, model, request), request, model.max_tokens);
        };
        let number = number.unwrap_or(SOON);
        let speech = || {
            let blocks = called(request).unwrap_or_else(|| vec![Block::Text(fault.text(number))]);
            Speech::of(spoken(blocks, model, request), request, model.max_tokens)
        };
        match &fault.act {
            Act::Refuse(refuse) if refuse.times.is_some_and(|times| attempt >= times) => {
                Plan::Speak(Box::new(speech()))
            }
            Act::Refuse(refuse) => Plan::Refuse(refuse.refusal()),
            Act::Page(page) => Plan::Page(page.clone()),
            Act::Hold(hold) => Plan::Hold(*hold),
            Act::Break(kind) => {
                let damage = Damage {
                    after: number,
                    kind: kind.clone(),
                };
                Plan::Speak(Box::new(Speech {
                    damage: Some(damage),
                    ..speech()
                }))
            }
            Act::Odd(odd) => Plan::Speak(Box::new(odd.speech(speech(), request))),
        }
    }

    /// The fault with the longest phrase that the text holds, and the number that stands in the place of its `N`.
    fn find(&self, text: &str) -> Option<(&Fault, Option<usize>)> {
        let (plain, numbers) = without_numbers(text);
        let found = self
            .faults
            .iter()
            .filter_map(|fault| Some((fault, plain.find(&fault.pattern())?)));
        let (fault, at) = found.max_by_key(|(fault, _)| fault.phrase.len())?;
        let number = fault
            .phrase
            .contains('N')
            .then(|| plain[..at].matches('#').count());
        Some((fault, number.and_then(|index| numbers.get(index).copied())))
    }

    /// The Markdown table of all faults.
    fn table(&self) -> String {
        let mut text = String::from(
            "# The faults of this model\n\nI fail on request. Put one of these phrases into your message; `N` is a \
             number of your choice.\n\n| Say | What happens |\n|:----|:-------------|\n",
        );
        for fault in &self.faults {
            writeln!(text, "| {} | {} |", fault.phrase, fault.does)
                .expect("writing into a String has no way to fail");
        }
        text
    }
}

impl Fault {
    /// The phrase as it is looked for: small letters, `#` for the number, and a token is as good as tokens.
    fn pattern(&self) -> String {
        self.phrase
            .replace('N', "#")
            .to_lowercase()
            .trim_end_matches('s')
            .to_owned()
    }

    /// The text of a reply with this fault, a bit longer than the number of tokens in its phrase.
    fn text(&self, number: usize) -> String {
        let text = format!(
            "You asked for a fault: {}. This text is here to be interrupted. ",
            self.does
        );
        let length = (number + BEYOND).saturating_sub(tokens::count(&text));
        text + &Prose::new(1).write(Shape::Paragraph, length)
    }
}

impl Refuse {
    fn refusal(&self) -> Refusal {
        Refusal {
            members: self.members.clone().into_iter().collect(),
            retry_after: self.retry_after,
            ..Refusal::new(self.status, &self.name, self.text.clone())
        }
    }
}

/// The text in small letters with each number as `#`, and the numbers.
fn without_numbers(text: &str) -> (String, Vec<usize>) {
    let mut plain = String::new();
    let mut numbers = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(|letter: char| letter.is_ascii_digit()) {
        let after = &rest[at..];
        let end = after
            .find(|letter: char| !letter.is_ascii_digit())
            .unwrap_or(after.len());
        plain.push_str(&rest[..at].to_lowercase());
        plain.push('#');
        numbers.push(after[..end].parse().unwrap_or(MOST).min(MOST));
        rest = &after[end..];
    }
    (plain + &rest.to_lowercase(), numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults() -> Faults {
        Faults::built_in().unwrap()
    }

    fn found(text: &str) -> (String, Option<usize>) {
        let faults = faults();
        let (fault, number) = faults.find(text).unwrap();
        (fault.phrase.clone(), number)
    }

    #[test]
    fn every_phrase_finds_itself() {
        for fault in faults().faults {
            let text = fault.phrase.replace('N', "12");
            let number = fault.phrase.contains('N').then_some(12);
            assert_eq!(found(&text), (fault.phrase, number));
        }
    }

    #[test]
    fn the_longest_phrase_wins() {
        assert_eq!(
            found("Please Throttle twice quickly").0,
            "throttle twice quickly"
        );
        assert_eq!(
            found("2 things: internal error after 1 token"),
            ("internal error after N tokens".to_owned(), Some(1))
        );
    }
}
