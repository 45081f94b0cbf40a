//! `halaman check`.

use super::{SITE_HAS_ERRORS, SiteOptions, counted, print, print_problems, problems_json, wrong_use};
use crate::build::{self, Checked, Elsewhere, SiteFiles};
use crate::check::{Document, feed, finding_at, sarif};
use crate::diag::{Diagnostic, Diagnostics, FileTable, Format};
use crate::outside::{self, Answer, Known};
use crate::source::{Disk, make_cache_folder, reason_of};
use clap::Args;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// What is remembered of other sites, in the site's folder.
const KNOWN: &str = ".halaman/links.json";

/// Between two requests to one host.
const PAUSE: Duration = Duration::from_millis(250);

/// What was typed.
#[derive(Debug, Args)]
pub(super) struct Check {
    #[command(flatten)]
    site: SiteOptions,
    /// What was published last, to see what comes too late; relative to the site's folder
    #[arg(long, short, value_name = "FOLDER", default_value = "public")]
    output: PathBuf,
    /// Judge a feed, or all feeds in a folder, whoever made them, instead of a site: RSS, Atom, JSON Feed, OPML
    #[arg(long, value_name = "FILE|FOLDER")]
    feed: Option<PathBuf>,
    /// The address at which that one feed is served
    #[arg(long, value_name = "URL", requires = "feed")]
    url: Option<String>,
    /// Tell only of what this change touches: outputs that are not as they were published, and their articles
    #[arg(long, conflicts_with = "feed")]
    changed: bool,
    /// Ask other sites, too, whether the pages are there that are linked to; what was there is not asked for again
    /// for a week
    #[arg(long, conflicts_with = "feed")]
    external: bool,
    /// Print the result as JSON, for programs
    #[arg(long)]
    json: bool,
    /// Print the result as SARIF 2.1.0, for code review tools
    #[arg(long, conflicts_with = "json")]
    sarif: bool,
    /// Print each problem on one line
    #[arg(long, conflicts_with_all = ["json", "sarif"])]
    short: bool,
}

/// Checks.
pub(super) fn run(typed: &Check) -> ExitCode {
    match &typed.feed {
        Some(path) => check_feeds(typed, path),
        None => check_site(typed),
    }
}

fn check_site(typed: &Check) -> ExitCode {
    let request = match typed.site.request() {
        Ok(request) => request,
        Err(reason) => return wrong_use("check", &reason),
    };
    typed.site.say_what(&request);
    let started = Instant::now();
    let site = typed.site.disk();
    let mut files = FileTable::default();
    let output = typed.site.site.join(&typed.output);
    let published = |file: &str| std::fs::read(output.join(file)).ok();
    let scope = build::Scope { changed: typed.changed, elsewhere: typed.external };
    let mut checked = build::check(&site, &request, scope, &published, &mut files);
    if typed.external {
        checked.problems.extend(ask_others(typed, &checked));
    }
    let what = counted(checked.documents, "file");
    typed.site.say(|| format!("judged: {what} in {:.2} s", started.elapsed().as_secs_f64()));
    tell(typed, checked.problems, &SiteFiles { table: &files, site: &site }, &what)
}

/// Asks other sites for what is linked to. The clock is read here.
fn ask_others(typed: &Check, checked: &Checked) -> Vec<Diagnostic> {
    let path = typed.site.site.join(KNOWN);
    let now = chrono::Utc::now().timestamp();
    let mut known = Known::read(&std::fs::read(&path).unwrap_or_default(), now);
    let news: Vec<String> =
        checked.elsewhere.iter().map(|link| link.url.clone()).filter(|url| known.answer(url).is_none()).collect();
    let answers = outside::ask(&news, &outside::Http::new(&checked.base_url), PAUSE);
    known.learn(&answers, now);
    let kept = make_cache_folder(&path).and_then(|()| std::fs::write(&path, known.to_bytes()));
    let answered = |link: &Elsewhere| doubt(link, answers.get(&link.url).or_else(|| known.answer(&link.url))?);
    let mut found: Vec<Diagnostic> = checked.elsewhere.iter().filter_map(answered).collect();
    found.extend(kept.err().map(|error| {
        Diagnostic::warning("cannot keep what other sites answered").on_path(KNOWN).note(reason_of(&error))
    }));
    found
}

/// What is to be said of a link to another site. It is never an error: a build must not fail for the fault of others.
fn doubt(link: &Elsewhere, answer: &Answer) -> Option<Diagnostic> {
    let (message, help) = match answer {
        Answer::There => return None,
        Answer::Moved(to) => (format!("`{}` has moved for good", link.url), format!("write `{to}`")),
        Answer::Gone(status) => {
            let help = "mend the address, or link to a copy in an archive of the web".to_owned();
            (format!("`{}` is not there, its host says ({status})", link.url), help)
        }
        Answer::Silent(reason) => {
            (format!("`{}` cannot be had: {reason}", link.url), "try again later, or mend the address".to_owned())
        }
    };
    let problem = Diagnostic::warning(format!("external: {message}")).rule("external").help(help);
    let mut problem = match link.at {
        Some(at) => problem.at(at),
        None => problem.on_path(Path::new("public").join(&link.output)),
    };
    problem.also = link.also;
    Some(problem)
}

fn check_feeds(typed: &Check, path: &Path) -> ExitCode {
    let paths = match feeds_at(path) {
        Ok(paths) => paths,
        Err(error) => return wrong_use("check", &format!("cannot read `{}`: {}", path.display(), reason_of(&error))),
    };
    let (mut files, mut problems) = (FileTable::default(), Diagnostics::default());
    let mut judged = 0;
    for file in &paths {
        match std::fs::read(file) {
            Ok(bytes) => judged += usize::from(judge(typed, path, file, &bytes, &mut files, &mut problems)),
            Err(error) => {
                let problem = Diagnostic::error("cannot read this file").on_path(file);
                problems.push(problem.note(reason_of(&error)));
            }
        }
    }
    if judged == 0 && !problems.has_errors() {
        return wrong_use("check", &format!("there is no feed in `{}`", path.display()));
    }
    let site = Disk::new(Path::new(""));
    tell(typed, problems, &SiteFiles { table: &files, site: &site }, &counted(judged, "feed"))
}

/// Judges a file, and whether it is a feed at all: in a folder, what is none is passed over.
fn judge(
    typed: &Check,
    asked: &Path,
    file: &Path,
    bytes: &[u8],
    files: &mut FileTable,
    problems: &mut Diagnostics,
) -> bool {
    let name = file.to_string_lossy();
    let document = Document { path: &name, url: typed.url.as_deref(), bytes };
    let judged = feed::judge(&document, &feed::Options::default());
    let text = String::from_utf8_lossy(bytes);
    // Any JSON may be a feed that went wrong, but in a folder most of it is something else.
    let is_other_json = judged.format == Some(feed::Format::Json) && !text.contains("jsonfeed.org/version");
    if asked != file && (judged.format.is_none() || is_other_json) {
        return false;
    }
    let id = files.intern_text(file, text.as_ref().into());
    problems.extend(judged.findings.iter().map(|finding| finding_at(finding, id)));
    true
}

/// The file, or the files in the folder whose names feeds have.
fn feeds_at(path: &Path) -> io::Result<Vec<PathBuf>> {
    if !std::fs::metadata(path)?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    for entry in walkdir::WalkDir::new(path).sort_by_file_name() {
        let entry = entry?;
        let suffix = entry.path().extension().unwrap_or_default().to_string_lossy().to_lowercase();
        if entry.file_type().is_file() && matches!(suffix.as_str(), "xml" | "rss" | "atom" | "json" | "opml") {
            found.push(entry.into_path());
        }
    }
    Ok(found)
}

fn tell(typed: &Check, problems: Diagnostics, files: &SiteFiles, what: &str) -> ExitCode {
    let sorted = problems.into_sorted(files);
    let errors = sorted.iter().filter(|problem| problem.is_error()).count();
    let warnings = sorted.len() - errors;
    if typed.json || typed.sarif {
        let problems = problems_json(&sorted, files);
        let value = if typed.sarif {
            sarif::document(problems.as_array().map(Vec::as_slice).unwrap_or_default())
        } else {
            serde_json::json!({"ok": errors == 0, "errors": errors, "warnings": warnings, "problems": problems})
        };
        print(&format!("{value:#}\n"));
    } else {
        print_problems(&sorted, files, if typed.short { Format::Short } else { Format::Human });
        let found = match (errors, warnings) {
            (0, 0) => "no fault".to_owned(),
            (0, _) => counted(warnings, "warning"),
            (_, 0) => counted(errors, "error"),
            _ => format!("{} and {}", counted(errors, "error"), counted(warnings, "warning")),
        };
        print(&format!("{what} checked: {found}\n"));
    }
    if errors > 0 { ExitCode::from(SITE_HAS_ERRORS) } else { ExitCode::SUCCESS }
}
