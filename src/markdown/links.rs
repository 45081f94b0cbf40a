//! Where in the body the addresses of links and pictures are written.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, RefDefs, Tag, TagEnd};

use super::notes::label_key;
use super::texts::Text;
use super::{Link, short};

/// The link definitions of a document, by [`label_key`].
pub(super) type Targets = BTreeMap<String, Target>;

/// Where a label leads to.
pub(super) struct Target {
    dest: CowStr<'static>,
    title: CowStr<'static>,
    /// Bytes of the definition.
    pub range: Range<usize>,
}

impl Target {
    pub(super) fn address<'a>(&self) -> (CowStr<'a>, CowStr<'a>) {
        (self.dest.clone(), self.title.clone())
    }
}

/// All definitions of a document.
pub(super) fn targets(definitions: &RefDefs) -> Targets {
    let mut targets = Targets::new();
    for (label, definition) in definitions.iter() {
        let dest = definition.dest.clone().into_static();
        let title = definition.title.clone().map_or_else(|| "".into(), CowStr::into_static);
        let target = Target { dest, title, range: definition.span.clone() };
        // Of labels that are one to us the first wins, in whatever order they come.
        let known = targets.get(&label_key(label));
        if known.is_none_or(|known| known.range.start > target.range.start) {
            targets.insert(label_key(label), target);
        }
    }
    targets
}

/// The label that a link has its address from.
#[inline]
pub(super) fn label_of<'e>(event: &'e Event) -> Option<&'e str> {
    match event {
        Event::Start(Tag::Link { link_type, id, .. } | Tag::Image { link_type, id, .. }) => match link_type {
            LinkType::Inline | LinkType::Autolink | LinkType::Email | LinkType::WikiLink { .. } => None,
            _ => Some(id),
        },
        _ => None,
    }
}

/// A link that is being read.
pub(super) struct OpenLink {
    kind: LinkType,
    dest: String,
    image: bool,
    /// Where the address is, for one with a label. Bytes in the body.
    definition: Option<Range<usize>>,
    /// Bytes in the text that it stands in, as `inside`.
    range: Range<usize>,
    /// The end of what is read of its inside.
    inside: usize,
}

impl OpenLink {
    pub(super) fn new(tag: &Tag, range: Range<usize>, definition: Option<Range<usize>>) -> Option<OpenLink> {
        let (kind, dest, image) = match tag {
            Tag::Link { link_type, dest_url, .. } => (*link_type, dest_url.to_string(), false),
            Tag::Image { link_type, dest_url, .. } => (*link_type, dest_url.to_string(), true),
            _ => return None,
        };
        let inside = range.start + 1;
        Some(OpenLink { kind, dest, image, definition, range, inside })
    }

    /// Goes on behind an event inside of the link.
    pub(super) fn pass(&mut self, event: &Event, range: &Range<usize>) {
        if !matches!(event, Event::End(TagEnd::Link | TagEnd::Image)) && range.end <= self.range.end {
            self.inside = self.inside.max(range.end);
        }
    }

    /// Goes on behind a picture inside of the link.
    pub(super) fn pass_link(&mut self, inner: &OpenLink) {
        self.inside = self.inside.max(inner.range.end);
    }

    /// The link with the place of its address. Addresses of mail are nobody's page.
    pub(super) fn finish(self, body: &str, text: &Text) -> Option<Link> {
        let automatic = matches!(self.kind, LinkType::Autolink | LinkType::Email);
        if automatic && (self.kind == LinkType::Email || self.dest.starts_with("mailto:")) {
            return None;
        }
        let whole = text.in_body(self.range.clone());
        let (place, opening) = match self.definition {
            Some(definition) => (definition, "]:"),
            None if automatic => (whole.clone(), "<"),
            None => (text.in_body(self.inside..self.range.end), "]("),
        };
        let range = find(body, place, opening, &self.dest).unwrap_or(whole);
        Some(Link { dest: self.dest, range: short(range), image: self.image })
    }
}

/// Where `dest` stands behind `opening`, if it is written as it is meant.
fn find(body: &str, place: Range<usize>, opening: &str, dest: &str) -> Option<Range<usize>> {
    let written = body.get(place.clone())?;
    let behind = written[written.find(opening)? + opening.len()..].trim_start();
    let behind = behind.strip_prefix('<').unwrap_or(behind);
    let start = place.end - behind.len();
    (!dest.is_empty() && behind.starts_with(dest)).then_some(start..start + dest.len())
}
