//! The house rules of a newsroom: what `house` of `halaman.yaml` asks of articles, judged in their source.
//!
//! All are warnings, at the place that somebody edits. Pages without a date are nobody's news and are left alone.

use crate::config::house::{Forbidden, House, Standfirst};
use crate::content::Article;
use crate::content::article::place_of_field;
use crate::diag::{Diagnostic, Span};
use crate::markdown::{Paragraph, Syntax, prose};
use std::ops::Range;

/// The component of the theme that shows a picture.
const PHOTO: &str = "foto";

/// Judges one article; `text` is its whole file.
pub fn judge(article: &Article, text: &str, syntax: Syntax, house: &House) -> Vec<Diagnostic> {
    if !article.is_news() {
        return Vec::new();
    }
    let judge = Judge { article, text, house };
    let mut found = Vec::new();
    found.extend(judge.headline());
    found.extend(judge.standfirst());
    found.extend(judge.dateline());
    judge.credits(&mut found);
    judge.body(syntax, &mut found);
    found
}

struct Judge<'j> {
    article: &'j Article,
    text: &'j str,
    house: &'j House,
}

fn warning(
    rule: &'static str,
    message: &str,
    at: Span,
    label: impl Into<String>,
    help: impl Into<String>,
) -> Diagnostic {
    Diagnostic::warning(format!("{rule}: {message}")).rule(rule).at(at).label(label).help(help)
}

impl Judge<'_> {
    fn field(&self, names: &[&str]) -> Span {
        place_of_field(self.text, self.article.file, names)
    }

    fn headline(&self) -> Option<Diagnostic> {
        let most = self.house.headline?;
        let length = self.article.meta.title.chars().count();
        (length > most).then(|| {
            let message = format!("the headline is longer than {most} characters");
            let help =
                format!("shorten it by {}: `kicker` and `description` hold what else must be said", length - most);
            warning("house-headline", &message, self.field(&["title"]), format!("{length} characters"), help)
        })
    }

    fn standfirst(&self) -> Option<Diagnostic> {
        let names = ["description", "summary", "excerpt"];
        let length = self.article.meta.description.chars().count();
        match self.house.standfirst? {
            Standfirst::Required | Standfirst::AtMost(_) if length == 0 => {
                let help = "add a line `description: …`, one or two sentences";
                Some(warning("house-standfirst", "the article has no standfirst", self.field(&["title"]), "", help))
            }
            Standfirst::AtMost(most) if length > most => {
                let message = format!("the standfirst is longer than {most} characters");
                let help = format!("shorten it by {}", length - most);
                let label = format!("{length} characters");
                Some(warning("house-standfirst", &message, self.field(&names), label, help))
            }
            _ => None,
        }
    }

    fn dateline(&self) -> Option<Diagnostic> {
        let is_missing = self.house.dateline && self.article.meta.dateline.is_none();
        is_missing.then(|| {
            let help = "add a line `dateline: …`, the place where it was written";
            warning("house-dateline", "the article has no dateline", self.field(&["title"]), "", help)
        })
    }

    /// Of the lead picture, and of those that the theme's component shows.
    fn credits(&self, found: &mut Vec<Diagnostic>) {
        if !self.house.photo_credit {
            return;
        }
        let message = "the picture does not say who made it";
        if let Some(image) = self.article.meta.image.as_ref().filter(|image| image.credit.is_none()) {
            let help = "write `image: {src: …, credit: …}`";
            found.push(warning("house-photo-credit", message, image.src.at, "", help));
        }
        let photos = self.article.outline.calls.iter().filter(|call| call.name == PHOTO);
        for call in photos.filter(|call| call.text("credit").is_none_or(|credit| credit.trim().is_empty())) {
            let at = self.article.place(&call.range);
            found.push(warning("house-photo-credit", message, at, "", "add `credit=\"…\"`"));
        }
    }

    fn body(&self, syntax: Syntax, found: &mut Vec<Diagnostic>) {
        if self.house.paragraph.is_none() && self.house.forbidden.is_empty() {
            return;
        }
        let start = self.article.body.start as usize;
        let body = &self.text[start..self.article.body.end as usize];
        let prose = prose(body, syntax);
        let place = |range: &Range<usize>| Span::new(self.article.file, start + range.start, start + range.end);
        for paragraph in &prose.paragraphs {
            found.extend(self.paragraph(paragraph, &prose.text, place(&paragraph.range)));
        }
        let fields = [&["title"][..], &["description", "summary", "excerpt"], &["kicker"]];
        for forbidden in &self.house.forbidden {
            for at in fields.iter().filter(|names| self.has(names)).map(|names| self.field(names)) {
                let places = places_of(&self.text[at.range()], &forbidden.word);
                let inside = |range: Range<usize>| at.range().start + range.start..at.range().start + range.end;
                found.extend(places.into_iter().map(|range| word(forbidden, Span::at(at.file, inside(range)))));
            }
            let places = places_of(&prose.text, &forbidden.word);
            found.extend(places.into_iter().map(|range| word(forbidden, place(&range))));
        }
    }

    /// Whether a field that may hold forbidden words is there; the place of one that is not is the first line.
    fn has(&self, names: &[&str]) -> bool {
        match names[0] {
            "description" => !self.article.meta.description.is_empty(),
            "kicker" => self.article.meta.kicker.is_some(),
            _ => true,
        }
    }

    fn paragraph(&self, paragraph: &Paragraph, text: &str, at: Span) -> Option<Diagnostic> {
        let most = self.house.paragraph?;
        (paragraph.words > most).then(|| {
            let help = match middle(&text[paragraph.range.clone()]) {
                Some(sentence) => format!("begin a new one in the middle, perhaps with “{sentence} …”"),
                None => "make two sentences of it, and two paragraphs".to_owned(),
            };
            let message = format!("the paragraph is longer than {most} words");
            warning("house-paragraph", &message, at, format!("{} words", paragraph.words), help)
        })
    }
}

fn word(forbidden: &Forbidden, at: Span) -> Diagnostic {
    let help = match &forbidden.instead {
        Some(instead) => format!("write “{instead}”"),
        None => "say it in another way".to_owned(),
    };
    warning("house-word", &format!("“{}” is not used here", forbidden.word), at, "", help)
}

/// The first words of the sentence that begins nearest to the middle of a text.
fn middle(text: &str) -> Option<String> {
    let is_start = |at: &usize| {
        let (before, after) = text.split_at(*at);
        before.trim_end_matches(['”', '"', '’']).ends_with(['.', '?', '!'])
            && after.trim_start().starts_with(char::is_uppercase)
    };
    let starts = text.match_indices(' ').map(|(at, _)| at).filter(is_start);
    let nearest = starts.min_by_key(|at| at.abs_diff(text.len() / 2))?;
    let words: Vec<String> = text[nearest..].split_whitespace().take(3).map(|word| word.replace('\0', "")).collect();
    Some(words.join(" "))
}

/// Where a word or phrase stands as a whole, in any case, with any white space between its words.
fn places_of(text: &str, phrase: &str) -> Vec<Range<usize>> {
    let mut places = Vec::new();
    let mut before = ' ';
    for (at, letter) in text.char_indices() {
        if !before.is_alphanumeric() && letter.is_alphanumeric() {
            let length = length_of(&text[at..], phrase);
            places.extend(length.map(|length| at..at + length));
        }
        before = letter;
    }
    places
}

/// How many bytes of a text are the phrase with which it begins.
fn length_of(text: &str, phrase: &str) -> Option<usize> {
    let mut rest = text;
    for wanted in phrase.chars() {
        if wanted.is_whitespace() {
            let bare = rest.trim_start();
            if bare.len() == rest.len() {
                return None;
            }
            rest = bare;
            continue;
        }
        let letter = rest.chars().next().filter(|letter| letter.to_lowercase().eq(wanted.to_lowercase()))?;
        rest = &rest[letter.len_utf8()..];
    }
    let ends = rest.chars().next().is_none_or(|next| !next.is_alphanumeric());
    ends.then_some(text.len() - rest.len())
}

#[cfg(test)]
mod tests {
    use super::{middle, places_of};

    #[test]
    fn forbidden_words_are_whole_words_in_any_case() {
        let text = "Oknum itu, “oknum-oknum” dan\0oknumnya; tewas  di tempat. ÉTÉ";
        let found = |word: &str| places_of(text, word).into_iter().map(|at| &text[at]).collect::<Vec<_>>();
        assert_eq!(found("oknum"), ["Oknum", "oknum", "oknum"]);
        assert_eq!(found("tewas di tempat"), ["tewas  di tempat"]);
        assert_eq!((found("été"), found("tem"), found("di-tempat")), (vec!["ÉTÉ"], vec![], vec![]));
    }

    #[test]
    fn a_long_paragraph_is_cut_at_a_sentence() {
        let text = "Air naik sejak pagi. “Kami pindah.” Warga mengungsi ke balai desa. Hujan reda.";
        assert_eq!(middle(text).as_deref(), Some("Warga mengungsi ke"));
        assert_eq!(middle("Air naik, air turun"), None);
    }
}
