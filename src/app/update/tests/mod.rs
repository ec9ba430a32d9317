//! Event sequences: values in, values out.

mod before;
mod file;
mod keys;
mod models;
mod outside;
mod queue;
mod random;
mod reply;
mod retry;
mod send;
mod settings;
mod time;
