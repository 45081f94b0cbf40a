//! Apple's list of podcast categories (C-1). Both who writes feeds and who judges them asks here.
//!
//! It is a list and a question, and knows nothing of feeds. The names are English whatever the language of a podcast.

/// Each category with its subcategories.
const CATEGORIES: [(&str, &[&str]); 19] = [
    ("Arts", &["Books", "Design", "Fashion & Beauty", "Food", "Performing Arts", "Visual Arts"]),
    ("Business", &["Careers", "Entrepreneurship", "Investing", "Management", "Marketing", "Non-Profit"]),
    ("Comedy", &["Comedy Interviews", "Improv", "Stand-Up"]),
    ("Education", &["Courses", "How To", "Language Learning", "Self-Improvement"]),
    ("Fiction", &["Comedy Fiction", "Drama", "Science Fiction"]),
    ("Government", &[]),
    ("History", &[]),
    ("Health & Fitness", &["Alternative Health", "Fitness", "Medicine", "Mental Health", "Nutrition", "Sexuality"]),
    ("Kids & Family", &["Education for Kids", "Parenting", "Pets & Animals", "Stories for Kids"]),
    (
        "Leisure",
        &["Animation & Manga", "Automotive", "Aviation", "Crafts", "Games", "Hobbies", "Home & Garden", "Video Games"],
    ),
    ("Music", &["Music Commentary", "Music History", "Music Interviews"]),
    (
        "News",
        &[
            "Business News",
            "Daily News",
            "Entertainment News",
            "News Commentary",
            "Politics",
            "Sports News",
            "Tech News",
        ],
    ),
    (
        "Religion & Spirituality",
        &["Buddhism", "Christianity", "Hinduism", "Islam", "Judaism", "Religion", "Spirituality"],
    ),
    (
        "Science",
        &[
            "Astronomy",
            "Chemistry",
            "Earth Sciences",
            "Life Sciences",
            "Mathematics",
            "Natural Sciences",
            "Nature",
            "Physics",
            "Social Sciences",
        ],
    ),
    ("Society & Culture", &["Documentary", "Personal Journals", "Philosophy", "Places & Travel", "Relationships"]),
    (
        "Sports",
        &[
            "Baseball",
            "Basketball",
            "Cricket",
            "Fantasy Sports",
            "Football",
            "Golf",
            "Hockey",
            "Rugby",
            "Running",
            "Soccer",
            "Swimming",
            "Tennis",
            "Volleyball",
            "Wilderness",
            "Wrestling",
        ],
    ),
    ("Technology", &[]),
    ("True Crime", &[]),
    ("TV & Film", &["After Shows", "Film History", "Film Interviews", "Film Reviews", "TV Reviews"]),
];

/// Whether Apple has this category, and in it this subcategory if one is given.
pub fn is_category(category: &str, sub: Option<&str>) -> bool {
    let found = CATEGORIES.iter().find(|(name, _)| *name == category);
    found.is_some_and(|(_, subs)| sub.is_none_or(|sub| subs.contains(&sub)))
}

/// The names of all categories, without their subcategories.
pub fn categories() -> impl Iterator<Item = &'static str> {
    CATEGORIES.iter().map(|(name, _)| *name)
}

/// The subcategories of a category; none if there is no such category.
pub fn subcategories(category: &str) -> &'static [&'static str] {
    CATEGORIES.iter().find(|(name, _)| *name == category).map_or(&[], |(_, subs)| subs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c1_categories_are_apples_and_english() {
        assert!(is_category("News", None) && is_category("News", Some("Daily News")));
        assert!(is_category("Technology", None));
        for (category, sub) in
            [("Berita", None), ("news", None), ("News", Some("Soccer")), ("Technology", Some("News"))]
        {
            assert!(!is_category(category, sub), "{category}");
        }
    }

    #[test]
    fn c1_the_list_is_whole() {
        let subs: usize = categories().map(|name| subcategories(name).len()).sum();
        assert_eq!((categories().count(), subs), (19, 91));
    }
}
