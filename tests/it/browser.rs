//! What a reader of the preview sees: a real browser, with the program and its script, while files change.
//!
//! Chromium is spoken to over two pipes (its debugging protocol, JSON with a zero byte after each message). It is found by
//! `CHROMIUM` or in the `PATH`. Where there is none the test says so and passes; with `HALAMAN_BROWSER=required`, which CI
//! sets, it fails. Nothing is proved by waiting a while: a state is waited for, and what must not have happened by then is
//! looked at after a later change has arrived in the same page.

#![cfg(unix)]

use crate::project::{NOW, Project, paper};
use crate::serve::Server;
use serde_json::{Value, json};
use std::cell::Cell;
use std::env;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

/// So long a busy machine may take for anything.
const PATIENCE: Duration = Duration::from_secs(90);

const NAMES: [&str; 5] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

fn installed() -> Option<PathBuf> {
    if let Some(named) = env::var_os("CHROMIUM").filter(|named| !named.is_empty()) {
        return Some(named.into());
    }
    let folders: Vec<PathBuf> = env::split_paths(&env::var_os("PATH")?).collect();
    NAMES.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|path| path.is_file())
}

/// A running browser; it is ended when this is dropped.
struct Browser {
    child: Child,
    orders: ChildStdin,
    answers: Receiver<Value>,
    number: Cell<u64>,
    /// Where it keeps what it keeps.
    _profile: Project,
}

impl Drop for Browser {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Browser {
    fn start(program: &Path) -> Self {
        let profile = Project::empty();
        // The protocol's pipes are 3 and 4; a shell puts ours there.
        let mut child = Command::new("sh")
            .args(["-c", "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1"])
            .arg(program)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"])
            .args(["--remote-debugging-pipe", "--window-size=800,600"])
            .arg(format!("--user-data-dir={}", profile.root.display()))
            .arg("about:blank")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (sender, answers) = mpsc::channel();
        let output = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || {
            for message in output.split(0).map_while(Result::ok) {
                let Ok(value) = serde_json::from_slice(&message) else { continue };
                if sender.send(value).is_err() {
                    return;
                }
            }
        });
        let orders = child.stdin.take().unwrap();
        Self { child, orders, answers, number: Cell::new(0), _profile: profile }
    }

    /// Sends an order to the browser, or to the tab of a session, and gives its result.
    fn order(&self, session: Option<&str>, method: &str, parameters: &Value) -> Value {
        let number = self.number.get() + 1;
        self.number.set(number);
        let mut order = json!({"id": number, "method": method, "params": parameters});
        if let Some(session) = session {
            order["sessionId"] = session.into();
        }
        let mut bytes = order.to_string().into_bytes();
        bytes.push(0);
        (&self.orders).write_all(&bytes).unwrap();
        let started = Instant::now();
        loop {
            let left = PATIENCE.saturating_sub(started.elapsed());
            let answer =
                self.answers.recv_timeout(left).unwrap_or_else(|_| panic!("the browser does not answer {method}"));
            if answer["id"] == number {
                assert!(answer["error"].is_null(), "{method}: {}", answer["error"]);
                return answer["result"].clone();
            }
        }
    }

    /// Opens a page in a window of its own, so that none is hidden behind another.
    fn open(&self, url: &str) -> Tab<'_> {
        let target = self.order(None, "Target.createTarget", &json!({"url": url, "newWindow": true}));
        let target = json!({"targetId": target["targetId"], "flatten": true});
        let session = self.order(None, "Target.attachToTarget", &target)["sessionId"].as_str().unwrap().to_owned();
        let tab = Tab { browser: self, session };
        tab.until("document.readyState === 'complete' && location.href !== 'about:blank' && !document.hidden");
        tab
    }
}

/// An open page.
struct Tab<'b> {
    browser: &'b Browser,
    session: String,
}

impl Tab<'_> {
    fn value(&self, script: &str) -> Value {
        let parameters = json!({"expression": script, "returnByValue": true});
        let answer = self.browser.order(Some(&self.session), "Runtime.evaluate", &parameters);
        // While a page is exchanged for the next there may be nothing to ask.
        if answer["exceptionDetails"].is_null() { answer["result"]["value"].clone() } else { Value::Null }
    }

    /// Waits for a state of the page.
    fn until(&self, script: &str) {
        let started = Instant::now();
        while self.value(script) != true {
            let text = "document.documentElement.outerHTML.slice(0, 3000)";
            assert!(started.elapsed() < PATIENCE, "never came to pass: {script}; the page is\n{}", self.value(text));
            std::thread::sleep(Duration::from_millis(30));
        }
    }

    fn shows(&self, text: &str) {
        self.until(&format!("document.readyState === 'complete' && document.body.innerText.includes({text:?})"));
    }

    /// What is gone once the page is loaded again.
    fn mark(&self) {
        self.value("window.mark = true");
    }

    fn is_still_the_same(&self) -> bool {
        self.value("window.mark") == true
    }
}

const TROUBLE: &str = "document.getElementById('halaman-trouble')";

fn site() -> Project {
    let site = paper(
        "
        -- content/daerah/jalan.md --
        ---
        title: Jalan
        date: 2026-11-21 08:00
        ---
        Jalan dibuka.
        -- templates/static/style.css --
        p { margin: 0 }
        ",
    );
    let lines = "Air naik lagi, dan lagi.\n\n".repeat(200);
    site.write(
        "content/daerah/banjir.md",
        format!("---\ntitle: Banjir\ndate: 2026-11-22 08:00\n---\nMula.\n\n{lines}Warga pindah.\n"),
    );
    site
}

#[test]
fn open_pages_follow_what_is_written() {
    let Some(program) = installed() else {
        let required = env::var_os("HALAMAN_BROWSER").is_some_and(|value| value == "required");
        assert!(!required, "HALAMAN_BROWSER=required, and there is no Chromium: set CHROMIUM to its path");
        // Past the harness, which keeps to itself what passing tests say.
        let words = "SKIPPED: no Chromium in the PATH, so no browser has seen the preview (CHROMIUM names one)";
        writeln!(io::stderr(), "{words}").unwrap();
        return;
    };
    let site = site();
    let server = Server::of(&site, &["--at", NOW]);
    let browser = Browser::start(&program);
    let own = browser.open(&server.url("/daerah/banjir/"));
    let other = browser.open(&server.url("/daerah/jalan/"));
    own.mark();
    other.mark();

    // Words change: the page has them, at the place where it was read.
    own.until("scrollTo(0, 1500), scrollY === 1500");
    site.edit("content/daerah/banjir.md", "Warga pindah.", "Warga kembali.");
    own.shows("Warga kembali.");
    own.until("scrollY === 1500");
    assert!(!own.is_still_the_same());
    own.mark();

    // A style sheet is exchanged under the open page, and the other page, which by now has heard of both, was left alone.
    site.write("templates/static/style.css", "p { margin: 0; letter-spacing: 7px }\n");
    for page in [&own, &other] {
        page.until("getComputedStyle(document.querySelector('p')).letterSpacing === '7px'");
        page.until("document.querySelectorAll('link[rel~=stylesheet][href*=\"style.css\"]').length === 1");
        assert!(page.is_still_the_same(), "no page is loaded for a style sheet, nor for the words of another one");
    }

    // A mistake stands on every open page with its file and line.
    site.edit("content/daerah/banjir.md", "date: 2026-11-22 08:00", "date: besok");
    for page in [&own, &other] {
        page.until(&format!("{TROUBLE}?.shadowRoot.textContent.includes('content/daerah/banjir.md:3:7') ?? false"));
        assert_eq!(page.value(&format!("{TROUBLE}.shadowRoot.querySelector('[role=alert]').checkVisibility()")), true);
    }
    // A page that is opened meanwhile has it too.
    let late = browser.open(&server.url("/"));
    late.until(&format!("{TROUBLE}?.shadowRoot.textContent.includes('besok') ?? false"));

    // Mended, the page is back without being loaded; a new headline then reaches those who show it.
    site.edit("content/daerah/banjir.md", "date: besok", "date: 2026-11-22 08:00");
    for page in [&own, &other, &late] {
        page.until(&format!("{TROUBLE} === null"));
    }
    assert!(own.is_still_the_same() && other.is_still_the_same());
    assert_eq!(own.value("scrollY"), 1500);
    site.edit("content/daerah/banjir.md", "title: Banjir", "title: Banjir surut");
    own.shows("Banjir surut");
    late.shows("Banjir surut");
}
