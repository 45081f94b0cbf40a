//! Addresses that documents name: what each means on this site, and how they are kept until all documents are known.
//!
//! A large site names the same few thousand addresses millions of times, so each is kept once and documents hold its
//! number ([`Addresses`]). Whether anything is there is judged in `across`.

pub mod css;

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use url::{Position, Url};

use crate::check::site::Site;

/// What an address is named for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Use {
    /// Somebody may go there.
    Link,
    /// A picture is shown.
    Picture,
    /// Something else is fetched: a style sheet, a script, sound, film, a font.
    File,
}

/// An address in a document, as it is written there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Decoded, not resolved.
    pub written: String,
    /// Its bytes in the document.
    pub at: Range<usize>,
    /// What it is named for.
    pub purpose: Use,
}

/// An address in a document as it is kept: its number in [`Addresses`], and its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outgoing {
    /// In the order in which addresses were first met, which differs from run to run.
    pub number: u32,
    start: u32,
    end: u32,
    /// What it is named for.
    pub purpose: Use,
}

impl Outgoing {
    /// Its bytes in the document.
    pub fn at(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Every address that was met, once: those of the site as [`Site::own_address`] has them, others whole.
#[derive(Debug, Default)]
pub struct Addresses {
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    numbers: HashMap<Arc<str>, u32>,
    texts: Vec<Arc<str>>,
}

impl Known {
    fn number(&mut self, address: &str) -> Option<u32> {
        if let Some(number) = self.numbers.get(address) {
            return Some(*number);
        }
        let number = u32::try_from(self.texts.len()).ok()?;
        let text: Arc<str> = address.into();
        self.texts.push(Arc::clone(&text));
        self.numbers.insert(text, number);
        Some(number)
    }
}

impl Addresses {
    /// What a document at the URL `base` names, each address once for each use; addresses of other sites only if
    /// `elsewhere` is set.
    pub fn keep(&self, site: &Site, base: &str, named: &[Named], elsewhere: bool) -> Box<[Outgoing]> {
        let Ok(base) = Url::parse(base) else { return Box::default() };
        let foreign = |named: &Named| elsewhere.then(|| foreign_address(site, &base, &named.written)).flatten();
        let meant = |named: &Named| site.own_address(&base, &named.written).or_else(|| foreign(named));
        let meant: Vec<Option<String>> = named.iter().map(meant).collect();
        // What is kept is the same after a panic elsewhere: a text is pushed before its number is known.
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let mut seen = BTreeSet::new();
        let kept = named.iter().zip(meant).filter_map(|(named, meant)| {
            let number = known.number(&meant?)?;
            let (start, end) = (u32::try_from(named.at.start).ok()?, u32::try_from(named.at.end).ok()?);
            let is_new = seen.insert((number, named.purpose));
            is_new.then_some(Outgoing { number, start, end, purpose: named.purpose })
        });
        kept.collect()
    }

    /// The addresses by their numbers.
    pub fn texts(&self) -> Vec<Arc<str>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).texts.clone()
    }
}

/// An address of the web that is not the site's, whole and without its fragment. One that has ours in it is that of a
/// button to share a page: there is one for each article, and nothing to be learnt from asking.
fn foreign_address(site: &Site, base: &Url, written: &str) -> Option<String> {
    let mut url = base.join(written.trim()).ok()?;
    url.set_fragment(None);
    let shares = url.query().is_some_and(|query| query.contains(site.base_url.host_str().unwrap_or_default()));
    (!shares && !site.is_own_host(&url)).then(|| url.to_string())
}

impl Site {
    /// What a reference in the document at `base` means, if that is below our own address: `/koran/daerah/#isi`, from the
    /// root of the host, encoded as browsers do, and without `?`, by which no file is chosen.
    pub fn own_address(&self, base: &Url, written: &str) -> Option<String> {
        let written = written.trim();
        let path = self.base_url.path();
        let origin = &self.base_url[..Position::BeforePath];
        // Nearly every link is of one of two forms, and these need no parser.
        let rooted = written.strip_prefix(origin).unwrap_or(written);
        if rooted.starts_with('/') && is_plain(rooted) {
            return rooted.starts_with(path).then(|| rooted.to_owned());
        }
        if written.starts_with("http") && written.contains("://") && !written.starts_with(origin) {
            return None;
        }
        let url = base.join(written).ok()?;
        let is_ours = url.origin() == self.base_url.origin() && url.path().starts_with(path);
        let fragment = url.fragment().map_or_else(String::new, |fragment| format!("#{fragment}"));
        is_ours.then(|| format!("{}{fragment}", url.path()))
    }
}

/// Whether a path means what it says: nothing in it is to be resolved or encoded.
fn is_plain(path: &str) -> bool {
    let is_odd = |byte: u8| !byte.is_ascii_graphic() || matches!(byte, b'\\' | b'?' | b'"' | b'<' | b'>' | b'`');
    !path.starts_with("//") && !path.contains("/.") && !path.bytes().any(is_odd)
}

#[cfg(test)]
mod tests {
    use super::{Addresses, Named, Use};
    use crate::check::site::tests::site;
    use url::Url;

    #[test]
    fn addresses_mean_what_browsers_take_them_for() {
        let mut site = site();
        site.base_url = Url::parse("https://kabar.example/koran/").expect("a URL");
        let base = Url::parse("https://kabar.example/koran/daerah/banjir/?a=1").expect("a URL");
        for (written, meant) in [
            ("/koran/daerah/", Some("/koran/daerah/")),
            ("https://kabar.example/koran/#isi", Some("/koran/#isi")),
            (" air.jpg\n", Some("/koran/daerah/banjir/air.jpg")),
            ("../../a b/é", Some("/koran/a%20b/%C3%A9")),
            ("/koran/./x/../style.css?v=1", Some("/koran/style.css")),
            ("#isi", Some("/koran/daerah/banjir/#isi")),
            ("//kabar.example/koran/a", Some("/koran/a")),
            ("HTTPS://KABAR.example/koran/a", Some("/koran/a")),
            ("/lain/", None),
            ("http://kabar.example/koran/", None),
            ("https://lain.example/koran/", None),
            ("mailto:redaksi@kabar.example", None),
            ("javascript:void(0)", None),
            ("https://", None),
        ] {
            assert_eq!(site.own_address(&base, written).as_deref(), meant, "{written}");
        }
    }

    #[test]
    fn each_address_is_kept_once_with_its_first_place() {
        let named =
            |written: &str, start: usize, purpose| Named { written: written.into(), at: start..start + 1, purpose };
        let all = [
            named("/a/", 1, Use::Link),
            named("https://kabar.example/a/", 2, Use::Link),
            named("/a/", 3, Use::Picture),
            named("https://lain.example/x#y", 4, Use::Link),
        ];
        let addresses = Addresses::default();
        let kept = |elsewhere| {
            let kept = addresses.keep(&site(), "https://kabar.example/", &all, elsewhere);
            let texts = addresses.texts();
            kept.iter().map(|it| (texts[it.number as usize].to_string(), it.at().start)).collect::<Vec<_>>()
        };
        assert_eq!(kept(false), [("/a/".to_owned(), 1), ("/a/".to_owned(), 3)]);
        assert_eq!(kept(true)[2..], [("https://lain.example/x".to_owned(), 4)]);
    }
}
