//! What happened since the user asked: the question, the rounds of calls, the results of the last one.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::{Tool, name};
use crate::sandbox::request::{Message, Request};

/// A turn of tools.
pub(super) struct Turn<'a> {
    pub(super) request: &'a Request,
    /// What the user wrote since the last message that was no result.
    pub(super) question: String,
    /// How often tools were called since.
    pub(super) rounds: usize,
    /// The results of the last round.
    pub(super) results: Vec<Answer<'a>>,
    messages: &'a [Message],
}

/// A result, and the call that it answers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Answer<'a> {
    pub(super) id: &'a str,
    /// Name of the tool.
    pub(super) name: &'a str,
    /// The blocks.
    pub(super) content: &'a [Value],
    pub(super) outcome: Outcome,
}

/// How a call went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Success,
    Error,
}

impl<'a> Turn<'a> {
    pub(super) fn of(request: &'a Request) -> Self {
        let messages = &request.body.messages;
        let is_question =
            |message: &Message| message.role == "user" && results(message).next().is_none();
        let start = messages.iter().rposition(is_question).unwrap_or_default();
        let messages = messages.get(start..).unwrap_or_default();
        let asked = messages.iter().filter(|message| message.role == "user");
        let question: Vec<&str> = asked.flat_map(Message::texts).collect();
        let is_round = |message: &&Message| message.blocks("toolUse").next().is_some();
        let mut turn = Self {
            request,
            question: question.join("\n"),
            rounds: messages.iter().filter(is_round).count(),
            results: Vec::new(),
            messages,
        };
        let last = messages.iter().rev().find(|message| message.role == "user");
        let found = last.map(results).into_iter().flatten();
        turn.results = found.map(|result| turn.answer(result)).collect();
        turn
    }

    /// The tools that may be called now.
    pub(super) fn tools(&self) -> &'a [Tool] {
        match self.request.native.choice() {
            Some("none") => &[],
            _ => &self.request.native.tools,
        }
    }

    /// The tool that the request forces the model to call, once.
    pub(super) fn forced(&self) -> Option<&'a str> {
        let choice = self.request.native.tool_choice.as_ref()?;
        choice.get("name")?.as_str()
    }

    /// Whether some tool has to be called.
    pub(super) fn is_forced(&self) -> bool {
        matches!(self.request.native.choice(), Some("any" | "tool")) && self.rounds == 0
    }

    /// Whether a reply may hold several calls.
    pub(super) fn is_parallel(&self) -> bool {
        let choice = self.request.native.tool_choice.as_ref();
        choice.and_then(|choice| choice.get("disable_parallel_tool_use"))
            != Some(&Value::Bool(true))
    }

    /// The tool of Anthropic's of this kind, such as `computer`.
    pub(super) fn kind_of(&self, kind: &str) -> Option<&'a Tool> {
        self.tools().iter().find(|tool| {
            let typed = tool.get("type").and_then(Value::as_str);
            let typed = typed.and_then(|typed| typed.rsplit_once('_'));
            typed.is_some_and(|(name, _)| name == kind)
        })
    }

    /// Whether the question has one of these words, whatever their case.
    pub(super) fn mentions(&self, words: &[&str]) -> bool {
        let question = self.question.to_lowercase();
        let mut asked = question.split(|letter: char| !letter.is_alphanumeric());
        asked.any(|word| words.contains(&word))
    }

    /// The tools whose names the question has, in its order.
    pub(super) fn named(&self) -> Vec<&'a Tool> {
        let is_part = |letter: char| letter.is_ascii_alphanumeric() || "_-".contains(letter);
        let words = self.question.split(|letter| !is_part(letter));
        let tool = |word: &str| self.tools().iter().find(|tool| name(tool) == word);
        words
            .filter(|word| !word.is_empty())
            .filter_map(tool)
            .collect()
    }

    /// The words of an error among the results, or nothing if all went well.
    pub(super) fn error(&self) -> Option<String> {
        let error = self
            .results
            .iter()
            .find(|answer| answer.outcome == Outcome::Error)?;
        Some(error.text())
    }

    /// The inputs of all calls of the turn, the last one first.
    pub(super) fn inputs(&self) -> impl Iterator<Item = &'a Value> {
        let messages = self.messages.iter().rev();
        let calls = messages.flat_map(|message| message.blocks("toolUse"));
        calls.map(|call| &call["input"])
    }

    /// The input of the call of this id.
    pub(super) fn input_of(&self, id: &str) -> Option<&'a Value> {
        let mut calls = self
            .messages
            .iter()
            .flat_map(|message| message.blocks("toolUse"));
        calls
            .find(|call| call["toolUseId"] == id)
            .map(|call| &call["input"])
    }

    /// The bytes of the last picture that a tool of this turn brought.
    pub(super) fn picture(&self) -> Option<Vec<u8>> {
        let blocks = self.messages.iter().rev().flat_map(|message| {
            let blocks: Vec<&Value> = results(message)
                .flat_map(|result| result["content"].as_array().into_iter().flatten())
                .collect();
            blocks.into_iter().rev()
        });
        let mut pictures = blocks.filter_map(|block| block["image"]["source"]["bytes"].as_str());
        STANDARD.decode(pictures.next()?).ok()
    }

    fn answer(&self, result: &'a Value) -> Answer<'a> {
        let id = result["toolUseId"].as_str().unwrap_or_default();
        let mut calls = self
            .messages
            .iter()
            .flat_map(|message| message.blocks("toolUse"));
        let call = calls.find(|call| call["toolUseId"] == id);
        let outcome = match result["status"].as_str() {
            Some("error") => Outcome::Error,
            _ => Outcome::Success,
        };
        Answer {
            id,
            name: call
                .and_then(|call| call["name"].as_str())
                .unwrap_or("unknown"),
            content: result["content"]
                .as_array()
                .map(Vec::as_slice)
                .unwrap_or_default(),
            outcome,
        }
    }
}

impl Answer<'_> {
    /// The texts of the result as one; JSON as it is written.
    pub(super) fn text(&self) -> String {
        let texts = self
            .content
            .iter()
            .filter_map(|block| match block.get("json") {
                Some(json) => Some(json.to_string()),
                None => block["text"].as_str().map(str::to_owned),
            });
        texts.collect::<Vec<_>>().join("\n")
    }
}

fn results(message: &Message) -> impl Iterator<Item = &Value> {
    message.blocks("toolResult")
}
