//! The real binary in a pseudo-terminal: keys in, screen, bytes, files and requests out.
//!
//! Tests know what a person does and sees; only these modules know how it is done.

mod grammar;
mod home;
mod keys;
mod process;
mod running;
pub(crate) mod screen;
mod service;
mod settings;
mod start;
mod terminal;

use std::time::{Duration, Instant};

pub(crate) use grammar::{deceptive, violations};
pub(crate) use home::{Home, Records};
pub(crate) use keys::Button;
pub(crate) use process::{child_of, context_switches, processor_ticks, state};
pub(crate) use running::Running;
pub(crate) use service::Service;
pub(crate) use start::{Start, outcrop, plain};

/// How long a test waits for what must come. Far more than is needed, since the machine may be busy.
pub(crate) const SOON: Duration = Duration::from_secs(20);

/// Waits for a state that nobody announces, such as that of a file or a process.
pub(crate) fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let until = Instant::now() + SOON;
    while !holds() {
        assert!(Instant::now() < until, "it never came to this: {what}");
        std::thread::park_timeout(Duration::from_millis(5));
    }
}

/// Looks for as long as this whether a state lasts.
pub(crate) fn lasts(what: &str, span: Duration, mut holds: impl FnMut() -> bool) {
    let until = Instant::now() + span;
    while Instant::now() < until {
        assert!(holds(), "it did not last: {what}");
        std::thread::park_timeout(Duration::from_millis(10));
    }
}
