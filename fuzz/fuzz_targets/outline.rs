//! A text's facts and its HTML from any characters: both readings agree, part by part.
//!
//! What the HTML looks like is said by the unit tests of `markdown`.

#![no_main]

use halaman::markdown::{Call, FootnoteWords, Image, Resolver, Selection, Syntax, html, inline, outline, plain};
use libfuzzer_sys::fuzz_target;

/// Resolves a little of everything.
struct Half;

impl Resolver for Half {
    fn link(&self, dest: &str) -> Option<String> {
        dest.strip_suffix(".md").map(|page| format!("/{page}/"))
    }

    fn image(&self, dest: &str) -> Option<Image> {
        dest.ends_with(".jpg").then(|| Image { url: format!("/i/{dest}"), width: Some(40), height: None })
    }

    fn component(&self, call: &Call, body: Option<&str>) -> String {
        format!("<c>{}{}</c>", call.name, body.unwrap_or_default())
    }

    fn alert_title(&self, kind: &str) -> String {
        kind.to_owned()
    }

    fn footnotes(&self) -> FootnoteWords<'_> {
        FootnoteWords { title: "Catatan", back: "Kembali" }
    }
}

/// Most parts of which each is printed by itself; an article of more is refused elsewhere.
const PARTS: u32 = 20;

fuzz_target!(|text: &str| {
    for smart_punctuation in [false, true] {
        let syntax = Syntax { extensions: true, smart_punctuation };
        let (facts, problems, _) = outline(text, syntax);
        for problem in problems {
            assert!(text.get(problem.range.clone()).is_some(), "{problem:?}");
        }
        for range in facts.links.iter().map(|link| &link.range).chain(facts.calls.iter().map(|call| &call.range)) {
            assert!(text.get(range.start as usize..range.end as usize).is_some(), "{range:?}");
        }
        let whole = html(text, syntax, Selection::All, &Half);
        for anchor in facts.anchors.iter().filter(|anchor| anchor.level > 0) {
            let id = format!("<h{} id=\"", anchor.level);
            assert!(whole.contains(&id), "{anchor:?} is not in {whole:?}");
        }
        if facts.parts <= PARTS {
            for part in 1..=facts.parts {
                html(text, syntax, Selection::Part(part), &Half);
            }
        }
        inline(text, syntax, &Half);
    }
    html(text, Syntax::COMMONMARK, Selection::All, &Half);
    assert!(!plain(text).contains('\n'));
});
