//! `theme`: the colours, fonts and words of a site that takes the theme as it is.
//!
//! It ends as a few lines of CSS that set the variables of `style.css`, and as words that are laid over those of the
//! locale. A theme of one's own may print them or not; nothing here knows a template.

use crate::diag::Diagnostic;
use crate::fields::{Fields, Located};
use crate::icons;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What a publisher may choose of the theme.
#[derive(Debug, Clone, Default)]
pub struct Theme {
    /// By day.
    pub light: Palette,
    /// For readers whose device is set to dark.
    pub dark: Palette,
    /// Families by variable: `head`, `text`, `plain`.
    pub fonts: Vec<(&'static str, String)>,
    /// A picture in `static/` for the head of pages, where `logo` is for feeds and machines.
    pub logo: Option<Located<String>>,
    /// A square picture in `static/` of which the icons are made; else one of the logos.
    pub icon: Option<Located<String>>,
    /// The site's name under its icon on a phone, where there is room for some twelve letters; else its title.
    pub short_name: Option<String>,
    /// A style sheet in `static/` that comes after the theme's own.
    pub styles: Option<Located<String>>,
    /// Words by language, instead of those of the locale.
    pub words: BTreeMap<String, BTreeMap<String, String>>,
}

/// The colours that were chosen, by variable.
pub type Palette = BTreeMap<&'static str, Located<Color>>;

/// A colour: red, green and blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Color(pub [u8; 3]);

/// The colours of the built-in theme: name, by day, in the dark.
const COLORS: [(&str, Color, Color); 7] = [
    ("paper", Color([0xfa, 0xf8, 0xf5]), Color([0x15, 0x11, 0x1a])),
    ("shade", Color([0xf1, 0xec, 0xee]), Color([0x21, 0x1b, 0x28])),
    ("ink", Color([0x1d, 0x17, 0x22]), Color([0xec, 0xe6, 0xee])),
    ("soft", Color([0x62, 0x58, 0x6b]), Color([0xac, 0xa1, 0xb4])),
    ("rule", Color([0xd8, 0xcf, 0xd8]), Color([0x3b, 0x32, 0x44])),
    ("accent", Color([0x6d, 0x1f, 0x5e]), Color([0xe0, 0xa5, 0xd8])),
    ("on-accent", Color([0xff, 0xff, 0xff]), Color([0x1d, 0x0f, 0x1a])),
];

/// Text and what it stands on.
const PAIRS: [(&str, &str); 7] = [
    ("ink", "paper"),
    ("soft", "paper"),
    ("accent", "paper"),
    ("ink", "shade"),
    ("soft", "shade"),
    ("accent", "shade"),
    ("on-accent", "accent"),
];

/// What WCAG 2.2 AA asks of text (H-15).
const LEAST_CONTRAST: f64 = 4.5;

impl Theme {
    /// The background of pages, for the head of a page: by day or in the dark.
    pub fn paper(&self, is_dark: bool) -> Color {
        color(if is_dark { &self.dark } else { &self.light }, is_dark, "paper")
    }

    /// What icons take of the colours by day.
    pub fn icon_colors(&self) -> icons::Colors {
        let [accent, on_accent, paper] = ["accent", "on-accent", "paper"].map(|name| color(&self.light, false, name).0);
        icons::Colors { accent, on_accent, paper }
    }

    /// Lines of CSS that set the variables; empty if nothing was chosen. It holds no `<`.
    pub fn css(&self) -> String {
        let mut css = String::new();
        // Each scheme by itself: what is set for one must not hide what the style sheet says of the other.
        for (palette, scheme) in [(&self.light, "light"), (&self.dark, "dark")] {
            if palette.is_empty() {
                continue;
            }
            let colors: String = palette.iter().fold(String::new(), |mut all, (name, color)| {
                let _ = write!(all, "--{name}:{};", color.value.hex());
                all
            });
            let _ = write!(css, "@media screen and (prefers-color-scheme:{scheme}){{:root{{{colors}}}}}");
        }
        if !self.fonts.is_empty() {
            let fonts: Vec<String> = self.fonts.iter().map(|(name, font)| format!("--{name}:{font}")).collect();
            let _ = write!(css, ":root{{{}}}", fonts.join(";"));
        }
        css
    }
}

impl Color {
    /// `#6d1f5e`.
    pub fn hex(self) -> String {
        let [red, green, blue] = self.0;
        format!("#{red:02x}{green:02x}{blue:02x}")
    }

    /// Of `#6d1f5e` or `#fff`.
    fn parse(text: &str) -> Option<Self> {
        let digits: Vec<u8> =
            text.strip_prefix('#')?.chars().map(|c| c.to_digit(16)?.try_into().ok()).collect::<Option<_>>()?;
        match digits[..] {
            [r, g, b] => Some(Self([r * 17, g * 17, b * 17])),
            [r, r2, g, g2, b, b2] => Some(Self([r * 16 + r2, g * 16 + g2, b * 16 + b2])),
            _ => None,
        }
    }

    /// How bright it is, from 0 to 1, as WCAG 2.2 defines it.
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|byte| {
            let part = f64::from(byte) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// The contrast of two colours, from 1 to 21.
    fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }
}

fn color(palette: &Palette, is_dark: bool, name: &str) -> Color {
    let built_in = COLORS.iter().find(|(own, ..)| *own == name);
    let default = built_in.map_or(Color([0; 3]), |(_, light, dark)| if is_dark { *dark } else { *light });
    palette.get(name).map_or(default, |own| own.value)
}

/// Reads the map `theme`.
pub fn read(fields: &mut Fields) -> Theme {
    let light = fields.nested(&["colors"], |inner| read_palette(inner, false));
    let dark = fields.nested(&["dark"], |inner| read_palette(inner, true));
    let theme = Theme {
        light: light.unwrap_or_default(),
        dark: dark.unwrap_or_default(),
        fonts: fields.nested(&["fonts"], read_fonts).unwrap_or_default(),
        logo: fields.text(&["logo"]),
        icon: fields.text(&["icon"]),
        short_name: fields.text(&["short_name"]).map(|name| name.value),
        styles: fields.text(&["styles"]),
        words: fields.nested(&["words"], read_words).unwrap_or_default(),
    };
    let known = ["colors", "dark", "fonts", "logo", "icon", "short_name", "styles", "words"];
    fields.warn_of_the_rest(&known, "see docs/theme.md");
    theme
}

fn read_palette(fields: &mut Fields, is_dark: bool) -> Palette {
    let mut palette = Palette::new();
    for (name, ..) in COLORS {
        let key = name.replace('-', "_");
        palette.extend(read_color(fields, &key).map(|color| (name, color)));
    }
    let known = COLORS.map(|(name, ..)| name.replace('-', "_"));
    fields.warn_of_the_rest(&known.each_ref().map(String::as_str), "a colour has one of the names in docs/theme.md");
    doubt_contrasts(fields, &palette, is_dark);
    palette
}

fn read_color(fields: &mut Fields, key: &str) -> Option<Located<Color>> {
    let is_there = fields.keys().iter().any(|own| own == key);
    let (before, name) = (fields.problems.errors(), fields.name(key));
    let Some(text) = fields.text(&[key]) else {
        // In YAML a `#` after a space begins a comment, and what is left is a key with nothing.
        if is_there && fields.problems.errors() == before {
            let problem = Diagnostic::error(format!("`{name}` is empty")).at(fields.key_place(key));
            fields.problems.push(problem.help("put the colour in quotes, `\"#6d1f5e\"`: a bare `#` begins a comment"));
        }
        return None;
    };
    let value = Color::parse(&text.value);
    if value.is_none() {
        let problem = Diagnostic::error(format!("`{name}` is no colour that can be judged: `{}`", text.value));
        fields.problems.push(problem.at(text.at).help("write `\"#6d1f5e\"` or `\"#fff\"`, in quotes"));
    }
    Some(Located { value: value?, at: text.at })
}

/// Text that readers may not be able to read is told of, if one of its two colours was chosen.
fn doubt_contrasts(fields: &mut Fields, palette: &Palette, is_dark: bool) {
    for (text, ground) in PAIRS {
        let Some(chosen) = palette.get(text).or_else(|| palette.get(ground)) else { continue };
        let contrast = color(palette, is_dark, text).contrast(color(palette, is_dark, ground));
        if contrast < LEAST_CONTRAST {
            let least = (contrast * 10.0).floor() / 10.0;
            let problem = Diagnostic::warning(format!("`{text}` on `{ground}` has a contrast of {least:.1} to 1"));
            let problem = problem.at(chosen.at).label("hard to read");
            fields.problems.push(problem.help("many readers need 4.5 to 1 (H-15): take a darker or a lighter one"));
        }
    }
}

fn read_fonts(fields: &mut Fields) -> Vec<(&'static str, String)> {
    let mut fonts = Vec::new();
    for (key, variable) in [("headings", "head"), ("text", "text"), ("plain", "plain")] {
        let Some(font) = fields.text(&[key]) else { continue };
        if is_font_list(&font.value) {
            fonts.push((variable, font.value));
            continue;
        }
        let problem = Diagnostic::error(format!("`{}` is no list of fonts: `{}`", fields.name(key), font.value));
        fields
            .problems
            .push(problem.at(font.at).help("write names with commas between, as in CSS: `Lora, Georgia, serif`"));
    }
    fields.warn_of_the_rest(&["headings", "text", "plain"], "these three are all that the theme has");
    fonts
}

/// Whether a text can stand behind `font-family:` and ends where it ends.
fn is_font_list(text: &str) -> bool {
    let is_fine = |c: char| c.is_alphanumeric() || matches!(c, ' ' | ',' | '-' | '_' | '"' | '\'');
    let is_even = |quote: char| text.matches(quote).count().is_multiple_of(2);
    text.chars().all(is_fine) && is_even('"') && is_even('\'') && !text.trim_end().ends_with(',')
}

fn read_words(fields: &mut Fields) -> BTreeMap<String, BTreeMap<String, String>> {
    let languages = fields.keys().into_iter();
    languages
        .filter_map(|language| {
            let words = fields.nested(&[&language], |inner| {
                let keys = inner.keys().into_iter();
                keys.filter_map(|key| Some((key.clone(), inner.plain(&[&key])?))).collect()
            })?;
            Some((language, words))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{COLORS, Color, Theme, read};
    use crate::diag::{Diagnostics, FileTable};
    use crate::fields::{Fields, Syntax};
    use std::path::Path;

    fn theme(text: &str) -> (Theme, Diagnostics) {
        let file = FileTable::default().intern(Path::new("halaman.yaml"));
        let mut fields = Fields::parse(text, Syntax::Yaml, file, 0);
        (read(&mut fields), fields.problems)
    }

    fn told(text: &str) -> Vec<String> {
        theme(text).1.iter().map(|problem| problem.message.clone()).collect()
    }

    #[test]
    fn what_is_chosen_becomes_variables_and_each_scheme_keeps_its_own() {
        let text = "colors: {accent: \"#064\", on_accent: \"#FFFFFF\"}\ndark: {accent: \"#9fd8b4\"}\n\
                    fonts: {headings: \"Lora, 'Noto Serif', serif\", plain: sans-serif}";
        let (theme, problems) = theme(text);
        assert!(problems.is_empty());
        assert_eq!(
            theme.css(),
            "@media screen and (prefers-color-scheme:light){:root{--accent:#006644;--on-accent:#ffffff;}}\
             @media screen and (prefers-color-scheme:dark){:root{--accent:#9fd8b4;}}\
             :root{--head:Lora, 'Noto Serif', serif;--plain:sans-serif}"
        );
        assert_eq!(Theme::default().css(), "");
    }

    #[test]
    fn the_built_in_colours_are_those_of_the_style_sheet() {
        let css = include_str!("../../templates/static/style.css");
        let (light, dark) = css.split_once("@media").unwrap();
        let dark = dark.split_once("}}").unwrap().0;
        for (name, by_day, by_night) in COLORS {
            for (css, color) in [(light, by_day), (dark, by_night)] {
                let short = color.hex().replace("#ffffff", "#fff");
                assert!(css.contains(&format!("--{name}:{short};")), "{name}");
            }
        }
    }

    #[test]
    fn h15_colours_that_cannot_be_read_are_told_of() {
        let light = "colors: {accent: \"#e07020\"}";
        assert_eq!(
            told(light),
            [
                "`accent` on `paper` has a contrast of 3.0 to 1",
                "`accent` on `shade` has a contrast of 2.7 to 1",
                "`on-accent` on `accent` has a contrast of 3.2 to 1",
            ]
        );
        assert_eq!(told("dark: {paper: \"#000\"}"), [""; 0]);
    }

    #[test]
    fn h15_the_built_in_colours_can_be_read() {
        let all = |at: usize| {
            let one = |(name, light, dark): (&str, Color, Color)| {
                format!("{}: \"{}\"", name.replace('-', "_"), [light, dark][at].hex())
            };
            COLORS.map(one).join(", ")
        };
        assert_eq!(told(&format!("colors: {{{}}}\ndark: {{{}}}", all(0), all(1))), [""; 0]);
    }

    #[test]
    fn what_is_no_colour_or_font_is_refused() {
        for (text, message) in [
            ("colors: {accent: red}", "`colors.accent` is no colour that can be judged: `red`"),
            ("colors:\n  accent: #6d1f5e", "`colors.accent` is empty"),
            ("colors: {accent: [1]}", "`colors.accent` wants a text, found a list"),
            ("colors: {acent: \"#000\"}", "unknown key `colors.acent`"),
            ("fonts: {text: \"Lora;} body{\"}", "`fonts.text` is no list of fonts: `Lora;} body{`"),
            ("fonts: {text: \"'Lora, serif\"}", "`fonts.text` is no list of fonts: `'Lora, serif`"),
        ] {
            assert_eq!(told(text), [message], "{text}");
        }
    }
}
