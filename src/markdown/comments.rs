//! HTML comments: those that mean something to us, and telling comments from other HTML.

/// What a comment asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// The next part begins.
    Break,
    /// The summary ends.
    More,
}

const MARKS: &[(&str, Mark)] =
    &[("halaman", Mark::Break), ("pagebreak", Mark::Break), ("nextpage", Mark::Break), ("more", Mark::More)];

/// The marks of HTML that has nothing but marks.
pub(super) fn marks(html: &str) -> Option<Vec<Mark>> {
    let mut found = Vec::new();
    let mut rest = html.trim();
    while !rest.is_empty() {
        let (inside, after) = split_comment(rest)?;
        let word = inside.trim();
        found.push(MARKS.iter().find(|(name, _)| word.eq_ignore_ascii_case(name))?.1);
        rest = after.trim_start();
    }
    (!found.is_empty()).then_some(found)
}

/// Whether the HTML prints nothing.
pub(super) fn only_comments(html: &str) -> bool {
    let mut rest = html.trim();
    while let Some((_, after)) = split_comment(rest) {
        rest = after.trim_start();
    }
    rest.is_empty()
}

/// The inside of the comment that the HTML begins with, and what follows it.
fn split_comment(html: &str) -> Option<(&str, &str)> {
    html.strip_prefix("<!--")?.split_once("-->")
}
