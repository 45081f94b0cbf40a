//! The door: HTTP/1.1 on one thread, with answers made on others, so that a page that takes long holds up no other.
//!
//! What comes in may be anything: headers are bounded, and a browser that was led here under another name (DNS rebinding)
//! is turned away. What is asked for is looked up in the plan; no path of a request reaches the disk.

use super::Door;
use super::answer::{Answer, Body};
use super::live::{PREFIX, SCRIPT};
use super::session::Session;
use crate::source::Disk;
use http_body_util::channel::{Channel, Sender};
use http_body_util::{BodyExt, Empty, Full, combinators::BoxBody};
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderMap};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::{Builder, Handle};
use tokio::sync::watch::Receiver;

type Sent = Response<BoxBody<Bytes, Infallible>>;

/// Half a request is waited for that long.
const PATIENCE: Duration = Duration::from_secs(10);

/// Of headers, more is not read.
const MOST_HEADERS: usize = 64 * 1024;

/// What is read of a file at a time.
const BLOCK: usize = 64 * 1024;

/// What every answer is made from.
#[derive(Clone)]
struct Desk {
    session: Arc<Session<Disk>>,
    /// Counts the changes.
    changed: Receiver<u64>,
    /// Whether only this machine can come in, under its own names.
    is_private: bool,
}

/// Answers until the program is ended.
///
/// # Errors
/// The port cannot be used.
pub fn run(door: Door, session: Arc<Session<Disk>>, changed: Receiver<u64>) -> io::Result<()> {
    let desk = Desk { session, changed, is_private: door.address.ip().is_loopback() };
    Builder::new_current_thread().enable_all().build()?.block_on(async move {
        door.listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(door.listener)?;
        loop {
            // A connection that could not be made is the other side's business.
            let Ok((stream, _)) = listener.accept().await else { continue };
            let desk = desk.clone();
            let service = service_fn(move |request| {
                let desk = desk.clone();
                async move { Ok::<_, Infallible>(desk.handle(request).await) }
            });
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(PATIENCE)
                .max_buf_size(MOST_HEADERS)
                .serve_connection(TokioIo::new(stream), service);
            tokio::spawn(async move { drop(connection.await) });
        }
    })
}

impl Desk {
    async fn handle(&self, request: Request<Incoming>) -> Sent {
        if self.is_private && !is_own_name(request.headers()) {
            return plain(403, "this server answers to localhost and 127.0.0.1 only\n");
        }
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            let mut refused = plain(405, "only GET and HEAD\n");
            refused.headers_mut().insert(header::ALLOW, header::HeaderValue::from_static("GET, HEAD"));
            return refused;
        }
        let url = request.uri().path().to_owned();
        let mut sent = match url.strip_prefix(PREFIX) {
            Some("reload.js") => response(200, "text/javascript; charset=utf-8").body(full(SCRIPT)).unwrap_or_default(),
            Some("events") => self.events(request.uri().query().unwrap_or_default()),
            Some(_) => plain(404, "not found\n"),
            None => self.answer(url, request.headers()).await,
        };
        if *request.method() == Method::HEAD {
            *sent.body_mut() = Empty::new().boxed();
        }
        sent
    }

    async fn answer(&self, url: String, headers: &HeaderMap) -> Sent {
        let range = headers.get(header::RANGE).and_then(|range| range.to_str().ok()).map(str::to_owned);
        let session = Arc::clone(&self.session);
        let made = tokio::task::spawn_blocking(move || session.answer(&url)).await;
        let Ok(answer) = made else { return plain(500, "the program failed to answer: this is a fault of halaman\n") };
        send(answer, range.as_deref())
    }

    /// How a page is now, and after every change how it is then.
    fn events(&self, query: &str) -> Sent {
        let path = query.split('&').find_map(|pair| pair.strip_prefix("path=")).unwrap_or("/");
        // The script encodes the path, which is encoded already, once more.
        let url = percent_encoding::percent_decode_str(path).decode_utf8_lossy().into_owned();
        let (mut sender, body) = Channel::<Bytes, Infallible>::new(1);
        let (session, mut changed) = (Arc::clone(&self.session), self.changed.clone());
        tokio::spawn(async move {
            let mut last = None;
            loop {
                changed.mark_unchanged();
                let (session, url) = (Arc::clone(&session), url.clone());
                let Ok(look) = tokio::task::spawn_blocking(move || session.look(&url)).await else { return };
                if last.as_ref() != Some(&look) {
                    let event = format!("retry: 500\ndata: {}\n\n", look.json());
                    if sender.send_data(event.into()).await.is_err() {
                        return;
                    }
                    last = Some(look);
                }
                if !wait(&mut changed, &mut sender).await {
                    return;
                }
            }
        });
        response(200, "text/event-stream").body(body.boxed()).unwrap_or_default()
    }
}

/// Waits for a change; a word now and then finds out who has gone. Says whether there is somebody left.
async fn wait(changed: &mut Receiver<u64>, sender: &mut Sender<Bytes, Infallible>) -> bool {
    loop {
        match tokio::time::timeout(PATIENCE, changed.changed()).await {
            Ok(change) => return change.is_ok(),
            Err(_) => {
                if sender.send_data(Bytes::from_static(b":\n\n")).await.is_err() {
                    return false;
                }
            }
        }
    }
}

/// Whether the browser was asked for this machine by one of its own names.
fn is_own_name(headers: &HeaderMap) -> bool {
    let Some(host) = headers.get(header::HOST).and_then(|host| host.to_str().ok()) else { return true };
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name == "localhost"
        || name.ends_with(".localhost")
        || name.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback())
}

fn response(status: u16, mime: &str) -> hyper::http::response::Builder {
    // What is served is never the same for long.
    Response::builder().status(status).header(header::CONTENT_TYPE, mime).header(header::CACHE_CONTROL, "no-cache")
}

fn full(bytes: impl Into<Bytes>) -> BoxBody<Bytes, Infallible> {
    Full::new(bytes.into()).boxed()
}

fn plain(status: u16, text: &'static str) -> Sent {
    response(status, "text/plain; charset=utf-8").body(full(text)).unwrap_or_default()
}

fn send(answer: Answer, range: Option<&str>) -> Sent {
    let Answer { status, mime, location, body } = answer;
    let length = match &body {
        Body::Bytes(bytes) => Ok(bytes.len() as u64),
        Body::File(path) => std::fs::metadata(path).map(|meta| meta.len()),
    };
    let Ok(length) = length else { return plain(404, "the file is gone\n") };
    let wanted = range.filter(|_| status == 200).and_then(|range| parse_range(range, length));
    let mut head = match &wanted {
        None => response(status, &mime),
        Some(Ok(part)) => {
            let part = format!("bytes {}-{}/{length}", part.start, part.end - 1);
            response(206, &mime).header(header::CONTENT_RANGE, part)
        }
        Some(Err(())) => {
            let builder = response(416, &mime).header(header::CONTENT_RANGE, format!("bytes */{length}"));
            return builder.body(Empty::new().boxed()).unwrap_or_default();
        }
    };
    if let Some(to) = location {
        head = head.header(header::LOCATION, to);
    }
    let part = wanted.and_then(Result::ok).unwrap_or(0..length);
    head = head.header(header::ACCEPT_RANGES, "bytes").header(header::CONTENT_LENGTH, part.end - part.start);
    head.body(stream(body, part)).unwrap_or_default()
}

fn stream(body: Body, part: Range<u64>) -> BoxBody<Bytes, Infallible> {
    match body {
        Body::Bytes(bytes) => {
            let place = |at: u64| usize::try_from(at).unwrap_or(usize::MAX).min(bytes.len());
            let (start, end) = (place(part.start), place(part.end));
            Full::new(Bytes::from(bytes).slice(start..end)).boxed()
        }
        Body::File(path) => {
            let (sender, body) = Channel::<Bytes, Infallible>::new(2);
            let handle = Handle::current();
            // A browser that has seen enough, and a file that shrinks meanwhile, end it.
            tokio::task::spawn_blocking(move || drop(copy(&path, part, sender, &handle)));
            body.boxed()
        }
    }
}

fn copy(path: &PathBuf, part: Range<u64>, mut sender: Sender<Bytes, Infallible>, handle: &Handle) -> io::Result<()> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(part.start))?;
    let mut left = file.take(part.end - part.start);
    loop {
        let mut block = vec![0; BLOCK];
        let length = left.read(&mut block)?;
        block.truncate(length);
        if length == 0 || handle.block_on(sender.send_data(block.into())).is_err() {
            return Ok(());
        }
    }
}

/// One range of bytes (RFC 9110, 14.1.2). None for what is not understood, which is then not a range at all; an error for
/// one that begins behind the end.
fn parse_range(text: &str, length: u64) -> Option<Result<Range<u64>, ()>> {
    let (first, last) = text.strip_prefix("bytes=")?.split_once('-')?;
    let number = |text: &str| text.trim().parse::<u64>().ok();
    let (start, end) = match (number(first), number(last)) {
        (Some(start), None) if last.trim().is_empty() => (start, length),
        (Some(start), Some(last)) if start <= last => (start, last.saturating_add(1).min(length)),
        (None, Some(count)) if first.trim().is_empty() => (length.saturating_sub(count), length),
        _ => return None,
    };
    Some(if start < end { Ok(start..end) } else { Err(()) })
}

#[cfg(test)]
mod tests {
    use super::{is_own_name, parse_range};
    use hyper::header::{HOST, HeaderMap};

    #[test]
    fn ranges_as_players_send_them() {
        let cases = [
            ("bytes=0-", Some(Ok(0..100))),
            ("bytes=10-19", Some(Ok(10..20))),
            ("bytes=90-500", Some(Ok(90..100))),
            ("bytes=-5", Some(Ok(95..100))),
            ("bytes=-500", Some(Ok(0..100))),
            ("bytes=100-", Some(Err(()))),
            ("bytes=-0", Some(Err(()))),
            ("bytes=5-1", None),
            ("bytes=0-1,5-6", None),
            ("items=0-1", None),
            ("bytes=a-b", None),
        ];
        for (text, range) in cases {
            assert_eq!(parse_range(text, 100), range, "{text}");
        }
    }

    #[test]
    fn only_own_names_are_answered_to() {
        let with = |host: &str| HeaderMap::from_iter([(HOST, host.parse().unwrap())]);
        for host in ["localhost:8000", "127.0.0.1", "[::1]:8000", "koran.localhost:1"] {
            assert!(is_own_name(&with(host)), "{host}");
        }
        for host in ["evil.example", "127.0.0.1.evil.example:80", "192.168.0.3", "[::2]"] {
            assert!(!is_own_name(&with(host)), "{host}");
        }
        assert!(is_own_name(&HeaderMap::new()));
    }
}
