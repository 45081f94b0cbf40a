//! Between html5ever and [`Dom`](crate::check::page::dom::Dom): where each token stands, and the tree flattened.
//!
//! html5ever tells lines only. So the text is fed in pieces that end before each `<` and after each `>`: what a tag made
//! comes with the piece in which the tag ends, and began where the token before it ended.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::ops::Range;

use html5ever::buffer_queue::BufferQueue;
use html5ever::interface::{ElemName, ElementFlags, NodeOrText, QuirksMode, TokenizerResult, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use html5ever::{Attribute, LocalName, Namespace, QualName, local_name, ns};

use crate::check::page::dom::{Data, Fault, Node, written_attributes};

/// The handle of the document.
const ROOT: usize = 0;

/// Elements whose end tag may be left out.
const OPTIONAL_END: [&str; 15] =
    ["p", "li", "dd", "dt", "option", "optgroup", "rp", "rt", "tr", "td", "th", "tbody", "thead", "tfoot", "colgroup"];

/// Elements that have no content and no end tag.
const VOID: [&str; 13] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// Everything in the order of the text, and what is not valid.
pub(super) fn parse(text: &str) -> (Vec<Node>, Vec<Fault>) {
    let places = Places {
        builder: TreeBuilder::new(Tree::new(), TreeBuilderOpts { exact_errors: true, ..TreeBuilderOpts::default() }),
        text,
        begun: Cell::new(None),
        end: Cell::new(0),
        told: Cell::new(false),
        open: RefCell::default(),
        faults: RefCell::default(),
    };
    let tokenizer = Tokenizer::new(places, TokenizerOpts::default());
    let whole = StrTendril::from(text);
    let input = BufferQueue::default();
    for piece in pieces(text) {
        tokenizer.sink.start(&piece);
        let (Ok(start), Ok(length)) = (u32::try_from(piece.start), u32::try_from(piece.len())) else { break };
        input.push_back(whole.subtendril(start, length));
        while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
        tokenizer.sink.stop();
    }
    tokenizer.end();
    let Places { builder, faults, .. } = tokenizer.sink;
    (flattened(builder.sink.nodes.into_inner()), faults.into_inner())
}

/// The text cut before each `<` and after each `>`.
fn pieces(text: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = bytes.get(start + 1..).unwrap_or_default();
        let cut = rest.iter().position(|byte| matches!(byte, b'<' | b'>')).map(|at| start + 1 + at);
        let end = match cut {
            _ if bytes.get(start) == Some(&b'>') => start + 1,
            Some(at) if bytes[at] == b'>' => at + 1,
            Some(at) => at,
            None => bytes.len(),
        };
        let piece = start..end;
        start = end;
        (piece.start < piece.end).then_some(piece)
    })
}

/// What the messages need of a tag.
struct Written {
    kind: TagKind,
    name: LocalName,
    is_closed: bool,
}

/// Tells the tree where a token stands before the token is put into it.
struct Places<'t> {
    builder: TreeBuilder<usize, Tree>,
    text: &'t str,
    /// Where the token began that is being read.
    begun: Cell<Option<usize>>,
    /// Where the piece ends that is being read.
    end: Cell<usize>,
    /// Whether the piece made a token.
    told: Cell<bool>,
    /// The elements that were begun and not ended, by name.
    open: RefCell<Vec<LocalName>>,
    faults: RefCell<Vec<Fault>>,
}

impl Places<'_> {
    fn start(&self, piece: &Range<usize>) {
        self.begun.set(Some(self.begun.get().unwrap_or(piece.start)));
        self.end.set(piece.end);
        self.told.set(false);
    }

    fn stop(&self) {
        if self.told.get() {
            self.begun.set(None);
        }
    }

    fn note_faults(&self, at: &Range<usize>, tag: Option<&Written>) {
        let mut faults = self.faults.borrow_mut();
        // Several guesses at one tag have one reason.
        for error in self.builder.sink.errors.take().into_iter().take(1) {
            let tag = tag.map(|tag| (tag.kind, &tag.name));
            let message = self.message(&error, tag, &self.text[at.clone()]);
            faults.push(Fault { message, at: at.clone() });
        }
    }

    fn message(&self, error: &str, tag: Option<(TagKind, &LocalName)>, written: &str) -> String {
        if let Some(name) = error.strip_prefix("Unexpected open tag ").and_then(|rest| rest.split(' ').next()) {
            let name = name.rsplit(':').next().unwrap_or(name);
            return format!("`<{name}>` is not closed");
        }
        match tag {
            Some((TagKind::EndTag, name)) => match self.left_open(name) {
                Some(open) => format!("`</{name}>` comes while `<{open}>` is still open"),
                None => format!("`</{name}>` closes nothing that is open here"),
            },
            Some((TagKind::StartTag, name)) if error.contains("self-closing") => {
                format!("`<{name}>` cannot close itself")
            }
            Some((TagKind::StartTag, name)) => format!("`<{name}>` cannot stand here"),
            None if error == "Duplicate attribute" => match twice(written) {
                Some(name) => format!("the attribute `{name}` stands twice in one tag"),
                None => "an attribute stands twice in one tag".to_owned(),
            },
            None => format!("the parser of HTML stumbled: {}", error.chars().take(120).collect::<String>()),
        }
    }

    /// The innermost element that an end tag of another name closes, though it has an end tag of its own.
    fn left_open(&self, name: &LocalName) -> Option<LocalName> {
        let open = self.open.borrow();
        let from = open.iter().rposition(|it| it == name)? + 1;
        open[from..].iter().rev().find(|it| !OPTIONAL_END.contains(&&***it)).cloned()
    }

    fn keep_open(&self, tag: &Written) {
        let mut open = self.open.borrow_mut();
        match tag.kind {
            TagKind::StartTag if tag.is_closed || VOID.contains(&&*tag.name) => {}
            TagKind::StartTag => open.push(tag.name.clone()),
            TagKind::EndTag => {
                if let Some(at) = open.iter().rposition(|it| *it == tag.name) {
                    open.truncate(at);
                }
            }
        }
    }
}

/// The first attribute of a tag that stands there a second time.
fn twice(tag: &str) -> Option<&str> {
    let names: Vec<_> = written_attributes(tag).map(|(name, _)| name).collect();
    let repeated = |at: usize| names[..at].iter().any(|before| before.eq_ignore_ascii_case(names[at]));
    (0..names.len()).find(|&at| repeated(at)).map(|at| names[at])
}

impl TokenSink for Places<'_> {
    type Handle = usize;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<usize> {
        let at = self.begun.get().unwrap_or(self.end.get())..self.end.get();
        let tag = match &token {
            Token::TagToken(tag) => {
                Some(Written { kind: tag.kind, name: tag.name.clone(), is_closed: tag.self_closing })
            }
            _ => None,
        };
        self.told.set(self.told.get() || !matches!(token, Token::ParseError(_)));
        self.builder.sink.at.replace(at.clone());
        let result = self.builder.process_token(token, line);
        self.note_faults(&at, tag.as_ref());
        if let Some(tag) = &tag {
            self.keep_open(tag);
        }
        result
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// What html5ever builds.
struct Tree {
    nodes: RefCell<Vec<Branch>>,
    errors: RefCell<Vec<Cow<'static, str>>>,
    /// The place of the present token.
    at: RefCell<Range<usize>>,
}

/// A node while the tree is built.
struct Branch {
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
struct Name(QualName);

impl ElemName for Name {
    fn ns(&self) -> &Namespace {
        &self.0.ns
    }

    fn local_name(&self) -> &LocalName {
        &self.0.local
    }
}

impl Tree {
    fn new() -> Tree {
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
fn flattened(mut branches: Vec<Branch>) -> Vec<Node> {
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

#[cfg(test)]
mod tests {
    use super::parse;

    fn faults(text: &str) -> Vec<(String, String)> {
        let (_, faults) = parse(text);
        faults.into_iter().map(|fault| (text[fault.at].to_owned(), fault.message)).collect()
    }

    #[test]
    fn a_fault_stands_at_its_tag_and_is_told_in_words() {
        for (body, tag, message) in [
            ("<div><b>a</div>", "</div>", "`</div>` comes while `<b>` is still open"),
            ("<p><div></div></p>", "</p>", "`</p>` closes nothing that is open here"),
            ("a</i>", "</i>", "`</i>` closes nothing that is open here"),
            ("<div>a", "</body>", "`<div>` is not closed"),
            ("<i id=a class=b id=c>x</i>", "<i id=a class=b id=c>", "the attribute `id` stands twice in one tag"),
            ("<div/></div>", "<div/>", "`<div>` cannot close itself"),
            ("<a href=/>x<a href=/>y</a>", "<a href=/>", "`<a>` cannot stand here"),
        ] {
            let page = format!("<!DOCTYPE html><html><head><title>t</title></head><body>{body}</body></html>");
            assert_eq!(faults(&page).first(), Some(&(tag.to_owned(), message.to_owned())), "{body}");
        }
    }

    #[test]
    fn a_valid_page_has_none() {
        let page = "<!DOCTYPE html>\n<html lang=\"id\">\n<head>\n<title>a < b & c</title><script>if (a<b) \"<p>\"</script></head>\n\
            <body><p>a<p>b<ul><li>a<li>b</ul><table><tr><td>a</table><img src=a alt=\"\"/><svg><path d=\"\"/></svg></body>\n</html>\n";
        assert_eq!(faults(page), []);
    }
}
