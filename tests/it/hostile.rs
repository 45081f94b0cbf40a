//! Bad input: what nobody writes in good faith, or a program wrote by mistake, is answered with a clear error, or is done,
//! in bounded time. How long each may take is said by [`SOON`].
//!
//! Texts that are only odd are tested in `markdown`; random ones come from `fuzz/`.

use crate::project::{Project, Run, paper};
use halaman::build::{self, At, Request};
use halaman::content::Bodies;
use halaman::diag::{Diagnostics, FileTable};
use halaman::render::Renderer;
use halaman::source::{Listing, Memory, SiteDir};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use std::{fs, io};

/// Far more than any of these takes, also on a slow machine with much else to do, and far less than forever.
const SOON: Duration = Duration::from_secs(100);

const ARTICLE: &str = "-- content/a.md --\n---\ntitle: A\ndate: 2026-11-01\n---\nIsi.\n";

/// A site of one article with these lines in its front matter and this text.
fn article(facts: &str, text: &str) -> Project {
    let site = paper("");
    site.write("content/a.md", format!("---\ntitle: A\ndate: 2026-11-01\n{facts}---\n{text}"));
    site
}

/// Builds within the time, and gives back what was said.
#[track_caller]
fn soon(site: &Project) -> Run<'_> {
    let started = Instant::now();
    let run = site.build();
    assert!(started.elapsed() < SOON, "it took {:?}", started.elapsed());
    run
}

#[test]
fn a_template_that_includes_itself() {
    let site = paper(ARTICLE);
    site.write("templates/article.html", "a{% include \"article.html\" %}");
    soon(&site).fails_with(
        1,
        "\
error: the template `article.html` includes or extends itself
 --> templates/article.html:1:1
  |
1 | a{% include \"article.html\" %}
  | ^

1 error; `public` was not changed
",
    );
    site.write("templates/article.html", "a{% include \"b.html\" %}");
    site.write("templates/b.html", "{% include \"article.html\" %}");
    let run = soon(&site);
    assert!(run.stderr.contains("= note: by way of `b.html`\n"), "{}", run.stderr);
    site.remove("templates/b.html").write("templates/article.html", "{% extends \"article.html\" %}");
    let run = soon(&site);
    assert!(run.stderr.contains("`article.html` includes or extends itself"), "{}", run.stderr);
}

#[test]
fn a_component_that_calls_itself() {
    let site = article("", "{{<b/>}}\n");
    site.write("templates/components/b.html", "{% component b() %}{{<b/>}}{% endcomponent %}");
    let run = soon(&site);
    assert!(run.stderr.contains("the component `b`: maximum render recursion depth"), "{}", run.stderr);
    assert_eq!(run.code(), 1);
}

#[test]
fn a_template_that_is_too_much_for_the_engine() {
    let deep = format!("{}{}", "{% if true %}".repeat(20_000), "{% endif %}".repeat(20_000));
    let round = format!("{{{{ {}1{} }}}}", "(".repeat(20_000), ")".repeat(20_000));
    let endless = "{% for i in range(end=100000000) %}x{% endfor %}".to_owned();
    for (text, said) in [
        (deep, "error: the template nesting is too deep\n"),
        (round, "error: the expression is too complex\n"),
        (endless, "error: function `range` would produce 100000000 elements"),
    ] {
        let site = paper(ARTICLE);
        site.write("templates/article.html", text);
        let run = soon(&site);
        assert!(run.stderr.contains(said), "{}", run.stderr);
        assert_eq!(run.code(), 1);
    }
}

#[test]
fn five_thousand_tags() {
    let tags: Vec<String> = (0..5_000).map(|number| format!("t{number}")).collect();
    let site = article(&format!("tags:\n  - {}\n", tags.join("\n  - ")), "Isi.\n");
    soon(&site).fails_with(
        1,
        "\
error: 5000 terms of `tags` in one article
   --> content/a.md:205:5
    |
205 |   - t200
    |     ^^^^ one too many
    |
    = help: an article may have 200

1 error; `public` was not changed
",
    );
}

#[test]
fn thousands_of_keys_that_nobody_knows() {
    let keys = (0..5_000).fold(String::new(), |mut keys, number| {
        writeln!(keys, "a{number}: 1").unwrap();
        keys
    });
    let site = article(&keys, "Isi.\n");
    let started = Instant::now();
    let run = site.build_with(&["--short"]);
    assert!(started.elapsed() < SOON, "it took {:?}", started.elapsed());
    assert_eq!(run.code(), 0);
    assert!(run.stdout.contains("(257 warnings)"), "{}", run.stdout);
    let run = site.build_with(&["--json"]);
    let last = "\"message\": \"4744 more keys are unknown, from `a256` on\"";
    assert!(run.stdout.contains(last), "{}", run.stdout);
}

#[test]
fn thousands_of_corrections_and_wrong_items() {
    let corrections = "  - {date: kemarin, text: a}\n".repeat(2_000);
    let wrong = "  - {a: 1}\n".repeat(5_000);
    for (key, items, said) in [
        ("corrections", corrections, "`kemarin` is no date"),
        ("aliases", wrong, "`aliases` wants a list of texts, found a map"),
    ] {
        let site = article(&format!("{key}:\n{items}"), "Isi.\n");
        let run = soon(&site);
        assert!(run.stderr.contains(said), "{}", run.stderr);
        assert_eq!(run.code(), 1);
    }
}

/// Feeds and all; 100,000 levels are tested where texts are read, in `markdown`.
#[test]
fn twenty_thousand_levels_in_a_whole_site() {
    for unit in ["> ", "- ", "<div>", "{% <a> %}"] {
        let body = unit.repeat(20_000);
        let mut site = Memory::default();
        site.add("halaman.yaml", crate::project::PAPER);
        site.add("content/a.md", format!("---\ntitle: A\n---\n{body}a\n"));
        let started = Instant::now();
        let (_, problems) = made(&site);
        assert!(started.elapsed() < SOON, "{unit:?} took {:?}", started.elapsed());
        assert_eq!(problems.has_errors(), unit.starts_with('{'), "{unit:?}");
    }
}

#[test]
fn values_nested_without_end() {
    let brackets = format!("x: {}\n", "[".repeat(30_000));
    let dashes = format!("x:\n {}a\n", "- ".repeat(20_000));
    for (facts, said) in [
        (brackets, "error: more than 64 brackets are open at once\n"),
        (dashes, "error: lists and mappings are nested too deeply\n"),
    ] {
        let site = article(&facts, "Isi.\n");
        let run = soon(&site);
        assert!(run.stderr.starts_with(said), "{}", run.stderr);
        assert_eq!(run.code(), 1);
    }
    let toml = format!("+++\ntitle = \"A\"\nx = {}\n+++\n", "[".repeat(30_000));
    let dotted = format!("+++\ntitle = \"A\"\nx{} = 1\n+++\n", ".a".repeat(30_000));
    for text in [toml, dotted] {
        let site = paper("");
        site.write("content/a.md", text);
        let run = soon(&site);
        assert!(run.stderr.starts_with("error: lists and tables are nested too deeply\n"), "{}", run.stderr);
    }
}

/// A billion laughs: ten levels of ten aliases each.
#[test]
fn aliases_that_multiply() {
    let mut bomb = "a: &a [x,x,x,x,x,x,x,x,x,x]\n".to_owned();
    for (last, this) in ('a'..'i').zip('b'..='i') {
        writeln!(bomb, "{this}: &{this} [{}]", [format!("*{last}").as_str(); 10].join(",")).unwrap();
    }
    let site = article(&bomb, "Isi.\n");
    let run = soon(&site);
    assert!(run.stderr.starts_with("error: the aliases repeat more than the text holds\n --> content/a.md:5:8\n"));
    let site = paper(ARTICLE);
    site.write("halaman.yaml", format!("{}{bomb}", crate::project::PAPER));
    let run = soon(&site);
    assert!(run.stderr.starts_with("error: the aliases repeat more than the text holds\n --> halaman.yaml:6:8\n"));
}

#[test]
fn a_front_matter_that_is_too_long() {
    for (fence, line) in [("---", "title: A"), ("+++", "title = \"A\"")] {
        let site = paper("");
        site.write("content/a.md", format!("{fence}\n{line}\n#{}\n{fence}\n", "x".repeat(100_000)));
        let run = soon(&site);
        let said = "error: this is 98 KiB long, and at most 64 KiB are read\n --> content/a.md:2:1\n";
        assert!(run.stderr.starts_with(said), "{}", run.stderr);
        assert_eq!(run.code(), 1);
    }
}

#[test]
fn files_that_differ_only_in_case() {
    let site = paper(ARTICLE);
    site.write("content/A.md", "---\ntitle: A\ndate: 2026-11-02\n---\nIsi.\n");
    site.write("static/Feed.xml", "x");
    let run = soon(&site);
    assert!(run.stderr.contains("error: two sources for one address: `/a/`\n"), "{}", run.stderr);
    assert!(run.stderr.contains("error: two addresses that differ only in case: `/feed.xml` and `/Feed.xml`\n"));
    assert_eq!(run.code(), 1);
}

/// A folder that cannot be written into is named, and nothing is half done.
#[test]
#[cfg(target_os = "linux")]
fn an_output_folder_that_is_read_only() {
    let site = paper(ARTICLE);
    // Root may write into any folder; into this one nobody may.
    let run = site.build_with(&["--output", "/proc/sys/public"]);
    assert_eq!(run.code(), 1);
    assert!(run.stderr.starts_with("error: cannot write into the output folder\n --> /proc/sys/public\n"));
    assert!(run.stderr.ends_with("1 error; `/proc/sys/public` was not changed\n"), "{}", run.stderr);
}

/// Files are renamed into place from a folder of the output's own device.
#[test]
#[cfg(target_os = "linux")]
fn an_output_folder_on_another_device() {
    let memory = Path::new("/dev/shm");
    if !memory.is_dir() {
        return;
    }
    let site = paper(ARTICLE);
    site.write("static/gambar.bin", vec![7; 100_000]);
    let output = memory.join(format!("halaman-{}", std::process::id()));
    let arguments = ["--output", output.to_str().unwrap()];
    site.build_with(&arguments).ok();
    let first = crate::project::tree_of(&output);
    site.edit("content/a.md", "Isi.", "Isi baru.");
    let run = site.build_with(&arguments);
    assert!(run.stdout.contains(" written, "), "{}", run.stdout);
    run.ok();
    let second = crate::project::tree_of(&output);
    fs::remove_dir_all(&output).unwrap();
    assert!(first.keys().eq(second.keys()) && first != second);
    assert_eq!(second["gambar.bin"].len(), 100_000);
}

/// Gives another text of one file from its second reading on.
struct Restless<'m> {
    site: &'m Memory,
    path: &'static str,
    later: io::Result<Vec<u8>>,
    read: AtomicUsize,
}

impl SiteDir for Restless<'_> {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        if path == Path::new(self.path) && self.read.fetch_add(1, Ordering::Relaxed) > 0 {
            return self.later.as_ref().map(Clone::clone).map_err(|error| error.kind().into());
        }
        self.site.read(path)
    }

    fn location(&self, _: &Path) -> Option<PathBuf> {
        None
    }

    fn list(&self, folder: &str) -> Listing {
        self.site.list(folder)
    }
}

/// Every output, with what was wrong.
fn made(site: &dyn SiteDir) -> (Vec<Vec<u8>>, Diagnostics) {
    let request = Request {
        at: At::Typed("2026-11-23 12:00".to_owned()),
        drafts: false,
        base_url: None,
        cache: halaman::content::Cache::Off,
    };
    let (mut files, mut problems) = (FileTable::default(), Diagnostics::default());
    let ready = build::prepare(site, &request, &mut files, &mut problems);
    let renderer = Renderer::new(&ready.config, &ready.library, &ready.templates, &ready.plan, &ready.locales);
    let bodies = Bodies::new(site);
    let mut all = Vec::new();
    let outputs = if problems.has_errors() { &[] } else { ready.plan.outputs.as_slice() };
    for output in outputs {
        match renderer.render(output, &bodies) {
            Ok(bytes) => all.push(bytes),
            Err(problem) => problems.push(problem),
        }
    }
    (all, problems)
}

#[test]
fn a_file_that_changes_while_it_is_read() {
    let mut site = Memory::default();
    site.add("halaman.yaml", crate::project::PAPER);
    site.add("content/a.md", "---\ntitle: A\ndate: 2026-11-01\n---\nIsi **lama**.\n");
    let changed = "error: the file changed while the site was being built";
    let cases = [
        (Ok("---\ntitle: A\ndate: 2026-11-01\n---\nIsi.\n".into()), changed),
        // Of the same length.
        (Ok("---\ntitle: A\ndate: 2026-11-01\n---\nIsi **baru**.\n".into()), changed),
        (Ok("---\ntitle: A\n".into()), changed),
        (Ok(Vec::new()), changed),
        (Ok("---\ntitle: É\ndate: 2026-11-01\n---\nIsi **lama**.\n".into()), changed),
        (Ok(b"\xff\xff\xff".to_vec()), "error: the file is not valid UTF-8"),
        (Err(io::ErrorKind::NotFound.into()), "error: cannot read this file"),
        (Err(io::ErrorKind::PermissionDenied.into()), "error: cannot read this file"),
    ];
    for (later, said) in cases {
        let restless = Restless { site: &site, path: "content/a.md", later, read: AtomicUsize::new(0) };
        let (_, problems) = made(&restless);
        let messages: Vec<String> = problems.iter().map(|problem| format!("error: {}", problem.message)).collect();
        assert!(
            !messages.is_empty() && messages.iter().all(|message| message == said),
            "{messages:?} are not {said:?}"
        );
    }
}

/// A clock that went back: what was written in the future is only another time stamp, and is not trusted for more.
#[test]
fn files_from_the_future() {
    let site = paper(ARTICLE);
    site.build().ok();
    let before = site.tree();
    let later = std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(4_000_000_000);
    for path in ["content/a.md", "public/a/index.html", "public/feed.xml"] {
        fs::File::options().append(true).open(site.root.join(path)).unwrap().set_modified(later).unwrap();
    }
    assert!(site.build().ok().tree() == before);
    site.edit("content/a.md", "Isi.", "Baru.");
    fs::File::options().append(true).open(site.root.join("content/a.md")).unwrap().set_modified(later).unwrap();
    assert!(site.build().ok().file("a/index.html").contains("Baru."));
}

/// Two edits within one second, of the same length, on a file system that keeps whole seconds.
#[test]
fn edits_within_one_second() {
    let site = paper(ARTICLE);
    site.write("static/catatan.txt", "Isi.");
    let second = std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(1_790_000_000);
    for (old, new) in [("Isi.", "Isa."), ("Isa.", "Ise."), ("Ise.", "Iso.")] {
        for path in ["content/a.md", "static/catatan.txt"] {
            site.edit(path, old, new);
            fs::File::options().append(true).open(site.root.join(path)).unwrap().set_modified(second).unwrap();
        }
        site.build().ok();
        assert!(site.file("a/index.html").contains(new), "{new}");
        assert_eq!(site.file("catatan.txt"), new);
    }
}

#[test]
fn files_that_are_no_site_at_all() {
    for text in ["", "\u{feff}", "\0\0\0", "---", "---\n---", "+++\n+++\n", "\r\r\r", "--- \n\u{85}\n---"] {
        let site = paper("");
        site.write("content/a.md", text);
        let run = soon(&site);
        assert!(matches!(run.code(), 0 | 1), "{text:?}: {}", run.stderr);
        assert!(!run.stderr.is_empty(), "{text:?} is no article");
    }
}
