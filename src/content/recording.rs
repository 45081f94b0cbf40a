//! Sound and film: what the front matter of an article says of its recording, and that of a section of its podcast.
//!
//! Facts as written. Whether the files are there, how long they are and what size a picture has is seen by the plan.

use crate::diag::Diagnostic;
use crate::fields::{Fields, Located};
use serde::{Deserialize, Serialize};

/// The recording that comes with an article (R-18, C-2, C-5).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recording {
    /// A file beside the article, a path of the site, or a URL.
    pub src: Located<String>,
    /// Its media type, where the file's name does not tell.
    pub mime: Option<String>,
    /// Its length in bytes, where it lies elsewhere.
    pub bytes: Option<u64>,
    /// How long it plays, in seconds.
    pub seconds: Option<u32>,
    /// The number of the episode.
    pub number: Option<u32>,
    /// The number of the season.
    pub season: Option<u32>,
    /// `full`, `trailer` or `bonus`.
    pub kind: Option<String>,
    /// Whether it is not for children.
    pub explicit: Option<bool>,
    /// A square picture of its own.
    pub image: Option<Located<String>>,
    /// What is said in it, as files.
    pub transcripts: Vec<Located<String>>,
    /// Its chapters, as a file.
    pub chapters: Option<Located<String>>,
}

/// What makes the feed of a section a podcast (C-1, C-4, C-5).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Show {
    /// A square JPEG or PNG of 1400 to 3000 pixels.
    pub image: Located<String>,
    /// Apple's English name: `News`.
    pub category: Located<String>,
    /// Apple's English name below it: `Daily News`.
    pub subcategory: Option<String>,
    /// Whether it is not for children. Default: no.
    pub explicit: bool,
    /// Who speaks. Default: the publisher.
    pub author: Option<String>,
    /// Whom a directory writes to: name and e-mail address.
    pub owner: Option<(String, String)>,
    /// `episodic` or `serial`. Default: `episodic`.
    pub kind: String,
    /// The id that outlives the feed's address. Default: made of the address.
    pub guid: Option<String>,
    /// Whether other platforms may not take it over.
    pub locked: Option<bool>,
}

const KEYS: &[&str] =
    &["src", "type", "length", "duration", "episode", "season", "kind", "explicit", "image", "transcript", "chapters"];

const SHOW_KEYS: &[&str] =
    &["image", "category", "subcategory", "explicit", "author", "owner", "kind", "guid", "locked"];

/// The names under which a recording stands in front matter.
pub const NAMES: [&str; 4] = ["enclosure", "audio", "video", "recording"];

/// Reads a recording: a map, or the file alone.
pub fn read(fields: &mut Fields) -> Option<Recording> {
    if fields.is_map(&NAMES) {
        return fields.nested(&NAMES, read_map).flatten();
    }
    fields.list(&NAMES).into_iter().next().map(bare)
}

fn bare(src: Located<String>) -> Recording {
    Recording {
        src,
        mime: None,
        bytes: None,
        seconds: None,
        number: None,
        season: None,
        kind: None,
        explicit: None,
        image: None,
        transcripts: Vec::new(),
        chapters: None,
    }
}

fn read_map(fields: &mut Fields) -> Option<Recording> {
    let src = fields.text(&["src", "url", "file", "path"]);
    if src.is_none() && !fields.problems.has_errors() {
        let at = fields.place("type");
        let problem = Diagnostic::error("a recording needs `src`, the file or its address").at(at);
        fields.problems.push(problem.help("write `enclosure: {src: wawancara.mp3}`"));
    }
    let count = |number: Option<i64>| number.and_then(|number| u32::try_from(number).ok());
    let length = fields.number(&["length", "bytes", "size"], 1..=i64::MAX);
    let recording = Recording {
        mime: fields.plain(&["type", "mime"]),
        bytes: length.and_then(|bytes| u64::try_from(bytes).ok()),
        seconds: read_duration(fields),
        number: count(fields.number(&["episode"], 1..=1_000_000)),
        season: count(fields.number(&["season"], 1..=10_000)),
        kind: one_of(fields, "kind", &["full", "trailer", "bonus"]),
        explicit: fields.flag(&["explicit"]),
        image: fields.text(&["image"]),
        transcripts: fields.list(&["transcript", "transcripts"]),
        chapters: fields.text(&["chapters"]),
        ..bare(src?)
    };
    fields.warn_of_the_rest(KEYS, "see docs/feeds.md");
    Some(recording)
}

/// `1:02:03`, `62:03` or a number of seconds.
fn read_duration(fields: &mut Fields) -> Option<u32> {
    let text = fields.text(&["duration"])?;
    let seconds = seconds_of(&text.value);
    if seconds.is_none() {
        let problem = Diagnostic::error(format!("`{}` is no duration", text.value)).at(text.at);
        fields.problems.push(problem.help("write `\"12:34\"` (in quotes), `\"1:02:03\"` or a number of seconds"));
    }
    seconds
}

fn seconds_of(text: &str) -> Option<u32> {
    let parts: Vec<u32> = text.split(':').map(str::parse).collect::<Result<_, _>>().ok()?;
    if parts.len() > 3 || parts.iter().skip(1).any(|part| *part > 59) {
        return None;
    }
    parts.iter().try_fold(0_u32, |sum, part| sum.checked_mul(60)?.checked_add(*part))
}

fn one_of(fields: &mut Fields, key: &str, words: &[&str]) -> Option<String> {
    let text = fields.text(&[key])?;
    if words.contains(&text.value.as_str()) {
        return Some(text.value);
    }
    let all: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    let name = fields.name(key);
    let message = format!("`{name}` is {}, not `{}`", all.join(" or "), text.value);
    fields.problems.push(Diagnostic::error(message).at(text.at));
    None
}

/// Reads what makes a section a podcast.
pub fn read_show(fields: &mut Fields) -> Option<Show> {
    fields.nested(&["podcast"], read_show_map).flatten()
}

fn read_show_map(fields: &mut Fields) -> Option<Show> {
    let image = fields.text(&["image"]);
    let category = fields.text(&["category"]);
    if (image.is_none() || category.is_none()) && !fields.problems.has_errors() {
        let at = fields.place("image");
        let problem = Diagnostic::error("a podcast needs `image` and `category`").at(at);
        fields.problems.push(problem.help("write `podcast: {image: sampul.jpg, category: News}` (C-1)"));
    }
    let owner = fields.nested(&["owner"], |owner| {
        let both = owner.plain(&["name"]).zip(owner.plain(&["email"]));
        owner.warn_of_the_rest(&["name", "email"], "an owner has `name` and `email`");
        both
    });
    let show = Show {
        subcategory: fields.plain(&["subcategory"]),
        explicit: fields.flag(&["explicit"]).unwrap_or(false),
        author: fields.plain(&["author"]),
        owner: owner.flatten(),
        kind: one_of(fields, "kind", &["episodic", "serial"]).unwrap_or_else(|| "episodic".to_owned()),
        guid: fields.plain(&["guid"]),
        locked: fields.flag(&["locked"]),
        image: image?,
        category: category?,
    };
    fields.warn_of_the_rest(SHOW_KEYS, "see docs/feeds.md");
    Some(show)
}

#[cfg(test)]
mod tests {
    use super::seconds_of;

    #[test]
    fn c2_durations_are_read_as_people_write_them() {
        let read: Vec<Option<u32>> =
            ["90", "12:34", "1:02:03", "1:60", "x", "", "1:2:3:4", "99999999999"].into_iter().map(seconds_of).collect();
        assert_eq!(read, [Some(90), Some(754), Some(3723), None, None, None, None, None]);
    }
}
