//! `halaman check --external`: other sites are asked politely. They are all on this machine here.

use crate::project::{paper, repository};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// Answers by path, and keeps method, path and name of who asks.
fn serve(asked: Arc<Mutex<Vec<String>>>) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || listener.incoming().flatten().for_each(|stream| answer(stream, &asked)));
    port
}

fn answer(mut stream: TcpStream, asked: &Mutex<Vec<String>>) {
    let mut lines = BufReader::new(&stream).lines().map_while(Result::ok).take_while(|line| !line.is_empty());
    let Some(first) = lines.next() else { return };
    let agent = lines.find(|line| line.to_ascii_lowercase().starts_with("user-agent:")).unwrap_or_default();
    lines.for_each(drop);
    let line = first.trim_end_matches(" HTTP/1.1").to_owned();
    let head = match line.as_str() {
        "HEAD /gone" | "GET /gone" => "404 Not Found",
        "HEAD /moved" => "301 Moved Permanently\r\nLocation: /new",
        _ => "200 OK",
    };
    asked.lock().unwrap().push(format!("{line} {}", agent.split_once(": ").unwrap_or_default().1));
    drop(write!(stream, "HTTP/1.1 {head}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
}

#[test]
fn other_sites_are_asked_once_and_remembered() {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let host = format!("http://127.0.0.1:{}", serve(Arc::clone(&asked)));
    let site = paper(
        "
        -- content/a.md --
        ---
        title: Satu
        date: 2026-11-20
        ---
        [Ada](HOST/ok#isi), [pindah](HOST/moved), [hilang](HOST/gone), [lagi](HOST/ok).
        ",
    );
    site.edit("content/a.md", "HOST", &host);
    site.edit("halaman.yaml", "title:", "logo: logo.png\ntitle:");
    site.write("static/logo.png", fs::read(repository("static/logo.png")).unwrap());
    site.write("static/favicon.ico", "x");
    let said = |arguments: &[&str]| {
        let run = site.run_in(&[], &[&["check", "--at", "2026-11-23 12:00", "--short"], arguments].concat());
        assert_eq!(run.code(), 0);
        let lines = run.stderr.trim_end().replace(&host, "HOST");
        let log: Vec<String> = std::mem::take(&mut *asked.lock().unwrap());
        (lines, log)
    };
    assert_eq!(said(&[]), (String::new(), Vec::new()));
    let (lines, log) = said(&["--external"]);
    let column = |text: &str| {
        fs::read_to_string(site.root.join("content/a.md")).unwrap().lines().nth(4).unwrap().find(text).unwrap() + 1
    };
    let (moved, gone) = (column(&format!("{host}/moved")), column(&format!("{host}/gone")));
    let expected = format!(
        "content/a.md:5:{moved}: warning: external: `HOST/moved` has moved for good (and 3 more outputs)\n\
         content/a.md:5:{gone}: warning: external: `HOST/gone` is not there, its host says (404) (and 3 more outputs)"
    );
    assert_eq!(lines, expected);
    let agent = format!("halaman/{} (link check for https://kabar.example/)", env!("CARGO_PKG_VERSION"));
    let told = ["HEAD /gone", "GET /gone", "HEAD /moved", "HEAD /new", "HEAD /ok"].map(|it| format!("{it} {agent}"));
    assert_eq!(log, told);
    let (again, log) = said(&["--external"]);
    assert_eq!((again, log.len()), (expected, 2), "only what was missing is asked for again");
    assert!(fs::read_to_string(site.root.join(".halaman/links.json")).unwrap().contains("/ok"));
}
