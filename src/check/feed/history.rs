//! Complete feeds, pages and archives of RFC 5005 (P-1 to P-4, P-6, P-12), and hubs of `WebSub` (W-1, W-3, W-6).
//!
//! Within one document only: whether the chain of archives holds is asked where all documents are known.

use roxmltree::Node;

use crate::check::feed::atom_link::FeedLink;
use crate::check::feed::namespace::HISTORY;
use crate::check::feed::report::{Report, shown};
use crate::check::feed::{FeedFacts, node};

/// Relations that a complete feed has none of.
const PAGING: [&str; 7] = ["first", "last", "previous", "prev", "next", "prev-archive", "next-archive"];
/// Relations of a feed, which an article has not.
const OF_FEEDS: [&str; 8] = ["first", "last", "previous", "next", "prev-archive", "next-archive", "current", "hub"];

/// Reads what `holder` (a channel or an Atom feed) says of the history, and judges it.
pub fn judge(holder: Node, links: &[FeedLink], facts: &mut FeedFacts, report: &mut Report) {
    let href = |rel: &str| links.iter().find(|link| link.rel == rel).map(|link| link.href.clone());
    facts.self_url = href("self");
    facts.current = href("current");
    facts.prev_archive = href("prev-archive");
    facts.next_archive = href("next-archive");
    facts.next_page = href("next");
    facts.hubs = links.iter().filter(|link| link.rel == "hub").map(|link| link.href.clone()).collect();
    facts.is_archive = node::first(holder, HISTORY, "archive").is_some();
    facts.is_complete = node::first(holder, HISTORY, "complete").is_some();
    unknown(holder, report);
    repeated(links, report);
    complete(links, facts, report);
    archive(holder, links, facts, report);
    open_month(links, facts, report);
    hubs(holder, links, facts, report);
}

/// What belongs to a feed and stands in an article (P-12).
pub fn judge_item(item: Node, links: &[FeedLink], report: &mut Report) {
    for element in node::elements(item).filter(|element| node::space(*element) == HISTORY) {
        let message = format!("<{}> stands in an article", node::written(element));
        report.error("P-12", element.range(), message, "write it into the feed");
    }
    for link in links.iter().filter(|link| OF_FEEDS.contains(&link.rel.as_str())) {
        let message = format!("the link `{}` of a feed stands in an article", link.rel);
        report.ours("P-12", link.at.clone(), message, "write it into the feed");
    }
}

fn unknown(holder: Node, report: &mut Report) {
    for element in node::elements(holder).filter(|element| node::space(*element) == HISTORY) {
        let name = element.tag_name().name();
        if !matches!(name, "archive" | "complete") {
            let message = format!("RFC 5005 has no <{}>", node::written(element));
            report.error("P-12", element.range(), message, "write `fh:archive` or `fh:complete`");
        } else if node::elements(element).next().is_some() || !node::trimmed(element).is_empty() {
            report.error(
                "P-12",
                element.range(),
                format!("<{}> is not empty", node::written(element)),
                "leave it empty",
            );
        }
    }
}

fn repeated(links: &[FeedLink], report: &mut Report) {
    let ones = PAGING.iter().chain(&["current"]);
    for rel in ones {
        if let Some(second) = links.iter().filter(|link| link.rel == *rel).nth(1) {
            let message = format!("there are two links `{rel}`");
            report.error("P-2", second.at.clone(), message, "keep the one that is right");
        }
    }
}

fn complete(links: &[FeedLink], facts: &FeedFacts, report: &mut Report) {
    if !facts.is_complete {
        return;
    }
    for link in links.iter().filter(|link| PAGING.contains(&link.rel.as_str())) {
        let message = format!("the feed says that it is complete, and has a link `{}`", link.rel);
        report.error("P-1", link.at.clone(), message, "leave out the link, or `fh:complete`");
    }
    let current = links.iter().find(|link| link.rel == "current");
    if let Some(current) = current.filter(|current| facts.self_url.as_ref().is_some_and(|own| *own != current.href)) {
        let message = format!("the feed says that it is complete, but the current one is {}", shown(&current.href));
        report.error("P-1", current.at.clone(), message, "leave out the link, or `fh:complete`");
    }
}

fn archive(holder: Node, links: &[FeedLink], facts: &FeedFacts, report: &mut Report) {
    let find = |rel: &str| links.iter().find(|link| link.rel == rel);
    let same = |link: &&FeedLink| facts.self_url.as_ref() == Some(&link.href);
    for link in ["prev-archive", "next-archive"].into_iter().filter_map(find).filter(same) {
        let message = format!("the link `{}` leads to the document itself", link.rel);
        report.error("P-3", link.at.clone(), message, "let it lead to another archive, or leave it out");
    }
    let Some(mark) = node::first(holder, HISTORY, "archive") else {
        if let Some(link) = find("next-archive").filter(|_| !facts.is_complete) {
            let message = "a document that is no archive has a link `next-archive`";
            report.house("P-4", link.at.clone(), message, "leave it out, or write `fh:archive`");
        }
        return;
    };
    if facts.is_complete {
        report.error("P-4", mark.range(), "the document says that it is an archive, and complete", "choose one");
    }
    match find("current") {
        None => report.ours(
            "P-4",
            mark.range(),
            "an archive does not say what is current",
            "add a link `rel=\"current\"` to the feed that people subscribe to",
        ),
        Some(link) if same(&link) => {
            report.error(
                "P-4",
                link.at.clone(),
                "an archive says that it is the current document",
                "name the feed that people subscribe to",
            );
        }
        Some(_) => {}
    }
    if find("self").is_none() {
        report.ours("P-4", mark.range(), "an archive does not say where it is", "add a link `rel=\"self\"`");
    }
}

/// The month that is not over yet is no archive, and none is linked (P-6). Only names that hold a month are understood.
fn open_month(links: &[FeedLink], facts: &FeedFacts, report: &mut Report) {
    let Some(now) = report.now else { return };
    let months = ["%Y-%m", "%Y/%m"].map(|form| now.format(form).to_string());
    let is_archive = |rel: &str| matches!(rel, "prev-archive" | "next-archive") || (rel == "self" && facts.is_archive);
    for link in links.iter().filter(|link| is_archive(&link.rel)) {
        if months.iter().any(|month| names_whole_month(&link.href, month)) {
            let message = format!("{} is the archive of a month that is not over", shown(&link.href));
            report.ours("P-6", link.at.clone(), message, "write and link it when the month is complete");
        }
    }
}

/// A number behind the month tells of a part of it, which can be complete before the month is.
fn names_whole_month(url: &str, month: &str) -> bool {
    let is_part =
        |rest: &str| rest.strip_prefix('-').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    url.match_indices(month).any(|(at, _)| !is_part(&url[at + month.len()..]))
}

fn hubs(holder: Node, links: &[FeedLink], facts: &FeedFacts, report: &mut Report) {
    let hubs: Vec<&FeedLink> = links.iter().filter(|link| link.rel == "hub").collect();
    let Some(first) = hubs.first() else { return };
    if facts.is_archive {
        report.ours(
            "W-6",
            first.at.clone(),
            "an archive names a hub",
            "name hubs in the feed that people subscribe to only",
        );
    }
    if facts.self_url.is_none() {
        let message = "there is a hub, and no link `self` to subscribe to";
        report.error("W-1", node::start_tag(holder), message, "add a link `rel=\"self\"`");
    }
    for (at, hub) in hubs.iter().enumerate() {
        if hubs[..at].iter().take(20).any(|before| before.href == hub.href) {
            report.ours("W-1", hub.at.clone(), format!("the hub {} is named twice", shown(&hub.href)), "name it once");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::feed::sample::{ATOM, RSS, planted};

    #[test]
    fn p1_a_complete_feed_has_no_pages() {
        let link = "<atom:link href=\"https://kabar.example/arsip/2022-10.xml\" rel=\"prev-archive\"/>";
        planted(RSS, link, &format!("{link}<fh:complete/>"), &[("P-1", link)]);
        let current = "<atom:link href=\"https://kabar.example/lain.xml\" rel=\"current\"/>";
        planted(RSS, link, &format!("{current}<fh:complete/>"), &[("P-1", current)]);
    }

    #[test]
    fn p2_each_link_once() {
        let link = "<link href=\"https://kabar.example/arsip/2022-10.xml\" rel=\"prev-archive\"/>";
        planted(ATOM, link, &[link, link].concat(), &[("P-2", link)]);
    }

    #[test]
    fn p3_an_archive_is_another_document() {
        let link = "<link href=\"https://kabar.example/feed.xml\" rel=\"prev-archive\"/>";
        planted(
            ATOM,
            "<link href=\"https://kabar.example/arsip/2022-10.xml\" rel=\"prev-archive\"/>",
            link,
            &[("P-3", link)],
        );
    }

    #[test]
    fn p4_archives_say_what_is_current() {
        let current = "<link href=\"https://kabar.example/atom.xml\" rel=\"current\"/>";
        planted(ATOM, current, "", &[("P-4", "<fh:archive/>")]);
        let own = current.replace("atom.xml", "feed.xml");
        planted(ATOM, current, &own, &[("P-4", &own)]);
        let own = "<link href=\"https://kabar.example/feed.xml\" rel=\"self\" type=\"application/atom+xml\"/>";
        planted(ATOM, own, "", &[("A-6", "<feed …"), ("P-4", "<fh:archive/>")]);
        let next = "<link href=\"https://kabar.example/arsip/2022-12.xml\" rel=\"next-archive\"/>";
        planted(ATOM, "<fh:archive/>", next, &[("P-4", next)]);
    }

    #[test]
    fn p6_the_month_that_is_not_over() {
        let open = "<link href=\"https://kabar.example/arsip/2022-11.xml\" rel=\"prev-archive\"/>";
        planted(ATOM, &open.replace("2022-11", "2022-10"), open, &[("P-6", open)]);
    }

    #[test]
    fn p12_the_history_is_that_of_a_feed() {
        planted(
            RSS,
            "<title>Banjir surut</title>",
            "<title>Banjir surut</title><fh:archive/>",
            &[("P-12", "<fh:archive/>")],
        );
        planted(ATOM, "<fh:archive/>", "<fh:archive/><fh:incremental/>", &[("P-12", "<fh:incremental/>")]);
        let link = "<link href=\"https://kabar.example/2.xml\" rel=\"next\"/>";
        planted(ATOM, "<summary>", &format!("{link}<summary>"), &[("P-12", link)]);
    }

    #[test]
    fn w1_w6_hubs() {
        let hub = "<atom:link href=\"https://hub.example/\" rel=\"hub\"/>";
        planted(RSS, hub, &[hub, hub].concat(), &[("W-1", hub)]);
        let own = "<atom:link href=\"https://kabar.example/feed.xml\" rel=\"self\" type=\"application/rss+xml\"/>";
        planted(RSS, own, "", &[("W-1", "<channel>"), ("R-3", "<channel>")]);
        let hub = "<link href=\"https://hub.example/\" rel=\"hub\"/>";
        planted(ATOM, "<fh:archive/>", &format!("<fh:archive/>{hub}"), &[("W-6", hub)]);
    }

    #[test]
    fn w3_self_is_where_the_feed_is() {
        let elsewhere = "<link href=\"https://kabar.example/f.xml\" rel=\"self\" type=\"application/atom+xml\"/>";
        let own = elsewhere.replace("/f.xml", "/feed.xml");
        planted(ATOM, &own, elsewhere, &[("A-6", elsewhere)]);
    }
}
