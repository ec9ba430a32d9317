//! Conversation files and the small files beside them.
//!
//! The only module that writes to disk. `format` says what a line looks like, `load` folds a file,
//! `journal` appends to it, `writer` is the thread that does so for the program; `guard` sees what others
//! do to it, `follow` reads along, `check` and `recover` tell what is wrong and save the rest; `fork`
//! makes a file of a path of another one; `export` copies records and writes files for others, `import`
//! makes files of those of other programs; `blobs` are the bytes of attachments, and `attachments` those of drafts; `shelf` has the presets and system
//! prompts that a user keeps; `state` keeps drafts, recents, prompt history and model lists; `handout`
//! has the texts that are edited in another program.

pub(crate) mod atomic;
pub(crate) mod attachments;
pub(crate) mod blobs;
pub(crate) mod check;
mod error;
pub(crate) mod export;
pub(crate) mod follow;
pub(crate) mod fork;
pub(crate) mod format;
pub(crate) mod guard;
pub(crate) mod handout;
pub(crate) mod health;
pub(crate) mod import;
pub(crate) mod index;
pub(crate) mod journal;
pub(crate) mod library;
mod lines;
pub(crate) mod load;
mod loss;
mod memory;
pub(crate) mod name;
pub(crate) mod paths;
pub(crate) mod recover;
pub(crate) mod report;
pub(crate) mod shelf;
pub(crate) mod state;
pub(crate) mod tool_check;
pub(crate) mod tool_source;
pub(crate) mod tools;
pub(crate) mod verify;
pub(crate) mod writer;

#[cfg(test)]
mod fault;
#[cfg(test)]
mod generate;
