//! The rules of Anthropic's models, and their own wire: the body of the Messages API.
//!
//! `message` reads a body, `block` its content blocks, `native` its parameters. The parameters of a Converse request are
//! brought into the same form, so that `rules`, `thinking` and `tools` hold on both wires. `stream` makes the objects of
//! this wire out of the events of Converse, `answer` the message of a reply that is not streamed.

mod answer;
mod block;
mod citation;
mod fields;
mod message;
mod native;
mod rules;
mod seal;
mod stream;
#[cfg(test)]
mod tests;
mod thinking;
mod tools;

pub(crate) use answer::message;
pub(crate) use message::read;
pub(crate) use native::Native;
pub(crate) use rules::check;
pub(crate) use seal::{sealed, signature};
pub(crate) use stream::{objects, text_object};

/// What a rule says: the words of the provider if it is broken.
pub(crate) type Verdict = Result<(), String>;
