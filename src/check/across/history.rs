//! Archives of feeds (RFC 5005): the chain is whole in both directions (P-3, P-4), nothing is missing from it (P-7), and
//! whoever walks it has the present articles (P-9).

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, FixedOffset};

use crate::check::across::feeds::archives;
use crate::check::across::{Feed, Found, Whole, is_canonical};
use crate::check::feed::{Format, ItemFacts};

/// A feed, and by id what a client has who read it and its archives.
type Walked<'f> = (Feed<'f>, BTreeMap<&'f str, &'f ItemFacts>);

pub(super) fn judge<'f>(whole: &Whole<'f>, found: &mut Found<'f>) {
    let archives = archives(whole);
    let mut reached = BTreeSet::new();
    let subscriptions = whole.feeds().filter(|feed| feed.format != Format::Opml && !archives.contains(feed.path));
    let mut unions: BTreeMap<&str, Vec<Walked<'f>>> = BTreeMap::new();
    for subscription in subscriptions {
        let chain = chain(whole, subscription, found);
        reached.extend(chain.iter().map(|feed| feed.path));
        if chain.len() > 1 {
            let union = union(&chain);
            judge_state(whole, &chain, &union, found);
            unions
                .entry(subscription.facts.home.as_deref().unwrap_or_default())
                .or_default()
                .push((subscription, union));
        }
    }
    for orphan in archives.iter().filter(|path| !reached.contains(*path)) {
        let help = "link it with `prev-archive` from the archive after it, or from the feed";
        found.on(orphan).error("P-7", None, "no chain of archives leads here", help);
    }
    for (home, feeds) in &unions {
        judge_formats(feeds, found);
        if *home == whole.site.base_url.as_str() {
            judge_articles(whole, home, feeds, found);
        }
    }
}

/// The feed and its archives, newest first. JSON Feed has one direction only and no marks (J-9).
fn chain<'f>(whole: &Whole<'f>, subscription: Feed<'f>, found: &mut Found<'f>) -> Vec<Feed<'f>> {
    let mut chain = vec![subscription];
    while let Some(url) = chain.last().and_then(|feed| feed.older()) {
        let last = chain[chain.len() - 1];
        let Some(archive) = whole.feed(url) else {
            let message = format!("`prev-archive` leads to `{url}`, which is no feed of this site");
            found.on(last.path).error("P-3", None, message, "name the newest complete archive");
            break;
        };
        if chain.iter().any(|feed| feed.path == archive.path) {
            let message = format!("`prev-archive` leads back to `{url}`");
            found.on(last.path).error("P-4", None, message, "archives lead to older ones, and end");
            break;
        }
        if archive.format != Format::Json {
            judge_archive(whole, subscription, last, archive, found);
        }
        chain.push(archive);
    }
    chain
}

fn judge_archive<'f>(
    whole: &Whole<'f>,
    subscription: Feed<'f>,
    after: Feed<'f>,
    archive: Feed<'f>,
    found: &mut Found<'f>,
) {
    let current = whole.site.url_of(subscription.path);
    let expected = (after.path != subscription.path).then(|| whole.site.url_of(after.path));
    let report = found.on(archive.path);
    if !archive.facts.is_archive {
        report.error("P-4", None, "the feed is linked as an archive, and is not marked as one", "add `<fh:archive/>`");
    }
    if archive.facts.current.as_ref() != Some(&current) {
        let told = archive.facts.current.as_deref().unwrap_or("nothing");
        let message = format!("`current` is {told}, the feed is `{current}`");
        report.error("P-4", None, message, "an archive names the feed that people subscribe to");
    }
    if archive.facts.next_archive != expected {
        let told = |url: Option<&String>| url.map_or_else(|| "nothing".to_owned(), |url| format!("`{url}`"));
        let message = format!(
            "`next-archive` is {}, and should be {}",
            told(archive.facts.next_archive.as_ref()),
            told(expected.as_ref())
        );
        report.error("P-4", None, message, "archives that follow each other name each other; the newest names none");
    }
    if archive.format == Format::Atom && archive.facts.id != subscription.facts.id {
        report.error("P-4", None, "the archive has another id than its feed", "both are one feed, with one id");
    }
}

/// What a client keeps: of each id the newest state, and of equal ones that of the newest document (P-9).
fn union<'f>(chain: &[Feed<'f>]) -> BTreeMap<&'f str, &'f ItemFacts> {
    let mut union: BTreeMap<&str, &ItemFacts> = BTreeMap::new();
    for item in chain.iter().flat_map(|feed| &feed.facts.items) {
        let kept = union.entry(&item.id).or_insert(item);
        if moment(item) > moment(kept) {
            *kept = item;
        }
    }
    union
}

fn moment(item: &ItemFacts) -> Option<DateTime<FixedOffset>> {
    item.updated.or(item.published)
}

fn judge_state<'f>(whole: &Whole<'f>, chain: &[Feed<'f>], union: &BTreeMap<&str, &ItemFacts>, found: &mut Found<'f>) {
    for item in union.values() {
        let article = item.url.as_ref().and_then(|url| whole.page(url)?.article.as_ref());
        let (Some(article), Some(told)) = (article, item.updated) else { continue };
        let Some(shown) = article.updated.filter(|shown| *shown != told) else { continue };
        let url = item.url.as_deref().unwrap_or_default();
        let message = format!(
            "whoever reads the feed and its archives has `{url}` as of {}, the page is of {}",
            told.to_rfc3339(),
            shown.to_rfc3339()
        );
        found.on(chain[0].path).error("P-9", None, message, "an article that changed appears in the feed again (P-8)");
    }
}

/// All formats of one feed have the same history.
fn judge_formats<'f>(feeds: &[Walked<'f>], found: &mut Found<'f>) {
    for (feed, union) in feeds {
        for (other, fuller) in feeds.iter().filter(|(other, _)| other.path != feed.path) {
            if let Some(id) = fuller.keys().find(|id| !union.contains_key(*id)) {
                let message = format!(
                    "the feed and its archives do not have `{id}`, which `{}` and its archives have",
                    other.path
                );
                found.on(feed.path).error("P-7", None, message, "feed and archives together have every article");
            }
        }
    }
}

/// The feeds of the front page have every article in the front page's language.
fn judge_articles<'f>(whole: &Whole<'f>, home: &str, feeds: &[Walked<'f>], found: &mut Found<'f>) {
    let language = whole.page(home).map(|page| page.language.as_str()).unwrap_or_default();
    for (feed, union) in feeds {
        let urls: BTreeSet<_> = union.values().filter_map(|item| item.url.as_ref()).collect();
        let articles = whole.pages().filter(|(_, page)| page.article.is_some() && page.language == language);
        for (path, _) in articles.filter(|(_, it)| is_canonical(it) && it.prev.is_none() && !urls.contains(&it.url)) {
            let message = format!("neither `{}` nor its archives have this article", feed.path);
            found.on(path).error("P-7", None, message, "feed and archives together have every article");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::across::sample::Papers;
    use crate::check::facts::Facts;

    const NEW: &str = "arsip/2026-10.xml";
    const OLD: &str = "arsip/2026-09.xml";

    #[test]
    fn p3_the_feed_leads_to_its_newest_archive() {
        let mut paper = Papers::good();
        paper.facts.remove(OLD);
        paper.judged_on(
            NEW,
            "E P-3 [] `prev-archive` leads to `https://kabar.example/arsip/2026-09.xml`, which is no feed of this site",
        );
        let mut paper = Papers::good();
        paper.feed("feed.xml").prev_archive = None;
        let told = paper.judged();
        assert!(
            told.starts_with(
                "arsip/2026-09.xml: E P-7 [] no chain of archives leads here\narsip/2026-10.xml: E P-7 []"
            ),
            "{told}"
        );
    }

    #[test]
    fn p4_archives_name_each_other_and_their_feed() {
        let mut paper = Papers::good();
        paper.feed(OLD).next_archive = None;
        paper.judged_on(
            OLD,
            "E P-4 [] `next-archive` is nothing, and should be `https://kabar.example/arsip/2026-10.xml`",
        );
        let mut paper = Papers::good();
        paper.feed(NEW).next_archive = Some("https://kabar.example/feed.xml".to_owned());
        let told = paper.judged();
        assert!(told.contains("`next-archive` is `https://kabar.example/feed.xml`, and should be nothing\n"), "{told}");
        let mut paper = Papers::good();
        paper.feed(NEW).current = Some("https://kabar.example/atom.xml".to_owned());
        paper.judged_on(
            NEW,
            "E P-4 [] `current` is https://kabar.example/atom.xml, the feed is `https://kabar.example/feed.xml`",
        );
        let mut paper = Papers::good();
        paper.feed(OLD).is_archive = false;
        paper.judged_on(OLD, "E P-4 [] the feed is linked as an archive, and is not marked as one");
        let mut paper = Papers::good();
        paper.feed(OLD).prev_archive = Some("https://kabar.example/arsip/2026-10.xml".to_owned());
        paper.judged_on(OLD, "E P-4 [] `prev-archive` leads back to `https://kabar.example/arsip/2026-10.xml`");
    }

    #[test]
    fn p4_an_archive_has_the_id_of_its_feed() {
        let mut paper = Papers::good();
        for path in ["feed.xml", NEW, OLD] {
            let Some(Facts::Feed(format, facts)) = paper.facts.get_mut(path) else { panic!("{path}") };
            *format = crate::check::feed::Format::Atom;
            facts.id = Some("tag:kabar".to_owned());
        }
        paper.page("index.html").feeds[0].kind = "application/atom+xml".to_owned();
        assert_eq!(paper.judged(), "");
        paper.feed(OLD).id = None;
        paper.judged_on(OLD, "E P-4 [] the archive has another id than its feed");
    }

    #[test]
    fn p7_nothing_is_missing() {
        let mut paper = Papers::good();
        paper.feed(NEW).items.clear();
        paper.judged_on("daerah/banjir/index.html", "E P-7 [] neither `feed.xml` nor its archives have this article");
        let mut paper = Papers::good();
        let mut archive = paper.feed(OLD).clone();
        archive.current = Some("https://kabar.example/atom.xml".to_owned());
        archive.next_archive = None;
        paper.add_feed("arsip/atom.xml", archive);
        paper.feed("atom.xml").prev_archive = Some("https://kabar.example/arsip/atom.xml".to_owned());
        assert_eq!(paper.judged(), "");
        paper.feed("atom.xml").items.remove(1);
        let told = paper.judged();
        let line = "atom.xml: E P-7 [] the feed and its archives do not have `tag:1`, which `feed.xml` and its archives have\n";
        assert!(told.contains(line), "{told}");
    }

    #[test]
    fn p9_whoever_walks_has_the_present_articles() {
        let mut paper = Papers::good();
        let article = paper.page("daerah/banjir/index.html").article.as_mut().expect("an article");
        article.updated = Some(crate::check::site::tests::site().now);
        paper.feed("atom.xml").items.remove(1);
        paper.judged_on(
            "feed.xml",
            "E P-9 [] whoever reads the feed and its archives has `https://kabar.example/daerah/banjir/` as of \
             2026-11-09T18:20:00+08:00, the page is of 2026-11-23T12:00:00+08:00",
        );
    }
}
