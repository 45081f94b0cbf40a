//! Media RSS (M-1 to M-5), and what it shares with enclosures: media types and sizes.
//!
//! The same elements stand in RSS and in Atom.

use std::ops::Range;

use roxmltree::Node;

use crate::check::feed::address::{self, Wanted};
use crate::check::feed::namespace::MEDIA;
use crate::check::feed::report::{Report, shown};
use crate::check::feed::{language, node};

const MEDIUMS: [&str; 5] = ["image", "audio", "video", "document", "executable"];
const COUNTS: [&str; 3] = ["width", "height", "fileSize"];

/// Judges all media of an article or a feed.
pub fn judge(holder: Node, report: &mut Report) {
    for element in holder.descendants().filter(|it| it.is_element() && node::space(*it) == MEDIA) {
        match element.tag_name().name() {
            "content" => content(element, report),
            "thumbnail" => thumbnail(element, report),
            "description" | "title" | "text" => text(element, report),
            "credit" => credit(element, report),
            "copyright" => link(element, "url", report),
            "group" => group(element, report),
            _ => {}
        }
    }
}

/// Whether it is a number of bytes or pixels.
pub fn is_count(value: &str) -> bool {
    !value.is_empty() && value.len() < 19 && value.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether it is a number, perhaps with a fraction.
fn is_amount(value: &str) -> bool {
    let (whole, fraction) = value.split_once('.').unwrap_or((value, "0"));
    is_count(whole) && is_count(fraction)
}

/// Judges a media type.
pub fn mime(value: &str, rule: &'static str, at: Range<usize>, report: &mut Report) {
    if !is_mime(value) {
        report.error(rule, at, format!("{} is no media type", shown(value)), "write for instance `image/jpeg`");
    }
}

fn is_mime(value: &str) -> bool {
    let plain = value.split(';').next().unwrap_or_default().trim_end();
    let is_token = |part: &str| {
        let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte);
        !part.is_empty() && part.bytes().all(is_sign)
    };
    plain.split_once('/').is_some_and(|(kind, rest)| is_token(kind) && is_token(rest))
}

fn content(element: Node, report: &mut Report) {
    let at = node::start_tag(element);
    let has_player = node::first(element, MEDIA, "player").is_some();
    if !element.has_attribute("url") && !has_player {
        report.error("M-1", at.clone(), "a medium has no `url`", "write where the file is");
    }
    link(element, "url", report);
    counts(element, "M-1", report);
    match element.attribute("medium") {
        None => report.house("M-1", at, "a medium does not say which it is", "write `medium=\"image\"`"),
        Some(medium) if !MEDIUMS.contains(&medium) => {
            let message = format!("{} is no kind of medium", shown(medium));
            report.error(
                "M-1",
                node::attribute_place(element, "medium"),
                message,
                format!("write one of {}", MEDIUMS.join(", ")),
            );
        }
        Some(_) => {}
    }
    if let Some(kind) = element.attribute("type") {
        mime(kind, "M-1", node::attribute_place(element, "type"), report);
    }
    for name in ["bitrate", "framerate", "samplingrate", "duration", "channels"] {
        if let Some(value) = element.attribute(name).filter(|value| !is_amount(value)) {
            let message = format!("`{name}` is {}, no number", shown(value));
            report.error(
                "M-1",
                node::attribute_place(element, name),
                message,
                "write the number alone, or leave it out",
            );
        }
    }
    if let Some(tag) = element.attribute("lang") {
        language::judge(tag, "M-1", node::attribute_place(element, "lang"), report);
    }
    one_of(element, "isDefault", &["true", "false"], report);
    one_of(element, "expression", &["full", "sample", "nonstop"], report);
}

fn one_of(element: Node, name: &str, allowed: &[&str], report: &mut Report) {
    if let Some(value) = element.attribute(name).filter(|value| !allowed.contains(value)) {
        let message = format!("`{name}` is {}", shown(value));
        report.error(
            "M-1",
            node::attribute_place(element, name),
            message,
            format!("write one of {}", allowed.join(", ")),
        );
    }
}

fn counts(element: Node, rule: &'static str, report: &mut Report) {
    for name in COUNTS {
        let Some(value) = element.attribute(name) else { continue };
        let at = node::attribute_place(element, name);
        if !is_count(value) {
            report.error(
                rule,
                at,
                format!("`{name}` is {}, no whole number", shown(value)),
                "write the number alone, or leave it out",
            );
        } else if value.bytes().all(|byte| byte == b'0') {
            report.ours(rule, at, format!("`{name}` is 0"), "leave it out when it is not known");
        }
    }
}

fn link(element: Node, name: &str, report: &mut Report) {
    if let Some(url) = element.attribute(name) {
        let what = format!("`{name}` of <{}>", node::written(element));
        address::judge(url, &what, Wanted::Uri, node::attribute_place(element, name), report);
    }
}

fn thumbnail(element: Node, report: &mut Report) {
    if !element.has_attribute("url") {
        report.error("M-3", node::start_tag(element), "a thumbnail has no `url`", "write where the picture is");
    }
    link(element, "url", report);
    counts(element, "M-3", report);
    let is_inside = element.parent_element().is_some_and(|parent| node::is(parent, MEDIA, "content"));
    if !is_inside {
        report.house(
            "M-3",
            element.range(),
            "a thumbnail stands outside of its medium",
            "write it into `media:content`",
        );
    }
}

fn text(element: Node, report: &mut Report) {
    let kind = element.attribute("type").unwrap_or("plain");
    let at = node::attribute_place(element, "type");
    if !matches!(kind, "plain" | "html") {
        report.error("M-2", at, format!("the type of a text is {}", shown(kind)), "write `plain` or `html`");
    } else if element.tag_name().name() == "description" && element.attribute("type") != Some("plain") {
        report.house("M-2", at, "the caption does not say that it is plain text", "write `type=\"plain\"`");
    }
}

/// Roles are in lower case, as the list of the EBU has them.
fn credit(element: Node, report: &mut Report) {
    let role = element.attribute("role").filter(|role| role.chars().any(char::is_uppercase));
    if let Some(role) = role {
        let message = format!("the role {} is not in lower case", shown(role));
        report.error(
            "M-2",
            node::attribute_place(element, "role"),
            message,
            format!("write `{}`", role.to_lowercase()),
        );
    }
}

fn group(element: Node, report: &mut Report) {
    let all = || node::named(element, MEDIA, "content");
    if all().count() < 2 {
        let message = "a group holds no two renditions of one medium";
        report.ours("M-1", node::start_tag(element), message, "write `media:content` without a group");
    }
    let defaults = all().filter(|content| content.attribute("isDefault") == Some("true")).count();
    if defaults > 1 || (report.own && all().count() > 1 && defaults == 0) {
        let message = format!("{defaults} of the renditions are the default one");
        report.ours("M-1", node::start_tag(element), message, "write `isDefault=\"true\"` on the best one");
    }
}

#[cfg(test)]
mod tests {
    use crate::check::feed::sample::{ATOM, RSS, planted};

    #[test]
    fn m1_media() {
        planted(RSS, "medium=\"image\"", "medium=\"gambar\"", &[("M-1", "medium=\"gambar\"")]);
        planted(RSS, "medium=\"image\" ", "", &[("M-1", "<media:content …")]);
        planted(RSS, "width=\"1200\"", "width=\"1200px\"", &[("M-1", "width=\"1200px\"")]);
        planted(RSS, "fileSize=\"9\"", "fileSize=\"0\"", &[("M-1", "fileSize=\"0\"")]);
        planted(RSS, "type=\"image/jpeg\"", "type=\"jpeg\"", &[("M-1", "type=\"jpeg\"")]);
        planted(RSS, "url=\"https://kabar.example/a.jpg\" ", "", &[("M-1", "<media:content …")]);
        planted(RSS, "fileSize=\"9\"", "isDefault=\"yes\"", &[("M-1", "isDefault=\"yes\"")]);
    }

    #[test]
    fn m1_groups() {
        let content = "<media:content url=\"https://kabar.example/b.jpg\" medium=\"image\"/>";
        let group = |inside: &str| format!("<description>Air turun</description><media:group>{inside}</media:group>");
        let good = "<description>Air turun</description>";
        planted(RSS, good, &group(content), &[("M-1", "<media:group>")]);
        planted(RSS, good, &group(&[content, content].concat()), &[("M-1", "<media:group>")]);
    }

    #[test]
    fn m2_captions_and_credits() {
        planted(RSS, "role=\"photographer\"", "role=\"Photographer\"", &[("M-2", "role=\"Photographer\"")]);
        planted(RSS, "type=\"plain\"", "type=\"text\"", &[("M-2", "type=\"text\"")]);
    }

    #[test]
    fn m3_thumbnails() {
        planted(RSS, "url=\"https://kabar.example/b.jpg\" ", "", &[("M-3", "<media:thumbnail …")]);
        let outside = "<media:thumbnail url=\"https://kabar.example/c.jpg\"/>";
        planted(RSS, "<description>Air", &format!("{outside}<description>Air"), &[("M-3", outside)]);
    }

    #[test]
    fn m5_the_same_in_atom() {
        let media = "<fh:archive/><media:content xmlns:media=\"http://search.yahoo.com/mrss/\" medium=\"image\"/>";
        planted(ATOM, "<fh:archive/>", media, &[("M-1", "<media:content…"), ("X-6", "<media:content…")]);
    }
}
