//! The slot `corrections`: what was wrong in any article, and is right now (I-13).

use super::Renderer;
use super::values::{html, list, object, time};
use crate::plan::{Kind, Output};
use tera::Value;

impl Renderer<'_> {
    /// All corrections of the site, on the page that shows them; elsewhere none.
    pub(super) fn corrections_slot(&self, output: &Output) -> Value {
        if output.kind != Kind::Corrections {
            return list([]);
        }
        list(self.plan.corrections.iter().map(|(id, at)| {
            let article = self.library.article(*id);
            let correction = &article.meta.corrections[*at];
            let text = self.inline(article, &self.plan.place(*id).path, &correction.text);
            object([("date", time(correction.date)), ("text", html(&text)), ("article", self.card(*id))])
        }))
    }
}
