//! Atom's links, in Atom and as `atom:link` in RSS.

use std::ops::Range;

use roxmltree::Node;

use crate::check::feed::address::{self, Wanted};
use crate::check::feed::namespace::ATOM;
use crate::check::feed::report::{Report, shown};
use crate::check::feed::{language, media, node};

/// Relations that we write.
const OURS: [&str; 14] = [
    "self",
    "alternate",
    "enclosure",
    "related",
    "via",
    "license",
    "replies",
    "hub",
    "first",
    "last",
    "next",
    "previous",
    "prev-archive",
    "next-archive",
];
/// Others that IANA has registered and that are met in feeds.
const REGISTERED: &str = "current edit edit-media service collection describedby payment search up help about author \
    bookmark canonical contents copyright glossary icon index latest-version predecessor-version successor-version \
    version-history working-copy working-copy-of monitor monitor-group shortlink tag webmention pingback preview privacy-policy \
    terms-of-service original memento timemap timegate item profile duplicate archives amphtml start section subsection \
    chapter appendix type nofollow noreferrer stylesheet blocked-by lrdd micropub http://schemas.google.com/g/2005#feed";

/// A link of a feed or an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedLink {
    /// `alternate` when nothing is said.
    pub rel: String,
    /// As written.
    pub href: String,
    /// The media type, empty when there is none.
    pub kind: String,
    /// The language of the other end, empty when there is none.
    pub language: String,
    /// The size, as written.
    pub length: Option<String>,
    /// Its bytes.
    pub at: Range<usize>,
}

/// Reads the links right below, and judges each by itself.
pub fn read(holder: Node, report: &mut Report) -> Vec<FeedLink> {
    // The XML of RSS has no base, so relative addresses lead nowhere there.
    let wanted = if node::space(holder) == ATOM { Wanted::Iri } else { Wanted::Uri };
    node::named(holder, ATOM, "link").filter_map(|element| one(element, wanted, report)).collect()
}

fn one(element: Node, wanted: Wanted, report: &mut Report) -> Option<FeedLink> {
    let value = |name: &str| element.attribute(name).unwrap_or_default().to_owned();
    if node::elements(element).next().is_some() || !node::trimmed(element).is_empty() {
        report.ours(
            "A-19",
            element.range(),
            "a link is not empty",
            "write the address into `href`, and nothing inside",
        );
    }
    relation(element, element.attribute("rel").unwrap_or("alternate"), report);
    let Some(href) = element.attribute("href") else {
        report.error("A-6", element.range(), "a link has no `href`", "write the address into `href`");
        return None;
    };
    let link = FeedLink {
        rel: element.attribute("rel").unwrap_or("alternate").to_owned(),
        href: href.to_owned(),
        kind: value("type"),
        language: value("hreflang"),
        length: element.attribute("length").map(str::to_owned),
        at: element.range(),
    };
    address::judge(href, &format!("the link `{}`", link.rel), wanted, node::attribute_place(element, "href"), report);
    if !link.language.is_empty() {
        language::judge(&link.language, "A-6", node::attribute_place(element, "hreflang"), report);
    }
    if element.has_attribute("type") {
        media::mime(&link.kind, "A-6", node::attribute_place(element, "type"), report);
    }
    enclosure(&link, report);
    Some(link)
}

fn relation(element: Node, rel: &str, report: &mut Report) {
    let at = node::attribute_place(element, "rel");
    let is_registered = REGISTERED.split_ascii_whitespace().any(|own| own == rel);
    if rel.is_empty() {
        report.error("A-15", at, "the relation of a link is empty", "write for instance `alternate`");
    } else if rel == "prev" {
        report.ours("A-15", at, "feeds call the page before `previous`, not `prev`", "write `previous`");
    } else if is_registered || rel.contains(':') {
        if rel != "current" {
            report_ours_only(rel, at, report);
        }
    } else if !OURS.contains(&rel) {
        let message = format!("the link relation {} is not registered", shown(rel));
        report.ours("A-15", at, message, "use a registered one, for instance `related`");
    }
}

fn report_ours_only(rel: &str, at: Range<usize>, report: &mut Report) {
    if !OURS.contains(&rel) {
        let message = format!("the link relation {} is none that we write", shown(rel));
        report.house("A-15", at, message, "use another one, for instance `related`");
    }
}

/// What readers offer for download or play.
fn enclosure(link: &FeedLink, report: &mut Report) {
    let length = link.length.as_deref();
    if length.is_some_and(|length| !media::is_count(length)) {
        let message = format!("the length {} is no number of bytes", shown(length.unwrap_or_default()));
        report.error("A-17", link.at.clone(), message, "write the size of the file in bytes");
    }
    if link.rel != "enclosure" {
        return;
    }
    let missing = [("type", link.kind.is_empty()), ("length", length.is_none())];
    for (name, _) in missing.into_iter().filter(|(_, is_missing)| *is_missing) {
        let message = format!("the enclosure {} has no `{name}`", shown(&link.href));
        report.ours("A-17", link.at.clone(), message, format!("add `{name}`"));
    }
    if link.kind.starts_with("image/") {
        report.ours(
            "M-4",
            link.at.clone(),
            "a picture is an enclosure: readers offer it as a download",
            "use `media:content`",
        );
    }
}

/// The link `self`: one, and the address that the document is served at (A-6, R-3, W-3).
pub fn judge_self(holder: Node, links: &[FeedLink], rule: &'static str, kind: &str, report: &mut Report) {
    let mut own = links.iter().filter(|link| link.rel == "self");
    let Some(first) = own.next() else {
        let message = "the feed does not say where it is";
        report.ours(rule, node::start_tag(holder), message, format!("add a link `rel=\"self\" type=\"{kind}\"`"));
        return;
    };
    for second in own {
        let message = format!("a second link `self`: {}", shown(&second.href));
        report.ours(rule, second.at.clone(), message, "keep the one that readers subscribe to");
    }
    if first.kind != kind {
        let message = format!("the link `self` has the type {}", shown(&first.kind));
        report.house(rule, first.at.clone(), message, format!("write `type=\"{kind}\"`"));
    }
    if let Some(url) = report.url.filter(|url| *url != first.href) {
        let message = format!("the link `self` is {}, but the feed is at {}", shown(&first.href), shown(url));
        report.ours(rule, first.at.clone(), message, format!("write `{url}`"));
    }
}

/// Each alternate once, by type and language.
pub fn judge_alternates(links: &[FeedLink], report: &mut Report) {
    let mut seen = std::collections::HashSet::new();
    for link in links.iter().filter(|link| link.rel == "alternate") {
        if !seen.insert((&link.kind, &link.language)) {
            let message = format!("a second alternate of one type and language: {}", shown(&link.href));
            report.error("A-6", link.at.clone(), message, "keep one, or give them different `type` or `hreflang`");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::feed::sample::{ATOM, places, planted};

    #[test]
    fn a6_links_of_the_feed() {
        let home = "<link href=\"https://kabar.example/\" rel=\"alternate\" type=\"text/html\"/>";
        planted(ATOM, home, "", &[("A-6", "<feed …")]);
        let second = home.replace("example/", "example/b/");
        planted(ATOM, home, &[home, &second].concat(), &[("A-6", &second)]);
        planted(ATOM, home, &[home, &second.replace("type", "hreflang=\"en\" type")].concat(), &[]);
        let own = "<link href=\"https://kabar.example/feed.xml\" rel=\"self\" type=\"application/atom+xml\"/>";
        planted(
            ATOM,
            own,
            "<link rel=\"self\"/>",
            &[("A-6", "<feed …"), ("A-6", "<link rel=\"self\"/>"), ("P-4", "<fh:archive/>")],
        );
    }

    #[test]
    fn a15_relations() {
        let related = |rel: &str| format!("<link href=\"https://kabar.example/x/\" rel=\"{rel}\"/><summary>");
        for rel in ["prev", "saudara", "canonical", "https://kabar.example/rel"] {
            planted(ATOM, "<summary>", &related(rel), &[("A-15", &format!("rel=\"{rel}\""))]);
        }
        for (rel, count) in [("prev", 1), ("saudara", 1), ("canonical", 0), ("https://kabar.example/rel", 0)] {
            assert_eq!(places(&ATOM.replace("<summary>", &related(rel)), false).len(), count, "{rel}");
        }
    }

    #[test]
    fn a17_enclosures() {
        let good = "<link href=\"https://kabar.example/a.mp3\" rel=\"enclosure\" type=\"audio/mpeg\" length=\"12\"/>";
        for (from, to, rule) in
            [(" length=\"12\"", "", "A-17"), ("12", "banyak", "A-17"), ("audio/mpeg", "image/png", "M-4")]
        {
            let wrong = good.replace(from, to);
            planted(ATOM, good, &wrong, &[(rule, &wrong)]);
        }
    }
}
