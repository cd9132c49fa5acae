//! What the system tells of this process and of others.

use std::fs::read_to_string;

/// Memory of this process, in MiB; `None` where the system does not tell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Memory {
    /// Resident now.
    pub resident: Option<f64>,
    /// The most that was ever resident.
    pub peak: Option<f64>,
}

impl Memory {
    /// Asks the system; Linux alone answers.
    pub fn now() -> Self {
        let status = read_to_string("/proc/self/status").unwrap_or_default();
        Self { resident: kib(&status, "VmRSS:"), peak: kib(&status, "VmHWM:") }
    }
}

/// A line of `/proc/self/status` that counts in kB, as MiB.
fn kib(status: &str, key: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix(key))?;
    line.split_whitespace().next()?.parse::<f64>().ok().map(|kib| kib / 1024.0)
}

/// Processor time since the system started, in the system's ticks: hundredths of a second in what Linux tells programs on all machines
/// that this backend has loops for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticks {
    /// Of all processors, idle or not.
    pub all: u64,
    /// Of all processes, and what was stolen from this machine by others.
    pub busy: u64,
    /// Of this process.
    pub own: u64,
}

impl Ticks {
    /// Asks the system; `None` where it does not tell.
    pub fn now() -> Option<Self> {
        let (all, busy) = machine(&read_to_string("/proc/stat").ok()?)?;
        Some(Self { all, busy, own: process(&read_to_string("/proc/self/stat").ok()?)? })
    }

    /// Seconds that this process had since then, of all its threads.
    pub fn own_since(&self, then: &Self) -> f64 {
        self.own.saturating_sub(then.own) as f64 / RATE
    }

    /// The share of the machine's processor time that others took since then, from 0 to 1.
    ///
    /// # Numerics
    /// Good to a tick or two over all processors: 2 % of half a second on two of them.
    pub fn others_since(&self, then: &Self) -> f64 {
        let part = |of: fn(&Self) -> u64| of(self).saturating_sub(of(then)) as f64;
        let (all, busy, own) = (part(|t| t.all), part(|t| t.busy), part(|t| t.own));
        if all == 0.0 { 0.0 } else { ((busy - own) / all).clamp(0.0, 1.0) }
    }
}

/// Ticks in a second.
const RATE: f64 = 100.0;

/// All and busy ticks of the first line of `/proc/stat`: user, nice, system, idle, iowait, irq, softirq, steal; what follows is
/// part of the first two.
fn machine(stat: &str) -> Option<(u64, u64)> {
    let line = stat.lines().next()?.strip_prefix("cpu ")?;
    let ticks: Vec<u64> = line.split_whitespace().take(8).map_while(|text| text.parse().ok()).collect();
    let all = ticks.iter().sum();
    let idle = ticks.get(3)? + ticks.get(4)?;
    // A system that counts nothing says zeros.
    (all > 0).then_some((all, all - idle))
}

/// User and system ticks in `/proc/self/stat`, fields 14 and 15; the second, a name in brackets, may hold blanks.
fn process(stat: &str) -> Option<u64> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<u64>().ok();
    Some(ticks()? + ticks()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_formats_of_linux_are_read() {
        let stat = "cpu  100 20 30 400 50 6 7 8 90 0\ncpu0 1 2 3 4 5 6 7 8 9 0\n";
        assert_eq!(machine(stat), Some((621, 171)));
        assert_eq!(machine("cpu  0 0 0 0 0 0 0 0 0 0\n"), None);
        assert_eq!(machine("cpu  1 2 x"), None);
        assert_eq!(machine(""), None);
        let stat = "438 (a (b) c) R 434 434 29040 0 -1 4194304 118 0 0 0 17 5 0 0 20 0 1 0 23 31 410";
        assert_eq!(process(stat), Some(22));
        assert_eq!(process("438 (cat) R 1 2"), None);
        assert_eq!(kib("VmPeak:\t 9 kB\nVmHWM:\t    2048 kB\n", "VmHWM:"), Some(2.0));
        assert_eq!(kib("VmHWM:\n", "VmHWM:"), None);
    }

    #[test]
    fn others_are_what_is_busy_and_not_this_process() {
        let then = Ticks { all: 1000, busy: 700, own: 10 };
        let at = |all, busy, own| Ticks { all, busy, own }.others_since(&then);
        assert_eq!(at(1100, 790, 96), 0.04);
        // Ticks are rounded: this process may seem to have had more than all.
        assert_eq!(at(1100, 790, 120), 0.0);
        assert_eq!(at(1000, 700, 10), 0.0);
        assert_eq!(Ticks { own: 60, ..then }.own_since(&then), 0.5);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn this_process_has_memory() {
        let memory = Memory::now();
        assert!(memory.resident.is_some_and(|m| m > 1.0) && memory.peak >= memory.resident);
    }
}
