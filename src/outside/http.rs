//! HTTP with TLS, by `ureq`. The only file that reaches other machines.

use super::{Reply, Transport};
use std::time::Duration;
use ureq::Agent;
use ureq::http::HeaderMap;

/// How long one request may take.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Asks other sites over the network.
pub struct Http {
    agent: Agent,
}

impl Http {
    /// Says that it asks for the site at `base_url`, so that whoever minds knows whom to write to.
    pub fn new(base_url: &str) -> Http {
        let name = format!("halaman/{} (link check for {base_url})", env!("CARGO_PKG_VERSION"));
        let config = Agent::config_builder()
            .timeout_global(Some(TIMEOUT))
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .user_agent(name)
            .build();
        Http { agent: config.into() }
    }
}

impl Transport for Http {
    fn ask(&self, url: &str, whole: bool) -> Result<Reply, String> {
        let request = if whole { self.agent.get(url) } else { self.agent.head(url) };
        let response = request.call().map_err(|error| reason(&error))?;
        let text = |name: &str| header(response.headers(), name);
        let wait = text("retry-after").and_then(|text| text.trim().parse().ok()).map(Duration::from_secs);
        Ok(Reply { status: response.status().as_u16(), location: text("location"), wait })
    }
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    Some(headers.get(name)?.to_str().ok()?.to_owned())
}

fn reason(error: &ureq::Error) -> String {
    match error {
        ureq::Error::Timeout(_) => format!("no answer within {} seconds", TIMEOUT.as_secs()),
        ureq::Error::HostNotFound => "there is no such host".to_owned(),
        other => other.to_string(),
    }
}
