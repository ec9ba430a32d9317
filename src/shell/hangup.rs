//! Notices that the terminal has gone away.
//!
//! crossterm's reader spins for ever on a terminal that hung up and tells nobody
//! (crossterm issue 793), so a thread of ours waits for it.

use std::thread;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;
use tokio::sync::mpsc::Sender;

use super::event::{Event, Signal};

/// Starts the thread. It blocks without a timeout, so that waiting costs nothing.
pub(super) fn watch(events: Sender<Event>) {
    let watcher = thread::Builder::new().name("hang-up".to_owned());
    // Without the thread a hang-up still ends the process by SIGHUP where the shell sends it.
    watcher.spawn(move || wait(&events)).ok();
}

fn wait(events: &Sender<Event>) {
    let terminal = rustix::stdio::stdin();
    loop {
        // Hang-up and errors are told even when nothing is asked for.
        let mut fds = [PollFd::new(&terminal, PollFlags::empty())];
        match poll(&mut fds, None) {
            Ok(_)
                if fds[0]
                    .revents()
                    .intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) =>
            {
                events.blocking_send(Event::Signal(Signal::HangUp)).ok();
                return;
            }
            Ok(_) | Err(Errno::INTR) => {}
            Err(_) => return,
        }
    }
}
