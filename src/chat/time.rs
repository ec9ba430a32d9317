//! Points in time as the core is told them; it never asks a clock.

use std::time::Duration;

/// Milliseconds since 1970-01-01 UTC, for display and for records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Wall(pub(crate) i64);

/// Microseconds of a clock that never goes back, since the program started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Mono(pub(crate) u64);

impl Mono {
    /// The point in time that lies `wait` after this one.
    pub(crate) fn after(self, wait: Duration) -> Self {
        let micros = u64::try_from(wait.as_micros()).unwrap_or(u64::MAX);
        Self(self.0.saturating_add(micros))
    }

    /// How long ago `earlier` was; zero if it lies ahead.
    pub(crate) fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(self.0.saturating_sub(earlier.0))
    }
}

/// When a message reached the core, on both clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct At {
    /// For records and display.
    pub(crate) wall: Wall,
    /// For durations and deadlines.
    pub(crate) mono: Mono,
}
