//! An item of JSON Feed 1.1 (J-3 to J-8).

use crate::check::feed::address::Wanted;
use crate::check::feed::json::{authors, list, members, start, string, url};
use crate::check::feed::json_tree::{Json, Place};
use crate::check::feed::report::{Report, shown};
use crate::check::feed::{ItemFacts, date, html, language, media};

/// The members in the order that ours have (J-11).
const MEMBERS: [&str; 16] = [
    "id",
    "url",
    "external_url",
    "title",
    "content_html",
    "content_text",
    "summary",
    "image",
    "banner_image",
    "date_published",
    "date_modified",
    "authors",
    "author",
    "tags",
    "language",
    "attachments",
];

/// Judges an item of a feed.
pub fn judge(item: &Place, report: &mut Report) -> ItemFacts {
    if !matches!(item.value, Json::Map(_)) {
        report.error("J-5", item.at.clone(), format!("an item is {}, not an object", item.kind()), "write `{…}`");
        return ItemFacts { at: item.at.clone(), ..ItemFacts::default() };
    }
    members(item, &MEMBERS, "an item", report);
    let id = id(item, report);
    let url = url(item, "url", "J-7", report).map(str::to_owned);
    let title = title(item, report);
    content(item, report);
    details(item, report);
    authors(item, "an item", report);
    attachments(item, report);
    let (published, updated) = (moment(item, "date_published", report), moment(item, "date_modified", report));
    if let (Some(place), Some(true)) = (item.get("date_modified"), updated.zip(published).map(|(new, old)| new < old)) {
        report.ours("J-6", place.at.clone(), "the item was modified before it was published", "mend one of the dates");
    }
    if item.get("date_published").is_none() {
        report.house("J-6", start(item), "an item has no `date_published`", "write it");
    }
    ItemFacts { id, url, title, published, updated, at: item.at.clone() }
}

fn id(item: &Place, report: &mut Report) -> String {
    match item.get("id") {
        None => report.error("J-4", start(item), "an item has no `id`", "write a string that never changes"),
        Some(id) if id.text().is_none() => {
            let message = format!("the `id` of an item is {}, not a string", id.kind());
            report.error("J-4", id.at.clone(), message, "write it in quotes: some readers refuse the whole feed");
        }
        Some(id) if id.text().is_some_and(str::is_empty) => {
            report.error("J-4", id.at.clone(), "the `id` of an item is empty", "write a string that never changes");
        }
        Some(_) => {}
    }
    item.get("id").and_then(Place::text).unwrap_or_default().to_owned()
}

fn title(item: &Place, report: &mut Report) -> String {
    let Some(title) = string(item, "title", "J-7", report) else { return String::new() };
    let at = item.get("title").map_or(0..0, |it| it.at.clone());
    html::judge_plain(title, "the title of an item", &at, report);
    title.to_owned()
}

fn content(item: &Place, report: &mut Report) {
    let html = string(item, "content_html", "J-5", report);
    string(item, "content_text", "J-5", report);
    if item.get("content_html").is_none() && item.get("content_text").is_none() {
        report.error("J-5", start(item), "an item has neither `content_html` nor `content_text`", "write one of them");
    }
    if let (Some(html), Some(place)) = (html, item.get("content_html")) {
        html::judge(html, Wanted::Uri, &place.at, report);
    }
}

fn details(item: &Place, report: &mut Report) {
    for name in ["external_url", "image", "banner_image"] {
        url(item, name, "J-7", report);
    }
    if let (Some(summary), Some(place)) = (string(item, "summary", "J-7", report), item.get("summary"))
        && let Some(tag) = html::tag_in(summary)
    {
        report.ours(
            "J-7",
            place.at.clone(),
            format!("the summary is plain text, but holds {}", shown(tag)),
            "leave the markup out",
        );
    }
    if let (Some(tag), Some(place)) = (string(item, "language", "J-7", report), item.get("language")) {
        language::judge(tag, "J-7", place.at.clone(), report);
    }
    for tag in list(item, "tags", "J-7", report).unwrap_or_default() {
        if tag.text().is_none_or(|text| text.trim().is_empty()) {
            report.error("J-7", tag.at.clone(), format!("a tag is {} without words", tag.kind()), "write a string");
        }
    }
}

fn moment(item: &Place, name: &str, report: &mut Report) -> Option<chrono::DateTime<chrono::FixedOffset>> {
    let text = string(item, name, "J-6", report)?;
    date::rfc3339(text, "J-6", item.get(name)?.at.clone(), report)
}

/// What readers offer for download or play (J-8).
fn attachments(item: &Place, report: &mut Report) {
    for attachment in list(item, "attachments", "J-8", report).unwrap_or_default() {
        for name in ["url", "mime_type"] {
            if attachment.get(name).is_none() {
                report.error(
                    "J-8",
                    start(attachment),
                    format!("an attachment has no `{name}`"),
                    format!("write `{name}`"),
                );
            }
        }
        url(attachment, "url", "J-8", report);
        if let (Some(kind), Some(place)) = (string(attachment, "mime_type", "J-8", report), attachment.get("mime_type"))
        {
            media::mime(kind, "J-8", place.at.clone(), report);
        }
        string(attachment, "title", "J-8", report);
        for name in ["size_in_bytes", "duration_in_seconds"] {
            let Some(number) = attachment.get(name) else { continue };
            if !matches!(&number.value, Json::Number(digits) if !digits.starts_with('-')) {
                report.error(
                    "J-8",
                    number.at.clone(),
                    format!("`{name}` is no positive number"),
                    "write a number without quotes",
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::feed::sample::{JSON, planted};

    #[test]
    fn j4_ids() {
        planted(JSON, "\"id\": \"banjir\"", "\"id\": 5", &[("J-4", "5")]);
        planted(
            JSON,
            "\"id\": \"banjir\"",
            "\"id\": \"cabai\"",
            &[("J-4", "{\n      \"id\": \"cabai\",\n      \"url\": \"https://kabar.example/banjir…")],
        );
        planted(JSON, "      \"id\": \"banjir\",\n", "", &[("J-4", "{")]);
    }

    #[test]
    fn j5_an_item_has_content() {
        planted(JSON, "      \"content_text\": \"Air turun\",\n", "", &[("J-5", "{")]);
        planted(JSON, "\"content_text\": \"Air turun\"", "\"content_text\": null", &[("J-5", "null")]);
    }

    #[test]
    fn j6_dates() {
        planted(JSON, "2022-11-07T09:00:00+08:00", "2022-11-07", &[("J-6", "\"2022-11-07\"")]);
        planted(
            JSON,
            "2022-11-09T08:00:00+08:00",
            "2022-11-01T08:00:00+08:00",
            &[("J-6", "\"2022-11-01T08:00:00+08:00\"")],
        );
        planted(JSON, "      \"date_published\": \"2022-11-07T09:00:00+08:00\",\n", "", &[("J-6", "{")]);
    }

    #[test]
    fn j7_details() {
        planted(JSON, "[\"Ekonomi\"]", "\"Ekonomi\"", &[("J-7", "\"Ekonomi\"")]);
        planted(JSON, "[\"Ekonomi\"]", "[\"Ekonomi\", 5]", &[("J-7", "5")]);
        planted(JSON, "Pedagang mengeluh", "<b>Pedagang</b>", &[("J-7", "\"<b>Pedagang</b>\"")]);
    }

    #[test]
    fn j8_attachments() {
        planted(JSON, ", \"mime_type\": \"audio/mpeg\"", "", &[("J-8", "{")]);
        planted(JSON, "audio/mpeg", "mp3", &[("J-8", "\"mp3\"")]);
        planted(JSON, "\"size_in_bytes\": 12", "\"size_in_bytes\": \"12\"", &[("J-8", "\"12\"")]);
    }
}
