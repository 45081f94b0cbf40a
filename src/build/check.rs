//! A build that writes nothing: every output is made and judged by the rules of its format.

use super::origin::{self, Origins};
use super::weight::too_heavy;
use super::{Ready, Request, prepare, too_large};
use crate::check::facts::Facts;
use crate::check::output::{self, Judge};
use crate::check::site::Site;
use crate::check::{Document, Finding, Links, diagnostic, feed, finding_at, house};
use crate::content::Bodies;
use crate::content::article::syntax;
use crate::diag::{Diagnostic, Diagnostics, FileTable, Severity, Span};
use crate::plan::{FeedPage, Kind, Output};
use crate::render::Renderer;
use crate::source::SiteDir;
use rayon::prelude::*;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a check came to.
pub struct Checked {
    /// Files that were judged.
    pub documents: usize,
    /// Errors and warnings.
    pub problems: Diagnostics,
}

/// A file of the output as it was published last, if it was.
pub type Published<'p> = dyn Fn(&str) -> Option<Vec<u8>> + Sync + 'p;

/// Makes every output, judges it, and keeps no bytes of it.
pub fn check(site: &dyn SiteDir, request: &Request, published: &Published, files: &mut FileTable) -> Checked {
    let mut problems = Diagnostics::default();
    let ready = prepare(site, request, files, &mut problems);
    if problems.has_errors() {
        return Checked { documents: 0, problems };
    }
    let renderer = Renderer::new(&ready.config, &ready.library, &ready.templates, &ready.plan, &ready.locales);
    problems.extend(renderer.host_doubts());
    let judge = Judge::new(site_of(&ready));
    let court = Court { site, ready: &ready, renderer, bodies: Bodies::new(site), judge, published };
    let judged: Vec<Result<Judged, Diagnostic>> =
        ready.plan.outputs.par_iter().map(|output| court.judge(output)).collect();
    let documents = judged.len();
    let found = court.verdict(judged, files);
    let mut problems = without_doubles(problems, &found);
    problems.extend(found);
    problems.extend(court.house());
    Checked { documents, problems }
}

fn site_of(ready: &Ready) -> Site {
    let config = &ready.config;
    Site {
        base_url: config.base_url.clone(),
        language: config.language.clone(),
        now: ready.now.with_timezone(&config.timezone).fixed_offset(),
        publisher: config.publisher.clone(),
        third_parties: config.third_parties.clone(),
        dead_links: if config.dead_links_are_errors { Severity::Error } else { Severity::Warning },
    }
}

/// What planning said of a link is said again by its output, with the rule and for all outputs.
fn without_doubles(problems: Diagnostics, found: &[Diagnostic]) -> Diagnostics {
    let places: BTreeMap<Span, &Diagnostic> = found.iter().filter_map(|it| Some((it.at?, it))).collect();
    let is_double = |problem: &Diagnostic| problem.at.is_some_and(|at| !problem.is_error() && places.contains_key(&at));
    problems.into_iter().filter(|problem| !is_double(problem)).collect()
}

/// All that is needed to make an output and to judge it.
struct Court<'c> {
    site: &'c dyn SiteDir,
    ready: &'c Ready,
    renderer: Renderer<'c>,
    bodies: Bodies<'c>,
    judge: Judge,
    published: &'c Published<'c>,
}

/// What is kept of an output.
struct Judged {
    file: String,
    about: output::Judged,
    doubt: Option<Diagnostic>,
}

impl Court<'_> {
    fn judge(&self, output: &Output) -> Result<Judged, Diagnostic> {
        let file = output.file.clone();
        if matches!(output.kind, Kind::Asset(_)) {
            return Ok(Judged { file, about: self.copied(output), doubt: None });
        }
        let bytes = self.renderer.render(output, &self.bodies)?;
        let url = self.ready.plan.urls.permalink(&output.path);
        let mut about = self.judge.document(&Document { path: &output.file, url: Some(&url), bytes: &bytes });
        let late = self.late(output, &about.facts);
        about.findings.extend(late);
        let doubt = too_large(self.ready, output, bytes.len());
        let doubt = doubt.or_else(|| too_heavy(self.ready, output, &about.facts, bytes.len()));
        Ok(Judged { file, about, doubt })
    }

    /// What the newsroom asks of its articles, which is read in their sources.
    fn house(&self) -> Vec<Diagnostic> {
        let Ready { config, library, .. } = self.ready;
        if config.house.is_empty() {
            return Vec::new();
        }
        let judge = |id| {
            let article = library.article(id);
            match self.bodies.file(article) {
                Ok(text) => house::judge(article, &text, syntax(config), &config.house),
                Err(problem) => vec![problem],
            }
        };
        library.ids().collect::<Vec<_>>().into_par_iter().flat_map_iter(judge).collect()
    }

    /// Copied files are not judged, since what they hold is their author's business; but what a style sheet names must be
    /// there.
    fn copied(&self, output: &Output) -> output::Judged {
        let style = self.copied_text(output).filter(|_| output.file.ends_with(".css"));
        let links =
            style.map(|text| self.judge.style(&Document { path: &output.file, url: None, bytes: text.as_bytes() }));
        output::Judged { findings: Vec::new(), facts: Facts::Other, links: links.unwrap_or_default() }
    }

    fn copied_text(&self, output: &Output) -> Option<String> {
        let Kind::Asset(asset) = output.kind else { return None };
        let asset = &self.ready.plan.assets[asset];
        if asset.mime != "text/css" {
            return None;
        }
        match asset.embedded {
            Some(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
            None => Some(String::from_utf8_lossy(&self.site.read(&asset.location()).ok()?).into_owned()),
        }
    }

    /// Articles that come into an archive that was published without them: who has read it does not read it again (P-11).
    fn late(&self, output: &Output, facts: &Facts) -> Option<Finding> {
        let Kind::Feed(_, _, FeedPage::Archive(_)) = output.kind else { return None };
        let Facts::Feed(_, now) = facts else { return None };
        let bytes = (self.published)(&output.file)?;
        let document = Document { path: &output.file, url: None, bytes: &bytes };
        let before = feed::judge(&document, &feed::Options::default()).facts?;
        let is_new = |item: &&feed::ItemFacts| before.items.iter().all(|old| old.id != item.id);
        let titles: Vec<String> = now.items.iter().filter(is_new).map(|item| format!("“{}”", item.title)).collect();
        (!titles.is_empty()).then(|| Finding {
            rule: "P-11",
            severity: Severity::Warning,
            message: format!("an archive that has been published gets another article: {}", titles.join(", ")),
            at: None,
            help: Some(
                "give it a later `date`, or an `updated`: then the feed itself has it, and nobody misses it".to_owned(),
            ),
            about: None,
        })
    }

    /// What is wrong with each output and with all of them together.
    fn verdict(&self, judged: Vec<Result<Judged, Diagnostic>>, files: &mut FileTable) -> Vec<Diagnostic> {
        let (mut problems, mut found, mut facts, mut links) = (Vec::new(), Vec::new(), BTreeMap::new(), Links::new());
        for judged in judged {
            match judged {
                Ok(Judged { file, about, doubt }) => {
                    problems.extend(doubt);
                    found.extend(about.findings.into_iter().map(|finding| (file.clone(), finding)));
                    links.insert(file.clone(), about.links);
                    facts.insert(file, about.facts);
                }
                Err(problem) => problems.push(problem),
            }
        }
        found.extend(self.judge.across(&facts, &links));
        problems.extend(self.grouped(found, files).into_diagnostics(self, files));
        problems
    }

    /// Findings by what they say and where that was written.
    fn grouped(&self, found: Vec<(String, Finding)>, files: &FileTable) -> Groups {
        let origins = Origins {
            ready: self.ready,
            bodies: &self.bodies,
            site: self.judge.site(),
            templates: origin::templates(self.ready, self.site, files),
            known: RefCell::default(),
        };
        let outputs: BTreeMap<&str, &Output> =
            self.ready.plan.outputs.iter().map(|output| (output.file.as_str(), output)).collect();
        let mut groups = Groups::default();
        for (file, finding) in found {
            let output = outputs.get(file.as_str()).copied();
            let origin = output.zip(finding.about.as_ref()).and_then(|(output, about)| origins.of(output, about));
            let made = output.and_then(|output| self.made(output));
            let path = self.path(&file, output);
            groups.add(Group { file, path, finding, origin, made, also: 0 });
        }
        groups
    }

    /// What a message calls a file: a copied one by its source, which somebody can edit.
    fn path(&self, file: &str, output: Option<&Output>) -> PathBuf {
        match output.map(|output| &output.kind) {
            Some(Kind::Asset(asset)) if self.ready.plan.assets[*asset].embedded.is_none() => {
                self.ready.plan.assets[*asset].location()
            }
            _ => Path::new("public").join(file),
        }
    }

    /// What a page was made of, as far as somebody can edit it.
    fn made(&self, output: &Output) -> Option<String> {
        let template = output.template.as_ref()?;
        Some(match &output.kind {
            Kind::Article(id, _) => {
                let source = &self.ready.library.article(*id).name.source;
                format!("made of `content/{source}` with `{template}`")
            }
            _ => format!("made with `{template}`"),
        })
    }

    /// An output as text, made again for its message: hardly any is wrong, and so none is kept.
    fn text(&self, file: &str) -> Option<Arc<str>> {
        let output = self.ready.plan.outputs.iter().find(|output| output.file == file)?;
        if let Some(text) = self.copied_text(output) {
            return Some(text.into());
        }
        let bytes = self.renderer.render(output, &self.bodies).ok()?;
        Some(String::from_utf8_lossy(&bytes).into())
    }
}

/// One fault, the first file that has it, and how many more have it.
struct Group {
    file: String,
    /// What messages call it.
    path: PathBuf,
    finding: Finding,
    /// Where a source holds it.
    origin: Option<Span>,
    made: Option<String>,
    also: usize,
}

/// Texts of outputs that are shown at most: so many messages nobody reads.
const TEXTS: usize = 100;

/// Findings by what they say and who wrote it: a fault of a template is in every page that it makes, and is told once.
#[derive(Default)]
struct Groups(BTreeMap<(Severity, &'static str, String, Option<Span>), Group>);

impl Groups {
    fn add(&mut self, new: Group) {
        let key = (new.finding.severity, new.finding.rule, new.finding.message.clone(), new.origin);
        match self.0.get_mut(&key) {
            Some(group) if group.rank() <= new.rank() => group.also += usize::from(group.file != new.file),
            Some(group) => *group = Group { also: group.also + 1, ..new },
            None => drop(self.0.insert(key, new)),
        }
    }

    fn into_diagnostics(self, court: &Court, files: &mut FileTable) -> Vec<Diagnostic> {
        let mut texts: BTreeMap<String, Option<Arc<str>>> = BTreeMap::new();
        let told = |group: Group| {
            let text = match texts.get(&group.file) {
                Some(text) => text.clone(),
                None if texts.len() >= TEXTS => None,
                None => texts.entry(group.file.clone()).or_insert(court.text(&group.file)).clone(),
            };
            group.into_diagnostic(text, files)
        };
        self.0.into_values().map(told).collect()
    }
}

impl Group {
    /// Which of several files is shown: a page rather than a feed.
    fn rank(&self) -> (bool, &str) {
        (!self.file.ends_with(".html"), &self.file)
    }

    /// At the place that somebody can edit, if that is known, with the place in the output.
    fn into_diagnostic(self, text: Option<Arc<str>>, files: &mut FileTable) -> Diagnostic {
        let path = self.path;
        let file = text.map(|text| files.intern_text(&path, text));
        let mut problem = match (self.origin, file) {
            (Some(origin), Some(file)) => {
                let at = Span::at(file, self.finding.at.clone().unwrap_or_default());
                diagnostic(&self.finding).at(origin).label("written here").also_at(at, "what became of it")
            }
            (Some(origin), None) => diagnostic(&self.finding).at(origin).note(format!("in `{}`", path.display())),
            (None, Some(file)) => finding_at(&self.finding, file),
            (None, None) => diagnostic(&self.finding).on_path(path),
        };
        problem.also = self.also;
        problem.notes.extend(self.made.filter(|_| self.origin.is_none()));
        problem
    }
}
