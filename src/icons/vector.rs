//! Reads an SVG that icons are made of, and refuses what would draw wrongly, or for ever.
//!
//! A drawing can say in one line that it is to be repeated a million times. So what it would come to is counted
//! before it is read in earnest.

use resvg::usvg::{Error, Group, ImageHrefResolver, Node, Options, Tree};
use roxmltree::{Document, Node as Element, ParsingOptions};
use std::collections::HashMap;

/// The longest text of a drawing, in bytes.
const BYTES: usize = 1024 * 1024;

/// The most elements, with all that is repeated.
const ELEMENTS: u32 = 20_000;

/// How deep elements may lie in each other, with what is repeated.
const DEPTH: u32 = 48;

/// How many pictures of their own may lie in each other while an icon is drawn: groups that are half transparent, masks.
const LAYERS: u32 = 8;

/// The most strokes that are dashed; a dash may be very short.
const DASHED: u32 = 50;

/// What an icon cannot show, or what is not worth its dangers, and why.
const REFUSED: [(&str, &str); 6] = [
    ("text", "letters need a font, which an icon has not: turn them into paths"),
    ("image", "a picture inside of a drawing is not read: use a PNG, or paths alone"),
    ("foreignObject", "only paths and shapes can be drawn"),
    ("filter", "filters are too costly: leave it away"),
    ("pattern", "patterns are too costly: leave it away"),
    ("marker", "markers are too costly: turn them into paths"),
];

/// The tree of a drawing.
pub(super) fn parse(bytes: &[u8]) -> Result<Tree, String> {
    if bytes.len() > BYTES {
        return Err(format!("it has {} bytes, more than a million", bytes.len()));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| "it is no SVG, or not in UTF-8".to_owned())?;
    let options = ParsingOptions { allow_dtd: true, nodes_limit: ELEMENTS * 2, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|error| format!("it is no SVG: {error}"))?;
    Repeats::of(&document)?.count()?;
    let nothing = ImageHrefResolver { resolve_data: Box::new(|_, _, _| None), resolve_string: Box::new(|_, _| None) };
    let options = Options { image_href_resolver: nothing, ..Options::default() };
    let tree = Tree::from_xmltree(&document, &options).map_err(|error| match error {
        Error::InvalidSize => "it has no size: give it a `viewBox`".to_owned(),
        Error::ElementsLimitReached => "it has too many parts".to_owned(),
        error => format!("it is no SVG: {error}"),
    })?;
    let mut dashed = DASHED;
    let layers = layers(tree.root(), &mut dashed);
    if layers > LAYERS || dashed == 0 {
        return Err("it would take too long to draw: it has masks in masks, or very many dashed lines".into());
    }
    if tree.root().has_children() { Ok(tree) } else { Err("nothing is drawn in it".into()) }
}

/// What refers to what.
struct Repeats<'d> {
    root: Element<'d, 'd>,
    named: HashMap<&'d str, Element<'d, 'd>>,
    /// Masks and clipping paths that a style sheet names: any element may have them.
    in_styles: Vec<&'d str>,
}

impl<'d> Repeats<'d> {
    fn of(document: &'d Document<'d>) -> Result<Self, String> {
        let elements = || document.descendants().filter(Element::is_element);
        for (name, reason) in REFUSED {
            if let Some(found) = elements().find(|element| element.tag_name().name() == name) {
                let line = document.text_pos_at(found.range().start).row;
                return Err(format!("line {line} holds `<{name}>`: {reason}"));
            }
        }
        let named: HashMap<&str, Element> =
            elements().filter_map(|element| Some((element.attribute("id")?, element))).collect();
        let styles = elements().filter(|element| element.tag_name().name() == "style");
        let mut in_styles: Vec<&str> = styles.filter_map(|style| style.text()).flat_map(ids).collect();
        in_styles.retain(|id| named.get(id).is_some_and(|element| is_costly(*element)));
        in_styles.sort_unstable();
        in_styles.dedup();
        Ok(Self { root: document.root_element(), named, in_styles })
    }

    fn count(&self) -> Result<(), String> {
        let mut left = ELEMENTS;
        self.spend(self.root, &mut left, &mut Vec::new(), 0)
    }

    /// Walks through an element with all that it repeats; it stops as soon as that is too much.
    fn spend(
        &self,
        element: Element<'d, 'd>,
        left: &mut u32,
        open: &mut Vec<&'d str>,
        depth: u32,
    ) -> Result<(), String> {
        if depth > DEPTH {
            return Err(format!("its parts lie in each other more than {DEPTH} deep"));
        }
        *left =
            left.checked_sub(1).ok_or(format!("it has more than {ELEMENTS} parts, with those that are repeated"))?;
        let own = element.attributes().flat_map(|attribute| match attribute.name() {
            "href" => attribute.value().strip_prefix('#').into_iter().collect(),
            _ => ids(attribute.value()),
        });
        for id in own.chain(self.in_styles.iter().copied()) {
            // What repeats itself is not drawn.
            let Some(target) = self.named.get(id).filter(|_| !open.contains(&id)) else { continue };
            open.push(id);
            self.spend(*target, left, open, depth + 1)?;
            open.pop();
        }
        for child in element.children().filter(Element::is_element) {
            self.spend(child, left, open, depth + 1)?;
        }
        Ok(())
    }
}

fn is_costly(element: Element) -> bool {
    matches!(element.tag_name().name(), "mask" | "clipPath")
}

/// The names in every `url(#name)` of a text.
fn ids(text: &str) -> Vec<&str> {
    let after = text.split("url(").skip(1);
    let inside = after.filter_map(|rest| rest.split(')').next());
    inside.filter_map(|name| name.trim().trim_matches(['"', '\'']).strip_prefix('#')).collect()
}

/// How many pictures of their own lie in each other; `dashed` counts down.
fn layers(group: &Group, dashed: &mut u32) -> u32 {
    let mut deepest = 0;
    let mut own = u32::from(group.should_isolate());
    for node in group.children() {
        match node {
            Node::Group(inner) => deepest = deepest.max(layers(inner, dashed)),
            Node::Path(path) if path.stroke().is_some_and(|stroke| stroke.dasharray().is_some()) => {
                *dashed = dashed.saturating_sub(1);
            }
            _ => {}
        }
    }
    let mut mask = group.mask();
    while let Some(one) = mask {
        own += 1;
        deepest = deepest.max(layers(one.root(), dashed));
        mask = one.mask();
    }
    let mut clip = group.clip_path();
    while let Some(one) = clip {
        own += 1;
        deepest = deepest.max(layers(one.root(), dashed));
        clip = one.clip_path();
    }
    own + deepest
}

#[cfg(test)]
mod tests {
    use super::{DEPTH, ids, parse};
    use std::fmt::Write as _;

    fn fault(inside: &str) -> String {
        let svg = format!(
            "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' viewBox='0 0 9 9'>\n{inside}</svg>"
        );
        parse(svg.as_bytes()).err().unwrap_or_default()
    }

    /// Ten times ten times … of a name, each level by `repeat`.
    fn laughs(open: &str, repeat: &str, close: &str) -> String {
        let mut text = "<g id='a0'><path d='M0 0h9v9z'/></g>".to_owned();
        for level in 1..12 {
            let _ = write!(text, "{}", open.replace('N', &level.to_string()));
            for _ in 0..10 {
                let _ = write!(text, "{}", repeat.replace('N', &(level - 1).to_string()));
            }
            text.push_str(close);
        }
        text
    }

    #[test]
    fn a_drawing_is_read() {
        assert_eq!(fault("<path d='M0 0h9v9z'/>"), "");
        assert_eq!(fault("<defs><g id='a'><path d='M0 0h9v9z'/></g></defs><use xlink:href='#a'/>"), "");
        let styled = "<style>.a{clip-path:url(#c);fill:red}</style><clipPath id='c'><rect width='5' height='5'/></clipPath>\
                      <g class='a'><path d='M0 0h9v9z'/></g>";
        assert_eq!(fault(styled), "");
    }

    #[test]
    fn what_cannot_be_drawn_is_told_with_its_line() {
        assert_eq!(
            fault("\n<text>Kabar</text>"),
            "line 3 holds `<text>`: letters need a font, which an icon has not: turn them into paths"
        );
        assert_eq!(
            fault("<image href='https://other.example/a.png'/>").split(':').next(),
            Some("line 2 holds `<image>`")
        );
        assert_eq!(fault("<filter id='f'/>").split(':').next(), Some("line 2 holds `<filter>`"));
        assert_eq!(fault(""), "nothing is drawn in it");
        assert_eq!(fault("<use href='/etc/passwd'/>"), "nothing is drawn in it");
    }

    #[test]
    fn what_is_no_svg_is_told() {
        for (text, fault) in [
            ("", "it is no SVG: the document does not have a root node"),
            ("<html/>", "it is no SVG: unknown namespace prefix"),
            ("<svg", "it is no SVG: "),
            ("\u{89}PNG", "it is no SVG: "),
        ] {
            let told = parse(text.as_bytes()).err().unwrap_or_default();
            assert!(told.starts_with(fault.split(": ").next().unwrap()), "{text}: {told}");
        }
        assert_eq!(parse(b"\xff\xfe").err().unwrap(), "it is no SVG, or not in UTF-8");
        assert_eq!(parse(&vec![b' '; 1024 * 1024 + 1]).err().unwrap(), "it has 1048577 bytes, more than a million");
    }

    #[test]
    fn what_repeats_itself_without_end_is_refused_at_once() {
        let many = "it has more than 20000 parts, with those that are repeated";
        assert_eq!(fault(&laughs("<g id='aN'>", "<use xlink:href='#aN'/>", "</g>")), many);
        assert_eq!(fault(&laughs("<g id='aN'>", "<use href='#aN'/>", "</g>")), many);
        let masks = laughs("<mask id='aN'>", "<path mask='url(#aN)' d='M0 0h9v9z'/>", "</mask>");
        assert_eq!(fault(&format!("{masks}<path mask='url(#a11)' d='M0 0h9v9z'/>")), many);
        let clips =
            laughs("<clipPath id='aN'>", "<path style='clip-path: url( \"#aN\" )' d='M0 0h9v9z'/>", "</clipPath>");
        assert_eq!(fault(&clips), many);
        let mut circle = "<style>path{mask:url(#a1)}</style>".to_owned();
        circle.push_str(&laughs("<mask id='aN'>", "<path class='aN' d='M0 0h9v9z'/>", "</mask>"));
        assert_eq!(fault(&circle), "", "what is in itself is not drawn");
    }

    #[test]
    fn entities_that_grow_are_refused() {
        let mut dtd = "<!DOCTYPE svg [<!ENTITY a0 'hahaha'>".to_owned();
        for level in 1..10 {
            let _ = write!(dtd, "<!ENTITY a{level} '{}'>", format!("&a{};", level - 1).repeat(10));
        }
        let text = format!("{dtd}]><svg xmlns='http://www.w3.org/2000/svg'><title>&a9;</title></svg>");
        assert!(parse(text.as_bytes()).err().unwrap().starts_with("it is no SVG: "));
    }

    #[test]
    fn depth_has_an_end() {
        let deep = |levels: usize| format!("{}<path d='M0 0h9v9z'/>{}", "<g>".repeat(levels), "</g>".repeat(levels));
        assert_eq!(fault(&deep(40)), "");
        assert_eq!(fault(&deep(60)), format!("its parts lie in each other more than {DEPTH} deep"));
        let faint = |levels: usize| {
            format!(
                "{}<path d='M0 0h9v9z'/><path d='M0 0h9v8z'/>{}",
                "<g opacity='.9'>".repeat(levels),
                "</g>".repeat(levels)
            )
        };
        assert_eq!(fault(&faint(8)), "");
        assert_ne!(fault(&faint(9)), "");
        assert_ne!(fault(&"<path d='M0 0h9v9z' stroke='red' stroke-dasharray='.0001'/>".repeat(60)), "");
    }

    #[test]
    fn names_in_urls_are_found() {
        assert_eq!(ids("fill:url(#a); mask: url( '#b' )"), ["a", "b"]);
        assert_eq!(ids("url(a.svg#b)"), [""; 0]);
    }
}
