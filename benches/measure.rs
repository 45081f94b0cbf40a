//! What a process costs: wall clock, CPU time of all its threads, and the most memory it held.
//!
//! The system adds up what the children of a process cost, so each measured command is the only child of a process of its
//! own: this program, started again with `measure` as its first word.

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::{TimeVal, TimeValLike};
use std::env;
use std::io;
use std::process::{Command, Stdio};
use std::time::Instant;

/// What one run cost.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Cost {
    /// Seconds on the clock.
    pub wall: f64,
    /// Seconds of all cores, the system's work for the process included.
    pub cpu: f64,
    /// Megabytes (10^6 bytes) resident at most; 0 where that says nothing.
    pub peak: f64,
}

impl Cost {
    /// Each number the middle one of those of the runs.
    pub fn median(costs: &[Cost]) -> Cost {
        let middle = |of: fn(&Cost) -> f64| {
            let mut numbers: Vec<f64> = costs.iter().map(of).collect();
            numbers.sort_by(f64::total_cmp);
            numbers.get(numbers.len() / 2).copied().unwrap_or(0.0)
        };
        Cost { wall: middle(|cost| cost.wall), cpu: middle(|cost| cost.cpu), peak: middle(|cost| cost.peak) }
    }

    /// As one line of text, which [`Cost::parse`] reads.
    pub fn print(self) {
        println!("cost {} {} {}", self.wall, self.cpu, self.peak);
    }

    /// Finds that line.
    pub fn parse(text: &str) -> Option<Cost> {
        let line = text.lines().find_map(|line| line.strip_prefix("cost "))?;
        let mut numbers = line.split(' ').map(str::parse);
        let mut next = || numbers.next()?.ok();
        Some(Cost { wall: next()?, cpu: next()?, peak: next()? })
    }
}

/// Measures work of this process itself; `peak` is left out, since it would count what was held before.
pub struct Clock {
    wall: Instant,
    cpu: f64,
}

impl Clock {
    /// Begins.
    pub fn start() -> io::Result<Self> {
        Ok(Self { cpu: cpu_and_peak(UsageWho::RUSAGE_SELF)?.0, wall: Instant::now() })
    }

    /// Ends.
    pub fn stop(self) -> io::Result<Cost> {
        let wall = self.wall.elapsed().as_secs_f64();
        Ok(Cost { wall, cpu: cpu_and_peak(UsageWho::RUSAGE_SELF)?.0 - self.cpu, peak: 0.0 })
    }
}

/// Runs a command in a process that has no other child. What it says is shown only if it fails.
///
/// # Errors
/// It cannot be started, or fails.
pub fn run(command: &[String]) -> io::Result<Cost> {
    // What earlier runs wrote goes to the disk now, not during this one.
    Command::new("sync").status()?;
    let output = Command::new(env::current_exe()?).arg("measure").args(command).stderr(Stdio::inherit()).output()?;
    let said = String::from_utf8_lossy(&output.stdout);
    match Cost::parse(&said) {
        Some(cost) if output.status.success() => Ok(cost),
        _ => Err(io::Error::other(format!("`{}` failed: {said}", command.join(" ")))),
    }
}

/// The other side of [`run`]: runs its arguments as a command and prints what that cost, or what it says it did.
///
/// # Errors
/// It cannot be started, or fails.
pub fn only_child(command: &[String]) -> io::Result<()> {
    let (program, arguments) = command.split_first().ok_or_else(|| io::Error::other("nothing to measure"))?;
    let start = Instant::now();
    let output = Command::new(program).args(arguments).output()?;
    let wall = start.elapsed().as_secs_f64();
    if !output.status.success() {
        let said = [output.stdout, output.stderr].concat();
        return Err(io::Error::other(String::from_utf8_lossy(&said).into_owned()));
    }
    let (cpu, peak) = cpu_and_peak(UsageWho::RUSAGE_CHILDREN)?;
    // The floor has told its own cost, without what came before its clock.
    let own = Cost::parse(&String::from_utf8_lossy(&output.stdout));
    own.unwrap_or(Cost { wall, cpu, peak }).print();
    Ok(())
}

/// Seconds and megabytes.
#[allow(clippy::cast_precision_loss, reason = "a benchmark's figures have three digits")]
fn cpu_and_peak(whose: UsageWho) -> io::Result<(f64, f64)> {
    let usage = getrusage(whose)?;
    let seconds = |time: TimeVal| time.num_microseconds() as f64 / 1e6;
    // Linux counts kilobytes of 1024 bytes, macOS bytes.
    let unit = if cfg!(target_os = "macos") { 1.0 } else { 1024.0 };
    Ok((seconds(usage.user_time()) + seconds(usage.system_time()), usage.max_rss() as f64 * unit / 1e6))
}
