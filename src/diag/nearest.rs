//! The known word that a mistyped one was probably meant to be, for `did you mean`.
//!
//! It compares letters and knows nothing of language: `author` is not near `penulis`.
//!
//! Invariant: the answer depends on the set of known words, never on their order.

/// The known word nearest to `word`, if one is near enough to be worth a question.
///
/// Upper and lower case are the same. Near enough is one slip in three letters and three slips at
/// most; of two words equally near, the one first in the alphabet is taken.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = folded(word);
    known
        .into_iter()
        .filter_map(|candidate| Some((slips(&wanted, &folded(candidate))?, candidate)))
        .min()
        .map(|(_, candidate)| candidate)
}

fn folded(word: &str) -> Vec<char> {
    word.chars().flat_map(char::to_lowercase).collect()
}

/// How many slips lie between two words, or `None` if it is more than their length excuses.
fn slips(left: &[char], right: &[char]) -> Option<usize> {
    let allowed = (left.len().max(right.len()) / 3).min(3);
    // Asked first, because it settles most words of a large site without any table.
    if left.len().abs_diff(right.len()) > allowed {
        return None;
    }
    Some(distance(left, right)).filter(|&distance| distance <= allowed)
}

/// Insertions, deletions, replacements and exchanges of neighbors that turn `left` into `right`.
fn distance(left: &[char], right: &[char]) -> usize {
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for row in 1..=left.len() {
        let mut current = vec![row];
        for column in 1..=right.len() {
            let differs = usize::from(left[row - 1] != right[column - 1]);
            let mut best = (last[column - 1] + differs).min(last[column] + 1).min(current[column - 1] + 1);
            if is_exchange(left, right, row, column) {
                best = best.min(before_last[column - 2] + 1);
            }
            current.push(best);
        }
        before_last = std::mem::replace(&mut last, current);
    }
    last[right.len()]
}

fn is_exchange(left: &[char], right: &[char], row: usize, column: usize) -> bool {
    row > 1 && column > 1 && left[row - 1] == right[column - 2] && left[row - 2] == right[column - 1]
}

#[cfg(test)]
mod tests {
    use super::{distance, folded, nearest};

    const KEYS: [&str; 6] = ["title", "date", "tags", "draft", "description", "slug"];

    #[test]
    fn slips_of_the_finger_are_seen() {
        assert_eq!(nearest("titel", KEYS), Some("title"));
        assert_eq!(nearest("Tag", KEYS), Some("tags"));
        assert_eq!(nearest("TITLE", KEYS), Some("title"));
        assert_eq!(nearest("desciptoin", KEYS), Some("description"));
        let known = ["guide/install.md", "guide/start.md"];
        assert_eq!(nearest("guide/instal.md", known), Some("guide/install.md"));
    }

    #[test]
    fn strangers_are_not_offered() {
        assert_eq!(nearest("penulis", KEYS), None);
        assert_eq!(nearest("x", KEYS), None);
        assert_eq!(nearest("", KEYS), None);
        assert_eq!(nearest("title", []), None);
    }

    #[test]
    fn ties_do_not_depend_on_order() {
        assert_eq!(nearest("tagz", ["tags", "tago"]), Some("tago"));
        assert_eq!(nearest("tagz", ["tago", "tags"]), Some("tago"));
    }

    #[test]
    fn distances() {
        let between = |left, right| distance(&folded(left), &folded(right));
        assert_eq!(between("", "abc"), 3);
        assert_eq!(between("abc", ""), 3);
        assert_eq!(between("abcd", "acbd"), 1);
        assert_eq!(between("kitten", "sitting"), 3);
        assert_eq!(between("kopié", "kopie"), 1);
    }
}
