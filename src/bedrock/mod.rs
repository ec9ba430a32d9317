//! Amazon Bedrock: the adapter over the AWS SDK, and the only module that names it.
//!
//! In: [`Access`](access::Access), [`Request`](crate::chat::request::Request). Out: listings,
//! generation events and failures of `chat`. Nothing of the SDK leaves this folder.

#![expect(
    clippy::result_large_err,
    reason = "a failure is made once in a call that took milliseconds, so its size costs nothing"
)]

pub(crate) mod access;
mod catalog;
pub(crate) mod client;
mod count;
mod credentials;
mod error;
mod events;
#[cfg(test)]
mod exchange_tests;
#[cfg(test)]
mod fixture;
mod frames;
mod http;
mod lookup;
pub(crate) mod region;
mod reply;
mod rules;
mod salvage;
mod services;
pub(crate) mod stream;
mod surrogate;
mod transport;
pub(crate) mod wires;
mod wording;
