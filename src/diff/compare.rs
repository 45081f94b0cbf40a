//! Two states compared; what is said of the difference is in `print`, what a reader is in [`super`].

use super::{FeedState, Item, Published, Reason};
use std::collections::{BTreeMap, BTreeSet};

/// What readers will see.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// The site's address before and after, if it moves.
    pub moves: Option<(String, String)>,
    /// Articles that would be shown as unread a second time.
    pub unread_again: Vec<Again>,
    /// Articles whose id changed while no feed shows them: nobody sees it now.
    pub out_of_sight: Vec<Again>,
    /// Articles that were published before, and come into feeds in which they were not.
    pub enters: Vec<Enters>,
    /// Articles that were not published before.
    pub new: Vec<Told>,
    /// Articles with another headline, or a newer declared change.
    pub updated: Vec<Renewed>,
    /// Feeds at whose addresses there is nothing any more.
    pub vanished_feeds: Vec<String>,
    /// The same of pages.
    pub vanished_pages: Vec<String>,
}

/// An article, as it is told of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Told {
    /// Its address.
    pub path: String,
    /// Its headline.
    pub title: String,
}

/// An article with another id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Again {
    /// The article.
    pub article: Told,
    /// Its file.
    pub source: String,
    /// What readers know it by.
    pub old_id: String,
    /// What it would be known by.
    pub new_id: String,
    /// Why.
    pub reason: Reason,
}

/// An article that changed under its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renewed {
    /// The article.
    pub article: Told,
    /// Its headline before, if that is another one.
    pub old_title: Option<String>,
    /// Whether its `updated` is newer.
    pub updated: bool,
}

/// Articles that come into a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enters {
    /// The address of the feed's list.
    pub feed: String,
    /// Why.
    pub cause: Cause,
    /// The articles, in the feed's order.
    pub articles: Vec<Told>,
}

/// Why an article comes into a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// It was not of this list: it has another section, or one more tag.
    Joins,
    /// It was too old: the limit was raised, or newer articles are gone.
    ReachesBack,
}

/// What of an article may tell that it is the same under another id: the values of one of these are compared.
type Marks = fn(&Item) -> Vec<String>;

/// The marks, strongest first.
const MARKS: [Marks; 4] = [path, addresses, source, title_and_moment];

/// Compares what was published with what would be.
pub fn compare(old: &Published, new: &Published) -> Changes {
    let pairs = pairs(old, new);
    let shown = new.shown();
    let renamed = pairs.iter().map(|(new_id, old_id)| again(old, old_id, new, new_id));
    let (unread_again, out_of_sight) = renamed.partition(|again| shown.contains(again.new_id.as_str()));
    let is_new = |item: &&Item| !pairs.contains_key(item.id.as_str()) && !was_published(old, item);
    let mut changes = Changes {
        moves: moves(old, new),
        unread_again,
        out_of_sight,
        enters: new.feeds.iter().flat_map(|(path, feed)| enters(old, new, path, feed, &pairs)).collect(),
        new: new.articles.values().filter(is_new).map(told).collect(),
        updated: new.articles.values().filter_map(|item| renewed(old.articles.get(&item.id)?, item)).collect(),
        vanished_feeds: Vec::new(),
        vanished_pages: Vec::new(),
    };
    (changes.vanished_feeds, changes.vanished_pages) = vanished(old, new);
    changes.sort();
    changes
}

/// The site's addresses, if it had another one.
fn moves(old: &Published, new: &Published) -> Option<(String, String)> {
    let moves = !old.base_url.is_empty() && old.base_url != new.base_url;
    moves.then(|| (old.base_url.clone(), new.base_url.clone()))
}

impl Changes {
    fn sort(&mut self) {
        let by_article = |a: &Again, b: &Again| a.article.cmp(&b.article);
        self.unread_again.sort_by(by_article);
        self.out_of_sight.sort_by(by_article);
        self.new.sort();
        self.updated.sort_by(|a, b| a.article.cmp(&b.article));
    }
}

/// The articles that have another id: new ids with the old ones. An article of the old state is found once at most, and
/// only if its id is gone.
fn pairs<'p>(old: &'p Published, new: &'p Published) -> BTreeMap<&'p str, &'p str> {
    let without = |one: &'p Published, other: &'p Published| -> Vec<&'p Item> {
        one.articles.values().filter(|item| !other.articles.contains_key(&item.id)).collect()
    };
    let (mut gone, unknown) = (without(old, new), without(new, old));
    let mut pairs = BTreeMap::new();
    for marks in MARKS {
        let mut index: BTreeMap<String, &str> = BTreeMap::new();
        for item in &gone {
            index.extend(marks(item).into_iter().map(|mark| (mark, item.id.as_str())));
        }
        let mut found = BTreeSet::new();
        for item in &unknown {
            let of_mark = |mark: String| index.get(&mark).copied().filter(|id| !found.contains(id));
            let twin = (!pairs.contains_key(item.id.as_str())).then(|| marks(item).into_iter().find_map(of_mark));
            if let Some(id) = twin.flatten() {
                found.insert(id);
                pairs.insert(item.id.as_str(), id);
            }
        }
        gone.retain(|item| !found.contains(item.id.as_str()));
    }
    pairs
}

fn path(item: &Item) -> Vec<String> {
    vec![item.path.clone()]
}

fn addresses(item: &Item) -> Vec<String> {
    item.addresses().map(str::to_owned).collect()
}

/// A file alone is no mark: some newsrooms write each day's column over the last one's.
fn source(item: &Item) -> Vec<String> {
    let Some(source) = &item.source else { return Vec::new() };
    let moment = item.second().map(|second| format!("{source}\n{second}"));
    moment.into_iter().chain([format!("{source}\n\n{}", item.title)]).collect()
}

/// A column may have the same title each week.
fn title_and_moment(item: &Item) -> Vec<String> {
    let second = item.second().filter(|_| !item.title.is_empty());
    second.map(|second| format!("{second}\n{}", item.title)).into_iter().collect()
}

fn again(old: &Published, old_id: &str, new: &Published, new_id: &str) -> Again {
    let (was, item) = (&old.articles[old_id], &new.articles[new_id]);
    Again {
        article: told(item),
        source: item.source.clone().unwrap_or_default(),
        old_id: old_id.to_owned(),
        new_id: new_id.to_owned(),
        reason: Reason::of((was, old), (item, new)),
    }
}

/// Whether an article was there before, under its id; in a folder, the address of one that has left all feeds tells.
fn was_published(old: &Published, item: &Item) -> bool {
    let has_page = || !old.is_complete() && item.addresses().any(|address| old.pages.contains(address));
    old.articles.contains_key(&item.id) || has_page()
}

/// What comes into a feed although it is not new; of a feed that did not exist, nobody is a subscriber.
fn enters(old: &Published, new: &Published, path: &str, feed: &FeedState, pairs: &BTreeMap<&str, &str>) -> Vec<Enters> {
    let Some(was) = old.feeds.get(path).filter(|was| !was.ids.is_empty()) else { return Vec::new() };
    let seen: BTreeSet<&str> = was.ids.iter().map(String::as_str).collect();
    let came = feed.ids.iter().filter(|id| !seen.contains(id.as_str()) && !pairs.contains_key(id.as_str()));
    let items = came.filter_map(|id| new.articles.get(id)).filter(|item| was_published(old, item));
    let horizon = horizon(old, was);
    let mut by_cause: BTreeMap<Cause, Vec<Told>> = BTreeMap::new();
    for item in items {
        let cause = if item.second() < horizon { Cause::ReachesBack } else { Cause::Joins };
        by_cause.entry(cause).or_default().push(told(item));
    }
    by_cause.into_iter().map(|(cause, articles)| Enters { feed: path.to_owned(), cause, articles }).collect()
}

/// How far back a feed reached: the second of its oldest item. One that was shorter than others was not full, and reached
/// back to the beginning.
fn horizon(old: &Published, was: &FeedState) -> Option<i64> {
    let longest = old.feeds.values().map(|feed| feed.ids.len()).max();
    let items = was.ids.iter().filter_map(|id| old.articles.get(id));
    items.filter_map(Item::second).min().filter(|_| Some(was.ids.len()) >= longest)
}

fn renewed(was: &Item, item: &Item) -> Option<Renewed> {
    let old_title = (was.title != item.title && !was.title.is_empty()).then(|| was.title.clone());
    let second = |item: &Item| item.updated.map(|moment| moment.timestamp());
    let updated = !was.silent && second(item) > second(was);
    (updated || old_title.is_some()).then(|| Renewed { article: told(item), old_title, updated })
}

/// Addresses at which there were feeds and pages and is nothing now, not even a redirect. Pictures and other copied files
/// are not looked at.
fn vanished(old: &Published, new: &Published) -> (Vec<String>, Vec<String>) {
    let documents = old.documents();
    let is_page = |path: &str| path.ends_with('/') || path.ends_with(".html") || path.ends_with(".htm");
    let gone = old.pages.iter().filter(|path| !new.pages.contains(*path)).cloned();
    let told = gone.filter(|path| is_page(path) || documents.contains(path.as_str()));
    told.partition(|path| documents.contains(path.as_str()))
}

fn told(item: &Item) -> Told {
    Told { path: item.path.clone(), title: item.title.clone() }
}

#[cfg(test)]
mod tests {
    use super::{Changes, compare};
    use crate::content::front_matter::Time;
    use crate::diff::{FeedState, Item, Published};

    /// An article with the id that its path makes.
    fn item(path: &str, title: &str, day: u32) -> Item {
        let url = format!("https://kabar.example{path}");
        let published = Time::parse_from_rfc3339(&format!("2026-11-{day:02}T08:00:00+08:00")).ok();
        Item { id: url.clone(), path: path.into(), url, title: title.into(), published, ..Item::default() }
    }

    /// All of them in one feed.
    fn state(items: &[Item]) -> Published {
        let ids = items.iter().map(|item| item.id.clone()).collect();
        Published {
            base_url: "https://kabar.example/".into(),
            id_base: Some("https://kabar.example/".into()),
            articles: items.iter().map(|item| (item.id.clone(), item.clone())).collect(),
            feeds: [("/".into(), FeedState { documents: vec!["/feed.xml".into()], ids })].into(),
            pages: items.iter().map(|item| item.path.clone()).collect(),
        }
    }

    /// The paths of what is unread again, and of what is new.
    fn paths(changes: &Changes) -> (Vec<&str>, Vec<&str>) {
        let again = changes.unread_again.iter().map(|again| again.article.path.as_str());
        (again.collect(), changes.new.iter().map(|told| told.path.as_str()).collect())
    }

    #[track_caller]
    fn assert_paths(old: &[Item], new: &[Item], again: &[&str], fresh: &[&str]) {
        let changes = compare(&state(old), &state(new));
        assert_eq!(paths(&changes), (again.to_vec(), fresh.to_vec()));
    }

    #[test]
    fn an_article_is_known_by_address_alias_source_and_title() {
        let old = Item { source: Some("content/a.md".into()), ..item("/a/", "Banjir", 8) };
        let same = |new: Item| assert_paths(std::slice::from_ref(&old), std::slice::from_ref(&new), &[&new.path], &[]);
        same(Item { id: "tag:a".into(), ..item("/a/", "Lain", 9) });
        same(Item { aliases: vec!["/x/".into(), "/a/".into()], ..item("/b/", "Lain", 9) });
        same(Item { source: old.source.clone(), ..item("/b/", "Banjir", 9) });
        same(Item { source: old.source.clone(), ..item("/b/", "Lain", 8) });
        same(item("/b/", "Banjir", 8));
    }

    #[test]
    fn another_article_is_new() {
        let old = Item { source: Some("content/a.md".into()), ..item("/a/", "Banjir", 8) };
        // The column of the day, written over the last one; the same title another week; no title at all.
        let column = Item { source: old.source.clone(), ..item("/b/", "Lain", 9) };
        for new in [column, item("/b/", "Banjir", 9), item("/b/", "", 8)] {
            assert_paths(std::slice::from_ref(&old), &[new], &[], &["/b/"]);
        }
        // The old id lives on, whatever was taken over from it.
        let moved = Item { path: "/b/".into(), ..old.clone() };
        let copy = Item { id: "tag:x".into(), source: old.source.clone(), ..item("/a/", "Banjir", 8) };
        assert_paths(std::slice::from_ref(&old), &[moved, copy], &[], &["/a/"]);
    }

    #[test]
    fn one_old_article_is_found_once_and_by_the_strongest_mark() {
        let old = [item("/a/", "Banjir", 8)];
        let by_title = item("/b/", "Banjir", 8);
        let by_path = Item { id: "tag:z".into(), ..item("/a/", "Lain", 9) };
        assert_paths(&old, &[by_title, by_path], &["/a/"], &["/b/"]);
        let twins = [item("/b/", "Banjir", 8), item("/c/", "Banjir", 8)];
        assert_paths(&old, &twins, &["/b/"], &["/c/"]);
    }

    #[test]
    fn x15_only_a_newer_declared_change_is_an_update() {
        let at = |day| Item { updated: item("/", "", day).published, ..item("/a/", "Banjir", 8) };
        let count = |old: Item, new: Item| compare(&state(&[old]), &state(&[new])).updated.len();
        assert_eq!((count(at(9), at(10)), count(item("/a/", "Banjir", 8), at(9))), (1, 1));
        assert_eq!((count(at(9), at(9)), count(at(10), at(9)), count(at(9), item("/a/", "Banjir", 8))), (0, 0, 0));
        assert_eq!(count(Item { silent: true, ..item("/a/", "Banjir", 8) }, at(9)), 0);
    }

    #[test]
    fn copied_files_and_redirects_do_not_vanish() {
        let mut old = state(&[item("/a/", "Banjir", 8)]);
        old.pages.extend(["/feed.xml", "/lama.html", "/foto.jpg", "/sitemap.xml", "/b/"].map(str::to_owned));
        let mut new = state(&[]);
        new.pages.insert("/b/".into());
        let changes = compare(&old, &new);
        assert_eq!(changes.vanished_feeds, ["/feed.xml"]);
        assert_eq!(changes.vanished_pages, ["/a/", "/lama.html"]);
    }
}
