//! Reads `templates/`: the built-in theme, with the site's own files in place of it, file by file.
//!
//! Knows which slots each template reads. It does not know what is in them.

mod closure;
pub mod filters;
pub mod slot;

use crate::asset::{Asset, Root};
use crate::config::Config;
use crate::diag::{Diagnostic, Diagnostics, FileId, FileTable, Span, nearest};
use crate::hash::Fingerprint;
use crate::locale::Locales;
use crate::source::{Found, SiteDir};
use closure::Closures;
use filters::FilterData;
use include_dir::{Dir, include_dir};
use slot::SlotSet;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use tera::{ErrorKind, Tera};

/// The default theme.
static THEME: Dir = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// The templates of a site, ready to render.
pub struct TemplateSet {
    tera: Tera,
    reads: BTreeMap<String, SlotSet>,
    closures: Closures,
    files: BTreeMap<String, FileId>,
    /// The theme's `static/`, the site's own first.
    pub assets: Vec<Asset>,
    /// Whether something is wrong with them: then nothing can be rendered, and nothing that depends on them is said.
    pub broken: bool,
}

impl TemplateSet {
    /// The engine.
    pub fn tera(&self) -> &Tera {
        &self.tera
    }

    /// Whether there is a template of that name.
    pub fn has(&self, name: &str) -> bool {
        self.broken || self.reads.contains_key(name)
    }

    /// The slots a template reads, through what it extends and includes.
    pub fn reads(&self, name: &str) -> SlotSet {
        self.reads.get(name).copied().unwrap_or(SlotSet::ALL)
    }

    /// The fingerprint of a template with all that it is made of.
    pub fn closure(&self, name: &str) -> Fingerprint {
        self.closures.of.get(name).copied().unwrap_or_default()
    }

    /// The fingerprint of all components.
    pub fn components(&self) -> Fingerprint {
        self.closures.components
    }

    /// Whether a component may be called without a `path` and asks for an article all the same: one is chosen for it.
    pub fn can_choose(&self, component: &str) -> bool {
        let Some(component) = self.tera.get_component_definition(component) else { return false };
        let takes = |name: &str, implicit| {
            let argument = component.args().iter().find(|argument| argument.name() == name);
            argument.is_some_and(|argument| argument.is_implicit() == implicit && !argument.is_required())
        };
        takes("path", false) && takes("article", true)
    }

    /// The template that is called most like `name`.
    pub fn nearest(&self, name: &str) -> Option<&str> {
        nearest(name, self.reads.keys().map(String::as_str))
    }

    /// The file of each template, by its name.
    pub fn files(&self) -> impl Iterator<Item = (&str, FileId)> {
        self.files.iter().map(|(name, file)| (name.as_str(), *file))
    }

    /// An error of the engine, in the place it names.
    pub fn diagnose(&self, error: &tera::Error) -> Diagnostic {
        diagnose(error, &self.files)
    }
}

/// Reads all templates. The languages' words go into the filters.
pub fn load(
    site: &dyn SiteDir,
    config: &Config,
    locales: &Locales,
    files: &mut FileTable,
    problems: &mut Diagnostics,
) -> TemplateSet {
    let mut texts = theme_texts(files);
    let mut assets = Vec::new();
    for found in list(site, problems) {
        match found.path.strip_prefix("static/") {
            Some(path) => {
                let found = Found { path: path.to_owned(), ..found };
                assets.push(Asset::of(site, Root::Templates, found));
            }
            None if is_template(&found.path) => read(site, &found.path, &mut texts, files, problems),
            None => {}
        }
    }
    assets.extend(theme_assets(&THEME));
    drop_spare_pages(&mut texts, files);
    let file_of = texts.iter().map(|(name, (file, _))| (name.clone(), *file)).collect();
    let mut tera = Tera::default();
    let data = filter_data(config, locales);
    let mark = Fingerprint::of(format!("{data:?}").as_bytes());
    filters::register(&mut tera, data);
    let broken = !add(&mut tera, &texts, &file_of, problems);
    let reads = if broken { BTreeMap::new() } else { reads(&tera, &texts) };
    let closures = closure::closures(texts.iter().map(|(name, (_, text))| (name.as_str(), text.as_ref())), mark);
    TemplateSet { tera, reads, closures, files: file_of, assets, broken }
}

type Texts = BTreeMap<String, (FileId, Arc<str>)>;

fn filter_data(config: &Config, locales: &Locales) -> Arc<FilterData> {
    Arc::new(FilterData {
        base_url: config.base_url.to_string(),
        locales: locales.by_tag().clone(),
        default_language: config.language.clone(),
    })
}

fn is_template(path: &str) -> bool {
    let kind = path.rsplit_once('.').map(|(_, suffix)| suffix);
    matches!(kind, Some("html" | "xml")) && !path.starts_with("new/")
}

fn list(site: &dyn SiteDir, problems: &mut Diagnostics) -> Vec<Found> {
    let listing = site.list("templates");
    for problem in listing.problems {
        problems.push(Diagnostic::error("cannot read a part of the site").on_path(problem.path).note(problem.reason));
    }
    listing.files
}

fn theme_texts(files: &mut FileTable) -> Texts {
    let mut texts = Texts::new();
    for file in all_files(&THEME) {
        let name = slashed(file.path());
        if let Some(text) = file.contents_utf8().filter(|_| is_template(&name) && !name.starts_with("static/")) {
            let text: Arc<str> = text.into();
            let path = Path::new("(built-in)").join(&name);
            texts.insert(name, (files.intern_text(&path, Arc::clone(&text)), text));
        }
    }
    texts
}

/// Pages that a theme of one's own may do without, and the frame that the built-in ones fit.
const SPARE_PAGES: [(&str, &str); 3] =
    [("feeds.html", "base.html"), ("corrections.html", "base.html"), ("archives.html", "archive.html")];

fn drop_spare_pages(texts: &mut Texts, files: &FileTable) {
    let is_built_in = |name: &str| texts.get(name).is_some_and(|(file, _)| files.embedded_text(*file).is_some());
    let spare = SPARE_PAGES
        .into_iter()
        .filter(|(name, frame)| is_built_in(name) && !(is_built_in(frame) && is_built_in("base.html")));
    for (name, _) in spare.collect::<Vec<_>>() {
        texts.remove(name);
    }
}

fn theme_assets(theme: &'static Dir) -> Vec<Asset> {
    let files = all_files(theme).into_iter();
    let own =
        files.filter_map(|file| Some((slashed(file.path()).strip_prefix("static/")?.to_owned(), file.contents())));
    own.map(|(path, content)| Asset::embedded(path, content)).collect()
}

fn all_files(folder: &'static Dir) -> Vec<&'static include_dir::File<'static>> {
    folder.files().chain(folder.dirs().flat_map(all_files)).collect()
}

fn slashed(path: &Path) -> String {
    path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn read(site: &dyn SiteDir, name: &str, texts: &mut Texts, files: &mut FileTable, problems: &mut Diagnostics) {
    let path = Path::new("templates").join(name);
    match site.read(&path).map(String::from_utf8) {
        Ok(Ok(text)) => {
            texts.insert(name.to_owned(), (files.intern(&path), text.into()));
        }
        Ok(Err(_)) => problems.push(Diagnostic::error("the template is not valid UTF-8").on_path(path)),
        Err(error) => {
            let reason = crate::source::reason_of(&error);
            problems.push(Diagnostic::error("cannot read this template").on_path(path).note(reason));
        }
    }
}

/// Gives the engine all templates. It stops at the first syntax error, so each file is tried alone once something is
/// wrong, and every one is reported.
fn add(tera: &mut Tera, texts: &Texts, files: &BTreeMap<String, FileId>, problems: &mut Diagnostics) -> bool {
    let Err(whole) = tera.add_raw_templates(texts.iter().map(|(name, (_, text))| (name.as_str(), text.as_ref())))
    else {
        return true;
    };
    let before = problems.errors();
    for (name, (_, text)) in texts {
        if let Err(error) = Tera::default().add_raw_template(name, text)
            && matches!(error.kind(), ErrorKind::SyntaxError(_))
        {
            problems.push(diagnose(&error, files));
        }
    }
    if problems.errors() == before {
        match whole.kind() {
            ErrorKind::Msg(text) => problems.extend(diagnose_texts(text, texts)),
            _ => problems.push(diagnose(&whole, files)),
        }
    }
    false
}

fn reads(tera: &Tera, texts: &Texts) -> BTreeMap<String, SlotSet> {
    let dumps_everything = texts.values().any(|(_, text)| text.contains("__tera_context"));
    let of = |name: &String| match tera.get_template_variables(name) {
        Ok(names) if !dumps_everything => SlotSet::named(names),
        _ => SlotSet::ALL,
    };
    texts.keys().map(|name| (name.clone(), of(name))).collect()
}

/// An error of the engine, in the place it names; of files that are known by their template's name.
pub fn diagnose(error: &tera::Error, files: &BTreeMap<String, FileId>) -> Diagnostic {
    if let ErrorKind::CircularInclude { include_chain: chain, .. }
    | ErrorKind::CircularExtend { inheritance_chain: chain, .. } = error.kind()
    {
        return diagnose_circle(chain, files);
    }
    let (ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report)) = error.kind() else {
        return Diagnostic::error(first_lower(&error.to_string())).on_path("templates");
    };
    let problem = Diagnostic::error(first_lower(report.message()));
    match files.get(report.filename()) {
        Some(file) => problem.at(Span::at(*file, report.span().range.clone())),
        None => problem.on_path(Path::new("templates").join(report.filename())),
    }
}

/// Templates that include or extend each other, or one that does so with itself, and would never end.
fn diagnose_circle(chain: &[String], files: &BTreeMap<String, FileId>) -> Diagnostic {
    let first = chain.first().map_or("", String::as_str);
    // The chain ends with the first again, but that of `extends` leaves it out.
    let behind: Vec<&str> = chain.iter().skip(1).map(String::as_str).filter(|name| *name != first).collect();
    let problem = Diagnostic::error(format!("the template `{first}` includes or extends itself"));
    let problem = match files.get(first) {
        Some(file) => problem.at(Span::start_of(*file)),
        None => problem.on_path(Path::new("templates").join(first)),
    };
    if behind.is_empty() { problem } else { problem.note(format!("by way of `{}`", behind.join("`, then `"))) }
}

/// Unknown filters, functions, tests and components come as one finished text for all templates. It is taken apart again:
/// each piece begins with `error: `, and names file, line and column behind `-->`.
fn diagnose_texts(text: &str, texts: &Texts) -> Vec<Diagnostic> {
    let pieces = text.split("error: ").map(str::trim).filter(|piece| !piece.is_empty());
    pieces
        .map(|piece| {
            let problem = Diagnostic::error(first_lower(piece.lines().next().unwrap_or_default()));
            match place_in(piece, texts) {
                Some(at) => problem.at(at),
                None => problem.on_path("templates").note(piece.to_owned()),
            }
        })
        .collect()
}

fn place_in(piece: &str, texts: &Texts) -> Option<Span> {
    let (_, place) = piece.lines().find_map(|line| line.split_once("--> "))?;
    let mut parts = place.trim().rsplitn(3, ':');
    let column: usize = parts.next()?.parse().ok()?;
    let line: usize = parts.next()?.parse().ok()?;
    let (file, text) = texts.get(parts.next()?)?;
    let start: usize = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
    let before: usize = text[start..].chars().take(column.checked_sub(1)?).map(char::len_utf8).sum();
    let width = piece.lines().map(|line| line.matches('^').count()).max().unwrap_or(1);
    Some(Span::new(*file, start + before, start + before + width))
}

fn first_lower(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
