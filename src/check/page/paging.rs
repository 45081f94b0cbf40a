//! Pages of a list or a split article: links back and forth (H-8), and the numbers that people follow (H-10).
//!
//! Whether the pages exist and lead back is judged in `across`.

use url::Url;

use crate::check::page::Page;
use crate::check::page::dom::Element;
use crate::check::page::head::Link;
use crate::check::report::Report;
use crate::check::site::is_absolute;

/// The relation, and what people call it.
const WAYS: [&str; 2] = ["prev", "next"];

pub(super) fn judge(page: &Page<'_>, report: &mut Report) {
    judge_words(page, report);
    for way in WAYS {
        judge_way(page, way, report);
    }
    if WAYS.iter().any(|way| page.head.link(way).is_some()) {
        judge_pager(page, report);
    } else {
        judge_missing(page, report);
    }
}

/// Where the links of the pager lead.
pub(super) fn links(page: &Page<'_>) -> Vec<String> {
    let anchors = pagers(page).into_iter().flat_map(|pager| anchors_in(pager).collect::<Vec<_>>());
    anchors.filter_map(|anchor| Some(page.absolute(anchor.attribute("href")?)?.to_string())).collect()
}

fn anchors_in(element: Element<'_>) -> impl Iterator<Item = Element<'_>> {
    element.inside().filter(|inner| inner.name() == "a" && inner.attribute("href").is_some())
}

/// The `nav`s that hold numbered pages: the page shown is marked, and its text ends in a number.
fn pagers<'p>(page: &Page<'p>) -> Vec<Element<'p>> {
    let is_pager = |nav: &Element<'_>| nav.inside().any(|inner| is_current(inner) && ends_in_number(&inner.text()));
    page.dom.named("nav").filter(is_pager).collect()
}

fn is_current(element: Element<'_>) -> bool {
    element.attribute("aria-current").is_some_and(|it| it == "page")
}

fn ends_in_number(text: &str) -> bool {
    text.split_whitespace().last().is_some_and(|word| word.bytes().all(|byte| byte.is_ascii_digit()))
}

/// `previous` is a word of feeds.
fn judge_words(page: &Page<'_>, report: &mut Report) {
    for link in page.head.links("previous") {
        let help = "in HTML the word is `prev`, in feeds `previous`";
        report.error("H-8", Some(link.element.place_of("rel")), "`rel=\"previous\"` is unknown in HTML", help);
    }
}

fn judge_way(page: &Page<'_>, way: &str, report: &mut Report) {
    let links: Vec<_> = page.head.links(way).collect();
    for link in links.iter().skip(1) {
        let message = format!("a second `<link rel=\"{way}\">`, to `{}`", link.href);
        report.error("H-8", Some(link.at()), message, "leave one");
    }
    let Some(link) = links.first() else { return };
    if !is_absolute(link.href) {
        let message = format!("the address in `<link rel=\"{way}\">`, `{}`, is not absolute", link.href);
        report.error("H-8", Some(link.at()), message, "begin it with `https://` and the host");
    } else if !is_linked(page, link) {
        let message = format!("no `<a href>` leads to `{}`, which `<link rel=\"{way}\">` names", link.href);
        report.error("H-8", Some(link.at()), message, "crawlers and people follow links in the text of the page only");
    }
}

fn is_linked(page: &Page<'_>, link: &Link<'_>) -> bool {
    let target = Url::parse(link.href).ok();
    let mut anchors = page.dom.named("a").filter_map(|anchor| page.absolute(anchor.attribute("href")?));
    anchors.any(|address| Some(address) == target)
}

fn judge_pager(page: &Page<'_>, report: &mut Report) {
    let pagers = pagers(page);
    if pagers.is_empty() {
        let help = "put the numbered links into a `<nav aria-label>`, the number shown with `aria-current=\"page\"`";
        report.error("H-10", None, "a page of several has no numbered links with the present one marked", help);
    }
    for pager in pagers {
        if !has_label(page, pager) {
            let help = "give it an `aria-label`: there are other navigations on the page";
            report.error("H-10", Some(pager.at()), "the `<nav>` of the page numbers has no label", help);
        }
        for second in pager.inside().filter(|inner| is_current(*inner)).skip(1) {
            report.error(
                "H-10",
                Some(second.at()),
                "a second page is marked as the present one",
                "leave one `aria-current`",
            );
        }
    }
}

fn has_label(page: &Page<'_>, nav: Element<'_>) -> bool {
    let says = |label: Option<&str>| label.is_some_and(|it| !it.trim().is_empty());
    let by = nav.attribute("aria-labelledby").unwrap_or_default();
    let named = |id: &str| page.dom.elements().any(|it| it.attribute("id") == Some(id) && !it.text().trim().is_empty());
    says(nav.attribute("aria-label")) || by.split_ascii_whitespace().any(named)
}

/// Numbered pages without relations in the head.
fn judge_missing(page: &Page<'_>, report: &mut Report) {
    for pager in pagers(page) {
        for anchor in anchors_in(pager) {
            let Some(way) = WAYS.into_iter().find(|way| anchor.has_word("rel", way)) else { continue };
            let message = format!("the head has no `<link rel=\"{way}\">` to this page");
            report.error("H-8", Some(anchor.at()), message, "name the pages before and after in `<head>` too");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::page::sample::{ARTICLE, LIST, with};

    const NEXT: &str = "<link rel=\"next\" href=\"https://kabar.example/daerah/halaman/2/\">";

    #[test]
    fn h8_pages_are_linked_in_the_head_and_in_the_text() {
        assert_eq!(with(LIST, &[]), "");
        for (from, to, expected) in [
            (
                "<a href=\"/daerah/halaman/2/\" rel=\"next\">",
                "<a data-page=2>",
                "E H-8 [https://kabar.example/daerah/halaman/2/] no `<a href>` leads to `https://kabar.example/daerah/halaman/2/`, \
                 which `<link rel=\"next\">` names\n",
            ),
            (
                NEXT,
                "",
                "E H-8 [<a href=\"/daerah/halaman/2/\" rel=\"next\">] the head has no `<link rel=\"next\">` to this page\n",
            ),
            (
                "href=\"https://kabar.example/daerah/halaman/2/\"",
                "href=\"halaman/2/\"",
                "E H-8 [halaman/2/] the address in `<link rel=\"next\">`, `halaman/2/`, is not absolute\n",
            ),
            (
                "<link rel=\"next\"",
                "<link rel=\"previous\" href=\"https://kabar.example/\"><link rel=\"next\"",
                "E H-8 [previous] `rel=\"previous\"` is unknown in HTML\n",
            ),
        ] {
            assert_eq!(with(LIST, &[(from, to)]), expected);
        }
        let second = format!("{NEXT}<link rel=\"next\" href=\"https://kabar.example/\">");
        let expected = "E H-8 [https://kabar.example/] a second `<link rel=\"next\">`, to `https://kabar.example/`\n";
        assert_eq!(with(LIST, &[(NEXT, &second)]), expected);
    }

    #[test]
    fn h8_the_story_before_is_no_page_before() {
        let story = "<nav aria-label=\"Lain\"><a rel=\"prev\" href=\"/daerah/lain/\">Berita 2</a></nav></body>";
        assert_eq!(with(ARTICLE, &[("</body>", story)]), "");
    }

    #[test]
    fn h10_numbers_in_a_nav_with_a_label_and_one_present_page() {
        let nav = "<nav aria-label=\"Halaman\">";
        assert_eq!(with(LIST, &[(nav, "<nav>")]), "E H-10 [<nav>] the `<nav>` of the page numbers has no label\n");
        assert_eq!(with(LIST, &[(nav, "<nav aria-labelledby=\"h\">"), ("<h1>", "<h1 id=\"h\">")]), "");
        let unmarked = with(LIST, &[(" aria-current=\"page\"", "")]);
        assert_eq!(unmarked, "E H-10 [] a page of several has no numbered links with the present one marked\n");
        let twice = with(LIST, &[(" rel=\"next\">", " rel=\"next\" aria-current=\"page\">")]);
        let tag = "<a href=\"/daerah/halaman/2/\" rel=\"next\" aria-current=\"page\">";
        assert_eq!(twice, format!("E H-10 [{tag}] a second page is marked as the present one\n"));
    }
}
