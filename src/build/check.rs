//! A build that writes nothing: every output is made and judged by the rules of its format.

use super::grouped::{Group, Groups};
use super::origin::{self, Origins};
use super::touched::Touched;
use super::weight::too_heavy;
use super::{Ready, Request, prepare, too_large};
use crate::check::facts::Facts;
use crate::check::output::{self, Judge};
use crate::check::site::Site;
use crate::check::{Document, Finding, Links, feed, house};
use crate::content::article::syntax;
use crate::content::{ArticleId, Bodies};
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
    /// Links to other sites, if they were wanted, by address.
    pub elsewhere: Vec<Elsewhere>,
    /// Where the site will be served.
    pub base_url: String,
}

/// A link to another site.
pub struct Elsewhere {
    /// The whole address, without a fragment.
    pub url: String,
    /// Where it was written, if that is known.
    pub at: Option<Span>,
    /// The first output that has it.
    pub output: String,
    /// How many more outputs have it.
    pub also: usize,
}

/// What is to be told.
#[derive(Debug, Clone, Copy, Default)]
pub struct Scope {
    /// Only what is not as it was published last.
    pub changed: bool,
    /// Whether links to other sites are wanted too.
    pub elsewhere: bool,
}

/// A file of the output as it was published last, if it was.
pub type Published<'p> = dyn Fn(&str) -> Option<Vec<u8>> + Sync + 'p;

/// Makes every output, judges it, and keeps no bytes of it.
pub fn check(
    site: &dyn SiteDir,
    request: &Request,
    scope: Scope,
    published: &Published,
    files: &mut FileTable,
) -> Checked {
    let mut problems = Diagnostics::default();
    let ready = prepare(site, request, files, &mut problems);
    if problems.has_errors() {
        let base_url = ready.config.base_url.to_string();
        return Checked { documents: 0, problems, elsewhere: Vec::new(), base_url };
    }
    let renderer = Renderer::new(&ready.config, &ready.library, &ready.templates, &ready.plan, &ready.locales);
    problems.extend(renderer.host_doubts());
    let judge = Judge::new(site_of(&ready)).with_elsewhere(scope.elsewhere);
    let court = Court { site, ready: &ready, renderer, bodies: Bodies::new(site), judge, scope, published };
    let judged: Vec<Result<Judged, Diagnostic>> =
        ready.plan.outputs.par_iter().map(|output| court.judge(output)).collect();
    let documents = judged.len();
    let touched = court.touched(&judged);
    let (mut found, elsewhere) = court.verdict(judged, &touched, files);
    let mut problems = without_doubles(problems, &mut found);
    problems.extend(court.house(&touched));
    let mut problems = touched.only(problems, &ready.library);
    problems.extend(found);
    Checked { documents, problems, elsewhere, base_url: ready.config.base_url.to_string() }
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

/// What planning said of a link is said again by its output, with the rule and for all outputs; its advice is kept.
fn without_doubles(problems: Diagnostics, found: &mut [Diagnostic]) -> Diagnostics {
    let is_link = |it: &Diagnostic| matches!(it.rule.as_deref(), Some("link" | "anchor" | "image" | "file"));
    let links = found.iter_mut().filter(|it| is_link(it));
    let mut links: BTreeMap<Span, &mut Diagnostic> = links.filter_map(|it| Some((it.at?, it))).collect();
    let mut kept = Diagnostics::default();
    for problem in problems {
        match problem.at.filter(|_| !problem.is_error()).and_then(|at| links.get_mut(&at)) {
            Some(again) => drop(again.help.splice(0..0, problem.help)),
            None => kept.push(problem),
        }
    }
    kept
}

/// All that is needed to make an output and to judge it.
struct Court<'c> {
    site: &'c dyn SiteDir,
    ready: &'c Ready,
    renderer: Renderer<'c>,
    bodies: Bodies<'c>,
    judge: Judge,
    scope: Scope,
    published: &'c Published<'c>,
}

/// What is kept of an output.
struct Judged {
    file: String,
    about: output::Judged,
    doubt: Option<Diagnostic>,
    is_changed: bool,
}

impl Court<'_> {
    fn judge(&self, output: &Output) -> Result<Judged, Diagnostic> {
        let file = output.file.clone();
        if matches!(output.kind, Kind::Asset(_)) {
            let style = self.copied_text(output);
            let is_changed = style.as_ref().is_some_and(|style| self.is_changed(&file, style.as_bytes()));
            return Ok(Judged { file, about: self.copied(output, style), doubt: None, is_changed });
        }
        let bytes = self.renderer.render(output, &self.bodies)?;
        let url = self.ready.plan.urls.permalink(output.path());
        let mut about = self.judge.document(&Document { path: &output.file, url: Some(&url), bytes: &bytes });
        let late = self.late(output, &about.facts);
        about.findings.extend(late);
        let is_changed = self.is_changed(&file, &bytes);
        let doubt = too_large(self.ready, output, bytes.len());
        let doubt = doubt.or_else(|| too_heavy(self.ready, output, &about.facts, bytes.len()));
        Ok(Judged { file, about, doubt, is_changed })
    }

    /// Whether a file is not as it was published; of interest only if that was asked for.
    fn is_changed(&self, file: &str, bytes: &[u8]) -> bool {
        !self.scope.changed || (self.published)(file).is_none_or(|old| old != bytes)
    }

    /// The outputs that the change touches, and their articles.
    fn touched(&self, judged: &[Result<Judged, Diagnostic>]) -> Touched {
        let mut touched = Touched { all: !self.scope.changed, ..Touched::default() };
        for (output, judged) in self.ready.plan.outputs.iter().zip(judged) {
            if judged.as_ref().is_ok_and(|judged| judged.is_changed) {
                touched.outputs.insert(output.file.clone());
                if let Kind::Article(id, _) = output.kind {
                    touched.articles.insert(id);
                }
            }
        }
        touched
    }

    /// What the newsroom asks of its articles, which is read in their sources.
    fn house(&self, touched: &Touched) -> Vec<Diagnostic> {
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
        let ids: Vec<ArticleId> = library.ids().filter(|id| touched.has_article(*id)).collect();
        ids.into_par_iter().flat_map_iter(judge).collect()
    }

    /// Copied files are not judged, since what they hold is their author's business; but what a style sheet names must be
    /// there.
    fn copied(&self, output: &Output, style: Option<String>) -> output::Judged {
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
    fn verdict(
        &self,
        judged: Vec<Result<Judged, Diagnostic>>,
        touched: &Touched,
        files: &mut FileTable,
    ) -> (Vec<Diagnostic>, Vec<Elsewhere>) {
        let (mut problems, mut found, mut facts, mut links) = (Vec::new(), Vec::new(), BTreeMap::new(), Links::new());
        for judged in judged {
            match judged {
                Ok(Judged { file, about, doubt, is_changed: _ }) => {
                    problems.extend(doubt);
                    found.extend(about.findings.into_iter().map(|finding| (file.clone(), finding)));
                    links.insert(file.clone(), about.links);
                    facts.insert(file, about.facts);
                }
                Err(problem) => problems.push(problem),
            }
        }
        found.extend(self.judge.across(&facts, &links));
        found.retain(|(file, finding)| touched.all || touched.outputs.contains(file) || self.was_there(finding));
        let origins = self.origins(files);
        let groups = self.grouped(found, touched, &origins);
        let elsewhere = self.elsewhere(&links, touched, &origins);
        problems.extend(groups.into_diagnostics(|file| self.text(file), files));
        (problems, elsewhere)
    }

    /// Links to other sites on what the change touches, with the places that wrote them.
    fn elsewhere(&self, links: &Links, touched: &Touched, origins: &Origins) -> Vec<Elsewhere> {
        let is_touched = |file: &String| touched.all || touched.outputs.contains(file);
        let one = |(url, files): (String, Vec<String>)| {
            let mut files: Vec<String> = files.into_iter().filter(is_touched).collect();
            files.sort_by_key(|file| !file.ends_with(".html"));
            let also = files.len().checked_sub(1)?;
            let output = files.into_iter().next()?;
            let at = origins.output(&output).and_then(|output| origins.of(output, &url));
            Some(Elsewhere { url, at, output, also })
        };
        self.judge.elsewhere(links).into_iter().filter_map(one).collect()
    }

    fn origins(&self, files: &FileTable) -> Origins<'_> {
        let outputs = self.ready.plan.outputs.iter().map(|output| (output.file.as_str(), output)).collect();
        Origins {
            ready: self.ready,
            bodies: &self.bodies,
            site: self.judge.site(),
            outputs,
            templates: origin::templates(self.ready, self.site, files),
            known: RefCell::default(),
        }
    }

    /// Whether an address that leads nowhere led somewhere before: a change may break a link on a page that it does not
    /// touch.
    fn was_there(&self, finding: &Finding) -> bool {
        let is_lost = matches!(finding.rule, "link" | "image" | "file");
        let address = finding.about.as_deref().filter(|_| is_lost).and_then(|about| about.split('#').next());
        let file = address.and_then(|address| self.judge.site().file_at(address));
        file.is_some_and(|file| (self.published)(&file).is_some())
    }

    /// Findings by what they say and where that was written.
    ///
    /// A feed that changed has the texts of articles that did not.
    fn grouped(&self, found: Vec<(String, Finding)>, touched: &Touched, origins: &Origins) -> Groups {
        let untouched = touched.others(&self.ready.library);
        let mut groups = Groups::default();
        for (file, finding) in found {
            let output = origins.output(&file);
            let origin = output.zip(finding.about.as_ref()).and_then(|(output, about)| origins.of(output, about));
            if origin.is_some_and(|at| untouched.contains(&at.file)) && !self.was_there(&finding) {
                continue;
            }
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
