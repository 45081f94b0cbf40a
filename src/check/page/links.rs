//! What a page names: where its links lead, which files a browser fetches for it, and the places in it that can be linked
//! to.
//!
//! Whether all that is there is judged in `across`. Left out is what other rules follow: the canonical address (H-2),
//! feeds (H-5), other languages (S-9), the pages before and after (H-8).

use crate::check::feed::html_address::sources;
use crate::check::links::{Named, Use, css};
use crate::check::page::Page;
use crate::check::page::dom::Element;
use crate::hash::Fingerprint;

/// Attributes that hold one address.
const PLACES: [(&str, &str, Use); 23] = [
    ("a", "href", Use::Link),
    ("area", "href", Use::Link),
    ("form", "action", Use::Link),
    ("button", "formaction", Use::Link),
    ("input", "formaction", Use::Link),
    ("blockquote", "cite", Use::Link),
    ("q", "cite", Use::Link),
    ("ins", "cite", Use::Link),
    ("del", "cite", Use::Link),
    ("iframe", "src", Use::File),
    ("img", "src", Use::Picture),
    ("image", "href", Use::Picture),
    ("use", "href", Use::File),
    ("source", "src", Use::File),
    ("video", "src", Use::File),
    ("video", "poster", Use::Picture),
    ("audio", "src", Use::File),
    ("track", "src", Use::File),
    ("embed", "src", Use::File),
    ("object", "data", Use::File),
    ("input", "src", Use::Picture),
    ("script", "src", Use::File),
    ("body", "background", Use::Picture),
];

/// Relations of `<link>` that other rules follow, or that name no document.
const FOLLOWED: [&str; 6] = ["canonical", "alternate", "prev", "next", "preconnect", "dns-prefetch"];

/// Relations of `<link>` that somebody may go to.
const LED_TO: [&str; 7] = ["author", "license", "help", "me", "search", "privacy-policy", "terms-of-service"];

/// Texts of the head that hold the address of a file.
const TOLD: [&str; 7] = [
    "og:image",
    "og:image:url",
    "og:image:secure_url",
    "twitter:image",
    "og:audio",
    "og:video",
    "msapplication-tileimage",
];

/// All addresses on a page; whole ones, if the page has a `<base>`.
pub(super) fn named(page: &Page<'_>) -> Vec<Named> {
    let mut named = Vec::new();
    for element in page.dom.elements() {
        match element.name() {
            "link" => link(element, &mut named),
            "meta" => meta(element, &mut named),
            "style" => {
                let start = element.text_start();
                named.extend(
                    styled(&element.text()).map(|(written, at)| file(written, start + at.start..start + at.end)),
                );
            }
            name => {
                for (_, attribute, purpose) in PLACES.iter().filter(|place| place.0 == name) {
                    one(element, attribute, *purpose, &mut named);
                }
            }
        }
        sets(element, &mut named);
    }
    resolve(page, &mut named);
    named
}

/// Fingerprints of the ids on a page, and of the names of its anchors, sorted.
pub(super) fn ids(page: &Page<'_>) -> Box<[u64]> {
    let id = |element: Element<'_>| {
        let name = if element.name() == "a" { element.attribute("name") } else { None };
        [element.attribute("id"), name].into_iter().flatten().map(id_of).collect::<Vec<_>>()
    };
    let mut ids: Vec<u64> = page.dom.elements().flat_map(id).collect();
    ids.sort_unstable();
    ids.dedup();
    ids.into()
}

/// An id as it is kept.
pub fn id_of(id: &str) -> u64 {
    Fingerprint::of(id.as_bytes()).half()
}

fn one(element: Element<'_>, attribute: &str, purpose: Use, named: &mut Vec<Named>) {
    if let Some(written) = element.attribute(attribute).filter(|it| !it.trim().is_empty()) {
        named.push(Named { written: written.to_owned(), at: element.place_of(attribute), purpose });
    }
}

fn file(written: &str, at: std::ops::Range<usize>) -> Named {
    Named { written: written.to_owned(), at, purpose: Use::File }
}

fn styled(style: &str) -> impl Iterator<Item = (&str, std::ops::Range<usize>)> {
    css::addresses(style).into_iter()
}

fn link(element: Element<'_>, named: &mut Vec<Named>) {
    let is_any = |rels: &[&str]| rels.iter().any(|rel| element.has_word("rel", rel));
    if is_any(&FOLLOWED) && !is_any(&["stylesheet"]) {
        return;
    }
    one(element, "href", if is_any(&LED_TO) { Use::Link } else { Use::File }, named);
}

fn meta(element: Element<'_>, named: &mut Vec<Named>) {
    let name = ["property", "name", "http-equiv"].into_iter().find_map(|name| element.attribute(name));
    let Some(name) = name.map(str::to_ascii_lowercase) else { return };
    if TOLD.contains(&name.as_str()) {
        one(element, "content", Use::Picture, named);
    } else if name == "refresh" {
        let content = element.attribute("content").unwrap_or_default();
        // `0; url=/baru/`
        let address = content.split_once(['=']).map(|(_, address)| address.trim().trim_matches(['"', '\'']));
        named.extend(address.map(|written| Named {
            written: written.to_owned(),
            at: element.place_of("content"),
            purpose: Use::Link,
        }));
    }
}

/// `srcset` and `style`, which hold several, and which many elements may have.
fn sets(element: Element<'_>, named: &mut Vec<Named>) {
    for attribute in ["srcset", "imagesrcset"] {
        for written in element.attribute(attribute).map(sources).unwrap_or_default() {
            let at = element.place_of(attribute);
            named.push(Named { written: written.to_owned(), at, purpose: Use::Picture });
        }
    }
    if let Some(style) = element.attribute("style") {
        named.extend(styled(style).map(|(written, _)| file(written, element.place_of("style"))));
    }
}

fn resolve(page: &Page<'_>, named: &mut [Named]) {
    let base = page.dom.named("base").find_map(|base| base.attribute("href"));
    let Some(base) = base.and_then(|base| page.absolute(base)) else { return };
    for named in named {
        if let Ok(url) = base.join(named.written.trim()) {
            named.written = url.into();
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::Document;
    use crate::check::page::judge;
    use crate::check::site::tests::site;

    fn told(body: &str) -> Vec<(String, String)> {
        let page = format!("<!DOCTYPE html><html lang=id><head></head><body>{body}</body></html>");
        let (_, _, named) = judge(&Document { path: "a/index.html", url: None, bytes: page.as_bytes() }, &site());
        named.into_iter().map(|it| (format!("{:?} {}", it.purpose, it.written), page[it.at].to_owned())).collect()
    }

    #[test]
    fn every_address_is_found_with_its_place() {
        let pairs =
            |list: &[(&str, &str)]| list.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect::<Vec<_>>();
        for (body, expected) in [
            ("<a href='/x/?a&amp;b'>x</a><a>y</a>", pairs(&[("Link /x/?a&b", "/x/?a&amp;b")])),
            (
                "<img src=a.jpg srcset='b.jpg 1x, c.jpg 2x'>",
                pairs(&[
                    ("Picture a.jpg", "a.jpg"),
                    ("Picture b.jpg", "b.jpg 1x, c.jpg 2x"),
                    ("Picture c.jpg", "b.jpg 1x, c.jpg 2x"),
                ]),
            ),
            ("<style>p { background: url(a.png) }</style>", pairs(&[("File a.png", "a.png")])),
            ("<p style=\"background: url('a.png')\">x</p>", pairs(&[("File a.png", "background: url('a.png')")])),
            (
                "<video poster=p.jpg><source src=v.mp4></video>",
                pairs(&[("Picture p.jpg", "p.jpg"), ("File v.mp4", "v.mp4")]),
            ),
            ("<meta http-equiv=refresh content='0; url=/baru/'>", pairs(&[("Link /baru/", "0; url=/baru/")])),
            ("<link rel=canonical href=/x/><link rel=author href=/y/>", pairs(&[("Link /y/", "/y/")])),
            ("<base href=/b/><a href=c>x</a>", pairs(&[("Link https://kabar.example/b/c", "c")])),
        ] {
            assert_eq!(told(body), expected, "{body}");
        }
    }
}
