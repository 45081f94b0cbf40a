//! Pages that follow each other: they lead back (H-8), each is its own canonical page or all are one (H-7, H-9), the first
//! stands once (H-6), and the parts of an article say the same of it (L-10).

use std::collections::BTreeSet;

use crate::check::across::{Found, Whole};
use crate::check::page::{PageFacts, Place};

pub(super) fn judge<'f>(whole: &Whole<'f>, found: &mut Found<'f>) {
    for (path, page) in whole.pages() {
        judge_link(whole, path, page, page.prev.as_ref(), "next", found);
        judge_link(whole, path, page, page.next.as_ref(), "prev", found);
        judge_first(whole, path, page, found);
        // Each run is judged from its first page.
        if page.prev.is_none() && page.next.is_some() {
            let run = run(whole, path, page);
            judge_run(&run, found);
        }
    }
}

/// The page named exists and names this one.
fn judge_link<'f>(
    whole: &Whole<'f>,
    path: &'f str,
    page: &PageFacts,
    link: Option<&Place>,
    back: &str,
    found: &mut Found<'f>,
) {
    let Some(link) = link.filter(|link| whole.is_ours(&link.text)) else { return };
    let Some(other) = whole.page(&link.text) else {
        let message = format!("`{}` leads to no page", link.text);
        return found.on(path).error("H-8", Some(link.at.clone()), message, "name pages that exist");
    };
    let answer = if back == "next" { &other.next } else { &other.prev };
    if answer.as_ref().is_none_or(|answer| answer.text != page.url) {
        let message = format!("`{}` does not name this page as its `{back}`", link.text);
        found.on(path).error("H-8", Some(link.at.clone()), message, "pages that follow each other name each other");
    }
}

/// `/daerah/halaman/1/` beside `/daerah/`.
fn judge_first<'f>(whole: &Whole<'f>, path: &'f str, page: &PageFacts, found: &mut Found<'f>) {
    let Some(base) = page.url.strip_suffix("/1/") else { return };
    let Some(parent) = base.rfind('/').map(|at| &base[..=at]) else { return };
    let second = format!("{base}/2/");
    let leads_on = whole.page(parent).and_then(|it| it.next.as_ref()).is_some_and(|next| next.text == second);
    // Numbered from the oldest, page 1 is the last of the run.
    if leads_on && page.prev.is_none() && !page.is_redirect {
        let message = format!("the first page of the list stands here and at `{parent}`");
        found.on(path).error("H-6", None, message, "leave it out, or let it lead to the other");
    }
}

/// A page and those after it.
fn run<'f>(whole: &Whole<'f>, path: &'f str, first: &'f PageFacts) -> Vec<(&'f str, &'f PageFacts)> {
    let mut run = vec![(path, first)];
    let mut seen = BTreeSet::from([path]);
    while let Some(next) = run.last().and_then(|(_, page)| page.next.as_ref()) {
        let Some((path, _)) = whole.at(&next.text) else { break };
        let Some(page) = whole.page(&next.text).filter(|_| seen.insert(path)) else { break };
        run.push((path, page));
    }
    run
}

fn judge_run<'f>(run: &[(&'f str, &'f PageFacts)], found: &mut Found<'f>) {
    let addresses: BTreeSet<_> = run.iter().map(|(_, page)| page.url.as_str()).collect();
    let mut titles = BTreeSet::new();
    for (path, page) in run {
        judge_title(path, page, &mut titles, found);
        judge_pager(path, page, run, found);
        judge_address(path, page, run[0].1, &addresses, found);
        judge_facts(path, page, run[0].1, found);
    }
}

fn judge_title<'f>(path: &'f str, page: &'f PageFacts, titles: &mut BTreeSet<&'f str>, found: &mut Found<'f>) {
    let Some(title) = page.title.as_ref().filter(|title| !title.text.is_empty()) else { return };
    if !titles.insert(&title.text) {
        let message = format!("“{}” is the title of an earlier page of this run too", title.text);
        found.on(path).error("H-1", Some(title.at.clone()), message, "add the number: “… – Halaman 2”");
    }
}

fn judge_pager<'f>(path: &'f str, page: &PageFacts, run: &[(&'f str, &'f PageFacts)], found: &mut Found<'f>) {
    // Without any numbers the page itself has the finding.
    if page.pager.is_empty() {
        return;
    }
    let ends = [run.first(), run.last()].into_iter().flatten().map(|(_, page)| &page.url);
    for end in ends.filter(|end| **end != page.url && !page.pager.contains(end)) {
        let message = format!("the page numbers do not lead to `{end}`");
        found.on(path).error("H-10", None, message, "link the first and the last page from every page");
    }
}

/// Each page is its own canonical page, or all of them name one that has the whole.
fn judge_address<'f>(path: &'f str, page: &PageFacts, first: &PageFacts, run: &BTreeSet<&str>, found: &mut Found<'f>) {
    let Some(canonical) = &page.canonical else { return };
    let whole = first.canonical.as_ref().filter(|it| it.text != first.url);
    let address = &canonical.text;
    let (rule, message, help) = if *address == page.url {
        let Some(whole) = whole.filter(|_| page.is_indexable) else { return };
        let message = format!("this part is its own canonical page, the first one points to `{}`", whole.text);
        ("H-9", message, "treat all parts alike")
    } else if run.contains(address.as_str()) && page.article.is_none() {
        let message = format!("a page of a list says that its address is `{address}`");
        ("H-7", message, "each page of a list is its own canonical page: each shows other articles")
    } else if run.contains(address.as_str()) {
        let message = format!("a part of an article says that its address is that of another part, `{address}`");
        ("H-9", message, "name the part itself, or a page that shows the whole article")
    } else if whole.is_none_or(|whole| whole.text != *address) {
        let message = format!("the parts of an article have several canonical addresses, here `{address}`");
        ("H-9", message, "name one page that shows the whole article")
    } else {
        return;
    };
    found.on(path).error(rule, Some(canonical.at.clone()), message, help);
}

/// Parts of one article tell of it alike.
fn judge_facts<'f>(path: &'f str, page: &PageFacts, first: &PageFacts, found: &mut Found<'f>) {
    let (Some(here), Some(there)) = (&page.article, &first.article) else { return };
    let differs = if here.headline != there.headline {
        "headline"
    } else if (here.published, here.updated) != (there.published, there.updated) {
        "dates"
    } else if here.authors != there.authors {
        "authors"
    } else {
        return;
    };
    let message = format!("the structured data of this part have other {differs} than those of the first");
    found.on(path).error("L-10", Some(here.at.clone()), message, "all parts tell of one article");
}

#[cfg(test)]
mod tests {
    use crate::check::across::sample::{Papers, link};

    const SECOND: &str = "daerah/halaman/2/index.html";
    const PART: &str = "daerah/panjang/2/index.html";

    #[test]
    fn h8_pages_lead_back() {
        let mut paper = Papers::good();
        paper.page(SECOND).prev = link("https://kabar.example/hilang/");
        let told = paper.judged();
        assert!(
            told.contains(
                "daerah/halaman/2/index.html: E H-8 [9..9] `https://kabar.example/hilang/` leads to no page\n"
            ),
            "{told}"
        );
        assert!(told.contains(
            "daerah/index.html: E H-8 [9..9] `https://kabar.example/daerah/halaman/2/` does not name this page as its `prev`\n"
        ));
    }

    #[test]
    fn h6_the_first_page_stands_once() {
        let mut paper = Papers::good();
        let mut first = paper.page("daerah/index.html").clone();
        (first.next, first.prev, first.title) = (None, None, None);
        first.url = "https://kabar.example/daerah/halaman/1/".to_owned();
        paper.add("daerah/halaman/1/index.html", first);
        paper.judged_on(
            "daerah/halaman/1/index.html",
            "E H-6 [] the first page of the list stands here and at `https://kabar.example/daerah/`",
        );
        paper.page("daerah/halaman/1/index.html").is_redirect = true;
        assert_eq!(paper.judged(), "");
    }

    #[test]
    fn h7_pages_of_a_list_are_canonical() {
        let mut paper = Papers::good();
        paper.page(SECOND).canonical = link("https://kabar.example/daerah/");
        paper.judged_on(
            SECOND,
            "E H-7 [9..9] a page of a list says that its address is `https://kabar.example/daerah/`",
        );
    }

    #[test]
    fn h9_parts_of_an_article_are_canonical_or_point_to_the_whole() {
        let mut paper = Papers::good();
        paper.page(PART).canonical = link("https://kabar.example/daerah/panjang/");
        let told = paper.judged();
        assert_eq!(
            told.lines().find(|line| line.contains("H-9")),
            Some(&*format!(
                "{PART}: E H-9 [9..9] a part of an article says that its address is that of another part, `https://kabar.example/daerah/panjang/`"
            ))
        );
        paper.page(PART).canonical = link("https://kabar.example/daerah/panjang/2/");
        paper.judged_on(PART, "E H-9 [9..9] this part is its own canonical page, the first one points to `https://kabar.example/daerah/panjang/semua/`");
        paper.page(PART).canonical = link("https://kabar.example/daerah/banjir/");
        paper.judged_on(PART, "E H-9 [9..9] the parts of an article have several canonical addresses, here `https://kabar.example/daerah/banjir/`");
        for (path, own) in [
            ("daerah/panjang/index.html", "https://kabar.example/daerah/panjang/"),
            (PART, "https://kabar.example/daerah/panjang/2/"),
        ] {
            paper.page(path).canonical = link(own);
        }
        paper.facts.remove("daerah/panjang/semua/index.html");
        let told = paper.judged();
        assert!(!told.contains("H-9"), "{told}");
    }

    #[test]
    fn h1_page_two_has_a_title_of_its_own() {
        let mut paper = Papers::good();
        paper.page(PART).title = link("Panjang");
        paper.judged_on(PART, "E H-1 [9..9] “Panjang” is the title of an earlier page of this run too");
    }

    #[test]
    fn h10_first_and_last_are_linked() {
        let mut paper = Papers::good();
        paper.page(SECOND).pager = vec!["https://kabar.example/daerah/halaman/2/".to_owned()];
        paper.judged_on(SECOND, "E H-10 [] the page numbers do not lead to `https://kabar.example/daerah/`");
    }

    #[test]
    fn l10_parts_tell_of_one_article() {
        for (change, what) in [("headline", "headline"), ("updated", "dates"), ("authors", "authors")] {
            let mut paper = Papers::good();
            let article = paper.page(PART).article.as_mut().expect("a part");
            match change {
                "headline" => article.headline.push('x'),
                "updated" => article.updated = None,
                _ => article.authors.clear(),
            }
            paper.judged_on(
                PART,
                &format!("E L-10 [9..9] the structured data of this part have other {what} than those of the first"),
            );
        }
    }
}
