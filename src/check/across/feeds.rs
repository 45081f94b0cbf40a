//! Feeds and pages belong together: each feed named exists and is named by its home (H-5, T29), its items are pages
//! that say the same dates (L-2), an article has one id in all feeds, and OPML names feeds that exist (O-4).

use std::collections::{BTreeMap, BTreeSet};

use crate::check::across::{Feed, Found, Whole, is_canonical};
use crate::check::feed::{Format, ItemFacts};
use crate::check::page::{ArticleFacts, FeedLink};

pub(super) fn judge<'f>(whole: &Whole<'f>, found: &mut Found<'f>) {
    for (path, page) in whole.pages() {
        for link in page.feeds.iter().filter(|link| whole.is_ours(&link.url.text)) {
            judge_link(whole, path, link, found);
        }
    }
    let archives = archives(whole);
    for feed in whole.feeds().filter(|feed| feed.format != Format::Opml) {
        if !archives.contains(feed.path) {
            judge_home(whole, feed, found);
        }
        for item in &feed.facts.items {
            judge_item(whole, feed, item, archives.contains(feed.path), found);
        }
    }
    judge_ids(whole, found);
    judge_lists(whole, &archives, found);
}

/// The feeds that nobody subscribes to: archives, and what other feeds continue with.
pub(super) fn archives<'f>(whole: &Whole<'f>) -> BTreeSet<&'f str> {
    let followed = whole.feeds().filter_map(Feed::older).filter_map(|url| whole.feed(url)).map(|feed| feed.path);
    let marked = whole.feeds().filter(|feed| feed.facts.is_archive).map(|feed| feed.path);
    followed.chain(marked).collect()
}

fn judge_link<'f>(whole: &Whole<'f>, path: &'f str, link: &FeedLink, found: &mut Found<'f>) {
    let address = &link.url.text;
    let (message, help) = match whole.feed(address).map(|feed| feed.format) {
        None => (format!("the feed `{address}` does not exist"), "name feeds that exist"),
        Some(format) if kind(format) != link.kind => {
            (format!("the feed `{address}` is not of the type `{}`", link.kind), "name the type that it is of")
        }
        Some(_) => return,
    };
    found.on(path).error("H-5", Some(link.url.at.clone()), message, help);
}

fn kind(format: Format) -> &'static str {
    match format {
        Format::Rss => "application/rss+xml",
        Format::Atom => "application/atom+xml",
        Format::Json => "application/feed+json",
        Format::Opml => "text/x-opml",
    }
}

/// The page that a feed calls its home names the feed.
fn judge_home<'f>(whole: &Whole<'f>, feed: Feed<'f>, found: &mut Found<'f>) {
    let Some(home) = feed.facts.home.as_ref().filter(|home| whole.is_ours(home)) else { return };
    let Some(page) = whole.page(home) else {
        let message = format!("the feed belongs to `{home}`, which does not exist");
        return found.on(feed.path).error("H-5", None, message, "name the page whose articles it has");
    };
    let own = whole.site.url_of(feed.path);
    if page.feeds.iter().all(|link| link.url.text != own) {
        let message = format!("the page `{home}` does not name its feed");
        let help =
            format!("add `<link rel=\"alternate\" type=\"{}\" title=\"…\" href=\"{own}\">` to it", kind(feed.format));
        found.on(feed.path).error("H-5", None, message, &help);
    }
}

fn judge_item<'f>(whole: &Whole<'f>, feed: Feed<'f>, item: &ItemFacts, is_archive: bool, found: &mut Found<'f>) {
    let Some(url) = item.url.as_ref().filter(|url| whole.is_ours(url)) else { return };
    let at = Some(item.at.clone());
    let (message, help) = match whole.page(url) {
        // An item may be a file, such as a picture or a recording.
        None if whole.at(url).is_some() => return,
        None => (format!("the item leads to `{url}`, which does not exist"), "leave the item out, or mend the address"),
        Some(page) if page.is_redirect || (page.is_indexable && !is_canonical(page)) => (
            format!("the item leads to `{url}`, which is not the article's own address"),
            "write the canonical address (T31)",
        ),
        Some(page) => {
            if let Some(article) = page.article.as_ref().filter(|_| !is_archive) {
                judge_dates(feed, item, article, found);
            }
            return;
        }
    };
    let rule = if is_archive { "P-9" } else { "R-13" };
    found.on(feed.path).error(rule, at, message, help);
}

/// An archive may hold an older state; that is judged with its whole chain.
fn judge_dates<'f>(feed: Feed<'f>, item: &ItemFacts, article: &ArticleFacts, found: &mut Found<'f>) {
    let pairs = [("publication", item.published, article.published), ("change", item.updated, article.updated)];
    for (what, told, shown) in pairs {
        if let (Some(told), Some(shown)) = (told, shown)
            && told != shown
        {
            let message =
                format!("the date of {what} is {} here, {} on the page", told.to_rfc3339(), shown.to_rfc3339());
            found.on(feed.path).error("L-2", Some(item.at.clone()), message, "say the same moment everywhere");
        }
    }
}

fn judge_ids<'f>(whole: &Whole<'f>, found: &mut Found<'f>) {
    let mut ids: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
    let mut urls: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
    for feed in whole.feeds() {
        for item in &feed.facts.items {
            let Some(url) = item.url.as_deref() else { continue };
            let (first_id, where_id) = *ids.entry(url).or_insert((&item.id, feed.path));
            let (first_url, where_url) = *urls.entry(&item.id).or_insert((url, feed.path));
            let (message, help) = if first_id != item.id {
                let message = format!("`{url}` has the id `{}` here and `{first_id}` in `{where_id}`", item.id);
                (message, "readers show an article once only if its id is one in all feeds")
            } else if first_url != url {
                let message =
                    format!("the id `{}` is that of `{url}` here and of `{first_url}` in `{where_url}`", item.id);
                (message, "readers show only one of two articles with one id")
            } else {
                continue;
            };
            found.on(feed.path).error("X-13", Some(item.at.clone()), message, help);
        }
    }
}

fn judge_lists<'f>(whole: &Whole<'f>, archives: &BTreeSet<&str>, found: &mut Found<'f>) {
    let lists: Vec<_> = whole.feeds().filter(|feed| feed.format == Format::Opml).collect();
    let mut homes = BTreeSet::new();
    for list in &lists {
        for (url, title) in &list.facts.feeds {
            match whole.feed(url) {
                Some(feed) => homes.extend(feed.facts.home.as_ref()),
                None if whole.is_ours(url) => {
                    let message = format!("the feed “{title}”, `{url}`, does not exist");
                    found.on(list.path).error("O-4", None, message, "name feeds that exist");
                }
                None => {}
            }
        }
    }
    let Some(list) = lists.first() else { return };
    let feeds = whole.feeds().filter(|feed| !archives.contains(feed.path));
    let missing: BTreeSet<_> =
        feeds.filter_map(|feed| feed.facts.home.as_ref()).filter(|home| !homes.contains(home)).collect();
    for home in missing {
        let message = format!("no feed of `{home}` stands in the list");
        found.on(list.path).warning("O-4", None, message, "name at least one format of each feed");
    }
}

#[cfg(test)]
mod tests {
    use crate::check::across::sample::{Papers, link, place};
    use crate::check::page::FeedLink;

    #[test]
    fn h5_t29_feeds_exist_and_are_named_by_their_home() {
        let mut paper = Papers::good();
        let wrong = |kind: &str, url: &str| FeedLink { kind: kind.to_owned(), url: place(url) };
        paper
            .page("daerah/index.html")
            .feeds
            .push(wrong("application/rss+xml", "https://kabar.example/daerah/feed.xml"));
        paper.judged_on(
            "daerah/index.html",
            "E H-5 [9..9] the feed `https://kabar.example/daerah/feed.xml` does not exist",
        );
        paper.page("daerah/index.html").feeds[0] = wrong("application/rss+xml", "https://kabar.example/atom.xml");
        paper.judged_on(
            "daerah/index.html",
            "E H-5 [9..9] the feed `https://kabar.example/atom.xml` is not of the type `application/rss+xml`",
        );
        let mut paper = Papers::good();
        paper.page("index.html").feeds.remove(0);
        paper.judged_on("feed.xml", "E H-5 [] the page `https://kabar.example/` does not name its feed");
        let mut paper = Papers::good();
        paper.feed("atom.xml").home = Some("https://kabar.example/hilang/".to_owned());
        let told = paper.judged();
        assert!(
            told.contains(
                "atom.xml: E H-5 [] the feed belongs to `https://kabar.example/hilang/`, which does not exist\n"
            ),
            "{told}"
        );
    }

    #[test]
    fn r13_t31_items_lead_to_canonical_pages() {
        let mut paper = Papers::good();
        paper.page("daerah/banjir/index.html").canonical = link("https://lain.example/");
        let told = paper.judged();
        let item = "the item leads to `https://kabar.example/daerah/banjir/`, which is not the article's own address\n";
        assert!(told.contains(&format!("atom.xml: E R-13 [5..9] {item}")), "{told}");
        assert!(told.contains(&format!("arsip/2026-10.xml: E P-9 [5..9] {item}")), "{told}");
    }

    #[test]
    fn l2_feeds_and_pages_say_the_same_dates() {
        let mut paper = Papers::good();
        paper.feed("feed.xml").items[0].updated = None;
        assert_eq!(paper.judged(), "", "a feed may leave a change out");
        paper.feed("feed.xml").items[0].published = Some(crate::check::site::tests::site().now);
        let expected = "E L-2 [5..9] the date of publication is 2026-11-23T12:00:00+08:00 here, 2026-11-09T06:15:00+08:00 on the page";
        paper.judged_on("feed.xml", expected);
    }

    #[test]
    fn x13_one_article_one_id() {
        let mut paper = Papers::good();
        paper.feed("feed.xml").items[0].id = "lain".to_owned();
        let told = paper.judged();
        let line = "feed.xml: E X-13 [5..9] `https://kabar.example/daerah/panjang/semua/` has the id `lain` here and `tag:2` in `atom.xml`\n";
        assert!(told.contains(line), "{told}");
        let mut paper = Papers::good();
        paper.feed("feed.xml").items[0].url = Some("https://kabar.example/daerah/banjir/".to_owned());
        let told = paper.judged();
        assert!(
            told.contains(
                "feed.xml: E X-13 [5..9] `https://kabar.example/daerah/banjir/` has the id `tag:2` here and `tag:1` in"
            ),
            "{told}"
        );
        let mut paper = Papers::good();
        paper.feed("atom.xml").items[0].url = Some("https://lain.example/".to_owned());
        let told = paper.judged();
        assert!(
            told.contains(
                "feed.xml: E X-13 [5..9] the id `tag:2` is that of `https://kabar.example/daerah/panjang/semua/` here"
            ),
            "{told}"
        );
    }

    #[test]
    fn o4_the_list_names_feeds_that_exist() {
        let mut paper = Papers::good();
        paper.feed("feeds.opml").feeds = vec![("https://kabar.example/x.xml".to_owned(), "X".to_owned())];
        let expected = "feeds.opml: E O-4 [] the feed “X”, `https://kabar.example/x.xml`, does not exist\n\
            feeds.opml: W O-4 [] no feed of `https://kabar.example/` stands in the list\n";
        assert_eq!(paper.judged(), expected);
    }
}
