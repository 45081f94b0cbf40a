//! What a text names and the site does not have: once it is there, the page of the text is another one.

use super::Plan;
use super::links::{Target, source_path};
use crate::content::{Article, Library};
use crate::markdown::{self, Syntax};

/// Whether an article names files in other places than its text, its picture and its calls.
pub(super) fn may_be_more(article: &Article) -> bool {
    let meta = &article.meta;
    !meta.related.is_empty() || meta.recording.is_some() || meta.show.is_some() || lines(article).next().is_some()
}

/// The paths and files that an article at `path` names and that are not there: paths of the site, and paths below `content/`.
pub(super) fn of(plan: &Plan, library: &Library, article: &Article, path: &str) -> Vec<String> {
    let mut missing = Vec::new();
    for dest in named(article) {
        let bare = dest.split(['#', '?']).next().unwrap_or_default();
        match plan.resolve(library, article, path, &dest, crate::diag::Span::start_of(article.file)) {
            Ok(Target::Site(url, false)) => {
                missing.extend(plan.urls.path_of(&url));
                // A file beside the article would do, too.
                missing.extend(sources(article, bare));
            }
            Err(_) => missing.extend(sources(article, bare)),
            Ok(_) => {}
        }
    }
    let meta = &article.meta;
    let sources_named = meta.related.iter().map(|related| related.value.as_str());
    let calls = article.outline.calls.iter().filter_map(|call| call.text("path"));
    for dest in sources_named.chain(calls).filter(|dest| super::links::find(library, article, dest).is_none()) {
        missing.extend(sources(article, dest));
    }
    missing
}

/// The files of `content/` that would be meant by what an article names, if they were there.
pub(super) fn first_choices<'a>(
    plan: &'a Plan,
    library: &'a Library,
    article: &'a Article,
) -> impl Iterator<Item = String> + 'a {
    let (meta, outline) = (&article.meta, &article.outline);
    let links = outline.links.iter().map(|link| link.dest.as_str());
    let pictures = meta.image.iter().map(|image| image.src.value.as_str());
    let calls = outline.calls.iter().flat_map(|call| [call.text("path"), call.text("src")]).flatten();
    let related = meta.related.iter().map(|related| related.value.as_str());
    let all = links.chain(pictures).chain(calls).chain(related);
    let is_file = |dest: &&str| !dest.starts_with(['/', '#']) && !dest.contains(':');
    let bare = |dest: &'a str| dest.split(['#', '?']).next().unwrap_or_default();
    let sources = all.filter(is_file).filter_map(move |dest| source_path(article.name.folder(), bare(dest)));
    sources.filter(|source| library.by_source(source).is_none() && !plan.has_source(source))
}

/// Everything that is resolved as a link is.
fn named(article: &Article) -> Vec<String> {
    let meta = &article.meta;
    let mut named: Vec<String> = article.outline.links.iter().map(|link| link.dest.clone()).collect();
    named.extend(meta.image.iter().map(|image| image.src.value.clone()));
    named.extend(article.outline.calls.iter().filter_map(|call| call.text("src")).map(str::to_owned));
    if let Some(recording) = &meta.recording {
        let others = recording.transcripts.iter().chain(&recording.chapters).chain(&recording.image);
        named.extend(std::iter::once(&recording.src).chain(others).map(|file| file.value.clone()));
    }
    named.extend(meta.show.iter().map(|show| show.image.value.clone()));
    for line in lines(article) {
        let syntax = Syntax { extensions: true, smart_punctuation: false };
        named.extend(markdown::outline(line, syntax).0.links.into_iter().map(|link| link.dest));
    }
    named
}

/// The lines of Markdown in the front matter that may hold a link.
fn lines(article: &Article) -> impl Iterator<Item = &str> {
    let caption = article.meta.image.iter().filter_map(|image| image.caption.as_deref());
    let corrections = article.meta.corrections.iter().map(|correction| correction.text.as_str());
    caption.chain(corrections).filter(|line| line.contains(['[', '<']))
}

/// The files of `content/` that a link may mean: see [`super::links::find`].
fn sources(article: &Article, dest: &str) -> impl Iterator<Item = String> {
    let top = dest.trim_start_matches("@/").trim_start_matches('/').to_owned();
    source_path(article.name.folder(), dest).into_iter().chain([top])
}
