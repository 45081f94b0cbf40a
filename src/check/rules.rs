//! What rules ask, in a sentence each: for tools that show a finding without our documentation beside it.

/// Rules with names of their own, and what they ask.
const NAMED: [(&str, &str); 16] = [
    ("link", "Every link to the site itself leads to a page or file of it."),
    ("anchor", "Every `#` names a place that is on the page."),
    ("image", "Every picture that is named is there."),
    ("file", "Every style sheet, script, font, sound and film that is named is there."),
    ("external", "Links to other sites lead somewhere."),
    ("heading-order", "Headings go down one level at a time (WCAG 1.3.1)."),
    ("link-text", "The text of a link says where it leads (WCAG 2.4.4)."),
    ("button-text", "A button says what it does (WCAG 4.1.2)."),
    ("label", "Every field of a form has a label (WCAG 3.3.2)."),
    ("house-headline", "House rule: a headline has so many characters at most."),
    ("house-paragraph", "House rule: a paragraph has so many words at most."),
    ("house-standfirst", "House rule: an article has a standfirst of a certain length."),
    ("house-dateline", "House rule: an article says where it was written."),
    ("house-photo-credit", "House rule: a picture says who made it."),
    ("house-word", "House rule: some words are not used."),
    (SITE, "The site can be built."),
];

/// What the letters of numbered rules stand for.
const LETTERS: [(char, &str); 15] = [
    ('X', "XML and the HTML in feeds are as readers can read them."),
    ('R', "RSS feeds are as RSS 2.0 and its best practices want them."),
    ('A', "Atom feeds are as RFC 4287 wants them."),
    ('J', "JSON feeds are as JSON Feed 1.1 wants them."),
    ('P', "Archives of feeds are as RFC 5005 wants them."),
    ('F', "The feed menu names feeds that exist."),
    ('W', "Feeds name their hubs as WebSub wants it."),
    ('M', "Pictures in feeds are as Media RSS wants them."),
    ('C', "Podcasts are as their directories want them."),
    ('O', "Lists of feeds are as OPML 2.0 wants them."),
    ('S', "Sitemaps are as sitemaps.org wants them."),
    ('N', "The sitemap for Google News is as Google wants it."),
    ('L', "Structured data are as schema.org and search engines want them."),
    ('G', "Social tags are as ogp.me and networks want them."),
    ('H', "Pages are valid, found and linked."),
];

/// The name under which everything stands that is no rule of `check`: what a build would say too.
pub const SITE: &str = "site";

/// What a rule asks.
pub fn asked(rule: &str) -> &'static str {
    let named = NAMED.iter().find(|(name, _)| *name == rule).map(|(_, asked)| *asked);
    let letter = rule.split_once('-').and_then(|(letter, _)| letter.chars().next().filter(|_| letter.len() == 1));
    let lettered = || LETTERS.iter().find(|(own, _)| Some(*own) == letter).map(|(_, asked)| *asked);
    named.or_else(lettered).unwrap_or("A rule of halaman.")
}

#[cfg(test)]
mod tests {
    use super::{NAMED, asked};

    #[test]
    fn rules_are_known_by_name_or_letter() {
        assert_eq!(asked("link"), NAMED[0].1);
        assert_eq!(asked("X-14"), "XML and the HTML in feeds are as readers can read them.");
        assert_eq!(asked("house-x"), "A rule of halaman.");
    }
}
