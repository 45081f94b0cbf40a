//! The beginning of an article: where its file goes, and what stands in it. The newsroom may have beginnings of its own,
//! in `templates/new/`: one for each section, and `default.md` for the others.

use super::{scalar, starting_files};
use crate::config::Config;
use crate::content::Article;
use crate::content::article::{Name, Options};
use crate::diag::{Diagnostic, Diagnostics, FileTable};
use crate::locale::slugify;
use crate::source::SiteDir;
use crate::templates;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tera::{Context, Kwargs, State, Tera, Value};

/// The beginning that is built in.
pub(super) const BUILT_IN: &str = "article.md";

/// What is known of an article before it is written.
#[derive(Debug, Clone, Default)]
pub struct Beginning {
    /// The headline.
    pub title: String,
    /// Its folder below `content/`; empty at the top.
    pub section: String,
    /// The name of its file, if it is not to be made of the title.
    pub slug: Option<String>,
    /// Its language, if not the site's.
    pub language: Option<String>,
    /// When it comes out, in the site's zone: `2026-11-23 12:05`.
    pub date: String,
    /// Who writes it; default: the configuration's `author`.
    pub author: Option<String>,
    /// Whether it gets a folder of its own, for its pictures.
    pub folder: bool,
}

/// The path of a new article's file in the site's folder, and its text.
///
/// # Errors
/// What is wrong with what was asked for, or with the newsroom's own beginning.
pub fn begin(
    site: &dyn SiteDir,
    config: &Config,
    wanted: &Beginning,
    files: &mut FileTable,
) -> Result<(String, String), Diagnostics> {
    let one = |problem: Diagnostic| Diagnostics::from_iter([problem]);
    let path = path(config, wanted).map_err(one)?;
    let (name, text) = beginning_of(site, config, &wanted.section);
    let text = fill(&name, &text, config, wanted, files).map_err(one)?;
    let problems = faults(config, &path, &text, files);
    if problems.has_errors() { Err(problems) } else { Ok((path, text)) }
}

fn path(config: &Config, wanted: &Beginning) -> Result<String, Diagnostic> {
    let slug = wanted.slug.clone().unwrap_or_else(|| slugify(&wanted.title));
    if slug.is_empty() || slugify(&slug) != slug {
        let problem = Diagnostic::error(format!(
            "no file can be called after `{}`",
            wanted.slug.as_ref().unwrap_or(&wanted.title)
        ));
        return Err(problem.help("give a name of small letters, digits and `-` with `--slug`, such as `harga-ikan`"));
    }
    let section = wanted.section.trim_matches('/');
    if section
        .split('/')
        .any(|part| part.starts_with('.') || part.contains('\\') || part.is_empty() && !section.is_empty())
    {
        return Err(Diagnostic::error(format!("`{section}` is no section"))
            .help("name a folder of `content/`, such as `daerah`"));
    }
    let language = wanted.language.as_ref().filter(|language| **language != config.language);
    let ending = language.map_or_else(|| ".md".to_owned(), |language| format!(".{language}.md"));
    let file = if wanted.folder { format!("{slug}/index{ending}") } else { format!("{slug}{ending}") };
    let parts = ["content", section, &file];
    Ok(parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/"))
}

/// What an article of a section begins with, and where that comes from.
fn beginning_of(site: &dyn SiteDir, config: &Config, section: &str) -> (PathBuf, String) {
    let top = section.split('/').next().unwrap_or_default();
    let names = [section.replace('/', "-"), top.to_owned(), "default".to_owned()];
    let own = names.iter().filter(|name| !name.is_empty()).find_map(|name| {
        let path = Path::new("templates/new").join(format!("{name}.md"));
        let text = String::from_utf8(site.read(&path).ok()?).ok()?;
        Some((path, text))
    });
    own.unwrap_or_else(|| {
        let built_in = starting_files(&config.language).get_file(BUILT_IN).and_then(include_dir::File::contents_utf8);
        (Path::new("(built-in)").join(BUILT_IN), built_in.unwrap_or_default().to_owned())
    })
}

fn fill(
    name: &Path,
    text: &str,
    config: &Config,
    wanted: &Beginning,
    files: &mut FileTable,
) -> Result<String, Diagnostic> {
    let known = BTreeMap::from([(BUILT_IN.to_owned(), files.intern_text(name, Arc::from(text)))]);
    let mut tera = Tera::default();
    tera.register_filter("yaml", |value: &Value, _: Kwargs, _: &State<'_>| scalar(&value.to_string()));
    let failed = |error: tera::Error| templates::diagnose(&error, &known);
    tera.add_raw_template(BUILT_IN, text).map_err(failed)?;
    let mut context = Context::new();
    context.insert("title", &wanted.title);
    context.insert("section", &wanted.section);
    context.insert("date", &wanted.date);
    context.insert("author", &wanted.author.clone().or_else(|| config.author.clone()).unwrap_or_default());
    context.insert("language", wanted.language.as_ref().unwrap_or(&config.language));
    tera.render(BUILT_IN, &context).map_err(failed)
}

/// What is wrong with the text as an article.
fn faults(config: &Config, path: &str, text: &str, files: &mut FileTable) -> Diagnostics {
    let below = path.strip_prefix("content/").unwrap_or(path);
    let Some(name) = Name::of(below) else { return Diagnostics::default() };
    let file = files.intern_text(Path::new(path), Arc::from(text));
    Article::parse(text, file, name, &Options::of(config)).1
}
