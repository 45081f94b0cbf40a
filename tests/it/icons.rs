//! Icons of a site: what is made of which picture, what is left alone, and what a broken picture is told.

use crate::incremental::made;
use crate::project::{PAPER, Project, paper};
use resvg::tiny_skia::Pixmap;
use std::fs;
use std::time::{Duration, Instant};

const ICONS: [&str; 6] =
    ["apple-touch-icon.png", "favicon.ico", "favicon.svg", "icon-192.png", "icon-512.png", "icon-maskable-512.png"];

const GREEN: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 40 40\">\
                     <circle cx=\"20\" cy=\"20\" r=\"20\" fill=\"#008000\"/></svg>";

/// A paper of one article with these files of `static/`, and more of its configuration.
fn site(more: &str, files: &[(&str, &[u8])]) -> Project {
    let site = paper("-- content/a.md --\n---\ntitle: A\ndate: 2026-11-20\n---\nIsi.\n");
    site.write("halaman.yaml", format!("{PAPER}{more}"));
    for (path, bytes) in files {
        site.write(&format!("static/{path}"), bytes);
    }
    site
}

/// A PNG of one colour.
fn png(width: u32, height: u32, [red, green, blue]: [u8; 3]) -> Vec<u8> {
    let mut pixels = Pixmap::new(width, height).unwrap();
    pixels.fill(resvg::tiny_skia::Color::from_rgba8(red, green, blue, 255));
    pixels.encode_png().unwrap()
}

/// Side, and the colours in a corner and in the middle.
fn look(bytes: &[u8]) -> (u32, [u8; 4], [u8; 4]) {
    let pixels = Pixmap::decode_png(bytes).unwrap();
    assert_eq!(pixels.width(), pixels.height());
    let at = |place: u32| {
        let color = pixels.pixel(place, place).unwrap().demultiply();
        [color.red(), color.green(), color.blue(), color.alpha()]
    };
    (pixels.width(), at(0), at(pixels.width() / 2))
}

/// Which of the icons the output has.
fn icons(run: &Project) -> Vec<&'static str> {
    let tree = run.tree();
    ICONS.into_iter().filter(|icon| tree.contains_key(*icon)).collect()
}

/// The links of a page to icons, and to the manifest.
fn links(page: &str) -> Vec<&str> {
    page.lines().filter(|line| line.contains("icon\"") || line.contains("rel=\"manifest\"")).collect()
}

/// The first line of what a broken picture is told, and the reason.
fn fault(name: &str, bytes: &[u8]) -> String {
    let site = site(&format!("logo: {name}\n"), &[(name, bytes)]);
    let (start, run) = (Instant::now(), site.build());
    assert!(start.elapsed() < Duration::from_secs(10), "{name}");
    assert_eq!(run.code(), 1, "{}", run.stderr);
    assert!(site.tree().is_empty(), "nothing is written");
    assert_eq!(run.stderr.matches("error: ").count(), 1, "it is told once: {}", run.stderr);
    let lines = run.stderr.lines().map(str::trim).filter(|line| line.starts_with("error") || line.contains("note: "));
    lines.collect::<Vec<_>>().join(" ")
}

const PAPER_COLOR: [u8; 4] = [0xfa, 0xf8, 0xf5, 255];
const GREEN_COLOR: [u8; 4] = [0, 128, 0, 255];

#[test]
fn h12_a_logo_becomes_every_icon() {
    let site = site("logo: logo.svg\n", &[("logo.svg", GREEN.as_bytes())]);
    let run = site.build().ok();
    assert_eq!(icons(run), ICONS);
    let tree = run.tree();
    assert_eq!(tree["favicon.svg"], GREEN.as_bytes());
    assert_eq!(look(&tree["icon-192.png"]), (192, [0; 4], GREEN_COLOR));
    assert_eq!(look(&tree["icon-512.png"]), (512, [0; 4], GREEN_COLOR));
    assert_eq!(look(&tree["icon-maskable-512.png"]), (512, PAPER_COLOR, GREEN_COLOR));
    assert_eq!(look(&tree["apple-touch-icon.png"]), (180, PAPER_COLOR, GREEN_COLOR));
    let ico = &tree["favicon.ico"];
    let number = |at: usize| u32::from_le_bytes(ico[at..at + 4].try_into().unwrap()) as usize;
    for (entry, side) in [16, 32, 48].into_iter().enumerate() {
        let entry = 6 + 16 * entry;
        let (length, start) = (number(entry + 8), number(entry + 12));
        assert_eq!(look(&ico[start..start + length]), (side, [0; 4], GREEN_COLOR));
    }
    assert_eq!(
        links(&run.file("a/index.html")),
        [
            "<link rel=\"icon\" href=\"/favicon.ico\" sizes=\"48x48\">",
            "<link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\">",
            "<link rel=\"apple-touch-icon\" href=\"/apple-touch-icon.png\">",
            "<link rel=\"manifest\" href=\"/manifest.webmanifest\">",
        ]
    );
}

#[test]
fn the_manifest_names_what_there_is_below_the_path_of_the_site() {
    let site = site(
        "logo: logo.png\ntheme: {short_name: Kbr, colors: {paper: \"#fff\"}}\n",
        &[("logo.png", &png(300, 300, [0, 128, 0])), ("icon-512.png", &png(640, 640, [9, 9, 9]))],
    );
    site.edit("halaman.yaml", "https://kabar.example/", "https://kabar.example/koran/");
    let run = site.build().ok();
    assert_eq!(
        run.file("manifest.webmanifest"),
        r##"{
  "id": "/koran/",
  "name": "Kabar",
  "short_name": "Kbr",
  "description": "Berita dari teluk",
  "lang": "id",
  "start_url": "/koran/",
  "scope": "/koran/",
  "display": "minimal-ui",
  "theme_color": "#ffffff",
  "background_color": "#ffffff",
  "icons": [
    {
      "src": "/koran/icon-192.png",
      "type": "image/png",
      "sizes": "192x192",
      "purpose": "any"
    },
    {
      "src": "/koran/icon-512.png",
      "type": "image/png",
      "sizes": "640x640",
      "purpose": "any"
    },
    {
      "src": "/koran/icon-maskable-512.png",
      "type": "image/png",
      "sizes": "512x512",
      "purpose": "maskable"
    }
  ]
}
"##
    );
    assert_eq!(look(&run.tree()["icon-512.png"]).0, 640, "the publisher's own file is left alone");
}

#[test]
fn a_site_without_a_logo_has_a_mark_in_its_colours() {
    let plain = site("", &[]);
    let run = plain.build().ok();
    assert_eq!(icons(run), ICONS);
    assert_eq!(look(&run.tree()["apple-touch-icon.png"]).1, [0x6d, 0x1f, 0x5e, 255]);
    let chosen = site("theme: {colors: {accent: \"#064\"}}\n", &[]);
    let run = chosen.build().ok();
    assert_eq!(icons(run), ICONS);
    assert_eq!(look(&run.tree()["apple-touch-icon.png"]).1, [0, 0x66, 0x44, 255]);
    assert!(run.file("favicon.svg").contains("fill=\"#006644\""));
}

#[test]
fn files_of_the_site_come_first_and_nothing_is_put_beside_them_that_hides_them() {
    let own = site("", &[("favicon.ico", b"own")]);
    let run = own.build().ok();
    assert_eq!((icons(run), run.file("favicon.ico")), (vec!["favicon.ico"], "own".to_owned()));
    assert_eq!(links(&run.file("index.html")).len(), 2);

    let with_logo = site("logo: logo.svg\n", &[("favicon.ico", b"own"), ("logo.svg", GREEN.as_bytes())]);
    let run = with_logo.build().ok();
    assert_eq!(icons(run), ICONS.into_iter().filter(|icon| *icon != "favicon.svg").collect::<Vec<_>>());
    assert_eq!(run.file("favicon.ico"), "own");

    let drawn = site("logo: logo.png\n", &[("favicon.svg", GREEN.as_bytes()), ("logo.png", &png(300, 300, [1, 2, 3]))]);
    let run = drawn.build().ok();
    assert_eq!((icons(run).len(), look(&run.tree()["icon-192.png"]).2), (6, GREEN_COLOR));

    let manifest = site("", &[("manifest.webmanifest", b"{}")]);
    assert_eq!(manifest.build().ok().file("manifest.webmanifest"), "{}");
}

#[test]
fn a_logo_too_long_or_of_another_kind_is_no_icon_and_a_named_one_is() {
    let long = png(400, 100, [1, 2, 3]);
    let mark = [0x6d, 0x1f, 0x5e, 255];
    let site = site("logo: logo.png\n", &[("logo.png", &long), ("kotak.svg", GREEN.as_bytes()), ("a.webp", b"RIFF")]);
    assert_eq!(look(&site.build().ok().tree()["apple-touch-icon.png"]).1, mark);
    site.edit("halaman.yaml", "logo: logo.png\n", "logo: logo.png\ntheme: {icon: kotak.svg}\n");
    assert_eq!(look(&site.build().ok().tree()["icon-192.png"]).2, GREEN_COLOR);
    site.edit("halaman.yaml", "kotak.svg", "a.webp");
    let told = site.build().stderr;
    assert!(told.starts_with("error: no icons can be made of `a.webp`\n --> halaman.yaml:6:"), "{told}");
    site.edit("halaman.yaml", "a.webp", "b.svg");
    let told = site.build().stderr;
    assert!(told.starts_with("error: there is no `static/b.svg`\n --> halaman.yaml:6:"), "{told}");
}

#[test]
fn a_picture_that_is_broken_or_dangerous_is_told_of_at_once() {
    let of = |name: &str| format!("error: no icons can be made of this picture = note: {name}");
    assert_eq!(fault("logo.png", b"\x89PNG\r"), of("it is no PNG"));
    assert_eq!(fault("logo.svg", b"<p>no"), of("it is no SVG: the root node was opened but never closed"));
    let mut wide = png(8, 8, [1, 2, 3]);
    wide[16..24].copy_from_slice(&[0, 1, 0x86, 0xa0, 0, 1, 0x86, 0xa0]);
    assert_eq!(fault("logo.png", &wide), of("it has 100000 × 100000 pixels, more than 16 million"));
    let inside = |text: &str| GREEN.replace("</svg>", &format!("{text}</svg>")).into_bytes();
    let outside = inside("<image href=\"https://other.example/a.png\"/>");
    let reason = "line 1 holds `<image>`: a picture inside of a drawing is not read: use a PNG, or paths alone";
    assert_eq!(fault("logo.svg", &outside), of(reason));
    let uses = (1..12).map(|level| {
        let use_of = format!("<use href=\"#a{}\"/>", level - 1);
        format!("<g id=\"a{level}\">{}</g>", use_of.repeat(10))
    });
    let laughs = inside(&format!("<g id=\"a0\"><path d=\"M0 0h9v9z\"/></g>{}", uses.collect::<String>()));
    assert_eq!(fault("logo.svg", &laughs), of("it has more than 20000 parts, with those that are repeated"));
}

#[test]
fn a_logo_that_is_a_drawing_is_shown_as_pixels_where_only_those_are() {
    let site = site("logo: logo.svg\n", &[("logo.svg", GREEN.as_bytes())]);
    let run = site.build().ok();
    let page = run.file("index.html");
    assert!(page.contains("<img src=\"/logo.svg\""), "the head of the page has the drawing");
    let url = "https://kabar.example/icon-512.png";
    assert!(
        page.contains(&format!("<meta property=\"og:image\" content=\"{url}\">\n<meta property=\"og:image:width\""))
    );
    assert!(page.contains(&format!("\"url\": \"{url}\", \"width\": 512")), "{page}");
    assert!(run.file("feed.xml").contains(&format!("<url>{url}</url>")));
    assert!(run.file("atom.xml").contains(&format!("<icon>{url}</icon>")));
    assert!(run.file("feed.json").contains(&format!("\"icon\": \"{url}\"")));
}

#[test]
fn icons_are_made_again_when_their_picture_or_the_colours_change_and_only_then() {
    let site = site("logo: logo.svg\n", &[("logo.svg", GREEN.as_bytes())]);
    site.build().ok();
    // Past the rounding of the disk's clock: a file of a moment ago is read, whatever it looks like.
    std::thread::sleep(Duration::from_millis(2100));
    site.write("content/b.md", "---\ntitle: B\ndate: 2026-11-21\n---\nIsi.\n");
    site.build().ok();
    site.write("content/b.md", "---\ntitle: C\ndate: 2026-11-21\n---\nIsi.\n");
    let of =
        |site: &Project| made(site).0.into_iter().filter(|file| ICONS.contains(&file.as_str())).collect::<Vec<_>>();
    assert_eq!(of(&site), [""; 0]);
    site.write("static/logo.svg", GREEN.replace("008000", "000080"));
    assert_eq!(of(&site), ICONS);
    assert_eq!(look(&fs::read(site.root.join("public/icon-192.png")).unwrap()).2, [0, 0, 128, 255]);
    site.edit("halaman.yaml", "logo:", "theme: {colors: {paper: \"#fff\"}}\nlogo:");
    assert_eq!(of(&site), ["apple-touch-icon.png", "icon-maskable-512.png"], "those that show the colour behind it");
    let incremental = site.tree();
    fs::remove_dir_all(site.root.join("public")).unwrap();
    fs::remove_dir_all(site.root.join(".halaman")).unwrap();
    site.build().ok();
    assert!(site.tree() == incremental, "as a clean build");
}
