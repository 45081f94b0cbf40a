//! A correction of words costs its own pages and the feeds that carry it, in a build that asks for nothing else; and it
//! comes to what a build of everything comes to.

use crate::cache::{Watched, clock};
use crate::faults::{self, Fault};
use crate::project::{NOW, Project, Tree, paper};
use halaman::build::{self, At, Progress, Report, Request, SiteFiles};
use halaman::content::Cache;
use halaman::diag::{FileTable, Format, emit};
use halaman::public::{Reason, Target};
use halaman::source::Disk;
use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// Only the newest article of a section is in its feed. One article has a warning. Figures say nothing of what an article is
/// about, so that another one changes no recommendation.
const SITE: &str = "
    -- halaman.yaml --
    title: Kabar
    base_url: https://kabar.example/
    timezone: Asia/Makassar
    feed: {formats: [rss], limit: 1, hours: 1, archives: none}
    recent: 2
    -- content/_index.md --
    Depan.
    -- content/daerah/baru.md --
    ---
    title: Baru
    date: 2026-11-20
    ---
    Ringkas.

    Air naik 10 cm, lihat [pasar](../ekonomi/pasar.md).
    -- content/daerah/lama.md --
    ---
    title: Lama
    date: 2026-11-10
    tags: [Air]
    ---
    Ringkas.

    Jembatan dibuka pukul 10.

    <!-- halaman -->

    Bagian dua.
    -- content/ekonomi/pasar.md --
    ---
    title: Pasar
    date: 2026-11-18
    ---
    Ringkas.

    Pasar pindah.
    -- content/ekonomi/salah.md --
    ---
    title: Salah
    date: 2026-11-17
    tgas: [x]
    ---
    Ringkas.

    Ada salah ketik.
    -- content/tentang.md --
    ---
    title: Tentang
    ---
    Ringkas.

    Kami 10 orang.
    -- templates/static/gaya-sendiri.css --
    p { margin: 0 }
    ";

/// A build, what it read of `content/` and what it said.
pub struct Built {
    /// What it came to.
    pub report: Report,
    /// What it read of `content/`.
    pub read: Vec<String>,
    /// What it said.
    pub said: String,
    /// How many outputs it looked at; a build of everything looks at all.
    pub looked_at: usize,
}

impl Built {
    /// The outputs that it made.
    pub fn made(&self) -> Vec<&str> {
        self.report.rendered.iter().map(|one| one.file.as_str()).collect()
    }
}

/// Counts the outputs that a build looks at.
#[derive(Default)]
struct Counter(AtomicUsize);

impl Progress for Counter {
    fn begin(&self, total: usize) {
        self.0.store(total, Ordering::Relaxed);
    }

    fn step(&self) {}
}

/// Builds at a moment when all files have been as they are for long.
pub fn build_at(site: &Project, at: &str) -> Built {
    build_when(site, at, clock(1))
}

/// Builds when the clock says so.
pub fn build_when(site: &Project, at: &str, now: i64) -> Built {
    let watched = Watched::of(site);
    let (root, name) = (site.root.join("public"), "public".into());
    let target = Target { site: site.root.clone(), root, name, clean: false, verify: false };
    let request = Request { at: At::Typed(at.into()), drafts: false, base_url: None, cache: Cache::Keeps(now) };
    let mut files = FileTable::default();
    let looked_at = Counter::default();
    let mut report = build::build(&watched, &request, &target, &mut files, &looked_at);
    let mut read = watched.read.into_inner().unwrap();
    read.sort();
    read.dedup();
    let source = SiteFiles { table: &files, site: &watched.disk };
    let sorted = std::mem::take(&mut report.problems).into_sorted(&source);
    let said = emit(&sorted, &source, Format::Human, false, 20);
    Built { report, read, said, looked_at: looked_at.0.into_inner() }
}

const TODAY: &str = "2026-11-23 12:00";

/// Builds today.
pub fn build(site: &Project) -> Built {
    build_at(site, TODAY)
}

/// A site that has been built twice: the second time it has nothing to do.
fn built() -> Project {
    let site = paper(SITE);
    build(&site);
    let again = build(&site);
    assert_eq!((again.read.len(), again.made().len(), again.said.as_str()), (0, 0, WARNING));
    site
}

/// A site that has been built by the program, and written so long before that the clock of the disk is to be trusted.
pub fn settled(site: &str) -> Project {
    let site = paper(site);
    site.build_with(&["--at", NOW]);
    std::thread::sleep(Duration::from_millis(2100));
    site.build_with(&["--at", NOW]);
    site
}

const WARNING: &str = "\
warning: unknown key `tgas`
 --> content/ekonomi/salah.md:4:1
  |
4 | tgas: [x]
  | ^^^^
  |
  = help: did you mean `tags`?
";

fn text(site: &Project) -> String {
    fs::read_to_string(site.root.join("content/ekonomi/pasar.md")).unwrap()
}

/// The same sources in another folder.
pub fn copy(site: &Project) -> Project {
    let other = Project::empty();
    for (path, bytes) in crate::project::tree_of(&site.root) {
        if !path.starts_with("public/") && !path.starts_with(".halaman/") {
            other.write(&path, bytes);
        }
    }
    other
}

/// What a clean build of the same sources makes.
fn clean(site: &Project, at: &str) -> Tree {
    let other = copy(site);
    build_at(&other, at);
    other.tree()
}

/// Whether the output is that of a clean build.
#[track_caller]
pub fn is_right(site: &Project) {
    is_right_at(site, TODAY);
}

/// Whether it is that of a moment.
#[track_caller]
pub fn is_right_at(site: &Project, at: &str) {
    let (now, clean) = (site.tree(), clean(site, at));
    let differing = now.keys().chain(clean.keys()).filter(|path| now.get(*path) != clean.get(*path));
    assert_eq!(differing.collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn an_old_article_costs_its_own_pages() {
    let site = built();
    site.edit("content/daerah/lama.md", "pukul 10", "pukul 11");
    let now = build(&site);
    assert_eq!(now.read, ["daerah/lama.md"]);
    assert_eq!(now.made(), ["daerah/lama/2/index.html", "daerah/lama/index.html", "tag/air/feed.xml"]);
    assert_eq!((now.report.counts.written, now.said.as_str()), (2, WARNING), "the second part says the same");
    is_right(&site);
    let idle = build(&site);
    assert_eq!((idle.read.len(), idle.made().len(), idle.said.as_str()), (0, 0, WARNING));
    assert_eq!(idle.report.counts.kept, site.paths().len());
}

#[test]
fn a_new_article_costs_the_feeds_that_carry_it_too() {
    let site = built();
    site.edit("content/daerah/baru.md", "10 cm", "11 cm");
    let now = build(&site);
    assert_eq!(now.read, ["daerah/baru.md"]);
    assert_eq!(now.made(), ["daerah/baru/index.html", "daerah/feed.xml", "feed.xml"]);
    is_right(&site);
}

#[test]
fn several_articles_and_a_touched_one_at_once() {
    let site = built();
    site.edit("content/daerah/baru.md", "10 cm", "11 cm").edit("content/tentang.md", "10 orang", "11 orang");
    site.write("content/ekonomi/pasar.md", text(&site));
    let now = build(&site);
    assert_eq!(now.read, ["daerah/baru.md", "ekonomi/pasar.md", "tentang.md"]);
    assert_eq!(now.made(), ["daerah/baru/index.html", "daerah/feed.xml", "feed.xml", "tentang/index.html"]);
    is_right(&site);
    site.write("content/_index.md", "Depan.\n").write("content/ekonomi/pasar.md", text(&site));
    let touched = build(&site);
    let read = ["_index.md".to_owned(), "ekonomi/pasar.md".to_owned()];
    assert_eq!((touched.read.as_slice(), touched.made().len()), (&read[..], 0));
    assert_eq!(build(&site).read.len(), 0, "the next one knows how it looks now");
}

#[test]
fn edits_follow_upon_each_other() {
    let site = built();
    for number in 0..12 {
        let (old, new) = (format!("pukul {}", number + 10), format!("pukul {}", number + 11));
        site.edit("content/daerah/lama.md", &old, &new);
        let now = build(&site);
        // What is remembered is written anew when a quarter of it is of before.
        assert!(now.read == ["daerah/lama.md"] || now.read.len() == 6, "{:?}", now.read);
    }
    is_right(&site);
}

/// What somebody does to a site.
type Change = fn(&Project);

#[test]
fn what_others_can_see_is_another_way() {
    let site = built();
    let changes: [(&str, Change); 9] = [
        ("a title", |site| _ = site.edit("content/daerah/lama.md", "title: Lama", "title: Tua")),
        ("a summary", |site| _ = site.edit("content/daerah/lama.md", "Ringkas.", "Singkat.")),
        ("a link", |site| _ = site.edit("content/daerah/lama.md", "dibuka", "dibuka, [baru](baru.md)")),
        ("a heading", |site| _ = site.edit("content/daerah/lama.md", "dibuka", "dibuka.\n\n## Judul\n\nDan")),
        ("a section", |site| _ = site.edit("content/_index.md", "Depan.", "Muka.")),
        ("a template", |site| _ = site.write("templates/partials/toc.html", "x")),
        ("a file", |site| _ = site.edit("templates/static/gaya-sendiri.css", "0", "1px")),
        ("a new article", |site| _ = site.write("content/daerah/c.md", "---\ntitle: C\ndate: 2026-11-21\n---\nIsi.\n")),
        ("one that goes", |site| _ = site.remove("content/daerah/c.md")),
    ];
    for (what, change) in changes {
        change(&site);
        site.edit("content/ekonomi/pasar.md", "pindah", "pindah lagi");
        assert!(build(&site).made().contains(&"ekonomi/pasar/index.html"), "after {what}");
        is_right(&site);
    }
}

#[test]
fn a_warning_about_the_article_is_told_anew() {
    let site = built();
    site.edit("content/ekonomi/salah.md", "title: Salah\n", "title: Salah\ndescription: Ringkas.\n");
    let moved = WARNING.replace(":4:1", ":5:1").replace("4 |", "5 |");
    assert_eq!(build(&site).said, moved);
    site.edit("content/ekonomi/salah.md", "tgas: [x]\n", "");
    assert_eq!(build(&site).said, "");
    site.edit("content/daerah/lama.md", "tags: [Air]", "tags: [Air]\ntgas: [y]");
    assert!(build(&site).said.contains("content/daerah/lama.md:5:1"));
    is_right(&site);
}

#[test]
fn a_mistake_in_it_is_an_error_and_changes_nothing() {
    let site = built();
    let before = site.tree();
    site.edit("content/daerah/lama.md", "title: Lama", "title: [");
    assert!(build(&site).said.starts_with("error: "));
    assert!(site.tree() == before);
    site.edit("content/daerah/lama.md", "title: [", "title: Lama").edit(
        "content/daerah/lama.md",
        "pukul 10",
        "pukul 11",
    );
    build(&site);
    is_right(&site);
}

#[test]
fn what_is_kept_for_it_may_be_damaged_foreign_or_gone() {
    let site = built();
    let notes: Vec<String> = crate::project::tree_of(&site.root.join(".halaman")).into_keys().collect();
    let mut word = "pukul 10".to_owned();
    for (number, name) in notes.iter().filter(|name| !name.contains("lock") && !name.contains("writing")).enumerate() {
        let path = site.root.join(".halaman").join(name);
        for part in 0..12 {
            let bytes = fs::read(&path).unwrap();
            let at = bytes.len() * part / 12;
            match part {
                0 => fs::remove_file(&path).unwrap(),
                1 => fs::write(&path, b"bukan punya kami").unwrap(),
                2 => fs::write(&path, &bytes[..bytes.len() / 2]).unwrap(),
                _ => {
                    let mut bytes = bytes;
                    bytes[at] ^= 1;
                    fs::write(&path, bytes).unwrap();
                }
            }
            let new = format!("pukul {number}{part}.7");
            site.edit("content/daerah/lama.md", &word, &new);
            if name.ends_with("gists") {
                // It is asked for where others see the change.
                site.edit("content/daerah/lama.md", "title: ", "title: Se");
            }
            word = new;
            assert_eq!(build(&site).said, WARNING, "{name}, {part}");
            assert!(site.file("daerah/lama/index.html").contains(&word));
        }
    }
    is_right(&site);
}

#[test]
fn an_output_that_is_not_as_it_was_left_is_mended() {
    let site = built();
    fs::remove_file(site.public("tentang/index.html")).unwrap();
    site.edit("content/daerah/lama.md", "pukul 10", "pukul 11");
    let now = build(&site);
    assert!(now.report.rendered.iter().any(|one| one.file == "tentang/index.html" && one.reason == Reason::Damaged));
    is_right(&site);
}

#[test]
fn another_moment_another_run_of_check_and_another_folder_are_other_ways() {
    let site = built();
    // What is remembered is newer than the plan now.
    site.edit("content/daerah/lama.md", "title: Lama", "title: Tua");
    let mut files = FileTable::default();
    let request = Request {
        at: At::Typed("2026-11-23 12:00".into()),
        drafts: false,
        base_url: None,
        cache: Cache::Keeps(clock(1)),
    };
    build::prepare(&Disk::new(&site.root), &request, &mut files, &mut halaman::diag::Diagnostics::default());
    build(&site);
    is_right(&site);
    site.edit("content/daerah/lama.md", "pukul 10", "pukul 11");
    assert_eq!(build_at(&site, "2026-11-23 12:01").read, ["daerah/lama.md"]);
    site.edit("content/daerah/lama.md", "pukul 11", "pukul 10");
    assert!(build_at(&site, "2026-11-19 12:00").read.len() > 1, "the newest is not published then");
    assert!(!site.public("daerah/baru/index.html").exists());
}

#[test]
fn while_another_run_remembers_it_says_nothing_of_it_and_leaves_no_note() {
    let site = built();
    let lock = fs::File::create(site.root.join(".halaman/articles.writing")).unwrap();
    lock.lock().unwrap();
    site.edit("content/daerah/lama.md", "pukul 10", "pukul 11");
    let now = build(&site);
    assert_eq!((now.read, now.report.counts.written, now.said.as_str()), (vec!["daerah/lama.md".into()], 2, WARNING));
    is_right(&site);
    drop(lock);
    for _ in 0..2 {
        assert_eq!(build(&site).report.counts.written, 0);
        is_right(&site);
    }
}

#[test]
fn killed_at_any_change_of_the_disk_and_built_again_it_is_right() {
    let site = settled(SITE);
    let mut word = "pukul 10".to_owned();
    for change in 1..200 {
        let new = format!("pukul {change}.7");
        site.edit("content/daerah/lama.md", &word, &new);
        word = new;
        let Some(outcome) = faults::build(&site, NOW, Fault::Kill(change)) else { return };
        if outcome.code.is_some() {
            assert!((8..60).contains(&change), "{change} changes are not those of a short build");
            return;
        }
        site.build_with(&["--at", NOW]);
        assert!(site.file("daerah/lama/index.html").contains(&word));
        is_right(&site);
    }
    panic!("it has no end");
}
