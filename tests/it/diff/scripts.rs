//! Random days in a newsroom: careful editors never show a reader anything twice, and careless ones are found out.
//!
//! What readers see is told by two: by `diff` itself, from the plans, from a manifest and from the rendered files; and by
//! a reader of its own here, which looks for ids in the text of the rendered feeds, keeps all it has ever seen, and knows
//! an article by a mark in its text, which no edit touches.

use halaman::config::{self, Config};
use halaman::content::{self, Bodies, Cache, Library, Now};
use halaman::diag::{Diagnostics, FileTable};
use halaman::diff::{self, Published, folder, manifest};
use halaman::locale::Locales;
use halaman::plan::{self, Kind, Plan};
use halaman::render::Renderer;
use halaman::source::Memory;
use halaman::templates::{self, TemplateSet};
use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, any, prop_assert_eq, proptest};
use proptest::test_runner::TestCaseError;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// Sections and tags.
const SECTIONS: [&str; 2] = ["daerah", "ekonomi"];

/// The addresses that a site moves between.
const BASES: [&str; 3] = ["https://kabar.example/", "http://kabar.example/", "https://baru.example/koran/"];

/// The numbers of articles; they are their marks too.
type Numbers = BTreeSet<usize>;

/// An article as its editor has it.
#[derive(Debug, Clone)]
struct Draft {
    section: &'static str,
    stem: String,
    slug: Option<String>,
    title: String,
    day: u8,
    updated: Option<u8>,
    tag: Option<&'static str>,
    id: Option<String>,
    aliases: Vec<String>,
    held: bool,
    words: usize,
}

/// A site that is edited.
#[derive(Debug, Clone)]
struct Newsroom {
    base: &'static str,
    id_base: Option<&'static str>,
    limit: usize,
    drafts: BTreeMap<usize, Draft>,
    /// How many edits there were: what is new is named after it.
    edits: usize,
}

/// A site as it went out.
struct Edition {
    state: Published,
    /// The feeds, by file.
    feeds: BTreeMap<String, Vec<u8>>,
    /// The names of all files.
    files: Vec<String>,
}

/// Somebody who subscribes to every feed from the first day on: the ids seen, by mark.
#[derive(Default)]
struct Subscriber {
    seen: BTreeMap<usize, BTreeSet<String>>,
}

/// An edit: what, of which article, to what.
type Edit = (u8, u8, u8);

impl Draft {
    fn path(&self) -> String {
        format!("/{}/{}/", self.section, self.slug.as_ref().unwrap_or(&self.stem))
    }

    fn text(&self, number: usize) -> String {
        let mut text = format!("---\ntitle: {}\ndate: 2026-11-{:02}\n", self.title, self.day);
        let mut add = |key: &str, value: Option<String>| text.extend(value.map(|value| format!("{key}: {value}\n")));
        add("updated", self.updated.map(|day| format!("2026-11-{day:02}")));
        add("slug", self.slug.clone());
        add("tags", self.tag.map(|tag| format!("[{tag}]")));
        add("id", self.id.clone());
        add("aliases", (!self.aliases.is_empty()).then(|| format!("[{}]", self.aliases.join(", "))));
        add("draft", self.held.then(|| "true".to_owned()));
        format!("{text}---\nMARK{number}. {}\n", "Isi. ".repeat(self.words))
    }

    /// Another address, with the old one kept, behind those that were kept before.
    fn moves(&mut self, change: impl FnOnce(&mut Self)) {
        let old = self.path();
        change(self);
        if old != self.path() && !self.aliases.contains(&old) {
            self.aliases.push(old);
        }
    }
}

impl Newsroom {
    fn new(articles: usize, limit: usize) -> Self {
        let empty = Self { base: BASES[0], id_base: None, limit, drafts: BTreeMap::new(), edits: 0 };
        (0..articles).fold(empty, |mut site, at| {
            site.add(at);
            site
        })
    }

    fn add(&mut self, choice: usize) {
        self.edits += 1;
        let number = self.edits;
        let draft = Draft {
            section: SECTIONS[choice % 2],
            stem: format!("berkas-{number}"),
            slug: None,
            title: format!("Judul {number}"),
            day: day(choice),
            updated: None,
            tag: Some(SECTIONS[choice / 2 % 2]),
            id: choice.is_multiple_of(5).then(|| format!("nomor-{number}")),
            aliases: Vec::new(),
            held: false,
            words: 1,
        };
        self.drafts.insert(number, draft);
    }

    fn pick(&mut self, who: u8) -> Option<(usize, &mut Draft)> {
        let at = usize::from(who) % self.drafts.len().max(1);
        self.drafts.iter_mut().nth(at).map(|(number, draft)| (*number, draft))
    }

    /// What a careful editor does.
    fn edit(&mut self, (what, who, to): Edit) {
        self.edits += 1;
        let (edits, to) = (self.edits, usize::from(to));
        if what % 12 == 0 {
            return self.add(to);
        }
        if what % 12 == 1 {
            // The first move freezes what ids are built on.
            self.id_base.get_or_insert(self.base);
            self.base = BASES[to % 3];
            return;
        }
        let Some((number, draft)) = self.pick(who) else { return };
        match what % 12 {
            2 => drop(self.drafts.remove(&number)),
            3 => draft.moves(|draft| draft.stem = format!("berkas-{edits}")),
            4 => draft.moves(|draft| draft.slug = Some(format!("judul-{edits}"))),
            5 => draft.moves(|draft| draft.slug = None),
            6 => draft.moves(|draft| draft.section = SECTIONS[to % 2]),
            7 => draft.day = day(to),
            8 => draft.title = format!("Judul {number} yang ke-{edits}"),
            9 => draft.words += 1,
            10 => draft.tag = SECTIONS.get(to % 3).copied(),
            _ => {
                draft.held = to.is_multiple_of(4);
                draft.updated = Some(day(to));
            }
        }
    }

    /// What a careless editor does, and whom readers are shown again by it.
    fn blunder(&mut self, (what, who, to): Edit) -> Numbers {
        self.edits += 1;
        let edits = self.edits;
        if what % 3 == 0 {
            let before = self.id_base.take().unwrap_or(self.base);
            self.base = BASES[(usize::from(to) % 2 + 1 + BASES.iter().position(|base| *base == before).unwrap()) % 3];
            return self.drafts.iter().filter(|(_, draft)| !draft.held).map(|(number, _)| *number).collect();
        }
        let Some((number, draft)) = self.pick(who) else { return Numbers::new() };
        let shown = !draft.held;
        let found = if what % 3 == 1 {
            draft.slug = Some(format!("judul-{edits}"));
            // The first alias is the id of one that had moved before.
            draft.id.is_none() && draft.aliases.is_empty()
        } else {
            draft.id = Some(format!("tag:kabar.example,2026:{edits}"));
            true
        };
        (shown && found).then_some(number).into_iter().collect()
    }

    fn memory(&self) -> Memory {
        let id_base = self.id_base.map_or_else(String::new, |base| format!(", id_base: \"{base}\""));
        let config = format!(
            "title: Kabar\nbase_url: {}\nfeed: {{limit: {}, hours: 24, archives: none{id_base}}}\n\
                              taxonomies: {{tags: {{feed: false}}}}\n",
            self.base, self.limit
        );
        let mut memory = Memory::default();
        memory.files.insert("halaman.yaml".into(), config.into_bytes());
        for (number, draft) in &self.drafts {
            let path = format!("content/{}/{}.md", draft.section, draft.stem);
            memory.files.insert(path, draft.text(*number).into_bytes());
        }
        memory
    }

    /// As `build::prepare` does it, but for the theme and the words.
    fn publish(&self) -> Edition {
        let memory = self.memory();
        let (mut files, mut problems) = (FileTable::default(), Diagnostics::default());
        let config = config::load(&memory, &mut files, None, &mut problems);
        let config = config.with_words(LANGUAGES.main());
        let at = "2026-11-30T00:00:00+07:00".parse().unwrap();
        let library = content::load(&memory, &config, Now { at, drafts: false }, Cache::Off, &mut files, &mut problems);
        let plan = plan::plan(&config, &library, &THEME, LANGUAGES.main(), at, &mut problems);
        assert!(!problems.has_errors(), "{problems:?}");
        let state = diff::planned(&config, &library, &plan);
        let feeds = feeds(&memory, &config, &library, &plan);
        Edition { state, feeds, files: plan.outputs.into_iter().map(|output| output.file).collect() }
    }
}

/// The built-in words.
static LANGUAGES: LazyLock<Locales> =
    LazyLock::new(|| Locales::load(&Memory::default(), "id", &mut FileTable::default(), &mut Diagnostics::default()));

/// The built-in theme, which no edit changes and no feed asks; reading it takes longer than all the rest.
static THEME: LazyLock<TemplateSet> = LazyLock::new(|| {
    let (memory, mut files, mut problems) = (Memory::default(), FileTable::default(), Diagnostics::default());
    let config = config::load(&memory, &mut files, None, &mut problems);
    templates::load(&memory, &config, &LANGUAGES, &mut files, &mut problems)
});

/// Days on which there may be several articles.
fn day(choice: usize) -> u8 {
    u8::try_from(choice % 20 + 1).unwrap()
}

/// The feeds as a build writes them.
fn feeds(memory: &Memory, config: &Config, library: &Library, plan: &Plan) -> BTreeMap<String, Vec<u8>> {
    let renderer = Renderer::new(config, library, &THEME, plan, &LANGUAGES);
    let bodies = Bodies::new(memory);
    let feeds = plan.outputs.iter().filter(|output| matches!(output.kind, Kind::Feed(..)));
    feeds.map(|output| (output.file.clone(), renderer.render(output, &bodies).unwrap())).collect()
}

impl Edition {
    /// The same, as it is known from its files alone.
    fn folder(&self) -> Published {
        let bytes_of = |path: &str| Ok(self.feeds.get(path).cloned().unwrap_or_default());
        let found = folder::read(&self.files, "halaman", "https://nirgends.example/", bytes_of);
        assert!(found.broken.is_empty(), "{:?}", found.broken);
        found.published
    }

    /// The numbers of the articles that `diff` finds unread again, from each form of the old state.
    fn found_after(&self, old: &Edition) -> [Numbers; 3] {
        let saved = manifest::read(manifest::write(&old.state).as_bytes()).unwrap();
        assert_eq!(saved, old.state);
        [saved, old.folder(), old.state.clone()].map(|old| {
            let changes = diff::compare(&old, &self.state);
            changes.unread_again.iter().map(|again| self.number_of(&again.new_id)).collect()
        })
    }

    fn number_of(&self, id: &str) -> usize {
        let title = self.state.articles[id].title.split(' ').nth(1);
        title.and_then(|number| number.parse().ok()).expect("every title has its number")
    }
}

impl Subscriber {
    /// Reads all feeds; gives the articles that are shown again, because they come under an id not seen.
    fn read(&mut self, edition: &Edition) -> Numbers {
        let mut again = Numbers::new();
        let mut news = Vec::new();
        for (number, id) in edition.feeds.iter().flat_map(|(path, bytes)| entries(path, bytes)) {
            if self.seen.get(&number).is_some_and(|ids| !ids.contains(&id)) {
                again.insert(number);
            }
            news.push((number, id));
        }
        for (number, id) in news {
            self.seen.entry(number).or_default().insert(id);
        }
        again
    }
}

/// The marks and ids of a feed's entries, by the plainest reading of its text.
fn entries(path: &str, bytes: &[u8]) -> Vec<(usize, String)> {
    let text = std::str::from_utf8(bytes).unwrap();
    let [start, before, after] = match path.rsplit('/').next() {
        Some("feed.xml") => ["<item>", "<guid", "</guid>"],
        Some("atom.xml") => ["<entry>", "<id", "</id>"],
        _ => ["\"id\":", "\"", "\""],
    };
    let entries = text.split(start).skip(1).map(|entry| {
        let (_, id) = entry.split_once(before).unwrap();
        let (id, _) = id.split_once(after).unwrap();
        let (_, mark) = entry.split_once("MARK").unwrap();
        let (mark, _) = mark.split_once('.').unwrap();
        (mark.parse().unwrap(), id.rsplit('>').next().unwrap().to_owned())
    });
    entries.collect()
}

/// Publishes after each few edits; nobody may be shown anything twice.
fn careful_days(site: &mut Newsroom, days: &[Vec<Edit>]) -> Result<(Edition, Subscriber), TestCaseError> {
    let mut reader = Subscriber::default();
    let mut old = site.publish();
    reader.read(&old);
    for edits in days {
        for edit in edits {
            site.edit(*edit);
        }
        let new = site.publish();
        prop_assert_eq!(new.found_after(&old), [const { Numbers::new() }; 3]);
        prop_assert_eq!(reader.read(&new), Numbers::new());
        old = new;
    }
    Ok((old, reader))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn x14_careful_edits_show_nothing_again(
        limit in 1_usize..4,
        days in vec(vec(any::<Edit>(), 1..5), 1..3),
    ) {
        careful_days(&mut Newsroom::new(5, limit), &days)?;
    }

    #[test]
    fn x14_a_careless_edit_shows_exactly_its_articles(
        days in vec(vec(any::<Edit>(), 1..5), 0..2),
        blunder in any::<Edit>(),
    ) {
        let mut site = Newsroom::new(4, 50);
        let (old, mut reader) = careful_days(&mut site, &days)?;
        let expected = site.blunder(blunder);
        let new = site.publish();
        // What was held until now has not been seen by anybody.
        prop_assert_eq!(&new.found_after(&old), &[const { Numbers::new() }; 3].map(|_| expected.clone()));
        prop_assert_eq!(reader.read(&new), expected);
    }
}
