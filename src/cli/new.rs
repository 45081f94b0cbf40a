//! `halaman new`.

use super::{SITE_HAS_ERRORS, at, print, print_problems, wrong_use};
use crate::build::{At, SiteFiles};
use crate::config::{self, Config};
use crate::diag::{Diagnostics, FileTable, Format};
use crate::locale;
use crate::scaffold::{self, Beginning};
use crate::source::{Disk, SiteDir, reason_of};
use clap::Args;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// What was typed.
#[derive(Debug, Args)]
pub(super) struct New {
    /// The headline
    title: String,
    /// The folder of `content/` it belongs to
    #[arg(long, short, value_name = "SECTION", default_value = "")]
    section: String,
    /// The name of its file; default: made of the headline
    #[arg(long)]
    slug: Option<String>,
    /// Its language, if not the site's
    #[arg(long, value_name = "TAG")]
    language: Option<String>,
    /// Who writes it; default: `author` of the configuration
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
    /// When it comes out; default: now
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// Give it a folder of its own, for its pictures
    #[arg(long)]
    folder: bool,
    /// Open it in the editor that `VISUAL` or `EDITOR` names
    #[arg(long)]
    edit: bool,
    /// The site's folder: the one with `halaman.yaml`
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    site: PathBuf,
}

/// Begins an article.
pub(super) fn run(typed: &New) -> ExitCode {
    let site = Disk::new(&typed.site);
    let mut files = FileTable::default();
    let begun = begin(typed, &site, &mut files);
    let path = match begun {
        Ok(path) => path,
        Err(Refusal::Use(reason)) => return wrong_use("new", &reason),
        Err(Refusal::Site(problems)) => {
            let files = SiteFiles { table: &files, site: &site };
            print_problems(&problems.into_sorted(&files), &files, Format::Human);
            return ExitCode::from(SITE_HAS_ERRORS);
        }
        Err(Refusal::Disk(reason)) => {
            eprintln!("error: {reason}");
            return ExitCode::from(SITE_HAS_ERRORS);
        }
    };
    let made = if typed.site == Path::new(".") { PathBuf::from(&path) } else { typed.site.join(&path) };
    print(&format!("{}\n", made.display()));
    // Whoever looks for it in the preview would look in vain.
    let is_draft = || std::fs::read_to_string(&made).is_ok_and(|text| text.contains("\ndraft: true\n"));
    if io::stderr().is_terminal() && is_draft() {
        eprintln!("a draft: `halaman serve --drafts` shows it; take the line `draft: true` out when it is ready");
    }
    if typed.edit { edit(&made) } else { ExitCode::SUCCESS }
}

enum Refusal {
    /// What was typed is wrong.
    Use(String),
    /// The configuration is, or what the newsroom's articles begin with.
    Site(Diagnostics),
    /// The disk does not take it.
    Disk(String),
}

fn begin(typed: &New, site: &Disk, files: &mut FileTable) -> Result<String, Refusal> {
    let mut problems = Diagnostics::default();
    let config = config::load(site, files, None, &mut problems);
    if problems.has_errors() {
        return Err(Refusal::Site(problems));
    }
    let wanted = Beginning {
        title: typed.title.trim().to_owned(),
        section: typed.section.trim_matches('/').to_owned(),
        slug: typed.slug.clone(),
        language: typed.language.clone(),
        date: date(typed, &config).map_err(Refusal::Use)?,
        author: typed.author.clone(),
        folder: typed.folder,
    };
    let (path, text) = scaffold::begin(site, &config, &wanted, files).map_err(Refusal::Site)?;
    if let Some(other) = in_its_place(site, &path) {
        return Err(Refusal::Disk(format!(
            "`{other}` is there already\n  help: give the new one another name with `--slug`"
        )));
    }
    match scaffold::write(&typed.site, &[(path.clone(), text)]) {
        Ok(()) => Ok(path),
        Err((path, error)) => Err(Refusal::Disk(format!("cannot write `{path}`: {}", reason_of(&error)))),
    }
}

/// What would have the same address: the file itself, or the article in the other form, `x.md` beside `x/index.md`.
fn in_its_place(site: &Disk, path: &str) -> Option<String> {
    let name = path.rfind('/').map_or(0, |at| at + 1);
    let dot = path[name..].find('.').map_or(path.len(), |at| name + at);
    let twin = path.split_once("/index.").map_or_else(
        || format!("{}/index{}", &path[..dot], &path[dot..]),
        |(folder, ending)| format!("{folder}.{ending}"),
    );
    let exists = |path: &str| site.location(Path::new(path)).is_some_and(|path| path.symlink_metadata().is_ok());
    [path.to_owned(), twin].into_iter().find(|path| exists(path))
}

/// In the site's zone, to the minute.
fn date(typed: &New, config: &Config) -> Result<String, String> {
    let moment = match at(typed.at.as_deref())? {
        At::Moment(moment) => moment,
        At::Typed(text) => locale::parse_time(&text, config.timezone).map_err(|reason| format!("--at: {reason}"))?,
    };
    Ok(moment.with_timezone(&config.timezone).format("%Y-%m-%d %H:%M").to_string())
}

fn edit(path: &Path) -> ExitCode {
    let editor = ["VISUAL", "EDITOR"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|name| !name.trim().is_empty()));
    let Some(editor) = editor else {
        eprintln!("neither VISUAL nor EDITOR names an editor, so the file is not opened");
        return ExitCode::SUCCESS;
    };
    // `code --wait` is a program and its arguments.
    let mut words = editor.split_whitespace();
    let status = Command::new(words.next().unwrap_or_default()).args(words).arg(path).status();
    match status.and_then(|status| if status.success() { Ok(()) } else { Err(io::Error::other(status.to_string())) }) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: `{editor}`: {}", reason_of(&error));
            ExitCode::from(SITE_HAS_ERRORS)
        }
    }
}
