//! `halaman init`.

use super::{SITE_HAS_ERRORS, at, print, wrong_use};
use crate::build::At;
use crate::config;
use crate::scaffold::{self, Answers};
use crate::schema;
use crate::source::reason_of;
use chrono_tz::Tz;
use clap::Args;
use std::fs;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What was typed. What is missing is asked for on a terminal, and has a default elsewhere.
#[derive(Debug, Args)]
pub(super) struct Init {
    /// The new site's folder; it must be empty, or not be there
    #[arg(value_name = "FOLDER", default_value = ".")]
    folder: PathBuf,
    /// The site's name
    #[arg(long)]
    title: Option<String>,
    /// The site's whole address
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// The language of the site, and of the words that explain its files
    #[arg(long, value_parser = ["id", "en"])]
    language: Option<String>,
    /// The zone of dates, such as Asia/Makassar
    #[arg(long, value_name = "ZONE")]
    timezone: Option<String>,
    /// Who writes the articles
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
}

/// Makes a new site.
pub(super) fn run(typed: &Init) -> ExitCode {
    match make(typed) {
        Ok(files) => {
            print(&told(typed, &files));
            ExitCode::SUCCESS
        }
        Err(Refusal::Use(reason)) => wrong_use("init", &reason),
        Err(Refusal::Disk(reason)) => {
            eprintln!("error: {reason}");
            ExitCode::from(SITE_HAS_ERRORS)
        }
    }
}

enum Refusal {
    /// What was typed is wrong.
    Use(String),
    /// The folder does not take it.
    Disk(String),
}

fn make(typed: &Init) -> Result<Vec<String>, Refusal> {
    must_be_empty(&typed.folder).map_err(Refusal::Disk)?;
    let answers = answers(typed).map_err(Refusal::Use)?;
    let mut files = scaffold::site(&answers);
    files.extend(schema::editor_files());
    scaffold::write(&typed.folder, &files)
        .map_err(|(path, error)| Refusal::Disk(format!("cannot write `{path}`: {}", reason_of(&error))))?;
    Ok(files.into_iter().map(|(path, _)| path).collect())
}

/// A repository without files is an empty folder too.
fn must_be_empty(folder: &Path) -> Result<(), String> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(format!("cannot look into `{}`: {}", folder.display(), reason_of(&error))),
    };
    let mut names: Vec<String> = entries
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name != ".git")
        .collect();
    names.sort();
    match names.as_slice() {
        [] => Ok(()),
        [first, rest @ ..] => {
            let more = if rest.is_empty() { String::new() } else { format!(" and {} more", rest.len()) };
            Err(format!(
                "`{}` is not empty: it holds `{first}`{more}\n  help: name another folder, such as `halaman init kabar`",
                folder.display()
            ))
        }
    }
}

fn answers(typed: &Init) -> Result<Answers, String> {
    let asks = io::stdin().is_terminal() && io::stderr().is_terminal();
    let ask = |given: &Option<String>, question: &str, default: &str| match given {
        Some(given) => given.clone(),
        None if asks => asked(question, default),
        None => default.to_owned(),
    };
    let language = ask(&typed.language, "Language, id or en", "id");
    let language = if language == "en" { "en" } else { "id" };
    let indonesian = language == "id";
    let title = ask(&typed.title, "Title", if indonesian { "Kabar Kita" } else { "Our Paper" });
    let base_url = ask(&typed.base_url, "Address of the site", "https://kabar.example/");
    let base_url = config::check_base_url(&base_url).map_err(|reason| format!("--base-url {reason}: `{base_url}`"))?;
    let timezone = ask(&typed.timezone, "Time zone", if indonesian { "Asia/Jakarta" } else { "UTC" });
    let zone: Tz = timezone.parse().map_err(|_| format!("--timezone: no time zone is called `{timezone}`"))?;
    let author = ask(&typed.author, "Who writes", if indonesian { "Redaksi" } else { "Newsroom" });
    Ok(Answers {
        title,
        base_url: base_url.to_string(),
        language: language.to_owned(),
        timezone,
        author,
        date: today(zone)?,
    })
}

fn asked(question: &str, default: &str) -> String {
    let mut line = String::new();
    eprint!("{question} [{default}]: ");
    drop(io::stderr().flush());
    drop(io::stdin().lock().read_line(&mut line));
    let line = line.trim();
    if line.is_empty() { default.to_owned() } else { line.to_owned() }
}

/// The minute that it is in a zone.
fn today(zone: Tz) -> Result<String, String> {
    let At::Moment(now) = at(None)? else { return Err("no clock".to_owned()) };
    Ok(now.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string())
}

fn told(typed: &Init, files: &[String]) -> String {
    let list: Vec<String> = files.iter().map(|file| format!("  {file}\n")).collect();
    let list = list.concat();
    let folder = typed.folder.display().to_string();
    let go = if folder == "." { String::new() } else { format!("  cd {folder}\n") };
    format!("A new site in `{folder}`:\n{list}\nSee it while you change it:\n{go}  halaman serve --open\n")
}
