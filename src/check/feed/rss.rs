//! The channel of RSS 2.0.
//!
//! Articles stand in `rss_item`, the parts that both share in `rss_parts`.

use roxmltree::Node;

use crate::check::feed::namespace::DC;
use crate::check::feed::report::{Report, shown};
use crate::check::feed::{
    FeedFacts, Format, atom_link, date, history, html, items, language, media, node, podcast, rss_item, rss_parts,
};

/// Elements of a channel that are there once.
const ONCE: [&str; 17] = [
    "title",
    "link",
    "description",
    "language",
    "copyright",
    "managingEditor",
    "webMaster",
    "pubDate",
    "lastBuildDate",
    "generator",
    "docs",
    "cloud",
    "ttl",
    "image",
    "rating",
    "textInput",
    "skipHours",
];
/// Others.
const MANY: [&str; 3] = ["category", "item", "skipDays"];
const MIME: &str = "application/rss+xml";

/// Judges an RSS document from its root on.
pub fn judge(root: Node, report: &mut Report) -> FeedFacts {
    version(root, report);
    let mut channels = rss_parts::named(root, "channel");
    let Some(channel) = channels.next() else {
        report.error("R-1", node::start_tag(root), "there is no <channel>", "put everything into one `<channel>`");
        return FeedFacts::default();
    };
    if let Some(second) = channels.next() {
        report.error("R-1", node::start_tag(second), "there is a second <channel>", "make a document of each");
    }
    for stray in node::elements(root).filter(|it| node::space(*it).is_empty() && it.tag_name().name() != "channel") {
        let message = format!("<{}> stands outside of the channel", stray.tag_name().name());
        report.error("R-1", node::start_tag(stray), message, "move it into the channel");
    }
    judge_channel(channel, report)
}

fn version(root: Node, report: &mut Report) {
    let help = "write `<rss version=\"2.0\">`";
    match root.attribute("version") {
        None => report.error("R-1", node::start_tag(root), "<rss> does not say its version", help),
        Some("2.0") => {}
        Some(old) if old.starts_with("0.9") => {
            let message = format!("it is RSS {old}, an ancestor of RSS 2.0");
            report.ours("R-1", node::attribute_place(root, "version"), message, help);
        }
        Some(other) => {
            let message = format!("there is no RSS of version {}", shown(other));
            report.ours("R-1", node::attribute_place(root, "version"), message, help);
        }
    }
    let space = node::space(root);
    let message = || format!("RSS has no namespace, but <rss> is in {}", shown(space));
    if space.starts_with("http://backend.userland.com/") || space.starts_with("http://blogs.law.harvard.edu/") {
        report.ours("R-1", node::start_tag(root), message(), "leave `xmlns` out");
    } else if !space.is_empty() {
        report.error("R-1", node::start_tag(root), message(), "leave `xmlns` out");
    }
}

fn judge_channel(channel: Node, report: &mut Report) -> FeedFacts {
    rss_parts::vocabulary(channel, &ONCE, &MANY, "R-2", report);
    let links = atom_link::read(channel, report);
    let home = rss_parts::value(channel, "link");
    let mut facts =
        FeedFacts { title: rss_parts::value(channel, "title").unwrap_or_default(), home, ..FeedFacts::default() };
    history::judge(channel, &links, &mut facts, report);
    essentials(channel, report);
    atom_link::judge_self(channel, &links, "R-3", MIME, report);
    atom_link::judge_alternates(&links, report);
    details(channel, report);
    image(channel, &facts, report);
    let is_podcast = podcast::is_podcast(channel);
    if is_podcast {
        podcast::judge_channel(channel, facts.self_url.as_deref(), report);
    }
    for element in node::elements(channel).filter(|it| !rss_parts::is(*it, "item")) {
        media::judge(element, report);
        if node::space(element) == DC {
            rss_parts::dublin_core(element, report);
        }
    }
    facts.items = rss_parts::named(channel, "item").map(|item| rss_item::judge(item, is_podcast, report)).collect();
    items::judge(&facts, Format::Rss, report);
    dates(channel, &facts, report);
    facts
}

/// Title, link and description.
fn essentials(channel: Node, report: &mut Report) {
    for name in ["title", "link", "description"] {
        match rss_parts::first(channel, name) {
            None => {
                let message = format!("the channel has no <{name}>");
                report.error("R-2", node::start_tag(channel), message, format!("write `<{name}>`"));
            }
            Some(element) if node::trimmed(element).is_empty() => {
                report.ours("R-2", element.range(), format!("<{name}> of the channel is empty"), "fill it");
            }
            Some(element) if name == "link" => rss_parts::link(element, report),
            Some(element) if name == "title" => {
                html::judge_plain(&node::text(element), "the title of a feed", &element.range(), report);
            }
            Some(_) => {}
        }
    }
}

fn details(channel: Node, report: &mut Report) {
    for element in node::elements(channel).filter(|it| rss_parts::is_core(*it)) {
        let text = node::trimmed(element);
        match element.tag_name().name() {
            "language" => language::judge(&text, "R-4", element.range(), report),
            "ttl" if !media::is_count(&text) || text.bytes().all(|byte| byte == b'0') => {
                let message = format!("the ttl {} is no positive number", shown(&text));
                report.error("R-7", element.range(), message, "write a number of minutes, or leave it out");
            }
            "managingEditor" | "webMaster" => rss_parts::contact(element, "R-9", report),
            "generator" | "copyright" | "category" if text.is_empty() => {
                report.advice(
                    "R-10",
                    element.range(),
                    format!("<{}> is empty", element.tag_name().name()),
                    "fill it or leave it out",
                );
            }
            "docs" => rss_parts::link(element, report),
            _ => {}
        }
    }
    if rss_parts::first(channel, "language").is_none() {
        report.house("R-4", node::start_tag(channel), "the channel has no language", "write `<language>`");
    }
}

/// The logo.
fn image(channel: Node, facts: &FeedFacts, report: &mut Report) {
    let Some(image) = rss_parts::first(channel, "image") else { return };
    rss_parts::vocabulary(image, &["url", "title", "link", "width", "height", "description"], &[], "R-8", report);
    for name in ["url", "title", "link"] {
        let Some(element) = rss_parts::first(image, name) else {
            report.error(
                "R-8",
                node::start_tag(image),
                format!("the image has no <{name}>"),
                format!("write `<{name}>`"),
            );
            continue;
        };
        let value = node::trimmed(element);
        if name != "title" {
            rss_parts::link(element, report);
        }
        let wanted = if name == "title" { Some(&facts.title) } else { facts.home.as_ref().filter(|_| name == "link") };
        if let Some(wanted) = wanted.filter(|wanted| **wanted != value) {
            let message =
                format!("the {name} of the image is {}, that of the channel {}", shown(&value), shown(wanted));
            report.ours("R-8", element.range(), message, "write the same");
        }
        let path = value.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
        if name == "url" && ![".png", ".jpg", ".jpeg", ".gif"].iter().any(|end| path.ends_with(end)) {
            let message = format!("the image {} is no PNG, JPEG or GIF by its name", shown(&value));
            report.ours("R-8", element.range(), message, "give one of these: readers know no other");
        }
    }
    for (name, most) in [("width", 144), ("height", 400)] {
        let Some(element) = rss_parts::first(image, name) else { continue };
        let value = node::trimmed(element);
        if !media::is_count(&value) || !value.parse::<u64>().is_ok_and(|size| (1..=most).contains(&size)) {
            let message = format!("the {name} of the image is {}", shown(&value));
            report.error("R-8", element.range(), message, format!("write a number from 1 to {most}, or leave it out"));
        }
    }
}

/// Dates of the channel follow from its articles, never from the clock.
fn dates(channel: Node, facts: &FeedFacts, report: &mut Report) {
    let newest = facts.items.iter().filter_map(|item| item.published).max();
    let changed = facts.items.iter().filter_map(|item| item.updated.max(item.published)).max();
    for (name, expected) in [("pubDate", newest), ("lastBuildDate", changed)] {
        let Some(element) = rss_parts::first(channel, name) else { continue };
        let found = date::rfc822(&node::text(element), "R-5", element.range(), report);
        if found.is_some() && found != expected {
            let help = match expected {
                Some(date) => format!("write `{}`", date.format("%a, %d %b %Y %H:%M:%S %z")),
                None => "leave it out: there is no article".to_owned(),
            };
            report.house("R-6", element.range(), format!("<{name}> is not that of the newest article"), help);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::feed::sample::{PODCAST, RSS, judged, places, planted};

    #[test]
    fn r1_one_channel_of_version_2() {
        planted(RSS, "<rss version=\"2.0\"", "<rss version=\"0.92\"", &[("R-1", "version=\"0.92\"")]);
        planted(RSS, "<rss version=\"2.0\"", "<rss", &[("R-1", "<rss …")]);
        planted(RSS, "</channel>", "</channel><channel/>", &[("R-1", "<channel/>")]);
        planted(RSS, "</channel>", "</channel><item/>", &[("R-1", "<item/>")]);
        let rdf = "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"/>";
        assert_eq!(places(rdf, false), [("R-1", rdf.to_owned())]);
    }

    #[test]
    fn r2_title_link_and_description() {
        planted(RSS, "<description>Berita dari teluk</description>", "", &[("R-2", "<channel>")]);
        planted(RSS, "<description>Berita dari teluk</description>", "<description/>", &[("R-2", "<description/>")]);
        planted(RSS, "<language>", "<title>Kabar</title><language>", &[("R-2", "<title>")]);
    }

    #[test]
    fn r3_one_link_to_itself() {
        let own = "<atom:link href=\"https://kabar.example/feed.xml\" rel=\"self\" type=\"application/rss+xml\"/>";
        let elsewhere = own.replace("feed.xml", "rss.xml");
        planted(RSS, own, &elsewhere, &[("R-3", &elsewhere)]);
        let untyped = own.replace(" type=\"application/rss+xml\"", "");
        planted(RSS, own, &untyped, &[("R-3", &untyped)]);
        planted(RSS, own, &[own, &untyped].concat(), &[("R-3", &untyped)]);
        planted(PODCAST, own, "", &[("R-3", "<channel>")]);
    }

    #[test]
    fn r4_the_language() {
        planted(RSS, "<language>id<", "<language>in<", &[("R-4", "<language>in</language>")]);
        planted(RSS, "<language>id</language>", "", &[("R-4", "<channel>")]);
    }

    #[test]
    fn r5_r6_dates_of_the_channel() {
        let date = "<lastBuildDate>Wed, 09 Nov 2022 08:00:00 +0800</lastBuildDate>";
        let local = "<lastBuildDate>Rabu, 9 November 2022 08.00 WITA</lastBuildDate>";
        planted(RSS, date, local, &[("R-5", local)]);
        let clock = "<lastBuildDate>Thu, 10 Nov 2022 08:00:00 +0800</lastBuildDate>";
        planted(RSS, date, clock, &[("R-6", clock)]);
    }

    #[test]
    fn r7_the_ttl() {
        planted(RSS, "<ttl>60<", "<ttl>0<", &[("R-7", "<ttl>0</ttl>")]);
        planted(RSS, "<ttl>60<", "<ttl>satu jam<", &[("R-7", "<ttl>satu jam</ttl>")]);
    }

    #[test]
    fn r8_the_logo() {
        planted(RSS, "<width>144<", "<width>1</width><width>2<", &[("R-8", "<width>")]);
        planted(RSS, "<width>144<", "<width>145<", &[("R-8", "<width>145</width>")]);
        planted(RSS, "logo.png", "logo.webp", &[("R-8", "<url>https://kabar.example/logo.webp</url>")]);
        planted(
            RSS,
            "<title>Kabar Teluk</title>\n   <link>",
            "<title>Logo</title>\n   <link>",
            &[("R-8", "<title>Logo</title>")],
        );
        planted(RSS, "<url>https://kabar.example/logo.png</url>", "", &[("R-8", "<image>")]);
    }

    #[test]
    fn r9_r10_details() {
        let editor = "<managingEditor>redaksi@kabar.example (Redaksi)</managingEditor>";
        for wrong in
            ["<managingEditor>Redaksi</managingEditor>", "<managingEditor>redaksi@kabar.example</managingEditor>"]
        {
            planted(RSS, editor, wrong, &[("R-9", wrong)]);
        }
        planted(RSS, "<generator>halaman</generator>", "<generator/>", &[("R-10", "<generator/>")]);
    }

    #[test]
    fn r23_elements_that_rss_has_not() {
        planted(RSS, "<ttl>60</ttl>", "<minutes>60</minutes>", &[("R-23", "<minutes>")]);
        planted(RSS, "<ttl>60</ttl>", "60", &[("R-23", "\n  60\n  ")]);
        let told = judged(
            &RSS.replace("pubDate>Mon", "pubdate>Mon").replace("09:00:00 +0800</pubDate", "09:00:00 +0800</pubdate"),
            false,
        );
        let helps: Vec<_> = told.findings.into_iter().map(|it| (it.rule, it.help.unwrap())).collect();
        assert_eq!(helps, [("R-11", "write `<pubDate>`".to_owned()), ("R-23", "write `<pubDate>`".to_owned())]);
    }
}
