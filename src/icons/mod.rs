//! Icons of a site from one picture: bytes in, bytes out.
//!
//! Which icons a site has is decided in `plan`, where the picture is read in `content`. Nothing here knows a file, and
//! what is wrong with a picture is told as text.

mod container;
mod drawing;
mod vector;

pub use drawing::Drawing;

use resvg::tiny_skia::Pixmap;

/// An icon that programs ask a site for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Icon {
    /// `favicon.ico`, which browsers and feed readers ask for unasked (H-12): 16, 32 and 48 pixels.
    Ico,
    /// `favicon.svg`, the drawing itself.
    Svg,
    /// `apple-touch-icon.png`, 180 pixels, without a transparent one.
    Touch,
    /// `icon-192.png`, for the manifest.
    Small,
    /// `icon-512.png`, for the manifest.
    Large,
    /// `icon-maskable-512.png`: systems cut it to a shape of theirs, and its middle is safe.
    Maskable,
}

impl Icon {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Ico, Self::Svg, Self::Touch, Self::Small, Self::Large, Self::Maskable];

    /// Its path on the site.
    pub fn path(self) -> &'static str {
        match self {
            Self::Ico => "favicon.ico",
            Self::Svg => "favicon.svg",
            Self::Touch => "apple-touch-icon.png",
            Self::Small => "icon-192.png",
            Self::Large => "icon-512.png",
            Self::Maskable => "icon-maskable-512.png",
        }
    }

    /// The side of its largest picture, in pixels; none for a drawing, which has any.
    pub fn side(self) -> Option<u32> {
        match self {
            Self::Ico => Some(48),
            Self::Svg => None,
            Self::Touch => Some(180),
            Self::Small => Some(192),
            Self::Large | Self::Maskable => Some(512),
        }
    }

    /// Whether the system that shows it cuts its corners.
    fn is_cut(self) -> bool {
        matches!(self, Self::Touch | Self::Maskable)
    }
}

/// The colours that icons take from the theme: red, green and blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colors {
    /// The ground of the mark.
    pub accent: [u8; 3],
    /// The sheet of the mark.
    pub on_accent: [u8; 3],
    /// What stands behind a picture with transparent parts where an icon must have none.
    pub paper: [u8; 3],
}

/// An icon of a picture. What `favicon.svg` holds is the picture's own text, so there is none of it here.
///
/// # Errors
/// The picture cannot be drawn.
pub fn of_picture(drawing: &Drawing, icon: Icon, colors: &Colors) -> Result<Vec<u8>, String> {
    let largest = icon.side();
    let sides = if icon == Icon::Ico { &container::SIDES } else { largest.as_slice() };
    let pictures: Vec<Vec<u8>> =
        sides.iter().map(|side| png(&drawing.icon(icon, *side, colors.paper))).collect::<Result<_, _>>()?;
    Ok(if icon == Icon::Ico { container::ico(&pictures) } else { pictures.concat() })
}

/// An icon of a site without a logo: a sheet of paper in the site's colours.
///
/// # Errors
/// None; it is drawn as other pictures are.
pub fn of_mark(icon: Icon, colors: &Colors) -> Result<Vec<u8>, String> {
    let text = mark(colors, !icon.is_cut());
    match icon {
        Icon::Svg => Ok(text.into_bytes()),
        _ => of_picture(&Drawing::svg(text.as_bytes())?, icon, colors),
    }
}

/// The mark as a drawing; where a system cuts the corners, they are not cut twice.
fn mark(colors: &Colors, rounded: bool) -> String {
    let hex = |[red, green, blue]: [u8; 3]| format!("#{red:02x}{green:02x}{blue:02x}");
    let (accent, sheet) = (hex(colors.accent), hex(colors.on_accent));
    // The folded corner is the sheet in the shadow: a quarter of the way to the ground.
    let mut fold = colors.on_accent;
    for (part, ground) in fold.iter_mut().zip(colors.accent) {
        *part = u8::try_from((u16::from(*part) * 3 + u16::from(ground)) / 4).unwrap_or(*part);
    }
    let (corner, fold) = (if rounded { " rx=\"6\"" } else { "" }, hex(fold));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 32 32\">\
         <rect width=\"32\" height=\"32\"{corner} fill=\"{accent}\"/>\
         <path d=\"M8 5h11l6 6v16H8z\" fill=\"{sheet}\"/><path d=\"M19 5v6h6z\" fill=\"{fold}\"/>\
         <path d=\"M11.5 15h10M11.5 19h10M11.5 23h6\" stroke=\"{accent}\" stroke-width=\"2.2\"/></svg>\n"
    )
}

fn png(pixels: &Pixmap) -> Result<Vec<u8>, String> {
    pixels.encode_png().map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::{Colors, Drawing, Icon, mark, of_mark, of_picture};
    use resvg::tiny_skia::Pixmap;

    const COLORS: Colors = Colors { accent: [0x6d, 0x1f, 0x5e], on_accent: [255; 3], paper: [0xfa, 0xf8, 0xf5] };

    /// A circle that fills its square, but for the corners.
    const DISC: &str = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 100 100'>\
                        <circle cx='50' cy='50' r='50' fill='#008000'/></svg>";

    /// A dark square with a bright spot in the middle.
    const TILE: &str = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 100 100'>\
                        <path d='M0 0h100v100H0z' fill='#102030'/><circle cx='50' cy='50' r='20' fill='#fff'/></svg>";

    fn made(svg: &str, icon: Icon) -> Pixmap {
        let drawing = Drawing::svg(svg.as_bytes()).unwrap();
        Pixmap::decode_png(&of_picture(&drawing, icon, &COLORS).unwrap()).unwrap()
    }

    /// Red, green, blue and alpha, at a place given in hundredths of the side.
    fn at(pixels: &Pixmap, x: u32, y: u32) -> [u8; 4] {
        let side = pixels.width();
        let color = pixels.pixel(x * (side - 1) / 100, y * (side - 1) / 100).unwrap().demultiply();
        [color.red(), color.green(), color.blue(), color.alpha()]
    }

    const PAPER: [u8; 4] = [0xfa, 0xf8, 0xf5, 255];
    const GREEN: [u8; 4] = [0, 128, 0, 255];
    const NOTHING: [u8; 4] = [0; 4];

    #[test]
    fn each_icon_has_its_size_and_what_must_be_opaque_is() {
        for (icon, corner, edge) in [
            (Icon::Small, NOTHING, GREEN),
            (Icon::Large, NOTHING, GREEN),
            (Icon::Touch, PAPER, PAPER),
            (Icon::Maskable, PAPER, PAPER),
        ] {
            let pixels = made(DISC, icon);
            assert_eq!((Some(pixels.width()), Some(pixels.height())), (icon.side(), icon.side()), "{icon:?}");
            assert_eq!((at(&pixels, 0, 0), at(&pixels, 1, 50), at(&pixels, 50, 50)), (corner, edge, GREEN), "{icon:?}");
        }
        for icon in [Icon::Touch, Icon::Maskable] {
            assert!(made(DISC, icon).pixels().iter().all(|pixel| pixel.alpha() == 255), "{icon:?}");
        }
    }

    #[test]
    fn a_picture_to_its_edges_goes_on_to_the_edges_and_stays_in_the_safe_zone() {
        let dark = [0x10, 0x20, 0x30, 255];
        for icon in [Icon::Touch, Icon::Maskable] {
            let pixels = made(TILE, icon);
            assert_eq!(
                [at(&pixels, 0, 0), at(&pixels, 50, 2), at(&pixels, 50, 50)],
                [dark, dark, [255; 4]],
                "{icon:?}"
            );
        }
        // The same with a picture that has no ground of its own: nothing of it is cut by a circle of four fifths.
        let pixels = made(DISC, Icon::Maskable);
        let is_outside = |x: i32, y: i32| (x - 256).pow(2) + (y - 256).pow(2) > 206_i32.pow(2);
        let all = (0..512).flat_map(|y| (0..512).map(move |x| (x, y)));
        for (x, y) in all.filter(|(x, y)| is_outside(*x, *y)) {
            let pixel = pixels.pixel(x.unsigned_abs(), y.unsigned_abs()).unwrap();
            assert_eq!([pixel.red(), pixel.green(), pixel.blue()], [0xfa, 0xf8, 0xf5], "{x} {y}");
        }
    }

    #[test]
    fn a_picture_of_pixels_is_made_smaller_without_losing_what_is_thin() {
        let mut stripes = Pixmap::new(1024, 1024).unwrap();
        for (at, pixel) in stripes.data_mut().chunks_exact_mut(4).enumerate() {
            pixel.copy_from_slice(if at % 2 == 0 { &[255; 4] } else { &[0, 0, 0, 255] });
        }
        let drawing = Drawing::png(&stripes.encode_png().unwrap()).unwrap();
        let pixels = Pixmap::decode_png(&of_picture(&drawing, Icon::Small, &COLORS).unwrap()).unwrap();
        for pixel in pixels.pixels() {
            assert!((126..=129).contains(&pixel.red()) && pixel.alpha() == 255, "{pixel:?}");
        }
    }

    #[test]
    fn the_files_of_the_theme_are_those_that_would_be_made() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/static");
        for icon in Icon::ALL {
            let (path, bytes) = (folder.join(icon.path()), of_mark(icon, &COLORS).unwrap());
            if std::env::var_os("UPDATE").is_some() {
                std::fs::write(&path, &bytes).unwrap();
            }
            assert!(std::fs::read(&path).unwrap() == bytes, "{}", path.display());
        }
    }

    #[test]
    fn the_mark_has_the_colours_of_the_site() {
        let colors = Colors { accent: [0, 0x66, 0x44], on_accent: [0, 0, 0], paper: [255; 3] };
        assert_eq!(
            mark(&colors, true),
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 32 32\">\
             <rect width=\"32\" height=\"32\" rx=\"6\" fill=\"#006644\"/>\
             <path d=\"M8 5h11l6 6v16H8z\" fill=\"#000000\"/><path d=\"M19 5v6h6z\" fill=\"#001911\"/>\
             <path d=\"M11.5 15h10M11.5 19h10M11.5 23h6\" stroke=\"#006644\" stroke-width=\"2.2\"/></svg>\n"
        );
        let touch = Pixmap::decode_png(&of_mark(Icon::Touch, &colors).unwrap()).unwrap();
        assert_eq!((at(&touch, 0, 0), at(&touch, 50, 25)), ([0, 0x66, 0x44, 255], [0, 0, 0, 255]));
    }
}
