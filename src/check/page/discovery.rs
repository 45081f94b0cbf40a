//! What leads machines on from a page: canonical address (H-2), robots (H-3), feeds (H-4), other languages (S-9).

use std::collections::BTreeSet;

use crate::check::page::Page;
use crate::check::page::head::{Link, Meta};
use crate::check::page::syntax::is_language;
use crate::check::report::Report;
use crate::check::site::is_absolute;

/// The media types of feeds, in the order in which a page names them (H-4, J-12).
const FEEDS: [&str; 3] = ["application/rss+xml", "application/atom+xml", "application/feed+json"];

pub(super) fn judge(page: &Page<'_>, report: &mut Report) {
    judge_canonical(page, report);
    judge_robots(page, report);
    judge_feeds(page, report);
    judge_order(page, report);
    judge_languages(page, report);
}

/// The links to feeds, also those of a wrong type.
pub(super) fn feeds<'p>(page: &Page<'p>) -> impl Iterator<Item = Link<'p>> {
    let others = page.head.links("alternate").filter(|link| !link.element.has_word("rel", "stylesheet"));
    others.filter(|link| FEEDS.contains(&&*link.kind()) || is_feed_by_name(link.href))
}

/// A feed whose link has another type, or none.
fn is_feed_by_name(href: &str) -> bool {
    let name = href.split(['?', '#']).next().and_then(|path| path.rsplit('/').next()).unwrap_or_default();
    matches!(name, "feed.xml" | "atom.xml" | "rss.xml" | "feed.json")
        || name.ends_with(".rss")
        || name.ends_with(".atom")
}

/// The links to the same page in other languages.
pub(super) fn languages<'p>(page: &Page<'p>) -> impl Iterator<Item = (&'p str, Link<'p>)> {
    page.head.links("alternate").filter_map(|link| Some((link.element.attribute("hreflang")?, link))).filter(
        |(_, link)| {
            // A feed may say its language too.
            link.element.attribute("type").is_none_or(|kind| kind == "text/html")
        },
    )
}

fn judge_canonical(page: &Page<'_>, report: &mut Report) {
    let links: Vec<_> = page.head.links("canonical").collect();
    if links.is_empty() && (page.is_indexable() || page.is_redirect()) {
        report.error(
            "H-2",
            None,
            "the page has no canonical address",
            "write `<link rel=\"canonical\" href=\"https://…\">`",
        );
    }
    for link in &links {
        if !is_absolute(link.href) {
            let message = format!("the canonical address `{}` is not absolute", link.href);
            report.error("H-2", Some(link.at()), message, "begin it with `https://` and the host");
        }
        if link.element.is_in("body") {
            report.error(
                "H-2",
                Some(link.at()),
                "the canonical address stands in the body, where it does not count",
                "move it into `<head>`",
            );
        }
    }
    for link in links.iter().skip(1) {
        let message = format!("a second canonical address, `{}`", link.href);
        report.error("H-2", Some(link.at()), message, "leave one; crawlers believe neither of two");
    }
}

fn judge_robots(page: &Page<'_>, report: &mut Report) {
    if page.is_indexable() && !page.head.metas("robots").any(|meta| meta.value.contains("max-image-preview:large")) {
        let at = page.head.meta("robots").map(Meta::at);
        let help = "write `<meta name=\"robots\" content=\"max-image-preview:large\">`";
        report.error("H-3", at, "search engines may show only small pictures of this page", help);
    }
    if page.path == "404.html" && page.is_indexable() {
        let help = "write `<meta name=\"robots\" content=\"noindex\">`";
        report.error("H-3", None, "the page for lost readers may be indexed", help);
    }
}

fn judge_feeds(page: &Page<'_>, report: &mut Report) {
    let mut titles = BTreeSet::new();
    for link in feeds(page) {
        let href = link.href;
        if !is_absolute(href) {
            let message = format!("the address of the feed, `{href}`, is not absolute");
            report.error("H-4", Some(link.at()), message, "begin it with `https://` and the host");
        }
        if !FEEDS.contains(&&*link.kind()) {
            let message = format!("the feed `{href}` has the type `{}`, by which no reader finds it", link.kind());
            report.error("H-4", Some(link.element.place_of("type")), message, "write one of the three types of feeds");
        }
        let title = link.element.attribute("title").unwrap_or_default().trim();
        if title.is_empty() {
            let message = format!("the feed `{href}` has no title");
            report.error("H-4", Some(link.element.at()), message, "a reader who may choose sees only the titles");
        } else if !titles.insert(title) {
            let message = format!("two feeds of the page are called “{title}”");
            report.error("H-4", Some(link.element.place_of("title")), message, "name the list and the format");
        }
    }
}

/// Feeds of one folder stand together, RSS first; those of the whole site stand last.
fn judge_order(page: &Page<'_>, report: &mut Report) {
    let feeds: Vec<_> = feeds(page).collect();
    let rank = |link: Link<'_>| FEEDS.iter().position(|kind| *kind == link.kind());
    for pair in feeds.windows(2) {
        let is_same_list = folder(pair[0].href) == folder(pair[1].href);
        if is_same_list && rank(pair[1]) < rank(pair[0]) {
            let message = format!("{} stands after {}", pair[1].kind(), pair[0].kind());
            report.error(
                "H-4",
                Some(pair[1].element.at()),
                message,
                "the order is RSS, Atom, JSON: some programs take the first",
            );
        }
        if folder(pair[0].href) == page.site.base_url.as_str() && !is_same_list {
            let message = format!("the feed `{}` stands after the feeds of the whole site", pair[1].href);
            report.error("H-4", Some(pair[1].element.at()), message, "put the page's own feed first");
        }
    }
}

fn folder(url: &str) -> &str {
    &url[..url.rfind('/').map_or(0, |at| at + 1)]
}

fn judge_languages(page: &Page<'_>, report: &mut Report) {
    let mut seen = BTreeSet::new();
    for (tag, link) in languages(page) {
        if tag != "x-default" && !is_language(tag) {
            let message = format!("`{tag}` is no tag of a language");
            report.error(
                "S-9",
                Some(link.element.place_of("hreflang")),
                message,
                "write a BCP 47 tag such as `id` or `en`",
            );
        }
        if !seen.insert(tag) {
            let message = format!("two pages are named as the `{tag}` version");
            report.error("S-9", Some(link.element.place_of("hreflang")), message, "leave one");
        }
        if !is_absolute(link.href) {
            let message = format!("the address of the `{tag}` version, `{}`, is not absolute", link.href);
            report.error("S-9", Some(link.at()), message, "begin it with `https://` and the host");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::page::sample::{ARTICLE, LIST, judged, with};

    const CANONICAL: &str = "<link rel=\"canonical\" href=\"https://kabar.example/daerah/banjir/\">";

    #[test]
    fn h2_exactly_one_absolute_canonical() {
        let none = with(ARTICLE, &[(CANONICAL, "")]);
        assert!(none.starts_with("E H-2 [] the page has no canonical address\n"), "{none}");
        let twice = with(ARTICLE, &[(CANONICAL, &format!("{CANONICAL}{CANONICAL}"))]);
        let address = "https://kabar.example/daerah/banjir/";
        assert_eq!(twice, format!("E H-2 [{address}] a second canonical address, `{address}`\n"));
        let relative = with(ARTICLE, &[(CANONICAL, "<link rel=canonical href=/daerah/banjir/>")]);
        assert!(
            relative.starts_with("E H-2 [/daerah/banjir/] the canonical address `/daerah/banjir/` is not absolute\n"),
            "{relative}"
        );
        let in_body = with(ARTICLE, &[(CANONICAL, ""), ("<h1>", &format!("{CANONICAL}<h1>"))]);
        assert!(
            in_body.contains("E H-2 [https://kabar.example/daerah/banjir/] the canonical address stands in the body"),
            "{in_body}"
        );
    }

    #[test]
    fn h3_large_pictures_and_the_page_for_lost_readers() {
        let told = with(ARTICLE, &[("max-image-preview:large", "all")]);
        assert_eq!(told, "E H-3 [all] search engines may show only small pictures of this page\n");
        let lost = LIST.replace("/daerah/", "/404.html");
        assert!(judged("404.html", &lost).contains("E H-3 [] the page for lost readers may be indexed\n"));
    }

    #[test]
    fn h4_feeds_are_named_in_order_with_titles_of_their_own() {
        let rss = "<link rel=\"alternate\" type=\"application/rss+xml\" title=\"Kabar (RSS)\" href=\"https://kabar.example/feed.xml\">";
        let json = "<link rel=\"alternate\" type=\"application/feed+json\" title=\"Kabar (JSON)\" href=\"https://kabar.example/feed.json\">";
        for (to, expected) in [
            (format!("{json}{rss}"), format!("E H-4 [{rss}] application/rss+xml stands after application/feed+json\n")),
            (
                rss.replace("https://kabar.example", ""),
                "E H-4 [/feed.xml] the address of the feed, `/feed.xml`, is not absolute\n".to_owned(),
            ),
            (
                rss.replace("rss+xml", "xml"),
                "E H-4 [application/xml] the feed `https://kabar.example/feed.xml` has the type \
                `application/xml`, by which no reader finds it\n"
                    .to_owned(),
            ),
            (
                rss.replace("Kabar (RSS)", " "),
                format!(
                    "E H-4 [{}] the feed `https://kabar.example/feed.xml` has no title\n",
                    rss.replace("Kabar (RSS)", " ")
                ),
            ),
            (
                format!("{rss}{}", json.replace("(JSON)", "(RSS)")),
                "E H-4 [Kabar (RSS)] two feeds of the page are called “Kabar (RSS)”\n".to_owned(),
            ),
            (
                format!("{rss}{}", rss.replace("/feed", "/daerah/feed").replace("(RSS)", "Daerah")),
                format!(
                    "E H-4 [{}] the feed \
                `https://kabar.example/daerah/feed.xml` stands after the feeds of the whole site\n",
                    rss.replace("/feed", "/daerah/feed").replace("(RSS)", "Daerah")
                ),
            ),
        ] {
            assert_eq!(with(ARTICLE, &[(rss, &to)]), expected, "{to}");
        }
    }

    #[test]
    fn s9_languages_are_tags_and_stand_once() {
        let link =
            |tag: &str, href: &str| format!("<link rel=\"alternate\" hreflang=\"{tag}\" href=\"{href}\"></head>");
        let address = "https://kabar.example/en/";
        assert_eq!(with(ARTICLE, &[("</head>", &link("en", address))]), "");
        assert_eq!(
            with(ARTICLE, &[("</head>", &link("en_GB", address))]),
            "E S-9 [en_GB] `en_GB` is no tag of a language\n"
        );
        assert_eq!(
            with(ARTICLE, &[("</head>", &link("en", "/en/"))]),
            "E S-9 [/en/] the address of the `en` version, `/en/`, is not absolute\n"
        );
        let twice = link("en", address).replace("</head>", "") + &link("en", address);
        assert_eq!(with(ARTICLE, &[("</head>", &twice)]), "E S-9 [en] two pages are named as the `en` version\n");
    }
}
