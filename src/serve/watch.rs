//! Tells when files of the site change.
//!
//! The system says which ones; where it cannot, or may have missed some (a new folder is only watched once it is there),
//! all files are looked at from outside. Editors write a file in several steps, so a moment of quiet is waited for.

use super::session::{Changed, Session};
use crate::build;
use crate::config;
use crate::source::{Disk, is_hidden, slashed};
use notify::event::{CreateKind, EventKind, ModifyKind, RemoveKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

/// So long nothing may happen before a change is taken over.
const QUIET: Duration = Duration::from_millis(8);

/// So long a change may go on before it is taken over all the same.
const LONGEST: Duration = Duration::from_millis(400);

/// How long after a change of folders all is looked at once more.
const AFTERMATH: Duration = Duration::from_millis(400);

/// How often all is looked at where the system tells nothing.
const POLL: Duration = Duration::from_secs(1);

/// More files than these are looked at together.
const MOST_FILES: usize = 50;

/// Waits for changes until the program is ended, and tells each. The first is the site itself.
pub fn follow(root: &Path, session: &Session<Disk>, tell: impl Fn(&Changed)) {
    let root = std::path::absolute(root).unwrap_or_else(|_| root.to_path_buf());
    let (sender, events) = mpsc::channel();
    let watcher = notify::recommended_watcher(move |event| drop(sender.send(event)));
    let mut watch = Watch { root, watcher: watcher.ok(), events, folders: BTreeSet::new(), is_blind: false };
    watch.look_at_folders();
    let mut seen = build::looks(session.site());
    let mut changed = Changed::Unknown;
    loop {
        tell(&changed);
        let was_vague = changed == Changed::Unknown;
        changed = watch.next(session, seen.as_deref(), was_vague);
        if changed == Changed::Unknown {
            watch.look_at_folders();
            seen = build::looks(session.site());
        }
    }
}

struct Watch {
    root: PathBuf,
    watcher: Option<RecommendedWatcher>,
    events: Receiver<notify::Result<Event>>,
    /// Which folders are watched.
    folders: BTreeSet<PathBuf>,
    /// Whether the system does not tell of some.
    is_blind: bool,
}

impl Watch {
    /// Watches the folders that are there now. One that went and came back is another one.
    fn look_at_folders(&mut self) {
        let Some(watcher) = &mut self.watcher else {
            self.is_blind = true;
            return;
        };
        self.is_blind = watcher.watch(&self.root, RecursiveMode::NonRecursive).is_err();
        for folder in build::SOURCES.map(|folder| self.root.join(folder)) {
            if self.folders.remove(&folder) {
                drop(watcher.unwatch(&folder));
            }
            if folder.is_dir() {
                match watcher.watch(&folder, RecursiveMode::Recursive) {
                    Ok(()) => drop(self.folders.insert(folder)),
                    Err(_) => self.is_blind = true,
                }
            }
        }
    }

    /// The next change. After one of which not all is known, what came in while it was taken over is looked for.
    fn next(&mut self, session: &Session<Disk>, seen: Option<&str>, was_vague: bool) -> Changed {
        let first = if was_vague { Some(AFTERMATH) } else { self.is_blind.then_some(POLL) };
        let mut again = first.map(|wait| Instant::now() + wait);
        loop {
            match self.wait(session, again) {
                Woken::Told(changed) => return changed,
                Woken::ByTime => return Changed::Unknown,
                Woken::ToLook => {
                    let started = Instant::now();
                    // `seen` is of before the last change was taken over, so what came in between is noticed.
                    if seen != build::looks(session.site()).as_deref() {
                        return Changed::Unknown;
                    }
                    // A look at a large archive takes its time, and is not to be all that this machine does.
                    let pause = POLL.max(started.elapsed() * 20);
                    again = self.is_blind.then(|| Instant::now() + pause);
                }
            }
        }
    }

    fn wait(&self, session: &Session<Disk>, look_at: Option<Instant>) -> Woken {
        loop {
            let to_look = look_at.map(|at| at.saturating_duration_since(Instant::now()));
            let by_time = session.until().map(|until| (until.to_utc() - session.clock()).to_std().unwrap_or_default());
            let timeout = [to_look, by_time].into_iter().flatten().min().unwrap_or(Duration::from_secs(3600));
            match self.events.recv_timeout(timeout) {
                Ok(event) => {
                    let mut batch = Batch::default();
                    batch.add(event, &self.root);
                    self.gather(&mut batch);
                    if let Some(changed) = batch.changed() {
                        return Woken::Told(changed);
                    }
                }
                Err(RecvTimeoutError::Timeout) if to_look.is_some_and(|left| left <= timeout) => return Woken::ToLook,
                Err(RecvTimeoutError::Timeout) if by_time.is_some_and(|left| left <= timeout) => return Woken::ByTime,
                Err(RecvTimeoutError::Timeout) => {}
                // Without a watcher there is nobody to tell.
                Err(RecvTimeoutError::Disconnected) => std::thread::sleep(timeout.min(POLL)),
            }
        }
    }

    /// Takes what follows closely.
    fn gather(&self, batch: &mut Batch) {
        let started = Instant::now();
        while started.elapsed() < LONGEST
            && let Ok(event) = self.events.recv_timeout(QUIET)
        {
            batch.add(event, &self.root);
        }
    }
}

/// Why the wait is over.
enum Woken {
    Told(Changed),
    /// A moment has come at which the site changes by itself.
    ByTime,
    ToLook,
}

/// What was told of one change.
#[derive(Default)]
struct Batch {
    files: BTreeSet<String>,
    /// Whether more may have changed than these.
    is_vague: bool,
}

impl Batch {
    fn add(&mut self, event: notify::Result<Event>, root: &Path) {
        let Ok(event) = event else {
            self.is_vague = true;
            return;
        };
        let sources =
            event.paths.iter().filter_map(|path| slashed(path.strip_prefix(root).ok()?)).filter(|path| is_source(path));
        let sources: Vec<String> = sources.collect();
        if event.need_rescan() {
            self.is_vague = true;
        }
        if sources.is_empty() || matches!(event.kind, EventKind::Access(_)) {
            return;
        }
        let of_one_file =
            matches!(event.kind, EventKind::Modify(ModifyKind::Data(_) | ModifyKind::Metadata(_) | ModifyKind::Any));
        let is_folder =
            matches!(event.kind, EventKind::Create(CreateKind::Folder) | EventKind::Remove(RemoveKind::Folder));
        self.is_vague |= !of_one_file && (is_folder || event.paths.iter().any(|path| !path.is_file()));
        self.files.extend(sources);
    }

    fn changed(self) -> Option<Changed> {
        if self.is_vague || self.files.len() > MOST_FILES {
            return Some(Changed::Unknown);
        }
        (!self.files.is_empty()).then_some(Changed::Files(self.files))
    }
}

/// Whether a path of the site's folder is one of its sources.
fn is_source(path: &str) -> bool {
    let top = path.split('/').next().unwrap_or_default();
    path == config::FILE || build::SOURCES.contains(&top) && !path.split('/').any(is_hidden)
}
