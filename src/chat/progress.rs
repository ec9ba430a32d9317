//! How far long work has come, and whether somebody still waits for it.
//!
//! Whoever works tells a [`Monitor`] after each step, and hears from it whether to go on. So a long
//! piece of work can be followed and given up without knowing who waits for it.

use std::fmt::{self, Debug};

use super::size::grouped;

/// What steps are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    /// Bytes of a file that is read.
    Read,
    /// Bytes of a text of another program that is understood.
    Parsed,
    /// Bytes of a file that is written.
    Written,
    /// Conversations that get a file.
    Conversations,
    /// Messages of a conversation.
    Messages,
    /// Rows of a table of cases.
    Cases,
    /// Whole files.
    Files,
}

/// How far work has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Progress {
    /// How much is done.
    pub(crate) done: u64,
    /// How much there is to do.
    pub(crate) of: u64,
    /// In what it is counted.
    pub(crate) unit: Unit,
}

/// Nobody waits for the work any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it was stopped")]
pub(crate) struct Stopped;

/// Somebody who waits for work.
pub(crate) trait Monitor: Debug + Send + Sync {
    /// Takes in how far it has come. Costs little, so it can be told of each line of a file.
    ///
    /// # Errors
    /// Nobody waits for it any more: the work ends, and leaves nothing half done.
    fn tell(&self, progress: Progress) -> Result<(), Stopped>;

    /// Tells nothing but whether to go on.
    ///
    /// # Errors
    /// As those of `tell`.
    fn go_on(&self) -> Result<(), Stopped>;
}

/// Somebody who waits to the end and does not look.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patient;

impl Monitor for Patient {
    fn tell(&self, _: Progress) -> Result<(), Stopped> {
        Ok(())
    }

    fn go_on(&self) -> Result<(), Stopped> {
        Ok(())
    }
}

/// Somebody who is not told how far a part of the work is, and can stop it all the same.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Silent<'a>(pub(crate) &'a dyn Monitor);

impl Monitor for Silent<'_> {
    fn tell(&self, _: Progress) -> Result<(), Stopped> {
        self.0.go_on()
    }

    fn go_on(&self) -> Result<(), Stopped> {
        self.0.go_on()
    }
}

/// The steps of a piece of work, counted.
#[derive(Debug)]
pub(crate) struct Steps<'a> {
    monitor: &'a dyn Monitor,
    progress: Progress,
}

impl<'a> Steps<'a> {
    /// So many steps are to be done.
    ///
    /// # Errors
    /// Nobody waits for it.
    pub(crate) fn begin(of: usize, unit: Unit, monitor: &'a dyn Monitor) -> Result<Self, Stopped> {
        let progress = Progress {
            done: 0,
            of: of as u64,
            unit,
        };
        monitor.tell(progress)?;
        Ok(Self { monitor, progress })
    }

    /// So many more are done.
    ///
    /// # Errors
    /// Nobody waits for the others any more.
    pub(crate) fn step(&mut self, count: usize) -> Result<(), Stopped> {
        self.progress.done += count as u64;
        self.monitor.tell(self.progress)
    }
}

impl Progress {
    /// Whole percents, which are 100 only at the end.
    pub(crate) fn percent(self) -> u64 {
        let done = self.done.min(self.of);
        match self.of {
            0 => 100,
            of => u64::try_from(u128::from(done) * 100 / u128::from(of)).unwrap_or(100),
        }
    }
}

impl fmt::Display for Progress {
    /// `45 % read`, `120 of 2,000 conversations`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counted = match self.unit {
            Unit::Read => return write!(f, "{} % read", self.percent()),
            Unit::Parsed => return write!(f, "{} % parsed", self.percent()),
            Unit::Written => return write!(f, "{} % written", self.percent()),
            Unit::Conversations => "conversations",
            Unit::Messages => "messages",
            Unit::Cases => "cases",
            Unit::Files => "files",
        };
        let (done, of) = (grouped(self.done.min(self.of)), grouped(self.of));
        write!(f, "{done} of {of} {counted}")
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::sync::Mutex;

    use proptest::prelude::*;

    use super::*;

    /// Somebody who writes down all that is told, and stops waiting after so many times.
    #[derive(Debug)]
    pub(crate) struct Clerk {
        told: Mutex<Vec<Progress>>,
        patience: usize,
    }

    impl Clerk {
        /// Waits to the end.
        pub(crate) fn patient() -> Self {
            Self::until(usize::MAX)
        }

        /// Stops the work when it is told for this time.
        pub(crate) fn until(patience: usize) -> Self {
            Self {
                told: Mutex::default(),
                patience,
            }
        }

        /// What was told, in order.
        pub(crate) fn told(&self) -> Vec<String> {
            let told = self.told.lock().unwrap();
            told.iter().map(Progress::to_string).collect()
        }
    }

    impl Monitor for Clerk {
        fn tell(&self, progress: Progress) -> Result<(), Stopped> {
            let mut told = self.told.lock().unwrap();
            told.push(progress);
            if told.len() < self.patience {
                Ok(())
            } else {
                Err(Stopped)
            }
        }

        fn go_on(&self) -> Result<(), Stopped> {
            let told = self.told.lock().unwrap().len();
            if told < self.patience {
                Ok(())
            } else {
                Err(Stopped)
            }
        }
    }

    fn progress(done: u64, of: u64, unit: Unit) -> Progress {
        Progress { done, of, unit }
    }

    #[test]
    fn it_is_told_in_the_words_of_what_is_counted() {
        for (progress, told) in [
            (progress(0, 0, Unit::Read), "100 % read"),
            (progress(449, 1000, Unit::Read), "44 % read"),
            (progress(999, 1000, Unit::Written), "99 % written"),
            (
                progress(120, 2000, Unit::Conversations),
                "120 of 2,000 conversations",
            ),
            (
                progress(1_234_567, 12_345_678, Unit::Messages),
                "1,234,567 of 12,345,678 messages",
            ),
            (progress(9, 4, Unit::Files), "4 of 4 files"),
            (progress(1, 4, Unit::Cases), "1 of 4 cases"),
        ] {
            assert_eq!(progress.to_string(), told);
        }
    }

    #[test]
    fn steps_are_told_until_nobody_waits() {
        let clerk = Clerk::until(3);
        let mut steps = Steps::begin(3, Unit::Files, &clerk).unwrap();
        assert_eq!(steps.step(1), Ok(()));
        assert_eq!(steps.step(1), Err(Stopped));
        let told = ["0 of 3 files", "1 of 3 files", "2 of 3 files"];
        assert_eq!(clerk.told(), told);
        assert_eq!(clerk.go_on(), Err(Stopped));
    }

    #[test]
    fn who_is_not_told_can_stop_it() {
        let clerk = Clerk::until(1);
        let silent = Silent(&clerk);
        let mut steps = Steps::begin(2, Unit::Read, &silent).unwrap();
        assert_eq!(steps.step(1), Ok(()));
        assert_eq!(clerk.tell(progress(1, 1, Unit::Files)), Err(Stopped));
        assert_eq!(steps.step(1), Err(Stopped));
        assert_eq!(clerk.told(), ["1 of 1 files"]);
    }

    proptest! {
        #[test]
        fn all_is_never_said_before_it_is(done: u64, of: u64) {
            let percent = progress(done, of, Unit::Read).percent();
            prop_assert!(percent <= 100);
            prop_assert_eq!(percent == 100, done >= of);
        }
    }
}
