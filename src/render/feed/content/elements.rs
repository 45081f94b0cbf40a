//! Which elements a feed may hold (X-9), and what becomes of the others.

/// What becomes of a tag. The content of the element stays, unless it is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// The tag stays, under this name: the old names of HTML 4 become their successors.
    Keep(&'static str),
    /// The tag goes, its content stays: text in a custom element is not lost (T42).
    Unwrap,
    /// The tag goes with its content.
    Hide,
}

/// The allow-list. Every name in it passes the W3C feed validator without a remark.
pub fn fate(name: &str) -> Fate {
    if let Some(kept) = KEPT.iter().find(|it| **it == name) {
        return Fate::Keep(kept);
    }
    match name {
        // The sections of a page mean nothing inside a feed, but they part blocks of text.
        "address" | "article" | "aside" | "center" | "fieldset" | "footer" | "header" | "hgroup" | "main" | "nav"
        | "section" => Fate::Keep("div"),
        "strike" => Fate::Keep("s"),
        "tt" => Fate::Keep("code"),
        "acronym" => Fate::Keep("abbr"),
        "xmp" | "listing" => Fate::Keep("pre"),
        _ if HIDDEN.contains(&name) => Fate::Hide,
        _ => Fate::Unwrap,
    }
}

/// Elements without content and without an end tag.
pub fn is_void(name: &str) -> bool {
    VOID.contains(&name)
}

/// Elements that may stand in a line of text, and so in a paragraph.
pub fn holds_phrases(name: &str) -> bool {
    PHRASES.contains(&name)
}

/// Whether a start tag of `next` ends an open element of `open` whose end tag authors leave out.
pub fn ends(next: &str, open: &str) -> bool {
    match open {
        "p" => ENDS_PARAGRAPH.contains(&next),
        "li" => next == "li",
        "dd" | "dt" => matches!(next, "dd" | "dt"),
        "rt" | "rp" => matches!(next, "rt" | "rp"),
        "td" | "th" => matches!(next, "td" | "th" | "tr" | "tbody" | "tfoot" | "thead"),
        "tr" => matches!(next, "tr" | "tbody" | "tfoot" | "thead"),
        "tbody" | "thead" | "tfoot" => matches!(next, "tbody" | "tfoot" | "thead"),
        "caption" | "colgroup" => is_table_part(next) && next != "col",
        _ => false,
    }
}

/// Elements that stand in a table and nowhere else.
pub fn is_table_part(name: &str) -> bool {
    TABLE_PARTS.contains(&name)
}

/// Elements that hold parts of a table and nothing else.
pub fn holds_table_parts(name: &str) -> bool {
    matches!(name, "colgroup" | "table" | "tbody" | "tfoot" | "thead" | "tr")
}

/// Whether no start tag inside this element ends one outside of it: a list in an item of a list
/// has items of its own.
pub fn is_closed_world(name: &str) -> bool {
    CLOSED_WORLDS.contains(&name)
}

#[rustfmt::skip]
const VOID: &[&str] = &[
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input",
    "keygen", "link", "meta", "param", "source", "track", "wbr",
];

#[rustfmt::skip]
const PHRASES: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "caption", "cite", "code", "del", "dfn", "em", "h1", "h2", "h3",
    "h4", "h5", "h6", "i", "ins", "kbd", "mark", "p", "pre", "q", "ruby", "rt", "s", "samp",
    "small", "span", "strong", "sub", "summary", "sup", "time", "u", "var",
];

#[rustfmt::skip]
const TABLE_PARTS: &[&str] = &[
    "caption", "col", "colgroup", "tbody", "td", "tfoot", "th", "thead", "tr",
];

#[rustfmt::skip]
const CLOSED_WORLDS: &[&str] = &[
    "blockquote", "caption", "details", "dl", "figure", "ol", "table", "td", "th", "ul",
];

#[rustfmt::skip]
const ENDS_PARAGRAPH: &[&str] = &[
    "blockquote", "details", "div", "dl", "dd", "dt", "figcaption", "figure", "h1", "h2", "h3",
    "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "summary", "table", "ul",
];

#[rustfmt::skip]
const KEPT: &[&str] = &[
    "a", "abbr", "audio", "b", "bdi", "bdo", "blockquote", "br", "caption", "cite", "code", "col",
    "colgroup", "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure",
    "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p",
    "picture", "pre", "q", "rp", "rt", "ruby", "s", "samp", "small", "source", "span", "strong",
    "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "u",
    "ul", "var", "video", "wbr",
];

#[rustfmt::skip]
const HIDDEN: &[&str] = &[
    "applet", "area", "base", "button", "canvas", "datalist", "embed", "frame", "frameset",
    "iframe", "link", "math", "meta", "noembed", "noframes", "object", "optgroup", "option",
    "param", "script", "select", "style", "svg", "template", "textarea", "title",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn x9_no_element_is_kept_and_hidden() {
        assert!(HIDDEN.iter().all(|it| !KEPT.contains(it)));
    }

    #[test]
    fn x9_old_names_become_names_that_are_kept() {
        for name in ["section", "center", "strike", "tt", "acronym", "xmp"] {
            let Fate::Keep(kept) = fate(name) else {
                panic!("{name} is not kept");
            };
            assert!(KEPT.contains(&kept), "{name}");
        }
    }
}
