//! Who is measured: halaman with two sets of templates, the floor, and Hugo where it is installed.
//!
//! A contender has a site of its own, laid out once. A round changes it, and takes the changes back before the next.

use crate::corpus::{Article, Corpus};
use crate::layout::{OWN, Style, THEME, files};
use crate::measure::{self, Cost};
use std::env;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::Duration;

/// Files of a moment ago can still change without looking otherwise, and no program believes that they have not. Before the
/// first build of a round they are older than the rounding of any clock.
const SETTLED: Duration = Duration::from_millis(2500);

/// `benches/hugo`.
const HUGO: Style = Style { skeleton: "hugo", author: "author: \"{}\"" };

/// A later moment than that of any article.
const AT: &str = "2026-06-01 00:00";

/// What is done to the site before a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// Into a folder that does not exist, with nothing known of earlier builds.
    Clean,
    /// Nothing.
    Unchanged,
    /// A sentence more in an article from the middle of the archive.
    Body,
    /// A new article, which the sidebar of every page then names.
    Added,
    /// One element more in the template of articles.
    Template,
}

impl Case {
    /// In the order of a round: each begins with what the one before has left.
    pub const ALL: [Self; 5] = [Self::Clean, Self::Unchanged, Self::Body, Self::Added, Self::Template];
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Self::Clean => "clean",
            Self::Unchanged => "unchanged",
            Self::Body => "one body edited",
            Self::Added => "one article added",
            Self::Template => "one template edited",
        })
    }
}

/// A program with a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// halaman with `benches/site`.
    Own,
    /// halaman with the default theme, which makes more and larger pages.
    Theme,
    /// The floor under [`Who::Own`].
    Floor,
    /// Hugo with `benches/hugo`.
    Hugo,
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Self::Own => "halaman",
            Self::Theme => "halaman, default theme",
            Self::Floor => "floor",
            Self::Hugo => "Hugo",
        })
    }
}

/// Where a contender works.
pub struct Contender<'c> {
    /// Which it is.
    pub who: Who,
    corpus: &'c Corpus,
    /// The folder of everything about this corpus.
    scratch: PathBuf,
}

impl<'c> Contender<'c> {
    /// Lays out the site; the floor reads that of [`Who::Own`].
    ///
    /// # Errors
    /// Those of the system.
    pub fn new(who: Who, corpus: &'c Corpus, scratch: &Path) -> io::Result<Self> {
        let new = Self { who, corpus, scratch: scratch.to_path_buf() };
        let site = new.site();
        if who != Who::Floor {
            new.style().lay_out(corpus, |path, bytes| write(&site.join(path), &bytes))?;
        }
        Ok(new)
    }

    /// Whether there is such a build: the floor is that of a clean one, and the theme is measured by a clean one.
    pub fn takes(&self, case: Case) -> bool {
        case == Case::Clean || matches!(self.who, Who::Own | Who::Hugo)
    }

    /// Prepares a case, builds, and sees that the output is what it should be.
    ///
    /// # Errors
    /// Those of the system, of the build, or the output is wrong.
    pub fn run(&self, case: Case, round: usize) -> io::Result<Cost> {
        self.prepare(case, round)?;
        let cost = measure::run(&self.command(round)?)?;
        self.verify(case, round)?;
        Ok(cost)
    }

    /// The output of a round.
    pub fn output(&self, round: usize) -> PathBuf {
        self.scratch.join(format!("output-{:?}-{round}", self.who))
    }

    fn site(&self) -> PathBuf {
        let who = if self.who == Who::Floor { Who::Own } else { self.who };
        self.scratch.join(format!("site-{who:?}"))
    }

    fn style(&self) -> Style {
        match self.who {
            Who::Own | Who::Floor => OWN,
            Who::Theme => THEME,
            Who::Hugo => HUGO,
        }
    }

    fn command(&self, round: usize) -> io::Result<Vec<String>> {
        let (site, output) = (display(&self.site()), display(&self.output(round)));
        let words = match self.who {
            Who::Own | Who::Theme => vec![halaman(), "build".into(), "--site".into(), site, "--output".into(), output],
            Who::Hugo => vec![hugo(), "build".into(), "--source".into(), site, "--destination".into(), output],
            Who::Floor => {
                let finished = display(&Self { who: Who::Own, scratch: self.scratch.clone(), ..*self }.output(round));
                return Ok(vec![display(&env::current_exe()?), "floor".into(), site, finished, output]);
            }
        };
        let last = if self.who == Who::Hugo { vec!["--noBuildLock".into()] } else { vec!["--at".into(), AT.into()] };
        Ok([words, last].concat())
    }

    fn prepare(&self, case: Case, round: usize) -> io::Result<()> {
        let (path, text) = self.style().file(&self.corpus.article(self.corpus.middle()));
        match case {
            Case::Clean if self.who == Who::Floor => Ok(()),
            Case::Clean => {
                write(&self.site().join(path), text.as_bytes())?;
                self.take_back(round)?;
                thread::sleep(SETTLED);
                Ok(())
            }
            Case::Unchanged => Ok(()),
            Case::Body => write(&self.site().join(path), format!("{text}\n{}\n", sentence(round)).as_bytes()),
            Case::Added => {
                let (path, text) = self.style().file(&self.news(round));
                write(&self.site().join(path), text.as_bytes())
            }
            Case::Template => {
                let template = self.template();
                let text = fs::read_to_string(&template)?;
                write(&template, text.replace("</article>", &format!("{}</article>", mark(round))).as_bytes())
            }
        }
    }

    /// Makes the site what it was before the round before, and forgets that it was ever built. What a builder has noted is
    /// moved aside: deleting many files makes a disk slow for minutes.
    fn take_back(&self, round: usize) -> io::Result<()> {
        let before = round.wrapping_sub(1);
        let news = self.site().join(self.style().file(&self.news(before)).0);
        if news.exists() {
            fs::remove_file(news)?;
            let text = fs::read_to_string(self.template())?;
            write(&self.template(), text.replace(&mark(before), "").as_bytes())?;
        }
        for notes in [".halaman", "resources"].map(|name| self.site().join(name)) {
            if notes.exists() {
                fs::rename(notes, self.scratch.join(format!("notes-{:?}-{round}", self.who)))?;
            }
        }
        Ok(())
    }

    /// A build that made nothing is quick, and its figures are worth nothing.
    fn verify(&self, case: Case, round: usize) -> io::Result<()> {
        let old = self.corpus.article(self.corpus.middle());
        let (article, wanted) = match case {
            Case::Clean | Case::Unchanged => (&old, format!("/{}/", old.section)),
            Case::Body => (&old, sentence(round)),
            Case::Added => (&old, format!("/{}/", self.news(round).slug)),
            Case::Template => (&old, mark(round)),
        };
        let page = self.output(round).join(article.section).join(&article.slug).join("index.html");
        if fs::read_to_string(&page)?.contains(&wanted) {
            return Ok(());
        }
        Err(io::Error::other(format!("{}, {case}: no `{wanted}` in {}", self.who, page.display())))
    }

    fn news(&self, round: usize) -> Article {
        self.corpus.news(round)
    }

    fn template(&self) -> PathBuf {
        let path = if self.who == Who::Hugo { "layouts/page.html" } else { "templates/article.html" };
        self.site().join(path)
    }
}

fn sentence(round: usize) -> String {
    format!("Kalimat tambahan nomor {round}.")
}

/// Hugo takes comments out of templates, so it is an element.
fn mark(round: usize) -> String {
    format!("<hr title=\"{round}\">")
}

/// The binary that was built with this bench, or another one that `HALAMAN` names.
fn halaman() -> String {
    env::var("HALAMAN").unwrap_or_else(|_| env!("CARGO_BIN_EXE_halaman").to_owned())
}

fn hugo() -> String {
    env::var("HUGO").unwrap_or_else(|_| "hugo".to_owned())
}

/// What Hugo says of itself, if it is there.
pub fn hugo_version() -> Option<String> {
    let output = Command::new(hugo()).arg("version").output().ok().filter(|output| output.status.success())?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.split(['-', '+', ' ']).find(|word| word.starts_with('v')).map(str::to_owned)
}

/// Files and megabytes below a folder.
#[allow(clippy::cast_precision_loss, reason = "a benchmark's figures have three digits")]
pub fn size_of(folder: &Path) -> (usize, f64) {
    let files = files(folder);
    let bytes: u64 = files.iter().filter_map(|path| fs::metadata(folder.join(path)).ok()).map(|meta| meta.len()).sum();
    (files.len(), bytes as f64 / 1e6)
}

fn display(path: &Path) -> String {
    path.display().to_string()
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    path.parent().map_or(Ok(()), fs::create_dir_all)?;
    fs::write(path, bytes)
}
