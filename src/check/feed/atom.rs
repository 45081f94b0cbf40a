//! The feed of Atom 1.0.
//!
//! Entries stand in `atom_entry`, texts and persons in `atom_text`, links in `atom_link`.

use roxmltree::Node;

use crate::check::feed::address::{self, Wanted};
use crate::check::feed::namespace::{ATOM, XHTML, XML};
use crate::check::feed::report::{Report, shown};
use crate::check::feed::{
    FeedFacts, Format, atom_entry, atom_link, atom_text, date, history, html, items, language, media, node,
};

const ONCE: [&str; 8] = ["id", "title", "updated", "generator", "icon", "logo", "rights", "subtitle"];
const MANY: [&str; 5] = ["author", "contributor", "category", "link", "entry"];
const MIME: &str = "application/atom+xml";

/// Judges an Atom feed.
pub fn judge(feed: Node, report: &mut Report) -> FeedFacts {
    vocabulary(feed, &ONCE, &MANY, report);
    languages(feed, report);
    bases(feed, report);
    let links = atom_link::read(feed, report);
    let mut facts = FeedFacts { id: node::value(feed, ATOM, "id"), title: title(feed), ..FeedFacts::default() };
    facts.home = links.iter().find(|link| link.rel == "alternate").map(|link| link.href.clone());
    history::judge(feed, &links, &mut facts, report);
    atom_link::judge_self(feed, &links, "A-6", MIME, report);
    atom_link::judge_alternates(&links, report);
    if facts.home.is_none() {
        report.house(
            "A-6",
            node::start_tag(feed),
            "the feed does not say which page it belongs to",
            "add a link `rel=\"alternate\"`",
        );
    }
    let updated = essentials(feed, report);
    for element in node::elements(feed).filter(|it| !node::is(*it, ATOM, "entry")) {
        details(element, report);
    }
    late_metadata(feed, report);
    authors(feed, report);
    facts.items = node::named(feed, ATOM, "entry").map(|entry| atom_entry::judge(entry, report)).collect();
    items::judge(&facts, Format::Atom, report);
    newest(feed, updated, &facts, report);
    facts
}

/// Judges a document that is one entry; RFC 4287 has that too.
pub fn judge_entry_document(entry: Node, report: &mut Report) -> FeedFacts {
    languages(entry, report);
    let has_author = node::first(entry, ATOM, "author").is_some();
    let has_source =
        node::first(entry, ATOM, "source").is_some_and(|source| node::first(source, ATOM, "author").is_some());
    if !has_author && !has_source {
        report.error("A-3", node::start_tag(entry), "the entry has no author", "write `<author>` with a `<name>`");
    }
    let facts = atom_entry::judge(entry, report);
    FeedFacts { title: facts.title.clone(), items: vec![facts], ..FeedFacts::default() }
}

fn title(feed: Node) -> String {
    node::value(feed, ATOM, "title").unwrap_or_default()
}

/// Each element is one of Atom's, and stands there as often as it may.
pub fn vocabulary(holder: Node, once: &[&str], many: &[&str], report: &mut Report) {
    let inside = holder.tag_name().name();
    let mut seen: Vec<&str> = Vec::new();
    for element in node::elements(holder) {
        let name = element.tag_name().name();
        let at = node::start_tag(element);
        if node::space(element) == ATOM && once.contains(&name) {
            if seen.contains(&name) {
                let rule = if matches!(name, "id" | "title" | "updated") { "A-1" } else { "A-19" };
                report.error(rule, at, format!("a second <{name}> in <{inside}>"), "keep one");
            }
            seen.push(name);
        } else if node::space(element) == ATOM && !many.contains(&name) {
            report.error("A-19", at, format!("Atom has no <{name}> in <{inside}>"), "leave it out");
        } else if node::space(element).is_empty() {
            report.ours("X-6", at, format!("<{name}> is in no namespace"), "leave it out");
        }
    }
    let is_bare = |text: &str| !text.trim().is_empty();
    if let Some(text) = holder.children().find(|it| it.is_text() && it.text().is_some_and(is_bare)) {
        report.error("A-19", text.range(), format!("text stands right in <{inside}>"), "leave it out");
    }
}

fn essentials(feed: Node, report: &mut Report) -> Option<chrono::DateTime<chrono::FixedOffset>> {
    for name in ["id", "title", "updated"] {
        if node::first(feed, ATOM, name).is_none() {
            report.error(
                "A-1",
                node::start_tag(feed),
                format!("the feed has no <{name}>"),
                format!("write `<{name}>`"),
            );
        }
    }
    let updated = node::first(feed, ATOM, "updated")?;
    date::rfc3339(&node::text(updated), "A-4", updated.range(), report)
}

fn details(element: Node, report: &mut Report) {
    if node::space(element) != ATOM {
        media::judge(element, report);
        return;
    }
    match element.tag_name().name() {
        "id" => address::judge_id(&node::text(element), element.range(), report),
        "title" | "subtitle" | "rights" => atom_text::judge(element, report),
        "author" | "contributor" => atom_text::person(element, report),
        "category" => category(element, report),
        "generator" => generator(element, report),
        name @ ("icon" | "logo") => {
            address::judge(&node::text(element), &format!("<{name}>"), Wanted::Iri, element.range(), report);
        }
        _ => {}
    }
}

fn generator(element: Node, report: &mut Report) {
    if let Some(inside) = node::elements(element).next() {
        report.error("A-13", inside.range(), "<generator> holds an element", "write the name of the program alone");
    } else if node::trimmed(element).is_empty() {
        report.ours("A-13", element.range(), "<generator> is empty", "write the name of the program");
    }
    if let Some(uri) = element.attribute("uri") {
        address::judge(uri, "the generator", Wanted::Iri, node::attribute_place(element, "uri"), report);
    }
}

/// Readers differ in which of the three they show, so all are there.
pub fn category(element: Node, report: &mut Report) {
    let at = element.range();
    let help = "write the short name of the topic";
    match element.attribute("term") {
        None => report.error("A-12", at.clone(), "a category has no `term`", help),
        Some(term) if term.trim().is_empty() => {
            report.ours("A-12", at.clone(), "the `term` of a category is empty", help);
        }
        Some(_) => {}
    }
    for name in ["scheme", "label"] {
        if element.attribute(name).is_none() {
            report.house("A-12", at.clone(), format!("a category has no `{name}`"), format!("add `{name}`"));
        }
    }
    if element.attribute("label").is_some_and(|label| label.trim().is_empty()) {
        report.ours("A-12", at, "the `label` of a category is empty", "write the name that people read");
    }
    html::judge_plain(
        element.attribute("label").unwrap_or_default(),
        "the `label` of a category",
        &element.range(),
        report,
    );
    if let Some(scheme) = element.attribute("scheme") {
        let place = node::attribute_place(element, "scheme");
        match address::fault(scheme) {
            Some(address::Fault::Scheme) | None => {}
            Some(address::Fault::Letter(letter)) if !letter.is_ascii() => {
                report.ours(
                    "A-12",
                    place,
                    format!("the scheme {} is not in ASCII", shown(scheme)),
                    "write it with `%XX`",
                );
            }
            Some(fault) => {
                let message = format!("the scheme {} {}", shown(scheme), address::reason(fault));
                report.error("A-12", place, message, "write the whole address of the page of topics");
            }
        }
    }
}

/// Readers that read a feed as it comes know the feed before its entries.
fn late_metadata(feed: Node, report: &mut Report) {
    let after = node::elements(feed).skip_while(|it| !node::is(*it, ATOM, "entry"));
    if let Some(late) = after.into_iter().find(|it| node::space(*it) == ATOM && !node::is(*it, ATOM, "entry")) {
        let message = format!("<{}> of the feed stands after an entry", late.tag_name().name());
        report.ours("A-16", node::start_tag(late), message, "write it before the first entry");
    }
}

/// The feed's author, or one in every entry; ours have both.
fn authors(feed: Node, report: &mut Report) {
    let has = |holder: Node| node::first(holder, ATOM, "author").is_some();
    let help = "write `<author>` with a `<name>`";
    let is_left_out = !has(feed);
    if is_left_out {
        report.house("A-3", node::start_tag(feed), "the feed has no author", help);
    }
    for entry in node::named(feed, ATOM, "entry").filter(|entry| !has(*entry)) {
        let at = node::start_tag(entry);
        let of_source = node::first(entry, ATOM, "source").is_some_and(has);
        if is_left_out && !of_source {
            report.error("A-3", at, "neither the entry nor the feed has an author", help);
        } else {
            let message = "an entry leaves its author to the feed, which some readers do not look up";
            report.house("A-3", at, message, help);
        }
    }
}

/// The newest of its entries, never the clock.
fn newest(feed: Node, updated: Option<chrono::DateTime<chrono::FixedOffset>>, facts: &FeedFacts, report: &mut Report) {
    let newest = facts.items.iter().filter_map(|item| item.updated).max();
    let Some((newest, element)) = newest.zip(node::first(feed, ATOM, "updated")) else { return };
    if updated.is_some_and(|updated| updated != newest) {
        let help = format!("write `{}`", newest.format("%Y-%m-%dT%H:%M:%S%:z"));
        report.house("A-18", element.range(), "<updated> of the feed is not that of its newest entry", help);
    }
}

/// Languages of the feed and of whatever differs.
fn languages(root: Node, report: &mut Report) {
    if root.attribute((XML, "lang")).is_none() {
        report.house("A-10", node::start_tag(root), "the feed does not say its language", "write `xml:lang`");
    }
    for element in root.descendants().filter(|it| it.is_element() && node::space(*it) == ATOM) {
        let attribute = element.attributes().find(|it| it.namespace() == Some(XML) && it.name() == "lang");
        // An empty one takes back what was said outside.
        if let Some(attribute) = attribute.filter(|it| !it.value().is_empty()) {
            language::judge(attribute.value(), "A-10", attribute.range(), report);
        }
    }
}

/// Some readers resolve nothing, so nothing may need a base.
fn bases(root: Node, report: &mut Report) {
    for element in root.descendants().filter(|it| it.is_element() && node::space(*it) != XHTML) {
        let attribute = element.attributes().find(|it| it.namespace() == Some(XML) && it.name() == "base");
        if let Some(attribute) = attribute {
            address::judge(attribute.value(), "`xml:base`", Wanted::Iri, attribute.range(), report);
            let message = format!("`xml:base` is {}: some readers do not look at it", shown(attribute.value()));
            report.ours("A-11", attribute.range(), message, "write whole addresses, and leave it out");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::feed::sample::{ATOM, places, planted};

    #[test]
    fn a1_the_feed_has_id_title_and_date() {
        planted(ATOM, "<id>tag:kabar.example,2022-01-01:umpan</id>", "", &[("A-1", "<feed …")]);
        planted(ATOM, "<id>https://kabar.example/banjir/</id>", "", &[("A-1", "<entry>")]);
        planted(
            ATOM,
            "<title>Banjir surut</title>",
            "<title>Banjir</title><title>surut</title>",
            &[("A-1", "<title>")],
        );
    }

    #[test]
    fn a2_ids() {
        planted(
            ATOM,
            "tag:kabar.example,2022-01-01:umpan",
            "tag:kabar.example:umpan",
            &[("A-2", "<id>tag:kabar.example:umpan</id>")],
        );
        planted(ATOM, "<id>https://kabar.example/banjir/</id>", "<id>banjir</id>", &[("A-2", "<id>banjir</id>")]);
        planted(
            ATOM,
            "<id>https://kabar.example/banjir/</id>",
            "<id>tag:kabar.example,2022:a b</id>",
            &[("A-2", "<id>tag:kabar.example,2022:a b</id>")],
        );
    }

    #[test]
    fn a3_authors() {
        planted(ATOM, "<author><name>Rudi</name></author>", "", &[("A-3", "<entry>")]);
        planted(ATOM, "<name>Rudi</name>", "<name/>", &[("A-3", "<author><name/></author>")]);
        planted(ATOM, "<name>Rudi</name>", "<name>Rudi</name><email>rudi</email>", &[("A-3", "<email>rudi</email>")]);
        let nobody = ATOM.replace("<author><name>Redaksi</name><uri>https://kabar.example/</uri></author>", "");
        assert_eq!(places(&nobody, false), []);
        assert_eq!(
            places(&nobody.replace("<author><name>Rudi</name></author>", ""), false),
            [("A-3", "<entry>".to_owned())]
        );
    }

    #[test]
    fn a4_dates() {
        let (good, wrong) =
            ("<published>2022-11-07T09:00:00+08:00</published>", "<published>2022-11-07 09:00</published>");
        planted(ATOM, good, wrong, &[("A-4", wrong)]);
        let late = "<published>2022-11-07T10:00:00+08:00</published>";
        planted(ATOM, good, late, &[("A-4", "<updated>2022-11-07T09:00:00+08:00</updated>")]);
    }

    #[test]
    fn a5_changes_at_one_moment() {
        let (good, same) =
            ("<updated>2022-11-07T09:00:00+08:00</updated>", "<updated>2022-11-09T08:00:00+08:00</updated>");
        planted(ATOM, good, same, &[("A-5", "<entry>\n  <title>Banjir…")]);
        let midnight = ATOM.replace(good, same).replace("2022-11-09T08:00:00", "2022-11-09T00:00:00");
        assert_eq!(places(&midnight, true), []);
    }

    #[test]
    fn a10_languages() {
        planted(ATOM, " xml:lang=\"id\"", "", &[("A-10", "<feed …")]);
        planted(ATOM, "<summary>", "<summary xml:lang=\"id_ID\">", &[("A-10", "xml:lang=\"id_ID\"")]);
    }

    #[test]
    fn a11_nothing_needs_a_base() {
        planted(
            ATOM,
            "<summary>",
            "<summary xml:base=\"https://kabar.example/\">",
            &[("A-11", "xml:base=\"https://kabar.example/\"")],
        );
    }

    #[test]
    fn a12_categories() {
        let good = "<category term=\"ekonomi\" scheme=\"https://kabar.example/topik/\" label=\"Ekonomi\"/>";
        for part in ["term=\"ekonomi\" ", "label=\"Ekonomi\""] {
            let wrong = good.replace(part, "");
            planted(ATOM, good, &wrong, &[("A-12", &wrong)]);
        }
        planted(ATOM, "https://kabar.example/topik/", "/topik/", &[("A-12", "scheme=\"/topik/\"")]);
    }

    #[test]
    fn a13_generator() {
        planted(ATOM, ">halaman</generator>", "></generator>", &[("A-13", "<generator version=\"1\"></generator>")]);
        planted(ATOM, ">halaman</generator>", "><rights/></generator>", &[("A-13", "<rights/>")]);
    }

    #[test]
    fn a14_ids_are_unique() {
        planted(
            ATOM,
            "<id>https://kabar.example/banjir/</id>",
            "<id>https://kabar.example/cabai/</id>",
            &[("A-14", "<entry>\n  <title>Banjir…")],
        );
        planted(
            ATOM,
            "<id>https://kabar.example/banjir/</id>",
            "<id>tag:kabar.example,2022-01-01:umpan</id>",
            &[("A-14", "<entry>\n  <title>Banjir…")],
        );
    }

    #[test]
    fn a16_the_feed_comes_first() {
        planted(ATOM, "</entry>\n</feed>", "</entry>\n<rights>Kabar</rights></feed>", &[("A-16", "<rights>")]);
    }

    #[test]
    fn a18_the_date_of_the_newest_entry() {
        let (good, clock) = (
            "<updated>2022-11-09T08:00:00+08:00</updated>\n <author>",
            "<updated>2022-11-10T08:00:00+08:00</updated>\n <author>",
        );
        planted(ATOM, good, clock, &[("A-18", "<updated>2022-11-10T08:00:00+08:00</updated>")]);
    }

    #[test]
    fn a19_the_grammar() {
        planted(ATOM, "<summary>", "<abstract/><summary>", &[("A-19", "<abstract/>")]);
        planted(ATOM, "<summary>", "teks<summary>", &[("A-19", "\n  teks")]);
        let old = "<feed version=\"0.3\" xmlns=\"http://purl.org/atom/ns#\"/>";
        assert_eq!(places(old, false), [("A-19", old.to_owned())]);
    }
}
