//! outcrop: a full-screen terminal chat and workbench for the foundation models on Amazon Bedrock.
//!
//! In reading order: what a conversation is (`chat`), the pure core (`app`), state to screen (`ui`),
//! the service (`bedrock`), files (`store`), the shell around all of it (`shell`), the command line
//! (`cli`), and an offline endpoint that speaks Bedrock's protocol (`sandbox`).

mod app;
mod bedrock;
mod chat;
pub mod cli;
mod config;
#[doc(hidden)]
pub mod measure;
pub mod sandbox;
mod shell;
mod store;
mod ui;
