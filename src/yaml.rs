//! YAML: front matter, configuration and word lists as typed values, and the place of every mistake.
//!
//! The only room that knows the YAML library; what it gives out are our own types and byte ranges. It
//! is not an editor: of a text that is in order, only the places of keys and values can be asked.
//!
//! Invariant: no text makes it panic or keeps it busy. What is too long or nested too deeply is
//! refused before the library sees it.

use std::ops::Range;

use serde::de::DeserializeOwned;

mod budget;
mod explain;
mod items;
mod keys;
mod scan;
mod slips;
mod value;

pub use items::{item_block, value_in_item};
pub use keys::{item_in, item_range, key_range, list_range, top_level_keys, value_range};

/// A value whose shape is the author's own, with the keys in the order written.
pub type Value = serde_json::Value;

/// The longest text that [`parse`] and [`parse_value`] take, in bytes.
pub const FRONT_MATTER_LIMIT: usize = 64 * 1024;

/// How many brackets may be open at once.
///
/// The library gives up at 128, but the time it takes to get there grows with the square of the depth.
const DEPTH_LIMIT: usize = 64;

/// Why a text could not be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct YamlError {
    /// What is wrong, in one sentence without a place in it.
    pub message: String,
    /// The bytes at fault; empty only if the text is.
    pub range: Range<usize>,
    /// How to mend it, when we know.
    pub help: Option<String>,
}

/// Reads a front matter.
///
/// # Errors
///
/// If the text is no YAML, is not what `T` wants, or is over [`FRONT_MATTER_LIMIT`].
pub fn parse<T: DeserializeOwned>(text: &str) -> Result<T, YamlError> {
    parse_limited(text, FRONT_MATTER_LIMIT)
}

/// Reads a text of at most `max` bytes.
///
/// # Errors
///
/// Like [`parse`].
pub fn parse_limited<T: DeserializeOwned>(text: &str, max: usize) -> Result<T, YamlError> {
    refuse_long(text, max)?;
    refuse_deep(text)?;
    // The library takes a byte order mark for the indentation of the first key.
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let skipped = text.len() - body.len();
    read(body).map_err(|error| error.moved(skipped))
}

/// Reads a front matter into a [`Value`]. A text without any content is [`Value::Null`].
///
/// # Errors
///
/// Like [`parse`], and also if a key stands twice in one mapping, or is not a single word or number.
pub fn parse_value(text: &str) -> Result<Value, YamlError> {
    parse_value_limited(text, FRONT_MATTER_LIMIT)
}

/// Reads a text of at most `max` bytes into a [`Value`].
///
/// # Errors
///
/// Like [`parse_value`].
pub fn parse_value_limited(text: &str, max: usize) -> Result<Value, YamlError> {
    parse_limited::<value::Node>(text, max).map(value::Node::into_value)
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, YamlError> {
    if let Some(error) = explain::overgrown(text).or_else(|| explain::tagged(text)) {
        return Err(error);
    }
    serde_yaml::from_str(text).map_err(|error| explain::explain(text, &error))
}

fn refuse_long(text: &str, max: usize) -> Result<(), YamlError> {
    if text.len() <= max {
        return Ok(());
    }
    let (length, max) = (text.len().div_ceil(1024), max / 1024);
    let message = format!("this is {length} KiB long, and at most {max} KiB are read");
    Err(YamlError { message, range: scan::visible_line(text, 0), help: None })
}

fn refuse_deep(text: &str) -> Result<(), YamlError> {
    let Some(at) = scan::deeper_than(text, DEPTH_LIMIT) else { return Ok(()) };
    let message = format!("more than {DEPTH_LIMIT} brackets are open at once");
    Err(YamlError { message, range: at..at + 1, help: None })
}

impl YamlError {
    fn moved(self, by: usize) -> YamlError {
        YamlError { range: self.range.start + by..self.range.end + by, ..self }
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use serde::Deserialize;

    use super::{FRONT_MATTER_LIMIT, YamlError, parse, parse_limited, parse_value};

    #[derive(Deserialize, PartialEq, Debug)]
    #[serde(deny_unknown_fields)]
    struct Meta {
        title: String,
        #[serde(default)]
        draft: bool,
        #[serde(default)]
        tags: Vec<String>,
        image: Option<Image>,
    }

    #[derive(Deserialize, PartialEq, Debug)]
    struct Image {
        src: String,
    }

    fn fault(text: &str) -> YamlError {
        parse::<Meta>(text).expect_err(text)
    }

    #[test]
    fn good_texts_are_read() {
        let text = "\u{feff}title: Jum'at: \"x\" \r\ntags: [a, b]\r\n".replace("at: ", "at ");
        let meta: Meta = parse(&text).unwrap();
        assert_eq!(meta.title, "Jum'at \"x\"");
        assert_eq!(meta.tags, ["a", "b"]);
    }

    #[test]
    fn values_keep_their_order_and_their_letters() {
        let text = "z: 012\na: 1\n2024: no\nbig: 123456789012345678901234567890\nt: !!str 7\ndate: 2024-01-02\n";
        let value = parse_value(text).unwrap();
        let expected =
            r#"{"z":"012","a":1,"2024":"no","big":"123456789012345678901234567890","t":"7","date":"2024-01-02"}"#;
        assert_eq!(value.to_string(), expected);
        assert_eq!(parse_value("# nothing\n"), Ok(super::Value::Null));
    }

    #[test]
    fn keys_of_a_value_are_single_and_plain() {
        let twice = parse_value("é: 1\nb: 3\né: 2\n").unwrap_err();
        assert_eq!((twice.message.as_str(), twice.range), ("duplicate field `é`", 11..13));
        assert!(parse_value("? [a, b]\n: c\n").is_err());
    }

    #[test]
    fn ranges_count_bytes_and_cover_the_value() {
        let text = "title: ☕ é # not this\ndraft: nope # nor this\n";
        let error = fault(text);
        assert_eq!(&text[error.range.clone()], "nope");
        assert_eq!(error.range, 32..36);
        assert_eq!(error.message, "draft: invalid type: string \"nope\", expected `true` or `false`");
        let marked = format!("\u{feff}{text}");
        assert_eq!(fault(&marked).range, 35..39);
    }

    #[test]
    fn a_missing_field_has_a_place() {
        assert_eq!(fault("tags: [a]\n").message, "missing field `title`");
        assert_eq!(fault("tags: [a]\n").range, 0..4);
        assert_eq!(fault("").range, 0..0);
        assert_eq!(fault("# c\n").range, 0..3);
    }

    #[test]
    fn long_texts_are_refused() {
        let long = "x".repeat(FRONT_MATTER_LIMIT + 1);
        assert_eq!(fault(&long).message, "this is 65 KiB long, and at most 64 KiB are read");
        assert!(parse_limited::<String>(&long, 1 << 20).is_ok());
    }

    #[test]
    fn deep_texts_are_refused_at_once() {
        let started = Instant::now();
        for hostile in ["[", "{", "[{a: ", "a: [", "\n["] {
            let text = hostile.repeat(100_000);
            let error = parse_limited::<super::Value>(&text, 1 << 20).unwrap_err();
            assert_eq!(error.message, "more than 64 brackets are open at once", "{hostile}");
        }
        assert!(started.elapsed() < Duration::from_secs(2));
        let prose = format!("title: {} x\n", "[".repeat(3));
        assert_eq!(fault(&prose).message, "this bracket is not closed");
        let block = format!("title: |\n  {}\n", "a [ ".repeat(100));
        assert!(parse::<Meta>(&block).is_ok(), "brackets in the midst of words are words");
    }

    #[test]
    fn tags_do_not_swallow_words() {
        let error = fault("title: !Awas banjir\n");
        assert_eq!(error.range, 7..19);
        assert_eq!(error.help.as_deref(), Some("put the title in quotes: `title: \"!Awas banjir\"`"));
        assert!(parse::<Meta>("title: Awas! ! !x\ntags: ['!a']\n").is_ok());
        assert!(parse::<Meta>("title: |\n  !Awas\n  a: !b\n").is_ok());
    }

    /// Every text made by cutting a good or bad one anywhere, or putting a hostile piece anywhere.
    fn hostile() -> impl Iterator<Item = String> {
        let texts = [
            "title: \"é\" # c\ntags: [a, {b: c}]\nimage:\n  src: 'x'\n",
            "title: |\r\n  ☕ text\r\ntags:\r\n- a: b\r\n- &x c\r\n- *x\r\n",
            "title: 'Kami' menang\ntitle: b\n\u{a0}é:\n\t? x\n---\n",
        ];
        let pieces = [
            "", "\"", "'", "[", "]", "{", "}", ":", ": ", "#", " #", "\n", "\r", "\t", "\u{a0}", "\u{feff}", "- ",
            "? ", "!x ", "&a ", "*a", "|", ">", "%", "@", "`", "\u{1}", "\\", ",", "---\n", "é",
        ];
        texts.into_iter().flat_map(move |text| {
            let places = (0..=text.len()).filter(|&at| text.is_char_boundary(at));
            places.flat_map(move |at| {
                let (before, after) = text.split_at(at);
                pieces
                    .into_iter()
                    .flat_map(move |piece| [format!("{before}{piece}{after}"), format!("{before}{piece}")])
            })
        })
    }

    #[test]
    fn no_text_makes_it_panic_or_point_outside() {
        for text in hostile() {
            let errors = [parse::<Meta>(&text).err(), parse_value(&text).err()];
            for error in errors.into_iter().flatten() {
                let part = text.get(error.range.clone());
                let nothing = matches!(text.as_str(), "" | "\u{feff}");
                assert!(part.is_some_and(|part| nothing || !part.is_empty()), "{text:?} {error:?}");
                assert!(!error.message.contains(" at line "), "{text:?} {error:?}");
            }
            look_around(&text);
        }
    }

    /// Asks for every place that there may be.
    fn look_around(text: &str) {
        for (key, range) in super::top_level_keys(text) {
            assert!(text[range].contains(&key), "{text:?}");
            for dotted in [key.clone(), format!("{key}.src"), format!("{key}.b")] {
                let value = super::value_range(text, &dotted);
                assert!(value.is_none_or(|range| !text[range].is_empty()), "{text:?}");
                let item = super::item_range(text, &dotted, "a");
                assert!(item.is_none_or(|range| &text[range] == "a"), "{text:?}");
            }
        }
    }

    #[test]
    fn advice_can_be_followed() {
        for value in [
            "Banjir: 3 tewas",
            "[EKSKLUSIF] a",
            "'Kami' menang",
            "\"Kami\" menang",
            "'it's'",
            "@budi",
            "`x`",
            "a\\b: c",
        ] {
            let help = fault(&format!("title: {value}\n")).help.expect(value);
            let line = help.split_once(": `").unwrap().1.strip_suffix('`').unwrap();
            let meta: Meta = parse(line).unwrap_or_else(|error| panic!("{line}: {error:?}"));
            assert_eq!(meta.title, if value == "'it's'" { "it's" } else { value });
        }
    }
}
