//! Event sequences: values in, values out.

mod before;
mod file;
mod keys;
mod map;
mod models;
mod queue;
mod random;
mod reply;
mod retry;
mod send;
mod settings;
mod time;
