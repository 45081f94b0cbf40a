//! Between html5ever and [`Dom`](crate::check::page::dom::Dom): where each token stands, and what is not valid there.
//!
//! html5ever tells lines only. So the text is fed in pieces that end before each `<` and after each `>`: what a tag made
//! comes with the piece in which the tag ends, and began where the token before it ended.

use std::cell::{Cell, RefCell};
use std::ops::Range;

use html5ever::LocalName;
use html5ever::buffer_queue::BufferQueue;
use html5ever::interface::TokenizerResult;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};

use crate::check::page::dom::{Fault, Node, written_attributes};
use crate::check::page::tree::{Tree, flattened};

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
