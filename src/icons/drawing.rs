//! A picture that icons are made of, drawn at any size: vectors at each size anew, pixels by halves and then smoothly.

use super::{Icon, vector};
use resvg::tiny_skia::{Color, FilterQuality, Pixmap, PixmapPaint, PremultipliedColorU8, Transform};
use resvg::usvg::Tree;

/// The most pixels of a picture: decoded, they take 64 megabytes.
const PIXELS: u64 = 16 * 1024 * 1024;

/// The side of the largest icon, in pixels.
const LARGEST: u32 = 512;

/// The side at which a picture is looked at before it is placed, in pixels.
const LOOK: u32 = 64;

/// How far from white to black a colour may be from the one at the edge and still count as the ground.
const NEAR: u8 = 12;

/// A picture.
pub struct Drawing {
    art: Art,
    edge: Edge,
    /// How far from its middle something is seen: 1 at the middle of a side, more in the corners.
    reach: f32,
}

enum Art {
    Vector(Box<Tree>),
    Pixels(Pixmap),
}

/// What stands along the edge of the square around a picture.
#[derive(Clone, Copy, PartialEq)]
enum Edge {
    /// Nothing, or nothing in places.
    Open,
    /// The picture, in many colours.
    Full,
    /// One colour.
    Plain([u8; 3]),
}

impl Drawing {
    /// Of an SVG.
    ///
    /// # Errors
    /// It is none, or one that no icon can be made of, or one that would take too much time or memory.
    pub fn svg(bytes: &[u8]) -> Result<Self, String> {
        Ok(Self::of(Art::Vector(Box::new(vector::parse(bytes)?))))
    }

    /// Of a PNG.
    ///
    /// # Errors
    /// It is none, or it is broken or too large.
    pub fn png(bytes: &[u8]) -> Result<Self, String> {
        if !bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            return Err("it is no PNG".into());
        }
        let number = |at: usize| bytes.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes);
        let (Some(width), Some(height)) = (number(16), number(20)) else { return Err("it ends too early".into()) };
        if u64::from(width) * u64::from(height) > PIXELS {
            return Err(format!("it has {width} × {height} pixels, more than 16 million"));
        }
        let mut pixels = Pixmap::decode_png(bytes).map_err(|error| format!("it is broken: {error}"))?;
        // What no icon needs is let go of: each of them works on a copy.
        shrink(&mut pixels, LARGEST);
        Ok(Self::of(Art::Pixels(pixels)))
    }

    fn of(art: Art) -> Self {
        let look = art.at(LOOK);
        let edge = edge(&look);
        Self { reach: reach(&look, edge), edge, art }
    }

    /// An icon of that side, in pixels; `paper` stands behind it where it must not be transparent.
    pub(super) fn icon(&self, icon: Icon, side: u32, paper: [u8; 3]) -> Pixmap {
        let is_safe = |share: f32| (0.8 / self.reach.max(f32::EPSILON)).min(share);
        let share = match (icon, self.edge) {
            (Icon::Maskable, Edge::Plain(_)) => is_safe(1.0),
            (Icon::Maskable, _) => is_safe(0.8),
            (Icon::Touch, Edge::Open) => 0.8,
            _ => 1.0,
        };
        let ground = match self.edge {
            _ if !icon.is_cut() => None,
            Edge::Plain(color) => Some(color),
            _ => Some(paper),
        };
        placed(&self.art.at(round(as_f32(side) * share)), side, ground)
    }
}

impl Art {
    /// The whole picture in the middle of a square.
    fn at(&self, side: u32) -> Pixmap {
        match self {
            Self::Vector(tree) => {
                let (width, height) = (tree.size().width(), tree.size().height());
                let mut square = blank(side);
                resvg::render(tree, fit(width, height, side), &mut square.as_mut());
                square
            }
            Self::Pixels(pixels) => {
                let mut pixels = pixels.clone();
                shrink(&mut pixels, side);
                let mut square = blank(side);
                let paint = PixmapPaint { quality: FilterQuality::Bicubic, ..PixmapPaint::default() };
                let fit = fit(as_f32(pixels.width()), as_f32(pixels.height()), side);
                square.draw_pixmap(0, 0, pixels.as_ref(), &paint, fit, None);
                square
            }
        }
    }
}

/// Puts a picture of these measures into the middle of a square.
fn fit(width: f32, height: f32, side: u32) -> Transform {
    let side = as_f32(side);
    let scale = side / width.max(height);
    let (left, top) = ((side - width * scale) / 2.0, (side - height * scale) / 2.0);
    Transform::from_row(scale, 0.0, 0.0, scale, left, top)
}

fn placed(art: &Pixmap, side: u32, ground: Option<[u8; 3]>) -> Pixmap {
    let mut square = blank(side);
    if let Some([red, green, blue]) = ground {
        square.fill(Color::from_rgba8(red, green, blue, 255));
    }
    let offset = i32::try_from((side - art.width().min(side)) / 2).unwrap_or(0);
    square.draw_pixmap(offset, offset, art.as_ref(), &PixmapPaint::default(), Transform::identity(), None);
    square
}

/// Halves a picture as long as it stays at least as large as that.
fn shrink(pixels: &mut Pixmap, side: u32) {
    while pixels.width().max(pixels.height()) >= 2 * side {
        *pixels = halved(pixels);
    }
}

/// Each pixel is the mean of four.
fn halved(pixels: &Pixmap) -> Pixmap {
    let (width, height) = (pixels.width(), pixels.height());
    let mut half = Pixmap::new(width.div_ceil(2), height.div_ceil(2)).expect("half of a picture has a size");
    let columns = half.width() as usize;
    for (at, out) in half.pixels_mut().iter_mut().enumerate() {
        let (x, y) = (as_u32(at % columns) * 2, as_u32(at / columns) * 2);
        let four = [(x, y), (x + 1, y), (x, y + 1), (x + 1, y + 1)]
            .map(|(x, y)| pixels.pixel(x.min(width - 1), y.min(height - 1)).unwrap_or(*out));
        *out = mean(four).unwrap_or(*out);
    }
    half
}

fn mean(four: [PremultipliedColorU8; 4]) -> Option<PremultipliedColorU8> {
    let of = |part: fn(PremultipliedColorU8) -> u8| {
        let sum: u16 = four.iter().map(|pixel| u16::from(part(*pixel))).sum();
        u8::try_from((sum + 2) / 4).unwrap_or(u8::MAX)
    };
    let alpha = of(PremultipliedColorU8::alpha);
    let color = [PremultipliedColorU8::red, PremultipliedColorU8::green, PremultipliedColorU8::blue];
    let [red, green, blue] = color.map(|part| of(part).min(alpha));
    PremultipliedColorU8::from_rgba(red, green, blue, alpha)
}

fn edge(look: &Pixmap) -> Edge {
    let last = LOOK - 1;
    let along = (0..LOOK).flat_map(|at| [(at, 0), (at, last), (0, at), (last, at)]);
    let mut colors = along.filter_map(|(x, y)| look.pixel(x, y)).map(|pixel| (rgb(pixel), pixel.alpha()));
    let Some((first, _)) = colors.clone().next() else { return Edge::Open };
    if colors.clone().any(|(_, alpha)| alpha < u8::MAX) {
        return Edge::Open;
    }
    if colors.all(|(color, _)| is_near(color, first)) { Edge::Plain(first) } else { Edge::Full }
}

fn reach(look: &Pixmap, edge: Edge) -> f32 {
    let middle = as_f32(LOOK) / 2.0;
    let is_seen = |pixel: &PremultipliedColorU8| match edge {
        Edge::Plain(ground) => !is_near(rgb(*pixel), ground),
        _ => pixel.alpha() > 0,
    };
    let far = |at: usize| (as_f32(as_u32(at)) + 0.5 - middle).abs() + 0.5;
    let seen = look.pixels().iter().enumerate().filter(|(_, pixel)| is_seen(pixel));
    let distances = seen.map(|(at, _)| far(at % LOOK as usize).hypot(far(at / LOOK as usize)) / middle);
    distances.fold(0.0, f32::max)
}

fn rgb(pixel: PremultipliedColorU8) -> [u8; 3] {
    [pixel.red(), pixel.green(), pixel.blue()]
}

fn is_near(one: [u8; 3], other: [u8; 3]) -> bool {
    one.iter().zip(other).all(|(one, other)| one.abs_diff(other) <= NEAR)
}

fn blank(side: u32) -> Pixmap {
    Pixmap::new(side.max(1), side.max(1)).expect("icons are small")
}

#[expect(clippy::cast_precision_loss, reason = "sides of pictures are far below what a float counts exactly")]
fn as_f32(number: u32) -> f32 {
    number as f32
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sides of pictures are small and positive")]
fn round(number: f32) -> u32 {
    number.round() as u32
}

fn as_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::{Drawing, Icon};
    use resvg::tiny_skia::Pixmap;

    fn fault(bytes: &[u8]) -> String {
        Drawing::png(bytes).err().unwrap_or_default()
    }

    #[test]
    fn a_thread_of_pixels_is_drawn_without_fear() {
        let drawing = Drawing::png(&Pixmap::new(5000, 1).unwrap().encode_png().unwrap()).unwrap();
        for icon in Icon::ALL {
            assert_eq!(drawing.icon(icon, 48, [1, 2, 3]).width(), 48);
        }
    }

    #[test]
    fn a_broken_picture_is_told_of() {
        let whole = Pixmap::new(8, 8).unwrap().encode_png().unwrap();
        assert_eq!(fault(&whole), "");
        assert_eq!(fault(b"\x89PNG\r"), "it is no PNG");
        assert_eq!(fault(&whole[..20]), "it ends too early");
        assert_eq!(fault(&whole[..40]).split(':').next(), Some("it is broken"));
        let mut wide = whole.clone();
        wide[16..20].copy_from_slice(&100_000_u32.to_be_bytes());
        wide[20..24].copy_from_slice(&200_u32.to_be_bytes());
        assert_eq!(fault(&wide), "it has 100000 × 200 pixels, more than 16 million");
        let mut flat = whole.clone();
        flat[16..20].copy_from_slice(&[0; 4]);
        assert_ne!(fault(&flat), "");
    }
}
