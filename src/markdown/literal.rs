//! The places where a call is no call: code, comments, and elements whose inside is text.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

use super::Syntax;

/// Elements that show or run what is inside of them as it stands.
const VERBATIM: [&str; 4] = ["pre", "script", "style", "textarea"];

/// The places in reading order, asked for from left to right.
pub(super) struct Literals {
    ranges: Vec<Range<usize>>,
    next: usize,
}

impl Literals {
    pub(super) fn find(body: &str, syntax: Syntax) -> Literals {
        let mut ranges = Vec::new();
        for (event, range) in Parser::new_ext(body, syntax.options()).into_offset_iter() {
            match event {
                Event::Code(_) | Event::Start(Tag::CodeBlock(_)) => ranges.push(range),
                Event::InlineHtml(html) if html.starts_with("<!--") => ranges.push(range),
                Event::Start(Tag::HtmlBlock) if is_verbatim(&body[range.clone()]) => ranges.push(range),
                Event::Start(Tag::HtmlBlock) => ranges.extend(comments(body, range)),
                _ => {}
            }
        }
        Literals { ranges, next: 0 }
    }

    /// Where the place ends that `at` lies in. What began in front of `covered` is none: its first sign is
    /// part of a call.
    pub(super) fn end_around(&mut self, at: usize, covered: usize) -> Option<usize> {
        while self.ranges.get(self.next).is_some_and(|range| range.end <= at || range.start < covered) {
            self.next += 1;
        }
        self.ranges.get(self.next).filter(|range| range.start <= at).map(|range| range.end)
    }
}

fn is_verbatim(html: &str) -> bool {
    let tag = html.trim_start().strip_prefix('<').unwrap_or_default();
    let name = &tag[..tag.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(tag.len())];
    VERBATIM.iter().any(|verbatim| name.eq_ignore_ascii_case(verbatim))
}

fn comments(body: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = range.start;
    while let Some(start) = body[at..range.end].find("<!--").map(|offset| at + offset) {
        at = body[start..range.end].find("-->").map_or(range.end, |offset| start + offset + "-->".len());
        found.push(start..at);
    }
    found
}
