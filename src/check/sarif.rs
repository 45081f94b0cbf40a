//! Problems as SARIF 2.1.0 (OASIS), which code review tools show beside the lines of a change.
//!
//! It is made of the JSON that `--json` prints, so that both say the same. Columns count characters.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::check::rules::{SITE, asked};

/// The schema, which some tools look for.
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The whole document of one run. `problems` is the list of `--json`.
pub fn document(problems: &[Value]) -> Value {
    let mut rules: Vec<&str> = problems.iter().map(rule_of).collect();
    rules.sort_unstable();
    rules.dedup();
    let results: Vec<Value> = problems.iter().map(|problem| result(problem, &rules)).collect();
    let rules: Vec<Value> = rules.into_iter().map(rule).collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "halaman", "version": env!("CARGO_PKG_VERSION"), "rules": rules}},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn rule_of(problem: &Value) -> &str {
    problem["rule"].as_str().unwrap_or(SITE)
}

fn rule(id: &str) -> Value {
    json!({
        "id": id,
        "shortDescription": {"text": asked(id)},
        "help": {"text": format!("{} `halaman check` and docs/publishing.md tell more.", asked(id))},
    })
}

fn result(problem: &Value, rules: &[&str]) -> Value {
    let id = rule_of(problem);
    let level = if problem["severity"] == "error" { "error" } else { "warning" };
    let mut result = json!({
        "ruleId": id,
        "ruleIndex": rules.iter().position(|rule| *rule == id),
        "level": level,
        "message": {"text": message(problem, id)},
    });
    if problem["path"].is_string() {
        result["locations"] = json!([{"physicalLocation": location(problem)}]);
    }
    let labels = problem["labels"].as_array().map(Vec::as_slice).unwrap_or_default();
    if !labels.is_empty() {
        let related = labels.iter().enumerate().map(|(number, label)| {
            json!({
                "id": number,
                "message": {"text": label["label"]},
                "physicalLocation": location(label),
            })
        });
        result["relatedLocations"] = related.collect();
    }
    result
}

/// The sentence with a capital and a full stop, then what explains it and what to do.
fn message(problem: &Value, rule: &str) -> String {
    let whole = problem["message"].as_str().unwrap_or_default();
    let bare = whole.strip_prefix(rule).and_then(|rest| rest.strip_prefix(": ")).unwrap_or(whole);
    let mut text = sentence(bare);
    for more in ["notes", "help"].into_iter().filter_map(|name| problem[name].as_array()).flatten() {
        let _ = write!(text, "\n{}", sentence(more.as_str().unwrap_or_default()));
    }
    if let Some(also) = problem["also"].as_u64().filter(|also| *also > 0) {
        let _ = write!(text, "\nAnd so in {also} more output{}.", if also == 1 { "" } else { "s" });
    }
    text
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let capital = letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect());
    let end = if text.ends_with(['.', '?', '!', '”']) { "" } else { "." };
    format!("{capital}{end}")
}

fn location(place: &Value) -> Value {
    let path = place["path"].as_str().unwrap_or_default();
    let path = crate::plan::url::encoded(path);
    let mut location = json!({"artifactLocation": {"uri": path}});
    if let (Some(line), Some(column)) = (place["line"].as_u64(), place["column"].as_u64()) {
        location["region"] = json!({
            "startLine": line,
            "startColumn": column,
            "endLine": place["end_line"],
            "endColumn": place["end_column"],
        });
    }
    location
}

#[cfg(test)]
mod tests {
    use super::document;
    use serde_json::json;

    #[test]
    fn problems_become_results_with_rules() {
        let place = |line: u32| json!({"line": line, "column": 3, "end_line": line, "end_column": 9});
        let mut label = place(7);
        label["path"] = json!("public/a b/index.html");
        label["label"] = json!("what became of it");
        let mut link = place(5);
        for (key, value) in [
            ("severity", json!("error")),
            ("rule", json!("link")),
            ("message", json!("link: nothing on this site is at `/x/`")),
            ("path", json!("content/a.md")),
            ("labels", json!([label])),
            ("notes", json!([])),
            ("help", json!(["did you mean `/y/`?"])),
            ("also", json!(2)),
        ] {
            link[key] = value;
        }
        let bare = json!({"severity": "warning", "rule": null, "message": "a slip", "path": null, "labels": [], "notes": [], "help": [], "also": 0});
        let rule = |id: &str, asked: &str| {
            let help = format!("{asked} `halaman check` and docs/publishing.md tell more.");
            json!({"id": id, "shortDescription": {"text": asked}, "help": {"text": help}})
        };
        let link_rule = rule("link", "Every link to the site itself leads to a page or file of it.");
        let rules = [link_rule, rule("site", "The site can be built.")];
        let driver = json!({"name": "halaman", "version": env!("CARGO_PKG_VERSION"), "rules": rules});
        let region = |line: u32| json!({"startLine": line, "startColumn": 3, "endLine": line, "endColumn": 9});
        let expected = json!({
            "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
            "version": "2.1.0",
            "runs": [{
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [
                    {
                        "ruleId": "link",
                        "ruleIndex": 0,
                        "level": "error",
                        "message": {"text": "Nothing on this site is at `/x/`.\nDid you mean `/y/`?\nAnd so in 2 more outputs."},
                        "locations": [{"physicalLocation": {"artifactLocation": {"uri": "content/a.md"}, "region": region(5)}}],
                        "relatedLocations": [{
                            "id": 0,
                            "message": {"text": "what became of it"},
                            "physicalLocation": {"artifactLocation": {"uri": "public/a%20b/index.html"}, "region": region(7)},
                        }],
                    },
                    {"ruleId": "site", "ruleIndex": 1, "level": "warning", "message": {"text": "A slip."}},
                ],
            }],
        });
        assert_eq!(document(&[link, bare]), expected);
    }
}
