//! Prints pieces. pulldown-cmark's own writer does what is `CommonMark`; ours is what becomes of the rest before.
//!
//! Invariant: without extensions the HTML is pulldown-cmark's, byte for byte.

use std::fmt::Write as _;

use pulldown_cmark::html::push_html;
use pulldown_cmark::{BlockQuoteKind, CowStr, Event, LinkType, Parser, Tag, TagEnd};

use super::headings::{citation_id, note_id};
use super::notes::Note;
use super::pieces::{Document, Heading, Piece, one_line};
use super::plain::image_length;
use super::texts::Texts;
use super::{Resolver, Selection, Syntax};

/// The HTML of a text or one of its parts.
pub fn html(body: &str, syntax: Syntax, selection: Selection, resolver: &dyn Resolver) -> String {
    if !syntax.extensions {
        return written(Parser::new_ext(body, syntax.options()));
    }
    let texts = Texts::new(body, syntax);
    let document = Document::new(&texts, syntax);
    // Tags and addresses make the HTML a little longer than the text.
    let room = body.len() + body.len() / 4;
    Printer { document: &document, selection, resolver }.print(room)
}

/// The HTML of one line of text: markup inside of a line only, and no paragraph around it.
pub fn inline(text: &str, syntax: Syntax, resolver: &dyn Resolver) -> String {
    let document = Document::of_line(one_line(text, syntax));
    if !syntax.extensions {
        let events = document.pieces.into_iter().filter_map(|piece| match piece {
            Piece::Event(event) => Some(event),
            _ => None,
        });
        return written(events);
    }
    Printer { document: &document, selection: Selection::All, resolver }.pieces(&document.pieces)
}

fn written<'a>(events: impl IntoIterator<Item = Event<'a>>) -> String {
    let mut html = String::new();
    push_html(&mut html, events.into_iter());
    html
}

struct Printer<'d, 'a> {
    document: &'d Document<'a>,
    selection: Selection,
    resolver: &'d dyn Resolver,
}

impl<'a> Printer<'_, 'a> {
    /// `room` is a guess at the length of the whole.
    fn print(&self, room: usize) -> String {
        let pieces = match self.selection {
            Selection::All => &self.document.pieces[..],
            Selection::Part(part) => {
                let index = (part as usize).wrapping_sub(1);
                let Some(range) = self.document.parts.get(index) else { return String::new() };
                &self.document.pieces[range.clone()]
            }
        };
        let mut html = String::with_capacity(if self.selection == Selection::All { room } else { 0 });
        push_html(&mut html, self.events(pieces));
        self.push_notes(&mut html);
        html
    }

    fn pieces(&self, pieces: &[Piece<'a>]) -> String {
        written(self.events(pieces))
    }

    fn events<'p>(&'p self, pieces: &'p [Piece<'a>]) -> Events<'p, 'a> {
        Events { printer: self, pieces, at: 0, next: None }
    }

    /// A parsed event as it is printed, and what follows it at once.
    fn parsed<'p>(&self, event: &'p Event<'a>) -> (Event<'p>, Option<Event<'p>>) {
        let own = match event {
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => Event::Start(Tag::Link {
                link_type: *link_type,
                dest_url: self.address(*link_type, dest_url),
                title: borrowed(title),
                id: borrowed(id),
            }),
            // A box that nobody can tick is a sign, not a form: every reader and screen reader can say it.
            Event::TaskListMarker(true) => Event::InlineHtml("<span class=\"task\">☑</span> ".into()),
            Event::TaskListMarker(false) => Event::InlineHtml("<span class=\"task\">☐</span> ".into()),
            Event::Start(Tag::BlockQuote(Some(kind))) => html_event(self.alert(*kind)),
            Event::End(TagEnd::BlockQuote(Some(_))) => Event::InlineHtml("</aside>\n".into()),
            Event::Start(Tag::Table(_)) => {
                return (Event::InlineHtml("<div class=\"table\">".into()), Some(event.clone()));
            }
            Event::End(end @ TagEnd::Table) => {
                return (Event::End(*end), Some(Event::InlineHtml("</div>\n".into())));
            }
            Event::Text(text) => Event::Text(borrowed(text)),
            Event::Code(text) => Event::Code(borrowed(text)),
            Event::Html(html) => Event::Html(borrowed(html)),
            Event::InlineHtml(html) => Event::InlineHtml(borrowed(html)),
            Event::End(end) => Event::End(*end),
            event => event.clone(),
        };
        (own, None)
    }

    fn address<'p>(&self, kind: LinkType, dest: &'p CowStr<'a>) -> CowStr<'p> {
        let is_mail = kind == LinkType::Email || (kind == LinkType::Autolink && dest.starts_with("mailto:"));
        let address = if is_mail { None } else { self.resolver.link(dest) };
        address.map_or_else(|| borrowed(dest), CowStr::from)
    }

    fn component(&self, call: usize, inside: &[Piece<'a>]) -> String {
        let call = &self.document.calls[call];
        // The end of the call is no part of its body.
        let body = call.body.as_ref().map(|_| self.pieces(inside));
        self.resolver.component(call, body.as_deref())
    }

    fn alert(&self, kind: BlockQuoteKind) -> String {
        let kind = match kind {
            BlockQuoteKind::Note => "note",
            BlockQuoteKind::Tip => "tip",
            BlockQuoteKind::Important => "important",
            BlockQuoteKind::Warning => "warning",
            BlockQuoteKind::Caution => "caution",
        };
        let title = escaped(&self.resolver.alert_title(kind));
        format!("<aside class=\"alert alert-{kind}\" aria-label=\"{title}\">\n<p class=\"alert-title\">{title}</p>\n")
    }

    /// A picture, from its start to its end. Under one with a caption the title stands already.
    fn picture(&self, pieces: &[Piece<'a>], captioned: bool) -> String {
        let Some(Piece::Event(Event::Start(Tag::Image { link_type, dest_url, title, id }))) = pieces.first() else {
            return String::new();
        };
        let image = self.resolver.image(dest_url);
        let tag = Tag::Image {
            link_type: *link_type,
            dest_url: image.as_ref().map_or_else(|| dest_url.clone(), |image| image.url.clone().into()),
            title: if captioned { "".into() } else { title.clone() },
            id: id.clone(),
        };
        let end = Event::End(TagEnd::Image);
        let mut html = written([Event::Start(tag), Event::Text(description(pieces).into()), end]);
        html.truncate(html.trim_end_matches(" />").len());
        let size = image.map(|image| [("width", image.width), ("height", image.height)]);
        for (name, pixels) in size.into_iter().flatten() {
            if let Some(pixels) = pixels {
                let _ = write!(html, " {name}=\"{pixels}\"");
            }
        }
        html + " loading=\"lazy\" decoding=\"async\" />"
    }

    fn citation(&self, number: usize, nth: u32) -> String {
        // It is printed at the end of this part too.
        let here = format!("#{}", note_id(number));
        let href = self.resolver.own_place(&here).unwrap_or(here);
        let id = citation_id(number, nth);
        format!("<sup class=\"footnote-ref\"><a href=\"{}\" id=\"{id}\">{number}</a></sup>", escaped(&href))
    }
}

/// The events that are printed, one after the other: a list of them would cost a copy of the whole document.
struct Events<'p, 'a> {
    printer: &'p Printer<'p, 'a>,
    pieces: &'p [Piece<'a>],
    at: usize,
    /// What follows the last event at once.
    next: Option<Event<'p>>,
}

impl<'p> Iterator for Events<'p, '_> {
    type Item = Event<'p>;

    fn next(&mut self) -> Option<Event<'p>> {
        if let Some(event) = self.next.take() {
            return Some(event);
        }
        loop {
            let piece = self.pieces.get(self.at)?;
            let start = self.at;
            self.at += 1;
            match piece {
                Piece::Event(Event::Start(Tag::Image { .. })) => {
                    self.at = start + image_length(&self.pieces[start..]);
                    let captioned = start > 0 && matches!(self.pieces[start - 1], Piece::Figure);
                    return Some(html_event(self.printer.picture(&self.pieces[start..self.at], captioned)));
                }
                Piece::Event(event) => {
                    let (event, next) = self.printer.parsed(event);
                    self.next = next;
                    return Some(event);
                }
                Piece::Open { call, length } => {
                    self.at += length;
                    let inside = &self.pieces[start + 1..start + length];
                    return Some(html_event(self.printer.component(*call, inside)));
                }
                Piece::Heading(heading) => return Some(Event::Start(opened(heading))),
                Piece::Cite { number, nth } => return Some(html_event(self.printer.citation(*number, *nth))),
                Piece::Comment(html) => return Some(Event::Html(borrowed(html))),
                Piece::Figure => return Some(Event::InlineHtml("<figure>".into())),
                Piece::FigureEnd(title) => {
                    return Some(html_event(format!("<figcaption>{}</figcaption></figure>\n", escaped(title))));
                }
                Piece::Close | Piece::Break | Piece::More | Piece::Nothing => {}
            }
        }
    }
}

impl<'a> Printer<'_, 'a> {
    /// The notes of what is printed, with the numbers they have in the article.
    fn push_notes(&self, html: &mut String) {
        let first = |note: &Note| match self.selection {
            Selection::All => Some(1),
            Selection::Part(part) => note.first_in(part),
        };
        let notes = (1..).zip(&self.document.notes).filter_map(|(number, note)| Some((number, first(note)?, note)));
        let mut notes = notes.peekable();
        if notes.peek().is_none() {
            return;
        }
        let title = escaped(self.resolver.footnotes().title);
        let _ = writeln!(html, "<section class=\"footnotes\" aria-label=\"{title}\">\n<ol>");
        for (number, first, note) in notes {
            let id = note_id(number);
            let _ = writeln!(html, "<li id=\"{id}\" value=\"{number}\">{}</li>", self.note(number, first, note));
        }
        html.push_str("</ol>\n</section>\n");
    }

    /// A note with the link back to its first citation here, which stands in its last paragraph if it ends in one.
    fn note(&self, number: usize, first: u32, note: &Note<'a>) -> String {
        let (here, label) = (format!("#{}", citation_id(number, first)), escaped(self.resolver.footnotes().back));
        let href = self.resolver.own_place(&here).unwrap_or(here);
        let link = format!("<a href=\"{}\" class=\"footnote-back\" aria-label=\"{label}\">↩</a>", escaped(&href));
        let mut events = self.events(&note.pieces).collect::<Vec<_>>();
        let paragraph = matches!(events.last(), Some(Event::End(TagEnd::Paragraph)));
        let at = events.len() - usize::from(paragraph);
        events.insert(at, html_event(if paragraph { format!(" {link}") } else { link }));
        written(events)
    }
}

/// The text without a copy of its own.
fn borrowed<'p>(text: &'p CowStr) -> CowStr<'p> {
    CowStr::Borrowed(text)
}

/// HTML of ours among the events.
fn html_event<'a>(html: String) -> Event<'a> {
    Event::InlineHtml(html.into())
}

fn opened<'a>(heading: &Heading<'a>) -> Tag<'a> {
    // An attribute that is an id or class is one twice, and what is no name breaks the tag.
    let is_name = |name: &str| name.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_:.".contains(letter));
    let usable = |name: &str| !name.is_empty() && is_name(name) && !matches!(name, "id" | "class");
    Tag::Heading {
        level: heading.level,
        id: heading.id.clone(),
        classes: heading.classes.clone(),
        attrs: heading.attributes.iter().filter(|(name, _)| usable(name)).cloned().collect(),
    }
}

/// The text of a picture, as it is read out.
fn description(pieces: &[Piece]) -> String {
    let text = |piece: &Piece| match piece {
        Piece::Event(Event::Text(text) | Event::Code(text) | Event::InlineHtml(text)) => text.to_string(),
        Piece::Event(Event::SoftBreak | Event::HardBreak) => " ".to_owned(),
        _ => String::new(),
    };
    pieces.iter().map(text).collect()
}

/// Text as it can stand in HTML, in an attribute too.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
