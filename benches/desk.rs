//! From saving a file to a page that knows of it: `just bench-desk`. `halaman serve` runs with an archive, a sentence of an article
//! in its middle is changed twenty times, and what is measured is the time from the write to the event's arrival at the
//! page of that article, which by then has been made anew.
//!
//! `just bench-desk-memory` edits one archive for some minutes, words, headlines and mistakes in turn, asks for
//! pages, and prints what the program holds in memory as time goes by.
//!
//! Prints a Markdown table. Sizes come from the command line or from `ARTICLES`: 1,000 and 10,000 if neither says more.
//! What it is not: a browser, which then asks for the page, some milliseconds more.

#[expect(dead_code, reason = "the archive can do more than this bench asks of it")]
mod corpus;
#[expect(dead_code, reason = "only the default theme is served")]
mod layout;

use corpus::Corpus;
use layout::THEME;
use std::env;
use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A later moment than that of any article.
const AT: &str = "2026-06-01 00:00";

/// How often a text is changed.
const EDITS: usize = 20;

/// How often a headline is: the whole site is planned anew each time.
const HEADLINES: usize = 5;

/// Between two changes, as a writer pauses.
const PAUSE: Duration = Duration::from_millis(300);

/// The marks: articles, and milliseconds for a change of words.
const MARKS: [(usize, f64); 3] = [(1_000, 30.0), (10_000, 50.0), (100_000, 150.0)];

fn main() -> io::Result<()> {
    let words: Vec<String> = env::args().skip(1).filter(|word| word != "--bench").collect();
    if let [_, minutes] = words.as_slice() {
        return watch_memory(minutes.parse().map_err(io::Error::other)?);
    }
    let typed = words.into_iter().next().or_else(|| env::var("ARTICLES").ok());
    println!("| articles | change | median ms | worst ms | mark | first page s | resident MB |");
    println!("| ---: | --- | ---: | ---: | ---: | ---: | ---: |");
    for size in typed.as_deref().unwrap_or("1000,10000").split(',') {
        measure(size.trim().parse().map_err(io::Error::other)?)?;
    }
    Ok(())
}

/// The archive on the disk.
fn lay_out(corpus: &Corpus) -> io::Result<PathBuf> {
    let site = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name(format!("bench-desk-{}", corpus.len()));
    if site.exists() {
        fs::remove_dir_all(&site)?;
    }
    THEME.lay_out(corpus, |path, bytes| {
        let path = site.join(path);
        fs::create_dir_all(path.parent().expect("a file is in a folder"))?;
        fs::write(path, bytes)
    })?;
    Ok(site)
}

/// Edits an archive of a thousand articles for so many minutes.
fn watch_memory(minutes: u64) -> io::Result<()> {
    let corpus = Corpus::new(1_000);
    let site = lay_out(&corpus)?;
    let server = Server::start(&site)?;
    server.get("/")?;
    println!("| seconds | edits | pages | resident MB |\n| ---: | ---: | ---: | ---: |");
    let (started, mut told, mut edits, mut pages) = (Instant::now(), 0, 0, 0);
    while started.elapsed() < Duration::from_secs(minutes * 60) {
        let article = corpus.article(edits * 7 % corpus.len());
        let (file, text) = THEME.file(&article);
        let (file, page) = (site.join(file), format!("/{}/{}/", article.section, article.slug));
        let mut events = server.events(&page)?;
        match edits % 4 {
            0 | 1 => fs::write(&file, format!("{text}\nKalimat nomor {edits}.\n"))?,
            2 => fs::write(&file, text.replacen("title: \"", &format!("title: \"Nomor {edits} "), 1))?,
            _ => {
                fs::write(&file, text.replacen("date: ", "date: besok ", 1))?;
                events.next();
                fs::write(&file, &text)?;
            }
        }
        events.next();
        for path in [page.as_str(), "/", "/feed.xml", "/style.css"] {
            server.get(path)?;
        }
        (edits, pages) = (edits + 1, pages + 4);
        let seconds = started.elapsed().as_secs();
        if seconds >= told {
            println!("| {seconds} | {edits} | {pages} | {:.0} |", server.resident());
            told = seconds + 20;
        }
    }
    drop(server);
    fs::remove_dir_all(site)
}

fn measure(articles: usize) -> io::Result<()> {
    let corpus = Corpus::new(articles);
    let site = lay_out(&corpus)?;
    let article = corpus.article(corpus.middle());
    let (file, text) = THEME.file(&article);
    let (file, page) = (site.join(file), format!("/{}/{}/", article.section, article.slug));
    let started = Instant::now();
    let server = Server::start(&site)?;
    server.get(&page)?;
    let first = started.elapsed().as_secs_f64();
    let mut events = server.events(&page)?;
    let words = |number: usize| format!("{text}\nKalimat nomor {number}.\n");
    let mut rows = vec![("words", edits(&mut events, &file, EDITS, words)?)];
    let headline = |number: usize| text.replacen("title: \"", &format!("title: \"Nomor {number} "), 1);
    rows.push(("headline", edits(&mut events, &file, HEADLINES, headline)?));
    for (what, mut times) in rows {
        times.sort_by(f64::total_cmp);
        let (median, worst) = (times[times.len() / 2], times[times.len() - 1]);
        let mark = MARKS.iter().find(|(size, _)| *size == articles && what == "words");
        let mark = mark.map_or_else(String::new, |(_, mark)| {
            format!("{mark}: {}", if median <= *mark { "reached" } else { "missed" })
        });
        let memory = server.resident();
        println!("| {articles} | {what} | {median:.1} | {worst:.1} | {mark} | {first:.2} | {memory:.0} |");
    }
    drop(server);
    fs::remove_dir_all(site)
}

/// Writes a file again and again, and tells how many milliseconds each took to arrive.
fn edits(
    events: &mut impl Iterator<Item = String>,
    file: &PathBuf,
    count: usize,
    text: impl Fn(usize) -> String,
) -> io::Result<Vec<f64>> {
    let mut times = Vec::new();
    for number in 0..count {
        std::thread::sleep(PAUSE);
        let text = text(number);
        let started = Instant::now();
        fs::write(file, text)?;
        events.next().ok_or_else(|| io::Error::other("the program has ended"))?;
        times.push(started.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(times)
}

/// A running preview; it is ended when this is dropped.
struct Server {
    child: Child,
    port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Server {
    fn start(site: &Path) -> io::Result<Self> {
        let program = env::var("HALAMAN").unwrap_or_else(|_| env!("CARGO_BIN_EXE_halaman").to_owned());
        let mut child = Command::new(program)
            .args(["serve", "--port", "0", "--at", AT, "--site"])
            .arg(site)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().expect("it is a pipe")).read_line(&mut line)?;
        let port = line.split(':').nth(2).and_then(|rest| rest.split('/').next()).and_then(|port| port.parse().ok());
        let port = port.ok_or_else(|| io::Error::other(format!("no port in {line:?}")))?;
        Ok(Self { child, port })
    }

    fn ask(&self, path: &str) -> io::Result<TcpStream> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        Ok(stream)
    }

    /// Asks for a page until it is there.
    fn get(&self, path: &str) -> io::Result<()> {
        loop {
            let mut answer = String::new();
            self.ask(path)?.read_to_string(&mut answer)?;
            if answer.starts_with("HTTP/1.1 200") {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// What an open page hears, after its first word.
    fn events(&self, path: &str) -> io::Result<impl Iterator<Item = String> + use<>> {
        let lines = BufReader::new(self.ask(&format!("/__halaman/events?path={}", path.replace('/', "%2F")))?).lines();
        let mut events = lines.map_while(Result::ok).filter(|line| line.starts_with("data: "));
        events.next();
        Ok(events)
    }

    /// Megabytes in memory now; 0 where the system does not tell.
    fn resident(&self) -> f64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().split(' ').next());
        line.and_then(|number| number.parse::<f64>().ok()).unwrap_or(0.0) * 1.024 / 1000.0
    }
}
