//! One piece of code after the other: lines to runs, within limits of time.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};
use syntect::parsing::{ParseState, ScopeStack};

use super::grammar::Grammars;
use crate::app::code::{Coloured, Run, Standing, Syntax};
use crate::app::transcript::Uncoloured;

/// Time of the processor that a block may take. What comes behind it stays plain.
const BUDGET: Duration = Duration::from_millis(250);

/// The same for each language once, since its patterns are compiled meanwhile.
const FIRST: Duration = Duration::from_millis(1_500);

/// After so long the loop is told what there is so far.
const SLICE: Duration = Duration::from_millis(20);

/// A line that uses much of a grammar, to compile its patterns.
const SAMPLE: &str = "let x = f(1, \"a\"); // b\n";

/// Some lines to be looked at.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) wanted: Uncoloured,
    /// How far their block has come; `None` = it begins.
    pub(super) progress: Option<Progress>,
}

/// What came of it.
#[derive(Debug)]
pub(crate) struct Done {
    pub(super) told: Coloured,
    pub(super) progress: Option<Progress>,
}

/// Where a block goes on.
#[derive(Debug, Clone)]
pub(super) struct Progress {
    parse: ParseState,
    stack: ScopeStack,
    spent: Duration,
}

/// The grammars, and what each language has left of its first time.
#[derive(Debug)]
pub(super) struct Worker {
    grammars: Option<Grammars>,
    spare: HashMap<String, Duration>,
    clock: fn() -> Duration,
}

impl Default for Worker {
    fn default() -> Self {
        Self {
            grammars: None,
            spare: HashMap::new(),
            clock: now,
        }
    }
}

impl Worker {
    /// One that takes its time: what it finds is the same on any machine.
    pub(super) fn patient() -> Self {
        Self {
            clock: || Duration::ZERO,
            ..Self::default()
        }
    }

    /// Looks at lines. Whatever stands in them, this ends and does no harm.
    pub(super) fn work(&mut self, job: Job) -> Done {
        let Job { wanted, progress } = job;
        let mut told = Coloured {
            id: wanted.id,
            from: wanted.from,
            before: wanted.before,
            after: wanted.before,
            lines: Vec::new(),
            bytes: 0,
            state: Standing::Over,
        };
        let looked = AssertUnwindSafe(|| self.look(&wanted, progress));
        let Ok(Some((lines, progress, standing))) = catch_unwind(looked) else {
            return Done {
                told,
                progress: None,
            };
        };
        for (text, sum) in &wanted.lines[..lines.len()] {
            told.bytes += text.len();
            told.after = *sum;
        }
        let all = lines.len() == wanted.lines.len();
        told.lines = lines;
        told.state = match standing {
            Standing::Open if wanted.cut && all => Standing::Over,
            other => other,
        };
        let progress = Some(progress).filter(|_| told.state == Standing::Open);
        Done { told, progress }
    }

    /// All of a text at once, whatever time it takes.
    pub(super) fn lines(&mut self, language: &str, text: &str) -> Vec<Vec<Run>> {
        let grammars = self.grammars.get_or_insert_with(Grammars::load);
        let Some(mut progress) = Progress::begin(grammars, language) else {
            return Vec::new();
        };
        let lines = text.lines();
        lines
            .map_while(|line| progress.line(line, grammars))
            .collect()
    }

    fn look(
        &mut self,
        wanted: &Uncoloured,
        progress: Option<Progress>,
    ) -> Option<(Vec<Vec<Run>>, Progress, Standing)> {
        let grammars = self.grammars.get_or_insert_with(Grammars::load);
        let spare = self.spare.entry(wanted.language.clone()).or_insert(FIRST);
        let began = (self.clock)();
        let mut progress = match progress {
            Some(progress) => progress,
            None => Progress::begin(grammars, &wanted.language)?,
        };
        if wanted.lines.is_empty() {
            progress.clone().line(SAMPLE.trim_end(), grammars);
        }
        let mut lines = Vec::with_capacity(wanted.lines.len());
        let (mut last, mut standing) = (began, Standing::Open);
        for (text, _) in &wanted.lines {
            let Some(runs) = progress.line(text, grammars) else {
                standing = Standing::Over;
                break;
            };
            lines.push(runs);
            let here = (self.clock)();
            progress.spend(here.saturating_sub(last), spare);
            last = here;
            if progress.spent > BUDGET {
                standing = Standing::Over;
                break;
            }
            if here.saturating_sub(began) > SLICE {
                break;
            }
        }
        Some((lines, progress, standing))
    }
}

impl Progress {
    fn begin(grammars: &Grammars, language: &str) -> Option<Self> {
        Some(Self {
            parse: ParseState::new(grammars.of(language)?),
            stack: ScopeStack::new(),
            spent: Duration::ZERO,
        })
    }

    /// Takes time off what the language has left of its first time, then off the block's own.
    fn spend(&mut self, time: Duration, spare: &mut Duration) {
        let given = time.min(*spare);
        *spare -= given;
        self.spent += time.saturating_sub(given);
    }

    /// The runs of the next line; `None` if the grammar is at its end.
    fn line(&mut self, text: &str, grammars: &mut Grammars) -> Option<Vec<Run>> {
        let line = format!("{text}\n");
        let steps = self.parse.parse_line(&line, &grammars.set).ok()?;
        let mut runs = Runs {
            runs: Vec::new(),
            length: text.len(),
        };
        for (at, step) in steps {
            runs.up_to(at, &self.stack, grammars);
            self.stack.apply(&step).ok()?;
        }
        runs.up_to(text.len(), &self.stack, grammars);
        while runs.runs.pop_if(|run| run.syntax.is_none()).is_some() {}
        Some(runs.runs)
    }
}

/// The runs of a line so far.
struct Runs {
    runs: Vec<Run>,
    length: usize,
}

impl Runs {
    fn up_to(&mut self, end: usize, stack: &ScopeStack, grammars: &mut Grammars) {
        let end = end.min(self.length);
        let end = u32::try_from(end).unwrap_or(u32::MAX);
        let begin = self.runs.last().map_or(0, |run| run.end);
        if end <= begin {
            return;
        }
        let syntax: Option<Syntax> = grammars.meaning(stack);
        match self.runs.last_mut() {
            Some(last) if last.syntax == syntax => last.end = end,
            Some(_) | None => self.runs.push(Run { end, syntax }),
        }
    }
}

/// The time that this thread has had of the processor: others may use it as much as they like.
fn now() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
    let nanos = u32::try_from(time.tv_nsec).unwrap_or(0);
    Duration::new(seconds, nanos)
}
