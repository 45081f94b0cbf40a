//! Which icons a site has, and what they are made of: its own files first, then its logo, then those of its theme, then a
//! mark in its colours.

use super::{Kind, Plan};
use crate::asset::{Asset, Root};
use crate::config::{Config, Theme};
use crate::diag::{Diagnostic, Diagnostics};
use crate::fields::Located;
use crate::icons::Icon;

/// The path of the manifest.
pub const MANIFEST: &str = "manifest.webmanifest";

/// How often the long side of a logo may hold the short one: what is longer is a thread at 16 pixels.
const LONGEST: u32 = 2;

/// What the icons are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A picture, by its place in [`Plan::assets`].
    Picture(usize),
    /// The mark of the theme, in the colours of the site.
    Mark,
    /// Nothing: the theme brings them. The built-in one has the mark in its own colours.
    Theme,
    /// Nothing: the site has an icon of its own, and no mark is put beside it.
    Nothing,
}

impl Plan {
    /// Plans icons where the site has no file of its own, after the files that are copied.
    pub(super) fn add_icons(&mut self, config: &Config, problems: &mut Diagnostics) {
        self.icons = self.source(config, problems);
        self.drop_icons_of_themes();
        let is_drawing = match self.icons {
            Source::Picture(asset) => self.assets[asset].mime == "image/svg+xml",
            Source::Mark => true,
            Source::Theme | Source::Nothing => false,
        };
        if matches!(self.icons, Source::Picture(_) | Source::Mark) {
            for icon in Icon::ALL {
                // A browser that knows drawings takes the drawing: then the publisher's own `favicon.ico` were seen nowhere.
                let fits = icon != Icon::Svg || is_drawing && !self.has_own(Icon::Ico.path());
                if fits && !self.has_own(icon.path()) {
                    self.add(icon.path(), Kind::Icon(icon), None, None);
                }
            }
        }
        if !self.has_own(MANIFEST) {
            self.add(MANIFEST, Kind::Manifest, None, None);
        }
    }

    /// The icon that stands for a logo where only pixels are shown, in feeds and shared links (R-8, G-1): that of a drawing.
    pub fn pixels_of(&self, logo: &str) -> Option<Icon> {
        let asset = self.asset_at(logo)?;
        let is_source = self.icons == Source::Picture(asset) && self.assets[asset].mime == "image/svg+xml";
        (is_source && self.has_path(Icon::Large.path())).then_some(Icon::Large)
    }

    fn source(&self, config: &Config, problems: &mut Diagnostics) -> Source {
        if let Some(named) = &config.theme.icon {
            return self.named(named, problems);
        }
        let logos = [&config.theme.logo, &config.logo].into_iter().flatten();
        let own = [Icon::Svg, Icon::Large, Icon::Touch].map(Icon::path).into_iter();
        let named = logos.map(|logo| logo.value.trim_start_matches('/'));
        let found = own.chain(named).find_map(|path| self.own(path).filter(|at| is_fit(&self.assets[*at])));
        match found {
            Some(asset) => Source::Picture(asset),
            None if Icon::ALL.iter().any(|icon| self.has_own(icon.path())) => Source::Nothing,
            None if self.has_themes_icon() || config.theme.icon_colors() == Theme::default().icon_colors() => {
                Source::Theme
            }
            None => Source::Mark,
        }
    }

    /// The picture that was asked for. One that is not there is told of elsewhere, with the logos.
    fn named(&self, named: &Located<String>, problems: &mut Diagnostics) -> Source {
        let Some(asset) = self.own(named.value.trim_start_matches('/')) else { return Source::Nothing };
        if is_drawable(&self.assets[asset]) {
            return Source::Picture(asset);
        }
        let problem = Diagnostic::error(format!("no icons can be made of `{}`", named.value)).at(named.at);
        problems.push(problem.label("neither SVG nor PNG").help("save it as one of the two: best as an SVG of paths"));
        Source::Nothing
    }

    /// The publisher's file that goes to a path.
    fn own(&self, path: &str) -> Option<usize> {
        let is_own = |at: &usize| matches!(self.assets[*at].root, Root::Content | Root::Static);
        (0..self.assets.len()).filter(is_own).find(|at| self.asset_paths[*at] == path)
    }

    /// Whether a theme of the site's own brings an icon.
    fn has_themes_icon(&self) -> bool {
        self.assets.iter().any(|asset| asset.root == Root::Templates && is_icon(&asset.path))
    }

    fn has_own(&self, path: &str) -> bool {
        self.own(path).is_some()
    }

    /// Icons of the built-in theme give way to any other, and those of every theme to the publisher's logo.
    fn drop_icons_of_themes(&mut self) {
        let assets = &self.assets;
        let is_spare = |root: Root| match self.icons {
            Source::Theme => false,
            Source::Picture(_) => matches!(root, Root::Templates | Root::Theme),
            Source::Mark | Source::Nothing => root == Root::Theme,
        };
        let is_dropped = |kind: &Kind| matches!(kind, Kind::Asset(at) if is_spare(assets[*at].root));
        self.outputs.retain(|output| !(is_dropped(&output.kind) && is_icon(output.path())));
    }
}

fn is_icon(path: &str) -> bool {
    Icon::ALL.iter().any(|icon| icon.path() == path)
}

fn is_drawable(asset: &Asset) -> bool {
    matches!(asset.mime, "image/svg+xml" | "image/png")
}

/// Whether a logo can be an icon too. Of a drawing without a size nothing is known before it is read.
fn is_fit(asset: &Asset) -> bool {
    let is_square = |(width, height): (u32, u32)| width.max(height) <= width.min(height).saturating_mul(LONGEST);
    is_drawable(asset) && asset.size.is_none_or(is_square)
}
