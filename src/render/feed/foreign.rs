//! Elements of foreign namespaces, before a writer makes them its own.
//!
//! The `rss` and `atom_syndication` crates have the same type for such elements, but each its own,
//! and they differ in what they escape. So a picture, an archive or an episode is described once, as
//! an [`Element`], and each writer turns the description into its own type. This file knows none of them.

/// An element of a foreign namespace, nothing in it escaped yet.
#[derive(Debug, Default, PartialEq)]
pub struct Element {
    /// With the prefix: `media:content`.
    pub name: &'static str,
    /// Names without a prefix, and values.
    pub attributes: Vec<(&'static str, String)>,
    /// The text in it; an empty one keeps the tags on one line.
    pub text: Option<String>,
    /// The elements in it; no two of one name.
    pub children: Vec<Element>,
}

impl Element {
    /// `<itunes:duration>1834</itunes:duration>`.
    pub fn text(name: &'static str, text: impl Into<String>) -> Self {
        Self { name, text: Some(text.into()), ..Self::default() }
    }

    /// An element that says all in its attributes.
    pub fn empty(name: &'static str, attributes: Vec<(&'static str, String)>) -> Self {
        Self { name, attributes, text: Some(String::new()), children: Vec::new() }
    }

    /// The name without the prefix, which is the key that both crates sort by.
    pub fn local_name(&self) -> &'static str {
        self.name.split_once(':').map_or(self.name, |(_, local)| local)
    }

    /// The prefix; nothing for an element of the format itself.
    pub fn prefix(&self) -> &'static str {
        self.name.split_once(':').map_or("", |(prefix, _)| prefix)
    }
}
