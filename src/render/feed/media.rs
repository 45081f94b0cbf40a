//! The lead picture in the words of Media RSS 1.5.1 (rules M), which both XML formats take.
//!
//! Describes the picture; how a description becomes text is the writers' business.

use super::Picture;
use super::foreign::Element;

/// The prefix of the namespace.
pub const PREFIX: &str = "media";
/// The namespace, with the slash that it is so often written without.
pub const NAMESPACE: &str = "http://search.yahoo.com/mrss/";

/// The lead picture as `media:content`. It is not an enclosure: readers would offer it as a
/// download (M-4).
pub fn content(picture: &Picture) -> Element {
    let mut attributes = vec![("url", picture.url.clone()), ("medium", "image".to_owned())];
    attributes.extend(Some(("type", picture.mime.clone())).filter(|it| !it.1.is_empty()));
    attributes.extend(positive("fileSize", picture.bytes));
    attributes.extend(size(picture));
    let children = [Some(thumbnail(picture)), description(picture), credit(picture)];
    Element { name: "media:content", attributes, text: None, children: children.into_iter().flatten().collect() }
}

/// Readers that show a picture in their list look for this element only (M-3).
fn thumbnail(picture: &Picture) -> Element {
    let mut attributes = vec![("url", picture.url.clone())];
    attributes.extend(size(picture));
    Element::empty("media:thumbnail", attributes)
}

fn description(picture: &Picture) -> Option<Element> {
    let text = picture.description();
    (!text.is_empty()).then(|| Element {
        name: "media:description",
        attributes: vec![("type", "plain".to_owned())],
        text: Some(text.to_owned()),
        children: Vec::new(),
    })
}

/// The role is in lower case, as the list of the EBU has it (M-2).
fn credit(picture: &Picture) -> Option<Element> {
    let attributes = vec![("role", "photographer".to_owned()), ("scheme", "urn:ebu".to_owned())];
    picture.credit.as_ref().map(|name| Element {
        name: "media:credit",
        attributes,
        text: Some(name.clone()),
        children: Vec::new(),
    })
}

fn size(picture: &Picture) -> impl Iterator<Item = (&'static str, String)> {
    let width = positive("width", picture.width.map(u64::from));
    width.into_iter().chain(positive("height", picture.height.map(u64::from)))
}

/// A size of 0 is not a size.
fn positive(name: &'static str, number: Option<u64>) -> Option<(&'static str, String)> {
    number.filter(|&it| it > 0).map(|it| (name, it.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(element: &Element) -> Vec<&str> {
        element.attributes.iter().map(|it| it.0).collect()
    }

    #[test]
    fn m1_only_what_is_known_is_said() {
        let bare = Picture { url: "https://kabar.id/a.jpg".into(), ..Picture::default() };
        let element = content(&bare);
        assert_eq!(names(&element), ["url", "medium"]);
        assert_eq!(element.children.len(), 1);
        assert_eq!(names(&element.children[0]), ["url"]);
    }

    #[test]
    fn m1_a_size_of_nothing_is_left_out() {
        let broken = Picture { width: Some(0), bytes: Some(0), ..Picture::default() };
        assert_eq!(names(&content(&broken)), ["url", "medium"]);
    }

    #[test]
    fn m2_the_text_for_the_blind_stands_in_for_a_missing_caption() {
        let picture = Picture { alt: "Perahu".into(), ..Picture::default() };
        assert_eq!(content(&picture).children[1].text.as_deref(), Some("Perahu"));
    }
}
