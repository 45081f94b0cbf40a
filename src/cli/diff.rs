//! `halaman diff`.

use super::{SITE_HAS_ERRORS, SiteOptions, WRONG_USE, counted, print, print_problems, problems_json, wrong_use};
use crate::build::{self, SiteFiles};
use crate::diag::{Diagnostic, Diagnostics, FileTable, Format};
use crate::diff::{self, Changes, Published, folder, manifest};
use crate::source::{Disk, SiteDir, reason_of};
use clap::Args;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

/// Where a build writes if nothing else is said.
const OUTPUT: &str = "public";

/// Exit code: something would be shown as unread a second time.
const UNREAD_AGAIN: u8 = 1;

/// What was typed.
#[derive(Debug, Args)]
pub(super) struct Diff {
    #[command(flatten)]
    site: SiteOptions,
    /// What was published: an output folder, also another generator's, or a saved manifest; relative to the site's folder
    /// [default: public]
    #[arg(long, value_name = "FILE|FOLDER")]
    against: Option<PathBuf>,
    /// Write the manifest of what would be published; relative to the site's folder
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    /// Print the result as JSON, for programs
    #[arg(long)]
    json: bool,
    /// Print each problem on one line
    #[arg(long, conflicts_with = "json")]
    short: bool,
}

impl Diff {
    /// Whether the manifest that is compared with is the one that is to be written: the first time there is none.
    fn saves_over_the_old(&self) -> bool {
        let whole = |path: &Option<PathBuf>| std::path::absolute(self.site.site.join(path.as_ref()?)).ok();
        self.save.is_some() && whole(&self.save) == whole(&self.against)
    }
}

/// What was compared with what.
struct Compared {
    changes: Changes,
    /// Whether nothing was published before.
    first: bool,
    /// Whether the manifest was written, if one was asked for.
    saved: Option<bool>,
}

/// Compares.
pub(super) fn run(typed: &Diff) -> ExitCode {
    let request = match typed.site.request() {
        Ok(request) => request,
        Err(reason) => return wrong_use("diff", &reason),
    };
    typed.site.say_what(&request);
    let started = Instant::now();
    let site = typed.site.disk();
    let (mut files, mut problems) = (FileTable::default(), Diagnostics::default());
    let ready = build::prepare(&site, &request, &mut files, &mut problems);
    typed.site.say_found(&ready, started);
    let compared = if problems.has_errors() {
        Ok(None)
    } else {
        let new = diff::planned(&ready.config, &ready.library, &ready.plan);
        compare(typed, &new, &ready.plan.words.page, &mut problems).map(Some)
    };
    match compared {
        Ok(compared) => report(typed, compared.as_ref(), problems, &SiteFiles { table: &files, site: &site }),
        Err(reason) => {
            eprintln!("error: {reason}");
            ExitCode::from(WRONG_USE)
        }
    }
}

fn compare(typed: &Diff, new: &Published, page_word: &str, problems: &mut Diagnostics) -> Result<Compared, String> {
    let old = old(typed, new, page_word, problems)?;
    let changes = old.as_ref().map_or_else(|| diff::compare(&Published::default(), new), |old| diff::compare(old, new));
    // Whoever runs the same command again must be told the same.
    let poisons = !changes.unread_again.is_empty() && typed.saves_over_the_old();
    let saved = match &typed.save {
        Some(path) if !poisons => save(typed, path, new).map(|()| Some(true))?,
        Some(_) => Some(false),
        None => None,
    };
    Ok(Compared { changes, first: old.is_none(), saved })
}

/// What was published; nothing if the output folder is not there yet, or empty, or the manifest is still to be made.
fn old(
    typed: &Diff,
    new: &Published,
    page_word: &str,
    problems: &mut Diagnostics,
) -> Result<Option<Published>, String> {
    let name = typed.against.clone().unwrap_or_else(|| OUTPUT.into());
    let path = typed.site.site.join(&name);
    if path.is_dir() {
        return Ok(old_folder(&path, &name, new, page_word, problems));
    }
    match std::fs::read(&path) {
        Ok(bytes) => manifest::read(&bytes).map(Some).map_err(|reason| format!("`{}`: {reason}", name.display())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let is_asked_for = typed.against.is_some() && !typed.saves_over_the_old();
            let reason = format!("there is no file or folder `{}`, which `--against` names", name.display());
            if is_asked_for { Err(reason) } else { Ok(None) }
        }
        Err(error) => Err(format!("cannot read `{}`: {}", name.display(), reason_of(&error))),
    }
}

fn old_folder(
    path: &Path,
    name: &Path,
    new: &Published,
    page_word: &str,
    problems: &mut Diagnostics,
) -> Option<Published> {
    let disk = Disk::new(path);
    let listing = disk.list("");
    for problem in listing.problems {
        let unread = Diagnostic::warning("cannot read a part of what was published").on_path(name.join(problem.path));
        problems.push(unread.note(problem.reason));
    }
    let paths: Vec<String> = listing.files.into_iter().map(|file| file.path).collect();
    let bytes_of = |path: &str| disk.read(Path::new(path)).map_err(|error| reason_of(&error));
    let found = folder::read(&paths, page_word, &new.base_url, bytes_of);
    for (path, reason) in found.broken {
        let broken = Diagnostic::warning("this feed cannot be read and is left out").on_path(name.join(path));
        problems.push(broken.note(reason).help("what readers know of its articles is not compared"));
    }
    if !paths.is_empty() && found.published.feeds.is_empty() {
        let silent = Diagnostic::warning("there is no feed in this folder").on_path(name);
        problems.push(silent.note("what readers have seen is not known; addresses alone are compared"));
    }
    (!paths.is_empty()).then_some(found.published)
}

/// Writes the manifest beside and renames it: half of one would be no manifest.
fn save(typed: &Diff, name: &Path, new: &Published) -> Result<(), String> {
    let path = typed.site.site.join(name);
    let mut beside = path.clone().into_os_string();
    beside.push(".new");
    let written = std::fs::write(&beside, manifest::write(new)).and_then(|()| std::fs::rename(&beside, &path));
    written.map_err(|error| {
        drop(std::fs::remove_file(&beside));
        format!("cannot write `{}`: {}", name.display(), reason_of(&error))
    })
}

fn report(typed: &Diff, compared: Option<&Compared>, problems: Diagnostics, files: &SiteFiles) -> ExitCode {
    let sorted = problems.into_sorted(files);
    let again = compared.is_some_and(|compared| !compared.changes.unread_again.is_empty());
    if typed.json {
        print(&json(compared, &sorted, files));
    } else {
        print_problems(&sorted, files, if typed.short { Format::Short } else { Format::Human });
        match compared {
            Some(compared) => print(&text(typed, compared)),
            None => eprintln!("{}; nothing was compared", counted(errors(&sorted), "error")),
        }
    }
    match compared {
        None => ExitCode::from(SITE_HAS_ERRORS),
        Some(_) if again => ExitCode::from(UNREAD_AGAIN),
        Some(_) => ExitCode::SUCCESS,
    }
}

fn errors(sorted: &[Diagnostic]) -> usize {
    sorted.iter().filter(|problem| problem.is_error()).count()
}

fn text(typed: &Diff, compared: &Compared) -> String {
    let mut text = if compared.first { "nothing was published before\n".to_owned() } else { String::new() };
    text.push_str(&diff::text(&compared.changes));
    if text.is_empty() {
        text.push_str("readers would see no difference\n");
    }
    match (&typed.save, compared.saved) {
        (Some(path), Some(true)) => text + &format!("saved in `{}`\n", path.display()),
        (Some(path), Some(false)) => text + &format!("`{}` is kept as it was\n", path.display()),
        _ => text,
    }
}

fn json(compared: Option<&Compared>, sorted: &[Diagnostic], files: &SiteFiles) -> String {
    let changes = compared.map(|compared| diff::json(&compared.changes));
    let value = serde_json::json!({
        "ok": compared.is_some_and(|compared| compared.changes.unread_again.is_empty()),
        "first": compared.is_some_and(|compared| compared.first),
        "saved": compared.and_then(|compared| compared.saved),
        "changes": changes,
        "problems": problems_json(sorted, files),
    });
    format!("{value:#}\n")
}
