//! Canonical addresses lead to pages that are canonical themselves (H-2), titles tell pages apart (H-1), authors have
//! profiles (L-7), and the small picture of the site is there (H-12).

use std::collections::{BTreeMap, BTreeSet};

use crate::check::across::{Found, Whole, is_canonical};
use crate::check::page::PageFacts;

pub(super) fn judge<'f>(whole: &Whole<'f>, found: &mut Found<'f>) {
    for (path, page) in whole.pages() {
        judge_target(whole, path, page, found);
    }
    judge_titles(whole, found);
    judge_profiles(whole, found);
    if !whole.facts.contains_key("favicon.ico") {
        let help = "put a `favicon.ico` into `static/`: browsers and feed readers ask for it on every site";
        found.on("favicon.ico").error("H-12", None, "the site has no `/favicon.ico`", help);
    }
}

fn judge_target<'f>(whole: &Whole<'f>, path: &'f str, page: &PageFacts, found: &mut Found<'f>) {
    let Some(canonical) = page.canonical.as_ref().filter(|it| it.text != page.url && whole.is_ours(&it.text)) else {
        return;
    };
    let address = &canonical.text;
    let (message, help) = match whole.page(address) {
        None => {
            (format!("the canonical address `{address}` leads to no page"), "write the address of a page of this site")
        }
        Some(target) if target.is_redirect => {
            (format!("the canonical address `{address}` leads on to another"), "write the address where it ends")
        }
        // An old address may lead to the first part of an article whose canonical address is the whole.
        Some(target) if !page.is_redirect && !is_canonical(target) => (
            format!("the canonical address `{address}` is a page that is not canonical itself"),
            "write where that one points",
        ),
        Some(_) => return,
    };
    found.on(path).error("H-2", Some(canonical.at.clone()), message, help);
}

fn judge_titles<'f>(whole: &Whole<'f>, found: &mut Found<'f>) {
    let mut titles = BTreeMap::new();
    // Later pages are compared with the first of their run.
    for (path, page) in whole.pages().filter(|(_, page)| is_canonical(page) && page.prev.is_none()) {
        let Some(title) = page.title.as_ref().filter(|title| !title.text.is_empty()) else { continue };
        if let Some(first) = titles.insert(&title.text, path) {
            let message = format!("“{}” is the title of `{first}` too", title.text);
            found.on(path).warning(
                "H-1",
                Some(title.at.clone()),
                message,
                "name each page so that it can be told in a list",
            );
            titles.insert(&title.text, first);
        }
    }
}

/// The address that an article names for an author is a profile.
fn judge_profiles<'f>(whole: &Whole<'f>, found: &mut Found<'f>) {
    let articles = whole.pages().filter_map(|(_, page)| page.article.as_ref());
    let profiles: BTreeSet<_> = articles.flat_map(|article| &article.profiles).collect();
    for url in profiles {
        let Some((path, _)) = whole.at(url) else { continue };
        if whole.page(url).is_some_and(|page| !page.is_profile) {
            let help = "add a `ProfilePage` with the person as `mainEntity`";
            found.on(path).error("L-7", None, "the page of an author has no `ProfilePage`", help);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::across::sample::{Papers, link};

    #[test]
    fn h2_a_canonical_address_leads_to_a_canonical_page() {
        let mut paper = Papers::good();
        paper.page("penulis/rani/index.html").canonical = link("https://kabar.example/hilang/");
        paper.judged_on(
            "penulis/rani/index.html",
            "E H-2 [9..9] the canonical address `https://kabar.example/hilang/` leads to no page",
        );
        paper.page("penulis/rani/index.html").canonical = link("https://kabar.example/lama/");
        paper.judged_on(
            "penulis/rani/index.html",
            "E H-2 [9..9] the canonical address `https://kabar.example/lama/` leads on to another",
        );
        let mut paper = Papers::good();
        paper.page("penulis/rani/index.html").canonical = link("https://kabar.example/daerah/halaman/2/");
        paper.page("daerah/halaman/2/index.html").is_indexable = false;
        paper.judged_on(
            "penulis/rani/index.html",
            "E H-2 [9..9] the canonical address `https://kabar.example/daerah/halaman/2/` is a page that is not canonical itself",
        );
    }

    #[test]
    fn h1_titles_tell_pages_apart() {
        let mut paper = Papers::good();
        paper.page("daerah/index.html").title = link("Banjir");
        paper.judged_on("daerah/index.html", "W H-1 [9..9] “Banjir” is the title of `daerah/banjir/index.html` too");
    }

    #[test]
    fn l7_authors_have_profiles() {
        let mut paper = Papers::good();
        paper.page("penulis/rani/index.html").is_profile = false;
        paper.judged_on("penulis/rani/index.html", "E L-7 [] the page of an author has no `ProfilePage`");
    }

    #[test]
    fn h12_the_favicon_is_there() {
        let mut paper = Papers::good();
        paper.facts.remove("favicon.ico");
        paper.judged_on("favicon.ico", "E H-12 [] the site has no `/favicon.ico`");
    }

    #[test]
    fn a_good_paper_has_no_finding() {
        assert_eq!(Papers::good().judged(), "");
    }
}
