//! Short words for what is asked of XML elements again and again.
//!
//! Everything is by namespace, never by prefix. No rule stands here.

use std::ops::Range;

use roxmltree::Node;

/// Elements right below.
pub fn elements<'a, 'i: 'a>(node: Node<'a, 'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(Node::is_element)
}

/// Elements right below of this namespace (empty for none) and name.
pub fn named<'a, 'i: 'a>(node: Node<'a, 'i>, namespace: &'a str, name: &'a str) -> impl Iterator<Item = Node<'a, 'i>> {
    elements(node).filter(move |child| is(*child, namespace, name))
}

/// The first of them.
pub fn first<'a, 'i: 'a>(node: Node<'a, 'i>, namespace: &'a str, name: &'a str) -> Option<Node<'a, 'i>> {
    named(node, namespace, name).next()
}

/// Whether it has this namespace (empty for none) and name.
pub fn is(node: Node, namespace: &str, name: &str) -> bool {
    node.tag_name().name() == name && space(node) == namespace
}

/// Its namespace, empty for none.
pub fn space<'a>(node: Node<'a, '_>) -> &'a str {
    node.tag_name().namespace().unwrap_or_default()
}

/// All text right in it, also around comments.
pub fn text(node: Node) -> String {
    node.children().filter(Node::is_text).filter_map(|child| child.text()).collect()
}

/// The text without blanks around it.
pub fn trimmed(node: Node) -> String {
    text(node).trim().to_owned()
}

/// The text of the first child of this name, without blanks around it, if there is any.
pub fn value(node: Node, namespace: &str, name: &str) -> Option<String> {
    first(node, namespace, name).map(trimmed).filter(|text| !text.is_empty())
}

/// The start tag: what to point at when something is missing in an element.
pub fn start_tag(node: Node) -> Range<usize> {
    let at = node.range();
    let end = node.first_child().map_or(at.end, |child| child.range().start);
    // A child made by an entity stands elsewhere.
    if (at.start..=at.end).contains(&end) { at.start..end } else { at }
}

/// The name as it is written, with its prefix.
pub fn written(node: Node) -> String {
    let name = node.tag_name().name();
    let declared = node.tag_name().namespace().and_then(|uri| node.lookup_prefix(uri));
    declared.map_or_else(|| name.to_owned(), |prefix| format!("{prefix}:{name}"))
}

/// Where the value of an attribute stands.
pub fn attribute_place(node: Node, name: &str) -> Range<usize> {
    node.attribute_node(name).map_or_else(|| start_tag(node), |attribute| attribute.range())
}
