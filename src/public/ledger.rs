//! The ledger: which files of the output folder we wrote, what was in them, and what they were made of.
//!
//! It lies outside the output folder, in the site's `.halaman/`. Losing it costs one full build, and this: what older builds
//! left behind is then unknown, and kept.
//!
//! The file: a first line, a line for each file, and the fingerprint of all that as a line. Amendments may follow: lines, and
//! their fingerprint. What is half written at the end is not there.

use super::{Target, guard};
use crate::hash::{Fingerprint, Hasher};
use crate::plan::recipe::{Ingredient, Recipe};
use crate::source::make_cache_folder;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;
use std::{fs, io};

/// The first line; a ledger that begins otherwise is not ours to read.
const HEAD: &str = "halaman ledger 4";

/// A file that we wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// The fingerprint of its bytes.
    pub bytes: Fingerprint,
    /// What it was made of; nothing if that is not known.
    pub recipe: Option<Recipe>,
    /// How the file looked when we left it.
    pub stamp: Stamp,
    /// What else may be in the file, while a build is on its way: what was there before, of one build or of several that
    /// were killed.
    pub earlier: Vec<Fingerprint>,
}

impl Entry {
    /// Whether a file of these bytes is ours.
    pub fn is(&self, bytes: Fingerprint) -> bool {
        self.bytes == bytes || self.earlier.contains(&bytes)
    }
}

/// How a file looks from outside. Nobody changes a file without changing this, but for those who take pains to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Bytes.
    pub size: u64,
    /// Nanoseconds since 1970; 0 if it is not known.
    pub mtime: u64,
}

impl Stamp {
    /// Of a file, if there is one.
    pub fn of(path: &Path) -> Option<Self> {
        let meta = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
        let since = meta.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        Some(Self {
            size: meta.len(),
            mtime: since.and_then(|since| u64::try_from(since.as_nanos()).ok()).unwrap_or(0),
        })
    }
}

/// Files by path.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// The files.
    pub files: BTreeMap<String, Entry>,
    /// Bytes of its own file that are whole, and how that looked before it was read.
    length: u64,
    seen: Option<Stamp>,
}

/// Where it was read does not count.
impl PartialEq for Ledger {
    fn eq(&self, other: &Self) -> bool {
        self.files == other.files
    }
}

impl Ledger {
    /// Where the ledger of an output folder lies: one for each, however its path was typed.
    pub fn path(target: &Target) -> PathBuf {
        let (site, root) = (guard::real(&target.site), guard::real(&target.root));
        let name = root.strip_prefix(&site).unwrap_or(&root);
        let mark = Hasher::default().with(name.to_string_lossy().as_bytes()).finish();
        target.site.join(".halaman").join(format!("{}.ledger", mark.short()))
    }

    /// Of these files.
    pub fn new(files: BTreeMap<String, Entry>) -> Self {
        Self { files, ..Self::default() }
    }

    /// Reads a ledger. One that is missing, damaged or of another version is empty.
    pub fn load(path: &Path) -> Self {
        let seen = Stamp::of(path);
        let ledger = fs::read_to_string(path).ok().and_then(|text| Self::parse(&text)).unwrap_or_default();
        Self { seen, ..ledger }
    }

    /// Half a ledger is none; half an amendment is not there.
    fn parse(text: &str) -> Option<Self> {
        let (lines, mut rest) = sealed(text)?;
        let mut files: BTreeMap<String, Entry> =
            lines.strip_prefix(HEAD)?.strip_prefix('\n')?.lines().map(parse_line).collect::<Option<_>>()?;
        while let Some((lines, after)) = sealed(rest) {
            files.extend(lines.lines().map(parse_line).collect::<Option<Vec<_>>>()?);
            rest = after;
        }
        Some(Self { files, length: (text.len() - rest.len()) as u64, seen: None })
    }

    fn write(&self, to: impl Write) -> io::Result<u64> {
        let mut lines = Lines::new(to, HEAD)?;
        self.files.iter().try_for_each(|(file, entry)| lines.add(file, entry))?;
        lines.seal()
    }

    /// How its file looked when it was read.
    pub fn seen(&self) -> Option<Stamp> {
        self.seen
    }

    /// Whether nobody has written it since it was read.
    pub fn is_current(&self, path: &Path) -> bool {
        self.seen.is_some() && Stamp::of(path) == self.seen
    }

    /// Notes these files too, in the place of what was noted of them: at the end of its own file, which is quick however many
    /// there are, and not in [`Self::files`]. Where there is no ledger, one begins.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn amend(&mut self, path: &Path, entries: &[(String, Entry)]) -> io::Result<()> {
        let is_new = self.length == 0;
        let mut to = fs::OpenOptions::new().write(true).create(is_new).open(path)?;
        to.set_len(self.length)?;
        to.seek(SeekFrom::End(0))?;
        let mut lines = Lines::new(to, if is_new { HEAD } else { "" })?;
        entries.iter().try_for_each(|(file, entry)| lines.add(file, entry))?;
        self.length += lines.seal()?;
        Ok(())
    }

    /// Writes it beside and renames it.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn save(&self, path: &Path) -> io::Result<()> {
        make_cache_folder(path)?;
        let beside = path.with_extension("ledger.new");
        self.write(fs::File::create(&beside)?)?;
        fs::rename(beside, path)
    }
}

fn add_line(text: &mut String, file: &str, entry: &Entry) {
    let Stamp { size, mtime } = entry.stamp;
    let _ = write!(text, "{}", entry.bytes);
    entry.earlier.iter().for_each(|bytes| _ = write!(text, ",{bytes}"));
    let _ = writeln!(text, " {size} {mtime} {} {file}", recipe_text(entry.recipe.as_ref()));
}

/// Lines on their way to a file. They are never all in memory: those of a large site are as long as a book.
struct Lines<W: Write> {
    to: BufWriter<W>,
    line: String,
    so_far: Hasher,
    length: u64,
}

impl<W: Write> Lines<W> {
    /// After a first one, if there is to be one.
    fn new(to: W, first: &str) -> io::Result<Self> {
        let to = BufWriter::with_capacity(256 * 1024, to);
        let mut lines = Self { to, line: String::new(), so_far: Hasher::default(), length: 0 };
        if !first.is_empty() {
            let _ = writeln!(lines.line, "{first}");
            lines.put()?;
        }
        Ok(lines)
    }

    fn add(&mut self, file: &str, entry: &Entry) -> io::Result<()> {
        add_line(&mut self.line, file, entry);
        self.put()
    }

    fn put(&mut self) -> io::Result<()> {
        self.so_far.raw(self.line.as_bytes());
        self.length += self.line.len() as u64;
        self.to.write_all(self.line.as_bytes())?;
        self.line.clear();
        Ok(())
    }

    /// Adds the fingerprint of all of them, which alone has no space in it. Gives their length.
    fn seal(mut self) -> io::Result<u64> {
        let mark = std::mem::take(&mut self.so_far).finish();
        let _ = writeln!(self.line, "{mark}");
        self.put()?;
        self.to.flush()?;
        Ok(self.length)
    }
}

/// Lines that are as they were sealed, and what follows them.
fn sealed(text: &str) -> Option<(&str, &str)> {
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        if !line.contains(' ') {
            let mark = line.strip_suffix('\n')?.parse();
            return (mark == Ok(Fingerprint::of(&text.as_bytes()[..end])))
                .then(|| (&text[..end], &text[end + line.len()..]));
        }
        end += line.len();
    }
    None
}

fn parse_line(line: &str) -> Option<(String, Entry)> {
    let mut parts = line.splitn(5, ' ');
    let mut prints = parts.next()?.split(',').map(|print| print.parse().ok());
    let bytes = prints.next()??;
    let earlier = prints.collect::<Option<_>>()?;
    let stamp = Stamp { size: parts.next()?.parse().ok()?, mtime: parts.next()?.parse().ok()? };
    let recipe = match parts.next()? {
        "-" => None,
        text => Some(parse_recipe(text)?),
    };
    Some((parts.next()?.to_owned(), Entry { bytes, recipe, stamp, earlier }))
}

/// `0:1f,16:a3`, or `-` for what is not known.
fn recipe_text(recipe: Option<&Recipe>) -> String {
    let Some(recipe) = recipe else { return "-".to_owned() };
    let one = |(ingredient, hash): &(Ingredient, u64)| format!("{}:{hash:x}", ingredient.code());
    recipe.ingredients().iter().map(one).collect::<Vec<_>>().join(",")
}

fn parse_recipe(text: &str) -> Option<Recipe> {
    let one = |part: &str| {
        let (code, hash) = part.split_once(':')?;
        Some((Ingredient::of_code(code.parse().ok()?)?, u64::from_str_radix(hash, 16).ok()?))
    };
    let ingredients = text.split(',').filter(|part| !part.is_empty()).map(one).collect::<Option<Vec<_>>>()?;
    Some(Recipe::new(ingredients))
}

#[cfg(test)]
mod tests {
    use super::{Entry, Ledger, Stamp};
    use crate::hash::Fingerprint;
    use crate::plan::recipe::{Ingredient, Recipe};

    fn text(ledger: &Ledger) -> String {
        let mut bytes = Vec::new();
        let length = ledger.write(&mut bytes).unwrap();
        assert_eq!(length, bytes.len() as u64);
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_ledger_reads_back_and_a_damaged_one_is_empty() {
        let mut ledger = Ledger::default();
        let recipe = Recipe::new(vec![(Ingredient::Template, 1), (Ingredient::Entries, u64::MAX)]);
        let stamp = Stamp { size: 7, mtime: 1_700_000_000_123_456_789 };
        let entry = Entry { bytes: Fingerprint::of(b"x"), recipe: Some(recipe), stamp, earlier: Vec::new() };
        let earlier = vec![Fingerprint::of(b"y"), Fingerprint::of(b"z")];
        ledger.files.insert("a b/index.html".into(), entry.clone());
        ledger.files.insert("c.txt".into(), Entry { recipe: None, earlier, ..entry });
        let text = text(&ledger);
        assert_eq!(Ledger::parse(&text), Some(ledger));
        assert_eq!(Ledger::parse(&text[..text.len() - 40]), None);
        assert_eq!(Ledger::parse(&text.replace("a b", "a c")), None);
        assert_eq!(Ledger::parse("halaman ledger 99\n0\n"), None);
        assert_eq!(Ledger::parse(&self::text(&Ledger::default())), Some(Ledger::default()));
    }

    #[test]
    fn an_amendment_is_there_whole_or_not_at_all() {
        let folder = std::env::temp_dir().join(format!("halaman-ledger-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("x.ledger");
        let entry = |bytes: &[u8]| Entry { bytes: Fingerprint::of(bytes), ..Entry::default() };
        let first = Ledger::new([("a".into(), entry(b"1")), ("b".into(), entry(b"2"))].into());
        first.save(&path).unwrap();
        let mut ledger = Ledger::load(&path);
        assert!(ledger.is_current(&path));
        ledger.amend(&path, &[("a".into(), entry(b"3"))]).unwrap();
        assert!(!ledger.is_current(&path));
        let amended = Ledger::new([("a".into(), entry(b"3")), ("b".into(), entry(b"2"))].into());
        let text = std::fs::read_to_string(&path).unwrap();
        let start = self::text(&first).len();
        assert!((start..text.len()).all(|end| Ledger::parse(&text[..end]) == Some(first.clone())));
        assert_eq!(Ledger::parse(&text), Some(amended.clone()));
        // What a run left half is written over.
        std::fs::write(&path, &text[..text.len() - 9]).unwrap();
        Ledger::load(&path).amend(&path, &[("a".into(), entry(b"3"))]).unwrap();
        assert_eq!((Ledger::load(&path), std::fs::read_to_string(&path).unwrap()), (amended, text));
        std::fs::remove_dir_all(folder).unwrap();
    }
}
