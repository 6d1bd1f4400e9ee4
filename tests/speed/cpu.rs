//! Processor time of this thread and of other processes, as Linux counts it: other work on the machine changes it little.

use std::time::{Duration, Instant};

/// Time on a processor.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cpu {
    thread: Option<Duration>,
    wall: Instant,
}

impl Cpu {
    pub(super) fn now() -> Self {
        Self { thread: of_this_thread(), wall: Instant::now() }
    }

    /// What this thread used since then; the time that passed, where Linux does not count.
    pub(super) fn used(self) -> Duration {
        match (of_this_thread(), self.thread) {
            (Some(now), Some(then)) => now.saturating_sub(then),
            _ => self.wall.elapsed(),
        }
    }
}

/// The first number of `schedstat`, nanoseconds on a processor (Linux, Documentation/scheduler/sched-stats.rst).
fn of_this_thread() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(Duration::from_nanos(text.split_whitespace().next()?.parse().ok()?))
}

/// What a process used so far, all its threads together.
pub(super) fn of_process(pid: u32) -> Duration {
    let threads = std::fs::read_dir(format!("/proc/{pid}/task")).unwrap();
    let used = |thread: std::io::Result<std::fs::DirEntry>| {
        let text = std::fs::read_to_string(thread.ok()?.path().join("schedstat")).ok()?;
        text.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
    };
    threads.filter_map(used).sum()
}

/// The most memory that a process had at once, in MiB (`VmHWM`, proc_pid_status(5)).
pub(super) fn most_memory(pid: u32) -> f64 {
    let text = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.split_whitespace().next().unwrap().parse::<f64>().unwrap() / 1024.0
}
