//! How a page was when it was sent, and how it is now: what the script in the browser compares.

use crate::asset::Asset;
use crate::hash::Hasher;
use crate::plan::Plan;
use crate::source::{SiteDir, Stamp};
use serde::Serialize;
use std::collections::BTreeMap;

/// The script that follows changes, and how browsers find it.
pub const SCRIPT: &str = include_str!("reload.js");

/// Where what is ours alone stands: no site has such an address.
pub const PREFIX: &str = "/__halaman/";

/// How a page looks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Look {
    /// Changes when the page must be loaded again.
    pub page: String,
    /// The style sheets of the site and their versions, which can be exchanged under an open page.
    pub styles: BTreeMap<String, String>,
    /// What is wrong, as it stands on a terminal; empty if nothing is.
    pub trouble: String,
}

impl Look {
    /// As JSON.
    pub fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// A page with the script at its end.
pub fn dress(mut page: Vec<u8>, look: &Look) -> Vec<u8> {
    if page.is_empty() {
        page.extend_from_slice(
            b"<!DOCTYPE html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>halaman</title>\n<body>\n",
        );
    }
    let have = look.json().replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    let script = format!("<script src=\"{PREFIX}reload.js\" data-have=\"{have}\"></script>\n");
    let end = page.windows(7).rposition(|window| window.eq_ignore_ascii_case(b"</body>")).unwrap_or(page.len());
    page.splice(end..end, script.into_bytes());
    page
}

/// The site's style sheets.
pub fn styles(plan: &Plan) -> BTreeMap<String, String> {
    // Of several for one address the first wins, and the others are nowhere on the site.
    let sheets = plan.assets.iter().enumerate().zip(&plan.asset_paths);
    let sheets = sheets.filter(|((at, asset), path)| is_sheet(asset) && plan.asset_at(path) == Some(*at));
    sheets.filter_map(|((_, asset), path)| Some((plan.urls.url(path), asset.version?.short()))).collect()
}

fn is_sheet(asset: &Asset) -> bool {
    asset.mime == "text/css"
}

/// What a page is but for its style sheets: its bytes, and how the files look that it shows.
pub fn mark(page: &[u8], styles: &BTreeMap<String, String>, plan: &Plan, site: &dyn SiteDir) -> String {
    let mut text = String::from_utf8_lossy(page).into_owned();
    for (url, version) in styles {
        text = text.replace(&format!("{url}?v={version}"), url);
    }
    let mut hasher = Hasher::default().with(&text);
    for asset in shown(&text, plan).filter(|asset| !is_sheet(asset)) {
        let looks = site.location(&asset.location()).and_then(|path| std::fs::metadata(path).ok());
        hasher.add(format!("{:?} {:?}", asset.version, looks.and_then(|meta| Stamp::of(&meta))));
    }
    hasher.finish().to_string()
}

/// The files of the site that a page names: pictures, scripts, sounds.
fn shown<'p>(page: &'p str, plan: &'p Plan) -> impl Iterator<Item = &'p Asset> {
    let values = page.split("=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let urls = values.flat_map(|value| value.split([' ', ','])).filter(|url| url.starts_with('/'));
    urls.filter_map(|url| Some(&plan.assets[plan.asset_at(&plan.urls.path_of(url)?)?]))
}

#[cfg(test)]
mod tests {
    use super::{Look, dress};

    #[test]
    fn the_script_stands_at_the_end_of_the_body() {
        let look = Look { page: "1".into(), trouble: "a \"<b>\" & c".into(), ..Look::default() };
        let dressed = String::from_utf8(dress(b"<body><p>x</p></BODY></html>".to_vec(), &look)).unwrap();
        assert_eq!(
            dressed,
            "<body><p>x</p><script src=\"/__halaman/reload.js\" data-have=\"{&quot;page&quot;:&quot;1&quot;,&quot;styles&quot;:{},\
             &quot;trouble&quot;:&quot;a \\&quot;&lt;b>\\&quot; &amp; c&quot;}\"></script>\n</BODY></html>"
        );
        let bare = dress(b"<p>x".to_vec(), &Look::default());
        assert!(bare.starts_with(b"<p>x<script") && bare.ends_with(b"</script>\n"));
    }
}
