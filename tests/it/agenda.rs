//! `halaman next`: the moments it names are those at which the output changes, and there are no others.

use crate::project::{PAPER, Tree, paper};
use chrono::{DateTime, Duration, FixedOffset};
use halaman::build::{self, At, Ready, Request};
use halaman::content::{Bodies, Cache};
use halaman::diag::{Diagnostics, FileTable};
use halaman::render::Renderer;
use halaman::source::{Memory, SiteDir};
use halaman::{agenda, plan};
use proptest::prelude::*;

fn now() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339("2026-11-23T12:00:00+08:00").unwrap()
}

fn prepared(site: &Memory, at: DateTime<FixedOffset>) -> Ready {
    let mut problems = Diagnostics::default();
    let request = Request { at: At::Moment(at), drafts: false, base_url: None, cache: Cache::Off };
    let ready = build::prepare(site, &request, &mut FileTable::default(), &mut problems);
    assert!(!problems.has_errors(), "{problems:?}");
    ready
}

/// Every output at a moment, without the disk.
fn built(site: &Memory, at: DateTime<FixedOffset>) -> Tree {
    let ready = prepared(site, at);
    let renderer = Renderer::new(&ready.config, &ready.library, &ready.templates, &ready.plan, &ready.locales);
    let bodies = Bodies::new(site as &dyn SiteDir);
    let made =
        ready.plan.outputs.iter().map(|output| (output.path().to_owned(), renderer.render(output, &bodies).unwrap()));
    made.collect()
}

/// An article of a random site: hours from now to its date, and what else happens to it.
#[derive(Debug, Clone)]
struct Story {
    date: i64,
    expires: Option<i64>,
    updated: Option<i64>,
    noindex: bool,
    withdrawn: bool,
    draft: bool,
    slow: bool,
}

fn story() -> impl Strategy<Value = Story> {
    let flags = (any::<bool>(), prop::bool::weighted(0.1), prop::bool::weighted(0.1), any::<bool>());
    (-80_i64..80, prop::option::weighted(0.3, 1_i64..120), prop::option::weighted(0.3, 0_i64..120), flags).prop_map(
        |(date, lives, changes, (noindex, withdrawn, draft, slow))| Story {
            date,
            expires: lives.map(|hours| date + hours),
            updated: changes.map(|hours| date + hours),
            noindex: noindex && slow,
            withdrawn,
            draft,
            slow,
        },
    )
}

fn site_of(stories: &[Story]) -> Memory {
    let time = |hours: i64| (now() + Duration::hours(hours)).to_rfc3339();
    let mut site = Memory::default();
    let feeds = "feeds:\n  - {name: lambat, tags: [Lambat], delay: 5}\nhosts: [netlify, github]\n";
    site.add("halaman.yaml", format!("{PAPER}{feeds}"));
    site.add("content/daerah/_index.md", "---\ntitle: Daerah\n---\nTeks.\n");
    for (number, story) in stories.iter().enumerate() {
        let mut text = format!("---\ntitle: Berita {number}\ndate: {}\n", time(story.date));
        for (key, value) in [("expires", story.expires), ("updated", story.updated)] {
            text.extend(value.map(|hours| format!("{key}: {}\n", time(hours))));
        }
        let lines = [
            (story.noindex, "noindex: true\n"),
            (story.withdrawn, "withdrawn: Keliru.\n"),
            (story.draft, "draft: true\n"),
            (story.slow, "tags: [Lambat]\n"),
        ];
        text.extend(lines.into_iter().filter(|(wanted, _)| *wanted).map(|(_, line)| line));
        site.add(format!("content/daerah/{number}.md"), format!("{text}---\nIsi.\n"));
    }
    site
}

/// The moments that the agenda names.
fn moments(site: &Memory) -> Vec<DateTime<FixedOffset>> {
    let ready = prepared(site, now());
    let facts = agenda::facts(&ready.config, &ready.library);
    let changes = agenda::changes(&facts, Some(plan::feeds::NEWS), ready.config.timezone, now().to_utc());
    let mut moments: Vec<DateTime<FixedOffset>> = changes.into_iter().map(|change| change.at).collect();
    moments.dedup();
    moments
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn n6_between_two_moments_nothing_changes_and_at_each_something_does(stories in prop::collection::vec(story(), 1..6)) {
        let site = site_of(&stories);
        let mut before = built(&site, now());
        for moment in moments(&site) {
            let just_before = built(&site, moment - Duration::seconds(1));
            prop_assert!(just_before == before, "something changed before {moment}");
            let at = built(&site, moment);
            prop_assert!(at != before, "nothing changed at {moment}");
            before = at;
        }
        let later = built(&site, now() + Duration::days(400));
        prop_assert!(later == before, "something changed after the last moment");
    }
}

const SITE: &str = "
    -- content/besok.md --
    ---
    title: Besok
    date: 2026-11-24 06:00
    expires: 2026-11-25 18:00:30
    ---
    Isi.
    -- content/lama.md --
    ---
    title: Lama
    date: 2026-11-22 12:00
    ---
    Isi.
    ";

fn said(arguments: &[&str]) -> String {
    let site = paper(SITE);
    let run = site.run_in(&[], &[&["next", "--at", "2026-11-23 12:00"], arguments].concat());
    assert_eq!((run.stderr.as_str(), run.code()), ("", 0));
    run.stdout
}

#[test]
fn n6_the_command_tells_people() {
    assert_eq!(
        said(&[]),
        "\
2026-11-24 06:00 +08:00  publishes content/besok.md “Besok”
2026-11-24 12:00 +08:00  drops from the News sitemap content/lama.md “Lama”
2026-11-25 18:00:30 +08:00  takes down content/besok.md “Besok”
"
    );
    assert_eq!(said(&["--count", "1"]), "2026-11-24 06:00 +08:00  publishes content/besok.md “Besok”\n");
}

#[test]
fn n6_the_command_tells_programs() {
    let json: serde_json::Value = serde_json::from_str(&said(&["--json", "--count", "1"])).unwrap();
    let change = serde_json::json!({"cause": "published", "source": "content/besok.md", "title": "Besok"});
    assert_eq!(json, serde_json::json!([{"at": "2026-11-24T06:00:00+08:00", "changes": [change]}]));
    let cron = said(&["--cron", "--command", "cd /srv/kabar && halaman build"]);
    let jobs: Vec<&str> = cron.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
    assert_eq!(
        jobs,
        [
            "CRON_TZ=Asia/Makassar",
            "0 6 24 11 * cd /srv/kabar && halaman build",
            "0 12 24 11 * cd /srv/kabar && halaman build",
            "1 18 25 11 * cd /srv/kabar && halaman build",
        ]
    );
    let calendar = said(&["--ics"]);
    assert_eq!(calendar.matches("BEGIN:VEVENT\r\n").count(), 3);
}

#[test]
fn a_site_with_errors_has_no_agenda() {
    let site = paper("-- content/a.md --\n---\ntitle: A\ndate: kemarin\n---\nIsi.\n");
    let run = site.run_in(&[], &["next"]);
    assert_eq!((run.code(), run.stdout.as_str()), (1, ""));
    assert!(run.stderr.contains("`kemarin`"), "{}", run.stderr);
}
