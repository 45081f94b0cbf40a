//! What is remembered of articles changes the time a build takes and nothing else.

use crate::project::{Project, Tree, paper, tree_of};
use halaman::build::{self, At, Request, Silence, SiteFiles};
use halaman::content::Cache;
use halaman::diag::{Diagnostics, FileTable, Format, emit};
use halaman::public::Target;
use halaman::source::{Disk, Listing, SiteDir};
use proptest::prelude::*;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Where what is remembered lies.
const CACHE: &str = ".halaman/articles.cache";

const HOUR: i64 = 3_600_000_000_000;

/// A clock that is so many hours off. An hour late, the files of a test have been as they are for long.
pub fn clock(hours: i64) -> i64 {
    // A file is made and looked at within the same seconds here, which no rule about time would let pass.
    let written = File::create(Path::new(env!("CARGO_TARGET_TMPDIR")).join("clock")).unwrap().metadata().unwrap();
    let now = written.modified().unwrap().duration_since(UNIX_EPOCH).unwrap();
    i64::try_from(now.as_nanos()).unwrap() + hours * HOUR
}

fn request(cache: Cache) -> Request {
    Request { at: At::Typed("2026-11-23 12:00".into()), drafts: false, base_url: None, cache }
}

/// A site that notes which files of `content/` are read.
pub struct Watched {
    /// The site itself.
    pub disk: Disk,
    /// What was read, in the order of reading.
    pub read: Mutex<Vec<String>>,
}

impl Watched {
    /// The site of a project, of which nothing has been read.
    pub fn of(project: &Project) -> Self {
        Self { disk: Disk::new(&project.root), read: Mutex::default() }
    }
}

impl SiteDir for Watched {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        if let Ok(path) = path.strip_prefix("content") {
            self.read.lock().unwrap().push(path.to_str().unwrap().to_owned());
        }
        self.disk.read(path)
    }

    fn location(&self, path: &Path) -> Option<PathBuf> {
        self.disk.location(path)
    }

    fn list(&self, folder: &str) -> Listing {
        self.disk.list(folder)
    }
}

/// The files that a run reads to know the site, and what it says of them.
fn prepared(project: &Project, cache: Cache) -> (Vec<String>, String) {
    let site = Watched::of(project);
    let (mut files, mut problems) = (FileTable::default(), Diagnostics::default());
    build::prepare(&site, &request(cache), &mut files, &mut problems);
    let mut read = std::mem::take(&mut *site.read.lock().unwrap());
    read.sort();
    (read, told(problems, &files, &site.disk))
}

fn told(problems: Diagnostics, files: &FileTable, site: &Disk) -> String {
    let files = SiteFiles { table: files, site };
    emit(&problems.into_sorted(&files), &files, Format::Human, false, usize::MAX)
}

fn read(project: &Project, cache: Cache) -> Vec<String> {
    let (read, told) = prepared(project, cache);
    assert_eq!(told, "");
    read
}

fn three() -> Project {
    paper(
        "
        -- content/a.md --
        ---
        title: A
        date: 2026-11-20
        ---
        Isi.
        -- content/b.md --
        ---
        title: B
        date: 2026-11-21
        ---
        Isi.
        -- content/c.md --
        ---
        title: C
        date: 2026-11-22
        ---
        Isi.
        ",
    )
}

#[test]
fn only_what_changed_is_read() {
    let site = three();
    let late = || Cache::Keeps(clock(1));
    assert_eq!(read(&site, late()), ["a.md", "b.md", "c.md"]);
    assert_eq!(read(&site, late()), [""; 0]);
    site.edit("content/b.md", "Isi.", "Baru.");
    assert_eq!(read(&site, late()), ["b.md"]);
    site.remove("content/a.md").write("content/d.md", "---\ntitle: D\n---\n");
    assert_eq!(read(&site, late()), ["d.md"]);
    fs::rename(site.root.join("content/c.md"), site.root.join("content/e.md")).unwrap();
    assert_eq!(read(&site, late()), ["e.md"]);
    assert_eq!(read(&site, late()), [""; 0]);
}

#[test]
fn a_stamp_of_a_moment_ago_or_of_the_future_is_not_believed() {
    let site = three();
    let all = ["a.md", "b.md", "c.md"];
    // Written within the two seconds before it was looked at.
    assert_eq!(read(&site, Cache::Keeps(clock(0))), all);
    assert_eq!(read(&site, Cache::Keeps(clock(1))), all);
    assert_eq!(read(&site, Cache::Keeps(clock(1))), [""; 0]);
    // The clock was set back since.
    assert_eq!(read(&site, Cache::Keeps(clock(-1))), all);
    assert_eq!(read(&site, Cache::Keeps(clock(-1))), all, "files of the future");
    assert_eq!(read(&site, Cache::Keeps(clock(1))), all);
    let future = now() + Duration::from_secs(7200);
    set_time(&site.root.join("content/b.md"), future);
    assert_eq!(read(&site, Cache::Keeps(clock(1))), ["b.md"]);
    assert_eq!(read(&site, Cache::Keeps(clock(1))), ["b.md"], "each time");
    assert_eq!(read(&site, Cache::Keeps(clock(3))), ["b.md"]);
    assert_eq!(read(&site, Cache::Keeps(clock(3))), [""; 0]);
}

/// The moment that files get which are written now.
fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_nanos(u64::try_from(clock(0)).unwrap())
}

fn set_time(path: &Path, time: SystemTime) {
    File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
}

#[test]
fn who_only_reads_leaves_it_as_it_is() {
    let site = three();
    read(&site, Cache::Keeps(clock(1)));
    let before = fs::read(site.root.join(CACHE)).unwrap();
    site.edit("content/b.md", "Isi.", "Baru.");
    for _ in 0..2 {
        assert_eq!(read(&site, Cache::Reads(clock(1))), ["b.md"]);
    }
    for command in ["check", "diff", "next"] {
        site.run_in(&[], &[command, "--at", "2026-11-23 12:00"]).code();
    }
    assert_eq!(fs::read(site.root.join(CACHE)).unwrap(), before);
    assert_eq!(read(&site, Cache::Off), ["a.md", "b.md", "c.md"]);
}

#[test]
fn other_options_are_another_site() {
    let site = three();
    let late = || Cache::Keeps(clock(1));
    let all = ["a.md", "b.md", "c.md"];
    assert_eq!(read(&site, late()), all);
    site.edit("halaman.yaml", "title: Kabar", "title: Warta\nper_page: 3");
    assert_eq!(read(&site, late()), [""; 0]);
    site.edit("halaman.yaml", "Asia/Makassar", "Asia/Jayapura");
    assert_eq!(read(&site, late()), all);
    site.edit("halaman.yaml", "title: Warta", "title: Warta\nsmart_punctuation: false");
    assert_eq!(read(&site, late()), all);
    assert_eq!(read(&site, late()), [""; 0]);
}

#[test]
fn a_configuration_that_is_wrong_forgets_nothing() {
    let site = three();
    read(&site, Cache::Keeps(clock(1)));
    site.edit("halaman.yaml", "Asia/Makassar", "Asia/Tengah");
    assert!(prepared(&site, Cache::Keeps(clock(1))).1.starts_with("error: "));
    site.edit("halaman.yaml", "Asia/Tengah", "Asia/Makassar");
    assert_eq!(read(&site, Cache::Keeps(clock(1))), [""; 0]);
}

#[test]
fn a_damaged_one_is_read_past_and_mended() {
    let site = three();
    read(&site, Cache::Keeps(clock(1)));
    let whole = fs::read(site.root.join(CACHE)).unwrap();
    let flipped = (0..whole.len()).step_by(7).map(|at| {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        bytes
    });
    let cut = (0..whole.len()).step_by(29).map(|length| whole[..length].to_vec());
    let foreign = [b"halaman articles\n".to_vec(), b"bukan punya kami".to_vec()];
    for bytes in flipped.chain(cut).chain(foreign) {
        site.write(CACHE, &bytes);
        assert!(!read(&site, Cache::Keeps(clock(1))).is_empty());
        assert_eq!(read(&site, Cache::Keeps(clock(1))), [""; 0]);
    }
    // Behind what is whole may stand what was not written to its end.
    site.write(CACHE, [&whole[..], b"x"].concat());
    assert_eq!(read(&site, Cache::Keeps(clock(1))), [""; 0]);
}

#[test]
fn warnings_come_back_with_the_right_line_though_other_files_came_and_went() {
    let site = three();
    let warned = "---\ntitle: M\ndate: 2026-11-19\ntgas: [x]\n---\nIsi.\n";
    site.write("content/m.md", warned);
    let expected = "\
warning: unknown key `tgas`
 --> content/m.md:4:1
  |
4 | tgas: [x]
  | ^^^^
  |
  = help: did you mean `tags`?
";
    let late = || Cache::Keeps(clock(1));
    let (_, told) = prepared(&site, late());
    assert_eq!(told.trim_end(), expected.trim_end());
    site.remove("content/a.md").remove("content/b.md");
    assert_eq!(prepared(&site, late()), (vec![], told.clone()));
    for name in ["content/0.md", "content/aa/1.md", "content/z.md"] {
        site.write(name, "---\ntitle: N\n---\n");
    }
    let (read, again) = prepared(&site, late());
    assert_eq!((read.len(), again), (3, told));
}

#[test]
fn errors_stop_a_build_every_time() {
    let site = three();
    site.write("content/m.md", "---\ndate: 2026-11-19\n---\nIsi.\n");
    let (_, told) = prepared(&site, Cache::Keeps(clock(1)));
    assert!(told.starts_with("error: the article has no title\n"), "{told}");
    assert_eq!(prepared(&site, Cache::Keeps(clock(1))), (vec![], told));
}

#[test]
fn what_cannot_be_written_is_a_warning() {
    let site = three();
    site.write(".halaman/articles.cache/x", "");
    let run = site.build();
    assert_eq!(run.code(), 0);
    assert!(run.stderr.starts_with("warning: cannot remember the articles for the next build\n"), "{}", run.stderr);
    assert!(!site.root.join(".halaman/articles.cache.new").exists());
    site.remove(CACHE).build().ok();
    assert!(site.root.join(CACHE).is_file());
}

/// A change of a site, of files by number. All files have one size and one time of writing, so that only what nobody can
/// set back tells them apart.
#[derive(Debug, Clone)]
enum Edit {
    Touch(usize),
    Write(usize, usize),
    Rename(usize, usize),
    Delete(usize),
    Swap(usize, usize),
    Zone(usize),
    Damage(usize),
}

const PATHS: [&str; 5] = ["a.md", "b.md", "daerah/c.md", "daerah/_index.md", "2026-11-01-d.en.md"];

const TEXTS: [&str; 7] = [
    "---\ntitle: Satu\ndate: 2026-11-20 01:00\ntags: [Air]\nextra: {besar: 0.30000000000000004}\n---\nIsi \"satu\".\n",
    "---\ntitle: Dua\ndate: 2026-11-21\nauthors: [Sari Melati]\n---\nIsi.[^1]\n\n<!-- halaman -->\n\nLagi.\n\n[^1]: Kata.\n",
    "---\ntitle: Tiga\ntgas: [x]\n---\n{{<foto src=\"/x.png\" alt=\"X\"/>}}\n",
    "---\ndate: 2026-11-22\n---\nTanpa judul.\n",
    "---\ntitle: Empat\ndate: 2026-11-22\nwithdrawn: Salah\n---\nIsi.\n",
    "---\ntitle: Lima\ndate: 2026-11-23 11:30\nupdated: 2026-11-23 11:45\n---\n## Judul\n\n[Tautan](#judul)\n",
    "+++\ntitle = \"Enam\"\ndate = 2020-01-01\n+++\nIsi.\u{b}\n",
];

const ZONES: [&str; 3] = ["Asia/Makassar", "Asia/Jakarta", "UTC"];

/// The one time of writing.
fn long_ago() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_700_000_000)
}

/// Puts a text in the place of a file, in the same one if there is one.
fn put(site: &Project, path: usize, text: &str) {
    let path = format!("content/{}", PATHS[path]);
    site.write(&path, text);
    set_time(&site.root.join(path), long_ago());
}

/// Texts of one size: white space at the end is nothing.
fn text(number: usize) -> String {
    format!("{:<200}", TEXTS[number])
}

fn apply(site: &Project, edit: &Edit) {
    let place = |path: usize| site.root.join("content").join(PATHS[path]);
    let held = |path: usize| fs::read_to_string(place(path)).ok();
    match *edit {
        Edit::Touch(path) if place(path).exists() => set_time(&place(path), now()),
        Edit::Write(path, number) => put(site, path, &text(number)),
        Edit::Rename(from, to) if place(from).exists() => {
            fs::create_dir_all(place(to).parent().unwrap()).unwrap();
            fs::rename(place(from), place(to)).unwrap();
        }
        Edit::Delete(path) => drop(fs::remove_file(place(path))),
        Edit::Swap(one, other) => {
            if let (Some(first), Some(second)) = (held(one), held(other)) {
                put(site, one, &second);
                put(site, other, &first);
            }
        }
        Edit::Zone(number) => {
            let config = format!("title: K\nbase_url: https://kabar.example/\ntimezone: {}\n", ZONES[number]);
            site.write("halaman.yaml", config);
        }
        Edit::Damage(at) => {
            let mut bytes = fs::read(site.root.join(CACHE)).unwrap_or_default();
            if !bytes.is_empty() {
                let at = at % bytes.len();
                bytes[at] ^= 1;
                site.write(CACHE, bytes);
            }
        }
        Edit::Touch(_) | Edit::Rename(..) => {}
    }
}

/// What a build says, and its output if there was no error.
fn built(site: &Project, cache: Cache) -> (String, Option<Tree>) {
    let disk = Disk::new(&site.root);
    let target = Target {
        site: site.root.clone(),
        root: site.root.join("public"),
        name: "public".into(),
        clean: false,
        verify: false,
    };
    let mut files = FileTable::default();
    let report = build::build(&disk, &request(cache), &target, &mut files, &Silence);
    let tree = (!report.problems.has_errors()).then(|| site.tree());
    (told(report.problems, &files, &disk), tree)
}

fn edits() -> impl Strategy<Value = Vec<(Edit, i64)>> {
    let path = || 0..PATHS.len();
    let edit = prop_oneof![
        1 => path().prop_map(Edit::Touch),
        4 => (path(), 0..TEXTS.len()).prop_map(|(path, text)| Edit::Write(path, text)),
        2 => (path(), path()).prop_map(|(from, to)| Edit::Rename(from, to)),
        1 => path().prop_map(Edit::Delete),
        3 => (path(), path()).prop_map(|(one, other)| Edit::Swap(one, other)),
        1 => (0..ZONES.len()).prop_map(Edit::Zone),
        1 => (0..4000_usize).prop_map(Edit::Damage),
    ];
    // Mostly a clock that lets all stamps be believed.
    let hours = prop_oneof![4 => Just(1), 1 => Just(0)];
    prop::collection::vec((edit, hours), 1..8)
}

// Where a disk keeps no time that cannot be set back, setting it back deceives us.
#[cfg(unix)]
proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn with_or_without_a_build_is_the_same(begin in prop::collection::vec(0..TEXTS.len(), PATHS.len()), edits in edits()) {
        let site = Project::empty();
        apply(&site, &Edit::Zone(0));
        for (path, number) in begin.into_iter().enumerate() {
            put(&site, path, &text(number));
        }
        built(&site, Cache::Keeps(clock(1)));
        for (edit, hours) in edits {
            apply(&site, &edit);
            let fresh = Project::empty();
            let sources = tree_of(&site.root);
            fresh.copy(sources.iter().filter(|(path, _)| !path.starts_with("public/") && !path.starts_with(".halaman/")));
            let with = built(&site, Cache::Keeps(clock(hours)));
            let without = built(&fresh, Cache::Off);
            prop_assert!(with == without, "after {edit:?}\n--- with:\n{}\n--- without:\n{}", with.0, without.0);
        }
    }
}
