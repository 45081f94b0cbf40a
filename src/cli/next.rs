//! `halaman next`.

use super::{SiteOptions, print};
use crate::agenda::{self, Change};
use crate::build::Ready;
use crate::plan::feeds;
use clap::Args;
use std::process::ExitCode;

/// What was typed.
#[derive(Debug, Args)]
pub(super) struct Next {
    #[command(flatten)]
    site: SiteOptions,
    /// Print JSON, for programs
    #[arg(long, group = "form")]
    json: bool,
    /// Print lines of a crontab that build the site at each moment
    #[arg(long, group = "form")]
    cron: bool,
    /// Print a calendar that calendar programs read (iCalendar)
    #[arg(long, group = "form")]
    ics: bool,
    /// The command in the crontab
    #[arg(long, value_name = "COMMAND", default_value = "halaman build", requires = "cron")]
    command: String,
    /// Print so many moments at most
    #[arg(long, value_name = "NUMBER")]
    count: Option<usize>,
}

/// Tells when the output changes by itself.
pub(super) fn run(typed: &Next) -> ExitCode {
    let ready = match typed.site.ready("next") {
        Ok(ready) => ready,
        Err(code) => return code,
    };
    print(&told(typed, &ready));
    ExitCode::SUCCESS
}

fn told(typed: &Next, ready: &Ready) -> String {
    let zone = ready.config.timezone;
    let now = ready.now.to_utc();
    let news = ready.config.news_sitemap.then_some(feeds::NEWS);
    let facts = agenda::facts(&ready.config, &ready.library);
    let changes = agenda::changes(&facts, news, zone, now);
    let changes = first_moments(&changes, typed.count);
    if typed.json {
        format!("{:#}\n", agenda::json(changes))
    } else if typed.cron {
        agenda::cron(changes, zone, &typed.command)
    } else if typed.ics {
        agenda::ics(changes, ready.config.base_url.host_str().unwrap_or_default(), now)
    } else {
        agenda::text(changes)
    }
}

/// The changes of so many moments.
fn first_moments(changes: &[Change], count: Option<usize>) -> &[Change] {
    let Some(count) = count else { return changes };
    let end: usize = changes.chunk_by(|a, b| a.at == b.at).take(count).map(<[Change]>::len).sum();
    &changes[..end]
}
