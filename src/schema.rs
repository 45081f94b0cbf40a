//! JSON Schemas of `halaman.yaml` and of front matter, so that editors complete and check them while they are typed.
//!
//! The keys are those that the readers know (`config::KEYS`, `front_matter::KEYS`): a key without a line here is a failed
//! test, not a gap. Whether a value is right is the readers' to say; a schema only says what form it has.

use crate::config;
use crate::content::front_matter;
use serde_json::{Map, Value, json};

const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

/// Where a new site keeps its schema.
const CONFIG_FILE: &str = ".vscode/halaman.schema.json";

/// The files that let editors use the schemas, by path.
pub fn editor_files() -> Vec<(String, String)> {
    let settings = json!({
        "yaml.schemas": { format!("./{CONFIG_FILE}"): "halaman.yaml" },
        "files.exclude": { ".halaman": true, "public": true },
    });
    let text = |value: &Value| format!("{value:#}\n");
    vec![
        (CONFIG_FILE.to_owned(), text(&config())),
        (".vscode/front-matter.schema.json".to_owned(), text(&front_matter())),
        (".vscode/settings.json".to_owned(), text(&settings)),
    ]
}

/// Of `halaman.yaml`.
pub fn config() -> Value {
    let mut schema = object("halaman.yaml", config::KEYS, config_key);
    schema["required"] = json!(["title", "base_url"]);
    schema
}

/// Of the front matter of articles and pages.
pub fn front_matter() -> Value {
    object("Front matter of an article", front_matter::KEYS, front_matter_key)
}

fn object(title: &str, keys: &[&str], of: impl Fn(&str) -> Option<(Value, &'static str)>) -> Value {
    let describe = |key: &&str| {
        let (mut schema, description) = of(key).unwrap_or((json!({}), ""));
        schema["description"] = description.into();
        ((*key).to_owned(), schema)
    };
    let properties: Map<String, Value> = keys.iter().map(describe).collect();
    json!({ "$schema": DRAFT, "title": title, "type": "object", "properties": properties })
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn flag() -> Value {
    json!({ "type": "boolean" })
}

fn number(least: u32) -> Value {
    json!({ "type": "integer", "minimum": least })
}

/// One text, or several.
fn texts() -> Value {
    json!({ "oneOf": [{ "type": "string" }, { "type": "array", "items": { "type": ["string", "number"] } }] })
}

fn list(items: &Value) -> Value {
    json!({ "type": "array", "items": items })
}

fn map() -> Value {
    json!({ "type": "object" })
}

fn one_of(values: &[&str]) -> Value {
    json!({ "enum": values })
}

/// Dates are read in many forms; YAML makes texts of all of them.
fn moment() -> Value {
    json!({ "type": "string", "examples": ["2026-11-23 14:30", "2026-11-23"] })
}

fn links() -> Value {
    let properties = json!({ "title": text(), "url": text() });
    list(&json!({ "type": "object", "properties": properties, "required": ["title", "url"] }))
}

/// What is to be known of a key of `halaman.yaml`: its form, and a sentence.
fn config_key(key: &str) -> Option<(Value, &'static str)> {
    Some(match key {
        "title" => (text(), "The site's name."),
        "description" => (text(), "One sentence about the site."),
        "base_url" => (json!({ "type": "string", "format": "uri" }), "The whole address of the site; feeds need it."),
        "language" => (text(), "The language of the site, as a BCP 47 tag; default: id."),
        "timezone" => (text(), "The zone of dates without an offset, such as Asia/Makassar."),
        "author" => (text(), "Whom `halaman new` names as the author."),
        "publisher" => (text(), "Who publishes the site; default: its title."),
        "copyright" => (text(), "The footer's line."),
        "logo" => (text(), "A picture in static/."),
        "menu" => {
            (links(), "The links at the top; default: the top sections. A url is @/file.md, /path/ or a whole address.")
        }
        "footer_menu" => (links(), "The links at the bottom."),
        "accounts" => (
            list(
                &json!({ "type": "object", "properties": { "name": text(), "url": text() }, "required": ["name", "url"] }),
            ),
            "The newsroom's accounts elsewhere.",
        ),
        "permalink" => (
            json!({ "oneOf": [{ "type": "string" }, { "type": "object", "additionalProperties": { "type": "string" } }] }),
            "The addresses of articles: a pattern such as /{section}/{slug}/, or one for each section and `default`.",
        ),
        "per_page" => (number(1), "Articles on a page of a list; default: 20."),
        "list_pages" => (number(0), "Pages of a list at most; default: 25; 0: all."),
        "paginate" => {
            (one_of(&["from_newest", "from_oldest"]), "Which end of a list its numbered pages are counted from.")
        }
        "view_all" => (flag(), "Whether a split article also has one page with everything."),
        "taxonomies" => (map(), "Ways of sorting articles: key in front matter to {title, path, feed}."),
        "archive" => (flag(), "Whether there is an archive by day; default: true."),
        "feed" => (map(), "What holds for all feeds: limit, hours, content, formats, archives, budget, hubs, id_base."),
        "feeds" => (list(&map()), "Feeds with a name: a choice of sections, topics, authors."),
        "feed_menu" => (list(&text()), "The pages whose feeds the feed menu names."),
        "news_sitemap" => (flag(), "Whether there is a sitemap for Google News; default: true."),
        "hosts" => (
            list(&one_of(&["netlify", "cloudflare", "apache", "nginx", "caddy", "github"])),
            "The hosts that settings are written for.",
        ),
        "third_parties" => (list(&text()), "Hosts that pages may fetch from though they are not ours."),
        "social" => (map(), "The newsroom's accounts that social tags name."),
        "recent" => (number(0), "How many cards the latest news have; default: 5."),
        "cards" => (list(&text()), "Keys of `extra` that lists may show."),
        "smart_punctuation" => (flag(), "Whether quotes and dashes are made typographic; default: true."),
        "dead_links" => (one_of(&["error", "warning"]), "What a link that leads nowhere is."),
        "theme" => (map(), "Colours, fonts, logo, icon and words of the default theme."),
        "budget" => (
            json!({ "oneOf": [{ "type": "integer" }, { "type": "object", "additionalProperties": { "type": "integer" } }] }),
            "How many bytes of HTML and CSS a page may have, for all or for article, view_all, page and list.",
        ),
        "house" => (
            map(),
            "What the newsroom asks of its articles: headline, paragraph, standfirst, dateline, photo_credit, forbidden.",
        ),
        "extra" => (map(), "Whatever your own templates want."),
        _ => return None,
    })
}

/// What is to be known of a key of front matter.
fn front_matter_key(key: &str) -> Option<(Value, &'static str)> {
    let picture = json!({ "oneOf": [{ "type": "string" }, { "type": "object", "required": ["src"], "properties":
        { "src": text(), "alt": text(), "caption": text(), "credit": text() } }] });
    let correction =
        json!({ "type": "object", "required": ["date", "text"], "properties": { "date": moment(), "text": text() } });
    Some(match key {
        "title" => (text(), "The headline."),
        "date" => (moment(), "When it comes out; a date to come holds it back. Without one, the file is a page."),
        "updated" => (moment(), "When it was last changed in a way that readers should know."),
        "description" => (text(), "One sentence below the headline."),
        "section" => (text(), "The section; default: its folder."),
        "tags" => (texts(), "Topics."),
        "authors" => (texts(), "Who wrote it."),
        "editors" => (texts(), "Who edited it."),
        "credits" => (map(), "Other roles and who had them."),
        "image" => (picture, "The lead picture: a file beside the article, or src, alt, caption, credit."),
        "dateline" => (text(), "The place before the first sentence."),
        "kicker" => (text(), "A few words above the headline."),
        "slug" => (text(), "The last part of its address; default: made of the file's name."),
        "permalink" => (text(), "Its whole address, such as /berita/lama/."),
        "aliases" => (texts(), "Addresses it had before; the first one stays its id in feeds."),
        "id" => (text(), "What feed readers know it by."),
        "draft" => (flag(), "Whether it is not to be published yet."),
        "expires" => (moment(), "When it is taken off."),
        "language" => (text(), "Its language, if not the site's."),
        "related" => (texts(), "Articles to read besides: paths of their files."),
        "corrections" => (list(&correction), "What was wrong, and when it was mended."),
        "template" => (text(), "The template, if not article.html or page.html."),
        "weight" => (json!({ "type": "integer" }), "Its place among its sisters; the lighter go first."),
        "taxonomies" => (map(), "Terms of taxonomies, as Zola writes them."),
        "extra" => (map(), "Whatever your own templates want."),
        "subsections" => (flag(), "Of a section: whether its list holds the articles of those below."),
        "per_page" => (number(1), "Of a section: articles on a page of its list."),
        "role" => (text(), "Of a writer: what they do."),
        "noindex" => (flag(), "Whether search engines are asked to leave it out."),
        "withdrawn" => (text(), "Why it was taken back."),
        "enclosure" => {
            (json!({ "type": ["string", "object"] }), "A sound or film: a file, or src and what players want to know.")
        }
        "podcast" => (
            json!({ "type": ["boolean", "object"] }),
            "Of a section: that it is a podcast, and what players want to know.",
        ),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{config, config_key, front_matter, front_matter_key};

    #[test]
    fn every_key_that_is_read_is_told() {
        for key in crate::config::KEYS {
            assert!(config_key(key).is_some_and(|(_, text)| text.ends_with('.')), "{key}");
        }
        for key in crate::content::front_matter::KEYS {
            assert!(front_matter_key(key).is_some_and(|(_, text)| text.ends_with('.')), "{key}");
        }
        assert_eq!(config()["properties"].as_object().unwrap().len(), crate::config::KEYS.len());
        assert_eq!(front_matter()["properties"]["draft"]["type"], "boolean");
    }
}
