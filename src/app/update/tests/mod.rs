//! Event sequences: values in, values out.

mod before;
mod blind;
mod edit;
mod file;
mod fork;
mod judge;
mod keys;
mod lanes;
mod map;
mod models;
mod outside;
mod pin;
mod prefill;
mod queue;
mod random;
mod reply;
mod retry;
mod send;
mod settings;
mod time;
mod tree;
mod votes;
