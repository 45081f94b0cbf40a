//! What would be published: the state that a plan stands for. Nothing is rendered for it.

use super::{FeedState, Item, Published, one_line};
use crate::config::Config;
use crate::content::{ArticleId, Library};
use crate::plan::{FeedPage, Kind, Plan};

/// The state after a build of this plan.
pub fn planned(config: &Config, library: &Library, plan: &Plan) -> Published {
    let items = library.ids().filter(|id| library.article(*id).is_news()).map(|id| item(library, plan, id));
    let is_numbered = |kind: &Kind| matches!(kind, Kind::List(_, place) if *place > 1);
    let pages = plan.outputs.iter().filter(|output| !is_numbered(&output.kind));
    Published {
        base_url: config.base_url.to_string(),
        id_base: Some(config.feed.id_base.as_ref().unwrap_or(&config.base_url).to_string()),
        articles: items.map(|item| (item.id.clone(), item)).collect(),
        feeds: feeds(plan).collect(),
        pages: pages.map(|output| address(output.path())).collect(),
    }
}

/// The feeds of the plan as those who subscribe get them.
fn feeds(plan: &Plan) -> impl Iterator<Item = (String, FeedState)> + '_ {
    plan.feeds.iter().map(|feed| {
        let documents = feed.formats.iter().map(|format| address(&feed.document(*format, FeedPage::Current)));
        let ids = feed.members.iter().map(|id| one_line(&plan.id_of(*id)));
        (address(&feed.path), FeedState { documents: documents.collect(), ids: ids.collect() })
    })
}

fn item(library: &Library, plan: &Plan, id: ArticleId) -> Item {
    let (article, place) = (library.article(id), plan.place(id));
    let published = article.meta.date;
    Item {
        id: one_line(&plan.id_of(id)),
        path: address(&place.path),
        url: plan.urls.permalink(&plan.canonical_path(id, article)),
        title: one_line(&article.meta.title),
        published,
        updated: article.meta.updated.filter(|updated| Some(*updated) > published),
        source: Some(format!("content/{}", article.name.source)),
        aliases: place.aliases.iter().map(|alias| address(&alias.path)).collect(),
        own_id: article.meta.id.is_some(),
        silent: false,
    }
}

fn address(path: &str) -> String {
    format!("/{path}")
}
