//! The two clocks that the core is told the time of.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::chat::time::{At, Mono, Wall};

/// Time since the program started, and the time of day.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    started: Instant,
}

impl Clock {
    /// A clock that starts now.
    pub(crate) fn start() -> Self {
        Self {
            started: Instant::now(),
        }
    }

    /// Now, on both clocks.
    pub(crate) fn now(self) -> At {
        let wall = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let micros = u64::try_from(self.started.elapsed().as_micros()).unwrap_or(u64::MAX);
        At {
            wall: Wall(i64::try_from(wall.as_millis()).unwrap_or(i64::MAX)),
            mono: Mono(micros),
        }
    }

    /// The instant of a point in time of the core.
    pub(super) fn instant(self, at: Mono) -> Instant {
        self.started + Duration::from_micros(at.0)
    }
}
