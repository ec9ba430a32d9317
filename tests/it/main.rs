//! The whole program from outside: keys in; screen, bytes, files and requests out.

mod harness;

mod chat;
mod command_line;
mod editor;
mod faults;
mod files;
mod hostile;
mod idle;
mod killed;
mod leaving;
mod overlays;
mod picker;
mod resize;
mod sandbox;
mod scroll;
mod silence;
mod stopping;
mod suspend;
mod tidy;
mod welcome;
