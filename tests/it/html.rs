//! Pages read back: their elements, where their links lead, what they are called.
//!
//! It parses as a browser does and judges nothing; what must hold of a page is said by the tests.

use crate::project::Tree;
use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use std::collections::{BTreeMap, BTreeSet};
use url::Url;

/// An element, its attributes, and all the text in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// `a`.
    pub name: String,
    /// In the order of the page.
    pub attributes: Vec<(String, String)>,
    /// Without tags, white space as it stands.
    pub text: String,
}

impl Element {
    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// All elements of a page, in its order.
pub fn elements(html: &str) -> Vec<Element> {
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(html);
    let mut all = Vec::new();
    collect(&dom.document, &mut all);
    all
}

fn collect(node: &Handle, all: &mut Vec<Element>) -> String {
    let mut text = String::new();
    let mut own = None;
    match &node.data {
        NodeData::Text { contents } => text.push_str(&contents.borrow()),
        NodeData::Element { name, attrs, .. } => {
            let attributes = attrs.borrow();
            let pairs = attributes.iter().map(|attr| (attr.name.local.to_string(), attr.value.to_string()));
            own = Some(all.len());
            all.push(Element { name: name.local.to_string(), attributes: pairs.collect(), text: String::new() });
        }
        _ => {}
    }
    for child in node.children.borrow().iter() {
        text.push_str(&collect(child, all));
    }
    if let Some(at) = own {
        all[at].text.clone_from(&text);
    }
    text
}

/// The text of the first element of that name, white space made single.
pub fn text_of(html: &str, name: &str) -> Option<String> {
    let found = elements(html).into_iter().find(|element| element.name == name)?;
    Some(found.text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Every URL in the attributes of an element.
fn urls(element: &Element) -> Vec<&str> {
    let mut urls: Vec<&str> = Vec::new();
    for (name, value) in &element.attributes {
        match name.as_str() {
            "href" | "src" | "poster" | "action" => urls.push(value),
            "srcset" => urls.extend(value.split(',').filter_map(|candidate| candidate.split_whitespace().next())),
            _ => {}
        }
    }
    urls
}

/// Every link of a site's pages that leads to nothing, and every id that a page has twice. `base` is the site's address.
pub fn faults(tree: &Tree, base: &str) -> Vec<String> {
    let base = Url::parse(base).unwrap();
    let pages: BTreeMap<&str, Vec<Element>> = tree
        .iter()
        .filter(|(path, _)| path.ends_with(".html"))
        .map(|(path, bytes)| (path.as_str(), elements(std::str::from_utf8(bytes).unwrap())))
        .collect();
    let mut faults = Vec::new();
    let mut ids: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (path, elements) in &pages {
        let own = ids.entry(path).or_default();
        for id in elements.iter().filter_map(|element| element.attribute("id")) {
            if !own.insert(id) {
                faults.push(format!("{path}: the id `{id}` twice"));
            }
        }
    }
    for (path, elements) in &pages {
        let here = base.join(path.strip_suffix("index.html").unwrap_or(path)).unwrap();
        for url in elements.iter().flat_map(urls) {
            if let Some(fault) = fault(&here.join(url).unwrap(), &base, tree, &ids) {
                faults.push(format!("{path}: `{url}` {fault}"));
            }
        }
    }
    faults
}

fn fault(url: &Url, base: &Url, tree: &Tree, ids: &BTreeMap<&str, BTreeSet<&str>>) -> Option<&'static str> {
    if url.origin() != base.origin() {
        return None;
    }
    let Some(path) = url.path().strip_prefix(base.path()) else { return Some("is outside of the site") };
    let path = percent_encoding::percent_decode_str(path).decode_utf8().unwrap().into_owned();
    let file = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path };
    if !tree.contains_key(&file) {
        return Some("leads to no file");
    }
    let fragment = percent_encoding::percent_decode_str(url.fragment()?).decode_utf8().unwrap();
    let known = fragment.is_empty() || ids.get(file.as_str()).is_some_and(|ids| ids.contains(fragment.as_ref()));
    (!known).then_some("leads to no id of that page")
}

#[test]
fn a_link_to_nothing_is_seen() {
    let page = |html: &str| html.as_bytes().to_vec();
    let tree = Tree::from([
        ("index.html".into(), page("<a href=a/>x</a><a href=/b/>x</a><a href=a/#y>x</a><img srcset='c.png 1x'>")),
        ("a/index.html".into(), page("<p id=x><p id=x><a href=../#z>x</a><a href=//other.example/>x</a>")),
    ]);
    assert_eq!(
        faults(&tree, "https://x.example/"),
        [
            "a/index.html: the id `x` twice",
            "a/index.html: `../#z` leads to no id of that page",
            "index.html: `/b/` leads to no file",
            "index.html: `a/#y` leads to no id of that page",
            "index.html: `c.png` leads to no file",
        ]
    );
}
