//! Structured data of a page: the scripts of type `application/ld+json` (L-8, L-9), and the things they tell of.
//!
//! JSON-LD is read as people write it for search engines: plain types and names of schema.org, `@graph`, no contexts of
//! one's own.

use std::ops::Range;

use serde_json::{Map, Value};

use crate::check::page::Page;
use crate::check::page::dom::{Dom, Element};
use crate::check::page::schema::{self, ARTICLES};
use crate::check::report::Report;
use crate::diag::nearest;

/// All scripts of a page.
pub struct Data<'p> {
    scripts: Vec<Script<'p>>,
}

/// One script.
pub struct Script<'p> {
    element: Element<'p>,
    text: &'p str,
    value: Result<Value, serde_json::Error>,
}

/// An object of JSON-LD.
#[derive(Clone, Copy)]
pub struct Thing<'d> {
    map: &'d Map<String, Value>,
    script: &'d Script<'d>,
}

impl<'p> Data<'p> {
    /// Reads them.
    pub fn of(dom: &'p Dom<'p>) -> Data<'p> {
        let kind = |element: &Element<'_>| {
            element.attribute("type").is_some_and(|it| it.trim().eq_ignore_ascii_case("application/ld+json"))
        };
        let scripts = dom.named("script").filter(kind).map(|element| {
            let rest = dom.text.get(element.text_start()..).unwrap_or_default();
            let text = &rest[..rest.find("</").unwrap_or(rest.len())];
            Script { element, text, value: serde_json::from_str(text) }
        });
        Data { scripts: scripts.collect() }
    }

    /// What the scripts tell of: objects at the top, in lists there, and in `@graph`.
    pub fn things(&self) -> impl Iterator<Item = Thing<'_>> {
        let values = self.scripts.iter().flat_map(|script| {
            let value = script.value.as_ref().ok();
            value.into_iter().flat_map(list).flat_map(move |value| {
                let graph = value.get("@graph").into_iter().flat_map(list);
                std::iter::once(value)
                    .chain(graph)
                    .filter_map(move |value| Some(Thing { map: value.as_object()?, script }))
            })
        });
        values.filter(|thing| thing.map.contains_key("@type"))
    }

    /// The first article.
    pub fn article(&self) -> Option<Thing<'_>> {
        self.articles().next()
    }

    /// Every article.
    pub fn articles(&self) -> impl Iterator<Item = Thing<'_>> {
        self.things().filter(|thing| ARTICLES.iter().any(|kind| thing.is(kind)))
    }
}

/// The members of a list, or the value itself.
fn list(value: &Value) -> impl Iterator<Item = &Value> {
    match value {
        Value::Array(values) => values.iter(),
        other => std::slice::from_ref(other).iter(),
    }
}

impl<'d> Thing<'d> {
    /// Whether one of its types is `kind`.
    pub fn is(self, kind: &str) -> bool {
        self.texts("@type").any(|it| it == kind)
    }

    /// Whether one of its types is `kind` or comes below it.
    pub fn is_kind_of(self, kind: &str) -> bool {
        self.texts("@type").any(|it| it == kind || it.ends_with(kind))
    }

    /// Its first type.
    pub fn kind(self) -> &'d str {
        self.texts("@type").next().unwrap_or_default()
    }

    /// A property as it is.
    pub fn value(self, name: &str) -> Option<&'d Value> {
        self.map.get(name)
    }

    /// A text that says something.
    pub fn text(self, name: &str) -> Option<&'d str> {
        self.texts(name).find(|text| !text.trim().is_empty())
    }

    /// All texts of a property.
    pub fn texts(self, name: &str) -> impl Iterator<Item = &'d str> {
        self.map.get(name).into_iter().flat_map(list).filter_map(Value::as_str)
    }

    /// All objects of a property.
    pub fn objects(self, name: &str) -> impl Iterator<Item = Thing<'d>> {
        let script = self.script;
        let values = self.map.get(name).into_iter().flat_map(list);
        values.filter_map(move |value| Some(Thing { map: value.as_object()?, script }))
    }

    /// Where a property is written, else the whole script.
    pub fn place_of(self, name: &str) -> Range<usize> {
        let Some(value) = self.map.get(name) else { return self.at() };
        let key = format!("\"{name}\"");
        let start = self.script.element.text_start();
        let found = self.script.text.match_indices(&key).find_map(|(at, _)| {
            let after = at + key.len();
            let rest = self.script.text[after..].trim_start().strip_prefix(':')?.trim_start();
            let begin = self.script.text.len() - rest.len();
            let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
            let is_it = values.next()?.ok()? == *value;
            is_it.then(|| start + begin..start + begin + values.byte_offset())
        });
        found.unwrap_or_else(|| self.at())
    }

    /// The tag of its script.
    pub fn at(self) -> Range<usize> {
        self.script.element.at()
    }
}

pub(super) fn judge(page: &Page<'_>, report: &mut Report) {
    for script in &page.data.scripts {
        judge_text(script, report);
        if let Ok(value) = &script.value {
            judge_context(script, value, report);
            judge_vocabulary(script, value, report);
        }
    }
}

fn judge_text(script: &Script<'_>, report: &mut Report) {
    let start = script.element.text_start();
    if script.element.text().contains('<') {
        // Sought as it is written, since the parser puts three bytes in the place of a NUL; what is kept ends before `</`.
        let at = script.text.find('<').unwrap_or(script.text.len());
        let at = start + at..start + at + 1;
        let help = "write `\\u003c`: a `</script>` or `<!--` in a title would end the script or hide the page";
        report.error("L-9", Some(at), "`<` stands unescaped in structured data", help);
    } else if let Err(error) = &script.value {
        let at = start + offset_of(script.text, error.line(), error.column());
        let message = format!("the structured data are no JSON: {}", reason(error));
        report.error("L-9", Some(at..at), message, "no search engine reads any of it");
    }
}

/// The message without its line and column, which are those of the script.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or_default().to_owned()
}

/// The byte before which serde stopped.
fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let before = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum::<usize>();
    let mut at = (before + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn judge_context(script: &Script<'_>, value: &Value, report: &mut Report) {
    for object in list(value).filter_map(Value::as_object) {
        let mut contexts = object.get("@context").into_iter().flat_map(list).filter_map(Value::as_str);
        let is_schema = |it: &str| matches!(it.trim_end_matches('/'), "https://schema.org" | "http://schema.org");
        if !contexts.any(is_schema) {
            let help = "begin the object with `\"@context\": \"https://schema.org\"`";
            report.error("L-8", Some(script.element.at()), "structured data that do not name schema.org", help);
        }
    }
}

/// Looks through all objects; JSON is never nested deeper than serde allows, so recursion is safe.
fn judge_vocabulary(script: &Script<'_>, value: &Value, report: &mut Report) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| judge_vocabulary(script, value, report)),
        Value::Object(map) => {
            let thing = Thing { map, script };
            for (name, value) in map {
                judge_property(thing, name, report);
                judge_vocabulary(script, value, report);
            }
        }
        _ => {}
    }
}

fn judge_property(thing: Thing<'_>, name: &str, report: &mut Report) {
    if name.starts_with('@') || name.ends_with("-input") {
        return;
    }
    let verdicts: Vec<_> = thing.texts("@type").map(|kind| schema::may_have(kind, name)).collect();
    // One unknown type among several may be the one that has it.
    if verdicts.is_empty() || verdicts.iter().any(|verdict| *verdict != Some(false)) {
        return;
    }
    let kind = thing.kind();
    let known = schema::properties_of(kind).unwrap_or_default();
    let help = match nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("see https://schema.org/{kind}"),
    };
    report.error("L-8", Some(thing.place_of(name)), format!("`{kind}` has no property `{name}`"), &help);
}

#[cfg(test)]
mod tests {
    use crate::check::page::sample::{ARTICLE, with};

    #[test]
    fn l8_properties_that_do_not_exist() {
        let told = with(ARTICLE, &[("\"headline\":", "\"headLine\": \"x\", \"headline\":")]);
        assert_eq!(told, "E L-8 [\"x\"] `NewsArticle` has no property `headLine`\n");
        let told = with(ARTICLE, &[("\"name\": \"Rani\",", "\"name\": \"Rani\", \"dateline\": \"Sepat\",")]);
        assert_eq!(told, "E L-8 [\"Sepat\"] `Person` has no property `dateline`\n");
        let told = with(ARTICLE, &[("https://schema.org", "https://skema.example")]);
        let script = "<script type=\"application/ld+json\">";
        assert_eq!(told, format!("E L-8 [{script}] structured data that do not name schema.org\n"));
    }

    #[test]
    fn l9_nothing_ends_the_script() {
        let told = with(ARTICLE, &[("\"headline\": \"Banjir\"", "\"headline\": \"<Banjir>\"")]);
        assert!(told.starts_with("E L-9 [<] `<` stands unescaped in structured data\n"), "{told}");
        let told = with(ARTICLE, &[("\"headline\": \"Banjir\"", "\"headline\": \"</script>\"")]);
        assert!(told.contains("L-9"), "{told}");
        let told = with(ARTICLE, &[("\"headline\": \"Banjir\",", "\"headline\": \"Banjir\" é")]);
        assert!(told.contains("E L-9 [] the structured data are no JSON: expected `,` or `}`\n"), "{told}");
        let told = with(ARTICLE, &[("\"headline\": \"Banjir\"", "\"headline\": \"\0\0\r\n<Banjir>\"")]);
        assert!(told.contains("E L-9 [<] `<` stands unescaped in structured data\n"), "{told}");
        let told = with(ARTICLE, &[("\"headline\": \"Banjir\"", "\"headline\": \"</b>\"")]);
        assert!(told.contains("E L-9 [<] `<` stands unescaped in structured data\n"), "{told}");
    }
}
