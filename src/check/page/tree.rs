//! The tree as html5ever builds it, and the same in the order of the text.

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;

use html5ever::interface::{ElemName, ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, LocalName, Namespace, QualName, local_name, ns};

use crate::check::page::dom::{Data, Node};

/// The handle of the document.
const ROOT: usize = 0;

/// What html5ever builds.
pub(super) struct Tree {
    pub nodes: RefCell<Vec<Branch>>,
    pub errors: RefCell<Vec<Cow<'static, str>>>,
    /// The place of the present token.
    pub at: RefCell<Range<usize>>,
}

/// A node while the tree is built.
pub(super) struct Branch {
    parent: Option<usize>,
    children: Vec<usize>,
    name: QualName,
    at: Range<usize>,
    data: Data,
    /// Of a `<template>`: the fragment that holds its content.
    content: Option<usize>,
}

/// The name of an element, by value: nothing stays borrowed while the tree changes.
#[derive(Debug)]
pub(super) struct Name(QualName);

impl ElemName for Name {
    fn ns(&self) -> &Namespace {
        &self.0.ns
    }

    fn local_name(&self) -> &LocalName {
        &self.0.local
    }
}

impl Tree {
    pub fn new() -> Tree {
        let tree = Tree { nodes: RefCell::default(), errors: RefCell::default(), at: RefCell::new(0..0) };
        tree.add(no_name(), Data::Other);
        tree
    }

    fn add(&self, name: QualName, data: Data) -> usize {
        let mut nodes = self.nodes.borrow_mut();
        let at = self.at.borrow().clone();
        nodes.push(Branch { parent: None, children: Vec::new(), name, at, data, content: None });
        nodes.len() - 1
    }

    /// Puts `child` among the children of `parent`, before the one at `index`.
    fn insert(&self, parent: usize, index: usize, child: NodeOrText<usize>) {
        let child = match child {
            NodeOrText::AppendNode(node) => node,
            NodeOrText::AppendText(text) if self.join_text(parent, index, &text) => return,
            NodeOrText::AppendText(text) => self.add(no_name(), Data::Text(text.into())),
        };
        let index =
            self.detach(child).filter(|(from, place)| *from == parent && *place < index).map_or(index, |_| index - 1);
        let mut nodes = self.nodes.borrow_mut();
        nodes[child].parent = Some(parent);
        nodes[parent].children.insert(index, child);
    }

    /// Adds to the text that ends there, if one does.
    fn join_text(&self, parent: usize, index: usize, text: &str) -> bool {
        let mut nodes = self.nodes.borrow_mut();
        let Some(&before) = index.checked_sub(1).and_then(|at| nodes[parent].children.get(at)) else { return false };
        let Data::Text(written) = &mut nodes[before].data else { return false };
        written.push_str(text);
        true
    }

    /// Takes a node out of its parent; says which that was and where the node stood.
    fn detach(&self, node: usize) -> Option<(usize, usize)> {
        let mut nodes = self.nodes.borrow_mut();
        let parent = nodes[node].parent.take()?;
        let place = nodes[parent].children.iter().rposition(|&child| child == node)?;
        nodes[parent].children.remove(place);
        Some((parent, place))
    }

    fn length(&self, parent: usize) -> usize {
        self.nodes.borrow()[parent].children.len()
    }
}

fn no_name() -> QualName {
    QualName::new(None, ns!(), local_name!(""))
}

impl TreeSink for Tree {
    type Handle = usize;
    type Output = ();
    type ElemName<'a> = Name;

    fn finish(self) {}

    fn parse_error(&self, error: Cow<'static, str>) {
        self.errors.borrow_mut().push(error);
    }

    fn get_document(&self) -> usize {
        ROOT
    }

    fn elem_name<'a>(&'a self, target: &'a usize) -> Name {
        Name(self.nodes.borrow()[*target].name.clone())
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, flags: ElementFlags) -> usize {
        let element = self.add(name.clone(), Data::Element(name.local, attributes));
        if flags.template {
            let content = self.add(no_name(), Data::Other);
            self.nodes.borrow_mut()[element].content = Some(content);
        }
        element
    }

    fn create_comment(&self, _: StrTendril) -> usize {
        self.add(no_name(), Data::Other)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> usize {
        self.add(no_name(), Data::Other)
    }

    fn append(&self, parent: &usize, child: NodeOrText<usize>) {
        self.insert(*parent, self.length(*parent), child);
    }

    fn append_based_on_parent_node(&self, element: &usize, before: &usize, child: NodeOrText<usize>) {
        let has_parent = self.nodes.borrow()[*element].parent.is_some();
        if has_parent { self.append_before_sibling(element, child) } else { self.append(before, child) }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, target: &usize) -> usize {
        self.nodes.borrow()[*target].content.unwrap_or(*target)
    }

    fn same_node(&self, left: &usize, right: &usize) -> bool {
        left == right
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &usize, child: NodeOrText<usize>) {
        let parent = self.nodes.borrow()[*sibling].parent.unwrap_or(ROOT);
        let place = self.nodes.borrow()[parent].children.iter().position(|child| child == sibling);
        self.insert(parent, place.unwrap_or_else(|| self.length(parent)), child);
    }

    fn add_attrs_if_missing(&self, target: &usize, more: Vec<Attribute>) {
        let mut nodes = self.nodes.borrow_mut();
        let Data::Element(_, attributes) = &mut nodes[*target].data else { return };
        let added: Vec<_> = more.into_iter().filter(|new| attributes.iter().all(|old| old.name != new.name)).collect();
        attributes.extend(added);
    }

    fn remove_from_parent(&self, target: &usize) {
        self.detach(*target);
    }

    fn reparent_children(&self, node: &usize, parent: &usize) {
        let children = std::mem::take(&mut self.nodes.borrow_mut()[*node].children);
        for &child in &children {
            self.nodes.borrow_mut()[child].parent = Some(*parent);
        }
        self.nodes.borrow_mut()[*parent].children.extend(children);
    }
}

/// The tree below the document, in the order of the text.
pub(super) fn flattened(mut branches: Vec<Branch>) -> Vec<Node> {
    let mut nodes: Vec<Node> = Vec::with_capacity(branches.len());
    // What is to be visited, with its new parent; `None` closes the node on top of `open`.
    let mut stack = vec![Some((ROOT, ROOT))];
    let mut open = Vec::new();
    while let Some(step) = stack.pop() {
        let Some((branch, parent)) = step else {
            let closed: usize = open.pop().expect("each end follows a start");
            nodes[closed].end = nodes.len();
            continue;
        };
        let here = nodes.len();
        let Branch { at, data, children, .. } = std::mem::replace(&mut branches[branch], empty());
        nodes.push(Node { parent, end: here + 1, at, data });
        open.push(here);
        stack.push(None);
        stack.extend(children.into_iter().rev().map(|child| Some((child, here))));
    }
    nodes
}

fn empty() -> Branch {
    Branch { parent: None, children: Vec::new(), name: no_name(), at: 0..0, data: Data::Other, content: None }
}
