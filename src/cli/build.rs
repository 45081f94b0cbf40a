//! `halaman build`.

use super::{SITE_HAS_ERRORS, SiteOptions, counted, print, print_problems, problems_json, wrong_use};
use crate::build::{self, Progress, Report, Request, SiteFiles};
use crate::diag::{Diagnostic, FileTable, Format};
use crate::public::{Reason, Rendered, Target};
use clap::Args;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What was typed.
#[derive(Debug, Args)]
pub(super) struct Build {
    #[command(flatten)]
    site: SiteOptions,
    /// Where to write; relative to the site's folder
    #[arg(long, short, value_name = "FOLDER", default_value = "public")]
    output: PathBuf,
    /// Delete everything in the output folder that is not of this build
    #[arg(long)]
    clean: bool,
    /// Say of each output that was made again why it was
    #[arg(long)]
    explain: bool,
    /// Make some of the outputs again that need not be, and say if one comes out otherwise: that is a fault of ours
    #[arg(long)]
    verify: bool,
    /// Say how long each phase took
    #[arg(long)]
    times: bool,
    /// Print the result as JSON, for programs
    #[arg(long)]
    json: bool,
    /// Print each problem on one line
    #[arg(long, conflicts_with = "json")]
    short: bool,
}

/// Builds.
pub(super) fn run(typed: &Build) -> ExitCode {
    let request = match typed.site.request() {
        Ok(request) => Request { cache: request.cache.kept(), ..request },
        Err(reason) => return wrong_use("build", &reason),
    };
    let started = Instant::now();
    let site = typed.site.disk();
    let target = Target {
        site: typed.site.site.clone(),
        root: typed.site.site.join(&typed.output),
        name: typed.output.clone(),
        clean: typed.clean,
        verify: typed.verify,
    };
    let mut files = FileTable::default();
    typed.site.say_what(&request);
    let bar = Bar::new(!typed.json && !typed.site.verbose);
    let report = build::build(&site, &request, &target, &mut files, &bar);
    bar.clear();
    let times = bar.times();
    typed.site.say(|| timed(&times).trim_end().to_owned());
    let files = SiteFiles { table: &files, site: &site };
    let failed = report.problems.has_errors();
    if typed.json {
        print(&json(report, &files, started.elapsed(), &times));
    } else {
        print_for_people(report, &files, typed, started.elapsed());
        if typed.times && !typed.site.verbose {
            print(&timed(&times));
        }
    }
    if failed { ExitCode::from(SITE_HAS_ERRORS) } else { ExitCode::SUCCESS }
}

fn print_for_people(report: Report, files: &SiteFiles, typed: &Build, took: Duration) {
    let sorted = report.problems.into_sorted(files);
    let errors = sorted.iter().filter(|problem| problem.is_error()).count();
    let warnings = sorted.len() - errors;
    print_problems(&sorted, files, if typed.short { Format::Short } else { Format::Human });
    if errors > 0 {
        let both = if warnings > 0 { format!(" and {}", counted(warnings, "warning")) } else { String::new() };
        let outcome = if report.changed { "has changed in part" } else { "was not changed" };
        eprintln!("{}{both}; `{}` {outcome}", counted(errors, "error"), typed.output.display());
        return;
    }
    if typed.explain {
        print(&explained(&report.rendered));
    }
    let counts = report.counts;
    print(&format!(
        "{} in {:.2} s: {} written, {} unchanged, {} deleted in `{}`{}\n",
        counted(report.articles, "article"),
        took.as_secs_f64(),
        counts.written,
        counts.kept,
        counts.deleted,
        typed.output.display(),
        if warnings > 0 { format!(" ({})", counted(warnings, "warning")) } else { String::new() },
    ));
}

fn timed(times: &[(&str, Duration)]) -> String {
    let lines = times.iter().map(|(name, took)| format!("{:>9.1} ms  {name}\n", took.as_secs_f64() * 1000.0));
    lines.collect::<Vec<_>>().concat()
}

fn json(report: Report, files: &SiteFiles, took: Duration, times: &[(&str, Duration)]) -> String {
    let sorted = report.problems.into_sorted(files);
    let value = serde_json::json!({
        "ok": !sorted.iter().any(Diagnostic::is_error),
        "articles": report.articles,
        "written": report.counts.written,
        "kept": report.counts.kept,
        "deleted": report.counts.deleted,
        "rendered": report.rendered.iter().map(rendered).collect::<Vec<_>>(),
        "phases": times.iter().map(|(name, took)| (name.to_string(), took.as_secs_f64() * 1000.0)).collect::<BTreeMap<_, _>>(),
        "milliseconds": u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        "problems": problems_json(&sorted, files),
    });
    format!("{value:#}\n")
}

/// An output that was made, for programs.
fn rendered(one: &Rendered) -> serde_json::Value {
    serde_json::json!({"file": one.file, "why": why(&one.reason), "written": one.written})
}

/// A line for each output that was made; those with one reason stand together.
fn explained(rendered: &[Rendered]) -> String {
    let mut groups: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for one in rendered {
        let outcome = if one.written { "" } else { ", but the bytes are the same" };
        groups.entry(format!("{}{outcome}", why(&one.reason))).or_default().push(&one.file);
    }
    let mut text = String::new();
    for (why, files) in groups {
        let _ = writeln!(text, "{} made again: {why}", counted(files.len(), "file"));
        for file in files {
            let _ = writeln!(text, "  {file}");
        }
    }
    text
}

fn why(reason: &Reason) -> String {
    match reason {
        Reason::New => "new".to_owned(),
        Reason::Changed(names) => format!("{} changed", names.join(", ")),
        Reason::Damaged => "the file was not as we left it".to_owned(),
        Reason::Differs => "its bytes differ".to_owned(),
        Reason::Verified => "verified".to_owned(),
    }
}

/// A progress bar on a terminal, once a build has lasted a second.
struct Bar {
    shown: bool,
    started: Instant,
    total: AtomicUsize,
    done: AtomicUsize,
    drawn: AtomicUsize,
    /// When each phase began.
    phases: Mutex<Vec<(&'static str, Instant)>>,
}

impl Bar {
    fn new(wanted: bool) -> Self {
        let shown = wanted && std::io::stderr().is_terminal();
        let zero = || AtomicUsize::new(0);
        Self { shown, started: Instant::now(), total: zero(), done: zero(), drawn: zero(), phases: Mutex::default() }
    }

    fn draw(done: usize, total: usize) {
        const WIDTH: usize = 30;
        let full = WIDTH * done / total.max(1);
        let bar = format!("{}{}", "=".repeat(full), " ".repeat(WIDTH - full));
        eprint!("\r[{bar}] {done}/{total} ");
    }

    /// How long each phase took; the last one lasts until now.
    fn times(&self) -> Vec<(&'static str, Duration)> {
        let phases = self.phases.lock().unwrap_or_else(PoisonError::into_inner);
        let ends = phases.iter().skip(1).map(|(_, began)| *began).chain([Instant::now()]);
        phases.iter().zip(ends).map(|((name, began), end)| (*name, end.saturating_duration_since(*began))).collect()
    }

    fn clear(&self) {
        if self.drawn.load(Ordering::Relaxed) > 0 {
            eprint!("\r{}\r", " ".repeat(60));
        }
    }
}

impl Progress for Bar {
    fn phase(&self, name: &'static str) {
        self.phases.lock().unwrap_or_else(PoisonError::into_inner).push((name, Instant::now()));
    }

    fn begin(&self, total: usize) {
        self.total.store(total, Ordering::Relaxed);
    }

    fn step(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if !self.shown || self.started.elapsed() < Duration::from_secs(1) {
            return;
        }
        // At most ten pictures a second, whoever's turn it is.
        let tick = usize::try_from(self.started.elapsed().as_millis() / 100).unwrap_or(0);
        if self.drawn.fetch_max(tick, Ordering::Relaxed) < tick {
            Self::draw(done, self.total.load(Ordering::Relaxed));
        }
    }
}
