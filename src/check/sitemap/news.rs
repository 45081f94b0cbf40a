//! What a news sitemap says of its articles (N-1 to N-4).

use chrono::Duration;
use roxmltree::Node;

use crate::check::moment::with_offset;
use crate::check::page::Place;
use crate::check::report::Report;
use crate::check::sitemap::{Judge, NEWS, place, tag};

/// The most articles of one file (N-2).
const ARTICLES: usize = 1_000;

impl Judge<'_> {
    pub(super) fn count_news(&self, root: Node<'_, '_>, report: &mut Report) {
        let articles = root.descendants().filter(|it| it.has_tag_name((NEWS, "news"))).count();
        if articles > ARTICLES {
            let message = format!("the news sitemap has {articles} articles, more than {ARTICLES}");
            report.error("N-2", Some(tag(self.text, root)), message, "split it");
        }
    }

    pub(super) fn judge_news(&self, news: Node<'_, '_>, report: &mut Report) {
        let child = |node: Node<'_, '_>, name: &str| {
            let found = node.children().find(|it| it.has_tag_name((NEWS, name)));
            found.map(|it| place(self.text, it)).filter(|it| !it.text.is_empty())
        };
        for retired in news.children().filter(Node::is_element) {
            let name = retired.tag_name().name();
            if matches!(name, "access" | "genres" | "keywords" | "stock_tickers") {
                report.error(
                    "N-4",
                    Some(tag(self.text, retired)),
                    format!("`<news:{name}>` is no longer read"),
                    "leave it out",
                );
            }
        }
        let publication = news.children().find(|it| it.has_tag_name((NEWS, "publication")));
        let name = publication.and_then(|it| child(it, "name"));
        let language = publication.and_then(|it| child(it, "language"));
        self.judge_publication(news, name, language, report);
        self.judge_date(news, child(news, "publication_date"), report);
        self.judge_title(news, child(news, "title"), report);
    }

    fn judge_publication(&self, news: Node<'_, '_>, name: Option<Place>, language: Option<Place>, report: &mut Report) {
        let at = tag(self.text, news);
        match name {
            None => report.error("N-3", Some(at.clone()), "an article without `<news:name>`", "name the publication"),
            Some(name) if name.text != self.site.publisher => {
                let message = format!("the publication is “{}” here, “{}” elsewhere", name.text, self.site.publisher);
                report.error("N-3", Some(name.at), message, "write the name as the news service knows it");
            }
            Some(_) => {}
        }
        match language {
            None => report.error("N-3", Some(at), "an article without `<news:language>`", "write `id`"),
            Some(language) if !is_short(&language.text) => {
                let message = format!("`{}` is no language of two or three letters", language.text);
                report.error("N-3", Some(language.at), message, "write `id`, not `id-ID`");
            }
            Some(_) => {}
        }
    }

    fn judge_date(&self, news: Node<'_, '_>, date: Option<Place>, report: &mut Report) {
        let Some(date) = date else {
            let help = "add the moment of first publication";
            return report.error(
                "N-3",
                Some(tag(self.text, news)),
                "an article without `<news:publication_date>`",
                help,
            );
        };
        let Some(moment) = with_offset(&date.text) else {
            let message = format!("`{}` is no date with time and offset", date.text);
            return report.error("N-3", Some(date.at), message, "write `2022-11-08T14:30:00+08:00`");
        };
        if moment > self.site.now || moment < self.site.now - Duration::days(2) {
            let message = format!("`{}` is not within the two days before {}", date.text, self.site.now.to_rfc3339());
            report.error("N-1", Some(date.at), message, "only the news of two days stand here");
        }
    }

    fn judge_title(&self, news: Node<'_, '_>, title: Option<Place>, report: &mut Report) {
        let Some(title) = title else {
            return report.error(
                "N-3",
                Some(tag(self.text, news)),
                "an article without `<news:title>`",
                "add its headline",
            );
        };
        let rest = title.text.strip_suffix(&self.site.publisher).unwrap_or_default().trim_end();
        if rest.ends_with(['–', '-', '|', '—']) {
            let message = format!("the title “{}” ends in the name of the site", title.text);
            report.error("N-3", Some(title.at), message, "write the headline alone");
        }
    }
}

/// Two or three letters; Chinese alone has two scripts to tell apart.
fn is_short(language: &str) -> bool {
    let letters = language.bytes().all(|byte| byte.is_ascii_lowercase());
    matches!(language, "zh-cn" | "zh-tw") || (letters && matches!(language.len(), 2 | 3))
}

#[cfg(test)]
mod tests {
    use crate::check::sitemap::tests::with;

    const LATEST: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
 <url><loc>https://kabar.example/a/</loc><news:news><news:publication><news:name>Kabar</news:name><news:language>id</news:language></news:publication><news:publication_date>2026-11-22T07:00:00+08:00</news:publication_date><news:title>Banjir</news:title></news:news></url>
</urlset>
"#;

    #[test]
    fn n1_only_the_last_two_days() {
        assert_eq!(with(LATEST, "Banjir", "Banjir"), "");
        for date in ["2026-11-21T11:59:59+08:00", "2026-11-23T12:00:01+08:00"] {
            let expected =
                format!("E N-1 [{date}] `{date}` is not within the two days before 2026-11-23T12:00:00+08:00\n");
            assert_eq!(with(LATEST, "2026-11-22T07:00:00+08:00", date), expected);
        }
    }

    #[test]
    fn n2_no_more_than_a_thousand() {
        let start = LATEST.find(" <url>").unwrap();
        let end = LATEST.find("</urlset>").unwrap();
        let url = &LATEST[start..end];
        let many = (0..1001).map(|it| url.replace("/a/", &format!("/{it}/"))).collect::<String>();
        let told = with(LATEST, url, &many);
        assert!(told.ends_with("] the news sitemap has 1001 articles, more than 1000\n"), "{told}");
        assert_eq!(told.lines().count(), 1);
    }

    #[test]
    fn n3_what_an_article_says() {
        for (from, to, expected) in [
            (
                "<news:name>Kabar",
                "<news:name>Warta",
                "E N-3 [Warta] the publication is “Warta” here, “Kabar” elsewhere\n",
            ),
            ("<news:name>Kabar</news:name>", "", "E N-3 [<news:news>] an article without `<news:name>`\n"),
            (">id<", ">id-ID<", "E N-3 [id-ID] `id-ID` is no language of two or three letters\n"),
            ("<news:language>id</news:language>", "", "E N-3 [<news:news>] an article without `<news:language>`\n"),
            (
                "2026-11-22T07:00:00+08:00",
                "2026-11-22",
                "E N-3 [2026-11-22] `2026-11-22` is no date with time and offset\n",
            ),
            ("2026-11-22T07:00:00+08:00", "", "E N-3 [<news:news>] an article without `<news:publication_date>`\n"),
            ("Banjir", "", "E N-3 [<news:news>] an article without `<news:title>`\n"),
            (
                "Banjir",
                "Banjir – Kabar",
                "E N-3 [Banjir – Kabar] the title “Banjir – Kabar” ends in the name of the site\n",
            ),
            (">id<", ">zh-tw<", ""),
        ] {
            assert_eq!(with(LATEST, from, to), expected);
        }
    }

    #[test]
    fn n4_retired_elements() {
        let told = with(LATEST, "</news:title>", "</news:title><news:keywords>x</news:keywords>");
        assert_eq!(told, "E N-4 [<news:keywords>] `<news:keywords>` is no longer read\n");
    }
}
