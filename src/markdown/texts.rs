//! What is handed to the parser: the document and the bodies of its calls, with a sign in the place of each call.
//!
//! A sign is as long as its call, so that every offset of the document stays true. It begins with a private character
//! that the body does not hold, goes on with the number of the call, and is neither space nor punctuation.
//!
//! Invariant: a sign is never printed; [`Texts::split`] and [`Texts::restored`] are the ways out.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::ops::Range;

use super::{Call, Problem, Syntax, calls};

/// The digits of a call's number.
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// How many digits a number has. The shortest call has 8 bytes, the longest private character 4.
const WIDTH: usize = 4;

/// How far before a call its line may begin.
const LONGEST_MARGIN: usize = 256;

/// Ends the stubs of footnotes: no line after it belongs to them.
const END_OF_STUBS: &str = "<!-- -->\n\n";

/// All texts of one body.
pub(super) struct Texts<'b> {
    pub body: &'b str,
    pub document: Text<'b>,
    pub calls: Vec<Call>,
    /// For each call with a body, its text.
    pub bodies: Vec<Option<Text<'b>>>,
    pub problems: Vec<Problem>,
    marker: char,
}

/// One text for the parser.
pub(super) struct Text<'b> {
    pub text: Cow<'b, str>,
    /// What stands before this place is not the author's.
    pub begin: usize,
    /// Where pieces of the text come from: (place here, place in the body), ascending.
    shifts: Vec<(usize, usize)>,
}

/// A text between calls, or a call.
pub(super) enum Fragment<'s> {
    Text(&'s str),
    Call(usize),
}

impl Text<'_> {
    /// A range of this text as a range of the body.
    pub(super) fn in_body(&self, range: Range<usize>) -> Range<usize> {
        if self.shifts.is_empty() {
            return range;
        }
        let place = |at: usize| {
            let index = self.shifts.partition_point(|&(here, _)| here <= at).saturating_sub(1);
            let (here, there) = self.shifts[index];
            there + at.saturating_sub(here)
        };
        place(range.start)..place(range.end).max(place(range.start))
    }
}

impl<'b> Texts<'b> {
    pub(super) fn new(body: &'b str, syntax: Syntax) -> Texts<'b> {
        let (calls, problems) = calls::find(body, syntax);
        Texts::with_calls(body, calls, problems)
    }

    fn with_calls(body: &'b str, calls: Vec<Call>, problems: Vec<Problem>) -> Texts<'b> {
        let document = Text { text: Cow::Borrowed(body), begin: 0, shifts: Vec::new() };
        let mut texts = Texts { body, document, calls, bodies: Vec::new(), problems, marker: '\u{e000}' };
        if !texts.calls.is_empty() {
            texts.marker = unused_sign(body);
            let whole = texts.signed(0..body.len(), 0);
            texts.document.text = Cow::Owned(whole);
            texts.bodies = texts.bodies();
        }
        texts
    }

    fn bodies(&self) -> Vec<Option<Text<'b>>> {
        let labels = defined_labels(&self.document.text);
        let body_of = |(index, call): (usize, &Call)| Some(self.body_text(index, wide(call.body.as_ref()?), &labels));
        self.calls.iter().enumerate().map(body_of).collect()
    }

    /// A range of the body with signs for the calls in it, of which the first is not before `first`.
    fn signed(&self, range: Range<usize>, first: usize) -> String {
        let mut text = String::with_capacity(range.len());
        let mut at = range.start;
        for (index, call) in self.calls.iter().enumerate().skip(first) {
            let place = wide(&call.range);
            if place.start >= range.end {
                break;
            }
            // One that stands inside of the last one is behind us.
            if place.start >= at {
                text.push_str(&self.body[at..place.start]);
                self.push_sign(&mut text, index, place.len());
                at = place.end;
            }
        }
        text.push_str(&self.body[at..range.end]);
        text
    }

    fn push_sign(&self, text: &mut String, index: usize, length: usize) {
        text.push(self.marker);
        let mut digits = [0; WIDTH];
        let mut rest = index;
        for digit in digits.iter_mut().rev() {
            *digit = DIGITS[rest % DIGITS.len()];
            rest /= DIGITS.len();
        }
        text.extend(digits.map(char::from));
        text.extend(std::iter::repeat_n('x', length - WIDTH - self.marker.len_utf8()));
    }

    /// The body of a call as a document of its own: without the quote marks and the indentation of the place where
    /// the call stands, and with stubs of the footnotes that it cites and the document defines.
    fn body_text(&self, index: usize, range: Range<usize>, labels: &BTreeSet<String>) -> Text<'b> {
        let signed = self.signed(range.clone(), index + 1);
        let mut text = String::new();
        for label in cited_labels(&signed).into_iter().filter(|label| labels.contains(label)) {
            let _ = write!(text, "[^{label}]: -\n\n");
        }
        if !text.is_empty() {
            text.push_str(END_OF_STUBS);
        }
        let begin = text.len();
        let margin = self.margin(self.calls[index].range.start as usize);
        let mut shifts = Vec::new();
        let mut at = 0;
        for line in signed.split_inclusive('\n') {
            // The first line goes on behind the tag.
            let cut = if at == 0 { 0 } else { cut_margin(line, margin) };
            shifts.push((text.len(), range.start + at + cut));
            text.push_str(&line[cut..]);
            at += line.len();
        }
        shifts.push((text.len(), range.end));
        Text { text: Cow::Owned(text), begin, shifts }
    }

    /// What stands before the call in its line, as far as it can belong to lists and quotes.
    fn margin(&self, start: usize) -> &'b str {
        // No margin is longer, and a hundred thousand calls may stand in one line.
        let near = start.saturating_sub(LONGEST_MARGIN);
        let line = self.body.as_bytes()[near..start].iter().rposition(|&byte| byte == b'\n');
        let begin = line.map_or(near, |end| near + end + 1);
        if line.is_none() && near > 0 {
            return "";
        }
        let before = &self.body[begin..start];
        let container = |sign: char| matches!(sign, ' ' | '\t' | '>' | '-' | '+' | '*' | '.' | ')' | '0'..='9');
        &before[..before.find(|sign| !container(sign)).unwrap_or(before.len())]
    }

    /// Whether the text holds a sign.
    pub(super) fn has_sign(&self, text: &str) -> bool {
        !self.calls.is_empty() && text.contains(self.marker)
    }

    /// The text taken apart at its signs.
    pub(super) fn split<'s>(&self, text: &'s str) -> Vec<Fragment<'s>> {
        let mut fragments = Vec::new();
        let (mut done, mut at) = (0, 0);
        while let Some(start) = text[at..].find(self.marker).map(|offset| at + offset) {
            let Some((index, length)) = self.call_at(&text[start..]) else {
                at = start + self.marker.len_utf8();
                continue;
            };
            if start > done {
                fragments.push(Fragment::Text(&text[done..start]));
            }
            fragments.push(Fragment::Call(index));
            (done, at) = (start + length, start + length);
        }
        if done < text.len() {
            fragments.push(Fragment::Text(&text[done..]));
        }
        fragments
    }

    /// The text with each call as it was written.
    pub(super) fn restored(&self, text: &str) -> String {
        let written = |fragment| match fragment {
            Fragment::Text(text) => text,
            Fragment::Call(index) => &self.body[wide(&self.calls[index].range)],
        };
        self.split(text).into_iter().map(written).collect()
    }

    /// The call whose sign the text begins with, and the length of the sign.
    fn call_at(&self, text: &str) -> Option<(usize, usize)> {
        let digits = text.get(self.marker.len_utf8()..self.marker.len_utf8() + WIDTH)?;
        let value = |digit: u8| DIGITS.iter().position(|&other| other == digit);
        let index = digits.bytes().try_fold(0, |sum, digit| Some(sum * DIGITS.len() + value(digit)?))?;
        let length = self.calls.get(index)?.range.len();
        text.is_char_boundary(length).then_some((index, length)).filter(|_| length <= text.len())
    }
}

pub(super) fn wide(range: &Range<u32>) -> Range<usize> {
    range.start as usize..range.end as usize
}

/// A private character that the body does not hold.
fn unused_sign(body: &str) -> char {
    let is_private = |sign: &char| matches!(sign, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{ffffd}');
    let used: BTreeSet<char> = body.chars().filter(is_private).collect();
    let mut unused = ('\u{e000}'..='\u{f8ff}').chain('\u{f0000}'..='\u{ffffd}').filter(|sign| !used.contains(sign));
    unused.next().unwrap_or('\u{e000}')
}

/// How much of the line is only there because of the container around it.
fn cut_margin(line: &str, margin: &str) -> usize {
    let bytes = line.as_bytes();
    let mut at = 0;
    for sign in margin.bytes() {
        match (sign, bytes.get(at)) {
            (b'>', Some(b'>')) | (b' ' | b'\t', Some(b' ' | b'\t')) => at += 1,
            (b'>', _) => break,
            (_, Some(b' ')) => at += 1,
            _ => {}
        }
    }
    at
}

/// The labels that seem to have a footnote in the document. Those in code are caught where notes are counted.
fn defined_labels(text: &str) -> BTreeSet<String> {
    bracketed(text).filter(|(_, after)| after.starts_with(':')).map(|(label, _)| label.to_owned()).collect()
}

fn cited_labels(text: &str) -> BTreeSet<String> {
    bracketed(text).map(|(label, _)| label.to_owned()).collect()
}

/// Everything of the form `[^label]`, with what follows.
fn bracketed(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split("[^").skip(1).filter_map(|rest| {
        let (label, after) = rest.split_once(']')?;
        let is_label = !label.is_empty() && !label.contains(|sign: char| sign.is_whitespace() || sign == '[');
        is_label.then_some((label, after))
    })
}
