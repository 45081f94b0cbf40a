//! The phases of a build, one by one, in memory: `cargo bench`, or `cargo bench --bench phases -- plan` for some of them.
//!
//! What it is not: no bench here writes a file; `site` measures whole builds. The corpus is that of `site`, with the
//! templates of `benches/site` or the default theme.

#[allow(dead_code, reason = "the other bench needs the whole of it")]
mod corpus;
#[allow(dead_code, reason = "the other bench needs the whole of it")]
mod layout;

use corpus::Corpus;
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use halaman::build::{self, At, Ready, Request};
use halaman::content::Cache;
use halaman::content::article::{Name, Options};
use halaman::content::{Article, Bodies};
use halaman::diag::{Diagnostics, FileId, FileTable};
use halaman::markdown::{self, Call, FootnoteWords, Image, Resolver, Selection, Syntax};
use halaman::plan::{self, Kind, Output, related};
use halaman::render::Renderer;
use halaman::source::Memory;
use layout::{OWN, Style, THEME};
use rayon::prelude::*;
use std::path::Path;
use std::sync::LazyLock;

fn main() {
    divan::main();
}

/// A site in memory, and everything that is known of it before its first page.
struct Paper {
    site: Memory,
    ready: Ready,
    file: FileId,
    /// One article.
    path: String,
    text: String,
}

/// A thousand articles for `benches/site`.
static OWN_1000: LazyLock<Paper> = LazyLock::new(|| Paper::new(OWN, 1000));

/// Ten thousand.
static OWN_10000: LazyLock<Paper> = LazyLock::new(|| Paper::new(OWN, 10_000));

/// A thousand articles with the default theme.
static THEME_1000: LazyLock<Paper> = LazyLock::new(|| Paper::new(THEME, 1000));

impl Paper {
    fn new(style: Style, articles: usize) -> Self {
        let corpus = Corpus::new(articles);
        let mut site = Memory::default();
        let laid = style.lay_out(&corpus, |path, bytes| {
            site.add(path, bytes);
            Ok(())
        });
        laid.expect("the folders of `benches/` can be read");
        let mut files = FileTable::default();
        let ready = prepare(&site, &mut files);
        let (path, text) = style.file(&corpus.article(corpus.middle()));
        Self { site, ready, file: files.intern(Path::new(&path)), path, text }
    }

    fn renderer(&self) -> Renderer<'_> {
        let Ready { config, library, templates, plan, locales, .. } = &self.ready;
        Renderer::new(config, library, templates, plan, locales)
    }

    /// The first output of which this is true.
    fn output(&self, wanted: impl Fn(&Kind) -> bool) -> &Output {
        self.ready.plan.outputs.iter().find(|output| wanted(&output.kind)).expect("every site has one")
    }

    fn body(&self) -> &str {
        self.text.splitn(3, "---\n").last().unwrap_or_default()
    }

    /// Renders one output again and again; whatever pages share has been made before.
    fn bench_page(&self, bencher: Bencher, wanted: impl Fn(&Kind) -> bool) {
        let (renderer, bodies, output) = (self.renderer(), Bodies::new(&self.site), self.output(wanted));
        bencher.bench(|| renderer.render(output, &bodies));
    }
}

/// Everything but rendering. A site of the benches has no faults.
fn prepare(site: &Memory, files: &mut FileTable) -> Ready {
    let request =
        Request { at: At::Typed("2026-06-01 00:00".into()), drafts: false, base_url: None, cache: Cache::Off };
    let mut problems = Diagnostics::default();
    let ready = build::prepare(site, &request, files, &mut problems);
    assert!(!problems.has_errors(), "the site of the benches has errors; build it by hand to see them");
    ready
}

/// What a file tells by itself: front matter read, text outlined.
#[divan::bench]
fn article_facts(bencher: Bencher) {
    let paper = &*OWN_1000;
    let options = Options::of(&paper.ready.config);
    let name = || Name::of(paper.path.trim_start_matches("content/")).expect("it is a file of an article");
    bencher
        .counter(BytesCount::of_str(&paper.text))
        .with_inputs(name)
        .bench_values(|name| Article::parse(&paper.text, paper.file, name, &options));
}

/// Markdown to HTML, addresses left as they are.
#[divan::bench]
fn markdown_to_html(bencher: Bencher) {
    let body = OWN_1000.body();
    let counted = bencher.counter(BytesCount::of_str(body));
    counted.bench(|| markdown::html(body, Syntax::DEFAULT, Selection::All, &AsWritten));
}

/// Every output of the site named, with its address, from articles that are read already.
#[divan::bench(args = [1000, 10_000], sample_count = 10)]
fn plan_of_articles(bencher: Bencher, articles: usize) {
    let paper = if articles == 1000 { &*OWN_1000 } else { &*OWN_10000 };
    let Ready { config, library, templates, locales, now, .. } = &paper.ready;
    bencher
        .counter(ItemsCount::new(articles))
        .with_inputs(Diagnostics::default)
        .bench_local_refs(|problems| plan::plan(config, library, templates, locales.main(), *now, problems));
}

/// What readers of each article are recommended, and what comes back to it, as a part of the plan.
#[divan::bench(args = [1000, 10_000], sample_count = 10)]
fn recommendations(bencher: Bencher, articles: usize) {
    let paper = if articles == 1000 { &*OWN_1000 } else { &*OWN_10000 };
    let Ready { library, templates, .. } = &paper.ready;
    bencher
        .counter(ItemsCount::new(articles))
        .with_inputs(Diagnostics::default)
        .bench_local_refs(|problems| related::follow_ups(library, &related::all(library, templates, problems)));
}

/// The page of one article: body read again, slots made, template run.
#[divan::bench]
fn article_page(bencher: Bencher) {
    OWN_1000.bench_page(bencher, |kind| matches!(kind, Kind::Article(..)));
}

/// The same with the default theme.
#[divan::bench]
fn article_page_of_the_theme(bencher: Bencher) {
    THEME_1000.bench_page(bencher, |kind| matches!(kind, Kind::Article(..)));
}

/// One page of a list, with twenty cards.
#[divan::bench]
fn list_page(bencher: Bencher) {
    OWN_1000.bench_page(bencher, |kind| matches!(kind, Kind::List(..)));
}

/// A feed with twenty whole articles, none of which has been made for another feed before.
#[divan::bench]
fn feed(bencher: Bencher) {
    let paper = &*OWN_1000;
    let (bodies, output) = (Bodies::new(&paper.site), paper.output(|kind| matches!(kind, Kind::Feed(..))));
    bencher.with_inputs(|| paper.renderer()).bench_local_refs(|renderer| renderer.render(output, &bodies));
}

/// A whole build of a thousand articles on all cores, from the bytes of its files to the bytes of its output.
#[divan::bench(sample_count = 10)]
fn whole_build(bencher: Bencher) {
    let site = &OWN_1000.site;
    bencher.counter(ItemsCount::new(1000_usize)).bench(|| {
        let Ready { config, library, templates, plan, locales, .. } = &prepare(site, &mut FileTable::default());
        let renderer = Renderer::new(config, library, templates, plan, locales);
        let bodies = Bodies::new(site);
        let made = plan.outputs.par_iter().map(|output| renderer.render(output, &bodies));
        made.map(|bytes| bytes.map_or(0, |bytes| bytes.len())).sum::<usize>()
    });
}

/// Knows no addresses and no components: the text alone is measured.
struct AsWritten;

impl Resolver for AsWritten {
    fn link(&self, _: &str) -> Option<String> {
        None
    }

    fn image(&self, _: &str) -> Option<Image> {
        None
    }

    fn component(&self, _: &Call, _: Option<&str>) -> String {
        String::new()
    }

    fn alert_title(&self, kind: &str) -> String {
        kind.to_owned()
    }

    fn footnotes(&self) -> FootnoteWords<'_> {
        FootnoteWords { title: "", back: "" }
    }
}
