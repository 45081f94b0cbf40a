//! An article of RSS 2.0.

use roxmltree::Node;

use crate::check::feed::address::{self, Fault, Wanted};
use crate::check::feed::namespace::{CONTENT, DC, DCTERMS};
use crate::check::feed::report::{Report, shown};
use crate::check::feed::{ItemFacts, atom_link, date, history, html, media, node, podcast, rss_parts};

/// Elements of an article that are there once.
const ONCE: [&str; 8] = ["title", "link", "description", "author", "comments", "guid", "pubDate", "source"];
/// Others.
const MANY: [&str; 2] = ["category", "enclosure"];

/// Judges an article.
pub fn judge(item: Node, is_podcast: bool, report: &mut Report) -> ItemFacts {
    rss_parts::vocabulary(item, &ONCE, &MANY, "R-11", report);
    essentials(item, report);
    for element in node::elements(item) {
        match (node::space(element), element.tag_name().name()) {
            (CONTENT, "encoded") => html::judge(&node::text(element), Wanted::Uri, &element.range(), report),
            (DC, "creator") => creator(element, report),
            (DC, _) => rss_parts::dublin_core(element, report),
            (_, name) if rss_parts::is_core(element) => core(element, name, report),
            _ => {}
        }
    }
    order(item, report);
    authors(item, report);
    enclosures(item, report);
    let links = atom_link::read(item, report);
    atom_link::judge_alternates(&links, report);
    history::judge_item(item, &links, report);
    media::judge(item, report);
    podcast::judge_item(item, is_podcast, report);
    facts(item, report)
}

fn facts(item: Node, report: &mut Report) -> ItemFacts {
    let text = |name: &str| rss_parts::value(item, name);
    let published = rss_parts::first(item, "pubDate");
    let published = published.and_then(|it| date::rfc822(&node::text(it), "R-5", it.range(), report));
    let modified = node::first(item, DCTERMS, "modified");
    let updated = modified.and_then(|it| date::w3c(&node::text(it), "R-20", it.range(), report));
    if let (Some(element), Some(true)) =
        (modified, updated.zip(published).map(|(updated, published)| updated < published))
    {
        report.ours(
            "R-20",
            element.range(),
            "the article was changed before it was published",
            "mend one of the dates",
        );
    }
    let guid = rss_parts::first(item, "guid");
    let permalink = guid.filter(|guid| guid.attribute("isPermaLink") != Some("false")).map(node::trimmed);
    ItemFacts {
        id: text("guid").unwrap_or_default(),
        url: text("link").or(permalink).filter(|url| !url.is_empty()),
        title: text("title").unwrap_or_default(),
        published,
        updated,
        at: item.range(),
    }
}

fn essentials(item: Node, report: &mut Report) {
    let at = node::start_tag(item);
    let has = |name: &str| rss_parts::value(item, name).is_some();
    if !has("title") && !has("description") {
        let is_written = rss_parts::first(item, "title").or_else(|| rss_parts::first(item, "description")).is_some();
        let (message, help) = ("an article has neither title nor description", "write both");
        if is_written {
            report.ours("R-11", at, message, help);
        } else {
            report.error("R-11", at, message, help);
        }
        return;
    }
    let is_linked = has("link")
        || rss_parts::first(item, "guid").is_some_and(|guid| guid.attribute("isPermaLink") != Some("false"));
    for name in ["title", "link", "guid", "pubDate", "description"] {
        // The summary of an article that has no text is left empty.
        if rss_parts::first(item, name).is_some_and(|_| name == "description") || has(name) {
            continue;
        }
        let message = format!("an article has no <{name}>");
        let help = format!("write `<{name}>`");
        if name == "guid" || name == "pubDate" || (name == "link" && !is_linked) {
            report.ours("R-11", at.clone(), message, help);
        } else {
            report.house("R-11", at.clone(), message, help);
        }
    }
}

fn core(element: Node, name: &str, report: &mut Report) {
    match name {
        "title" => html::judge_plain(&node::text(element), "the title of an article", &element.range(), report),
        "description" => description(element, report),
        "link" | "comments" => rss_parts::link(element, report),
        "guid" => guid(element, report),
        "category" => category(element, report),
        "author" => rss_parts::contact(element, "R-16", report),
        "source" => source(element, report),
        _ => {}
    }
}

/// A summary is plain text; in feeds of others it may be the whole text.
fn description(element: Node, report: &mut Report) {
    let text = node::text(element);
    if node::elements(element).next().is_some() {
        report.error("R-11", element.range(), "the description holds elements", "escape the HTML once: `&lt;p&gt;`");
        return;
    }
    let has_whole = element.parent_element().is_some_and(|item| node::first(item, CONTENT, "encoded").is_some());
    if report.own && has_whole {
        if let Some(tag) = html::tag_in(&text) {
            let message = format!("the summary is plain text, but holds {}", shown(tag));
            report.house("R-14", element.range(), message, "write the text without markup");
        }
    } else {
        html::judge(&text, Wanted::Uri, &element.range(), report);
    }
}

fn guid(guid: Node, report: &mut Report) {
    let id = node::trimmed(guid);
    let at = guid.range();
    let help = "write `isPermaLink=\"false\"`, or the address of the article";
    if let Some(other) = guid.attributes().find(|it| it.name() != "isPermaLink") {
        report.error(
            "R-12",
            other.range(),
            format!("<guid> has no attribute `{}`", other.name()),
            "write `isPermaLink`",
        );
    }
    if id.is_empty() {
        let is_free = guid.attribute("isPermaLink") == Some("false");
        let message = "the guid is empty";
        if is_free {
            report.ours("R-12", at, message, help);
        } else {
            report.error("R-12", at, message, help);
        }
        return;
    }
    match guid.attribute("isPermaLink") {
        Some("false") => {}
        None | Some("true") => match address::fault(&id) {
            None | Some(Fault::Scheme) if address::scheme(&id).is_some_and(|it| it.starts_with("http")) => {}
            _ => report.error(
                "R-12",
                at,
                format!("the guid {} says that it is an address, and is none", shown(&id)),
                help,
            ),
        },
        Some(other) => report.error("R-12", at, format!("isPermaLink is {}", shown(other)), "write `true` or `false`"),
    }
    if id != node::text(guid) {
        report.house(
            "R-12",
            guid.range(),
            "blanks stand around the guid",
            "leave them out: readers compare it as it is",
        );
    }
}

fn category(element: Node, report: &mut Report) {
    html::judge_plain(&node::text(element), "a category", &element.range(), report);
    if node::trimmed(element).is_empty() {
        report.ours("R-17", element.range(), "a category is empty", "leave it out");
    }
    if element.has_attribute("domain") {
        let message = "a category has a `domain`";
        report.house(
            "R-17",
            node::attribute_place(element, "domain"),
            message,
            "leave it out: some programs then read no text",
        );
    }
}

fn source(element: Node, report: &mut Report) {
    match element.attribute("url") {
        Some(url) => {
            address::judge(url, "the source", Wanted::Uri, node::attribute_place(element, "url"), report);
        }
        None => report.error(
            "R-19",
            element.range(),
            "<source> has no `url`",
            "write the address of the feed that it came from",
        ),
    }
}

/// The summary stands before the whole text, since some readers take the last one.
fn order(item: Node, report: &mut Report) {
    let mut texts =
        node::elements(item).filter(|it| rss_parts::is(*it, "description") || node::is(*it, CONTENT, "encoded"));
    let (Some(first), Some(second)) = (texts.next(), texts.next()) else { return };
    if node::is(first, CONTENT, "encoded") && rss_parts::is(second, "description") {
        report.ours("R-14", second.range(), "the description stands after `content:encoded`", "write it before");
    }
    if let Some(third) = texts.find(|it| node::is(*it, CONTENT, "encoded")) {
        report.error("R-14", third.range(), "a second `content:encoded`", "keep one");
    }
}

fn creator(element: Node, report: &mut Report) {
    html::judge_plain(&node::text(element), "a name", &element.range(), report);
    if node::trimmed(element).is_empty() {
        report.ours("R-16", element.range(), "an author has no name", "leave `dc:creator` out");
    }
}

fn authors(item: Node, report: &mut Report) {
    let both = rss_parts::first(item, "author").filter(|_| node::first(item, DC, "creator").is_some());
    if let Some(author) = both {
        report.ours("R-16", author.range(), "`author` stands beside `dc:creator`", "keep `dc:creator`");
    }
}

/// What readers offer for download or play.
fn enclosures(item: Node, report: &mut Report) {
    if let Some(second) = rss_parts::named(item, "enclosure").nth(1) {
        report.ours("R-18", second.range(), "a second enclosure", "keep one: readers take the first or the last");
    }
    for enclosure in rss_parts::named(item, "enclosure") {
        for name in ["url", "length", "type"] {
            let at = node::attribute_place(enclosure, name);
            match (name, enclosure.attribute(name)) {
                (_, None) => {
                    report.error("R-18", at, format!("an enclosure has no `{name}`"), format!("write `{name}`"));
                }
                ("url", Some(url)) => {
                    address::judge(url, "the enclosure", Wanted::Uri, at, report);
                }
                ("length", Some(length)) if !media::is_count(length) => {
                    let message = format!("the length of an enclosure is {}", shown(length));
                    report.error("R-18", at, message, "write the size of the file in bytes, 0 if it is not known");
                }
                ("type", Some(kind)) => media::mime(kind, "R-18", at, report),
                _ => {}
            }
        }
        if enclosure.attribute("type").is_some_and(|kind| kind.starts_with("image/")) {
            let message = "a picture is an enclosure: readers offer it as a download";
            report.ours("M-4", enclosure.range(), message, "use `media:content`");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::feed::sample::{RSS, planted};

    const ITEM: &str = "<item>";

    #[test]
    fn r11_what_an_article_has() {
        planted(RSS, "<title>Banjir surut</title>", "", &[("R-11", ITEM)]);
        planted(RSS, "<pubDate>Mon, 07 Nov 2022 09:00:00 +0800</pubDate>", "", &[("R-11", ITEM)]);
        planted(RSS, "<description>Air turun</description>", "", &[("R-11", ITEM)]);
        planted(RSS, "<guid isPermaLink=\"false\">banjir</guid>", "", &[("R-11", ITEM)]);
        planted(RSS, "Air turun", "<p>Air turun</p>", &[("R-11", "<description><p>Air turun</p></description>")]);
    }

    #[test]
    fn r12_guids() {
        planted(RSS, "<guid isPermaLink=\"false\">", "<guid>", &[("R-12", "<guid>banjir</guid>")]);
        planted(
            RSS,
            "<guid isPermaLink=\"false\">",
            "<guid isPermaLink=\"no\">",
            &[("R-12", "<guid isPermaLink=\"no\">banjir</guid>")],
        );
        planted(
            RSS,
            ">banjir</guid>",
            ">https://kabar.example/cabai/</guid>",
            &[("R-12", "<item>\n   <title>Banjir…")],
        );
        planted(RSS, ">banjir</guid>", "> banjir</guid>", &[("R-12", "<guid isPermaLink=\"false\"> banjir</guid>")]);
    }

    #[test]
    fn r13_the_link_is_an_address() {
        planted(
            RSS,
            "<link>https://kabar.example/banjir/</link>",
            "<link>banjir</link>",
            &[("X-7", "<link>banjir</link>")],
        );
    }

    #[test]
    fn r14_the_summary_stands_first() {
        let summary = "<description>Pedagang mengeluh</description>";
        let late = format!("<dc:creator>Siti</dc:creator>{summary}");
        let text = RSS.replace(summary, "");
        planted(&text, "<dc:creator>Siti</dc:creator>", &late, &[("R-14", summary)]);
        planted(
            RSS,
            "Pedagang mengeluh",
            "&lt;b&gt;Pedagang&lt;/b&gt;",
            &[("R-14", "<description>&lt;b&gt;Pedagang&lt;/b&gt;</description>")],
        );
    }

    #[test]
    fn r16_authors() {
        let both = "<dc:creator>Siti</dc:creator><author>siti@kabar.example (Siti)</author>";
        planted(RSS, "<dc:creator>Siti</dc:creator>", both, &[("R-16", "<author>siti@kabar.example (Siti)</author>")]);
        planted(RSS, "<dc:creator>Siti</dc:creator>", "<dc:creator/>", &[("R-16", "<dc:creator/>")]);
    }

    #[test]
    fn r17_categories() {
        planted(RSS, "<category>Ekonomi", "<category domain=\"x\">Ekonomi", &[("R-17", "domain=\"x\"")]);
        planted(RSS, "<category>Ekonomi</category>", "<category/>", &[("R-17", "<category/>")]);
    }

    #[test]
    fn r18_m4_enclosures() {
        let good = "<enclosure url=\"https://kabar.example/a.mp3\" length=\"12\" type=\"audio/mpeg\"/>";
        let cases =
            [(" length=\"12\"", "", ""), ("12", "12 MB", "length=\"12 MB\""), ("audio/mpeg", "mp3", "type=\"mp3\"")];
        for (from, to, place) in cases {
            let wrong = good.replace(from, to);
            planted(RSS, good, &wrong, &[("R-18", if place.is_empty() { &wrong } else { place })]);
        }
        planted(RSS, good, &[good, good].concat(), &[("R-18", good)]);
        let picture = good.replace("audio/mpeg", "image/jpeg");
        planted(RSS, good, &picture, &[("M-4", &picture)]);
    }

    #[test]
    fn r19_sources() {
        planted(
            RSS,
            "<source url=\"https://lain.example/feed.xml\">",
            "<source>",
            &[("R-19", "<source>Lain</source>")],
        );
    }

    #[test]
    fn r20_changes() {
        let good = "<dcterms:modified>2022-11-09T08:00:00+08:00</dcterms:modified>";
        let date = "<dcterms:modified>2022-11-09</dcterms:modified>";
        planted(RSS, good, date, &[("R-6", "<lastBuildDate>…"), ("R-20", date)]);
        let early = "<dcterms:modified>2022-11-07T08:00:00+08:00</dcterms:modified>";
        planted(RSS, good, early, &[("R-6", "<lastBuildDate>…"), ("R-20", early)]);
    }
}
