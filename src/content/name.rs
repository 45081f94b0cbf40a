//! What the path of a file of `content/` says: section, language, date, and whether files lie beside it.

/// What kind of file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `_index.md`: the facts of a section.
    Index,
    /// `index.md` in a folder of its own: the folder's other files belong to it.
    Bundle,
    /// Any other Markdown file.
    Single,
}

/// What the path of a file says. All of it stands in the path, and a site has a million of them: only where is noted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Relative to `content/`: `daerah/banjir/index.en.md`.
    pub source: String,
    /// The kind.
    pub kind: Kind,
    /// The length of the section.
    section: u32,
    /// The length of the folder.
    folder: u32,
    stem: (u32, u32),
    /// The length of a date and the sign behind it, before the stem.
    date: u32,
    language: Option<(u32, u32)>,
}

impl Name {
    /// Takes a path below `content/` apart; `None` if it is no Markdown file.
    pub fn of(source: &str) -> Option<Self> {
        let (folder, file) = source.rsplit_once('/').unwrap_or(("", source));
        let bare = without_suffix(file)?;
        let (bare, language) = split_language(bare);
        let kind = match bare {
            "index" if !folder.is_empty() => Kind::Bundle,
            "_index" | "index" => Kind::Index,
            _ => Kind::Single,
        };
        let (section, own) = match kind {
            Kind::Bundle => folder.rsplit_once('/').unwrap_or(("", folder)),
            Kind::Index | Kind::Single => (folder, bare),
        };
        let (date, stem) = split_date(own);
        let place = |part: &str| {
            let start = part.as_ptr().addr() - source.as_ptr().addr();
            (short(start), short(start + part.len()))
        };
        Some(Self {
            kind,
            section: short(section.len()),
            folder: short(folder.len()),
            stem: place(stem),
            date: date.map_or(0, |date| short(date.len() + 1)),
            language: language.map(place),
            source: source.to_owned(),
        })
    }

    fn part(&self, (start, end): (u32, u32)) -> &str {
        &self.source[start as usize..end as usize]
    }

    /// The folder that is its section: `daerah`; empty at the top.
    pub fn section(&self) -> &str {
        self.part((0, self.section))
    }

    /// The folder in which its assets lie: `daerah/banjir`.
    pub fn folder(&self) -> &str {
        self.part((0, self.folder))
    }

    /// The name without date, language and suffix: `banjir`.
    pub fn stem(&self) -> &str {
        self.part(self.stem)
    }

    /// A date before the name, as Jekyll and Zola write it: `2022-11-08`.
    pub fn date(&self) -> Option<&str> {
        let start = self.stem.0 - self.date;
        (self.date > 0).then(|| self.part((start, self.stem.0 - 1)))
    }

    /// The language before the suffix: `en`.
    pub fn language(&self) -> Option<&str> {
        self.language.map(|place| self.part(place))
    }

    /// What translations of one article have in common.
    pub fn story(&self) -> String {
        format!("{}/{}", self.folder(), self.own())
    }

    /// Whether another file tells the same story: it has the same [`Name::story`], which is not made for it.
    pub fn tells_the_same(&self, other: &Self) -> bool {
        self.folder() == other.folder() && self.own() == other.own()
    }

    fn own(&self) -> &str {
        if self.kind == Kind::Single { self.stem() } else { "" }
    }
}

fn short(length: usize) -> u32 {
    u32::try_from(length).expect("paths are shorter than four gigabytes")
}

fn without_suffix(file: &str) -> Option<&str> {
    file.strip_suffix(".md").or_else(|| file.strip_suffix(".markdown"))
}

/// Whether a file of `content/` is a Markdown file, and not one that is copied.
pub fn is_text(source: &str) -> bool {
    without_suffix(source).is_some()
}

/// `banjir.en` is `banjir` in English. Only two letters, or two with a region, so that `v1.old.md` is left alone.
fn split_language(bare: &str) -> (&str, Option<&str>) {
    match bare.rsplit_once('.') {
        Some((rest, tag)) if tag.split('-').next().is_some_and(|primary| primary.len() == 2) => {
            if crate::config::is_language(tag) && !rest.is_empty() {
                (rest, Some(tag))
            } else {
                (bare, None)
            }
        }
        _ => (bare, None),
    }
}

fn split_date(name: &str) -> (Option<&str>, &str) {
    let shape = |text: &str| {
        text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
    };
    match (name.get(..10), name.get(11..)) {
        (Some(date), Some(rest)) if shape(date) && !rest.is_empty() && matches!(name.as_bytes()[10], b'-' | b'_') => {
            (Some(date), rest)
        }
        _ => (None, name),
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, Name};

    #[test]
    fn a_path_says_kind_section_language_and_date() {
        let name = Name::of("daerah/banjir/index.en.md").unwrap();
        assert_eq!((name.kind, name.section(), name.stem()), (Kind::Bundle, "daerah", "banjir"));
        assert_eq!(name.language(), Some("en"));
        let name = Name::of("2022-11-08-hujan.md").unwrap();
        assert_eq!((name.stem(), name.date()), ("hujan", Some("2022-11-08")));
        assert_eq!(Name::of("a/_index.md").unwrap().kind, Kind::Index);
        assert!(Name::of("a/foto.jpg").is_none());
    }

    #[test]
    fn translations_share_a_story() {
        let story = |path| Name::of(path).unwrap().story();
        assert_eq!(story("a/x.md"), story("a/x.en.md"));
        assert_eq!(story("a/x/index.md"), story("a/x/index.en.md"));
        assert_ne!(story("a/x.md"), story("a/y.md"));
    }
}
