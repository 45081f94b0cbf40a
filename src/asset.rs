//! Files that are copied as they are: what lies beside articles, in `static/`, and in the theme's `static/`.

use crate::hash::Fingerprint;
use crate::source::{Found, SiteDir};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// How much of a picture is read to learn its size; the rest of it does not matter for that.
const HEAD: usize = 256 * 1024;

/// Which folder a file was found in; the first has precedence where two want one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Root {
    /// `content/`.
    Content,
    /// `static/`.
    Static,
    /// `templates/static/` of the site.
    Templates,
    /// The theme that is built in.
    Theme,
}

impl Root {
    /// The folder, relative to the site's.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Content => "content",
            Self::Static => "static",
            Self::Templates | Self::Theme => "templates/static",
        }
    }
}

/// A file to be copied.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Asset {
    /// Where it was found.
    pub root: Root,
    /// Its path below that folder, with `/`.
    pub path: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// Its media type: [`mime`] its path.
    #[serde(skip)]
    pub mime: &'static str,
    /// Width and height in pixels, of a picture whose header could be read.
    pub size: Option<(u32, u32)>,
    /// The hash of a style sheet's or script's content, for its URL.
    pub version: Option<Fingerprint>,
    /// The content, of a file of the built-in theme.
    #[serde(skip)]
    pub embedded: Option<&'static [u8]>,
}

impl Asset {
    /// What is to be known of a file on the disk. A file that cannot be read here is reported when it is copied.
    pub fn of(site: &dyn SiteDir, root: Root, found: Found) -> Self {
        let mime = mime(&found.path);
        let location = Path::new(root.folder()).join(&found.path);
        let read = || site.read(&location).unwrap_or_default();
        let is_picture = mime.starts_with("image/");
        let content = if is_picture || is_versioned(mime) { read() } else { Vec::new() };
        Self {
            root,
            bytes: found.size,
            mime,
            size: if is_picture { picture_size(mime, &content) } else { None },
            version: is_versioned(mime).then(|| Fingerprint::of(&content)),
            embedded: None,
            path: found.path,
        }
    }

    /// What is to be known of a file that is built in.
    pub fn embedded(path: String, content: &'static [u8]) -> Self {
        let mime = mime(&path);
        Self {
            root: Root::Theme,
            bytes: content.len() as u64,
            mime,
            size: picture_size(mime, content),
            version: is_versioned(mime).then(|| Fingerprint::of(content)),
            embedded: Some(content),
            path,
        }
    }

    /// What was not kept of it, because it is known. Only files on the disk are kept.
    #[must_use]
    pub fn restored(self) -> Self {
        Self { mime: mime(&self.path), ..self }
    }

    /// Where it is, relative to the site's folder.
    pub fn location(&self) -> PathBuf {
        Path::new(self.root.folder()).join(&self.path)
    }
}

fn is_versioned(mime: &str) -> bool {
    matches!(mime, "text/css" | "text/javascript")
}

fn picture_size(mime: &str, content: &[u8]) -> Option<(u32, u32)> {
    if mime == "image/svg+xml" {
        return svg_size(content);
    }
    let size = imagesize::blob_size(&content[..content.len().min(HEAD)]).ok()?;
    Some((u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?))
}

/// The size of a drawing is its `viewBox`, whose numbers stand in the first tag.
fn svg_size(content: &[u8]) -> Option<(u32, u32)> {
    let text = std::str::from_utf8(content).ok()?;
    let (_, after) = text.split_once("viewBox=")?;
    let quote = after.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let numbers = after[1..].split(quote).next()?.split([' ', ',']).filter(|part| !part.is_empty());
    let sizes: Vec<u32> = numbers
        .skip(2)
        .filter_map(|number| number.parse::<f32>().ok().filter(|number| number.is_finite()))
        .map(round)
        .collect();
    match sizes[..] {
        [width, height] if width > 0 && height > 0 => Some((width, height)),
        _ => None,
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "pixels are small positive numbers")]
fn round(number: f32) -> u32 {
    number.round() as u32
}

/// The media type by the file's suffix, for what feeds and pages name; anything else is plain bytes.
pub fn mime(path: &str) -> &'static str {
    let suffix = path.rsplit_once('.').map_or("", |(_, suffix)| suffix).to_ascii_lowercase();
    match suffix.as_str() {
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "svg" => "image/svg+xml",
        "ico" => "image/vnd.microsoft.icon",
        "mp3" => "audio/mpeg",
        "m4a" => "audio/mp4",
        "ogg" | "oga" | "opus" => "audio/ogg",
        "wav" => "audio/wav",
        "mp4" | "m4v" => "video/mp4",
        "webm" => "video/webm",
        "mov" => "video/quicktime",
        "vtt" => "text/vtt",
        "srt" => "application/x-subrip",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain",
        "html" => "text/html",
        "pdf" => "application/pdf",
        "css" => "text/css",
        "js" | "mjs" => "text/javascript",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::{mime, svg_size};

    #[test]
    fn a_drawing_has_the_size_of_its_view_box() {
        assert_eq!(svg_size(b"<svg viewBox='0 0 24.4 48'>"), Some((24, 48)));
        assert_eq!(svg_size(b"<svg>"), None);
        assert_eq!(svg_size(b"<svg viewBox="), None);
        assert_eq!(svg_size("<svg viewBox=“0 0 10 10”>".as_bytes()), None);
        assert_eq!(svg_size(b"<svg viewBox='0 0 inf 10'>"), None);
    }

    #[test]
    fn suffixes_count_in_any_case() {
        assert_eq!(mime("a/B.JPG"), "image/jpeg");
        assert_eq!(mime("LICENSE"), "application/octet-stream");
    }
}
