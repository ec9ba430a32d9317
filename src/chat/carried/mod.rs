//! What a wire carries of a request, and what it has to leave out.
//!
//! Nothing disappears unsaid: a request is cut down here to what its wire can express, with a word
//! about each thing that went, and the bodies are built from what is left.

mod blocks;
mod reasoning;
mod service;
mod tools;

use std::mem;

use super::content::Json;
use super::request::Request;
use super::settings::{Field, Wire};

pub(crate) use reasoning::style;

/// Something of a request that is not sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LeftOut {
    /// Where the user set it.
    pub(crate) field: Field,
    /// What it is, as the object of a sentence: `the document notes.csv`.
    pub(crate) what: String,
}

impl LeftOut {
    /// Something of this field.
    pub(crate) fn new(field: Field, what: impl Into<String>) -> Self {
        Self {
            field,
            what: what.into(),
        }
    }
}

/// A request that its wire can carry whole, and what went.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Carried {
    /// What is sent.
    pub(crate) request: Request,
    /// What is not, each thing once.
    pub(crate) left: Vec<LeftOut>,
}

/// Everything of the request that its wire will not send.
///
/// White space around texts and the file names of documents are not counted: the service refuses
/// the first, and the second are told to nobody, since a model could take them as orders.
pub(crate) fn left_out(request: &Request) -> Vec<LeftOut> {
    carried(request).left
}

/// Cuts a request down to what its wire can carry.
///
/// What has been cut down once is carried whole.
pub(crate) fn carried(request: &Request) -> Carried {
    let mut carried = Carried {
        request: request.clone(),
        left: Vec::new(),
    };
    for left in mem::take(&mut carried.request.stayed) {
        carried.leave(left);
    }
    carried.cut_tools();
    carried.cut_blocks();
    carried.cut_prompt();
    carried.cut_reasoning();
    carried.cut_cache_points();
    carried.cut_service();
    carried.cut_extra();
    carried
}

impl Carried {
    fn wire(&self) -> Wire {
        self.request.settings.wire
    }

    /// Names something that is not sent. A long conversation may hold the same thing many times.
    fn leave(&mut self, left: LeftOut) {
        if !self.left.contains(&left) {
            self.left.push(left);
        }
    }

    fn leave_out(&mut self, field: Field, what: impl Into<String>) {
        self.leave(LeftOut::new(field, what));
    }

    /// A prompt that the user wrote out takes nothing around it.
    fn cut_prompt(&mut self) {
        let Some(prompt) = self.request.free_prompt() else {
            return;
        };
        let answered = prompt.contains(super::request::ASSISTANT);
        let settings = &mut self.request.settings;
        if !mem::take(&mut settings.system).trim().is_empty() {
            let what = "the system prompt, since the message is a whole prompt";
            self.leave_out(Field::System, what);
        }
        if answered && !mem::take(&mut self.request.prefill).trim().is_empty() {
            let what = "the prefill, since the message is a whole prompt with a reply begun";
            self.leave_out(Field::Prefill, what);
        }
    }

    fn cut_extra(&mut self) {
        let extra = &mut self.request.settings.extra;
        if extra.0.trim().is_empty() || extra.is_object() {
            return;
        }
        *extra = Json::default();
        self.leave_out(Field::Extra, "the extra members, which are no JSON object");
    }
}

#[cfg(test)]
mod tests;
