//! Where a link in a text leads.
//!
//! A link may name a source file (`../daerah/banjir.md`, `@/daerah/banjir.md`), a file beside the article (`peta.jpg`), a
//! path of the site (`/indeks/`), a place in the article (`#kronologi`) or anything on the web.

use super::Plan;
use super::output::Part;
use crate::content::{Article, ArticleId, Held, Library};
use crate::diag::{Diagnostic, Span, nearest};

/// What a link means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// An article or page, and the place in it.
    Article(ArticleId, Option<String>),
    /// A place in the same article.
    Fragment(String),
    /// A file that is copied, by its place in [`Plan::assets`].
    Asset(usize),
    /// A path of this site, with `?` and `#`; whether the plan has it.
    Site(String, bool),
    /// Not ours.
    Elsewhere,
}

/// Why a link to a source file leads nowhere.
pub type Dead = Box<Diagnostic>;

/// An article by the path that another one wrote.
///
/// # Errors
/// There is none, or it is not published; the problem is at `at`.
pub fn article(library: &Library, from: &Article, dest: &str, at: Span) -> Result<ArticleId, Dead> {
    find(library, from, dest).ok_or_else(|| {
        let source = source_path(from.name.folder(), dest);
        Box::new(dead(library, source.as_deref().unwrap_or(dest), dest, at))
    })
}

/// The same without a word on why there is none.
pub fn find(library: &Library, from: &Article, dest: &str) -> Option<ArticleId> {
    let known = source_path(from.name.folder(), dest).and_then(|source| library.by_source(&source));
    // `related` and components name a file from the top; it needs no `@/`.
    known.or_else(|| library.by_source(dest.trim_start_matches("@/").trim_start_matches('/')))
}

/// Whether a link means a file of `content/` with a text, and not a path of the site.
pub fn names_a_source(dest: &str) -> bool {
    dest.starts_with("@/") || dest.ends_with(".md") || dest.ends_with(".markdown")
}

/// How it begins what is said of a link to a file that is not there.
const NOTHING_AT: &str = "no article at";

/// Whether that is what is said.
pub fn is_dead(problem: &Diagnostic) -> bool {
    problem.message.starts_with(NOTHING_AT)
}

fn dead(library: &Library, source: &str, dest: &str, at: Span) -> Diagnostic {
    let short = dest.trim_start_matches("@/");
    let held = library.held.get(source).or_else(|| library.held.get(short));
    if let Some(held) = held {
        let why = match held {
            Held::Draft => "it is a draft".to_owned(),
            Held::Until(date) => format!("it comes out on {}", date.format("%Y-%m-%d %H:%M %:z")),
            Held::Since(date) => format!("it expired on {}", date.format("%Y-%m-%d %H:%M %:z")),
        };
        let problem = Diagnostic::error(format!("`{source}` is not published")).at(at).label("a link to nothing");
        return problem.note(why).help("take the link out until then, or build with the time of the later one: `--at`");
    }
    let problem = Diagnostic::error(format!("{NOTHING_AT} `{source}`")).at(at).label("a link to nothing");
    match nearest(source, library.sources()) {
        Some(near) => problem.help(format!("did you mean `@/{near}`?")),
        None => problem.help("name a file of `content/`, from the article's own folder or from the top with `@/`"),
    }
}

/// The path below `content/` that a link from a file in `folder` names; `None` if it leaves `content/`.
pub fn source_path(folder: &str, dest: &str) -> Option<String> {
    let decoded = percent_encoding::percent_decode_str(dest).decode_utf8_lossy();
    let (mut parts, rest): (Vec<&str>, &str) = match decoded.strip_prefix("@/").or_else(|| decoded.strip_prefix('/')) {
        Some(rest) => (Vec::new(), rest),
        None => (folder.split('/').filter(|part| !part.is_empty()).collect(), decoded.as_ref()),
    };
    for part in rest.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn has_scheme(dest: &str) -> bool {
    let scheme = dest.split_once(':').map_or("", |(scheme, _)| scheme);
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

impl Plan {
    /// What a link in the text of a file in `folder`, at the address `path`, means.
    ///
    /// # Errors
    /// It names a source file that is not there.
    pub fn resolve(&self, library: &Library, from: &Article, path: &str, dest: &str, at: Span) -> Result<Target, Dead> {
        if let Some(fragment) = dest.strip_prefix('#') {
            return Ok(Target::Fragment(fragment.to_owned()));
        }
        if has_scheme(dest) || dest.starts_with("//") || dest.is_empty() {
            return Ok(Target::Elsewhere);
        }
        let (bare, fragment) = dest.split_once('#').map_or((dest, None), |(bare, fragment)| (bare, Some(fragment)));
        let (bare, _) = bare.split_once('?').unwrap_or((bare, ""));
        if names_a_source(bare) {
            return self.resolve_source(library, from, bare, fragment, at);
        }
        if !dest.starts_with('/')
            && let Some(asset) = source_path(from.name.folder(), bare).and_then(|source| self.content_asset(&source))
        {
            return Ok(Target::Asset(asset));
        }
        Ok(self.resolve_path(path, dest, bare))
    }

    fn resolve_source(
        &self,
        library: &Library,
        from: &Article,
        bare: &str,
        fragment: Option<&str>,
        at: Span,
    ) -> Result<Target, Dead> {
        if let Some(source) = source_path(from.name.folder(), bare) {
            if let Some(path) = self.other_sources.get(&source) {
                let fragment = fragment.map_or_else(String::new, |fragment| format!("#{fragment}"));
                return Ok(Target::Site(format!("{}{fragment}", self.urls.url(path)), true));
            }
            if let Some(asset) = self.content_asset(&source) {
                return Ok(Target::Asset(asset));
            }
        }
        let id = article(library, from, bare, at)?;
        Ok(Target::Article(id, fragment.map(str::to_owned)))
    }

    /// A path of the site, or one relative to the page's own address.
    fn resolve_path(&self, path: &str, dest: &str, bare: &str) -> Target {
        let url = if dest.starts_with('/') {
            self.urls.from_site_path(dest)
        } else {
            let page = ::url::Url::parse(&self.urls.permalink(path)).ok();
            let joined = page.and_then(|page| page.join(dest).ok());
            let relative = joined.map(|url| url[::url::Position::BeforePath..].to_owned());
            relative.unwrap_or_else(|| dest.to_owned())
        };
        let exists = bare.is_empty() || self.urls.path_of(&url).is_some_and(|path| self.has_path(&path));
        Target::Site(url, exists)
    }

    /// The URL of a link from a part of an article: fragments lead to the part that holds them.
    pub fn href(&self, library: &Library, target: &Target, own: Option<(ArticleId, Part)>) -> Option<String> {
        match target {
            Target::Elsewhere => None,
            Target::Site(url, _) => Some(url.clone()),
            Target::Asset(asset) => Some(self.urls.url(&self.asset_paths[*asset])),
            Target::Article(id, None) => Some(self.urls.url(&self.place(*id).path)),
            Target::Article(id, Some(fragment)) => Some(self.fragment_url(library, *id, fragment)),
            Target::Fragment(fragment) => {
                let (id, shown) = own?;
                let part = part_of(library.article(id), fragment);
                let here = shown == Part::All || part.is_none_or(|part| shown == Part::One(part));
                if here { None } else { Some(self.fragment_url(library, id, fragment)) }
            }
        }
    }

    /// The URL of a place in an article, in the part that holds it.
    pub fn fragment_url(&self, library: &Library, id: ArticleId, fragment: &str) -> String {
        let part = part_of(library.article(id), fragment).unwrap_or(1);
        format!("{}#{fragment}", self.urls.url(&self.part_path(id, Part::One(part))))
    }
}

/// The part of an article that holds a heading or footnote of that id. A note stands in the part that cites it first, so the
/// way back to the citation, `fnref-2`, leads where `fn-2` is.
pub fn part_of(article: &Article, fragment: &str) -> Option<u32> {
    let note = fragment.strip_prefix("fnref-").map(|number| format!("fn-{number}"));
    let id = note.as_deref().unwrap_or(fragment);
    article.outline.anchors.iter().find(|anchor| anchor.id == id).map(|anchor| anchor.part)
}

#[cfg(test)]
mod tests {
    use super::{has_scheme, source_path};

    #[test]
    fn source_paths_are_relative_to_the_folder_or_the_top() {
        assert_eq!(source_path("daerah/banjir", "../x.md").as_deref(), Some("daerah/x.md"));
        assert_eq!(source_path("daerah", "@/a/b.md").as_deref(), Some("a/b.md"));
        assert_eq!(source_path("", "./a%20b.md").as_deref(), Some("a b.md"));
        assert_eq!(source_path("daerah", "../../x.md"), None);
    }

    #[test]
    fn schemes_are_told_from_paths() {
        assert!(has_scheme("mailto:a@b.example") && has_scheme("https://x.example"));
        assert!(!has_scheme("a/b:c") && !has_scheme("#a:b") && !has_scheme("foto.jpg"));
    }
}
