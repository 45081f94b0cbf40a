//! What host files need to know of a planned site.

use super::{HostFacts, HostFile};
use crate::diag::Diagnostic;
use crate::plan::{FeedFormat, FeedPage, Kind, Output};
use crate::render::Renderer;

/// For how long whatever programs read may be kept without asking again, in seconds (T-4).
const KEEP: u32 = 600;

const XML: &str = "application/xml; charset=utf-8";

/// What doubts about hosts say besides.
const ASKED_FOR: &str = "asked for by `hosts` in `halaman.yaml`";

/// Whether a warning is one of [`Renderer::host_doubts`].
pub fn is_host_doubt(problem: &Diagnostic) -> bool {
    problem.notes.iter().any(|note| note == ASKED_FOR)
}

impl Renderer<'_> {
    /// The bytes of a file for hosts.
    ///
    /// # Errors
    /// The plan named a file that no host has.
    pub(in crate::render) fn host_file(&self, output: &Output) -> Result<Vec<u8>, Diagnostic> {
        let files = super::files(&self.config.hosts, &self.host_facts());
        let own = files.into_iter().find(|(path, _)| *path == output.path());
        own.map(|(_, bytes)| bytes).ok_or_else(|| Diagnostic::error(format!("no host has a file `{}`", output.path())))
    }

    /// What the chosen hosts will not read; nothing is lost by it but speed (T-5).
    pub fn host_doubts(&self) -> Vec<Diagnostic> {
        let limits = super::limits(&self.config.hosts, &self.host_facts());
        limits.into_iter().map(|limit| Diagnostic::warning(limit).note(ASKED_FOR)).collect()
    }

    fn host_facts(&self) -> HostFacts {
        let outputs = &self.plan.outputs;
        let mut files: Vec<(usize, HostFile)> = outputs.iter().filter_map(|output| self.ranked_file(output)).collect();
        files.sort_by_key(|(rank, _)| *rank);
        let redirects = outputs.iter().filter_map(|output| match &output.kind {
            Kind::Redirect(to) => Some((self.plan.urls.url(output.path()), to.clone())),
            _ => None,
        });
        HostFacts {
            base_path: self.plan.urls.url(""),
            host: self.config.base_url.host_str().unwrap_or_default().to_owned(),
            files: files.into_iter().map(|(_, file)| file).collect(),
            redirects: redirects.collect(),
            not_found: self.plan.urls.url("404.html"),
        }
    }

    /// What programs read, the site's own feeds first: some hosts read only so many rules.
    fn ranked_file(&self, output: &Output) -> Option<(usize, HostFile)> {
        let (rank, mime) = match &output.kind {
            Kind::Feed(at, format, page) => {
                let mime = if *format == FeedFormat::Json { "application/feed+json" } else { XML };
                (if *page == FeedPage::Current { *at } else { self.plan.feeds.len() + *at }, mime)
            }
            Kind::Sitemap(_) => (usize::MAX, XML),
            Kind::Opml => (usize::MAX, "text/x-opml; charset=utf-8"),
            Kind::FeedMenu => (usize::MAX, "application/json"),
            Kind::Manifest => (usize::MAX, "application/manifest+json"),
            Kind::Asset(asset) => return self.own_file(*asset, output),
            _ => return None,
        };
        let file = HostFile {
            url: self.plan.urls.url(output.path()),
            mime,
            links: self.header_links(output),
            cache_seconds: Some(KEEP),
            cors: true,
        };
        Some((rank, file))
    }

    /// A file of the publisher's whose name ends as ours do: named, so that no rule for feeds is taken for it.
    fn own_file(&self, asset: usize, output: &Output) -> Option<(usize, HostFile)> {
        let ending = output.path().rsplit_once('.').map_or("", |(_, ending)| ending);
        let mime = match ending {
            "xml" => XML,
            "json" | "webmanifest" => self.plan.assets[asset].mime,
            _ => return None,
        };
        Some((usize::MAX, HostFile { url: self.plan.urls.url(output.path()), mime, ..HostFile::default() }))
    }

    /// Hubs, and the address that subscribers ask for (W-2); an archive has no hub (W-6).
    fn header_links(&self, output: &Output) -> Vec<(String, String)> {
        let is_topic = matches!(output.kind, Kind::Feed(_, _, FeedPage::Current));
        if !is_topic || self.config.feed.hubs.is_empty() {
            return Vec::new();
        }
        let hubs = self.config.feed.hubs.iter().map(|hub| ("hub".to_owned(), hub.to_string()));
        hubs.chain([("self".to_owned(), self.plan.urls.permalink(output.path()))]).collect()
    }
}
