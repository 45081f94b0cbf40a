//! An HTML page as elements in the order of the text, each with the place of its tag.
//!
//! The tree is the one that browsers build (html5ever). It says what is there and where the parser had to guess; what
//! that means is said by the rules. What scripts would change is not seen, nor what is inside of `<template>`.
//!
//! Invariant: no walk is recursive, so no depth of elements overflows the stack.

use std::ops::Range;

use html5ever::{Attribute, LocalName};

use crate::check::page::sink;

/// A page.
pub struct Dom<'t> {
    /// Its bytes.
    pub text: &'t str,
    /// What the parser had to guess at.
    pub faults: Vec<Fault>,
    /// In the order of the text; the first is the document.
    pub(super) nodes: Vec<Node>,
}

/// A place that is not valid HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub message: String,
    /// The tag at fault.
    pub at: Range<usize>,
}

/// An element or a text.
#[derive(Debug)]
pub(super) struct Node {
    pub parent: usize,
    /// The first node after its content.
    pub end: usize,
    pub at: Range<usize>,
    pub data: Data,
}

/// What a node is.
#[derive(Debug)]
pub(super) enum Data {
    Element(LocalName, Vec<Attribute>),
    Text(String),
    Other,
}

/// One element of a page.
#[derive(Clone, Copy)]
pub struct Element<'d> {
    dom: &'d Dom<'d>,
    node: usize,
}

impl<'t> Dom<'t> {
    /// Reads a page. No text is refused.
    pub fn parse(text: &'t str) -> Dom<'t> {
        let (nodes, faults) = sink::parse(text);
        Dom { text, faults, nodes }
    }

    /// All elements, in the order of the text.
    pub fn elements(&self) -> impl Iterator<Item = Element<'_>> {
        self.elements_in(0..self.nodes.len())
    }

    /// All elements of this name.
    pub fn named<'d>(&'d self, name: &'d str) -> impl Iterator<Item = Element<'d>> {
        self.elements().filter(move |element| element.name() == name)
    }

    fn elements_in(&self, range: Range<usize>) -> impl Iterator<Item = Element<'_>> {
        let elements = range.filter(|&node| matches!(self.nodes[node].data, Data::Element(..)));
        elements.map(|node| Element { dom: self, node })
    }
}

impl<'d> Element<'d> {
    /// In lower case.
    pub fn name(self) -> &'d str {
        match &self.dom.nodes[self.node].data {
            Data::Element(name, _) => name,
            Data::Text(_) | Data::Other => "",
        }
    }

    /// The value of an attribute, decoded.
    pub fn attribute(self, name: &str) -> Option<&'d str> {
        let Data::Element(_, attributes) = &self.dom.nodes[self.node].data else { return None };
        attributes.iter().find(|attribute| &*attribute.name.local == name).map(|attribute| &*attribute.value)
    }

    /// Whether one of the words of an attribute is `word`: `rel="prev nofollow"`.
    pub fn has_word(self, attribute: &str, word: &str) -> bool {
        let mut words = self.attribute(attribute).unwrap_or_default().split_ascii_whitespace();
        words.any(|it| it.eq_ignore_ascii_case(word))
    }

    /// The start tag.
    pub fn at(self) -> Range<usize> {
        self.dom.nodes[self.node].at.clone()
    }

    /// The value of an attribute as it is written, else the start tag.
    pub fn place_of(self, attribute: &str) -> Range<usize> {
        let at = self.at();
        let tag = self.dom.text.get(at.clone()).unwrap_or_default();
        let found = written_attributes(tag).find(|(name, _)| name.eq_ignore_ascii_case(attribute));
        found.map_or(at.clone(), |(_, value)| at.start + value.start..at.start + value.end)
    }

    /// The texts inside, put together.
    pub fn text(self) -> String {
        let mut text = String::new();
        for node in self.node + 1..self.dom.nodes[self.node].end {
            if let Data::Text(part) = &self.dom.nodes[node].data {
                text.push_str(part);
            }
        }
        text
    }

    /// The elements inside, in the order of the text.
    pub fn inside(self) -> impl Iterator<Item = Element<'d>> {
        self.dom.elements_in(self.node + 1..self.dom.nodes[self.node].end)
    }

    /// Whether it stands inside of an element of this name.
    pub fn is_in(self, name: &str) -> bool {
        let mut node = self.node;
        while node != 0 {
            node = self.dom.nodes[node].parent;
            if (Element { dom: self.dom, node }).name() == name {
                return true;
            }
        }
        false
    }

    /// The place of what is inside, if it is one text: that of a script.
    pub fn text_start(self) -> usize {
        self.at().end
    }
}

/// The attributes of a tag as they are written: name, and the place of the value without its quotes.
pub(super) fn written_attributes(tag: &str) -> impl Iterator<Item = (&str, Range<usize>)> {
    let is_space = |byte: &u8| byte.is_ascii_whitespace();
    let bytes = tag.as_bytes();
    let skip = move |mut at: usize, stop: &dyn Fn(&u8) -> bool| {
        while at < bytes.len() && !stop(&bytes[at]) {
            at += 1;
        }
        at
    };
    let mut at = skip(0, &|byte| is_space(byte) || *byte == b'>');
    std::iter::from_fn(move || {
        let start = skip(at, &|byte| !is_space(byte) && *byte != b'/');
        let end = skip(start, &|byte| is_space(byte) || matches!(*byte, b'=' | b'>' | b'/'));
        if start >= end {
            return None;
        }
        let equals = skip(end, &|byte| !is_space(byte));
        if bytes.get(equals) != Some(&b'=') {
            at = end;
            return Some((&tag[start..end], start..end));
        }
        let value = skip(equals + 1, &|byte| !is_space(byte));
        let range = match bytes.get(value) {
            Some(&quote @ (b'"' | b'\'')) => value + 1..skip(value + 1, &|byte| *byte == quote),
            _ => value..skip(value, &|byte| is_space(byte) || *byte == b'>'),
        };
        let is_quoted = range.start > value;
        at = range.end + usize::from(is_quoted);
        Some((&tag[start..end], range))
    })
}

#[cfg(test)]
mod tests {
    use super::{Dom, Element, written_attributes};
    use proptest::prelude::proptest;

    const PAGE: &str = "<!DOCTYPE html><html lang=id><head><title>A &amp; B</title></head><body>\
        <p class='x' id=y>satu <b title=\"a > b <c>\">dua</b> &lt;tiga&gt;</p><template><p>tidak</p></template></body></html>";

    #[test]
    fn elements_stand_at_their_tags() {
        let dom = Dom::parse(PAGE);
        let tags = dom.elements().map(|element| &dom.text[element.at()]).collect::<Vec<_>>();
        let expected = [
            "<html lang=id>",
            "<head>",
            "<title>",
            "<body>",
            "<p class='x' id=y>",
            "<b title=\"a > b <c>\">",
            "<template>",
        ];
        assert_eq!(tags, expected);
        assert_eq!(dom.faults, []);
    }

    #[test]
    fn texts_and_attributes_are_decoded_and_have_places() {
        let dom = Dom::parse(PAGE);
        let paragraph = dom.named("p").next().expect("a paragraph");
        assert_eq!(paragraph.text(), "satu dua <tiga>");
        assert_eq!(dom.named("title").next().expect("a title").text(), "A & B");
        let bold = dom.named("b").next().expect("a bold word");
        assert_eq!((bold.attribute("title"), &PAGE[bold.place_of("title")]), (Some("a > b <c>"), "a > b <c>"));
        assert_eq!(&PAGE[paragraph.place_of("id")], "y");
        assert_eq!(&PAGE[paragraph.place_of("style")], "<p class='x' id=y>");
        assert!(bold.is_in("p") && !bold.is_in("head"));
        assert_eq!(paragraph.inside().map(Element::name).collect::<Vec<_>>(), ["b"]);
    }

    #[test]
    fn written_attributes_are_found_in_every_form() {
        let tag = "<img src=a.jpg alt = \"x y\" hidden data-a='1'/>";
        let found: Vec<_> = written_attributes(tag).map(|(name, at)| (name, &tag[at])).collect();
        assert_eq!(found, [("src", "a.jpg"), ("alt", "x y"), ("hidden", "hidden"), ("data-a", "1")]);
        assert_eq!(written_attributes("<a").count() + written_attributes("<a href=").count(), 1);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(<[a-z]{1,3}|</[a-z]{1,3}>|>| [a-z]=|[\"'é]|&[a-z]{2};|<!--|-->|<svg>|<table>|<p>|<b>|x){0,40}") {
            let dom = Dom::parse(&text);
            for element in dom.elements() {
                assert!(text.get(element.at()).is_some() && text.get(element.place_of("a")).is_some());
                element.text();
            }
            assert!(dom.faults.iter().all(|fault| text.get(fault.at.clone()).is_some()));
        }
    }
}
