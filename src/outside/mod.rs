//! Other sites, asked politely whether the pages are there that we link to.
//!
//! Each address is asked for once: at most four hosts at a time, one request at a time for each host, a short pause
//! between two. What was there lately is remembered ([`Known`]) and not asked for again. It knows no site and prints
//! nothing; the clock is an input.

mod http;
mod known;

pub use http::Http;
pub use known::Known;

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;
use url::Url;

/// Hosts that are asked at a time.
const HOSTS: usize = 4;
/// Redirects that are followed.
const HOPS: usize = 8;
/// The longest that a host may ask us to wait before the second try.
const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// What came of asking for an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// It is there, or its host does not tell programs.
    There,
    /// It has moved for good; there it is now.
    Moved(String),
    /// The host says that it is not there: the status.
    Gone(u16),
    /// No answer, and why.
    Silent(String),
}

/// One answer of a host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The status of HTTP.
    pub status: u16,
    /// Where it leads, as written.
    pub location: Option<String>,
    /// How long the host wants to be left alone.
    pub wait: Option<Duration>,
}

/// The way to other sites; tests have one of their own.
pub trait Transport: Sync {
    /// Asks once and follows nothing. `whole`: with GET, else with HEAD.
    ///
    /// # Errors
    /// Why there was no answer, in a few words.
    fn ask(&self, url: &str, whole: bool) -> Result<Reply, String>;
}

/// Asks for all addresses, each of which is of the web. `pause` lies between two requests to one host.
pub fn ask(urls: &[String], transport: &dyn Transport, pause: Duration) -> BTreeMap<String, Answer> {
    let mut hosts: BTreeMap<String, Vec<&String>> = BTreeMap::new();
    for url in urls {
        let host = Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned));
        hosts.entry(host.unwrap_or_default()).or_default().push(url);
    }
    let queue: Mutex<VecDeque<Vec<&String>>> = Mutex::new(hosts.into_values().collect());
    let answers = Mutex::new(BTreeMap::new());
    let work = || {
        while let Some(urls) = take(&queue) {
            for url in urls {
                let answer = Asking { transport, pause }.about(url);
                answers.lock().unwrap_or_else(PoisonError::into_inner).insert(url.clone(), answer);
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..HOSTS {
            scope.spawn(work);
        }
    });
    answers.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn take<T>(queue: &Mutex<VecDeque<T>>) -> Option<T> {
    queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
}

struct Asking<'a> {
    transport: &'a dyn Transport,
    pause: Duration,
}

impl Asking<'_> {
    /// Follows an address to its end.
    fn about(&self, url: &str) -> Answer {
        let (mut at, mut for_good) = (url.to_owned(), true);
        for hop in 0..HOPS {
            let reply = match self.patiently(&at) {
                Ok(reply) => reply,
                Err(reason) => return Answer::Silent(reason),
            };
            let next = reply.location.as_ref().filter(|_| (300..400).contains(&reply.status));
            let next = next.and_then(|next| Url::parse(&at).ok()?.join(next).ok());
            match (reply.status, next) {
                (301 | 308, Some(next)) => at = next.into(),
                (_, Some(next)) => (at, for_good) = (next.into(), false),
                (404 | 410, None) => return Answer::Gone(reply.status),
                (500.., None) => return Answer::Silent(format!("it answers {}", reply.status)),
                _ if hop > 0 && for_good => return Answer::Moved(at),
                // 401, 403, 429 and the like are for programs; a reader may well see the page.
                _ => return Answer::There,
            }
        }
        Answer::Silent(format!("it leads on more than {HOPS} times"))
    }

    /// Once more after a pause, if the host is silent or busy.
    fn patiently(&self, url: &str) -> Result<Reply, String> {
        let first = self.either(url);
        let wait = match &first {
            Ok(Reply { status: 429 | 500.., wait, .. }) => wait.unwrap_or(self.pause * 4),
            Err(_) => self.pause * 4,
            Ok(_) => return first,
        };
        if wait > LONGEST_WAIT {
            return first;
        }
        thread::sleep(wait);
        self.either(url)
    }

    /// HEAD, and GET where a host does not like that.
    fn either(&self, url: &str) -> Result<Reply, String> {
        thread::sleep(self.pause);
        let reply = self.transport.ask(url, false)?;
        if !matches!(reply.status, 400 | 403..=406 | 410 | 501) {
            return Ok(reply);
        }
        thread::sleep(self.pause);
        self.transport.ask(url, true)
    }
}

#[cfg(test)]
mod tests {
    use super::{Answer, Reply, Transport, ask};
    use std::sync::Mutex;
    use std::time::Duration;

    /// Answers by the path, and keeps what was asked.
    #[derive(Default)]
    struct Web(Mutex<Vec<String>>);

    impl Transport for Web {
        fn ask(&self, url: &str, whole: bool) -> Result<Reply, String> {
            let mut asked = self.0.lock().unwrap();
            let before = asked.iter().filter(|it| it.ends_with(url)).count();
            asked.push(format!("{} {url}", if whole { "GET" } else { "HEAD" }));
            let to = |status, location: &str| Ok(Reply { status, location: Some(location.to_owned()), wait: None });
            let status = |status| Ok(Reply { status, location: None, wait: Some(Duration::ZERO) });
            match url.rsplit('/').next().unwrap() {
                "moved" => to(308, "/ok"),
                "seen" => to(302, "ok"),
                "loop" => to(301, "loop"),
                "shy" if !whole => status(405),
                "closed" => status(403),
                "busy" if before == 0 => status(503),
                "broken" => status(500),
                "gone" => status(404),
                "dead" => Err("no such host".to_owned()),
                _ => status(200),
            }
        }
    }

    #[test]
    fn each_is_asked_in_turn_and_followed_to_its_end() {
        let told = |name: &str| {
            let web = Web::default();
            let url = format!("https://lain.example/{name}");
            let answers = ask(std::slice::from_ref(&url), &web, Duration::ZERO);
            let asked = web.0.into_inner().unwrap();
            let methods: Vec<String> = asked.iter().map(|it| it.replace("https://lain.example/", "")).collect();
            (answers[&url].clone(), methods.join(", "))
        };
        let silent = |reason: &str| Answer::Silent(reason.to_owned());
        let moved = Answer::Moved("https://lain.example/ok".to_owned());
        assert_eq!(told("ok"), (Answer::There, "HEAD ok".to_owned()));
        assert_eq!(told("moved"), (moved, "HEAD moved, HEAD ok".to_owned()));
        assert_eq!(told("seen"), (Answer::There, "HEAD seen, HEAD ok".to_owned()));
        assert_eq!(told("shy"), (Answer::There, "HEAD shy, GET shy".to_owned()));
        assert_eq!(told("closed"), (Answer::There, "HEAD closed, GET closed".to_owned()));
        assert_eq!(told("busy"), (Answer::There, "HEAD busy, HEAD busy".to_owned()));
        assert_eq!(told("broken"), (silent("it answers 500"), "HEAD broken, HEAD broken".to_owned()));
        assert_eq!(told("gone"), (Answer::Gone(404), "HEAD gone, GET gone".to_owned()));
        assert_eq!(told("dead"), (silent("no such host"), "HEAD dead, HEAD dead".to_owned()));
        assert_eq!(told("loop").0, silent("it leads on more than 8 times"));
    }

    #[test]
    fn hosts_are_asked_side_by_side_and_each_in_order() {
        let urls: Vec<String> = (0..30).map(|at| format!("https://{}.example/{at}", at % 7)).collect();
        let web = Web::default();
        assert_eq!(ask(&urls, &web, Duration::ZERO).len(), 30);
        let asked = web.0.into_inner().unwrap();
        for host in 0..7 {
            let of_host = format!("https://{host}.example/");
            let own: Vec<&String> = asked.iter().filter(|it| it.contains(&of_host)).collect();
            let wanted: Vec<String> =
                urls.iter().filter(|it| it.starts_with(&of_host)).map(|it| format!("HEAD {it}")).collect();
            assert_eq!(own, wanted.iter().collect::<Vec<_>>());
        }
    }
}
