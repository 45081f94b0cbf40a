//! What the system does to a build: it is killed before any of the calls that change the disk, or the disk is full from any
//! of them on.
//!
//! The real program runs as in a debugger and is stopped at each call to the system, so that no moment is left out and none
//! depends on luck. Where a program may not trace its own children (some sandboxes) and on other systems nothing is tested
//! here; what a kill by the clock does is in `incremental`.

use crate::project::{NOW, Project, Tree, paper};
use nix::errno::Errno;
use nix::libc::{self, user_regs_struct};
use nix::sys::ptrace::{self, Options};
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};

/// What happens to a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It is killed before the change of this number.
    Kill(usize),
    /// From the change of this number on, the disk is full. Files can still be deleted.
    Full(usize),
}

/// What a build came to.
#[derive(Debug)]
pub struct Outcome {
    /// Its code; nothing if it was killed.
    pub code: Option<i32>,
    /// How many calls came that change the disk.
    pub changes: usize,
    /// What it said.
    pub stderr: String,
}

/// Builds with a fault. Nothing if that cannot be done here.
pub fn build(project: &Project, at: &str, fault: Fault) -> Option<Outcome> {
    build_with(project, &["--at", at], fault)
}

/// The same with other arguments.
#[expect(clippy::zombie_processes, reason = "who traces a program waits for it himself, thread by thread")]
pub fn build_with(project: &Project, arguments: &[&str], fault: Fault) -> Option<Outcome> {
    let said = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{}.stderr", project.root.file_name()?.to_str()?));
    let mut command = Command::new("/bin/sh");
    // It waits for us before it becomes the program.
    command.args(["-c", "kill -STOP $$; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_halaman"), "build"]).args(arguments);
    command.current_dir(&project.root).env_clear().env("RAYON_NUM_THREADS", "1");
    let child = command.stdout(Stdio::null()).stderr(File::create(&said).unwrap()).spawn().unwrap();
    let main = Pid::from_raw(i32::try_from(child.id()).unwrap());
    waitpid(main, Some(WaitPidFlag::WUNTRACED)).unwrap();
    let options = Options::PTRACE_O_TRACESYSGOOD
        | Options::PTRACE_O_TRACECLONE
        | Options::PTRACE_O_TRACEEXEC
        | Options::PTRACE_O_EXITKILL;
    let seized = ptrace::seize(main, options);
    kill(main, if seized.is_ok() { Signal::SIGCONT } else { Signal::SIGKILL }).unwrap();
    let mut traced = Traced { main, fault, changes: 0, begun: false, failing: BTreeSet::new() };
    let code = traced.run();
    let stderr = fs::read_to_string(&said).unwrap();
    fs::remove_file(said).unwrap();
    seized.is_ok().then_some(Outcome { code, changes: traced.changes, stderr })
}

struct Traced {
    main: Pid,
    fault: Fault,
    changes: usize,
    /// Whether it is our program already.
    begun: bool,
    /// Threads in a call that is about to fail.
    failing: BTreeSet<Pid>,
}

impl Traced {
    /// Until it ends, with the code.
    fn run(&mut self) -> Option<i32> {
        let mut code = None;
        loop {
            // Only what this thread started: other tests have children of their own.
            let (thread, signal) = match waitpid(None, Some(WaitPidFlag::__WALL | WaitPidFlag::__WNOTHREAD)) {
                Ok(WaitStatus::PtraceSyscall(thread)) => {
                    self.at_a_call(thread);
                    (thread, None)
                }
                Ok(WaitStatus::PtraceEvent(thread, _, event)) => {
                    self.begun |= event == libc::PTRACE_EVENT_EXEC;
                    (thread, None)
                }
                Ok(WaitStatus::Stopped(thread, signal)) => (thread, Some(signal)),
                Ok(WaitStatus::Exited(thread, status)) => {
                    code = code.or((thread == self.main).then_some(status));
                    continue;
                }
                Ok(_) | Err(Errno::EINTR) => continue,
                Err(error) => {
                    assert_eq!(error, Errno::ECHILD);
                    return code;
                }
            };
            // One that was killed meanwhile is waited for again.
            _ = ptrace::syscall(thread, signal.filter(|signal| *signal != Signal::SIGCONT));
        }
    }

    /// A thread stands before or behind a call.
    fn at_a_call(&mut self, thread: Pid) {
        let Ok(mut registers) = ptrace::getregs(thread) else { return };
        if self.failing.remove(&thread) {
            registers.rax = (-i64::from(libc::ENOSPC)).cast_unsigned();
            ptrace::setregs(thread, registers).unwrap();
            return;
        }
        let is_before = registers.rax.cast_signed() == -i64::from(libc::ENOSYS);
        let Some(change) = change(&registers).filter(|_| is_before && self.begun) else { return };
        self.changes += 1;
        match self.fault {
            Fault::Kill(at) if self.changes == at => kill(self.main, Signal::SIGKILL).unwrap(),
            Fault::Full(at) if self.changes >= at && change == Change::Needs => {
                // There is no call of this number.
                registers.orig_rax = u64::MAX;
                ptrace::setregs(thread, registers).unwrap();
                self.failing.insert(thread);
            }
            _ => {}
        }
    }
}

/// What a call does to a disk.
#[derive(Debug, PartialEq, Eq)]
enum Change {
    /// It needs room.
    Needs,
    /// It gives room.
    Frees,
}

fn change(registers: &user_regs_struct) -> Option<Change> {
    let writes = libc::O_WRONLY | libc::O_RDWR | libc::O_CREAT | libc::O_TRUNC;
    match registers.orig_rax.cast_signed() {
        libc::SYS_openat => (registers.rdx.cast_signed() & i64::from(writes) != 0).then_some(Change::Needs),
        libc::SYS_write | libc::SYS_writev | libc::SYS_pwrite64 => (registers.rdi > 2).then_some(Change::Needs),
        libc::SYS_copy_file_range
        | libc::SYS_sendfile
        | libc::SYS_mkdir
        | libc::SYS_mkdirat
        | libc::SYS_rename
        | libc::SYS_renameat
        | libc::SYS_renameat2 => Some(Change::Needs),
        libc::SYS_unlink | libc::SYS_unlinkat | libc::SYS_rmdir | libc::SYS_ftruncate => Some(Change::Frees),
        _ => None,
    }
}

/// A site in three states. Between any two of them something comes, something goes, and something changes: an article
/// that the first two have, with other texts, is not in the third.
const STATES: [&str; 3] = [
    "
    -- halaman.yaml --
    title: Kabar
    base_url: https://kabar.example/
    timezone: Asia/Makassar
    feed: {formats: [rss]}
    -- content/daerah/banjir.md --
    ---
    title: Banjir
    date: 2026-11-20
    ---
    Air naik.
    -- content/satu.md --
    ---
    title: Satu
    ---
    Satu.
    -- static/a.txt --
    satu
    ",
    "
    -- halaman.yaml --
    title: Kabar
    base_url: https://kabar.example/
    timezone: Asia/Makassar
    feed: {formats: [rss]}
    -- content/daerah/banjir.md --
    ---
    title: Banjir
    date: 2026-11-20
    ---
    Air surut.
    -- content/dua.md --
    ---
    title: Dua
    ---
    Dua.
    -- static/a.txt --
    dua
    ",
    "
    -- halaman.yaml --
    title: Kabar
    base_url: https://kabar.example/
    timezone: Asia/Makassar
    feed: {formats: [rss]}
    -- content/tiga.md --
    ---
    title: Tiga
    ---
    Tiga.
    ",
];

/// What a clean build makes of each state.
fn clean() -> [Tree; 3] {
    STATES.map(|state| paper(state).build().ok().tree())
}

fn turn_to(site: &Project, state: usize) {
    site.remove_sources().add(STATES[state]);
}

/// Each file is as it was or as it was to be.
#[track_caller]
fn assert_whole(site: &Project, before: &Tree, after: &Tree, fault: Fault) {
    for (path, bytes) in site.tree().into_iter().filter(|(path, _)| !path.starts_with(".halaman-stage/")) {
        let is_whole = before.get(&path) == Some(&bytes) || after.get(&path) == Some(&bytes);
        assert!(is_whole, "{path} is neither old nor new after {fault:?}");
    }
}

#[track_caller]
fn assert_same(one: &Tree, other: &Tree, fault: Fault) {
    let paths: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    let differing: Vec<_> = paths.into_iter().filter(|path| one.get(*path) != other.get(*path)).collect();
    assert!(differing.is_empty(), "after {fault:?} these differ: {differing:?}");
}

#[test]
fn a_build_that_is_killed_before_any_change_of_the_disk() {
    let clean = clean();
    let site = paper(STATES[0]);
    site.build().ok();
    // Every other time somebody edits before the next build, which must still know whose the files are.
    for (at, next) in (1..).flat_map(|at| [(at, 1), (at, 2)]) {
        let fault = Fault::Kill(at);
        turn_to(&site, 1);
        let Some(outcome) = build(&site, NOW, fault) else { return };
        assert_whole(&site, &clean[0], &clean[1], fault);
        turn_to(&site, next);
        site.build().ok();
        assert_same(&site.tree(), &clean[next], fault);
        turn_to(&site, 0);
        site.build().ok();
        assert_same(&site.tree(), &clean[0], fault);
        if outcome.code.is_some() {
            assert!(at > 40, "a build makes more than {} changes", outcome.changes);
            return;
        }
    }
}

#[test]
fn a_disk_that_is_full_from_any_change_on() {
    let clean = clean();
    let site = paper(STATES[0]);
    site.build().ok();
    let mut in_part = 0;
    for at in 1.. {
        let fault = Fault::Full(at);
        turn_to(&site, 1);
        let Some(outcome) = build(&site, NOW, fault) else { return };
        assert_whole(&site, &clean[0], &clean[1], fault);
        if outcome.changes < at {
            assert!(at > 40 && in_part > 5, "{at} changes, of which {in_part} are in the output");
            return;
        }
        let said = &outcome.stderr;
        if said.ends_with("; `public` was not changed\n") {
            assert_same(&site.tree(), &clean[0], fault);
        } else if outcome.code == Some(0) {
            // What is remembered to save time could not be, which is said where it is remembered for long.
            assert_same(&site.tree(), &clean[1], fault);
        } else {
            in_part += 1;
            assert!(said.ends_with("; `public` has changed in part\n"), "{fault:?}: {said}");
        }
        let is_said = said.contains(" = note: the disk is full\n");
        assert!(is_said || (outcome.code == Some(0) && said.is_empty()), "{fault:?}: {said}");
        // There is room again.
        site.build().ok();
        assert_same(&site.tree(), &clean[1], fault);
        turn_to(&site, 0);
        site.build().ok();
    }
}
