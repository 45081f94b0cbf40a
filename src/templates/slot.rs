//! The slots: the only names a template sees, and which of them a template reads.

/// A top-level name of a template's context.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot {
    /// The site's own facts.
    Site,
    /// The words of the output's language.
    Words,
    /// This output's facts.
    Page,
    /// The HTML of the body.
    Content,
    /// Its headings.
    Toc,
    /// The next older article.
    Prev,
    /// The next newer article.
    Next,
    /// The section of an article, or the section itself.
    Section,
    /// The cards of a list page.
    Pages,
    /// Where among the pages of a list or article we are.
    Pager,
    /// The taxonomy of a term or of a list of terms.
    Taxonomy,
    /// A term.
    Term,
    /// All taxonomies.
    Taxonomies,
    /// A year, month or day of the archive.
    Archive,
    /// The newest cards, now.
    Recent,
    /// The newest cards when an article came out.
    Latest,
    /// What to read besides.
    Related,
    /// The newest cards of each top section.
    Fronts,
    /// All feeds, in groups, on the page that shows them.
    Feeds,
    /// The newer articles that come back to this one.
    FollowUps,
    /// All corrections, on the page that shows them.
    Corrections,
}

impl Slot {
    /// All of them, with their names.
    pub const ALL: [(Slot, &'static str); 21] = [
        (Self::Site, "site"),
        (Self::Words, "words"),
        (Self::Page, "page"),
        (Self::Content, "content"),
        (Self::Toc, "toc"),
        (Self::Prev, "prev"),
        (Self::Next, "next"),
        (Self::Section, "section"),
        (Self::Pages, "pages"),
        (Self::Pager, "pager"),
        (Self::Taxonomy, "taxonomy"),
        (Self::Term, "term"),
        (Self::Taxonomies, "taxonomies"),
        (Self::Archive, "archive"),
        (Self::Recent, "recent"),
        (Self::Latest, "latest"),
        (Self::Related, "related"),
        (Self::Fronts, "fronts"),
        (Self::Feeds, "feeds"),
        (Self::FollowUps, "follow_ups"),
        (Self::Corrections, "corrections"),
    ];

    /// Its name in templates.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// Some of the slots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SlotSet(u32);

impl SlotSet {
    /// Every slot.
    pub const ALL: Self = Self((1 << Slot::ALL.len()) - 1);

    /// The slots among some names.
    pub fn named<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        let mut set = Self::default();
        for name in names {
            if let Some((slot, _)) = Slot::ALL.iter().find(|(_, known)| *known == name) {
                set.0 |= slot.bit();
            }
        }
        set
    }

    /// Whether a slot is among them.
    pub fn has(self, slot: Slot) -> bool {
        self.0 & slot.bit() != 0
    }
}

#[cfg(test)]
mod tests {
    use super::{Slot, SlotSet};

    #[test]
    fn slots_stand_in_the_order_of_their_numbers() {
        for (at, (slot, name)) in Slot::ALL.iter().enumerate() {
            assert_eq!((*slot as usize, slot.name()), (at, *name));
        }
    }

    #[test]
    fn names_that_are_no_slots_are_left_out() {
        let set = SlotSet::named(["page", "language", "nonsense"]);
        assert!(set.has(Slot::Page) && !set.has(Slot::Site));
    }
}
