//! What stands in the head of a page: its links and its named texts.
//!
//! It only finds them; what they ought to be is said by the rules.

use std::ops::Range;

use crate::check::page::Place;
use crate::check::page::dom::{Dom, Element};

/// The head of a page.
pub struct Head<'p> {
    dom: &'p Dom<'p>,
    links: Vec<Link<'p>>,
    metas: Vec<Meta<'p>>,
}

/// A `<link>`.
#[derive(Clone, Copy)]
pub struct Link<'p> {
    /// The element.
    pub element: Element<'p>,
    /// Its address as written, without spaces around it.
    pub href: &'p str,
}

/// A `<meta>` with a name, property or `http-equiv`.
#[derive(Clone, Copy)]
pub struct Meta<'p> {
    /// The element.
    pub element: Element<'p>,
    /// What it is called.
    pub name: &'p str,
    /// What it says.
    pub value: &'p str,
}

impl<'p> Head<'p> {
    /// Finds them all, wherever they stand.
    pub fn of(dom: &'p Dom<'p>) -> Head<'p> {
        let mut head = Head { dom, links: Vec::new(), metas: Vec::new() };
        for element in dom.elements() {
            match element.name() {
                "link" => {
                    let href = element.attribute("href").unwrap_or_default().trim();
                    head.links.push(Link { element, href });
                }
                "meta" => {
                    let name = ["property", "name", "http-equiv"].into_iter().find_map(|name| element.attribute(name));
                    let value = element.attribute("content").unwrap_or_default();
                    head.metas.extend(name.map(|name| Meta { element, name, value }));
                }
                _ => {}
            }
        }
        head
    }

    /// The first `<title>` of the page; an `<svg>` has titles too.
    pub fn title(&self) -> Option<Element<'p>> {
        self.dom.named("title").find(|title| !title.is_in("svg"))
    }

    /// All links with this relation.
    pub fn links(&self, rel: &str) -> impl Iterator<Item = Link<'p>> {
        self.links.iter().copied().filter(move |link| link.element.has_word("rel", rel))
    }

    /// The first link with this relation.
    pub fn link(&self, rel: &str) -> Option<Link<'p>> {
        self.links(rel).next()
    }

    /// All named texts of this name.
    pub fn metas(&self, name: &str) -> impl Iterator<Item = Meta<'p>> {
        self.metas.iter().copied().filter(move |meta| meta.name.eq_ignore_ascii_case(name))
    }

    /// The first named text of this name.
    pub fn meta(&self, name: &str) -> Option<Meta<'p>> {
        self.metas(name).next()
    }

    /// Whether a named text is there and says something.
    pub fn says(&self, name: &str) -> bool {
        self.meta(name).is_some_and(|meta| !meta.value.trim().is_empty())
    }
}

impl Link<'_> {
    /// The media type, in lower case and without parameters.
    pub fn kind(self) -> String {
        let kind = self.element.attribute("type").unwrap_or_default();
        kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// The place of its address.
    pub fn at(self) -> Range<usize> {
        self.element.place_of("href")
    }

    /// Its address and where it stands.
    pub fn place(self) -> Place {
        Place { text: self.href.to_owned(), at: self.at() }
    }
}

impl Meta<'_> {
    /// The place of what it says.
    pub fn at(self) -> Range<usize> {
        self.element.place_of("content")
    }
}
