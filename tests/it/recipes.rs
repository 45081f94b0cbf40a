//! The heart of the incremental build: an output whose ingredients are the same has the same bytes.
//!
//! Random sites are edited at random, and every output of the site before is compared with that after: where the recipes are
//! equal, the bytes must be. Nothing is written; what becomes of files is in `incremental`.

use crate::project::PAPER;
use chrono::{DateTime, Duration, FixedOffset};
use halaman::config::{self, Config};
use halaman::content::{self, Bodies, Now};
use halaman::diag::{Diagnostics, FileTable};
use halaman::hash::Fingerprint;
use halaman::locale::Locales;
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

/// An edit, in numbers that are taken modulo what there is.
pub type Edit = (u8, u8, u8);

const BODIES: [&str; 6] = [
    "Air naik sejak pagi.\n",
    "Air surut.[^1]\n\n<!-- halaman -->\n\n## Sore\n\nWarga pulang, lihat [pagi](#pagi) dan [sore](#sore).\n\n[^1]: Kata warga.\n",
    "## Pagi\n\nKata *warga*, “air” --- ![Foto](foto.png)\n",
    "{{<kotak path=\"daerah/1.md\"/>}}\n\nLihat [yang lain](../ekonomi/2.md) dan [indeks](/indeks/).\n",
    "Ringkas.\n\n<!-- more -->\n\n> [!NOTE]\n> Awas.\n\n<div onclick=\"x()\">mentah</div>\n",
    "Isi yang lebih panjang, <https://lain.example/>, dan tabel.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
];
const TAGS: [&str; 4] = ["[]", "[Air]", "[Air, Jalan]", "[Hutan]"];
const SECTIONS: [&str; 3] = ["daerah", "ekonomi", "daerah/kota"];
const COMPONENT: &str = "{% component kotak(path: string, @article, @words) %}<p class=\"baca-juga\">{{ words.read_also }}: \
    {% if article %}<a href=\"{{ article.url }}\">{{ article.title }}</a>{% endif %}</p>{% endcomponent kotak %}";
const CONFIGS: [&str; 8] = [
    "",
    "per_page: 2\nlist_pages: 2\n",
    "view_all: true\n",
    "feed: {limit: 2, hours: 0, content: summary}\n",
    "feed: {archives: none, formats: [atom]}\ncopyright: Hak cipta\n",
    "recent: 2\ncards: [warna]\n",
    "feeds: [{name: air, tags: [Air], delay: 3}]\nnews_sitemap: false\n",
    "smart_punctuation: false\npaginate: from_oldest\nper_page: 1\n",
];

impl Site {
    /// A site of so many articles.
    pub fn new(articles: u8) -> Self {
        let mut site = Self { files: BTreeMap::new(), hours: 600 };
        site.files.insert("halaman.yaml".into(), format!("{PAPER}dead_links: warning\n"));
        site.files.insert("templates/components/kotak.html".into(), COMPONENT.into());
        for number in 0..articles {
            site.write(number, number.wrapping_mul(37), number.wrapping_mul(11));
        }
        site
    }

    /// Writes an article, made of two numbers.
    fn write(&mut self, number: u8, one: u8, other: u8) {
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

    fn article(&self, choice: u8) -> Option<String> {
        let all: Vec<&String> = self.files.keys().filter(|path| path.ends_with(".md") && !path.contains('_')).collect();
        (!all.is_empty()).then(|| all[usize::from(choice) % all.len()].clone())
    }

    /// One edit.
    pub fn edit(&mut self, (kind, one, other): Edit) {
        let file = |site: &mut Self, path: &str, text: String| drop(site.files.insert(path.to_owned(), text));
        match kind % 18 {
            0 | 1 => self.write(one % 12, other, one),
            2 => self.change(one, |text| format!("{text}\nTambahan {other}.\n")),
            3 => self.change(one, |text| text.replacen("title: ", &format!("title: Judul {other} "), 1)),
            4 => drop(self.article(one).and_then(|path| self.files.remove(&path))),
            5 => self.rename(one, other),
            6 => file(self, "templates/components/kotak.html", format!("{COMPONENT}{}", " ".repeat(other.into()))),
            7 => file(self, "templates/partials/footer.html", format!("<p>{{{{ site.title }}}} {}</p>", other % 3)),
            8 => file(
                self,
                "templates/term.html",
                format!(
                    "{{% extends \"base.html\" %}}{{% block main %}}<h1>{{{{ page.title }}}}</h1><p>{{{{ term.count }}}} {}</p>{{% endblock main %}}",
                    other % 2
                ),
            ),
            9 => file(self, "locales/id.yaml", format!("words: {{read_also: Simak {}, latest: Kini}}\n", other % 3)),
            10 => file(
                self,
                "halaman.yaml",
                format!("{PAPER}dead_links: warning\n{}", CONFIGS[usize::from(other) % CONFIGS.len()]),
            ),
            11 => self.hours += i64::from(one % 60) - 20,
            12 => file(
                self,
                "content/daerah/_index.md",
                format!("---\ntitle: Daerah {}\n---\nTeks [tautan](0.md).\n", other % 3),
            ),
            13 => file(
                self,
                "content/penulis/rani-0.md",
                format!("---\ntitle: Rani\nrole: Reporter {}\n---\nProfil.\n", other % 3),
            ),
            14 => file(self, "content/daerah/foto.png", "x".repeat(usize::from(other % 3) + 1)),
            15 => file(
                self,
                &format!("content/daerah/{}.en.md", one % 4),
                format!("---\ntitle: Story {}\ndate: 2026-11-{:02}\n---\nBody.\n", other % 3, other % 27 + 1),
            ),
            16 => file(self, "static/style.css", format!("p {{ margin: {}px }}", other % 3)),
            _ => drop(
                self.files
                    .remove("halaman.yaml")
                    .map(|text| file(self, "halaman.yaml", text.replace("title: Kabar\n", "title: Koran\n"))),
            ),
        }
    }

    fn change(&mut self, choice: u8, change: impl Fn(&str) -> String) {
        if let Some(text) = self.article(choice).and_then(|path| self.files.get_mut(&path)) {
            *text = change(text);
        }
    }

    fn rename(&mut self, choice: u8, other: u8) {
        let Some(path) = self.article(choice) else { return };
        if let Some(text) = self.files.remove(&path) {
            let section = SECTIONS[usize::from(other) % SECTIONS.len()];
            self.files.insert(format!("content/{section}/pindah-{other}.md"), text);
        }
    }

    /// The moment it is built for.
    pub fn at(&self) -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339("2026-11-01T00:00:00+08:00").unwrap() + Duration::hours(self.hours)
    }
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
    THEMES.lock().unwrap().insert(key, Arc::clone(&set));
    set
}

/// Of each output what it is made of, and its bytes.
pub type Edition = BTreeMap<String, (Option<Recipe>, Vec<u8>)>;

/// What every output is made of, and its bytes. Nothing if the site has errors.
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
    let made = plan.outputs.iter().filter(|output| !matches!(output.kind, Kind::Asset(_)));
    Some(
        made.map(|output| (output.file.clone(), (renderer.begin(output).0, renderer.render(output, &bodies).unwrap())))
            .collect(),
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn equal_recipes_make_equal_outputs(
        articles in 0_u8..9,
        edits in prop::collection::vec((any::<u8>(), any::<u8>(), any::<u8>()), 1..8),
    ) {
        let mut site = Site::new(articles);
        let mut before = edition(&site);
        for edit in edits {
            site.edit(edit);
            let after = edition(&site);
            if let (Some(before), Some(after)) = (&before, &after) {
                for (file, (recipe, bytes)) in after {
                    let Some((old, was)) = before.get(file) else { continue };
                    let same = recipe.is_some() && recipe == old;
                    prop_assert!(!same || bytes == was, "{file} changed, and its recipe did not: {edit:?}\n--- before\n{}\n--- after\n{}",
                        String::from_utf8_lossy(was), String::from_utf8_lossy(bytes));
                }
            }
            before = after.or(before);
        }
    }
}
