//! Whole outputs of whole texts.

mod calls;
mod facts;
mod hostile;
mod notes;
mod parts;
mod printed;

use super::{Call, FootnoteWords, Image, Outline, Problem, Resolver, Selection, Syntax, html, outline};

/// Resolves what is easy to see in the output: `a.md` is at `/a/`, `a.jpg` at `/i/a.jpg` with a size.
struct Plain;

impl Resolver for Plain {
    fn link(&self, dest: &str) -> Option<String> {
        if dest.starts_with("#fn-") {
            return Some(format!("/lain/{dest}"));
        }
        dest.strip_suffix(".md").map(|page| format!("/{page}/"))
    }

    fn image(&self, dest: &str) -> Option<Image> {
        let size = |width, height| Image { url: format!("/i/{dest}"), width, height };
        match dest.rsplit_once('.')?.1 {
            "jpg" => Some(size(Some(40), Some(30))),
            "svg" => Some(size(None, None)),
            _ => None,
        }
    }

    fn component(&self, call: &Call, body: Option<&str>) -> String {
        let arguments = call.arguments.iter().map(|(key, value)| format!(" {key}={value}"));
        let arguments = arguments.collect::<Vec<_>>().concat();
        match body {
            Some(body) => format!("<c-{0} {1}{arguments}>{body}</c-{0}>", call.name, call.part),
            None => format!("<c-{} {}{arguments}>", call.name, call.part),
        }
    }

    fn alert_title(&self, kind: &str) -> String {
        format!("<{kind}>")
    }

    fn footnotes(&self) -> FootnoteWords<'_> {
        FootnoteWords { title: "Catatan \"kaki\"", back: "Kembali" }
    }
}

/// The HTML of the whole text, with extensions but without curly quotes.
fn all(body: &str) -> String {
    html(body, BARE, Selection::All, &Plain)
}

fn part(body: &str, number: u32) -> String {
    html(body, BARE, Selection::Part(number), &Plain)
}

const BARE: Syntax = Syntax { extensions: true, smart_punctuation: false };

/// The outline of a text without mistakes.
fn facts(body: &str) -> Outline {
    let (outline, problems, _) = outline(body, BARE);
    assert_eq!(problems, [], "{body}");
    outline
}

/// Each problem as `error: message [label] at text`.
fn problems(body: &str) -> Vec<String> {
    let line = |problem: Problem| {
        let kind = if problem.error { "error" } else { "warning" };
        format!("{kind}: {} [{}] at {}", problem.message, problem.label, &body[problem.range])
    };
    outline(body, BARE).1.into_iter().map(line).collect()
}
