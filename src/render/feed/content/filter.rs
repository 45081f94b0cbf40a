//! Between the tokenizer and the tree builder: tags that a feed must not hold go before they reach
//! the tree.
//!
//! Filtering tokens instead of the tree has two gains. The tree builder sees only what stays, so
//! what it builds is what a reader's parser will build again. And it never sees more than
//! [`MAX_DEPTH`] open elements: it looks through all of them at many a tag, so a hundred thousand
//! nested elements would cost the square of that, and it copies open `<b>`s into every new
//! paragraph, which makes a small text a large one. So the filter keeps its own list of open elements, closes what an
//! end tag leaves open inside, and drops end tags that end nothing.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use html5ever::LocalName;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult};
use url::Url;

use super::attributes::{self, Attribute, Written};
use super::elements::{self, Fate};
use super::tokens;

/// Elements deeper than this lose their tags and keep their text.
const MAX_DEPTH: usize = 200;

/// Passes on to `sink` what a feed may hold.
pub struct Filter<'a, Sink> {
    sink: Sink,
    base: &'a Url,
    open: RefCell<Vec<Open>>,
    /// How many elements are open beyond [`MAX_DEPTH`].
    overflow: Cell<usize>,
    hidden: RefCell<Option<Hidden>>,
    /// The pictures so far: the one in a `<noscript>` is mostly there a second time.
    pictures: RefCell<BTreeSet<String>>,
}

/// An element that was begun: its name in the source, and the name under which it was passed on.
struct Open {
    name: LocalName,
    kept: Option<&'static str>,
}

/// The innermost element that was passed on; may be empty.
fn parent(open: &[Open]) -> &'static str {
    open.iter().rev().find_map(|it| it.kept).unwrap_or_default()
}

/// The element whose content goes, and how many of its name are open.
struct Hidden {
    name: LocalName,
    depth: usize,
}

impl<'a, Sink: TokenSink> Filter<'a, Sink> {
    /// A filter before `sink`, for an article at `base`.
    pub fn new(sink: Sink, base: &'a Url) -> Self {
        Self {
            sink,
            base,
            open: RefCell::default(),
            overflow: Cell::new(0),
            hidden: RefCell::default(),
            pictures: RefCell::default(),
        }
    }

    /// What the tokens were passed on to.
    pub fn into_sink(self) -> Sink {
        self.sink
    }

    fn tag(&self, tag: &Tag) -> TokenSinkResult<Sink::Handle> {
        if self.is_hidden(tag) {
            return TokenSinkResult::Continue;
        }
        match tag.kind {
            TagKind::StartTag => self.start(tag),
            TagKind::EndTag => self.end(&tag.name),
        }
        tokens::raw_state(tag)
    }

    /// Whether the tag lies in, or ends, an element whose content goes.
    fn is_hidden(&self, tag: &Tag) -> bool {
        let mut hidden = self.hidden.borrow_mut();
        let Some(element) = hidden.as_mut() else {
            return false;
        };
        if element.name == tag.name {
            match tag.kind {
                TagKind::StartTag if tokens::is_closed(tag) => {}
                TagKind::StartTag => element.depth += 1,
                TagKind::EndTag => element.depth -= 1,
            }
        }
        if element.depth == 0 {
            *hidden = None;
        }
        true
    }

    fn start(&self, tag: &Tag) {
        match (&*tag.name, elements::fate(&tag.name)) {
            ("input", _) => self.input(tag),
            (_, Fate::Hide) if self.is_in("noscript") => self.hide(tag),
            ("img", _) if self.is_in("noscript") => self.second_picture(tag),
            (_, _) if self.is_in("noscript") => self.unwrap(tag),
            (name, Fate::Hide) => {
                if name == "iframe" {
                    self.frame(tag);
                }
                self.hide(tag);
            }
            (_, Fate::Keep(name)) => self.keep(name, tag),
            (_, Fate::Unwrap) => self.unwrap(tag),
        }
    }

    fn keep(&self, name: &'static str, tag: &Tag) {
        let Some(attributes) = attributes::cleaned(name, tag, self.base) else {
            return self.unwrap(tag);
        };
        self.close_omitted(name);
        self.remember_picture(name, &attributes);
        if elements::is_void(name) {
            if !self.is_lone_column(name) {
                self.pass(tokens::start(name, attributes));
            }
        } else if self.is_misplaced(name) {
            self.unwrap(tag);
        } else if self.push(&tag.name, Some(name)) {
            self.pass(tokens::start(name, attributes));
        }
    }

    /// Whether the tree builder would ignore the tag, end another element at it, or move the
    /// element to another place: a link in a link, a cell without a table, a paragraph between
    /// cells.
    fn is_misplaced(&self, name: &str) -> bool {
        let open = self.open.borrow();
        let parent = parent(&open);
        let is_in_link = name == "a" && open.iter().any(|it| it.kept == Some("a"));
        let is_lone_reading = matches!(name, "rp" | "rt") && parent != "ruby";
        let is_torn_table = elements::is_table_part(name) != elements::holds_table_parts(parent);
        is_in_link || is_lone_reading || is_torn_table
    }

    /// Whether a column stands where the tree builder would end a cell or a row for it.
    fn is_lone_column(&self, name: &str) -> bool {
        name == "col" && !matches!(parent(&self.open.borrow()), "colgroup" | "table")
    }

    fn unwrap(&self, tag: &Tag) {
        if !elements::is_void(&tag.name) {
            self.push(&tag.name, None);
        }
    }

    fn hide(&self, tag: &Tag) {
        if !elements::is_void(&tag.name) && !tokens::is_closed(tag) {
            *self.hidden.borrow_mut() = Some(Hidden { name: tag.name.clone(), depth: 1 });
        }
    }

    /// Takes note of an open element; `false` if it lies too deep to be passed on.
    fn push(&self, name: &LocalName, kept: Option<&'static str>) -> bool {
        let mut open = self.open.borrow_mut();
        let has_room = open.len() < MAX_DEPTH;
        if has_room {
            open.push(Open { name: name.clone(), kept });
        } else {
            self.overflow.set(self.overflow.get() + 1);
        }
        has_room
    }

    fn end(&self, name: &LocalName) {
        if elements::is_void(name) {
            return;
        }
        if self.overflow.get() > 0 {
            self.overflow.set(self.overflow.get() - 1);
            return;
        }
        let place = self.open.borrow().iter().rposition(|it| it.name == *name);
        if let Some(place) = place.filter(|&place| !self.is_walled_off(name, place)) {
            self.close_down_to(place);
        }
    }

    /// Whether a table cell lies between the element and its end tag: a stray `</div>` in a cell
    /// does not end the table.
    fn is_walled_off(&self, name: &str, place: usize) -> bool {
        let is_wall = |it: &Open| matches!(&*it.name, "td" | "th" | "caption");
        let is_of_table = name == "table" || elements::is_table_part(name);
        !is_of_table && self.open.borrow()[place..].iter().any(is_wall)
    }

    /// Closes the elements whose end tag the author left out because `next` implies it, as the tree
    /// builder does. If it alone did, a later `</p>` would end nothing and make an empty paragraph.
    fn close_omitted(&self, next: &str) {
        while let Some(place) = self.find_omitted(next) {
            self.close_down_to(place);
        }
    }

    fn find_omitted(&self, next: &str) -> Option<usize> {
        let open = self.open.borrow();
        for (place, element) in open.iter().enumerate().rev() {
            let name = element.kept.unwrap_or_default();
            if elements::ends(next, name) {
                return Some(place);
            }
            if elements::is_closed_world(name) {
                return None;
            }
        }
        None
    }

    fn close_down_to(&self, place: usize) {
        let closed = self.open.borrow_mut().split_off(place);
        for name in closed.iter().rev().filter_map(|it| it.kept) {
            self.pass(tokens::end(name));
        }
    }

    fn is_in(&self, name: &str) -> bool {
        self.open.borrow().iter().any(|it| &*it.name == name)
    }

    /// The box of a task list; other form controls do nothing in a reader.
    fn input(&self, tag: &Tag) {
        if tag.raw("type").is_some_and(|it| it.eq_ignore_ascii_case("checkbox")) {
            let is_done = tag.raw("checked").is_some();
            self.pass(tokens::text(if is_done { "☑" } else { "☐" }));
        }
    }

    /// A film or a map from elsewhere becomes a link to it.
    fn frame(&self, tag: &Tag) {
        let lazy = attributes::source(tag, self.base);
        let Some(url) = lazy.filter(|it| it.starts_with("http")) else {
            return;
        };
        let title = tag.raw("title").unwrap_or_default().trim().to_owned();
        let label = if title.is_empty() { host(&url) } else { title };
        let is_in_line = self.open.borrow().iter().filter_map(|it| it.kept).any(elements::holds_phrases);
        if !is_in_line {
            self.pass(tokens::start("p", Vec::new()));
        }
        self.pass_link(url, &label);
        if !is_in_line {
            self.pass(tokens::end("p"));
        }
    }

    fn pass_link(&self, url: String, label: &str) {
        let is_in_link = self.is_in("a");
        if !is_in_link {
            self.pass(tokens::start("a", vec![("href", url)]));
        }
        self.pass(tokens::text(label));
        if !is_in_link {
            self.pass(tokens::end("a"));
        }
    }

    /// The picture in a `<noscript>`, unless its lazy twin was already there (T41).
    fn second_picture(&self, tag: &Tag) {
        let source = attributes::source(tag, self.base);
        if source.is_some_and(|it| !self.pictures.borrow().contains(&it)) {
            self.keep("img", tag);
        }
    }

    fn remember_picture(&self, name: &str, attributes: &[Attribute]) {
        if let Some(source) = attributes::get(attributes, "src").filter(|_| name == "img") {
            self.pictures.borrow_mut().insert(source.to_owned());
        }
    }

    /// The tree builder answers only to tags that we never pass on.
    fn pass(&self, token: Token) {
        let _ = self.sink.process_token(token, 1);
    }
}

impl<Sink: TokenSink> TokenSink for Filter<'_, Sink> {
    type Handle = Sink::Handle;

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<Sink::Handle> {
        match token {
            Token::TagToken(tag) => return self.tag(&tag),
            Token::CharacterTokens(_) if self.hidden.borrow().is_some() => {}
            Token::CharacterTokens(_) if self.is_in("noscript") => {}
            Token::CharacterTokens(_) | Token::EOFToken => self.pass(token),
            _ => {}
        }
        TokenSinkResult::Continue
    }

    fn end(&self) {
        self.sink.end();
    }
}

/// The host of a URL that was made absolute before.
fn host(url: &str) -> String {
    let url = Url::parse(url).ok();
    url.as_ref().and_then(Url::host_str).unwrap_or_default().trim_start_matches("www.").to_owned()
}
