//! XML documents as such, and which format they are.
//!
//! What a root element says decides; the rules of the formats stand in files of their own.

use roxmltree::{Document, Node, ParsingOptions};

use crate::check::feed::report::{Report, shown};
use crate::check::feed::{FeedFacts, Format, atom, links, malformed, namespace, node, opml, rss, text};

/// Where validators look for the root element; bytes.
const SNIFFED: usize = 512;
/// No feed has elements with more attributes; finding doubles among them takes the square of their number.
const ATTRIBUTES: usize = 200;
/// Nor more declarations of namespaces.
const NAMESPACES: usize = 20_000;

/// Judges a text that is no JSON.
pub fn judge(xml: &str, report: &mut Report) -> (Option<Format>, Option<FeedFacts>) {
    let guess = text::format(xml.as_bytes());
    if !xml.starts_with('<') {
        report.error("X-1", 0..first_letter(xml), "it is neither XML nor JSON", "give a feed");
        return (guess, None);
    }
    text::declaration(xml, report);
    text::controls(xml, report);
    if is_page(xml) {
        report.error(
            "R-1",
            0..1,
            "it is a page of HTML, not a feed",
            "look for the feed in its `<link rel=\"alternate\">`",
        );
        return (None, None);
    }
    if is_excessive(xml) {
        let message = "an element has more attributes, or the document more namespaces, than any feed; not judged";
        report.error("X-12", 0..1, message, "write what feeds have");
        return (guess, None);
    }
    if !document_type(xml, report) {
        return (guess, None);
    }
    // Entities can be made to grow without end, so a text that could define some is never read with them.
    let allow_dtd = !xml.contains("<!ENTITY");
    match Document::parse_with_options(xml, ParsingOptions { allow_dtd, ..ParsingOptions::default() }) {
        Ok(document) => by_root(xml, &document, report),
        Err(error) => {
            malformed::explain(xml, &error, report);
            (guess, None)
        }
    }
}

fn first_letter(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

fn is_page(xml: &str) -> bool {
    let begins = |start: &str| xml.get(..start.len()).is_some_and(|it| it.eq_ignore_ascii_case(start));
    begins("<!doctype html") || begins("<html")
}

/// Whether the text is made to keep a parser busy.
fn is_excessive(xml: &str) -> bool {
    if xml.matches("xmlns").count() > NAMESPACES {
        return true;
    }
    let mut reader = quick_xml::Reader::from_str(xml);
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag)) => {
                if tag.iter().filter(|byte| **byte == b'=').count() > ATTRIBUTES && count(&tag) > ATTRIBUTES {
                    return true;
                }
            }
            Ok(quick_xml::events::Event::Eof) | Err(_) => return false,
            Ok(_) => {}
        }
    }
}

fn count(tag: &quick_xml::events::BytesStart) -> usize {
    let mut attributes = tag.attributes();
    attributes.with_checks(false).count()
}

/// Feeds need no document type; one that defines entities is not read at all, since readers do not either.
fn document_type(xml: &str, report: &mut Report) -> bool {
    let Some(at) = xml.find("<!DOCTYPE") else { return true };
    let root = xml.match_indices('<').find(|(at, _)| xml[at + 1..].starts_with(|it: char| it.is_alphabetic()));
    if root.is_some_and(|(root, _)| root < at) {
        return true;
    }
    let end = xml[at..].find('>').map_or(xml.len(), |end| at + end + 1);
    let defines = xml.contains("<!ENTITY");
    let help = "leave the document type out";
    if defines {
        report.error("X-3", at..end, "the document defines entities, which readers do not read; not judged", help);
    } else {
        report.ours("X-3", at..end, "the document has a document type, which readers do not read", help);
    }
    !defines
}

fn by_root(xml: &str, document: &Document, report: &mut Report) -> (Option<Format>, Option<FeedFacts>) {
    let root = document.root_element();
    let start = node::start_tag(root);
    let name = root.tag_name().name();
    let space = node::space(root);
    let (format, facts) = match (space, name) {
        ("", "opml") => (Format::Opml, opml::judge(root, report)),
        (namespace::ATOM, "feed") => (Format::Atom, atom::judge(root, report)),
        (namespace::ATOM, "entry") => (Format::Atom, atom::judge_entry_document(root, report)),
        (_, "rss") => (Format::Rss, rss::judge(root, report)),
        _ => {
            stranger(root, report);
            return (text::format(xml.as_bytes()), None);
        }
    };
    namespace::judge(document, report);
    if report.own {
        links::of_xml(document, report);
    }
    sections(xml, root, report);
    if root.range().start >= SNIFFED {
        let message =
            format!("the first tag begins at byte {}, after the {SNIFFED} that are looked at", root.range().start);
        report.ours("X-5", start, message, "move the comment before it to the end");
    }
    (Some(format), Some(facts))
}

/// HTML is escaped in one way in all of a document; parsers see no difference, people who read it do.
fn sections(xml: &str, root: Node, report: &mut Report) {
    if !report.own {
        return;
    }
    let is_named = |it: &Node| it.is_element() && matches!(it.tag_name().name(), "encoded" | "content" | "description");
    let is_payload = |it: &Node| is_named(it) && node::elements(*it).next().is_none();
    let payloads: Vec<Node> = root.descendants().filter(is_payload).collect();
    let holds = |it: &&Node, sign: &str| xml.get(it.range()).is_some_and(|source| source.contains(sign));
    let section = payloads.iter().find(|it| holds(it, "<![CDATA["));
    if let Some(section) = section.filter(|_| payloads.iter().any(|it| holds(&it, "&lt;") && !holds(&it, "<![CDATA[")))
    {
        let message = "HTML stands in CDATA here, and is escaped elsewhere";
        report.house("X-4", node::start_tag(*section), message, "write it in one way");
    }
}

/// A root element that is none of a feed, or of an older one.
fn stranger(root: Node, report: &mut Report) {
    let at = node::start_tag(root);
    let (name, space) = (root.tag_name().name(), node::space(root));
    let help = "publish RSS 2.0 or Atom 1.0";
    if name == "RDF" || name == "Channel" && space.contains("rss") {
        report.error("R-1", at, "it is RSS 1.0 or older (RDF), which is not judged", help);
    } else if name == "feed" && space.contains("purl.org/atom") {
        report.error("A-19", at, "it is Atom 0.3, a draft that is not judged", help);
    } else if name == "feed" || name == "entry" {
        let message = format!("the namespace of <{name}> is {}, not Atom's", shown(space));
        report.error("X-6", at, message, format!("write `xmlns=\"{}\"`", namespace::ATOM));
    } else {
        report.error("R-1", at, format!("<{name}> is no root of a feed"), help);
    }
}
