//! Good pages for the tests of the rules: a defect is planted into one, and nothing else may be found.

use crate::check::Document;
use crate::check::page::judge;
use crate::check::report::tests::told;
use crate::check::site::tests::site;

/// An article at `/daerah/banjir/`.
pub const ARTICLE: &str = r#"<!DOCTYPE html>
<html lang="id">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Banjir – Kabar</title>
<meta name="description" content="Air naik">
<link rel="canonical" href="https://kabar.example/daerah/banjir/">
<meta name="robots" content="max-image-preview:large">
<link rel="alternate" type="application/rss+xml" title="Kabar (RSS)" href="https://kabar.example/feed.xml">
<meta property="og:site_name" content="Kabar">
<meta property="og:locale" content="id_ID">
<meta property="og:type" content="article">
<meta property="og:title" content="Banjir">
<meta property="og:url" content="https://kabar.example/daerah/banjir/">
<meta property="og:description" content="Air naik">
<meta property="article:published_time" content="2026-11-09T06:15:00+08:00">
<meta property="article:modified_time" content="2026-11-09T18:20:00+08:00">
<meta property="article:section" content="Daerah">
<meta property="article:tag" content="Cuaca">
<meta property="article:tag" content="Air">
<meta property="article:author" content="https://kabar.example/penulis/rani/">
<meta property="og:image" content="https://kabar.example/daerah/banjir/banjir.jpg">
<meta property="og:image:width" content="1280">
<meta property="og:image:height" content="720">
<meta property="og:image:alt" content="Perahu di jalan">
<meta name="twitter:card" content="summary_large_image">
<meta name="twitter:image" content="https://kabar.example/daerah/banjir/banjir.jpg">
<meta name="twitter:image:alt" content="Perahu di jalan">
<meta name="twitter:title" content="Banjir">
<meta name="twitter:description" content="Air naik">
<link rel="icon" href="/favicon.ico">
<script type="application/ld+json">
{ "@context": "https://schema.org",
"@type": "NewsArticle",
"mainEntityOfPage": "https://kabar.example/daerah/banjir/",
"url": "https://kabar.example/daerah/banjir/",
"headline": "Banjir",
"description": "Air naik",
"image": ["https://kabar.example/daerah/banjir/banjir.jpg"],
"datePublished": "2026-11-09T06:15:00+08:00",
"dateModified": "2026-11-09T18:20:00+08:00",
"author": [{ "@type": "Person", "name": "Rani", "url": "https://kabar.example/penulis/rani/" }],
"publisher": { "@type": "NewsMediaOrganization", "name": "Kabar", "url": "https://kabar.example/", "logo": { "@type": "ImageObject", "url": "https://kabar.example/logo.png", "width": 512, "height": 512 } },
"articleSection": "Daerah",
"keywords": ["Cuaca", "Air"],
"inLanguage": "id",
"isAccessibleForFree": true }
</script>
<script type="application/ld+json">
{ "@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": [
{ "@type": "ListItem", "position": 1, "name": "Beranda", "item": "https://kabar.example/" },
{ "@type": "ListItem", "position": 2, "name": "Banjir" }
] }
</script>
</head>
<body>
<a href="https://lain.example/" id="isi">Lain</a>
<main>
<article>
<h1>Banjir</h1>
<p><time datetime="2026-11-09T06:15:00+08:00">Senin</time>, <time datetime="2026-11-09T18:20:00+08:00">Senin malam</time></p>
<img src="/daerah/banjir/banjir.jpg" alt="Perahu di jalan" width="1280" height="720" fetchpriority="high">
<p>Air naik.
</article>
</main>
</body>
</html>
"#;

/// The first page of a list at `/daerah/`.
pub const LIST: &str = r#"<!DOCTYPE html>
<html lang="id">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Daerah – Kabar</title>
<link rel="canonical" href="https://kabar.example/daerah/">
<meta name="robots" content="max-image-preview:large">
<link rel="next" href="https://kabar.example/daerah/halaman/2/">
<meta property="og:site_name" content="Kabar">
<meta property="og:locale" content="id_ID">
<meta property="og:type" content="website">
<meta property="og:title" content="Daerah">
<meta property="og:url" content="https://kabar.example/daerah/">
<meta property="og:image" content="https://kabar.example/logo.png">
<meta property="og:image:width" content="512">
<meta property="og:image:height" content="512">
<meta property="og:image:alt" content="Kabar">
<meta name="twitter:card" content="summary">
<meta name="twitter:image" content="https://kabar.example/logo.png">
<meta name="twitter:image:alt" content="Kabar">
<meta name="twitter:title" content="Daerah">
</head>
<body>
<main>
<h1>Daerah</h1>
<nav aria-label="Halaman"><a href="/daerah/" aria-current="page">1</a> <a href="/daerah/halaman/2/" rel="next">2</a></nav>
</main>
</body>
</html>
"#;

/// The front page.
pub const FRONT: &str = r#"<!DOCTYPE html>
<html lang="id">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Kabar</title>
<link rel="canonical" href="https://kabar.example/">
<meta name="robots" content="max-image-preview:large">
<meta property="og:site_name" content="Kabar">
<meta property="og:locale" content="id_ID">
<meta property="og:type" content="website">
<meta property="og:title" content="Kabar">
<meta property="og:url" content="https://kabar.example/">
<meta property="og:image" content="https://kabar.example/logo.png">
<meta property="og:image:width" content="512">
<meta property="og:image:height" content="512">
<meta property="og:image:alt" content="Kabar">
<meta name="twitter:card" content="summary">
<meta name="twitter:image" content="https://kabar.example/logo.png">
<meta name="twitter:image:alt" content="Kabar">
<meta name="twitter:title" content="Kabar">
<script type="application/ld+json">
{ "@context": "https://schema.org", "@graph": [
{ "@type": "NewsMediaOrganization", "name": "Kabar", "url": "https://kabar.example/", "logo": { "@type": "ImageObject", "url": "https://kabar.example/logo.png", "width": 512, "height": 512 }, "sameAs": ["https://layar.example/kabar"] },
{ "@type": "WebSite", "name": "Kabar", "url": "https://kabar.example/" }
] }
</script>
</head>
<body><main><h1>Kabar</h1></main></body>
</html>
"#;

/// What is found in a page at a path.
pub fn judged(path: &str, page: &str) -> String {
    let (findings, ..) = judge(&Document { path, url: None, bytes: page.as_bytes() }, &site());
    told(page, &findings)
}

/// What is found in a page after each pair's first text has become its second, once.
pub fn with(page: &str, changes: &[(&str, &str)]) -> String {
    let damaged = changes.iter().fold(page.to_owned(), |page, (from, to)| {
        assert!(page.contains(from), "the page has no {from}");
        page.replacen(from, to, 1)
    });
    let path = if page == ARTICLE { "daerah/banjir/index.html" } else { "daerah/index.html" };
    judged(path, &damaged)
}
