//! Reads the events of the parser into pieces.
//!
//! Bodies of calls are read where their call stands. Footnotes are set aside by label; whether they are cited is
//! asked later.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::Range;
use std::rc::Rc;

use pulldown_cmark::{BrokenLink, CodeBlockKind, CowStr, Event, Parser, Tag, TagEnd};

use super::comments::{Mark, marks, only_comments};
use super::links::{OpenLink, Target, Targets, label_of, targets};
use super::notes::{Definition, label_key};
use super::pieces::{Heading, Piece};
use super::plain::image_length;
use super::texts::{Fragment, Text, Texts};
use super::{Link, Problem, Syntax};

/// What reading gives.
#[derive(Default)]
pub(super) struct Found<'a> {
    pub pieces: Vec<Piece<'a>>,
    /// By [`label_key`].
    pub notes: BTreeMap<String, Definition<'a>>,
    pub links: Vec<Link>,
    pub problems: Vec<Problem>,
    pub raw_html: bool,
}

/// Reads one text, then those of the calls in it.
pub(super) struct Reader<'a> {
    texts: &'a Texts<'a>,
    syntax: Syntax,
    /// The link definitions of the document, for the bodies of calls.
    targets: Rc<Targets>,
    found: Found<'a>,
    /// The pieces that wait until a footnote ends.
    waiting: Vec<Waiting<'a>>,
    links: Vec<OpenLink>,
}

/// What goes on when a footnote ends, and the footnote's label and place.
struct Waiting<'a> {
    pieces: Vec<Piece<'a>>,
    label: String,
    range: Range<usize>,
}

/// How far the reading of one text is.
struct State<'a> {
    text: &'a Text<'a>,
    /// Whether the text is the document itself.
    is_document: bool,
    /// How many elements are open.
    depth: usize,
    images: usize,
    in_code: bool,
    /// Inside of HTML that is dealt with already.
    skipping_html: bool,
    /// Where the open paragraph began, and whether there is a call in it.
    paragraph: (usize, bool),
}

impl<'a> Reader<'a> {
    pub(super) fn read_all(texts: &'a Texts<'a>, syntax: Syntax) -> Found<'a> {
        // A guess at the number of pieces, so that the list seldom moves.
        let found = Found { pieces: Vec::with_capacity(texts.body.len() / 12), ..Found::default() };
        let (waiting, links) = (Vec::new(), Vec::new());
        let mut reader = Reader { texts, syntax, targets: Rc::default(), found, waiting, links };
        reader.found.raw_html = !texts.calls.is_empty();
        reader.read_document();
        reader.found
    }

    fn read_document(&mut self) {
        let text = &self.texts.document;
        let mut events = Parser::new_ext(&text.text, self.syntax.options()).into_offset_iter();
        if self.texts.bodies.iter().any(Option::is_some) {
            self.targets = Rc::new(targets(events.reference_definitions()));
        }
        let mut state = State::new(text, true);
        while let Some((event, range)) = events.next() {
            let defined = |label| Some(events.reference_definitions().get(label)?.span.clone());
            let definition = label_of(&event).and_then(defined);
            self.step(&mut state, event, range, definition);
        }
    }

    fn read_body(&mut self, text: &'a Text<'a>) {
        let targets = Rc::clone(&self.targets);
        let known = |link: BrokenLink| targets.get(&label_key(&link.reference)).map(Target::address);
        let options = self.syntax.options();
        let mut events = Parser::new_with_broken_link_callback(&text.text, options, Some(known)).into_offset_iter();
        let mut state = State::new(text, false);
        while let Some((event, range)) = events.next() {
            let defined = |label| {
                let own = events.reference_definitions().get(label).map(|own| text.in_body(own.span.clone()));
                own.or_else(|| targets.get(&label_key(label)).map(|target| target.range.clone()))
            };
            let definition = label_of(&event).and_then(defined);
            if range.start >= text.begin {
                self.step(&mut state, event, range, definition);
            }
        }
    }

    /// One event. `definition` is where a link that names its address by a label has it from.
    fn step(&mut self, state: &mut State<'a>, event: Event<'a>, range: Range<usize>, definition: Option<Range<usize>>) {
        if let Some(link) = self.links.last_mut() {
            link.pass(&event, &range);
        }
        match event {
            Event::Start(tag) => self.start(state, tag, range, definition),
            Event::End(tag) => self.end(state, tag),
            Event::Text(text) if !state.in_code => self.fragments(state, text, Event::Text),
            Event::Html(_) if state.skipping_html => {}
            Event::Html(html) => self.fragments(state, html, Event::Html),
            Event::InlineHtml(html) => self.inline_html(state, html),
            Event::Text(text) => self.push(Piece::Event(Event::Text(self.restored(text)))),
            Event::Code(text) => self.push(Piece::Event(Event::Code(self.restored(text)))),
            // The description of a picture is an attribute: no mark can stand there.
            Event::FootnoteReference(_) if state.images > 0 => {}
            Event::FootnoteReference(label) => {
                let label = self.restored(label);
                self.push(Piece::Event(Event::FootnoteReference(label)));
            }
            event => self.push(Piece::Event(event)),
        }
    }

    fn push(&mut self, piece: Piece<'a>) {
        self.found.pieces.push(piece);
    }

    fn start(&mut self, state: &mut State<'a>, tag: Tag<'a>, range: Range<usize>, definition: Option<Range<usize>>) {
        let depth = state.depth;
        state.depth += 1;
        match tag {
            Tag::HtmlBlock => return self.html_block(state, depth, range),
            Tag::FootnoteDefinition(label) => return self.start_note(state, &label, range),
            Tag::Heading { level, id, classes, attrs } => {
                let id = id.map(|id| self.restored(id));
                let classes = classes.into_iter().map(|class| self.restored(class)).collect();
                let whole =
                    |(name, value): (_, Option<_>)| (self.restored(name), value.map(|value| self.restored(value)));
                let attributes = attrs.into_iter().map(whole).collect();
                let range = state.text.in_body(range);
                let heading = Heading { level, id, classes, attributes, title: String::new(), range };
                return self.push(Piece::Heading(Box::new(heading)));
            }
            Tag::Paragraph => state.paragraph = (self.found.pieces.len(), false),
            Tag::CodeBlock(_) => state.in_code = true,
            Tag::Image { .. } => state.images += 1,
            _ => {}
        }
        let tag = self.written(tag);
        self.links.extend(OpenLink::new(&tag, range, definition));
        self.push(Piece::Event(Event::Start(tag)));
    }

    fn end(&mut self, state: &mut State<'a>, tag: TagEnd) {
        state.depth = state.depth.saturating_sub(1);
        match tag {
            TagEnd::HtmlBlock if std::mem::take(&mut state.skipping_html) => return,
            TagEnd::Paragraph => return self.end_paragraph(state),
            TagEnd::FootnoteDefinition => return self.end_note(),
            TagEnd::CodeBlock => state.in_code = false,
            TagEnd::Link => self.end_link(state),
            TagEnd::Image => {
                state.images = state.images.saturating_sub(1);
                self.end_link(state);
            }
            _ => {}
        }
        self.push(Piece::Event(Event::End(tag)));
    }

    fn end_link(&mut self, state: &State) {
        let Some(link) = self.links.pop() else { return };
        if let Some(outer) = self.links.last_mut() {
            outer.pass_link(&link);
        }
        self.found.links.extend(link.finish(self.texts.body, state.text));
    }

    fn start_note(&mut self, state: &State, label: &str, range: Range<usize>) {
        let (pieces, range) = (std::mem::take(&mut self.found.pieces), state.text.in_body(range));
        self.waiting.push(Waiting { pieces, label: label.to_owned(), range });
    }

    fn end_note(&mut self) {
        let Some(Waiting { pieces, label, range }) = self.waiting.pop() else { return };
        let pieces = std::mem::replace(&mut self.found.pieces, pieces);
        match self.found.notes.entry(label_key(&label)) {
            Entry::Vacant(entry) => {
                entry.insert(Definition { label, range, pieces });
            }
            Entry::Occupied(_) => self.found.problems.push(Problem {
                message: format!("there are two footnotes `{label}`"),
                label: "is not printed".to_owned(),
                range,
                help: Some("give one of them another label".to_owned()),
                error: false,
            }),
        }
    }

    /// HTML at the top of the document may be marks; that of a body is HTML.
    fn html_block(&mut self, state: &mut State<'a>, depth: usize, range: Range<usize>) {
        let html = &state.text.text[range];
        let is_comment = only_comments(html);
        self.found.raw_html |= !is_comment;
        if !(self.syntax.extensions && state.is_document && depth == 0 && is_comment) {
            return self.push(Piece::Event(Event::Start(Tag::HtmlBlock)));
        }
        state.skipping_html = true;
        match marks(html) {
            Some(marks) => self.found.pieces.extend(marks.into_iter().map(Piece::from)),
            None => self.push(Piece::Comment(html.into())),
        }
    }

    fn inline_html(&mut self, state: &mut State<'a>, html: CowStr<'a>) {
        let at_top = self.syntax.extensions && state.is_document && state.depth == 1;
        if at_top && marks(&html).is_some_and(|marks| marks == [Mark::More]) {
            return self.push(Piece::More);
        }
        self.found.raw_html |= !only_comments(&html);
        self.fragments(state, html, Event::InlineHtml);
    }

    /// Text or HTML, with the calls in it.
    fn fragments(&mut self, state: &mut State<'a>, text: CowStr<'a>, event: fn(CowStr<'a>) -> Event<'a>) {
        if !self.texts.has_sign(&text) {
            return self.push(Piece::Event(event(text)));
        }
        for fragment in self.texts.split(&text) {
            match fragment {
                Fragment::Text(text) => self.push(Piece::Event(event(text.to_owned().into()))),
                // A description prints no component.
                Fragment::Call(_) if state.images > 0 => {}
                Fragment::Call(call) => self.call(state, call),
            }
        }
    }

    fn call(&mut self, state: &mut State<'a>, call: usize) {
        state.paragraph.1 = true;
        let start = self.found.pieces.len();
        self.push(Piece::Open { call, length: 0 });
        if let Some(body) = self.texts.bodies[call].as_ref() {
            // An address in front of the body has nothing to do with those in it.
            let links = std::mem::take(&mut self.links);
            self.read_body(body);
            self.links = links;
        }
        self.push(Piece::Close);
        let length = self.found.pieces.len() - start - 1;
        self.found.pieces[start] = Piece::Open { call, length };
    }

    fn restored(&self, text: CowStr<'a>) -> CowStr<'a> {
        if self.texts.has_sign(&text) { self.texts.restored(&text).into() } else { text }
    }

    /// A paragraph of calls is none, and a picture that has one for itself, and a title, is a figure.
    fn end_paragraph(&mut self, state: &State) {
        let (start, has_call) = state.paragraph;
        let inside = &self.found.pieces[start + 1..];
        if has_call && only_calls(inside) {
            self.found.pieces[start] = Piece::Nothing;
            self.push(Piece::Event(Event::SoftBreak));
        } else if let Some(title) = lone_picture(inside) {
            self.found.pieces[start] = Piece::Figure;
            self.push(Piece::FigureEnd(title));
        } else {
            self.push(Piece::Event(Event::End(TagEnd::Paragraph)));
        }
    }

    /// The tag with calls in its attributes as they were written.
    fn written(&self, tag: Tag<'a>) -> Tag<'a> {
        match tag {
            Tag::Link { link_type, dest_url, title, id } => {
                Tag::Link { link_type, dest_url: self.restored(dest_url), title: self.restored(title), id }
            }
            Tag::Image { link_type, dest_url, title, id } => {
                Tag::Image { link_type, dest_url: self.restored(dest_url), title: self.restored(title), id }
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => Tag::CodeBlock(CodeBlockKind::Fenced(self.restored(info))),
            tag => tag,
        }
    }
}

impl<'a> State<'a> {
    fn new(text: &'a Text<'a>, is_document: bool) -> State<'a> {
        let paragraph = (0, false);
        State { text, is_document, depth: 0, images: 0, in_code: false, skipping_html: false, paragraph }
    }
}

impl From<Mark> for Piece<'_> {
    fn from(mark: Mark) -> Self {
        match mark {
            Mark::Break => Piece::Break,
            Mark::More => Piece::More,
        }
    }
}

/// Whether there are calls, and nothing else to be seen.
fn only_calls(pieces: &[Piece]) -> bool {
    let (mut at, mut calls) = (0, 0);
    while let Some(piece) = pieces.get(at) {
        match piece {
            Piece::Open { length, .. } => {
                calls += 1;
                at += length;
            }
            Piece::Event(Event::SoftBreak | Event::HardBreak) => {}
            Piece::Event(Event::Text(text)) if text.trim().is_empty() => {}
            _ => return false,
        }
        at += 1;
    }
    calls > 0
}

/// The title of the picture, if there is one and nothing else.
fn lone_picture<'a>(pieces: &[Piece<'a>]) -> Option<CowStr<'a>> {
    let Some(Piece::Event(Event::Start(Tag::Image { title, .. }))) = pieces.first() else { return None };
    (!title.is_empty() && image_length(pieces) == pieces.len()).then(|| title.clone())
}
