//! Valid HTML (H-1): what the parser stumbled over, and what each page must have.
//!
//! It is no full validator: which element may stand in which is judged only where the parser itself notices.

use std::collections::BTreeSet;

use crate::check::page::Page;
use crate::check::report::Report;

pub(super) fn judge(page: &Page<'_>, report: &mut Report) {
    judge_doctype(page, report);
    for fault in &page.dom.faults {
        report.error("H-1", Some(fault.at.clone()), fault.message.clone(), "mend the HTML in the template or the text");
    }
    judge_language(page, report);
    judge_head(page, report);
    judge_heading(page, report);
    judge_ids(page, report);
}

fn judge_doctype(page: &Page<'_>, report: &mut Report) {
    let start = page.dom.text.trim_start_matches('\u{feff}').trim_start();
    if !start.get(..14).is_some_and(|it| it.eq_ignore_ascii_case("<!doctype html")) {
        report.error("H-1", None, "the page does not begin with `<!DOCTYPE html>`", "browsers fall back to old rules");
    }
}

fn judge_language(page: &Page<'_>, report: &mut Report) {
    let Some(html) = page.dom.named("html").next() else { return };
    match html.attribute("lang").map(str::trim) {
        None | Some("") => report.error("H-1", Some(html.at()), "`<html>` has no `lang`", "write `<html lang=\"id\">`"),
        Some(tag) if !is_language(tag) => {
            let message = format!("`{tag}` is no tag of a language");
            report.error("H-1", Some(html.place_of("lang")), message, "write a BCP 47 tag such as `id` or `id-ID`");
        }
        Some(_) => {}
    }
}

/// The form of BCP 47, with hyphens; `in` is what Indonesian was called until 1989.
pub(super) fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or_default();
    let is_name = matches!(first.len(), 2..=3) && first.bytes().all(|it| it.is_ascii_alphabetic());
    let rest = parts.all(|part| matches!(part.len(), 1..=8) && part.bytes().all(|it| it.is_ascii_alphanumeric()));
    is_name && rest && !first.eq_ignore_ascii_case("in")
}

fn judge_head(page: &Page<'_>, report: &mut Report) {
    let titles: Vec<_> = page.dom.named("title").filter(|title| !title.is_in("svg")).collect();
    match titles.first() {
        None => report.error("H-1", None, "the page has no `<title>`", "give it one"),
        Some(title) if title.text().trim().is_empty() => {
            report.error("H-1", Some(title.at()), "`<title>` is empty", "give the page a title");
        }
        Some(_) => {}
    }
    for title in titles.iter().skip(1) {
        report.error("H-1", Some(title.at()), "a second `<title>`", "leave one");
    }
    if !page.head.says("viewport") {
        let help = "write `<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">`";
        report.error("H-1", None, "the page has no viewport, so phones show it as wide as a desk", help);
    }
    let charset = page.dom.named("meta").find_map(|meta| meta.attribute("charset"));
    if !charset.is_some_and(|it| it.eq_ignore_ascii_case("utf-8")) && page.head.meta("content-type").is_none() {
        report.error("H-1", None, "the page does not say that it is UTF-8", "write `<meta charset=\"utf-8\">`");
    }
}

fn judge_heading(page: &Page<'_>, report: &mut Report) {
    let mut headings = page.dom.named("h1");
    if headings.next().is_none() {
        report.error("H-1", None, "the page has no `<h1>`", "give it one heading of the first level");
    }
    for heading in headings {
        let message = format!("a second `<h1>`: {}", shortened(heading.text().trim()));
        report.error("H-1", Some(heading.at()), message, "leave one; the others are `<h2>` and below");
    }
}

fn judge_ids(page: &Page<'_>, report: &mut Report) {
    let mut seen = BTreeSet::new();
    for element in page.dom.elements() {
        let Some(id) = element.attribute("id") else { continue };
        if id.is_empty() || id.bytes().any(|byte| byte.is_ascii_whitespace()) {
            let message = format!("`{id}` cannot be an id: it is empty or has spaces");
            report.error("H-1", Some(element.place_of("id")), message, "give it a name without spaces, or none");
        } else if !seen.insert(id) {
            let message = format!("the id `{id}` stands twice on the page");
            report.error("H-1", Some(element.place_of("id")), message, "links lead to the first one only; rename one");
        }
    }
}

/// The beginning of a text, for messages.
pub(super) fn shortened(text: &str) -> String {
    const LETTERS: usize = 60;
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() <= LETTERS {
        words
    } else {
        format!("{}…", words.chars().take(LETTERS).collect::<String>())
    }
}

#[cfg(test)]
mod tests {
    use crate::check::page::sample::{ARTICLE, judged, with};

    #[test]
    fn h1_a_page_without_the_basics() {
        let page = "<p>x</p>";
        let expected = "\
            E H-1 [] the page does not begin with `<!DOCTYPE html>`\n\
            E H-1 [] the page has no `<title>`\n\
            E H-1 [] the page has no viewport, so phones show it as wide as a desk\n\
            E H-1 [] the page does not say that it is UTF-8\n\
            E H-1 [] the page has no `<h1>`\n\
            E H-1 [<p>] the parser of HTML stumbled: Unexpected token\n";
        let told = judged("x.html", page);
        assert!(told.starts_with(&expected[..expected.find("E H-1 [<p>]").unwrap()]), "{told}");
        assert!(told.contains("E H-1 [<p>] `<html>` has no `lang`"), "{told}");
    }

    #[test]
    fn h1_the_language_is_a_tag() {
        let told = |tag: &str| with(ARTICLE, &[("lang=\"id\"", &format!("lang=\"{tag}\""))]);
        let finding = |tag: &str| format!("E H-1 [{tag}] `{tag}` is no tag of a language\n");
        for tag in ["in", "id_ID", "Indonesia"] {
            assert!(told(tag).contains(&finding(tag)), "{}", told(tag));
        }
        assert_eq!(
            with(ARTICLE, &[("<html lang=\"id\">", "<html>")]).lines().next(),
            Some("E H-1 [<html>] `<html>` has no `lang`")
        );
    }

    #[test]
    fn h1_titles_headings_and_ids() {
        for (from, to, expected) in [
            ("<title>Banjir – Kabar</title>", "<title> </title>", "E H-1 [<title>] `<title>` is empty\n"),
            ("</title>", "</title><title>b</title>", "E H-1 [<title>] a second `<title>`\n"),
            ("<h1>", "<h1>a</h1><h1>", "E H-1 [<h1>] a second `<h1>`: Banjir\n"),
            ("<h1>", "<h1 id=\"isi\">", "E H-1 [isi] the id `isi` stands twice on the page\n"),
            ("<h1>", "<h1 id=\"a b\">", "E H-1 [a b] `a b` cannot be an id: it is empty or has spaces\n"),
            ("<h1>", "<h1></b>", "E H-1 [</b>] `</b>` closes nothing that is open here\n"),
        ] {
            assert_eq!(with(ARTICLE, &[(from, to)]), expected);
        }
    }

    #[test]
    fn h1_bytes_that_are_no_utf8() {
        let document = crate::check::Document { path: "x.html", url: None, bytes: b"<p>\xff</p>" };
        let (findings, ..) = crate::check::page::judge(&document, &crate::check::site::tests::site());
        assert_eq!(findings.iter().map(|it| (it.rule, it.at.clone())).collect::<Vec<_>>(), [("H-1", Some(3..4))]);
    }
}
