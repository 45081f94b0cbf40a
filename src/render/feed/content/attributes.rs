//! Which attributes an element of a feed keeps, and what they then say.
//!
//! `class`, `style`, `id`, `data-*`, `on*`, `loading` and the like are on no list, so they go.

use html5ever::tokenizer::Tag;
use url::Url;

use super::links;

/// Where lazy loaders keep the true picture, in the order of trust (X-10, T41).
const LAZY_SOURCES: [&str; 4] = ["data-src", "data-lazy-src", "data-original", "data-lazy"];
/// The same for its renditions.
const LAZY_SETS: [&str; 2] = ["data-srcset", "data-lazy-srcset"];

/// A name and a value, not escaped.
pub type Attribute = (&'static str, String);

/// A start tag as its author wrote it.
pub trait Written {
    /// The value of an attribute, references decoded.
    fn raw(&self, name: &str) -> Option<&str>;
}

impl Written for Tag {
    fn raw(&self, name: &str) -> Option<&str> {
        self.attrs.iter().find(|it| &*it.name.local == name).map(|it| &*it.value)
    }
}

/// The attributes of the element that `tag` becomes, always in the same order. `None` if it is
/// nothing without an attribute that it lacks: a link without a target, a picture without a source.
pub fn cleaned(name: &str, tag: &impl Written, base: &Url) -> Option<Vec<Attribute>> {
    let mut kept: Vec<Attribute> = allowed(name)
        .iter()
        .chain(&["title", "lang", "dir"])
        .filter_map(|attribute| Some((*attribute, value(attribute, name, tag, base)?)))
        .collect();
    if matches!(name, "audio" | "video") {
        kept.insert(0, ("controls", String::new()));
    }
    is_something(name, &kept).then_some(kept)
}

/// The value of one of the cleaned attributes.
pub fn get<'a>(attributes: &'a [Attribute], name: &str) -> Option<&'a str> {
    attributes.iter().find(|it| it.0 == name).map(|it| &*it.1)
}

/// The source of an element that may be loaded lazily.
pub fn source(tag: &impl Written, base: &Url) -> Option<String> {
    let names = LAZY_SOURCES.iter().chain(&["src"]);
    names.filter_map(|name| tag.raw(name)).find_map(|it| links::media(it, base))
}

fn allowed(name: &str) -> &'static [&'static str] {
    match name {
        "a" => &["href", "hreflang"],
        "img" => &["src", "srcset", "sizes", "width", "height", "alt"],
        "source" => &["src", "srcset", "sizes", "media", "type", "width", "height"],
        "audio" => &["src"],
        "video" => &["src", "poster", "width", "height"],
        "blockquote" | "q" => &["cite"],
        "del" | "ins" => &["cite", "datetime"],
        "time" => &["datetime"],
        "ol" => &["start", "reversed", "type"],
        "li" => &["value"],
        "td" | "th" => &["colspan", "rowspan", "scope", "abbr"],
        "col" | "colgroup" => &["span"],
        "details" => &["open"],
        _ => &[],
    }
}

fn value(attribute: &str, name: &str, tag: &impl Written, base: &Url) -> Option<String> {
    match attribute {
        "href" | "cite" => links::link(tag.raw(attribute)?, base),
        "src" => source(tag, base),
        "poster" => links::media(tag.raw(attribute)?, base),
        "srcset" => srcset(tag, base),
        "width" | "height" => pixels(tag.raw(attribute)?),
        // Also without words, so that nobody has the file's name read to them.
        "alt" => Some(tag.raw(attribute).unwrap_or_default().to_owned()),
        // A value that stands for "yes" is written in one way.
        "open" | "reversed" => tag.raw(attribute).map(|_| String::new()),
        // Of the two meanings of `type`, a list's is its numbering.
        "type" if name == "ol" => tag.raw("type").filter(|it| it.len() == 1).map(str::to_owned),
        _ => tag.raw(attribute).map(str::to_owned),
    }
}

fn srcset(tag: &impl Written, base: &Url) -> Option<String> {
    let names = LAZY_SETS.iter().chain(&["srcset"]);
    names.filter_map(|name| tag.raw(name)).find_map(|it| links::srcset(it, base))
}

/// A whole number of pixels; `100%` and `auto` are for style sheets.
fn pixels(text: &str) -> Option<String> {
    let number: u32 = text.trim().trim_end_matches("px").parse().ok()?;
    (number > 0).then(|| number.to_string())
}

fn is_something(name: &str, attributes: &[Attribute]) -> bool {
    let has = |attribute| get(attributes, attribute).is_some();
    match name {
        "a" => has("href"),
        "img" => has("src"),
        "source" => has("src") || has("srcset"),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::pixels;

    #[test]
    fn x10_a_size_is_a_whole_number_of_pixels() {
        let cases = [
            ("800", Some("800")),
            (" 800px ", Some("800")),
            ("007", Some("7")),
            ("0", None),
            ("100%", None),
            ("auto", None),
            ("-1", None),
        ];
        for (text, expected) in cases {
            assert_eq!(pixels(text).as_deref(), expected, "{text}");
        }
    }
}
