//! `halaman diff`: what readers are shown after the next publication, and whether it may go out.

mod scripts;

use crate::project::{NOW, PAPER, Project, Run, paper, project};
use serde_json::Value;

/// Three articles.
const THREE: &str = "
    -- content/daerah/banjir.md --
    ---
    title: Banjir surut
    date: 2026-11-20
    ---
    Air surut.
    -- content/daerah/jembatan.md --
    ---
    title: Jembatan dibuka
    date: 2026-11-19
    ---
    Dibuka.
    -- content/ekonomi/cabai.md --
    ---
    title: Harga cabai
    date: 2026-11-18
    tags: [Pasar]
    ---
    Naik.
    ";

fn diff<'p>(site: &'p Project, arguments: &[&str]) -> Run<'p> {
    site.run_in(&[], &[&["diff", "--at", NOW], arguments].concat())
}

/// What it says, without a problem, and how it ends.
#[track_caller]
fn says(site: &Project, arguments: &[&str], code: i32, stdout: &str) {
    let run = diff(site, arguments);
    assert!(run.stdout == stdout, "\n--- it said:\n{}\n--- not:\n{stdout}", run.stdout);
    run.fails_with(code, "");
}

/// The three articles, published, and a manifest of them in `terbit.json`.
fn published() -> Project {
    let site = paper(THREE);
    site.build().ok();
    says(&site, &["--save", "terbit.json"], 0, "readers would see no difference\nsaved in `terbit.json`\n");
    site
}

/// The same words against the folder and against the manifest.
#[track_caller]
fn says_twice(site: &Project, code: i32, stdout: &str) {
    says(site, &[], code, stdout);
    says(site, &["--against", "terbit.json"], code, stdout);
}

#[test]
fn before_the_first_publication_everything_is_new() {
    let site = paper(THREE);
    let first = "\
nothing was published before
new: 3
  /daerah/banjir/  “Banjir surut”
  /daerah/jembatan/  “Jembatan dibuka”
  /ekonomi/cabai/  “Harga cabai”
";
    says(&site, &[], 0, first);
    std::fs::create_dir(site.public("")).unwrap();
    says(&site, &["--against", "public"], 0, first);
    let saved = format!("{first}saved in `./terbit.json`\n");
    says(&site, &["--against", "terbit.json", "--save", "./terbit.json"], 0, &saved);
    says(&site, &["--against", "terbit.json"], 0, "readers would see no difference\n");
}

#[test]
fn the_work_of_a_day_is_told_in_groups() {
    let site = published();
    site.edit("content/daerah/banjir.md", "date:", "updated: 2026-11-22\ndate:")
        .edit("content/daerah/jembatan.md", "Jembatan dibuka", "Jembatan dibuka lagi")
        .remove("content/ekonomi/cabai.md")
        .write("content/daerah/pasar.md", "---\ntitle: Pasar pindah\ndate: 2026-11-23\n---\nPindah.\n");
    says_twice(
        &site,
        0,
        "\
new: 1
  /daerah/pasar/  “Pasar pindah”
updated: 2
  /daerah/banjir/  “Banjir surut”
  /daerah/jembatan/  “Jembatan dibuka lagi”, was “Jembatan dibuka”
vanished feeds: 6   (who subscribes to them gets nothing more)
  /ekonomi/atom.xml
  /ekonomi/feed.json
  /ekonomi/feed.xml
  /tag/pasar/atom.xml
  /tag/pasar/feed.json
  /tag/pasar/feed.xml
vanished: 5   (no page or redirect at the old address)
  /ekonomi/
  /ekonomi/cabai/
  /indeks/2026/11/18/
  /tag/
  /tag/pasar/
",
    );
}

#[test]
fn x14_a_new_address_without_its_alias_is_unread_again() {
    let site = published();
    site.edit("content/daerah/banjir.md", "date:", "slug: surut\ndate:");
    says_twice(
        &site,
        1,
        "\
would be shown as unread again: 1
  /daerah/surut/  “Banjir surut”: id was https://kabar.example/daerah/banjir/, would be https://kabar.example/daerah/surut/
    its address changed and the old one is not kept: add `aliases: [/daerah/banjir/]` to content/daerah/banjir.md
vanished: 1   (no page or redirect at the old address)
  /daerah/banjir/
",
    );
    site.edit("content/daerah/banjir.md", "date:", "aliases: [/daerah/banjir/]\ndate:");
    says_twice(&site, 0, "readers would see no difference\n");
}

#[test]
fn x14_the_remedies_of_aliases_and_ids_bring_the_old_id_back() {
    let site = published();
    site.edit("content/daerah/banjir.md", "date:", "slug: surut\naliases: [/banjir/]\ndate:")
        .edit("content/daerah/jembatan.md", "date:", "aliases: [/jembatan/]\ndate:")
        .edit("content/ekonomi/cabai.md", "date:", "id: cabai\ndate:");
    let run = diff(&site, &[]);
    let remedies: Vec<&str> = run.stdout.lines().filter(|line| line.starts_with("    ")).collect();
    assert_eq!(
        remedies,
        [
            "    the first of its `aliases` is another one, and the id is made of that: write \
             `id: https://kabar.example/daerah/jembatan/` in content/daerah/jembatan.md",
            "    its address changed and the old one is not kept: put `/daerah/banjir/` first among the `aliases` of \
             content/daerah/banjir.md",
            "    its `id` changed: write `id: https://kabar.example/ekonomi/cabai/` in content/ekonomi/cabai.md",
        ]
    );
    run.fails_with(1, "");
    site.edit("content/daerah/banjir.md", "[/banjir/]", "[/daerah/banjir/, /banjir/]")
        .edit("content/daerah/jembatan.md", "date:", "id: https://kabar.example/daerah/jembatan/\ndate:")
        .edit("content/ekonomi/cabai.md", "id: cabai", "id: https://kabar.example/ekonomi/cabai/");
    says_twice(&site, 0, "readers would see no difference\n");
}

#[test]
fn x14_a_new_domain_is_told_once_for_all() {
    let site = published();
    site.edit("halaman.yaml", "https://kabar.example/", "https://baru.example/koran/");
    says_twice(
        &site,
        1,
        "\
would be shown as unread again: 3
  3 of them: the site's address changed and `feed.id_base` is not set:
    write `feed: {id_base: https://kabar.example/}` in halaman.yaml
  /daerah/banjir/  “Banjir surut”: id was https://kabar.example/daerah/banjir/, would be https://baru.example/koran/daerah/banjir/
  /daerah/jembatan/  “Jembatan dibuka”: id was https://kabar.example/daerah/jembatan/, would be https://baru.example/koran/daerah/jembatan/
  /ekonomi/cabai/  “Harga cabai”: id was https://kabar.example/ekonomi/cabai/, would be https://baru.example/koran/ekonomi/cabai/
the site moves from https://kabar.example/ to https://baru.example/koran/: every old address must lead to its new one, feeds too
",
    );
    site.write(
        "halaman.yaml",
        format!("{}feed: {{id_base: https://kabar.example/}}\n", PAPER.replace("kabar", "baru")),
    );
    let moves = "the site moves from https://kabar.example/ to https://baru.example/: every old address must lead to \
                 its new one, feeds too\n";
    says_twice(&site, 0, moves);
}

#[test]
fn what_comes_into_a_feed_is_a_note() {
    let site = published();
    site.edit("content/daerah/jembatan.md", "date:", "tags: [Pasar]\ndate:");
    let joins = "\
come into a feed: 1   (not new, but unread to who subscribes to that feed alone)
  /tag/pasar/  1: /daerah/jembatan/
    they were not of this list: another section, another tag
";
    says_twice(&site, 0, joins);
    site.edit("content/daerah/jembatan.md", "tags: [Pasar]\n", "");
    site.write("halaman.yaml", format!("{PAPER}feed: {{limit: 1, hours: 0, archives: none}}\n")).build().ok();
    site.write("halaman.yaml", PAPER);
    let back = "\
come into a feed: 2   (not new, but unread to who subscribes to that feed alone)
  /  2: /daerah/jembatan/, /ekonomi/cabai/
    the feed reaches further back: its limit was raised, or newer articles are gone
  /daerah/  1: /daerah/jembatan/
    the feed reaches further back: its limit was raised, or newer articles are gone
";
    says(&site, &[], 0, back);
}

#[test]
fn a_manifest_knows_what_has_left_every_feed() {
    let site = paper(THREE);
    site.write("halaman.yaml", format!("{PAPER}feed: {{limit: 1, hours: 0, archives: none}}\n"));
    diff(&site, &["--save", "terbit.json"]).ok();
    site.edit("content/daerah/jembatan.md", "date:", "slug: dibuka\ndate:");
    let unseen = "\
ids that change unseen: 1   (no feed shows these articles now)
  /daerah/dibuka/  “Jembatan dibuka”: id was https://kabar.example/daerah/jembatan/, would be https://kabar.example/daerah/dibuka/
    its address changed and the old one is not kept: add `aliases: [/daerah/jembatan/]` to content/daerah/jembatan.md
vanished: 1   (no page or redirect at the old address)
  /daerah/jembatan/
";
    says(&site, &["--against", "terbit.json"], 0, unseen);
    site.remove("content/daerah/banjir.md");
    assert_eq!(diff(&site, &["--against", "terbit.json"]).code(), 1);
}

#[test]
fn what_is_unread_again_is_not_saved_over_what_was() {
    let site = published();
    site.edit("content/daerah/banjir.md", "date:", "id: lain\ndate:");
    for _ in 0..2 {
        let run = diff(&site, &["--against", "terbit.json", "--save", "./terbit.json"]);
        assert!(run.stdout.ends_with("\n`./terbit.json` is kept as it was\n"), "{}", run.stdout);
        run.fails_with(1, "");
    }
    assert_eq!(diff(&site, &["--save", "baru.json"]).code(), 1);
    says(&site, &["--against", "baru.json"], 0, "readers would see no difference\n");
}

#[test]
fn d1_a_manifest_is_the_same_bytes() {
    let site = published();
    let one = std::fs::read(site.root.join("terbit.json")).unwrap();
    diff(&site, &["--save", "dua.json"]).ok();
    assert!(std::fs::read(site.root.join("dua.json")).unwrap() == one);
}

#[test]
fn the_folder_of_another_generator_is_read() {
    let site = paper(THREE);
    let old = project(
        "
        -- index.xml --
        <rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel><title>Kabar</title>
        <link>https://kabar.example/</link><atom:link rel=\"self\" href=\"https://kabar.example/index.xml\"/>
        <item><title>Banjir surut</title><link>https://kabar.example/2026/banjir.html</link>
        <guid isPermaLink=\"false\">https://kabar.example/?p=7</guid><pubDate>Fri, 20 Nov 2026 00:00:00 +0800</pubDate></item>
        <item><title>Harga cabai</title><link>https://www.kabar.example/ekonomi/cabai/</link>
        <pubDate>Wed, 18 Nov 2026 00:00:00 +0800</pubDate></item>
        </channel></rss>
        -- 2026/banjir.html --
        <p>Air surut.</p>
        -- daerah/jembatan/index.html --
        <p>Dibuka.</p>
        -- page/2/index.html --
        <p>Lama.</p>
        ",
    );
    let folder = old.root.to_str().unwrap();
    let run = diff(&site, &["--against", folder]);
    let said = "\
would be shown as unread again: 2
  /daerah/banjir/  “Banjir surut”: id was https://kabar.example/?p=7, would be https://kabar.example/daerah/banjir/
    the old id was not made of an address of this site: write `id: https://kabar.example/?p=7` in content/daerah/banjir.md
  /ekonomi/cabai/  “Harga cabai”: id was https://www.kabar.example/ekonomi/cabai/, would be https://kabar.example/ekonomi/cabai/
    the site's address changed and `feed.id_base` is not set: write `feed: {id_base: https://www.kabar.example/}` in halaman.yaml
come into a feed: 1   (not new, but unread to who subscribes to that feed alone)
  /  1: /daerah/jembatan/
    they were not of this list: another section, another tag
vanished feeds: 1   (who subscribes to them gets nothing more)
  /index.xml
vanished: 1   (no page or redirect at the old address)
  /2026/banjir.html
";
    assert_eq!(run.stdout, said);
    run.fails_with(1, "");
}

#[test]
fn a_broken_feed_is_left_out_and_told() {
    let site = published();
    site.write("public/daerah/feed.xml", "<rss><channel>\n<item>&salah;</item></channel></rss>");
    let warning = "\
warning: this feed cannot be read and is left out
 --> public/daerah/feed.xml
  = note: unknown entity reference 'salah' at 2:7
  = help: what readers know of its articles is not compared

";
    diff(&site, &[]).warns(warning);
}

#[test]
fn a_folder_without_feeds_compares_addresses() {
    let site = paper(THREE);
    site.write("lama/daerah/banjir/index.html", "x").write("lama/hilang.html", "x");
    let run = diff(&site, &["--against", "lama"]);
    let said = "\
new: 2
  /daerah/jembatan/  “Jembatan dibuka”
  /ekonomi/cabai/  “Harga cabai”
vanished: 1   (no page or redirect at the old address)
  /hilang.html
";
    assert_eq!(run.stdout, said);
    run.warns(
        "\
warning: there is no feed in this folder
 --> lama
  = note: what readers have seen is not known; addresses alone are compared

",
    );
}

#[test]
fn wrong_use_ends_with_2() {
    let site = published();
    let fails = |arguments: &[&str], stderr: &str| {
        diff(&site, arguments).fails_with(2, stderr);
    };
    fails(&["--against", "lama"], "error: there is no file or folder `lama`, which `--against` names\n");
    site.write("rusak.json", "{\n  \"halaman-manifest\": 1,\n  \"base_url\": }\n").write("lain.json", "{}");
    fails(&["--against", "rusak.json"], "error: `rusak.json`: line 3, column 15: expected value\n");
    fails(
        &["--against", "lain.json"],
        "error: `lain.json`: it is no manifest: it has no `halaman-manifest`, which `halaman diff --save` writes\n",
    );
    site.write("lain.json", "{\"halaman-manifest\": 2}");
    fails(
        &["--against", "lain.json"],
        "error: `lain.json`: it is a manifest of version 2, and this halaman reads version 1 only; save it anew\n",
    );
    fails(&["--save", "tiada/terbit.json"], "error: cannot write `tiada/terbit.json`: there is no such file\n");
    fails(
        &["--base-url", "kabar"],
        "error: --base-url is not a whole URL: `kabar`\n\nFor more information, try 'halaman diff --help'.\n",
    );
}

#[test]
fn a_site_with_errors_is_not_compared() {
    let site = published();
    site.edit("content/daerah/banjir.md", "2026-11-20", "kemarin");
    let run = diff(&site, &["--short", "--save", "baru.json"]);
    assert_eq!((run.code(), run.stdout.as_str()), (1, ""));
    assert!(run.stderr.ends_with("\n\n1 error; nothing was compared\n"), "{}", run.stderr);
    assert!(!site.root.join("baru.json").exists());
}

#[test]
fn programs_are_told_everything() {
    let site = published();
    site.edit("content/daerah/banjir.md", "date:", "slug: surut\ndate:")
        .edit("content/daerah/jembatan.md", "Jembatan dibuka", "Jembatan\\Z dibuka")
        .edit("content/ekonomi/cabai.md", "Pasar", "Harga");
    let run = diff(&site, &["--json"]);
    let value: Value = serde_json::from_str(&run.stdout).unwrap();
    run.fails_with(1, "");
    let expected = serde_json::json!({
        "ok": false,
        "first": false,
        "saved": null,
        "changes": {
            "unread_again": [{
                "path": "/daerah/surut/",
                "title": "Banjir surut",
                "source": "content/daerah/banjir.md",
                "old_id": "https://kabar.example/daerah/banjir/",
                "new_id": "https://kabar.example/daerah/surut/",
                "reason": "address",
                "why": "its address changed and the old one is not kept",
                "remedy": "add `aliases: [/daerah/banjir/]` to content/daerah/banjir.md",
            }],
            "out_of_sight": [],
            "new": [],
            "updated": [{
                "path": "/daerah/jembatan/",
                "title": "Jembatan\\Z dibuka",
                "old_title": "Jembatan dibuka",
                "updated": false,
            }],
            "enters": [],
            "vanished_feeds": ["/tag/pasar/atom.xml", "/tag/pasar/feed.json", "/tag/pasar/feed.xml"],
            "vanished_pages": ["/daerah/banjir/", "/tag/pasar/"],
            "moves": null,
        },
        "problems": [],
    });
    assert_eq!(value, expected);
}
