//! A whole small site from any text: after each line `-- path --` come the lines of that file.
//!
//! It is built in memory as `build` does it, and every output is made. Nothing is written.

#![no_main]

use halaman::build::{self, At, Request, SiteFiles};
use halaman::check::{Document, feed};
use halaman::content::Bodies;
use halaman::diag::{Diagnostics, FileTable, Format, emit};
use halaman::plan::Kind;
use halaman::render::Renderer;
use halaman::source::{Memory, SiteDir};
use libfuzzer_sys::fuzz_target;

/// The configuration of a site that brings none, and the beginning of one that does.
const CONFIG: &str = "title: Kabar\ndescription: Berita\nbase_url: https://kabar.example/\ntimezone: Asia/Makassar\n";

fn site_of(text: &str) -> Memory {
    let mut site = Memory::default();
    site.add("halaman.yaml", CONFIG);
    let mut rest = text.strip_prefix("-- ").unwrap_or_default();
    while let Some((path, after)) = rest.split_once(" --\n") {
        let (content, next) = after.split_once("\n-- ").unwrap_or((after, ""));
        let content = if path == "halaman.yaml" { format!("{CONFIG}{content}\n") } else { format!("{content}\n") };
        site.add(path, content);
        rest = next;
    }
    site
}

/// Only what is well formed can be read back.
fn read_back(kind: &Kind, path: &str, bytes: &[u8]) {
    if let Kind::Feed(..) = kind {
        let judged = feed::judge(&Document { path, url: None, bytes }, &feed::Options::default());
        assert!(judged.facts.is_some(), "{path}: {:?}\n{}", judged.findings, String::from_utf8_lossy(bytes));
    }
}

fuzz_target!(|text: &str| {
    let site = site_of(text);
    let request = Request { at: At::Typed("2026-11-23 12:00".to_owned()), drafts: false, base_url: None, cache: halaman::content::Cache::Off };
    let (mut table, mut problems) = (FileTable::default(), Diagnostics::default());
    let ready = build::prepare(&site, &request, &mut table, &mut problems);
    if !problems.has_errors() {
        let renderer = Renderer::new(&ready.config, &ready.library, &ready.templates, &ready.plan, &ready.locales);
        problems.extend(renderer.host_doubts());
        let bodies = Bodies::new(&site as &dyn SiteDir);
        for output in ready.plan.outputs.iter().filter(|output| !matches!(output.kind, Kind::Asset(_))) {
            match renderer.render(output, &bodies) {
                Ok(bytes) => read_back(&output.kind, &output.file, &bytes),
                Err(problem) => problems.push(problem),
            }
        }
    }
    let files = SiteFiles { table: &table, site: &site };
    emit(&problems.into_sorted(&files), &files, Format::Human, false, 20);
});
