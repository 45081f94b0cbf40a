//! Namespaces of feeds: the known ones with their customary prefixes, and slips in spelling them.

use std::collections::HashSet;

use roxmltree::{Document, Node};

use crate::check::feed::node;
use crate::check::feed::report::{Report, shown};

/// Of RFC 4287.
pub const ATOM: &str = "http://www.w3.org/2005/Atom";
/// Of the module with whole texts.
pub const CONTENT: &str = "http://purl.org/rss/1.0/modules/content/";
/// Dublin Core.
pub const DC: &str = "http://purl.org/dc/elements/1.1/";
/// Dublin Core's terms.
pub const DCTERMS: &str = "http://purl.org/dc/terms/";
/// Media RSS, with the slash that it is so often written without.
pub const MEDIA: &str = "http://search.yahoo.com/mrss/";
/// Of RFC 5005.
pub const HISTORY: &str = "http://purl.org/syndication/history/1.0";
/// Apple's.
pub const ITUNES: &str = "http://www.itunes.com/dtds/podcast-1.0.dtd";
/// Of the podcast index.
pub const PODCAST: &str = "https://podcastindex.org/namespace/1.0";
/// HTML as XML.
pub const XHTML: &str = "http://www.w3.org/1999/xhtml";
/// Drawings, and what stands in XHTML besides.
pub const SVG: &str = "http://www.w3.org/2000/svg";
/// Formulas.
pub const MATHML: &str = "http://www.w3.org/1998/Math/MathML";
/// What `xml:` stands for.
pub const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// The namespaces that we write, each with its prefix.
const OURS: [(&str, &str); 8] = [
    ("atom", ATOM),
    ("content", CONTENT),
    ("dc", DC),
    ("dcterms", DCTERMS),
    ("media", MEDIA),
    ("fh", HISTORY),
    ("itunes", ITUNES),
    ("podcast", PODCAST),
];
/// Others that readers know or at least meet.
const KNOWN: [&str; 32] = [
    XHTML,
    XML,
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://purl.org/rss/1.0/modules/slash/",
    "http://purl.org/rss/1.0/modules/syndication/",
    "http://purl.org/rss/1.0/modules/taxonomy/",
    "http://purl.org/rss/1.0/modules/wiki/",
    "http://purl.org/rss/1.0/modules/link/",
    "http://purl.org/rss/1.0/modules/event/",
    "http://wellformedweb.org/CommentAPI/",
    "http://webns.net/mvcb/",
    "http://purl.org/syndication/thread/1.0",
    "http://www.georss.org/georss",
    "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "http://www.opengis.net/gml",
    "http://rssnamespace.org/feedburner/ext/1.0",
    "http://backend.userland.com/creativeCommonsRssModule",
    "http://cyber.law.harvard.edu/rss/creativeCommonsRssModule.html",
    "http://web.resource.org/cc/",
    "http://madskills.com/public/xml/rss/module/trackback/",
    "http://a9.com/-/spec/opensearch/1.1/",
    "http://a9.com/-/spec/opensearchrss/1.0/",
    "http://www.w3.org/2007/app",
    "http://purl.org/atom/app#",
    "http://base.google.com/ns/1.0",
    "http://base.google.com/cns/1.0",
    "http://schemas.google.com/g/2005",
    "http://www.google.com/schemas/play-podcasts/1.0",
    SVG,
    MATHML,
    "http://www.rawvoice.com/rawvoiceRssModule/",
    "http://podlove.org/simple-chapters",
];

/// Judges all declarations of a document.
pub fn judge(document: &Document, report: &mut Report) {
    let root = document.root_element();
    let place = node::start_tag(root);
    for namespace in root.namespaces() {
        let (prefix, uri) = (namespace.name().unwrap_or_default(), namespace.uri());
        if let Some(right) = misspelled(uri) {
            let message = format!("the namespace {} is misspelled", shown(uri));
            report.error("X-6", place.clone(), message, format!("write `{right}`"));
        } else if let Some((usual, _)) =
            OURS.iter().find(|(usual, own)| *own == uri && *usual != prefix && !prefix.is_empty())
        {
            let message = format!("the namespace {} has the prefix `{prefix}`", shown(uri));
            report.ours(
                "X-6",
                place.clone(),
                message,
                format!("call it `{usual}`, as all do: some readers look at prefixes"),
            );
        } else if !is_known(uri) {
            let message = format!("no reader knows the namespace {}", shown(uri));
            report.ours("X-6", place.clone(), message, "leave its elements out");
        }
    }
    strangers(root, report);
    if report.own {
        late_declarations(root, report);
    }
}

/// Elements of namespaces that are declared where they stand, and that no reader knows.
fn strangers(root: Node, report: &mut Report) {
    let declared: HashSet<&str> = root.namespaces().map(roxmltree::Namespace::uri).collect();
    let mut seen: HashSet<&str> = HashSet::new();
    for element in root.descendants().filter(Node::is_element) {
        let uri = element.tag_name().namespace().unwrap_or_default();
        if uri.is_empty() || declared.contains(uri) || is_known(uri) || !seen.insert(uri) {
            continue;
        }
        let (message, help) = match misspelled(uri) {
            Some(right) => (format!("the namespace {} is misspelled", shown(uri)), format!("write `{right}`")),
            None => (format!("no reader knows the namespace {}", shown(uri)), "leave its elements out".to_owned()),
        };
        report.ours("X-6", node::start_tag(element), message, help);
    }
}

/// Namespaces that are declared below the root; XHTML may be, where it is used.
fn late_declarations(root: Node, report: &mut Report) {
    for element in root.descendants().filter(|it| it.is_element() && *it != root) {
        let declared = |uri: &str| root.namespaces().any(|namespace| namespace.uri() == uri);
        let uri = node::space(element);
        if !uri.is_empty() && uri != XHTML && !declared(uri) {
            let message = format!("the namespace of <{}> is not declared on the root", node::written(element));
            report.house("X-6", node::start_tag(element), message, "declare it on the root");
            return;
        }
    }
}

/// Whether readers know it.
pub fn is_known(uri: &str) -> bool {
    KNOWN.contains(&uri) || OURS.iter().any(|(_, own)| *own == uri)
}

/// The namespace that was meant by one that differs in what nobody sees.
fn misspelled(uri: &str) -> Option<&'static str> {
    if is_known(uri) {
        return None;
    }
    let mut ours = OURS.iter().map(|(_, own)| *own);
    ours.find(|own| bare(own) == bare(uri))
}

/// Without the scheme, the end and the case.
fn bare(uri: &str) -> String {
    let lower = uri.trim().to_ascii_lowercase();
    let after = lower.split_once("://").map_or(lower.as_str(), |(_, after)| after);
    after.trim_start_matches("www.").trim_end_matches(['/', '#']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn x6_slips_are_seen() {
        assert_eq!(misspelled("http://search.yahoo.com/mrss"), Some(MEDIA));
        assert_eq!(misspelled("https://www.w3.org/2005/atom"), Some(ATOM));
        assert_eq!(misspelled("http://www.itunes.com/DTDs/Podcast-1.0.dtd"), Some(ITUNES));
        assert_eq!(misspelled(MEDIA), None);
        assert_eq!(misspelled("http://kabar.example/ns"), None);
    }
}
