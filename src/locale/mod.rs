//! The words, date forms and number forms of a language.
//!
//! This is the only room that knows them: templates, feeds and lists ask a [`Locale`] and hold no
//! word of their own. It is not a translation system: one language has one file, a word has one
//! form, and there are no plurals (I-10).
//!
//! A [`Locale`] is made of a built-in file from `locales/` with the site's own file of that name
//! laid over it, key by key.
//!
//! Invariant: a [`Locale`] that exists is whole. Every name is there and every date format can be
//! written, so that nothing below can fail on a word while a page is made.

mod date;
mod file;
mod number;
mod set;
mod slug;
mod stem;
mod stop_words;
mod time;
mod tokens;

pub use file::{base_for, builtin, from_value, overlay};
pub use set::Locales;
pub use slug::{slugify, term_slug};
pub use stem::stem;
pub use stop_words::is_stop_word;
pub use time::parse_time;
pub use tokens::each_token;

use std::collections::BTreeMap;

/// Everything halaman knows about one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locale {
    /// The BCP 47 tag of the site's configuration, such as `id` or `en-GB`.
    pub language: String,
    /// What the language calls itself.
    pub name: String,
    /// From January.
    pub months: [String; 12],
    /// From January, as in `8 Nov 2022`.
    pub months_short: [String; 12],
    /// From Sunday.
    pub days: [String; 7],
    /// From Sunday.
    pub days_short: [String; 7],
    /// Strftime patterns by name; those of [`Locale::NAMED_FORMATS`] are always there.
    pub formats: BTreeMap<String, String>,
    /// Stands before the decimals of a number.
    pub decimal: String,
    /// Stands between groups of three digits.
    pub thousands: String,
    /// Labels of time zones by offset (`+08:00`), where the language's file sets them; these go
    /// before those of I-4.
    pub zones: BTreeMap<String, String>,
    /// Words that stand in URLs.
    pub paths: BTreeMap<String, String>,
    /// What people did for an article, in the order in which a byline names them.
    pub roles: Vec<(String, String)>,
    /// All other words, some with gaps such as `{current}`.
    pub words: BTreeMap<String, String>,
}

impl Locale {
    /// The date formats that every language has; `iso` comes besides and is the same in all.
    pub const NAMED_FORMATS: [&str; 6] = ["long", "long_date", "date", "short", "time", "month"];

    /// The word of that key. The key itself if there is none, so that the gap is seen on the page.
    pub fn word<'a>(&'a self, key: &'a str) -> &'a str {
        self.words.get(key).map_or(key, String::as_str)
    }

    /// The word of that key with its gaps filled, as by [`fill`].
    pub fn fill(&self, key: &str, gaps: &[(&str, &str)]) -> String {
        fill(self.word(key), gaps)
    }

    /// The label of a role in a byline. A role that an editor made up is its own label.
    pub fn role(&self, key: &str) -> String {
        let known = self.roles.iter().find(|(role, _)| role == key);
        known.map_or_else(|| capitalized(&key.replace(['_', '-'], " ")), |(_, label)| label.clone())
    }

    /// The word that stands in URLs for that key.
    pub fn path<'a>(&'a self, key: &'a str) -> &'a str {
        self.paths.get(key).map_or(key, String::as_str)
    }
}

/// Puts values in the gaps of a pattern: `Halaman {current} dari {total}`.
///
/// A gap without a value stays as it is, and what a value says is not read again for gaps.
/// Nothing is escaped here.
pub fn fill(pattern: &str, gaps: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some(open) = rest.find('{') {
        text.push_str(&rest[..open]);
        rest = &rest[open..];
        let gap = gaps.iter().find_map(|(name, value)| {
            let after = rest[1..].strip_prefix(name)?.strip_prefix('}')?;
            Some((*value, after))
        });
        let (filled, after) = gap.unwrap_or_else(|| rest.split_at(1));
        text.push_str(filled);
        rest = after;
    }
    text.push_str(rest);
    text
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters.as_str().chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn indonesian() -> Locale {
        from_value("id", base_for("id").0).unwrap()
    }

    #[test]
    fn words_are_looked_up_and_missing_ones_show_their_key() {
        let locale = indonesian();
        assert_eq!(locale.word("page_of"), "Halaman {current} dari {total}");
        assert_eq!(locale.word("no_such_word"), "no_such_word");
        assert_eq!(locale.path("page"), "halaman");
        assert_eq!(locale.path("video"), "video");
    }

    #[test]
    fn roles_keep_the_order_of_the_file_and_strangers_name_themselves() {
        let locale = indonesian();
        assert_eq!(locale.roles[0], ("author".into(), "Penulis".into()));
        assert_eq!(locale.role("editor"), "Editor");
        assert_eq!(locale.role("juru kamera"), "Juru kamera");
        assert_eq!(locale.role("équipe"), "Équipe");
        assert_eq!(locale.role(""), "");
    }

    #[test]
    fn gaps_are_filled_once() {
        let locale = indonesian();
        let filled = locale.fill("page_of", &[("current", "1"), ("total", "2")]);
        assert_eq!(filled, "Halaman 1 dari 2");
        assert_eq!(fill("{a}{b}{a}", &[("a", "{b}"), ("b", "é")]), "{b}é{b}");
    }

    #[test]
    fn gaps_without_a_value_stay() {
        assert_eq!(fill("{a} {b", &[("b", "x")]), "{a} {b");
        assert_eq!(fill("{{a}} } {", &[("a", "x")]), "{x} } {");
        assert_eq!(fill("{ab}", &[("a", "x"), ("ab", "y")]), "y");
        assert_eq!(fill("", &[("", "x")]), "");
    }
}
