//! Sitemaps name pages that may be found, and all of the articles (S-6, T57); indexes know their files (S-7); `robots.txt`
//! names the index (S-8).

use std::collections::BTreeSet;

use crate::check::across::{Found, Whole, is_canonical};
use crate::check::facts::Facts;
use crate::check::sitemap::{Entry, SitemapFacts};

pub(super) fn judge<'f>(whole: &Whole<'f>, found: &mut Found<'f>) {
    for (path, sitemap) in whole.sitemaps() {
        for entry in &sitemap.entries {
            if sitemap.is_index { judge_file(whole, path, entry, found) } else { judge_page(whole, path, entry, found) }
        }
    }
    if whole.sitemaps().next().is_some() {
        judge_articles(whole, found);
        judge_robots(whole, found);
    }
}

fn judge_page<'f>(whole: &Whole<'f>, path: &'f str, entry: &Entry, found: &mut Found<'f>) {
    let address = &entry.loc.text;
    if !whole.is_ours(address) {
        return;
    }
    let (what, help) = match whole.page(address) {
        None if whole.at(address).is_some() => return,
        None => ("does not exist", "a sitemap names pages that exist"),
        Some(page) if page.is_redirect => ("only leads to another page", "name that one"),
        Some(page) if !page.is_indexable => ("must not be indexed, it says itself", "leave it out of the sitemap"),
        Some(page) if !is_canonical(page) => ("says that its address is another", "name the canonical one"),
        Some(_) => return,
    };
    found.on(path).error("S-6", Some(entry.loc.at.clone()), format!("`{address}` {what}"), help);
}

/// What an index says of one of its files.
fn judge_file<'f>(whole: &Whole<'f>, path: &'f str, entry: &Entry, found: &mut Found<'f>) {
    let address = &entry.loc.text;
    let Some((_, Facts::Sitemap(file))) = whole.at(address) else {
        let message = format!("`{address}` is no sitemap of this site");
        return found.on(path).error("S-7", Some(entry.loc.at.clone()), message, "an index names sitemaps that exist");
    };
    let newest = newest(file);
    if entry.lastmod.is_some() && entry.lastmod != newest {
        let date = newest.map_or_else(|| "none".to_owned(), |it| it.to_rfc3339());
        let message = format!("`lastmod` of `{address}` is not the newest date in it, {date}");
        found.on(path).error(
            "S-7",
            Some(entry.loc.at.clone()),
            message,
            "crawlers read a file again when this date changes",
        );
    }
}

fn newest(file: &SitemapFacts) -> Option<chrono::DateTime<chrono::FixedOffset>> {
    file.entries.iter().filter_map(|entry| entry.lastmod).max()
}

/// Every article that may be found stands in a sitemap.
fn judge_articles<'f>(whole: &Whole<'f>, found: &mut Found<'f>) {
    let files = whole.sitemaps().filter(|(_, sitemap)| !sitemap.is_index && !sitemap.is_news);
    let listed: BTreeSet<_> = files.flat_map(|(_, sitemap)| &sitemap.entries).map(|entry| &entry.loc.text).collect();
    for (path, page) in whole.pages() {
        let is_article = page.article.is_some() && page.prev.is_none();
        if is_article && is_canonical(page) && !listed.contains(&page.url) {
            let message = "no sitemap names this article";
            found.on(path).error("S-6", None, message, "crawlers find new articles there first");
        }
    }
}

fn judge_robots<'f>(whole: &Whole<'f>, found: &mut Found<'f>) {
    let Some((path, Facts::Robots(named))) = whole.facts.get_key_value("robots.txt") else {
        let help = "add `Sitemap: https://…/sitemap.xml` to a `robots.txt`";
        return found.on("robots.txt").error("S-8", None, "no `robots.txt` names the sitemap", help);
    };
    for place in named.iter().filter(|place| whole.is_ours(&place.text)) {
        if !matches!(whole.at(&place.text), Some((_, Facts::Sitemap(_)))) {
            let message = format!("`{}` is no sitemap of this site", place.text);
            found.on(path).error("S-8", Some(place.at.clone()), message, "name one that exists");
        }
    }
    // What is named in an index need not be named again.
    let listed: BTreeSet<_> = whole
        .sitemaps()
        .filter(|(_, it)| it.is_index)
        .flat_map(|(_, it)| &it.entries)
        .map(|entry| &entry.loc.text)
        .collect();
    for (file, _) in whole.sitemaps() {
        let url = whole.site.url_of(file);
        if !listed.contains(&url) && named.iter().all(|place| place.text != url) {
            let message = format!("no line names the sitemap `{url}`");
            found.on(path).error("S-8", None, message, &format!("add `Sitemap: {url}`, or name it in the index"));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::across::sample::{Papers, place};
    use crate::check::facts::Facts;

    #[test]
    fn s6_t57_only_pages_that_may_be_found() {
        for (address, what) in [
            ("https://kabar.example/hilang/", "does not exist"),
            ("https://kabar.example/lama/", "only leads to another page"),
            ("https://kabar.example/404.html", "must not be indexed, it says itself"),
            ("https://kabar.example/daerah/panjang/2/", "says that its address is another"),
        ] {
            let mut paper = Papers::good();
            paper.sitemap("sitemap-pages.xml").entries[1].loc = place(address);
            paper.judged_on("sitemap-pages.xml", &format!("E S-6 [9..9] `{address}` {what}"));
        }
    }

    #[test]
    fn s6_every_article_is_named() {
        let mut paper = Papers::good();
        paper.sitemap("sitemap-2026-11.xml").entries.remove(1);
        paper.judged_on("daerah/panjang/semua/index.html", "E S-6 [] no sitemap names this article");
    }

    #[test]
    fn s7_the_index_knows_its_files() {
        let mut paper = Papers::good();
        paper.sitemap("sitemap.xml").entries[1].lastmod = None;
        assert_eq!(paper.judged(), "", "it may be left out");
        paper.sitemap("sitemap-2026-11.xml").entries[0].lastmod = None;
        paper.sitemap("sitemap-2026-11.xml").entries[1].lastmod = None;
        paper.sitemap("sitemap.xml").entries[1].lastmod = Some(crate::check::site::tests::site().now);
        paper.judged_on(
            "sitemap.xml",
            "E S-7 [9..9] `lastmod` of `https://kabar.example/sitemap-2026-11.xml` is not the newest date in it, none",
        );
        let mut paper = Papers::good();
        paper.sitemap("sitemap.xml").entries[0].loc = place("https://kabar.example/sitemap-x.xml");
        let told = paper.judged();
        assert!(
            told.contains(
                "sitemap.xml: E S-7 [9..9] `https://kabar.example/sitemap-x.xml` is no sitemap of this site\n"
            ),
            "{told}"
        );
    }

    #[test]
    fn s8_robots_name_the_index() {
        let mut paper = Papers::good();
        paper.facts.remove("robots.txt");
        paper.judged_on("robots.txt", "E S-8 [] no `robots.txt` names the sitemap");
        paper.facts.insert("robots.txt".to_owned(), Facts::Robots(Vec::new()));
        paper.judged_on("robots.txt", "E S-8 [] no line names the sitemap `https://kabar.example/sitemap.xml`");
        let named = vec![place("https://kabar.example/sitemap.xml"), place("https://kabar.example/peta.xml")];
        paper.facts.insert("robots.txt".to_owned(), Facts::Robots(named));
        paper.judged_on("robots.txt", "E S-8 [9..9] `https://kabar.example/peta.xml` is no sitemap of this site");
    }
}
