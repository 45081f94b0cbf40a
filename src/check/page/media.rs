//! Times (H-11), pictures (H-13), and what a page would fetch from other hosts (H-14).

use crate::check::feed::html_address::sources;
use crate::check::links::css;
use crate::check::moment::is_html_time;
use crate::check::page::Page;
use crate::check::page::dom::Element;
use crate::check::page::syntax::shortened;
use crate::check::report::Report;

/// Attributes from which a browser fetches without being asked.
const FETCHED: [(&str, &str); 13] = [
    ("script", "src"),
    ("img", "src"),
    ("img", "srcset"),
    ("source", "src"),
    ("source", "srcset"),
    ("iframe", "src"),
    ("video", "src"),
    ("video", "poster"),
    ("audio", "src"),
    ("track", "src"),
    ("embed", "src"),
    ("object", "data"),
    ("input", "src"),
];

/// Relations of `<link>` that make a browser fetch, or open a connection.
const FETCHING: [&str; 9] = [
    "stylesheet",
    "icon",
    "apple-touch-icon",
    "preload",
    "modulepreload",
    "prefetch",
    "preconnect",
    "dns-prefetch",
    "manifest",
];

pub(super) fn judge(page: &Page<'_>, report: &mut Report) {
    let mut pictures = 0;
    for element in page.dom.elements() {
        match element.name() {
            "time" => judge_time(element, report),
            "img" => {
                judge_picture(element, report);
                if element.is_in("main") {
                    judge_loading(element, pictures == 0, report);
                    pictures += 1;
                }
            }
            "style" => judge_style(page, element, &element.text(), report),
            _ => {}
        }
        judge_fetches(page, element, report);
    }
}

fn judge_time(element: Element<'_>, report: &mut Report) {
    let (value, at) = match element.attribute("datetime") {
        Some(value) => (value.trim().to_owned(), element.place_of("datetime")),
        None => (element.text().trim().to_owned(), element.at()),
    };
    if !is_html_time(&value) {
        let message = format!("`{}` is no time that a machine understands", shortened(&value));
        report.error("H-11", Some(at), message, "write `<time datetime=\"2022-11-08T14:30:00+08:00\">`");
    }
}

fn judge_picture(picture: Element<'_>, report: &mut Report) {
    let source = shortened(picture.attribute("src").unwrap_or_default());
    if source.is_empty() {
        report.error("H-13", Some(picture.at()), "a picture without `src`", "give the address of the real picture");
    }
    if picture.attribute("alt").is_none() {
        let message = format!("the picture `{source}` has no `alt`");
        report.error(
            "H-13",
            Some(picture.at()),
            message,
            "say what it shows, or write `alt=\"\"` if it only decorates",
        );
    }
    for side in ["width", "height"] {
        let value = picture.attribute(side);
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !value.is_some_and(|it| is_number(it.trim())) {
            let message = match value {
                None => format!("the picture `{source}` has no `{side}`"),
                Some(other) => format!("`{side}=\"{other}\"` is no number of pixels"),
            };
            report.error(
                "H-13",
                Some(picture.place_of(side)),
                message,
                "without its size the text jumps when it arrives",
            );
        }
    }
}

/// The first picture of the text is the lead; it is on the screen at once.
fn judge_loading(picture: Element<'_>, is_first: bool, report: &mut Report) {
    let is_lazy = picture.attribute("loading").is_some_and(|it| it.eq_ignore_ascii_case("lazy"));
    let is_lead = picture.attribute("fetchpriority").is_some_and(|it| it.eq_ignore_ascii_case("high"));
    let source = shortened(picture.attribute("src").unwrap_or_default());
    if is_lazy && is_lead {
        let message = format!("the lead picture `{source}` waits until somebody scrolls");
        report.error(
            "H-13",
            Some(picture.place_of("loading")),
            message,
            "leave `loading=\"lazy\"` out of the lead picture",
        );
    }
    if !is_lazy && !is_lead && !is_first {
        let message = format!("the picture `{source}` is loaded before anybody scrolls to it");
        report.error("H-13", Some(picture.at()), message, "write `loading=\"lazy\"` on all but the lead picture");
    }
}

fn judge_fetches(page: &Page<'_>, element: Element<'_>, report: &mut Report) {
    for (name, attribute) in FETCHED {
        if element.name() == name
            && let Some(value) = element.attribute(attribute)
        {
            if attribute == "src" && element.attribute("preload") == Some("none") {
                // Sound or film that waits until somebody asks for it.
                continue;
            }
            let is_set = attribute == "srcset";
            for address in addresses(value, is_set) {
                judge_host(page, element, attribute, address, report);
            }
        }
    }
    if element.name() == "link" && FETCHING.iter().any(|rel| element.has_word("rel", rel)) {
        judge_host(page, element, "href", element.attribute("href").unwrap_or_default(), report);
    }
    if let Some(style) = element.attribute("style") {
        judge_style(page, element, style, report);
    }
}

/// The addresses of an attribute; `srcset` has several.
fn addresses(value: &str, is_set: bool) -> Vec<&str> {
    if is_set { sources(value) } else { value.split_ascii_whitespace().take(1).collect() }
}

fn judge_host(page: &Page<'_>, element: Element<'_>, attribute: &str, address: &str, report: &mut Report) {
    let Some(url) = page.absolute(address) else { return };
    if !page.site.may_fetch(&url) {
        let message = format!("the page fetches `{}` from another host", shortened(address));
        let help = "keep a copy in `static/`, show a link, or name the host under `third_parties` in halaman.yaml";
        report.error("H-14", Some(element.place_of(attribute)), message, help);
    }
}

/// `url(…)` and `@import` in styles.
fn judge_style(page: &Page<'_>, element: Element<'_>, style: &str, report: &mut Report) {
    for (address, _) in css::addresses(style) {
        judge_host(page, element, "style", address.trim(), report);
    }
}

#[cfg(test)]
mod tests {
    use crate::check::page::sample::{ARTICLE, LIST, with};

    #[test]
    fn h11_a_time_is_for_machines() {
        let told = with(LIST, &[("</main>", "<time datetime=\"8 November\">8 November</time></main>")]);
        assert_eq!(told, "E H-11 [8 November] `8 November` is no time that a machine understands\n");
        let told = with(LIST, &[("</main>", "<time>besok</time><time>14:30</time></main>")]);
        assert_eq!(told, "E H-11 [<time>] `besok` is no time that a machine understands\n");
    }

    #[test]
    fn h13_pictures_have_a_size_and_a_description() {
        let picture = |tag: &str| with(LIST, &[("</main>", &format!("{tag}</main>"))]);
        let bare = "<img src=\"/a.jpg\">";
        assert_eq!(
            picture(bare),
            format!(
                "E H-13 [{bare}] the picture `/a.jpg` has no `alt`\nE H-13 [{bare}] the picture `/a.jpg` has no `width`\n\
                 E H-13 [{bare}] the picture `/a.jpg` has no `height`\n"
            )
        );
        let wide = "<img src=\"/a.jpg\" alt=\"\" width=\"100%\" height=\"9\">";
        assert_eq!(picture(wide), "E H-13 [100%] `width=\"100%\"` is no number of pixels\n");
        let empty = "<img alt=\"\" width=\"1\" height=\"1\">";
        assert_eq!(picture(empty), format!("E H-13 [{empty}] a picture without `src`\n"));
    }

    #[test]
    fn h13_the_lead_is_not_lazy_and_the_others_are() {
        let eager = "fetchpriority=\"high\"";
        let lazy = with(ARTICLE, &[(eager, "fetchpriority=\"high\" loading=\"lazy\"")]);
        assert_eq!(lazy, "E H-13 [lazy] the lead picture `/daerah/banjir/banjir.jpg` waits until somebody scrolls\n");
        let other = "<img src=\"/b.jpg\" alt=\"\" width=\"1\" height=\"1\">";
        let told = with(ARTICLE, &[("</article>", &format!("{other}</article>"))]);
        assert_eq!(told, format!("E H-13 [{other}] the picture `/b.jpg` is loaded before anybody scrolls to it\n"));
    }

    #[test]
    fn h14_nothing_comes_from_another_host() {
        for (tag, place, address) in [
            (
                "<script src=\"https://lain.example/a.js\"></script>",
                "https://lain.example/a.js",
                "https://lain.example/a.js",
            ),
            ("<iframe src=\"//lain.example/\"></iframe>", "//lain.example/", "//lain.example/"),
            (
                "<video poster=\"http://kabar.example/a.jpg\"></video>",
                "http://kabar.example/a.jpg",
                "http://kabar.example/a.jpg",
            ),
            (
                "<p style=\"background: url('https://lain.example/b.png')\">a</p>",
                "background: url('https://lain.example/b.png')",
                "https://lain.example/b.png",
            ),
            (
                "<picture><source srcset=\"/a.jpg 1x, https://lain.example/b.jpg 2x\"></picture>",
                "/a.jpg 1x, https://lain.example/b.jpg 2x",
                "https://lain.example/b.jpg",
            ),
        ] {
            let told = with(LIST, &[("</main>", &format!("{tag}</main>"))]);
            assert_eq!(told, format!("E H-14 [{place}] the page fetches `{address}` from another host\n"), "{tag}");
        }
        let font = "<link rel=\"preconnect\" href=\"https://huruf.example\"><style>@import 'https://huruf.example/x.css';</style></head>";
        let expected = "E H-14 [https://huruf.example] the page fetches `https://huruf.example` from another host\n\
            E H-14 [<style>] the page fetches `https://huruf.example/x.css` from another host\n";
        assert_eq!(with(LIST, &[("</head>", font)]), expected);
        let links = "<a href=\"https://lain.example/\">a</a><script src=\"https://iklan.example/a.js\"></script>\
            <audio preload=\"none\" src=\"https://media.example/a.mp3\"></audio><img src=\"data:image/gif;base64,R0lGODlhAQABAAAAACw=\" alt=\"\" width=\"1\" height=\"1\">";
        assert_eq!(with(LIST, &[("</main>", &format!("{links}</main>"))]), "");
    }
}
