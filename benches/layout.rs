//! The corpus as files: one site for each program, out of its folder in `benches/` and the same articles.
//!
//! What it is not: it runs nothing and measures nothing. The caller says where a file goes: into a folder, or a site in memory.

use crate::corpus::{Article, Corpus, PICTURES, SECTIONS};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The smallest PNG there is: one black pixel.
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55\
    \0\0\0\nIDAT\x78\x9c\x63\x60\0\0\0\x02\0\x01\x48\xaf\xa4\x71\0\0\0\0IEND\xae\x42\x60\x82";

/// How a site differs from the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Its folder in `benches/`, with configuration and templates.
    pub skeleton: &'static str,
    /// How the front matter names an author; `{}` stands for the name.
    pub author: &'static str,
}

/// `benches/site`: own templates, which print what Hugo's print. An author has no page there.
pub const OWN: Style = Style { skeleton: "site", author: "extra: {author: \"{}\"}" };

/// `benches/theme`: the default theme, with all that it makes.
pub const THEME: Style = Style { skeleton: "theme", author: "author: \"{}\"" };

impl Style {
    /// The file of an article, from the site's folder, and its text.
    pub fn file(self, article: &Article) -> (String, String) {
        let path = format!("content/{}/{}.md", article.section, article.slug);
        (path, article.text(&self.author.replace("{}", &article.author)))
    }

    /// Every file of the site, one after the other.
    ///
    /// # Errors
    /// Those of `put`, and of reading the skeleton.
    pub fn lay_out(self, corpus: &Corpus, mut put: impl FnMut(String, Vec<u8>) -> io::Result<()>) -> io::Result<()> {
        let skeleton = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches").join(self.skeleton);
        for path in files(&skeleton) {
            put(path.clone(), fs::read(skeleton.join(path))?)?;
        }
        for (folder, title) in SECTIONS {
            put(format!("content/{folder}/_index.md"), format!("---\ntitle: {title}\n---\n").into_bytes())?;
        }
        for number in 0..PICTURES {
            put(format!("static/img/foto-{number:02}.png"), PICTURE.to_vec())?;
        }
        for number in 0..corpus.len() {
            let (path, text) = self.file(&corpus.article(number));
            put(path, text.into_bytes())?;
        }
        Ok(())
    }
}

/// The files below a folder, with `/`, sorted.
pub fn files(folder: &Path) -> Vec<String> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().filter_map(Result::ok);
    let files = entries.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path);
    let relative = |path: PathBuf| Some(path.strip_prefix(folder).ok()?.to_str()?.replace('\\', "/"));
    files.filter_map(relative).collect()
}
