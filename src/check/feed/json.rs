//! JSON Feed 1.1: the feed (J-1 to J-3, J-9 to J-11).
//!
//! Items stand in `json_item`, places in `json_tree`.

use std::ops::Range;

use crate::check::feed::address::{self, Wanted};
use crate::check::feed::json_tree::{self, Json, Place};
use crate::check::feed::report::{Report, shown};
use crate::check::feed::{FeedFacts, Format, html, items, json_item, language, links};

const VERSION: &str = "https://jsonfeed.org/version/1.1";
const OLD_VERSION: &str = "https://jsonfeed.org/version/1";
/// The members in the order that ours have (J-11).
const MEMBERS: [&str; 15] = [
    "version",
    "title",
    "home_page_url",
    "feed_url",
    "next_url",
    "description",
    "user_comment",
    "icon",
    "favicon",
    "authors",
    "author",
    "language",
    "expired",
    "hubs",
    "items",
];

/// Judges a JSON Feed.
pub fn judge(text: &str, report: &mut Report) -> Option<FeedFacts> {
    let tree = parsed(text, report)?;
    if !matches!(tree.value, Json::Map(_)) {
        report.error("J-1", 0..1, format!("a feed is an object, not {}", tree.kind()), "put everything into `{…}`");
        return None;
    }
    version(&tree, report);
    members(&tree, &MEMBERS, "the feed", report);
    shape(text, report);
    let link = |name: &str| tree.get(name).and_then(Place::text).map(str::to_owned);
    let mut facts = FeedFacts {
        title: link("title").unwrap_or_default(),
        self_url: link("feed_url"),
        home: link("home_page_url"),
        next_page: link("next_url"),
        ..FeedFacts::default()
    };
    about(&tree, &facts, report);
    authors(&tree, "the feed", report);
    facts.hubs = hubs(&tree, report);
    if let Some(list) = list(&tree, "items", "J-5", report) {
        facts.items = list.iter().map(|item| json_item::judge(item, report)).collect();
    } else if tree.get("items").is_none() {
        report.error("J-5", start(&tree), "the feed has no `items`", "write `\"items\": []` if there are none");
    }
    items::judge(&facts, Format::Json, report);
    links::of_json(&tree, report);
    Some(facts)
}

fn parsed(text: &str, report: &mut Report) -> Option<Place> {
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(_) => json_tree::read(text),
        Err(error) => {
            let before: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
            let mut at = (before + error.column().saturating_sub(1)).min(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            let told = error.to_string();
            let reason = told.split(" at line ").next().unwrap_or(&told);
            let end = at + text[at..].chars().next().map_or(0, char::len_utf8);
            report.error(
                "J-1",
                at..end,
                format!("it is no JSON: {reason}"),
                "write it with a program that writes JSON",
            );
            None
        }
    }
}

/// The bracket that opens a value: what to point at when something is missing in it.
pub fn start(place: &Place) -> Range<usize> {
    place.at.start..place.at.start + 1
}

fn version(tree: &Place, report: &mut Report) {
    let help = format!("write `\"version\": \"{VERSION}\"` first");
    match tree.get("version").map(|place| (place.text(), place.at.clone())) {
        None => report.error("J-1", start(tree), "the feed does not say its version", help),
        Some((Some(VERSION), at)) => {
            if tree.members().first().is_some_and(|(name, ..)| name != "version") {
                report.house("J-1", at, "`version` is not the first member", help);
            }
        }
        Some((Some(OLD_VERSION), at)) => report.ours("J-1", at, "it is JSON Feed 1.0", help),
        Some((_, at)) => report.error("J-1", at, "it is no version of JSON Feed", help),
    }
}

/// Members that the format has, in our order if the feed is ours (J-10, J-11).
pub fn members(place: &Place, known: &[&str], what: &str, report: &mut Report) {
    let mut last = 0;
    let mut seen: Vec<&str> = Vec::new();
    for (name, at, _) in place.members() {
        if seen.len() < 100 && seen.contains(&name.as_str()) {
            report.error(
                "J-11",
                at.clone(),
                format!("a second member `{name}` in {what}"),
                "keep one: readers take the last",
            );
        }
        seen.push(name);
        if let Some(own) = name.strip_prefix('_') {
            if own.contains('.') {
                report.error("J-10", at.clone(), format!("the name {} has a dot", shown(name)), "leave the dot out");
            }
        } else if let Some(index) = known.iter().position(|own| own == name) {
            if index < last {
                report.house(
                    "J-11",
                    at.clone(),
                    format!("`{name}` stands too late in {what}"),
                    format!("the order is {}", known.join(", ")),
                );
            }
            last = last.max(index);
        } else {
            let message = format!("JSON Feed has no member {} in {what}", shown(name));
            report.ours("J-10", at.clone(), message, "begin names of your own with `_`");
        }
    }
}

/// Line ends and blanks of our own writer (J-11).
fn shape(text: &str, report: &mut Report) {
    let found =
        text.match_indices([' ', '\t', '\r']).find(|(at, _)| matches!(text.as_bytes().get(at + 1), None | Some(b'\n')));
    if let Some((at, _)) = found {
        report.house("J-11", at..at + 1, "a line ends in blanks", "end it with a line feed alone");
    }
}

fn about(tree: &Place, facts: &FeedFacts, report: &mut Report) {
    match string(tree, "title", "J-2", report) {
        Some(title) if !title.trim().is_empty() => {
            html::judge_plain(
                title,
                "the title of a feed",
                &tree.get("title").map_or(0..0, |it| it.at.clone()),
                report,
            );
        }
        Some(_) => report.ours("J-2", start(tree), "the title is empty", "write one"),
        None if tree.get("title").is_none() => report.error("J-2", start(tree), "the feed has no `title`", "write one"),
        None => {}
    }
    for name in ["home_page_url", "feed_url"] {
        if url(tree, name, "J-2", report).is_none() && tree.get(name).is_none() {
            report.ours("J-2", start(tree), format!("the feed has no `{name}`"), format!("write `{name}`"));
        }
    }
    for name in ["icon", "favicon"] {
        url(tree, name, "J-2", report);
    }
    string(tree, "description", "J-2", report);
    string(tree, "user_comment", "J-2", report);
    if let Some(tag) = string(tree, "language", "J-2", report) {
        language::judge(tag, "J-2", tree.get("language").map_or(0..0, |it| it.at.clone()), report);
    }
    let own =
        tree.get("feed_url").filter(|place| report.url.is_some_and(|url| place.text().is_some_and(|own| own != url)));
    if let (Some(place), Some(url)) = (own, report.url) {
        let message =
            format!("`feed_url` is {}, but the feed is at {}", shown(place.text().unwrap_or_default()), shown(url));
        report.ours("J-2", place.at.clone(), message, format!("write `{url}`"));
    }
    url(tree, "next_url", "J-9", report);
    if let Some(next) = tree.get("next_url").filter(|_| facts.next_page.is_some() && facts.next_page == facts.self_url)
    {
        report.error(
            "J-9",
            next.at.clone(),
            "`next_url` leads to the feed itself",
            "leave it out when nothing follows",
        );
    }
    if let Some(expired) = tree.get("expired").filter(|it| !matches!(it.value, Json::Truth(_))) {
        report.error("J-9", expired.at.clone(), format!("`expired` is {}", expired.kind()), "write `true` or `false`");
    }
}

/// `authors` of the feed or an item (J-3).
pub fn authors(place: &Place, what: &str, report: &mut Report) {
    if let Some(author) = place.get("author") {
        report.ours(
            "J-3",
            author.at.clone(),
            format!("`author` of {what} is the old form"),
            "write `authors`, an array",
        );
    }
    let Some(authors) = list(place, "authors", "J-3", report) else {
        if place.get("authors").is_none() {
            report.house(
                "J-3",
                start(place),
                format!("{what} has no `authors`"),
                "write them on every item: some readers do not inherit",
            );
        }
        return;
    };
    if authors.is_empty() {
        report.ours(
            "J-3",
            place.get("authors").map_or(0..0, |it| it.at.clone()),
            format!("`authors` of {what} is empty"),
            "leave it out",
        );
    }
    for author in authors {
        let named = ["name", "url", "avatar"].iter().filter(|name| author.get(name).is_some()).count();
        if !matches!(author.value, Json::Map(_)) || named == 0 {
            report.error("J-3", author.at.clone(), format!("an author of {what} has no name"), "write `{\"name\": …}`");
            continue;
        }
        string(author, "name", "J-3", report);
        url(author, "url", "J-3", report);
        url(author, "avatar", "J-3", report);
    }
}

/// Hubs of `WebSub` and others (J-9, W-1).
fn hubs(tree: &Place, report: &mut Report) -> Vec<String> {
    let mut found = Vec::new();
    for hub in list(tree, "hubs", "J-9", report).unwrap_or_default() {
        for name in ["type", "url"] {
            if hub.get(name).is_none() {
                report.error(
                    "J-9",
                    hub.at.clone(),
                    format!("a hub has no `{name}`"),
                    "write `{\"type\": \"WebSub\", \"url\": …}`",
                );
            }
        }
        string(hub, "type", "J-9", report);
        if let Some(url) = url(hub, "url", "J-9", report) {
            found.push(url.to_owned());
        }
    }
    if !found.is_empty() && tree.get("feed_url").is_none() {
        report.error("W-1", start(tree), "there is a hub, and no `feed_url` to subscribe to", "write `feed_url`");
    }
    found
}

/// A member that must be a string.
pub fn string<'p>(place: &'p Place, name: &str, rule: &'static str, report: &mut Report) -> Option<&'p str> {
    let member = place.get(name)?;
    if member.text().is_none() {
        report.error(
            rule,
            member.at.clone(),
            format!("`{name}` is {}, not a string", member.kind()),
            "write it in quotes, or leave it out",
        );
    }
    member.text()
}

/// A member that must be an address.
pub fn url<'p>(place: &'p Place, name: &str, rule: &'static str, report: &mut Report) -> Option<&'p str> {
    let url = string(place, name, rule, report)?;
    let at = place.get(name).map_or(0..0, |it| it.at.clone());
    address::judge(url, &format!("`{name}`"), Wanted::Uri, at, report);
    Some(url)
}

/// A member that must be a list.
pub fn list<'p>(place: &'p Place, name: &str, rule: &'static str, report: &mut Report) -> Option<&'p [Place]> {
    let member = place.get(name)?;
    if member.list().is_none() {
        report.error(rule, member.at.clone(), format!("`{name}` is {}, not an array", member.kind()), "write `[…]`");
    }
    member.list()
}

#[cfg(test)]
mod tests {
    use crate::check::feed::sample::{JSON, places, planted};

    #[test]
    fn j1_the_version() {
        planted(JSON, "version/1.1", "version/1", &[("J-1", "\"https://jsonfeed.org/version/1\"")]);
        planted(JSON, "version/1.1", "version/2", &[("J-1", "\"https://jsonfeed.org/version/2\"")]);
        planted(JSON, "\"expired\": false,", "\"expired\": false", &[("J-1", "\"")]);
        assert_eq!(places("[]", false), [("J-1", "[".to_owned())]);
    }

    #[test]
    fn j2_title_and_addresses() {
        planted(JSON, "\"title\": \"Kabar Teluk\",", "", &[("J-2", "{"), ("J-11", " ")]);
        planted(JSON, "\"title\": \"Kabar Teluk\"", "\"title\": 5", &[("J-2", "5")]);
        planted(JSON, "  \"home_page_url\": \"https://kabar.example/\",\n", "", &[("J-2", "{")]);
        planted(JSON, "example/feed.xml", "example/feed.json", &[("J-2", "\"https://kabar.example/feed.json\"")]);
        planted(JSON, "\"language\": \"id\"", "\"language\": \"in\"", &[("J-2", "\"in\"")]);
    }

    #[test]
    fn j3_authors() {
        planted(
            JSON,
            "\"authors\": [{\"name\": \"Rudi\"}]",
            "\"author\": {\"name\": \"Rudi\"}",
            &[("J-3", "{"), ("J-3", "{\"name\": \"Rudi\"}")],
        );
        planted(JSON, "[{\"name\": \"Rudi\"}]", "[{}]", &[("J-3", "{}")]);
        planted(JSON, "[{\"name\": \"Rudi\"}]", "[]", &[("J-3", "[]")]);
    }

    #[test]
    fn j9_hubs_pages_and_the_end() {
        planted(JSON, "\"type\": \"WebSub\", ", "", &[("J-9", "{\"url\": \"https://hub.example/\"}")]);
        planted(
            JSON,
            "https://kabar.example/2.json",
            "https://kabar.example/feed.xml",
            &[("J-9", "\"https://kabar.example/feed.xml\"")],
        );
        planted(JSON, "\"expired\": false", "\"expired\": \"no\"", &[("J-9", "\"no\"")]);
    }

    #[test]
    fn w1_a_hub_needs_an_address_to_subscribe_to() {
        planted(JSON, "  \"feed_url\": \"https://kabar.example/feed.xml\",\n", "", &[("J-2", "{"), ("W-1", "{")]);
    }

    #[test]
    fn j10_members_of_our_own() {
        planted(JSON, "\"_kabar\"", "\"kabar\"", &[("J-10", "\"kabar\"")]);
        planted(JSON, "\"_kabar\"", "\"_kabar.id\"", &[("J-10", "\"_kabar.id\"")]);
    }

    #[test]
    fn j11_order_and_shape() {
        planted(JSON, "\"expired\": false,", "\"expired\": false, ", &[("J-11", " ")]);
        planted(
            JSON,
            "  \"expired\": false,\n",
            "  \"title\": \"Kabar Teluk\",\n",
            &[("J-11", "\"title\""), ("J-11", "\"title\"")],
        );
    }
}
