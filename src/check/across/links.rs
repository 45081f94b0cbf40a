//! Every address of the site that a document names leads to something (`link`, `image`, `file`), and every `#` to a place
//! on that page (`anchor`).
//!
//! An address is judged once, however many documents name it. Addresses of other sites are never followed.

use std::collections::BTreeMap;
use std::sync::Arc;

use percent_encoding::percent_decode_str;

use crate::check::Finding;
use crate::check::facts::Facts;
use crate::check::links::{Outgoing, Use};
use crate::check::page::links::id_of;
use crate::check::site::Site;
use crate::diag::{Severity, nearest};

/// The addresses of each document, by its path.
pub type Links = BTreeMap<String, Box<[Outgoing]>>;

/// Of so many addresses it is asked what was meant: each question looks at all files.
const ASKED: usize = 20;

/// What is wrong with an address.
#[derive(Debug, Clone, PartialEq)]
enum Fault {
    /// Nothing is there; perhaps that was meant.
    Missing(Option<String>),
    /// The page is there, the place on it is not.
    NoPlace,
}

/// Judges all addresses: findings by the path of the document that names them.
pub fn judge(
    site: &Site,
    facts: &BTreeMap<String, Facts>,
    links: &Links,
    texts: &[Arc<str>],
) -> Vec<(String, Finding)> {
    let mut asked = 0;
    let faults: Vec<Option<Fault>> = texts
        .iter()
        .map(|address| {
            let fault = fault(site, facts, address)?;
            asked += usize::from(matches!(fault, Fault::Missing(_)));
            Some(if asked <= ASKED { meant(site, facts, address, fault) } else { fault })
        })
        .collect();
    let mut found = Vec::new();
    for (path, links) in links {
        for link in links {
            let Some(fault) = &faults[link.number as usize] else { continue };
            found.push((path.clone(), finding(site, *link, &texts[link.number as usize], fault)));
        }
    }
    found
}

fn fault(site: &Site, facts: &BTreeMap<String, Facts>, address: &str) -> Option<Fault> {
    let (path, fragment) = address.split_once('#').unwrap_or((address, ""));
    let file = site.file_at(path)?;
    let Some(there) = facts.get(&file).or_else(|| facts.get(&format!("{file}/index.html"))) else {
        return Some(Fault::Missing(None));
    };
    let Facts::Page(page) = there else { return None };
    // What stands behind `:~:` is for the browser: it looks for words.
    let fragment = fragment.split(":~:").next().unwrap_or_default();
    let decoded = percent_decode_str(fragment).decode_utf8_lossy();
    let is_there = |id: &str| page.ids.binary_search(&id_of(id)).is_ok();
    let leads = fragment.is_empty() || decoded.eq_ignore_ascii_case("top") || is_there(fragment) || is_there(&decoded);
    (!leads).then_some(Fault::NoPlace)
}

/// The same, with the address that is most like it.
fn meant(site: &Site, facts: &BTreeMap<String, Facts>, address: &str, fault: Fault) -> Fault {
    let Fault::Missing(_) = fault else { return fault };
    let bare = |file: &str| file.strip_suffix("index.html").unwrap_or(file).to_owned();
    let wanted = site.file_at(address.split('#').next().unwrap_or_default()).map(|file| bare(&file));
    let known: Vec<String> = facts.keys().map(|file| bare(file)).collect();
    let near = wanted.and_then(|wanted| nearest(&wanted, known.iter().map(String::as_str)).map(str::to_owned));
    Fault::Missing(near.map(|near| site.address_of(&near)))
}

fn finding(site: &Site, link: Outgoing, address: &str, fault: &Fault) -> Finding {
    let (rule, message) = match (fault, link.purpose) {
        (Fault::NoPlace, _) => {
            let (page, place) = address.split_once('#').unwrap_or((address, ""));
            ("anchor", format!("`{page}` has no place `#{place}`"))
        }
        (Fault::Missing(_), Use::Link) => ("link", format!("nothing on this site is at `{address}`")),
        (Fault::Missing(_), Use::Picture) => ("image", format!("there is no picture at `{address}`")),
        (Fault::Missing(_), Use::File) => ("file", format!("there is no file at `{address}`")),
    };
    let help = match fault {
        Fault::Missing(Some(near)) => format!("did you mean `{near}`?"),
        Fault::Missing(None) if link.purpose == Use::Link => "mend the address, or make a page there".to_owned(),
        Fault::Missing(None) => "mend the address, or put the file there".to_owned(),
        Fault::NoPlace => "browsers then show the top of the page: name an `id` that is on it".to_owned(),
    };
    let severity = if *fault == Fault::NoPlace { Severity::Warning } else { site.dead_links };
    Finding { rule, severity, message, at: Some(link.at()), help: Some(help), about: Some(address.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::{Links, judge};
    use crate::check::across::sample::Papers;
    use crate::check::facts::Facts;
    use crate::check::links::{Addresses, Named, Use};
    use crate::check::page::links::id_of;
    use crate::check::site::tests::site;
    use std::fmt::Write as _;

    /// What is found of addresses on the front page of a good paper.
    fn told(written: &[(&str, Use)]) -> String {
        let mut paper = Papers::good();
        paper.page("daerah/banjir/index.html").ids = Box::new([id_of("kronologi ")]);
        paper.facts.insert("peta.pdf".to_owned(), Facts::Other);
        let named: Vec<Named> = written
            .iter()
            .map(|(written, purpose)| Named { written: (*written).into(), at: 3..7, purpose: *purpose })
            .collect();
        let addresses = Addresses::default();
        let kept = addresses.keep(&site(), "https://kabar.example/", &named, false);
        let links = Links::from([("index.html".to_owned(), kept)]);
        let found = judge(&site(), &paper.facts, &links, &addresses.texts());
        found.into_iter().fold(String::new(), |mut told, (path, it)| {
            let help = it.help.unwrap_or_default();
            let _ = writeln!(told, "{path} {} {}: {} | {help}", it.severity.word(), it.rule, it.message);
            told
        })
    }

    #[test]
    fn links_lead_to_outputs_of_the_plan() {
        let fine = ["/daerah/", "daerah", "/daerah/banjir/index.html", "/peta.pdf#page=3", "#top", "/?a=b", "/lama/"];
        assert_eq!(told(&fine.map(|written| (written, Use::Link))), "");
        assert_eq!(
            told(&[("/dearah/", Use::Link), ("/x-y-z.jpg", Use::Picture), ("gaya.css", Use::File)]),
            "index.html error link: nothing on this site is at `/dearah/` | did you mean `/daerah/`?\n\
             index.html error image: there is no picture at `/x-y-z.jpg` | mend the address, or put the file there\n\
             index.html error file: there is no file at `/gaya.css` | mend the address, or put the file there\n"
        );
    }

    #[test]
    fn anchors_are_places_on_the_page() {
        let fine = ["/daerah/banjir/#kronologi%20", "/daerah/banjir/#kronologi%20:~:text=air", "/daerah/banjir/#"];
        assert_eq!(told(&fine.map(|written| (written, Use::Link))), "");
        assert_eq!(
            told(&[("/daerah/banjir/#akhir", Use::Link)]),
            "index.html warning anchor: `/daerah/banjir/` has no place `#akhir` | \
             browsers then show the top of the page: name an `id` that is on it\n"
        );
    }
}
