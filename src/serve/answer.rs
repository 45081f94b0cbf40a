//! What an address answers: an output made now, a file from where it lies, or the page for what is not there.

use super::live::{self, Look};
use super::session::{Session, State};
use crate::build::Ready;
use crate::content::Bodies;
use crate::plan::{Kind, Output};
use crate::render::Renderer;
use crate::source::SiteDir;
use std::path::PathBuf;

/// What is sent back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The media type, with `charset` where it is text.
    pub mime: String,
    /// Where to go instead.
    pub location: Option<String>,
    /// What is in it.
    pub body: Body,
}

/// Where the bytes of an answer are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// Here.
    Bytes(Vec<u8>),
    /// In a file, which may be large.
    File(PathBuf),
}

/// An output that was made, or what is wrong with it.
enum Page {
    Made(Vec<u8>),
    Missing(Vec<u8>),
    Failed(String),
}

impl<S: SiteDir> Session<S> {
    /// Answers an address, percent-encoded as browsers send it, without `?` and what follows.
    pub fn answer(&self, url: &str) -> Answer {
        let state = self.state();
        let Some(ready) = &state.ready else { return page(503, live::dress(Vec::new(), &nothing(&state))) };
        let Some(path) = ready.plan.urls.path_of(url) else {
            return redirect(ready.plan.urls.url(""));
        };
        let output = ready.plan.at(&path);
        if let Some(output) = output.filter(|output| is_folder_of(output, &path)) {
            return redirect(ready.plan.urls.url(output.path()));
        }
        match output {
            Some(Output { kind: Kind::Asset(asset), .. }) => self.asset(ready, *asset),
            Some(output) if !is_page(output) => self.machine_file(&state, ready, output),
            output => self.page(&state, ready, output),
        }
    }

    /// How the page at an address is now.
    pub fn look(&self, url: &str) -> Look {
        let state = self.state();
        let Some(ready) = &state.ready else { return nothing(&state) };
        let output = ready.plan.urls.path_of(url).and_then(|path| ready.plan.at(&path));
        let made = self.made(&state, ready, output);
        self.look_of(&state, ready, &made)
    }

    fn look_of(&self, state: &State, ready: &Ready, made: &Page) -> Look {
        let styles = live::styles(&ready.plan);
        match made {
            Page::Made(bytes) | Page::Missing(bytes) => Look {
                page: live::mark(bytes, &styles, &ready.plan, self.site()),
                styles,
                trouble: state.trouble.clone(),
            },
            // While the site has errors, that a file is not what it was is no news.
            Page::Failed(trouble) => {
                let trouble = if state.trouble.is_empty() { trouble } else { &state.trouble };
                Look { page: String::new(), styles, trouble: trouble.clone() }
            }
        }
    }

    fn page(&self, state: &State, ready: &Ready, output: Option<&Output>) -> Answer {
        let made = self.made(state, ready, output);
        let look = self.look_of(state, ready, &made);
        let (status, bytes) = match made {
            Page::Made(bytes) => (200, bytes),
            Page::Missing(bytes) => (404, bytes),
            Page::Failed(_) => (500, Vec::new()),
        };
        page(status, live::dress(bytes, &look))
    }

    /// The page of an output; for none, what a host sends for an address that does not exist.
    fn made(&self, state: &State, ready: &Ready, output: Option<&Output>) -> Page {
        let missing = ready.plan.at("404.html").filter(|page| !matches!(page.kind, Kind::Asset(_)));
        let (Some(wanted), exists) = (output.or(missing), output.is_some()) else { return Page::Missing(Vec::new()) };
        match self.bytes(state, ready, wanted) {
            Ok(bytes) if exists => Page::Made(bytes),
            Ok(bytes) => Page::Missing(bytes),
            Err(trouble) => Page::Failed(trouble),
        }
    }

    fn bytes(&self, state: &State, ready: &Ready, output: &Output) -> Result<Vec<u8>, String> {
        let Ready { config, locales, library, templates, plan, .. } = ready;
        let renderer = Renderer::new(config, library, templates, plan, locales);
        let made = renderer.render(output, &Bodies::new(self.site()));
        made.map_err(|problem| self.told(&[problem], &state.files))
    }

    fn machine_file(&self, state: &State, ready: &Ready, output: &Output) -> Answer {
        match self.bytes(state, ready, output) {
            Ok(bytes) => Answer { status: 200, mime: type_of(output), location: None, body: Body::Bytes(bytes) },
            Err(trouble) => text(500, &trouble),
        }
    }

    fn asset(&self, ready: &Ready, asset: usize) -> Answer {
        let asset = &ready.plan.assets[asset];
        let mime = with_charset(asset.mime);
        let body = match (asset.embedded, self.site().location(&asset.location())) {
            (Some(bytes), _) => Body::Bytes(bytes.to_vec()),
            (None, Some(path)) => Body::File(path),
            (None, None) => match self.site().read(&asset.location()) {
                Ok(bytes) => Body::Bytes(bytes),
                Err(_) => return text(404, "the file is gone\n"),
            },
        };
        Answer { status: 200, mime, location: None, body }
    }
}

/// Before there is any site.
fn nothing(state: &State) -> Look {
    Look { trouble: state.trouble.clone(), ..Look::default() }
}

/// Whether an address lacks the slash of a folder: relative links in the page would lead elsewhere.
fn is_folder_of(output: &Output, path: &str) -> bool {
    output.path().ends_with('/') && output.path().len() == path.len() + 1 && output.path().starts_with(path)
}

fn is_page(output: &Output) -> bool {
    output.template.is_some() || output.file.ends_with(".html")
}

/// As good hosts send it (T-1).
fn type_of(output: &Output) -> String {
    let mime = match &output.kind {
        Kind::Feed(_, format, _) => format.mime(),
        Kind::Opml => "text/x-opml",
        _ => crate::asset::mime(&output.file),
    };
    with_charset(mime)
}

/// Everything of ours is UTF-8; types that are text by their name must say so, and XML may.
fn with_charset(mime: &str) -> String {
    let says = mime.starts_with("text/") || mime.ends_with("xml") && !mime.starts_with("image/");
    if says { format!("{mime}; charset=utf-8") } else { mime.to_owned() }
}

fn page(status: u16, body: Vec<u8>) -> Answer {
    Answer { status, mime: "text/html; charset=utf-8".into(), location: None, body: Body::Bytes(body) }
}

fn text(status: u16, body: &str) -> Answer {
    Answer { status, mime: "text/plain; charset=utf-8".into(), location: None, body: Body::Bytes(body.into()) }
}

fn redirect(to: String) -> Answer {
    Answer { location: Some(to), ..text(302, "") }
}
