//! Event sequences: values in, values out.

mod before;
mod file;
mod fork;
mod keys;
mod models;
mod queue;
mod random;
mod reply;
mod retry;
mod send;
mod settings;
mod time;
