//! The URLs in a tag: also in `srcset` and in `url()` of an inline style.

use crate::check::feed::html_tags::HtmlTag;

/// Attributes that are one URL.
const PLAIN: [&str; 8] = ["href", "src", "poster", "cite", "data", "longdesc", "background", "action"];

/// Each with the attribute it stands in.
pub fn of(tag: &HtmlTag) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    for (name, value) in &tag.attributes {
        match name.as_str() {
            "srcset" | "imagesrcset" => found.extend(sources(value).into_iter().map(|url| (name.as_str(), url))),
            "style" => found.extend(styled(value).into_iter().map(|url| (name.as_str(), url))),
            plain if PLAIN.contains(&plain) => found.push((plain, value.trim())),
            _ => {}
        }
    }
    found
}

/// As the HTML standard takes a `srcset` apart: a URL goes on to the next blank, a size to the next comma.
pub(in crate::check) fn sources(list: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = list;
    loop {
        rest = rest.trim_start_matches(|letter: char| letter.is_ascii_whitespace() || letter == ',');
        if rest.is_empty() {
            return found;
        }
        let end = rest.find(|letter: char| letter.is_ascii_whitespace()).unwrap_or(rest.len());
        let (url, after) = rest.split_at(end);
        found.push(url.trim_end_matches(','));
        rest = if url.ends_with(',') { after } else { after.find(',').map_or("", |comma| &after[comma..]) };
    }
}

fn styled(style: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = style;
    while let Some((_, inside)) = split_at_url(rest) {
        let end = inside.find(')').unwrap_or(inside.len());
        found.push(inside[..end].trim().trim_matches(['"', '\'']));
        rest = &inside[end..];
    }
    found
}

fn split_at_url(style: &str) -> Option<(&str, &str)> {
    style.split_once("url(").or_else(|| style.split_once("URL("))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn x8_a_srcset_is_taken_apart() {
        assert_eq!(sources("a.jpg, b.jpg 2x,c,d.jpg 800w , "), ["a.jpg", "b.jpg", "c,d.jpg"]);
        assert_eq!(sources(""), Vec::<&str>::new());
    }

    #[test]
    fn x8_urls_of_a_style() {
        assert_eq!(styled("color: red; background: url('a.png') url( b.png )"), ["a.png", "b.png"]);
        assert_eq!(styled("background: url("), [""]);
    }
}
