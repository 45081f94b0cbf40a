//! The same site gives the same bytes, and a build touches no more than it must.

use crate::project::{Project, Tree, paper, project, tree_of};
use std::fs;
use std::time::{Duration, SystemTime};

/// A site with a bit of everything that could depend on order, zone or language of the machine.
const SITE: &str = "
    -- content/daerah/_index.md --
    ---
    title: Daerah
    ---
    -- content/daerah/banjir.md --
    ---
    title: Banjir
    date: 2026-11-20
    tags: [Air, Hujan, Desa]
    authors: [Rani, Ayu]
    extra: {z: 1, a: 2, m: 3}
    ---
    Air naik.[^1]

    <!-- halaman -->

    Air surut.

    [^1]: Kata warga.
    -- content/daerah/jembatan/index.md --
    ---
    title: Jembatan
    date: 2026-11-20
    tags: [Desa, Jalan]
    authors: [Ayu]
    ---
    Jembatan dibuka. ![Jembatan](foto.png)
    -- content/daerah/jembatan/foto.png --
    bukan gambar
    -- content/ekonomi/pasar.md --
    ---
    title: Pasar
    date: 2026-01-01 00:30
    tags: [Desa]
    ---
    Pasar pindah.
    -- content/tentang.md --
    ---
    title: Tentang
    ---
    Koran kecil.
    ";

fn tree_with(variables: &[(&str, &str)]) -> Tree {
    paper(SITE).build_in(variables, &[]).ok().tree()
}

#[track_caller]
fn assert_same(one: &Tree, other: &Tree) {
    let paths = |tree: &Tree| tree.keys().cloned().collect::<Vec<_>>();
    assert_eq!(paths(one), paths(other));
    let differing: Vec<&String> = one.iter().filter(|(path, bytes)| other[*path] != **bytes).map(|(p, _)| p).collect();
    assert!(differing.is_empty(), "these differ: {differing:?}");
}

#[test]
fn t52_the_machine_makes_no_difference() {
    let plain = tree_with(&[]);
    assert!(plain.len() > 50, "{:?}", plain.keys());
    assert_same(&plain, &tree_with(&[]));
    for variable in [
        ("RAYON_NUM_THREADS", "1"),
        ("RAYON_NUM_THREADS", "4"),
        ("TZ", "UTC"),
        ("TZ", "America/Los_Angeles"),
        ("TZ", "Pacific/Kiritimati"),
        ("LANG", "id_ID.UTF-8"),
        ("LC_ALL", "tr_TR.UTF-8"),
        ("LC_ALL", "C"),
    ] {
        assert_same(&plain, &tree_with(&[variable]));
    }
}

#[test]
fn the_order_of_a_folder_makes_no_difference() {
    let site = paper(SITE);
    let files = tree_of(&site.root);
    let reversed = Project::empty();
    reversed.copy(files.iter().rev());
    assert_same(&site.build().ok().tree(), &reversed.build().ok().tree());
}

#[test]
fn d2_the_clock_can_be_given_by_the_environment() {
    // 2026-11-23 12:00 in Makassar.
    let site = paper(SITE);
    let given = site.build_in(&[("SOURCE_DATE_EPOCH", "1795406400")], &[]).ok().tree();
    assert_same(&given, &tree_with(&[]));
}

#[test]
fn an_unchanged_file_keeps_its_time() {
    let site = paper(SITE);
    let first = site.build().ok().mtimes();
    let run = site.build();
    assert!(run.stdout.contains(&format!(" s: 0 written, {} unchanged, 0 deleted in `public`\n", first.len())));
    assert_eq!(run.ok().mtimes(), first);
    site.edit("content/tentang.md", "Koran kecil.", "Koran besar.").build().ok();
    let changed: Vec<String> =
        site.mtimes().into_iter().filter(|(path, time)| first[path] != *time).map(|(path, _)| path).collect();
    assert_eq!(changed, ["tentang/index.html"]);
}

#[test]
fn a_damaged_file_is_written_again() {
    let site = paper(SITE);
    let whole = site.build().ok().tree();
    site.write("public/tentang/index.html", "rusak").remove("public/feed.xml").remove("public/daerah");
    assert_same(&site.build().ok().tree(), &whole);
}

#[test]
fn a_file_that_is_not_ours_is_not_touched() {
    let site = paper(SITE);
    site.build().ok();
    site.write("public/CNAME", "kabar.example").write("public/daerah/catatan.txt", "milik orang");
    let old = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    for path in ["CNAME", "daerah/catatan.txt"] {
        fs::File::options().write(true).open(site.public(path)).unwrap().set_modified(old).unwrap();
    }
    site.remove("content/daerah").build().ok();
    assert_eq!((site.file("CNAME"), site.mtime("CNAME")), ("kabar.example".into(), old));
    assert_eq!((site.file("daerah/catatan.txt"), site.mtime("daerah/catatan.txt")), ("milik orang".into(), old));
    let left: Vec<String> = site.paths().into_iter().filter(|path| path.starts_with("daerah/")).collect();
    assert_eq!(left, ["daerah/catatan.txt"]);
}

#[test]
fn what_left_the_site_leaves_the_output() {
    let site = paper(SITE);
    site.build().ok();
    site.remove("content/daerah").build().ok();
    assert!(!site.public("daerah").exists(), "empty folders go too");
    let fresh = Project::empty();
    let sources = tree_of(&site.root);
    fresh.copy(sources.iter().filter(|(path, _)| !path.starts_with("public/") && !path.starts_with(".halaman/")));
    assert_same(&site.tree(), &fresh.build().ok().tree());
}

#[test]
fn what_somebody_changed_is_not_deleted() {
    let site = paper(SITE);
    site.build().ok();
    site.write("public/tentang/index.html", "diubah orang").remove("content/tentang.md").build().ok();
    assert_eq!(site.file("tentang/index.html"), "diubah orang");
}

#[test]
fn without_the_ledger_nothing_is_deleted() {
    let site = paper(SITE);
    site.build().ok();
    site.remove(".halaman").remove("content/tentang.md").build().ok();
    assert!(site.public("tentang/index.html").exists());
}

#[test]
fn clean_deletes_what_is_not_of_the_build() {
    let site = paper(SITE);
    let whole = site.build().ok().tree();
    site.write("public/lama/index.html", "x").write("public/CNAME", "x").write("public/.gitkeep", "");
    let mtimes = site.mtimes();
    let cleaned = site.build_with(&["--clean"]).ok();
    assert!(cleaned.public(".gitkeep").exists());
    cleaned.remove("public/.gitkeep");
    assert_same(&cleaned.tree(), &whole);
    assert!(cleaned.mtimes().iter().all(|(path, time)| mtimes[path] == *time));
}

#[test]
fn the_leavings_of_a_killed_build_are_removed() {
    let site = paper(SITE);
    site.write("public/.halaman-stage/0", "separuh").write("public/.halaman-stage/1/x", "separuh");
    let tree = site.build().ok().tree();
    assert_same(&tree, &tree_with(&[]));
    assert!(!site.public(".halaman-stage").exists());
}

#[test]
fn two_outputs_do_not_meet() {
    let site = paper(SITE);
    let whole = site.build().ok().tree();
    site.build_with(&["--output", "lain"]).ok();
    assert_same(&tree_of(&site.root.join("lain")), &whole);
    site.remove("content/tentang.md").build().ok();
    assert!(site.root.join("lain/tentang/index.html").exists());
}

#[test]
fn an_article_comes_out_at_its_time() {
    let site = paper(SITE);
    // What Google News is told depends on the moment by its nature (N-1).
    site.edit("halaman.yaml", "title:", "news_sitemap: false\ntitle:");
    let later = site.build().ok().tree();
    site.build_with(&["--at", "2026-11-19 23:59"]).ok();
    assert!(!site.public("daerah/banjir/index.html").exists());
    assert!(!site.public("daerah/jembatan/foto.png").exists(), "nor what lies beside it");
    assert!(!site.file("feed.xml").contains("Banjir"));
    site.build_with(&["--at", "2026-11-20 00:00"]).ok();
    assert!(site.public("daerah/banjir/2/index.html").exists());
    assert_same(&site.tree(), &later);
    site.build_with(&["--at", "2025-12-31T16:30:00Z"]).ok();
    assert!(site.public("ekonomi/pasar/index.html").exists() && !site.public("daerah/banjir").exists());
}

#[test]
fn t14_a_later_build_of_the_same_site_has_the_same_feeds() {
    let feeds = |at: &str| {
        let site = paper(SITE);
        site.build_with(&["--at", at]).ok();
        ["feed.xml", "atom.xml", "feed.json", "daerah/atom.xml"].map(|path| site.file(path))
    };
    assert_eq!(feeds("2026-11-23 12:00"), feeds("2031-01-01 00:00"));
}

#[cfg(unix)]
#[test]
fn a_copied_file_has_the_rights_of_any_other() {
    use std::os::unix::fs::PermissionsExt;
    let site = project("-- halaman.yaml --\ntitle: Kabar\nbase_url: https://kabar.example/\n-- static/a.pdf --\nx\n");
    let own = site.root.join("static/a.pdf");
    fs::set_permissions(&own, fs::Permissions::from_mode(0o600)).unwrap();
    site.build().ok();
    let mode = |path: &str| fs::metadata(site.public(path)).unwrap().permissions().mode();
    assert_eq!(mode("a.pdf"), mode("index.html"));
}
