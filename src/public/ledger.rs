//! The ledger: which files of the output folder we wrote, and what was in them.
//!
//! It lies outside the output folder, in the site's `.halaman/`. Losing it costs nothing but this: what older builds left
//! behind is then unknown, and kept.

use super::{Target, guard};
use crate::hash::{Fingerprint, Hasher};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// The first line; a ledger that begins otherwise is not ours to read.
const HEAD: &str = "halaman ledger 1";

/// Files by path, with the hash of their bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    /// The files.
    pub files: BTreeMap<String, Fingerprint>,
}

impl Ledger {
    /// Where the ledger of an output folder lies: one for each, however its path was typed.
    pub fn path(target: &Target) -> PathBuf {
        let (site, root) = (guard::real(&target.site), guard::real(&target.root));
        let name = root.strip_prefix(&site).unwrap_or(&root);
        let mark = Hasher::default().with(name.to_string_lossy().as_bytes()).finish();
        target.site.join(".halaman").join(format!("{}.ledger", mark.short()))
    }

    /// Makes the folder a ledger lies in. It is a cache: nobody wants it in their repository.
    ///
    /// # Errors
    /// It cannot be made or written.
    pub fn make_folder(path: &Path) -> io::Result<()> {
        let Some(folder) = path.parent() else { return Ok(()) };
        fs::create_dir_all(folder)?;
        let ignore = folder.join(".gitignore");
        if ignore.exists() { Ok(()) } else { fs::write(ignore, "*\n") }
    }

    /// Reads a ledger. One that is missing, damaged or of another version is empty.
    pub fn load(path: &Path) -> Self {
        fs::read_to_string(path).ok().and_then(|text| Self::parse(&text)).unwrap_or_default()
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        if lines.next() != Some(HEAD) {
            return None;
        }
        let count: usize = lines.next()?.parse().ok()?;
        let entry = |line: &str| {
            let (hash, file) = line.split_once(' ')?;
            Some((file.to_owned(), hash.parse().ok()?))
        };
        let files: BTreeMap<String, Fingerprint> = lines.map(entry).collect::<Option<_>>()?;
        (files.len() == count).then_some(Self { files })
    }

    fn text(&self) -> String {
        let entries = self.files.iter().map(|(file, hash)| {
            format!(
                "{hash} {file}
"
            )
        });
        let head = format!(
            "{HEAD}
{}
",
            self.files.len()
        );
        std::iter::once(head).chain(entries).collect()
    }

    /// Writes it beside and renames it.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn save(&self, path: &Path) -> io::Result<()> {
        Self::make_folder(path)?;
        let beside = path.with_extension("ledger.new");
        fs::write(&beside, self.text())?;
        fs::rename(beside, path)
    }
}

#[cfg(test)]
mod tests {
    use super::Ledger;
    use crate::hash::Fingerprint;

    #[test]
    fn a_ledger_reads_back_and_a_damaged_one_is_empty() {
        let mut ledger = Ledger::default();
        ledger.files.insert("a b/index.html".into(), Fingerprint::of(b"x"));
        let text = ledger.text();
        assert_eq!(Ledger::parse(&text), Some(ledger));
        assert_eq!(Ledger::parse(&text[..text.len() - 30]), None);
        assert_eq!(Ledger::parse("halaman ledger 99\n0\n"), None);
    }
}
