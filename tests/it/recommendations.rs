//! What is recommended to readers: how good it is, judged by people, and that publishing changes no old page.
//!
//! Sites are planned in memory, and only their plans are looked at; what pages print of it is said at the end.

use crate::incremental::made;
use crate::project::{PAPER, paper, repository, tree_of};
use chrono::DateTime;
use halaman::config::{self, Config};
use halaman::content::{self, Library, Now};
use halaman::diag::{Diagnostics, FileTable};
use halaman::locale::Locales;
use halaman::plan::related::Related;
use halaman::plan::{self, Plan};
use halaman::source::Memory;
use halaman::templates;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// What stands below an article, and what its text links to, by place; by file.
type Recommended<'p> = BTreeMap<&'p str, (Vec<&'p str>, Vec<(u32, &'p str)>)>;

/// Articles of the sample site, each with the older ones that a good editor would put beside it. They were chosen by
/// reading them, before the program was asked.
const JUDGED: [(&str, &[&str]); 14] = [
    (
        "lingkungan/sumur-resapan-tanjung-ulin.md",
        &[
            "daerah/banjir-kampung-nila/index.md",
            "lingkungan/prakiraan-musim-hujan.md",
            "daerah/air-bersih-lembah-jarak/index.md",
            "daerah/pesisir/rumah-panggung-pulau-kerang/index.md",
        ],
    ),
    (
        "daerah/posko-banjir-ditutup.md",
        &[
            "daerah/banjir-kampung-nila/index.md",
            "lingkungan/sumur-resapan-tanjung-ulin.md",
            "lingkungan/prakiraan-musim-hujan.md",
            "olahraga/stadion-mini-direndam.md",
        ],
    ),
    (
        "pendidikan/kelas-cuaca-smk.md",
        &[
            "daerah/banjir-kampung-nila/index.md",
            "lingkungan/prakiraan-musim-hujan.md",
            "ekonomi/data-terbuka-pelabuhan.md",
            "lingkungan/sumur-resapan-tanjung-ulin.md",
            "daerah/posko-banjir-ditutup.md",
        ],
    ),
    (
        "pendidikan/perpustakaan-keliling.md",
        &[
            "pendidikan/sekolah-perahu/index.md",
            "budaya/lagu-dayung-diarsipkan.md",
            "daerah/air-bersih-lembah-jarak/index.md",
            "daerah/puskesmas-terapung-muara-sepat/index.md",
        ],
    ),
    (
        "olahraga/lari-lintas-bakau.md",
        &[
            "lingkungan/bakau-muara-sepat/index.md",
            "lingkungan/kepiting-bakau-kembali.md",
            "lingkungan/burung-dara-laut/index.md",
        ],
    ),
    (
        "daerah/jembatan-ulin-dibuka/index.md",
        &[
            "daerah/rute-bus-baru-tanjung-ulin.md",
            "ekonomi/dermaga-peti-kemas-sauh/index.md",
            "daerah/lampu-jalan-bukit-kelambu.md",
        ],
    ),
    (
        "olahraga/bintang-lembayung-juara/index.md",
        &["olahraga/stadion-mini-direndam.md", "olahraga/laga-tunda-hujan.md", "olahraga/pelatih-putri-ulin.md"],
    ),
    (
        "daerah/pesisir/nelayan-pulang-lebih-awal/index.md",
        &[
            "daerah/pesisir/kapal-perintis-tertunda.md",
            "daerah/pesisir/mercusuar-tanjung-ulin-dicat.md",
            "ekonomi/koperasi-nelayan-gudang-beku.md",
            "daerah/pesisir/perempuan-pengasap-ikan.md",
            "lingkungan/prakiraan-musim-hujan.md",
        ],
    ),
    (
        "olahraga/stadion-mini-direndam.md",
        &[
            "daerah/banjir-kampung-nila/index.md",
            "lingkungan/sumur-resapan-tanjung-ulin.md",
            "olahraga/laga-tunda-hujan.md",
        ],
    ),
    (
        "ekonomi/kopi-bukit-kelambu/index.md",
        &[
            "daerah/lampu-jalan-bukit-kelambu.md",
            "ekonomi/dermaga-peti-kemas-sauh/index.md",
            "daerah/rute-bus-baru-tanjung-ulin.md",
            "ekonomi/koperasi-nelayan-gudang-beku.md",
            "ekonomi/kredit-mikro-umkm.md",
        ],
    ),
    (
        "daerah/pesisir/kapal-perintis-tertunda.md",
        &[
            "daerah/pesisir/rumah-panggung-pulau-kerang/index.md",
            "ekonomi/data-terbuka-pelabuhan.md",
            "pendidikan/beasiswa-perawat.md",
            "ekonomi/dermaga-peti-kemas-sauh/index.md",
            "daerah/puskesmas-terapung-muara-sepat/index.md",
        ],
    ),
    (
        "budaya/sarung-tenun-seragam.md",
        &["budaya/tenun-watu-benang/index.md", "budaya/pewarna-nila.md", "budaya/festival-senja-teluk/index.md"],
    ),
    (
        "daerah/puskesmas-terapung-muara-sepat/index.md",
        &["pendidikan/sekolah-perahu/index.md", "pendidikan/beasiswa-perawat.md", "daerah/demam-berdarah-menurun.md"],
    ),
    (
        "ekonomi/harga-cabai-turun.md",
        &[
            "ekonomi/pasar-lama-pindah-sementara/index.md",
            "daerah/air-bersih-lembah-jarak/index.md",
            "ekonomi/koperasi-nelayan-gudang-beku.md",
        ],
    ),
];

/// A site that is planned.
struct Planned {
    library: Library,
    plan: Plan,
}

impl Planned {
    /// Of files by path, at the moment of the sample site.
    fn new(files: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut memory = Memory::default();
        memory.add("halaman.yaml", format!("{PAPER}dead_links: warning\n"));
        for (path, text) in files {
            memory.add(path, text);
        }
        let (mut table, mut problems) = (FileTable::default(), Diagnostics::default());
        let config: Config = config::load(&memory, &mut table, None, &mut problems);
        let locales = Locales::load(&memory, &config.language, &mut table, &mut problems);
        let config = config.with_words(locales.main());
        let at = DateTime::parse_from_rfc3339("2026-11-23T12:00:00+08:00").unwrap();
        let now = Now { at, drafts: false };
        let library = content::load(&memory, &config, now, content::Cache::default(), &mut table, &mut problems);
        let languages = library.articles.iter().map(|article| article.language.as_str());
        let locales = locales.with(languages, &memory, &mut table, &mut problems);
        let templates = templates::load(&memory, &config, &locales, &mut table, &mut problems);
        let plan = plan::plan(&config, &library, &templates, locales.main(), at, &mut problems);
        assert!(!problems.has_errors(), "{problems:?}");
        Self { library, plan }
    }

    /// All that is recommended.
    fn recommended(&self) -> Recommended<'_> {
        let source = |id: &content::ArticleId| self.library.article(*id).name.source.as_str();
        let of = |related: &Related| {
            let in_text = related.in_text.iter().map(|(start, id)| (*start, source(id)));
            (related.below.iter().map(source).collect(), in_text.collect())
        };
        self.library.ids().zip(&self.plan.related).map(|(id, related)| (source(&id), of(related))).collect()
    }
}

/// A text without what its editor chose: the lines `related`, calls of `baca_juga`, and where links lead.
fn without_choices(text: &str) -> String {
    let (_, text) = text.lines().fold((false, String::new()), |(inside, kept), line| {
        let begins = line.starts_with("related:");
        let leaves_out = begins || (inside && line.starts_with("  - ")) || line.starts_with("{{<baca_juga");
        (begins || (inside && leaves_out), if leaves_out { kept } else { format!("{kept}{line}\n") })
    });
    text.replace(".md)", ")").replace("](@", "](")
}

#[test]
fn recommendations_are_what_an_editor_would_choose() {
    let texts = tree_of(&repository("content")).into_iter().filter(|(path, _)| path.ends_with(".md"));
    let texts =
        texts.map(|(path, text)| (format!("content/{path}"), without_choices(std::str::from_utf8(&text).unwrap())));
    let site = Planned::new(texts);
    let recommended = site.recommended();
    let (mut right, mut report) = (0, String::new());
    for (article, wanted) in JUDGED {
        let (found, _) = &recommended[article];
        right += found.iter().filter(|found| wanted.contains(found)).count();
        let _ = writeln!(report, "{article}");
        for found in found {
            let _ = writeln!(report, "    {} {found}", if wanted.contains(found) { '+' } else { '-' });
        }
    }
    // Precision at 3 is 0.86; shared topics alone came to 0.52. Who changes the weights holds it or raises it.
    assert_eq!((right, 3 * JUDGED.len()), (36, 42), "{report}");
}

/// Words of titles and texts, few enough to meet again.
const WORDS: [&str; 16] = [
    "banjir",
    "jembatan",
    "pasar",
    "nelayan",
    "kebanjiran",
    "harga",
    "sekolah",
    "hujan",
    "pelabuhan",
    "tenun",
    "kapal",
    "bakau",
    "perahu",
    "warga",
    "yang",
    "mutu",
];

/// An article of random choices: the day it came out, and what picks its words, topic and author.
fn made_up(number: usize, (day, choice, kind): (u32, u32, u8)) -> (String, String) {
    let word = |place: u32| WORDS[(choice.rotate_left(4 * place) & 15) as usize];
    let (year, month, day) = (2024 + day / 360 % 2, day / 30 % 12 + 1, day % 28 + 1);
    let language = if kind.is_multiple_of(9) { "en" } else { "id" };
    let extra = match kind % 5 {
        0 => "related: [0.md]\n",
        1 => "tags: [Air]\n",
        2 => "tags: [Air, Laut]\n",
        _ => "",
    };
    let body = match kind % 7 {
        0 => "{{<baca_juga/>}}\n\n[lihat](1.md)\n",
        1 => "[lihat](2.md)\n",
        _ => "",
    };
    let text = format!(
        "---\ntitle: {} {} {}\ndate: {year}-{month:02}-{day:02}\nlanguage: {language}\nauthors: [Rani {}]\n{extra}---\n{} {} {}\n\n{body}",
        word(0),
        word(1),
        word(2),
        kind % 3,
        word(3),
        word(4),
        word(5),
    );
    (format!("content/{number}.md"), text)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn publishing_an_article_changes_no_recommendation_of_another(
        articles in prop::collection::vec((0_u32..720, any::<u32>(), any::<u8>()), 3..60),
        new in (any::<u32>(), any::<u8>()),
    ) {
        let files: Vec<_> = articles.iter().enumerate().map(|(number, article)| made_up(number, *article)).collect();
        let before = Planned::new(files.clone());
        let (_, text) = made_up(0, (0, new.0, new.1));
        let newest = text.lines().map(|line| if line.starts_with("date") { "date: 2026-01-01" } else { line });
        let newest = ("content/baru.md".to_owned(), newest.collect::<Vec<_>>().join("\n"));
        let after = Planned::new(files.into_iter().chain([newest]));
        let mut now = after.recommended();
        prop_assert!(now.remove("baru.md").is_some());
        prop_assert_eq!(now, before.recommended());
    }

    #[test]
    fn recommendations_are_older_news_of_one_language_told_once(
        articles in prop::collection::vec((0_u32..720, any::<u32>(), any::<u8>()), 3..40),
    ) {
        let site = Planned::new(articles.iter().enumerate().map(|(number, article)| made_up(number, *article)));
        for (id, related) in site.library.ids().zip(&site.plan.related) {
            let own = site.library.article(id);
            let ours = related.below.iter().skip(own.meta.related.len()).chain(related.in_text.iter().map(|(_, id)| id));
            for other in ours.clone() {
                prop_assert!(*other > id && site.library.article(*other).language == own.language);
                prop_assert!(!related.named.contains(other));
            }
            let each: BTreeSet<_> = ours.clone().collect();
            prop_assert_eq!(each.len(), ours.count());
        }
    }
}

const RIVER: &str = "
    -- content/air-naik.md --
    ---
    title: Air Sungai Ulin naik
    date: 2026-11-01
    tags: [Banjir]
    ---
    Air naik sejak pagi.

    -- content/tanggul.md --
    ---
    title: Tanggul Sungai Ulin retak
    date: 2026-11-05
    tags: [Banjir]
    ---
    Tanggul itu tua, kata [laporan pertama](air-naik.md).

    -- content/pasar.md --
    ---
    title: Pasar ikan buka lagi
    date: 2026-11-06
    ---
    Ikan datang.

    -- content/hulu.md --
    ---
    title: Hujan di hulu Sungai Ulin
    date: 2026-11-02
    tags: [Banjir]
    ---
    Hujan turun semalam.

    -- content/hilir.md --
    ---
    title: Warga di hilir Sungai Ulin bersiap
    date: 2026-10-30
    ---
    Karung disusun di Sungai Ulin.

    -- content/tanggul.en.md --
    ---
    title: Ulin levee cracks
    date: 2026-11-05
    ---
    The levee is [old](air-naik.md).

    -- content/surut.md --
    ---
    title: Air Sungai Ulin surut
    date: 2026-11-08
    tags: [Banjir]
    related: [air-naik.md]
    ---
    Air surut.

    {{<baca_juga/>}}

    Warga pulang.

    {{<baca_juga/>}}

    {{<baca_juga path=\"pasar.md\"/>}}
";

/// What the page of an article says below and beside its text.
const PAGE: &str = "
    -- templates/article.html --
    {{ content }}related:{% for card in related %} {{ card.url }}{% endfor %}
    later:{% for card in follow_ups %} {{ card.url }}{% endfor %}
";

#[test]
fn a_call_without_a_path_takes_the_best_that_is_not_linked_and_newer_articles_come_back() {
    let site = paper(&format!("{RIVER}{PAGE}"));
    let run = site.build().ok();
    let baca_juga = |path, title| {
        format!("<p class=\"baca-juga\"><strong>Baca juga:</strong> <a href=\"/{path}/\">{title}</a></p>\n")
    };
    let expected = [
        "<p>Air surut.</p>\n",
        &baca_juga("tanggul", "Tanggul Sungai Ulin retak"),
        "<p>Warga pulang.</p>\n",
        &baca_juga("hulu", "Hujan di hulu Sungai Ulin"),
        &baca_juga("pasar", "Pasar ikan buka lagi"),
        "related: /air-naik/ /hilir/\nlater:\n",
    ];
    assert_eq!(run.file("surut/index.html"), expected.concat());
    // A feed has the same links.
    let feed = run.file("feed.json");
    for path in ["tanggul", "hulu", "pasar"] {
        assert_eq!(
            feed.matches(&format!("Baca juga:</strong> <a href=\\\"https://kabar.example/{path}/\\\">")).count(),
            1
        );
    }
    let later = |path| run.file(path).lines().last().unwrap().to_owned();
    assert_eq!(later("air-naik/index.html"), "later: /surut/ /tanggul/");
    assert_eq!(later("pasar/index.html"), "later: /surut/");
    assert_eq!(later("tanggul/index.html"), "later:");
}

#[test]
fn a_call_without_a_path_prints_nothing_where_there_is_nothing_to_choose() {
    let site = paper(&format!(
        "{RIVER}{PAGE}
    -- content/tentang.md --
    ---
    title: Tentang
    ---
    Kami.

    {{{{<baca_juga/>}}}}

    -- content/_index.md --
    {{{{<baca_juga/>}}}}
    -- templates/page.html --
    {{{{ content }}}}
    -- templates/home.html --
    {{{{ content }}}}|
    "
    ));
    let run = site.build().ok();
    assert_eq!(run.file("tentang/index.html").trim(), "<p>Kami.</p>");
    assert_eq!(run.file("index.html").trim(), "|");
}

#[test]
fn a_new_article_renders_no_old_one_but_those_it_links_to() {
    let site = paper(&format!("{RIVER}{PAGE}"));
    site.build().ok();
    let text =
        "---\ntitle: Tanggul Sungai Ulin selesai\ndate: 2026-11-20\ntags: [Banjir]\n---\nYang [retak](tanggul.md).\n";
    site.write("content/selesai.md", text);
    let (rendered, _) = made(&site);
    let articles = ["air-naik", "tanggul", "pasar", "surut", "selesai"].map(|name| format!("{name}/index.html"));
    let rendered: Vec<&String> = articles.iter().filter(|path| rendered.contains(*path)).collect();
    assert_eq!(rendered, ["tanggul/index.html", "selesai/index.html"]);
    assert_eq!(site.file("tanggul/index.html").lines().last(), Some("later: /selesai/"));
}
