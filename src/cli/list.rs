//! `halaman list`: what a site consists of, as a table or as JSON.

use super::{SiteOptions, print};
use crate::build::Ready;
use crate::content::Held;
use crate::plan::{FeedPage, Kind};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use std::process::ExitCode;

/// What was typed.
#[derive(Debug, Args)]
pub(super) struct List {
    /// What to list
    #[arg(default_value = "articles")]
    what: What,
    #[command(flatten)]
    site: SiteOptions,
    /// Print JSON, for programs
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum What {
    /// Articles and pages that are published, newest first
    Articles,
    /// Files that are not published, and why
    Held,
    /// Every file of the output, and what makes it
    Outputs,
    /// Feeds, and what they hold
    Feeds,
    /// Topics, authors and other terms, and how many articles each has
    Terms,
}

/// A table: the names of its columns, and its rows.
struct Table {
    columns: &'static [&'static str],
    rows: Vec<Vec<Value>>,
}

/// Lists.
pub(super) fn run(typed: &List) -> ExitCode {
    let ready = match typed.site.ready("list") {
        Ok(ready) => ready,
        Err(code) => return code,
    };
    let table = match typed.what {
        What::Articles => articles(&ready),
        What::Held => held(&ready),
        What::Outputs => outputs(&ready),
        What::Feeds => feeds(&ready),
        What::Terms => terms(&ready),
    };
    print(&if typed.json { as_json(&table) } else { as_text(&table) });
    ExitCode::SUCCESS
}

fn articles(ready: &Ready) -> Table {
    let rows = ready.library.ids().map(|id| {
        let article = ready.library.article(id);
        let url = ready.plan.urls.url(&ready.plan.place(id).path);
        let date = article.meta.date.map(|date| date.format("%Y-%m-%d %H:%M").to_string());
        vec![json!(date), json!(url), json!(article.meta.title), json!(format!("content/{}", article.name.source))]
    });
    Table { columns: &["date", "url", "title", "file"], rows: rows.collect() }
}

fn held(ready: &Ready) -> Table {
    let rows = ready.library.held.iter().map(|(source, held)| {
        let (why, when) = match held {
            Held::Draft => ("draft", None),
            Held::Until(date) => ("comes out", Some(date)),
            Held::Since(date) => ("expired", Some(date)),
        };
        let when = when.map(|date| date.format("%Y-%m-%d %H:%M").to_string());
        vec![json!(why), json!(when), json!(format!("content/{source}"))]
    });
    Table { columns: &["why", "when", "file"], rows: rows.collect() }
}

fn outputs(ready: &Ready) -> Table {
    let rows = ready.plan.outputs.iter().map(|output| {
        let from = match &output.kind {
            Kind::Article(id, _) => Some(format!("content/{}", ready.library.article(*id).name.source)),
            Kind::Asset(asset) => Some(ready.plan.assets[*asset].location().to_string_lossy().replace('\\', "/")),
            _ => None,
        };
        vec![json!(output.file), json!(output.template), json!(from)]
    });
    Table { columns: &["file", "template", "from"], rows: rows.collect() }
}

fn feeds(ready: &Ready) -> Table {
    let rows = ready.plan.feeds.iter().flat_map(|feed| {
        feed.formats.iter().map(|format| {
            let url = ready.plan.urls.url(&feed.document(*format, FeedPage::Current));
            vec![json!(url), json!(format.name()), json!(feed.members.len()), json!(feed.archives.len())]
        })
    });
    Table { columns: &["url", "format", "entries", "archives"], rows: rows.collect() }
}

fn terms(ready: &Ready) -> Table {
    let rows = ready.plan.taxonomies.iter().flat_map(|taxonomy| {
        taxonomy.terms.iter().map(|term| {
            let url = ready.plan.urls.url(&format!("{}/{}/", taxonomy.path, term.slug));
            vec![json!(taxonomy.name), json!(term.name), json!(term.members.len()), json!(url)]
        })
    });
    Table { columns: &["taxonomy", "term", "articles", "url"], rows: rows.collect() }
}

fn as_json(table: &Table) -> String {
    let object = |row: &Vec<Value>| -> Value {
        table.columns.iter().zip(row).map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
    };
    format!("{:#}\n", Value::from(table.rows.iter().map(object).collect::<Vec<_>>()))
}

/// Columns side by side; the last one is as long as it likes.
fn as_text(table: &Table) -> String {
    let cell = |value: &Value| match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let head: Vec<String> = table.columns.iter().map(|name| name.to_uppercase()).collect();
    let rows: Vec<Vec<String>> =
        [head].into_iter().chain(table.rows.iter().map(|row| row.iter().map(cell).collect())).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..table.columns.len()).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        format!("{}\n", cells.join("  ").trim_end())
    };
    rows.iter().map(line).collect::<Vec<_>>().concat()
}
