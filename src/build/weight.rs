//! Pages against `budget`: the HTML and the style sheets that it names, in bytes as they are written.
//!
//! Pictures, scripts and fonts are not counted, nor what one style sheet imports from another.

use super::Ready;
use crate::check::facts::Facts;
use crate::diag::Diagnostic;
use crate::plan::{Kind, Output, Part};

/// What is wrong with a page that outgrew its budget. `html` is its length in bytes.
pub(super) fn too_heavy(ready: &Ready, output: &Output, facts: &Facts, html: usize) -> Option<Diagnostic> {
    let Facts::Page(page) = facts else { return None };
    let (key, most) = limit(ready, output)?;
    let sheets = page.styles.iter().filter_map(|path| ready.plan.asset_at(path));
    let css: u64 = sheets.map(|at| ready.plan.assets[at].bytes).sum();
    let css = usize::try_from(css).unwrap_or(usize::MAX);
    let problem = || {
        Diagnostic::error(format!("a page is heavier than `budget.{key}`"))
            .note(format!(
                "`/{}` has {html} bytes of HTML and {css} bytes of style sheets; the budget is {most}",
                output.path()
            ))
            .help(remedy(key))
            .in_output(format!("/{}", output.path()))
    };
    (html.saturating_add(css) > most).then(problem)
}

fn remedy(key: &str) -> &'static str {
    match key {
        "list" => "show fewer articles on a page (`per_page`), lighten the templates and style sheets, or allow more",
        "article" => {
            "divide a long text with `<!-- halaman -->`, lighten the templates and style sheets, or allow more"
        }
        _ => "shorten the text, lighten the templates and style sheets, or allow more",
    }
}

/// The limit of an output and its key.
fn limit(ready: &Ready, output: &Output) -> Option<(&'static str, usize)> {
    let budget = &ready.config.budget;
    let (key, most) = match output.kind {
        Kind::Article(id, _) if !ready.library.article(id).is_dated() => ("page", budget.page),
        Kind::Article(_, Part::All) => ("view_all", budget.view_all),
        Kind::Article(_, Part::One(_)) => ("article", budget.article),
        Kind::Redirect(_) => return None,
        _ => ("list", budget.list),
    };
    Some((key, most?))
}
