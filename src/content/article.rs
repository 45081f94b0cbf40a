//! One file of `content/`, taken apart: its facts, the outline of its text, and where the text is.
//!
//! What a file says depends on that file, its name and the site's zone, taxonomies and Markdown options alone
//! (invariant 3): no other file is looked at.

use super::front_matter::{self, Meta};
use super::gist::Gist;
pub use super::name::{Kind, Name, is_text};
use crate::config::Config;
use crate::diag::{Diagnostic, Diagnostics, FileId, Span};
use crate::fields::{Fields, Syntax, first_forbidden};
use crate::hash::{Fingerprint, Hasher};
use crate::locale;
use crate::markdown::{self, Outline};
use chrono_tz::Tz;
use std::ops::Range;

/// One Markdown file.
#[derive(Debug, Clone)]
pub struct Article {
    /// Where it is, for messages.
    pub file: FileId,
    /// What its path says.
    pub name: Name,
    /// What its front matter says; there is much that most articles do not say, and they are moved about while a library is made.
    pub meta: Box<Meta>,
    /// What its text holds.
    pub outline: Outline,
    /// What it is about.
    pub gist: Gist,
    /// The text's bytes in the file.
    pub body: Range<u32>,
    /// Its language: of the front matter, else of its name, else the site's.
    pub language: String,
    /// Of the file's bytes.
    pub text: Fingerprint,
    /// Of all that the rest of the site shows of it: the front matter, the summary, where links lead, what can be linked to
    /// and what is called, but neither the words nor their number.
    pub seen: u64,
}

impl Article {
    /// Whether the rest of the site cannot tell the two apart, neither by what it shows of them nor by what it finds to read
    /// besides.
    pub fn is_the_same_to_others(&self, other: &Self) -> bool {
        (&self.name, self.seen, &self.gist) == (&other.name, other.seen, &other.gist)
    }
}

/// The number of what others see of an article.
fn seen(front: &str, language: &str, outline: &Outline) -> u64 {
    let mut hasher = Hasher::default().with(front).with(language);
    outline.add_what_others_see(&mut hasher);
    hasher.finish().half()
}

/// All of the configuration that the facts of a file depend on, besides the file and its name (invariant 3). Parsing sees
/// nothing else of it, so that facts can be kept as long as these are the same.
#[derive(Debug, Clone)]
pub struct Options<'c> {
    /// The zone of bare dates.
    zone: Tz,
    /// The language of files that name none.
    language: &'c str,
    /// The keys of terms in front matter.
    taxonomies: Vec<&'c str>,
    /// Of the text.
    syntax: markdown::Syntax,
}

impl<'c> Options<'c> {
    /// Those of a site.
    pub fn of(config: &'c Config) -> Self {
        Self {
            zone: config.timezone,
            language: &config.language,
            taxonomies: config.taxonomies.iter().map(|taxonomy| taxonomy.name.as_str()).collect(),
            syntax: syntax(config),
        }
    }

    /// Equal for options with which a file has the same facts.
    pub fn fingerprint(&self) -> Fingerprint {
        let Self { zone, language, taxonomies, syntax } = self;
        let markdown::Syntax { extensions, smart_punctuation } = syntax;
        let mut hasher = Hasher::default().with(zone.name()).with(language);
        hasher.add([u8::from(*extensions), u8::from(*smart_punctuation)]);
        for taxonomy in taxonomies {
            hasher.add(taxonomy);
        }
        hasher.finish()
    }
}

impl Article {
    /// Parses a file's text.
    pub fn parse(text: &str, file: FileId, name: Name, options: &Options) -> (Self, Diagnostics) {
        let (fence, mut body) = split(text);
        let mut problems = Diagnostics::default();
        let mut meta = Meta::default();
        match fence {
            Fence::Found { syntax, range } => {
                let mut fields = Fields::parse(&text[range.clone()], syntax, file, range.start);
                let broken = fields.problems.has_errors();
                meta = front_matter::read(&mut fields, options.zone, &options.taxonomies);
                problems = fields.problems;
                if broken && meta.title.is_empty() {
                    name.stem().clone_into(&mut meta.title);
                }
            }
            Fence::Open(range) => problems.push(
                Diagnostic::error("the front matter has no end")
                    .at(Span::at(file, range))
                    .label("opened here")
                    .help("close it with a line of the same three characters"),
            ),
            Fence::None => {
                if let Some((title, length)) = heading_on_top(&text[body.clone()]) {
                    (meta.title, body.start) = (title, body.start + length);
                }
            }
        }
        let language = meta.language.clone().or_else(|| name.language().map(str::to_owned));
        let front = &text[..body.start];
        // I-13: of an article that was taken back, the reason is all that is shown.
        let body = if meta.withdraw() { text.len()..text.len() } else { body };
        let (outline, found, opening) = markdown::outline(&text[body.clone()], options.syntax);
        let language = language.unwrap_or_else(|| options.language.to_owned());
        let gist = Gist::of(&meta.title, &meta.description, &opening, &language);
        let mut article = Self {
            file,
            seen: seen(front, &language, &outline),
            language,
            gist,
            body: to_u32(&body),
            text: Fingerprint::of(text.as_bytes()),
            meta: Box::new(meta),
            name,
            outline,
        };
        article.date_from_name(options.zone, &mut problems);
        article.require_title(text, &mut problems);
        article.report(found, body.start, &mut problems);
        article.refuse_a_flood_of_parts(&mut problems);
        article.warn_of_control_characters(&text[body], &mut problems);
        (article, problems)
    }

    fn date_from_name(&mut self, zone: Tz, problems: &mut Diagnostics) {
        let Some(date) = self.name.date().filter(|_| self.meta.date.is_none()) else { return };
        match locale::parse_time(date, zone) {
            Ok(date) => self.meta.date = Some(date),
            Err(reason) => {
                let problem = Diagnostic::warning(format!("the file's name begins with a date that is none: {reason}"));
                problems.push(problem.at(Span::start_of(self.file)));
            }
        }
    }

    /// Each part is a page that is made of the whole text; more than these are a slip.
    fn refuse_a_flood_of_parts(&self, problems: &mut Diagnostics) {
        const MOST: u32 = 500;
        if self.outline.parts > MOST {
            let problem = Diagnostic::error(format!("the article has {} parts", self.outline.parts));
            problems.push(problem.at(Span::start_of(self.file)).help(format!("an article may have {MOST}")));
        }
    }

    /// A section without a title is called by its folder; everything else needs one.
    fn require_title(&mut self, text: &str, problems: &mut Diagnostics) {
        if !self.meta.title.is_empty() {
            return;
        }
        if self.name.kind == Kind::Index {
            return;
        }
        self.name.stem().clone_into(&mut self.meta.title);
        if problems.has_errors() {
            return;
        }
        let at = Span::new(self.file, 0, text.lines().next().map_or(0, str::len));
        let problem = Diagnostic::error("the article has no title").at(at).label("no `title` in this front matter");
        problems.push(problem.help("add a line like `title: \"Jembatan dibuka\"` between two lines `---` at the top"));
    }

    fn report(&self, found: Vec<markdown::Problem>, start: usize, problems: &mut Diagnostics) {
        for problem in found {
            let at = Span::new(self.file, start + problem.range.start, start + problem.range.end);
            let mut diagnostic =
                if problem.error { Diagnostic::error(problem.message) } else { Diagnostic::warning(problem.message) };
            diagnostic = diagnostic.at(at).label(problem.label);
            if let Some(help) = problem.help {
                diagnostic = diagnostic.help(help);
            }
            problems.push(diagnostic);
        }
    }

    /// They are left out wherever the text goes; the author is told of the first.
    fn warn_of_control_characters(&self, body: &str, problems: &mut Diagnostics) {
        let Some((at, found)) = first_forbidden(body) else { return };
        let start = self.body.start as usize + at;
        let message = format!("the text holds the control character {}, which is left out", found.escape_unicode());
        problems.push(Diagnostic::warning(message).at(Span::new(self.file, start, start + found.len_utf8())));
    }

    /// A place in the text, as a place in the file.
    pub fn place(&self, range: &Range<u32>) -> Span {
        Span { file: self.file, start: self.body.start + range.start, end: self.body.start + range.end }
    }

    /// The names under a taxonomy.
    pub fn terms(&self, taxonomy: &str) -> &[String] {
        self.meta.terms.iter().find(|(name, _)| name == taxonomy).map_or(&[], |(_, terms)| terms)
    }

    /// What lists and feeds show of the text: the author's own words, else the beginning.
    pub fn summary(&self) -> &str {
        if self.meta.description.is_empty() { &self.outline.summary } else { &self.meta.description }
    }

    /// Whether it has a date: an article, not a page.
    pub fn is_dated(&self) -> bool {
        self.meta.date.is_some() && self.name.kind != Kind::Index
    }

    /// Whether lists and feeds may show it: one that was taken back keeps its page alone (I-13, P-10).
    pub fn is_listed(&self) -> bool {
        self.meta.withdrawn.is_none()
    }

    /// Whether it is an article that may be shown beside others.
    pub fn is_news(&self) -> bool {
        self.is_dated() && self.is_listed()
    }
}

/// A text without front matter may begin with its title, as files do that people read on a code host: `# Title`. The
/// template prints it above the text, so it is no part of that any more. Gives the title, and how long that line is.
fn heading_on_top(text: &str) -> Option<(String, usize)> {
    let line = text.split_inclusive('\n').next()?;
    let title = line.trim_end().strip_prefix("# ")?.trim_end_matches('#');
    let title = markdown::plain(title);
    (!title.is_empty()).then_some((title, line.len()))
}

/// Where the value of the first of these keys that is there stands in a file, for messages; else its first line.
pub fn place_of_field(text: &str, file: FileId, names: &[&str]) -> Span {
    let first = Span::new(file, 0, text.lines().next().map_or(0, str::len));
    let (Fence::Found { syntax, range }, _) = split(text) else { return first };
    let fields = Fields::parse(&text[range.clone()], syntax, file, range.start);
    let keys = fields.keys();
    let name = names.iter().find(|name| keys.iter().any(|key| key == *name));
    name.map_or(first, |name| fields.place(name))
}

/// The Markdown options of a site.
pub fn syntax(config: &Config) -> markdown::Syntax {
    markdown::Syntax { extensions: true, smart_punctuation: config.smart_punctuation }
}

fn to_u32(range: &Range<usize>) -> Range<u32> {
    let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    narrow(range.start)..narrow(range.end)
}

enum Fence {
    None,
    Found { syntax: Syntax, range: Range<usize> },
    Open(Range<usize>),
}

/// Finds the front matter and the text behind it. A byte order mark and blank lines in front are skipped.
fn split(text: &str) -> (Fence, Range<usize>) {
    let mark = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let blank = text[mark..].split_inclusive('\n').take_while(|line| line.trim().is_empty() && line.ends_with('\n'));
    let start = mark + blank.map(str::len).sum::<usize>();
    let first = text[start..].split_inclusive('\n').next().unwrap_or("");
    let syntax = match first.trim_end() {
        "---" => Syntax::Yaml,
        "+++" => Syntax::Toml,
        _ => return (Fence::None, start..text.len()),
    };
    let inner = start + first.len();
    let mut at = inner;
    for line in text[inner..].split_inclusive('\n') {
        if line.trim_end() == first.trim_end() {
            return (Fence::Found { syntax, range: inner..at }, at + line.len()..text.len());
        }
        at += line.len();
    }
    (Fence::Open(start..start + first.trim_end().len()), text.len()..text.len())
}

#[cfg(test)]
mod tests {
    use super::{heading_on_top, split};

    #[test]
    fn a_text_without_front_matter_may_begin_with_its_title() {
        let found = |text| heading_on_top(text);
        assert_eq!(found("# A *site* of `two` ##\r\n\nText"), Some(("A site of two".to_owned(), 24)));
        for text in ["", "#", "# ", "#hashtag\n", "## Second\n", "Text\n# Later\n", "    # code\n"] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn the_text_begins_behind_the_second_fence() {
        let text = "\u{feff}---\r\ntitle: A\r\n---\r\nIsi";
        let (_, body) = split(text);
        assert_eq!(&text[body], "Isi");
        let text = "\n \n+++\ntitle = 'A'\n+++\nIsi";
        let (_, body) = split(text);
        assert_eq!(&text[body], "Isi");
    }
}
