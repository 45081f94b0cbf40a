//! What `init` and `new` put into a site: first files, and the beginning of an article.
//!
//! The files are made as texts here, and written by [`write()`], which never writes over anything.

mod article;

pub use article::{Beginning, begin};

use crate::yaml;
use include_dir::{Dir, include_dir};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

static INDONESIAN: Dir = include_dir!("$CARGO_MANIFEST_DIR/src/scaffold/id");
static ENGLISH: Dir = include_dir!("$CARGO_MANIFEST_DIR/src/scaffold/en");

/// What is never part of a site's repository: the output, and what builds remember.
const IGNORED: &str = "/public/\n/.halaman/\n";

/// What is to be known for a new site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    /// The site's name.
    pub title: String,
    /// Its whole address.
    pub base_url: String,
    /// `id` or `en`.
    pub language: String,
    /// A name of the tz database.
    pub timezone: String,
    /// Who writes.
    pub author: String,
    /// When the first article comes out, in that zone: `2026-11-23 12:05`.
    pub date: String,
}

/// The starting files of a language; English for all we have none of.
fn starting_files(language: &str) -> &'static Dir<'static> {
    if language.split('-').next() == Some("id") { &INDONESIAN } else { &ENGLISH }
}

/// The files of a new site, by path.
pub fn site(answers: &Answers) -> Vec<(String, String)> {
    let year = answers.date.get(..4).unwrap_or_default();
    let gaps = [
        ("%title%", scalar(&answers.title)),
        ("%base_url%", scalar(&answers.base_url)),
        ("%language%", scalar(&answers.language)),
        ("%timezone%", scalar(&answers.timezone)),
        ("%author%", scalar(&answers.author)),
        ("%copyright%", scalar(&format!("© {year} {}", answers.title))),
        ("%date%", answers.date.clone()),
    ];
    let fill = |text: &str| gaps.iter().fold(text.to_owned(), |text, (gap, value)| text.replace(gap, value));
    let mut files = vec![(".gitignore".to_owned(), IGNORED.to_owned())];
    let folder = starting_files(&answers.language);
    texts(folder, &mut |path, text| {
        if path != article::BUILT_IN {
            files.push((path.to_owned(), fill(text)));
        }
    });
    files.sort();
    files
}

fn texts(folder: &'static Dir, note: &mut impl FnMut(&'static str, &'static str)) {
    for file in folder.files() {
        if let (Some(path), Some(text)) = (file.path().to_str(), file.contents_utf8()) {
            note(path, text);
        }
    }
    for folder in folder.dirs() {
        texts(folder, note);
    }
}

/// A text as a value of YAML: plain where it reads back as itself, quoted elsewhere.
pub fn scalar(text: &str) -> String {
    let quoted = || serde_json::to_string(text).unwrap_or_default();
    let special = text.contains([':', '#', ',', '[', ']', '{', '}', '\n']) && !text.contains("://");
    let special = special || text.contains([' ']) && text.contains("://");
    match yaml::parse_value(&format!("[{text}]")) {
        Ok(serde_json::Value::Array(items)) if !special && items == [serde_json::Value::from(text)] => text.to_owned(),
        _ => quoted(),
    }
}

/// Writes new files below a folder, which is made if need be. Nothing that is there is written over.
///
/// # Errors
/// A file is there already, or cannot be written; those before it are written. The path is that of the file.
pub fn write(root: &Path, files: &[(String, String)]) -> Result<(), (String, io::Error)> {
    for (path, text) in files {
        let to = root.join(path);
        let written = to
            .parent()
            .map_or(Ok(()), fs::create_dir_all)
            .and_then(|()| File::create_new(&to))
            .and_then(|mut file| file.write_all(text.as_bytes()));
        written.map_err(|error| (path.clone(), error))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::scalar;

    #[test]
    fn a_value_reads_back_as_it_was() {
        let cases = [
            ("Kabar Teluk", "Kabar Teluk"),
            ("https://kabar.example/", "https://kabar.example/"),
            ("Harga: naik", "\"Harga: naik\""),
            ("#1", "\"#1\""),
            ("2026", "\"2026\""),
            ("yes, no", "\"yes, no\""),
            ("true", "\"true\""),
            ("", "\"\""),
            ("“Kata” 'ia'", "“Kata” 'ia'"),
            ("\"petik\" di depan", "\"\\\"petik\\\" di depan\""),
            ("2026-11-23", "2026-11-23"),
            (" spasi", "\" spasi\""),
            ("- daftar", "\"- daftar\""),
            ("null", "\"null\""),
        ];
        for (text, value) in cases {
            assert_eq!(scalar(text), value, "{text}");
        }
    }
}
