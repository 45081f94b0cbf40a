//! URLs in the HTML of a feed: absolute, ASCII, and of a kind that is safe to follow.

use url::Url;

use crate::render::xml;

/// What a reader may open. Everything else, `javascript:` first of all, is dropped.
const SCHEMES: [&str; 13] =
    ["http", "https", "mailto", "tel", "sms", "geo", "ftp", "whatsapp", "tg", "xmpp", "matrix", "magnet", "webcal"];

/// A `data:` picture below this length is the blank of a lazy loader: a spacer GIF has 78
/// characters, a spacer SVG under 200, and a picture that shows something has more.
const SHORTEST_DATA_PICTURE: usize = 256;

/// The target of a link, against the article's URL: `#x` becomes `<article>#x` (T02, T03). `None`
/// if it leads nowhere.
pub fn link(target: &str, base: &Url) -> Option<String> {
    let url = base.join(target.trim()).ok()?;
    let is_safe = SCHEMES.contains(&url.scheme());
    is_safe.then(|| xml::ascii_url(url.as_str()))
}

/// The source of a picture, a film or a sound: fetched from the web, or a picture in the URL
/// itself.
pub fn media(source: &str, base: &Url) -> Option<String> {
    let source = source.trim();
    if source.is_empty() {
        return None;
    }
    let url = base.join(source).ok()?;
    match url.scheme() {
        "http" | "https" => Some(xml::ascii_url(url.as_str())),
        "data" if is_data_picture(source) => Some(source.to_owned()),
        _ => None,
    }
}

/// Every candidate of a `srcset` absolute (T04), those that lead nowhere left out.
pub fn srcset(candidates: &str, base: &Url) -> Option<String> {
    let mut kept = Vec::new();
    let mut rest = candidates;
    while let Some((source, descriptor, after)) = next_candidate(rest) {
        // Browsers pass over a candidate whose descriptor is none. Of one with a control character only white space would be
        // left.
        let is_one = descriptor.chars().all(|it| it.is_ascii_graphic() || matches!(it, ' ' | '\t' | '\n'));
        if let Some(url) = media(source, base).filter(|_| is_one) {
            kept.push(format!("{url} {descriptor}").trim_end().to_owned());
        }
        rest = after;
    }
    (!kept.is_empty()).then(|| kept.join(", "))
}

/// The first candidate, its descriptor and what follows. A comma ends a candidate only after white
/// space or at the end of the URL: `data:image/png;base64,iVBOR` and `w_300,h_200/a.jpg` have
/// commas of their own.
fn next_candidate(text: &str) -> Option<(&str, &str, &str)> {
    let text = text.trim_start_matches(|it: char| it == ',' || it.is_ascii_whitespace());
    if text.is_empty() {
        return None;
    }
    let (source, rest) = split_at(text, |it| it.is_ascii_whitespace());
    if source.ends_with(',') {
        return Some((source.trim_end_matches(','), "", rest));
    }
    let (descriptor, rest) = split_at(rest, |it| it == ',');
    Some((source, descriptor.trim(), rest))
}

fn split_at(text: &str, is_end: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(is_end).unwrap_or(text.len()))
}

fn is_data_picture(source: &str) -> bool {
    let head: String = source.chars().take(11).collect();
    source.len() >= SHORTEST_DATA_PICTURE
        && head.eq_ignore_ascii_case("data:image/")
        && source.bytes().all(|it| it.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base() -> Url {
        Url::parse("https://kabar.id/berita/banjir/").unwrap()
    }

    fn data_picture() -> String {
        format!("data:image/png;base64,{}", "iVBOR".repeat(60))
    }

    #[test]
    fn t01_t02_links_resolve_under_the_article() {
        let cases = [
            ("foto.jpg", "https://kabar.id/berita/banjir/foto.jpg"),
            ("../harga/", "https://kabar.id/berita/harga/"),
            ("/", "https://kabar.id/"),
            ("//cdn.kabar.id/a", "https://cdn.kabar.id/a"),
            ("?h=2", "https://kabar.id/berita/banjir/?h=2"),
            (" https://x.id/a b é ", "https://x.id/a%20b%20%C3%A9"),
            ("https://bücher.de/", "https://xn--bcher-kva.de/"),
        ];
        for (target, expected) in cases {
            assert_eq!(link(target, &base()).as_deref(), Some(expected));
        }
    }

    #[test]
    fn t03_a_fragment_belongs_to_the_article() {
        let expected = "https://kabar.id/berita/banjir/#catatan";
        assert_eq!(link("#catatan", &base()).as_deref(), Some(expected));
    }

    #[test]
    fn t04_mail_and_telephone_are_left_alone() {
        for target in ["mailto:redaksi@kabar.id?subject=Halo", "tel:+62-435-123", "geo:0.5,123.1"] {
            assert_eq!(link(target, &base()).as_deref(), Some(target));
        }
    }

    #[test]
    fn x9_links_that_run_something_are_dropped() {
        let cases = [
            "javascript:alert(1)",
            " java\nscript:alert(1)",
            "JavaScript:x",
            "vbscript:x",
            "data:text/html,<script>",
            "blob:https://kabar.id/1",
            "file:///etc/passwd",
        ];
        for target in cases {
            assert_eq!(link(target, &base()), None, "{target}");
        }
    }

    #[test]
    fn x7_what_is_no_url_is_dropped_rather_than_left_relative() {
        assert_eq!(link("https://[x", &base()), None);
        assert_eq!(media("http://a b/", &base()), None);
    }

    #[test]
    fn x10_a_blank_of_a_lazy_loader_is_no_picture() {
        assert_eq!(media("data:image/gif;base64,R0lGODlhAQABAAAAACw=", &base()), None);
        assert_eq!(media(&data_picture(), &base()), Some(data_picture()));
    }

    #[test]
    fn t04_every_candidate_of_a_srcset_is_absolute() {
        let data = data_picture();
        let cases = [
            ("a.jpg", "https://kabar.id/berita/banjir/a.jpg".to_owned()),
            ("a.jpg 1x,/b.jpg   2x", "https://kabar.id/berita/banjir/a.jpg 1x, https://kabar.id/b.jpg 2x".to_owned()),
            (
                " /w_300,h_2/a.jpg 300w , /b.jpg, /c.jpg",
                "https://kabar.id/w_300,h_2/a.jpg 300w, https://kabar.id/b.jpg, https://kabar.id/c.jpg".to_owned(),
            ),
            (&*format!("{data} 1x, /b.jpg 2x"), format!("{data} 1x, https://kabar.id/b.jpg 2x")),
            ("/a.jpg 1x\u{1}, /c.jpg \u{1a}, /b.jpg 2x", "https://kabar.id/b.jpg 2x".to_owned()),
            ("http://[x 1x, /b.jpg 2x", "https://kabar.id/b.jpg 2x".to_owned()),
        ];
        for (candidates, expected) in cases {
            assert_eq!(srcset(candidates, &base()), Some(expected));
        }
    }

    #[test]
    fn t04_a_srcset_without_a_picture_is_none() {
        for candidates in ["", " , ", "javascript:x 2x"] {
            assert_eq!(srcset(candidates, &base()), None);
        }
    }
}
