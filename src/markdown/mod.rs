//! Markdown, met twice: [`outline`] when a file is new, [`html`] when every address is known.
//!
//! Both see the same `pieces`: the text is parsed once as a whole, so that footnotes, link definitions and ids hold
//! across its parts, and the stream is cut afterwards. What the text cannot know (addresses, components, words of the
//! language) comes from a [`Resolver`]. This room does no I/O and does not know articles.
//!
//! Invariant: the ids, parts and footnote numbers of the outline are those of the HTML.

mod arguments;
mod calls;
mod comments;
mod foreign;
mod headings;
mod html;
mod links;
mod literal;
mod notes;
mod outline;
mod pieces;
mod plain;
mod prose;
mod reader;
mod texts;

#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::hash::Hasher;
use pulldown_cmark::Options;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use html::{html, inline};
pub use outline::outline;
pub use plain::plain;
pub use prose::{Paragraph, Prose, prose};

/// What of the language is switched on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Syntax {
    /// Tables, footnotes, calls, parts and everything else that `CommonMark` has not.
    pub extensions: bool,
    /// Curly quotes, dashes and dots.
    pub smart_punctuation: bool,
}

impl Syntax {
    /// The bare language: what comes out is the HTML of `CommonMark` and nothing of ours.
    pub const COMMONMARK: Syntax = Syntax { extensions: false, smart_punctuation: false };

    /// What sites get that say nothing.
    pub const DEFAULT: Syntax = Syntax { extensions: true, smart_punctuation: true };

    fn options(self) -> Options {
        let mut options = Options::empty();
        options.set(EXTENSIONS, self.extensions);
        options.set(Options::ENABLE_SMART_PUNCTUATION, self.smart_punctuation);
        options
    }
}

/// Everything of pulldown-cmark that an author gets. Wikilinks, math and metadata blocks are left out: dollars and
/// dashes are common in news, and front matter is read elsewhere.
const EXTENSIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_DEFINITION_LIST)
    .union(Options::ENABLE_GFM);

/// What is wrong with the text, for whoever knows its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong, as a sentence without its full stop.
    pub message: String,
    /// What to write at the place.
    pub label: String,
    /// Bytes in the body.
    pub range: Range<usize>,
    /// What to do about it.
    pub help: Option<String>,
    /// Whether the site cannot be built like this.
    pub error: bool,
}

/// An address in the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The address as it is meant: escapes are undone, nothing is resolved.
    pub dest: String,
    /// The destination's bytes in the body; those of the whole link, if the destination is not written as it is meant.
    pub range: Range<u32>,
    /// Whether it is that of a picture.
    pub image: bool,
}

/// A place that can be linked to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    /// What stands behind the `#`.
    pub id: String,
    /// The heading without markup; empty for a footnote.
    pub title: String,
    /// From 1; 0 for a footnote.
    pub level: u8,
    /// From 1.
    pub part: u32,
}

/// A component called in the text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// The component.
    pub name: String,
    /// In the order they are written; no name is there twice.
    #[serde(with = "crate::kept::pairs")]
    pub arguments: Vec<(String, Value)>,
    /// All of it, with body and closing tag.
    pub range: Range<u32>,
    /// The name in the opening tag.
    pub name_range: Range<u32>,
    /// The Markdown between the tags.
    pub body: Option<Range<u32>>,
    /// The part it stands in, from 1.
    pub part: u32,
}

impl Call {
    /// A text argument.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.arguments.iter().find(|(own, _)| own == name).and_then(|(_, value)| value.as_str())
    }
}

/// Everything the plan must know of a text, no HTML among it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outline {
    /// What stands before `<!-- more -->`, or the first paragraph, without markup.
    pub summary: String,
    /// Words of the text and its code; calls are not counted, their bodies are.
    pub words: u32,
    /// At least 1.
    pub parts: u32,
    /// Links and pictures in reading order.
    pub links: Vec<Link>,
    /// Headings and footnotes, part by part.
    pub anchors: Vec<Anchor>,
    /// In reading order.
    pub calls: Vec<Call>,
    /// Whether there is HTML other than comments, or any call.
    pub raw_html: bool,
}

impl Outline {
    /// Adds everything that somebody can tell who does not print the text.
    pub fn add_what_others_see(&self, hasher: &mut Hasher) {
        let Self { summary, words: _, parts, links, anchors, calls, raw_html } = self;
        hasher.add(summary);
        hasher.add([u8::from(*raw_html)]);
        hasher.add(parts.to_le_bytes());
        for link in links {
            hasher.add(&link.dest);
            hasher.add([u8::from(link.image)]);
        }
        hasher.add(format!("{anchors:?}"));
        for call in calls {
            hasher.add(&call.name);
            hasher.add(format!("{:?}", call.arguments));
        }
    }
}

/// A picture as it is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// The address to print.
    pub url: String,
    /// In pixels.
    pub width: Option<u32>,
    /// In pixels.
    pub height: Option<u32>,
}

/// The words of the language for footnotes.
#[derive(Debug, Clone, Copy)]
pub struct FootnoteWords<'a> {
    /// The label of the section.
    pub title: &'a str,
    /// The label of the link back.
    pub back: &'a str,
}

/// What the text cannot know: addresses, components and words. `None` leaves an address as written.
pub trait Resolver {
    /// The address to print for a link.
    fn link(&self, dest: &str) -> Option<String>;
    /// The address of a place in what is being printed, where `#id` alone does not lead there: in a feed.
    fn own_place(&self, fragment: &str) -> Option<String> {
        let _ = fragment;
        None
    }
    /// The address and size to print for a picture.
    fn image(&self, dest: &str) -> Option<Image>;
    /// The HTML of a component; `body` is HTML already.
    fn component(&self, call: &Call, body: Option<&str>) -> String;
    /// The title of an alert: `note`, `tip`, `important`, `warning` or `caution`.
    fn alert_title(&self, kind: &str) -> String;
    /// The words of the list of footnotes.
    fn footnotes(&self) -> FootnoteWords<'_>;
}

/// How much of a text to print.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Selection {
    /// One part, from 1. There is nothing in a part that does not exist.
    Part(u32),
    /// All parts as one.
    All,
}

/// A range as it is kept. Texts of 4 GiB are not read.
fn short(range: Range<usize>) -> Range<u32> {
    let cut = |place| u32::try_from(place).unwrap_or(u32::MAX);
    cut(range.start)..cut(range.end)
}
