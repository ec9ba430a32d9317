//! What was answered to calls of tools.

use std::collections::BTreeMap;

use crate::chat::call::{Answer, CallId};
use crate::chat::content::{ContentBlock, ToolUse};

/// The answers by their calls.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Answers(BTreeMap<CallId, Given>);

/// What was answered to one call.
#[derive(Debug, Clone, PartialEq)]
struct Given {
    answer: Answer,
    /// The call with other arguments than the model's, where the user has given such.
    carried_out: Option<ContentBlock>,
}

impl Answers {
    /// Takes in an answer, or takes it back.
    pub(super) fn take(&mut self, id: CallId, call: &ToolUse, answer: Option<&Answer>) {
        let Some(answer) = answer else {
            self.0.remove(&id);
            return;
        };
        let carried_out = answer.args.as_ref().map(|args| {
            ContentBlock::ToolUse(ToolUse {
                input: args.0.clone(),
                ..call.clone()
            })
        });
        let answer = answer.clone();
        self.0.insert(
            id,
            Given {
                answer,
                carried_out,
            },
        );
    }

    /// What was answered.
    pub(super) fn of(&self, id: CallId) -> Option<&Answer> {
        self.0.get(&id).map(|given| &given.answer)
    }

    /// The call with the arguments of the user's.
    pub(super) fn carried_out(&self, id: CallId) -> Option<&ContentBlock> {
        self.0.get(&id)?.carried_out.as_ref()
    }
}
