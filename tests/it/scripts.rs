//! Random sites on a disk, edited and harmed at random and built after each edit, in the folder of all builds before: what
//! lies there is what a clean build makes, byte for byte, and the outputs that were made are those that had to be.
//!
//! What a clean build makes, and what of it is other than before, is reckoned in `random`, from nothing and in memory.
//! What the files are that a build leaves alone, and which it may delete, is reckoned here.
//!
//! What is exact: the files, their bytes, and the set of outputs made. An output is to be made if it is new, if its recipe
//! differs, if it has no recipe and its bytes differ, or if its file was harmed. That recipes say too little is ruled out by
//! the bytes; that they say too much, by [`needless`], which knows of each edit what it may make for nothing. After a build
//! that was killed it is not known which files it reached: then all that differs must be made, and nothing may be made that
//! differs from none of the states before.

use crate::project::{Project, Tree};
use crate::random::{Edit, Edition, Output, Site, edition, edits, scripts};
use halaman::build::{self, At, Progress, Report, Request, Silence};
use halaman::content::Cache;
use halaman::diag::FileTable;
use halaman::public::Target;
use halaman::source::{Disk, Stamp};
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};
use std::{fs, thread};

/// What happens between an edit and the build.
#[derive(Debug, Clone)]
enum Mishap {
    /// Nothing.
    Nothing,
    /// A source gets the time of now, or one of long ago.
    Touch(u16, bool),
    /// An output is deleted.
    Delete(u16),
    /// An output is cut, or gets another byte.
    Damage(u16, bool),
    /// All that we know of earlier builds is deleted.
    LoseAll,
    /// The ledger is deleted.
    LoseLedger,
    /// The ledger is damaged.
    DamageLedger(u16),
    /// The build is killed when so many outputs are made; the next edit follows.
    Kill(u8),
    /// The same, by the system, at one of its changes of the disk.
    KillAtChange(u8),
}

/// What a build may believe of the time.
#[derive(Debug, Clone, Copy)]
enum Clock {
    /// All files are old enough for their stamps to be believed.
    Late,
    /// All files were written a moment ago.
    Now,
    /// It asks nobody.
    None,
}

fn mishaps() -> impl Strategy<Value = Mishap> {
    let (which, number, flag) = (any::<u16>(), any::<u8>(), any::<bool>());
    prop_oneof![
        12 => Just(Mishap::Nothing),
        2 => (which, flag).prop_map(|(which, old)| Mishap::Touch(which, old)),
        2 => which.prop_map(Mishap::Delete),
        2 => (which, flag).prop_map(|(which, cut)| Mishap::Damage(which, cut)),
        1 => Just(Mishap::LoseAll),
        1 => Just(Mishap::LoseLedger),
        1 => which.prop_map(Mishap::DamageLedger),
        2 => number.prop_map(Mishap::Kill),
        1 => number.prop_map(Mishap::KillAtChange),
    ]
}

fn clocks() -> impl Strategy<Value = Clock> {
    prop_oneof![6 => Just(Clock::Late), 1 => Just(Clock::Now), 1 => Just(Clock::None)]
}

/// One edit, and what happens then.
type Step = (Edit, Mishap, Clock);

fn steps(most: usize) -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec((edits(), mishaps(), clocks()), 1..=most)
}

/// A site on the disk, and what is known of its output.
struct Desk {
    project: Project,
    site: Site,
    /// The sources that lie there.
    laid: BTreeMap<String, String>,
    /// What the output may have been made of: of the last build, and of those since that were killed. Without any, the
    /// ledger is lost.
    before: Vec<Edition>,
    /// What a clean build of the sources makes, if there was one for them.
    last: Option<Edition>,
    /// Outputs that were harmed since the last build.
    harmed: BTreeSet<String>,
    /// Files that no ledger knows.
    strays: BTreeSet<String>,
}

/// Writes a file so that the system says that it changed: some do not within a few milliseconds.
fn write(project: &Project, path: &str, bytes: &[u8]) {
    let stamp = || fs::metadata(project.root.join(path)).ok().as_ref().and_then(Stamp::of);
    let before = stamp();
    project.write(path, bytes);
    while before.is_some() && stamp() == before {
        thread::sleep(Duration::from_millis(1));
        project.write(path, bytes);
    }
}

impl Desk {
    fn new(articles: u16) -> Self {
        Self {
            project: Project::empty(),
            site: Site::new(articles),
            laid: BTreeMap::new(),
            before: Vec::new(),
            last: None,
            harmed: BTreeSet::new(),
            strays: BTreeSet::new(),
        }
    }

    /// Puts the sources on the disk, as far as they differ.
    fn lay_out(&mut self) {
        for path in self.laid.keys().filter(|path| !self.site.files.contains_key(*path)) {
            self.project.remove(path);
        }
        for (path, text) in self.site.files.iter().filter(|(path, text)| self.laid.get(*path) != Some(*text)) {
            write(&self.project, path, text.as_bytes());
        }
        self.laid.clone_from(&self.site.files);
    }

    fn step(&mut self, (edit, mishap, clock): &Step) -> TestCaseResult {
        self.site.edit(edit);
        let is_same = self.laid == self.site.files && matches!(edit, Edit::Nothing);
        self.lay_out();
        self.happens(mishap);
        let clean = self.last.take().filter(|_| is_same).or_else(|| edition(&self.site));
        self.last.clone_from(&clean);
        let kills = if self.before.is_empty() { &Mishap::Nothing } else { mishap };
        match (kills, clean) {
            (Mishap::Kill(_) | Mishap::KillAtChange(_), Some(clean)) => self.kill(mishap, *clock, clean),
            (_, Some(clean)) => self.build(edit, *clock, clean),
            (_, None) => self.fail(*clock),
        }
    }

    /// What a mishap does before the build.
    fn happens(&mut self, mishap: &Mishap) {
        match *mishap {
            Mishap::Touch(which, old) => self.touch(which, old),
            Mishap::Delete(which) => {
                let Some(file) = self.output(which) else { return };
                fs::remove_file(self.project.public(&file)).unwrap();
                self.harmed.insert(file);
            }
            Mishap::Damage(which, cut) => {
                let Some(file) = self.output(which) else { return };
                let mut bytes = fs::read(self.project.public(&file)).unwrap();
                if cut || bytes.is_empty() {
                    bytes = b"rusak".to_vec();
                } else {
                    bytes[0] ^= 1;
                }
                write(&self.project, &format!("public/{file}"), &bytes);
                self.harmed.insert(file);
            }
            Mishap::LoseAll => drop(fs::remove_dir_all(self.project.root.join(".halaman"))),
            Mishap::LoseLedger | Mishap::DamageLedger(_) => self.harm_ledger(mishap),
            Mishap::Nothing | Mishap::Kill(_) | Mishap::KillAtChange(_) => return,
        }
        if matches!(mishap, Mishap::LoseAll | Mishap::LoseLedger | Mishap::DamageLedger(_)) {
            self.before.clear();
        }
    }

    fn touch(&mut self, which: u16, old: bool) {
        let path = self.site.files.keys().nth(usize::from(which) % self.site.files.len()).unwrap();
        let file = fs::File::options().append(true).open(self.project.root.join(path)).unwrap();
        let now = SystemTime::UNIX_EPOCH + Duration::from_nanos(u64::try_from(crate::cache::clock(0)).unwrap());
        let long = Duration::from_secs(3600 * (1 + u64::from(which)));
        file.set_modified(if old { now - long } else { now }).unwrap();
    }

    /// A file of the output, if there is one.
    fn output(&self, which: u16) -> Option<String> {
        let mut files = self.project.paths();
        files.retain(|file| !file.starts_with(".halaman-stage/"));
        (!files.is_empty()).then(|| files.swap_remove(usize::from(which) % files.len()))
    }

    fn harm_ledger(&self, mishap: &Mishap) {
        let files = fs::read_dir(self.project.root.join(".halaman")).into_iter().flatten();
        let ledgers = files.map(|file| file.unwrap().path()).filter(|path| path.extension() == Some("ledger".as_ref()));
        for path in ledgers {
            if let Mishap::DamageLedger(at) = mishap {
                let mut bytes = fs::read(&path).unwrap();
                // Behind the first line without a space stand amendments, of which one that is damaged is as if it were not there.
                let lines = bytes.split_inclusive(|byte| *byte == b'\n');
                let seal = lines.take_while(|line| line.contains(&b' ')).map(<[u8]>::len).sum::<usize>();
                let at = usize::from(*at) % seal;
                bytes[at] = if bytes[at] == b'7' { b'8' } else { b'7' };
                fs::write(path, bytes).unwrap();
            } else {
                fs::remove_file(path).unwrap();
            }
        }
    }

    fn run(&self, clock: Clock, progress: &dyn Progress) -> Report {
        let cache = match clock {
            Clock::Late => Cache::Keeps(crate::cache::clock(1)),
            Clock::Now => Cache::Keeps(crate::cache::clock(0)),
            Clock::None => Cache::Off,
        };
        let request = Request { at: At::Moment(self.site.at()), drafts: false, base_url: None, cache };
        let target = Target {
            site: self.project.root.clone(),
            root: self.project.root.join("public"),
            name: "public".into(),
            clean: false,
            verify: false,
        };
        build::build(&Disk::new(&self.project.root), &request, &target, &mut FileTable::default(), progress)
    }

    /// A site with errors: nothing happens.
    fn fail(&mut self, clock: Clock) -> TestCaseResult {
        let tree = self.project.tree();
        let report = self.run(clock, &Silence);
        prop_assert!(report.problems.has_errors() && !report.changed, "no error on the disk");
        prop_assert!(self.project.tree() == tree, "a build with errors changed the output");
        Ok(())
    }

    /// A build that comes to its end, and all that must hold then.
    fn build(&mut self, edit: &Edit, clock: Clock, clean: Edition) -> TestCaseResult {
        let disk = self.files();
        let report = self.run(clock, &Silence);
        prop_assert!(!report.problems.has_errors(), "{:?}", report.problems);
        let made: BTreeSet<String> = report.rendered.iter().map(|one| one.file.clone()).collect();
        self.judge_made(edit, &made, &disk, &clean)?;
        self.judge_files(&disk, &clean)?;
        let now = self.files();
        self.strays = now.into_keys().filter(|file| !clean.contains_key(file)).collect();
        self.harmed.clear();
        self.before = vec![clean];
        Ok(())
    }

    fn files(&self) -> Tree {
        let mut tree = self.project.tree();
        tree.retain(|file, _| !file.starts_with(".halaman-stage/"));
        tree
    }

    /// Whether the outputs that were made are those that had to be.
    fn judge_made(&self, edit: &Edit, made: &BTreeSet<String>, disk: &Tree, clean: &Edition) -> TestCaseResult {
        let mut required = BTreeSet::new();
        let mut allowed = BTreeSet::new();
        for (file, output) in clean {
            let harmed = self.harmed.contains(file);
            let news = self.before.iter().filter(|before| is_news(before.get(file), output)).count();
            let all = news == self.before.len() || harmed;
            let wrong = disk.get(file) != Some(&output.bytes);
            if wrong || (all && !output.copied) {
                required.insert(file.clone());
            }
            // Of those before that were killed any may have been reached; a copied file is looked at again for its time.
            if all || news > 0 || wrong || output.copied || self.differed(file) {
                allowed.insert(file.clone());
            }
        }
        let missing: Vec<&String> = required.difference(made).collect();
        prop_assert!(missing.is_empty(), "not made: {missing:?}");
        let surplus: Vec<&String> = made.difference(&allowed).collect();
        prop_assert!(surplus.is_empty(), "made, though nothing of it changed: {surplus:?}");
        if let ([before], true) = (self.before.as_slice(), self.harmed.is_empty()) {
            let same = |file: &&String| before.get(*file).is_some_and(|old| old.bytes == clean[*file].bytes);
            let idle = |file: &&String| same(file) && !clean[*file].copied && !needless(edit, file);
            let idle: Vec<&String> = made.iter().filter(idle).collect();
            prop_assert!(idle.is_empty(), "made for nothing: {idle:?}");
        }
        Ok(())
    }

    /// Whether one of the builds since the last whole one would have made a file otherwise than another.
    fn differed(&self, file: &str) -> bool {
        self.before.windows(2).any(|pair| match (pair[0].get(file), pair[1].get(file)) {
            (old, Some(new)) => is_news(old, new),
            (Some(_), None) => true,
            (None, None) => false,
        })
    }

    /// Whether the files are those of a clean build, and those of others as they were.
    fn judge_files(&self, disk: &Tree, clean: &Edition) -> TestCaseResult {
        let now = self.files();
        for (file, output) in clean {
            prop_assert!(now.get(file) == Some(&output.bytes), "{file} is not what a clean build makes");
        }
        for (file, bytes) in disk.iter().filter(|(file, _)| !clean.contains_key(*file)) {
            let ours = self.before.iter().any(|before| before.get(file).is_some_and(|old| old.bytes == *bytes));
            // A build that was killed may have made a stray file ours, or not have come so far.
            if self.strays.contains(file) && ours {
                continue;
            }
            prop_assert_eq!(now.get(file), (!ours).then_some(bytes), "{} is ours: {}", file, ours);
        }
        let new: Vec<&String> =
            now.keys().filter(|file| !clean.contains_key(*file) && !disk.contains_key(*file)).collect();
        prop_assert!(new.is_empty(), "nobody asked for {new:?}");
        Ok(())
    }

    /// A build that does not come to its end: each file is whole.
    fn kill(&mut self, mishap: &Mishap, clock: Clock, clean: Edition) -> TestCaseResult {
        let disk = self.files();
        match *mishap {
            Mishap::Kill(after) => {
                let progress = Mortal { left: AtomicUsize::new(usize::from(after) % (clean.len() + 2)) };
                drop(catch_unwind(AssertUnwindSafe(|| self.run(clock, &progress))));
            }
            Mishap::KillAtChange(at) => self.kill_at(usize::from(at) + 1),
            _ => {}
        }
        for (file, bytes) in self.files() {
            let is_whole =
                disk.get(&file) == Some(&bytes) || clean.get(&file).is_some_and(|output| output.bytes == bytes);
            prop_assert!(is_whole, "{file} is neither old nor new");
        }
        self.before.push(clean);
        Ok(())
    }

    #[cfg(all(target_os = "linux", target_arch = "x86_64"))]
    fn kill_at(&self, change: usize) {
        crate::faults::build(&self.project, &self.site.at().to_rfc3339(), crate::faults::Fault::Kill(change));
    }

    #[cfg(not(all(target_os = "linux", target_arch = "x86_64")))]
    fn kill_at(&self, change: usize) {
        self.project.kill_build_after(Duration::from_millis(change as u64));
    }
}

/// Whether an output is to be made, seen from how it was.
fn is_news(old: Option<&Output>, now: &Output) -> bool {
    let Some(old) = old else { return true };
    if now.recipe.is_some() { now.recipe != old.recipe } else { now.bytes != old.bytes }
}

/// Whether an edit may make an output again whose bytes stay as they are: what is asked for is known, not what is printed of
/// it. A card has more than most lists show, and every page is handed all topics, all languages, all words of its own and,
/// with components, whatever a text could call. Nothing is made for nothing by pictures.
fn needless(edit: &Edit, file: &str) -> bool {
    let is_page = file.ends_with(".html");
    let is_feed = !is_page && (file.ends_with(".xml") || file.ends_with(".json"));
    match edit {
        Edit::Nothing | Edit::Picture(_) | Edit::Icon(_) => false,
        // The front page is handed the newest of each section, which it shows where there are several; what a writer's own file
        // says above its text stands in one file with it.
        Edit::Title(..) => file == "index.html" || (is_page && file.starts_with("penulis/")),
        // All parts of an article stand in one text.
        Edit::Body(..) => {
            is_page && file.split('/').any(|part| part.starts_with("pindah-") || part.parse::<u16>().is_ok())
        }
        Edit::Author(_) => is_page && file.starts_with("penulis/"),
        Edit::Template(_) => is_page && (file.starts_with("tag/") || file.starts_with("penulis/")),
        Edit::Include(_) | Edit::Name => is_page,
        // What a component in a text is handed, whether it prints it or not.
        Edit::Section(_) | Edit::Style(_) => is_feed,
        // An article comes, goes, or has another place: links, calls and languages with it. A text that is handed its card, in a
        // component, may be in feeds too; its topics are on the card.
        Edit::Tags(..)
        | Edit::Date(..)
        | Edit::Delete(_)
        | Edit::Write(..)
        | Edit::Rename(..)
        | Edit::Move(..)
        | Edit::Translation(..)
        | Edit::Clock(_) => is_page || is_feed,
        Edit::Component(_) | Edit::Locale(_) | Edit::Config(_) => true,
    }
}

/// It ends when so many outputs are made.
struct Mortal {
    left: AtomicUsize,
}

impl Progress for Mortal {
    fn begin(&self, _: usize) {}

    fn step(&self) {
        if self.left.fetch_sub(1, Ordering::Relaxed) == 0 {
            resume_unwind(Box::new(()));
        }
    }
}

fn run(articles: u16, steps: &[Step]) -> TestCaseResult {
    let mut desk = Desk::new(articles);
    let quiet = || (Edit::Nothing, Mishap::Nothing, Clock::Late);
    desk.step(&quiet())?;
    for step in steps {
        desk.step(step)?;
    }
    desk.step(&quiet())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: scripts(500), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn after_any_edits_a_build_leaves_what_a_clean_build_makes(articles in 0_u16..7, steps in steps(5)) {
        run(articles, &steps)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: scripts(4),
        failure_persistence: None,
        max_shrink_iters: 60,
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_same_of_larger_sites(articles in 20_u16..=300, steps in steps(2)) {
        run(articles, &steps)?;
    }
}
