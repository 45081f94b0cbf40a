//! Reads `content/` and `static/`: every file's own facts, then all of them in order.
//!
//! What it is not: it makes no HTML and no URLs. Bodies are not kept; [`Bodies`] reads one again when it is rendered.

pub mod article;
pub mod articles;
pub mod brief;
mod cache;
pub mod front_matter;
pub mod gist;
pub mod library;
pub mod name;
pub mod recording;
pub mod skeleton;

pub use article::{Article, Kind};
pub use brief::{Brief, Briefs};
pub use cache::{Cache, Opened};
pub use library::{ArticleId, Held, Library, Now, Section};
pub use skeleton::{Changed, Reformed, Skeleton};

use crate::asset::{Asset, Root};
use crate::config::Config;
use crate::diag::{Diagnostic, Diagnostics, FileId, FileTable};
use crate::hash::Fingerprint;
use crate::source::{self, Found, SiteDir};
use article::{Name, Options};
use cache::{Document, Keeping, Known, Remembered};
use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// So many files are read before what they say is put on the disk for the next run.
const AT_ONCE: usize = 2048;

/// Reads everything, except what `cache` remembers and has not changed. Files are read in parallel; the result depends
/// neither on the order nor on the cache.
pub fn load(
    site: &dyn SiteDir,
    config: &Config,
    now: Now,
    cache: Cache,
    files: &mut FileTable,
    problems: &mut Diagnostics,
) -> Library {
    let is_sound = !problems.has_errors();
    let options = Options::of(config);
    let remembered = Remembered::open(site, cache, &options);
    let mut documents = Vec::new();
    let mut others = Vec::new();
    for found in list(site, Root::Content, problems) {
        match Name::of(&found.path) {
            Some(name) => {
                let file = files.intern(&Path::new("content").join(&found.path));
                documents.push(Document { file, name, stamp: found.stamp });
            }
            None => others.push((Root::Content, found)),
        }
    }
    others.extend(list(site, Root::Static, problems).into_iter().map(|found| (Root::Static, found)));
    // With a configuration that is wrong, the facts are not those of the next build.
    let keeping = is_sound.then(|| remembered.keeping(site));
    let read = |document| remembered.read(site, document, &options);
    let articles = articles(documents, read, keeping, problems);
    drop(remembered);
    let assets = others.into_par_iter().map(|(root, found)| Asset::of(site, root, found)).collect();
    Library::new(articles, assets, config, now)
}

/// What the files say, in their order; all of it is remembered for the next run where that is wanted.
fn articles(
    documents: Vec<Document>,
    read: impl Fn(Document) -> Known + Sync,
    mut keeping: Option<Keeping>,
    problems: &mut Diagnostics,
) -> Vec<Article> {
    let mut articles = Vec::with_capacity(documents.len());
    let mut documents = documents.into_iter();
    while documents.len() > 0 {
        let some: Vec<Document> = documents.by_ref().take(AT_ONCE).collect();
        let known: Vec<Known> = some.into_par_iter().map(&read).collect();
        for Known { article, problems: found, record } in known {
            articles.extend(article);
            problems.merge(found);
            keeping.iter_mut().zip(record).for_each(|(keeping, record)| keeping.add(record));
        }
    }
    problems.extend(keeping.and_then(|keeping| keeping.finish().err()));
    articles
}

fn list(site: &dyn SiteDir, root: Root, problems: &mut Diagnostics) -> Vec<Found> {
    let listing = site.list(root.folder());
    for problem in listing.problems {
        problems.push(Diagnostic::error("cannot read a part of the site").on_path(problem.path).note(problem.reason));
    }
    listing.files
}

fn read_text(site: &dyn SiteDir, path: &Path) -> Result<String, Diagnostic> {
    let bytes = site
        .read(path)
        .map_err(|error| Diagnostic::error("cannot read this file").on_path(path).note(source::reason_of(&error)))?;
    String::from_utf8(bytes).map_err(|error| not_utf8(path, &error))
}

fn not_utf8(path: &Path, error: &std::string::FromUtf8Error) -> Diagnostic {
    let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
    let line = good.iter().filter(|byte| **byte == b'\n').count() + 1;
    let byte = error.as_bytes()[good.len()];
    let problem = Diagnostic::error("the file is not valid UTF-8").on_path(path);
    problem.note(format!("line {line} holds the byte 0x{byte:02X}")).help("open it in an editor and save it as UTF-8")
}

/// An article as its file is now, if nothing is wrong with it. What is known of it without its file is taken over.
pub fn read_again(site: &dyn SiteDir, config: &Config, now: Now, article: &Article) -> Option<Article> {
    let mut again = parsed(site, config, article.name.clone(), article.file)?;
    again.meta.settle(now.at);
    Some(again)
}

/// The article of a name as its file is now, if nothing is wrong with it, and as it is at every moment: what is announced for
/// later is still in it.
pub fn parsed(site: &dyn SiteDir, config: &Config, name: Name, file: FileId) -> Option<Article> {
    let text = read_text(site, &Path::new("content").join(&name.source)).ok()?;
    let (article, problems) = Article::parse(&text, file, name, &Options::of(config));
    problems.is_empty().then_some(article)
}

/// The door through which bodies are read again when they are rendered.
pub struct Bodies<'s> {
    site: &'s dyn SiteDir,
}

impl<'s> Bodies<'s> {
    /// Bodies of the articles of a site.
    pub fn new(site: &'s dyn SiteDir) -> Self {
        Self { site }
    }

    /// The text of an article. What has changed under our hands since it was parsed is an error, not half an article.
    ///
    /// # Errors
    /// The file is gone, or is another one now.
    pub fn text(&self, article: &Article) -> Result<String, Diagnostic> {
        let mut text = self.file(article)?;
        text.truncate(article.body.end as usize);
        Ok(text.split_off(article.body.start as usize))
    }

    /// A picture of the site, for its icons.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn picture(&self, asset: &Asset) -> Result<Vec<u8>, Diagnostic> {
        let path = asset.location();
        self.site
            .read(&path)
            .map_err(|error| Diagnostic::error("cannot read this file").on_path(path).note(source::reason_of(&error)))
    }

    /// The whole file of an article, as it was when it was parsed.
    ///
    /// # Errors
    /// As [`Self::text`].
    pub fn file(&self, article: &Article) -> Result<String, Diagnostic> {
        let path: PathBuf = Path::new("content").join(&article.name.source);
        let text = read_text(self.site, &path)?;
        let body = article.body.start as usize..article.body.end as usize;
        match text.get(body) {
            Some(_) if Fingerprint::of(text.as_bytes()) == article.text => Ok(text),
            _ => Err(Diagnostic::error("the file changed while the site was being built")
                .on_path(path)
                .help("build again")),
        }
    }
}
