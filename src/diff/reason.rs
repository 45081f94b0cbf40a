//! Why an article has another id, and what gives it the old one back.

use super::{Item, Published};
use crate::plan::url::{Urls, written};
use percent_encoding::percent_decode_str;
use url::Url;

/// Why an id is not what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// What ids are built on is another address: the same cause for all articles.
    Base {
        /// What they were built on.
        old: String,
        /// Whether `feed.id_base` is set, and says something else.
        set: bool,
    },
    /// The address changed, and the old one is not kept as an alias.
    Address {
        /// The alias that is missing.
        alias: String,
        /// Whether there are other aliases, before which it must stand.
        among: bool,
    },
    /// The address did not change, but the first alias did, which ids are made of.
    Alias {
        /// The alias that should be the first; none if the address itself was the id.
        alias: Option<String>,
    },
    /// The `id` of the front matter was changed, given or taken out.
    Id,
    /// The old id is not made by our rules: another generator's.
    Foreign,
}

impl Reason {
    /// Why `new` is not known by the id of `old`, the same article.
    pub(super) fn of(old: (&Item, &Published), new: (&Item, &Published)) -> Self {
        let id_base = new.1.id_base.as_deref().unwrap_or(&new.1.base_url);
        if let Some(base) = moved_base(old, &new.0.id, id_base) {
            return Self::Base { old: base, set: id_base != new.1.base_url };
        }
        if new.0.own_id || old.0.own_id {
            return Self::Id;
        }
        // Its address changed as well; that is told once the base is mended.
        let base = bases(old.1).find(|base| old.0.id.starts_with(base) && !old.0.id.starts_with(id_base));
        if let Some(base) = base {
            return Self::Base { old: base.to_owned(), set: id_base != new.1.base_url };
        }
        match alias_of(&old.0.id, id_base) {
            None => Self::Foreign,
            Some(alias) if alias == new.0.path => Self::Alias { alias: None },
            Some(alias) if old.0.path == new.0.path || new.0.aliases.contains(&alias) => {
                Self::Alias { alias: Some(alias) }
            }
            Some(alias) => Self::Address { alias, among: !new.0.aliases.is_empty() },
        }
    }

    /// One word for programs.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Base { .. } => "base",
            Self::Address { .. } => "address",
            Self::Alias { .. } => "alias",
            Self::Id => "id",
            Self::Foreign => "foreign",
        }
    }

    /// Whether it is one cause for many articles, so that it is told once.
    pub(super) fn is_of_the_site(&self) -> bool {
        matches!(self, Self::Base { .. } | Self::Foreign)
    }

    /// What happened.
    pub fn sentence(&self) -> &'static str {
        match self {
            Self::Base { set: false, .. } => "the site's address changed and `feed.id_base` is not set",
            Self::Base { set: true, .. } => "`feed.id_base` is another one",
            Self::Address { .. } => "its address changed and the old one is not kept",
            Self::Alias { .. } => "the first of its `aliases` is another one, and the id is made of that",
            Self::Id => "its `id` changed",
            Self::Foreign => "the old id was not made of an address of this site",
        }
    }

    /// What brings the old id back; `source` is the article's file.
    pub fn remedy(&self, old_id: &str, source: &str) -> String {
        match self {
            Self::Base { old, .. } => format!("write `feed: {{id_base: {old}}}` in halaman.yaml"),
            Self::Address { alias, among: false } => format!("add `aliases: [{alias}]` to {source}"),
            Self::Address { alias, among: true } | Self::Alias { alias: Some(alias) } => {
                format!("put `{alias}` first among the `aliases` of {source}")
            }
            Self::Alias { alias: None } | Self::Id | Self::Foreign => format!("write `id: {old_id}` in {source}"),
        }
    }
}

/// What the old id was built on, if the two ids differ in nothing else.
fn moved_base((old, was): (&Item, &Published), new_id: &str, id_base: &str) -> Option<String> {
    let rest = new_id.strip_prefix(id_base).filter(|rest| !rest.is_empty())?;
    let base = old.id.strip_suffix(rest).filter(|base| base.ends_with('/') && *base != id_base)?;
    let is_known = bases(was).any(|known| known == base);
    // Below our own base it is more likely a section that was taken out of the address.
    let is_likely = !base.starts_with(id_base) && is_base(base);
    (is_known || is_likely).then(|| base.to_owned())
}

/// What the ids of a state may have been built on.
fn bases(was: &Published) -> impl Iterator<Item = &str> {
    was.id_base.as_deref().into_iter().chain([was.base_url.as_str()]).filter(|base| !base.is_empty())
}

fn is_base(base: &str) -> bool {
    Url::parse(base).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.query().is_none())
}

/// The alias of which the identity rule makes this id.
fn alias_of(id: &str, id_base: &str) -> Option<String> {
    let path = percent_decode_str(id.strip_prefix(id_base)?).decode_utf8().ok()?;
    let path = written(&path).ok().filter(|path| !path.is_empty())?;
    let urls = Urls::new(&Url::parse(id_base).ok()?);
    (urls.permalink(&path) == id).then(|| format!("/{path}"))
}

#[cfg(test)]
mod tests {
    use super::Reason;
    use crate::diff::{Item, Published};

    fn state(base: &str, id_base: Option<&str>) -> Published {
        Published { base_url: base.into(), id_base: id_base.map(str::to_owned), ..Published::default() }
    }

    fn item(id: &str, path: &str, aliases: &[&str]) -> Item {
        let aliases = aliases.iter().map(|&alias| alias.to_owned()).collect();
        Item { id: id.into(), path: path.into(), aliases, ..Item::default() }
    }

    /// Why an article at `/b/` is not known as `old` any more, on a site that did not move.
    fn reason(old: &Item, new: &Item) -> Reason {
        let state = state("https://k.example/", Some("https://k.example/"));
        Reason::of((old, &state), (new, &state))
    }

    #[test]
    fn an_address_needs_its_alias_in_the_first_place() {
        let old = item("https://k.example/a%20b/", "/a b/", &[]);
        let at = |aliases| item("https://k.example/b/", "/b/", aliases);
        assert_eq!(reason(&old, &at(&[])), Reason::Address { alias: "/a b/".into(), among: false });
        assert_eq!(reason(&old, &at(&["/x/"])), Reason::Address { alias: "/a b/".into(), among: true });
        assert_eq!(reason(&old, &at(&["/x/", "/a b/"])), Reason::Alias { alias: Some("/a b/".into()) });
    }

    #[test]
    fn an_alias_that_is_lost_or_new_is_told_from_a_move() {
        let lost = reason(&item("https://k.example/a/", "/b/", &["/a/"]), &item("https://k.example/b/", "/b/", &[]));
        assert_eq!(lost, Reason::Alias { alias: Some("/a/".into()) });
        let new = reason(&item("https://k.example/b/", "/b/", &[]), &item("https://k.example/a/", "/b/", &["/a/"]));
        assert_eq!(new, Reason::Alias { alias: None });
    }

    #[test]
    fn ids_that_no_alias_makes_are_foreign() {
        let new = item("https://k.example/b/", "/b/", &[]);
        for id in ["tag:k.example,2020:7", "https://k.example/?p=7", "https://k.example/a", "https://k.example/%ff/"] {
            assert_eq!(reason(&item(id, "/a/", &[]), &new), Reason::Foreign, "{id}");
        }
        // An `id` is the author's own doing.
        let own = Item { own_id: true, ..new.clone() };
        assert_eq!(reason(&item("tag:k.example,2020:7", "/a/", &[]), &own), Reason::Id);
        assert_eq!(reason(&own, &new), Reason::Id);
    }

    #[test]
    fn a_move_of_the_site_is_told_from_a_move_of_the_article() {
        let old = item("https://k.example/kota/a/", "/kota/a/", &[]);
        let new = item("https://k.example/a/", "/a/", &[]);
        // A section was taken out of the address.
        assert_eq!(reason(&old, &new), Reason::Address { alias: "/kota/a/".into(), among: false });
        // The whole site lay one folder deeper.
        let (below, above) = (state("https://k.example/kota/", None), state("https://k.example/", None));
        let base = |old: &str, set| Reason::Base { old: old.into(), set };
        assert_eq!(Reason::of((&old, &below), (&new, &above)), base("https://k.example/kota/", false));
        // Another host, which the folder does not tell; and an `id_base` that is wrong.
        let far = item("http://lama.example/a/", "/a/", &[]);
        assert_eq!(Reason::of((&far, &above), (&new, &above)), base("http://lama.example/", false));
        let wrong = state("https://k.example/", Some("https://x.example/"));
        let new = item("https://x.example/a/", "/a/", &[]);
        assert_eq!(Reason::of((&far, &above), (&new, &wrong)), base("http://lama.example/", true));
    }

    #[test]
    fn a_new_domain_and_a_new_address_are_first_a_new_domain() {
        let (was, is) = (state("https://a.example/", None), state("https://b.example/", None));
        let (old, new) = (item("https://a.example/x/", "/x/", &[]), item("https://b.example/y/", "/y/", &[]));
        let reason = Reason::of((&old, &was), (&new, &is));
        assert_eq!(reason, Reason::Base { old: "https://a.example/".into(), set: false });
        assert_eq!(
            reason.remedy(&old.id, "content/y.md"),
            "write `feed: {id_base: https://a.example/}` in halaman.yaml"
        );
    }
}
