//! What a template is made of: its own text, what it extends and includes, and every component, since any of them may be
//! called from anywhere.
//!
//! Tera takes only string literals behind `extends` and `include`, so a scan of the tags is enough. Whatever the scan does
//! not understand can only make it take more files for one template, never fewer.

use crate::hash::{Fingerprint, Hasher};
use std::collections::{BTreeMap, BTreeSet};

/// The fingerprint of each template, and of all components together.
pub struct Closures {
    /// By name.
    pub of: BTreeMap<String, Fingerprint>,
    /// Of every file that defines one.
    pub components: Fingerprint,
}

/// Of these templates, by name. `filters` stands for what the filters know besides.
pub fn closures<'t>(texts: impl Iterator<Item = (&'t str, &'t str)>, filters: Fingerprint) -> Closures {
    let texts: BTreeMap<&str, &str> = texts.collect();
    let tags: BTreeMap<&str, Tags> = texts.iter().map(|(name, text)| (*name, Tags::of(text))).collect();
    let mut components = Hasher::default().with(filters.0.to_le_bytes());
    let mut shared = BTreeSet::new();
    for name in tags.iter().filter(|(_, tags)| tags.defines_components).map(|(name, _)| *name) {
        reach(name, &tags, &mut shared);
    }
    for name in &shared {
        components.add(name);
        components.add(texts[name]);
    }
    let components = components.finish();
    let of = texts.keys().map(|name| {
        let mut reached = BTreeSet::new();
        reach(name, &tags, &mut reached);
        let mut hasher = Hasher::default().with(components.0.to_le_bytes());
        for other in &reached {
            hasher.add(other);
            hasher.add(texts[other]);
        }
        ((*name).to_owned(), hasher.finish())
    });
    Closures { of: of.collect(), components }
}

fn reach<'t>(name: &'t str, tags: &BTreeMap<&'t str, Tags<'t>>, reached: &mut BTreeSet<&'t str>) {
    let Some(own) = tags.get(name) else { return };
    if reached.insert(name) {
        own.files.iter().for_each(|file| reach(file, tags, reached));
    }
}

/// What the tags of a text name.
struct Tags<'t> {
    files: Vec<&'t str>,
    defines_components: bool,
}

impl<'t> Tags<'t> {
    fn of(text: &'t str) -> Self {
        let mut tags = Self { files: Vec::new(), defines_components: false };
        for (at, _) in text.match_indices("{%") {
            let tag = text[at + 2..].trim_start_matches(['-', '+']).trim_start();
            tags.defines_components |= tag.starts_with("component");
            let named = tag.strip_prefix("extends").or_else(|| tag.strip_prefix("include"));
            tags.files.extend(named.and_then(literal));
        }
        tags
    }
}

/// The string literal at the beginning of a text.
fn literal(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let quote = text.chars().next().filter(|quote| matches!(quote, '"' | '\'' | '`'))?;
    text[1..].split(quote).next()
}

#[cfg(test)]
mod tests {
    use super::closures;
    use crate::hash::Fingerprint;

    const BASE: &str = "{% block main %}{% endblock %}{%- include 'foot.html' -%}";
    const PAGE: &str = "{%- extends \"base.html\" %}{% block main %}{{ <card/> }}{% endblock %}";
    const CARD: &str = "{% component card() %}{% include \"deep.html\" %}{% endcomponent card %}";

    fn of(changed: &str) -> [Fingerprint; 3] {
        let files = [
            ("base.html", BASE),
            ("foot.html", "kaki"),
            ("page.html", PAGE),
            ("lain.html", "lain"),
            ("card.html", CARD),
            ("deep.html", "dalam"),
        ];
        let files =
            files.map(|(name, text)| (name, if name == changed { format!("{text} ") } else { text.to_owned() }));
        let all = closures(files.iter().map(|(name, text)| (*name, text.as_str())), Fingerprint::default());
        ["page.html", "lain.html", "base.html"].map(|name| all.of[name])
    }

    #[test]
    fn a_template_changes_with_what_it_is_made_of() {
        let differ = |changed: &str| -> [bool; 3] {
            let (before, after) = (of(""), of(changed));
            std::array::from_fn(|at| before[at] != after[at])
        };
        assert_eq!(differ("page.html"), [true, false, false]);
        assert_eq!(differ("foot.html"), [true, false, true]);
        assert_eq!(differ("lain.html"), [false, true, false]);
        assert_eq!(differ("card.html"), [true; 3]);
        assert_eq!(differ("deep.html"), [true; 3]);
    }
}
