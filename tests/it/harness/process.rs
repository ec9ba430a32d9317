//! What the system says about a process.

use std::fs;

use rustix::process::Pid;

/// The state of a process: `R`, `S`, `T` …
pub(crate) fn state(pid: Pid) -> char {
    after_name(pid)
        .first()
        .and_then(|state| state.chars().next())
        .unwrap_or('?')
}

/// Clock ticks of processor time so far.
pub(crate) fn processor_ticks(pid: Pid) -> u64 {
    let fields = after_name(pid);
    let number = |at: usize| {
        fields
            .get(at)
            .and_then(|field| field.parse::<u64>().ok())
            .unwrap_or(0)
    };
    number(11) + number(12)
}

/// The fields of `stat` behind the name, which may hold anything.
fn after_name(pid: Pid) -> Vec<String> {
    let text = fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_pid())).unwrap_or_default();
    let rest = text.rsplit_once(") ").map_or("", |(_, rest)| rest);
    rest.split_whitespace().map(str::to_owned).collect()
}

/// How often any of its threads went to sleep or was put to sleep.
pub(crate) fn context_switches(pid: Pid) -> u64 {
    let tasks = fs::read_dir(format!("/proc/{}/task", pid.as_raw_pid()));
    let texts = tasks
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|task| fs::read_to_string(task.path().join("status")).ok());
    texts.map(|text| switches(&text)).sum()
}

fn switches(status: &str) -> u64 {
    let lines = status.lines().filter_map(|line| line.split_once(":\t"));
    lines
        .filter(|(name, _)| *name == "voluntary_ctxt_switches")
        .filter_map(|(_, count)| count.trim().parse::<u64>().ok())
        .sum()
}

/// The only child of a process.
pub(crate) fn child_of(pid: Pid) -> Pid {
    let pid = pid.as_raw_pid();
    let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap();
    let child = children.split_whitespace().next().expect("a child");
    Pid::from_raw(child.parse().unwrap()).unwrap()
}
