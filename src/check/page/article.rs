//! What an article tells search engines of itself: L-1 to L-5, L-10.
//!
//! Whether feeds say the same (L-2), and the other parts of a split article (L-10), is judged in `across`.

use chrono::{DateTime, FixedOffset};

use crate::check::moment::{is_date, with_offset};
use crate::check::page::data::Thing;
use crate::check::page::{ArticleFacts, Page};
use crate::check::report::Report;
use crate::check::site::is_absolute;

/// Words that stand before a name in a byline.
const BEFORE_NAMES: [&str; 6] = ["oleh ", "oleh:", "by ", "by:", "penulis:", "reporter:"];

/// Words and marks between two names.
const BETWEEN_NAMES: [&str; 6] = [" dan ", " and ", " & ", ";", " | ", " / "];

/// The smallest width that search engines like, and the smallest area that they take (L-3).
const WIDTH: u64 = 1200;
const AREA: u64 = 50_000;

pub(super) fn judge(page: &Page<'_>, report: &mut Report) {
    let articles: Vec<_> = page.data.articles().collect();
    if page.is_article() && articles.is_empty() {
        let help = "add a `NewsArticle` with headline, image, dates and authors";
        report.error("L-1", None, "an article without structured data", help);
    }
    for second in articles.iter().skip(1) {
        report.error("L-1", Some(second.at()), "a second article in the structured data of one page", "leave one");
    }
    if let Some(article) = articles.first() {
        judge_dates(page, *article, report);
        judge_headline(*article, report);
        judge_images(page, *article, report);
        judge_authors(*article, report);
        judge_more(page, *article, report);
        judge_publisher(page, *article, report);
        judge_address(page, *article, report);
    }
}

/// What other documents are compared with.
pub(super) fn facts(page: &Page<'_>) -> Option<ArticleFacts> {
    let article = page.data.article()?;
    let date = |name: &str| article.text(name).and_then(with_offset);
    Some(ArticleFacts {
        headline: article.text("headline").unwrap_or_default().to_owned(),
        published: date("datePublished"),
        updated: date("dateModified"),
        authors: article.objects("author").filter_map(|it| it.text("name")).map(str::to_owned).collect(),
        profiles: article
            .objects("author")
            .filter(|it| it.is("Person"))
            .filter_map(|it| it.text("url"))
            .map(str::to_owned)
            .collect(),
        at: article.at(),
    })
}

fn missing(article: Thing<'_>, rule: &'static str, name: &str, report: &mut Report) {
    let message = format!("the `{}` has no `{name}`", article.kind());
    report.error(rule, Some(article.at()), message, &format!("add `\"{name}\": …`"));
}

fn judge_headline(article: Thing<'_>, report: &mut Report) {
    if article.text("headline").is_none() {
        missing(article, "L-1", "headline", report);
    }
}

fn judge_dates(page: &Page<'_>, article: Thing<'_>, report: &mut Report) {
    let mut dates = Vec::new();
    for name in ["datePublished", "dateModified"] {
        let Some(text) = article.text(name) else {
            missing(article, "L-1", name, report);
            continue;
        };
        let Some(date) = with_offset(text) else {
            let message = format!("`{text}` in `{name}` is no date with time and offset");
            report.error("L-2", Some(article.place_of(name)), message, "write `2022-11-08T14:30:00+08:00`");
            continue;
        };
        if !is_shown(page, date) {
            let message = format!("the page shows no date that is `{name}`, {text}");
            let help = "say the same to readers and search engines, in `<time datetime>`";
            report.error("L-2", Some(article.place_of(name)), message, help);
        }
        dates.push(date);
    }
    if let [published, updated] = dates[..]
        && updated < published
    {
        let message = "the article was changed before it was published";
        report.error("L-2", Some(article.place_of("dateModified")), message, "`dateModified` is never earlier");
    }
}

/// Whether a `<time>` of the page says that moment, or at least that day.
fn is_shown(page: &Page<'_>, date: DateTime<FixedOffset>) -> bool {
    let day = date.format("%Y-%m-%d").to_string();
    page.dom.named("time").filter_map(|time| time.attribute("datetime")).any(|shown| {
        let shown = shown.trim();
        with_offset(shown).is_some_and(|it| it == date) || (is_date(shown) && shown == day)
    })
}

fn judge_images(page: &Page<'_>, article: Thing<'_>, report: &mut Report) {
    let Some(value) = article.value("image") else {
        if has_picture(page) {
            missing(article, "L-1", "image", report);
        }
        return;
    };
    if !value.is_array() {
        report.error(
            "L-1",
            Some(article.place_of("image")),
            "`image` is no list",
            "write `\"image\": [\"https://…\"]`",
        );
    }
    let addresses: Vec<_> = article
        .texts("image")
        .chain(article.objects("image").filter_map(|it| it.text("url").or_else(|| it.text("contentUrl"))))
        .collect();
    for address in addresses.iter().filter(|it| !is_absolute(it)) {
        let message = format!("the address of the picture, `{address}`, is not absolute");
        report.error("L-3", Some(article.place_of("image")), message, "begin it with `https://` and the host");
    }
    // The other parts of a split article show the same picture.
    let is_own = page.head.link("canonical").is_some_and(|canonical| canonical.href == page.url);
    if is_own && let Some((width, height)) = largest(page, article, &addresses) {
        judge_size(article, width, height, report);
    }
}

fn judge_size(article: Thing<'_>, width: u64, height: u64, report: &mut Report) {
    let at = article.place_of("image");
    if width.saturating_mul(height) < AREA {
        let message = format!("the picture has {width} × {height} pixels, too few to be shown");
        report.warning("L-3", Some(at), message, "use one with 50,000 pixels or more");
    } else if width < WIDTH {
        let message = format!("the picture is {width} pixels wide, too few to be shown large");
        report.warning("L-3", Some(at), message, "use one of 1200 pixels or more");
    }
}

/// The size of the widest picture, if the page says any.
fn largest(page: &Page<'_>, article: Thing<'_>, addresses: &[&str]) -> Option<(u64, u64)> {
    let number = |thing: Thing<'_>, name: &str| thing.value(name).and_then(serde_json::Value::as_u64);
    let objects = article.objects("image").filter_map(|it| Some((number(it, "width")?, number(it, "height")?)));
    let meta = |name: &str| page.head.meta(name).and_then(|meta| meta.value.parse().ok());
    let is_same = page.head.meta("og:image").is_some_and(|image| addresses.contains(&image.value));
    let open_graph = is_same.then(|| Some((meta("og:image:width")?, meta("og:image:height")?))).flatten();
    objects.chain(open_graph).max()
}

/// Whether the page shows the picture that it shares.
fn has_picture(page: &Page<'_>) -> bool {
    let shared = page.head.meta("og:image").and_then(|meta| page.absolute(meta.value));
    let mut pictures = page.dom.named("img").filter(|img| img.is_in("main") && img.is_in("article"));
    shared.is_some() && pictures.any(|img| page.absolute(img.attribute("src").unwrap_or_default()) == shared)
}

fn judge_authors(article: Thing<'_>, report: &mut Report) {
    let Some(value) = article.value("author") else { return missing(article, "L-1", "author", report) };
    let authors: Vec<_> = article.objects("author").collect();
    if !value.is_array() || authors.is_empty() || article.texts("author").next().is_some() {
        let help = "write `\"author\": [{ \"@type\": \"Person\", \"name\": \"…\" }]`";
        report.error("L-1", Some(article.place_of("author")), "`author` is no list of persons", help);
    }
    for author in authors {
        if !author.is("Person") && !author.is_kind_of("Organization") {
            let message = format!("an author is a `{}`", author.kind());
            report.error("L-1", Some(author.place_of("@type")), message, "write `Person` or `Organization`");
        }
        match author.text("name") {
            None => {
                report.error("L-1", Some(article.place_of("author")), "an author without `name`", "name every author");
            }
            Some(name) if author.is("Person") => judge_name(author, name, report),
            Some(_) => {}
        }
        for url in author.texts("url").filter(|url| !is_absolute(url)) {
            let message = format!("the address of an author, `{url}`, is not absolute");
            report.error("L-1", Some(author.place_of("url")), message, "begin it with `https://` and the host");
        }
    }
}

/// One bare name. A comma is no sign of two: titles follow one ("Rumbai, M.Si.").
fn judge_name(author: Thing<'_>, name: &str, report: &mut Report) {
    let folded = name.to_lowercase();
    let fault = if BEFORE_NAMES.iter().any(|word| folded.starts_with(word)) {
        "has a word before the name"
    } else if BETWEEN_NAMES.iter().any(|mark| folded.contains(mark)) {
        "is more than one name"
    } else if name.contains(['(', '<', '@']) {
        "has more than the name"
    } else {
        return;
    };
    let help = "write the bare name; each author is an object of the list";
    report.error("L-4", Some(author.place_of("name")), format!("the author “{name}” {fault}"), help);
}

fn judge_more(page: &Page<'_>, article: Thing<'_>, report: &mut Report) {
    let mut wanted = vec!["mainEntityOfPage", "publisher", "inLanguage", "isAccessibleForFree"];
    wanted.extend(page.head.says("description").then_some("description"));
    wanted.extend(page.head.says("article:section").then_some("articleSection"));
    wanted.extend(page.head.says("article:tag").then_some("keywords"));
    for name in wanted.into_iter().filter(|name| article.value(name).is_none()) {
        let message = format!("the `{}` has no `{name}`", article.kind());
        report.warning("L-5", Some(article.at()), message, &format!("add `\"{name}\": …`"));
    }
    let language = page.dom.named("html").next().and_then(|it| it.attribute("lang"));
    if let (Some(told), Some(language)) = (article.text("inLanguage"), language)
        && told != language
    {
        let message = format!("`inLanguage` is `{told}` on a page in `{language}`");
        report.warning("L-5", Some(article.place_of("inLanguage")), message, "name the language of this page");
    }
}

/// Its logo is judged once, on the front page (L-7).
fn judge_publisher(page: &Page<'_>, article: Thing<'_>, report: &mut Report) {
    let Some(publisher) = article.objects("publisher").next() else { return };
    // Only a reference to an object elsewhere.
    if publisher.value("@id").is_some() && publisher.value("name").is_none() {
        return;
    }
    let at = Some(article.place_of("publisher"));
    match publisher.text("name") {
        Some(name) if name != page.site.publisher => {
            let message = format!("the publisher is “{name}” here, “{}” elsewhere", page.site.publisher);
            report.warning("L-5", at.clone(), message, "write one name everywhere");
        }
        Some(_) => {}
        None => report.warning("L-5", at.clone(), "the publisher has no `name`", "add it"),
    }
    if publisher.text("url").is_none() {
        report.warning("L-5", at, "the publisher has no `url`", "add the address of the front page");
    }
}

/// The article's address is the page's own (L-10), and the page is about the article.
fn judge_address(page: &Page<'_>, article: Thing<'_>, report: &mut Report) {
    let Some(canonical) = page.head.link("canonical") else { return };
    let whole = article.objects("mainEntityOfPage").find_map(|it| it.text("@id"));
    let main = article.text("mainEntityOfPage").or(whole);
    for (rule, name, address) in [("L-10", "url", article.text("url")), ("L-5", "mainEntityOfPage", main)] {
        let Some(address) = address.filter(|it| *it != canonical.href) else { continue };
        let message = format!("`{name}` is `{address}`, the canonical address `{}`", canonical.href);
        report.error(rule, Some(article.place_of(name)), message, "write the canonical address of this page");
    }
}

#[cfg(test)]
mod tests {
    use crate::check::page::sample::{ARTICLE, judged, with};

    const SCRIPT: &str = "<script type=\"application/ld+json\">";

    /// The sample article without one line of its structured data.
    fn without(name: &str) -> String {
        let start = ARTICLE.find(&format!("\"{name}\":")).expect("the sample has it");
        let end = start + ARTICLE[start..].find('\n').expect("it ends") + 1;
        with(ARTICLE, &[(&ARTICLE[start..end], "")])
    }

    #[test]
    fn l1_an_article_page_tells_of_one_article() {
        let start = ARTICLE.find(SCRIPT).expect("it has one");
        let end = ARTICLE.find("</script>").expect("it ends") + "</script>".len();
        let script = &ARTICLE[start..end];
        assert_eq!(with(ARTICLE, &[(script, "")]), "E L-1 [] an article without structured data\n");
        let twice = with(ARTICLE, &[(script, &format!("{script}{script}"))]);
        assert_eq!(twice, format!("E L-1 [{SCRIPT}] a second article in the structured data of one page\n"));
    }

    #[test]
    fn l1_what_an_article_must_have() {
        for name in ["headline", "image", "datePublished", "dateModified", "author"] {
            assert_eq!(without(name), format!("E L-1 [{SCRIPT}] the `NewsArticle` has no `{name}`\n"));
        }
        let picture = "\"https://kabar.example/daerah/banjir/banjir.jpg\"";
        let told = with(ARTICLE, &[(&format!("[{picture}]"), picture)]);
        assert_eq!(told, format!("E L-1 [{picture}] `image` is no list\n"));
        let author =
            "[{ \"@type\": \"Person\", \"name\": \"Rani\", \"url\": \"https://kabar.example/penulis/rani/\" }]";
        assert_eq!(with(ARTICLE, &[(author, "[\"Rani\"]")]), "E L-1 [[\"Rani\"]] `author` is no list of persons\n");
        assert_eq!(
            with(ARTICLE, &[(author, "[{ \"@type\": \"Thing\", \"name\": \"R\" }]")]),
            "E L-1 [\"Thing\"] an author is a `Thing`\n"
        );
        let nameless = "[{ \"@type\": \"Person\" }]";
        assert_eq!(with(ARTICLE, &[(author, nameless)]), format!("E L-1 [{nameless}] an author without `name`\n"));
        let relative =
            with(ARTICLE, &[("\"url\": \"https://kabar.example/penulis/rani/\"", "\"url\": \"/penulis/rani/\"")]);
        assert_eq!(
            relative,
            "E L-1 [\"/penulis/rani/\"] the address of an author, `/penulis/rani/`, is not absolute\n"
        );
    }

    #[test]
    fn l2_dates_have_an_offset_and_are_shown() {
        let told = |date: &str| {
            with(
                ARTICLE,
                &[("\"datePublished\": \"2026-11-09T06:15:00+08:00\"", &format!("\"datePublished\": \"{date}\""))],
            )
        };
        assert_eq!(
            told("2026-11-09"),
            "E L-2 [\"2026-11-09\"] `2026-11-09` in `datePublished` is no date with time and offset\n"
        );
        assert_eq!(told("2026-11-08T22:15:00Z"), "", "the same moment");
        assert_eq!(
            told("2026-11-08T06:15:00+08:00"),
            "E G-2 [2026-11-09T06:15:00+08:00] `article:published_time` is not `datePublished` of the structured data\n\
             E L-2 [\"2026-11-08T06:15:00+08:00\"] the page shows no date that is `datePublished`, 2026-11-08T06:15:00+08:00\n"
        );
        let early = ARTICLE.replace("2026-11-09T18:20:00+08:00", "2026-11-09T05:20:00+08:00");
        let early = judged("daerah/banjir/index.html", &early);
        assert_eq!(early, "E L-2 [\"2026-11-09T05:20:00+08:00\"] the article was changed before it was published\n");
    }

    #[test]
    fn l3_pictures_are_absolute_and_large() {
        let told = with(ARTICLE, &[("[\"https://kabar.example/daerah", "[\"/daerah")]);
        let list = "[\"/daerah/banjir/banjir.jpg\"]";
        assert_eq!(
            told,
            format!("E L-3 [{list}] the address of the picture, `/daerah/banjir/banjir.jpg`, is not absolute\n")
        );
        let list = "[\"https://kabar.example/daerah/banjir/banjir.jpg\"]";
        let told = with(ARTICLE, &[("content=\"1280\"", "content=\"800\"")]);
        assert_eq!(told, format!("W L-3 [{list}] the picture is 800 pixels wide, too few to be shown large\n"));
        let told = with(ARTICLE, &[("content=\"1280\"", "content=\"60\"")]);
        assert_eq!(told, format!("W L-3 [{list}] the picture has 60 × 720 pixels, too few to be shown\n"));
    }

    #[test]
    fn l4_an_author_is_a_bare_name() {
        for (name, fault) in [
            ("Oleh Rani", "has a word before the name"),
            ("Rani dan Yulius", "is more than one name"),
            ("Rani (wartawan)", "has more than the name"),
        ] {
            let told = with(ARTICLE, &[("\"name\": \"Rani\"", &format!("\"name\": \"{name}\""))]);
            assert_eq!(told, format!("E L-4 [\"{name}\"] the author “{name}” {fault}\n"));
        }
        assert_eq!(with(ARTICLE, &[("\"name\": \"Rani\"", "\"name\": \"Dr. Rani Rumbai, M.Si.\"")]), "");
    }

    #[test]
    fn l5_what_an_article_should_have() {
        for name in ["mainEntityOfPage", "publisher", "inLanguage", "description", "articleSection", "keywords"] {
            assert_eq!(without(name), format!("W L-5 [{SCRIPT}] the `NewsArticle` has no `{name}`\n"));
        }
        assert_eq!(
            with(ARTICLE, &[("\"inLanguage\": \"id\"", "\"inLanguage\": \"en\"")]),
            "W L-5 [\"en\"] `inLanguage` is `en` on a page in `id`\n"
        );
        let told = with(ARTICLE, &[("\"name\": \"Kabar\"", "\"name\": \"Warta\"")]);
        assert!(
            told.starts_with("W L-5 [{ \"@type\": \"NewsMediaOrganization\"")
                && told.ends_with("the publisher is “Warta” here, “Kabar” elsewhere\n")
        );
    }

    #[test]
    fn l10_the_address_is_the_canonical_one() {
        let told = with(
            ARTICLE,
            &[("\"url\": \"https://kabar.example/daerah/banjir/\"", "\"url\": \"https://kabar.example/banjir/\"")],
        );
        let expected = "E L-10 [\"https://kabar.example/banjir/\"] `url` is `https://kabar.example/banjir/`, the canonical address \
            `https://kabar.example/daerah/banjir/`\n";
        assert_eq!(told, expected);
    }
}
