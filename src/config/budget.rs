//! `budget`: how heavy a page may be.

use crate::fields::Fields;

/// Bytes of HTML and of the style sheets that a page names, at most, by what it shows; nothing where there is no limit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Budget {
    /// An article, or one part of it.
    pub article: Option<usize>,
    /// All parts of an article on one page.
    pub view_all: Option<usize>,
    /// A page without a date.
    pub page: Option<usize>,
    /// Fronts, lists, the archive, and every other page.
    pub list: Option<usize>,
}

/// A page that nobody wants to load.
const MOST: i64 = 100_000_000;

/// Reads `budget`: one number for all pages, or a map.
pub fn read(fields: &mut Fields) -> Budget {
    let names = ["budget"];
    if !fields.is_map(&names) {
        let all = bytes(fields, "budget");
        return Budget { article: all, view_all: all, page: all, list: all };
    }
    let read_map = |inner: &mut Fields| {
        let budget = Budget {
            article: bytes(inner, "article"),
            view_all: bytes(inner, "view_all"),
            page: bytes(inner, "page"),
            list: bytes(inner, "list"),
        };
        inner.warn_of_the_rest(
            &["article", "view_all", "page", "list"],
            "write one number for all pages, or these keys",
        );
        budget
    };
    fields.nested(&names, read_map).unwrap_or_default()
}

fn bytes(fields: &mut Fields, key: &str) -> Option<usize> {
    usize::try_from(fields.number(&[key], 1..=MOST)?).ok()
}
