//! The difference as text for people, most important first, and as JSON for programs.

use super::{Again, Cause, Changes, Enters, Reason, Renewed, Told};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// How many lines of a kind people are shown.
const MOST: usize = 10;

/// How many examples of a cause that is the same for all.
const EXAMPLES: usize = 3;

/// The report for people; empty if readers will see no difference.
pub fn text(changes: &Changes) -> String {
    let parts = [
        unread_again(&changes.unread_again),
        out_of_sight(&changes.out_of_sight),
        group("new", "", &changes.new, line),
        group("updated", "", &changes.updated, updated),
        enters(&changes.enters),
        group("vanished feeds", "   (who subscribes to them gets nothing more)", &changes.vanished_feeds, bare),
        group("vanished", "   (no page or redirect at the old address)", &changes.vanished_pages, bare),
        moves(changes.moves.as_ref()),
    ];
    // Titles and file names of another generator are no commands to a terminal.
    parts.concat().chars().filter(|&letter| letter == '\n' || !letter.is_control()).collect()
}

/// A heading with a count, and a line for each of the first.
fn group<T>(name: &str, remark: &str, all: &[T], line: impl Fn(&T) -> String) -> String {
    if all.is_empty() {
        return String::new();
    }
    let shown: String = all.iter().take(MOST).map(line).collect();
    format!("{name}: {}{remark}\n{shown}{}", number(all.len()), rest(all.len(), MOST))
}

fn rest(count: usize, shown: usize) -> String {
    if count > shown { format!("  … and {} more\n", number(count - shown)) } else { String::new() }
}

/// A count with its thousands apart.
fn number(count: usize) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn line(told: &Told) -> String {
    format!("  {}\n", name(told))
}

fn name(told: &Told) -> String {
    if told.title.is_empty() { told.path.clone() } else { format!("{}  “{}”", told.path, told.title) }
}

fn bare(path: &String) -> String {
    format!("  {path}\n")
}

fn unread_again(all: &[Again]) -> String {
    if all.is_empty() {
        return String::new();
    }
    let mut text = format!("would be shown as unread again: {}\n", number(all.len()));
    let (of_the_site, single): (Vec<&Again>, Vec<&Again>) = all.iter().partition(|again| again.reason.is_of_the_site());
    for reason in causes(&of_the_site) {
        let of_reason: Vec<&Again> = of_the_site.iter().copied().filter(|again| again.reason == *reason).collect();
        text.push_str(&of_one_cause(&of_reason));
    }
    text.extend(single.iter().take(MOST).map(|again| of_its_own(again)));
    text + &rest(single.len(), MOST)
}

/// The different reasons, in the order in which they are met.
fn causes<'a>(all: &[&'a Again]) -> Vec<&'a Reason> {
    let mut causes: Vec<&Reason> = Vec::new();
    for again in all {
        if !causes.contains(&&again.reason) {
            causes.push(&again.reason);
        }
    }
    causes
}

/// Many articles of one cause: what to do is said once.
fn of_one_cause(all: &[&Again]) -> String {
    let [first, _, ..] = all else { return all.iter().map(|again| of_its_own(again)).collect() };
    let (id, file) = match first.reason {
        Reason::Foreign => ("THE OLD ID", "each file; `--json` gives them all"),
        _ => ("", ""),
    };
    let why = first.reason.sentence();
    let mut text = format!("  {} of them: {why}:\n    {}\n", number(all.len()), first.reason.remedy(id, file));
    for again in all.iter().take(EXAMPLES) {
        let _ = writeln!(text, "  {}: id was {}, would be {}", name(&again.article), again.old_id, again.new_id);
    }
    text + &rest(all.len(), EXAMPLES)
}

fn of_its_own(again: &Again) -> String {
    format!(
        "  {}: id was {}, would be {}\n    {}: {}\n",
        name(&again.article),
        again.old_id,
        again.new_id,
        again.reason.sentence(),
        again.reason.remedy(&again.old_id, &again.source),
    )
}

fn out_of_sight(all: &[Again]) -> String {
    group("ids that change unseen", "   (no feed shows these articles now)", all, of_its_own)
}

fn updated(renewed: &Renewed) -> String {
    let title = renewed.old_title.as_ref().map_or_else(String::new, |title| format!(", was “{title}”"));
    format!("  {}{title}\n", name(&renewed.article))
}

fn enters(all: &[Enters]) -> String {
    let remark = "   (not new, but unread to who subscribes to that feed alone)";
    group("come into a feed", remark, all, |enters| {
        let names: Vec<&str> = enters.articles.iter().take(EXAMPLES).map(|told| told.path.as_str()).collect();
        let more = if enters.articles.len() > EXAMPLES { ", …" } else { "" };
        let why = cause(enters.cause);
        format!("  {}  {}: {}{more}\n    {why}\n", enters.feed, number(enters.articles.len()), names.join(", "))
    })
}

fn cause(cause: Cause) -> &'static str {
    match cause {
        Cause::Joins => "they were not of this list: another section, another tag",
        Cause::ReachesBack => "the feed reaches further back: its limit was raised, or newer articles are gone",
    }
}

fn moves(moves: Option<&(String, String)>) -> String {
    moves.map_or_else(String::new, |(old, new)| {
        format!("the site moves from {old} to {new}: every old address must lead to its new one, feeds too\n")
    })
}

/// All of the difference for programs.
pub fn json(changes: &Changes) -> Value {
    let moves = changes.moves.as_ref().map(|(old, new)| json!({ "from": old, "to": new }));
    json!({
        "unread_again": changes.unread_again.iter().map(again_json).collect::<Vec<_>>(),
        "out_of_sight": changes.out_of_sight.iter().map(again_json).collect::<Vec<_>>(),
        "new": changes.new.iter().map(told_json).collect::<Vec<_>>(),
        "updated": changes.updated.iter().map(renewed_json).collect::<Vec<_>>(),
        "enters": changes.enters.iter().map(enters_json).collect::<Vec<_>>(),
        "vanished_feeds": changes.vanished_feeds,
        "vanished_pages": changes.vanished_pages,
        "moves": moves,
    })
}

fn told_json(told: &Told) -> Value {
    json!({ "path": told.path, "title": told.title })
}

fn again_json(again: &Again) -> Value {
    json!({
        "path": again.article.path,
        "title": again.article.title,
        "source": again.source,
        "old_id": again.old_id,
        "new_id": again.new_id,
        "reason": again.reason.key(),
        "why": again.reason.sentence(),
        "remedy": again.reason.remedy(&again.old_id, &again.source),
    })
}

fn renewed_json(renewed: &Renewed) -> Value {
    let Renewed { article, old_title, updated } = renewed;
    json!({ "path": article.path, "title": article.title, "old_title": old_title, "updated": updated })
}

fn enters_json(enters: &Enters) -> Value {
    let reason = match enters.cause {
        Cause::Joins => "joins",
        Cause::ReachesBack => "reaches_back",
    };
    let articles: Vec<Value> = enters.articles.iter().map(told_json).collect();
    json!({ "feed": enters.feed, "reason": reason, "articles": articles })
}
