//! The icons of a site, and the manifest that names them.

use super::Renderer;
use crate::content::Bodies;
use crate::diag::Diagnostic;
use crate::hash::Hasher;
use crate::icons::{self, Drawing, Icon};
use crate::plan::Kind;
use crate::plan::icons::Source;
use crate::plan::recipe::{Ingredient, Recipe};
use serde_json::{Value, json};
use std::sync::OnceLock;

/// The longest file of a picture, in bytes.
const LONGEST: u64 = 16 * 1024 * 1024;

/// The picture that icons are made of, as it was drawn first.
#[derive(Default)]
pub(super) struct Art(OnceLock<Result<Drawing, Diagnostic>>);

impl Renderer<'_> {
    /// What the icons of a site without a picture are made of.
    pub(super) fn mark_recipe(&self) -> Option<Recipe> {
        (self.plan.icons == Source::Mark).then(|| self.icon_recipe())
    }

    /// What icons are made of, but for their picture.
    pub fn icon_recipe(&self) -> Recipe {
        let mark =
            Hasher::default().with(env!("HALAMAN_BUILD_ID")).with(format!("{:?}", self.config.theme.icon_colors()));
        Recipe::new(vec![(Ingredient::Theme, mark.finish().half())])
    }

    /// An icon.
    ///
    /// # Errors
    /// Nothing can be made of the picture.
    pub(super) fn site_icon(&self, icon: Icon, bodies: &Bodies) -> Result<Vec<u8>, Diagnostic> {
        let colors = self.config.theme.icon_colors();
        let Source::Picture(at) = self.plan.icons else {
            return icons::of_mark(icon, &colors).map_err(Diagnostic::error);
        };
        let asset = &self.plan.assets[at];
        if icon == Icon::Svg {
            return bodies.picture(asset);
        }
        let refused = |reason: String| {
            Diagnostic::error("no icons can be made of this picture")
                .on_path(asset.location())
                .note(reason)
                .help("name another one as `theme.icon`: an SVG of paths, or a PNG")
        };
        let drawing = self.art.0.get_or_init(|| {
            if asset.bytes > LONGEST {
                return Err(refused(format!("it has {} bytes, more than 16 million", asset.bytes)));
            }
            let bytes = bodies.picture(asset)?;
            let read = if asset.mime == "image/png" { Drawing::png(&bytes) } else { Drawing::svg(&bytes) };
            read.map_err(refused)
        });
        icons::of_picture(drawing.as_ref().map_err(Clone::clone)?, icon, &colors).map_err(refused)
    }

    /// What a phone is told that puts the site among its programs.
    pub(super) fn manifest(&self) -> Vec<u8> {
        let (theme, front) = (&self.config.theme, self.plan.urls.url(""));
        let paper = theme.paper(false).hex();
        let icons: Vec<Value> = [Icon::Svg, Icon::Small, Icon::Large, Icon::Maskable]
            .into_iter()
            .filter_map(|icon| self.manifest_icon(icon))
            .collect();
        let manifest = json!({
            "id": front,
            "name": self.config.title,
            "short_name": theme.short_name.as_ref().unwrap_or(&self.config.title),
            "description": self.config.description,
            "lang": self.config.language,
            "start_url": front,
            "scope": front,
            "display": "minimal-ui",
            "theme_color": paper,
            "background_color": paper,
            "icons": icons,
        });
        format!("{manifest:#}\n").into_bytes()
    }

    /// How the manifest names an icon that the site has, be it its own file.
    fn manifest_icon(&self, icon: Icon) -> Option<Value> {
        let output = self.plan.at(icon.path())?;
        let own = match output.kind {
            Kind::Asset(at) => self.plan.assets[at].size,
            _ => None,
        };
        let sizes = match (icon.side(), own) {
            (None, _) => "any".to_owned(),
            (Some(_), Some((width, height))) => format!("{width}x{height}"),
            (Some(side), None) => format!("{side}x{side}"),
        };
        let mime = crate::asset::mime(icon.path());
        let purpose = if icon == Icon::Maskable { "maskable" } else { "any" };
        Some(json!({ "src": self.plan.urls.url(icon.path()), "type": mime, "sizes": sizes, "purpose": purpose }))
    }
}
