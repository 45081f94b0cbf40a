//! Random sites, random edits of them, and what a site comes to: every output with what it is made of, made in memory and
//! without any build before it.
//!
//! What must hold of them is said in `recipes`, of sites in memory, and in `scripts`, of sites on the disk.

use crate::project::PAPER;
use chrono::{DateTime, Duration, FixedOffset};
use halaman::asset::Asset;
use halaman::config::{self, Config};
use halaman::content::{self, Bodies, Now};
use halaman::diag::{Diagnostics, FileTable};
use halaman::hash::Fingerprint;
use halaman::locale::Locales;
use halaman::plan::icons::Source;
use halaman::plan::recipe::Recipe;
use halaman::plan::{self, Kind};
use halaman::render::Renderer;
use halaman::source::{Memory, SiteDir};
use halaman::templates::{self, TemplateSet};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

/// A site: its files, and the moment it is built for, in hours.
#[derive(Debug, Clone)]
pub struct Site {
    /// By path.
    pub files: BTreeMap<String, String>,
    /// Hours after the first of November 2026.
    pub hours: i64,
}

/// What somebody does to a site. Articles are chosen by numbers, which are taken modulo what there is.
#[derive(Debug, Clone)]
pub enum Edit {
    /// Nothing at all.
    Nothing,
    /// An article is added, or written anew, of two numbers.
    Write(u16, u8, u8),
    /// A text gets a line more.
    Body(u16, u8),
    /// Another title.
    Title(u16, u8),
    /// Another day.
    Date(u16, u8),
    /// Other tags.
    Tags(u16, u8),
    /// Another file name, in the same section.
    Rename(u16, u8),
    /// Another section.
    Move(u16, u8),
    /// It goes.
    Delete(u16),
    /// The component that articles call.
    Component(u8),
    /// What every template includes.
    Include(u8),
    /// The template of topics.
    Template(u8),
    /// Words of the language.
    Locale(u8),
    /// The configuration.
    Config(u8),
    /// The site's name.
    Name,
    /// So many hours go by, or come back.
    Clock(i8),
    /// What stands over a section.
    Section(u8),
    /// Who an author is.
    Author(u8),
    /// A picture that articles show.
    Picture(u8),
    /// A style sheet in the place of the theme's.
    Style(u8),
    /// The drawing that the icons are made of, in the place of the mark.
    Icon(u8),
    /// An article in another language.
    Translation(u8, u8),
}

/// Any edit.
pub fn edits() -> impl Strategy<Value = Edit> {
    let (which, any) = (any::<u16>(), any::<u8>());
    prop_oneof![
        2 => (which, any, any).prop_map(|(which, one, other)| Edit::Write(which % 12, one, other)),
        2 => (which, any).prop_map(|(which, number)| Edit::Body(which, number)),
        1 => (which, any).prop_map(|(which, number)| Edit::Title(which, number)),
        1 => (which, any).prop_map(|(which, number)| Edit::Date(which, number)),
        1 => (which, any).prop_map(|(which, number)| Edit::Tags(which, number)),
        1 => (which, any).prop_map(|(which, number)| Edit::Rename(which, number)),
        1 => (which, any).prop_map(|(which, number)| Edit::Move(which, number)),
        1 => which.prop_map(Edit::Delete),
        1 => any.prop_map(Edit::Component),
        1 => any.prop_map(Edit::Include),
        1 => any.prop_map(Edit::Template),
        1 => any.prop_map(Edit::Locale),
        2 => any.prop_map(Edit::Config),
        1 => Just(Edit::Name),
        1 => (-20..40_i8).prop_map(Edit::Clock),
        1 => any.prop_map(Edit::Section),
        1 => any.prop_map(Edit::Author),
        1 => any.prop_map(Edit::Picture),
        1 => any.prop_map(Edit::Style),
        1 => any.prop_map(Edit::Icon),
        1 => (any, any).prop_map(|(which, number)| Edit::Translation(which, number)),
        1 => Just(Edit::Nothing),
    ]
}

/// How many scripts of a kind are run: so many of 2,000 in all, or that share of the `SCRIPTS` of the environment. A long run
/// is one of `SCRIPTS=100000 cargo test --release --test it scripts::`, and the same with `recipes::`.
pub fn scripts(of_2000: u32) -> u32 {
    let wanted: Option<u64> = std::env::var("SCRIPTS").ok().map(|text| text.parse().expect("SCRIPTS is a number"));
    wanted.map_or(of_2000, |all| u32::try_from(all * u64::from(of_2000) / 2_000).unwrap().max(1))
}

const BODIES: [&str; 7] = [
    "Air naik sejak pagi.\n",
    "Air surut.[^1]\n\n<!-- halaman -->\n\n## Sore\n\nWarga pulang, lihat [pagi](#pagi) dan [sore](#sore).\n\n[^1]: Kata warga.\n",
    "## Pagi\n\nKata *warga*, “air” --- ![Foto](foto.png)\n",
    "{{<kotak path=\"daerah/1.md\"/>}}\n\nLihat [yang lain](../ekonomi/2.md) dan [indeks](/indeks/).\n",
    "Ringkas.\n\n<!-- more -->\n\n> [!NOTE]\n> Awas.\n\n<div onclick=\"x()\">mentah</div>\n",
    "Air naik lagi.\n\n{{<baca_juga/>}}\n\nWarga menunggu, lihat [pagi](@/daerah/3.md).\n\n{{<baca_juga/>}}\n",
    "Isi yang lebih panjang, <https://lain.example/>, dan tabel.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
];
const TAGS: [&str; 4] = ["[]", "[Air]", "[Air, Jalan]", "[Hutan]"];
const SECTIONS: [&str; 3] = ["daerah", "ekonomi", "daerah/kota"];
const COMPONENT: &str = "{% component kotak(path: string, @article, @words) %}<p class=\"baca-juga\">{{ words.read_also }}: \
    {% if article %}<a href=\"{{ article.url }}\">{{ article.title }}</a>{% endif %}</p>{% endcomponent kotak %}";
const ICON: &str =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 4 4\"><path d=\"MN 0h4v4z\" fill=\"#064\"/></svg>";
const TERM: &str = "{% extends \"base.html\" %}{% block main %}<h1>{{ page.title }}</h1><p>{{ term.count }} ";
const TERM_END: &str = "</p>{% endblock main %}";
const CONFIGS: [&str; 11] = [
    "",
    "per_page: 2\nlist_pages: 2\n",
    "view_all: true\n",
    "feed: {limit: 2, hours: 0, content: summary}\n",
    "feed: {archives: none, formats: [atom]}\ncopyright: Hak cipta\n",
    "recent: 2\ncards: [warna]\n",
    "feeds: [{name: air, tags: [Air], delay: 3}]\nnews_sitemap: false\n",
    "smart_punctuation: false\npaginate: from_oldest\nper_page: 1\n",
    "language: en\n",
    "feed: {formats: [rss, atom, json], limit: 1, hours: 24}\n",
    "theme: {colors: {accent: \"#064\"}}\n",
];

impl Site {
    /// A site of so many articles.
    pub fn new(articles: u16) -> Self {
        let mut site = Self { files: BTreeMap::new(), hours: 600 };
        site.files.insert("halaman.yaml".into(), format!("{PAPER}dead_links: warning\n"));
        site.files.insert("templates/components/kotak.html".into(), COMPONENT.into());
        for number in 0..articles {
            let [one, other] = [37, 11].map(|factor| (number.wrapping_mul(factor) % 251).to_le_bytes()[0]);
            site.write(number, one, other);
        }
        site
    }

    /// Writes an article, made of two numbers.
    fn write(&mut self, number: u16, one: u8, other: u8) {
        let section = SECTIONS[usize::from(number) % SECTIONS.len()];
        let (day, hour) = (u32::from(one) % 27 + 1, u32::from(other) % 24);
        let mut text = format!("---\ntitle: Berita {number} {}\ndate: 2026-11-{day:02} {hour:02}:00\n", one % 3);
        let _ = write!(text, "tags: {}\nauthors: [Rani {}]\n", TAGS[usize::from(other) % 4], other % 2);
        let extras = [
            (one.is_multiple_of(7), "updated: 2026-11-28 09:00\n".to_owned()),
            (one % 11 == 1, "related: [daerah/0.md]\n".to_owned()),
            (other.is_multiple_of(5), format!("aliases: [/lama/{number}/]\n")),
            (other % 9 == 1, "corrections: [{date: 2026-11-28, text: \"Lihat [ini](/indeks/).\"}]\n".to_owned()),
            (one % 13 == 2, "extra: {warna: merah}\n".to_owned()),
            (other % 13 == 3, "dateline: Kali Ulin\ndescription: Ringkasnya begini.\n".to_owned()),
            (one % 17 == 3, "noindex: true\n".to_owned()),
            (other % 17 == 5, "withdrawn: Keliru.\n".to_owned()),
        ];
        extras.iter().filter(|(wanted, _)| *wanted).for_each(|(_, line)| text.push_str(line));
        let body = BODIES[usize::from(one ^ other) % BODIES.len()];
        self.files.insert(format!("content/{section}/{number}.md"), format!("{text}---\n{body}"));
    }

    fn article(&self, choice: u16) -> Option<String> {
        let all: Vec<&String> = self.files.keys().filter(|path| path.ends_with(".md") && !path.contains('_')).collect();
        (!all.is_empty()).then(|| all[usize::from(choice) % all.len()].clone())
    }

    /// One edit.
    pub fn edit(&mut self, edit: &Edit) {
        match *edit {
            Edit::Nothing => {}
            Edit::Write(number, one, other) => self.write(number, one, other),
            Edit::Body(which, number) => self.change(which, |text| format!("{text}\nTambahan {number}.\n")),
            Edit::Title(which, number) => {
                self.change(which, |text| text.replacen("title: ", &format!("title: Judul {number} "), 1));
            }
            Edit::Date(which, number) => {
                self.change(which, |text| with_line(text, "date: ", &format!("2026-11-{:02} 10:00", number % 27 + 1)));
            }
            Edit::Tags(which, number) => {
                self.change(which, |text| with_line(text, "tags: ", TAGS[usize::from(number) % TAGS.len()]));
            }
            Edit::Rename(which, number) => self.rename(which, None, &format!("pindah-{number}.md")),
            Edit::Move(which, number) => self.rename(which, Some(SECTIONS[usize::from(number) % SECTIONS.len()]), ""),
            Edit::Delete(which) => drop(self.article(which).and_then(|path| self.files.remove(&path))),
            Edit::Clock(hours) => self.hours += i64::from(hours),
            _ => self.edit_around(edit),
        }
    }

    /// An edit of what stands around the articles.
    fn edit_around(&mut self, edit: &Edit) {
        let (path, text) = match *edit {
            Edit::Component(number) => {
                ("templates/components/kotak.html", format!("{COMPONENT}{}", " ".repeat(usize::from(number % 4))))
            }
            Edit::Include(number) => {
                ("templates/partials/footer.html", format!("<p>{{{{ site.title }}}} {}</p>", number % 3))
            }
            Edit::Template(number) => ("templates/term.html", format!("{TERM}{}{TERM_END}", number % 2)),
            Edit::Locale(number) => {
                ("locales/id.yaml", format!("words: {{read_also: Simak {}, latest: Kini}}\n", number % 3))
            }
            Edit::Config(number) => {
                let more = CONFIGS[usize::from(number) % CONFIGS.len()];
                ("halaman.yaml", format!("{PAPER}dead_links: warning\n{more}"))
            }
            Edit::Name => ("halaman.yaml", self.files["halaman.yaml"].replace("title: Kabar\n", "title: Koran\n")),
            Edit::Section(number) => {
                let text = format!("---\ntitle: Daerah {}\n---\nTeks [tautan](0.md).\n", number % 3);
                ("content/daerah/_index.md", text)
            }
            Edit::Author(number) => {
                let text = format!("---\ntitle: Rani\nrole: Reporter {}\n---\nProfil.\n", number % 3);
                ("content/penulis/rani-0.md", text)
            }
            Edit::Picture(number) => ("content/daerah/foto.png", "x".repeat(usize::from(number % 3) + 1)),
            Edit::Style(number) => ("static/style.css", format!("p {{ margin: {}px }}", number % 3)),
            Edit::Icon(number) => ("static/favicon.svg", ICON.replace('N', &(number % 3).to_string())),
            Edit::Translation(which, number) => {
                let text =
                    format!("---\ntitle: Story {}\ndate: 2026-11-{:02}\n---\nBody.\n", number % 3, number % 27 + 1);
                return drop(self.files.insert(format!("content/daerah/{}.en.md", which % 4), text));
            }
            _ => return,
        };
        self.files.insert(path.to_owned(), text);
    }

    fn change(&mut self, choice: u16, change: impl Fn(&str) -> String) {
        if let Some(text) = self.article(choice).and_then(|path| self.files.get_mut(&path)) {
            *text = change(text);
        }
    }

    /// Another section, another name, or both; an empty name is the one that it has.
    fn rename(&mut self, choice: u16, section: Option<&str>, name: &str) {
        let Some(path) = self.article(choice) else { return };
        let (folder, old) = path.rsplit_once('/').expect("all articles lie in `content`");
        let folder = section.map_or_else(|| folder.to_owned(), |section| format!("content/{section}"));
        let text = self.files.remove(&path).expect("it is there");
        self.files.insert(format!("{folder}/{}", if name.is_empty() { old } else { name }), text);
    }

    /// The moment it is built for.
    pub fn at(&self) -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339("2026-11-01T00:00:00+08:00").unwrap() + Duration::hours(self.hours)
    }
}

/// The text with another value in the first line that begins so.
fn with_line(text: &str, key: &str, value: &str) -> String {
    let mut found = false;
    let lines = text.split_inclusive('\n').map(|line| {
        let is_it = !found && line.starts_with(key);
        found |= is_it;
        if is_it { format!("{key}{value}\n") } else { line.to_owned() }
    });
    lines.collect()
}

/// Template sets by what they are made of: reading the theme takes longer than all the rest.
static THEMES: Mutex<BTreeMap<Fingerprint, Arc<TemplateSet>>> = Mutex::new(BTreeMap::new());

fn theme(
    site: &Site,
    memory: &Memory,
    config: &Config,
    locales: &Locales,
    problems: &mut Diagnostics,
) -> Arc<TemplateSet> {
    let own: Vec<_> = site.files.iter().filter(|(path, _)| !path.starts_with("content")).collect();
    let languages: Vec<&String> = locales.by_tag().keys().collect();
    let key = Fingerprint::of(format!("{own:?} {languages:?}").as_bytes());
    if let Some(known) = THEMES.lock().unwrap().get(&key) {
        return Arc::clone(known);
    }
    let set = Arc::new(templates::load(memory, config, locales, &mut FileTable::default(), problems));
    let mut themes = THEMES.lock().unwrap();
    // Long runs meet thousands.
    if themes.len() > 200 {
        themes.clear();
    }
    themes.insert(key, Arc::clone(&set));
    set
}

/// An output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// What it is made of, of outputs that have a recipe.
    pub recipe: Option<Recipe>,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Whether it is told by the time of a file of the site, which it is copied from or made of.
    pub copied: bool,
}

/// Every output, by file.
pub type Edition = BTreeMap<String, Output>;

/// Makes everything, as if nobody had made anything before. Nothing if the site has errors.
pub fn edition(site: &Site) -> Option<Edition> {
    let mut memory = Memory::default();
    for (path, text) in &site.files {
        memory.add(path.clone(), text.as_bytes());
    }
    let (mut files, mut problems) = (FileTable::default(), Diagnostics::default());
    let config = config::load(&memory, &mut files, None, &mut problems);
    let locales = Locales::load(&memory, &config.language, &mut files, &mut problems);
    let config = config.with_words(locales.main());
    let now = Now { at: site.at(), drafts: false };
    let library = content::load(&memory, &config, now, content::Cache::default(), &mut files, &mut problems);
    let languages = library.articles.iter().map(|article| article.language.as_str());
    let locales = locales.with(languages, &memory, &mut files, &mut problems);
    let templates = theme(site, &memory, &config, &locales, &mut problems);
    let plan = plan::plan(&config, &library, &templates, locales.main(), now.at, &mut problems);
    if problems.has_errors() || templates.broken {
        return None;
    }
    let renderer = Renderer::new(&config, &library, &templates, &plan, &locales);
    let bodies = Bodies::new(&memory as &dyn SiteDir);
    let made = plan.outputs.iter().map(|output| {
        let made = match output.kind {
            Kind::Asset(at) => copied(&memory, &plan.assets[at]),
            _ => Output {
                recipe: renderer.begin(output).0,
                bytes: renderer.render(output, &bodies).unwrap(),
                copied: matches!((&output.kind, plan.icons), (Kind::Icon(_), Source::Picture(_))),
            },
        };
        (output.file.clone(), made)
    });
    Some(made.collect())
}

/// What is copied as it is, from the site or from the theme that is built in.
fn copied(site: &Memory, asset: &Asset) -> Output {
    let bytes = asset.embedded.map(<[u8]>::to_vec);
    let copied = bytes.is_none();
    Output { recipe: None, bytes: bytes.unwrap_or_else(|| site.read(&asset.location()).unwrap()), copied }
}
