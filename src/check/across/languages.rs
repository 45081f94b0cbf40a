//! Translations name each other (S-9), in pages and in sitemaps.

use crate::check::across::{Found, Whole};
use crate::check::page::Place;

pub(super) fn judge<'f>(whole: &Whole<'f>, found: &mut Found<'f>) {
    for (path, page) in whole.pages() {
        // A part of an article speaks for the page that has it whole.
        let own = page.canonical.as_ref().map_or(&page.url, |canonical| &canonical.text);
        for (language, link) in page.alternates.iter().filter(|(_, link)| whole.is_ours(&link.text)) {
            let Some((message, help)) = fault(whole, language, link, own) else { continue };
            found.on(path).error("S-9", Some(link.at.clone()), message, help);
        }
    }
    judge_sitemaps(whole, found);
}

/// Why a page may not name that page as its version in that language.
fn fault(whole: &Whole<'_>, language: &str, link: &Place, own: &str) -> Option<(String, &'static str)> {
    let address = &link.text;
    let Some(other) = whole.page(address) else {
        return Some((format!("the `{language}` version, `{address}`, does not exist"), "name pages that exist"));
    };
    let is_same = other.language.eq_ignore_ascii_case(language) || language == "x-default";
    if !is_same && !other.language.is_empty() {
        let message = format!("`{address}` is named as the `{language}` version, and is in `{}`", other.language);
        return Some((message, "name the language that the page itself says"));
    }
    let leads_back = address == own || other.alternates.iter().any(|(_, link)| link.text == own);
    let message = format!("the `{language}` version, `{address}`, does not name this page");
    (!leads_back).then_some((message, "translations name each other, or none of it counts"))
}

fn judge_sitemaps<'f>(whole: &Whole<'f>, found: &mut Found<'f>) {
    let entries =
        || whole.sitemaps().flat_map(|(path, sitemap)| sitemap.entries.iter().map(move |entry| (path, entry)));
    let named: std::collections::BTreeMap<_, _> =
        entries().map(|(_, entry)| (&entry.loc.text, &entry.alternates)).collect();
    for (path, entry) in entries() {
        for (language, link) in &entry.alternates {
            let answer = named.get(&link.text).is_some_and(|back| back.iter().any(|(_, it)| it.text == entry.loc.text));
            if whole.is_ours(&link.text) && !answer {
                let message = format!(
                    "the entry of the `{language}` version, `{}`, does not name `{}`",
                    link.text, entry.loc.text
                );
                found.on(path).error(
                    "S-9",
                    Some(link.at.clone()),
                    message,
                    "translations name each other, or none of it counts",
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::across::sample::{Papers, place};

    #[test]
    fn s9_translations_of_pages_name_each_other() {
        let mut paper = Papers::good();
        paper.page("en/index.html").alternates.clear();
        paper.judged_on(
            "index.html",
            "E S-9 [9..9] the `en` version, `https://kabar.example/en/`, does not name this page",
        );
        let mut paper = Papers::good();
        paper.page("en/index.html").language = "ms".to_owned();
        let told = paper.judged();
        assert!(told.contains("`https://kabar.example/en/` is named as the `en` version, and is in `ms`\n"), "{told}");
        let mut paper = Papers::good();
        paper.page("daerah/index.html").alternates = vec![("en".to_owned(), place("https://kabar.example/en/daerah/"))];
        paper.judged_on(
            "daerah/index.html",
            "E S-9 [9..9] the `en` version, `https://kabar.example/en/daerah/`, does not exist",
        );
    }

    #[test]
    fn s9_translations_in_sitemaps_name_each_other() {
        let mut paper = Papers::good();
        let alternates = vec![
            ("id".to_owned(), place("https://kabar.example/")),
            ("en".to_owned(), place("https://kabar.example/en/")),
        ];
        let pages = paper.sitemap("sitemap-pages.xml");
        pages.entries[0].alternates.clone_from(&alternates);
        paper.judged_on(
            "sitemap-pages.xml",
            "E S-9 [9..9] the entry of the `en` version, `https://kabar.example/en/`, does not name `https://kabar.example/`",
        );
        paper.sitemap("sitemap-pages.xml").entries[1].alternates = alternates;
        assert_eq!(paper.judged(), "");
    }
}
