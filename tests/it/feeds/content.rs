//! The text of an article in a feed: whole, with whole URLs, and nothing that readers refuse.

use super::{html_of, items, json};
use crate::html::elements;
use crate::project::{Project, paper};

/// A site of one article with this text, beside a picture `peta.png`.
fn article(text: &str) -> Project {
    let site = unbuilt(text);
    site.build().ok();
    site
}

fn unbuilt(text: &str) -> Project {
    let site = paper("-- static/luar.png --\nx\n");
    site.write("content/daerah/banjir/peta.png", "x");
    site.write("content/pasar.md", "---\ntitle: Pasar\n---\nPasar.\n");
    site.write("content/daerah/banjir/index.md", format!("---\ntitle: Banjir\ndate: 2026-11-20\n---\n{text}"));
    site
}

#[test]
fn t01_t02_urls_are_whole_and_of_the_article() {
    let site = article(
        "[peta](peta.png) [lain](../../pasar.md) [indeks](/indeks/) ![Peta](peta.png)\n\n<a href=\"sana/?a=1&amp;b=2\">x</a>\n",
    );
    assert_eq!(
        html_of(&site),
        "<p><a href=\"https://kabar.example/daerah/banjir/peta.png\">peta</a> \
         <a href=\"https://kabar.example/pasar/\">lain</a> <a href=\"https://kabar.example/indeks/\">indeks</a> \
         <img src=\"https://kabar.example/daerah/banjir/peta.png\" alt=\"Peta\"></p>\n\
         <p><a href=\"https://kabar.example/daerah/banjir/sana/?a=1&amp;b=2\">x</a></p>\n"
    );
}

#[test]
fn t03_fragments_lead_into_the_article() {
    let site =
        article("[bawah](#akhir)[^1]\n\n<!-- halaman -->\n\n## Akhir\n\nTamat[^2].\n\n[^1]: Satu.\n[^2]: Dua.\n");
    let html = html_of(&site);
    let links: Vec<String> =
        elements(&html).iter().filter_map(|element| element.attribute("href").map(str::to_owned)).collect();
    let at = |place: &str| format!("https://kabar.example/daerah/banjir/{place}");
    assert_eq!(links, ["2/#akhir", "#fn-1", "2/#fn-2", "#fnref-1", "2/#fnref-2"].map(at));
}

#[test]
fn t04_every_attribute_that_holds_a_url() {
    let picture = format!("data:image/png;base64,{}", "iVBOR".repeat(60));
    let site = article(&format!(
        "<picture><source srcset=\"peta.png 1x, /luar.png 2x\"><img src=\"peta.png\" alt=\"\"></picture>\n\n\
         <video src=\"a.mp4\" poster=\"peta.png\" controls></video>\n\n\
         <blockquote cite=\"sumber/\">x</blockquote>\n\n\
         [surel](mailto:a@kabar.example) <img src=\"{picture}\" alt=\"\">\n",
    ));
    let urls: Vec<String> = elements(&html_of(&site))
        .iter()
        .flat_map(|element| element.attributes.clone())
        .filter(|(name, _)| matches!(name.as_str(), "src" | "srcset" | "poster" | "cite" | "href"))
        .map(|(name, value)| format!("{name} {value}"))
        .collect();
    let here = "https://kabar.example/daerah/banjir";
    assert_eq!(
        urls,
        [
            format!("srcset {here}/peta.png 1x, https://kabar.example/luar.png 2x"),
            format!("src {here}/peta.png"),
            format!("src {here}/a.mp4"),
            format!("poster {here}/peta.png"),
            format!("cite {here}/sumber/"),
            "href mailto:a@kabar.example".into(),
            format!("src {picture}"),
        ]
    );
}

#[test]
fn t05_code_is_left_alone() {
    let site = article("`<a href=\"/x\">` dan\n\n```html\n<img src=\"peta.png\">\n```\n");
    assert_eq!(
        html_of(&site),
        "<p><code>&lt;a href=\"/x\"&gt;</code> dan</p>\n<pre><code>&lt;img src=\"peta.png\"&gt;\n</code></pre>\n"
    );
}

#[test]
fn t06_control_characters_of_a_text_are_dropped() {
    let site = unbuilt("Ban\u{b}jir\u{1}\u{fffe} besar\u{85}.\n");
    let run = site.build();
    let first = run.stderr.lines().take(2).collect::<Vec<_>>().join("\n");
    let place = " --> content/daerah/banjir/index.md:5:4";
    assert_eq!(first, format!("warning: the text holds the control character \\u{{b}}, which is left out\n{place}"));
    assert_eq!(run.code(), 0);
    assert_eq!(html_of(&site), "<p>Banjir besar\u{85}.</p>\n");
    assert_eq!(items(&site, "feed.xml")[0].description, "Banjir besar .");
}

#[test]
fn t07_the_end_of_cdata_is_text() {
    let site = article("Teks ]]> dan `kode ]]>`.\n\n<!-- ]]> -->\n\nAkhir.\n");
    assert_eq!(html_of(&site), "<p>Teks ]]&gt; dan <code>kode ]]&gt;</code>.</p>\n\n<p>Akhir.</p>\n");
}

#[test]
fn t37_a_summary_takes_nothing_from_the_text() {
    let site = article("Ringkasan.\n\n<!-- more -->\n\nSelebihnya.\n");
    assert_eq!(html_of(&site), "<p>Ringkasan.</p>\n<p>Selebihnya.</p>\n");
    assert_eq!(items(&site, "feed.xml")[0].description, "Ringkasan.");
}

#[test]
fn t38_a_summary_is_a_plain_text() {
    let site =
        article("## Judul\n\nSatu[^1] [tautan][a] & **tebal** `<b>`.\n\nDua.\n\n[^1]: Catatan.\n\n[a]: /indeks/\n");
    let item = items(&site, "feed.xml").remove(0);
    // In RSS a description is HTML to readers.
    assert_eq!(item.description, "Satu tautan & tebal &lt;b>.");
    assert_eq!(json(&site, "feed.json")["items"][0]["summary"], "Satu tautan & tebal <b>.");
}

#[test]
fn t39_no_markdown_and_no_calls() {
    let site = article("**Tebal** {{<baca_juga path=\"pasar.md\"/>}}\n\n{{<youtube id=\"abc\" title=\"Film\"/>}}\n");
    let html = html_of(&site);
    assert!(!html.contains("**") && !html.contains("{{"), "{html}");
    assert!(html.contains("<a href=\"https://kabar.example/pasar/\">Pasar</a>"), "{html}");
    assert!(html.contains("<a href=\"https://www.youtube.com/watch?v=abc\">Film</a>"), "{html}");
}

#[test]
fn t40_r15_an_article_in_parts_is_whole_and_once() {
    let site = article("Satu.\n\n<!-- halaman -->\n\nDua.\n\n<!--nextpage-->\n\nTiga.\n");
    assert_eq!(items(&site, "feed.xml").len(), 1);
    assert_eq!(html_of(&site).replace("\n\n", "\n"), "<p>Satu.</p>\n<p>Dua.</p>\n<p>Tiga.</p>\n");
    assert_eq!(items(&site, "feed.xml")[0].link, "https://kabar.example/daerah/banjir/");
}

#[test]
fn t41_x10_pictures_are_real() {
    let site = article(
        "![Peta](peta.png)\n\n<img src=\"kosong.gif\" data-src=\"peta.png\" loading=\"lazy\" class=\"x\" alt=\"Asli\">\n",
    );
    let pictures: Vec<Vec<(String, String)>> = elements(&html_of(&site))
        .into_iter()
        .filter(|element| element.name == "img")
        .map(|element| element.attributes)
        .collect();
    let real = |alt: &str| {
        vec![
            ("src".to_owned(), "https://kabar.example/daerah/banjir/peta.png".to_owned()),
            ("alt".to_owned(), alt.to_owned()),
        ]
    };
    assert_eq!(pictures, [real("Peta"), real("Asli")]);
}

#[test]
fn t42_x9_nothing_that_runs() {
    let site = article(
        "<script>alert(1)</script><style>p{}</style>\n\n\
         <p onclick=\"x()\" style=\"position:fixed\">Satu</p>\n\n\
         <x-kode>dua</x-kode>\n\n\
         <iframe src=\"https://film.example/1\" title=\"Film\"></iframe>\n\n\
         <form action=\"/x\"><input name=\"a\"></form>\n\n\
         <a href=\"javascript:alert(1)\">tiga</a>\n\n\
         <svg><circle r=\"1\"/></svg><math><mi>x</mi></math><object data=\"x\"></object><embed src=\"x\">\n",
    );
    let html = html_of(&site);
    for bad in ["script", "style", "alert", "onclick", "iframe", "form", "input", "svg", "object", "embed", "x-kode"] {
        assert!(!html.contains(bad), "{bad} in {html}");
    }
    assert!(html.contains("Satu") && html.contains("dua") && html.contains("tiga"), "{html}");
    assert!(html.contains("<a href=\"https://film.example/1\">"), "{html}");
}

#[test]
fn t44_the_lead_picture_is_there_once() {
    let site = paper("-- content/a/peta.png --\nx\n-- content/a/lain.png --\nx\n");
    site.write(
        "content/a/index.md",
        "---\ntitle: A\ndate: 2026-11-20\nimage: {src: peta.png, alt: Peta}\n---\n![Peta](peta.png)\n\nTeks. ![Lain](lain.png)\n",
    );
    site.build().ok();
    let html = html_of(&site);
    assert!(!html.contains("peta.png") && html.contains("lain.png"), "{html}");
    assert_eq!(site.file("feed.xml").matches("<media:content ").count(), 1);
    assert_eq!(json(&site, "feed.json")["items"][0]["image"], "https://kabar.example/a/peta.png");
}

#[test]
fn x8_broken_html_is_balanced() {
    let site = article("<p>Satu <em>dua <strong>tiga</em> empat</p>\n\n<div>lima\n");
    assert_eq!(html_of(&site).trim_end(), "<p>Satu <em>dua <strong>tiga</strong></em> empat</p>\n<div>lima\n</div>");
}

#[test]
fn a_feed_of_summaries_has_no_texts() {
    let site = article("Ringkasan.\n\nSelebihnya.\n");
    site.write("halaman.yaml", "title: Kabar\nbase_url: https://kabar.example/\nfeed: {content: summary}\n")
        .build()
        .ok();
    let item = items(&site, "feed.xml").remove(0);
    assert_eq!((item.description.as_str(), item.html.as_str()), ("Ringkasan.", ""));
    assert!(!site.file("atom.xml").contains("Selebihnya") && !site.file("feed.json").contains("Selebihnya"));
}

#[test]
fn i13_corrections_are_told() {
    let site = paper(
        "-- content/a.md --\n---\ntitle: A\ndate: 2026-11-20\ncorrections:\n  - {date: 2026-11-21, text: \"Bukan *dua*, tiga.\"}\n---\nIsi.\n",
    );
    site.build().ok();
    assert_eq!(
        html_of(&site),
        "<p>Isi.</p>\n<h2>Ralat</h2>\n<ul>\n<li>Sabtu, 21 November 2026 00.00 WITA: Bukan <em>dua</em>, tiga.</li>\n</ul>\n"
    );
}
