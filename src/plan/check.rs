//! What is wrong with a site as a whole: one address wanted twice, one id used twice, links to nothing.

use super::links::{Target, part_of};
use super::output::{Kind, Output};
use super::{Plan, missing, url};
use crate::config::Config;
use crate::content::{Article, Library};
use crate::diag::{Diagnostic, Diagnostics, Severity, Span, nearest};
use crate::markdown::Call;
use crate::templates::TemplateSet;
use std::collections::{BTreeMap, BTreeSet};

/// Every check, in a fixed order. Gives what texts link to and is not there.
///
/// `dead` are the links to nothing that planning found; `dead_links` of the configuration says what becomes of all of them.
pub fn all(
    plan: &Plan,
    config: &Config,
    library: &Library,
    templates: &TemplateSet,
    dead: Diagnostics,
    problems: &mut Diagnostics,
) -> BTreeSet<String> {
    paths(plan, library, problems);
    folders(plan, library, problems);
    ids(plan, library, problems);
    menus(plan, config, library, problems);
    super::feeds::named::check(config, library, problems);
    super::feeds::check_menu(plan, config, problems);
    let mut texts = Texts { plan, library, templates, dead, missing: BTreeSet::new() };
    for id in library.ids() {
        texts.look(library.article(id), &plan.place(id).path);
    }
    for section in &library.sections {
        for index in section.index.iter().chain(&section.translations) {
            texts.look(index, &url::section(&section.path));
        }
    }
    super::podcasts::check(plan, config, library, &mut texts.dead, problems);
    strangers(plan, library, problems);
    spare_indexes(config, library, problems);
    for profile in library.profiles.values() {
        texts.look(profile, "");
    }
    let lenient = |mut problem: Diagnostic| {
        if !config.dead_links_are_errors {
            problem.severity = Severity::Warning;
        }
        problem
    };
    problems.extend(texts.dead.into_iter().map(lenient));
    texts.missing
}

/// Two files for one address (T58), also where only the case differs: some disks do not tell those apart.
fn paths(plan: &Plan, library: &Library, problems: &mut Diagnostics) {
    let mut seen: BTreeMap<String, &Output> = BTreeMap::new();
    for output in &plan.outputs {
        if let Err(reason) = url::check(&output.file) {
            problems.push(place(Diagnostic::error(reason), plan, library, output));
        }
        let Some(first) = seen.insert(output.file.to_lowercase(), output) else { continue };
        let message = if first.file == output.file {
            format!("two sources for one address: `/{}`", output.path())
        } else {
            format!("two addresses that differ only in case: `/{}` and `/{}`", first.path(), output.path())
        };
        // The one that somebody can edit is pointed at.
        let (shown, other) =
            if where_from(plan, library, output).is_none() { (first, output) } else { (output, first) };
        let mut problem = place(Diagnostic::error(message), plan, library, shown);
        problem = match where_from(plan, library, other) {
            Some(at) => problem.also_at(at, describe(plan, library, other)),
            None => problem.note(format!("the other is {}", describe(plan, library, other))),
        };
        problems.push(problem.help("give one of them another `slug` or `permalink`"));
    }
}

/// A file cannot stand where another output needs a folder.
fn folders(plan: &Plan, library: &Library, problems: &mut Diagnostics) {
    let files: BTreeMap<&str, &Output> = plan.outputs.iter().map(|output| (output.file.as_str(), output)).collect();
    for output in &plan.outputs {
        let mut folder = output.file.as_str();
        while let Some((parent, _)) = folder.rsplit_once('/') {
            if let Some(other) = files.get(parent) {
                let message =
                    format!("`/{}` is a file, and `/{}` needs a folder of that name", other.path(), output.path());
                let problem = place(Diagnostic::error(message), plan, library, output);
                problems.push(problem.note(format!("the file is {}", describe(plan, library, other))));
            }
            folder = parent;
        }
    }
}

fn place(problem: Diagnostic, plan: &Plan, library: &Library, output: &Output) -> Diagnostic {
    match where_from(plan, library, output) {
        Some(at) => problem.at(at).label(describe(plan, library, output)),
        None => match &output.kind {
            Kind::Asset(asset) => problem.on_path(plan.assets[*asset].location()),
            _ => problem.note(format!("it is {}", describe(plan, library, output))),
        },
    }
}

fn where_from(plan: &Plan, library: &Library, output: &Output) -> Option<Span> {
    let section = match &output.kind {
        Kind::List(list, _) => match &plan.lists[*list].of {
            super::ListOf::Section(path) => {
                library.section(path)?.index.as_ref().map(|index| Span::start_of(index.file))
            }
            _ => None,
        },
        _ => None,
    };
    output.asked_at.or(section)
}

fn describe(plan: &Plan, library: &Library, output: &Output) -> String {
    match &output.kind {
        Kind::Article(id, _) => format!("the article `{}`", library.article(*id).name.source),
        Kind::List(list, _) => match &plan.lists[*list].of {
            super::ListOf::Home => "the front page".into(),
            super::ListOf::Language(language) => format!("the front page in `{language}`"),
            super::ListOf::Section(path) => format!("the list of the section `{path}`"),
            super::ListOf::Term(taxonomy, term) => {
                let taxonomy = &plan.taxonomies[*taxonomy];
                format!("the list of the term `{}` of `{}`", taxonomy.terms[*term].name, taxonomy.name)
            }
            super::ListOf::Day(day) => format!("the archive of {day}"),
        },
        Kind::Taxonomy(at) => format!("the list of all `{}`", plan.taxonomies[*at].name),
        Kind::Archive(_) => "a page of the archive".into(),
        Kind::NotFound => "the page for addresses that do not exist".into(),
        Kind::Redirect(to) => format!("an alias that leads to `{to}`"),
        Kind::Feed(at, ..) => match plan.feeds[*at].of {
            super::FeedOf::Named(_) => "a feed with a name".into(),
            super::FeedOf::List(_) => "a feed".into(),
        },
        Kind::Feeds => "the page of all feeds".into(),
        Kind::Corrections => "the page of all corrections".into(),
        Kind::Opml => "the list of all feeds".into(),
        Kind::FeedMenu => "the feed menu".into(),
        Kind::Host => "a file for the host".into(),
        Kind::Sitemap(_) => "a part of the sitemap".into(),
        Kind::Robots => "the rules for crawlers".into(),
        Kind::Icon(_) => "an icon of the site".into(),
        Kind::Manifest => "the manifest of the site".into(),
        Kind::Asset(asset) => format!("the file `{}`", plan.assets[*asset].location().display()),
    }
}

/// Readers tell articles apart by their ids.
fn ids(plan: &Plan, library: &Library, problems: &mut Diagnostics) {
    let mut seen = BTreeMap::new();
    for id in library.ids().filter(|id| library.brief(*id).is_dated) {
        let Some(first) = seen.insert(plan.id_of(id), id) else { continue };
        let spot = |article: &Article| {
            let own = article.meta.id.as_deref().or(article.meta.aliases.first());
            own.map_or(Span::start_of(article.file), |own| own.at)
        };
        let (one, other) = (library.article(first), library.article(id));
        if plan.place(first).path == plan.place(id).path {
            // Said already, as two sources for one address.
            continue;
        }
        let message = format!("two articles with one id: `{}`", plan.id_of(id));
        problems.push(
            Diagnostic::error(message)
                .at(spot(other))
                .label(format!("the id of `{}`", other.name.source))
                .also_at(spot(one), format!("the id of `{}`", one.name.source))
                .note("feed readers would take one for the other and show only one (R-12, X-14)")
                .help("an id comes from `id`, else the first of `aliases`, else the address; give one of them an `id`"),
        );
    }
}

/// Index files of sections that are shown nowhere: a second one in the site's language, or a translation, since sections
/// speak the site's language.
fn spare_indexes(config: &Config, library: &Library, problems: &mut Diagnostics) {
    for section in &library.sections {
        for spare in &section.translations {
            let at = Span::start_of(spare.file);
            match &section.index {
                Some(index) if spare.language == config.language => problems.push(
                    Diagnostic::error(format!("two files describe the section `{}`", section.title()))
                        .at(at)
                        .label(format!("`{}`", spare.name.source))
                        .also_at(Span::start_of(index.file), format!("`{}`", index.name.source))
                        .help("keep one of them"),
                ),
                _ if !section.path.is_empty() => problems.push(
                    Diagnostic::warning(format!(
                        "this text is shown nowhere: sections are in `{}` only",
                        config.language
                    ))
                    .at(at),
                ),
                _ => {}
            }
        }
    }
}

/// Files beside terms' profiles that describe no term are shown nowhere: better to say so.
fn strangers(plan: &Plan, library: &Library, problems: &mut Diagnostics) {
    for ((name, slug), profile) in library.profiles.iter().filter(|((_, slug), _)| !slug.is_empty()) {
        let Some(taxonomy) = plan.taxonomies.iter().find(|taxonomy| taxonomy.name == *name) else { continue };
        if taxonomy.find(slug).is_none() {
            let message = format!("`{slug}` is no term of `{name}`, so this text is shown nowhere");
            let problem = Diagnostic::warning(message).at(Span::start_of(profile.file));
            problems.push(match nearest(slug, taxonomy.terms.iter().map(|term| term.slug.as_str())) {
                Some(near) => problem.help(format!("did you mean `{near}.md`?")),
                None => problem.help("it appears as soon as an article names the term"),
            });
        }
    }
}

fn menus(plan: &Plan, config: &Config, library: &Library, problems: &mut Diagnostics) {
    for item in config.menu.iter().chain(&config.footer_menu) {
        if let Err(reason) = plan.menu_url(library, &item.url.value) {
            problems.push(Diagnostic::error(reason).at(item.url.at).label("a link to nothing"));
        }
    }
    let theme = &config.theme;
    let (logo, icon, styles) = ("the logo", "the icon", "the style sheet");
    for (named, label) in [(&config.logo, logo), (&theme.logo, logo), (&theme.icon, icon), (&theme.styles, styles)] {
        if let Some(file) = named
            && plan.asset_at(file.value.trim_start_matches('/')).is_none()
        {
            let problem = Diagnostic::error(format!("there is no `static/{}`", file.value)).at(file.at);
            problems.push(problem.label(label));
        }
    }
}

impl Plan {
    /// The URL of a menu's link: `@/tentang.md`, `/indeks/`, or a whole URL.
    ///
    /// # Errors
    /// It names a source file that is not published.
    pub fn menu_url(&self, library: &Library, written: &str) -> Result<String, String> {
        let Some(source) = written.strip_prefix("@/") else {
            return Ok(if written.starts_with('/') { self.urls.from_site_path(written) } else { written.to_owned() });
        };
        let path = self
            .other_sources
            .get(source)
            .cloned()
            .or_else(|| Some(self.place(library.by_source(source)?).path.clone()));
        path.map(|path| self.urls.url(&path)).ok_or_else(|| format!("no article at `{source}`"))
    }
}

/// Whether a text whose page is at `path` links to nothing that is not there.
pub(super) fn text_is_sound(
    plan: &Plan,
    library: &Library,
    templates: &TemplateSet,
    article: &Article,
    path: &str,
) -> bool {
    let mut texts = Texts { plan, library, templates, dead: Diagnostics::default(), missing: BTreeSet::new() };
    texts.look(article, path);
    let first_choices: BTreeSet<String> = missing::first_choices(plan, library, article).collect();
    texts.dead.is_empty() && texts.missing.is_subset(&first_choices)
}

/// The links, pictures and components of texts.
struct Texts<'t> {
    plan: &'t Plan,
    library: &'t Library,
    templates: &'t TemplateSet,
    /// Links to nothing.
    dead: Diagnostics,
    /// What they named.
    missing: BTreeSet<String>,
}

impl Texts<'_> {
    /// Looks at one, whose page is at `path`.
    fn look(&mut self, article: &Article, path: &str) {
        let before = self.dead.count();
        for link in &article.outline.links {
            self.resolve(article, path, &link.dest, article.place(&link.range), link.image);
        }
        if let Some(image) = &article.meta.image {
            self.resolve(article, path, &image.src.value, image.src.at, true);
        }
        for call in &article.outline.calls {
            self.component(article, path, call);
        }
        self.missing.extend(missing::first_choices(self.plan, self.library, article));
        if self.dead.count() > before || missing::may_be_more(article) {
            self.missing.extend(missing::of(self.plan, self.library, article, path));
        }
    }

    fn resolve(&mut self, article: &Article, path: &str, dest: &str, at: Span, image: bool) {
        match self.plan.resolve(self.library, article, path, dest, at) {
            Ok(target) => {
                self.dead.extend(doubt(self.library, article, &target, dest, image).map(|doubt| doubt.at(at)));
            }
            Err(problem) => self.dead.push(*problem),
        }
    }

    fn component(&mut self, article: &Article, path: &str, call: &Call) {
        if self.templates.broken {
            return;
        }
        let at = article.place(&call.name_range);
        if !self.templates.tera().contains_component(&call.name) {
            return self.dead.push(self.unknown(&call.name).at(at).label("unknown"));
        }
        let whole = article.place(&call.range);
        if let Some(dest) = call.text("path")
            && let Err(problem) = super::links::article(self.library, article, dest, whole)
        {
            self.dead.push(*problem);
        }
        if let Some(dest) = call.text("src") {
            self.resolve(article, path, dest, whole, true);
        }
    }

    fn unknown(&self, name: &str) -> Diagnostic {
        let mut names: Vec<&str> = self.templates.tera().get_component_names().collect();
        names.sort_unstable();
        let problem = Diagnostic::error(format!("there is no component `{name}`"));
        match nearest(name, names) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help("define it in a template: `{% component name(…) %}…{% endcomponent %}`"),
        }
    }
}

/// What is doubtful about a link that leads to no source file.
fn doubt(library: &Library, article: &Article, target: &Target, dest: &str, image: bool) -> Option<Diagnostic> {
    let fragment = |article: &Article, fragment: &str| {
        let missing = !fragment.is_empty() && part_of(article, fragment).is_none() && !article.outline.raw_html;
        missing.then(|| {
            let problem = Diagnostic::warning(format!("`{}` has no heading `#{fragment}`", article.name.source));
            let anchors = article.outline.anchors.iter().map(|anchor| anchor.id.as_str());
            match nearest(fragment, anchors) {
                Some(near) => problem.help(format!("did you mean `#{near}`?")),
                None => problem.label("leads to the top of the page"),
            }
        })
    };
    match target {
        Target::Site(url, false) if image && !dest.starts_with('/') => Some(
            Diagnostic::error(format!("there is no picture `{dest}`")).label("not beside the article").help(format!(
                "put it into `content/{}`, or into `static/` and write `/{}`",
                url::section(article.name.folder()),
                dest.trim_start_matches("./")
            )),
        ),
        Target::Site(url, false) => {
            Some(Diagnostic::warning(format!("nothing on this site is at `{url}`")).label("a link to nothing"))
        }
        Target::Fragment(name) => fragment(article, name),
        Target::Article(id, Some(name)) => fragment(library.article(*id), name),
        _ => None,
    }
}
