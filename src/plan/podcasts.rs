//! Recordings and podcasts: whether the files they name are there and fit (R-18, C-1, C-2).

use super::links::Target;
use super::{Plan, url};
use crate::apple;
use crate::asset::mime;
use crate::config::Config;
use crate::content::recording::{Recording, Show};
use crate::content::{Article, Library};
use crate::diag::{Diagnostic, Diagnostics, Span, nearest};
use crate::fields::Located;

/// Checks every recording and every podcast. A file that is not there is among the `dead` links.
pub(super) fn check(
    plan: &Plan,
    config: &Config,
    library: &Library,
    dead: &mut Diagnostics,
    problems: &mut Diagnostics,
) {
    for id in library.ids() {
        let article = library.article(id);
        if let Some(recording) = &article.meta.recording {
            check_recording(plan, library, article, &plan.place(id).path, recording, dead, problems);
        }
    }
    for section in &library.sections {
        let Some(index) = &section.index else { continue };
        let Some(show) = &index.meta.show else { continue };
        check_show(plan, library, index, &url::section(&section.path), show, problems);
        problems.extend(unknown_category(show));
        if !config.feed.formats.contains(&crate::config::FeedFormat::Rss) {
            let problem = Diagnostic::error("a podcast is an RSS feed, and `feed.formats` has no `rss`");
            problems.push(problem.at(show.image.at).help("add `rss` to `feed.formats`"));
        }
    }
}

/// Whether nothing is wrong with the recording of an article, if it has one.
pub(super) fn is_sound(plan: &Plan, library: &Library, article: &Article, path: &str) -> bool {
    let (mut dead, mut problems) = (Diagnostics::default(), Diagnostics::default());
    if let Some(recording) = &article.meta.recording {
        check_recording(plan, library, article, path, recording, &mut dead, &mut problems);
    }
    dead.is_empty() && problems.is_empty()
}

fn check_recording(
    plan: &Plan,
    library: &Library,
    article: &Article,
    path: &str,
    recording: &Recording,
    dead: &mut Diagnostics,
    problems: &mut Diagnostics,
) {
    let others = recording.transcripts.iter().chain(&recording.chapters).chain(&recording.image);
    for file in std::iter::once(&recording.src).chain(others) {
        dead.extend(missing(plan, library, article, path, file));
    }
    let at = recording.src.at;
    let Ok(target) = plan.resolve(library, article, path, &recording.src.value, at) else { return };
    if recording.mime.is_none() && mime(&recording.src.value) == UNKNOWN {
        let problem = Diagnostic::error(format!("cannot tell what kind of file `{}` is", recording.src.value)).at(at);
        problems.push(problem.help("write its media type beside it: `type: audio/mpeg` (R-18)"));
    }
    if target == Target::Elsewhere && recording.bytes.is_none() {
        let problem = Diagnostic::warning("the length of this recording is not known, so feeds say 0").at(at);
        problems.push(problem.help("write its bytes beside it: `length: 2345678` (R-18)"));
    }
}

const UNKNOWN: &str = "application/octet-stream";

fn missing(
    plan: &Plan,
    library: &Library,
    article: &Article,
    path: &str,
    file: &Located<String>,
) -> Option<Diagnostic> {
    match plan.resolve(library, article, path, &file.value, file.at) {
        Ok(Target::Site(_, false)) => Some(
            Diagnostic::error(format!("there is no file `{}`", file.value))
                .at(file.at)
                .label("not beside the article")
                .help("put it beside the article, or into `static/` and write its path with a slash in front"),
        ),
        Ok(_) => None,
        Err(problem) => Some(*problem),
    }
}

fn check_show(plan: &Plan, library: &Library, index: &Article, path: &str, show: &Show, problems: &mut Diagnostics) {
    if let Some(problem) = missing(plan, library, index, path, &show.image) {
        problems.push(problem);
        return;
    }
    let asset = match plan.resolve(library, index, path, &show.image.value, show.image.at) {
        Ok(Target::Asset(asset)) => Some(asset),
        Ok(Target::Site(url, true)) => plan.urls.path_of(&url).and_then(|path| plan.asset_at(&path)),
        _ => None,
    };
    let Some(asset) = asset.map(|asset| &plan.assets[asset]) else { return };
    let fits = |(width, height): (u32, u32)| width == height && (1400..=3000).contains(&width);
    if !matches!(asset.mime, "image/jpeg" | "image/png") || !asset.size.is_some_and(fits) {
        problems.push(unfit(show.image.at, asset.size));
    }
}

/// The list is Apple's, and English in every country.
fn unknown_category(show: &Show) -> Option<Diagnostic> {
    let (name, below) = (show.category.value.as_str(), show.subcategory.as_deref());
    if apple::is_category(name, below) {
        return None;
    }
    let whole = below.map_or_else(|| name.to_owned(), |below| format!("{name} / {below}"));
    let problem = Diagnostic::error(format!("Apple has no category `{whole}` (C-1)")).at(show.category.at);
    let known = apple::subcategories(name);
    Some(if known.is_empty() {
        match nearest(name, apple::categories()) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help("write its English name, such as `News`"),
        }
    } else {
        problem.help(format!("below `{name}` there are: {}", known.join(", ")))
    })
}

/// Directories refuse a podcast for its picture more often than for anything else.
fn unfit(at: Span, size: Option<(u32, u32)>) -> Diagnostic {
    let problem = Diagnostic::error("directories would not take this picture for a podcast").at(at);
    let problem = match size {
        Some((width, height)) => problem.label(format!("{width} × {height} pixels")),
        None => problem,
    };
    problem.help("make it a square JPEG or PNG of 1400 to 3000 pixels (C-1)")
}
