//! An entry of Atom 1.0.

use roxmltree::Node;

use crate::check::feed::atom_link::{self, FeedLink};
use crate::check::feed::namespace::ATOM;
use crate::check::feed::report::Report;
use crate::check::feed::{ItemFacts, address, atom, atom_text, date, history, media, node, podcast};

const ONCE: [&str; 8] = ["id", "title", "updated", "published", "content", "rights", "source", "summary"];
const MANY: [&str; 4] = ["author", "contributor", "category", "link"];
const SOURCE_ONCE: [&str; 8] = ["id", "title", "updated", "generator", "icon", "logo", "rights", "subtitle"];

/// Judges an entry.
pub fn judge(entry: Node, report: &mut Report) -> ItemFacts {
    atom::vocabulary(entry, &ONCE, &MANY, report);
    for name in ["id", "title", "updated"] {
        if node::first(entry, ATOM, name).is_none() {
            report.error(
                "A-1",
                node::start_tag(entry),
                format!("an entry has no <{name}>"),
                format!("write `<{name}>`"),
            );
        }
    }
    for element in node::elements(entry).filter(|it| node::space(*it) == ATOM) {
        details(element, report);
    }
    let links = atom_link::read(entry, report);
    atom_link::judge_alternates(&links, report);
    history::judge_item(entry, &links, report);
    page(entry, &links, report);
    unread_content(entry, report);
    media::judge(entry, report);
    podcast::judge_item(entry, false, report);
    facts(entry, &links, report)
}

fn details(element: Node, report: &mut Report) {
    match element.tag_name().name() {
        "id" => address::judge_id(&node::text(element), element.range(), report),
        "title" | "summary" | "rights" => atom_text::judge(element, report),
        "content" => atom_text::content(element, report),
        "author" | "contributor" => atom_text::person(element, report),
        "category" => atom::category(element, report),
        "source" => {
            atom::vocabulary(element, &SOURCE_ONCE, &MANY, report);
            let links = atom_link::read(element, report);
            atom_link::judge_alternates(&links, report);
        }
        _ => {}
    }
}

/// An entry leads to a page, or else holds its content.
fn page(entry: Node, links: &[FeedLink], report: &mut Report) {
    let mut alternates = links.iter().filter(|link| link.rel == "alternate").peekable();
    let at = node::start_tag(entry);
    if alternates.peek().is_some() {
        if alternates.all(|link| link.kind != "text/html") {
            let message = "no link of the entry says that it leads to a page of HTML";
            report.house("A-7", at, message, "write `rel=\"alternate\" type=\"text/html\"`");
        }
    } else if node::first(entry, ATOM, "content").is_none() {
        report.error("A-7", at, "an entry has neither a page nor content", "add a link `rel=\"alternate\"`");
    } else {
        report.ours("A-7", at, "an entry leads to no page", "add a link `rel=\"alternate\" type=\"text/html\"`");
    }
}

/// Content that a reader cannot show needs a summary (A-8, section 4.1.2 of RFC 4287).
fn unread_content(entry: Node, report: &mut Report) {
    let Some(content) = node::first(entry, ATOM, "content") else { return };
    let kind = content.attribute("type").unwrap_or("text").to_ascii_lowercase();
    let is_readable =
        matches!(kind.as_str(), "text" | "html" | "xhtml") || kind.starts_with("text/") || kind.ends_with("xml");
    if (content.has_attribute("src") || !is_readable) && node::first(entry, ATOM, "summary").is_none() {
        let message = "the content cannot be read here, and there is no summary";
        report.error("A-8", content.range(), message, "write `<summary>`");
    }
}

fn facts(entry: Node, links: &[FeedLink], report: &mut Report) -> ItemFacts {
    let mut moment = |name: &'static str| {
        let element = node::first(entry, ATOM, name)?;
        date::rfc3339(&node::text(element), "A-4", element.range(), report)
    };
    let (published, updated) = (moment("published"), moment("updated"));
    if let (Some(element), Some(true)) =
        (node::first(entry, ATOM, "updated"), updated.zip(published).map(|(new, old)| new < old))
    {
        report.ours("A-4", element.range(), "the entry was updated before it was published", "mend one of the dates");
    }
    ItemFacts {
        id: node::value(entry, ATOM, "id").unwrap_or_default(),
        url: links.iter().find(|link| link.rel == "alternate").map(|link| link.href.clone()),
        title: node::value(entry, ATOM, "title").unwrap_or_default(),
        published,
        updated,
        at: entry.range(),
    }
}

#[cfg(test)]
mod tests {
    use crate::check::feed::sample::{ATOM, judged, places, planted};

    #[test]
    fn a7_an_entry_leads_to_a_page() {
        let page = "<link href=\"https://kabar.example/banjir/\" rel=\"alternate\" type=\"text/html\"/>";
        planted(ATOM, page, "", &[("A-7", "<entry>")]);
        planted(ATOM, page, &page.replace(" type=\"text/html\"", ""), &[("A-7", "<entry>")]);
        let bare = ATOM.replace(page, "").replace("type=\"xhtml\"", "type=\"text\"");
        let bare = bare.replace("<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Air <br/>turun</p></div>", "Air");
        assert_eq!(
            places(&bare.replace("<content type=\"text\">Air</content>", ""), false),
            [("A-7", "<entry>".to_owned())]
        );
    }

    #[test]
    fn a19_a_document_may_be_one_entry() {
        let entry = "<entry xmlns=\"http://www.w3.org/2005/Atom\"><id>tag:a.example,2022:b</id><title>b</title>\
            <updated>2022-11-08T00:00:00Z</updated><content>c</content></entry>";
        let found: Vec<_> = judged(entry, false).findings.into_iter().map(|it| (it.rule, it.severity.word())).collect();
        assert_eq!(found, [("A-3", "error"), ("A-7", "warning")]);
    }
}
