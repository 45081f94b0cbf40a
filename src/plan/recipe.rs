//! What an output is made of, in hashes: if none of them differs from those of the last build, neither does the output.
//!
//! The hashes are made where the values are (`render`), kept where the files are (`public`), and compared there. They stand
//! apart so that a build can say which one made it render an output again.

use crate::templates::slot::Slot;

/// One thing an output is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ingredient {
    /// The template, what it extends and includes, and the components.
    Template,
    /// A slot that the template reads.
    Slot(Slot),
    /// What a feed says of itself.
    Channel,
    /// The entries of a feed.
    Entries,
    /// The file that is copied.
    File,
    /// Settings of the theme.
    Theme,
    /// The bytes themselves, of outputs that are as quick to make as to judge.
    Bytes,
}

impl Ingredient {
    /// Its number in the ledger.
    pub fn code(self) -> u8 {
        match self {
            Self::Template => 0,
            Self::Channel => 1,
            Self::Entries => 2,
            Self::File => 3,
            Self::Bytes => 4,
            Self::Theme => 5,
            Self::Slot(slot) => 16 + slot as u8,
        }
    }

    /// The ingredient of a number.
    pub fn of_code(code: u8) -> Option<Self> {
        Some(match code {
            0 => Self::Template,
            1 => Self::Channel,
            2 => Self::Entries,
            3 => Self::File,
            4 => Self::Bytes,
            5 => Self::Theme,
            code => Self::Slot(Slot::ALL.get(usize::from(code.checked_sub(16)?))?.0),
        })
    }

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Template => "the template",
            Self::Channel => "the feed's own words",
            Self::Entries => "its entries",
            Self::File => "the file",
            Self::Bytes => "what is in it",
            Self::Theme => "the theme's settings",
            Self::Slot(slot) => slot.name(),
        }
    }
}

/// The hashes of an output's ingredients, in the order of their numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recipe(Vec<(Ingredient, u64)>);

impl Recipe {
    /// Of these ingredients.
    pub fn new(mut ingredients: Vec<(Ingredient, u64)>) -> Self {
        ingredients.sort_unstable();
        Self(ingredients)
    }

    /// The ingredients.
    pub fn ingredients(&self) -> &[(Ingredient, u64)] {
        &self.0
    }

    /// What differs from another recipe, by name.
    pub fn differs(&self, other: &Self) -> Vec<&'static str> {
        let mut names = Vec::new();
        for (ingredient, hash) in &self.0 {
            if !other.0.contains(&(*ingredient, *hash)) {
                names.push(ingredient.name());
            }
        }
        let gone = other.0.iter().filter(|(ingredient, _)| !self.0.iter().any(|(own, _)| own == ingredient));
        names.extend(gone.map(|(ingredient, _)| ingredient.name()));
        names
    }
}

#[cfg(test)]
mod tests {
    use super::{Ingredient, Recipe};
    use crate::templates::slot::Slot;

    #[test]
    fn every_ingredient_has_a_number_of_its_own() {
        let slots = Slot::ALL.map(|(slot, _)| Ingredient::Slot(slot));
        let others =
            [Ingredient::Template, Ingredient::Channel, Ingredient::Entries, Ingredient::File, Ingredient::Bytes]
                .into_iter()
                .chain([Ingredient::Theme]);
        for ingredient in others.chain(slots) {
            assert_eq!(Ingredient::of_code(ingredient.code()), Some(ingredient));
        }
        assert_eq!((Ingredient::of_code(6), Ingredient::of_code(255)), (None, None));
    }

    #[test]
    fn a_recipe_names_what_differs() {
        let recipe = |page| Recipe::new(vec![(Ingredient::Slot(Slot::Page), page), (Ingredient::Template, 1)]);
        assert_eq!(recipe(1).differs(&recipe(1)), [""; 0]);
        assert_eq!(recipe(1).differs(&recipe(2)), ["page"]);
        assert_eq!(recipe(1).differs(&Recipe::default()), ["the template", "page"]);
        assert_eq!(Recipe::default().differs(&recipe(1)), ["the template", "page"]);
    }
}
