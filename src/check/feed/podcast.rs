//! Podcasts (C-1, C-2, C-4, C-5). A feed is one as soon as its channel has an element of Apple's.
//!
//! Pictures and sound are not looked into: nothing is fetched.

use roxmltree::Node;
use uuid::{Uuid, uuid};

use crate::apple;
use crate::check::feed::address::{self, Wanted};
use crate::check::feed::namespace::{ITUNES, PODCAST};
use crate::check::feed::report::{Report, shown};
use crate::check::feed::{language, media, node, rss_parts};

/// In which ids of podcasts are made (C-4).
const GUIDS: Uuid = uuid!("ead4c236-bf58-58c6-a2c6-a6b28d128cb6");

/// Whether the channel is one of a podcast.
pub fn is_podcast(channel: Node) -> bool {
    node::elements(channel).any(|element| node::space(element) == ITUNES)
}

/// Judges the channel (C-1, C-4, C-5).
pub fn judge_channel(channel: Node, self_url: Option<&str>, report: &mut Report) {
    let help = "Apple takes no podcast without it";
    for name in ["image", "category", "explicit"] {
        if node::first(channel, ITUNES, name).is_none() {
            report.ours("C-1", node::start_tag(channel), format!("the podcast has no `itunes:{name}`"), help);
        }
    }
    if node::value(channel, "", "language").is_none() {
        report.ours("C-1", node::start_tag(channel), "the podcast has no `language`", help);
    }
    for name in ["author", "owner", "type"] {
        if node::first(channel, ITUNES, name).is_none() {
            let message = format!("the podcast has no `itunes:{name}`");
            report.advice("C-1", node::start_tag(channel), message, "Apple shows it, or sorts by it");
        }
    }
    if node::value(channel, "", "copyright").is_none() {
        report.advice("C-1", node::start_tag(channel), "the podcast has no `copyright`", "say whose it is");
    }
    repeated(channel, "C-1", report);
    for element in node::elements(channel) {
        match (node::space(element), element.tag_name().name()) {
            (ITUNES, "category") => category(element, report),
            (ITUNES, "owner") => owner(element, report),
            (ITUNES, "duration") => report.error(
                "C-2",
                element.range(),
                "a podcast as a whole has a duration",
                "write it into the episodes",
            ),
            (ITUNES, "type") => word(element, "C-1", &["episodic", "serial"], report),
            (ITUNES, name) => shared(element, name, "C-1", report),
            (PODCAST, "guid") => guid(element, self_url, report),
            (PODCAST, name) => extension(element, name, report),
            _ => {}
        }
    }
}

/// Judges an episode (C-2, C-5).
pub fn judge_item(item: Node, is_podcast: bool, report: &mut Report) {
    if is_podcast {
        episode(item, report);
    }
    repeated(item, "C-2", report);
    for element in node::elements(item) {
        match (node::space(element), element.tag_name().name()) {
            (ITUNES, "duration") => duration(element, report),
            (ITUNES, "episodeType") => word(element, "C-2", &["full", "trailer", "bonus"], report),
            (ITUNES, "episode" | "season") => positive(element, report),
            (ITUNES, name) => shared(element, name, "C-2", report),
            (PODCAST, name) => extension(element, name, report),
            _ => {}
        }
    }
}

/// Elements of Apple's that are there once.
fn repeated(holder: Node, rule: &'static str, report: &mut Report) {
    let mut seen: Vec<&str> = Vec::new();
    for element in node::elements(holder).filter(|element| node::space(*element) == ITUNES) {
        let name = element.tag_name().name();
        if seen.contains(&name) {
            report.error(rule, element.range(), format!("a second <{}>", node::written(element)), "keep one");
        } else if name != "category" && seen.len() < 50 {
            seen.push(name);
        }
    }
}

fn owner(element: Node, report: &mut Report) {
    if let Some(email) =
        node::first(element, ITUNES, "email").filter(|email| !rss_parts::is_mail(&node::trimmed(*email)))
    {
        let message = format!("{} is no e-mail address", shown(&node::trimmed(email)));
        report.error("C-1", email.range(), message, "write the address alone, or leave it out");
    }
}

fn episode(item: Node, report: &mut Report) {
    let at = node::start_tag(item);
    if node::named(item, "", "enclosure").count() != 1 {
        report.ours("C-2", at.clone(), "an episode does not have exactly one file", "write one `enclosure`");
    }
    for name in ["title", "guid", "pubDate"] {
        if node::value(item, "", name).is_none() {
            report.ours("C-2", at.clone(), format!("an episode has no `{name}`"), format!("write `{name}`"));
        }
    }
    if node::first(item, ITUNES, "duration").is_none() {
        report.advice("C-2", at, "an episode does not say how long it is", "write `itunes:duration` in seconds");
    }
}

/// Elements that podcasts and episodes both have.
fn shared(element: Node, name: &str, rule: &'static str, report: &mut Report) {
    match name {
        "explicit" => explicit(element, rule, report),
        "image" => image(element, rule, report),
        "block" | "complete" => word(element, rule, &["yes", "no"], report),
        "new-feed-url" => {
            address::judge(
                &node::trimmed(element),
                "the new address of the podcast",
                Wanted::Uri,
                element.range(),
                report,
            );
        }
        _ => {}
    }
}

fn explicit(element: Node, rule: &'static str, report: &mut Report) {
    let value = node::trimmed(element);
    let help = "write `true` or `false`";
    if !matches!(value.to_ascii_lowercase().as_str(), "true" | "false" | "yes" | "no" | "clean" | "explicit") {
        report.error(rule, element.range(), format!("`itunes:explicit` is {}", shown(&value)), help);
    } else if !matches!(value.as_str(), "true" | "false") {
        report.ours(rule, element.range(), format!("`itunes:explicit` is {}, an old form", shown(&value)), help);
    }
}

fn image(element: Node, rule: &'static str, report: &mut Report) {
    let Some(href) = element.attribute("href") else {
        report.error(
            rule,
            element.range(),
            "the picture of the podcast has no `href`",
            "write its address into `href`",
        );
        return;
    };
    let at = node::attribute_place(element, "href");
    address::judge(href, "the picture of the podcast", Wanted::Uri, at.clone(), report);
    let path = href.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    if ![".jpg", ".jpeg", ".png"].iter().any(|end| path.ends_with(end)) {
        let message = format!("the picture {} is neither JPEG nor PNG by its name", shown(href));
        report.ours(rule, at, message, "give a square JPEG or PNG of 1400 to 3000 pixels");
    }
}

fn category(element: Node, report: &mut Report) {
    let at = node::start_tag(element);
    let Some(name) = element.attribute("text") else {
        report.error("C-1", at, "a category has no `text`", "write its name into `text`");
        return;
    };
    if !apple::is_category(name, None) {
        let message = format!("Apple has no category {}", shown(name));
        report.error("C-1", at, message, "take one of Apple's list, in English, for instance `News`");
        return;
    }
    for inner in node::named(element, ITUNES, "category") {
        let sub = inner.attribute("text").unwrap_or_default();
        if !apple::is_category(name, Some(sub)) {
            let message = format!("Apple's category {} has no {}", shown(name), shown(sub));
            report.error(
                "C-1",
                node::start_tag(inner),
                message,
                "take one of Apple's list, for instance `Daily News` in `News`",
            );
        }
    }
}

fn word(element: Node, rule: &'static str, allowed: &[&str], report: &mut Report) {
    let value = node::trimmed(element);
    if !allowed.contains(&value.to_ascii_lowercase().as_str()) {
        let message = format!("<{}> is {}", node::written(element), shown(&value));
        report.error(rule, element.range(), message, format!("write {}", allowed.join(" or ")));
    }
}

fn positive(element: Node, report: &mut Report) {
    let value = node::trimmed(element);
    if !media::is_count(&value) || value.bytes().all(|byte| byte == b'0') {
        let message = format!("<{}> is {}, no positive number", node::written(element), shown(&value));
        report.error("C-2", element.range(), message, "write a whole number from 1 on");
    }
}

fn duration(element: Node, report: &mut Report) {
    let value = node::trimmed(element);
    let parts: Vec<&str> = value.split(':').collect();
    let fits = |part: &str| part.len() == 1 || (part.len() == 2 && part < "60");
    let is_clock =
        parts.len() <= 3 && parts.iter().all(|part| media::is_count(part)) && parts[1..].iter().all(|part| fits(part));
    if !is_clock {
        let message = format!("{} is no duration", shown(&value));
        report.error("C-2", element.range(), message, "write the number of seconds");
    } else if parts.len() > 1 {
        report.house(
            "C-2",
            element.range(),
            format!("the duration {} is not in seconds", shown(&value)),
            "write the number of seconds",
        );
    }
}

/// The id of the podcast (C-4). It outlives a move, so that of somebody else need not fit the address.
fn guid(element: Node, self_url: Option<&str>, report: &mut Report) {
    let value = node::text(element);
    let Ok(id) = Uuid::parse_str(value.trim()) else {
        report.error(
            "C-4",
            element.range(),
            format!("{} is no UUID", shown(&value)),
            "make a UUID of version 5 of the feed's address",
        );
        return;
    };
    let Some(url) = self_url.filter(|_| report.own) else { return };
    let bare = url.split_once("://").map_or(url, |(_, rest)| rest).trim_end_matches('/');
    let right = Uuid::new_v5(&GUIDS, bare.as_bytes());
    if id != right {
        let message = format!("the id of the podcast is {id}, but that of {} is {right}", shown(url));
        report.house("C-4", element.range(), message, format!("write `{right}`"));
    }
}

/// Other elements of the podcast namespace (C-5).
fn extension(element: Node, name: &str, report: &mut Report) {
    let required: &[&str] = match name {
        "transcript" | "chapters" => &["url", "type"],
        "locked" => return word(element, "C-5", &["yes", "no"], report),
        "person" | "license" if node::trimmed(element).is_empty() => {
            report.error("C-5", element.range(), format!("<{}> is empty", node::written(element)), "say who or which");
            return;
        }
        _ => return,
    };
    for attribute in required.iter().filter(|attribute| !element.has_attribute(**attribute)) {
        let message = format!("<{}> has no `{attribute}`", node::written(element));
        report.error("C-5", element.range(), message, format!("add `{attribute}`"));
    }
    if let Some(url) = element.attribute("url") {
        address::judge(
            url,
            &format!("<{}>", node::written(element)),
            Wanted::Uri,
            node::attribute_place(element, "url"),
            report,
        );
    }
    if let Some(kind) = element.attribute("type") {
        media::mime(kind, "C-5", node::attribute_place(element, "type"), report);
    }
    if let Some(tag) = element.attribute("language") {
        language::judge(tag, "C-5", node::attribute_place(element, "language"), report);
    }
    if name == "chapters" && element.attribute("type").is_some_and(|kind| kind != "application/json+chapters") {
        let help = "write `type=\"application/json+chapters\"`";
        report.ours(
            "C-5",
            node::attribute_place(element, "type"),
            "the chapters are not in the form that players read",
            help,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::feed::sample::{PODCAST, places, planted};

    #[test]
    fn c4_the_test_vector() {
        let id = Uuid::new_v5(&GUIDS, b"mp3s.nashownotes.com/pc20rss.xml");
        assert_eq!(id.to_string(), "917393e3-1b1e-5cef-ace4-edaa54e1f810");
    }

    #[test]
    fn c1_what_apple_asks_of_a_podcast() {
        for part in [
            "<itunes:explicit>false</itunes:explicit>",
            "<itunes:type>episodic</itunes:type>",
            "<copyright>Kabar Teluk</copyright>",
        ] {
            planted(PODCAST, part, "", &[("C-1", "<channel>")]);
        }
        planted(PODCAST, "<language>id</language>", "", &[("R-4", "<channel>"), ("C-1", "<channel>")]);
        planted(PODCAST, "text=\"News\"", "text=\"Berita\"", &[("C-1", "<itunes:category text=\"Berita\">")]);
        planted(PODCAST, "text=\"Daily News\"", "text=\"Soccer\"", &[("C-1", "<itunes:category text=\"Soccer\"/>")]);
        planted(PODCAST, "explicit>false<", "explicit>no<", &[("C-1", "<itunes:explicit>no</itunes:explicit>")]);
        planted(PODCAST, "sampul.jpg", "sampul.webp", &[("C-1", "href=\"https://kabar.example/sampul.webp\"")]);
        planted(
            PODCAST,
            "<itunes:type>episodic",
            "<itunes:type>harian",
            &[("C-1", "<itunes:type>harian</itunes:type>")],
        );
    }

    #[test]
    fn c2_episodes() {
        let file = "<enclosure url=\"https://kabar.example/1.mp3\" length=\"12\" type=\"audio/mpeg\"/>";
        planted(PODCAST, file, "", &[("C-2", "<item>")]);
        planted(PODCAST, "<itunes:duration>610</itunes:duration>", "", &[("C-2", "<item>")]);
        planted(PODCAST, ">610<", ">10:10<", &[("C-2", "<itunes:duration>10:10</itunes:duration>")]);
        planted(PODCAST, ">610<", ">10 menit<", &[("C-2", "<itunes:duration>10 menit</itunes:duration>")]);
        planted(PODCAST, "<itunes:episode>1<", "<itunes:episode>0<", &[("C-2", "<itunes:episode>0</itunes:episode>")]);
        planted(PODCAST, ">full<", ">penuh<", &[("C-2", "<itunes:episodeType>penuh</itunes:episodeType>")]);
    }

    #[test]
    fn c4_the_id_is_that_of_the_address() {
        planted(
            PODCAST,
            "22e24222-",
            "22e24223-",
            &[("C-4", "<podcast:guid>22e24223-fcbf-5d20-89ff-e02c2f160a7d</podcast:guid>")],
        );
        planted(
            PODCAST,
            "22e24222-fcbf-5d20-89ff-e02c2f160a7d",
            "siniar",
            &[("C-4", "<podcast:guid>siniar</podcast:guid>")],
        );
        let moved = PODCAST.replace("22e24222-", "22e24223-");
        assert_eq!(places(&moved, false), []);
    }

    #[test]
    fn c5_elements_of_the_podcast_index() {
        planted(PODCAST, " type=\"text/vtt\"", "", &[("C-5", "<podcast:transcript …")]);
        planted(PODCAST, "application/json+chapters", "application/json", &[("C-5", "type=\"application/json\"")]);
        planted(PODCAST, ">yes<", ">ya<", &[("C-5", "<podcast:locked>ya</podcast:locked>")]);
        planted(PODCAST, "<podcast:locked>yes</podcast:locked>", "<podcast:person/>", &[("C-5", "<podcast:person/>")]);
    }
}
