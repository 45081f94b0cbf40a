//! A build that writes nothing: every output is made and judged by the rules of its format.

use super::weight::too_heavy;
use super::{Ready, Request, prepare, too_large};
use crate::check::facts::Facts;
use crate::check::output::Judge;
use crate::check::site::Site;
use crate::check::{Document, Finding, diagnostic, feed, finding_at};
use crate::content::Bodies;
use crate::diag::{Diagnostic, Diagnostics, FileTable, Severity};
use crate::plan::{FeedPage, Kind, Output};
use crate::render::Renderer;
use crate::source::SiteDir;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;
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

/// Makes every output, judges it, and keeps no bytes of what is right.
pub fn check(site: &dyn SiteDir, request: &Request, published: &Published, files: &mut FileTable) -> Checked {
    let mut problems = Diagnostics::default();
    let ready = prepare(site, request, files, &mut problems);
    if problems.has_errors() {
        return Checked { documents: 0, problems };
    }
    let renderer = Renderer::new(&ready.config, &ready.library, &ready.templates, &ready.plan, &ready.locales);
    problems.extend(renderer.host_doubts());
    let judge = Judge::new(Site {
        base_url: ready.config.base_url.clone(),
        language: ready.config.language.clone(),
        now: ready.now.with_timezone(&ready.config.timezone).fixed_offset(),
        publisher: ready.config.publisher.clone(),
        third_parties: ready.config.third_parties.clone(),
    });
    let court = Court { ready: &ready, renderer, bodies: Bodies::new(site), judge, published };
    let judged: Vec<Result<Judged, Diagnostic>> =
        ready.plan.outputs.par_iter().map(|output| court.judge(output)).collect();
    let documents = judged.len();
    problems.extend(court.verdict(judged, files));
    Checked { documents, problems }
}

/// All that is needed to make an output and to judge it.
struct Court<'c> {
    ready: &'c Ready,
    renderer: Renderer<'c>,
    bodies: Bodies<'c>,
    judge: Judge,
    published: &'c Published<'c>,
}

/// What is kept of an output.
struct Judged {
    file: String,
    facts: Facts,
    findings: Vec<Finding>,
    /// The output itself, if something is wrong with it.
    text: Option<Arc<str>>,
    doubt: Option<Diagnostic>,
}

impl Court<'_> {
    /// Copied files are not judged: what they hold is their author's business.
    fn judge(&self, output: &Output) -> Result<Judged, Diagnostic> {
        let file = output.file.clone();
        if matches!(output.kind, Kind::Asset(_)) {
            return Ok(Judged { file, facts: Facts::Other, findings: Vec::new(), text: None, doubt: None });
        }
        let bytes = self.renderer.render(output, &self.bodies)?;
        let url = self.ready.plan.urls.permalink(&output.path);
        let document = Document { path: &output.file, url: Some(&url), bytes: &bytes };
        let (mut findings, facts) = self.judge.document(&document);
        findings.extend(self.late(output, &facts));
        let text = (!findings.is_empty()).then(|| String::from_utf8_lossy(&bytes).into());
        let doubt = too_large(self.ready, output, bytes.len());
        let doubt = doubt.or_else(|| too_heavy(self.ready, output, &facts, bytes.len()));
        Ok(Judged { file, facts, findings, text, doubt })
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
        })
    }

    /// What is wrong with each output and with all of them together.
    fn verdict(&self, judged: Vec<Result<Judged, Diagnostic>>, files: &mut FileTable) -> Vec<Diagnostic> {
        let (mut problems, mut findings, mut facts) = (Vec::new(), Findings::default(), BTreeMap::new());
        for judged in judged {
            match judged {
                Ok(judged) => {
                    problems.extend(judged.doubt);
                    findings.add(&judged.file, judged.findings, judged.text.as_ref());
                    facts.insert(judged.file, judged.facts);
                }
                Err(problem) => problems.push(problem),
            }
        }
        for (file, finding) in self.judge.across(&facts) {
            findings.add(&file, vec![finding], None);
        }
        let origins = self.ready.plan.outputs.iter().map(|output| (output.file.as_str(), output)).collect();
        problems.extend(findings.into_diagnostics(files, |file| self.origin(&origins, file)));
        problems
    }
}

/// The outputs by their files.
type Outputs<'c> = BTreeMap<&'c str, &'c Output>;

impl Court<'_> {
    /// What a page was made of, as far as somebody can edit it.
    fn origin(&self, outputs: &Outputs, file: &str) -> Option<String> {
        let output = outputs.get(file)?;
        let template = output.template.as_ref()?;
        Some(match &output.kind {
            Kind::Article(id, _) => {
                let source = &self.ready.library.article(*id).name.source;
                format!("made of `content/{source}` with `{template}`")
            }
            _ => format!("made with `{template}`"),
        })
    }
}

/// One fault, the first file that has it, and how many more have it.
struct Group {
    file: String,
    finding: Finding,
    text: Option<Arc<str>>,
    also: usize,
}

/// Texts of outputs that are kept for messages at most: so many messages nobody reads.
const TEXTS: usize = 100;

/// Findings by what they say: a fault of a template is in every page that it makes, and is told once.
#[derive(Default)]
struct Findings(BTreeMap<(Severity, &'static str, String), Group>);

impl Findings {
    fn add(&mut self, file: &str, findings: Vec<Finding>, text: Option<&Arc<str>>) {
        for finding in findings {
            let key = (finding.severity, finding.rule, finding.message.clone());
            let text = text.filter(|_| self.0.len() < TEXTS).cloned();
            match self.0.get_mut(&key) {
                Some(group) if group.file.as_str() <= file => group.also += usize::from(group.file != file),
                Some(group) => {
                    let also = group.also + 1;
                    *group = Group { file: file.to_owned(), finding, text, also };
                }
                None => drop(self.0.insert(key, Group { file: file.to_owned(), finding, text, also: 0 })),
            }
        }
    }

    fn into_diagnostics(self, files: &mut FileTable, origin: impl Fn(&str) -> Option<String>) -> Vec<Diagnostic> {
        let told = |group: Group| {
            let path = Path::new("public").join(&group.file);
            let mut problem = match group.text {
                Some(text) => finding_at(&group.finding, files.intern_text(&path, text)),
                None => diagnostic(&group.finding).on_path(path),
            };
            problem.also = group.also;
            problem.notes.extend(origin(&group.file));
            problem
        };
        self.0.into_values().map(told).collect()
    }
}
