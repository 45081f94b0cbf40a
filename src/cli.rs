//! The command line: what was typed, what it means, and what is printed. The only room that reads the clock and the
//! environment.

use crate::build::{self, At, Progress, Report, Request, SiteFiles};
use crate::config;
use crate::diag::{FileTable, Format, emit};
use crate::locale;
use crate::public::Target;
use crate::source::Disk;
use clap::{Args, Parser, Subcommand};
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// How many problems are printed at most.
const MOST_PROBLEMS: usize = 20;

/// Exit code: the site has errors.
const SITE_HAS_ERRORS: u8 = 1;

/// Exit code: the command itself was wrong.
const WRONG_USE: u8 = 2;

/// A static site builder for people who publish news
#[derive(Debug, Parser)]
#[command(name = "halaman", version, about, arg_required_else_help = true)]
struct Typed {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build the whole site into `public/`
    #[command(after_help = "Example:\n  halaman build --at \"2026-11-24 06:00\" --base-url https://kabar.example/")]
    Build(Build),
}

#[derive(Debug, Args)]
struct Build {
    /// The site's folder: the one with `halaman.yaml`
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    site: PathBuf,
    /// Where to write; relative to the site's folder
    #[arg(long, short, value_name = "FOLDER", default_value = "public")]
    output: PathBuf,
    /// Build the site as it is to be at that moment, in its own time zone; default: now, or `SOURCE_DATE_EPOCH`
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// Build for another address than the configuration's
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Publish drafts too
    #[arg(long)]
    drafts: bool,
    /// Delete everything in the output folder that is not of this build
    #[arg(long)]
    clean: bool,
    /// Print the result as JSON, for programs
    #[arg(long)]
    json: bool,
    /// Print each problem on one line
    #[arg(long, conflicts_with = "json")]
    short: bool,
}

/// Runs the program with the arguments of this process.
pub fn run() -> ExitCode {
    let typed = Typed::parse();
    match typed.command {
        Command::Build(build) => run_build(&build),
    }
}

fn run_build(typed: &Build) -> ExitCode {
    let at = match check_options(typed).and_then(|()| at(typed.at.as_deref())) {
        Ok(at) => at,
        Err(reason) => {
            eprintln!("error: {reason}\n\nFor more information, try 'halaman build --help'.");
            return ExitCode::from(WRONG_USE);
        }
    };
    let started = Instant::now();
    let site = Disk::new(&typed.site);
    let target = Target {
        site: typed.site.clone(),
        root: typed.site.join(&typed.output),
        name: typed.output.clone(),
        clean: typed.clean,
    };
    let request = Request { at, drafts: typed.drafts, base_url: typed.base_url.clone() };
    let mut files = FileTable::default();
    let bar = Bar::new(!typed.json);
    let report = build::build(&site, &request, &target, &mut files, &bar);
    bar.clear();
    let files = SiteFiles { table: &files, site: &site };
    let failed = report.problems.has_errors();
    if typed.json {
        print(&json(report, &files, started.elapsed()));
    } else {
        print_for_people(report, &files, typed, started.elapsed());
    }
    if failed { ExitCode::from(SITE_HAS_ERRORS) } else { ExitCode::SUCCESS }
}

/// What can be known to be wrong before the site is read.
fn check_options(typed: &Build) -> Result<(), String> {
    if let Some(text) = &typed.at {
        locale::parse_time(text, chrono_tz::UTC).map_err(|reason| format!("--at: {reason}"))?;
    }
    if let Some(url) = &typed.base_url {
        config::check_base_url(url).map_err(|reason| format!("--base-url {reason}: `{url}`"))?;
    }
    Ok(())
}

/// The moment of a build: as typed, else of `SOURCE_DATE_EPOCH` (D-2), else now.
fn at(typed: Option<&str>) -> Result<At, String> {
    if let Some(text) = typed {
        return Ok(At::Typed(text.to_owned()));
    }
    let Ok(epoch) = std::env::var("SOURCE_DATE_EPOCH") else {
        return Ok(At::Moment(chrono::Utc::now().fixed_offset()));
    };
    let moment = epoch.trim().parse().ok().and_then(|seconds| chrono::DateTime::from_timestamp(seconds, 0));
    let moment = moment.ok_or_else(|| format!("SOURCE_DATE_EPOCH is `{epoch}`, and not a number of seconds"))?;
    Ok(At::Moment(moment.fixed_offset()))
}

fn print_for_people(report: Report, files: &SiteFiles, typed: &Build, took: Duration) {
    let format = if typed.short { Format::Short } else { Format::Human };
    let color = anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never;
    let sorted = report.problems.into_sorted(files);
    let errors = sorted.iter().filter(|problem| problem.is_error()).count();
    let warnings = sorted.len() - errors;
    let text = emit(&sorted, files, format, color, MOST_PROBLEMS);
    if !text.is_empty() {
        eprintln!("{}", text.trim_end());
        eprintln!();
    }
    if errors > 0 {
        let both = if warnings > 0 { format!(" and {}", counted(warnings, "warning")) } else { String::new() };
        let outcome = if report.changed { "has changed in part" } else { "was not changed" };
        eprintln!("{}{both}; `{}` {outcome}", counted(errors, "error"), typed.output.display());
        return;
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

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn json(report: Report, files: &SiteFiles, took: Duration) -> String {
    let sorted = report.problems.into_sorted(files);
    let problems: serde_json::Value =
        serde_json::from_str(&emit(&sorted, files, Format::Json, false, usize::MAX)).unwrap_or_default();
    let value = serde_json::json!({
        "ok": !sorted.iter().any(crate::diag::Diagnostic::is_error),
        "articles": report.articles,
        "written": report.counts.written,
        "kept": report.counts.kept,
        "deleted": report.counts.deleted,
        "milliseconds": u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        "problems": problems,
    });
    format!("{value:#}\n")
}

/// Prints to standard output; whoever closed it early has seen enough.
fn print(text: &str) {
    drop(std::io::stdout().write_all(text.as_bytes()));
}

/// A progress bar on a terminal, once a build has lasted a second.
struct Bar {
    shown: bool,
    started: Instant,
    total: AtomicUsize,
    done: AtomicUsize,
    drawn: AtomicUsize,
}

impl Bar {
    fn new(wanted: bool) -> Self {
        let shown = wanted && std::io::stderr().is_terminal();
        let zero = || AtomicUsize::new(0);
        Self { shown, started: Instant::now(), total: zero(), done: zero(), drawn: zero() }
    }

    fn draw(done: usize, total: usize) {
        const WIDTH: usize = 30;
        let full = WIDTH * done / total.max(1);
        let bar = format!("{}{}", "=".repeat(full), " ".repeat(WIDTH - full));
        eprint!("\r[{bar}] {done}/{total} ");
    }

    fn clear(&self) {
        if self.drawn.load(Ordering::Relaxed) > 0 {
            eprint!("\r{}\r", " ".repeat(60));
        }
    }
}

impl Progress for Bar {
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
