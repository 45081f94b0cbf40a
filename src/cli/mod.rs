//! The command line: what was typed, what it means, and what is printed. The only room that reads the clock and the
//! environment.
//!
//! Each command has a file of its own; here is what they share.

mod build;
mod check;
mod diff;
mod init;
mod list;
mod new;
mod next;
mod serve;
mod tools;

use crate::build::{At, Ready, Request, SiteFiles, prepare};
use crate::config;
use crate::content::Cache;
use crate::diag::{Diagnostic, Diagnostics, FileTable, Format, emit};
use crate::locale;
use crate::source::Disk;
use clap::{Args, Parser, Subcommand};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

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
    /// Make a new site, with files that explain themselves
    #[command(after_help = "Example:\n  halaman init kabar --title \"Kabar Kampung\" --timezone Asia/Makassar")]
    Init(init::Init),
    /// Begin an article: its file with date, author and place filled in
    #[command(after_help = "Example:\n  halaman new \"Harga ikan turun\" --section ekonomi --edit")]
    New(new::New),
    /// Build the whole site into `public/`
    #[command(after_help = "Example:\n  halaman build --at \"2026-11-24 06:00\" --base-url https://kabar.example/")]
    Build(build::Build),
    /// Judge what a build would write by the rules of feeds, sitemaps, structured data and pages
    #[command(
        after_help = "Examples:\n  halaman check --at \"2026-11-24 06:00\"\n  halaman check --feed public/feed.xml"
    )]
    Check(check::Check),
    /// Tell what readers will see if the site is published as it is now
    #[command(
        after_help = "Example:\n  halaman diff --against published.json\n\nExit code 1: an article would be shown as \
                            unread a second time, or the site has errors."
    )]
    Diff(diff::Diff),
    /// Tell the moments at which the output changes by itself: build then
    #[command(after_help = "Example:\n  halaman next --cron --command \"cd /srv/kabar && halaman build\"")]
    Next(next::Next),
    /// Print what the site consists of: articles, outputs, feeds, terms
    #[command(after_help = "Examples:\n  halaman list\n  halaman list held\n  halaman list feeds --json")]
    List(list::List),
    /// Show the site in a browser while it is being written; pages follow every change
    #[command(after_help = "Examples:\n  halaman serve --open\n  halaman serve --drafts --at \"2026-11-24 06:00\"")]
    Serve(serve::Serve),
    /// Print a JSON Schema, for editors
    #[command(after_help = "Example:\n  halaman schema front-matter > .vscode/front-matter.schema.json")]
    Schema(tools::Schema),
    /// Print what makes a shell complete commands and options
    #[command(after_help = "Example:\n  halaman completions bash > ~/.local/share/bash-completion/completions/halaman")]
    Completions(tools::Completions),
    /// Print the manual, for `man`
    #[command(after_help = "Example:\n  halaman manual > ~/.local/share/man/man1/halaman.1")]
    Manual,
}

/// Which site, and for which moment: options of every command that reads one.
#[derive(Debug, Args)]
struct SiteOptions {
    /// The site's folder: the one with `halaman.yaml`
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    site: PathBuf,
    /// Take the site as it is to be at that moment, in its own time zone; default: now, or `SOURCE_DATE_EPOCH`
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// Take another address than the configuration's
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Take drafts too
    #[arg(long)]
    drafts: bool,
    /// Say more of what is done, on standard error: which site, which moment, how much was found, how long it took
    #[arg(long, short)]
    verbose: bool,
}

impl SiteOptions {
    /// The site's files.
    fn disk(&self) -> Disk {
        Disk::new(&self.site)
    }

    /// What is asked for.
    ///
    /// # Errors
    /// What can be known to be wrong before the site is read.
    fn request(&self) -> Result<Request, String> {
        if let Some(text) = &self.at {
            locale::parse_time(text, chrono_tz::UTC).map_err(|reason| format!("--at: {reason}"))?;
        }
        if let Some(url) = &self.base_url {
            config::check_base_url(url).map_err(|reason| format!("--base-url {reason}: `{url}`"))?;
        }
        Ok(Request {
            at: at(self.at.as_deref())?,
            drafts: self.drafts,
            base_url: self.base_url.clone(),
            cache: chrono::Utc::now().timestamp_nanos_opt().map_or(Cache::Off, Cache::Reads),
        })
    }
}

impl SiteOptions {
    /// With `--verbose`: says something more. It is only made where it is wanted.
    fn say(&self, words: impl FnOnce() -> String) {
        if self.verbose {
            eprintln!("{}", words());
        }
    }

    /// Says which site is read, and as of when.
    fn say_what(&self, request: &Request) {
        self.say(|| {
            let folder = std::path::absolute(&self.site).unwrap_or_else(|_| self.site.clone());
            let moment = match &request.at {
                At::Typed(text) => format!("{text} (--at)"),
                At::Moment(moment) if std::env::var_os("SOURCE_DATE_EPOCH").is_some() => {
                    format!("{} (SOURCE_DATE_EPOCH)", moment.to_rfc3339())
                }
                At::Moment(moment) => format!("{} (now)", moment.format("%Y-%m-%dT%H:%M:%S%:z")),
            };
            format!("site: {}\nmoment: {moment}", folder.display())
        });
    }

    /// Says what was found there.
    fn say_found(&self, ready: &Ready, since: Instant) {
        self.say(|| {
            format!(
                "found: {} published, {} held back, {} planned, in {:.2} s",
                counted(ready.library.articles.len(), "article"),
                ready.library.held.len(),
                counted(ready.plan.outputs.len(), "file"),
                since.elapsed().as_secs_f64(),
            )
        });
    }
}

impl SiteOptions {
    /// The site, planned, for a command that only looks at it. Otherwise why it cannot be has been printed.
    fn ready(&self, command: &str) -> Result<Ready, ExitCode> {
        let request = self.request().map_err(|reason| wrong_use(command, &reason))?;
        self.say_what(&request);
        let started = Instant::now();
        let site = self.disk();
        let (mut files, mut problems) = (FileTable::default(), Diagnostics::default());
        let ready = prepare(&site, &request, &mut files, &mut problems);
        if problems.has_errors() {
            let files = SiteFiles { table: &files, site: &site };
            print_problems(&problems.into_sorted(&files), &files, Format::Human);
            return Err(ExitCode::from(SITE_HAS_ERRORS));
        }
        self.say_found(&ready, started);
        Ok(ready)
    }
}

/// Runs the program with the arguments of this process.
pub fn run() -> ExitCode {
    match Typed::parse().command {
        Command::Build(typed) => build::run(&typed),
        Command::Check(typed) => check::run(&typed),
        Command::Diff(typed) => diff::run(&typed),
        Command::Next(typed) => next::run(&typed),
        Command::Serve(typed) => serve::run(typed),
        Command::Init(typed) => init::run(&typed),
        Command::New(typed) => new::run(&typed),
        Command::List(typed) => list::run(&typed),
        Command::Schema(typed) => tools::schema(&typed),
        Command::Completions(typed) => tools::completions(&typed),
        Command::Manual => tools::manual(),
    }
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

/// Says why a command cannot be run as it was typed.
fn wrong_use(command: &str, reason: &str) -> ExitCode {
    eprintln!("error: {reason}\n\nFor more information, try 'halaman {command} --help'.");
    ExitCode::from(WRONG_USE)
}

/// Prints problems to standard error, for people.
fn print_problems(sorted: &[Diagnostic], files: &SiteFiles, format: Format) {
    let color = anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never;
    let text = emit(sorted, files, format, color, MOST_PROBLEMS);
    if !text.is_empty() {
        eprintln!("{}", text.trim_end());
        eprintln!();
    }
}

/// Problems as JSON.
fn problems_json(sorted: &[Diagnostic], files: &SiteFiles) -> serde_json::Value {
    serde_json::from_str(&emit(sorted, files, Format::Json, false, usize::MAX)).unwrap_or_default()
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// Prints to standard output; whoever closed it early has seen enough.
fn print(text: &str) {
    drop(std::io::stdout().write_all(text.as_bytes()));
}
