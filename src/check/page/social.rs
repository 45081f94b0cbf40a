//! Open Graph and cards (G-1 to G-3): what a shared link shows.
//!
//! Judged on pages that may be found, since others are not shared by us. A picture is demanded of nobody who has none:
//! the front page alone warns of it.

use crate::check::moment::with_offset;
use crate::check::page::Page;
use crate::check::page::head::Meta;
use crate::check::report::Report;
use crate::check::site::is_absolute;

pub(super) fn judge(page: &Page<'_>, report: &mut Report) {
    for name in ["og:title", "og:type", "og:url", "og:site_name", "og:locale"] {
        if !page.head.says(name) {
            missing(report, "G-1", name);
        }
    }
    judge_kind(page, report);
    judge_once(page, report);
    judge_description(page, report);
    judge_url(page, report);
    judge_locale(page, report);
    judge_image(page, report);
    if page.is_article() {
        judge_article(page, report);
    }
    judge_card(page, report);
}

fn missing(report: &mut Report, rule: &'static str, name: &str) {
    let help = format!("write `<meta property=\"{name}\" content=\"…\">`");
    report.error(rule, None, format!("the page has no `{name}`"), &help);
}

/// That a page of the type `article` has an article is L-1.
fn judge_kind(page: &Page<'_>, report: &mut Report) {
    let Some(kind) = page.head.meta("og:type").filter(|kind| !kind.value.is_empty()) else { return };
    if page.data.article().is_some() && !page.is_article() {
        let message = format!("`og:type` is `{}` on the page of an article", kind.value);
        report.error("G-1", Some(kind.at()), message, "write `article`");
    }
}

fn judge_once(page: &Page<'_>, report: &mut Report) {
    for name in ["og:title", "og:type", "og:url", "og:description", "article:published_time", "article:modified_time"] {
        for meta in page.head.metas(name).skip(1) {
            let rule = if name.starts_with("og:") { "G-1" } else { "G-2" };
            report.error(rule, Some(meta.element.at()), format!("a second `{name}`"), "leave one");
        }
    }
}

/// A list may have none; what describes the page to search engines describes it here too.
fn judge_description(page: &Page<'_>, report: &mut Report) {
    if !page.head.says("og:description") && (page.is_article() || page.head.says("description")) {
        missing(report, "G-1", "og:description");
    }
}

fn judge_url(page: &Page<'_>, report: &mut Report) {
    let (Some(url), Some(canonical)) = (page.head.meta("og:url"), page.head.link("canonical")) else { return };
    if url.value != canonical.href {
        let message = format!("`og:url` is `{}`, the canonical address `{}`", url.value, canonical.href);
        report.error(
            "G-1",
            Some(url.at()),
            message,
            "write the canonical address: likes and comments are counted by it",
        );
    }
}

/// `id_ID`: the one place where the tag has an underscore.
fn judge_locale(page: &Page<'_>, report: &mut Report) {
    let Some(locale) = page.head.meta("og:locale").filter(|meta| !meta.value.is_empty()) else { return };
    let parts = locale.value.split_once('_');
    let is_locale = parts.is_some_and(|(language, land)| {
        matches!(language.len(), 2 | 3)
            && language.bytes().all(|it| it.is_ascii_lowercase())
            && matches!(land.len(), 2 | 3)
            && land.bytes().all(|it| it.is_ascii_uppercase() || it.is_ascii_digit())
    });
    let language = page.dom.named("html").next().and_then(|it| it.attribute("lang")).unwrap_or_default();
    let own = language.split('-').next().unwrap_or_default();
    if !is_locale {
        let message = format!("`{}` is no locale of Open Graph", locale.value);
        report.error("G-1", Some(locale.at()), message, "write language and country, `id_ID`");
    } else if !own.is_empty() && parts.is_some_and(|(it, _)| it != own) {
        let message = format!("`og:locale` is `{}` on a page in `{language}`", locale.value);
        report.error("G-1", Some(locale.at()), message, "name the language of this page");
    }
}

fn judge_image(page: &Page<'_>, report: &mut Report) {
    let Some(image) = page.head.meta("og:image") else {
        let has_own = page.data.article().is_some_and(|article| article.value("image").is_some());
        // The reason is one for the whole site, so it is told once.
        if page.path == "index.html" || has_own {
            let help = "set `logo` in halaman.yaml, or give the page a picture: a shared link shows it";
            report.warning("G-1", None, "the page has no `og:image`", help);
        }
        return;
    };
    judge_picture(report, "G-1", image);
    for part in ["og:image:width", "og:image:height"] {
        match page.head.meta(part) {
            None => report.warning(
                "G-1",
                Some(image.at()),
                format!("the page has no `{part}`"),
                "say the size of the picture",
            ),
            Some(size) if size.value.parse::<u32>().is_err() => {
                let message = format!("`{}` in `{part}` is no number of pixels", size.value);
                report.error("G-1", Some(size.at()), message, "write a number");
            }
            Some(_) => {}
        }
    }
    if !page.head.says("og:image:alt") {
        missing(report, "G-1", "og:image:alt");
    }
}

fn judge_picture(report: &mut Report, rule: &'static str, image: Meta<'_>) {
    if !is_absolute(image.value) {
        let message = format!("the address of the picture, `{}`, is not absolute", image.value);
        report.error(rule, Some(image.at()), message, "begin it with `https://` and the host");
    }
    let path = image.value.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    if path.ends_with(".svg") || path.ends_with(".avif") {
        let message = format!("the picture `{}` is of a kind that no service shows", image.value);
        report.error(rule, Some(image.at()), message, "use a JPEG, PNG or WebP");
    }
}

fn judge_article(page: &Page<'_>, report: &mut Report) {
    for name in ["article:published_time", "article:modified_time"] {
        match page.head.meta(name) {
            None => missing(report, "G-2", name),
            Some(meta) if with_offset(meta.value).is_none() => {
                let message = format!("`{}` in `{name}` is no date with time and offset", meta.value);
                report.error("G-2", Some(meta.at()), message, "write `2022-11-08T14:30:00+08:00`");
            }
            Some(meta) => judge_moment(page, name, meta, report),
        }
    }
    for author in page.head.metas("article:author").filter(|meta| !is_absolute(meta.value)) {
        let message = format!("`{}` in `article:author` is no address", author.value);
        report.error("G-2", Some(author.at()), message, "write the address of the author's page");
    }
    judge_topics(page, report);
}

/// Open Graph and structured data name one moment.
fn judge_moment(page: &Page<'_>, name: &str, meta: Meta<'_>, report: &mut Report) {
    let told = if name == "article:published_time" { "datePublished" } else { "dateModified" };
    let other = page.data.article().and_then(|article| with_offset(article.text(told)?));
    if other.is_some_and(|other| Some(other) != with_offset(meta.value)) {
        let message = format!("`{name}` is not `{told}` of the structured data");
        report.error("G-2", Some(meta.at()), message, "say the same moment in both");
    }
}

/// What the structured data say of section and tags is said here too.
fn judge_topics(page: &Page<'_>, report: &mut Report) {
    let Some(article) = page.data.article() else { return };
    if article.text("articleSection").is_some() && !page.head.says("article:section") {
        missing(report, "G-2", "article:section");
    }
    for tag in article.texts("keywords") {
        if !page.head.metas("article:tag").any(|meta| meta.value == tag) {
            let message = format!("the tag “{tag}” has no `article:tag`");
            report.error("G-2", None, message, "write one `article:tag` for each tag");
        }
    }
}

fn judge_card(page: &Page<'_>, report: &mut Report) {
    const CARDS: [&str; 4] = ["summary_large_image", "summary", "player", "app"];
    match page.head.meta("twitter:card") {
        Some(card) if !CARDS.contains(&card.value) => {
            let message = format!("`{}` is no kind of card", card.value);
            report.warning("G-3", Some(card.at()), message, "write `summary_large_image`");
        }
        Some(_) => {}
        None => report.warning("G-3", None, "the page has no `twitter:card`", "write `summary_large_image`"),
    }
    let mut wanted = vec!["twitter:title"];
    wanted.extend(page.head.says("og:description").then_some("twitter:description"));
    wanted.extend(page.head.says("og:image").then_some(["twitter:image", "twitter:image:alt"]).into_iter().flatten());
    for name in wanted.into_iter().filter(|name| !page.head.says(name)) {
        let help = format!("write `<meta name=\"{name}\" content=\"…\">`");
        report.warning("G-3", None, format!("the page has no `{name}`"), &help);
    }
    if let Some(image) = page.head.meta("twitter:image") {
        judge_picture(report, "G-3", image);
    }
}

#[cfg(test)]
mod tests {
    use crate::check::page::sample::{ARTICLE, FRONT, LIST, judged, with};

    fn without(property: &str) -> String {
        let start = ARTICLE.find(&format!("<meta property=\"{property}\"")).expect("the sample has it");
        let end = start + ARTICLE[start..].find('>').expect("it ends") + 1;
        with(ARTICLE, &[(&ARTICLE[start..end], "")])
    }

    #[test]
    fn g1_what_every_page_says() {
        for name in ["og:title", "og:url", "og:site_name", "og:locale", "og:description", "og:image:alt"] {
            let expected = format!("E G-1 [] the page has no `{name}`\n");
            assert!(without(name).starts_with(&expected), "{}", without(name));
        }
        let picture = "https://kabar.example/daerah/banjir/banjir.jpg";
        assert_eq!(without("og:image:width"), format!("W G-1 [{picture}] the page has no `og:image:width`\n"));
        for (from, to, expected) in [
            (
                "og:url\" content=\"https://kabar.example/daerah/banjir/",
                "og:url\" content=\"https://kabar.example/banjir/",
                "E G-1 [https://kabar.example/banjir/] `og:url` is `https://kabar.example/banjir/`, the canonical address \
                 `https://kabar.example/daerah/banjir/`\n",
            ),
            (
                "og:type\" content=\"article",
                "og:type\" content=\"website",
                "E G-1 [website] `og:type` is `website` on the page of an article\n",
            ),
            ("id_ID", "id-ID", "E G-1 [id-ID] `id-ID` is no locale of Open Graph\n"),
            ("id_ID", "en_GB", "E G-1 [en_GB] `og:locale` is `en_GB` on a page in `id`\n"),
            (
                "og:image\" content=\"https://kabar.example/daerah/banjir/banjir.jpg",
                "og:image\" content=\"/logo.svg",
                "E G-1 [/logo.svg] the address of the picture, `/logo.svg`, is not absolute\n\
                 E G-1 [/logo.svg] the picture `/logo.svg` is of a kind that no service shows\n",
            ),
            (
                "<meta property=\"og:type\"",
                "<meta property=\"og:title\" content=\"b\"><meta property=\"og:type\"",
                "E G-1 [<meta property=\"og:title\" content=\"Banjir\">] a second `og:title`\n",
            ),
        ] {
            assert_eq!(with(ARTICLE, &[(from, to)]), expected);
        }
        assert_eq!(with(LIST, &[("max-image-preview:large", "noindex"), ("og:title", "og:x")]), "", "not shared");
    }

    #[test]
    fn g1_a_site_without_a_picture_is_warned_once() {
        let bare = |page: &str| {
            let start = page.find("<meta property=\"og:image\"").expect("it has a picture");
            let end = page.find("<meta name=\"twitter:title\"").expect("it has a card");
            page.replace(&page[start..end], "<meta name=\"twitter:card\" content=\"summary\">")
        };
        let warning = "W G-1 [] the page has no `og:image`\n";
        assert_eq!(judged("index.html", &bare(FRONT)), warning);
        assert_eq!(judged("daerah/index.html", &bare(LIST)), "");
        assert_eq!(judged("daerah/banjir/index.html", &bare(ARTICLE)), warning, "it has a picture of its own");
    }

    #[test]
    fn g2_what_articles_say() {
        assert_eq!(without("article:modified_time"), "E G-2 [] the page has no `article:modified_time`\n");
        assert_eq!(without("article:section"), "E G-2 [] the page has no `article:section`\n");
        assert_eq!(without("article:tag"), "E G-2 [] the tag “Cuaca” has no `article:tag`\n");
        let day = with(ARTICLE, &[("time\" content=\"2026-11-09T06:15:00+08:00", "time\" content=\"9 November")]);
        assert_eq!(
            day,
            "E G-2 [9 November] `9 November` in `article:published_time` is no date with time and offset\n"
        );
        let other =
            with(ARTICLE, &[("time\" content=\"2026-11-09T06:15:00+08:00", "time\" content=\"2026-11-09T06:15:00Z")]);
        let expected =
            "E G-2 [2026-11-09T06:15:00Z] `article:published_time` is not `datePublished` of the structured data\n";
        assert_eq!(other, expected);
        let name =
            with(ARTICLE, &[("author\" content=\"https://kabar.example/penulis/rani/", "author\" content=\"Rani")]);
        assert_eq!(name, "E G-2 [Rani] `Rani` in `article:author` is no address\n");
    }

    #[test]
    fn g3_cards() {
        assert_eq!(with(ARTICLE, &[("summary_large_image", "large")]), "W G-3 [large] `large` is no kind of card\n");
        for name in ["twitter:card", "twitter:title", "twitter:description", "twitter:image", "twitter:image:alt"] {
            let told = with(ARTICLE, &[(&format!("\"{name}\""), "\"x\"")]);
            assert_eq!(told, format!("W G-3 [] the page has no `{name}`\n"));
        }
    }
}
