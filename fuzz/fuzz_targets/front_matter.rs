//! One article's file from any bytes: it is parsed, and every message about it can be printed.
//!
//! It does not know other files; whole sites are made by `site`.

#![no_main]

use halaman::build::SiteFiles;
use halaman::config::{self, Config};
use halaman::content::Article;
use halaman::content::article::{Name, Options};
use halaman::diag::{Diagnostics, FileTable, Format, emit};
use halaman::source::Memory;
use libfuzzer_sys::fuzz_target;
use std::path::Path;
use std::sync::LazyLock;

const CONFIG: &str = "title: Kabar\ndescription: Berita\nbase_url: https://kabar.example/\ntimezone: Asia/Makassar\n";

static SITE: LazyLock<Config> = LazyLock::new(|| {
    let mut site = Memory::default();
    site.add("halaman.yaml", CONFIG);
    config::load(&site, &mut FileTable::default(), None, &mut Diagnostics::default())
});

fuzz_target!(|text: &str| {
    let name = Name::of("2026-11-23-a.md").expect("it ends in `.md`");
    let path = "content/2026-11-23-a.md";
    let mut table = FileTable::default();
    let file = table.intern(Path::new(path));
    let (article, problems) = Article::parse(text, file, name, &Options::of(&SITE));
    assert!(
        text.get(article.body.start as usize..article.body.end as usize).is_some(),
        "the body is a part of the file"
    );
    assert!(!article.meta.title.is_empty(), "an article that is parsed has a title");
    for span in problems.iter().filter_map(|problem| problem.at) {
        assert!(text.get(span.range()).is_some(), "{span:?} is no place of the file");
    }
    let mut site = Memory::default();
    site.add(path, text);
    let files = SiteFiles { table: &table, site: &site };
    let sorted = problems.into_sorted(&files);
    for format in [Format::Human, Format::Short, Format::Json] {
        let printed = emit(&sorted, &files, format, false, 20);
        assert_eq!(printed.is_empty() && format != Format::Json, sorted.is_empty() && format != Format::Json);
    }
});
