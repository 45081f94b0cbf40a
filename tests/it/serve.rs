//! What `serve` shows: at any moment what a clean build would write, and the line of the script.
//!
//! The sessions here are told of changes, as the watcher tells them; the program itself, with watcher and port, is run in
//! the second half.

use crate::project::{NOW, Project, paper, repository};
use crate::random::{Site, edition, edits, scripts};
use halaman::build::{self, At, Request};
use halaman::content::Cache;
use halaman::diag::{Diagnostics, FileTable};
use halaman::serve::{Body, Changed, Session};
use halaman::source::{Disk, Listing, Memory, SiteDir};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// A site in memory that is edited while it is served.
#[derive(Clone)]
struct Shared(Arc<Mutex<Site>>);

impl Shared {
    fn memory(&self) -> Memory {
        let mut memory = Memory::default();
        for (path, text) in &self.0.lock().unwrap().files {
            memory.add(path.clone(), text.as_bytes());
        }
        memory
    }

    fn session(&self) -> Session<Self> {
        let own = self.clone();
        let request = move || {
            let at = At::Moment(own.0.lock().unwrap().at());
            Request { at, drafts: false, base_url: None, cache: Cache::Off }
        };
        Session::new(self.clone(), request, || chrono::DateTime::UNIX_EPOCH)
    }
}

impl SiteDir for Shared {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.memory().read(path)
    }

    fn location(&self, _: &Path) -> Option<PathBuf> {
        None
    }

    fn list(&self, folder: &str) -> Listing {
        self.memory().list(folder)
    }
}

/// The files that differ between two states of a site.
fn differing(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> BTreeSet<String> {
    let all = before.keys().chain(after.keys());
    all.filter(|path| before.get(*path) != after.get(*path)).cloned().collect()
}

/// An answer without the script.
fn bare(session: &Session<Shared>, file: &str) -> Vec<u8> {
    let path = if file == "404.html" { file } else { file.strip_suffix("index.html").unwrap_or(file) };
    let Body::Bytes(bytes) = session.answer(&format!("/{path}")).body else { panic!("{file} is no file of the disk") };
    let Ok(text) = String::from_utf8(bytes.clone()) else { return bytes };
    match text.split_once("<script src=\"/__halaman/reload.js\"") {
        Some((before, rest)) => format!("{before}{}", rest.split_once("</script>\n").unwrap().1).into_bytes(),
        None => text.into_bytes(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: scripts(40), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn after_any_edits_the_session_shows_a_clean_build(
        articles in 0_u16..9,
        edits in prop::collection::vec(edits(), 1..8),
    ) {
        let site = Shared(Arc::new(Mutex::new(Site::new(articles))));
        let session = site.session();
        session.change(&Changed::Unknown);
        for edit in edits {
            let (before, hours) = { let site = site.0.lock().unwrap(); (site.files.clone(), site.hours) };
            site.0.lock().unwrap().edit(&edit);
            let now = site.0.lock().unwrap().clone();
            let files = differing(&before, &now.files);
            session.change(&if files.is_empty() || hours != now.hours { Changed::Unknown } else { Changed::Files(files) });
            let Some(clean) = edition(&now) else {
                prop_assert!(!session.look("/").trouble.is_empty(), "{edit:?} breaks the site, and nobody is told");
                continue;
            };
            prop_assert_eq!(session.look("/").trouble, "");
            for (file, output) in clean {
                let bytes = output.bytes;
                let served = bare(&session, &file);
                prop_assert!(served == bytes, "{} after {:?}:\n{}\n--- and not\n{}", file, edit, String::from_utf8_lossy(&served), String::from_utf8_lossy(&bytes));
            }
        }
    }
}

const PAGES: &str = "
    -- content/daerah/banjir.md --
    ---
    title: Banjir
    date: 2026-11-22 08:00
    ---
    Air naik.

    Warga pindah.
    -- content/daerah/jalan.md --
    ---
    title: Jalan
    date: 2026-11-21 08:00
    ---
    Jalan dibuka.
    -- templates/static/style.css --
    p { margin: 0 }
    ";

fn shared(text: &str) -> Shared {
    let files = paper(text);
    let read = |path: &str| std::fs::read_to_string(files.root.join(path)).unwrap();
    let paths = ["halaman.yaml", "content/daerah/banjir.md", "content/daerah/jalan.md", "templates/static/style.css"];
    let files = paths.map(|path| (path.to_owned(), read(path))).into();
    Shared(Arc::new(Mutex::new(Site { files, hours: 540 })))
}

/// The marks of pages before and after an edit: whether each has changed.
fn reloads(site: &Shared, session: &Session<Shared>, file: &str, old: &str, new: &str) -> [bool; 3] {
    let pages = ["/", "/daerah/banjir/", "/daerah/jalan/"];
    let before = pages.map(|page| session.look(page).page);
    let mut files = site.0.lock().unwrap();
    let text = files.files.get_mut(file).unwrap();
    assert!(text.contains(old));
    *text = text.replace(old, new);
    drop(files);
    session.change(&Changed::Files([file.to_owned()].into()));
    let after = pages.map(|page| session.look(page).page);
    [0, 1, 2].map(|at| before[at] != after[at])
}

#[test]
fn only_pages_that_changed_are_loaded_again() {
    let site = shared(PAGES);
    let session = site.session();
    session.change(&Changed::Unknown);
    let banjir = "content/daerah/banjir.md";
    assert_eq!(reloads(&site, &session, banjir, "Warga pindah", "Warga sudah pindah"), [false, true, false]);
    assert_eq!(reloads(&site, &session, banjir, "title: Banjir", "title: Banjir besar"), [true, true, true]);
    let styles = session.look("/").styles;
    assert_eq!(
        reloads(&site, &session, "templates/static/style.css", "0", "1px"),
        [false; 3],
        "a style sheet is exchanged"
    );
    let changed: Vec<String> = session
        .look("/")
        .styles
        .into_iter()
        .filter(|own| !styles.contains_key(&own.0) || styles[&own.0] != own.1)
        .map(|own| own.0)
        .collect();
    assert_eq!(changed, ["/style.css"]);
}

#[test]
fn with_an_error_the_last_good_site_stays_and_the_trouble_is_told() {
    let site = shared(PAGES);
    let session = site.session();
    session.change(&Changed::Unknown);
    let good = bare(&session, "daerah/jalan/index.html");
    let banjir = "content/daerah/banjir.md";
    assert_eq!(reloads(&site, &session, banjir, "date: 2026", "date: kemarin 2026"), [false, true, false]);
    let look = session.look("/daerah/jalan/");
    assert!(look.trouble.contains("content/daerah/banjir.md:3:7"), "{}", look.trouble);
    assert_eq!(bare(&session, "daerah/jalan/index.html"), good);
    assert_eq!(session.answer("/daerah/banjir/").status, 500);
    reloads(&site, &session, banjir, "date: kemarin 2026", "date: 2026");
    assert_eq!((session.look("/").trouble.as_str(), session.answer("/daerah/banjir/").status), ("", 200));
}

/// A site on the disk whose session is asked for the moment of the tests.
fn on_disk(root: &Path) -> Session<Disk> {
    let request = || Request { at: At::Typed(NOW.into()), drafts: false, base_url: None, cache: Cache::Off };
    Session::new(Disk::new(root), request, || chrono::DateTime::UNIX_EPOCH)
}

/// What a session says of a site: at once, or on the pages that cannot be made.
fn troubles(session: &Session<Disk>, root: &Path) -> String {
    let request = Request { at: At::Typed(NOW.into()), drafts: false, base_url: None, cache: Cache::Off };
    let ready = build::prepare(&Disk::new(root), &request, &mut FileTable::default(), &mut Diagnostics::default());
    let pages = ready.plan.outputs.iter().map(|output| format!("/{}", output.path()));
    let told: BTreeSet<String> = pages.chain(["/".into()]).map(|page| session.look(&page).trouble).collect();
    told.into_iter().collect()
}

#[test]
fn every_mistake_that_stops_a_build_is_told_in_its_words() {
    let mut mistakes = 0;
    for case in fs::read_dir(repository("tests/errors")).unwrap() {
        let root = case.unwrap().path();
        let expected = fs::read_to_string(root.join("stderr")).unwrap();
        let session = on_disk(&root);
        session.change(&Changed::Unknown);
        let told = troubles(&session, &root);
        for mistake in expected.split("\n\n").filter(|block| block.starts_with("error")) {
            assert!(told.contains(mistake.trim_end()), "{}:\n{mistake}\n--- is not in:\n{told}", root.display());
            mistakes += 1;
        }
    }
    assert!(mistakes > 80, "{mistakes}");
}

/// A running program; it is ended when this is dropped.
pub struct Server {
    child: Child,
    port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

struct Reply {
    head: String,
    body: Vec<u8>,
}

impl Server {
    /// Serves a site, and waits until it has been read.
    pub fn of(project: &Project, arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_halaman"))
            .args(["serve", "--port", "0", "--site"])
            .arg(&project.root)
            .args(arguments)
            .env_clear()
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let port = line.split(':').nth(2).and_then(|rest| rest.split('/').next()).and_then(|port| port.parse().ok());
        let server = Self { port: port.unwrap_or_else(|| panic!("no port in {line:?}")), child };
        server.until("the site is read", |server| server.get("/").head.starts_with("HTTP/1.1 200"));
        server
    }

    /// The whole address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    fn request(&self, request: &str) -> TcpStream {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        stream
    }

    fn ask(&self, first: &str, headers: &str) -> Reply {
        let mut stream = self.request(&format!(
            "{first} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n{headers}\r\n",
            self.port
        ));
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
        Reply { head: String::from_utf8(bytes[..end].to_vec()).unwrap(), body: bytes[end + 4..].to_vec() }
    }

    fn get(&self, path: &str) -> Reply {
        self.ask(&format!("GET {path}"), "")
    }

    /// Waits for what must come to pass soon.
    fn until(&self, what: &str, came: impl Fn(&Self) -> bool) {
        let started = Instant::now();
        while !came(self) {
            assert!(started.elapsed() < Duration::from_secs(30), "never came to pass: {what}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn shows(&self, path: &str, text: &str) {
        self.until(text, |server| String::from_utf8_lossy(&server.get(path).body).contains(text));
    }
}

#[test]
fn the_program_follows_files_however_they_are_written() {
    let site = paper(PAGES);
    let server = Server::of(&site, &["--at", NOW]);
    site.edit("content/daerah/banjir.md", "Warga pindah", "Warga kembali");
    server.shows("/daerah/banjir/", "Warga kembali");
    // As editors save: a new file, and a rename over the old one.
    site.write("content/daerah/.banjir.baru", "---\ntitle: Banjir surut\ndate: 2026-11-22 08:00\n---\nSurut.\n");
    std::fs::rename(site.root.join("content/daerah/.banjir.baru"), site.root.join("content/daerah/banjir.md")).unwrap();
    server.shows("/", "Banjir surut");
    // A new folder with files in it.
    site.write("content/ekonomi/pasar/ikan.md", "---\ntitle: Harga ikan\ndate: 2026-11-22 09:00\n---\nTurun.\n");
    server.shows("/ekonomi/pasar/ikan/", "Harga ikan");
    // A folder that goes and comes back.
    std::fs::rename(site.root.join("content"), site.root.join("hilang")).unwrap();
    server.until("it is gone", |server| server.get("/daerah/jalan/").head.starts_with("HTTP/1.1 404"));
    std::fs::rename(site.root.join("hilang"), site.root.join("content")).unwrap();
    server.shows("/daerah/jalan/", "Jalan dibuka");
    site.edit("content/daerah/jalan.md", "Jalan dibuka", "Jalan ditutup");
    server.shows("/daerah/jalan/", "Jalan ditutup");
    // A thousand files at once.
    for number in 0..1000 {
        site.write(
            &format!("content/arsip/{number}.md"),
            format!("---\ntitle: N{number}\ndate: 2026-10-01\n---\nIsi.\n"),
        );
    }
    server.shows("/arsip/999/", "N999");
    server.shows("/arsip/0/", "N0");
    assert!(!site.root.join("public").exists(), "nothing is written");
}

#[test]
fn answers_are_those_of_a_good_host() {
    let site = paper(PAGES);
    site.write("static/suara.mp3", (0..200_000_u32).map(|byte| (byte % 251) as u8).collect::<Vec<u8>>());
    site.write("halaman.yaml", "title: Kabar\nbase_url: https://kabar.example/koran/\ntimezone: Asia/Makassar\n");
    let server = Server::of(&site, &["--at", NOW, "--base-url", "https://kabar.example/"]);
    let head = |reply: Reply| {
        reply.head.lines().filter(|line| !line.starts_with("date:")).map(str::to_owned).collect::<Vec<_>>()
    };
    let missing = server.get("/tidak-ada/");
    assert!(missing.head.starts_with("HTTP/1.1 404") && String::from_utf8_lossy(&missing.body).contains("reload.js"));
    assert!(server.get("/daerah").head.contains("location: /daerah/"));
    assert!(server.get("/feed.xml").head.contains("content-type: application/rss+xml; charset=utf-8"));
    assert!(server.get("/feed.json").head.contains("content-type: application/feed+json"));
    assert!(server.get("/style.css").head.contains("content-type: text/css; charset=utf-8"));
    let whole = server.get("/suara.mp3");
    assert_eq!(whole.body.len(), 200_000);
    let part = server.ask("GET /suara.mp3", "Range: bytes=100000-100009\r\n");
    assert_eq!(part.body, whole.body[100_000..100_010]);
    assert_eq!(
        head(part),
        [
            "HTTP/1.1 206 Partial Content",
            "content-type: audio/mpeg",
            "cache-control: no-cache",
            "content-range: bytes 100000-100009/200000",
            "accept-ranges: bytes",
            "content-length: 10",
            "connection: close"
        ]
    );
    assert!(server.ask("GET /suara.mp3", "Range: bytes=200000-\r\n").head.starts_with("HTTP/1.1 416"));
    assert_eq!(server.ask("HEAD /suara.mp3", "").body, b"");
    assert!(server.ask("POST /", "Content-Length: 99999999999\r\n").head.starts_with("HTTP/1.1 405"));
    assert!(server.get("/../../etc/passwd").head.starts_with("HTTP/1.1 404"));
    let mut other = server.request("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
    let mut text = String::new();
    other.read_to_string(&mut text).unwrap();
    assert!(text.starts_with("HTTP/1.1 403"), "{text}");
}

#[test]
fn whatever_comes_in_is_answered_or_turned_away() {
    let site = paper(PAGES);
    site.write("halaman.log", "rahasia");
    let server = Server::of(&site, &["--at", NOW]);
    // A path is looked up in the plan; however it is written, none leads to a file that is not of the site.
    let escapes = [
        "/../halaman.log",
        "/%2e%2e/halaman.log",
        "/%2E%2E%2Fhalaman.log",
        "/daerah/..%2f..%2f..%2fetc/passwd",
        "/..%5chalaman.log",
        "/%00",
        "/daerah%00/",
        "/halaman.yaml",
        "/content/daerah/banjir.md",
        "//etc/passwd",
        "/%ff%fe",
        "/%",
        "/%zz",
    ];
    for path in escapes {
        let reply = server.get(path);
        assert!(reply.head.starts_with("HTTP/1.1 404"), "{path}: {}", reply.head);
        assert!(!String::from_utf8_lossy(&reply.body).contains("rahasia"), "{path}");
    }
    let first_line = |bytes: &[u8]| {
        let mut stream = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        // The other side may have hung up before all of it is sent.
        drop(stream.write_all(bytes));
        let mut line = String::new();
        drop(BufReader::new(stream).read_line(&mut line));
        line
    };
    let long = format!("GET / HTTP/1.1\r\nHost: localhost\r\nX: {}\r\n\r\n", "x".repeat(1 << 20));
    for (bytes, expected) in [
        (&b"GET /\0 HTTP/1.1\r\nHost: localhost\r\n\r\n"[..], "HTTP/1.1 400"),
        (b"GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", "HTTP/1.1 404"),
        (b"\x16\x03\x01\x02\0\x01", "HTTP/1.1 400"),
        (b"BREW / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", "HTTP/1.1 405"),
    ] {
        let line = first_line(bytes);
        assert!(line.starts_with(expected), "{:?}: {line:?}", String::from_utf8_lossy(bytes));
    }
    // The answer may be lost where the connection is reset while the rest is on its way.
    let line = first_line(long.as_bytes());
    assert!(line.is_empty() || line.starts_with("HTTP/1.1 431"), "{line:?}");
    assert!(server.get("/").head.starts_with("HTTP/1.1 200"), "and it goes on");
}

#[test]
fn two_hundred_open_pages_all_hear_of_a_change() {
    let site = paper(PAGES);
    let server = Server::of(&site, &["--at", NOW]);
    let ask = "GET /__halaman/events?path=%2Fdaerah%2Fbanjir%2F HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let mut pages: Vec<_> = (0..200)
        .map(|_| {
            BufReader::new(server.request(ask)).lines().map_while(Result::ok).filter(|line| line.starts_with("data: "))
        })
        .collect();
    let first: BTreeSet<String> = pages.iter_mut().map(|page| page.next().unwrap()).collect();
    // Connections that say nothing keep nobody waiting.
    let idle: Vec<TcpStream> = (0..50).map(|_| TcpStream::connect(("127.0.0.1", server.port)).unwrap()).collect();
    assert!(server.get("/daerah/jalan/").head.starts_with("HTTP/1.1 200"));
    site.edit("content/daerah/banjir.md", "Warga pindah", "Warga kembali");
    let second: BTreeSet<String> = pages.iter_mut().map(|page| page.next().unwrap()).collect();
    assert_eq!((first.len(), second.len()), (1, 1), "all of them are told the same");
    assert!(first.is_disjoint(&second));
    drop(idle);
}

#[test]
fn a_page_hears_of_every_change_of_its_own() {
    let site = paper(PAGES);
    let server = Server::of(&site, &["--at", NOW]);
    let stream = server.request("GET /__halaman/events?path=%2Fdaerah%2Fbanjir%2F HTTP/1.1\r\nHost: localhost\r\n\r\n");
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok).filter(|line| line.starts_with("data: "));
    let mut next = || -> serde_json::Value { serde_json::from_str(&lines.next().unwrap()[6..]).unwrap() };
    let first = next();
    site.edit("content/daerah/banjir.md", "Warga pindah", "Warga kembali");
    let second = next();
    assert_ne!(first["page"], second["page"]);
    site.edit("content/daerah/banjir.md", "date: 2026-11-22 08:00", "date: besok");
    let third = next();
    assert!(third["trouble"].as_str().unwrap().contains("content/daerah/banjir.md:3:7"), "{third}");
    site.edit("content/daerah/banjir.md", "date: besok", "date: 2026-11-22 08:00");
    assert_eq!(next(), second, "as it was before");
}

#[test]
fn a_taken_port_is_said_and_the_next_one_tried() {
    let taken = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port();
    let door = halaman::serve::Door::open("127.0.0.1".parse().unwrap(), port).unwrap();
    assert_ne!(door.address.port(), port);
    assert!(door.address.port() - port < 20);
}
